/*
 * Adjusted figures in a public report. A reader is taken to know every joint cell that a figure
 * shown is computed from; so a group has one only where none of this, and nothing that follows
 * from it by sums with what else is shown, would have to be hidden as a group of its own.
 */
#include "privacy/joint.h"

#include <string.h>

#include "privacy/joint_table.h"

struct eg_joint_marks {
    uint8_t **shown; /* [(outcome * scopes + scope) * items + item]: [year][unit][group] */
    size_t n, scopes, items;
};

typedef struct {
    eg_joint_marks *out;
    const eg_marks *marks;
    const eg_views *views;
    const eg_schema *schema;
    eg_joint_table *tables; /* [scope * items + item]; views NULL: none */
    eg_joint_policy policy;
    size_t outcome, year;
    bool failed;
} work;

/* ---- axes
 * --------------------------------------------------------------------------------------- */

static bool joint_has(const eg_schema *schema, size_t item, uint32_t axis)
{
    uint32_t axes[EG_COVARIATES_MOST];
    const eg_item *own = &schema->items[item - 1];
    size_t n = eg_item_covariates(schema, item - 1, axes);
    for (size_t k = 0; k < own->n_axes; k++)
        if (own->axis[k] == axis)
            return true;
    for (size_t k = 0; k < n; k++)
        if (axes[k] == axis)
            return true;
    return false;
}

/* All axes of an item, and with `joint` of its covariates, are among the other's joint ones. */
static bool lies_in(const eg_schema *schema, size_t item, size_t other, bool joint)
{
    uint32_t axes[EG_COVARIATES_MOST];
    const eg_item *own = &schema->items[item - 1];
    size_t n = joint ? eg_item_covariates(schema, item - 1, axes) : 0;
    for (size_t k = 0; k < own->n_axes; k++)
        if (!joint_has(schema, other, own->axis[k]))
            return false;
    for (size_t k = 0; k < n; k++)
        if (!joint_has(schema, other, axes[k]))
            return false;
    return true;
}

/* Where the axes of `own` stand among those of `other`; false: not all do. */
static bool positions(const eg_item *own, const eg_item *other, size_t at[4])
{
    for (size_t k = 0; k < own->n_axes; k++) {
        size_t i = 0;
        while (i < other->n_axes && other->axis[i] != own->axis[k])
            i++;
        if (i == other->n_axes)
            return false;
        at[k] = i;
    }
    return true;
}

/* ---- what the report shows beside it
 * ------------------------------------------------------------------- */

static bool is_shown(const work *w, const eg_place *place)
{
    return eg_marks_of(w->marks, w->outcome, place, NULL) == EG_SHOWN;
}

/* A table of the report that the joint cells add up to: what it hides they must not tell. */
static void check_item(const work *w, eg_joint_table *t, eg_place place, size_t other)
{
    const eg_item *own = &w->schema->items[t->at.item - 1];
    const eg_item *more = &w->schema->items[other - 1];
    uint8_t *shown = t->shown + place.unit * t->groups;
    size_t at[4] = {0};
    bool finer = positions(own, more, at);
    place.item = (uint32_t)other;
    for (size_t g = 0; g < eg_views_groups(w->views, other); g++) {
        uint32_t levels[4] = {0};
        place.group = (uint32_t)g;
        if (is_shown(w, &place))
            continue;
        for (size_t k = 0; finer && k < own->n_axes; k++)
            levels[k] = eg_views_group_level(w->views, other, g, at[k]);
        size_t group = finer ? eg_views_group_find(w->views, t->at.item, levels) : SIZE_MAX;
        if (group != SIZE_MAX)
            shown[group] = 0;
        else
            memset(shown, 0, t->groups);
    }
}

static bool unit_in_joint(const work *w, size_t item)
{
    for (size_t u = 0; u < w->schema->n_units; u++)
        if (joint_has(w->schema, item, w->schema->units[u]))
            return true;
    return false;
}

