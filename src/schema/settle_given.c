/* Which dimension each group of an aggregate file belongs to, and which names mean everybody.
 */
#include <stdlib.h>
#include <string.h>

#include "schema/group_words.h"
#include "schema/settle_given.h"
#include "schema/spec_parse.h"

typedef eg_given_met met;
typedef eg_given_dimension found_dimension;
typedef eg_given_work work;

/* ---- dimensions ---- */

static eg_status dimension_at(work *w, const char *name, bool additive, uint32_t *number)
{
    for (size_t i = 0; i < w->n_dimensions; i++)
        if (strcmp(w->dimensions[i].name, name) == 0) {
            w->dimensions[i].additive = w->dimensions[i].additive || additive;
            *number = (uint32_t)i;
            return EG_OK;
        }
    if (w->n_dimensions == EG_LEVELS_MOST)
        return eg_fail(w->err, EG_E_LIMIT, "more than %d dimensions in the group's columns",
                       (int)EG_LEVELS_MOST);
    w->dimensions[w->n_dimensions] = (found_dimension){.name = name, .additive = additive};
    *number = (uint32_t)w->n_dimensions++;
    return EG_OK;
}

static size_t parts_of(const work *w, const char *name)
{
    for (size_t p = 0; p < w->settings->n_parts; p++)
        if (eg_strings_have(&w->settings->parts[p].groups, eg_given_plain(name)))
            return p;
    return SIZE_MAX;
}

/* Named, or what all its groups are known to be, or the groups themselves. */
static const char *name_of_parts(work *w, const eg_parts_spec *parts)
{
    const char *known = eg_group_dimension(eg_text_of(parts->groups.at[0]));
    eg_buffer joined = {.at = NULL};
    if (parts->name != NULL)
        return parts->name;
    for (size_t i = 0; i < parts->groups.n; i++) {
        const char *own = eg_group_dimension(eg_text_of(parts->groups.at[i]));
        if (known == NULL || own == NULL || strcmp(known, own) != 0)
            known = NULL;
        eg_buffer_printf(&joined, "%s%s", i == 0 ? "" : "+", parts->groups.at[i]);
    }
    const char *name = known;
    if (known == NULL && !joined.failed)
        name = eg_arena_string(w->arena, (eg_text){joined.at, joined.n});
    eg_buffer_clear(&joined);
    return name;
}

static eg_status place_group(work *w, met *g)
{
    size_t parts = parts_of(w, g->name);
    const char *name = g->dimension;
    g->found = EG_NO_WORD;
    if (g->aside)
        return EG_OK;
    g->total = eg_given_is_total(w, g->name) ||
               (g->dimension != NULL && eg_given_is_total(w, g->dimension));
    if (g->total)
        return EG_OK;
    if (parts != SIZE_MAX)
        name = name_of_parts(w, &w->settings->parts[parts]);
    else if (name == NULL)
        name = eg_group_dimension(eg_text_of(eg_given_plain(g->name)));
    else
        name = eg_given_plain(name);
    if (parts == SIZE_MAX && name == NULL)
        name = w->raw->axes[w->raw->group_axis].name;
    if (name == NULL)
        return eg_fail_memory(w->err);
    return dimension_at(w, name, parts != SIZE_MAX, &g->found);
}

