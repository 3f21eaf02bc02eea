/* Joint cells of the views: one table for each scope and different set of axes, in final
 * levels. */
#include <stdlib.h>
#include <string.h>

#include "cube/view_tables.h"

/* Cells by unit, year, levels: rising. */
typedef struct {
    uint32_t axis[EG_KEY_MOST]; /* without unit and year */
    size_t n_axes;
    uint32_t *keys;  /* [cell * (2 + n_axes)]: unit, year, levels */
    uint64_t *words; /* [cell * layout.words] */
    size_t n;
    size_t *from; /* [unit * years + year], and one past the last */
    size_t units;
} table;

/* How an item reads the table of its axes. */
typedef struct {
    size_t table;
    eg_joint_cell *cells; /* [place's stretch]: by stratum and group */
    uint32_t *strata;     /* [stratum * n_covariates] */
    size_t n_strata, n_covariates;
    uint32_t covariates[EG_COVARIATES_MOST];
} reading;

struct eg_joint_views {
    table *tables;
    size_t n_tables;
    reading *readings; /* [scope * n_items + item] */
    size_t n_readings;
    eg_joint_state *states; /* [item] */
};

/* ---- tables
 * ------------------------------------------------------------------------------------ */

/* Key and number of a cell, so that qsort needs no context. */
typedef struct {
    const uint32_t *key;
    size_t width, cell;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *left = a, *right = b;
    for (size_t i = 0; i < left->width; i++)
        if (left->key[i] != right->key[i])
            return left->key[i] < right->key[i] ? -1 : 1;
    return 0;
}

static eg_status gather(const eg_views *views, const eg_cubes *joint, const table *t,
                        size_t scope, eg_cells *into, eg_error *err)
{
    const eg_schema *schema = views->schema;
    eg_axis_set set = {.n = 0};
    if (schema->year >= 0)
        eg_axis_set_add(&set, (uint32_t)schema->year);
    if (scope > 0)
        eg_axis_set_add(&set, schema->units[scope - 1]);
    for (size_t k = 0; k < t->n_axes; k++)
        eg_axis_set_add(&set, t->axis[k]);
    const eg_cube *cube = eg_view_cube(joint, &set);
    for (size_t c = 0; cube != NULL && c < eg_cells_count(cube->cells); c++) {
        const uint64_t *from = eg_cells_words(cube->cells, c);
        uint32_t key[EG_KEY_MOST + 2] = {0};
        if (from[0] == 0)
            continue;
        if (scope > 0)
            key[0] = eg_view_final_level(views, cube, c, schema->units[scope - 1]);
        if (schema->year >= 0)
            key[1] = eg_view_final_level(views, cube, c, (uint32_t)schema->year);
        for (size_t k = 0; k < t->n_axes; k++)
            key[2 + k] = eg_view_final_level(views, cube, c, t->axis[k]);
        size_t cell = eg_cells_at(into, key);
        if (cell == SIZE_MAX)
            return eg_fail_memory(err);
        if (!eg_view_add_sums(views, &joint->layout, from, eg_cells_words(into, cell)))
            return eg_fail(err, EG_E_LIMIT, "a sum exceeds what can be held exactly");
    }
    return EG_OK;
}

/* Cells in rising order, and where each unit and year begins. */
static bool sort_table(const eg_views *views, table *t, const eg_cells *cells)
{
    size_t width = 2 + t->n_axes, words = views->layout.words, years = views->n_years;
    t->n = eg_cells_count(cells);
    t->keys = eg_alloc(t->n + 1, width * sizeof *t->keys);
    t->words = eg_alloc(t->n + 1, words * sizeof *t->words);
    t->from = eg_alloc_zero(t->units * years + 1, sizeof *t->from);
    entry *order = eg_alloc(t->n + 1, sizeof *order);
    bool made = t->keys != NULL && t->words != NULL && t->from != NULL && order != NULL;
    for (size_t c = 0; made && c < t->n; c++)
        order[c] = (entry){eg_cells_key(cells, c), width, c};
    if (made && t->n > 0)
        qsort(order, t->n, sizeof *order, compare_entries);
    for (size_t i = 0; made && i < t->n; i++) {
        memcpy(t->keys + i * width, order[i].key, width * sizeof *t->keys);
        memcpy(t->words + i * words, eg_cells_words(cells, order[i].cell),
               words * sizeof *t->words);
        t->from[order[i].key[0] * years + order[i].key[1] + 1]++;
    }
    for (size_t p = 0; made && p < t->units * years; p++)
        t->from[p + 1] += t->from[p];
    eg_free(order);
    return made;
}

