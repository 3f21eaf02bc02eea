/*
 * schema/profile.h - what each column looks like: role and why, type, values met, what is
 * missing or damaged. Fed with every column of every file; never holds what an id or name
 * column says.
 */
#ifndef EG_SCHEMA_PROFILE_H
#define EG_SCHEMA_PROFILE_H

#include "equitygap/schema.h"

typedef enum {
    EG_TYPE_EMPTY,
    EG_TYPE_YES_NO,
    EG_TYPE_NUMBER,
    EG_TYPE_YEAR,
    EG_TYPE_LEVELS, /* few different words */
    EG_TYPE_TEXT
} eg_profile_type;
const char *eg_profile_type_word(eg_profile_type type);

/* One value of a column. Under settings->min_n the count is hidden: masked, count 0, show
 * "<10". */
typedef struct {
    const char *text; /* as compared; not escaped for a terminal */
    uint64_t count;
    bool masked;
} eg_profile_level;

/* Where a cell stands: file of the source, line of the file (0: not known). */
enum { EG_PROFILE_PLACES = 3 };
typedef struct {
    uint32_t file;
    uint64_t line;
} eg_profile_place;

typedef struct {
    const char *name; /* header as written */
    eg_role role;
    const char *concept; /* NULL: not known */
    const char *why;
    bool used; /* the analysis with these settings would use it */
    eg_profile_type type;
    uint64_t records; /* of files that have the column */
    size_t files;     /* that have it */
    bool twice;       /* in a file's header: not read there */
    uint64_t missing, suppressed, not_applicable;
    uint64_t unreadable; /* for its kind: cells that could not be counted */
    uint64_t numbers;    /* cells that are numbers */
    size_t distinct;     /* different values, marks not counted; more than can be held: */
    bool more;           /* at least `distinct` */
    uint64_t damaged;    /* cells that a spreadsheet turned into something else */
    const char *damage;  /* which, and what to do; NULL: none seen */
    const eg_profile_place
        *places; /* the first damaged cells, or else the first unreadable ones */
    size_t n_places;
    const eg_profile_level *
        levels; /* numbers by size, then by alphabet; none for ids, names, numbers, free text */
    size_t n_levels;
    size_t hidden; /* different values left out because few records have them */
    /* Outcomes: what would be counted. */
    eg_kind kind;
    eg_compare compare;
    eg_decimal threshold;
    bool lower;
    const char *suggestion; /* "would be a dimension: --by race"; NULL: nothing to say */
} eg_profile_column;

typedef struct eg_profile eg_profile;

/*
 * As eg_schema_resolve, but a file without an outcome is fine. Errors of flags and config come
 * as there. why_not (may be NULL): status EG_OK, or why an analysis with these settings would
 * stop (EG_E_INPUT).
 */
EG_MUST_USE eg_status eg_profile_new(eg_profile **out, const eg_settings *settings,
                                     const eg_text *const *headers, const size_t *n_names,
                                     const char *const *files, size_t n_files,
                                     eg_error *why_not, eg_error *err);
void eg_profile_free(eg_profile *profile);

/* What the source is to deliver, as for eg_source_select: every named column once. */
const int32_t *eg_profile_select(const eg_profile *profile, size_t *n);
/* Counts the records of a batch with those columns. */
EG_MUST_USE eg_status eg_profile_add(eg_profile *profile, const eg_batch *batch, eg_error *err);
/* After the last batch: fills the columns. Once. */
EG_MUST_USE eg_status eg_profile_finish(eg_profile *profile, eg_error *err);

size_t eg_profile_columns(const eg_profile *profile);
/* Valid until _free; complete after _finish. In the order of the headers. */
const eg_profile_column *eg_profile_column_at(const eg_profile *profile, size_t column);
/*
 * The composed dimension this column is part of, where it is no dimension itself; NULL. *first:
 * no column before it is.
 */
const char *eg_profile_part_of(const eg_profile *profile, size_t column, bool *first);
uint64_t eg_profile_records(const eg_profile *profile);
/* The schema an analysis would use; only its columns are filled when it would stop. */
const eg_schema *eg_profile_schema(const eg_profile *profile);

#endif
