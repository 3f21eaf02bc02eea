/* Vectors of shares, their differences and ratios, and of multiplicity. */
#include <check.h>
#include <string.h>

#include "ext/gslx.h"
#include "statistics/math_adjust.h"
#include "statistics/math_information.h"
#include "statistics/math_proportion.h"
#include "statistics/math_ratio.h"
#include "vectors.h"

static void interval_of_one(const vector *v, eg_rate_method method)
{
    eg_estimate e =
        eg_rate(vector_count_in(v, "x"), vector_count_in(v, "n"), method, vector_in(v, "conf"));
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
}

static void wilson(const vector *v)
{
    interval_of_one(v, EG_RATE_WILSON);
}

static void wilson_cc(const vector *v)
{
    interval_of_one(v, EG_RATE_WILSON_CC);
}

static void clopper_pearson(const vector *v)
{
    interval_of_one(v, EG_RATE_CLOPPER_PEARSON);
}

static void agresti_coull(const vector *v)
{
    interval_of_one(v, EG_RATE_AGRESTI_COULL);
}

static eg_pair pair_of(const vector *v)
{
    eg_pair pair = {vector_count_in(v, "x1"), vector_count_in(v, "n1"),
                    vector_count_in(v, "x2"), vector_count_in(v, "n2")};
    return pair;
}

static void interval_of_difference(const vector *v, eg_difference_method method)
{
    eg_estimate e = eg_rate_difference_by(pair_of(v), method, vector_in(v, "conf"));
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
}

static void newcombe(const vector *v)
{
    vector_expect(v, "diff", eg_rate_difference(pair_of(v), 0.95).value);
    interval_of_difference(v, EG_DIFFERENCE_NEWCOMBE);
}

static void newcombe_cc(const vector *v)
{
    interval_of_difference(v, EG_DIFFERENCE_NEWCOMBE_CC);
}

static void miettinen_nurminen(const vector *v)
{
    interval_of_difference(v, EG_DIFFERENCE_MIETTINEN_NURMINEN);
}

static void mee(const vector *v)
{
    interval_of_difference(v, EG_DIFFERENCE_MEE);
}

static void wald(const vector *v)
{
    interval_of_difference(v, EG_DIFFERENCE_WALD);
}

static void agresti_caffo(const vector *v)
{
    interval_of_difference(v, EG_DIFFERENCE_AGRESTI_CAFFO);
}

static void pooled_z(const vector *v)
{
    eg_estimate z = eg_two_proportion_z(pair_of(v));
    vector_expect(v, "z", z.value);
    vector_expect(v, "p", z.p);
    vector_expect(v, "p", eg_rate_difference(pair_of(v), 0.95).p);
}

static void chi_square(const vector *v)
{
    double row[2][2];
    vector_list_in(v, "table.0", row[0]);
    vector_list_in(v, "table.1", row[1]);
    eg_pair pair = {(uint64_t)row[0][0], (uint64_t)(row[0][0] + row[0][1]), (uint64_t)row[1][0],
                    (uint64_t)(row[1][0] + row[1][1])};
    eg_estimate plain = eg_chi_square_pair(pair, false), yates = eg_chi_square_pair(pair, true);
    vector_expect(v, "chisq", plain.value);
    vector_expect(v, "p", plain.p);
    vector_expect(v, "yates_chisq", yates.value);
    vector_expect(v, "yates_p", yates.p);
    vector_expect(v, "df", 1);
}

static void adverse_impact(const vector *v)
{
    eg_pair pair = {vector_count_in(v, "x_min"), vector_count_in(v, "n_min"),
                    vector_count_in(v, "x_maj"), vector_count_in(v, "n_maj")};
    eg_estimate ratio = eg_rate_ratio(pair, 0.95);
    vector_expect(v, "impact_ratio", ratio.value);
    vector_expect(v, "four_fifths_flag", ratio.value < 0.8 ? 1 : 0);
    ck_assert(eg_pair_is_small(pair));
    vector_expect(v, "fisher_p", eg_rate_difference(pair, 0.95).p);
    vector_expect(v, "h", fabs(eg_cohens_h(pair, 0.95).value));
    vector_expect(v, "shortfall_parity_to_majority",
                  eg_to_parity(pair.x1, pair.n1, pair.x2, pair.n2, false));
    /* the source keeps fractions of students; ours are whole */
    double all = (double)(pair.x1 + pair.x2) / (double)(pair.n1 + pair.n2);
    double fraction = all * (double)pair.n1 - (double)pair.x1;
    vector_expect(v, "shortfall_parity_to_overall", fraction);
    ck_assert_double_eq(eg_to_parity(pair.x1, pair.n1, 17, 35, false), ceil(fraction));
}

