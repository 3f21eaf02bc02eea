/* What the regressions of an item's groups against the rest share. */
#include "statistics/joint_page.h"

#include <string.h>

#include "base/exact.h"
#include "statistics/memo.h"

/* Cells of all years' pages kept at a time, in cells of the covariates. */
enum { CELLS_MOST = 1 << 18 };

struct eg_joint_page {
    bool clustered, usable, separated;
    eg_design whole;
    eg_apart apart;
    size_t groups, n;
    size_t *from;     /* [group]: where its cells begin */
    uint32_t *cell;   /* of whole, or of by */
    double *students; /* then mean and ss */
    /* clustered: all students by stratum and unit; cell is of these then */
    eg_clustered by;
    uint32_t *by_cell;   /* then cluster */
    double *by_students; /* then mean */
    /* the group answered last */
    uint32_t last;
    bool answered;
    eg_oaxaca parts;
    bool parted; /* part is of_part's */
    uint32_t of_part;
    eg_part part;
};

void eg_joint_page_free(eg_joint_page *page)
{
    if (page == NULL)
        return;
    eg_design_clear(&page->whole);
    eg_apart_clear(&page->apart);
    eg_free(page->from);
    eg_free(page->cell);
    eg_free(page->students);
    eg_free(page->by_cell);
    eg_free(page->by_students);
    eg_free(page);
}

void eg_memo_forget_pages(eg_memo *memo)
{
    for (size_t c = 0; c < 2; c++)
        for (size_t y = 0; y < EG_YEARS_MOST; y++)
            eg_joint_page_free(memo->pages.of[c][y]);
    memset(&memo->pages, 0, sizeof memo->pages);
}

/* ---- each group's cells
 * ------------------------------------------------------------------------- */

static bool counts(const eg_joint_page *page, const eg_design_cell *cell)
{
    return cell->complete && cell->group < page->groups;
}

/* Cells of whole, or of by, are in the order of the joint cells. */
static void place_cells(eg_joint_page *page, const eg_design_cell *cells, size_t n, bool mean)
{
    double *means = page->students + page->n, *ss = means + page->n;
    const eg_cells *whole = &page->whole.cells;
    const double *all = page->clustered ? page->by.students : whole->n;
    const double *all_mean = page->clustered ? page->by.mean : whole->mean;
    size_t row = 0;
    const eg_design_cell *before = NULL;
    for (size_t i = 0; i < n; i++) {
        const eg_design_cell *cell = &cells[i];
        if (!cell->complete)
            continue;
        row +=
            before != NULL && (before->stratum != cell->stratum || before->unit != cell->unit);
        before = cell;
        if (!counts(page, cell))
            continue;
        size_t at = page->from[cell->group]++;
        page->cell[at] = (uint32_t)row;
        page->students[at] = (double)cell->n;
        ss[at] = 0;
        if (page->students[at] >= all[row]) { /* nobody else is there */
            means[at] = all_mean[row];
            ss[at] = page->clustered || !mean ? 0 : whole->ss[row];
        } else if (mean && page->clustered) /* nobody asks for the squares of clusters */
            means[at] = eg_exact_mean(cell->n, cell->sum);
        else if (mean)
            eg_exact_moments(cell->n, cell->sum, &cell->square, &means[at], &ss[at]);
        else
            means[at] = (double)cell->x / (double)cell->n;
    }
}

