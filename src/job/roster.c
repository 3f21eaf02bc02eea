/* The files of a roster: opening them, reading their rows by key, what to say of them. */
#include "job/roster.h"

#include <string.h>

#include "ext/hash.h"
#include "job/rejected_rows.h"
#include "job/roster_inside.h"

enum { RAW_MOST = 65536, LEVELS_MOST = 1000000 };
#define TABLE_MOST ((size_t)192 << 20)
#define WORDS_MOST ((size_t)64 << 20)

/* ---- life ---- */

static eg_status open_files(eg_roster *roster, const eg_source_options *options, eg_error *err)
{
    const char **paths = NULL;
    size_t n = 0;
    const eg_strings *typed = &roster->settings->roster;
    /* --table names the records' table, not this one's. */
    eg_source_options *own = eg_arena_alloc(roster->arena, 1, sizeof *own);
    if (own == NULL)
        return eg_fail_memory(err);
    *own = *options;
    own->sql = NULL;
    own->marks = false;
    eg_status status = eg_source_expand(typed->at, typed->n, roster->arena, &paths, &n, err);
    if (status == EG_OK)
        status = eg_source_open(&roster->source, paths, n, own, err);
    if (status == EG_OK)
        status = eg_intake_new(&roster->intake, roster->settings, roster->source, false, err);
    return status;
}

eg_status eg_roster_open(eg_roster **out, const eg_settings *settings, const eg_intake *records,
                         const eg_source_options *options, eg_error *err)
{
    *out = NULL;
    eg_roster *roster = eg_alloc_zero(1, sizeof *roster);
    if (roster == NULL)
        return eg_fail_memory(err);
    roster->settings = settings;
    roster->options = options;
    roster->arena = eg_arena_new();
    eg_status status = roster->arena == NULL ? eg_fail_memory(err) : EG_OK;
    if (status == EG_OK)
        status = eg_mark_table_new(&roster->marks, settings, err);
    if (status == EG_OK)
        status = open_files(roster, options, err);
    if (status == EG_OK)
        status = eg_roster_plan_make(&roster->plan, settings, records, roster->intake,
                                     roster->arena, err);
    if (status != EG_OK) {
        eg_roster_close(roster);
        return status;
    }
    *out = roster;
    return EG_OK;
}

void eg_roster_close(eg_roster *roster)
{
    if (roster == NULL)
        return;
    for (size_t c = 0; c < roster->plan.n && roster->columns != NULL; c++) {
        eg_dict_clear(&roster->columns[c].raw);
        eg_words_free(roster->columns[c].words);
    }
    eg_student_table_free(roster->table);
    eg_mark_table_free(roster->marks);
    eg_buffer_clear(&roster->bytes);
    eg_buffer_clear(&roster->scratch);
    eg_intake_free(roster->intake);
    eg_source_close(roster->source);
    eg_arena_free(roster->arena);
    eg_free(roster);
}

const eg_roster_tally *eg_roster_tally_of(const eg_roster *roster)
{
    return &roster->tally;
}

const eg_strings *eg_roster_notes(const eg_roster *roster)
{
    return &roster->plan.notes;
}

const eg_source *eg_roster_source(const eg_roster *roster)
{
    return roster->source;
}

/* ---- reading ---- */

static eg_status too_long(const eg_roster *roster, size_t c, eg_error *err)
{
    const char *name = eg_arena_string(roster->arena, roster->plan.columns[c].name);
    (void)eg_fail(
        err, EG_E_LIMIT,
        "it has more different values in the roster than can be held; leave it out of "
        "--by, --within and --outcome");
    eg_error_place(err, NULL, 0, 0, name);
    return EG_E_LIMIT;
}

static eg_status level_of(eg_roster *roster, size_t c, const eg_field *field, uint32_t *level,
                          eg_error *err)
{
    eg_roster_levels *col = &roster->columns[c];
    *level = eg_dict_find(&col->raw, field->at, field->n);
    if (*level != EG_NO_WORD)
        return EG_OK;
    eg_text raw = {field->at, field->n}, text = eg_cell_canonical(raw, &roster->scratch);
    *level = 0;
    if (roster->scratch.failed)
        return eg_fail_memory(err);
    if (!eg_mark_missing(roster->marks, text)) {
        size_t before = eg_words_count(col->words);
        uint32_t word = eg_words_add(col->words, text);
        if (word == EG_NO_WORD)
            return eg_fail_memory(err);
        roster->word_bytes += word >= before ? text.n + 64 : 0;
        if (word >= LEVELS_MOST || roster->word_bytes > WORDS_MOST)
            return too_long(roster, c, err);
        *level = word + 1;
    }
    return eg_dict_put(&col->raw, raw, *level) ? EG_OK : eg_fail_memory(err);
}

