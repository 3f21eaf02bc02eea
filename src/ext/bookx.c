#include "ext/bookx.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

#include "ext/book_bulk.h"

#define NAME_CHARACTERS 31
#define NAME_BYTES      128
#define MOST_TEXT       32000
#define PATH_BYTES      64

struct eg_book_sheet {
    eg_book *book;
    lxw_worksheet *at;
    char name[NAME_BYTES];
    eg_book_sheet *before;
};

struct eg_book {
    FILE *file; /* has no name, and goes with the process */
    lxw_workbook *at;
    lxw_format *styles[EG_BOOK_STYLES];
    eg_book_sheet *last;
    eg_book_sheet *bulk_sheet; /* NULL: none has bulk rows */
    eg_book_bulk bulk;
    eg_words *bulk_words;
    uint32_t *bulk_texts; /* [word]: its number among the workbook's texts */
    size_t bulk_capacity;
    bool failed;
};

static const char *const number_formats[EG_BOOK_STYLES] = {
    [EG_BOOK_WHOLE] = "#,##0",
    [EG_BOOK_SHARE] = "0.0%",
    [EG_BOOK_POINTS] = "+0.0;-0.0;0.0",
    [EG_BOOK_FIXED0] = "#,##0",
    [EG_BOOK_FIXED0 + 1] = "#,##0.0",
    [EG_BOOK_FIXED0 + 2] = "#,##0.00",
    [EG_BOOK_FIXED0 + 3] = "#,##0.000",
    [EG_BOOK_FIXED0 + 4] = "#,##0.0000",
    [EG_BOOK_FIXED0 + 5] = "#,##0.00000",
    [EG_BOOK_FIXED6] = "#,##0.000000",
};

static void dress(lxw_format *format, eg_book_style style)
{
    if (number_formats[style] != NULL)
        format_set_num_format(format, number_formats[style]);
    if (style == EG_BOOK_TITLE || style == EG_BOOK_STRONG || style == EG_BOOK_HEAD)
        format_set_bold(format);
    if (style == EG_BOOK_TITLE)
        format_set_font_size(format, 16);
    if (style == EG_BOOK_HEAD) {
        format_set_bottom(format, LXW_BORDER_MEDIUM);
        format_set_text_wrap(format);
        format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
    }
    if (style == EG_BOOK_WRAP) {
        format_set_text_wrap(format);
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    }
    if (style == EG_BOOK_WORD) {
        format_set_italic(format);
        format_set_font_color(format, 0x505050);
        format_set_align(format, LXW_ALIGN_RIGHT);
    }
}

/* Plain cells have no format at all: the library makes a hash of every cell's. */
static bool make_styles(eg_book *book)
{
    for (int style = 0; style < EG_BOOK_STYLES; style++) {
        if (style == EG_BOOK_PLAIN || style == EG_BOOK_GENERAL)
            continue;
        book->styles[style] = workbook_add_format(book->at);
        if (book->styles[style] == NULL)
            return false;
        dress(book->styles[style], (eg_book_style)style);
    }
    return true;
}

eg_status eg_book_new(eg_book **out, const char *title, eg_error *err)
{
    *out = NULL;
    eg_book *book = eg_alloc_zero(1, sizeof *book);
    if (book == NULL)
        return eg_fail_memory(err);
    book->file = tmpfile();
    if (book->file == NULL) {
        eg_book_free(book);
        return eg_fail(err, EG_E_IO, "no temporary file can be made for the workbook");
    }
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "/dev/fd/%d", fileno(book->file));
    book->at = workbook_new(path);
    if (book->at == NULL || !make_styles(book)) {
        eg_book_free(book);
        return eg_fail_memory(err);
    }
    /* a fixed moment: a workbook is made of what is in it, not of when */
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%s", title);
    lxw_doc_properties properties = {.title = name, .created = 315532800};
    book->failed = workbook_set_properties(book->at, &properties) != LXW_NO_ERROR;
    *out = book;
    return EG_OK;
}

