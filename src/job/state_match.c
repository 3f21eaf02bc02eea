/* What the State counts, put to the outcomes, groups and years of the data. */
#include "job/state_match.h"

#include <string.h>

typedef struct {
    eg_state *state;
    const eg_state_given *given;
    const eg_schema *schema; /* of the data */
    const eg_views *views;
    size_t outcome, item; /* of the data */
    size_t from;          /* the outcome among the State's */
    size_t *home, *group; /* [group of the data]: item and group there; SIZE_MAX */
    bool *part;           /* [item there]: has groups of this dimension */
    eg_error *err;
} match;

static eg_status add(match *m, size_t year, size_t group, uint64_t x, uint64_t n)
{
    eg_state *s = m->state;
    if (s->n == s->capacity) {
        size_t capacity = s->capacity == 0 ? 64 : s->capacity * 2;
        eg_state_count *grown = eg_realloc(s->at, capacity, sizeof *grown);
        if (grown == NULL)
            return eg_fail_memory(m->err);
        s->at = grown;
        s->capacity = capacity;
    }
    s->at[s->n++] = (eg_state_count){m->outcome, m->item, year, group, x, n};
    return EG_OK;
}

/* Exact figures of a place of the State's; false: none. */
static bool counts_at(const match *m, const eg_place *place, uint64_t *x, uint64_t *n)
{
    const eg_views *views = m->given->views;
    if (eg_views_cell(views, place) == SIZE_MAX)
        return false;
    eg_bounds of = eg_views_bounds(views, m->from, place, EG_BOUNDS_N);
    eg_bounds events = eg_views_bounds(views, m->from, place, 0);
    *x = events.low;
    *n = of.low;
    return of.state == EG_GIVEN_EXACT && events.state == EG_GIVEN_EXACT && *x <= *n;
}

/* ---- groups
 * ------------------------------------------------------------------------------------------ */

static bool same_dimension(const match *m, size_t there)
{
    const eg_item *mine = &m->schema->items[m->item - 1];
    const eg_item *other = &m->given->schema->items[there - 1];
    return eg_text_same_word(eg_text_of(mine->name), other->name) ||
           eg_text_same_word(eg_text_of(mine->label), other->label) ||
           eg_text_same_word(eg_text_of(m->schema->axes[mine->axis[0]].name), other->name);
}

/* The State's group of this label: in its dimension, where the file names dimensions. */
static void find_group(match *m, size_t g)
{
    const char *label = eg_views_group(m->views, m->item, g);
    for (size_t i = 1; i < eg_views_items(m->given->views); i++) {
        if (m->given->dimensions && !same_dimension(m, i))
            continue;
        for (size_t k = 0; k < eg_views_groups(m->given->views, i); k++)
            if (strcmp(eg_views_group(m->given->views, i, k), label) == 0) {
                m->home[g] = i;
                m->group[g] = k;
                return;
            }
    }
}

static eg_status missing_group(match *m, size_t g)
{
    const eg_views *there = m->given->views;
    const char *near = NULL, *label = eg_views_group(m->views, m->item, g);
    for (size_t i = 1; i < eg_views_items(there) && near == NULL; i++) {
        size_t n = eg_views_groups(there, i);
        const char **names = eg_arena_alloc(m->state->arena, n + 1, sizeof *names);
        if (names == NULL)
            return eg_fail_memory(m->err);
        for (size_t k = 0; k < n; k++)
            names[k] = eg_views_group(there, i, k);
        near = eg_text_nearest(eg_text_of(label), names, n);
    }
    return eg_fail(m->err, EG_E_INPUT,
                   "the State has no counts of the group \"%s\" of %s, though of others%s%s%s; "
                   "give it a row, or the same name",
                   label, m->schema->items[m->item - 1].name,
                   near == NULL ? "" : " (nearest: \"", near == NULL ? "" : near,
                   near == NULL ? "" : "\")");
}

