/* Joint cells of two sides as columns and sums. */
#include "statistics/joint_design.h"

#include <math.h>
#include <string.h>

#include "statistics/memo.h"
#include "statistics/note.h"
#include "statistics/rows_shared.h"

enum { COLUMNS_MOST = 160, NUMBERS_MOST = 4 << 20 };

/* ---- whether
 * ------------------------------------------------------------------------------------ */

static const char *joint_why(eg_joint_state state)
{
    switch (state) {
    case EG_JOINT_KEPT:
        return NULL;
    case EG_JOINT_NONE:
        return "there are no covariates: name them with --covariates";
    case EG_JOINT_TOO_MANY:
        return "too many covariates, or too many groups by all of them: name fewer with "
               "--covariates";
    case EG_JOINT_OVERLAP:
        return "the groups, or those of a covariate, overlap: a student may count in several";
    case EG_JOINT_GIVEN:
        return "rows are groups: covariates need rows of students";
    }
    return NULL;
}

static bool is_other(const eg_ask *ask)
{
    return ask->reference->kind == EG_REFERENCE_LEVEL ||
           ask->reference->kind == EG_REFERENCE_HIGHEST;
}

static bool may_at(const eg_ask *ask, eg_place place)
{
    const eg_marks *marks = ask->analysis->marks;
    if (!eg_marks_joint(marks, ask->outcome, &place))
        return false;
    place.group = (uint32_t)ask->reference->group;
    return !is_other(ask) || eg_marks_joint(marks, ask->outcome, &place);
}

bool eg_design_may(const eg_ask *ask, eg_answer *answer)
{
    eg_joint_state state = eg_views_joint(ask->analysis->views, ask->place.item);
    eg_side group, reference;
    if (state != EG_JOINT_KEPT) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, joint_why(state));
        return false;
    }
    if (!eg_both_sides(ask, answer, &group, &reference))
        return false;
    if (may_at(ask, ask->place))
        return true;
    eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    return false;
}

bool eg_design_clusters(const eg_ask *ask)
{
    const eg_analysis *a = ask->analysis;
    size_t with = 0;
    if (ask->place.scope != 0 || a->schema->n_units == 0 || eg_views_units_overlap(a->views, 1))
        return false;
    eg_place place = ask->place;
    place.scope = 1;
    for (size_t u = 0; u < eg_views_units(a->views, 1); u++) {
        size_t first;
        place.unit = (uint32_t)u;
        if (eg_views_joint_cells(a->views, &place, &first) == 0)
            continue;
        with++;
        eg_place all = place;
        bool public = a->settings->edition == EG_EDITION_PUBLIC;
        for (size_t g = 0; public && g < eg_views_groups(a->views, place.item); g++) {
            all.group = (uint32_t)g;
            if (eg_views_cell(a->views, &all) != SIZE_MAX &&
                !eg_marks_joint(a->marks, ask->outcome, &all))
                return false;
        }
    }
    return with >= 3;
}

/* ---- sums
 * --------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t n, x;
    eg_i128 sum;
    eg_u192 square;
} side_sums;

/* One stratum of one unit, group and reference apart. */
typedef struct {
    uint32_t stratum, cluster;
    side_sums side[2]; /* the group, its reference */
} stratum_sums;

typedef struct {
    const eg_ask *ask;
    eg_design *design;
    stratum_sums *at;
    size_t n;
    size_t scope;
    bool whole;        /* all are the reference */
    uint32_t *numbers; /* of strata, whatever their unit; NULL: units stay apart */
} gathering;

static bool add_cell(side_sums *to, const eg_design_cell *more)
{
    to->n += more->n;
    to->x += more->x;
    return eg_i128_add(&to->sum, more->sum) && eg_u192_add(&to->square, &more->square);
}

/* 0 the group, 1 its reference, 2 neither. */
static size_t side_of(const gathering *g, uint32_t group)
{
    const eg_ask *ask = g->ask;
    if (g->whole)
        return 1;
    if (group == ask->place.group)
        return 0;
    return !is_other(ask) || group == ask->reference->group ? 1 : 2;
}

static stratum_sums *add_stratum(gathering *g, const eg_design_cell *cell)
{
    stratum_sums *at = &g->at[g->n++];
    memset(at, 0, sizeof *at);
    at->stratum = cell->stratum;
    at->cluster = cell->unit;
    return at;
}

