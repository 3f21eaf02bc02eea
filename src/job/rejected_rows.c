/* Records that are read well and cannot be counted. */
#include "job/rejected_rows.h"

#include "cube/given.h"
#include "schema/set_aside.h"

#define TEXT_MOST                                                                              \
    ((size_t)64 << 20) /* of rows of groups; beyond it they have their lines alone */

typedef struct {
    uint64_t line;
    size_t from;
    uint32_t n, file;
} kept_row;

struct eg_rejected_rows {
    eg_rejected_from from;
    eg_set_aside tell;
    size_t n_files;
    int32_t **columns; /* [file][column of its header]: of the batch; NULL: those it has */
    size_t *n_columns;
    eg_buffer text; /* of one record, or of all that are kept */
    kept_row *rows;
    size_t n, capacity;
    bool failed;
};

/* ---- columns ---- */

static int32_t selected(const eg_schema *schema, size_t file, size_t column)
{
    for (size_t i = 0; i < schema->n_fields; i++)
        if (schema->select[file * schema->n_fields + i] == (int32_t)column)
            return (int32_t)i;
    return -1;
}

/* How many columns a file has that the schema does not ask for. */
static size_t others(const eg_rejected_rows *rows, size_t file)
{
    size_t names, n = 0;
    (void)eg_intake_header(rows->from.intake, file, &names);
    for (size_t c = 0; c < names; c++)
        n += selected(rows->from.schema, file, c) < 0;
    return n;
}

static eg_status place_columns(eg_rejected_rows *rows, int32_t *select, size_t n, size_t file,
                               eg_error *err)
{
    const eg_schema *schema = rows->from.schema;
    size_t at = schema->n_fields;
    (void)eg_intake_header(rows->from.intake, file, &rows->n_columns[file]);
    int32_t *columns = eg_alloc(rows->n_columns[file] + 1, sizeof *columns);
    rows->columns[file] = columns;
    if (columns == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        select[file * n + i] =
            i < schema->n_fields ? schema->select[file * schema->n_fields + i] : -1;
    for (size_t c = 0; c < rows->n_columns[file]; c++) {
        columns[c] = selected(schema, file, c);
        if (columns[c] >= 0)
            continue;
        columns[c] = (int32_t)at;
        select[file * n + at++] = (int32_t)c;
    }
    return EG_OK;
}

static eg_status select_all(eg_rejected_rows *rows, eg_error *err)
{
    size_t more = 0;
    for (size_t f = 0; f < rows->n_files; f++) {
        const size_t n = others(rows, f);
        more = n > more ? n : more;
    }
    const size_t n = rows->from.schema->n_fields + more;
    int32_t *select = eg_alloc(rows->n_files * n + 1, sizeof *select);
    rows->columns = eg_alloc_zero(rows->n_files + 1, sizeof *rows->columns);
    rows->n_columns = eg_alloc_zero(rows->n_files + 1, sizeof *rows->n_columns);
    eg_status status = EG_OK;
    if (select == NULL || rows->columns == NULL || rows->n_columns == NULL)
        status = eg_fail_memory(err);
    for (size_t f = 0; f < rows->n_files && status == EG_OK; f++)
        status = place_columns(rows, select, n, f, err);
    if (status == EG_OK)
        status = eg_intake_select(rows->from.intake, select, n, err);
    eg_free(select);
    return status;
}

/* ---- one record ---- */

static void add_cell(eg_buffer *out, eg_text cell, char delimiter)
{
    bool plain = true;
    for (size_t i = 0; i < cell.n; i++)
        plain = plain && cell.at[i] != delimiter && cell.at[i] != '"' && cell.at[i] != '\n' &&
                cell.at[i] != '\r';
    if (plain) {
        eg_buffer_add_text(out, cell);
        return;
    }
    eg_buffer_add_char(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.at[i] == '"')
            eg_buffer_add_char(out, '"');
        eg_buffer_add_char(out, cell.at[i]);
    }
    eg_buffer_add_char(out, '"');
}

void eg_rejected_text(const eg_rejected_record *of, size_t record, eg_buffer *out)
{
    const char delimiter = (char)(of->delimiter == '\0' ? ',' : of->delimiter);
    for (size_t c = 0; c < of->n; c++) {
        const size_t column = of->columns == NULL ? c : (size_t)of->columns[c];
        const eg_field *field = &eg_batch_fields(of->batch, column)[record];
        if (c > 0)
            eg_buffer_add_char(out, delimiter);
        add_cell(out, (eg_text){field->at, field->n}, delimiter);
    }
}

static bool add_record(eg_rejected_rows *rows, const eg_batch *batch, size_t record)
{
    const bool all = rows->columns != NULL;
    const eg_rejected_record of = {
        .batch = batch,
        .columns = all ? rows->columns[batch->file] : NULL,
        .n = all ? rows->n_columns[batch->file] : rows->from.schema->n_fields,
        .delimiter = eg_source_tally(rows->from.source, batch->file)->delimiter};
    eg_rejected_text(&of, record, &rows->text);
    return !rows->text.failed;
}

