/* Outcomes by recipe: a number of each column, then one judgement a record. */
#include <string.h>

#include "schema/coder.h"
#include "schema/recipes.h"

/* A reader of numbers for each column. */
eg_status eg_recipe_coder_init(eg_coder *coder, eg_outcome_coder *oc, eg_error *err)
{
    const eg_outcome *outcome = oc->outcome;
    size_t n = eg_recipe_inputs(outcome->recipe);
    oc->inputs = eg_arena_alloc(coder->arena, n, sizeof *oc->inputs);
    eg_outcome *of = eg_arena_alloc(coder->arena, n, sizeof *of);
    if (oc->inputs == NULL || of == NULL)
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    for (size_t i = 0; i < n && status == EG_OK; i++) {
        of[i] = (eg_outcome){.name = outcome->name,
                             .column = outcome->recipe_column[i],
                             .kind = EG_KIND_MEAN,
                             .field = outcome->recipe_field[i]};
        status = eg_outcome_coder_start(coder, &oc->inputs[i], &of[i], err);
        oc->n_inputs = i + 1;
    }
    return status;
}

void eg_recipe_coder_clear(eg_outcome_coder *oc)
{
    for (size_t i = 0; i < oc->n_inputs; i++)
        eg_outcome_coder_stop(&oc->inputs[i]);
    eg_free(oc->more_value);
    eg_free(oc->more_state);
}

static bool make_room(eg_outcome_coder *oc, size_t rows)
{
    if (rows <= oc->more_capacity)
        return true;
    eg_decimal *value = eg_realloc(oc->more_value, rows, sizeof *value);
    if (value != NULL)
        oc->more_value = value;
    uint8_t *state = eg_realloc(oc->more_state, rows, 1);
    if (state != NULL)
        oc->more_state = state;
    if (value == NULL || state == NULL)
        return false;
    oc->more_capacity = rows;
    return true;
}

/* Of two that are no values the first one's state, but what cannot be read comes first. */
static uint8_t worse(uint8_t first, uint8_t second)
{
    if (first == EG_VALUE_OK || second == EG_VALUE_INVALID)
        return second;
    return first;
}

/* Of what the columns are written in the outcome tells. */
static void take_forms(eg_outcome_coder *oc)
{
    for (size_t i = 0; i < oc->n_inputs; i++) {
        eg_forms_merge(&oc->forms, &oc->inputs[i].forms);
        oc->inputs[i].forms = (eg_number_forms){0};
    }
}

static void judge(eg_outcome_coder *oc, const eg_selection *s, eg_decimal *value,
                  uint8_t *state)
{
    const eg_recipe *recipe = oc->outcome->recipe;
    bool two = oc->n_inputs > 1;
    uint64_t count[EG_VALUE_STATES] = {0};
    for (size_t r = 0; r < s->n; r++) {
        eg_decimal numbers[EG_RECIPE_INPUTS] = {value[r], two ? oc->more_value[r] : 0};
        uint8_t is = two ? worse(state[r], oc->more_state[r]) : state[r];
        bool success = false;
        if (is == EG_VALUE_OK)
            is = (uint8_t)recipe->judge(numbers, &success);
        value[r] = success && is == EG_VALUE_OK;
        state[r] = is;
        count[is]++;
        if (is == EG_VALUE_INVALID && oc->tally.first_invalid_line == 0) {
            oc->tally.first_invalid_file = s->batch->file;
            oc->tally.first_invalid_line =
                s->batch->line == NULL ? 1 : s->batch->line[eg_record_of(s, r)];
        }
    }
    for (size_t i = 0; i < EG_VALUE_STATES; i++)
        oc->tally.state[i] += count[i];
}

bool eg_recipe_code(eg_coder *coder, size_t index, const eg_selection *s)
{
    eg_outcome_coder *oc = &coder->outcomes[index];
    eg_decimal *value = coder->coded.value[index];
    uint8_t *state = coder->coded.state[index];
    const int32_t *field = oc->outcome->recipe_field;
    const eg_column_cells first = eg_cells_of_column(s, field[0]);
    if (!eg_numbers_code(coder, &oc->inputs[0], s, &first, value, state))
        return false;
    if (oc->n_inputs > 1) {
        const eg_column_cells second = eg_cells_of_column(s, field[1]);
        if (!make_room(oc, s->n) ||
            !eg_numbers_code(coder, &oc->inputs[1], s, &second, oc->more_value, oc->more_state))
            return false;
    }
    judge(oc, s, value, state);
    take_forms(oc);
    return true;
}