static void start_unit(const work *w, eg_joint_table *t, size_t unit)
{
    eg_place place = t->at, whole = t->at;
    place.unit = whole.unit = (uint32_t)unit;
    whole.item = whole.group = 0;
    uint8_t *shown = t->shown + unit * t->groups;
    if (!is_shown(w, &whole) || unit_in_joint(w, t->at.item) ||
        eg_views_units_overlap(w->views, t->at.scope))
        return;
    for (size_t g = 0; g < t->groups; g++) {
        place.group = (uint32_t)g;
        shown[g] = eg_views_cell(w->views, &place) != SIZE_MAX && is_shown(w, &place);
    }
    for (size_t i = 1; i < w->out->items; i++)
        if (lies_in(w->schema, i, t->at.item, false))
            check_item(w, t, place, i);
    /* what the whole does not show of a group must not follow from its units */
    const eg_joint_table *all = &w->tables[t->at.item];
    for (size_t g = 0; t->at.scope > 0 && eg_joint_some(all, 0) && g < t->groups; g++)
        shown[g] = shown[g] && all->shown[g];
    eg_joint_unit(t, unit);
}

/* ---- tables that tell of each other
 * --------------------------------------------------------------------- */

static bool is_made(const eg_joint_table *t)
{
    return t->views != NULL;
}

/* Of two tables over the same axes both are known whole, or one alone; a coarser one is. */
static bool goes_with(const work *w, const eg_joint_table *t, const eg_joint_table *other,
                      size_t unit, size_t other_unit)
{
    size_t item = t->at.item, before = other->at.item;
    bool coarser = lies_in(w->schema, before, item, true);
    bool finer = lies_in(w->schema, item, before, true);
    if (coarser && finer)
        return !eg_joint_some(other, other_unit) ||
               (eg_joint_full(other, other_unit) && eg_joint_full(t, unit));
    return !coarser || eg_joint_full(other, other_unit);
}

static bool check_against(const work *w, eg_joint_table *t, size_t unit)
{
    bool fine = true;
    for (size_t i = 1; i < w->out->items; i++) {
        const eg_joint_table *here = &w->tables[t->at.scope * w->out->items + i];
        const eg_joint_table *whole = &w->tables[i];
        bool coarser = lies_in(w->schema, i, t->at.item, true);
        bool both = coarser && lies_in(w->schema, t->at.item, i, true);
        if (i == t->at.item || !is_made(here))
            continue;
        /* of equal ones the earlier is asked; at the whole both ways */
        fine = fine && ((both && i > t->at.item) || goes_with(w, t, here, unit, unit));
        if (both && t->at.scope > 0)
            fine =
                fine && (!eg_joint_some(whole, 0) ||
                         (eg_joint_full(whole, 0) && eg_joint_full(&w->tables[t->at.item], 0)));
    }
    if (fine || !eg_joint_some(t, unit))
        return false;
    memset(t->shown + unit * t->groups, 0, t->groups);
    return true;
}

/* Until no table of the scope takes another's away. */
static void check_all(const work *w, size_t scope)
{
    bool changed = true;
    while (changed && !w->failed) {
        changed = false;
        for (size_t i = 1; i < w->out->items; i++) {
            eg_joint_table *t = &w->tables[scope * w->out->items + i];
            for (size_t u = 0; is_made(t) && u < t->units; u++)
                changed = check_against(w, t, u) || changed;
        }
    }
}

/* ---- one outcome and year
 * ----------------------------------------------------------------------------- */

static void close_unit(const work *w, size_t scope, size_t unit)
{
    for (size_t i = 1; i < w->out->items; i++) {
        eg_joint_table *t = &w->tables[scope * w->out->items + i];
        if (is_made(t))
            memset(t->shown + unit * t->groups, 0, t->groups);
    }
}

/* Units that show, taken from the whole that does, must not leave a group to hide. */
static void over_units(work *w, size_t scope)
{
    bool again = true;
    while (again && !w->failed) {
        again = false;
        for (size_t i = 1; i < w->out->items && !again; i++) {
            eg_joint_table *t = &w->tables[scope * w->out->items + i];
            const eg_joint_table *whole = &w->tables[i];
            if (!is_made(t) || !eg_joint_some(whole, 0))
                continue;
            eg_joint_sums *rows = eg_alloc((t->groups + 1) * t->strata, sizeof *rows);
            w->failed = rows == NULL;
            size_t unit = rows == NULL ? SIZE_MAX : eg_joint_over_units(t, whole, rows);
            eg_free(rows);
            if (unit == SIZE_MAX)
                continue;
            close_unit(w, scope, unit);
            again = true;
        }
    }
}

