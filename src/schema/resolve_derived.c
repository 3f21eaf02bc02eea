/* Dimensions composed of several columns: those of the config, and those that columns' names
 * tell. */
#include <string.h>

#include "schema/derived.h"
#include "schema/resolve.h"

#define RECOGNISED_NAME "race_ethnicity"

/* A column of a plan, not yet looked up. */
typedef struct {
    eg_part_kind kind;
    eg_strings columns; /* names it may have */
    eg_part_group *groups;
    size_t n_groups;
} source;

struct eg_plan {
    eg_strings names;              /* what the dimension may be called, the first is reported */
    const eg_dimension_spec *spec; /* NULL: recognised */
    source sources[EG_PARTS_MOST];
    size_t n;
    int32_t axis; /* -1: not made yet */
};

static eg_plan *new_plan(eg_resolver *r, const eg_strings *names, const eg_dimension_spec *spec)
{
    eg_plan *grown = eg_arena_alloc(r->arena, r->n_plans + 1, sizeof *grown);
    if (grown == NULL)
        return NULL;
    if (r->n_plans > 0)
        memcpy(grown, r->plans, r->n_plans * sizeof *grown);
    r->plans = grown;
    grown[r->n_plans] = (eg_plan){.names = *names, .spec = spec, .axis = -1};
    return &grown[r->n_plans++];
}

/* Adds a column with room for n groups. NULL: no memory. */
static source *add_source(eg_resolver *r, eg_plan *plan, eg_part_kind kind,
                          const eg_strings *columns, size_t n_groups)
{
    if (plan->n == EG_PARTS_MOST)
        return NULL;
    source *s = &plan->sources[plan->n];
    *s = (source){.kind = kind, .columns = *columns, .n_groups = n_groups};
    s->groups = eg_arena_alloc(r->arena, n_groups + 1, sizeof *s->groups);
    if (s->groups == NULL)
        return NULL;
    plan->n++;
    return s;
}

static eg_part_group group_called(const char *label)
{
    eg_text own;
    bool detail;
    return (eg_part_group){.label = label,
                           .race = eg_race_of_column(eg_text_of(label), &own, &detail)};
}

static bool add_hispanic(eg_resolver *r, eg_plan *plan, const eg_strings *columns)
{
    source *s = add_source(r, plan, EG_PART_HISPANIC, columns, 1);
    if (s != NULL)
        s->groups[0] = group_called(eg_race_label(EG_RACE_HISPANIC));
    return s != NULL;
}

/* ---- of the config ---- */

static bool add_flags(eg_resolver *r, eg_plan *plan, const eg_from_spec *from)
{
    for (size_t i = 0; i < from->flags.n; i++) {
        const eg_strings alone = {&from->flags.at[i], 1};
        source *s = add_source(r, plan, EG_PART_FLAG, &alone, 1);
        if (s == NULL)
            return false;
        s->groups[0] = group_called(from->flag_groups.at[i]);
    }
    return true;
}

static bool add_string(eg_resolver *r, eg_plan *plan, const eg_from_spec *from)
{
    source *s = add_source(r, plan, EG_PART_STRING, &from->string, from->position_groups.n);
    for (size_t i = 0; s != NULL && i < from->position_groups.n; i++) {
        s->groups[i] = group_called(from->position_groups.at[i]);
        s->groups[i].at = from->positions[i];
    }
    return s != NULL;
}

static eg_status plan_config(eg_resolver *r)
{
    for (size_t d = 0; d < r->settings->n_dimensions; d++) {
        const eg_dimension_spec *spec = &r->settings->dimensions[d];
        const eg_from_spec *from = spec->from;
        if (from == NULL)
            continue;
        eg_plan *plan = new_plan(r, &spec->columns, spec);
        if (plan == NULL || !add_flags(r, plan, from) ||
            (from->hispanic.n > 0 && !add_hispanic(r, plan, &from->hispanic)) ||
            (from->race.n > 0 && add_source(r, plan, EG_PART_RACE, &from->race, 0) == NULL) ||
            (from->string.n > 0 && !add_string(r, plan, from)))
            return eg_fail_memory(r->err);
        for (size_t i = 0; i < plan->n; i++) {
            eg_name_list list;
            eg_status status =
                eg_resolve_wanted(r, &plan->sources[i].columns, EG_E_CONFIG, &list);
            if (status != EG_OK)
                return status;
        }
    }
    return EG_OK;
}

/* ---- recognised ---- */

static bool is_concept(const eg_name *name, const char *concept)
{
    return name->hit.row != NULL && strcmp(name->hit.row->concept, concept) == 0;
}

/* race and racecode say nothing of Hispanic origin, raceethnicity and federalrace do. */
static bool race_alone(eg_resolver *r, const eg_name *name)
{
    eg_buffer_reset(&r->scratch);
    eg_alias_normalise(eg_text_of(name->written), &r->scratch);
    const char *plain = eg_buffer_string(&r->scratch);
    r->failed = r->failed || r->scratch.failed;
    return strstr(plain, "eth") == NULL && strstr(plain, "fed") == NULL;
}

/* What a flag's name says; false: it is no group (Unknown), or one that a roll-up has no place
 * for. */