/* *found: the State counts this dimension. */
static eg_status find_groups(match *m, bool *found)
{
    size_t n = eg_views_groups(m->views, m->item), known = 0;
    *found = false;
    m->home = eg_arena_alloc(m->state->arena, n + 1, sizeof *m->home);
    m->group = eg_arena_alloc(m->state->arena, n + 1, sizeof *m->group);
    m->part = eg_arena_alloc(m->state->arena, eg_views_items(m->given->views), sizeof(bool));
    if (m->home == NULL || m->group == NULL || m->part == NULL)
        return eg_fail_memory(m->err);
    for (size_t g = 0; g < n; g++) {
        m->home[g] = m->group[g] = SIZE_MAX;
        find_group(m, g);
        if (m->home[g] == SIZE_MAX)
            continue;
        m->part[m->home[g]] = true;
        known += !eg_views_group_unknown(m->views, m->item, g);
    }
    for (size_t g = 0; g < n && known > 0; g++)
        if (m->home[g] == SIZE_MAX && !eg_views_group_unknown(m->views, m->item, g))
            return missing_group(m, g);
    *found = known > 0;
    return EG_OK;
}

/* ---- years
 * -------------------------------------------------------------------------------------------
 */

static bool without_year(const eg_views *views)
{
    return eg_views_years(views) == 1 && eg_views_year(views, 0)[0] == '\0';
}

/* The State's year of this label; SIZE_MAX: none. */
static size_t year_there(const match *m, size_t year)
{
    const eg_views *there = m->given->views;
    if (without_year(there) || without_year(m->views))
        return eg_views_years(there) == 1 && eg_views_years(m->views) == 1 ? 0 : SIZE_MAX;
    for (size_t y = 0; y < eg_views_years(there); y++)
        if (strcmp(eg_views_year(there, y), eg_views_year(m->views, year)) == 0)
            return y;
    return SIZE_MAX;
}

static eg_status check_years(const match *m)
{
    for (size_t y = 0; y < eg_views_years(m->views); y++)
        if (year_there(m, y) != SIZE_MAX)
            return EG_OK;
    if (without_year(m->given->views))
        return eg_fail(m->err, EG_E_INPUT,
                       "the State's counts have no year, and the data have %zu; add a column "
                       "of the year, called as in the data",
                       eg_views_years(m->views));
    return eg_fail(m->err, EG_E_INPUT,
                   "no year of the State's counts is a year of the data, such as \"%s\"",
                   eg_views_year(m->views, 0));
}

/* ---- figures
 * ---------------------------------------------------------------------------------------- */

/* All the State's children: its own row of them, else the groups of the dimension together. */
static bool total_of(const match *m, size_t year, uint64_t *x, uint64_t *n)
{
    eg_place place = {.item = EG_ITEM_ALL, .year = (uint32_t)year};
    if (eg_views_cell(m->given->views, &place) != SIZE_MAX)
        return counts_at(m, &place, x, n);
    *x = *n = 0;
    for (size_t i = 1; i < eg_views_items(m->given->views); i++) {
        if (!m->part[i])
            continue;
        place.item = (uint32_t)i;
        for (size_t g = 0; g < eg_views_groups(m->given->views, i); g++) {
            uint64_t own_x = 0, own_n = 0;
            place.group = (uint32_t)g;
            if (eg_views_cell(m->given->views, &place) == SIZE_MAX)
                continue;
            if (!counts_at(m, &place, &own_x, &own_n))
                return false;
            *x += own_x;
            *n += own_n;
        }
    }
    return *n > 0;
}

