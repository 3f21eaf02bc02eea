/* Views from given cells: rows to places, places to cells; nothing is added up but --parts. */
#include <stdlib.h>
#include <string.h>

#include "cube/given.h"

typedef struct {
    uint32_t scope, unit, item, group, year;
    uint32_t row;
} placed;

typedef struct {
    eg_given *given;
    const eg_given_plan *plan;
    eg_views *views;
    placed *rows;
    size_t n;
    eg_error *err;
} work;

/* ---- groups: those of the settled axes ---- */

/* The pairs of a cross that rows have. */
static bool make_pairs(eg_views *views, const eg_given_plan *plan, size_t number)
{
    eg_view_groups *list = &views->items[number];
    const eg_item *item = &views->schema->items[number - 1];
    const eg_axis_settled *axes = views->settled->axes;
    list->n = plan->n_pairs;
    list->groups = eg_arena_alloc(views->arena, list->n + 1, sizeof *list->groups);
    for (size_t g = 0; list->groups != NULL && g < list->n; g++) {
        eg_view_group *group = &list->groups[g];
        for (size_t k = 0; k < 2; k++) {
            group->levels[k] = plan->pairs[g][k];
            group->unknown = group->unknown || axes[item->axis[k]].unknown == group->levels[k];
        }
        group->label = eg_arena_printf(views->arena, "%s*%s",
                                       axes[item->axis[0]].levels[group->levels[0]].label,
                                       axes[item->axis[1]].levels[group->levels[1]].label);
        if (group->label == NULL)
            return false;
    }
    return list->groups != NULL;
}

static bool make_groups(eg_views *views, const eg_given_plan *plan)
{
    views->items = eg_arena_alloc(views->arena, views->n_items, sizeof *views->items);
    if (views->items == NULL)
        return false;
    for (size_t i = 0; i < views->n_items; i++) {
        if (i > 0 && views->schema->items[i - 1].n_axes == 2) {
            if (!make_pairs(views, plan, i))
                return false;
            continue;
        }
        uint32_t axis_number = i == 0 ? 0 : views->schema->items[i - 1].axis[0];
        const eg_axis_settled *axis = i == 0 ? NULL : &views->settled->axes[axis_number];
        eg_view_groups *list = &views->items[i];
        list->n = i == 0 ? 1 : axis->n;
        list->groups = eg_arena_alloc(views->arena, list->n + 1, sizeof *list->groups);
        if (list->groups == NULL)
            return false;
        for (uint32_t g = 0; g < list->n; g++) {
            list->groups[g].levels[0] = g;
            list->groups[g].label = i == 0 ? "All students" : axis->levels[g].label;
            list->groups[g].unknown = i > 0 && axis->unknown == g;
        }
    }
    return true;
}

/* ---- rows to places ---- */

/* The innermost unit that a row names; one that reads "All schools" names none. false: it names
 * one that nobody counted, as no row does but of a saved cube that was made up. */
static bool find_unit(const work *w, const uint32_t *key, placed *place)
{
    place->scope = place->unit = 0;
    for (uint32_t u = 0; u < w->given->schema->n_units; u++) {
        uint32_t level = w->plan->units[u]->final_of[key[2 + u]];
        if (level == EG_NO_WORD)
            return false;
        if (w->plan->unit_total[u][level])
            continue;
        place->scope = u + 1;
        place->unit = level;
    }
    return true;
}

