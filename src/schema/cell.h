/*
 * schema/cell.h - one cell of input: its canonical text, its number, what marks it carries.
 */
#ifndef EG_SCHEMA_CELL_H
#define EG_SCHEMA_CELL_H

#include <string.h>

#include "equitygap/schema.h"

/*
 * Text as it is compared (NFC, blanks, no invisible characters), out of a spreadsheet's
 * wrapping:
 * ="00123" and '00123. The result is raw itself or in scratch, which is reset. Bytes that are
 * not UTF-8 stay as they are. After a failed growth scratch->failed is set.
 */
eg_text eg_cell_canonical(eg_text raw, eg_buffer *scratch);

#define EG_CELL_BYTES(byte) (UINT64_C(0x0101010101010101) * (byte))

/* One to eight bytes, the first one lowest. */
static inline uint64_t eg_cell_load(const char *at, size_t n)
{
    uint64_t word = 0;
    if (n == 8) {
        memcpy(&word, at, 8);
    } else if (n >= 4) {
        uint32_t low, high;
        memcpy(&low, at, 4);
        memcpy(&high, at + n - 4, 4);
        word = low | (uint64_t)high << 8 * (n - 4);
    } else {
        word = (uint64_t)(unsigned char)at[0] |
               (uint64_t)(unsigned char)at[n >> 1] << 8 * (n >> 1) |
               (uint64_t)(unsigned char)at[n - 1] << 8 * (n - 1);
    }
    return word;
}

/*
 * Digits with at most one point among them, one to eight bytes, all bytes at once: the word of
 * eg_cell_load, or one with anything behind the n bytes. false: something else, or a byte order
 * for which this is not written.
 */
static inline bool eg_cell_short_number(uint64_t word, size_t n, eg_decimal *value)
{
    static const uint32_t scale[10] = {1000000000, 100000000, 10000000, 1000000, 100000,
                                       10000,      1000,      100,      10,      1};
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    return false;
#endif
    word <<= 8 * (8 - n); /* what is behind falls out; zeros are before */
    uint64_t other = word ^ EG_CELL_BYTES('.');
    uint64_t point = (other - EG_CELL_BYTES(1)) & ~other & EG_CELL_BYTES(0x80);
    size_t decimals = 0;
    if (point != 0) {
        size_t where = (size_t)__builtin_ctzll(point) / 8;
        if (where == 8 - n || where == 7)
            return false;
        /* what is before the point moves up into its place */
        uint64_t from = UINT64_MAX << 8 * where;
        word = (word & ~from) << 8 | (word & from << 8);
        decimals = 7 - where;
        n--;
    }
    word |= EG_CELL_BYTES('0') >> 4 * n >> 4 * n; /* none of eight */
    if ((word & EG_CELL_BYTES(0xF0)) != EG_CELL_BYTES('0') ||
        ((word + EG_CELL_BYTES(6)) & EG_CELL_BYTES(0xF0)) != EG_CELL_BYTES('0'))
        return false;
    /* pairs, then fours, then all eight digits */
    word = (word & EG_CELL_BYTES(0x0F)) * (10 * 256 + 1) >> 8;
    word = (word & UINT64_C(0x00FF00FF00FF00FF)) * (100 * 65536 + 1) >> 16;
    word = (word & UINT64_C(0x0000FFFF0000FFFF)) * (UINT64_C(10000) * 4294967296 + 1) >> 32;
    *value = (int64_t)(word * scale[decimals]);
    return true;
}

/* Numbers of one form: so many bytes, up to eight, with the point in this place. Where many are
 * alike that says beforehand what eg_cell_short_number finds out of each. */
typedef struct {
    size_t n;
    unsigned shift;
    uint64_t point, is_point; /* of the bytes as they stand */
    uint64_t before, behind;  /* what moves up beside the point, and what stays */
    uint64_t zeros;
    uint64_t scale;
} eg_cell_form;
/* That of a text; n is 0 where it is no such number. */
eg_cell_form eg_cell_form_of(const char *at, size_t n);

/* A number of that form in units of its last digit, of which one is form->scale; *units is
 * anything where it is none. `word` begins with its bytes. */
