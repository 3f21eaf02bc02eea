/* Columns of outcomes: the loops over records. */
#include <string.h>

#include "schema/coder.h"

/* Where the first cell stands that cannot be read; files and lines come in order. */
static void note_place(const eg_selection *s, size_t r, uint32_t *file, uint64_t *line)
{
    if (*line != 0)
        return;
    *file = s->batch->file;
    *line = s->batch->line == NULL ? 1 : s->batch->line[eg_record_of(s, r)];
}

/* Counts a cell that is not usable; returns 1. */
static size_t count_other(eg_outcome_coder *oc, const eg_selection *s, size_t r, uint8_t state)
{
    oc->tally.state[state]++;
    if (state == EG_VALUE_INVALID)
        note_place(s, r, &oc->tally.first_invalid_file, &oc->tally.first_invalid_line);
    return 1;
}

static inline const eg_field *field_at(const eg_selection *s, const eg_field *fields, size_t r)
{
    return &fields[eg_record_of(s, r)];
}

/* By the dictionary, or the slow way. */
static inline bool look_up(eg_coder *coder, eg_outcome_coder *oc, const eg_field *field,
                           bool padded, eg_outcome_entry *entry)
{
    uint32_t at = padded ? eg_dict_look(&oc->raw, field->at, field->n, true)
                         : eg_dict_look(&oc->raw, field->at, field->n, false);
    if (at == EG_NO_WORD)
        return eg_outcome_read(coder, oc, (eg_text){field->at, field->n}, entry);
    *entry = oc->entries[at];
    return true;
}

static bool is_mark(const eg_coder *coder, eg_decimal value)
{
    const eg_decimal *numbers;
    const eg_value_state *states;
    size_t n = eg_mark_numbers(coder->marks, &numbers, &states);
    for (size_t i = 0; i < n; i++)
        if (numbers[i] == value)
            return true;
    return false;
}

/* Plain numbers that are no marks need no dictionary; false: look the cell up. */
static inline bool plain_value(const eg_coder *coder, const eg_outcome_coder *oc,
                               const eg_field *field, eg_decimal *value)
{
    if (!eg_cell_plain_number(field->at, field->n, value) ||
        (*value >= oc->mark_low && *value <= oc->mark_high && is_mark(coder, *value)))
        return false;
    if (oc->outcome->per_hundred)
        *value = eg_cell_hundredth(*value);
    return true;
}

/* MEAN, and RATE by a threshold. */
bool eg_numbers_code(eg_coder *coder, eg_outcome_coder *oc, const eg_selection *s,
                     const eg_field *fields, eg_decimal *value, uint8_t *state)
{
    bool compare = oc->mode == EG_CODE_COMPARE;
    size_t others = 0;
    for (size_t r = 0; r < s->n; r++) {
        const eg_field *field = field_at(s, fields, r);
        eg_decimal number;
        if (plain_value(coder, oc, field, &number)) {
            value[r] = compare ? eg_outcome_holds(oc, number) : number;
            state[r] = EG_VALUE_OK;
            continue;
        }
        eg_outcome_entry entry;
        if (!look_up(coder, oc, field, s->batch->padded, &entry))
            return false;
        value[r] = entry.value;
        state[r] = entry.state;
        if (entry.state != EG_VALUE_OK)
            others += count_other(oc, s, r, entry.state);
    }
    oc->tally.state[EG_VALUE_OK] += s->n - others;
    return true;
}

/* RATE by words, LEVELS. */
static bool code_words(eg_coder *coder, eg_outcome_coder *oc, const eg_selection *s,
                       const eg_field *fields, size_t index)
{
    eg_decimal *value = coder->coded.value[index];
    uint8_t *state = coder->coded.state[index];
    size_t others = 0;
    for (size_t r = 0; r < s->n; r++) {
        eg_outcome_entry entry;
        if (!look_up(coder, oc, field_at(s, fields, r), s->batch->padded, &entry))
            return false;
        value[r] = entry.value;
        state[r] = entry.state;
        if (entry.state != EG_VALUE_OK)
            others += count_other(oc, s, r, entry.state);
    }
    oc->tally.state[EG_VALUE_OK] += s->n - others;
    return true;
}

/* Words and numbers of an outcome whose kind is open, counted for settling it. */
static bool count_auto(eg_outcome_coder *oc, const eg_selection *s, size_t r,
                       const eg_outcome_entry *entry)
{
    if (!entry->numeric) {
        oc->texts++;
        note_place(s, r, &oc->first_text_file, &oc->first_text_line);
    }
    if (entry->value == EG_NO_WORD)
        return true;
    if (oc->word_records == NULL)
        oc->word_records = eg_alloc_zero(EG_WORDS_MOST, sizeof *oc->word_records);
    if (oc->word_records != NULL)
        oc->word_records[entry->value]++;
    return oc->word_records != NULL;
}

static bool code_auto(eg_coder *coder, eg_outcome_coder *oc, const eg_selection *s,
                      const eg_field *fields, size_t index)
{
    eg_coded *coded = &coder->coded;
    size_t others = 0;
    for (size_t r = 0; r < s->n; r++) {
        const eg_field *field = field_at(s, fields, r);
        eg_outcome_entry entry = {.value = EG_NO_WORD, .state = EG_VALUE_OK, .numeric = 1};
        if ((oc->words_kept || !plain_value(coder, oc, field, &entry.number)) &&
            !look_up(coder, oc, field, s->batch->padded, &entry))
            return false;
        coded->value[index][r] = entry.value;
        coded->state[index][r] = entry.state;
        coded->number[index][r] = entry.number;
        coded->numeric[index][r] = entry.numeric;
        if (entry.state != EG_VALUE_OK)
            others += count_other(oc, s, r, entry.state);
        else if (!count_auto(oc, s, r, &entry))
            return false;
    }
    oc->tally.state[EG_VALUE_OK] += s->n - others;
    return true;
}

/* A file without the column. */
static void all_missing(eg_coder *coder, size_t index, size_t n)
{
    eg_coded *coded = &coder->coded;
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
    const eg_field *fields = eg_fields_of(s->batch, oc->outcome->field);
    bool fine = oc->mode == EG_CODE_WORDS  ? code_words(coder, oc, s, fields, index)
                : oc->mode == EG_CODE_AUTO ? code_auto(coder, oc, s, fields, index)
                : oc->mode == EG_CODE_RECIPE
                    ? eg_recipe_code(coder, index, s)
                    : eg_numbers_code(coder, oc, s, fields, coder->coded.value[index],
                                      coder->coded.state[index]);
    return fine ? EG_OK : eg_fail_memory(err);
}
