/* Records as the schema sees them: headers, selection and batches. */
#include "job/intake.h"

#include <string.h>

#include "job/intake_columns.h"
#include "schema/cell.h"

struct eg_intake {
    const eg_settings *settings;
    eg_arena *arena;
    eg_source *source;
    eg_roster *roster;
    eg_mark_table *marks;
    eg_buffer scratch;
    eg_intake_file *files;
    size_t n_files;
    bool plain;     /* batches go through */
    size_t n;       /* columns asked for; behind them those of the roster's key */
    size_t n_parts; /* of the key */
    int32_t *select;
    eg_field *fields;
    uint64_t *line;
    uint32_t *record; /* of the source's batch */
    uint32_t *value;  /* of --melt */
    size_t capacity;
    const eg_field **key;
    uint8_t *joined; /* [column of the roster]: asked for */
    eg_intake_tally tally;
};

eg_status eg_intake_new(eg_intake **out, const eg_settings *settings, eg_source *source,
                        bool records, eg_error *err)
{
    *out = NULL;
    eg_intake *intake = eg_alloc_zero(1, sizeof *intake);
    if (intake == NULL)
        return eg_fail_memory(err);
    intake->settings = settings;
    intake->source = source;
    intake->n_files = eg_source_files(source);
    intake->arena = eg_arena_new();
    intake->plain = true;
    eg_status status = intake->arena == NULL ? eg_fail_memory(err) : EG_OK;
    if (status == EG_OK)
        status = eg_mark_table_new(&intake->marks, settings, err);
    if (status == EG_OK)
        status =
            eg_intake_columns(&intake->files, settings, source, records, intake->arena, err);
    if (status != EG_OK) {
        eg_intake_free(intake);
        return status;
    }
    for (size_t f = 0; f < intake->n_files; f++) {
        size_t own = 0;
        (void)eg_source_header(source, f, &own);
        intake->plain = intake->plain && intake->files[f].n == own;
        if (intake->files[f].melted.n > intake->tally.columns)
            intake->tally.columns = intake->files[f].melted.n;
    }
    *out = intake;
    return EG_OK;
}

void eg_intake_free(eg_intake *intake)
{
    if (intake == NULL)
        return;
    eg_mark_table_free(intake->marks);
    eg_buffer_clear(&intake->scratch);
    eg_free(intake->fields);
    eg_free(intake->line);
    eg_free(intake->record);
    eg_free(intake->value);
    eg_arena_free(intake->arena);
    eg_free(intake);
}

size_t eg_intake_files(const eg_intake *intake)
{
    return intake->n_files;
}

const char *eg_intake_name(const eg_intake *intake, size_t file)
{
    return eg_source_tally(intake->source, file)->name;
}

const eg_text *eg_intake_header(const eg_intake *intake, size_t file, size_t *n)
{
    *n = intake->files[file].n;
    return intake->files[file].names;
}

bool eg_intake_plain(const eg_intake *intake)
{
    return intake->plain;
}

const eg_intake_tally *eg_intake_tally_of(const eg_intake *intake)
{
    return &intake->tally;
}

void eg_intake_told(eg_intake *intake, const eg_intake_tally *tally)
{
    intake->tally.wide += tally->wide;
    intake->tally.made += tally->made;
    intake->tally.empty += tally->empty;
}

eg_status eg_intake_join(eg_intake *intake, eg_roster *roster, eg_error *err)
{
    intake->roster = roster;
    intake->plain = false;
    for (size_t f = 0; f < intake->n_files; f++)
        for (size_t c = 0; c < eg_roster_columns(roster); c++)
            if (!eg_intake_add(&intake->files[f], eg_roster_column(roster, c), EG_FROM_ROSTER,
                               (int32_t)c, intake->arena))
                return eg_fail_memory(err);
    return EG_OK;
}

/* ---- what the source is asked for ---- */

/* The source's field of a column of the file, asked for once; -1 for none. */
static void want(eg_intake_file *file, int32_t column)
{
    if (column >= 0 && file->place[column] < 0) {
        file->place[column] = (int32_t)file->n_wanted;
        file->wanted[file->n_wanted++] = column;
    }
}

static void want_column(eg_intake_file *file, int32_t column)
{
    if (column >= 0 && file->columns[column].from == EG_FROM_FILE)
        want(file, file->columns[column].at);
}

/* Whether a melted record is there at all must not depend on which columns are asked for. */
static void want_melted(eg_intake_file *file, size_t values)
{
    for (size_t m = 0; m < file->melted.n; m++)
        for (size_t v = 0; v < values; v++)
            want(file, file->melted.at[m].column[v]);
}