static int compare_places(const void *a, const void *b)
{
    const placed *l = a, *r = b;
    const uint32_t left[] = {l->scope, l->unit, l->item, l->group, l->year};
    const uint32_t right[] = {r->scope, r->unit, r->item, r->group, r->year};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static eg_status place_rows(work *w)
{
    const eg_given *given = w->given;
    w->rows = eg_alloc(given->n, sizeof *w->rows);
    eg_free(w->given->why);
    w->given->why = eg_alloc_zero(given->n + 1, sizeof *w->given->why);
    if (w->rows == NULL || w->given->why == NULL)
        return eg_fail_memory(w->err);
    for (size_t r = 0; r < given->n; r++) {
        const uint32_t *key = given->keys + r * given->width;
        placed place = {.row = (uint32_t)r, .item = w->plan->item[key[0]]};
        if (w->plan->aside[key[0]]) {
            w->given->tally.no_group++;
            w->given->why[r] = EG_GIVEN_NO_GROUP;
            continue;
        }
        if (place.item == EG_NO_WORD) {
            w->given->tally.not_wanted++;
            continue;
        }
        place.group = w->plan->level[key[0]];
        place.year = w->plan->year == NULL ? 0 : w->plan->year->final_of[key[1]];
        if (!find_unit(w, key, &place) || place.year == EG_NO_WORD) {
            w->given->tally.not_wanted++;
            continue;
        }
        w->rows[w->n++] = place;
    }
    qsort(w->rows, w->n, sizeof *w->rows, compare_places);
    return EG_OK;
}

/* ---- places to cells ---- */

static void figures_of(const work *w, size_t row, size_t outcome, eg_given_figures *out)
{
    const eg_schema *schema = w->given->schema;
    const eg_figure *figures = w->given->figures + row * schema->n_figures;
    memset(out, 0, sizeof *out);
    out->kind = w->views->settled->outcomes[outcome].kind;
    out->mean_bounds = schema->settings->edition == EG_EDITION_INTERNAL;
    for (size_t f = 0; f < schema->n_figures; f++) {
        const eg_figure_column *column = &schema->figures[f];
        const eg_figure **places[] = {&out->n, &out->count, &out->rate, &out->mean, &out->sd};
        if (column->outcome != outcome)
            continue;
        if (column->role == EG_FIGURE_LEVEL)
            out->level[out->n_levels++] = &figures[f];
        else
            *places[column->role] = &figures[f];
    }
}

static void put_sums(eg_views *views, size_t o, size_t cell, const eg_given_sums *sums)
{
    const eg_slot *slot = &views->layout.slots[o];
    const eg_outcome_settled *settled = &views->settled->outcomes[o];
    uint64_t *words = eg_view_words(views, cell), *at = words + slot->at;
    size_t width = eg_given_width(settled->kind, settled->n_levels);
    memcpy(views->given[o] + cell * width, sums->bounds, width * sizeof *sums->bounds);
    bool usable = sums->bounds[0].state < EG_GIVEN_HIDDEN;
    for (size_t k = 1; k < width && settled->kind != EG_KIND_MEAN; k++)
        usable = usable && sums->bounds[k].state != EG_GIVEN_NONE;
    if (settled->kind == EG_KIND_MEAN)
        usable = usable && sums->bounds[1].state != EG_GIVEN_NONE;
    if (sums->students > words[0])
        words[0] = sums->students;
    at[EG_WORD_N] = usable ? sums->bounds[0].low : 0;
    for (size_t k = 1; k < width && settled->kind != EG_KIND_MEAN; k++)
        at[EG_WORD_FIRST + k - 1] = usable ? sums->bounds[k].low : 0;
    if (settled->kind == EG_KIND_MEAN && usable && sums->bounds[1].state == EG_GIVEN_EXACT) {
        memcpy(at + EG_WORD_FIRST, &sums->sum, sizeof sums->sum);
        memcpy(at + EG_WORD_FIRST + 2, &sums->square, sizeof sums->square);
    }
}

static bool same_figures(const work *w, uint32_t a, uint32_t b)
{
    size_t n = w->given->schema->n_figures;
    return memcmp(w->given->figures + a * n, w->given->figures + b * n,
                  n * sizeof *w->given->figures) == 0;
}

static uint32_t *cell_at(eg_views *views, const placed *p)
{
    eg_view_table *t = &views->tables[p->scope * views->n_items + p->item];
    return &t->cells[(p->unit * t->groups + p->group) * t->years + p->year];
}

static bool widen(eg_views *views)
{
    for (size_t o = 0; o < views->layout.n_slots; o++) {
        const eg_outcome_settled *settled = &views->settled->outcomes[o];
        size_t width = eg_given_width(settled->kind, settled->n_levels);
        size_t capacity = views->n_blocks * EG_VIEW_BLOCK;
        eg_bounds *grown = eg_realloc(views->given[o], capacity, width * sizeof *grown);
        if (grown == NULL)
            return false;
        views->given[o] = grown;
    }
    return true;
}

static bool make_cell(eg_views *views, const placed *p, size_t *cell)
{
    size_t blocks = views->n_blocks;
    if (!eg_view_new_cell(views, cell) || (views->n_blocks > blocks && !widen(views)))
        return false;
    *cell_at(views, p) = (uint32_t)*cell + 1;
    return true;
}

static eg_status fill_place(work *w, const placed *p)
{
    size_t cell = 0;
    if (!make_cell(w->views, p, &cell))
        return eg_fail_memory(w->err);
    for (size_t o = 0; o < w->views->layout.n_slots; o++) {
        eg_given_figures figures;
        eg_given_sums sums;
        figures_of(w, p->row, o, &figures);
        eg_given_combine(&figures, &sums);
        w->given->tally.inconsistent += sums.inconsistent;
        put_sums(w->views, o, cell, &sums);
    }
    return EG_OK;
}

/* An address that stands more than once counts once, or not at all where its rows differ. */
static eg_status fill_places(work *w)
{
    eg_given_tally *tally = &w->given->tally;
    eg_status status = EG_OK;
    for (size_t from = 0, to = 0; from < w->n && status == EG_OK; from = to) {
        bool same = true;
        for (to = from + 1; to < w->n && compare_places(&w->rows[from], &w->rows[to]) == 0;
             to++)
            same = same && same_figures(w, w->rows[from].row, w->rows[to].row);
        if (same) {
            tally->identical += to - from - 1;
            status = fill_place(w, &w->rows[from]);
        } else {
            for (size_t r = from; r < to; r++)
                w->given->why[w->rows[r].row] = EG_GIVEN_DIFFERS;
            tally->differing++;
            tally->differing_rows += to - from;
        }
    }
    if (status == EG_OK && w->n > 0 && tally->differing_rows == w->n)
        return eg_fail(w->err, EG_E_INPUT,
                       "every unit, year and group stands on several records with different "
                       "figures, so that none can be used; name the column of schools or "
                       "districts with --within, and keep one subject, grade or test with "
                       "--where");
    return status;
}

/* ---- wholes of additive parts ---- */

static const eg_bounds *bounds_at(const eg_views *views, size_t o, size_t cell)
{
    const eg_outcome_settled *settled = &views->settled->outcomes[o];
    return views->given[o] + cell * eg_given_width(settled->kind, settled->n_levels);
}

/* false: a part is missing or not exact, or the sums overflow. */
static bool add_part(const eg_views *views, size_t o, size_t cell, eg_given_sums *sums)
{
    const eg_outcome_settled *settled = &views->settled->outcomes[o];
    const eg_bounds *part = bounds_at(views, o, cell);
    const uint64_t *words = eg_view_words(views, cell), *at = words + views->layout.slots[o].at;
    size_t width = eg_given_width(settled->kind, settled->n_levels);
    for (size_t k = 0; k < width; k++) {
        bool spread = settled->kind == EG_KIND_MEAN && k == 2;
        if (part[k].state != EG_GIVEN_EXACT && !spread)
            return false;
        sums->bounds[k].low += part[k].low;
        sums->bounds[k].high = sums->bounds[k].low;
        if (spread && part[k].state != EG_GIVEN_EXACT)
            sums->bounds[k].state = EG_GIVEN_NONE;
    }
    sums->students += words[0];
    if (settled->kind == EG_KIND_MEAN) {
        eg_i128 sum;
        eg_u192 square;
        eg_moments_get(at + EG_WORD_FIRST, &sum, &square);
        sums->sum += sum;
        return eg_u192_add(&sums->square, &square);
    }
    return true;
}

static bool sum_parts(const eg_views *views, placed p, size_t o, eg_given_sums *sums)
{
    memset(sums, 0, sizeof *sums);
    for (uint32_t g = 0; g < eg_views_groups(views, p.item); g++) {
        p.group = g;
        uint32_t cell = *cell_at((eg_views *)views, &p);
        if (cell == 0 || !add_part(views, o, cell - 1, sums))
            return false;
    }
    return true;
}

static eg_status whole_of_parts(work *w, const placed *p)
{
    eg_views *views = w->views;
    placed whole = {.scope = p->scope, .unit = p->unit, .year = p->year};
    eg_given_sums sums;
    size_t cell = 0;
    if (*cell_at(views, &whole) != 0)
        return EG_OK;
    for (size_t o = 0; o < views->layout.n_slots; o++)
        if (!sum_parts(views, *p, o, &sums))
            return EG_OK;
    if (!make_cell(views, &whole, &cell))
        return eg_fail_memory(w->err);
    w->given->tally.summed++;
    for (size_t o = 0; o < views->layout.n_slots; o++) {
        (void)sum_parts(views, *p, o, &sums);
        put_sums(views, o, cell, &sums);
    }
    return EG_OK;
}

static eg_status fill_wholes(work *w)
{
    eg_status status = EG_OK;
    for (size_t r = 0; r < w->n && status == EG_OK; r++)
        if (w->rows[r].item > 0 && w->plan->additive[w->rows[r].item])
            status = whole_of_parts(w, &w->rows[r]);
    return status;
}

/* Groups that cannot be parts of their whole: nothing is subtracted there. */
static void count_beyond(work *w)
{
    const eg_views *views = w->views;
    for (size_t r = 0; r < w->n; r++) {
        const placed *p = &w->rows[r];
        placed whole = {.scope = p->scope, .unit = p->unit, .year = p->year};
        uint32_t cell = *cell_at(w->views, p), all = *cell_at(w->views, &whole);
        bool first = r == 0 || compare_places(&w->rows[r - 1], p) != 0;
        if (first && p->item > 0 && cell != 0 && all != 0 &&
            eg_view_words(views, all - 1)[0] < eg_view_words(views, cell - 1)[0])
            w->given->tally.beyond_whole++;
    }
}

/* ---- all of it ---- */

static void scale_percentages(work *w)
{
    const eg_schema *schema = w->given->schema;
    for (size_t f = 0; f < schema->n_figures; f++)
        for (size_t r = 0; w->plan->per_hundred[f] && r < w->given->n; r++)
            eg_figure_per_hundred(&w->given->figures[r * schema->n_figures + f]);
    eg_given_find_shares(w->given);
}

static eg_status fill(work *w)
{
    eg_views *views = w->views;
    eg_status status = EG_OK;
    views->given = eg_alloc_zero(views->layout.n_slots, sizeof *views->given);
    if (views->given == NULL || !make_groups(views, w->plan))
        return eg_fail_memory(w->err);
    for (size_t s = 0; s < views->n_scopes && status == EG_OK; s++)
        for (size_t i = 0; i < views->n_items && status == EG_OK; i++)
            status = eg_view_table_make(views, s, i, w->err);
    if (status == EG_OK)
        status = place_rows(w);
    if (status == EG_OK)
        status = fill_places(w);
    if (status == EG_OK)
        status = fill_wholes(w);
    if (status == EG_OK)
        count_beyond(w);
    return status;
}

eg_status eg_views_given(eg_views **out, eg_given *given, const eg_given_plan *plan,
                         const eg_settled *settled, eg_error *err)
{
    work w = {.given = given,
              .plan = plan,
              .views = eg_views_start(plan->schema, settled),
              .err = err};
    *out = NULL;
    if (w.views == NULL)
        return eg_fail_memory(err);
    scale_percentages(&w);
    eg_status status = fill(&w);
    eg_free(w.rows);
    if (status != EG_OK) {
        eg_views_free(w.views);
        return status;
    }
    *out = w.views;
    return EG_OK;
}

bool eg_views_are_given(const eg_views *views)
{
    return views->given != NULL;
}

eg_bounds eg_views_bounds(const eg_views *views, size_t outcome, const eg_place *place,
                          size_t count)
{
    size_t cell = eg_views_cell(views, place);
    const eg_bounds *bounds = cell == SIZE_MAX ? NULL : bounds_at(views, outcome, cell);
    if (bounds == NULL)
        return (eg_bounds){0, 0, EG_GIVEN_EXACT};
    return bounds[count == EG_BOUNDS_N ? 0 : count == EG_BOUNDS_SPREAD ? 2 : 1 + count];
}
