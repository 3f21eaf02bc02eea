/* statistics/rows_segregation.h - the table of units and groups that rows of segregation take.
 */
#ifndef EG_STATISTICS_ROWS_SEGREGATION_H
#define EG_STATISTICS_ROWS_SEGREGATION_H

#include "statistics/engine.h"
#include "statistics/math_segregation.h"

/* Students of every unit and group; cells that are hidden for some outcome hold none. */
typedef struct {
    eg_spread of;
    uint64_t *count; /* owned */
    uint64_t students, of_group;
    bool hidden; /* some cells were */
} eg_spread_table;

/* Of the item, scope and year asked. EG_E_MEMORY. */
EG_MUST_USE eg_status eg_spread_gather(const eg_ask *ask, eg_spread_table *s, eg_error *err);
/* The estimate, or why there is none; with the note where cells are hidden. */
void eg_answer_spread(eg_answer *answer, const eg_spread_table *s, eg_estimate estimate,
                      uint64_t n);
/* The same without the table: how many units have students in it, and whether cells are hidden.
 */
void eg_answer_over(eg_answer *answer, size_t units, bool hidden, eg_estimate estimate,
                    uint64_t n);
size_t eg_spread_units(const eg_spread_table *s);

#endif
