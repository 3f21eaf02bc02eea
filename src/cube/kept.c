/* Coded records copied to be passed on. */
#include "cube/kept.h"

void eg_kept_clear(eg_kept *kept, const eg_schema *schema)
{
    eg_coded *coded = &kept->coded;
    for (size_t a = 0; coded->level != NULL && a < schema->n_axes; a++)
        eg_free(coded->level[a]);
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        if (coded->value != NULL)
            eg_free(coded->value[o]);
        if (coded->number != NULL)
            eg_free(coded->number[o]);
        if (coded->state != NULL)
            eg_free(coded->state[o]);
        if (coded->numeric != NULL)
            eg_free(coded->numeric[o]);
    }
    eg_free(coded->level);
    eg_free(coded->value);
    eg_free(coded->number);
    eg_free(coded->state);
    eg_free(coded->numeric);
    eg_free(coded->weight);
    eg_free(coded->counted);
    *kept = (eg_kept){.capacity = 0};
}

static bool make_columns(eg_coded *coded, const eg_schema *schema, size_t rows)
{
    coded->level = eg_alloc_zero(schema->n_axes, sizeof *coded->level);
    coded->value = eg_alloc_zero(schema->n_outcomes, sizeof *coded->value);
    coded->number = eg_alloc_zero(schema->n_outcomes, sizeof *coded->number);
    coded->state = eg_alloc_zero(schema->n_outcomes, sizeof *coded->state);
    coded->numeric = eg_alloc_zero(schema->n_outcomes, sizeof *coded->numeric);
    coded->counted = eg_alloc_zero(rows, 1);
    coded->weight = schema->has_weight ? eg_alloc_zero(rows, sizeof *coded->weight) : NULL;
    bool made = coded->level != NULL && coded->value != NULL && coded->number != NULL &&
                coded->state != NULL && coded->numeric != NULL && coded->counted != NULL &&
                (!schema->has_weight || coded->weight != NULL);
    for (size_t a = 0; made && a < schema->n_axes; a++) {
        coded->level[a] = eg_alloc(rows, sizeof **coded->level);
        made = coded->level[a] != NULL;
    }
    for (size_t o = 0; made && o < schema->n_outcomes; o++) {
        coded->value[o] = eg_alloc(rows, sizeof **coded->value);
        coded->number[o] = eg_alloc(rows, sizeof **coded->number);
        coded->state[o] = eg_alloc(rows, 1);
        coded->numeric[o] = eg_alloc(rows, 1);
        made = coded->value[o] != NULL && coded->number[o] != NULL && coded->state[o] != NULL &&
               coded->numeric[o] != NULL;
    }
    return made;
}

bool eg_kept_reserve(eg_kept *kept, const eg_schema *schema, size_t rows)
{
    if (rows <= kept->capacity)
        return true;
    eg_kept_clear(kept, schema);
    if (!make_columns(&kept->coded, schema, rows)) {
        eg_kept_clear(kept, schema);
        return false;
    }
    kept->capacity = rows;
    return true;
}

void eg_kept_add(eg_kept *kept, const eg_schema *schema, const eg_coded *coded, size_t r,
                 bool counted)
{
    eg_coded *to = &kept->coded;
    size_t at = to->rows++;
    for (size_t a = 0; a < schema->n_axes; a++)
        to->level[a][at] = coded->level[a][r];
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        to->value[o][at] = coded->value[o][r];
        to->state[o][at] = coded->state[o][r];
        if (coded->number != NULL && coded->number[o] != NULL) {
            to->number[o][at] = coded->number[o][r];
            to->numeric[o][at] = coded->numeric[o][r];
        }
    }
    if (to->weight != NULL)
        to->weight[at] = coded->weight == NULL ? 1 : coded->weight[r];
    to->counted[at] = counted;
}
