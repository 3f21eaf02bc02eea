/* Vectors of disproportionate impact, IDEA and fairness rules. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "statistics/math_impact.h"
#include "statistics/math_inequality.h"
#include "statistics/math_ratio.h"
#include "vectors.h"

enum { GROUPS = 8 };

typedef struct {
    size_t count;
    const char *name[GROUPS];
    uint64_t x[GROUPS], n[GROUPS];
    uint64_t all_x, all_n;
} groups_of_vector;

static groups_of_vector groups_in(const vector *v)
{
    groups_of_vector g;
    memset(&g, 0, sizeof g);
    for (const eg_json *row = vector_node(v->input, "rows")->first; row != NULL;
         row = row->next) {
        g.name[g.count] = vector_node(row, "group")->text;
        g.x[g.count] = (uint64_t)vector_node(row, "success")->number;
        g.n[g.count] = (uint64_t)vector_node(row, "n")->number;
        g.all_x += g.x[g.count];
        g.all_n += g.n[g.count];
        g.count++;
    }
    return g;
}

static size_t group_named(const groups_of_vector *g, const char *name)
{
    size_t i = 0;
    while (i < g->count && strcmp(g->name[i], name) != 0) {
        i++;
    }
    return i;
}

static void expect_in_row(const vector *v, size_t row, const char *what, double got)
{
    char path[64];
    snprintf(path, sizeof path, "%zu.%s", row, what);
    vector_expect(v, path, got);
}

static void expect_ppg(const vector *v, size_t i, eg_pair pair, const eg_ppg_limits *rule)
{
    eg_ppg p = eg_ppg_of(pair, rule, false);
    double rate = (double)pair.x1 / (double)pair.n1;
    ck_assert(p.ok);
    expect_in_row(v, i, "pct", rate);
    expect_in_row(v, i, "reference", rate - p.gap);
    expect_in_row(v, i, "moe", p.margin);
    expect_in_row(v, i, "pct_lo", rate - p.margin);
    expect_in_row(v, i, "pct_hi", rate + p.margin);
    expect_in_row(v, i, "di_indicator", p.flag ? 1 : 0);
    expect_in_row(v, i, "success_needed_not_di", p.to_escape);
    expect_in_row(v, i, "success_needed_full_parity", p.to_parity);
}

static void ppg(const vector *v)
{
    groups_of_vector g = groups_in(v);
    const eg_json *own = eg_json_get(v->input, "use_prop_in_moe");
    eg_ppg_limits rule = {own != NULL && own->kind == EG_JSON_TRUE, vector_in(v, "min_moe"), 0};
    size_t reference = group_named(&g, vector_node(v->input, "reference")->text);
    for (size_t i = 0; i < g.count; i++) {
        bool overall = reference == g.count;
        eg_pair pair = {g.x[i], g.n[i], overall ? g.all_x : g.x[reference],
                        overall ? g.all_n : g.n[reference]};
        expect_ppg(v, i, pair, &rule);
    }
}

static size_t highest(const groups_of_vector *g)
{
    size_t best = 0;
    for (size_t i = 1; i < g->count; i++) {
        best = g->x[i] * g->n[best] > g->x[best] * g->n[i] ? i : best;
    }
    return best;
}

static void four_fifths(const vector *v)
{
    groups_of_vector g = groups_in(v);
    size_t top = highest(&g);
    for (size_t i = 0; i < g.count; i++) {
        eg_pair pair = {g.x[i], g.n[i], g.x[top], g.n[top]};
        eg_index f = eg_four_fifths(pair);
        expect_in_row(v, i, "di_80_index", f.value);
        expect_in_row(v, i, "di_indicator", f.flag ? 1 : 0);
        expect_in_row(v, i, "success_needed_not_di", f.to_escape);
        expect_in_row(v, i, "success_needed_full_parity", f.to_parity);
    }
}

static void margins(const vector *v)
{
    double n[VECTOR_LIST], moe[VECTOR_LIST], small[VECTOR_LIST];
    size_t count = vector_list_in(v, "n", n);
    for (size_t i = 0; i < count; i++) {
        moe[i] = eg_ppg_margin(0.5, n[i], vector_in(v, "min_moe"));
        small[i] = eg_ppg_margin(0.5, n[i], 0.01);
    }
    vector_expect_list(v, "moe", moe, count);
    vector_expect_list(v, "moe_min01", small, count);
    vector_expect(v, "moe_n800_p20_min0", eg_ppg_margin(0.2, 800, 0));
}

static void ppg_of_2022(const vector *v)
{
    groups_of_vector g = groups_in(v);
    for (size_t i = 0; i < g.count; i++) {
        eg_pair pair = {g.x[i], g.n[i], g.all_x - g.x[i], g.all_n - g.n[i]};
        eg_ppg p = eg_ppg_of(pair, &eg_ppg_cccco2022, false);
        expect_in_row(v, i, "ppg1", p.gap);
        expect_in_row(v, i, "E", p.margin);
        expect_in_row(v, i, "flag", p.flag ? 1 : 0);
    }
}

static void three_answers(const vector *v)
{
    uint64_t x = vector_count_in(v, "success"), n = vector_count_in(v, "n");
    uint64_t xa = vector_count_in(v, "total_success"), na = vector_count_in(v, "total_n");
    vector_expect(v, "fixed_overall_reference", eg_to_parity(x, n, xa, na, false));
    vector_expect(v, "moving_overall_or_others", eg_to_parity_moving(x, n, xa, na, false));
    vector_expect(v, "moving_overall_or_others", eg_to_parity(x, n, xa - x, na - n, false));
    vector_expect(v, "vs_highest_group",
                  eg_to_parity(x, n, vector_count_in(v, "highest_group.success"),
                               vector_count_in(v, "highest_group.n"), false));
}

static void tie(const vector *v)
{
    /* 45 of 100 with a margin of 0.05 touches one half */
    const eg_ppg_limits rule = {true, 0.05, 0};
    eg_pair pair = {4500, 10000, 5000, 10000};
    eg_ppg p = eg_ppg_of(pair, &rule, false);
    ck_assert_double_eq_tol(0.45 + p.margin, vector_in(v, "pct_hi"), 1e-15);
    ck_assert_double_eq_tol(0.45 - p.gap, vector_in(v, "reference"), 1e-15);
    vector_expect(v, "flag", p.flag ? 1 : 0);
}

