/* Where trends stop: the last stretch of comparable years between breaks is the trend. */
#include "statistics/breaks.h"

#include <stdio.h>
#include <string.h>

#include "ext/unicode.h"
#include "schema/years.h"

/* ---- which years
 * --------------------------------------------------------------------------------------- */

/* Comparable years are in time; of two labels for one year neither can be trusted to come
 * first. */
static void gather_years(eg_analysis *a)
{
    a->n_years = 0;
    for (size_t y = 0; y < eg_views_years(a->views) && a->n_years < EG_YEARS_MOST; y++) {
        int32_t first = eg_views_first_year(a->views, y);
        if (first == INT32_MIN)
            continue;
        if (a->n_years > 0 && eg_views_first_year(a->views, a->years[a->n_years - 1]) == first)
            continue;
        a->years[a->n_years++] = y;
    }
}

/* ---- breaks that are declared
 * ------------------------------------------------------------------------- */

/* Names are compared as everywhere: without their padding and in one normal form. */
static bool same_name(const char *a, const char *b)
{
    eg_buffer left = {0}, right = {0};
    bool same = strcmp(a, b) == 0;
    if (!same)
        same = eg_unicode_canonical(eg_text_of(a), &left) &&
               eg_unicode_canonical(eg_text_of(b), &right) &&
               eg_text_equal((eg_text){left.at, left.n}, (eg_text){right.at, right.n});
    eg_buffer_clear(&left);
    eg_buffer_clear(&right);
    return same;
}

static bool named(const eg_strings *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (same_name(names->at[i], name))
            return true;
    return false;
}

/* An axis is named by its header or by any name the config gives its column. */
static bool names_axis(const eg_strings *names, const eg_axis *axis)
{
    bool found = named(names, axis->name);
    for (size_t i = 0; axis->spec != NULL && i < axis->spec->columns.n; i++)
        found = found || named(names, axis->spec->columns.at[i]);
    return found;
}

static bool names_outcome(const eg_strings *names, const eg_outcome *outcome)
{
    bool found = named(names, outcome->name) || named(names, outcome->column);
    for (size_t i = 0; i < outcome->spec.columns.n; i++)
        found = found || named(names, outcome->spec.columns.at[i]);
    return found;
}

static void *many(eg_analysis *a, size_t n, size_t size)
{
    return eg_arena_alloc(a->arena, n + 1, size);
}

/* Index of the first comparable year that is not before the break's, which need not be there.
 */
static size_t place_of(const eg_analysis *a, const char *year)
{
    int32_t first = eg_year_read(eg_text_of(year), false).first_year;
    for (size_t y = 0; y < a->n_years; y++) {
        bool same = strcmp(year, eg_views_year(a->views, a->years[y])) == 0;
        if (same || (first != INT32_MIN && eg_views_first_year(a->views, a->years[y]) >= first))
            return y;
    }
    return a->n_years;
}

static eg_trend_break *add(eg_analysis *a, size_t before)
{
    eg_trend_break *b = &a->breaks[a->n_breaks++];
    *b = (eg_trend_break){.before = before};
    if (before > 0 && before < a->n_years && before < EG_YEARS_MOST) {
        b->splits = true;
        b->year = eg_views_year(a->views, a->years[before]);
    }
    return b;
}

static bool take_declared(eg_analysis *a, const eg_break *declared)
{
    eg_trend_break *b = add(a, place_of(a, declared->year));
    size_t n_axes = a->schema->n_axes, n_outcomes = a->schema->n_outcomes;
    bool *axes = many(a, n_axes, sizeof *axes);
    bool *outcomes = many(a, n_outcomes, sizeof *outcomes);
    if (axes == NULL || outcomes == NULL)
        return false;
    for (size_t i = 0; i < n_axes; i++)
        axes[i] = names_axis(&declared->dimension, &a->schema->axes[i]);
    for (size_t o = 0; o < n_outcomes; o++)
        outcomes[o] = names_outcome(&declared->outcome, &a->schema->outcomes[o]);
    b->since = declared->year;
    b->why = declared->why;
    if (declared->dimension.n > 0) {
        b->dimension = declared->dimension.at[0];
        for (size_t i = n_axes; i-- > 0;)
            b->dimension = axes[i] ? a->schema->axes[i].name : b->dimension;
        b->axes = axes;
    }
    if (declared->outcome.n > 0) {
        b->outcome = declared->outcome.at[0];
        for (size_t o = n_outcomes; o-- > 0;)
            b->outcome = outcomes[o] ? a->schema->outcomes[o].name : b->outcome;
        b->outcomes = outcomes;
    }
    return true;
}

