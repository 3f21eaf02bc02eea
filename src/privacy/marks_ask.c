/* How the decision is asked for. */
#include "privacy/marks_inside.h"
#include "privacy/published.h"

bool eg_marks_changed_since(const eg_marks *marks, size_t outcome, uint32_t year,
                            uint32_t publication)
{
    const eg_earlier *earlier = marks->outcomes[outcome].earlier;
    return earlier != NULL && eg_earlier_changed(earlier, year, publication);
}

const eg_privacy_tally *eg_marks_tally(const eg_marks *marks)
{
    return &marks->tally;
}

/* What the input itself hides or bounds, in every edition; counts from first to before last. */
static eg_mark given_mark(const eg_marks *marks, size_t outcome, const eg_place *place,
                          size_t first, size_t last)
{
    if (!eg_views_are_given(marks->views) || eg_views_cell(marks->views, place) == SIZE_MAX)
        return EG_SHOWN;
    eg_bounds n = eg_views_bounds(marks->views, outcome, place, EG_BOUNDS_N);
    if (n.state == EG_GIVEN_HIDDEN)
        return EG_HIDDEN;
    eg_mark mark = n.state == EG_GIVEN_BOUNDS ? EG_BOUNDED : EG_SHOWN;
    for (size_t k = first; k < last; k++) {
        eg_bounds x = eg_views_bounds(marks->views, outcome, place, k);
        if (x.state == EG_GIVEN_HIDDEN)
            return EG_WITHHELD;
        if (x.state == EG_GIVEN_BOUNDS)
            mark = EG_BOUNDED;
    }
    return mark;
}

/* In a public edition bounds that may not stand are withheld. */
static eg_mark bounds_mark(eg_mark given, bool unknown)
{
    return given == EG_BOUNDED && unknown ? EG_WITHHELD : given;
}

/* SHOWN, or HIDDEN, or the code that x of n has; HIDDEN when it is withheld without having one.
 */
static eg_mark count_mark(const eg_marks *marks, bool unknown, uint64_t x, uint64_t n,
                          double *bound)
{
    eg_mark mark = EG_HIDDEN;
    double at = 0;
    if (!unknown)
        return EG_SHOWN;
    if (eg_rules_tail(marks->rules, x, n, &mark, &at) && bound != NULL)
        *bound = at;
    return mark;
}

eg_mark eg_marks_of(const eg_marks *marks, size_t outcome, const eg_place *place, double *bound)
{
    if (marks->everything_shown && !eg_views_are_given(marks->views))
        return EG_SHOWN;
    size_t cell = marks->everything_shown ? SIZE_MAX : eg_views_cell(marks->views, place);
    const eg_outcome_marks *m = &marks->outcomes[outcome];
    bool levels = marks->settled->outcomes[outcome].kind == EG_KIND_LEVELS;
    eg_mark given = given_mark(marks, outcome, place, 0, levels ? 0 : 1);
    if (cell == SIZE_MAX)
        return given;
    if (m->hidden[cell])
        return EG_HIDDEN;
    if (given != EG_SHOWN)
        return bounds_mark(given, m->K == 1 && m->unknown[cell]);
    if (m->K != 1 || marks->settled->outcomes[outcome].kind == EG_KIND_LEVELS)
        return EG_SHOWN;
    eg_tally tally;
    eg_views_tally(marks->views, outcome, place, &tally);
    return count_mark(marks, m->unknown[cell], m->binary ? eg_marks_ones(&tally) : tally.x,
                      tally.n, bound);
}

