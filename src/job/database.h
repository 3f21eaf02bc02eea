/* job/database.h - what is asked of a database, from settings; and whether it may count. */
#ifndef EG_JOB_DATABASE_H
#define EG_JOB_DATABASE_H

#include "equitygap/schema.h"
#include "equitygap/sql.h"

/*
 * Reads the query's and the password's file, in the arena; *out is NULL where no path is a
 * database. password: of the environment, or NULL. EG_E_USAGE: options of a database without
 * one, a password file that others can read.
 */
EG_MUST_USE eg_status eg_database_options(eg_sql_options **out, const eg_settings *settings,
                                          const eg_strings *paths, const char *password,
                                          eg_arena *arena, eg_error *err);

#endif
