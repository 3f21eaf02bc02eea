/* ext/odbc_said.h - what a driver said, as an error of ours. */
#ifndef EG_EXT_ODBC_SAID_H
#define EG_EXT_ODBC_SAID_H

#include "ext/odbcx.h"

/* What was being done, where a remedy depends on it. */
#define EG_ODBC_CONNECTING "connecting"

/*
 * Fills err: what was being done, what the driver said without the names of its vendors, and
 * its five letters. Texts that quote values of the data are kept back.
 * *failure: whether the engine refuses the query itself. Returns the status.
 */
eg_status eg_odbc_said(eg_error *err, const char *doing, const char *state, const char *said,
                       eg_odbc_failure *failure);

#endif
