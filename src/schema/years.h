/*
 * schema/years.h - school years as districts write them.
 */
#ifndef EG_SCHEMA_YEARS_H
#define EG_SCHEMA_YEARS_H

#include "equitygap/base.h"

/*
 * label: "2023-24" for every spelling of a school year, else the text as it is; first_year: the
 * year in which it starts, INT32_MIN where it cannot be told or is a part of a year.
 * A bare 2021 may be the calendar year or 2020-21 in four digits: it is ambiguous, and stays
 * 2021 unless four_digit_pairs says otherwise.
 */
typedef struct {
    char label[16]; /* "" : as written */
    int32_t first_year;
    bool ambiguous; /* four digits that are a likely year and also two neighbouring years */
    bool pair;      /* four digits that can only be two neighbouring years (2324) */
} eg_year;

/*
 * text: canonical. four_digit_pairs: read ambiguous ones as school years, as a column asks for
 * in which other values can be nothing else.
 */
eg_year eg_year_read(eg_text text, bool four_digit_pairs);

#endif
