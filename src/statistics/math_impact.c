#include "statistics/math_impact.h"

#include "equitygap/base.h"
#include "statistics/math_ratio.h"

const eg_ppg_limits eg_ppg_cccco2022 = {true, 0.02, 10};
const eg_ppg_limits eg_ppg_disimpact = {false, 0.03, 0};

static const double guard = 1e-12;

double eg_ppg_margin(double p, double n, double least)
{
    return fmax(1.96 * sqrt(p * (1 - p) / n), least);
}

static double whole_up(double students)
{
    return fmax(0, ceil(students - guard * fmax(1, fabs(students))));
}

eg_ppg eg_ppg_of(eg_pair pair, const eg_ppg_limits *rule, bool lower)
{
    eg_ppg g = {NAN, NAN, false, false, 0, 0, false, "no students with a value on one side"};
    if (pair.n1 == 0 || pair.n2 == 0) {
        return g;
    }
    double n = (double)pair.n1, rate = (double)pair.x1 / n;
    double reference = (double)pair.x2 / (double)pair.n2;
    g.gap = rate - reference;
    g.margin = eg_ppg_margin(rule->own_rate ? rate : 0.5, n, rule->least);
    g.to_parity = eg_to_parity(pair.x1, pair.n1, pair.x2, pair.n2, lower);
    g.too_few = pair.n1 <= rule->few;
    double behind = lower ? g.gap : -g.gap;
    g.flag = !g.too_few && behind >= g.margin - guard;
    g.to_escape = g.flag ? whole_up((behind - g.margin) * n) : 0;
    g.ok = true;
    g.why = NULL;
    return g;
}

static eg_index index_none(const char *why)
{
    eg_index out = {NAN, false, NAN, NAN, false, why};
    return out;
}

/* x/n against four fifths of xr/nr, in whole numbers. */
static void four_fifths_of(uint64_t x, uint64_t n, uint64_t xr, uint64_t nr, eg_index *out)
{
    eg_i128 mine = (eg_i128)x * nr, theirs = (eg_i128)xr * n;
    out->flag = 5 * mine < 4 * theirs;
    out->to_parity = eg_to_parity(x, n, xr, nr, false);
    eg_i128 below = 5 * (eg_i128)nr, above = 4 * theirs - 5 * mine;
    eg_i128 steps = out->flag ? (above + below - 1) / below : 0;
    out->to_escape = (double)steps;
    out->ok = true;
    out->why = NULL;
}

eg_index eg_proportionality_index(uint64_t x, uint64_t n, uint64_t xa, uint64_t na)
{
    if (n == 0 || na == 0 || xa == 0) {
        return index_none(n == 0 ? "no students with a value" : "nobody succeeds");
    }
    eg_index out = index_none(NULL);
    four_fifths_of(x, n, xa, na, &out);
    out.value = (double)x * (double)na / ((double)xa * (double)n);
    return out;
}

eg_index eg_four_fifths(eg_pair pair)
{
    if (pair.n1 == 0 || pair.n2 == 0 || pair.x2 == 0) {
        return index_none(pair.n1 == 0 ? "no students with a value"
                                       : "the highest rate is zero");
    }
    eg_index out = index_none(NULL);
    four_fifths_of(pair.x1, pair.n1, pair.x2, pair.n2, &out);
    out.value = (double)pair.x1 * (double)pair.n2 / ((double)pair.n1 * (double)pair.x2);
    return out;
}

/* ---- risk ratios
 * --------------------------------------------------------------------------------- */

static bool meets(uint64_t x, uint64_t n, const eg_idea_rule *rule)
{
    return x >= rule->min_cell && n >= rule->min_n && n > 0;
}

eg_risk_ratio eg_risk_ratio_of(eg_pair pair, const eg_pair *state, const eg_idea_rule *rule)
{
    eg_risk_ratio r = {NAN, NAN, NAN, false, false, NAN, false, NULL};
    if (!meets(pair.x1, pair.n1, rule)) {
        r.why = "the group misses the minimum cell or n size";
        return r;
    }
    double x2 = (double)pair.x2, n2 = (double)pair.n2;
    if (!meets(pair.x2, pair.n2, rule)) {
        if (state == NULL || !meets(state->x2, state->n2, rule)) {
            r.why = "the comparison group misses the minimum cell or n size";
            return r;
        }
        r.alternate = true;
        x2 = (double)state->x2;
        n2 = (double)state->n2;
    }
    double x1 = (double)pair.x1, n1 = (double)pair.n1;
    r.risk = x1 / n1;
    r.comparison = x2 / n2;
    if (!(r.comparison > 0)) {
        r.why = "the comparison group has a risk of zero";
        return r;
    }
    r.ratio = r.risk / r.comparison;
    r.ok = true;
    if (rule->threshold > 0) {
        double allowed = rule->threshold * r.comparison * n1, over = x1 - allowed;
        r.above = over > guard * fmax(1, allowed);
        r.distance = r.above ? whole_up(over) : 0;
    }
    return r;
}

double eg_weighted_risk_ratio(const uint64_t *x, const uint64_t *n, const double *composition,
                              size_t groups, size_t group)
{
    double others = 0;
    for (size_t j = 0; j < groups; j++) {
        if (j != group && composition[j] > 0) {
            others += n[j] > 0 ? composition[j] * (double)x[j] / (double)n[j] : 0;
        }
    }
    if (group >= groups || n[group] == 0 || !(others > 0)) {
        return NAN;
    }
    return (1 - composition[group]) * ((double)x[group] / (double)n[group]) / others;
}

eg_idea_state eg_idea_verdict(const double *ratio, size_t years, double threshold,
                              size_t needed, double progress)
{
    size_t run = 0;
    while (run < years && ratio[years - 1 - run] > threshold + guard) {
        run++;
    }
    if (run == 0) {
        return EG_IDEA_NOT;
    }
    if (run < needed) {
        return EG_IDEA_WATCH;
    }
    bool falling = progress >= 0 && years >= 3;
    for (size_t back = 1; back <= 2 && falling; back++) {
        double fell = ratio[years - 1 - back] - ratio[years - back];
        falling = fell > 0 && fell >= progress - guard;
    }
    return falling ? EG_IDEA_PROGRESS : EG_IDEA_SIGNIFICANT;
}

/* ---- the California Dashboard
 * ------------------------------------------------------------------- */

const char *eg_dashboard_word(eg_dashboard_colour colour)
{
    static const char *const words[] = {"Red", "Orange", "Yellow", "Green", "Blue"};
    return words[colour];
}

eg_dashboard_colour eg_dashboard_absenteeism(double status, double change)
{
    /* 0 red to 4 blue; rows: very low to very high status; columns: increased to declined
     * significantly */
    static const char colours[5][6] = {"23444", "12334", "11233", "01122", "00012"};
    static const double cuts[4] = {2.5, 5, 10, 20};
    size_t row = 0, column = 2;
    while (row < 4 && status > cuts[row]) {
        row++;
    }
    if (fabs(change) >= 0.5 - guard) {
        bool much = fabs(change) >= 3 - guard;
        column = change > 0 ? (much ? 0 : 1) : (much ? 4 : 3);
    }
    return (eg_dashboard_colour)(colours[row][column] - '0');
}
