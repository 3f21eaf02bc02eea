/* Vectors of disclosure: what published figures give away. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "statistics/math_disclosure.h"
#include "vectors.h"

enum { MOST_CELLS = 64 };

static void bounds(const vector *v)
{
    const eg_json *table = vector_node(v->input, "table");
    const eg_json *cells = vector_node(v->input, "suppressed_rc");
    uint64_t count[MOST_CELLS], low, high;
    bool hidden[MOST_CELLS] = {false};
    double row[VECTOR_LIST], place[2];
    size_t columns = 0;
    for (size_t r = 0; r < table->n; r++) {
        columns = vector_numbers(eg_json_at(table, r), row);
        for (size_t c = 0; c < columns; c++) {
            count[r * columns + c] = (uint64_t)row[c];
        }
    }
    for (size_t i = 0; i < cells->n; i++) {
        vector_numbers(eg_json_at(cells, i), place);
        hidden[(size_t)place[0] * columns + (size_t)place[1]] = true;
    }
    const eg_published published = {table->n, columns, count, hidden};
    for (size_t i = 0; i < cells->n; i++) {
        char path[64];
        vector_numbers(eg_json_at(cells, i), place);
        size_t cell = (size_t)place[0] * columns + (size_t)place[1];
        ck_assert_int_eq(eg_cell_bounds(&published, cell, &low, &high), EG_OK);
        snprintf(path, sizeof path, "bounds.%zu.0", i);
        vector_expect(v, path, (double)low);
        snprintf(path, sizeof path, "bounds.%zu.1", i);
        vector_expect(v, path, (double)high);
    }
}

static void percent(const vector *v)
{
    const eg_json *cases = vector_node(v->input, "cases");
    for (size_t i = 0; i < cases->n; i++) {
        double c[VECTOR_LIST], expected[VECTOR_LIST];
        char path[64];
        uint64_t first, last;
        vector_numbers(eg_json_at(cases, i), c);
        ck_assert(eg_counts_of_percent((uint64_t)c[0], c[1], (int)c[2], &first, &last));
        snprintf(path, sizeof path, "candidate_counts.%zu", i);
        size_t n = vector_numbers(vector_node(v->expected, path), expected);
        vector_compare(v, "first", (double)first, expected[0]);
        vector_compare(v, "last", (double)last, expected[n - 1]);
        ck_assert_uint_eq(last - first + 1, n);
    }
}

/* A hidden row of successes and failures under published totals has no room at all. */
static void by_subtraction(const vector *v, const uint64_t *table, size_t rows_in_all,
                           const char *path)
{
    bool hidden[MOST_CELLS] = {false};
    uint64_t low, high;
    char figure[64];
    size_t last = 2 * (rows_in_all - 1);
    hidden[last] = hidden[last + 1] = true;
    const eg_published published = {rows_in_all, 2, table, hidden};
    ck_assert_int_eq(eg_cell_bounds(&published, last, &low, &high), EG_OK);
    ck_assert_uint_eq(low, high);
    snprintf(figure, sizeof figure, "%s.x", path);
    vector_expect(v, figure, (double)low);
    snprintf(figure, sizeof figure, "%s.n", path);
    vector_expect(v, figure, (double)(table[last] + table[last + 1]));
}

static void complement(const vector *v)
{
    uint64_t x = vector_count_in(v, "not_EL.x"), n = vector_count_in(v, "not_EL.n");
    uint64_t rest_x = vector_count_in(v, "all.x") - x, rest_n = vector_count_in(v, "all.n") - n;
    const uint64_t table[] = {x, n - x, rest_x, rest_n - rest_x};
    by_subtraction(v, table, 2, "EL");
}

static void hierarchy(const vector *v)
{
    uint64_t table[6], x = vector_count_in(v, "district.x"),
                       n = vector_count_in(v, "district.n");
    for (size_t s = 0; s < 2; s++) {
        const eg_json *school = eg_json_at(vector_node(v->input, "schools"), s);
        uint64_t sx = (uint64_t)vector_node(school, "x")->number;
        uint64_t sn = (uint64_t)vector_node(school, "n")->number;
        table[2 * s] = sx;
        table[2 * s + 1] = sn - sx;
        x -= sx;
        n -= sn;
    }
    table[4] = x;
    table[5] = n - x;
    by_subtraction(v, table, 3, "third_school");
}

static const eg_code_tier tiers[] = {{300, 1}, {100, 2}, {40, 5}, {20, 10}, {11, 20}};

static void code_text(uint64_t n, double percent_now, char out[32])
{
    double bound;
    eg_code code =
        eg_code_of(n, percent_now, 11, tiers, sizeof tiers / sizeof tiers[0], &bound);
    if (code == EG_CODE_HIDDEN) {
        snprintf(out, 32, "N<=10");
    } else {
        const char *sign = code == EG_CODE_TOP ? ">=" : code == EG_CODE_BOTTOM ? "<=" : "";
        snprintf(out, 32, "%s%g%%", sign, bound);
    }
}

static void all_or_none(const vector *v)
{
    char code[32];
    uint64_t x = vector_count_in(v, "x"), n = vector_count_in(v, "n");
    vector_expect(v, "reveals_everyone", eg_reveals_everyone(x, n) ? 1 : 0);
    code_text(n, 100 * (double)x / (double)n, code);
    ck_assert_str_eq(code, vector_node(v->expected, "top_code")->text);
}

static void codes(const vector *v)
{
    const eg_json *cases = vector_node(v->input, "cases");
    const eg_json *expected = vector_node(v->expected, "codes");
    for (size_t i = 0; i < cases->n; i++) {
        double c[VECTOR_LIST];
        char code[32];
        vector_numbers(eg_json_at(cases, i), c);
        code_text((uint64_t)c[0], c[1], code);
        ck_assert_str_eq(code, eg_json_at(expected, i)->text);
    }
}

static void next_smallest(const vector *v)
{
    const eg_json *groups = vector_node(v->input, "groups");
    const eg_json *expected = vector_node(v->expected, "suppressed");
    uint64_t n[VECTOR_LIST];
    bool hidden[VECTOR_LIST];
    for (size_t i = 0; i < groups->n; i++) {
        n[i] = (uint64_t)eg_json_at(groups, i)->number;
    }
    uint64_t total = eg_hide_next_smallest(n, groups->n, 5, hidden);
    vector_expect(v, "small_group_total", (double)total);
    const eg_json *name = expected->first;
    for (size_t i = 0; i < groups->n; i++) {
        bool named = name != NULL && strcmp(eg_json_at(groups, i)->key, name->text) == 0;
        ck_assert(hidden[i] == named);
        name = named ? name->next : name;
    }
    ck_assert(name == NULL);
}

static const vector_row rows[] = {
    {"attack_bounds_single_suppression", bounds},
    {"attack_bounds_row_pair_only", bounds},
    {"attack_bounds_box_2x2", bounds},
    {"attack_bounds_box_2x2_small", bounds},
    {"attack_bounds_two_primary_diagonal", bounds},
    {"rounded_percent_recovers_count", percent},
    {"complement_disclosure_dichotomous", complement},
    {"hierarchy_disclosure", hierarchy},
    {"all_or_none_rate", all_or_none},
    {"top_bottom_code_tiers", codes},
    {"nysed_next_smallest", next_smallest},
};
VECTOR_TABLE_OF(vectors_of_disclosure, rows)