static eg_status make_table(eg_views *views, const eg_cubes *cubes, size_t scope, table *t,
                            eg_error *err)
{
    const eg_cubes *more = eg_cubes_only_within(cubes, scope);
    eg_cells *cells = eg_cells_new(2 + t->n_axes, views->layout.words);
    t->units = eg_views_units(views, scope);
    if (cells == NULL)
        return eg_fail_memory(err);
    eg_status status = gather(views, cubes->joint_cells, t, scope, cells, err);
    if (status == EG_OK && more != NULL && more->joint_cells != NULL)
        status = gather(views, more->joint_cells, t, scope, cells, err);
    if (status == EG_OK && !sort_table(views, t, cells))
        status = eg_fail_memory(err);
    eg_cells_free(cells);
    return status;
}

/* ---- readings
 * ---------------------------------------------------------------------------------- */

static uint32_t level_at(const table *t, size_t cell, uint32_t axis)
{
    size_t k = 0;
    while (t->axis[k] != axis)
        k++;
    return t->keys[cell * (2 + t->n_axes) + 2 + k];
}

/* A stable pass: cells in the order of their groups (no group last), or of their strata. */
static void put_in_order(const eg_joint_cell *from, eg_joint_cell *to, size_t n, bool by_group,
                         size_t *begins, size_t keys)
{
    memset(begins, 0, (keys + 1) * sizeof *begins);
    for (size_t i = 0; i < n; i++) {
        size_t key = by_group ? from[i].group : from[i].stratum;
        begins[(key < keys ? key : keys - 1) + 1]++;
    }
    for (size_t k = 0; k < keys; k++)
        begins[k + 1] += begins[k];
    for (size_t i = 0; i < n; i++) {
        size_t key = by_group ? from[i].group : from[i].stratum;
        to[begins[key < keys ? key : keys - 1]++] = from[i];
    }
}

/* Each unit's and year's cells by stratum, then group. */
static bool sort_places(const eg_views *views, reading *r, const table *t, size_t groups)
{
    size_t most = 0, places = t->units * views->n_years;
    for (size_t p = 0; p < places; p++)
        most = t->from[p + 1] - t->from[p] > most ? t->from[p + 1] - t->from[p] : most;
    size_t *begins = eg_alloc(r->n_strata + groups + 3, sizeof *begins);
    eg_joint_cell *room = eg_alloc(most + 1, sizeof *room);
    bool made = begins != NULL && room != NULL;
    for (size_t p = 0; p < places && made; p++) {
        eg_joint_cell *cells = r->cells + t->from[p];
        size_t n = t->from[p + 1] - t->from[p];
        if (n == 0)
            continue;
        put_in_order(cells, room, n, true, begins, groups + 1);
        put_in_order(room, cells, n, false, begins, r->n_strata);
    }
    eg_free(begins);
    eg_free(room);
    return made;
}

/* Steps by which the levels of the strata make one number each. 0: there would be too many. */
static size_t strata_steps(const eg_views *views, const reading *r, const table *t,
                           size_t steps[EG_COVARIATES_MOST])
{
    size_t many = 1, most = 8 * t->n + 4096;
    for (size_t k = r->n_covariates; k-- > 0;) {
        steps[k] = many;
        many *= views->settled->axes[r->covariates[k]].n + 1;
        if (many > most)
            return 0;
    }
    return many;
}

/* The same by counting where there cannot be many strata. false: no memory. */
static bool count_strata(reading *r, const table *t, const size_t *steps, size_t many)
{
    size_t width = r->n_covariates, n = 0;
    uint32_t *number = eg_alloc_zero(many, sizeof *number);
    uint32_t *code = eg_alloc_zero(t->n + 1, sizeof *code);
    r->strata = eg_alloc(t->n + 1, width * sizeof *r->strata);
    bool made = number != NULL && code != NULL && r->strata != NULL;
    for (size_t c = 0; made && c < t->n; c++) {
        for (size_t k = 0; k < width; k++)
            code[c] += (uint32_t)(level_at(t, c, r->covariates[k]) * steps[k]);
        number[code[c]] = 1;
    }
    for (size_t i = 0; made && i < many; i++) {
        if (number[i] == 0)
            continue;
        for (size_t k = 0; k < width; k++)
            r->strata[n * width + k] =
                (uint32_t)(i / steps[k] % (k == 0 ? many : steps[k - 1] / steps[k]));
        number[i] = (uint32_t)n++;
    }
    for (size_t c = 0; made && c < t->n; c++)
        r->cells[c].stratum = number[code[c]];
    r->n_strata = n;
    eg_free(number);
    eg_free(code);
    return made;
}