/* Groups whose dimension is not known cannot be told from those of another one. */
static eg_status check_whole(const match *m)
{
    for (size_t i = 1; i < eg_views_items(m->given->views); i++)
        for (size_t y = 0; y < eg_views_years(m->given->views); y++) {
            eg_place all = {.item = EG_ITEM_ALL, .year = (uint32_t)y};
            if (!m->part[i] && !m->given->dimensions &&
                eg_views_cell(m->given->views, &all) == SIZE_MAX)
                return eg_fail(m->err, EG_E_INPUT,
                               "the State's counts have groups beside those of %s and no row "
                               "of all children; give it one, or a column of the dimension "
                               "(--state-group-column DIMENSION,GROUP)",
                               m->schema->items[m->item - 1].name);
        }
    return EG_OK;
}

static eg_status take_year(match *m, size_t year)
{
    size_t there = year_there(m, year);
    uint64_t x = 0, n = 0;
    if (there == SIZE_MAX || !total_of(m, there, &x, &n))
        return EG_OK;
    eg_status status = add(m, year, SIZE_MAX, x, n);
    for (size_t g = 0; g < eg_views_groups(m->views, m->item) && status == EG_OK; g++) {
        eg_place place = {.item = (uint32_t)m->home[g],
                          .group = (uint32_t)m->group[g],
                          .year = (uint32_t)there};
        if (m->home[g] != SIZE_MAX && counts_at(m, &place, &x, &n))
            status = add(m, year, g, x, n);
    }
    return status;
}

static eg_status take_items(match *m)
{
    eg_status status = EG_OK;
    for (size_t i = 1; i < eg_views_items(m->views) && status == EG_OK; i++) {
        bool found = false;
        m->item = i;
        if (m->schema->items[i - 1].n_axes != 1)
            continue;
        status = find_groups(m, &found);
        if (status == EG_OK && found)
            status = check_years(m);
        if (status == EG_OK && found)
            status = check_whole(m);
        for (size_t y = 0; y < eg_views_years(m->views) && found && status == EG_OK; y++)
            status = take_year(m, y);
    }
    return status;
}

/* ---- outcomes
 * ---------------------------------------------------------------------------------------- */

static bool only_rate(const eg_state_wanted *wanted, size_t *which)
{
    size_t rates = 0;
    for (size_t o = 0; o < wanted->schema->n_outcomes; o++)
        if (wanted->settled->outcomes[o].kind == EG_KIND_RATE) {
            *which = o;
            rates++;
        }
    return rates == 1;
}

/* The outcome of the data that figures of the State are of; SIZE_MAX: none. */
static size_t outcome_of(const eg_state *s, const eg_state_given *given, size_t from)
{
    const eg_state_wanted *wanted = s->wanted;
    size_t only = SIZE_MAX;
    if (given->outcome != SIZE_MAX)
        return given->outcome;
    for (size_t o = 0; o < wanted->schema->n_outcomes; o++)
        if (strcmp(wanted->schema->outcomes[o].name, given->schema->outcomes[from].name) == 0)
            return o;
    return given->schema->n_outcomes == 1 && only_rate(wanted, &only) ? only : SIZE_MAX;
}

eg_status eg_state_match(eg_state *state, const eg_state_given *given, eg_error *err)
{
    const eg_state_wanted *wanted = state->wanted;
    match m = {.state = state,
               .given = given,
               .schema = wanted->schema,
               .views = wanted->views,
               .err = err};
    size_t matched = 0;
    for (size_t o = 0; o < given->schema->n_outcomes; o++) {
        m.from = o;
        m.outcome = outcome_of(state, given, o);
        if (m.outcome == SIZE_MAX || given->settled->outcomes[o].kind != EG_KIND_RATE ||
            wanted->settled->outcomes[m.outcome].kind != EG_KIND_RATE)
            continue;
        matched++;
        eg_status status = take_items(&m);
        if (status != EG_OK)
            return status;
    }
    if (matched > 0)
        return EG_OK;
    return eg_fail(err, EG_E_INPUT,
                   "the State's counts are of no outcome of the data; name it in "
                   "--state-counts (name=OUTCOME), or add a column outcome");
}
