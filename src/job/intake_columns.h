/*
 * job/intake_columns.h - the columns a file has for the schema, and where each comes from.
 * Private to intake*.c.
 */
#ifndef EG_JOB_INTAKE_COLUMNS_H
#define EG_JOB_INTAKE_COLUMNS_H

#include "equitygap/schema.h"
#include "equitygap/source.h"
#include "schema/melt.h"

typedef enum {
    EG_FROM_FILE,     /* at: column of the file */
    EG_FROM_SETTINGS, /* text: --set, or a year from the file's name */
    EG_FROM_VALUE,    /* the label of --melt */
    EG_FROM_MELT,     /* at: of melted */
    EG_FROM_ROSTER    /* at: column of the roster */
} eg_intake_from;

typedef struct {
    eg_intake_from from;
    int32_t at;
    eg_text text;
} eg_intake_column;

typedef struct {
    eg_text *names; /* as a header has them; "" for those that were melted away */
    eg_intake_column *columns;
    size_t n;
    eg_melt_map melted;
    int32_t *place; /* [column of the file]: field asked of the source, -1: none */
    int32_t *wanted;
    size_t n_wanted;
} eg_intake_file;

/* The name of the column that --year-from-name makes. */
#define EG_YEAR_FROM_NAME "year"

/* Columns of every file, without those of a roster; see eg_intake_new. */
EG_MUST_USE eg_status eg_intake_columns(eg_intake_file **out, const eg_settings *settings,
                                        const eg_source *source, bool records, eg_arena *arena,
                                        eg_error *err);
/* false: no memory. */
EG_MUST_USE bool eg_intake_add(eg_intake_file *file, eg_text name, eg_intake_from from,
                               int32_t at, eg_arena *arena);

#endif
