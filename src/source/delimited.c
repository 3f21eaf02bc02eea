/* Delimited text: which records are delivered, which are set aside, which are refused. */
#include "source/delimited.h"

#include <stdio.h>
#include <string.h>

#include "source/sniff.h"

enum {
    TEXT_LEFT = 4 * 1024, /* a batch ends when less room than this is left for its text */
    FOOTER_LINES = 16,
    FOOTER_BYTES = 8 * 1024,
    LANE_FIRST = 64 /* records that the lane looks at the first time */
};

/* ---- opening --------------------------------------------------------------------------------
 */

static eg_status decode(eg_file *file, eg_error *err)
{
    eg_window *window = &file->window;
    const eg_text raw = {eg_window_start(window), window->raw};
    const eg_encoding sniffed = eg_sniff_encoding(raw, file->options->encoding);
    eg_status st;

    file->tally.encoding = sniffed.label;
    file->tally.byte_order_mark = sniffed.mark > 0;
    ((eg_delimited *)file->reader)->encoding = sniffed;
    st = eg_window_decode(window, &sniffed, err);
    if (st != EG_OK)
        return st;
    if (eg_sniff_binary((eg_text){eg_window_start(window), window->end - window->start}))
        return eg_fail(err, EG_E_INPUT,
                       "this is not text but binary data; save the table as CSV UTF-8");
    return EG_OK;
}

/* Delimiter and preamble, from what recognition may look at. */
static void dialect(eg_delimited *reader)
{
    eg_window *window = reader->window;
    eg_text text = {eg_window_start(window), window->end - window->start};
    const char given = reader->file->options->delimiter;
    const size_t first = eg_sniff_record(text, '\0').n;
    const char sep = eg_sniff_sep_line((eg_text){text.at, first});
    size_t above;

    if (sep != 0) {
        reader->line++;
        eg_window_consume(window, first);
        text = (eg_text){text.at + first, text.n - first};
    }
    reader->delimiter = given != 0 ? given : sep;
    if (reader->delimiter == 0)
        reader->delimiter = eg_sniff_delimiter(text);
    reader->file->tally.delimiter = reader->delimiter;
    reader->file->tally.preamble = eg_sniff_preamble(text, reader->delimiter, &above);
    reader->line += reader->file->tally.preamble;
    eg_window_consume(window, above);
}

static eg_status open_lane(eg_delimited *reader, eg_error *err)
{
    const eg_source_options *options = reader->file->options;

    if (options->libcsv || reader->n_names > EG_LANE_FIELDS_MOST || reader->delimiter == '\0')
        return EG_OK;
    reader->lane = eg_lane_new(reader->delimiter, reader->n_names, reader->file->sizes->way);
    reader->lane_most = LANE_FIRST;
    return reader->lane != NULL ? EG_OK : eg_fail_memory(err);
}

static eg_delimited *new_reader(eg_file *file)
{
    eg_delimited *reader = eg_alloc_zero(1, sizeof *reader);

    if (reader == NULL)
        return NULL;
    file->reader = reader;
    reader->file = file;
    reader->window = &file->window;
    reader->line = 1;
    return reader;
}

eg_status eg_delimited_open(eg_file *file, eg_error *err)
{
    eg_delimited *reader = new_reader(file);
    eg_status st;

    if (reader == NULL)
        return eg_fail_memory(err);
    st = decode(file, err);
    if (st != EG_OK)
        return st;
    dialect(reader);
    if (reader->delimiter == '"' || reader->delimiter == '\n' || reader->delimiter == '\r')
        return eg_fail(err, EG_E_USAGE, "a quote or a line end cannot be the delimiter");
    reader->csv = eg_csvx_new(reader->delimiter, eg_record_field, eg_record_end, reader);
    if (reader->csv == NULL)
        return eg_fail_memory(err);
    st = eg_header_read(reader, err);
    return st == EG_OK ? open_lane(reader, err) : st;
}

eg_status eg_delimited_open_part(eg_file *file, eg_error *err)
{
    const eg_dialect *is = file->dialect;
    eg_delimited *reader = new_reader(file);
    eg_status st;

    if (reader == NULL)
        return eg_fail_memory(err);
    reader->encoding = is->encoding;
    reader->encoding.mark = 0;
    st = eg_window_decode(reader->window, &reader->encoding, err);
    if (st != EG_OK)
        return st;
    reader->delimiter = is->delimiter;
    reader->csv = eg_csvx_new(reader->delimiter, eg_record_field, eg_record_end, reader);
    eg_buffer_add_text(&reader->raw, is->raw);
    if (reader->csv == NULL || reader->raw.failed)
        return eg_fail_memory(err);
    reader->named = is->named;
    reader->n_names = file->n_names = is->n_names;
    file->names = is->names;
    return open_lane(reader, err);
}