static void katz(const vector *v)
{
    eg_estimate e = eg_rate_ratio(pair_of(v), vector_in(v, "conf"));
    vector_expect(v, "rr", e.value);
    vector_expect(v, "se_log", e.se);
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
}

static void woolf(const vector *v)
{
    eg_estimate e = eg_odds_ratio(pair_of(v), vector_in(v, "conf"));
    vector_expect(v, "or", e.value);
    vector_expect(v, "se_log", e.se);
    vector_expect(v, "lower", e.low);
    vector_expect(v, "upper", e.high);
}

static void cohens_h(const vector *v)
{
    eg_pair pair = {(uint64_t)round(1000 * vector_in(v, "p1")), 1000,
                    (uint64_t)round(1000 * vector_in(v, "p2")), 1000};
    vector_expect(v, "h", eg_cohens_h(pair, 0.95).value);
}

static void detectable(const vector *v)
{
    vector_expect(v, "p2",
                  eg_detectable_rate(vector_in(v, "n_per_group"), vector_in(v, "p1"),
                                     1 - vector_in(v, "alpha"), vector_in(v, "power")));
}

static void table_by_groups(const vector *v)
{
    uint64_t x[VECTOR_LIST], n[VECTOR_LIST], table[2 * VECTOR_LIST];
    size_t groups = vector_counts_in(v, "x", x);
    vector_counts_in(v, "n", n);
    for (size_t i = 0; i < groups; i++) {
        table[2 * i] = x[i];
        table[2 * i + 1] = n[i] - x[i];
    }
    eg_contingency c = eg_table_association(table, groups, 2);
    vector_expect(v, "chisq", c.chi_square);
    vector_expect(v, "df", c.df);
    vector_expect(v, "cramers_v", c.v);
}

static void adjusted(const vector *v, eg_multiple_method method)
{
    double p[VECTOR_LIST];
    size_t n = vector_list_in(v, "p", p);
    ck_assert(eg_adjust_p(method, p, n, p));
    vector_expect_list(v, "adjusted", p, n);
}

static void bonferroni(const vector *v)
{
    adjusted(v, EG_MULTIPLE_BONFERRONI);
}

static void holm(const vector *v)
{
    adjusted(v, EG_MULTIPLE_HOLM);
}

static void hochberg(const vector *v)
{
    adjusted(v, EG_MULTIPLE_HOCHBERG);
}

static void benjamini_yekutieli(const vector *v)
{
    adjusted(v, EG_MULTIPLE_BY);
}

static void poisson(const vector *v)
{
    uint64_t count = vector_count_in(v, "count");
    eg_estimate exact = eg_poisson_exact(count, 0.95), byar = eg_poisson_byar(count, 0.95);
    vector_expect(v, "exact_lower", exact.low);
    vector_expect(v, "exact_upper", exact.high);
    vector_expect(v, "byar_lower", byar.low);
    vector_expect(v, "byar_upper", byar.high);
}

static const vector_row rows[] = {
    {"prop_ci_wilson", wilson},
    {"prop_ci_wilson_cc", wilson_cc},
    {"prop_ci_clopper_pearson", clopper_pearson},
    {"prop_ci_agresti_coull", agresti_coull},
    {"diff_newcombe_hybrid_score", newcombe},
    {"diff_newcombe_cc", newcombe_cc},
    {"diff_miettinen_nurminen", miettinen_nurminen},
    {"diff_mee_score", mee},
    {"diff_wald", wald},
    {"diff_agresti_caffo", agresti_caffo},
    {"two_prop_z_pooled", pooled_z},
    {"chisq_2x2", chi_square},
    {"adverse_impact", adverse_impact},
    {"rr_katz_log", katz},
    {"or_woolf", woolf},
    {"cohens_h", cohens_h},
    {"mde_two_prop", detectable},
    {"chisq_rx2_cramers_v", table_by_groups},
    {"padjust_bonferroni", bonferroni},
    {"padjust_holm", holm},
    {"padjust_hochberg", hochberg},
    {"padjust_by", benjamini_yekutieli},
    {"poisson_byar_exact", poisson},
};
VECTOR_TABLE_OF(vectors_of_rates, rows)
