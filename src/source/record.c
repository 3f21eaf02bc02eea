/* One record out of the window, a physical line at a time through libcsv. */
#include <string.h>

#include "source/delimited.h"

static bool is_blank(const eg_delimited *reader, char c)
{
    return (c == ' ' || c == '\t') && c != reader->delimiter;
}

static size_t past_blanks(const eg_delimited *reader, size_t at)
{
    while (at < reader->fed.n && is_blank(reader, reader->fed.at[at]))
        at++;
    return at;
}

static size_t count_quotes(const char *at, size_t n)
{
    size_t quotes = 0;

    for (size_t i = 0; i < n; i++)
        quotes += at[i] == '"';
    return quotes;
}

/* A name of the header: one line, without blanks around it. */
static void take_name(eg_delimited *reader, const char *bytes, size_t n)
{
    const eg_text name = eg_text_trim((eg_text){bytes, n});

    if (reader->n_names == reader->names_capacity) {
        const size_t capacity = reader->names_capacity == 0 ? 64 : reader->names_capacity * 2;
        size_t *ends = eg_realloc(reader->ends, capacity, sizeof *ends);

        if (ends == NULL) {
            reader->no_memory = true;
            return;
        }
        reader->ends = ends;
        reader->names_capacity = capacity;
    }
    for (size_t i = 0; i < name.n; i++) {
        const char c = name.at[i];

        if (c == '\r' && i + 1 < name.n && name.at[i + 1] == '\n')
            continue;
        eg_buffer_add_char(&reader->words, c == '\r' || c == '\n' ? ' ' : c);
    }
    reader->ends[reader->n_names++] = reader->words.n;
}

/*
 * The second look. libcsv does not say whether a field was quoted, but what it was fed does:
 * this field begins at fed_at, and its length there follows from the field.
 */
static uint32_t watch_field(eg_delimited *reader, const char *bytes, size_t n)
{
    const eg_text fed = reader->fed;
    size_t at = reader->fed_at;
    bool quoted = false;

    if (at + n < fed.n && fed.at[at] != '"' && fed.at[at + n] == reader->delimiter) {
        reader->fed_at = at + n + 1; /* nearly always: neither quotes nor blanks */
    } else {
        at = past_blanks(reader, at);
        quoted = at < fed.n && fed.at[at] == '"';
        at += quoted ? n + count_quotes(bytes, n) + 2 : n;
        at = past_blanks(reader, at < fed.n ? at : fed.n);
        reader->fed_at = at + (at < fed.n && fed.at[at] == reader->delimiter);
    }
    if (n > EG_LIMIT_CELL && reader->record.too_big == 0)
        reader->record.too_big = reader->record.seen;
    if (reader->block == NULL && reader->n_names < EG_LIMIT_COLUMNS)
        take_name(reader, bytes, n);
    return quoted ? EG_FIELD_QUOTED : 0;
}

/* Runs for every field of every record, wanted or not. */
void eg_record_field(void *bytes, size_t n, void *context)
{
    eg_delimited *reader = context;
    const size_t column = reader->record.seen++;
    const uint32_t flags = reader->watch ? watch_field(reader, bytes, n) : 0;
    const eg_slot *slot = reader->slot;

    if (n != 0)
        reader->record.filled = column + 1;
    if (slot->column != column)
        return;
    memcpy(reader->text, bytes, n);
    do {
        slot->field[reader->row] = (eg_field){reader->text, (uint32_t)n, flags};
        slot++;
    } while (slot->column == column);
    reader->text += n;
    reader->slot = slot;
}

void eg_record_end(int end, void *context)
{
    eg_delimited *reader = context;

    (void)end;
    reader->ended = true;
}

static void begin(eg_delimited *reader)
{
    static const eg_slot none = {SIZE_MAX, NULL};

    eg_csvx_reset(reader->csv);
    reader->record = (eg_record){.outcome = EG_RECORD_END};
    reader->ended = false;
    reader->watch = reader->block == NULL;
    reader->fed = (eg_text){NULL, 0};
    reader->fed_at = 0;
    reader->slot = reader->block != NULL ? reader->block->slots : &none;
    if (reader->block != NULL) {
        reader->text = reader->block->text + reader->block->text_n;
        reader->row = reader->block->rows;
        return;
    }
    reader->n_names = 0;
    eg_buffer_reset(&reader->words);
}

/* Room in the block for the fields of n more bytes. */
static bool make_room(eg_delimited *reader, size_t n)
{
    eg_block *block = reader->block;
    size_t at;

    if (block == NULL)
        return true;
    at = (size_t)(reader->text - block->text);
    /* libcsv may still hold back what the lines before this one gave. */
    n += reader->fed.n;
    if (block->text_capacity - at >= n)
        return true;
    if (!eg_block_room(block, at, n))
        return false;
    reader->text = block->text + at;
    return true;
}

/* Gives libcsv one line, as it is or repaired. */
static eg_csvx_result feed(eg_delimited *reader, eg_text line, bool repair)
{
    eg_record *record = &reader->record;

    if (repair) {
        bool inside = eg_csvx_inside(reader->csv);
        const size_t before = reader->repaired.n;

        eg_repair_line(line, reader->delimiter, &inside, &reader->repaired);
        if (reader->repaired.failed)
            return EG_CSVX_MEMORY;
        reader->fed = (eg_text){reader->repaired.at, reader->repaired.n};
        line = (eg_text){reader->fed.at + before, reader->fed.n - before};
    } else {
        reader->fed = (eg_text){eg_window_start(reader->window), record->used};
    }
    if (record->used > EG_LIMIT_CELL)
        reader->watch = true;
    return eg_csvx_feed(reader->csv, line.at, line.n);
}

