/* A synthetic district in memory, read row by row, for the suites of src/synth. */
#ifndef SYNTH_DISTRICT_H
#define SYNTH_DISTRICT_H

#include "synth/synth.h"

enum {
    ID,
    YEAR,
    DISTRICT,
    SCHOOL,
    GRADE,
    RACE,
    GENDER,
    ENGLISH,
    DISABILITY,
    ECONOMIC,
    MATH,
    ELA,
    LEVEL,
    ATTENDANCE,
    ABSENT,
    SUSPENSIONS,
    GRADUATED,
    COLUMNS
};

extern const char synth_header[];

typedef struct {
    eg_sink *data;
    eg_sink *truth;
    eg_text rest; /* what next_row has not read */
} district;

/* In the order of eg_synth_options; fails the test when it cannot be made. */
district make_district(uint64_t students, uint64_t schools, uint64_t years, uint64_t rows,
                       uint64_t seed);
void done_with(district *d);
/* Splits one record; a field in quotes comes without them (no name holds a quote). False: the
 * end. */
bool next_row(district *d, eg_text field[COLUMNS]);
double number_of(eg_text text);
unsigned grade_of(eg_text text); /* K is 0 */

#endif