/* Where a cell counts: with the one before, or whatever its unit with the stratum's others. */
static stratum_sums *stratum_of(gathering *g, const eg_design_cell *cell)
{
    if (g->numbers == NULL) {
        stratum_sums *last = g->at + g->n - 1;
        return g->n > 0 && last->stratum == cell->stratum && last->cluster == cell->unit
                   ? last
                   : add_stratum(g, cell);
    }
    uint32_t *number = &g->numbers[cell->stratum];
    if (*number != EG_NO_WORD)
        return &g->at[*number];
    *number = (uint32_t)g->n;
    return add_stratum(g, cell);
}

static eg_status gather_cells(gathering *g, const eg_design_cell *cells, size_t n,
                              eg_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const eg_design_cell *cell = &cells[i];
        size_t side = side_of(g, cell->group);
        if (side == 2)
            continue;
        if (!cell->complete) {
            g->design->left_out += cell->n;
            continue;
        }
        if (!add_cell(&stratum_of(g, cell)->side[side], cell))
            return eg_fail(err, EG_E_LIMIT, "a sum exceeds what can be held exactly");
        *(side == 0 ? &g->design->n : &g->design->reference) += cell->n;
    }
    return EG_OK;
}

static eg_status gather_all(gathering *g, bool clustered, eg_error *err)
{
    eg_design_cell *own;
    size_t n = 0;
    const eg_design_cell *cells = eg_design_cells(g->ask, clustered, &own, &n);
    g->at = eg_alloc(n + 1, sizeof *g->at);
    if (g->whole && clustered)
        g->numbers = eg_design_numbers(g->ask);
    bool made =
        cells != NULL && g->at != NULL && (!g->whole || !clustered || g->numbers != NULL);
    eg_status status = made ? gather_cells(g, cells, n, err) : eg_fail_memory(err);
    eg_free(g->numbers);
    eg_free(own);
    return status;
}

/* ---- columns
 * ------------------------------------------------------------------------------------ */

/* The column of each level that is met: 0 of a covariate's first one, which needs none. */
typedef struct {
    uint32_t axis[EG_COVARIATES_MOST];
    size_t n, columns;
    uint32_t *of[EG_COVARIATES_MOST]; /* [level] column; EG_NO_WORD: not met */
    /* [level] value of a covariate that is a number, else NULL; x is (value - mean) / sd */
    const double *value[EG_COVARIATES_MOST];
    double mean[EG_COVARIATES_MOST], sd[EG_COVARIATES_MOST];
    uint32_t column[EG_COVARIATES_MOST]; /* of a number */
    uint32_t *room;
} columns;

static double students_at(const stratum_sums *at)
{
    return (double)(at->side[0].n + at->side[1].n);
}

/* Mean and sd of a number over both sides: its column is taken in these units, which changes
 * no figure but what rounding would. */
static void centre(columns *c, const gathering *g, size_t k)
{
    const eg_views *views = g->ask->analysis->views;
    size_t item = g->ask->place.item;
    double n = 0, sum = 0, square = 0;
    for (size_t i = 0; i < g->n; i++) {
        uint32_t level = eg_views_stratum(views, g->scope, item, g->at[i].stratum)[k];
        n += students_at(&g->at[i]);
        sum += students_at(&g->at[i]) * c->value[k][level];
    }
    c->mean[k] = n > 0 ? sum / n : 0;
    for (size_t i = 0; i < g->n; i++) {
        uint32_t level = eg_views_stratum(views, g->scope, item, g->at[i].stratum)[k];
        double away = c->value[k][level] - c->mean[k];
        square += students_at(&g->at[i]) * away * away;
    }
    c->sd[k] = square > 0 ? sqrt(square / n) : 1;
}