static bool flag_group(eg_resolver *r, const eg_name *name, eg_part_group *group,
                       eg_status *status)
{
    eg_text own;
    bool detail;
    eg_race race = eg_race_of_column(eg_text_of(name->written), &own, &detail);
    *status = EG_OK;
    if (race == EG_RACE_UNSTATED || race == EG_RACE_NOT_HISPANIC)
        return false;
    if (race == EG_RACE_OTHER && r->settings->race_counting == EG_RACE_FEDERAL) {
        *status =
            eg_resolve_note(r,
                            "column \"%s\" is none of the federal groups and stays out of "
                            "the roll-up of races",
                            name->written);
        return false;
    }
    *group = (eg_part_group){
        .label = detail ? eg_arena_string(r->arena, own) : eg_race_label(race), .race = race};
    r->failed = r->failed || group->label == NULL;
    return true;
}

static eg_status take_flags(eg_resolver *r, eg_plan *plan)
{
    for (size_t i = 0; i < r->n_names && !r->failed; i++) {
        eg_name *name = &r->names[i];
        eg_part_group group;
        eg_status status = EG_OK;
        bool hispanic = is_concept(name, "hispanic");
        if (!hispanic && !is_concept(name, "race_flag"))
            continue;
        name->in_plan = true;
        const eg_strings alone = {&name->written, 1};
        if (hispanic) {
            r->failed = r->failed || !add_hispanic(r, plan, &alone);
        } else if (flag_group(r, name, &group, &status)) {
            source *s = add_source(r, plan, EG_PART_FLAG, &alone, 1);
            r->failed = r->failed || s == NULL;
            if (s != NULL)
                s->groups[0] = group;
        }
        if (status != EG_OK)
            return status;
    }
    return r->failed ? eg_fail_memory(r->err) : EG_OK;
}

/* How many different races the flags name. */
static size_t flagged_races(const eg_resolver *r)
{
    bool met[EG_RACES] = {false};
    size_t n = 0;
    for (size_t i = 0; i < r->n_names; i++) {
        eg_text own;
        bool detail;
        if (!is_concept(&r->names[i], "race_flag"))
            continue;
        eg_race race = eg_race_of_column(eg_text_of(r->names[i].written), &own, &detail);
        n += !met[race] && race != EG_RACE_OTHER && race != EG_RACE_UNSTATED;
        met[race] = true;
    }
    return n;
}

static eg_status plan_flags(eg_resolver *r)
{
    static const char *const name = RECOGNISED_NAME;
    const eg_strings names = {(const char **)&name, 1};
    if (flagged_races(r) < 2 || eg_resolve_name(r, name) != EG_NO_WORD)
        return EG_OK;
    eg_plan *plan = new_plan(r, &names, NULL);
    return plan == NULL ? eg_fail_memory(r->err) : take_flags(r, plan);
}

static eg_status plan_pair(eg_resolver *r, eg_name *race, eg_name *hispanic)
{
    const eg_strings names = {&race->written, 1}, other = {&hispanic->written, 1};
    eg_plan *plan = new_plan(r, &names, NULL);
    if (plan == NULL || !add_hispanic(r, plan, &other) ||
        add_source(r, plan, EG_PART_RACE, &names, 0) == NULL)
        return eg_fail_memory(r->err);
    race->in_plan = hispanic->in_plan = true;
    return EG_OK;
}

eg_status eg_resolve_plans(eg_resolver *r)
{
    eg_name *race = NULL, *hispanic = NULL;
    size_t races = 0, hispanics = 0;
    eg_status status = plan_config(r);
    if (status != EG_OK || r->settings->race_counting == EG_RACE_AS_GIVEN || r->n_plans > 0)
        return status;
    for (size_t i = 0; i < r->n_names; i++) {
        eg_name *name = &r->names[i];
        if (is_concept(name, "race") || is_concept(name, "ethnicity")) {
            race = name;
            races++;
        }
        if (is_concept(name, "hispanic")) {
            hispanic = name;
            hispanics++;
        }
    }
    if (races == 0)
        status = plan_flags(r);
    else if (races == 1 && hispanics == 1 && is_concept(race, "race") && race_alone(r, race))
        status = plan_pair(r, race, hispanic);
    return status == EG_OK && r->failed ? eg_fail_memory(r->err) : status;
}

/* ---- axes ---- */

eg_race_counting eg_resolve_counting(const eg_resolver *r, const eg_dimension_spec *spec)
{
    bool own = spec != NULL && spec->has_counting && !r->settings->race_counting_typed;
    return own ? spec->counting : r->settings->race_counting;
}

static eg_status make_part(eg_resolver *r, const source *s, eg_status wrong, eg_part *part)
{
    eg_name_list list;
    eg_status status = eg_resolve_wanted(r, &s->columns, wrong, &list);
    *part = (eg_part){.kind = s->kind, .groups = s->groups, .n_groups = s->n_groups};
    if (status == EG_OK)
        status = eg_resolve_field(r, &list, EG_USE_DIMENSION, wrong, &part->field);
    if (status == EG_OK)
        part->column = eg_resolve_reported(r, &s->columns, &list);
    return status == EG_OK && part->column == NULL ? eg_fail_memory(r->err) : status;
}