/* The pairs that rows have, with their labels. */
static eg_status read_groups(work *w)
{
    const eg_schema *raw = w->raw;
    const eg_axis_settled *own = &w->raw_axes[raw->group_axis];
    bool two = raw->group_dimension_axis >= 0;
    const eg_axis_settled *dimension = two ? &w->raw_axes[raw->group_dimension_axis] : NULL;
    w->n = eg_words_count(w->coder->groups);
    w->groups = eg_arena_alloc(w->arena, w->n + 1, sizeof *w->groups);
    w->dimensions = eg_arena_alloc(w->arena, EG_LEVELS_MOST, sizeof *w->dimensions);
    if (w->groups == NULL || w->dimensions == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n; i++) {
        uint32_t pair[2];
        memcpy(pair, eg_words_at(w->coder->groups, (uint32_t)i).at, sizeof pair);
        met *g = &w->groups[i];
        g->rank = own->final_of[pair[1]];
        g->name = own->levels[g->rank].label;
        g->aside = g->rank == own->unknown;
        if (two) {
            uint32_t level = dimension->final_of[pair[0]];
            g->dimension = dimension->levels[level].label;
            g->aside = level == dimension->unknown;
        }
        eg_status status = place_group(w, g);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* A part that no row has is a misspelling more often than not. */
static eg_status check_parts(work *w)
{
    const char **names = eg_arena_alloc(w->arena, w->n + 1, sizeof *names);
    if (names == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n; i++)
        names[i] = eg_given_plain(w->groups[i].name);
    for (size_t p = 0; p < w->settings->n_parts; p++)
        for (size_t k = 0; k < w->settings->parts[p].groups.n; k++) {
            const char *part = w->settings->parts[p].groups.at[k];
            size_t i = 0;
            while (i < w->n && strcmp(names[i], part) != 0)
                i++;
            if (i < w->n)
                continue;
            const char *near = eg_text_nearest(eg_text_of(part), names, w->n);
            return eg_fail(w->err, EG_E_USAGE,
                           "--parts names the group \"%s\", which no row has%s%s%s", part,
                           near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
                           near == NULL ? "" : "\"?");
        }
    return EG_OK;
}

/* ---- which are wanted, and in what order ---- */

static int compare_dimensions(const void *a, const void *b)
{
    const found_dimension *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

static eg_status unknown_dimension(work *w, const char *name)
{
    const char **names = eg_arena_alloc(w->arena, w->n_dimensions + 1, sizeof *names);
    if (names == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n_dimensions; i++)
        names[i] = w->dimensions[i].name;
    const char *near = eg_text_nearest(eg_text_of(name), names, w->n_dimensions);
    return eg_fail(
        w->err, EG_E_USAGE,
        "--by names \"%s\", and no group of the input belongs to such a dimension%s%s%s", name,
        near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
        near == NULL ? "" : "\"?");
}

static eg_status choose(work *w, found_dimension **order, size_t *n)
{
    *n = 0;
    if (w->settings->n_by == 0) {
        for (size_t i = 0; i < w->n_dimensions; i++)
            order[(*n)++] = &w->dimensions[i];
        qsort(order, *n, sizeof(found_dimension *), compare_dimensions);
        return EG_OK;
    }
    for (size_t b = 0; b < w->settings->n_by; b++) {
        const eg_strings *columns = &w->settings->by[b].columns;
        size_t i = 0;
        if (columns->n > 1)
            return eg_fail(
                w->err, EG_E_USAGE,
                "rows of one group each cannot be crossed: give --by dimensions without *, or, "
                "where a row names a combination, --group-column A*B");
        while (i < w->n_dimensions && strcmp(w->dimensions[i].name, columns->at[0]) != 0)
            i++;
        if (i == w->n_dimensions)
            return unknown_dimension(w, columns->at[0]);
        order[(*n)++] = &w->dimensions[i];
    }
    return EG_OK;
}

/* ---- the new schema ---- */

static int compare_ranks(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* The groups of a dimension in the order of their column. */
static eg_status make_axis(work *w, found_dimension *dimension, uint32_t item,
                           eg_axis_settled *out)
{
    const eg_axis_settled *column = &w->raw_axes[w->raw->group_axis];
    uint32_t *ranks = eg_arena_alloc(w->arena, w->n + 1, sizeof *ranks);
    uint32_t number = (uint32_t)(dimension - w->dimensions);
    size_t n = 0;
    if (ranks == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n; i++)
        if (w->groups[i].found == number)
            ranks[n++] = w->groups[i].rank;
    qsort(ranks, n, sizeof *ranks, compare_ranks);
    out->levels = eg_arena_alloc(w->arena, n + 1, sizeof *out->levels);
    out->final_of = eg_arena_alloc(w->arena, 1, sizeof *out->final_of);
    if (out->levels == NULL || out->final_of == NULL)
        return eg_fail_memory(w->err);
    out->unknown = EG_NO_WORD;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && ranks[i] == ranks[i - 1])
            continue;
        if (ranks[i] == column->unknown)
            out->unknown = (uint32_t)out->n;
        for (size_t g = 0; g < w->n; g++)
            if (w->groups[g].found == number && w->groups[g].rank == ranks[i]) {
                w->plan->item[g] = item;
                w->plan->level[g] = (uint32_t)out->n;
            }
        out->levels[out->n++] = column->levels[ranks[i]];
    }
    out->n_raw = 1;
    out->final_of[EG_LEVEL_UNKNOWN] = out->unknown;
    return EG_OK;
}

static const char *escaped(work *w, const char *name)
{
    return strcmp(name, "all") == 0 ? eg_arena_string(w->arena, eg_text_of("\\all")) : name;
}

static eg_status make_item(work *w, found_dimension *dimension, uint32_t number)
{
    eg_schema *schema = w->plan->schema;
    eg_axis *axis = &schema->axes[number];
    eg_item *item = &schema->items[number];
    const char *name = escaped(w, dimension->name);
    const char *quoted = name == NULL ? NULL : eg_name_quote(w->arena, name);
    if (quoted == NULL)
        return eg_fail_memory(w->err);
    *axis = (eg_axis){.name = name, .label = name, .field = -1, .parent_field = -1};
    *item = (eg_item){.name = quoted, .label = dimension->name, .axis = {number}, .n_axes = 1};
    w->plan->additive[number + 1] = dimension->additive;
    return make_axis(w, dimension, number + 1, &w->axes[number]);
}

static eg_status make_outcomes(work *w)
{
    eg_schema *schema = w->plan->schema;
    schema->outcomes = w->raw->given_outcomes;
    schema->n_outcomes = w->raw->n_given_outcomes;
    w->settled->outcomes =
        eg_arena_alloc(w->arena, schema->n_outcomes + 1, sizeof *w->settled->outcomes);
    if (w->settled->outcomes == NULL)
        return eg_fail_memory(w->err);
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        const eg_outcome *outcome = &schema->outcomes[o];
        w->settled->outcomes[o] = (eg_outcome_settled){.kind = outcome->kind,
                                                       .lower = outcome->lower,
                                                       .levels = outcome->levels.at,
                                                       .n_levels = outcome->levels.n};
    }
    return EG_OK;
}

/* A share beyond 1 without a % sign makes its whole column a percentage. */
static void find_percentages(work *w)
{
    for (size_t f = 0; f < w->raw->n_figures; f++)
        w->plan->per_hundred[f] = w->raw->figures[f].role == EG_FIGURE_RATE &&
                                  !w->raw->figures[f].per_hundred &&
                                  w->coder->figures[f].beyond_one;
}

static eg_status make_schema(work *w)
{
    const eg_schema *raw = w->raw;
    found_dimension **order =
        eg_arena_alloc(w->arena, w->n_dimensions + w->settings->n_by + 1, sizeof *order);
    eg_schema *schema = eg_arena_alloc(w->arena, 1, sizeof *schema);
    size_t n = 0;
    if (order == NULL || schema == NULL)
        return eg_fail_memory(w->err);
    eg_status status = choose(w, order, &n);
    if (status != EG_OK)
        return status;
    *schema = *raw;
    w->plan->schema = schema;
    schema->n_items = n;
    schema->items = eg_arena_alloc(w->arena, n + 1, sizeof *schema->items);
    schema->axes = eg_arena_alloc(w->arena, n + raw->n_units + 2, sizeof *schema->axes);
    schema->units = eg_arena_alloc(w->arena, raw->n_units + 1, sizeof *schema->units);
    w->plan->additive = eg_arena_alloc(w->arena, n + 1, sizeof *w->plan->additive);
    w->plan->units = eg_arena_alloc(w->arena, raw->n_units + 1, sizeof *w->plan->units);
    w->plan->unit_total =
        eg_arena_alloc(w->arena, raw->n_units + 1, sizeof *w->plan->unit_total);
    eg_axis_settled *axes = eg_arena_alloc(w->arena, n + raw->n_units + 2, sizeof *axes);
    if (schema->items == NULL || schema->axes == NULL || schema->units == NULL ||
        w->plan->additive == NULL || w->plan->units == NULL || w->plan->unit_total == NULL ||
        axes == NULL)
        return eg_fail_memory(w->err);
    w->axes = axes;
    for (uint32_t i = 0; i < n && status == EG_OK; i++)
        status = make_item(w, order[i], i);
    if (status == EG_OK)
        status = eg_given_carry_axes(w, n);
    if (status == EG_OK)
        status = make_outcomes(w);
    w->settled->axes = axes;
    return status;
}

/* Two columns crossed: the schema is made there, the outcomes here. */
static eg_status make_crosses(work *w)
{
    eg_schema *schema = eg_arena_alloc(w->arena, 1, sizeof *schema);
    size_t units = w->raw->n_units + 1;
    w->plan->units = eg_arena_alloc(w->arena, units, sizeof *w->plan->units);
    w->plan->unit_total = eg_arena_alloc(w->arena, units, sizeof *w->plan->unit_total);
    if (schema == NULL || w->plan->units == NULL || w->plan->unit_total == NULL)
        return eg_fail_memory(w->err);
    *schema = *w->raw;
    w->plan->schema = schema;
    schema->units = eg_arena_alloc(w->arena, units, sizeof *schema->units);
    if (schema->units == NULL)
        return eg_fail_memory(w->err);
    eg_status status = eg_given_cross(w);
    if (status == EG_OK)
        status = make_outcomes(w);
    w->settled->axes = w->axes;
    return status;
}

eg_status eg_given_settle(eg_coder *coder, eg_settled *settled, eg_given_plan *plan,
                          eg_error *err)
{
    work w = {.coder = coder,
              .raw = coder->schema,
              .settings = coder->schema->settings,
              .settled = settled,
              .raw_axes = settled->axes,
              .plan = plan,
              .arena = settled->arena,
              .err = err};
    bool raw_crosses = coder->schema->settings->group_cross;
    *plan = (eg_given_plan){.n_groups = eg_words_count(coder->groups)};
    plan->item = eg_arena_alloc(w.arena, plan->n_groups + 1, sizeof *plan->item);
    plan->level = eg_arena_alloc(w.arena, plan->n_groups + 1, sizeof *plan->level);
    plan->aside = eg_arena_alloc(w.arena, plan->n_groups + 1, sizeof *plan->aside);
    plan->per_hundred =
        eg_arena_alloc(w.arena, coder->schema->n_figures + 1, sizeof *plan->per_hundred);
    if (plan->item == NULL || plan->level == NULL || plan->aside == NULL ||
        plan->per_hundred == NULL)
        return eg_fail_memory(err);
    eg_status status = raw_crosses ? make_crosses(&w) : read_groups(&w);
    if (raw_crosses) {
        find_percentages(&w);
        return status;
    }
    for (size_t g = 0; g < w.n && status == EG_OK; g++) {
        plan->item[g] = w.groups[g].total ? 0 : EG_NO_WORD;
        plan->aside[g] = w.groups[g].aside;
    }
    if (status == EG_OK)
        status = check_parts(&w);
    if (status == EG_OK)
        status = make_schema(&w);
    if (status == EG_OK)
        find_percentages(&w);
    return status;
}