static bool make_columns(columns *c, const gathering *g)
{
    const eg_analysis *a = g->ask->analysis;
    size_t item = g->ask->place.item, levels = 0;
    const uint32_t *strata = eg_views_stratum(a->views, g->scope, item, 0);
    c->n = eg_item_covariates(a->schema, item - 1, c->axis);
    for (size_t k = 0; k < c->n; k++)
        levels += a->settled->axes[c->axis[k]].n;
    c->room = eg_alloc(levels + 1, sizeof *c->room);
    if (c->room == NULL)
        return false;
    for (size_t i = 0; i < levels; i++)
        c->room[i] = EG_NO_WORD;
    c->columns = 1;
    levels = 0;
    for (size_t k = 0; k < c->n; k++) {
        c->of[k] = c->room + levels;
        levels += a->settled->axes[c->axis[k]].n;
        for (size_t i = 0; i < g->n; i++)
            c->of[k][strata[g->at[i].stratum * c->n + k]] = 0;
        c->value[k] = a->settled->axes[c->axis[k]].number;
        if (c->value[k] != NULL) {
            c->column[k] = (uint32_t)c->columns++;
            centre(c, g, k);
            continue;
        }
        bool first = true;
        for (size_t l = 0; l < a->settled->axes[c->axis[k]].n; l++)
            if (c->of[k][l] == 0) {
                c->of[k][l] = first ? 0 : (uint32_t)c->columns++;
                first = false;
            }
    }
    c->columns++; /* the group's */
    return true;
}

/* No cell has more than `most` values of x that are not zero. */
static bool room_for(eg_design *d, size_t cells, size_t most)
{
    d->room = eg_alloc(cells * (most + 3) + 1, sizeof *d->room);
    d->in_group = eg_alloc(cells + 1, sizeof *d->in_group);
    d->stratum = eg_alloc(cells * (most + 2) + 1, sizeof *d->stratum);
    d->from = eg_alloc(cells + 1, sizeof *d->from);
    return d->room != NULL && d->in_group != NULL && d->stratum != NULL && d->from != NULL;
}

static void put_value(double *x, uint32_t *column, size_t *at, double value, uint32_t of)
{
    x[*at] = value;
    column[*at] = of;
    *at += value != 0 ? 1 : 0;
}

static void fill_cell(eg_design *d, const gathering *g, const columns *c, size_t i, size_t side)
{
    const eg_analysis *a = g->ask->analysis;
    const side_sums *tally = &g->at[i].side[side];
    size_t at = d->cells.cells++, most = 2 * g->n, used = d->from[at];
    double *n = d->room, *mean = n + most, *ss = mean + most, *x = ss + most;
    uint32_t *clusters = d->stratum + most, *column = clusters + most;
    const uint32_t *levels =
        eg_views_stratum(a->views, g->scope, g->ask->place.item, g->at[i].stratum);
    put_value(x, column, &used, 1, 0);
    for (size_t v = 0; v < c->n; v++)
        if (c->value[v] != NULL)
            put_value(x, column, &used, (c->value[v][levels[v]] - c->mean[v]) / c->sd[v],
                      c->column[v]);
        else if (c->of[v][levels[v]] > 0)
            put_value(x, column, &used, 1, c->of[v][levels[v]]);
    if (side == 0)
        put_value(x, column, &used, 1, (uint32_t)c->columns - 1);
    d->from[at + 1] = used;
    n[at] = (double)tally->n;
    d->in_group[at] = side == 0;
    d->stratum[at] = (uint32_t)i;
    clusters[at] = g->at[i].cluster;
    if (eg_outcome_kind(a, g->ask->outcome) == EG_KIND_MEAN)
        eg_exact_moments(tally->n, tally->sum, &tally->square, &mean[at], &ss[at]);
    else
        mean[at] = (double)tally->x / (double)tally->n;
}

static bool fill(eg_design *d, const gathering *g, const columns *c, bool clustered)
{
    size_t most = 2 * g->n;
    if (!room_for(d, most, c->n + 2))
        return false;
    const double *n = d->room;
    d->from[0] = 0;
    bool mean = eg_outcome_kind(g->ask->analysis, g->ask->outcome) == EG_KIND_MEAN;
    d->cells = (eg_cells){.columns = c->columns,
                          .last_alone = mean,
                          .value = n + 3 * most,
                          .column = d->stratum + 2 * most,
                          .from = d->from,
                          .n = n,
                          .mean = n + most,
                          .ss = mean ? n + 2 * most : NULL,
                          .cluster = clustered ? d->stratum + most : NULL};
    d->cells.clusters = clustered ? eg_views_units(g->ask->analysis->views, 1) : 0;
    d->n_strata = g->n;
    for (size_t i = 0; i < g->n; i++)
        for (size_t side = 0; side < 2; side++)
            if (g->at[i].side[side].n > 0)
                fill_cell(d, g, c, i, side);
    return true;
}

