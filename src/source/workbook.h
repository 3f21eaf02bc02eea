/*
 * source/workbook.h - inside the reader of workbooks (.xlsx): a zip archive of XML parts, all
 * of them streamed.
 *
 * workbook_part.c runs one part through expat; workbook_book.c finds the sheet; _strings.c and
 * _styles.c read what cells refer to; _cell.c writes numbers as text; _sheet.c gives a row at a
 * time; workbook.c decides about rows as delimited.c does about records.
 */
#ifndef EG_SOURCE_WORKBOOK_H
#define EG_SOURCE_WORKBOOK_H

#include "ext/expatx.h"
#include "ext/zipx.h"
#include "source/file.h"

/* Shared strings are held in memory, a workbook from a pipe too. */
#define EG_WORKBOOK_STRINGS (64u << 20)
/* A row that does not end within so many bytes is expat's. */
#define EG_WORKBOOK_WAIT  (64u << 10)
#define EG_WORKBOOK_SPOOL (64u << 20)

/* ---- a part: zip to expat -------------------------------------------------------------------
 */

typedef struct {
    const char *name;
    eg_zipx_part *part;
    eg_expatx *xml;
    const eg_pulse *pulse;
    bool paused, ended;
    char *bytes; /* of the part, [at, n) not used yet; only sheets have them */
    size_t at, n;
    bool done; /* read to its end, checksum and all */
    unsigned turns;
} eg_workbook_part;

/* The name must outlive the part. EG_E_IO: absent or damaged. */
EG_MUST_USE eg_status eg_workbook_part_open(eg_workbook_part *part, eg_zipx *zip,
                                            const char *name,
                                            const eg_expatx_handlers *handlers, void *context,
                                            eg_error *err);
/* On to a pause or the end. A handler that stops says why in *failed; EG_OK: it has enough. */
EG_MUST_USE eg_status eg_workbook_part_run(eg_workbook_part *part, const eg_status *failed,
                                           eg_error *err);
void eg_workbook_part_close(eg_workbook_part *part);
/* The steps of a run, for who looks at the bytes first: more bytes behind those that wait; n of
 * them to expat (0: at the end), or on after a pause. */
EG_MUST_USE eg_status eg_workbook_part_fill(eg_workbook_part *part, eg_error *err);
EG_MUST_USE eg_status eg_workbook_part_step(eg_workbook_part *part, size_t n,
                                            const eg_status *failed, eg_error *err);
/* Opens, runs to the end and closes. */
EG_MUST_USE eg_status eg_workbook_part_read(eg_workbook_part *part, eg_zipx *zip,
                                            const char *name,
                                            const eg_expatx_handlers *handlers, void *context,
                                            const eg_status *failed, eg_error *err);
eg_status eg_workbook_fail_zip(eg_zipx_result result, const char *name, eg_error *err);
eg_status eg_workbook_fail_damaged(const char *name, const char *how, eg_error *err);

/* ---- what the sheet refers to ---------------------------------------------------------------
 */

/* How a number is shown, as far as it changes what it means. */
typedef enum {
    EG_STYLE_PLAIN,
    EG_STYLE_ZEROS, /* 00000: as many digits as there are zeros */
    EG_STYLE_PERCENT,
    EG_STYLE_DATE,
    EG_STYLE_MOMENT,    /* date and time */
    EG_STYLE_TIME,      /* of a day */
    EG_STYLE_DAY_MONTH, /* 4-May: a date without its year */
} eg_style_kind;

typedef struct {
    uint8_t kind; /* eg_style_kind */
    uint8_t zeros;
} eg_style;

/* What a format code ("yyyy\-mm\-dd;@") shows. */
eg_style eg_style_of_code(const char *code);
/* Of the formats that have a number and no code. */
eg_style eg_style_of_builtin(unsigned long id);

typedef struct {
    const char *sheet;      /* its part's name */
    const char *sheet_name; /* as people see it */
    const char *strings;    /* part names; NULL: none */
    const char *styles;
    bool epoch_1904;
} eg_book;

/* The sheet asked for (NULL: the first visible) and its neighbours; strings in the arena. */
EG_MUST_USE eg_status eg_book_read(eg_book *book, eg_zipx *zip, const char *wanted,
                                   const eg_pulse *pulse, eg_arena *arena, eg_error *err);

typedef struct {
    eg_buffer bytes; /* one after another, cleaned */
    uint32_t *end;
    size_t n, capacity;
} eg_shared_strings;
EG_MUST_USE eg_status eg_shared_strings_read(eg_shared_strings *strings, eg_zipx *zip,
                                             const char *name, const eg_pulse *pulse,
                                             eg_error *err);
void eg_shared_strings_clear(eg_shared_strings *strings);

typedef struct {
    eg_style *of; /* by cell format */
    size_t n, capacity;
} eg_styles;
EG_MUST_USE eg_status eg_styles_read(eg_styles *styles, eg_zipx *zip, const char *name,
                                     const eg_pulse *pulse, eg_error *err);