static void risk_ratio(const vector *v)
{
    eg_pair pair = {vector_count_in(v, "focal_x"), vector_count_in(v, "focal_n"),
                    vector_count_in(v, "other_x"), vector_count_in(v, "other_n")};
    const eg_json *cell = eg_json_get(v->input, "min_cell");
    eg_idea_rule rule = {cell == NULL ? 10 : (uint64_t)cell->number, 30, 0};
    eg_risk_ratio r = eg_risk_ratio_of(pair, NULL, &rule);
    if (eg_json_get(v->expected, "calculated") != NULL) {
        vector_expect(v, "calculated", r.ok ? 1 : 0);
        return;
    }
    vector_expect(v, "risk", r.risk);
    vector_expect(v, "comparison_risk", r.comparison);
    vector_expect(v, "risk_ratio", r.ratio);
}

static void weighted_risk_ratio(const vector *v)
{
    uint64_t x[VECTOR_LIST], n[VECTOR_LIST], all_x = 0, all_n = 0;
    double composition[VECTOR_LIST], weighted[VECTOR_LIST], plain[VECTOR_LIST];
    size_t count = vector_counts_in(v, "x", x);
    vector_counts_in(v, "n", n);
    vector_list_in(v, "state_composition", composition);
    for (size_t i = 0; i < count; i++) {
        all_x += x[i];
        all_n += n[i];
    }
    const eg_idea_rule rule = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        eg_pair pair = {x[i], n[i], all_x - x[i], all_n - n[i]};
        weighted[i] = eg_weighted_risk_ratio(x, n, composition, count, i);
        plain[i] = eg_risk_ratio_of(pair, NULL, &rule).ratio;
    }
    vector_expect_list(v, "wrr", weighted, count);
    vector_expect_list(v, "rr", plain, count);
}

static void expect_colour(const eg_json *expected, double status, double change)
{
    const char *got = eg_dashboard_word(eg_dashboard_absenteeism(status, change));
    ck_assert_str_eq(got, expected->text);
}

static void dashboard(const vector *v)
{
    static const char *const names[] = {"Very Low", "Low", "Medium", "High", "Very High"};
    static const double status[] = {1, 4, 7, 15, 30}, change[] = {4, 1, 0, -1, -4};
    for (size_t r = 0; r < 5; r++) {
        const eg_json *row = vector_node(v->expected, names[r]);
        for (size_t c = 0; c < 5; c++) {
            expect_colour(eg_json_at(row, c), status[r], change[c]);
        }
    }
    double cut[VECTOR_LIST];
    ck_assert_uint_eq(vector_list_in(v, "status_cuts", cut), 4);
    /* a cut itself belongs to the level below it */
    ck_assert_int_eq(eg_dashboard_absenteeism(cut[0], 0), eg_dashboard_absenteeism(1, 0));
}