static void decide_scope(work *w, size_t scope)
{
    for (size_t i = 1; i < w->out->items && !w->failed; i++) {
        eg_joint_table *t = &w->tables[scope * w->out->items + i];
        eg_place at = {
            .scope = (uint32_t)scope, .item = (uint32_t)i, .year = (uint32_t)w->year};
        if (eg_views_joint(w->views, i) != EG_JOINT_KEPT)
            continue;
        w->failed = !eg_joint_table_make(t, w->views, w->outcome, &at, w->policy);
        for (size_t u = 0; u < t->units && !w->failed; u++)
            start_unit(w, t, u);
    }
    check_all(w, scope);
    if (scope > 0)
        over_units(w, scope);
}

static void keep(const work *w, size_t scope, size_t item)
{
    eg_joint_table *t = &w->tables[scope * w->out->items + item];
    size_t all = t->units * t->groups;
    size_t at = (w->outcome * w->out->scopes + scope) * w->out->items + item;
    if (is_made(t) && !w->failed)
        memcpy(w->out->shown[at] + w->year * all, t->shown, all);
    eg_joint_table_clear(t);
    memset(t, 0, sizeof *t);
}

static void decide_year(work *w)
{
    for (size_t s = 0; s < w->out->scopes && !w->failed; s++)
        decide_scope(w, s);
    for (size_t s = 0; s < w->out->scopes; s++)
        for (size_t i = 0; i < w->out->items; i++)
            keep(w, s, i);
}

static bool make_room(work *w)
{
    eg_joint_marks *out = w->out;
    for (size_t at = 0; at < out->n; at++) {
        size_t item = at % out->items, scope = at / out->items % out->scopes;
        if (eg_views_joint(w->views, item) != EG_JOINT_KEPT)
            continue;
        out->shown[at] =
            eg_alloc_zero(eg_views_units(w->views, scope) * eg_views_groups(w->views, item) + 1,
                          eg_views_years(w->views));
        if (out->shown[at] == NULL)
            return false;
    }
    return true;
}

bool eg_joint_decide(eg_joint_marks **out, const eg_marks *marks, const eg_views *views,
                     const eg_schema *schema, const eg_settled *settled,
                     const eg_policy *policy)
{
    bool some = false;
    for (size_t i = 1; i < eg_views_items(views); i++)
        some = some || eg_views_joint(views, i) == EG_JOINT_KEPT;
    *out = NULL;
    if (!some)
        return true;
    work w = {.marks = marks, .views = views, .schema = schema};
    w.out = eg_alloc_zero(1, sizeof *w.out);
    if (w.out == NULL)
        return false;
    w.out->scopes = eg_views_scopes(views);
    w.out->items = eg_views_items(views);
    w.out->n = schema->n_outcomes * w.out->scopes * w.out->items;
    w.out->shown = eg_alloc_zero(w.out->n + 1, sizeof *w.out->shown);
    w.tables = eg_alloc_zero(w.out->scopes * w.out->items, sizeof *w.tables);
    w.failed = w.out->shown == NULL || w.tables == NULL || !make_room(&w);
    for (size_t o = 0; o < schema->n_outcomes && !w.failed; o++) {
        w.outcome = o;
        w.policy = (eg_joint_policy){settled->outcomes[o].kind, policy->min_n, policy->rules};
        for (w.year = 0; w.year < eg_views_years(views) && !w.failed; w.year++)
            if (w.policy.kind != EG_KIND_LEVELS)
                decide_year(&w);
    }
    eg_free(w.tables);
    if (w.failed)
        eg_joint_marks_free(w.out);
    else
        *out = w.out;
    return !w.failed;
}

void eg_joint_marks_free(eg_joint_marks *marks)
{
    if (marks == NULL)
        return;
    for (size_t i = 0; marks->shown != NULL && i < marks->n; i++)
        eg_free(marks->shown[i]);
    eg_free(marks->shown);
    eg_free(marks);
}

bool eg_joint_may(const eg_joint_marks *marks, const eg_views *views, size_t outcome,
                  const eg_place *place)
{
    if (marks == NULL || place->item == EG_ITEM_ALL)
        return false;
    const uint8_t *shown =
        marks->shown[(outcome * marks->scopes + place->scope) * marks->items + place->item];
    size_t groups = eg_views_groups(views, place->item);
    size_t units = eg_views_units(views, place->scope);
    return shown != NULL && shown[(place->year * units + place->unit) * groups + place->group];
}