/* ---- a group that the standard of 2024 added
 * ---------------------------------------------------------- */

/* Letters alone, whatever their case, begin with those of `word`. */
static bool begins(const char *label, const char *word)
{
    for (; *word != '\0'; label++) {
        char c = *label >= 'A' && *label <= 'Z' ? (char)(*label - 'A' + 'a') : *label;
        if (*label == '\0')
            return false;
        if (c < 'a' || c > 'z')
            continue;
        if (c != *word++)
            return false;
    }
    return true;
}

static bool new_group(const char *label)
{
    return begins(label, "middleeastern") || eg_text_same_word(eg_text_of(label), "mena");
}

static bool of_race(const eg_axis *axis)
{
    const char *concept = axis->concept == NULL ? "" : axis->concept;
    return strcmp(concept, "race") == 0 || strcmp(concept, "ethnicity") == 0;
}

/* Whether any group of an item with this level has students in a year. */
static bool level_in_year(const eg_analysis *a, size_t item, size_t part, uint32_t level,
                          size_t year)
{
    for (size_t g = 0; g < eg_views_groups(a->views, item); g++) {
        eg_place place = {.item = (uint32_t)item, .group = (uint32_t)g, .year = (uint32_t)year};
        if (eg_views_group_level(a->views, item, g, part) == level &&
            eg_views_cell(a->views, &place) != SIZE_MAX)
            return true;
    }
    return false;
}

/* An item that has the axis, and as which part; SIZE_MAX: none. */
static size_t item_with(const eg_schema *schema, uint32_t axis, size_t *part)
{
    for (size_t i = 0; i < schema->n_items; i++)
        for (*part = 0; *part < schema->items[i].n_axes; (*part)++)
            if (schema->items[i].axis[*part] == axis)
                return i + 1;
    return SIZE_MAX;
}

/* A level met from a later year on: who is counted in the others changes with it. */
static bool take_appearing(eg_analysis *a, uint32_t axis, uint32_t level)
{
    size_t part, first = 0;
    size_t item = item_with(a->schema, axis, &part);
    if (item == SIZE_MAX)
        return true;
    while (first < a->n_years && !level_in_year(a, item, part, level, a->years[first]))
        first++;
    if (first == 0 || first >= a->n_years)
        return true;
    bool *axes = many(a, a->schema->n_axes, sizeof *axes);
    if (axes == NULL)
        return false;
    axes[axis] = true;
    eg_trend_break *b = add(a, first);
    b->since = b->year;
    b->dimension = a->schema->axes[axis].name;
    b->group = a->settled->axes[axis].levels[level].label;
    b->axes = axes;
    return true;
}

static bool take_all(eg_analysis *a)
{
    const eg_schema *schema = a->schema;
    a->breaks = many(a, a->settings->n_breaks + schema->n_axes, sizeof *a->breaks);
    bool fine = a->breaks != NULL;
    for (size_t i = 0; i < a->settings->n_breaks && fine; i++)
        fine = take_declared(a, &a->settings->breaks[i]);
    for (size_t x = 0; x < schema->n_axes && fine; x++) {
        bool taken = !of_race(&schema->axes[x]);
        for (size_t l = 0; l < a->settled->axes[x].n && fine && !taken; l++) {
            taken = new_group(a->settled->axes[x].levels[l].label);
            fine = !taken || take_appearing(a, (uint32_t)x, (uint32_t)l);
        }
    }
    return fine;
}