static bool sort_cells(eg_joint_page *page, const eg_design_cell *cells, size_t n, bool mean)
{
    page->from = eg_alloc_zero(page->groups + 2, sizeof *page->from);
    if (page->from == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        if (counts(page, &cells[i]))
            page->from[cells[i].group + 1]++;
    for (size_t g = 0; g < page->groups; g++)
        page->from[g + 1] += page->from[g];
    page->n = page->from[page->groups];
    page->cell = eg_alloc(page->n + 1, sizeof *page->cell);
    page->students = eg_alloc(page->n + 1, 3 * sizeof *page->students);
    if (page->cell == NULL || page->students == NULL)
        return false;
    place_cells(page, cells, n, mean);
    for (size_t g = page->groups; g > 0; g--) /* each now stands where the next began */
        page->from[g] = page->from[g - 1];
    page->from[0] = 0;
    return true;
}

/* ---- everybody by stratum and unit
 * -------------------------------------------------------------- */

static bool add_to(eg_design_cell *all, const eg_design_cell *more)
{
    all->n += more->n;
    all->x += more->x;
    return eg_i128_add(&all->sum, more->sum);
}

/* How many cells from the first on, groups, are of its stratum and unit; *all: their sums, but
 * for the squares, which are the first one's. */
static size_t put_together(const eg_design_cell *cells, size_t n, eg_design_cell *all,
                           bool *held)
{
    size_t i = 1;
    *all = cells[0];
    *held = true;
    for (; i < n && cells[i].stratum == all->stratum && cells[i].unit == all->unit; i++)
        *held = add_to(all, &cells[i]) && *held;
    return i;
}

/* numbers: of strata, in the order in which eg_design_whole has them. */
static bool fill_clusters(eg_joint_page *page, uint32_t *numbers, const eg_design_cell *cells,
                          size_t n, bool mean)
{
    uint32_t *cell = page->by_cell, *cluster = cell + n, next = 0;
    double *students = page->by_students, *means = students + n;
    size_t at = 0;
    bool held = true;
    for (size_t i = 0; i < n && held;) {
        eg_design_cell all;
        i += put_together(cells + i, n - i, &all, &held);
        if (!all.complete)
            continue;
        if (numbers[all.stratum] == EG_NO_WORD)
            numbers[all.stratum] = next++;
        cell[at] = numbers[all.stratum];
        cluster[at] = all.unit;
        students[at] = (double)all.n;
        means[at] = mean ? eg_exact_mean(all.n, all.sum) : (double)all.x / (double)all.n;
        at++;
    }
    page->by.n = at;
    page->by.cell = cell;
    page->by.cluster = cluster;
    page->by.students = students;
    page->by.mean = means;
    return held;
}

static bool make_clusters(eg_joint_page *page, const eg_ask *ask, const eg_design_cell *cells,
                          size_t n, bool mean)
{
    if (!page->clustered)
        return true;
    uint32_t *numbers = eg_design_numbers(ask);
    page->by_cell = eg_alloc(n + 1, 2 * sizeof *page->by_cell);
    page->by_students = eg_alloc(n + 1, 2 * sizeof *page->by_students);
    page->by.clusters = eg_views_units(ask->analysis->views, 1);
    bool made = numbers != NULL && page->by_cell != NULL && page->by_students != NULL &&
                fill_clusters(page, numbers, cells, n, mean);
    eg_free(numbers);
    return made;
}

/* ---- separation that can be seen
 * ---------------------------------------------------------------- */

/* Somebody's level of a covariate tells the outcome: x of n at each level of each. */
static eg_status find_separated(eg_joint_page *page, const eg_ask *ask, size_t scope,
                                const eg_design_cell *cells, size_t n)
{
    const eg_analysis *a = ask->analysis;
    uint32_t axes[EG_COVARIATES_MOST];
    size_t many = eg_item_covariates(a->schema, ask->place.item - 1, axes), levels = 0;
    for (size_t k = 0; k < many; k++)
        levels += a->settled->axes[axes[k]].n;
    uint64_t *met = eg_alloc_zero(levels + 1, 2 * sizeof *met);
    if (met == NULL)
        return EG_E_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (!cells[i].complete)
            continue;
        const uint32_t *level =
            eg_views_stratum(a->views, scope, ask->place.item, cells[i].stratum);
        uint64_t *at = met;
        for (size_t k = 0; k < many; k++) {
            at[2 * level[k]] += cells[i].n;
            at[2 * level[k] + 1] += cells[i].x;
            at += 2 * a->settled->axes[axes[k]].n;
        }
    }
    const uint64_t *at = met;
    for (size_t k = 0; k < many; k++)
        for (size_t l = 0; l < a->settled->axes[axes[k]].n; l++, at += 2)
            page->separated = page->separated || (a->settled->axes[axes[k]].number == NULL &&
                                                  at[0] > 0 && (at[1] == 0 || at[1] == at[0]));
    eg_free(met);
    return EG_OK;
}

/* ---- making one
 * ---------------------------------------------------------------------------------- */