static void compare_row(const eg_roster *roster, eg_roster_row *one, const uint32_t *kept)
{
    for (size_t u = 0; u < roster->n_used; u++)
        if (kept[u] != roster->levels[u])
            one->differs |= UINT32_C(1) << (u < DIFFER_MOST ? u : DIFFER_MOST - 1);
}

/* Rosters of the same rows in the same order have the same keys in the same places. */
static void add_to_print(eg_roster *roster, eg_hash128 key)
{
    const eg_hash128 parts[] = {
        roster->print, key,
        eg_hash(roster->levels, roster->n_used * sizeof *roster->levels, 0)};
    roster->print = eg_hash(parts, sizeof parts, 0);
}

/* A row that nothing can be joined by. */
static bool reject_row(eg_roster *roster, const eg_batch *batch, size_t r)
{
    const eg_source_options *options = roster->options;
    const eg_file_tally *tally = eg_source_tally(roster->source, batch->file);
    if (options->reject == NULL)
        return true;
    const eg_rejected_record of = {.batch = batch,
                                   .n = roster->settings->key.n + roster->n_used,
                                   .delimiter = tally->delimiter};
    eg_buffer_reset(&roster->scratch);
    eg_rejected_text(&of, r, &roster->scratch);
    const eg_reject reject = {.file = tally->name,
                              .line = batch->line == NULL ? 0 : batch->line[r],
                              .reason = "it has no key",
                              .bytes = {roster->scratch.at, roster->scratch.n}};
    if (!roster->scratch.failed)
        options->reject(options->reject_context, &reject);
    return !roster->scratch.failed;
}

static eg_status take_row(eg_roster *roster, const eg_batch *batch, size_t r, eg_error *err)
{
    size_t parts = roster->settings->key.n;
    bool whole = false, fresh = false;
    eg_hash128 hash;
    void *record = NULL;
    roster->tally.rows++;
    if (!eg_roster_hash(roster, roster->key, r, &whole, &hash))
        return eg_fail_memory(err);
    if (!whole) {
        roster->tally.no_key++;
        return reject_row(roster, batch, r) ? EG_OK : eg_fail_memory(err);
    }
    eg_status status = EG_OK;
    for (size_t u = 0; u < roster->n_used && status == EG_OK; u++)
        status =
            level_of(roster, roster->used[u], &batch->fields[(parts + u) * batch->stride + r],
                     &roster->levels[u], err);
    if (status == EG_OK)
        status = eg_student_table_at(roster->table, hash, &record, &fresh, err);
    if (status != EG_OK)
        return status;
    add_to_print(roster, hash);
    eg_roster_row one;
    memcpy(&one, record, sizeof one);
    uint32_t *kept = (uint32_t *)(void *)((char *)record + sizeof one);
    one.rows += one.rows < UINT32_MAX;
    if (fresh) {
        roster->tally.keys++;
        memcpy(kept, roster->levels, roster->n_used * sizeof *kept);
    } else {
        compare_row(roster, &one, kept);
    }
    memcpy(record, &one, sizeof one);
    return EG_OK;
}

static eg_status select_columns(eg_roster *roster, eg_error *err)
{
    size_t files = eg_intake_files(roster->intake), parts = roster->settings->key.n;
    size_t n = parts + roster->n_used;
    int32_t *columns = eg_arena_alloc(roster->arena, files * n + 1, sizeof *columns);
    if (columns == NULL)
        return eg_fail_memory(err);
    for (size_t f = 0; f < files; f++) {
        for (size_t k = 0; k < parts; k++)
            columns[f * n + k] = roster->plan.roster_key[f * parts + k];
        for (size_t u = 0; u < roster->n_used; u++) {
            const eg_joined_column *c = &roster->plan.columns[roster->used[u]];
            if (c->twice) {
                (void)eg_fail(
                    err, EG_E_INPUT,
                    "two columns of the roster have this name, and it is not said which "
                    "is meant; rename one of them");
                eg_error_place(err, eg_intake_name(roster->intake, f), 0, 0,
                               eg_arena_string(roster->arena, c->name));
                return EG_E_INPUT;
            }
            columns[f * n + parts + u] = c->at[f];
        }
    }
    return eg_intake_select(roster->intake, columns, n, err);
}