/* Shares of a group's students that fit a mask, from the 0/1 lists of the vector. */
static double share_of(const vector *v, const char *group, bool given_truth, double truth)
{
    double y[VECTOR_LIST], prediction[VECTOR_LIST], chosen = 0, n = 0;
    size_t count = vector_list_in(v, "y_true", y);
    vector_list_in(v, "y_pred", prediction);
    for (size_t i = 0; i < count; i++) {
        bool mine = strcmp(eg_json_at(vector_node(v->input, "group"), i)->text, group) == 0;
        if (mine && (!given_truth || y[i] == truth)) {
            n++;
            chosen += prediction[i];
        }
    }
    return chosen / n;
}

static void group_metrics(const vector *v)
{
    static const char *const names[] = {"a", "b", "c"};
    double chosen[3], hit[3], alarm[3], n[3] = {1, 1, 1};
    char path[64];
    for (size_t g = 0; g < 3; g++) {
        chosen[g] = share_of(v, names[g], false, 0);
        hit[g] = share_of(v, names[g], true, 1);
        alarm[g] = share_of(v, names[g], true, 0);
        snprintf(path, sizeof path, "selection_rate.%s", names[g]);
        vector_expect(v, path, chosen[g]);
        snprintf(path, sizeof path, "tpr.%s", names[g]);
        vector_expect(v, path, hit[g]);
        snprintf(path, sizeof path, "fpr.%s", names[g]);
        vector_expect(v, path, alarm[g]);
    }
    const eg_levels by_choice = {3, chosen, n, NULL}, by_hit = {3, hit, n, NULL},
                    by_alarm = {3, alarm, n, NULL};
    double overall = eg_levels_mean(&by_choice);
    vector_expect(v, "difference_between_groups",
                  eg_max_min_difference(&by_choice, 0.95).value);
    vector_expect(v, "ratio_between_groups", 1 / eg_max_min_ratio(&by_choice, 0.95).value);
    vector_expect(v, "difference_to_overall", fabs(chosen[0] - overall));
    vector_expect(v, "ratio_to_overall", chosen[0] / overall);
    vector_expect(v, "equalized_odds_difference",
                  fmax(eg_max_min_difference(&by_hit, 0.95).value,
                       eg_max_min_difference(&by_alarm, 0.95).value));
}

/* The peer fills a zero denominator with 10; ours has no figure. */
static void zero_denominator(const vector *v)
{
    eg_pair pair = {(uint64_t)round(10 * vector_in(v, "group_metric")), 10,
                    (uint64_t)round(10 * vector_in(v, "reference_metric")), 10};
    eg_estimate e = eg_rate_ratio(pair, 0.95);
    vector_expect(v, "calculated", e.ok ? 1 : 0);
    ck_assert_double_nan(e.value);
}

static void differential_fairness(const vector *v)
{
    uint64_t x[VECTOR_LIST], n[VECTOR_LIST];
    double rate[VECTOR_LIST], c = vector_in(v, "concentration");
    size_t count = vector_counts_in(v, "x", x);
    vector_counts_in(v, "n", n);
    vector_expect(v, "edf", eg_differential_fairness(x, n, count, c));
    for (size_t i = 0; i < count; i++) {
        rate[i] = ((double)x[i] + c / 2) / ((double)n[i] + c);
    }
    vector_expect_list(v, "smoothed_rates", rate, count);
}

static const vector_row rows[] = {
    {"disimpact_ppg_overall", ppg},
    {"disimpact_ppg_overall_prop_moe", ppg},
    {"disimpact_ppg_ref_white", ppg},
    {"disimpact_80_index_hpg", four_fifths},
    {"ppg_moe", margins},
    {"cccco_2022_ppg_minus_1", ppg_of_2022},
    {"success_needed_three_definitions", three_answers},
    {"ppg_tie_flag", tie},
    {"idea_risk_ratio", risk_ratio},
    {"idea_not_calculated", risk_ratio},
    {"weighted_risk_ratio", weighted_risk_ratio},
    {"ca_dashboard_5x5_chronic_absence", dashboard},
    {"fairlearn_style_group_metrics", group_metrics},
    {"aequitas_zero_division_trap", zero_denominator},
    {"smoothed_empirical_differential_fairness", differential_fairness},
};
VECTOR_TABLE_OF(vectors_of_impact, rows)
