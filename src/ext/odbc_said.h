/* ext/odbc_said.h - what a driver said, as an error of ours. */
#ifndef EG_EXT_ODBC_SAID_H
#define EG_EXT_ODBC_SAID_H

#include "ext/odbcx.h"

/*
 * Fills err: what was being done, what the driver said without the names of its vendors, and
 * its five letters. Texts of class 22 quote values of the data: those are kept back.
 * *failure: whether the engine refuses the query itself. Returns the status.
 */
eg_status eg_odbc_said(eg_error *err, const char *doing, const char *state, const char *said,
                       eg_odbc_failure *failure);

#endif
