/* Rows that are groups: kept until the last one, and what the figures of one amount to. */
#include "cube/given.h"

#define BYTES_MOST ((size_t)320 << 20)

/* ---- rows ---- */

eg_status eg_given_new(eg_given **out, const eg_schema *schema, eg_error *err)
{
    eg_given *given = eg_alloc_zero(1, sizeof *given);
    *out = given;
    if (given == NULL)
        return eg_fail_memory(err);
    given->schema = schema;
    given->width = 2 + schema->n_units;
    return EG_OK;
}

void eg_given_free(eg_given *given)
{
    if (given == NULL)
        return;
    eg_free(given->keys);
    eg_free(given->figures);
    eg_free(given->why);
    eg_free(given);
}

eg_given_why eg_given_why_of(const eg_given *given, size_t row)
{
    return given->why == NULL ? EG_GIVEN_USED : (eg_given_why)given->why[row];
}

const eg_given_tally *eg_given_tally_of(const eg_given *given)
{
    return &given->tally;
}

static eg_status make_room(eg_given *given, size_t rows, eg_error *err)
{
    size_t n_figures = given->schema->n_figures;
    size_t bytes = given->width * sizeof *given->keys + n_figures * sizeof *given->figures;
    if (given->n + rows <= given->capacity)
        return EG_OK;
    size_t capacity =
        given->capacity * 2 > given->n + rows ? given->capacity * 2 : given->n + rows;
    if (given->n + rows > BYTES_MOST / bytes)
        return eg_fail(
            err, EG_E_LIMIT,
            "more rows of groups than memory is allowed for; give the files in parts, or "
            "keep fewer rows with --where");
    if (capacity > BYTES_MOST / bytes)
        capacity = BYTES_MOST / bytes;
    uint32_t *keys = eg_realloc(given->keys, capacity, given->width * sizeof *keys);
    if (keys != NULL)
        given->keys = keys;
    eg_figure *figures = eg_realloc(given->figures, capacity, n_figures * sizeof *figures);
    if (figures != NULL)
        given->figures = figures;
    if (keys == NULL || figures == NULL)
        return eg_fail_memory(err);
    given->capacity = capacity;
    return EG_OK;
}

eg_status eg_given_add(eg_given *given, const eg_coded *coded, eg_error *err)
{
    const eg_schema *schema = given->schema;
    eg_status status = make_room(given, coded->rows, err);
    if (status != EG_OK)
        return status;
    for (size_t r = 0; r < coded->rows; r++) {
        uint32_t *key = given->keys + (given->n + r) * given->width;
        eg_figure *figure = given->figures + (given->n + r) * schema->n_figures;
        key[0] = coded->group[r];
        key[1] = schema->year < 0 ? 0 : coded->level[schema->year][r];
        for (size_t u = 0; u < schema->n_units; u++)
            key[2 + u] = coded->level[schema->units[u]][r];
        for (size_t f = 0; f < schema->n_figures; f++)
            figure[f] = coded->figure[f][r];
    }
    given->n += coded->rows;
    given->tally.rows += coded->rows;
    return EG_OK;
}

/* ---- what figures amount to ---- */

size_t eg_given_width(eg_kind kind, size_t n_levels)
{
    return kind == EG_KIND_LEVELS ? 1 + n_levels : kind == EG_KIND_MEAN ? 3 : 2;
}

static eg_bounds exactly(uint64_t value)
{
    return (eg_bounds){value, value, EG_GIVEN_EXACT};
}

static eg_bounds without(eg_given_state state)
{
    return (eg_bounds){0, UINT64_MAX, (uint8_t)state};
}

static eg_bounds between(uint64_t low, uint64_t high)
{
    return (eg_bounds){low, high, (uint8_t)(low == high ? EG_GIVEN_EXACT : EG_GIVEN_BOUNDS)};
}

