/*
 * equitygap/base.h - what every layer stands on: status and error, text slices, arenas, growing
 * buffers, exact numbers, sinks, the batch of records, and the caller's hand on long work.
 *
 * Lifetime words: _init/_clear for the caller's own struct, _new/_free and _open/_close for
 * ours, _reset empties and keeps the memory. _free(NULL) is allowed. An out parameter is NULL
 * on failure. Nothing here prints, exits, reads the environment or keeps a global.
 */
#ifndef EQUITYGAP_BASE_H
#define EQUITYGAP_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define EG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define EG_MUST_USE          __attribute__((warn_unused_result))
__extension__ typedef __int128 eg_i128;
__extension__ typedef unsigned __int128 eg_u128;
#else
#error "equitygap needs a compiler with a 128-bit integer (gcc or clang)"
#endif

/* ---- status and error ------------------------------------------------------------------- */

/* X(name, exit status of the program, sentence). One row adds a status. */
#define EG_STATUS_LIST(X)                                                                      \
    X(EG_OK, 0, "done")                                                                        \
    X(EG_E_IO, 1, "a file could not be read or written")                                       \
    X(EG_E_MEMORY, 1, "out of memory")                                                         \
    X(EG_E_BUG, 1, "internal error")                                                           \
    X(EG_E_USAGE, 2, "the command line cannot be used")                                        \
    X(EG_E_CONFIG, 2, "the configuration cannot be used")                                      \
    X(EG_E_INPUT, 3, "the input cannot be used")                                               \
    X(EG_E_LIMIT, 3, "the input exceeds a limit")                                              \
    X(EG_E_DISCLOSURE, 4, "the output would disclose what it hides")                           \
    X(EG_E_CONDITION, 5, "a --fail-on condition holds")                                        \
    X(EG_E_PIPE, 0, "the reader of the output went away")                                      \
    X(EG_E_INTERRUPTED, 130, "interrupted")

typedef enum {
#define EG_STATUS_ENUM(name, exit_status, text) name,
    EG_STATUS_LIST(EG_STATUS_ENUM)
#undef EG_STATUS_ENUM
} eg_status;

/* Name, exit status and sentence of a status. */
const char *eg_status_name(eg_status status);
int eg_status_exit(eg_status status);
const char *eg_status_text(eg_status status);

/*
 * What went wrong and where. The first cause wins: a later failure does not overwrite it.
 * file, name: "" when not known; line, column: 1-based, 0 when not known; name: a column's.
 * text: what is wrong; what to do. Never a student's id, name or row, nor any cell's content.
 */
typedef struct {
    eg_status status;
    uint64_t line;
    uint64_t column;
    char file[512];
    char name[128];
    char text[768];
} eg_error;

/* Both return status, so that `return eg_fail(...)` reads well. err may be NULL. */
eg_status eg_fail(eg_error *err, eg_status status, const char *format, ...) EG_PRINTF(3, 4);
eg_status eg_fail_memory(eg_error *err);
/* Say where; keeps what is there already, so the innermost place wins. NULL and 0 are "not
 * known". */
void eg_error_place(eg_error *err, const char *file, uint64_t line, uint64_t column,
                    const char *name);
/*
 * "FILE:LINE:COLUMN: column "NAME": text" without the parts that are not known; control and
 * direction characters escaped. Always ends in NUL; returns the length written.
 */
size_t eg_error_format(const eg_error *err, char *out, size_t size);

/* ---- text -------------------------------------------------------------------------------- */

/* A borrowed slice of bytes, no NUL at its end. at may be NULL only when n is 0. */
typedef struct {
    const char *at;
    size_t n;
} eg_text;

