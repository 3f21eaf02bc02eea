/* sql/exact.h - numbers of any length as an engine writes them, digit for digit. */
#ifndef EG_SQL_EXACT_H
#define EG_SQL_EXACT_H

#include "equitygap/base.h"

/*
 * text times 10^places as a whole number: [-]digits[.digits]. false: something else (an
 * exponent), more places than that, or more than 192 bits.
 */
EG_MUST_USE bool eg_exact_read(eg_text text, unsigned places, eg_u192 *magnitude,
                               bool *negative);
/* The same of a signed number of 128 bits. */
EG_MUST_USE bool eg_exact_read_signed(eg_text text, unsigned places, eg_i128 *value);

#endif
