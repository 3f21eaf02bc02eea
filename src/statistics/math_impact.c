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

/* Which minimum is missed: none, the cell's or n's. */
static eg_idea_miss misses(uint64_t x, uint64_t n, const eg_idea_rule *rule, eg_idea_miss cell)
{
    if (x < rule->min_cell)
        return cell;
    return n < rule->min_n || n == 0 ? (eg_idea_miss)(cell + 1) : EG_MISS_NONE;
}

static const char *miss_words(eg_idea_miss miss)
{
    static const char *const words[] = {NULL,
                                        "the group misses the minimum cell size",
                                        "the group misses the minimum n size",
                                        "the comparison group misses the minimum cell size",
                                        "the comparison group misses the minimum n size",
                                        "the State's others miss the minimum cell size",
                                        "the State's others miss the minimum n size",
                                        "the comparison group has a risk of zero"};
    return words[miss];
}

/* A threshold is a decimal of nine places, so that this is a division of whole numbers. */
uint64_t eg_risk_ratio_allows(uint64_t n1, uint64_t x2, uint64_t n2, double threshold)
{
    const eg_u128 billion = 1000000000;
    eg_u128 nano = (eg_u128)llround(threshold * 1e9);
    return (uint64_t)(nano * x2 * n1 / (billion * n2));
}

eg_risk_ratio eg_risk_ratio_of(eg_pair pair, const eg_pair *state, const eg_idea_rule *rule)
{
    eg_risk_ratio r = {.risk = NAN, .comparison = NAN, .ratio = NAN, .distance = NAN};
    double x1 = (double)pair.x1, n1 = (double)pair.n1;
    double x2 = (double)pair.x2, n2 = (double)pair.n2;
    r.miss = misses(pair.x1, pair.n1, rule, EG_MISS_CELL);
    if (r.miss == EG_MISS_NONE) {
        r.miss = misses(pair.x2, pair.n2, rule, EG_MISS_OTHERS_CELL);
        if (r.miss != EG_MISS_NONE && state != NULL) {
            r.miss = misses(state->x2, state->n2, rule, EG_MISS_STATE_CELL);
            r.alternate = r.miss == EG_MISS_NONE;
            x2 = (double)state->x2;
            n2 = (double)state->n2;
        }
    }
    if (r.miss == EG_MISS_NONE && !(x2 > 0))
        r.miss = EG_MISS_ZERO;
    r.why = miss_words(r.miss);
    if (r.miss != EG_MISS_NONE)
        return r;
    r.risk = x1 / n1;
    r.comparison = x2 / n2;
    r.ratio = r.risk / r.comparison;
    r.ok = true;
    if (rule->threshold > 0) {
        const eg_pair *others = r.alternate ? state : &pair;
        uint64_t allowed =
            eg_risk_ratio_allows(pair.n1, others->x2, others->n2, rule->threshold);
        r.above = pair.x1 > allowed;
        r.distance = r.above ? (double)(pair.x1 - allowed) : 0;
    }
    return r;
}

double eg_weighted_risk_ratio(const uint64_t *x, const uint64_t *n, const double *composition,
                              size_t groups, size_t group)
{
    double others = 0, weight = 0;
    for (size_t j = 0; j < groups; j++) {
        if (j != group && composition[j] > 0 && n[j] > 0) {
            others += composition[j] * (double)x[j] / (double)n[j];
            weight += composition[j];
        }
    }
    if (group >= groups || n[group] == 0 || !(others > 0)) {
        return NAN;
    }
    return weight * ((double)x[group] / (double)n[group]) / others;
}

eg_idea_state eg_idea_verdict(const double *ratio, const bool *above, size_t years,
                              size_t needed, double progress, size_t *run)
{
    *run = 0;
    while (*run < years && above[years - 1 - *run])
        (*run)++;
    if (*run < needed)
        return *run == 0 ? EG_IDEA_NOT : EG_IDEA_WATCH;
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