eg_text eg_text_of(const char *c_string);
bool eg_text_equal(eg_text a, eg_text b);
bool eg_text_is(eg_text a, const char *c_string);
/* ASCII letters only are folded; everything else compares as bytes. */
bool eg_text_same_word(eg_text a, const char *c_string);
int eg_text_compare(eg_text a, eg_text b);
/* Without ASCII blanks (space, tab, CR, LF, VT, FF) at both ends. */
eg_text eg_text_trim(eg_text a);
/* Edit distance for did-you-mean, case folded; at most `limit` + 1. */
size_t eg_text_distance(eg_text a, eg_text b, size_t limit);
/* The nearest of n names to `word`, or NULL when none is near enough to suggest. */
const char *eg_text_nearest(eg_text word, const char *const *names, size_t n);

/* Bytes of the first character, 0 at the end or where the bytes are not UTF-8. *rune is set. */
size_t eg_utf8_next(eg_text text, uint32_t *rune);
bool eg_utf8_valid(eg_text text);

/* ---- memory ------------------------------------------------------------------------------ */

/* n * size with the overflow checked; NULL when it does not fit or memory is out. */
void *eg_alloc(size_t n, size_t size);
void *eg_alloc_zero(size_t n, size_t size);
/* old may be NULL. On failure old is still valid. */
void *eg_realloc(void *old, size_t n, size_t size);
void eg_free(void *p);

/* Memory that lives and dies together. Not cleared unless asked. */
typedef struct eg_arena eg_arena;
EG_MUST_USE eg_arena *eg_arena_new(void);
void eg_arena_free(eg_arena *arena);
void *eg_arena_alloc(eg_arena *arena, size_t n, size_t size); /* zeroed; NULL: no memory */
char *eg_arena_string(eg_arena *arena, eg_text text);         /* copy with NUL at its end */
char *eg_arena_printf(eg_arena *arena, const char *format, ...) EG_PRINTF(2, 3);

/*
 * Growing bytes. Open on purpose: read `at` and `n`, change only through the functions.
 * A failed growth sets `failed` and makes later appends do nothing: check once, at the end.
 */
typedef struct {
    char *at;
    size_t n;
    size_t capacity;
    bool failed;
} eg_buffer;

void eg_buffer_clear(eg_buffer *buffer); /* gives the memory back; ready for use again */
/* Clears part; a failure of it becomes one of into, so that a text never lacks a piece
 * silently. */
void eg_buffer_clear_into(eg_buffer *part, eg_buffer *into);
void eg_buffer_rewind(eg_buffer *buffer); /* empty, keeps the memory and a failure */
void eg_buffer_reset(eg_buffer *buffer);  /* empty, keeps the memory, forgets a failure */
bool eg_buffer_reserve(eg_buffer *buffer, size_t more);
void eg_buffer_add(eg_buffer *buffer, const void *bytes, size_t n);
void eg_buffer_add_text(eg_buffer *buffer, eg_text text);
void eg_buffer_add_string(eg_buffer *buffer, const char *c_string);
void eg_buffer_add_char(eg_buffer *buffer, char c);
void eg_buffer_printf(eg_buffer *buffer, const char *format, ...) EG_PRINTF(2, 3);
/* Adds a NUL (not counted in n) and returns the bytes as a string; "" after a failure. */
const char *eg_buffer_string(eg_buffer *buffer);
/* Text for a terminal or a message: control, direction and invalid characters come as \xHH or
 * \u{H}. */
void eg_buffer_add_escaped(eg_buffer *buffer, eg_text text);

/*
 * Distinct byte strings, numbered 0, 1, 2... in order of arrival. Looks at the length, the
 * first and last eight bytes, and at the rest only above sixteen: made for the few values of a
 * column.
 */
typedef struct eg_words eg_words;
EG_MUST_USE eg_words *eg_words_new(void);
void eg_words_free(eg_words *words);
size_t eg_words_count(const eg_words *words);
#define EG_NO_WORD UINT32_MAX
uint32_t eg_words_find(const eg_words *words, eg_text text); /* EG_NO_WORD: not there */
/* The number of text, adding it when new; EG_NO_WORD when memory is out. Copies the bytes. */
uint32_t eg_words_add(eg_words *words, eg_text text);
eg_text eg_words_at(const eg_words *words, uint32_t number); /* valid until _free */