static eg_status fill(eg_joint_page *page, const eg_ask *ask, eg_error *err)
{
    eg_answer answer = {.status = EG_FACT_OK};
    eg_design_cell *own;
    size_t n = 0;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    eg_status status = eg_design_whole(&page->whole, ask, page->clustered, &answer, err);
    if (status != EG_OK || answer.status != EG_FACT_OK || page->whole.cells.cells == 0)
        return status;
    const eg_design_cell *cells = eg_design_cells(ask, page->clustered, &own, &n);
    page->groups = eg_views_groups(ask->analysis->views, ask->place.item);
    bool made = cells != NULL && make_clusters(page, ask, cells, n, mean) &&
                sort_cells(page, cells, n, mean) &&
                (mean || find_separated(page, ask, page->clustered ? 1 : ask->place.scope,
                                        cells, n) == EG_OK);
    eg_free(own);
    if (!made ||
        eg_apart_make(&page->apart, &page->whole.cells, &page->by, page->separated) != EG_OK)
        return eg_fail_memory(err);
    page->usable = true;
    return EG_OK;
}

eg_status eg_joint_page_of(const eg_ask *ask, bool clustered, eg_joint_page **out,
                           eg_error *err)
{
    eg_memo *memo = ask->memo;
    size_t year = ask->place.year;
    eg_memo_key key = {.place = ask->place, .outcome = ask->outcome, .reference = -1};
    key.place.group = key.place.year = 0;
    *out = NULL;
    if (memo == NULL || year >= EG_YEARS_MOST || ask->over_units ||
        ask->reference->kind != EG_REFERENCE_REST)
        return EG_OK;
    if (!eg_memo_same(&memo->pages.key, &key)) {
        eg_memo_forget_pages(memo);
        memo->pages.key = key;
    }
    eg_joint_page **kept = &memo->pages.of[clustered][year];
    if (*kept == NULL && memo->pages.cells < CELLS_MOST) {
        eg_joint_page *page = eg_alloc_zero(1, sizeof *page);
        if (page == NULL)
            return eg_fail_memory(err);
        *kept = page;
        page->clustered = clustered && eg_design_clusters(ask);
        eg_status status = page->clustered == clustered ? fill(page, ask, err) : EG_OK;
        memo->pages.cells += page->whole.cells.cells;
        if (status != EG_OK)
            return status;
    }
    if (*kept != NULL && clustered && !(*kept)->clustered)
        return eg_joint_page_of(ask, false, out, err);
    *out = *kept != NULL && (*kept)->usable ? *kept : NULL;
    return EG_OK;
}

/* ---- a group
 * ------------------------------------------------------------------------------------- */

bool eg_joint_page_clustered(const eg_joint_page *page)
{
    return page->clustered;
}

static eg_part part_of(eg_joint_page *page, uint32_t group)
{
    if (page->parted && page->of_part == group)
        return page->part;
    size_t from = page->from[group], n = page->from[group + 1] - from;
    eg_part part = {.n = n,
                    .cell = page->cell + from,
                    .students = page->students + from,
                    .mean = page->students + page->n + from,
                    .ss = page->students + 2 * page->n + from};
    for (size_t i = 0; i < n; i++) {
        part.total += part.students[i];
        part.successes += part.students[i] * part.mean[i];
    }
    page->parted = true;
    page->of_part = group;
    page->part = part;
    return part;
}

eg_design eg_joint_page_design(eg_joint_page *page, const eg_ask *ask)
{
    eg_design d = {.left_out = page->whole.left_out};
    d.n = (uint64_t)part_of(page, ask->place.group).total;
    d.reference = page->whole.reference - d.n;
    return d;
}

eg_status eg_joint_page_means(eg_joint_page *page, const eg_ask *ask, eg_estimate *estimate,
                              eg_oaxaca *parts)
{
    eg_status status = EG_OK;
    if (estimate == NULL && page->answered && page->last == ask->place.group) {
        *parts = page->parts;
        return status;
    }
    eg_part part = part_of(page, ask->place.group);
    status = eg_apart_means(&page->apart, &part, ask->analysis->settings->confidence, estimate,
                            parts);
    page->parts = *parts;
    page->last = ask->place.group;
    page->answered = status == EG_OK;
    return status;
}

eg_status eg_joint_page_logit(eg_joint_page *page, const eg_ask *ask, eg_estimate *estimate)
{
    eg_part part = part_of(page, ask->place.group);
    return eg_apart_logit(&page->apart, &part, ask->analysis->settings->confidence, estimate);
}