void eg_book_free(eg_book *book)
{
    if (book == NULL)
        return;
    while (book->last != NULL) {
        eg_book_sheet *sheet = book->last;
        book->last = sheet->before;
        eg_free(sheet);
    }
    lxw_workbook_free(book->at);
    eg_book_bulk_clear(&book->bulk);
    eg_words_free(book->bulk_words);
    eg_free(book->bulk_texts);
    if (book->file != NULL)
        fclose(book->file);
    eg_free(book);
}

/* ---- sheets ---------------------------------------------------------------------------------
 */

/* The first characters of name that a sheet's name may have, and a number when it is not the
 * first. */
static void make_name(char *out, const char *name, unsigned number)
{
    char tail[16] = "";
    if (number > 1)
        snprintf(tail, sizeof tail, " %u", number);
    size_t room = NAME_CHARACTERS - strlen(tail);
    eg_text rest = eg_text_of(name);
    size_t n = 0;
    for (size_t i = 0; i < room && rest.n > 0; i++) {
        uint32_t rune = 0;
        size_t bytes = eg_utf8_next(rest, &rune);
        bool plain = bytes > 0 && rune >= 0x20 && rune < 0x10000 &&
                     (rune > 0x7f || strchr("[]:*?/\\", (int)rune) == NULL);
        bytes = bytes == 0 ? 1 : bytes;
        bool edge = rune == '\'' && (i == 0 || rest.n == bytes || i + 1 == room);
        if (plain && !edge && n + bytes + sizeof tail < NAME_BYTES) {
            memcpy(out + n, rest.at, bytes);
            n += bytes;
        } else {
            out[n++] = ' ';
        }
        rest.at += bytes;
        rest.n -= bytes;
    }
    snprintf(out + n, NAME_BYTES - n, "%s", n == 0 && number < 2 ? "Sheet" : tail);
}

eg_book_sheet *eg_book_sheet_add(eg_book *book, const char *name)
{
    eg_book_sheet *sheet = eg_alloc_zero(1, sizeof *sheet);
    if (sheet == NULL) {
        book->failed = true;
        return NULL;
    }
    sheet->book = book;
    sheet->before = book->last;
    book->last = sheet;
    for (unsigned number = 1; number < 1000; number++) {
        make_name(sheet->name, name, number);
        if (workbook_validate_sheet_name(book->at, sheet->name) == LXW_NO_ERROR) {
            sheet->at = workbook_add_worksheet(book->at, sheet->name);
            break;
        }
    }
    if (sheet->at == NULL) {
        book->failed = true;
        return NULL;
    }
    worksheet_set_landscape(sheet->at);
    worksheet_fit_to_pages(sheet->at, 1, 0);
    return sheet;
}

const char *eg_book_sheet_name(const eg_book_sheet *sheet)
{
    return sheet == NULL ? "" : sheet->name;
}

/* ---- cells ----------------------------------------------------------------------------------
 */

static void check(eg_book_sheet *sheet, lxw_error error)
{
    sheet->book->failed = sheet->book->failed || error != LXW_NO_ERROR;
}

/* What a workbook can hold of a text. */
static void make_plain(eg_buffer *copy, const char *text)
{
    eg_text rest = eg_text_of(text);
    while (rest.n > 0 && copy->n < MOST_TEXT) {
        uint32_t rune = 0;
        size_t n = eg_utf8_next(rest, &rune);
        bool shown = n > 0 && (rune >= 0x20 || rune == '\n') && rune != 0x7f &&
                     (rune & 0xfffe) != 0xfffe;
        eg_buffer_add(copy, shown ? rest.at : "\xef\xbf\xbd", shown ? n : 3);
        n = n == 0 ? 1 : n;
        rest.at += n;
        rest.n -= n;
    }
}

void eg_book_text(eg_book_sheet *sheet, uint32_t row, uint16_t column, const char *text,
                  eg_book_style style)
{
    if (sheet == NULL || text == NULL || *text == '\0')
        return;
    eg_buffer copy = {0};
    make_plain(&copy, text);
    sheet->book->failed = sheet->book->failed || copy.failed;
    if (!copy.failed)
        check(sheet, worksheet_write_string(sheet->at, row, column, eg_buffer_string(&copy),
                                            sheet->book->styles[style]));
    eg_buffer_clear(&copy);
}