/* 128 well mixed bits of some bytes (see ext/hash.h). */
typedef struct {
    uint64_t low;
    uint64_t high;
} eg_hash128;

/* ---- exact numbers ------------------------------------------------------------------------
 */

/* A decimal of nine places: value * 10^9. Between -9.2e9 and 9.2e9. */
typedef int64_t eg_decimal;
#define EG_DECIMAL_ONE INT64_C(1000000000)

typedef enum { EG_NUMBER_OK, EG_NUMBER_NOT, EG_NUMBER_RANGE } eg_number_state;
/*
 * A number as districts write it: sign, digits with comma or space between thousands, point,
 * exponent, `$`, parentheses for negative, one trailing % (divides by 100, *percent is set).
 * More than nine decimals are rounded half away from zero. No hex, inf, nan, underscores or
 * digits outside ASCII. Blanks around it are allowed.
 */
eg_number_state eg_decimal_parse(eg_text text, eg_decimal *value, bool *percent);
double eg_decimal_to_double(eg_decimal value);

/* Unsigned 192-bit sum of squares; low word first. */
typedef struct {
    uint64_t word[3];
} eg_u192;

/* All of these return false on overflow and leave *into unspecified: the run then ends in
 * EG_E_LIMIT. */
bool eg_i128_add(eg_i128 *into, eg_i128 value);
bool eg_u192_add_square(eg_u192 *into, eg_decimal value, uint64_t times);
bool eg_u192_add(eg_u192 *into, const eg_u192 *value);
bool eg_u192_subtract(eg_u192 *into, const eg_u192 *value);
/* into += sign-free product; used where sums leave 128 bits. */
bool eg_i128_add_product(eg_i128 *into, eg_decimal value, uint64_t times);

/*
 * Mean and corrected sum of squares (sum of (x - mean)^2) of n decimals from their exact sums,
 * each rounded once. n * square - sum^2 is taken in 256 bits, so nothing cancels.
 */
void eg_exact_moments(uint64_t n, eg_i128 sum, const eg_u192 *square, double *mean, double *ss);

/* Shortest text that reads back as x, no -0; "null" when x is not finite. Returns the length.
 */
size_t eg_number_json(char out[40], double x);
/*
 * Plain decimal with a point, never an exponent: whole numbers whole, else `digits` significant
 * digits (an integer part is never cut), trailing zeros dropped. "" when x is not finite.
 */
size_t eg_number_plain(char out[400], double x, int digits);
/* A count as people read it, a comma between thousands: eg_count_words(n).text in one
 * expression. */
typedef struct {
    char text[28];
} eg_count_text;
eg_count_text eg_count_words(uint64_t n);

/* ---- the batch of records ---------------------------------------------------------------- */

/* Field flags. */
enum { EG_FIELD_QUOTED = 1, EG_FIELD_ABSENT = 2 /* this file has no such column */ };

typedef struct {
    const char *at; /* not NUL-terminated; as read: decoded, unquoted, not trimmed or recoded */
    uint32_t n;
    uint32_t flags;
} eg_field;

/* The exact sums of some decimals: n of them, their sum, the sum of their squares. */
typedef struct {
    uint64_t n;
    eg_i128 sum;
    eg_u192 square;
} eg_sums;

/*
 * Where fields stand that nobody has written out: that of a column in record r is the text
 * between end[r * step + place - 1] + 1 and end[r * step + place]; end[-1] is there too.
 */
enum {
    EG_PLACE_WRITTEN = -1, /* its fields are written */
    EG_PLACE_ODD = -2      /* likewise where asked for; some are more than stands there */
};
typedef struct {
    const char *text; /* EG_BATCH_PAD bytes from the start of each field may be read */
    const uint32_t *end;
    size_t step;
    int32_t *place;     /* [column], or one of the above */
    const int32_t *raw; /* [column]: places of cells as the file has them, in quotes, with
                           blanks around them or a CR behind; -1: not in the file. Equal ones
                           of a column of a file are equal fields. */
    eg_field *fields;   /* where they are to be written */
    void (*mend)(const void *source, size_t column,
                 eg_field *field); /* odd ones, once written */
    const void *source;
} eg_places;