static eg_status plan_file(eg_intake *intake, size_t f, const int32_t *columns, eg_error *err)
{
    eg_intake_file *file = &intake->files[f];
    size_t own = 0, n = intake->n;
    (void)eg_source_header(intake->source, f, &own);
    file->place = eg_arena_alloc(intake->arena, own + 1, sizeof *file->place);
    file->wanted = eg_arena_alloc(intake->arena, own + 1, sizeof *file->wanted);
    if (file->place == NULL || file->wanted == NULL)
        return eg_fail_memory(err);
    for (size_t c = 0; c < own; c++)
        file->place[c] = -1;
    int32_t *select = intake->select + f * (n + intake->n_parts);
    if (n > 0)
        memcpy(select, columns + f * n, n * sizeof *select);
    if (intake->n_parts > 0)
        memcpy(select + n, eg_roster_key(intake->roster, f), intake->n_parts * sizeof *select);
    for (size_t i = 0; i < n + intake->n_parts; i++)
        want_column(file, select[i]);
    want_melted(file, intake->settings->melt.values.n);
    return EG_OK;
}

static eg_status select_source(eg_intake *intake, eg_error *err)
{
    size_t most = 0;
    for (size_t f = 0; f < intake->n_files; f++)
        if (intake->files[f].n_wanted > most)
            most = intake->files[f].n_wanted;
    int32_t *columns =
        eg_arena_alloc(intake->arena, most * intake->n_files + 1, sizeof *columns);
    if (columns == NULL)
        return eg_fail_memory(err);
    for (size_t f = 0; f < intake->n_files; f++)
        for (size_t i = 0; i < most; i++)
            columns[f * most + i] =
                i < intake->files[f].n_wanted ? intake->files[f].wanted[i] : -1;
    return eg_source_select(intake->source, columns, most, err);
}

static eg_status mark_joined(eg_intake *intake, eg_error *err)
{
    intake->joined = eg_arena_alloc(intake->arena, eg_roster_columns(intake->roster) + 1, 1);
    if (intake->joined == NULL)
        return eg_fail_memory(err);
    for (size_t f = 0; f < intake->n_files; f++)
        for (size_t i = 0; i < intake->n; i++) {
            int32_t at = intake->select[f * (intake->n + intake->n_parts) + i];
            if (at >= 0 && intake->files[f].columns[at].from == EG_FROM_ROSTER)
                intake->joined[intake->files[f].columns[at].at] = 1;
        }
    return EG_OK;
}

eg_status eg_intake_select(eg_intake *intake, const int32_t *columns, size_t n, eg_error *err)
{
    if (intake->plain)
        return eg_source_select(intake->source, columns, n, err);
    intake->n = n;
    intake->n_parts = intake->roster == NULL ? 0 : eg_roster_key_parts(intake->roster);
    size_t all = n + intake->n_parts;
    intake->select =
        eg_arena_alloc(intake->arena, all * intake->n_files + 1, sizeof *intake->select);
    intake->key = eg_arena_alloc(intake->arena, intake->n_parts + 1, sizeof *intake->key);
    if (intake->select == NULL || intake->key == NULL)
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    for (size_t f = 0; f < intake->n_files && status == EG_OK; f++)
        status = plan_file(intake, f, columns, err);
    if (status == EG_OK)
        status = select_source(intake, err);
    if (status == EG_OK && intake->roster != NULL)
        status = mark_joined(intake, err);
    return status;
}

const uint8_t *eg_intake_joined(const eg_intake *intake)
{
    return intake->joined;
}

/* ---- batches ---- */

static bool grow(void **array, size_t rows, size_t size)
{
    void *grown = eg_realloc(*array, rows, size);
    if (grown != NULL)
        *array = grown;
    return grown != NULL;
}

static bool make_room(eg_intake *intake, size_t rows)
{
    if (rows <= intake->capacity)
        return true;
    void *fields = intake->fields, *line = intake->line;
    void *record = intake->record, *value = intake->value;
    size_t all = intake->n + intake->n_parts;
    bool fine = rows <= SIZE_MAX / (all + 1) &&
                grow(&fields, rows * (all + 1), sizeof *intake->fields) &&
                grow(&line, rows, sizeof *intake->line) &&
                grow(&record, rows, sizeof *intake->record) &&
                grow(&value, rows, sizeof *intake->value);
    intake->fields = fields;
    intake->line = line;
    intake->record = record;
    intake->value = value;
    if (fine)
        intake->capacity = rows;
    return fine;
}

static const eg_field *source_fields(const eg_intake *intake, const eg_batch *from,
                                     int32_t column)
{
    int32_t place = column < 0 ? -1 : intake->files[from->file].place[column];
    return place < 0 ? NULL : eg_batch_fields(from, (size_t)place);
}

/* Does any melted column of a record hold something for a value? */
static bool there(eg_intake *intake, const eg_batch *from, size_t r, size_t value)
{
    const eg_melt_map *map = &intake->files[from->file].melted;
    for (size_t m = 0; m < map->n; m++) {
        const eg_field *fields = source_fields(intake, from, map->at[m].column[value]);
        if (fields == NULL || fields[r].n == 0)
            continue;
        eg_text text =
            eg_cell_canonical((eg_text){fields[r].at, fields[r].n}, &intake->scratch);
        if (intake->scratch.failed || !eg_mark_missing(intake->marks, text))
            return true;
    }
    return false;
}

