/* Records that stand for several equal ones: the tallies of the others, and their weights. */
#include "schema/coder.h"

uint64_t eg_times_of(const eg_selection *s)
{
    const uint64_t *times = s->batch->times;
    uint64_t all = 0;
    if (times == NULL)
        return s->n;
    for (size_t r = 0; r < s->n; r++)
        all += times[eg_record_of(s, r)];
    return all;
}

/* Where no column has weights, how often a record was met is its weight. */
static bool room(eg_coder *coder, size_t n)
{
    if (n <= coder->times_capacity)
        return true;
    uint64_t *grown = eg_realloc(coder->times, n, sizeof *grown);
    if (grown == NULL)
        return false;
    coder->times = grown;
    coder->times_capacity = n;
    return true;
}

eg_status eg_times_weigh(eg_coder *coder, const eg_selection *s, eg_error *err)
{
    const bool weights = coder->schema->has_weight;
    const uint64_t *times = s->batch->times;
    if (!weights)
        coder->coded.weight = NULL;
    if (times == NULL)
        return EG_OK;
    if (!weights && !room(coder, s->n))
        return eg_fail_memory(err);
    if (!weights)
        coder->coded.weight = coder->times;
    for (size_t r = 0; r < s->n; r++) {
        const uint64_t one = weights ? coder->coded.weight[r] : 1;
        if (__builtin_mul_overflow(one, times[eg_record_of(s, r)], &coder->coded.weight[r]))
            return eg_fail(err, EG_E_LIMIT, "more students than can be counted");
    }
    return EG_OK;
}

bool eg_times_summed(const eg_coder *coder, const eg_batch *batch, size_t outcome)
{
    const eg_outcome *o = &coder->schema->outcomes[outcome];
    return batch->times != NULL && batch->sums != NULL && o->kind == EG_KIND_MEAN &&
           batch->sums[o->field] != NULL;
}

static bool sums_room(eg_coder *coder, size_t outcome)
{
    const size_t n = coder->schema->n_outcomes;
    if (coder->sums_capacity != coder->capacity)
        for (size_t i = 0; coder->sums != NULL && i < n; i++) {
            eg_free(coder->sums[i]);
            coder->sums[i] = NULL;
        }
    coder->sums_capacity = coder->capacity;
    if (coder->sums == NULL)
        coder->sums = eg_alloc_zero(n, sizeof *coder->sums);
    if (coder->coded.sums == NULL)
        coder->coded.sums = eg_alloc_zero(n, sizeof *coder->coded.sums);
    if (coder->sums == NULL || coder->coded.sums == NULL)
        return false;
    if (coder->sums[outcome] == NULL)
        coder->sums[outcome] = eg_alloc(coder->capacity, sizeof **coder->sums);
    return coder->sums[outcome] != NULL;
}

/* Of one value so many times; false: too large. */
static bool sums_of(eg_decimal value, uint64_t times, eg_sums *sums)
{
    *sums = (eg_sums){.n = times};
    return eg_i128_add_product(&sums->sum, value, times) &&
           eg_u192_add_square(&sums->square, value, times);
}

eg_status eg_times_sums(eg_coder *coder, const eg_selection *s, size_t outcome, eg_error *err)
{
    const int32_t column = coder->schema->outcomes[outcome].field;
    const eg_sums *from = s->batch->sums[column];
    const eg_field *field = eg_fields_of(s->batch, column);
    eg_outcome_coder *oc = &coder->outcomes[outcome];
    if (!sums_room(coder, outcome))
        return eg_fail_memory(err);
    coder->coded.unit[outcome] = 0;
    for (size_t r = 0; r < s->n; r++) {
        const size_t record = eg_record_of(s, r);
        coder->sums[outcome][r] = from[record];
        coder->coded.value[outcome][r] = 0;
        if (field[record].n > 0) { /* a mark, or not added up there: all of them */
            eg_outcome_entry entry;
            const eg_text text = {field[record].at, field[record].n};
            if (!eg_outcome_read(coder, oc, text, &entry))
                return eg_fail_memory(err);
            coder->coded.state[outcome][r] = entry.state;
            oc->tally.state[entry.state] += s->batch->times[record];
            eg_forms_add(&oc->forms, entry.form, s->batch->times[record]);
            if (entry.state == EG_VALUE_OK &&
                !sums_of(entry.value, s->batch->times[record], &coder->sums[outcome][r]))
                return eg_fail(err, EG_E_LIMIT, "a sum exceeds what can be held exactly");
            continue;
        }
        coder->coded.state[outcome][r] = from[record].n > 0 ? EG_VALUE_OK : EG_VALUE_MISSING;
        oc->tally.state[EG_VALUE_OK] += from[record].n;
        oc->tally.state[EG_VALUE_MISSING] += s->batch->times[record] - from[record].n;
    }
    coder->coded.sums[outcome] = coder->sums[outcome];
    return EG_OK;
}

/* How a record's number is written, so many times more; false: no memory. */
static bool add_forms(eg_coder *coder, eg_outcome_coder *oc, const eg_batch *batch,
                      size_t record)
{
    eg_outcome_entry entry = {.form = 0};
    if (oc->mode == EG_CODE_WORDS || oc->mode == EG_CODE_RECIPE ||
        eg_field_absent(coder, batch, oc->outcome->field))
        return true;
    const eg_field *field = &eg_fields_of(batch, oc->outcome->field)[record];
    if (!eg_outcome_read(coder, oc, (eg_text){field->at, field->n}, &entry))
        return false;
    eg_forms_add(&oc->forms, entry.form, batch->times[record] - 1);
    return true;
}

static bool add_outcome(eg_coder *coder, size_t index, const eg_selection *s)
{
    eg_outcome_coder *oc = &coder->outcomes[index];
    const eg_coded *coded = &coder->coded;
    for (size_t r = 0; r < s->n; r++) {
        const uint64_t more = s->batch->times[eg_record_of(s, r)] - 1;
        const uint8_t state = coded->state[index][r];
        if (!add_forms(coder, oc, s->batch, eg_record_of(s, r)))
            return false;
        oc->tally.state[state] += more;
        if (state != EG_VALUE_OK || oc->mode != EG_CODE_AUTO)
            continue;
        if (!coded->numeric[index][r])
            oc->texts += more;
        if (coded->value[index][r] != EG_NO_WORD && oc->word_records != NULL)
            oc->word_records[coded->value[index][r]] += more;
    }
    return true;
}

bool eg_times_add(eg_coder *coder, const eg_selection *s)
{
    if (s->batch->times == NULL)
        return true;
    for (size_t i = 0; i < coder->schema->n_axes; i++)
        for (size_t r = 0; r < s->n; r++)
            if (coder->coded.level[i][r] == EG_LEVEL_UNKNOWN)
                coder->axes[i].unknown += s->batch->times[eg_record_of(s, r)] - 1;
    for (size_t i = 0; i < coder->schema->n_outcomes; i++)
        if (!eg_times_summed(coder, s->batch, i) && !add_outcome(coder, i, s))
            return false;
    return true;
}
