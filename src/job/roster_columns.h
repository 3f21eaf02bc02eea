/*
 * job/roster_columns.h - which columns of a roster and of the records are the key, and which
 * ones a roster adds. Private to roster*.c.
 */
#ifndef EG_JOB_ROSTER_COLUMNS_H
#define EG_JOB_ROSTER_COLUMNS_H

#include "job/intake.h"

typedef struct {
    eg_text name; /* as written */
    int32_t *at;  /* [file of the roster], -1: not there */
    bool twice;   /* in one file */
} eg_joined_column;

typedef struct {
    eg_joined_column *columns; /* what it adds */
    size_t n;
    int32_t *record_key; /* [file of records * parts + part] */
    int32_t *roster_key; /* [file of the roster * parts + part] */
    bool *year_part;     /* [part]: compared as school years */
    eg_strings notes;
} eg_roster_plan;

/* See eg_roster_open; everything is the arena's. */
EG_MUST_USE eg_status eg_roster_plan_make(eg_roster_plan *plan, const eg_settings *settings,
                                          const eg_intake *records, const eg_intake *roster,
                                          eg_arena *arena, eg_error *err);

#endif
