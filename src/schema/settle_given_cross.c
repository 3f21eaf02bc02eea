/* Rows that are combinations of two columns of groups: two dimensions and their cross. */
#include <stdlib.h>
#include <string.h>

#include "schema/settle_given.h"
#include "schema/spec_parse.h"

enum { FIRST, SECOND, CROSS, KINDS };

/* A column's levels without those that mean everybody. */
typedef struct {
    const eg_axis_settled *raw;
    uint32_t *level; /* [raw level]; EG_NO_WORD: everybody */
} side;

static bool make_side(eg_given_work *w, size_t which, int32_t axis, side *out)
{
    const eg_axis_settled *raw = &w->raw_axes[axis];
    eg_axis_settled *to = &w->axes[which];
    out->raw = raw;
    out->level = eg_arena_alloc(w->arena, raw->n + 1, sizeof *out->level);
    to->levels = eg_arena_alloc(w->arena, raw->n + 1, sizeof *to->levels);
    to->final_of = eg_arena_alloc(w->arena, 1, sizeof *to->final_of);
    if (out->level == NULL || to->levels == NULL || to->final_of == NULL)
        return false;
    to->unknown = EG_NO_WORD;
    for (uint32_t l = 0; l < raw->n; l++) {
        out->level[l] = EG_NO_WORD;
        if (eg_given_is_total(w, raw->levels[l].label) || l == raw->unknown)
            continue;
        out->level[l] = (uint32_t)to->n;
        to->levels[to->n++] = raw->levels[l];
    }
    to->n_raw = 1;
    to->final_of[EG_LEVEL_UNKNOWN] = EG_NO_WORD;
    return true;
}

static int compare_pairs(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    if (left[0] != right[0])
        return left[0] < right[0] ? -1 : 1;
    return left[1] < right[1] ? -1 : left[1] > right[1];
}

/* What each pair of levels that rows have is; kind[g]: KINDS is the whole. */
static void read_pair(const eg_given_work *w, const side sides[2], size_t g, uint32_t at[2],
                      size_t *kind)
{
    const int32_t axis[2] = {w->raw->group_dimension_axis, w->raw->group_axis};
    uint32_t pair[2];
    memcpy(pair, eg_words_at(w->coder->groups, (uint32_t)g).at, sizeof pair);
    bool blank = false;
    for (size_t k = 0; k < 2; k++) {
        uint32_t level = w->raw_axes[axis[k]].final_of[pair[k]];
        blank = blank || level == sides[k].raw->unknown;
        at[k] = sides[k].level[level];
    }
    w->plan->aside[g] = blank;
    bool first = at[0] != EG_NO_WORD, second = at[1] != EG_NO_WORD;
    *kind = first && second ? CROSS : first ? FIRST : second ? SECOND : KINDS;
}

static bool list_pairs(eg_given_work *w, const side sides[2])
{
    eg_given_plan *plan = w->plan;
    plan->pairs = eg_arena_alloc(w->arena, plan->n_groups + 1, sizeof *plan->pairs);
    for (size_t g = 0; plan->pairs != NULL && g < plan->n_groups; g++) {
        size_t kind;
        read_pair(w, sides, g, plan->pairs[plan->n_pairs], &kind);
        plan->n_pairs += kind == CROSS && !plan->aside[g];
    }
    if (plan->pairs == NULL)
        return false;
    qsort(plan->pairs, plan->n_pairs, sizeof *plan->pairs, compare_pairs);
    size_t kept = 0;
    for (size_t i = 0; i < plan->n_pairs; i++)
        if (kept == 0 || compare_pairs(plan->pairs[kept - 1], plan->pairs[i]) != 0)
            memcpy(plan->pairs[kept++], plan->pairs[i], sizeof plan->pairs[i]);
    plan->n_pairs = kept;
    return true;
}

/* ---- which are wanted ---- */

static eg_status kind_of(const eg_given_work *w, const eg_strings *columns, size_t *kind)
{
    const char *names[2] = {w->plan->schema->axes[0].name, w->plan->schema->axes[1].name};
    bool first = eg_strings_have(columns, names[0]),
         second = eg_strings_have(columns, names[1]);
    *kind = first && second ? CROSS : first ? FIRST : SECOND;
    if (columns->n == (size_t)first + (size_t)second && columns->n > 0)
        return EG_OK;
    return eg_fail(
        w->err, EG_E_USAGE,
        "--by names \"%s\"; of rows that are combinations there are \"%s\", \"%s\" and their "
        "cross",
        columns->at[0], names[0], names[1]);
}