eg_dialect eg_delimited_dialect(const eg_file *file)
{
    const eg_delimited *reader = file->reader;

    return (eg_dialect){.encoding = reader->encoding,
                        .delimiter = reader->delimiter,
                        .names = reader->names,
                        .n_names = reader->n_names,
                        .named = reader->named,
                        .raw = {reader->raw.at, reader->raw.n}};
}

uint64_t eg_delimited_lines(const eg_file *file)
{
    const eg_delimited *reader = file->reader;

    return reader->line - 1;
}

void eg_delimited_number(eg_file *file, uint64_t more)
{
    eg_delimited *reader = file->reader;

    reader->line += more;
}

void eg_delimited_close(eg_file *file)
{
    eg_delimited *reader = file->reader;

    if (reader == NULL)
        return;
    eg_csvx_free(reader->csv);
    eg_lane_free(reader->lane);
    eg_free(reader->names);
    eg_free(reader->ends);
    eg_buffer_clear(&reader->words);
    eg_buffer_clear(&reader->raw);
    eg_buffer_clear(&reader->repaired);
    eg_free(reader);
    file->reader = NULL;
}

/* ---- judging --------------------------------------------------------------------------------
 */

/* The record is consumed: all of it, or its first line where the rest is to be read again. */
static void consume(eg_delimited *reader, size_t bytes, size_t lines)
{
    reader->line += lines;
    eg_window_consume(reader->window, bytes);
}

static void refuse(eg_delimited *reader, const char *reason)
{
    const eg_file *file = reader->file;
    const eg_source_options *options = file->options;

    if (options->reject != NULL) {
        const eg_reject reject = {.file = file->path,
                                  .line = reader->line,
                                  .reason = reason,
                                  .bytes = eg_record_bytes(reader, reader->record.first)};

        options->reject(options->reject_context, &reject);
    }
    reader->file->tally.rejected++;
    consume(reader, reader->record.first, 1);
}

/* Too few or too many fields. Empty ones after the last column do no harm, nor do ones without
 * name. */
static bool ragged(const eg_delimited *reader)
{
    return reader->record.seen < reader->named || reader->record.filled > reader->n_names;
}

static bool repeats_header(const eg_delimited *reader)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* files with marks were put one after another */
    eg_text bytes = eg_record_bytes(reader, reader->record.used);

    if (bytes.n == reader->raw.n + 3 && memcmp(bytes.at, mark, 3) == 0)
        bytes = (eg_text){bytes.at + 3, bytes.n - 3};
    return bytes.n == reader->raw.n && memcmp(bytes.at, reader->raw.at, bytes.n) == 0;
}

/* A remark rather than a row: text in the first cell only. A padded one must look more like it.
 */
static bool is_remark(eg_text line, char delimiter, size_t columns)
{
    const eg_glance seen = eg_sniff_record(line, delimiter);

    if (columns < 2 || seen.filled != 1 || seen.last != 1)
        return false;
    line = eg_text_trim(line);
    if (line.n > 0 && (line.at[0] == '*' || memchr(line.at, ':', line.n) != NULL))
        return true;
    return seen.fields < columns && memchr(line.at, ' ', line.n) != NULL;
}

/*
 * Does the file end here with remarks ("Total records: 7") and blank lines? Only short tails
 * count, so that this is one look ahead and no second reading.
 */
static eg_status is_footer(eg_delimited *reader, bool *footer, eg_error *err)
{
    const eg_record *record = &reader->record;
    eg_window *window = reader->window;
    eg_text tail;
    eg_status st;

    *footer = false;
    if (record->filled != 1 || record->lines != 1 || record->used > FOOTER_BYTES ||
        !is_remark(eg_record_bytes(reader, record->used), reader->delimiter, reader->named))
        return EG_OK;
    st = eg_window_ahead(window, FOOTER_BYTES + 1, err);
    if (st != EG_OK || window->end - window->start > FOOTER_BYTES)
        return st;
    if (reader->file->goes_on) {
        reader->file->torn = true;
        return EG_OK;
    }
    tail = (eg_text){eg_window_start(window), window->end - window->start};
    for (size_t lines = 0; tail.n > 0; lines++) {
        const eg_glance seen = eg_sniff_record(tail, reader->delimiter);
        const eg_text line = {tail.at, seen.n};

        if (lines == FOOTER_LINES || seen.lines > 1 ||
            (seen.filled > 0 && !is_remark(line, reader->delimiter, reader->named)))
            return EG_OK;
        tail = (eg_text){tail.at + seen.n, tail.n - seen.n};
    }
    *footer = true;
    return EG_OK;
}

/* Keeps the record in hand: its fields are in the block. */
static void deliver(eg_delimited *reader)
{
    eg_block *block = reader->block;

    /* Columns without a name may be missing at the end of a row. */
    for (; reader->slot->column != SIZE_MAX; reader->slot++)
        reader->slot->field[block->rows] = (eg_field){reader->text, 0, 0};
    block->line[block->rows++] = reader->line;
    block->text_n = (size_t)(reader->text - block->text);
    reader->file->tally.records++;
    consume(reader, reader->record.used, reader->record.lines);
}

