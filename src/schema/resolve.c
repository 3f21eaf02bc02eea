/* From headers and settings to a schema. */
#include "schema/resolve.h"

#include <string.h>

const char *eg_role_word(eg_role role)
{
    switch (role) {
    case EG_ROLE_NONE:
        return "none";
    case EG_ROLE_ID:
        return "id";
    case EG_ROLE_YEAR:
        return "year";
    case EG_ROLE_UNIT:
        return "unit";
    case EG_ROLE_DIMENSION:
        return "dimension";
    case EG_ROLE_OUTCOME:
        return "outcome";
    case EG_ROLE_WEIGHT:
        return "weight";
    case EG_ROLE_NAME:
        return "name";
    }
    return "none";
}

/* The role a use gives; a unit that is also a dimension is called one. */
static eg_role role_of_use(unsigned uses, eg_role otherwise)
{
    return uses & EG_USE_ID          ? EG_ROLE_ID
           : uses & EG_USE_YEAR      ? EG_ROLE_YEAR
           : uses & EG_USE_WEIGHT    ? EG_ROLE_WEIGHT
           : uses & EG_USE_OUTCOME   ? EG_ROLE_OUTCOME
           : uses & EG_USE_DIMENSION ? EG_ROLE_DIMENSION
           : uses & EG_USE_UNIT      ? EG_ROLE_UNIT
                                     : otherwise;
}

static bool single_role(eg_role role)
{
    return role == EG_ROLE_ID || role == EG_ROLE_YEAR || role == EG_ROLE_WEIGHT;
}

static const char *why(eg_resolver *r, const eg_name *name)
{
    const eg_alias *row = name->hit.row;
    if (name->asked && name->uses != 0)
        return "you named it";
    if (row == NULL)
        return name->uses != 0 ? "you named it" : "its name is not a known spelling";
    const char *words = eg_concept_words(row->concept);
    const char *how = row->match == EG_MATCH_EXACT    ? "is a known spelling of"
                      : row->match == EG_MATCH_PREFIX ? "begins like that of"
                                                      : "ends like that of";
    const char *rest = "";
    if (row->role == EG_ROLE_DIMENSION && name->role == EG_ROLE_NONE)
        rest = "; the race column is used instead";
    else if (single_role(name->role) && name->uses == 0 && !r->bare)
        rest = "; it is not used, or another such column is";
    return eg_arena_printf(r->arena, "its name %s %s%s", how, words, rest);
}

eg_status eg_resolve_columns(eg_resolver *r)
{
    eg_schema *schema = r->schema;
    schema->columns = eg_arena_alloc(r->arena, r->n_names + 1, sizeof *schema->columns);
    if (schema->columns == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < r->n_names; i++) {
        const eg_name *name = &r->names[i];
        eg_column *column = &schema->columns[schema->n_columns++];
        column->name = name->written;
        column->role = role_of_use(name->uses, name->role);
        column->concept = name->hit.row == NULL ? NULL : name->hit.row->concept;
        column->why = why(r, name);
        column->used = name->uses != 0;
        if (column->why == NULL)
            return eg_fail_memory(r->err);
    }
    return EG_OK;
}

/* Axes and outcomes as far as they go; roles are known even where no outcome is. */
static eg_status resolve_all(eg_resolver *r)
{
    eg_status status = eg_resolve_read(r);
    bool given = r->settings->n_counts > 0;
    if (status == EG_OK && !given)
        status = eg_resolve_plans(r);
    if (status == EG_OK)
        status = eg_resolve_check_config(r);
    for (size_t i = 0; i < r->n_names && status == EG_OK; i++)
        r->names[i].asked = false;
    if (status == EG_OK && !given && r->settings->group_columns.n > 0)
        status =
            eg_fail(r->err, EG_E_USAGE,
                    "--group-column says that rows are groups, and --counts is needed to say "
                    "which columns hold their figures: --counts 'n=COLUMN,rate=COLUMN'");
    if (status == EG_OK)
        status = given ? eg_resolve_given(r) : eg_resolve_axes(r);
    if (status == EG_OK && !given)
        status = eg_resolve_recognised_outcomes(r);
    if (status == EG_OK)
        status = eg_resolve_breaks(r);
    if (status == EG_OK)
        status = eg_resolve_targets(r);
    if (status == EG_OK)
        status = eg_resolve_where(r);
    if (status == EG_OK)
        status = eg_resolve_select(r);
    if (status == EG_OK)
        status = eg_resolve_apart(r);
    return status == EG_OK && r->failed ? eg_fail_memory(r->err) : status;
}

static eg_status start(eg_resolver *r)
{
    eg_arena *arena = eg_arena_new();
    eg_schema *schema = arena == NULL ? NULL : eg_arena_alloc(arena, 1, sizeof *schema);
    if (schema == NULL) {
        eg_arena_free(arena);
        return eg_fail_memory(r->err);
    }
    schema->arena = r->arena = arena;
    schema->settings = r->settings;
    schema->year = schema->id_field = schema->weight_field = -1;
    schema->group_axis = schema->group_dimension_axis = -1;
    r->schema = schema;
    return EG_OK;
}

/* Keeps the schema where all went well. */
static eg_status finish(eg_resolver *r, eg_status status, eg_schema **out)
{
    if (status == EG_OK)
        status = eg_resolve_columns(r);
    eg_resolve_clear(r);
    if (status != EG_OK)
        eg_schema_free(r->schema);
    *out = status == EG_OK ? r->schema : NULL;
    return status;
}

static eg_status resolve_headers(eg_schema **out, const eg_resolver *asked)
{
    eg_resolver r = *asked;
    eg_status status = start(&r);
    *out = NULL;
    return status == EG_OK ? finish(&r, resolve_all(&r), out) : status;
}

/* Seven parameters: headers of several files, as a source has them. */
// NOLINTNEXTLINE(readability-function-size)
eg_status eg_schema_resolve(eg_schema **out, const eg_settings *settings,
                            const eg_text *const *headers, const size_t *n_names,
                            const char *const *files, size_t n_files, eg_error *err)
{
    eg_resolver asked = {.settings = settings,
                         .headers = headers,
                         .n_headers = n_names,
                         .files = files,
                         .n_files = n_files,
                         .err = err};
    return resolve_headers(out, &asked);
}

eg_status eg_schema_recognise(eg_schema **out, const eg_resolver *asked)
{
    eg_status status = resolve_headers(out, asked);
    if (status != EG_E_INPUT)
        return status;
    eg_resolver r = *asked;
    r.bare = true;
    eg_status names = start(&r);
    if (names == EG_OK)
        names = finish(&r, eg_resolve_read(&r), out);
    return names == EG_OK ? status : names;
}

void eg_schema_free(eg_schema *schema)
{
    if (schema != NULL)
        eg_arena_free(schema->arena);
}
