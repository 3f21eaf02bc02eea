/* What a group is compared with: the user's references, settled for one unit, outcome and item.
 */
#include "statistics/engine.h"

#include <stdlib.h>
#include <string.h>

static int compare_labels(const void *a, const void *b)
{
    const eg_reference_at *left = a, *right = b;
    int order = strcmp(left->label, right->label);
    /* "highest" of the trend comes after the groups that were best in single years. */
    if (left->kind == EG_REFERENCE_HIGHEST && right->kind == EG_REFERENCE_HIGHEST &&
        left->trend_only != right->trend_only)
        return left->trend_only ? 1 : -1;
    return order;
}

/* The dimension's own reference of the config, else those asked for all. */
static const eg_reference *asked(const eg_analysis *analysis, const eg_item *item, size_t *n)
{
    const eg_axis *axis = &analysis->schema->axes[item->axis[0]];
    if (item->n_axes == 1 && axis->spec != NULL && axis->spec->has_reference) {
        *n = 1;
        return &axis->spec->reference;
    }
    *n = analysis->settings->n_references;
    return analysis->settings->references;
}

/* The group of a one-axis item that has this label; SIZE_MAX: none. */
static size_t group_of_label(const eg_analysis *analysis, size_t item, const char *label)
{
    for (size_t g = 0; g < eg_views_groups(analysis->views, item); g++)
        if (strcmp(eg_views_group(analysis->views, item, g), label) == 0)
            return g;
    return SIZE_MAX;
}

static bool names_item(const eg_analysis *analysis, const eg_reference *reference, size_t item)
{
    const eg_item *named = &analysis->schema->items[item - 1];
    return reference->dimension == NULL || strcmp(named->name, reference->dimension) == 0 ||
           (named->n_axes == 1 &&
            strcmp(analysis->schema->axes[named->axis[0]].name, reference->dimension) == 0);
}

size_t eg_reference_group(const eg_analysis *analysis, size_t item)
{
    size_t n, group = SIZE_MAX;
    const eg_reference *references = asked(analysis, &analysis->schema->items[item - 1], &n);
    for (size_t r = 0; r < n && group == SIZE_MAX; r++)
        if (references[r].kind == EG_REFERENCE_LEVEL &&
            names_item(analysis, &references[r], item))
            group = group_of_label(analysis, item, references[r].level);
    return group;
}

typedef struct {
    const eg_analysis *analysis;
    size_t outcome;
    eg_place place;
    eg_reference_at *out;
    size_t n;
    eg_arena *labels;
    bool own_only; /* what is added now is for statistics with a reference of their own */
} gather;

static void add(gather *g, eg_reference_at reference)
{
    if (reference.label == NULL || g->n == EG_REFERENCES_MOST)
        return;
    reference.own_only = g->own_only;
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->out[i].label, reference.label) == 0 &&
            g->out[i].trend_only == reference.trend_only) {
            g->out[i].own_only = g->out[i].own_only && reference.own_only;
            return;
        }
    g->out[g->n++] = reference;
}

/* Each group that was the best in some year, and one row for the trend against each year's
 * best. */
static void add_highest(gather *g)
{
    size_t level = eg_outcome_kind(g->analysis, g->outcome) == EG_KIND_LEVELS
                       ? g->analysis->settled->outcomes[g->outcome].n_levels - 1
                       : SIZE_MAX;
    for (size_t y = 0; y < eg_views_years(g->analysis->views); y++) {
        eg_place place = g->place;
        place.year = (uint32_t)y;
        size_t best = eg_best_group(g->analysis, g->outcome, place, level);
        if (best == SIZE_MAX)
            continue;
        const char *name = eg_views_group(g->analysis->views, place.item, best);
        add(g, (eg_reference_at){.kind = EG_REFERENCE_HIGHEST,
                                 .label = eg_arena_printf(g->labels, "highest:%s", name),
                                 .group = best,
                                 .by_year = true});
    }
    add(g, (eg_reference_at){.kind = EG_REFERENCE_HIGHEST,
                             .label = "highest",
                             .group = SIZE_MAX,
                             .trend_only = true});
}