/* Numbers the strata in the order of their levels. */
static bool number_strata(const eg_views *views, reading *r, const table *t)
{
    size_t steps[EG_COVARIATES_MOST], many = strata_steps(views, r, t, steps);
    if (many > 0)
        return count_strata(r, t, steps, many);
    entry *order = eg_alloc(t->n + 1, sizeof *order);
    size_t width = r->n_covariates, n = 0;
    uint32_t *levels = eg_alloc(t->n + 1, width * sizeof *levels);
    r->strata = eg_alloc(t->n + 1, width * sizeof *r->strata);
    bool made = order != NULL && levels != NULL && r->strata != NULL;
    for (size_t c = 0; made && c < t->n; c++) {
        for (size_t k = 0; k < width; k++)
            levels[c * width + k] = level_at(t, c, r->covariates[k]);
        order[c] = (entry){levels + c * width, width, c};
    }
    if (made && t->n > 0)
        qsort(order, t->n, sizeof *order, compare_entries);
    for (size_t i = 0; made && i < t->n; i++) {
        if (i == 0 || compare_entries(&order[i - 1], &order[i]) != 0)
            memcpy(r->strata + n++ * width, order[i].key, width * sizeof *levels);
        r->cells[order[i].cell].stratum = (uint32_t)(n - 1);
    }
    r->n_strata = n;
    eg_free(order);
    eg_free(levels);
    return made;
}

static bool read_item(const eg_views *views, reading *r, const table *t, size_t item)
{
    const eg_item *own = &views->schema->items[item - 1];
    r->cells = eg_alloc_zero(t->n + 1, sizeof *r->cells);
    r->n_covariates = eg_item_covariates(views->schema, item - 1, r->covariates);
    if (r->cells == NULL || !number_strata(views, r, t))
        return false;
    for (size_t c = 0; c < t->n; c++) {
        uint32_t levels[4] = {0};
        for (size_t k = 0; k < own->n_axes; k++)
            levels[k] = level_at(t, c, own->axis[k]);
        size_t group = eg_views_group_find(views, item, levels);
        r->cells[c].group = group == SIZE_MAX ? EG_NO_WORD : (uint32_t)group;
        r->cells[c].at = c;
    }
    return sort_places(views, r, t, eg_views_groups(views, item));
}

/* ---- all of them
 * ------------------------------------------------------------------------------- */

static eg_joint_state state_of(const eg_views *views, const eg_cubes *cubes, size_t item)
{
    const eg_schema *schema = views->schema;
    uint32_t axes[EG_COVARIATES_MOST];
    size_t n = eg_item_covariates(schema, item - 1, axes);
    bool many = cubes->joint_dropped;
    for (size_t u = 0; cubes->within != NULL && u < schema->n_units; u++)
        many = many || (cubes->within[u] != NULL && cubes->within[u]->joint_dropped);
    if (many || (n == 0 && !schema->covariates_named && schema->n_items > EG_COVARIATES_MOST))
        return EG_JOINT_TOO_MANY;
    bool overlap = eg_item_overlaps(views->settled, &schema->items[item - 1]);
    for (size_t k = 0; k < n; k++)
        overlap = overlap || views->settled->axes[axes[k]].member_from != NULL;
    return n == 0 || cubes->joint_cells == NULL ? EG_JOINT_NONE
           : overlap                            ? EG_JOINT_OVERLAP
                                                : EG_JOINT_KEPT;
}

/* The table of a scope with the item's axes and covariates, made when it is new. */
static eg_status table_of(eg_views *views, const eg_cubes *cubes, size_t scope, size_t item,
                          size_t first, eg_error *err)
{
    eg_joint_views *joint = views->joint;
    eg_axis_set set = {.n = 0};
    uint32_t axes[EG_COVARIATES_MOST];
    size_t n = eg_item_covariates(views->schema, item - 1, axes), at = first;
    for (size_t k = 0; k < views->schema->items[item - 1].n_axes; k++)
        eg_axis_set_add(&set, views->schema->items[item - 1].axis[k]);
    for (size_t k = 0; k < n; k++)
        eg_axis_set_add(&set, axes[k]);
    while (at < joint->n_tables &&
           (joint->tables[at].n_axes != set.n ||
            memcmp(joint->tables[at].axis, set.axis, set.n * sizeof *axes) != 0))
        at++;
    eg_status status = EG_OK;
    if (at == joint->n_tables) {
        table *t = &joint->tables[joint->n_tables++];
        memcpy(t->axis, set.axis, set.n * sizeof *axes);
        t->n_axes = set.n;
        status = make_table(views, cubes, scope, t, err);
    }
    reading *r = &joint->readings[scope * views->n_items + item];
    r->table = at;
    if (status == EG_OK && !read_item(views, r, &joint->tables[at], item))
        status = eg_fail_memory(err);
    return status;
}

