/*
 * schema/forms.h - how the numbers of an outcome's column are written, counted over a whole
 * pass: what reads as a number and may not mean what it says.
 */
#ifndef EG_SCHEMA_FORMS_H
#define EG_SCHEMA_FORMS_H

#include "equitygap/schema.h"

/* Of one cell, as bits. */
enum {
    EG_FORM_PERCENT = 1, /* a number with a percent sign */
    EG_FORM_GROUPED = 2, /* a number that may be a decimal: 1,234 */
    EG_FORM_COMMA = 4,   /* none, since its comma stands elsewhere: 0,9 */
    EG_FORM_OVER = 8,    /* a number above 1 */
    EG_FORM_WITHIN = 16  /* a number above 0 and under 1 */
};

/* Cells of each. over and within are counted where eg_forms_ranged says so. */
typedef struct {
    uint64_t percent, grouped, comma, over, within;
} eg_number_forms;

/* PERCENT, GROUPED, COMMA of a canonical text; `number`: it reads as one. */
uint8_t eg_forms_of(eg_text text, bool number);
/* OVER, WITHIN of its value. */
static inline uint8_t eg_forms_range(eg_decimal value)
{
    return value > EG_DECIMAL_ONE                ? EG_FORM_OVER
           : value > 0 && value < EG_DECIMAL_ONE ? EG_FORM_WITHIN
                                                 : 0;
}
void eg_forms_add(eg_number_forms *forms, uint8_t of, uint64_t times);
void eg_forms_merge(eg_number_forms *into, const eg_number_forms *from);
/* A threshold that tells percentages from shares: within 0 and 1, or above 1. */
bool eg_forms_ranged(const eg_outcome_spec *spec);
/* More than one in twenty of the numbers with a comma has it for a decimal point: then 1,234
 * may be one too. */
bool eg_forms_unclear(const eg_number_forms *forms);
/* EG_E_INPUT then, with what to do. */
EG_MUST_USE eg_status eg_forms_check(const eg_number_forms *forms, const char *column,
                                     eg_error *err);

const eg_number_forms *eg_coder_forms(const eg_coder *coder, size_t outcome);

#endif
