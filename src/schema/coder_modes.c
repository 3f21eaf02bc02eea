/* Outcomes by their mode: values of a column of their own, or made of others by a recipe. */
#include <string.h>

#include "schema/coder.h"

eg_status eg_outcome_coder_init(eg_coder *coder, size_t index, eg_error *err)
{
    eg_outcome_coder *oc = &coder->outcomes[index];
    eg_status status = eg_outcome_coder_start(coder, oc, &coder->schema->outcomes[index], err);
    return status == EG_OK && oc->mode == EG_CODE_RECIPE ? eg_recipe_coder_init(coder, oc, err)
                                                         : status;
}

void eg_outcome_coder_clear(eg_outcome_coder *oc)
{
    eg_outcome_coder_stop(oc);
    eg_recipe_coder_clear(oc);
}

/* A file without the column. */
static void all_missing(eg_coder *coder, size_t index, size_t n)
{
    eg_coded *coded = &coder->coded;
    coded->unit[index] = 0;
    memset(coded->value[index], 0, n * sizeof **coded->value);
    memset(coded->state[index], EG_VALUE_MISSING, n);
    if (coded->number[index] != NULL) {
        memset(coded->number[index], 0, n * sizeof **coded->number);
        memset(coded->numeric[index], 0, n);
    }
    coder->outcomes[index].tally.state[EG_VALUE_MISSING] += n;
}

eg_status eg_outcome_code(eg_coder *coder, size_t index, const eg_selection *s, eg_error *err)
{
    eg_outcome_coder *oc = &coder->outcomes[index];
    const eg_schema *schema = coder->schema;
    const int32_t *select = schema->select + (size_t)s->batch->file * schema->n_fields;
    if (select[oc->outcome->field] < 0 ||
        (oc->n_inputs > 1 && select[oc->outcome->recipe_field[1]] < 0)) {
        all_missing(coder, index, s->n);
        return EG_OK;
    }
    oc->unit = 0;
    bool fine = oc->mode == EG_CODE_RECIPE ? eg_recipe_code(coder, index, s)
                                           : eg_values_code(coder, index, s);
    coder->coded.units[index] = oc->units;
    coder->coded.unit[index] = oc->mode == EG_CODE_NUMBER ? oc->unit : 0;
    return fine ? EG_OK : eg_fail_memory(err);
}