static bool name_item(eg_given_work *w, eg_item *item)
{
    const eg_axis *axes = w->plan->schema->axes;
    const char *first = eg_name_quote(w->arena, axes[item->axis[0]].name);
    item->name = first;
    item->label = axes[item->axis[0]].label;
    if (item->n_axes == 2 && first != NULL) {
        const char *second = eg_name_quote(w->arena, axes[item->axis[1]].name);
        item->name = second == NULL ? NULL : eg_arena_printf(w->arena, "%s*%s", first, second);
        item->label =
            eg_arena_printf(w->arena, "%s by %s", item->label, axes[item->axis[1]].label);
    }
    return item->name != NULL && item->label != NULL;
}

/* item_of[kind]: its number, 0: not wanted. */
static eg_status make_items(eg_given_work *w, uint32_t item_of[KINDS])
{
    static const eg_item shapes[KINDS] = {
        {.axis = {0}, .n_axes = 1}, {.axis = {1}, .n_axes = 1}, {.axis = {0, 1}, .n_axes = 2}};
    eg_schema *schema = w->plan->schema;
    size_t wanted = w->settings->n_by == 0 ? (size_t)KINDS : w->settings->n_by;
    schema->n_items = 0;
    schema->items = eg_arena_alloc(w->arena, wanted + 1, sizeof *schema->items);
    w->plan->additive = eg_arena_alloc(w->arena, wanted + 2, sizeof *w->plan->additive);
    if (schema->items == NULL || w->plan->additive == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < wanted; i++) {
        size_t kind = i;
        eg_status status =
            w->settings->n_by == 0 ? EG_OK : kind_of(w, &w->settings->by[i].columns, &kind);
        if (status != EG_OK)
            return status;
        if (item_of[kind] != 0)
            continue;
        schema->items[schema->n_items] = shapes[kind];
        if (!name_item(w, &schema->items[schema->n_items]))
            return eg_fail_memory(w->err);
        item_of[kind] = (uint32_t)++schema->n_items;
    }
    return EG_OK;
}

static eg_status place_groups(eg_given_work *w, const side sides[2],
                              const uint32_t item_of[KINDS])
{
    eg_given_plan *plan = w->plan;
    for (size_t g = 0; g < plan->n_groups; g++) {
        uint32_t at[2];
        size_t kind;
        read_pair(w, sides, g, at, &kind);
        plan->item[g] = kind == KINDS ? 0 : item_of[kind];
        if (kind < KINDS && item_of[kind] == 0)
            plan->item[g] = EG_NO_WORD;
        plan->level[g] = kind == FIRST ? at[0] : kind == SECOND ? at[1] : 0;
        if (kind != CROSS || plan->aside[g])
            continue;
        const uint32_t *found =
            bsearch(at, plan->pairs, plan->n_pairs, sizeof *plan->pairs, compare_pairs);
        plan->level[g] = (uint32_t)((size_t)(found - plan->pairs[0]) / 2);
    }
    return EG_OK;
}

eg_status eg_given_cross(eg_given_work *w)
{
    const int32_t axis[2] = {w->raw->group_dimension_axis, w->raw->group_axis};
    eg_schema *schema = w->plan->schema;
    side sides[2];
    uint32_t item_of[KINDS] = {0};
    size_t most = 2 + w->raw->n_units + 1;
    if (w->settings->n_parts > 0)
        return eg_fail(
            w->err, EG_E_USAGE,
            "--parts is for one column of groups; of rows that are combinations the input must "
            "have its rows of everybody");
    schema->axes = eg_arena_alloc(w->arena, most, sizeof *schema->axes);
    w->axes = eg_arena_alloc(w->arena, most, sizeof *w->axes);
    if (schema->axes == NULL || w->axes == NULL)
        return eg_fail_memory(w->err);
    for (size_t k = 0; k < 2; k++) {
        schema->axes[k] = w->raw->axes[axis[k]];
        schema->axes[k].field = schema->axes[k].parent_field = -1;
        if (!make_side(w, k, axis[k], &sides[k]))
            return eg_fail_memory(w->err);
    }
    if (!list_pairs(w, sides))
        return eg_fail_memory(w->err);
    eg_status status = eg_given_carry_axes(w, 2);
    if (status == EG_OK)
        status = make_items(w, item_of);
    return status == EG_OK ? place_groups(w, sides, item_of) : status;
}
