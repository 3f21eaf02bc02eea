/* Vectors of segregation. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/math_segregation.h"
#include "vectors.h"

enum { RACES = 5, SCHOOLS = 4000 };

static const char *const races[RACES] = {"asian", "black", "hisp", "native", "white"};

/* Counts of the schools of a file with the columns state, district, school, race, n, sorted by
 * school. */
typedef struct {
    uint64_t count[SCHOOLS * RACES];
    char last[96];
    size_t units;
} schools;

static void add_row(schools *s, char *line)
{
    char *race = strrchr(line, ','), *number;
    ck_assert(race != NULL);
    number = race + 1;
    *race = '\0';
    race = strrchr(line, ',');
    ck_assert(race != NULL);
    *race = '\0';
    race++;
    if (strcmp(s->last, line) != 0) {
        ck_assert(s->units < SCHOOLS && strlen(line) < sizeof s->last);
        memcpy(s->last, line, strlen(line) + 1);
        s->units++;
    }
    for (size_t r = 0; r < RACES; r++) {
        if (strcmp(race, races[r]) == 0) {
            s->count[(s->units - 1) * RACES + r] += strtoull(number, NULL, 10);
        }
    }
}

/* false, saying so, where the file is not there. */
static bool read_schools(schools *s)
{
    static const char path[] = "../shared/data/aggregates/schools00.csv";
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        printf("skipped: no %s\n", path);
        return false;
    }
    char line[256];
    memset(s, 0, sizeof *s);
    ck_assert(fgets(line, sizeof line, file) != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        add_row(s, line);
    }
    fclose(file);
    return true;
}

static void local_of_schools(const vector *v)
{
    static schools s;
    if (read_schools(&s)) {
        const eg_spread spread = {s.units, RACES, s.count};
        for (size_t r = 0; r < RACES; r++) {
            vector_expect(v, races[r], eg_segregation_local_group(&spread, r));
        }
    }
}

static void exposure_of_schools(const vector *v)
{
    static schools s;
    if (read_schools(&s)) {
        const eg_spread spread = {s.units, RACES, s.count};
        vector_expect(v, "black_to_white", eg_exposure(&spread, 1, 4));
        vector_expect(v, "white_to_black", eg_exposure(&spread, 4, 1));
        vector_expect(v, "hisp_to_white", eg_exposure(&spread, 2, 4));
    }
}

/* Two groups, a and b, by unit. */
static size_t small_table(const eg_json *a, const eg_json *b, uint64_t *table)
{
    double x[VECTOR_LIST], y[VECTOR_LIST];
    size_t units = vector_numbers(a, x);
    ck_assert_uint_eq(vector_numbers(b, y), units);
    for (size_t u = 0; u < units; u++) {
        table[2 * u] = (uint64_t)x[u];
        table[2 * u + 1] = (uint64_t)y[u];
    }
    return units;
}

static void small(const vector *v)
{
    uint64_t table[2 * VECTOR_LIST], room[4];
    double local[VECTOR_LIST];
    size_t units =
        small_table(vector_node(v->input, "table.a"), vector_node(v->input, "table.b"), table);
    const eg_spread s = {units, 2, table};
    static const size_t pair_of[] = {0, 0, 1, 1};
    vector_expect(v, "M", eg_segregation_m(&s));
    vector_expect(v, "H", eg_segregation_h(&s));
    vector_expect(v, "D", eg_dissimilarity(&s, 0));
    vector_expect(v, "D", eg_dissimilarity(&s, 1));
    vector_expect(v, "isolation_a", eg_isolation(&s, 0));
    vector_expect(v, "isolation_b", eg_isolation(&s, 1));
    vector_expect(v, "exposure_a_to_b", eg_exposure(&s, 0, 1));
    vector_expect(v, "exposure_a_to_b", eg_exposure_to_others(&s, 0));
    for (size_t u = 0; u < units; u++) {
        local[u] = eg_segregation_local_unit(&s, u);
    }
    vector_expect_list(v, "local", local, units);
    eg_spread_parts parts = eg_segregation_parts(&s, pair_of, 2, room);
    vector_expect(v, "M_between_pairs", parts.between);
    vector_expect(v, "M_within_pairs", parts.within);
    vector_expect(v, "H_between_pairs", parts.between / parts.entropy);
    vector_expect(v, "H_within_pairs", parts.within / parts.entropy);
}

static void dissimilarity(const vector *v)
{
    double d[VECTOR_LIST];
    size_t count = 0;
    for (const eg_json *t = vector_node(v->input, "tables")->first; t != NULL; t = t->next) {
        uint64_t table[2 * VECTOR_LIST];
        size_t units = small_table(eg_json_at(t, 0), eg_json_at(t, 1), table);
        const eg_spread s = {units, 2, table};
        d[count++] = eg_dissimilarity(&s, 0);
    }
    vector_expect_list(v, "D", d, count);
}

static void variance_and_gini(const vector *v)
{
    uint64_t table[2 * VECTOR_LIST];
    size_t units =
        small_table(vector_node(v->input, "table.a"), vector_node(v->input, "table.b"), table);
    const eg_spread s = {units, 2, table};
    vector_expect(v, "variance_ratio_eta2", eg_variance_ratio_index(&s, 0));
    vector_expect(v, "gini_segregation", eg_segregation_gini(&s, 0));
    /* exposure to the others over what an even spread would give, from 1 */
    vector_expect(v, "normalized_exposure_check", 1 - eg_exposure(&s, 0, 1) / (200.0 / 266));
}

static const vector_row rows[] = {
    {"segregation_local_schools00", local_of_schools},
    {"segregation_exposure_schools00", exposure_of_schools},
    {"segregation_small_matrix", small},
    {"dissimilarity_package_tests", dissimilarity},
    {"segregation_eta2_gini", variance_and_gini},
};
VECTOR_TABLE_OF(vectors_of_segregation, rows)
