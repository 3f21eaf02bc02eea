/* What all dimensions together tell of an outcome, from the cells of all of them at once. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/engine.h"
#include "statistics/math_predictability.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

/* The cells as predictability takes them; the last one is of all cells too small to stand. */
typedef struct {
    eg_moments *moments; /* MEAN */
    uint64_t *table;     /* LEVELS: cells * levels; RATE: successes, and from `most` on n */
    size_t n, most, width;
    uint64_t students;
    bool some_pooled;
    eg_tally pooled;
} together;

static bool is_plain(const eg_schema *schema, size_t item)
{
    return item != EG_ITEM_ALL && schema->items[item - 1].n_axes == 1;
}

size_t eg_plain_dimensions(const eg_schema *schema)
{
    size_t n = 0;
    for (size_t i = 1; i <= schema->n_items; i++)
        n += is_plain(schema, i) ? 1 : 0;
    return n;
}

static bool among(const uint32_t *axes, size_t n, uint32_t axis)
{
    for (size_t k = 0; k < n; k++)
        if (axes[k] == axis)
            return true;
    return false;
}

/* The first plain dimension; its joint cells are those of all when nothing else is a covariate.
 */
static size_t first_plain(const eg_schema *schema)
{
    size_t item = 1;
    while (!is_plain(schema, item))
        item++;
    return item;
}

static bool covers(const eg_schema *schema, size_t item)
{
    uint32_t axes[EG_COVARIATES_MOST];
    size_t n = eg_item_covariates(schema, item - 1, axes), used = 0;
    for (size_t i = 1; i <= schema->n_items; i++) {
        if (!is_plain(schema, i) || i == item)
            continue;
        if (!among(axes, n, schema->items[i - 1].axis[0]))
            return false;
        used++;
    }
    return used == n;
}

static const char *why_not(const eg_ask *ask, size_t item)
{
    switch (eg_views_joint(ask->analysis->views, item)) {
    case EG_JOINT_OVERLAP:
        return "the groups of a dimension overlap: a student may count in several";
    case EG_JOINT_GIVEN:
        return "rows are groups: dimensions together need rows of students";
    case EG_JOINT_TOO_MANY:
    case EG_JOINT_NONE:
        return "too many dimensions to take together";
    case EG_JOINT_KEPT:
        break;
    }
    return covers(ask->analysis->schema, item)
               ? NULL
               : "--covariates names other columns than the dimensions";
}

/* A reader may know every one of the cells: every group of the dimension with students has
 * joint cells that may be shown. */
static bool may(const eg_ask *ask, eg_place place)
{
    const eg_analysis *a = ask->analysis;
    for (size_t g = 0; g < eg_views_groups(a->views, place.item); g++) {
        place.group = (uint32_t)g;
        if (eg_views_cell(a->views, &place) != SIZE_MAX &&
            !eg_marks_joint(a->marks, ask->outcome, &place))
            return false;
    }
    return true;
}

static void take(together *t, eg_kind kind, const eg_tally *tally)
{
    size_t at = t->n++;
    if (kind == EG_KIND_MEAN) {
        t->moments[at].n = tally->n;
        eg_exact_moments(tally->n, tally->sum, &tally->square, &t->moments[at].mean,
                         &t->moments[at].ss);
    } else if (kind == EG_KIND_LEVELS) {
        memcpy(t->table + at * t->width, tally->counts, t->width * sizeof *t->table);
    } else {
        t->table[at] = tally->x;
        t->table[t->most + at] = tally->n;
    }
}

static bool pool(together *t, const eg_tally *tally)
{
    t->some_pooled = true;
    t->pooled.n += tally->n;
    t->pooled.x += tally->x;
    for (size_t k = 0; k < t->width; k++)
        t->pooled.counts[k] += tally->counts[k];
    return eg_i128_add(&t->pooled.sum, tally->sum) &&
           eg_u192_add(&t->pooled.square, &tally->square);
}

static eg_status gather(const eg_ask *ask, const eg_place *place, together *t, eg_error *err)
{
    const eg_analysis *a = ask->analysis;
    const eg_outcome_settled *settled = &a->settled->outcomes[ask->outcome];
    size_t first, n = eg_views_joint_cells(a->views, place, &first);
    t->most = n + 1;
    t->width = settled->kind == EG_KIND_LEVELS ? settled->n_levels : 2;
    t->moments = eg_alloc(t->most, sizeof *t->moments);
    t->table = eg_alloc_zero(t->most, t->width * sizeof *t->table);
    if (t->moments == NULL || t->table == NULL)
        return eg_fail_memory(err);
    bool sound = true;
    for (size_t i = 0; i < n; i++) {
        eg_joint_cell cell = eg_views_joint_cell(a->views, place, first + i);
        eg_tally tally;
        eg_views_joint_tally(a->views, ask->outcome, place, &cell, &tally);
        t->students += tally.n;
        if (tally.n >= a->settings->min_n)
            take(t, settled->kind, &tally);
        else if (tally.n > 0)
            sound = pool(t, &tally) && sound;
    }
    if (t->some_pooled)
        take(t, settled->kind, &t->pooled);
    return sound ? EG_OK : eg_fail(err, EG_E_LIMIT, "a sum exceeds what can be held exactly");
}

static eg_status predict(const eg_ask *ask, together *t, eg_estimate *out, eg_error *err)
{
    eg_resampling how = {.seed = eg_seed_of(ask),
                         .confidence = ask->analysis->settings->confidence,
                         .interval = ask->want_interval,
                         .test = ask->want_p,
                         .correct = true};
    eg_kind kind = eg_outcome_kind(ask->analysis, ask->outcome);
    eg_status status =
        kind == EG_KIND_MEAN ? eg_predictability_mean(t->moments, t->n, &how, out)
        : kind == EG_KIND_LEVELS
            ? eg_predictability_levels(t->table, t->n, t->width, &how, out)
            : eg_predictability_left_out(t->table, t->table + t->most, t->n, &how, out);
    return status == EG_OK ? EG_OK : eg_fail_memory(err);
}

static void say(const eg_ask *ask, const together *t, eg_answer *answer)
{
    if (answer->status == EG_FACT_OK && t->some_pooled)
        (void)snprintf(answer->note, sizeof answer->note,
                       "%zu dimensions together; cells under %u students taken as one",
                       eg_plain_dimensions(ask->analysis->schema),
                       (unsigned)ask->analysis->settings->min_n);
}

eg_status eg_predictability_together(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    together t = {.n = 0};
    eg_place place = ask->place;
    place.item = (uint32_t)first_plain(ask->analysis->schema);
    const char *why = why_not(ask, place.item);
    if (why != NULL) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, why);
        return EG_OK;
    }
    if (!may(ask, place)) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
        return EG_OK;
    }
    eg_estimate estimate = eg_estimate_none("fewer than two groups have values");
    eg_status status = gather(ask, &place, &t, err);
    if (status == EG_OK && t.n >= 2)
        status = predict(ask, &t, &estimate, err);
    if (status == EG_OK) {
        eg_answer_estimate(answer, estimate, t.students);
        say(ask, &t, answer);
    }
    eg_free(t.moments);
    eg_free(t.table);
    return status;
}
