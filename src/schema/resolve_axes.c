/* The year, the id, the weight, units and dimensions. */
#include <stdlib.h>
#include <string.h>

#include "schema/resolve.h"
#include "schema/spec_parse.h"

static bool none(const eg_strings *names)
{
    return names->n == 1 && eg_text_same_word(eg_text_of(names->at[0]), "none");
}

/* ---- roles that one column plays ---- */

typedef struct {
    const eg_strings *wanted;
    eg_role role;
    unsigned use;
    int32_t field;
    const char *name; /* NULL: no column */
    uint32_t number;
} single;

/* What the user named; a column "none" that really exists cannot be meant by that word. */
static eg_status named_single(eg_resolver *r, single *s)
{
    s->field = -1;
    if (s->wanted->n == 0 || none(s->wanted))
        return EG_OK;
    eg_name_list list;
    eg_status status = eg_resolve_wanted(r, s->wanted, EG_E_USAGE, &list);
    if (status == EG_OK)
        status = eg_resolve_field(r, &list, s->use, EG_E_USAGE, &s->field);
    if (status == EG_OK) {
        s->name = eg_resolve_reported(r, s->wanted, &list);
        s->number = list.at[0];
    }
    return status;
}

static eg_status recognised_single(eg_resolver *r, single *s)
{
    if (s->wanted->n > 0)
        return EG_OK;
    eg_name_list list;
    eg_status status = eg_resolve_recognised(r, s->role, NULL, true, &list);
    if (status != EG_OK || list.n == 0)
        return status;
    status = eg_resolve_field(r, &list, s->use, EG_E_USAGE, &s->field);
    s->name = r->names[list.at[0]].written;
    s->number = list.at[0];
    return status;
}

/* ---- axes ---- */

/* What the config says of a column under any of the names it may have. */
static const eg_dimension_spec *spec_of(eg_resolver *r, const char *column)
{
    for (size_t d = 0; d < r->settings->n_dimensions; d++) {
        const eg_dimension_spec *spec = &r->settings->dimensions[d];
        for (size_t i = 0; i < spec->columns.n; i++)
            if (eg_resolve_same(r, spec->columns.at[i], column))
                return spec;
    }
    return NULL;
}

static eg_status find_parent(eg_resolver *r, eg_axis *axis)
{
    axis->parent_field = -1;
    if (axis->concept == NULL || strcmp(axis->concept, "school") != 0)
        return EG_OK;
    eg_name_list list;
    eg_status status = eg_resolve_recognised(r, EG_ROLE_UNIT, "district", false, &list);
    if (status != EG_OK || list.n == 0)
        return status;
    return eg_resolve_field(r, &list, EG_USE_PARENT, EG_E_INPUT, &axis->parent_field);
}

/* The axis of a field, made when it is new. */
static eg_status take_axis(eg_resolver *r, int32_t field, const char *name, uint32_t number,
                           const eg_dimension_spec *spec, uint32_t *out)
{
    eg_schema *schema = r->schema;
    for (size_t a = 0; a < schema->n_axes; a++)
        if (schema->axes[a].field == field && schema->axes[a].derived == NULL) {
            *out = (uint32_t)a;
            return EG_OK;
        }
    eg_axis *grown = eg_arena_alloc(r->arena, schema->n_axes + 1, sizeof *grown);
    if (grown == NULL || name == NULL)
        return eg_fail_memory(r->err);
    if (schema->n_axes > 0)
        memcpy(grown, schema->axes, schema->n_axes * sizeof *grown);
    const eg_alias *row = r->names[number].hit.row;
    eg_axis *axis = &grown[schema->n_axes];
    *axis = (eg_axis){.name = strcmp(name, "all") == 0 ? "\\all" : name,
                      .concept = row == NULL ? NULL : row->concept,
                      .spec = spec,
                      .counting = eg_resolve_counting(r, spec),
                      .field = field};
    axis->label = spec != NULL && spec->label != NULL ? spec->label : name;
    schema->axes = grown;
    *out = (uint32_t)schema->n_axes++;
    return find_parent(r, &schema->axes[*out]);
}