/*
 * Records of one file, only the columns asked for, by column: field of column c in record r is
 * fields[c * stride + r], after eg_batch_fields where there are marks. Everything is borrowed
 * from the source until its next call.
 */
typedef struct {
    size_t rows;
    size_t columns;
    size_t stride;
    const eg_field *fields;
    const uint64_t *line; /* first physical line of each record, 1-based */
    uint32_t file;        /* index of the file in the data set */
    bool padded;          /* EG_BATCH_PAD bytes from the start of each field may be read */
    /* Equal records that each one stands for, where a database counted them; NULL: itself. */
    const uint64_t *times;
    /* [column] of columns that were added up over those records: their sums, and the fields
     * mean nothing, unless one has a text, which all of them have then; NULL: this one was not.
     * NULL: none was. */
    const eg_sums *const *sums;
    /* NULL: all fields are written. Only where they were asked for (eg_source_options). */
    const eg_places *marks;
} eg_batch;
#define EG_BATCH_PAD 64
/* The fields of a column, written out when they are asked for the first time. */
void eg_batch_write(const eg_batch *batch, size_t column);
static inline const eg_field *eg_batch_fields(const eg_batch *batch, size_t column)
{
    if (batch->marks != NULL && batch->marks->place[column] != EG_PLACE_WRITTEN)
        eg_batch_write(batch, column);
    return batch->fields + column * batch->stride;
}

/* ---- the caller's hand on long work --------------------------------------------------------
 */

typedef struct {
    uint64_t bytes_done;
    uint64_t bytes_total; /* 0: not known (a pipe) */
    uint64_t rows;
    const char *stage; /* "reading", "writing" */
} eg_progress;

/*
 * Called about every 10 ms of work and whenever a read is interrupted. Return false to stop:
 * the work then ends in EG_E_INTERRUPTED. NULL callbacks are never called.
 */
typedef struct {
    bool (*go_on)(void *context, const eg_progress *progress);
    void *context;
} eg_control;
bool eg_go_on(const eg_control *control, const eg_progress *progress);

/* ---- sinks --------------------------------------------------------------------------------
 */

/*
 * Where a writer puts bytes. Errors are sticky: write on, and ask once with eg_sink_error.
 * A file sink writes a temporary name in the target's folder; nothing shows under the target's
 * name before eg_sink_publish. A target that exists and is no regular file is written in place.
 */
typedef struct eg_sink eg_sink;

EG_MUST_USE eg_status eg_sink_open_file(eg_sink **out, const char *path, unsigned mode,
                                        eg_error *err);
EG_MUST_USE eg_status eg_sink_open_descriptor(eg_sink **out, int fd, const char *name,
                                              eg_error *err);
EG_MUST_USE eg_status eg_sink_open_memory(eg_sink **out, eg_error *err);
void eg_sink_put(eg_sink *sink, const void *bytes, size_t n);
void eg_sink_put_text(eg_sink *sink, eg_text text);
void eg_sink_puts(eg_sink *sink, const char *c_string);
void eg_sink_printf(eg_sink *sink, const char *format, ...) EG_PRINTF(2, 3);
bool eg_sink_failed(const eg_sink *sink);
/* Bytes so far of a memory sink; valid until the next put. */
eg_text eg_sink_bytes(const eg_sink *sink);
/* All bytes on the disk, still under the temporary name. EG_E_PIPE when the reader went away.
 */
EG_MUST_USE eg_status eg_sink_finish(eg_sink *sink, eg_error *err);
/* Gives a finished file its name (rename in the same folder). */
EG_MUST_USE eg_status eg_sink_publish(eg_sink *sink, eg_error *err);
/* Frees; removes the temporary file unless it was published. NULL is fine. */
void eg_sink_close(eg_sink *sink);

#endif