static inline bool eg_cell_formed_units(const eg_cell_form *form, uint64_t word, size_t n,
                                        eg_decimal *units)
{
    uint64_t bad = (n ^ form->n) | ((word ^ form->is_point) & form->point);
    word <<= form->shift;
    word = (word & form->before) << 8 | (word & form->behind) | form->zeros;
    bad |= ((word & EG_CELL_BYTES(0xF0)) ^ EG_CELL_BYTES('0')) |
           (((word + EG_CELL_BYTES(6)) & EG_CELL_BYTES(0xF0)) ^ EG_CELL_BYTES('0'));
    word = (word & EG_CELL_BYTES(0x0F)) * (10 * 256 + 1) >> 8;
    word = (word & UINT64_C(0x00FF00FF00FF00FF)) * (100 * 65536 + 1) >> 16;
    word = (word & UINT64_C(0x0000FFFF0000FFFF)) * (UINT64_C(10000) * 4294967296 + 1) >> 32;
    *units = (int64_t)word;
    return bad == 0;
}

/* The same as a value. */
static inline bool eg_cell_formed(const eg_cell_form *form, uint64_t word, size_t n,
                                  eg_decimal *value)
{
    const bool is = eg_cell_formed_units(form, word, n, value);
    *value = (eg_decimal)((uint64_t)*value * form->scale);
    return is;
}

/* Plain decimals (12, -3.5) without the slow path; false: not plain, ask eg_decimal_parse. */
static inline bool eg_cell_plain_number(const char *at, size_t n, eg_decimal *value)
{
    static const uint32_t scale[10] = {1000000000, 100000000, 10000000, 1000000, 100000,
                                       10000,      1000,      100,      10,      1};
    if (n > 0 && n <= 8 && eg_cell_short_number(eg_cell_load(at, n), n, value))
        return true;
    bool negative = n > 0 && at[0] == '-';
    size_t i = negative ? 1 : 0, first = i;
    uint64_t whole = 0, part = 0;
    unsigned d;
    while (i < n && (d = (unsigned)(unsigned char)at[i] - '0') <= 9) {
        whole = whole * 10 + d;
        i++;
    }
    if (i == first || i - first > 9)
        return false;
    if (i < n) {
        if (at[i] != '.')
            return false;
        size_t begin = ++i, kept = 0;
        bool up = false;
        while (i < n && (d = (unsigned)(unsigned char)at[i] - '0') <= 9) {
            if (kept < 9) {
                part = part * 10 + d;
                kept++;
            } else if (i - begin == 9) {
                up = d >= 5;
            }
            i++;
        }
        if (i == begin || i < n)
            return false;
        part = part * scale[kept] + (up ? 1 : 0);
    }
    int64_t total = (int64_t)(whole * 1000000000 + part);
    *value = negative ? -total : total;
    return true;
}

/* Any number of the grammar of eg_decimal_parse; per_hundred: one without % is a percentage. */
bool eg_cell_number(eg_text text, bool per_hundred, eg_decimal *value);
/* value / 100, rounded half away from zero. */
eg_decimal eg_cell_hundredth(eg_decimal value);

/* Canonical texts, or numbers, that are the same: `3` and `3.0` are. */
bool eg_cell_same(eg_text a, eg_text b);

/* 1.23E+09: digits that a spreadsheet has thrown away. */
bool eg_cell_float_id(eg_text canonical);

/* 1 yes, 0 no, -1 neither: Y, Yes, T, TRUE, 1, si, verdadero and their opposites, any case. */
int eg_cell_yes_no(eg_text canonical);

/* Cells that stand for no value. */
typedef struct eg_mark_table eg_mark_table;
EG_MUST_USE eg_status eg_mark_table_new(eg_mark_table **out, const eg_settings *settings,
                                        eg_error *err);
void eg_mark_table_free(eg_mark_table *table);
/* EG_VALUE_MISSING, _SUPPRESSED, _NOT_APPLICABLE, or EG_VALUE_OK: no mark. */
eg_value_state eg_mark_of(const eg_mark_table *table, eg_text canonical);
/* The same for a figure of a group: bounds are no marks there, and `.` is suppressed. */
eg_value_state eg_mark_of_figure(const eg_mark_table *table, eg_text canonical);
/* For a dimension, id or year: a mark that makes it Unknown (suppression marks do not). */
bool eg_mark_missing(const eg_mark_table *table, eg_text canonical);
/* Numbers that are marks (-99), so that the fast path can look: at most a handful. */
size_t eg_mark_numbers(const eg_mark_table *table, const eg_decimal **numbers,
                       const eg_value_state **states);

#endif