/* ---- trends
 * ---------------------------------------------------------------------------------------- */

static bool concerns(const eg_analysis *a, const eg_trend_break *b, size_t outcome, size_t item)
{
    if (b->outcomes != NULL && !b->outcomes[outcome])
        return false;
    if (b->axes == NULL)
        return true;
    const eg_item *of = item == EG_ITEM_ALL ? NULL : &a->schema->items[item - 1];
    for (size_t i = 0; of != NULL && i < of->n_axes; i++)
        if (b->axes[of->axis[i]])
            return true;
    return false;
}

bool eg_break_before(const eg_analysis *a, size_t year, size_t outcome, size_t item)
{
    for (size_t b = 0; b < a->n_breaks; b++)
        if (a->breaks[b].splits && a->breaks[b].before == year &&
            concerns(a, &a->breaks[b], outcome, item))
            return true;
    return false;
}

/* The last stretch of three years and more between breaks; without one, the last stretch. */
static void find_trend(const eg_analysis *a, size_t outcome, size_t item, eg_trend *trend)
{
    size_t to = a->n_years;
    trend->from = 0;
    trend->to = to;
    for (bool settled = false; to > 0 && !settled;) {
        size_t from = to - 1;
        while (from > 0 && !eg_break_before(a, from, outcome, item))
            from--;
        settled = to - from >= 3;
        if (to == a->n_years || settled) {
            trend->from = from;
            trend->to = to;
        }
        to = from;
    }
    if (trend->to > trend->from)
        (void)snprintf(trend->label, sizeof trend->label, "%s..%s",
                       eg_views_year(a->views, a->years[trend->from]),
                       eg_views_year(a->views, a->years[trend->to - 1]));
}

/* The dimensions of rows that are groups are known only now; others were looked up before. With
 * --by, one that is left out is no mistake. */
static eg_status check_given(const eg_analysis *a, eg_error *err)
{
    for (size_t i = 0; i < a->settings->n_breaks; i++) {
        const eg_break *b = &a->settings->breaks[i];
        bool known = b->dimension.n == 0 || a->settings->n_by > 0;
        for (size_t x = 0; x < a->schema->n_axes; x++)
            known = known || names_axis(&b->dimension, &a->schema->axes[x]);
        if (known)
            continue;
        eg_status status =
            eg_fail(err, EG_E_CONFIG,
                    "key \"breaks\": the groups make no dimension \"%.80s\"; name "
                    "one of the report's",
                    b->dimension.at[0]);
        eg_error_place(err, b->file, b->line, b->column, NULL);
        return status;
    }
    return EG_OK;
}

eg_status eg_breaks_find(eg_analysis *a, eg_error *err)
{
    eg_status checked = eg_views_are_given(a->views) ? check_given(a, err) : EG_OK;
    if (checked != EG_OK)
        return checked;
    size_t n_items = eg_views_items(a->views), n_outcomes = a->schema->n_outcomes;
    gather_years(a);
    a->arena = eg_arena_new();
    if (a->arena == NULL || !take_all(a))
        return eg_fail_memory(err);
    a->trends = many(a, n_items * n_outcomes, sizeof *a->trends);
    if (a->trends == NULL)
        return eg_fail_memory(err);
    for (size_t o = 0; o < n_outcomes; o++)
        for (size_t i = 0; i < n_items; i++)
            find_trend(a, o, i, &a->trends[o * n_items + i]);
    return EG_OK;
}

void eg_breaks_clear(eg_analysis *a)
{
    eg_arena_free(a->arena);
}

const eg_trend *eg_trend_of(const eg_analysis *a, size_t outcome, size_t item)
{
    return &a->trends[outcome * eg_views_items(a->views) + item];
}

const eg_trend_break *eg_analysis_breaks(const eg_analysis *analysis, size_t *n)
{
    *n = analysis->n_breaks;
    return analysis->breaks;
}
