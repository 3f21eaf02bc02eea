/* Workbooks: which rows are the header, which are delivered, which are set aside. */
#include "source/workbook.h"

#include <string.h>

#include "source/decode.h"
#include "source/sniff.h"

/* ---- the archive ----------------------------------------------------------------------------
 */

/* What comes from a pipe, or packed with gzip, is held in memory: an archive's end says where
 * its parts are. */
static eg_status spool(eg_workbook *reader, eg_error *err)
{
    eg_window *window = &reader->file->window;
    eg_buffer *all = &reader->spool;

    eg_buffer_add(all, window->bytes, window->raw);
    for (size_t got = 1; got > 0;) {
        if (all->n > EG_WORKBOOK_SPOOL)
            return eg_fail(err, EG_E_LIMIT,
                           "a workbook beyond 64 MiB cannot come through a pipe or gzip; give "
                           "it as a file");
        if (!eg_buffer_reserve(all, window->step) || all->failed)
            return eg_fail_memory(err);
        const eg_status st = eg_window_read(window, all->at + all->n, window->step, &got, err);
        if (st != EG_OK)
            return st;
        all->n += got;
    }
    return EG_OK;
}

static eg_status open_archive(eg_workbook *reader, eg_error *err)
{
    const eg_bytes *bytes = reader->file->bytes;
    const bool plain = strcmp(reader->file->tally.compression, "none") == 0;
    eg_zipx_result result;

    if (plain && bytes->regular) {
        result = eg_zipx_open_descriptor(&reader->zip, bytes->fd);
    } else if (plain && bytes->memory.at != NULL) {
        result = eg_zipx_open_memory(&reader->zip, bytes->memory);
    } else {
        const eg_status st = spool(reader, err);

        if (st != EG_OK)
            return st;
        result =
            eg_zipx_open_memory(&reader->zip, (eg_text){reader->spool.at, reader->spool.n});
    }
    return result == EG_ZIPX_OK ? EG_OK : eg_workbook_fail_zip(result, "", err);
}

static eg_status read_neighbours(eg_workbook *reader, eg_error *err)
{
    const eg_book *book = &reader->book;
    const eg_pulse *pulse = reader->file->pulse;
    eg_status st = EG_OK;

    if (book->strings != NULL)
        st = eg_shared_strings_read(&reader->strings, reader->zip, book->strings, pulse, err);
    if (st == EG_OK && book->styles != NULL)
        st = eg_styles_read(&reader->styles, reader->zip, book->styles, pulse, err);
    return st;
}

/* ---- the header -----------------------------------------------------------------------------
 */

/* To the first row of the sheet, with no column left out. */
static eg_status rewind_sheet(eg_workbook *reader, eg_error *err)
{
    eg_sheet *sheet = &reader->sheet;

    eg_sheet_close(sheet);
    sheet->strings = &reader->strings;
    sheet->styles = &reader->styles;
    sheet->epoch_1904 = reader->book.epoch_1904;
    sheet->path = reader->file->path;
    sheet->width = SIZE_MAX;
    return eg_sheet_open(sheet, reader->zip, reader->book.sheet, reader->file->pulse, err);
}

static void look_at_cells(const eg_sheet *sheet, eg_glance *seen)
{
    eg_text before = {"", 0};
    size_t at = 0;

    for (size_t c = 0; c < EG_SNIFF_FIELDS && c < sheet->last; c++) {
        eg_text text = {"", 0};

        while (at < sheet->n_cells && sheet->cells[at].column < c)
            at++;
        if (at < sheet->n_cells && sheet->cells[at].column == c)
            text = eg_sheet_text(sheet, &sheet->cells[at]);
        eg_sniff_field(seen, c, text, before);
        before = text;
    }
}

/* How many rows stand above the header, from a look at the first ones. */
static eg_status look_above(eg_workbook *reader, uint64_t *above, eg_error *err)
{
    eg_sheet *sheet = &reader->sheet;
    eg_glance seen[EG_SNIFF_RECORDS] = {{0}};
    size_t n = 0;
    eg_status st = rewind_sheet(reader, err);

    while (st == EG_OK && n < EG_SNIFF_RECORDS) {
        st = eg_sheet_row(sheet, err);
        if (st != EG_OK || sheet->ended)
            break;
        if (sheet->row > EG_SNIFF_RECORDS)
            break;
        /* Rows that are not there are blank. */
        n = (size_t)sheet->row;
        seen[n - 1] = (eg_glance){.filled = sheet->filled, .last = sheet->last};
        look_at_cells(sheet, &seen[n - 1]);
    }
    *above = eg_sniff_above(seen, n);
    return st;
}

static eg_status find_header(eg_workbook *reader, eg_error *err)
{
    eg_sheet *sheet = &reader->sheet;
    uint64_t above;
    eg_status st = look_above(reader, &above, err);

    if (st == EG_OK)
        st = rewind_sheet(reader, err);
    do {
        if (st == EG_OK)
            st = eg_sheet_row(sheet, err);
        if (st != EG_OK)
            return st;
        if (sheet->ended)
            return eg_fail(err, EG_E_INPUT,
                           "the sheet \"%.60s\" is empty; name another with --sheet",
                           reader->book.sheet_name);
    } while (sheet->row <= above || sheet->filled == 0);
    reader->file->tally.preamble = sheet->row - 1;
    return EG_OK;
}