static void set_aside(eg_delimited *reader, uint64_t *count)
{
    (*count)++;
    consume(reader, reader->record.used, reader->record.lines);
}

/* Tries the record as it is and, where that fails, with the usual escapes put right. */
static eg_status read_record(eg_delimited *reader, eg_error *err)
{
    eg_status st = eg_record_try(reader, false, err);
    const eg_outcome outcome = reader->record.outcome;
    eg_record first;

    if (st != EG_OK || outcome == EG_RECORD_END || outcome == EG_RECORD_BLANK ||
        (outcome == EG_RECORD_ROW && (!ragged(reader) || reader->record.filled == 0)) ||
        !eg_record_repairable(reader))
        return st;
    first = reader->record;
    st = eg_record_try(reader, true, err);
    if (reader->record.outcome == EG_RECORD_OPEN)
        reader->file->torn = reader->file->goes_on; /* it may end behind the part */
    if (st == EG_OK && (reader->record.outcome != EG_RECORD_ROW || ragged(reader)))
        reader->record = first;
    return st;
}

static eg_status take_row(eg_delimited *reader, eg_error *err)
{
    const eg_record *record = &reader->record;
    eg_file_tally *tally = &reader->file->tally;
    char reason[96];
    bool footer;
    eg_status st;

    if (record->too_big > 0)
        return eg_record_fail_big(reader, err);
    if (record->filled == 0) {
        set_aside(reader, &tally->blank);
        return EG_OK;
    }
    if (repeats_header(reader)) {
        set_aside(reader, &tally->headers);
        return EG_OK;
    }
    st = is_footer(reader, &footer, err);
    if (st != EG_OK || reader->file->torn)
        return st;
    if (footer) {
        set_aside(reader, &tally->footer);
    } else if (ragged(reader)) {
        (void)snprintf(reason, sizeof reason, "%zu column%s where the header has %zu",
                       record->seen, record->seen == 1 ? "" : "s", reader->n_names);
        refuse(reader, reason);
    } else {
        deliver(reader);
    }
    return EG_OK;
}

static eg_status take_record(eg_delimited *reader, eg_error *err)
{
    eg_status st = read_record(reader, err);

    if (st != EG_OK || reader->file->torn)
        return st;
    switch (reader->record.outcome) {
    case EG_RECORD_ROW:
        return take_row(reader, err);
    case EG_RECORD_BLANK:
        set_aside(reader, &reader->file->tally.blank);
        return EG_OK;
    case EG_RECORD_BAD:
        refuse(reader, reader->record.reason);
        return EG_OK;
    case EG_RECORD_OPEN:
        reader->file->torn = reader->file->goes_on;
        return reader->file->torn ? EG_OK : eg_record_fail_open(reader, err);
    case EG_RECORD_END:
        reader->file->done = true;
        return EG_OK;
    }
    return eg_fail(err, EG_E_BUG, "a record without an outcome");
}

/* What is regular by the lane; else one record by libcsv. */
static eg_status take_some(eg_delimited *reader, eg_error *err)
{
    size_t taken = 0;
    eg_status st = EG_OK;

    if (reader->lane != NULL && reader->lane_rest > 0)
        reader->lane_rest--;
    else if (reader->lane != NULL)
        st = eg_lane_rows(reader, &taken, err);
    if (st != EG_OK || taken > 0)
        return st;
    return take_record(reader, err);
}

/* A file that never was UTF-8 above ASCII is, as a whole, in Windows-1252: nothing was damaged.
 */
void eg_delimited_settle(eg_file_tally *tally, uint64_t damaged, bool multibyte, eg_decode how)
{
    bool other = damaged > 0 && !multibyte && !tally->byte_order_mark;
    tally->damaged = how == EG_DECODE_UTF8 && other ? 0 : damaged;
    /* Said anew after each block: what comes later may be UTF-8 after all. */
    if (how == EG_DECODE_UTF8)
        tally->encoding = other ? "Windows-1252" : "UTF-8";
}

eg_status eg_delimited_next(eg_file *file, eg_block *block, eg_error *err)
{
    eg_delimited *reader = file->reader;
    eg_status st = EG_OK;

    reader->block = block;
    reader->window->held = false;
    while (st == EG_OK && !file->done && !file->torn && eg_block_takes(block, TEXT_LEFT))
        st = take_some(reader, err);
    /* What is wanted next is not here yet, and what is here must stay: for the next block. */
    if (st != EG_OK && reader->window->stalled)
        st = EG_OK;
    reader->window->stalled = reader->window->held = false;
    eg_delimited_settle(&file->tally, file->window.damaged, file->window.multibyte,
                        file->window.how);
    return st;
}
