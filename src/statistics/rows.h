/* statistics/rows.h - the functions that the rows of the catalogue name, written out from the
 * rows. */
#ifndef EG_STATISTICS_ROWS_H
#define EG_STATISTICS_ROWS_H

#include "statistics/engine.h"

/* X(name, ...) gives one prototype a row. */
#define EG_ROW(function, ...)                                                                  \
    eg_status eg_row_##function(const eg_ask *ask, eg_answer *answer, eg_error *err);
#include "statistics/catalogue.def"
#undef EG_ROW

#endif