static uint64_t line_of(const eg_batch *batch, size_t record)
{
    return batch->line == NULL ? 0 : batch->line[record];
}

static void tell(eg_rejected_rows *rows, const kept_row *row, const char *why)
{
    const eg_reject reject = {.file = eg_source_tally(rows->from.source, row->file)->name,
                              .line = row->line,
                              .reason = why,
                              .bytes = {row->n == 0 ? "" : rows->text.at + row->from, row->n}};
    rows->from.reject(rows->from.context, &reject);
}

static void tell_now(void *context, const eg_batch *batch, size_t record, const char *why)
{
    eg_rejected_rows *rows = context;
    eg_buffer_reset(&rows->text);
    if (!add_record(rows, batch, record)) {
        rows->failed = true;
        return;
    }
    const kept_row row = {
        .line = line_of(batch, record), .n = (uint32_t)rows->text.n, .file = batch->file};
    /* a database may have counted equal records */
    const uint64_t times = batch->times == NULL ? 1 : batch->times[record];
    for (uint64_t i = 0; i < times; i++)
        tell(rows, &row, why);
}

/* ---- rows of groups ---- */

static bool make_room(eg_rejected_rows *rows, size_t more)
{
    if (rows->n + more <= rows->capacity)
        return true;
    const size_t capacity = (rows->n + more) * 2;
    kept_row *grown = eg_realloc(rows->rows, capacity, sizeof *grown);
    if (grown == NULL)
        return false;
    rows->rows = grown;
    rows->capacity = capacity;
    return true;
}

eg_status eg_rejected_rows_keep(eg_rejected_rows *rows, const eg_coder *coder,
                                const eg_batch *batch, const eg_coded *coded, eg_error *err)
{
    if (rows == NULL)
        return EG_OK;
    if (!make_room(rows, coded->rows))
        return eg_fail_memory(err);
    for (size_t r = 0; r < coded->rows; r++) {
        const size_t record = eg_coder_record(coder, r);
        kept_row row = {
            .line = line_of(batch, record), .from = rows->text.n, .file = batch->file};
        if (row.from < TEXT_MOST && !add_record(rows, batch, record))
            return eg_fail_memory(err);
        row.n = (uint32_t)(rows->text.n - row.from);
        rows->rows[rows->n++] = row;
    }
    return EG_OK;
}

void eg_rejected_rows_tell(eg_rejected_rows *rows, const eg_given *given)
{
    static const char *const why[] = {
        [EG_GIVEN_USED] = "",
        [EG_GIVEN_NO_GROUP] = "it names no group",
        [EG_GIVEN_DIFFERS] =
            "its unit, year and group stand on several records with different figures"};
    if (rows == NULL)
        return;
    for (size_t r = 0; given != NULL && r < rows->n; r++) {
        const eg_given_why is = eg_given_why_of(given, r);
        if (is != EG_GIVEN_USED)
            tell(rows, &rows->rows[r], why[is]);
    }
}

/* ---- life ---- */

eg_status eg_rejected_rows_new(eg_rejected_rows **out, const eg_rejected_from *from,
                               eg_error *err)
{
    *out = NULL;
    const eg_schema *schema = from->schema;
    const bool plain = eg_intake_plain(from->intake);
    if (from->reject == NULL || (!schema->has_weight && schema->n_figures == 0))
        return eg_intake_select(from->intake, schema->select, schema->n_fields, err);
    eg_rejected_rows *rows = eg_alloc_zero(1, sizeof *rows);
    if (rows == NULL)
        return eg_fail_memory(err);
    rows->from = *from;
    rows->n_files = eg_source_files(from->source);
    rows->tell = (eg_set_aside){tell_now, rows};
    eg_status status =
        plain ? select_all(rows, err)
              : eg_intake_select(from->intake, schema->select, schema->n_fields, err);
    if (status != EG_OK) {
        eg_rejected_rows_free(rows);
        return status;
    }
    *out = rows;
    return EG_OK;
}

void eg_rejected_rows_free(eg_rejected_rows *rows)
{
    if (rows == NULL)
        return;
    for (size_t f = 0; rows->columns != NULL && f < rows->n_files; f++)
        eg_free(rows->columns[f]);
    eg_free(rows->columns);
    eg_free(rows->n_columns);
    eg_free(rows->rows);
    eg_buffer_clear(&rows->text);
    eg_free(rows);
}

void eg_rejected_rows_watch(eg_rejected_rows *rows, eg_coder *coder)
{
    if (rows != NULL && rows->from.schema->n_figures == 0)
        eg_coder_on_aside(coder, &rows->tell);
}

eg_status eg_rejected_rows_check(const eg_rejected_rows *rows, eg_error *err)
{
    return rows != NULL && rows->failed ? eg_fail_memory(err) : EG_OK;
}
