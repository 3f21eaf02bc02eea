/* sql/place.h - connection strings: KEY=VALUE;KEY={VALUE};... */
#ifndef EG_SQL_PLACE_H
#define EG_SQL_PLACE_H

#include "equitygap/base.h"

bool eg_place_has_key(eg_text connection, const char *key);
/* The connection string of a place ("odbc:..."), with a password (NULL: none) and what a driver
 * needs (NULL: nothing). */
void eg_place_connection(eg_buffer *out, const char *place, const char *password,
                         const char *extra);

#endif