static eg_status named_axis(eg_resolver *r, const char *column, unsigned use, eg_status wrong,
                            uint32_t *axis)
{
    const eg_dimension_spec *spec = spec_of(r, column);
    const eg_strings alone = {&column, 1};
    const eg_strings *wanted = spec == NULL ? &alone : &spec->columns;
    eg_name_list list;
    int32_t field = -1, composed = -1;
    if (spec != NULL)
        wrong = EG_E_CONFIG;
    eg_status status = eg_resolve_plan_axis(r, column, use, wrong, &composed);
    if (composed >= 0) {
        *axis = (uint32_t)composed;
        return status;
    }
    if (status == EG_OK)
        status = eg_resolve_wanted(r, wanted, wrong, &list);
    if (status == EG_OK)
        status = eg_resolve_field(r, &list, use, wrong, &field);
    if (status != EG_OK)
        return status;
    return take_axis(r, field, eg_resolve_reported(r, wanted, &list), list.at[0], spec, axis);
}

static eg_status take_year(eg_resolver *r, const single *year)
{
    r->schema->year = -1;
    if (year->field < 0)
        return EG_OK;
    uint32_t axis = 0;
    eg_status status =
        take_axis(r, year->field, year->name, year->number, spec_of(r, year->name), &axis);
    if (status != EG_OK)
        return status;
    r->schema->axes[axis].is_year = true;
    r->schema->year = (int32_t)axis;
    r->schema->year_name = year->name;
    return EG_OK;
}

/* ---- units and items ---- */

static eg_status take_units(eg_resolver *r)
{
    const eg_strings *within = &r->settings->within;
    eg_schema *schema = r->schema;
    schema->units = eg_arena_alloc(r->arena, within->n + 1, sizeof *schema->units);
    if (schema->units == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < within->n && !none(within); i++) {
        uint32_t axis = 0;
        eg_status status = named_axis(r, within->at[i], EG_USE_UNIT, EG_E_USAGE, &axis);
        if (status != EG_OK)
            return status;
        bool again = schema->axes[axis].is_unit;
        schema->axes[axis].is_unit = true;
        if (!again)
            schema->units[schema->n_units++] = axis;
    }
    return EG_OK;
}

static bool name_item(eg_resolver *r, eg_item *item)
{
    eg_buffer name = {.at = NULL}, label = {.at = NULL};
    bool fine = true;
    for (size_t k = 0; k < item->n_axes && fine; k++) {
        const eg_axis *axis = &r->schema->axes[item->axis[k]];
        const char *quoted = eg_name_quote(r->arena, axis->name);
        fine = quoted != NULL;
        eg_buffer_printf(&name, "%s%s", k == 0 ? "" : "*", fine ? quoted : "");
        eg_buffer_printf(&label, "%s%s", k == 0 ? "" : " by ", axis->label);
    }
    item->name = eg_arena_string(r->arena, eg_text_of(eg_buffer_string(&name)));
    item->label = eg_arena_string(r->arena, eg_text_of(eg_buffer_string(&label)));
    fine = fine && !name.failed && !label.failed && item->name != NULL && item->label != NULL;
    eg_buffer_clear(&name);
    eg_buffer_clear(&label);
    return fine;
}

static eg_status add_item(eg_resolver *r, eg_item *item)
{
    eg_schema *schema = r->schema;
    if (!name_item(r, item))
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < schema->n_items; i++)
        if (strcmp(schema->items[i].name, item->name) == 0)
            return EG_OK;
    schema->items[schema->n_items++] = *item;
    return EG_OK;
}

static eg_status named_item(eg_resolver *r, const eg_by *by)
{
    eg_item item = {.n_axes = 0};
    if (by->columns.n > sizeof item.axis / sizeof item.axis[0])
        return eg_resolve_fail(r, EG_E_USAGE, by->columns.at[0],
                               "a cross takes four columns at most; leave some out");
    for (size_t i = 0; i < by->columns.n; i++) {
        eg_status status = named_axis(r, by->columns.at[i], EG_USE_DIMENSION, EG_E_USAGE,
                                      &item.axis[item.n_axes]);
        if (status != EG_OK)
            return status;
        for (size_t k = 0; k < item.n_axes; k++)
            if (item.axis[k] == item.axis[item.n_axes])
                return eg_resolve_fail(r, EG_E_USAGE, by->columns.at[i],
                                       "a cross cannot hold one column twice; leave one out");
        item.n_axes++;
    }
    return add_item(r, &item);
}

