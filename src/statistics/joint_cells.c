/* The joint cells of a place as designs take them: read once for all groups of an address. */
#include <string.h>

#include "statistics/joint_design.h"
#include "statistics/memo.h"

static size_t read_place(const eg_ask *ask, const eg_place *place, eg_design_cell *cells)
{
    const eg_views *views = ask->analysis->views;
    size_t first, n = eg_views_joint_cells(views, place, &first), count = 0, stratum = SIZE_MAX;
    bool complete = false;
    for (size_t i = 0; cells != NULL && i < n; i++) {
        eg_joint_cell cell = eg_views_joint_cell(views, place, first + i);
        eg_joint_figures sums;
        if (cell.stratum != stratum) /* they come one after another */
            complete =
                eg_views_stratum_complete(views, place->scope, place->item, cell.stratum);
        stratum = cell.stratum;
        eg_views_joint_figures(views, ask->outcome, place, &cell, &sums);
        if (sums.n == 0)
            continue;
        cells[count++] = (eg_design_cell){.group = cell.group,
                                          .stratum = cell.stratum,
                                          .unit = place->unit,
                                          .complete = complete,
                                          .n = sums.n,
                                          .x = sums.x,
                                          .sum = sums.sum,
                                          .square = sums.square};
    }
    return cells == NULL ? n : count;
}

/* The cells that have a value of the outcome, of all units where clustered, in their order;
 * NULL: no memory. */
static eg_design_cell *read_cells(const eg_ask *ask, bool clustered, size_t *count)
{
    eg_place place = ask->place;
    size_t n = 0, from = place.unit, to = from + 1;
    if (clustered) {
        place.scope = 1;
        from = 0;
        to = eg_views_units(ask->analysis->views, 1);
    }
    for (size_t u = from; u < to; u++) {
        place.unit = (uint32_t)u;
        n += read_place(ask, &place, NULL);
    }
    eg_design_cell *cells = eg_alloc(n + 1, sizeof *cells);
    *count = 0;
    for (size_t u = from; u < to && cells != NULL; u++) {
        place.unit = (uint32_t)u;
        *count += read_place(ask, &place, cells + *count);
    }
    return cells;
}

const eg_design_cell *eg_design_cells(const eg_ask *ask, bool clustered, eg_design_cell **own,
                                      size_t *count)
{
    eg_memo *memo = ask->memo;
    size_t year = ask->place.year;
    eg_memo_key key = {.place = ask->place, .outcome = ask->outcome, .reference = -1};
    key.place.group = key.place.year = 0;
    *own = NULL;
    if (memo == NULL || year >= EG_YEARS_MOST)
        return *own = read_cells(ask, clustered, count);
    if (!eg_memo_same(&memo->gathered.key, &key)) {
        eg_memo_forget_cells(memo);
        memo->gathered.key = key;
    }
    eg_design_cell **kept = &memo->gathered.cells[clustered][year];
    if (*kept == NULL)
        *kept = read_cells(ask, clustered, &memo->gathered.n[clustered][year]);
    *count = memo->gathered.n[clustered][year];
    return *kept;
}