eg_status eg_view_joint_make(eg_views *views, const eg_cubes *cubes, eg_error *err)
{
    eg_status status = EG_OK;
    if (cubes->joint_cells == NULL && !cubes->joint_dropped)
        return EG_OK;
    eg_joint_views *joint = views->joint = eg_alloc_zero(1, sizeof *joint);
    if (joint == NULL)
        return eg_fail_memory(err);
    joint->n_readings = views->n_scopes * views->n_items;
    joint->tables = eg_alloc_zero(joint->n_readings, sizeof *joint->tables);
    joint->readings = eg_alloc_zero(joint->n_readings, sizeof *joint->readings);
    joint->states = eg_alloc_zero(views->n_items, sizeof *joint->states);
    if (joint->tables == NULL || joint->readings == NULL || joint->states == NULL)
        return eg_fail_memory(err);
    for (size_t i = 1; i < views->n_items; i++)
        joint->states[i] = state_of(views, cubes, i);
    for (size_t s = 0; s < views->n_scopes; s++) {
        size_t first = joint->n_tables;
        for (size_t i = 1; i < views->n_items && status == EG_OK; i++)
            if (joint->states[i] == EG_JOINT_KEPT)
                status = table_of(views, cubes, s, i, first, err);
    }
    return status;
}

void eg_view_joint_free(eg_joint_views *joint)
{
    if (joint == NULL)
        return;
    for (size_t t = 0; joint->tables != NULL && t < joint->n_tables; t++) {
        eg_free(joint->tables[t].keys);
        eg_free(joint->tables[t].words);
        eg_free(joint->tables[t].from);
    }
    for (size_t r = 0; joint->readings != NULL && r < joint->n_readings; r++) {
        eg_free(joint->readings[r].cells);
        eg_free(joint->readings[r].strata);
    }
    eg_free(joint->tables);
    eg_free(joint->readings);
    eg_free(joint->states);
    eg_free(joint);
}

/* ---- reading them
 * ------------------------------------------------------------------------------ */

eg_joint_state eg_views_joint(const eg_views *views, size_t item)
{
    if (views->given != NULL)
        return EG_JOINT_GIVEN;
    return views->joint == NULL || item == EG_ITEM_ALL ? EG_JOINT_NONE
                                                       : views->joint->states[item];
}

static const reading *reading_of(const eg_views *views, size_t scope, size_t item)
{
    if (eg_views_joint(views, item) != EG_JOINT_KEPT)
        return NULL;
    return &views->joint->readings[scope * views->n_items + item];
}

size_t eg_views_joint_cells(const eg_views *views, const eg_place *place, size_t *first)
{
    const reading *r = reading_of(views, place->scope, place->item);
    *first = 0;
    if (r == NULL)
        return 0;
    const table *t = &views->joint->tables[r->table];
    size_t at = place->unit * views->n_years + place->year;
    *first = t->from[at];
    return t->from[at + 1] - t->from[at];
}

eg_joint_cell eg_views_joint_cell(const eg_views *views, const eg_place *place, size_t number)
{
    return reading_of(views, place->scope, place->item)->cells[number];
}

void eg_views_joint_tally(const eg_views *views, size_t outcome, const eg_place *place,
                          const eg_joint_cell *cell, eg_tally *tally)
{
    const reading *r = reading_of(views, place->scope, place->item);
    memset(tally, 0, sizeof *tally);
    eg_view_read(views, outcome,
                 views->joint->tables[r->table].words + cell->at * views->layout.words, tally);
}

void eg_views_joint_figures(const eg_views *views, size_t outcome, const eg_place *place,
                            const eg_joint_cell *cell, eg_joint_figures *sums)
{
    const reading *r = reading_of(views, place->scope, place->item);
    const eg_slot *slot = &views->layout.slots[outcome];
    const uint64_t *at =
        views->joint->tables[r->table].words + cell->at * views->layout.words + slot->at;
    *sums = (eg_joint_figures){.n = at[EG_WORD_N]};
    if (slot->form == EG_FORM_RATE)
        sums->x = at[EG_WORD_FIRST];
    else if (slot->form == EG_FORM_MEAN)
        eg_moments_get(at + EG_WORD_FIRST, &sums->sum, &sums->square);
}

size_t eg_views_strata(const eg_views *views, size_t scope, size_t item)
{
    const reading *r = reading_of(views, scope, item);
    return r == NULL ? 0 : r->n_strata;
}

const uint32_t *eg_views_stratum(const eg_views *views, size_t scope, size_t item,
                                 size_t stratum)
{
    const reading *r = reading_of(views, scope, item);
    return r->strata + stratum * r->n_covariates;
}

bool eg_views_stratum_complete(const eg_views *views, size_t scope, size_t item, size_t stratum)
{
    const reading *r = reading_of(views, scope, item);
    for (size_t k = 0; k < r->n_covariates; k++)
        if (r->strata[stratum * r->n_covariates + k] ==
            views->settled->axes[r->covariates[k]].unknown)
            return false;
    return true;
}