static int compare_items(const void *a, const void *b)
{
    const eg_item *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static eg_status recognised_item(eg_resolver *r, const char *name)
{
    eg_item item = {.n_axes = 1};
    eg_status status = named_axis(r, name, EG_USE_DIMENSION, EG_E_INPUT, &item.axis[0]);
    return status == EG_OK ? add_item(r, &item) : status;
}

/* All plain dimensions that the table knows and nobody uses otherwise. */
static eg_status recognised_items(eg_resolver *r)
{
    eg_schema *schema = r->schema;
    bool composed = false;
    for (size_t p = 0; p < r->n_plans; p++) {
        const char *name = eg_resolve_plan_free(r, p);
        eg_status status = name == NULL ? EG_OK : recognised_item(r, name);
        composed = composed || name != NULL;
        if (status != EG_OK)
            return status;
    }
    for (size_t i = 0; i < r->n_names; i++) {
        const eg_name *name = &r->names[i];
        r->names[i].asked = name->asked && !name->in_plan;
        unsigned taken = name->uses & ~(unsigned)(EG_USE_WHERE | EG_USE_PARENT | EG_USE_UNIT);
        if (name->role != EG_ROLE_DIMENSION || taken != 0 || (name->in_plan && composed))
            continue;
        eg_status status = recognised_item(r, name->written);
        r->names[i].asked = false;
        if (status != EG_OK)
            return status;
    }
    if (schema->n_items > 1)
        qsort(schema->items, schema->n_items, sizeof *schema->items, compare_items);
    return EG_OK;
}

static eg_status take_items(eg_resolver *r)
{
    eg_schema *schema = r->schema;
    size_t most = r->settings->n_by > 0 ? r->settings->n_by : r->n_names;
    schema->items = eg_arena_alloc(r->arena, most + 1, sizeof *schema->items);
    if (schema->items == NULL)
        return eg_fail_memory(r->err);
    eg_status status = EG_OK;
    for (size_t i = 0; i < r->settings->n_by && status == EG_OK; i++)
        status = named_item(r, &r->settings->by[i]);
    return status;
}

/* A number is a level each value; groups of the same column could not be told from it. */
static eg_status take_number(eg_resolver *r, uint32_t axis, const char *name)
{
    const eg_schema *schema = r->schema;
    eg_axis *own = &schema->axes[axis];
    bool taken = own->is_year || own->is_unit || own->derived != NULL;
    for (size_t i = 0; i < schema->n_items; i++)
        for (size_t k = 0; k < schema->items[i].n_axes; k++)
            taken = taken || schema->items[i].axis[k] == axis;
    if (taken)
        return eg_resolve_fail(r, EG_E_USAGE, name,
                               "it is a column of groups here too, so it cannot be a number "
                               "held equal; leave out `:number`, or leave it out of the rest");
    own->is_number = true;
    return EG_OK;
}

static eg_status take_covariates(eg_resolver *r)
{
    const eg_strings *names = &r->settings->covariates;
    eg_schema *schema = r->schema;
    schema->covariates_named = names->n > 0;
    schema->covariates = eg_arena_alloc(r->arena, names->n + 1, sizeof *schema->covariates);
    if (schema->covariates == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < names->n && !none(names); i++) {
        uint32_t axis = 0;
        eg_status status = named_axis(r, names->at[i], EG_USE_DIMENSION, EG_E_USAGE, &axis);
        if (status != EG_OK)
            return status;
        if (eg_axis_is_covariate(schema, axis))
            continue;
        if (schema->n_covariates == EG_COVARIATES_MOST)
            return eg_resolve_fail(r, EG_E_USAGE, names->at[i],
                                   "there can be %d covariates at most; leave some out",
                                   (int)EG_COVARIATES_MOST);
        schema->covariates[schema->n_covariates++] = axis;
        if (eg_strings_have(&r->settings->covariate_numbers, names->at[i]))
            status = take_number(r, axis, names->at[i]);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* ---- the order in which roles are given ---- */

eg_status eg_resolve_axes(eg_resolver *r)
{
    const eg_settings *s = r->settings;
    eg_schema *schema = r->schema;
    single id = {.wanted = &s->id, .role = EG_ROLE_ID, .use = EG_USE_ID};
    const char *from_name =
        "year"; /* what --year-from-name makes is the year, if no other is named */
    const eg_strings named = {&from_name, 1};
    bool in_name = s->year.n == 0 && s->year_from_name != NULL;
    single year = {
        .wanted = in_name ? &named : &s->year, .role = EG_ROLE_YEAR, .use = EG_USE_YEAR};
    single weight = {.wanted = &s->weight, .role = EG_ROLE_WEIGHT, .use = EG_USE_WEIGHT};
    eg_status status = named_single(r, &id);
    if (status == EG_OK)
        status = named_single(r, &year);
    if (status == EG_OK)
        status = named_single(r, &weight);
    if (status == EG_OK)
        status = take_units(r);
    if (status == EG_OK)
        status = take_items(r);
    if (status == EG_OK)
        status = eg_resolve_named_outcomes(r);
    if (status == EG_OK)
        status = recognised_single(r, &id);
    if (status == EG_OK)
        status = recognised_single(r, &year);
    if (status == EG_OK)
        status = recognised_single(r, &weight);
    if (status == EG_OK && s->n_by == 0)
        status = recognised_items(r);
    if (status == EG_OK)
        status = take_covariates(r);
    if (status == EG_OK)
        status = take_year(r, &year);
    if (status == EG_OK)
        status = eg_resolve_check_plans(r);
    schema->id_field = id.field;
    schema->has_id = id.field >= 0;
    schema->id_name = id.name;
    schema->weight_field = weight.field;
    schema->has_weight = weight.field >= 0;
    schema->weight_name = weight.name;
    return status;
}

/* Rows that are groups: their dimensions and outcomes are known once they are read. */
static eg_status given_axes(eg_resolver *r)
{
    const eg_settings *s = r->settings;
    eg_schema *schema = r->schema;
    single year = {.wanted = &s->year, .role = EG_ROLE_YEAR, .use = EG_USE_YEAR};
    uint32_t axis = 0;
    eg_status status = named_single(r, &year);
    if (status == EG_OK)
        status = take_units(r);
    for (size_t i = 0; i < s->group_columns.n && status == EG_OK; i++) {
        status = named_axis(r, s->group_columns.at[i], EG_USE_DIMENSION, EG_E_USAGE, &axis);
        if (i + 1 == s->group_columns.n)
            schema->group_axis = (int32_t)axis;
        else
            schema->group_dimension_axis = (int32_t)axis;
    }
    /* A cohort that is counted is no year. */
    if (status == EG_OK)
        status = eg_resolve_counts(r);
    if (status == EG_OK)
        status = recognised_single(r, &year);
    return status == EG_OK ? take_year(r, &year) : status;
}

eg_status eg_resolve_given(eg_resolver *r)
{
    const eg_settings *s = r->settings;
    if (s->n_outcomes > 0)
        return eg_fail(
            r->err, EG_E_USAGE,
            "--counts says that rows are groups, and --outcome that they are students; "
            "drop one of the two");
    if (s->group_columns.n == 0)
        return eg_fail(
            r->err, EG_E_USAGE,
            "--counts needs to know which column names the group: --group-column COLUMN");
    if (s->per == EG_PER_STUDENT || s->collapse != EG_COLLAPSE_NONE)
        return eg_fail(
            r->err, EG_E_USAGE,
            "--per student and --collapse are for rows of students, and --counts says "
            "that rows are groups");
    return given_axes(r);
}

eg_status eg_resolve_where(eg_resolver *r)
{
    const eg_settings *s = r->settings;
    r->schema->where_field =
        eg_arena_alloc(r->arena, s->n_where + 1, sizeof *r->schema->where_field);
    if (r->schema->where_field == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < s->n_where; i++) {
        const eg_dimension_spec *spec = spec_of(r, s->where[i].column);
        const eg_strings alone = {(const char **)&s->where[i].column, 1};
        eg_name_list list;
        eg_status status =
            eg_resolve_wanted(r, spec == NULL ? &alone : &spec->columns, EG_E_USAGE, &list);
        if (status == EG_OK)
            status = eg_resolve_field(r, &list, EG_USE_WHERE, EG_E_USAGE,
                                      &r->schema->where_field[i]);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}