void eg_book_number(eg_book_sheet *sheet, uint32_t row, uint16_t column, double value,
                    eg_book_style style)
{
    if (sheet != NULL && isfinite(value))
        check(sheet, worksheet_write_number(sheet->at, row, column, value,
                                            sheet->book->styles[style]));
}

/* ---- many plain rows ------------------------------------------------------------------------
 */

void eg_book_bulk_begin(eg_book_sheet *sheet, uint32_t row)
{
    if (sheet == NULL)
        return;
    eg_book *book = sheet->book;
    if (book->bulk_sheet == NULL)
        book->bulk_words = eg_words_new();
    book->failed = book->failed || book->bulk_words == NULL ||
                   (book->bulk_sheet != NULL && book->bulk_sheet != sheet);
    book->bulk_sheet = sheet;
    eg_book_bulk_row(&book->bulk, row);
    sheet->at->dim_rowmax = row; /* what the sheet says of its size */
}

static bool room_for_text(eg_book *book, uint32_t word)
{
    if (word < book->bulk_capacity)
        return true;
    size_t capacity = ((size_t)word + 32) * 2;
    uint32_t *longer = eg_realloc(book->bulk_texts, capacity, sizeof *longer);
    if (longer == NULL)
        return false;
    book->bulk_texts = longer;
    book->bulk_capacity = capacity;
    return true;
}

/* A new text goes among the workbook's. */
static bool share_text(eg_book *book, uint32_t word, const char *text)
{
    eg_buffer copy = {0};
    make_plain(&copy, text);
    const struct sst_element *at = NULL;
    const char *plain = eg_buffer_string(&copy);
    if (!copy.failed && room_for_text(book, word))
        at = lxw_get_sst_index(book->at->sst, plain, LXW_FALSE);
    if (at != NULL)
        book->bulk_texts[word] = at->index;
    eg_buffer_clear(&copy);
    return at != NULL;
}

void eg_book_bulk_put(eg_book_sheet *sheet, uint16_t column, const char *text)
{
    if (sheet == NULL || text == NULL || *text == '\0' || sheet->book->failed)
        return;
    eg_book *book = sheet->book;
    size_t before = eg_words_count(book->bulk_words);
    uint32_t word = eg_words_add(book->bulk_words, eg_text_of(text));
    if (word == EG_NO_WORD || (word >= before && !share_text(book, word, text))) {
        book->failed = true;
        return;
    }
    if (word < before)
        book->at->sst->string_count++;
    eg_book_bulk_text(&book->bulk, column, book->bulk_texts[word]);
}

void eg_book_bulk_figure(eg_book_sheet *sheet, uint16_t column, double value)
{
    if (sheet != NULL)
        eg_book_bulk_number(&sheet->book->bulk, column, value);
}

void eg_book_width(eg_book_sheet *sheet, uint16_t column, double characters)
{
    if (sheet != NULL)
        check(sheet, worksheet_set_column(sheet->at, column, column, characters, NULL));
}

void eg_book_height(eg_book_sheet *sheet, uint32_t row, unsigned lines)
{
    if (sheet != NULL)
        check(sheet, worksheet_set_row(sheet->at, row, LXW_DEF_ROW_HEIGHT * lines, NULL));
}

void eg_book_freeze(eg_book_sheet *sheet, uint32_t row, uint16_t column)
{
    if (sheet == NULL)
        return;
    worksheet_freeze_panes(sheet->at, row, column);
    if (row > 0)
        check(sheet, worksheet_repeat_rows(sheet->at, 0, row - 1));
}

void eg_book_filter(eg_book_sheet *sheet, uint32_t head, uint32_t last, uint16_t last_column)
{
    if (sheet != NULL && last > head)
        check(sheet, worksheet_autofilter(sheet->at, head, 0, last, last_column));
}

/* ---- charts ---------------------------------------------------------------------------------
 */