static bool answer_empty(const eg_design *d, const gathering *g, const columns *c,
                         eg_answer *answer)
{
    const char *why = NULL;
    if (!g->whole && (d->n == 0 || d->reference == 0))
        why = "nobody of one side has a value of every covariate";
    else if (c->columns > COLUMNS_MOST || c->columns * g->n > NUMBERS_MOST)
        why = "the covariates have too many levels";
    if (why != NULL)
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, why);
    return why != NULL;
}

static eg_status make(gathering *g, bool clustered, eg_answer *answer, eg_error *err)
{
    eg_design *d = g->design;
    columns c = {.n = 0};
    memset(d, 0, sizeof *d);
    eg_status status = gather_all(g, clustered, err);
    if (status == EG_OK && !make_columns(&c, g))
        status = eg_fail_memory(err);
    if (status == EG_OK && !answer_empty(d, g, &c, answer) &&
        !fill(d, g, &c, clustered && !g->whole))
        status = eg_fail_memory(err);
    eg_free(g->at);
    eg_free(c.room);
    if (status != EG_OK)
        eg_design_clear(d);
    return status;
}

eg_status eg_design_make(eg_design *d, const eg_ask *ask, bool clustered, eg_answer *answer,
                         eg_error *err)
{
    gathering g = {.ask = ask, .design = d, .scope = clustered ? 1 : ask->place.scope};
    return make(&g, clustered, answer, err);
}

eg_status eg_design_whole(eg_design *d, const eg_ask *ask, bool clustered, eg_answer *answer,
                          eg_error *err)
{
    gathering g = {
        .ask = ask, .design = d, .scope = clustered ? 1 : ask->place.scope, .whole = true};
    return make(&g, clustered, answer, err);
}

uint32_t *eg_design_numbers(const eg_ask *ask)
{
    size_t n = eg_views_strata(ask->analysis->views, 1, ask->place.item);
    uint32_t *numbers = eg_alloc(n + 1, sizeof *numbers);
    for (size_t s = 0; s < n && numbers != NULL; s++)
        numbers[s] = EG_NO_WORD;
    return numbers;
}

eg_status eg_design_of(const eg_ask *ask, eg_design *own, const eg_design **out,
                       eg_answer *answer, eg_error *err)
{
    eg_memo *memo = ask->memo;
    eg_memo_key key = eg_memo_key_of(ask);
    *out = NULL;
    memset(own, 0, sizeof *own);
    if (memo != NULL && memo->joint.made && eg_memo_same(&memo->joint.key, &key)) {
        *out = &memo->joint.design;
        return EG_OK;
    }
    eg_status status = eg_design_make(own, ask, false, answer, err);
    if (status != EG_OK || answer->status != EG_FACT_OK)
        return status;
    *out = own;
    if (memo == NULL)
        return EG_OK;
    eg_design_clear(&memo->joint.design);
    memo->joint.design = *own;
    memo->joint.key = key;
    memo->joint.made = true;
    memo->joint.parted = false;
    memset(own, 0, sizeof *own);
    *out = &memo->joint.design;
    return EG_OK;
}

void eg_design_clear(eg_design *d)
{
    eg_free(d->room);
    eg_free(d->in_group);
    eg_free(d->stratum);
    eg_free(d->from);
    memset(d, 0, sizeof *d);
}

void eg_design_note(const eg_design *d, const eg_ask *ask, const char *how, eg_answer *answer)
{
    const eg_schema *schema = ask->analysis->schema;
    uint32_t axes[EG_COVARIATES_MOST];
    size_t n = eg_item_covariates(schema, ask->place.item - 1, axes);
    char text[96] = "";
    eg_note names = {.to = text, .size = sizeof text};
    eg_note note = {.to = answer->note, .size = sizeof answer->note};
    if (answer->status != EG_FACT_OK)
        return;
    for (size_t k = 0; k < n; k++) {
        eg_note_add(&names, k == 0 ? "" : ", ");
        eg_note_add(&names, schema->axes[axes[k]].name);
    }
    if (names.cut) {
        names.n = 0;
        eg_note_add_count(&names, n);
        eg_note_add(&names, " covariates");
    }
    eg_note_add(&note, text);
    eg_note_add(&note, " held equal; ");
    eg_note_add(&note, how);
    eg_note_add(&note, d->left_out > 0 ? "; without students who lack one of them" : "");
}