static void add_level(gather *g, const eg_reference *reference)
{
    size_t group = names_item(g->analysis, reference, g->place.item)
                       ? group_of_label(g->analysis, g->place.item, reference->level)
                       : SIZE_MAX;
    if (group == SIZE_MAX) {
        add(g, (eg_reference_at){.kind = EG_REFERENCE_REST, .label = "rest"});
        return;
    }
    const char *name = g->analysis->schema->items[g->place.item - 1].name;
    add(g,
        (eg_reference_at){.kind = EG_REFERENCE_LEVEL,
                          .label = eg_arena_printf(g->labels, "%s=%s", name, reference->level),
                          .group = group});
}

static void add_one(gather *g, const eg_reference *reference)
{
    switch (reference->kind) {
    case EG_REFERENCE_REST:
        add(g, (eg_reference_at){.kind = EG_REFERENCE_REST, .label = "rest"});
        break;
    case EG_REFERENCE_OVERALL:
        add(g, (eg_reference_at){.kind = EG_REFERENCE_OVERALL, .label = "overall"});
        break;
    case EG_REFERENCE_HIGHEST:
        add_highest(g);
        break;
    case EG_REFERENCE_LEVEL:
        add_level(g, reference);
        break;
    case EG_REFERENCE_GOAL:
        add(g, (eg_reference_at){.kind = EG_REFERENCE_GOAL,
                                 .label = reference->goal_text,
                                 .goal = reference->goal});
        break;
    case EG_REFERENCE_STATE:
        add(g, (eg_reference_at){.kind = EG_REFERENCE_STATE, .label = "state"});
        break;
    }
}

/* What selected statistics of such outcomes always take, each once: to find the best groups
 * takes long, and so does a walk to references that no row asks for. */
static void add_own(gather *g)
{
    size_t sort = eg_outcome_sort(g->analysis, g->outcome);
    const eg_own_references *own = &g->analysis->own_references[sort];
    g->own_only = true;
    for (size_t i = 0; i < own->n; i++)
        add_one(g, &(eg_reference){.kind = own->kind[i]});
    g->own_only = false;
}

size_t eg_references_of(const eg_analysis *analysis, size_t outcome, const eg_place *place,
                        eg_reference_at *out, eg_arena *labels)
{
    gather g = {analysis, outcome, *place, out, 0, labels, false};
    size_t n = analysis->settings->n_references;
    const eg_reference *references = analysis->settings->references;
    if (place->item != EG_ITEM_ALL) {
        references = asked(analysis, &analysis->schema->items[place->item - 1], &n);
        add_own(&g);
    }
    for (size_t i = 0; i < n; i++)
        if (place->item != EG_ITEM_ALL || references[i].kind == EG_REFERENCE_GOAL)
            add_one(&g, &references[i]);
    qsort(out, g.n, sizeof *out, compare_labels);
    return g.n;
}

static eg_status check_level(const eg_analysis *analysis, const eg_reference *reference,
                             size_t item, eg_error *err)
{
    size_t n = eg_views_groups(analysis->views, item);
    if (group_of_label(analysis, item, reference->level) != SIZE_MAX)
        return EG_OK;
    const char **names = eg_alloc(n, sizeof *names);
    if (names == NULL)
        return eg_fail_memory(err);
    for (size_t g = 0; g < n; g++)
        names[g] = eg_views_group(analysis->views, item, g);
    const char *near = eg_text_nearest(eg_text_of(reference->level), names, n);
    eg_status status =
        near == NULL
            ? eg_fail(err, EG_E_USAGE,
                      "--reference names the level \"%s\", which \"%s\" does not have",
                      reference->level, analysis->schema->items[item - 1].name)
            : eg_fail(err, EG_E_USAGE,
                      "--reference names the level \"%s\", which \"%s\" does not have; "
                      "did you mean \"%s\"?",
                      reference->level, analysis->schema->items[item - 1].name, near);
    eg_free(names);
    return status;
}

eg_status eg_references_check(const eg_analysis *analysis, eg_error *err)
{
    for (size_t r = 0; r < analysis->settings->n_references; r++) {
        const eg_reference *reference = &analysis->settings->references[r];
        bool found = reference->kind != EG_REFERENCE_LEVEL;
        for (size_t i = 1; i < eg_views_items(analysis->views) && !found; i++) {
            if (!names_item(analysis, reference, i))
                continue;
            found = true;
            eg_status status = check_level(analysis, reference, i, err);
            if (status != EG_OK)
                return status;
        }
        if (!found)
            return eg_fail(
                err, EG_E_USAGE,
                "--reference names the dimension \"%s\", which is not analysed; add it "
                "to --by",
                reference->dimension);
    }
    return EG_OK;
}
