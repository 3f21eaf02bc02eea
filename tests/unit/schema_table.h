/*
 * schema_table.h - a small table in memory for the schema's tests: comma separated text, quotes
 * doubled, turned into headers and batches without the source layer.
 */
#ifndef EG_TEST_SCHEMA_TABLE_H
#define EG_TEST_SCHEMA_TABLE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "equitygap/schema.h"

typedef struct {
    char *bytes;
    eg_text *cells; /* [row][column], row 0 the header */
    size_t rows, columns;
} test_table;

/* Fills cells by unquoting in place; ragged text is a mistake of the test. */
static inline test_table table_of_bytes(char *bytes, size_t n)
{
    test_table t = {.bytes = bytes};
    size_t capacity = 1024, used = 0, in_row = 0;
    t.cells = malloc(capacity * sizeof *t.cells);
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        memmove(bytes, bytes + 3, n -= 3);
    for (size_t i = 0; i < n;) {
        bool wrapped = bytes[i] == '"', quoted = wrapped;
        size_t start = i, to = i;
        for (i += wrapped; i < n; i++) {
            if (quoted && bytes[i] == '"' && i + 1 < n && bytes[i + 1] == '"')
                i++;
            else if (quoted && bytes[i] == '"') {
                quoted = false;
                continue;
            } else if (!quoted && (bytes[i] == ',' || bytes[i] == '\n' || bytes[i] == '\r'))
                break;
            bytes[to++] = bytes[i];
        }
        if (used == capacity)
            t.cells = realloc(t.cells, (capacity *= 2) * sizeof *t.cells);
        t.cells[used++] = (eg_text){bytes + start, to - start};
        in_row++;
        bool comma = i < n && bytes[i] == ',';
        while (i < n && !comma && (bytes[i] == '\r' || bytes[i] == '\n'))
            i++;
        i += comma;
        if (!comma) {
            t.columns = t.columns == 0 ? in_row : t.columns;
            ck_assert_msg(in_row == t.columns, "row %zu has %zu cells", t.rows, in_row);
            in_row = 0;
            t.rows++;
        }
    }
    return t;
}

static inline test_table table_of(const char *text)
{
    size_t n = strlen(text);
    char *copy = malloc(n + 1);
    memcpy(copy, text, n + 1);
    return table_of_bytes(copy, n);
}

/* columns 0: the file is not there. */
static inline test_table table_of_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        printf("skipped: %s is not there\n", path);
        return (test_table){.bytes = NULL};
    }
    ck_assert(fseek(in, 0, SEEK_END) == 0);
    long size = ftell(in);
    rewind(in);
    char *bytes = malloc((size_t)size + 1);
    size_t n = fread(bytes, 1, (size_t)size, in);
    fclose(in);
    return table_of_bytes(bytes, n);
}

static inline void table_free(test_table *t)
{
    free(t->bytes);
    free(t->cells);
}

static inline eg_status table_resolve(const test_table *tables, size_t n,
                                      const eg_settings *settings, eg_schema **schema,
                                      eg_error *err)
{
    static const char *const names[] = {"a.csv", "b.csv", "c.csv"};
    const eg_text *headers[3];
    size_t columns[3];
    for (size_t i = 0; i < n; i++) {
        headers[i] = tables[i].cells;
        columns[i] = tables[i].columns;
    }
    return eg_schema_resolve(schema, settings, headers, columns, names, n, err);
}

/* A batch of rows from..to (the header is row 0) of a table with these columns; free the
 * fields. */
static inline eg_batch table_batch(const test_table *t, uint32_t file, const int32_t *select,
                                   size_t n_fields, size_t from, size_t to)
{
    size_t rows = to - from;
    eg_field *fields = malloc((rows * n_fields + 1) * sizeof *fields);
    uint64_t *lines = malloc((rows + 1) * sizeof *lines);
    for (size_t f = 0; f < n_fields; f++)
        for (size_t r = 0; r < rows; r++) {
            int32_t c = select[file * n_fields + f];
            eg_text cell = {NULL, 0};
            if (c >= 0)
                cell = t->cells[(from + r) * t->columns + (size_t)c];
            fields[f * rows + r] =
                (eg_field){cell.at, (uint32_t)cell.n, c < 0 ? (uint32_t)EG_FIELD_ABSENT : 0};
        }
    for (size_t r = 0; r < rows; r++)
        lines[r] = from + r + 1;
    return (eg_batch){.rows = rows,
                      .columns = n_fields,
                      .stride = rows,
                      .fields = fields,
                      .line = lines,
                      .file = file};
}

static inline void batch_free(eg_batch *batch)
{
    free((void *)(uintptr_t)batch->fields);
    free((void *)(uintptr_t)batch->line);
}

/* ---- settings without the command line ---- */

static inline eg_settings *settings_new(void)
{
    eg_settings *s = NULL;
    eg_error err = {.status = EG_OK};
    ck_assert_int_eq(eg_settings_new(&s, &err), EG_OK);
    return s;
}

