/* What a reader could learn of one joint table from adjusted figures, taken at its worst. */
#include "privacy/joint_table.h"

#include <string.h>

static bool add(eg_joint_sums *to, const eg_joint_sums *more)
{
    to->n += more->n;
    to->x += more->x;
    return eg_i128_add(&to->sum, more->sum) && eg_u192_add(&to->square, &more->square);
}

/* Zeros and ones alone: a mean that is a rate by another name. */
static bool binary(const eg_joint_sums *s)
{
    eg_i128 scaled;
    if (s->sum < 0 || __builtin_mul_overflow(s->sum, (eg_i128)EG_DECIMAL_ONE, &scaled))
        return false;
    return s->square.word[0] == (uint64_t)scaled &&
           s->square.word[1] == (uint64_t)((eg_u128)scaled >> 64) && s->square.word[2] == 0;
}

/* Nobody, or a group that could be shown by itself. */
static bool fit(const eg_joint_table *t, const eg_joint_sums *s)
{
    eg_mark mark;
    double bound;
    if (s->n == 0)
        return true;
    if (s->n < t->policy.min_n)
        return false;
    if (t->policy.kind == EG_KIND_RATE)
        return !eg_rules_tail(t->policy.rules, s->x, s->n, &mark, &bound);
    if (binary(s))
        return !eg_rules_tail(t->policy.rules, (uint64_t)(s->sum / EG_DECIMAL_ONE), s->n, &mark,
                              &bound);
    return eg_rules_mean(t->policy.rules, s->n, s->sum, &s->square);
}

/* ---- the table
 * ---------------------------------------------------------------------------------- */

static void load(eg_joint_table *t, const eg_place *place, size_t first, size_t n)
{
    size_t at = t->from[place->unit];
    for (size_t i = 0; i < n; i++) {
        eg_joint_cell cell = eg_views_joint_cell(t->views, place, first + i);
        eg_tally tally;
        eg_views_joint_tally(t->views, t->outcome, place, &cell, &tally);
        if (cell.group >= t->groups)
            continue;
        t->parts[at++] = (eg_joint_part){
            cell.group, cell.stratum, {tally.n, tally.x, tally.sum, tally.square}};
    }
    t->from[place->unit + 1] = at;
}

bool eg_joint_table_make(eg_joint_table *t, const eg_views *views, size_t outcome,
                         const eg_place *at, eg_joint_policy policy)
{
    size_t n = 0, first;
    *t = (eg_joint_table){.views = views, .policy = policy, .at = *at, .outcome = outcome};
    t->units = eg_views_units(views, at->scope);
    t->groups = eg_views_groups(views, at->item);
    t->strata = eg_views_strata(views, at->scope, at->item);
    eg_place place = *at;
    for (place.unit = 0; place.unit < t->units; place.unit++)
        n += eg_views_joint_cells(views, &place, &first);
    t->parts = eg_alloc(n + 1, sizeof *t->parts);
    t->from = eg_alloc_zero(t->units + 1, sizeof *t->from);
    t->shown = eg_alloc_zero(t->units * t->groups + 1, 1);
    t->row = eg_alloc(t->groups + 1, sizeof *t->row);
    if (t->parts == NULL || t->from == NULL || t->shown == NULL || t->row == NULL)
        return false;
    for (place.unit = 0; place.unit < t->units; place.unit++) {
        size_t cells = eg_views_joint_cells(views, &place, &first);
        load(t, &place, first, cells);
    }
    return true;
}

void eg_joint_table_clear(eg_joint_table *t)
{
    eg_free(t->parts);
    eg_free(t->from);
    eg_free(t->shown);
    eg_free(t->row);
}

static uint64_t students(const eg_joint_table *t, size_t unit, size_t group)
{
    uint64_t n = 0;
    for (size_t i = t->from[unit]; i < t->from[unit + 1]; i++)
        n += group == SIZE_MAX || t->parts[i].group == group ? t->parts[i].sums.n : 0;
    return n;
}

bool eg_joint_some(const eg_joint_table *t, size_t unit)
{
    for (size_t g = 0; g < t->groups; g++)
        if (t->shown[unit * t->groups + g])
            return true;
    return false;
}

bool eg_joint_full(const eg_joint_table *t, size_t unit)
{
    for (size_t i = t->from[unit]; i < t->from[unit + 1]; i++)
        if (t->parts[i].sums.n > 0 && !t->shown[unit * t->groups + t->parts[i].group])
            return false;
    return eg_joint_some(t, unit);
}

/* ---- one unit
 * ----------------------------------------------------------------------------------- */

