/* Columns of outcomes: the loops over records. */
#include <string.h>

#include "schema/coder.h"
#include "schema/states.h"

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

static inline eg_text cell_at(const eg_selection *s, const eg_column_cells *cells, size_t r)
{
    return eg_column_cell(cells, eg_record_of(s, r), cells->marked);
}

/* By the dictionary, or the slow way. */
static inline bool look_up(eg_coder *coder, eg_outcome_coder *oc, eg_text cell, bool padded,
                           eg_outcome_entry *entry)
{
    uint32_t at = padded ? eg_dict_look(&oc->raw, cell.at, cell.n, true)
                         : eg_dict_look(&oc->raw, cell.at, cell.n, false);
    if (at == EG_NO_WORD)
        return eg_outcome_read(coder, oc, cell, entry);
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
static bool plain_value(const eg_coder *coder, const eg_outcome_coder *oc, eg_text cell,
                        eg_decimal *value)
{
    if (!eg_cell_plain_number(cell.at, cell.n, value) ||
        (*value >= oc->mark_low && *value <= oc->mark_high && is_mark(coder, *value)))
        return false;
    if (oc->outcome->per_hundred)
        *value = eg_cell_hundredth(*value);
    return true;
}

/* A column of an outcome on its way to values. */
typedef struct {
    eg_coder *coder;
    eg_outcome_coder *oc;
    const eg_selection *s;
    const eg_column_cells *cells;
    eg_decimal *value;
    uint8_t *state;
} coded_values;

enum { PENDING = EG_VALUE_STATES }; /* for a second look, so that the first one is short */

#define INLINE static inline __attribute__((always_inline))

static size_t next_pending(const uint8_t *state, size_t from, size_t n)
{
    const uint8_t *at = from < n ? memchr(state + from, PENDING, n - from) : NULL;
    return at != NULL ? (size_t)(at - state) : n;
}

/* Digits of eight bytes at most where sixteen may be read; all else is pending. */
INLINE bool read_numbers(const coded_values *c, bool marked)
{
    const eg_decimal low = c->oc->mark_low, high = c->oc->mark_high;
    const eg_column_cells cells = *c->cells;
    eg_decimal *restrict value = c->value;
    uint8_t *restrict state = c->state;
    const size_t n = c->s->n;
    unsigned seen = EG_VALUE_OK;
    for (size_t r = 0; r < n; r++) {
        const eg_text cell = eg_column_cell(&cells, r, marked);
        eg_decimal number = 0;
        uint64_t word;
        memcpy(&word, cell.at, sizeof word);
        bool fine = cell.n - 1U < 8 && eg_cell_short_number(word, cell.n, &number) &&
                    (number < low || number > high);
        const uint8_t is = fine ? EG_VALUE_OK : PENDING;
        value[r] = number;
        state[r] = is;
        seen |= is;
    }
    return seen == EG_VALUE_OK;
}

/* Each of these loops has the registers to itself. */
#define ALONE static __attribute__((noinline))

/* The same of those of one form, which are told by their places. */
static size_t read_formed(const coded_values *c)
{
    const eg_formed_cells cells = {c->cells->text, c->cells->end,   c->cells->step,  c->s->n,
                                   c->oc->form,    c->oc->mark_low, c->oc->mark_high};
    const eg_formed_numbers to = {c->value, c->oc->units, c->state, PENDING};
    return c->coder->formed(&cells, &to);
}

/* What most of the next ones may look like, by one of these. */
static void note_form(const coded_values *c)
{
    const eg_text cell = cell_at(c->s, c->cells, c->s->n / 2);
    c->oc->form = eg_cell_form_of(cell.at, cell.n);
}

/* What lies above 1 and what within 0 and 1, of all that are read. */
ALONE void count_range(const coded_values *c)
{
    uint64_t over = 0, within = 0;
    for (size_t r = 0; r < c->s->n; r++) {
        const eg_decimal value = c->value[r];
        const bool fine = c->state[r] == EG_VALUE_OK;
        over += fine & (value > EG_DECIMAL_ONE);
        within += fine & (value > 0) & (value < EG_DECIMAL_ONE);
    }
    c->oc->forms.over += over;
    c->oc->forms.within += within;
}

static bool quick_numbers(const coded_values *c)
{
    eg_outcome_coder *oc = c->oc;
    const size_t n = c->s->n;
    const bool marked = c->cells->marked;
    size_t pending = n;
    if (n == 0)
        return true;
    if (oc->form.n > 0 && marked)
        pending = read_formed(c);
    if (pending * 4 <= n) {
        oc->unit = oc->outcome->per_hundred ? 0 : (eg_decimal)oc->form.scale;
    } else {
        pending = (marked ? read_numbers(c, true) : read_numbers(c, false)) ? 0 : n;
        note_form(c);
    }
    for (size_t r = 0; r < n && oc->outcome->per_hundred; r++)
        c->value[r] = eg_cell_hundredth(c->value[r]);
    if (oc->ranged)
        count_range(c);
    for (size_t r = 0; r < n && oc->mode == EG_CODE_COMPARE; r++)
        c->value[r] = eg_outcome_holds(oc, c->value[r]);
    return pending == 0;
}

static bool pending_number(const coded_values *c, size_t r)
{
    const eg_text cell = cell_at(c->s, c->cells, r);
    eg_outcome_entry entry = {.state = EG_VALUE_OK};
    if (plain_value(c->coder, c->oc, cell, &entry.value)) {
        if (c->oc->ranged)
            entry.form = eg_forms_range(entry.value);
        if (c->oc->mode == EG_CODE_COMPARE)
            entry.value = eg_outcome_holds(c->oc, entry.value);
    } else if (!look_up(c->coder, c->oc, cell, c->s->batch->padded, &entry)) {
        return false;
    }
    if (entry.form != 0)
        eg_forms_add(&c->oc->forms, entry.form, 1);
    c->value[r] = entry.value;
    c->state[r] = entry.state;
    return true;
}

/* In units of the form's last digit too, or none has them. */
static void pending_units(eg_outcome_coder *oc, eg_decimal value, uint32_t *units)
{
    if (oc->unit == 0)
        return;
    if (value >= 0 && value % oc->unit == 0 && value / oc->unit <= UINT32_MAX)
        *units = (uint32_t)(value / oc->unit);
    else
        oc->unit = 0;
}

static bool units_room(eg_outcome_coder *oc, size_t rows)
{
    if (rows <= oc->units_capacity)
        return true;
    uint32_t *grown = eg_realloc(oc->units, rows, sizeof *grown);
    if (grown == NULL)
        return false;
    oc->units = grown;
    oc->units_capacity = rows;
    return true;
}

/* How many records have each state, and where the first one stands that cannot be read. */
static void count_states(const coded_values *c)
{
    const size_t n = c->s->n;
    size_t others = 0;
    for (size_t from = 0; from < n; from += EG_STATES_AT_ONCE) {
        uint64_t other = eg_states_other(c->state, from, n);
        for (; other != 0; other &= other - 1) {
            const size_t r = eg_states_record(from, other);
            others += count_other(c->oc, c->s, r, c->state[r]);
        }
    }
    c->oc->tally.state[EG_VALUE_OK] += n - others;
}

/* MEAN, and RATE by a threshold. */
// NOLINTBEGIN(readability-non-const-parameter): values are written through the struct
bool eg_numbers_code(eg_coder *coder, eg_outcome_coder *oc, const eg_selection *s,
                     const eg_column_cells *cells, eg_decimal *value, uint8_t *state)
// NOLINTEND(readability-non-const-parameter)
{
    const coded_values c = {coder, oc, s, cells, value, state};
    oc->unit = 0;
    if (!units_room(oc, s->n))
        return false;
    if (!s->batch->padded || s->rows != NULL)
        memset(state, PENDING, s->n);
    else if (quick_numbers(&c)) {
        oc->tally.state[EG_VALUE_OK] += s->n;
        return true;
    }
    for (size_t r = next_pending(state, 0, s->n); r < s->n;
         r = next_pending(state, r + 1, s->n)) {
        if (!pending_number(&c, r))
            return false;
        if (state[r] == EG_VALUE_OK)
            pending_units(oc, value[r], &oc->units[r]);
    }
    count_states(&c);
    return true;
}

/* All bits of the states. `ones`: cells that have at most one byte, unless *longest says that
 * they have more. */
INLINE unsigned look_words(const coded_values *c, bool marked, bool ones, uint32_t *longest)
{
    const eg_outcome_entry *entries = c->oc->entries;
    const eg_dict *dict = &c->oc->raw;
    const eg_column_cells cells = *c->cells;
    eg_decimal *restrict value = c->value;
    uint8_t *restrict state = c->state;
    const size_t n = c->s->n;
    unsigned seen = 0;
    uint32_t lengths = 0;
    for (size_t r = 0; r < n; r++) {
        const eg_text cell = eg_column_cell(&cells, r, marked);
        const unsigned char first = (unsigned char)cell.at[0];
        const uint32_t at = ones ? dict->byte[cell.n == 0 ? EG_DICT_EMPTY : first]
                                 : eg_dict_look(dict, cell.at, cell.n, true);
        const bool known = at != EG_NO_WORD;
        const eg_outcome_entry *entry = &entries[known ? at : 0];
        const uint8_t is = known ? entry->state : (uint8_t)PENDING;
        value[r] = entry->value;
        state[r] = is;
        seen |= is;
        lengths |= (uint32_t)cell.n;
    }
    *longest = lengths;
    return seen;
}

ALONE unsigned ones_written(const coded_values *c, uint32_t *longest)
{
    return look_words(c, false, true, longest);
}

ALONE unsigned words_marked(const coded_values *c, uint32_t *longest)
{
    return look_words(c, true, false, longest);
}

ALONE unsigned words_written(const coded_values *c, uint32_t *longest)
{
    return look_words(c, false, false, longest);
}

static unsigned quick_words(const coded_values *c)
{
    const bool marked = c->cells->marked;
    uint32_t longest = marked ? UINT32_MAX : c->oc->longest;
    unsigned seen = 0;
    if (longest <= 1)
        seen = ones_written(c, &longest);
    if (longest > 1)
        seen = marked ? words_marked(c, &longest) : words_written(c, &longest);
    c->oc->longest = longest;
    return seen;
}

/* Where the texts of a column of few stand between their separators; .n is 0: it is none, for
 * in more batches than a few one record in FEW_LEAST had another one. */
static eg_few_cells few_cells(const coded_values *c)
{
    enum { FEW_MISSED = 16 };
    const eg_places *marks = c->s->batch->marks;
    if (marks == NULL || c->s->rows != NULL || c->oc->few_missed > FEW_MISSED)
        return (eg_few_cells){.n = 0};
    return (eg_few_cells){marks->text, marks->end + marks->raw[c->oc->outcome->field],
                          marks->step, c->s->n};
}

static bool pending_words(const coded_values *c, const eg_few_cells *few)
{
    enum { FEW_LEAST = 8 };
    const size_t n = c->s->n;
    size_t missed = 0;
    for (size_t r = next_pending(c->state, 0, n); r < n; r = next_pending(c->state, r + 1, n)) {
        eg_outcome_entry entry;
        if (!look_up(c->coder, c->oc, cell_at(c->s, c->cells, r), c->s->batch->padded, &entry))
            return false;
        c->value[r] = entry.value;
        c->state[r] = entry.state;
        missed++;
        if (few->n > 0) {
            const uint32_t *end = few->end + r * few->step, from = end[-1] + 1;
            const eg_text text = {few->text + from, end[0] - from};
            eg_few_put(&c->oc->few, text, (uint64_t)entry.value, entry.state);
        }
    }
    c->oc->few_missed += missed * FEW_LEAST > n;
    return true;
}

/* RATE by words, LEVELS. */
static bool code_words(eg_coder *coder, eg_outcome_coder *oc, const eg_selection *s,
                       size_t index)
{
    coded_values c = {coder, oc, s, NULL, coder->coded.value[index], coder->coded.state[index]};
    const eg_few_cells few = few_cells(&c);
    eg_column_cells cells;
    unsigned seen = PENDING;
    if (few.n > 0 && oc->few.n > 0)
        seen = eg_few_read(&oc->few, &few, &(eg_few_values){c.value, c.state, PENDING});
    else
        memset(c.state, PENDING, s->n);
    if (seen >= PENDING) { /* to tell the cells may be to write them out */
        cells = eg_cells_of_column(s, oc->outcome->field);
        c.cells = &cells;
        if (few.n == 0 && s->batch->padded && s->rows == NULL && oc->n_entries > 0)
            seen = quick_words(&c);
    }
    if (seen >= PENDING && !pending_words(&c, &few))
        return false;
    count_states(&c);
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
                      const eg_column_cells *cells, size_t index)
{
    eg_coded *coded = &coder->coded;
    size_t others = 0;
    for (size_t r = 0; r < s->n; r++) {
        const eg_text cell = cell_at(s, cells, r);
        eg_outcome_entry entry = {.value = EG_NO_WORD, .state = EG_VALUE_OK, .numeric = 1};
        if ((oc->words_kept || !plain_value(coder, oc, cell, &entry.number)) &&
            !look_up(coder, oc, cell, s->batch->padded, &entry))
            return false;
        coded->value[index][r] = entry.value;
        coded->state[index][r] = entry.state;
        coded->number[index][r] = entry.number;
        coded->numeric[index][r] = entry.numeric;
        if (entry.form != 0)
            eg_forms_add(&oc->forms, entry.form, 1);
        if (entry.state != EG_VALUE_OK)
            others += count_other(oc, s, r, entry.state);
        else if (!count_auto(oc, s, r, &entry))
            return false;
    }
    oc->tally.state[EG_VALUE_OK] += s->n - others;
    return true;
}

/* Numbers alone, or among words. */
static bool code_numbers(eg_coder *coder, eg_outcome_coder *oc, const eg_selection *s,
                         size_t index)
{
    const eg_column_cells cells = eg_cells_of_column(s, oc->outcome->field);
    eg_decimal *value = coder->coded.value[index];
    return oc->mode == EG_CODE_AUTO
               ? code_auto(coder, oc, s, &cells, index)
               : eg_numbers_code(coder, oc, s, &cells, value, coder->coded.state[index]);
}

bool eg_values_code(eg_coder *coder, size_t index, const eg_selection *s)
{
    eg_outcome_coder *oc = &coder->outcomes[index];
    return oc->mode == EG_CODE_WORDS ? code_words(coder, oc, s, index)
                                     : code_numbers(coder, oc, s, index);
}