/* A name as delimited text has it: line breaks are one space. */
static void add_name(eg_buffer *words, eg_text name)
{
    name = eg_text_trim(name);
    for (size_t i = 0; i < name.n; i++) {
        const char c = name.at[i];

        if (c == '\r' && i + 1 < name.n && name.at[i + 1] == '\n')
            continue;
        eg_buffer_add_char(words, c == '\r' || c == '\n' ? ' ' : c);
    }
}

static eg_status keep_header(eg_workbook *reader, eg_error *err)
{
    const eg_sheet *sheet = &reader->sheet;
    const size_t n = sheet->last;
    eg_arena *arena = reader->arena;
    eg_buffer *words = &reader->words;

    reader->n_names = n;
    reader->header = eg_arena_alloc(arena, n, sizeof *reader->header);
    reader->names = eg_arena_alloc(arena, n, sizeof *reader->names);
    reader->wanted = eg_arena_alloc(arena, n, sizeof *reader->wanted);
    if (reader->header == NULL || reader->names == NULL || reader->wanted == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        reader->header[i] = reader->names[i] = (eg_text){"", 0};
    for (size_t i = 0; i < sheet->n_cells; i++) {
        const eg_sheet_cell *cell = &sheet->cells[i];
        const eg_text raw = eg_sheet_text(sheet, cell);

        eg_buffer_reset(words);
        add_name(words, raw);
        const char *copy = eg_arena_string(arena, raw);
        const char *name =
            eg_arena_string(arena, (eg_text){words->n > 0 ? words->at : "", words->n});
        if (copy == NULL || name == NULL || words->failed)
            return eg_fail_memory(err);
        reader->header[cell->column] = (eg_text){copy, raw.n};
        reader->names[cell->column] = (eg_text){name, words->n};
    }
    reader->file->names = reader->names;
    reader->file->n_names = n;
    reader->line = sheet->row;
    return EG_OK;
}

eg_status eg_workbook_open(eg_file *file, eg_error *err)
{
    eg_workbook *reader = eg_alloc_zero(1, sizeof *reader);
    eg_status st;

    if (reader == NULL)
        return eg_fail_memory(err);
    file->reader = reader;
    reader->file = file;
    file->tally.encoding = "UTF-8";
    reader->arena = eg_arena_new();
    st = reader->arena != NULL ? open_archive(reader, err) : eg_fail_memory(err);
    if (st == EG_OK)
        st = eg_book_read(&reader->book, reader->zip, file->options->sheet, file->pulse,
                          reader->arena, err);
    if (st == EG_OK)
        st = read_neighbours(reader, err);
    if (st == EG_OK)
        st = find_header(reader, err);
    if (st == EG_OK)
        st = keep_header(reader, err);
    return st;
}

void eg_workbook_close(eg_file *file)
{
    eg_workbook *reader = file->reader;

    if (reader == NULL)
        return;
    eg_sheet_close(&reader->sheet);
    eg_shared_strings_clear(&reader->strings);
    eg_free(reader->styles.of);
    eg_zipx_close(reader->zip);
    eg_arena_free(reader->arena);
    eg_buffer_clear(&reader->spool);
    eg_buffer_clear(&reader->words);
    eg_buffer_clear(&reader->remark_text);
    eg_free(reader);
    file->reader = NULL;
}

/* ---- rows -----------------------------------------------------------------------------------
 */

/* The record that the cells make; n bytes of text in all. */
static eg_status deliver(eg_workbook *reader, eg_block *block, size_t n, eg_error *err)
{
    const eg_sheet *sheet = &reader->sheet;
    size_t at = 0;

    if (!eg_block_room(block, block->text_n, n + 1))
        return eg_fail_memory(err);
    for (const eg_slot *slot = block->slots; slot->column != SIZE_MAX; slot++) {
        eg_text text = {"", 0};

        while (at < sheet->n_cells && sheet->cells[at].column < slot->column)
            at++;
        if (at < sheet->n_cells && sheet->cells[at].column == slot->column)
            text = eg_sheet_text(sheet, &sheet->cells[at]);
        slot->field[block->rows] = (eg_field){block->text + block->text_n, (uint32_t)text.n, 0};
        if (text.n > 0)
            memcpy(block->text + block->text_n, text.at, text.n);
        block->text_n += text.n;
    }
    block->line[block->rows++] = sheet->row;
    reader->file->tally.records++;
    reader->file->tally.uncomputed += sheet->uncomputed;
    return EG_OK;
}

/* A column asked for twice has its text twice. */
static size_t text_of_row(const eg_sheet *sheet, const eg_block *block)
{
    size_t at = 0;
    size_t n = 0;

    for (const eg_slot *slot = block->slots; slot->column != SIZE_MAX; slot++) {
        while (at < sheet->n_cells && sheet->cells[at].column < slot->column)
            at++;
        if (at < sheet->n_cells && sheet->cells[at].column == slot->column)
            n += sheet->cells[at].n;
    }
    return n;
}

/* The oldest remark was none: it is a record with text in its first cell. */
static eg_status deliver_remark(eg_workbook *reader, eg_block *block, eg_error *err)
{
    const eg_remark oldest = reader->remarks[0];
    const char *text = reader->remark_text.at + oldest.from;
    const eg_slot *slot = block->slots;

    if (!eg_block_room(block, block->text_n, oldest.n + 1))
        return eg_fail_memory(err);
    memcpy(block->text + block->text_n, text, oldest.n);
    for (; slot->column != SIZE_MAX; slot++)
        slot->field[block->rows] = (eg_field){block->text + block->text_n,
                                              slot->column == 0 ? (uint32_t)oldest.n : 0, 0};
    block->text_n += oldest.n;
    block->line[block->rows++] = oldest.row;
    reader->file->tally.records++;
    reader->n_remarks--;
    memmove(reader->remarks, reader->remarks + 1,
            reader->n_remarks * sizeof reader->remarks[0]);
    if (reader->n_remarks == 0)
        eg_buffer_reset(&reader->remark_text);
    return EG_OK;
}

/* As in delimited text: text in the first cell only, and more like a remark than like a row. */
static bool is_remark(const eg_workbook *reader)
{
    const eg_sheet *sheet = &reader->sheet;
    eg_text text;

    if (reader->n_names < 2 || sheet->filled != 1 || sheet->last != 1 || sheet->n_cells != 1)
        return false;
    text = eg_text_trim(eg_sheet_text(sheet, &sheet->cells[0]));
    if (text.n == 0 || text.n + reader->remark_text.n > EG_REMARK_BYTES)
        return false;
    if (text.at[0] == '*' || memchr(text.at, ':', text.n) != NULL)
        return true;
    return sheet->fields < reader->n_names && memchr(text.at, ' ', text.n) != NULL;
}

static eg_status keep_remark(eg_workbook *reader, eg_error *err)
{
    const eg_sheet *sheet = &reader->sheet;
    const eg_text text = eg_sheet_text(sheet, &sheet->cells[0]);

    reader->remarks[reader->n_remarks++] =
        (eg_remark){sheet->row, reader->remark_text.n, text.n};
    eg_buffer_add_text(&reader->remark_text, text);
    return reader->remark_text.failed ? eg_fail_memory(err) : EG_OK;
}

static bool repeats_header(const eg_workbook *reader)
{
    size_t named = 0;

    if (!reader->sheet.same)
        return false;
    for (size_t i = 0; i < reader->n_names; i++)
        named += reader->header[i].n > 0;
    return reader->sheet.n_same == named;
}

/* The next row of the sheet: blank, a header, a remark, or held for delivery. */
static eg_status take_row(eg_workbook *reader, eg_error *err)
{
    eg_sheet *sheet = &reader->sheet;
    eg_file_tally *tally = &reader->file->tally;
    const eg_status st = eg_sheet_row(sheet, err);

    if (st != EG_OK)
        return st;
    if (sheet->ended) {
        tally->footer += reader->n_remarks;
        reader->file->done = true;
        return EG_OK;
    }
    /* Rows that are not there are blank, as they would be in text. */
    tally->blank += sheet->row - reader->line - 1;
    reader->line = sheet->row;
    if (sheet->filled == 0 && sheet->uncomputed == 0)
        tally->blank++;
    else if (repeats_header(reader))
        tally->headers++;
    else
        reader->held = true;
    return EG_OK;
}

static eg_status step(eg_workbook *reader, eg_block *block, eg_error *err)
{
    const bool remark = reader->held && is_remark(reader);

    if (!reader->held)
        return take_row(reader, err);
    if (reader->n_remarks > 0 && (!remark || reader->n_remarks == EG_REMARKS))
        return deliver_remark(reader, block, err);
    reader->held = false;
    if (remark)
        return keep_remark(reader, err);
    return deliver(reader, block, text_of_row(&reader->sheet, block), err);
}

/* Only what is asked for is converted; the first column also tells a remark. */
static void begin(eg_workbook *reader, const eg_block *block)
{
    eg_sheet *sheet = &reader->sheet;

    for (const eg_slot *slot = block->slots; slot->column != SIZE_MAX; slot++)
        reader->wanted[slot->column] = true;
    reader->wanted[0] = true;
    sheet->wanted = reader->wanted;
    sheet->header = reader->header;
    sheet->width = reader->n_names;
}

eg_status eg_workbook_next(eg_file *file, eg_block *block, eg_error *err)
{
    eg_workbook *reader = file->reader;
    eg_status st = EG_OK;

    if (reader->sheet.wanted == NULL)
        begin(reader, block);
    while (st == EG_OK && !file->done &&
           eg_block_takes(block, text_of_row(&reader->sheet, block) + EG_REMARK_BYTES))
        st = step(reader, block, err);
    if (file->bytes->size > 0 && st == EG_OK)
        file->bytes->done =
            (uint64_t)((double)file->bytes->size * eg_zipx_part_done(reader->sheet.part.part));
    return st;
}