/* Which records come out, in the order of the source's and, of one, of the values. */
static size_t list_records(eg_intake *intake, const eg_batch *from)
{
    size_t values = intake->settings->melt.values.n, n = 0;
    if (intake->files[from->file].melted.n == 0) {
        for (size_t r = 0; r < from->rows; r++)
            intake->record[r] = (uint32_t)r;
        return from->rows;
    }
    for (size_t r = 0; r < from->rows; r++)
        for (size_t v = 0; v < values; v++) {
            if (!there(intake, from, r, v))
                continue;
            intake->record[n] = (uint32_t)r;
            intake->value[n++] = (uint32_t)v;
        }
    intake->tally.wide += from->rows;
    intake->tally.made += n;
    intake->tally.empty += from->rows * values - n;
    return n;
}

static void fill_field(const eg_intake *intake, const eg_batch *from, int32_t column, size_t n,
                       eg_field *out)
{
    static const eg_field absent = {.at = "", .flags = EG_FIELD_ABSENT};
    const eg_intake_file *file = &intake->files[from->file];
    const eg_intake_column *c = column < 0 ? NULL : &file->columns[column];
    if (c != NULL && c->from == EG_FROM_FILE) {
        const eg_field *fields = source_fields(intake, from, c->at);
        for (size_t r = 0; r < n; r++)
            out[r] = fields[intake->record[r]];
    } else if (c != NULL && c->from == EG_FROM_MELT) {
        for (size_t r = 0; r < n; r++) {
            const eg_field *fields =
                source_fields(intake, from, file->melted.at[c->at].column[intake->value[r]]);
            out[r] = fields == NULL ? absent : fields[intake->record[r]];
        }
    } else if (c != NULL && c->from == EG_FROM_VALUE) {
        for (size_t r = 0; r < n; r++) {
            const char *label = intake->settings->melt.labels.at[intake->value[r]];
            out[r] = (eg_field){.at = label, .n = (uint32_t)strlen(label)};
        }
    } else {
        eg_field all = c != NULL && c->from == EG_FROM_SETTINGS
                           ? (eg_field){.at = c->text.at, .n = (uint32_t)c->text.n}
                           : absent;
        for (size_t r = 0; r < n; r++)
            out[r] = all;
    }
}

static eg_status join(eg_intake *intake, uint32_t file, size_t n, eg_error *err)
{
    const int32_t *select = intake->select + file * (intake->n + intake->n_parts);
    for (size_t k = 0; k < intake->n_parts; k++)
        intake->key[k] = intake->fields + (intake->n + k) * intake->capacity;
    for (size_t r = 0; r < n; r++) {
        const eg_text *text = NULL;
        eg_status status = eg_roster_find(intake->roster, intake->key, r, &text, err);
        if (status != EG_OK)
            return status;
        for (size_t i = 0; i < intake->n; i++) {
            if (select[i] < 0)
                continue;
            const eg_intake_column *c = &intake->files[file].columns[select[i]];
            if (c->from == EG_FROM_ROSTER)
                intake->fields[i * intake->capacity + r] =
                    (eg_field){.at = text[c->at].at, .n = (uint32_t)text[c->at].n};
        }
    }
    return EG_OK;
}

static eg_status convert(eg_intake *intake, const eg_batch *from, eg_batch *to, eg_error *err)
{
    size_t values =
        intake->files[from->file].melted.n == 0 ? 1 : intake->settings->melt.values.n;
    if (from->rows > UINT32_MAX || !make_room(intake, from->rows * values))
        return eg_fail_memory(err);
    size_t n = list_records(intake, from), all = intake->n + intake->n_parts;
    const int32_t *select = intake->select + from->file * all;
    if (intake->scratch.failed)
        return eg_fail_memory(err);
    for (size_t i = 0; i < all; i++)
        fill_field(intake, from, select[i], n, intake->fields + i * intake->capacity);
    for (size_t r = 0; r < n; r++)
        intake->line[r] = from->line == NULL ? 0 : from->line[intake->record[r]];
    *to = (eg_batch){.rows = n,
                     .columns = intake->n,
                     .stride = intake->capacity,
                     .fields = intake->fields,
                     .line = intake->line,
                     .file = from->file};
    return intake->roster == NULL ? EG_OK : join(intake, from->file, n, err);
}

eg_status eg_intake_next(eg_intake *intake, eg_batch *batch, eg_error *err)
{
    if (intake->plain)
        return eg_source_next(intake->source, batch, err);
    for (;;) {
        eg_batch from;
        *batch = (eg_batch){0};
        eg_status status = eg_source_next(intake->source, &from, err);
        if (status != EG_OK || from.rows == 0)
            return status;
        status = convert(intake, &from, batch, err);
        if (status != EG_OK || batch->rows > 0)
            return status;
    }
}