static void drop_smallest(const eg_joint_table *t, size_t unit)
{
    uint8_t *shown = t->shown + unit * t->groups;
    size_t best = SIZE_MAX;
    uint64_t least = 0;
    for (size_t g = 0; g < t->groups; g++) {
        uint64_t n = shown[g] ? students(t, unit, g) : 0;
        if (shown[g] && (best == SIZE_MAX || n < least)) {
            best = g;
            least = n;
        }
    }
    if (best != SIZE_MAX)
        shown[best] = 0;
}

/* Everybody of the row but one group; SIZE_MAX: but those shown. false: overflow. */
static bool others(const eg_joint_table *t, const uint8_t *shown, size_t group,
                   eg_joint_sums *out)
{
    memset(out, 0, sizeof *out);
    for (size_t g = 0; g < t->groups; g++)
        if ((group == SIZE_MAX ? !shown[g] : g != group) && !add(out, &t->row[g]))
            return false;
    return true;
}

/* One stratum, its sums in t->row: true when a group was taken out. */
static bool check_row(const eg_joint_table *t, size_t unit)
{
    uint8_t *shown = t->shown + unit * t->groups;
    eg_joint_sums rest;
    bool changed = false;
    for (size_t g = 0; g < t->groups; g++)
        if (shown[g] &&
            (!fit(t, &t->row[g]) || !others(t, shown, g, &rest) || !fit(t, &rest))) {
            shown[g] = 0;
            changed = true;
        }
    if (changed || !eg_joint_some(t, unit))
        return changed;
    bool sound = others(t, shown, t->groups, &rest) && fit(t, &rest); /* all of the stratum */
    if (!sound)
        memset(shown, 0, t->groups);
    else if (!others(t, shown, SIZE_MAX, &rest) || !fit(t, &rest))
        drop_smallest(t, unit);
    else
        return false;
    return true;
}

void eg_joint_unit(eg_joint_table *t, size_t unit)
{
    bool changed = true;
    while (changed && eg_joint_some(t, unit)) {
        changed = false;
        for (size_t i = t->from[unit]; i < t->from[unit + 1] && !changed;) {
            uint32_t stratum = t->parts[i].stratum;
            memset(t->row, 0, t->groups * sizeof *t->row);
            for (; i < t->from[unit + 1] && t->parts[i].stratum == stratum; i++)
                if (!add(&t->row[t->parts[i].group], &t->parts[i].sums))
                    memset(t->shown + unit * t->groups, 0, t->groups);
            changed = check_row(t, unit);
        }
    }
}

/* ---- over units
 * --------------------------------------------------------------------------------- */

/* The smallest unit that shows this group; groups: any group. */
static size_t smallest_unit(const eg_joint_table *t, size_t group)
{
    size_t best = SIZE_MAX;
    uint64_t least = 0;
    for (size_t u = 0; u < t->units; u++) {
        bool has = group == t->groups ? eg_joint_some(t, u) : t->shown[u * t->groups + group];
        uint64_t n = has ? students(t, u, SIZE_MAX) : 0;
        if (has && (best == SIZE_MAX || n < least)) {
            best = u;
            least = n;
        }
    }
    return best;
}

/* How many units do not show a group they have; groups: do not show any. */
static size_t hiding(const eg_joint_table *t, size_t group)
{
    size_t n = 0;
    for (size_t u = 0; u < t->units; u++) {
        bool shows =
            group == t->groups ? eg_joint_some(t, u) : t->shown[u * t->groups + group] != 0;
        if (!shows && students(t, u, group == t->groups ? SIZE_MAX : group) > 0)
            n++;
    }
    return n;
}

static bool row_fit(const eg_joint_table *t, const eg_joint_sums *row)
{
    for (size_t s = 0; s < t->strata; s++)
        if (!fit(t, &row[s]))
            return false;
    return true;
}

size_t eg_joint_over_units(const eg_joint_table *t, const eg_joint_table *whole,
                           eg_joint_sums *rows)
{
    bool sound = true;
    memset(rows, 0, (t->groups + 1) * t->strata * sizeof *rows);
    for (size_t u = 0; u < t->units; u++) {
        bool some = eg_joint_some(t, u);
        for (size_t i = t->from[u]; i < t->from[u + 1]; i++) {
            const eg_joint_part *p = &t->parts[i];
            if (!t->shown[u * t->groups + p->group])
                sound = add(&rows[p->group * t->strata + p->stratum], &p->sums) && sound;
            if (!some)
                sound = add(&rows[t->groups * t->strata + p->stratum], &p->sums) && sound;
        }
    }
    /* the last row: everybody of the units that show nothing */
    for (size_t g = 0; g <= t->groups; g++) {
        bool known = g == t->groups ? eg_joint_some(whole, 0) : whole->shown[g] != 0;
        if (!known || (sound && hiding(t, g) != 1 && row_fit(t, &rows[g * t->strata])))
            continue;
        size_t unit = smallest_unit(t, g);
        if (unit != SIZE_MAX)
            return unit;
    }
    return SIZE_MAX;
}
