/*
 * schema/cell.h - one cell of input: its canonical text, its number, what marks it carries.
 */
#ifndef EG_SCHEMA_CELL_H
#define EG_SCHEMA_CELL_H

#include "equitygap/schema.h"

/*
 * Text as it is compared (NFC, blanks, no invisible characters), out of a spreadsheet's
 * wrapping:
 * ="00123" and '00123. The result is raw itself or in scratch, which is reset. Bytes that are
 * not UTF-8 stay as they are. After a failed growth scratch->failed is set.
 */
eg_text eg_cell_canonical(eg_text raw, eg_buffer *scratch);

/* Plain decimals (12, -3.5) without the slow path; false: not plain, ask eg_decimal_parse. */
static inline bool eg_cell_plain_number(const char *at, size_t n, eg_decimal *value)
{
    static const uint32_t scale[10] = {1000000000, 100000000, 10000000, 1000000, 100000,
                                       10000,      1000,      100,      10,      1};
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

/* 1 yes, 0 no, -1 neither: Y, Yes, T, TRUE, 1, si, verdadero and their opposites, any case. */
int eg_cell_yes_no(eg_text canonical);

/* Cells that stand for no value. */
typedef struct eg_mark_table eg_mark_table;
EG_MUST_USE eg_status eg_mark_table_new(eg_mark_table **out, const eg_settings *settings,
                                        eg_error *err);
void eg_mark_table_free(eg_mark_table *table);
/* EG_VALUE_MISSING, _SUPPRESSED, _NOT_APPLICABLE, or EG_VALUE_OK: no mark. */
eg_value_state eg_mark_of(const eg_mark_table *table, eg_text canonical);
/* For a dimension, id or year: a mark that makes it Unknown (suppression marks do not). */
bool eg_mark_missing(const eg_mark_table *table, eg_text canonical);
/* Numbers that are marks (-99), so that the fast path can look: at most a handful. */
size_t eg_mark_numbers(const eg_mark_table *table, const eg_decimal **numbers,
                       const eg_value_state **states);

#endif