/* Whole numbers within the bounds of a figure that counts. */
static eg_bounds count_of(const eg_figure *figure, uint64_t most, bool *wrong)
{
    uint64_t low = 0, high = most;
    eg_figure_state state = figure == NULL ? EG_FIGURE_ABSENT : (eg_figure_state)figure->state;
    if (state == EG_FIGURE_SUPPRESSED)
        return without(EG_GIVEN_HIDDEN);
    if (state != EG_FIGURE_VALUE && state != EG_FIGURE_INTERVAL)
        return without(EG_GIVEN_NONE);
    if (figure->has_low && figure->low > 0) {
        eg_decimal up = figure->low + (figure->open_low ? 1 : 0);
        low = (uint64_t)((up + EG_DECIMAL_ONE - 1) / EG_DECIMAL_ONE);
    }
    if (figure->has_high) {
        eg_decimal down = figure->high - (figure->open_high ? 1 : 0);
        uint64_t bound = down < 0 ? 0 : (uint64_t)(down / EG_DECIMAL_ONE);
        high = bound < high ? bound : high;
    }
    /* 12.5 students, or more successes than students */
    if (low > high || (state == EG_FIGURE_VALUE && low != high)) {
        *wrong = true;
        return without(EG_GIVEN_NONE);
    }
    return between(low, high);
}

/* 67.3% may be anything that rounds to it: half a unit of the last place either way. So may the
 * ends of 21-39 and >=95, which publishers compare after rounding or before: 9 of 23 stands as
 * 21-39. Below 10% is below 10% either way. */
static void share_of(const eg_figure *figure, eg_decimal *low, eg_decimal *high)
{
    static const eg_decimal unit[] = {1000000000, 100000000, 10000000, 1000000, 100000,
                                      10000,      1000,      100,      10,      1};
    eg_decimal half = unit[figure->places] / 2;
    half = (figure->percent ? half / 100 : half) + 1;
    *low = figure->has_low ? figure->low + (figure->open_low ? 1 : -half) : 0;
    *high = figure->has_high ? figure->high + (figure->open_high ? -1 : half) : EG_DECIMAL_ONE;
    *low = *low < 0 ? 0 : *low;
    *high = *high > EG_DECIMAL_ONE ? EG_DECIMAL_ONE : *high;
}

/* The counts of n that a share allows; one alone is exact. */
static eg_bounds count_of_share(const eg_figure *figure, const eg_bounds *n, bool *wrong)
{
    eg_figure_state state = figure == NULL ? EG_FIGURE_ABSENT : (eg_figure_state)figure->state;
    eg_decimal low, high;
    if (state == EG_FIGURE_SUPPRESSED)
        return without(EG_GIVEN_HIDDEN);
    if (state != EG_FIGURE_VALUE && state != EG_FIGURE_INTERVAL)
        return without(EG_GIVEN_NONE);
    if (n->state != EG_GIVEN_EXACT && n->state != EG_GIVEN_BOUNDS)
        return without(EG_GIVEN_HIDDEN);
    share_of(figure, &low, &high);
    eg_u128 first = ((eg_u128)n->low * (uint64_t)low + EG_DECIMAL_ONE - 1) / EG_DECIMAL_ONE;
    eg_u128 last = n->high == UINT64_MAX
                       ? UINT64_MAX
                       : (eg_u128)n->high * (uint64_t)(high < 0 ? 0 : high) / EG_DECIMAL_ONE;
    bool unreadable = figure->low > EG_DECIMAL_ONE || (figure->has_high && figure->high < 0);
    if (unreadable || low > high || first > last) {
        *wrong = true;
        return without(EG_GIVEN_NONE);
    }
    return between((uint64_t)first, (uint64_t)last);
}

static void combine_rate(const eg_given_figures *f, eg_given_sums *out)
{
    eg_bounds *n = &out->bounds[0], *x = &out->bounds[1];
    bool counted = f->count != NULL && (f->rate == NULL || f->count->state == EG_FIGURE_VALUE ||
                                        f->count->state == EG_FIGURE_INTERVAL ||
                                        f->count->state == EG_FIGURE_SUPPRESSED);
    *x = counted ? count_of(f->count, n->high, &out->inconsistent)
                 : count_of_share(f->rate, n, &out->inconsistent);
    /* A hidden count beside a percentage that is not: hidden still, but no secret. */
    bool wrong = false;
    if (x->state == EG_GIVEN_HIDDEN && counted && f->rate != NULL) {
        eg_bounds told = count_of_share(f->rate, n, &wrong);
        if (told.state == EG_GIVEN_EXACT || told.state == EG_GIVEN_BOUNDS)
            *x = (eg_bounds){told.low, told.high, EG_GIVEN_HIDDEN};
    }
    if (x->state == EG_GIVEN_EXACT && n->state == EG_GIVEN_BOUNDS && x->low > n->low)
        n->low = x->low;
}