/* ---- cells ----------------------------------------------------------------------------------
 */

enum { EG_WORKBOOK_NUMBER = 64 };
/*
 * A stored number as text: the shortest that reads back, in the way its style shows it. What is
 * no number comes back as it is. The result is `raw` or in `room`.
 */
eg_text eg_workbook_number(eg_text raw, eg_style style, bool epoch_1904,
                           char room[EG_WORKBOOK_NUMBER]);
/* In place: _x000D_ as the character it stands for, and no blanks around. The new length. */
size_t eg_workbook_clean(char *text, size_t n);

/* ---- the sheet ------------------------------------------------------------------------------
 */

typedef struct {
    size_t column;
    const char *shared; /* NULL: in the row's text, at `from` */
    size_t from, n;
} eg_sheet_cell;

typedef enum {
    EG_CELL_NUMBER,
    EG_CELL_SHARED,
    EG_CELL_INLINE,
    EG_CELL_FORMULA_TEXT,
    EG_CELL_BOOLEAN,
    EG_CELL_ERROR,
    EG_CELL_ISO_DATE
} eg_cell_type;

typedef struct {
    /* Set by whoever reads. */
    const eg_shared_strings *strings;
    const eg_styles *styles;
    bool epoch_1904;
    const char *path;      /* for messages */
    const bool *wanted;    /* by column; NULL: all */
    size_t width;          /* columns from here on are not looked at */
    const eg_text *header; /* NULL: not compared */

    /* The row in hand. */
    uint64_t row; /* in the sheet, 1-based; 0 before the first */
    size_t filled;
    size_t last;   /* one-based position of the last filled cell */
    size_t fields; /* the same of the last cell, filled or not */
    bool same;     /* as the header, cell by cell */
    size_t n_same;
    uint64_t uncomputed;  /* formulas without a value */
    eg_sheet_cell *cells; /* wanted and filled, by column */
    size_t n_cells, cells_capacity;
    eg_buffer text;
    bool ended; /* there was no further row */

    /* The cell in hand. */
    size_t column, next_column;
    eg_cell_type type;
    eg_style style;
    size_t from;
    bool formula;

    int depth;      /* of sheetData */
    bool beginning; /* of sheetData: its depth is to be seen */
    bool in_data, in_row, in_cell, in_inline, in_text, got_row;
    unsigned in_phonetic;
    eg_workbook_part part;
    eg_status failed;
    eg_error *err;
} eg_sheet;

EG_MUST_USE eg_status eg_sheet_open(eg_sheet *sheet, eg_zipx *zip, const char *part,
                                    const eg_pulse *pulse, eg_error *err);
/* The next row there is; sheet->ended when there is none. */
EG_MUST_USE eg_status eg_sheet_row(eg_sheet *sheet, eg_error *err);
void eg_sheet_close(eg_sheet *sheet);
static inline eg_text eg_sheet_text(const eg_sheet *sheet, const eg_sheet_cell *cell)
{
    return (eg_text){cell->shared != NULL ? cell->shared : sheet->text.at + cell->from,
                     cell->n};
}
void eg_sheet_begin_row(eg_sheet *sheet, uint64_t row);
/* A row that needs no XML parser (workbook_plain.c), at the start of the bytes. */
typedef enum {
    EG_PLAIN_ROW,  /* it is in hand, or sheet->failed says what is wrong with it */
    EG_PLAIN_MORE, /* perhaps, with more bytes */
    EG_PLAIN_NO    /* expat's */
} eg_plain;
eg_plain eg_sheet_plain_row(eg_sheet *sheet, eg_text bytes, size_t *used);
/* End of a cell (workbook_value.c): its text is [from, end) of sheet->text. */
void eg_sheet_take_cell(eg_sheet *sheet);
void eg_sheet_fail(eg_sheet *sheet, eg_status status, const char *text);

/* ---- the reader -----------------------------------------------------------------------------
 */

typedef struct {
    uint64_t row;
    size_t from, n; /* in the queue's text */
} eg_remark;

enum { EG_REMARKS = 16, EG_REMARK_BYTES = 8 * 1024 };

typedef struct {
    eg_file *file;
    eg_buffer spool;
    eg_zipx *zip;
    eg_arena *arena;
    eg_book book;
    eg_shared_strings strings;
    eg_styles styles;
    eg_sheet sheet;
    eg_buffer words; /* the header as it stands, and its names */
    eg_text *header, *names;
    size_t n_names;
    bool *wanted;
    uint64_t line; /* the last row accounted for */
    bool held;     /* the sheet's row waits for the remarks before it */
    /* Rows that look like remarks: the footer, if nothing follows. */
    eg_remark remarks[EG_REMARKS];
    size_t n_remarks;
    eg_buffer remark_text;
} eg_workbook;

#endif