static inline void set_strings(eg_settings *s, eg_strings *list, const char *a, const char *b)
{
    list->n = b == NULL ? 1 : 2;
    list->at = eg_arena_alloc(s->arena, 2, sizeof *list->at);
    list->at[0] = a;
    list->at[1] = b;
}

static inline eg_outcome_spec *add_outcome(eg_settings *s, const char *column, eg_kind kind)
{
    if (s->outcomes == NULL)
        s->outcomes = eg_arena_alloc(s->arena, 8, sizeof *s->outcomes);
    eg_outcome_spec *spec = &s->outcomes[s->n_outcomes++];
    spec->kind = kind;
    set_strings(s, &spec->columns, column, NULL);
    return spec;
}

static inline void add_by(eg_settings *s, const char *a, const char *b)
{
    if (s->by == NULL)
        s->by = eg_arena_alloc(s->arena, 8, sizeof *s->by);
    set_strings(s, &s->by[s->n_by++].columns, a, b);
}

static inline void add_where(eg_settings *s, const char *column, eg_compare compare,
                             const char *a, const char *b)
{
    if (s->where == NULL)
        s->where = eg_arena_alloc(s->arena, 4, sizeof *s->where);
    eg_where *w = &s->where[s->n_where++];
    w->column = column;
    w->compare = compare;
    set_strings(s, &w->values, a, b);
}

static inline eg_dimension_spec *add_dimension(eg_settings *s, const char *a, const char *b)
{
    if (s->dimensions == NULL)
        s->dimensions = eg_arena_alloc(s->arena, 4, sizeof *s->dimensions);
    eg_dimension_spec *spec = &s->dimensions[s->n_dimensions++];
    set_strings(s, &spec->columns, a, b);
    return spec;
}

/* ---- a whole pass ---- */

typedef struct {
    test_table table;
    eg_settings *settings;
    eg_schema *schema;
    eg_coder *coder;
    eg_settled *settled;
    eg_error err;
    eg_status status;
    /* what the records amounted to; room for the small tables of tests */
    size_t rows;
    uint32_t level[4][64];
    eg_decimal value[4][64], number[4][64];
    uint8_t state[4][64], numeric[4][64];
    uint64_t weight[64];
    eg_hash128 key[64];
} test_pass;

static inline void pass_keep(test_pass *p, const eg_coded *coded)
{
    for (size_t r = 0; r < coded->rows; r++, p->rows++) {
        if (p->rows >= 64)
            continue;
        for (size_t a = 0; a < p->schema->n_axes && a < 4; a++)
            p->level[a][p->rows] = coded->level[a][r];
        for (size_t o = 0; o < p->schema->n_outcomes && o < 4; o++) {
            p->value[o][p->rows] = coded->value[o][r];
            p->state[o][p->rows] = coded->state[o][r];
            if (coded->number[o] != NULL) {
                p->number[o][p->rows] = coded->number[o][r];
                p->numeric[o][p->rows] = coded->numeric[o][r];
            }
        }
        if (coded->weight != NULL)
            p->weight[p->rows] = coded->weight[r];
        if (coded->key != NULL)
            p->key[p->rows] = coded->key[r];
    }
}

/* Takes the table and the settings; status is that of the first step that failed. */
static inline test_pass *pass_run(test_table table, eg_settings *settings)
{
    test_pass *p = calloc(1, sizeof *p);
    p->table = table;
    p->settings = settings;
    p->status = table_resolve(&p->table, 1, settings, &p->schema, &p->err);
    if (p->status == EG_OK)
        p->status = eg_coder_new(&p->coder, p->schema, &p->err);
    for (size_t from = 1, to; from < p->table.rows && p->status == EG_OK; from = to) {
        const eg_coded *coded = NULL;
        to = from + 1000 < p->table.rows ? from + 1000 : p->table.rows;
        eg_batch batch =
            table_batch(&p->table, 0, p->schema->select, p->schema->n_fields, from, to);
        p->status = eg_coder_code(p->coder, &batch, &coded, &p->err);
        if (p->status == EG_OK)
            pass_keep(p, coded);
        batch_free(&batch);
    }
    if (p->status == EG_OK)
        p->status = eg_coder_settle(p->coder, &p->settled, &p->err);
    return p;
}

static inline void pass_free(test_pass *p)
{
    eg_settled_free(p->settled);
    eg_coder_free(p->coder);
    eg_schema_free(p->schema);
    eg_settings_free(p->settings);
    table_free(&p->table);
    free(p);
}

/* Labels of an axis in order, joined by |. */
static inline const char *labels_of(const test_pass *p, size_t axis, char out[1024])
{
    out[0] = '\0';
    for (size_t i = 0; i < p->settled->axes[axis].n; i++) {
        size_t used = strlen(out);
        snprintf(out + used, 1024 - used, "%s%s", i == 0 ? "" : "|",
                 p->settled->axes[axis].levels[i].label);
    }
    return out;
}

#endif