static void combine_levels(const eg_given_figures *f, eg_given_sums *out)
{
    eg_bounds *n = &out->bounds[0];
    uint64_t sum = 0;
    bool all = true, hidden = false;
    for (size_t k = 0; k < f->n_levels; k++) {
        eg_bounds *x = &out->bounds[1 + k];
        *x = f->level[k]->percent ? count_of_share(f->level[k], n, &out->inconsistent)
                                  : count_of(f->level[k], n->high, &out->inconsistent);
        all = all && x->state == EG_GIVEN_EXACT;
        hidden = hidden || x->state == EG_GIVEN_HIDDEN || x->state == EG_GIVEN_BOUNDS;
        sum += x->state == EG_GIVEN_EXACT ? x->low : 0;
    }
    if (all && n->state == EG_GIVEN_EXACT && sum > n->low) {
        out->inconsistent = true;
        for (size_t k = 0; k <= f->n_levels; k++)
            out->bounds[k] = without(EG_GIVEN_NONE);
    } else if (all) {
        out->students = n->state == EG_GIVEN_EXACT ? n->low : sum;
        *n = exactly(sum);
    } else if (n->state == EG_GIVEN_NONE && hidden) {
        *n = without(EG_GIVEN_HIDDEN);
    }
}

/* A mean within bounds, or exact over an n that is not: kept as the bits of decimals. An end
 * that is not there lies beyond the other one. */
static void bound_mean(const eg_figure *mean, eg_bounds *out)
{
    eg_decimal low = mean->has_low ? mean->low : INT64_MIN;
    eg_decimal high = mean->has_high ? mean->high : INT64_MAX;
    *out = (eg_bounds){(uint64_t)low, (uint64_t)high, EG_GIVEN_BOUNDS};
}

/* sum = n m and sum of squares = (n - 1) sd^2 + n m^2, in whole numbers. */
static void combine_mean(const eg_given_figures *f, eg_given_sums *out)
{
    const eg_bounds *n = &out->bounds[0];
    eg_figure_state mean = (eg_figure_state)f->mean->state;
    eg_figure_state sd = f->sd == NULL ? EG_FIGURE_ABSENT : (eg_figure_state)f->sd->state;
    bool hidden = mean == EG_FIGURE_SUPPRESSED || n->state == EG_GIVEN_HIDDEN ||
                  mean == EG_FIGURE_INTERVAL || n->state == EG_GIVEN_BOUNDS;
    out->bounds[1] = without(hidden ? EG_GIVEN_HIDDEN : EG_GIVEN_NONE);
    out->bounds[2] = without(sd == EG_FIGURE_SUPPRESSED ? EG_GIVEN_HIDDEN : EG_GIVEN_NONE);
    bool counted = n->state == EG_GIVEN_EXACT || n->state == EG_GIVEN_BOUNDS;
    if (f->mean_bounds && counted && (mean == EG_FIGURE_INTERVAL || mean == EG_FIGURE_VALUE))
        bound_mean(f->mean, &out->bounds[1]);
    if (mean != EG_FIGURE_VALUE || n->state != EG_GIVEN_EXACT)
        return;
    eg_decimal m = f->mean->low, s = sd == EG_FIGURE_VALUE ? f->sd->low : 0;
    out->bounds[1] = exactly(0);
    out->sum = (eg_i128)m * (eg_i128)n->low;
    eg_u192 square = {{0, 0, 0}};
    if (!eg_u192_add_square(&square, m, n->low) ||
        !eg_u192_add_square(&square, s, n->low == 0 ? 0 : n->low - 1)) {
        out->inconsistent = true;
        out->bounds[1] = without(EG_GIVEN_NONE);
        return;
    }
    out->square = square;
    if (sd == EG_FIGURE_VALUE)
        out->bounds[2] = exactly(0);
}

void eg_given_combine(const eg_given_figures *figures, eg_given_sums *out)
{
    memset(out, 0, sizeof *out);
    eg_bounds *n = &out->bounds[0];
    *n = count_of(figures->n, UINT64_MAX, &out->inconsistent);
    out->students = n->state == EG_GIVEN_EXACT || n->state == EG_GIVEN_BOUNDS ? n->low : 0;
    if (figures->kind == EG_KIND_LEVELS)
        combine_levels(figures, out);
    else if (figures->kind == EG_KIND_MEAN)
        combine_mean(figures, out);
    else
        combine_rate(figures, out);
}
