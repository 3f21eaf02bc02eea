/* A table of a database as a file: its columns are the header, its rows or cells the records.
 */
#include <string.h>

#include "equitygap/sql.h"
#include "source/file.h"

typedef struct {
    eg_sql *sql;
    eg_text *names;
    eg_buffer words;
    eg_sql_choice *chosen; /* columns of the table that are fetched, rising */
    size_t n_chosen;
    bool selected;
    size_t row, rows; /* of those in hand */
    eg_buffer reject;
} database;

/* As in any header: one line, without blanks around it. */
static bool keep_names(database *db)
{
    size_t n = 0, at = 0;
    const char *const *columns = eg_sql_columns(db->sql, &n);
    db->names = eg_alloc_zero(n + 1, sizeof *db->names);
    if (db->names == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        const eg_text name = eg_text_trim(eg_text_of(columns[i]));
        for (size_t k = 0; k < name.n; k++) {
            const char c = name.at[k];
            if (c == '\r' && k + 1 < name.n && name.at[k + 1] == '\n')
                continue;
            eg_buffer_add_char(&db->words, c == '\r' || c == '\n' ? ' ' : c);
        }
        db->names[i].n = db->words.n - at;
        at = db->words.n;
    }
    at = 0;
    for (size_t i = 0; i < n && !db->words.failed; i++) {
        db->names[i].at = db->words.at == NULL ? "" : db->words.at + at;
        at += db->names[i].n;
    }
    return !db->words.failed;
}

static eg_status database_open(eg_file *file, eg_error *err)
{
    const eg_sql_pulse pulse = {file->pulse->go_on, file->pulse->context};
    database *db = eg_alloc_zero(1, sizeof *db);
    size_t n = 0;

    if (db == NULL)
        return eg_fail_memory(err);
    file->reader = db;
    if (file->options->sql == NULL)
        return eg_fail(err, EG_E_USAGE,
                       "a database can be read for records alone; write this table to a file "
                       "and name that");
    eg_status st = eg_sql_open(&db->sql, file->place, file->options->sql, &pulse, err);
    if (st != EG_OK)
        return st;
    if (!keep_names(db))
        return eg_fail_memory(err);
    (void)eg_sql_columns(db->sql, &n);
    file->path = eg_sql_name(db->sql);
    file->names = db->names;
    file->n_names = n;
    file->tally.name = file->path;
    file->tally.encoding = "UTF-8";
    return EG_OK;
}

static void database_close(eg_file *file)
{
    database *db = file->reader;

    if (db == NULL)
        return;
    eg_sql_close(db->sql);
    eg_free(db->names);
    eg_free(db->chosen);
    eg_buffer_clear(&db->words);
    eg_buffer_clear(&db->reject);
    eg_free(db);
    file->reader = NULL;
}

/* ---- what is fetched ---- */

static size_t column_of(const eg_block *block, const eg_slot *slot)
{
    return (size_t)(slot->field - block->fields) / block->stride;
}

/* Each column once, however many fields it fills; added up if all of them may be. */
static eg_status select_columns(eg_file *file, const eg_block *block, eg_error *err)
{
    database *db = file->reader;
    const eg_fetch fetch = file->options->sql->fetch;

    if (db->selected)
        return EG_OK;
    db->chosen = eg_alloc(block->columns + 1, sizeof *db->chosen);
    if (db->chosen == NULL)
        return eg_fail_memory(err);
    for (const eg_slot *slot = block->slots; slot->column != SIZE_MAX; slot++) {
        const bool sum = file->counting != NULL && file->counting->sum[column_of(block, slot)];

        if (db->n_chosen == 0 || db->chosen[db->n_chosen - 1].column != slot->column)
            db->chosen[db->n_chosen++] = (eg_sql_choice){slot->column, true};
        db->chosen[db->n_chosen - 1].sum &= sum;
    }
    db->selected = true;
    if (file->counting != NULL)
        eg_sql_marks(db->sql, file->counting->marks, file->counting->n_marks);
    return eg_sql_select(db->sql, db->chosen, db->n_chosen,
                         file->counting != NULL && fetch != EG_FETCH_ROWS, err);
}