static void dress_line(lxw_chart_series *series, uint32_t number)
{
    static const uint8_t markers[] = {LXW_CHART_MARKER_CIRCLE,   LXW_CHART_MARKER_SQUARE,
                                      LXW_CHART_MARKER_TRIANGLE, LXW_CHART_MARKER_DIAMOND,
                                      LXW_CHART_MARKER_X,        LXW_CHART_MARKER_PLUS};
    static const uint8_t dashes[] = {LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_DASH,
                                     LXW_CHART_LINE_DASH_ROUND_DOT};
    static const lxw_color_t inks[] = {0x0b5394, 0x6b5b00, 0x444444, 0x7a3b8f};
    lxw_chart_line line = {
        .color = inks[number % 4], .dash_type = dashes[number / 6 % 3], .width = 1.75F};
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, markers[number % 6]);
    chart_series_set_marker_size(series, 7);
}

void eg_book_line_chart(eg_book *book, eg_book_sheet *sheet, const eg_book_chart *chart)
{
    if (sheet == NULL)
        return;
    lxw_chart *drawing = workbook_add_chart(book->at, LXW_CHART_LINE);
    if (drawing == NULL) {
        book->failed = true;
        return;
    }
    for (size_t i = 0; i < chart->n_rows; i++) {
        uint32_t row = chart->rows[i];
        lxw_chart_series *series = chart_add_series(drawing, NULL, NULL);
        if (series == NULL) {
            book->failed = true;
            return;
        }
        chart_series_set_categories(series, sheet->name, chart->head_row, chart->first_column,
                                    chart->head_row, chart->last_column);
        chart_series_set_values(series, sheet->name, row, chart->first_column, row,
                                chart->last_column);
        chart_series_set_name_range(series, sheet->name, row, chart->label_column);
        dress_line(series, (uint32_t)i);
    }
    chart_title_set_name(drawing, chart->title);
    chart_show_blanks_as(drawing, LXW_CHART_BLANKS_AS_GAP);
    chart_axis_set_num_format(drawing->y_axis, chart->share ? "0%" : "#,##0.##");
    if (isfinite(chart->low))
        chart_axis_set_min(drawing->y_axis, chart->low);
    lxw_chart_options options = {.x_scale = 1.5, .y_scale = 1.3};
    check(sheet, worksheet_insert_chart_opt(sheet->at, chart->at_row, chart->at_column, drawing,
                                            &options));
}

/* ---- all of it ------------------------------------------------------------------------------
 */

static eg_status read_back(eg_buffer *out, FILE *from, eg_error *err)
{
    char piece[16384];
    size_t n;
    if (fseek(from, 0, SEEK_SET) != 0)
        return eg_fail(err, EG_E_IO, "the workbook's temporary file cannot be read back");
    while ((n = fread(piece, 1, sizeof piece, from)) > 0)
        eg_buffer_add(out, piece, n);
    if (ferror(from))
        return eg_fail(err, EG_E_IO, "the workbook's temporary file cannot be read back");
    return out->failed ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_book_finish(eg_book *book, size_t threads, eg_sink *sink, eg_error *err)
{
    if (book->failed || book->bulk.rows.failed)
        return eg_fail(err, EG_E_MEMORY, "the workbook cannot be made: memory is out");
    unsigned bulk_sheet = book->bulk_sheet == NULL ? 0 : book->bulk_sheet->at->index + 1;
    lxw_error error = workbook_close(book->at); /* frees it, whatever it returns */
    book->at = NULL;
    if (error != LXW_NO_ERROR)
        return eg_fail(err, EG_E_IO, "the workbook cannot be put together: %s",
                       lxw_strerror(error));
    eg_buffer bytes = {0};
    eg_status status = read_back(&bytes, book->file, err);
    book->bulk.threads = threads;
    if (status == EG_OK && bulk_sheet > 0)
        status = eg_book_bulk_finish(&book->bulk, &bytes, bulk_sheet, err);
    if (status == EG_OK)
        eg_sink_put(sink, bytes.at, bytes.n);
    eg_buffer_clear(&bytes);
    return status;
}
