#include "vectors.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static eg_json_doc *document;

static const eg_json *root(void)
{
    if (document == NULL) {
        FILE *file = fopen("tests/reference/vectors.json", "rb");
        ck_assert_msg(file != NULL,
                      "tests/reference/vectors.json: run from the project's root");
        static char text[262144];
        size_t n = fread(text, 1, sizeof text, file);
        fclose(file);
        ck_assert_msg(n < sizeof text, "vectors.json has outgrown its buffer");
        eg_error err;
        memset(&err, 0, sizeof err);
        eg_text bytes = {text, n};
        ck_assert_msg(eg_json_parse(&document, bytes, "vectors.json", EG_E_INPUT, &err) ==
                          EG_OK,
                      "vectors.json:%d: %s", (int)err.line, err.text);
    }
    return eg_json_root(document);
}

void vectors_clear(void)
{
    eg_json_free(document);
    document = NULL;
}

size_t vectors_count(void)
{
    return root()->n;
}

vector vectors_at(size_t index)
{
    const eg_json *row = eg_json_at(root(), index);
    ck_assert_msg(row != NULL, "vector %zu is not there", index + 1);
    vector v = {index + 1, vector_node(row, "stat")->text, vector_node(row, "input"),
                vector_node(row, "expected"), vector_node(row, "tolerance")->number};
    return v;
}

/* A step of a path is a member's name or, in a list, a place counted from 0. */
const eg_json *vector_node(const eg_json *from, const char *path)
{
    const eg_json *at = from;
    char step[64];
    const char *rest = path;
    while (*rest != '\0' && at != NULL) {
        size_t n = strcspn(rest, ".");
        ck_assert(n < sizeof step);
        memcpy(step, rest, n);
        step[n] = '\0';
        at = at->kind == EG_JSON_ARRAY ? eg_json_at(at, strtoul(step, NULL, 10))
                                       : eg_json_get(at, step);
        rest += n + (rest[n] == '.' ? 1 : 0);
    }
    ck_assert_msg(at != NULL, "no %s in the vector", path);
    return at;
}

static double number_of(const eg_json *node)
{
    if (node->kind == EG_JSON_TRUE || node->kind == EG_JSON_FALSE) {
        return node->kind == EG_JSON_TRUE ? 1 : 0;
    }
    ck_assert_msg(node->kind == EG_JSON_NUMBER, "%s is no number",
                  node->key ? node->key : "item");
    return node->number;
}

double vector_in(const vector *v, const char *path)
{
    return number_of(vector_node(v->input, path));
}

uint64_t vector_count_in(const vector *v, const char *path)
{
    return (uint64_t)vector_in(v, path);
}

size_t vector_numbers(const eg_json *list, double *out)
{
    size_t n = 0;
    for (const eg_json *item = list->first; item != NULL; item = item->next) {
        ck_assert(n < VECTOR_LIST);
        out[n++] = number_of(item);
    }
    return n;
}

size_t vector_list_in(const vector *v, const char *path, double *out)
{
    return vector_numbers(vector_node(v->input, path), out);
}

size_t vector_counts_in(const vector *v, const char *path, uint64_t *out)
{
    double numbers[VECTOR_LIST];
    size_t n = vector_list_in(v, path, numbers);
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint64_t)numbers[i];
    }
    return n;
}

void vector_compare(const vector *v, const char *what, double got, double expected)
{
    bool right =
        fabs(got - expected) <= v->tolerance * fmax(1, fabs(expected)) || got == expected;
    ck_assert_msg(right, "vector %zu %s: %s is %.17g, expected %.17g within %g", v->number,
                  v->stat, what, got, expected, v->tolerance);
}

void vector_expect(const vector *v, const char *path, double got)
{
    vector_compare(v, path, got, number_of(vector_node(v->expected, path)));
}

void vector_expect_list(const vector *v, const char *path, const double *got, size_t count)
{
    double expected[VECTOR_LIST];
    size_t n = vector_numbers(vector_node(v->expected, path), expected);
    ck_assert_msg(n == count, "vector %zu %s: %s has %zu figures, not %zu", v->number, v->stat,
                  path, count, n);
    for (size_t i = 0; i < n; i++) {
        vector_compare(v, path, got[i], expected[i]);
    }
}
