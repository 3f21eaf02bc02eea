/*
 * vectors.h - the reference vectors of tests/reference/vectors.json: inputs and expected
 * figures with the source each came from. A figure is right when |got - expected| <= tolerance
 * * max(1, |expected|).
 */
#ifndef EG_TEST_VECTORS_H
#define EG_TEST_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include "ext/jsonx.h"

#define VECTOR_LIST 64 /* longest list of numbers */

typedef struct {
    size_t number; /* 1-based, its place in the file */
    const char *stat;
    const eg_json *input;
    const eg_json *expected;
    double tolerance;
} vector;

/* Which check proves which vectors; tables of these are gathered by test_math_vectors.c. */
typedef struct {
    const char *stat;
    void (*check)(const vector *v);
} vector_row;

#define VECTOR_TABLES(X)                                                                       \
    X(vectors_of_rates)                                                                        \
    X(vectors_of_means)                                                                        \
    X(vectors_of_trends)                                                                       \
    X(vectors_of_impact)                                                                       \
    X(vectors_of_inequality)                                                                   \
    X(vectors_of_segregation)                                                                  \
    X(vectors_of_regression)                                                                   \
    X(vectors_of_units)                                                                        \
    X(vectors_of_disclosure)
#define VECTOR_TABLE(name) const vector_row *name(size_t *count);
VECTOR_TABLES(VECTOR_TABLE)
#undef VECTOR_TABLE
#define VECTOR_TABLE_OF(name, rows)                                                            \
    const vector_row *name(size_t *count)                                                      \
    {                                                                                          \
        *count = sizeof(rows) / sizeof(rows)[0];                                               \
        return rows;                                                                           \
    }

/* How many vectors the file has; fails the test when it cannot be read. */
size_t vectors_count(void);
vector vectors_at(size_t index);
/* Gives back what vectors_at read. */
void vectors_clear(void);

/* A number, or a list of at most VECTOR_LIST numbers, of the input; a path "a.b" goes inside.
 */
double vector_in(const vector *v, const char *path);
uint64_t vector_count_in(const vector *v, const char *path);
size_t vector_list_in(const vector *v, const char *path, double *out);
size_t vector_counts_in(const vector *v, const char *path, uint64_t *out);
size_t vector_numbers(const eg_json *list, double *out);
const eg_json *vector_node(const eg_json *from, const char *path);

/* Fails the test, naming the vector and the figure, unless got is the expected one. */
void vector_expect(const vector *v, const char *path, double got);
void vector_expect_list(const vector *v, const char *path, const double *got, size_t count);
void vector_compare(const vector *v, const char *what, double got, double expected);

#endif
