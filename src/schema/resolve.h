/*
 * schema/resolve.h - the workbench of eg_schema_resolve: the union of all headers, what the
 * alias table says of each name, and the fields chosen so far. Private to the resolve_*.c
 * files.
 */
#ifndef EG_SCHEMA_RESOLVE_H
#define EG_SCHEMA_RESOLVE_H

#include "schema/alias.h"

/* What a column is used for; only a dimension may also be a unit. */
enum {
    EG_USE_ID = 1,
    EG_USE_YEAR = 2,
    EG_USE_UNIT = 4,
    EG_USE_DIMENSION = 8,
    EG_USE_OUTCOME = 16,
    EG_USE_WEIGHT = 32,
    EG_USE_WHERE = 64,
    EG_USE_PARENT = 128
};

/* One different name in the headers; compared canonically. */
typedef struct {
    const char *written; /* as the first file has it */
    eg_text canonical;
    eg_alias_hit hit;
    eg_role role;   /* the table's word on it */
    uint32_t files; /* how many have it */
    unsigned uses;
    bool asked;   /* a flag or the config names it */
    bool in_plan; /* part of a dimension that is composed because of its columns' names */
} eg_name;

/* A dimension composed of several columns; see resolve_derived.c. */
typedef struct eg_plan eg_plan;

typedef struct {
    const eg_settings *settings;
    const eg_text *const *headers;
    const size_t *n_headers;
    const char *const *files;
    size_t n_files;
    eg_arena *arena; /* the schema's */
    eg_schema *schema;
    eg_words *words; /* canonical names */
    eg_name *names;
    size_t n_names;
    uint32_t **number; /* [file][column]: name, EG_NO_WORD for an unnamed column */
    int32_t **fields;  /* [field][file]: column or -1 */
    size_t n_fields, fields_capacity;
    bool bare; /* names alone: nothing is used */
    eg_plan *plans;
    size_t n_plans;
    eg_buffer scratch;
    bool failed; /* a growth of scratch failed at some time: the answers since are worth nothing
                  */
    eg_error *err;
} eg_resolver;

/* Names one after another, best first. */
typedef struct {
    uint32_t *at;
    size_t n;
} eg_name_list;

/* ---- names (resolve_names.c) ---- */
EG_MUST_USE eg_status eg_resolve_read(eg_resolver *r);
void eg_resolve_clear(eg_resolver *r);
/* Fails with a column's name in the error. */
eg_status eg_resolve_fail(eg_resolver *r, eg_status status, const char *column,
                          const char *format, ...) EG_PRINTF(4, 5);
/* The numbers of those wanted names that some file has; none: fails, suggesting the nearest. */
EG_MUST_USE eg_status eg_resolve_wanted(eg_resolver *r, const eg_strings *wanted,
                                        eg_status wrong, eg_name_list *out);
/* EG_NO_WORD: no file has it. */
uint32_t eg_resolve_name(eg_resolver *r, const char *wanted);
bool eg_resolve_same(eg_resolver *r, const char *a, const char *b);
/* The header as written where one name is wanted, else the first name wanted. */
const char *eg_resolve_reported(const eg_resolver *r, const eg_strings *wanted,
                                const eg_name_list *found);
EG_MUST_USE eg_status eg_resolve_note(eg_resolver *r, const char *format, ...) EG_PRINTF(2, 3);
EG_MUST_USE bool eg_strings_push(eg_arena *arena, eg_strings *list, const char *string);

/* ---- fields (resolve_fields.c) ---- */
/*
 * The field that takes, in each file, the first of the names it has. Refuses ids and people's
 * names where they may not stand, a name that stands twice in a file, and one column in two
 * roles.
 */
EG_MUST_USE eg_status eg_resolve_field(eg_resolver *r, const eg_name_list *names, unsigned use,
                                       eg_status wrong, int32_t *field);
/*
 * Names with a role by the table, best spelling first: one that all files have, or else all of
 * the first one's concept. concept NULL: any. unused: only names without another use.
 */
EG_MUST_USE eg_status eg_resolve_recognised(eg_resolver *r, eg_role role, const char *concept,
                                            bool unused, eg_name_list *out);
EG_MUST_USE eg_status eg_resolve_select(eg_resolver *r);

/* ---- dimensions composed of several columns (resolve_derived.c) ---- */
eg_race_counting eg_resolve_counting(const eg_resolver *r, const eg_dimension_spec *spec);
/* What the config composes; else what columns' names tell. */
EG_MUST_USE eg_status eg_resolve_plans(eg_resolver *r);
/* The axis composed under this name, made when it is new; -1: there is none. */
EG_MUST_USE eg_status eg_resolve_plan_axis(eg_resolver *r, const char *column, unsigned use,
                                           eg_status wrong, int32_t *axis);
bool eg_resolve_is_plan(eg_resolver *r, const eg_strings *names);
/* The name of a recognised plan; where one of its columns has another use it is dropped: NULL.
 */
const char *eg_resolve_plan_free(eg_resolver *r, size_t plan);
/* A composed dimension beside one of its own columns would undo what is hidden. */
EG_MUST_USE eg_status eg_resolve_check_plans(eg_resolver *r);

/* ---- roles ---- */
/* Every column the config speaks of must be in some file. */
EG_MUST_USE eg_status eg_resolve_check_config(eg_resolver *r);
/* Year, id, weight, units, dimensions, and the outcomes that are named: asked before
 * recognised. */
EG_MUST_USE eg_status eg_resolve_axes(eg_resolver *r);
EG_MUST_USE eg_status eg_resolve_named_outcomes(eg_resolver *r);
/* Where none is named: those of the table. None at all is EG_E_INPUT. */
EG_MUST_USE eg_status eg_resolve_recognised_outcomes(eg_resolver *r);
/* Columns of a recipe: fills recipe, its fields and columns (resolve_recipe.c). */
EG_MUST_USE eg_status eg_resolve_recipe(eg_resolver *r, const eg_outcome_spec *spec,
                                        eg_status wrong, eg_outcome *out);
/* After all outcomes: --target and --by-year. EG_E_USAGE: one that belongs to none. */
EG_MUST_USE eg_status eg_resolve_targets(eg_resolver *r);
EG_MUST_USE eg_status eg_resolve_where(eg_resolver *r);
/* Instead of axes and outcomes where rows are groups (--counts): year, units, group, figures.
 */
EG_MUST_USE eg_status eg_resolve_given(eg_resolver *r);
/* Its two parts; the first calls the second, before the year is recognised. */
EG_MUST_USE eg_status eg_resolve_counts(eg_resolver *r);
/* What breaks name must be there: after axes and outcomes (resolve_breaks.c). */
EG_MUST_USE eg_status eg_resolve_breaks(eg_resolver *r);
/* Last of all uses: fills schema->apart (resolve_apart.c). */
EG_MUST_USE eg_status eg_resolve_apart(eg_resolver *r);
/* After the rest: fills schema->columns. */
EG_MUST_USE eg_status eg_resolve_columns(eg_resolver *r);

/*
 * As eg_schema_resolve for what `asked` holds down to n_files, and err. EG_E_INPUT (no outcome,
 * two columns of one name) still gives a schema with `columns` alone: what profile needs to say
 * something of any file.
 */
EG_MUST_USE eg_status eg_schema_recognise(eg_schema **out, const eg_resolver *asked);

#endif