eg_mark eg_marks_level(const eg_marks *marks, size_t outcome, const eg_place *place,
                       size_t level, double *bound)
{
    size_t cell = marks->everything_shown ? SIZE_MAX : eg_views_cell(marks->views, place);
    const eg_outcome_marks *m = &marks->outcomes[outcome];
    eg_mark given = given_mark(marks, outcome, place, level, level + 1);
    if (cell == SIZE_MAX)
        return given;
    if (m->hidden[cell])
        return EG_HIDDEN;
    if (given != EG_SHOWN)
        return bounds_mark(given, m->unknown[cell * m->K + level]);
    eg_tally tally;
    eg_views_tally(marks->views, outcome, place, &tally);
    return count_mark(marks, m->unknown[cell * m->K + level], tally.counts[level], tally.n,
                      bound);
}

/* A cut is known when all levels that are not shown lie on one side of it. */
eg_mark eg_marks_at_or_above(const eg_marks *marks, size_t outcome, const eg_place *place,
                             size_t level, double *bound)
{
    size_t cell = marks->everything_shown ? SIZE_MAX : eg_views_cell(marks->views, place);
    const eg_outcome_marks *m = &marks->outcomes[outcome];
    eg_mark given =
        given_mark(marks, outcome, place, level, marks->settled->outcomes[outcome].n_levels);
    if (cell == SIZE_MAX)
        return given;
    if (m->hidden[cell])
        return EG_HIDDEN;
    if (given != EG_SHOWN)
        return EG_WITHHELD;
    eg_tally tally;
    eg_views_tally(marks->views, outcome, place, &tally);
    uint64_t x = 0;
    bool below = false, above = false;
    for (size_t k = 0; k < m->K; k++) {
        bool unknown = m->unknown[cell * m->K + k];
        below = below || (unknown && k < level);
        above = above || (unknown && k >= level);
        x += k >= level ? tally.counts[k] : 0;
    }
    /* Which of two it is, coded or not, would tell of the levels on either side. */
    if (below && above)
        return EG_HIDDEN;
    eg_mark mark;
    double at;
    bool tail = tally.n > 0 && eg_rules_tail(marks->rules, x, tally.n, &mark, &at);
    return count_mark(marks, tail, x, tally.n, bound);
}

bool eg_marks_published(const eg_marks *marks, size_t outcome, const eg_place *place,
                        eg_published *out)
{
    const eg_outcome_marks *m = &marks->outcomes[outcome];
    size_t cell = eg_views_cell(marks->views, place);
    eg_tally tally;
    if (cell == SIZE_MAX)
        return false;
    eg_views_tally(marks->views, outcome, place, &tally);
    if (tally.students == 0)
        return false;
    bool given = eg_views_are_given(marks->views);
    bool levels = marks->settled->outcomes[outcome].kind == EG_KIND_LEVELS;
    /* n of a rate goes with a count that is withheld without a code */
    bool shown = eg_marks_of(marks, outcome, place, NULL) != EG_HIDDEN &&
                 (!given || eg_views_bounds(marks->views, outcome, place, EG_BOUNDS_N).state ==
                                EG_GIVEN_EXACT);
    bool few = m->earlier != NULL && eg_earlier_few(m->earlier, (uint32_t)cell);
    out->n = shown ? (int64_t)tally.n : few ? EG_PUBLISHED_FEW : EG_PUBLISHED_NOT;
    out->n_counts = m->K;
    for (size_t k = 0; k < m->K; k++) {
        bool exact =
            !given || eg_views_bounds(marks->views, outcome, place, k).state == EG_GIVEN_EXACT;
        uint64_t x = levels ? tally.counts[k] : m->binary ? eg_marks_ones(&tally) : tally.x;
        eg_mark mark = shown && exact
                           ? count_mark(marks, m->unknown[cell * m->K + k], x, tally.n, NULL)
                           : EG_HIDDEN;
        out->counts[k] = mark == EG_SHOWN          ? (int64_t)x
                         : mark == EG_TOP_CODED    ? EG_PUBLISHED_TOP
                         : mark == EG_BOTTOM_CODED ? EG_PUBLISHED_BOTTOM
                                                   : EG_PUBLISHED_NOT;
    }
    return true;
}
