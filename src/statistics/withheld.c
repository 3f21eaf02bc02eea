/* Privacy before any row is asked: what may not be shown is answered here. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/bounded.h"
#include "statistics/walk.h"

/* ---- given cells
 * ----------------------------------------------------------------------------------- */

static double bound_of(uint64_t count)
{
    return count == UINT64_MAX ? NAN : (double)count;
}

static eg_bounds own_bounds(const eg_ask *ask, size_t count)
{
    return eg_views_bounds(ask->analysis->views, ask->outcome, &ask->place, count);
}

/* A row that uses n alone, where n is not exact. */
static void answer_given_n(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    eg_bounds n = own_bounds(ask, EG_BOUNDS_N);
    if (strcmp(row->about.name, "n") == 0)
        eg_answer_bounds(answer, bound_of(n.low), bound_of(n.high));
    else if (strcmp(row->about.name, "share_of_students") != 0 ||
             !eg_bounded_share(ask, answer))
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, eg_bounds_only);
}

/* What the input itself withholds, or gives in bounds. */
static void answer_given(const eg_ask *ask, const eg_catalogue_row *row, eg_mark mark,
                         eg_answer *answer)
{
    size_t count = ask->level == SIZE_MAX ? 0 : ask->level;
    eg_side side = {.n_in = own_bounds(ask, EG_BOUNDS_N), .x_in = own_bounds(ask, count)};
    double low, high;
    if (row->uses == EG_USES_N) {
        answer_given_n(ask, row, answer);
    } else if (mark == EG_BOUNDED && eg_bounded_mean(ask, row, answer)) {
        return;
    } else if (mark == EG_WITHHELD) {
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    } else if (row->uses == EG_USES_RATE && row->levels_above_first) {
        eg_bounded_above(ask, answer);
    } else if (row->uses != EG_USES_RATE) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, eg_bounds_only);
    } else if (strncmp(row->about.name, "count", 5) == 0) {
        eg_answer_bounds(answer, bound_of(side.x_in.low), bound_of(side.x_in.high));
    } else {
        eg_side_rates(&side, &low, &high);
        eg_answer_bounds(answer, low, high);
    }
}

/* A row that uses n alone stands where n has no bounds. */
static bool n_stands(const eg_ask *ask, eg_mark mark)
{
    if (mark == EG_WITHHELD || mark == EG_BOUNDED)
        return own_bounds(ask, EG_BOUNDS_N).state != EG_GIVEN_BOUNDS;
    return mark != EG_HIDDEN;
}

/* ---- privacy of a group's own row
 * ------------------------------------------------------------------ */

static eg_mark own_mark(const eg_ask *ask, const eg_catalogue_row *row, double *bound)
{
    const eg_analysis *a = ask->analysis;
    if (ask->level == SIZE_MAX)
        return eg_marks_of(a->marks, ask->outcome, &ask->place, bound);
    return row->levels_above_first
               ? eg_marks_at_or_above(a->marks, ask->outcome, &ask->place, ask->level, bound)
               : eg_marks_level(a->marks, ask->outcome, &ask->place, ask->level, bound);
}

/* Outward to so many places. */
static double outward(double bound, bool top, int digits)
{
    double scale = pow(10, digits);
    return (top ? floor(bound * scale + 1e-6) : ceil(bound * scale - 1e-6)) / scale;
}

static double count_at(double bound, bool top, double n)
{
    return top ? ceil(bound * n - 1e-9) : floor(bound * n + 1e-9);
}

/* A share as the rules have it, in two places or up to four; a bound by number in as few as
 * leave the same counts open. */
static void print_bound(double bound, bool top, double n, char *out, size_t size)
{
    enum { FEWEST = 2, OF_SHARES = 4, MOST = 6 };
    int digits = FEWEST;
    while (digits < OF_SHARES && fabs(outward(bound, top, digits) - bound) > 1e-9)
        digits++;
    if (fabs(outward(bound, top, digits) - bound) > 1e-9)
        digits = FEWEST;
    else
        n = 0;
    while (digits < MOST &&
           count_at(outward(bound, top, digits), top, n) != count_at(bound, top, n))
        digits++;
    (void)snprintf(out, size, "%.*f", digits, outward(bound, top, digits));
}

/* "0.95 or more"; for a count the students that bound means. */
static void answer_coded(const eg_ask *ask, const eg_catalogue_row *row, eg_mark mark,
                         double bound, eg_answer *answer)
{
    bool top = mark == EG_TOP_CODED;
    eg_tally tally;
    eg_views_tally(ask->analysis->views, ask->outcome, &ask->place, &tally);
    eg_answer_none(answer, top ? EG_FACT_TOP_CODED : EG_FACT_BOTTOM_CODED, NULL);
    answer->has_n = true;
    answer->n = tally.n;
    if (strncmp(row->about.name, "count", 5) != 0) {
        char said[16];
        print_bound(bound, top, (double)tally.n, said, sizeof said);
        (void)snprintf(answer->note, sizeof answer->note, "%s or %s", said,
                       top ? "more" : "less");
        return;
    }
    (void)snprintf(answer->note, sizeof answer->note, "%.0f or %s",
                   count_at(bound, top, (double)tally.n), top ? "more" : "fewer");
}

bool eg_withheld(const eg_ask *ask, const eg_catalogue_row *row, eg_answer *answer)
{
    double bound = 0;
    if (row->about.scope != EG_SCOPE_GROUP || ask->reference != NULL)
        return false;
    eg_mark mark = row->uses == EG_USES_N
                       ? eg_marks_of(ask->analysis->marks, ask->outcome, &ask->place, &bound)
                       : own_mark(ask, row, &bound);
    if (mark == EG_SHOWN || (row->uses == EG_USES_N && n_stands(ask, mark)))
        return false;
    if (mark == EG_WITHHELD || mark == EG_BOUNDED)
        answer_given(ask, row, mark, answer);
    else if (mark == EG_HIDDEN || row->uses == EG_USES_FIGURES)
        eg_answer_none(answer, EG_FACT_SUPPRESSED, NULL);
    else
        answer_coded(ask, row, mark, bound, answer);
    return true;
}