static eg_status prepare(eg_roster *roster, const uint8_t *used, eg_error *err)
{
    size_t n = roster->plan.n;
    roster->columns = eg_arena_alloc(roster->arena, n + 1, sizeof *roster->columns);
    roster->used = eg_arena_alloc(roster->arena, n + 1, sizeof *roster->used);
    roster->levels = eg_arena_alloc(roster->arena, n + 1, sizeof *roster->levels);
    roster->text = eg_arena_alloc(roster->arena, n + 1, sizeof *roster->text);
    roster->last =
        eg_arena_alloc(roster->arena, roster->settings->key.n + 1, sizeof *roster->last);
    roster->key =
        eg_arena_alloc(roster->arena, roster->settings->key.n + 1, sizeof *roster->key);
    if (roster->columns == NULL || roster->used == NULL || roster->levels == NULL ||
        roster->text == NULL || roster->key == NULL || roster->last == NULL)
        return eg_fail_memory(err);
    for (size_t c = 0; c < n; c++) {
        roster->text[c] = (eg_text){"", 0};
        if (!used[c])
            continue;
        roster->used[roster->n_used++] = (uint32_t)c;
        roster->columns[c].words = eg_words_new();
        if (roster->columns[c].words == NULL ||
            !eg_dict_init(&roster->columns[c].raw, RAW_MOST))
            return eg_fail_memory(err);
    }
    roster->table =
        eg_student_table_new(sizeof(eg_roster_row) + roster->n_used * sizeof *roster->levels);
    if (roster->table == NULL)
        return eg_fail_memory(err);
    eg_student_table_bound(roster->table, TABLE_MOST,
                           "the roster has more students than can be held (192 MiB); leave out "
                           "columns of it, or give the years one by one");
    return EG_OK;
}

static eg_status take_batch(eg_roster *roster, const eg_batch *batch, eg_error *err)
{
    for (size_t k = 0; k < roster->settings->key.n; k++)
        roster->key[k] = batch->fields + k * batch->stride;
    for (size_t r = 0; r < batch->rows; r++) {
        eg_status status = take_row(roster, batch, r, err);
        if (status != EG_OK) {
            eg_error_place(err, eg_intake_name(roster->intake, batch->file), 0, 0, NULL);
            return status;
        }
    }
    return EG_OK;
}

eg_status eg_roster_read(eg_roster *roster, const uint8_t *used, const eg_control *control,
                         eg_error *err)
{
    eg_status status = prepare(roster, used, err);
    if (status == EG_OK)
        status = select_columns(roster, err);
    while (status == EG_OK) {
        eg_batch batch;
        eg_progress progress;
        status = eg_intake_next(roster->intake, &batch, err);
        if (status != EG_OK || batch.rows == 0)
            return status;
        status = take_batch(roster, &batch, err);
        eg_source_progress(roster->source, &progress);
        if (status == EG_OK && !eg_go_on(control, &progress))
            status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    }
    return status;
}

/* ---- after the last record ---- */

/* "Grade" and "Race": the columns in which keys that records use say two things. */
static const char *name_columns(const eg_roster *roster, uint32_t differs)
{
    enum { NAMED = 3 };
    eg_buffer names = {0};
    size_t n = 0;
    for (size_t u = 0; u < roster->n_used && u < DIFFER_MOST && n < NAMED; u++) {
        if (!(differs >> u & 1))
            continue;
        eg_text name = roster->plan.columns[roster->used[u]].name;
        eg_buffer_add_string(&names, n++ == 0 ? "\"" : ", \"");
        eg_buffer_add_escaped(&names, name);
        eg_buffer_add_char(&names, '"');
    }
    const char *copy = eg_arena_string(roster->arena, eg_text_of(eg_buffer_string(&names)));
    eg_buffer_clear(&names);
    return copy == NULL ? "" : copy;
}

eg_status eg_roster_check(eg_roster *roster, eg_error *err)
{
    eg_roster_tally *tally = &roster->tally;
    size_t position = 0;
    uint64_t needed = 0;
    uint32_t differs = 0;
    if (roster->used_keys != NULL)
        return EG_OK; /* it was joined elsewhere, and checked there */
    tally->repeated = tally->ambiguous = tally->unused = 0;
    for (void *record; (record = eg_student_table_next(roster->table, &position)) != NULL;) {
        eg_roster_row one;
        memcpy(&one, record, sizeof one);
        bool ambiguous = EG_ROSTER_DIFFERENT(one.differs) != 0;
        tally->repeated += one.rows > 1 && !ambiguous;
        tally->ambiguous += ambiguous;
        tally->unused += !(one.differs & EG_ROSTER_USED);
        if (ambiguous && (one.differs & EG_ROSTER_USED)) {
            needed++;
            differs |= EG_ROSTER_DIFFERENT(one.differs);
        }
    }
    if (tally->records_ambiguous == 0)
        return EG_OK;
    eg_error_place(err, eg_intake_name(roster->intake, 0), 0, 0, NULL);
    return eg_fail(
        err, EG_E_INPUT,
        "%s %s of the roster %s on several rows with different values (in %s), and "
        "%s %s %s for %s; joining would multiply or mix them: add the column that tells the "
        "rows apart, such as the term or year, to --key, or correct the roster",
        eg_count_words(needed).text, needed == 1 ? "key" : "keys",
        needed == 1 ? "stands" : "stand", name_columns(roster, differs),
        eg_count_words(tally->records_ambiguous).text,
        tally->records_ambiguous == 1 ? "record" : "records",
        tally->records_ambiguous == 1 ? "asks" : "ask", needed == 1 ? "it" : "them");
}