static bool has_line_end(eg_text line)
{
    return line.at[line.n - 1] == '\n' || line.at[line.n - 1] == '\r';
}

/* One line more; *more: the record goes on after it. */
static eg_status take_line(eg_delimited *reader, eg_text line, bool repair, bool *more,
                           eg_error *err)
{
    eg_record *record = &reader->record;
    const size_t from = record->used;
    bool cut = false; /* the file ends within quotes */
    eg_csvx_result result;

    *more = false;
    if (record->lines++ == 0)
        record->first = line.n;
    record->used += line.n;
    if (eg_window_has(reader->window, EG_SEEK_NUL, from, line.n)) {
        record->outcome = EG_RECORD_BAD;
        record->reason = "it holds a NUL byte";
        return EG_OK;
    }
    if (!reader->watch && eg_window_has(reader->window, EG_SEEK_QUOTE, from, line.n))
        reader->watch = true;
    /* Repaired lines are at most three times as long. */
    if (!make_room(reader, repair ? 3 * line.n : line.n))
        return eg_fail_memory(err);
    result = feed(reader, line, repair);
    if (result == EG_CSVX_OK && !has_line_end(line))
        cut = eg_csvx_finish(reader->csv) != EG_CSVX_OK;
    if (result == EG_CSVX_MEMORY || reader->no_memory)
        return eg_fail_memory(err);
    if (cut) {
        record->outcome = EG_RECORD_OPEN;
    } else if (result == EG_CSVX_SYNTAX) {
        record->outcome = EG_RECORD_BAD;
        record->reason =
            record->lines == 1
                ? "a quote stands inside a cell, where it must be doubled"
                : "a quote is opened here that is not closed at the end of its cell";
    } else if (reader->ended) {
        record->outcome = EG_RECORD_ROW;
    } else {
        *more = eg_csvx_inside(reader->csv);
        record->outcome = *more ? EG_RECORD_OPEN : EG_RECORD_BLANK;
    }
    return EG_OK;
}

eg_status eg_record_try(eg_delimited *reader, bool repair, eg_error *err)
{
    bool more = true;

    begin(reader);
    if (repair)
        eg_buffer_reset(&reader->repaired);
    while (more) {
        eg_text line;
        eg_status st = eg_window_line(reader->window, reader->record.used, &line, err);

        if (st == EG_E_LIMIT) {
            reader->record.outcome = EG_RECORD_OPEN;
            reader->record.beyond = true;
            return EG_OK;
        }
        if (st != EG_OK)
            return st;
        if (line.n == 0) /* the end: of everything, or within quotes */
            return EG_OK;
        st = take_line(reader, line, repair, &more, err);
        if (st != EG_OK)
            return st;
    }
    return EG_OK;
}

bool eg_record_repairable(const eg_delimited *reader)
{
    const char *at = eg_window_start(reader->window);

    for (size_t i = 1; i < reader->record.first; i++)
        if (at[i] == '"' && (at[i - 1] == '\\' || at[i - 1] == '='))
            return true;
    return false;
}

eg_text eg_record_bytes(const eg_delimited *reader, size_t n)
{
    const char *at = eg_window_start(reader->window);

    if (n > 0 && at[n - 1] == '\n')
        n--;
    if (n > 0 && at[n - 1] == '\r')
        n--;
    return (eg_text){at, n};
}

/* Line and column (in characters) of the quote that is still open after the record's bytes. */
static void find_open_quote(eg_text bytes, uint64_t *line, uint64_t *column)
{
    uint64_t here_line = *line;
    uint64_t here_column = 0;
    bool inside = false;

    *column = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        const char c = bytes.at[i];

        if (((unsigned char)c & 0xC0U) != 0x80U)
            here_column++;
        if (c == '"') {
            inside = !inside;
            if (inside) {
                *line = here_line;
                *column = here_column;
            }
        }
        if (c == '\n' || (c == '\r' && (i + 1 == bytes.n || bytes.at[i + 1] != '\n'))) {
            here_line++;
            here_column = 0;
        }
    }
    if (!inside)
        *column = 0;
}

eg_status eg_record_fail_open(eg_delimited *reader, eg_error *err)
{
    const eg_window *window = reader->window;
    const eg_record *record = &reader->record;
    const size_t here = window->end - window->start;
    const size_t most = here < EG_LIMIT_RECORD ? here : EG_LIMIT_RECORD;
    uint64_t line = reader->line;
    uint64_t column;
    eg_status st;

    find_open_quote((eg_text){eg_window_start(window), record->lines > 0 ? record->used : most},
                    &line, &column);
    if (record->beyond && column == 0)
        st = eg_fail(err, EG_E_LIMIT,
                     "this record is longer than 8 MiB; is it a table of rows?");
    else if (record->beyond)
        st = eg_fail(
            err, EG_E_LIMIT,
            "this quote is not closed within 8 MiB, the most a record may have; close it "
            "or double it");
    else
        st = eg_fail(err, EG_E_INPUT, "this quote is never closed; close it or double it");
    eg_error_place(err, reader->file->path, line, column, NULL);
    return st;
}

eg_status eg_record_fail_big(eg_delimited *reader, eg_error *err)
{
    const eg_file *file = reader->file;
    const size_t column = reader->record.too_big - 1;
    char name[128] = "";
    const eg_status st = eg_fail(err, EG_E_LIMIT, "a cell is longer than 1 MiB");

    if (column < file->n_names) {
        const eg_text text = file->names[column];
        const size_t n = text.n < sizeof name ? text.n : sizeof name - 1;

        memcpy(name, text.at, n);
        name[n] = '\0';
    }
    eg_error_place(err, file->path, reader->line, 0, name[0] != '\0' ? name : NULL);
    return st;
}