/* What the config says of a recognised dimension beside its columns. */
static const eg_dimension_spec *described(eg_resolver *r, const eg_plan *plan)
{
    for (size_t d = 0; d < r->settings->n_dimensions; d++)
        for (size_t i = 0; i < r->settings->dimensions[d].columns.n; i++)
            if (eg_resolve_same(r, r->settings->dimensions[d].columns.at[i], plan->names.at[0]))
                return &r->settings->dimensions[d];
    return NULL;
}

static eg_status make_axis(eg_resolver *r, eg_plan *plan, eg_status wrong)
{
    eg_schema *schema = r->schema;
    const eg_dimension_spec *spec = plan->spec != NULL ? plan->spec : described(r, plan);
    eg_derived *derived = eg_arena_alloc(r->arena, 1, sizeof *derived);
    eg_part *parts = eg_arena_alloc(r->arena, plan->n + 1, sizeof *parts);
    eg_axis *grown = eg_arena_alloc(r->arena, schema->n_axes + 1, sizeof *grown);
    if (derived == NULL || parts == NULL || grown == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < plan->n; i++) {
        eg_status status = make_part(r, &plan->sources[i], wrong, &parts[i]);
        if (status != EG_OK)
            return status;
    }
    *derived =
        (eg_derived){.parts = parts, .n_parts = plan->n, .recognised = plan->spec == NULL};
    if (schema->n_axes > 0)
        memcpy(grown, schema->axes, schema->n_axes * sizeof *grown);
    grown[schema->n_axes] = (eg_axis){
        .name = plan->names.at[0],
        .label = spec != NULL && spec->label != NULL ? spec->label : plan->names.at[0],
        .concept = "race",
        .spec = spec,
        .derived = derived,
        .counting = eg_resolve_counting(r, spec),
        .field = parts[0].field,
        .parent_field = -1};
    schema->axes = grown;
    plan->axis = (int32_t)schema->n_axes++;
    return EG_OK;
}

static eg_plan *plan_called(eg_resolver *r, const char *column)
{
    for (size_t p = 0; p < r->n_plans; p++)
        for (size_t i = 0; i < r->plans[p].names.n; i++)
            if (eg_resolve_same(r, r->plans[p].names.at[i], column))
                return &r->plans[p];
    return NULL;
}

bool eg_resolve_is_plan(eg_resolver *r, const eg_strings *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (plan_called(r, names->at[i]) != NULL)
            return true;
    return false;
}

eg_status eg_resolve_plan_axis(eg_resolver *r, const char *column, unsigned use,
                               eg_status wrong, int32_t *axis)
{
    eg_plan *plan = plan_called(r, column);
    *axis = -1;
    if (plan == NULL || (use != EG_USE_DIMENSION && plan->spec == NULL))
        return EG_OK;
    if (use != EG_USE_DIMENSION)
        return eg_resolve_fail(
            r, wrong, column,
            "it is composed of several columns, and can be a dimension only; "
            "name one column");
    eg_status status = plan->axis < 0 ? make_axis(r, plan, wrong) : EG_OK;
    *axis = plan->axis;
    return status;
}

const char *eg_resolve_plan_free(eg_resolver *r, size_t p)
{
    eg_plan *plan = &r->plans[p];
    if (plan->spec != NULL)
        return NULL;
    for (size_t i = 0; i < plan->n; i++) {
        uint32_t number = eg_resolve_name(r, plan->sources[i].columns.at[0]);
        unsigned other = ~(unsigned)(EG_USE_WHERE | EG_USE_PARENT);
        if (number == EG_NO_WORD || (r->names[number].uses & other) != 0) {
            plan->names.n = 0;
            return NULL;
        }
    }
    return plan->names.at[0];
}

/* ---- together with its parts ---- */

static bool made_of(const eg_axis *axis, int32_t field)
{
    for (size_t p = 0; axis->derived != NULL && p < axis->derived->n_parts; p++)
        if (axis->derived->parts[p].field == field)
            return true;
    return axis->derived == NULL && axis->field == field;
}

static bool share_column(const eg_axis *composed, const eg_axis *other)
{
    for (size_t p = 0; p < composed->derived->n_parts; p++)
        if (made_of(other, composed->derived->parts[p].field))
            return true;
    return false;
}

eg_status eg_resolve_check_plans(eg_resolver *r)
{
    const eg_schema *schema = r->schema;
    if (r->settings->edition == EG_EDITION_INTERNAL)
        return EG_OK;
    for (size_t a = 0; a < schema->n_axes; a++)
        for (size_t b = 0; schema->axes[a].derived != NULL && b < schema->n_axes; b++)
            if (a != b && share_column(&schema->axes[a], &schema->axes[b]))
                return eg_resolve_fail(
                    r, EG_E_USAGE, schema->axes[b].name,
                    "\"%s\" is composed of the same column: from the two together groups that "
                    "the public edition hides could be computed; leave one out, or use "
                    "--edition "
                    "internal",
                    schema->axes[a].name);
    return EG_OK;
}
