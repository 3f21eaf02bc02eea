/* Cells of rows that are groups: the same figures from views. */
#include <math.h>

#include "audit/store.h"

typedef struct {
    eg_audit *audit;
    const eg_audit_cells *cells;
    uint32_t file;
    size_t outcome;
    eg_error *err;
} reader;

static double open_end(uint64_t high)
{
    return high == UINT64_MAX ? INFINITY : (double)high;
}

static eg_status take(const reader *r, uint32_t cell, uint32_t part, const eg_bounds *bounds)
{
    eg_quantity *q = eg_audit_quantity_add(r->audit, cell, part);
    if (q == NULL)
        return eg_fail_memory(r->err);
    static const eg_figure_shown as[] = {[EG_GIVEN_EXACT] = FIGURE_SHOWN,
                                         [EG_GIVEN_BOUNDS] = FIGURE_CODED,
                                         [EG_GIVEN_HIDDEN] = FIGURE_HIDDEN,
                                         [EG_GIVEN_NONE] = FIGURE_NONE};
    q->shown = as[bounds->state];
    q->low = bounds->state == EG_GIVEN_NONE ? 0 : (double)bounds->low;
    q->high = bounds->state == EG_GIVEN_NONE ? INFINITY : open_end(bounds->high);
    q->by_percent = bounds->state == EG_GIVEN_HIDDEN && part != PART_N && q->low == q->high;
    return EG_OK;
}

static eg_address address_of(const reader *r, const eg_place *p)
{
    const eg_views *views = r->cells->views;
    const eg_schema *schema = r->cells->schema;
    eg_audit *audit = r->audit;
    const char *type = p->scope == 0 ? "all" : schema->axes[schema->units[p->scope - 1]].name;
    const char *dimension = p->item == EG_ITEM_ALL ? "all" : schema->items[p->item - 1].name;
    return (eg_address){{r->file, eg_audit_word(audit, schema->outcomes[r->outcome].name),
                         eg_audit_word(audit, eg_views_year(views, p->year)),
                         eg_audit_word(audit, type),
                         eg_audit_word(audit, eg_views_unit(views, p->scope, p->unit)),
                         eg_audit_word(audit, dimension),
                         eg_audit_word(audit, eg_views_group(views, p->item, p->group))}};
}

static eg_status take_place(const reader *r, const eg_place *p)
{
    const eg_views *views = r->cells->views;
    const eg_outcome_settled *settled = &r->cells->settled->outcomes[r->outcome];
    if (eg_views_cell(views, p) == SIZE_MAX)
        return EG_OK;
    eg_address at = address_of(r, p);
    uint32_t cell = eg_audit_cell_add(r->audit, &at);
    if (cell == EG_NO_WORD)
        return eg_fail_memory(r->err);
    eg_bounds n = eg_views_bounds(views, r->outcome, p, EG_BOUNDS_N);
    eg_status status = take(r, cell, PART_N, &n);
    size_t counts = settled->kind == EG_KIND_LEVELS ? settled->n_levels
                    : settled->kind == EG_KIND_MEAN ? 0
                                                    : 1;
    for (size_t k = 0; k < counts && status == EG_OK; k++) {
        eg_bounds x = eg_views_bounds(views, r->outcome, p, k);
        uint32_t part = settled->kind == EG_KIND_LEVELS
                            ? eg_audit_word(r->audit, settled->levels[k]) + PART_LEVEL
                            : (uint32_t)PART_COUNT;
        status = take(r, cell, part, &x);
    }
    return status;
}

static eg_status note_declared(const reader *r)
{
    const eg_schema *schema = r->cells->schema;
    eg_audit *audit = r->audit;
    for (size_t i = 0; r->cells->additive != NULL && i < schema->n_items; i++) {
        if (!r->cells->additive[i + 1])
            continue;
        uint32_t *words =
            eg_realloc(audit->declared_words, audit->n_declared + 1, sizeof *words);
        if (words == NULL)
            return eg_fail_memory(r->err);
        audit->declared_words = words;
        words[audit->n_declared++] = eg_audit_word(audit, schema->items[i].name);
    }
    return EG_OK;
}

static eg_status take_outcome(const reader *r)
{
    const eg_views *views = r->cells->views;
    eg_status status = EG_OK;
    for (uint32_t s = 0; s < eg_views_scopes(views); s++)
        for (uint32_t u = 0; u < eg_views_units(views, s); u++)
            for (uint32_t i = 0; i < eg_views_items(views); i++)
                for (uint32_t g = 0; g < eg_views_groups(views, i); g++)
                    for (uint32_t y = 0; y < eg_views_years(views) && status == EG_OK; y++)
                        status = take_place(r, &(eg_place){s, u, i, g, y});
    return status;
}

eg_status eg_audit_views(eg_audit *audit, uint32_t file, const eg_audit_cells *cells,
                         eg_error *err)
{
    reader r = {audit, cells, file, 0, err};
    eg_status status = note_declared(&r);
    for (; r.outcome < cells->schema->n_outcomes && status == EG_OK; r.outcome++)
        status = take_outcome(&r);
    return status;
}