eg_status eg_database_more_than_bits(eg_file *file, int32_t column, bool *more, eg_error *err)
{
    database *db = file->reader;

    *more = false;
    if (file->place == NULL || column < 0 || file->counting == NULL ||
        !eg_sql_exact(db->sql, (size_t)column))
        return EG_OK;
    const size_t asked = (size_t)column;
    eg_sql_marks(db->sql, file->counting->marks, file->counting->n_marks);
    const eg_status st = eg_sql_more_than_bits(db->sql, &asked, 1, more, err);
    if (st != EG_OK)
        eg_error_place(err, file->path, 0, 0, NULL);
    return st;
}

const char *eg_database_query(eg_file *file, const eg_block *block, eg_error *err)
{
    const database *db = file->reader;
    const eg_status st = select_columns(file, block, err);

    if (st != EG_OK)
        eg_error_place(err, file->path, 0, 0, NULL);
    return st == EG_OK ? eg_sql_text(db->sql) : NULL;
}

/* ---- records ---- */

/* A record that no file could hold either; false: no memory. */
static bool refuse(eg_file *file, const char *reason)
{
    database *db = file->reader;
    const eg_source_options *options = file->options;

    file->tally.rejected += eg_sql_count(db->sql, db->row);
    if (options->reject == NULL)
        return true;
    eg_buffer_reset(&db->reject);
    for (size_t i = 0; i < db->n_chosen; i++) {
        if (i > 0)
            eg_buffer_add_char(&db->reject, ',');
        if (!eg_buffer_reserve(&db->reject, eg_sql_room(db->sql, db->row, i)))
            return false;
        db->reject.n += eg_sql_cell(db->sql, db->row, i, db->reject.at + db->reject.n);
    }
    const eg_reject reject = {
        .file = file->path, .reason = reason, .bytes = {db->reject.at, db->reject.n}};
    options->reject(options->reject_context, &reject);
    return !db->reject.failed;
}

/* The row in hand. */
static eg_status take_row(eg_file *file, eg_block *block, size_t room, eg_error *err)
{
    database *db = file->reader;
    const eg_slot *slot = block->slots;
    const size_t row = block->rows;
    const uint64_t times = eg_sql_count(db->sql, db->row);

    if (!eg_block_room(block, block->text_n, room))
        return eg_fail_memory(err);
    char *to = block->text + block->text_n;
    for (size_t i = 0; i < db->n_chosen; i++) {
        const size_t n = eg_sql_cell(db->sql, db->row, i, to);

        if (n > 0 && memchr(to, '\0', n) != NULL)
            return refuse(file, "it holds a NUL byte") ? EG_OK : eg_fail_memory(err);
        for (; slot->column == db->chosen[i].column; slot++) {
            slot->field[row] = (eg_field){to, (uint32_t)n, 0};
            if (!eg_sql_summed(db->sql, i))
                continue;
            eg_sums *sums = eg_block_sum(block, column_of(block, slot));
            if (sums == NULL)
                return eg_fail_memory(err);
            const eg_status st = eg_sql_sums(db->sql, db->row, i, &sums[row], err);
            if (st != EG_OK)
                return st;
        }
        to += n;
    }
    if (block->counted)
        block->times[row] = times;
    block->line[row] = 0;
    block->rows += times > 0;
    block->text_n = (size_t)(to - block->text);
    file->tally.records += times;
    return EG_OK;
}

static size_t row_room(const database *db)
{
    size_t room = 0;

    for (size_t i = 0; i < db->n_chosen; i++)
        room += eg_sql_room(db->sql, db->row, i);
    return room;
}

static eg_status more_rows(eg_file *file, eg_block *block, eg_error *err)
{
    database *db = file->reader;
    eg_status st = eg_sql_next(db->sql, &db->rows, err);

    db->row = 0;
    if (st == EG_OK && db->rows == 0)
        file->done = true;
    if (st == EG_OK && eg_sql_counts(db->sql) && !eg_block_count(block))
        return eg_fail_memory(err);
    return st;
}

static eg_status database_next(eg_file *file, eg_block *block, eg_error *err)
{
    database *db = file->reader;
    eg_status st = select_columns(file, block, err);

    while (st == EG_OK && !file->done) {
        if (db->row == db->rows) {
            st = more_rows(file, block, err);
            continue;
        }
        const size_t room = row_room(db);

        if (!eg_block_takes(block, room))
            break;
        st = take_row(file, block, room, err);
        db->row++;
    }
    file->tally.damaged = eg_sql_damaged(db->sql);
    return st;
}

const eg_format eg_format_database = {"odbc",        NULL,          0, NULL, database_open,
                                      database_next, database_close};
