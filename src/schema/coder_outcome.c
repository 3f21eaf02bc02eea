/* One cell of an outcome: what it amounts to, and remembering it. */
#include <string.h>

#include "schema/coder.h"
#include "schema/mean_first.h"
#include "schema/recipes.h"

/* ---- what an outcome needs ---- */

static bool take_matches(eg_coder *coder, eg_outcome_coder *oc, const eg_strings *words)
{
    for (size_t i = 0; i < words->n; i++) {
        eg_text text = eg_cell_canonical(eg_text_of(words->at[i]), &coder->scratch);
        char *copy = eg_arena_string(coder->arena, text);
        if (copy == NULL || coder->scratch.failed)
            return false;
        oc->match[oc->n_match++] = (eg_text){copy, text.n};
        /* listed levels have the first numbers, however many other words there are */
        if (oc->outcome->kind == EG_KIND_LEVELS &&
            eg_words_add(oc->words, (eg_text){copy, text.n}) == EG_NO_WORD)
            return false;
    }
    return true;
}

static eg_code_mode mode_of(const eg_outcome *outcome)
{
    switch (outcome->kind) {
    case EG_KIND_MEAN:
        return EG_CODE_NUMBER;
    case EG_KIND_RATE:
        if (outcome->recipe != NULL && outcome->recipe->judge != NULL)
            return EG_CODE_RECIPE;
        return outcome->spec.compare != EG_COMPARE_NONE ? EG_CODE_COMPARE : EG_CODE_WORDS;
    case EG_KIND_LEVELS:
        return EG_CODE_WORDS;
    case EG_KIND_AUTO:
        return EG_CODE_AUTO;
    }
    return EG_CODE_AUTO;
}

static void note_mark_range(const eg_coder *coder, eg_outcome_coder *oc)
{
    const eg_decimal *numbers;
    const eg_value_state *states;
    size_t n = eg_mark_numbers(coder->marks, &numbers, &states);
    oc->mark_low = INT64_MAX;
    oc->mark_high = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        oc->mark_low = numbers[i] < oc->mark_low ? numbers[i] : oc->mark_low;
        oc->mark_high = numbers[i] > oc->mark_high ? numbers[i] : oc->mark_high;
    }
}

/* A comparison as a stretch of decimals, inside or outside of which it holds. */
static void note_comparison(eg_outcome_coder *oc)
{
    eg_decimal at = oc->outcome->spec.threshold;
    eg_compare compare = oc->outcome->spec.compare;
    oc->low = compare == EG_COMPARE_GT ? at + 1 : at;
    oc->high = compare == EG_COMPARE_LT ? at - 1 : at;
    if (compare == EG_COMPARE_LT || compare == EG_COMPARE_LE)
        oc->low = INT64_MIN;
    if (compare == EG_COMPARE_GT || compare == EG_COMPARE_GE)
        oc->high = INT64_MAX;
    oc->outside = compare == EG_COMPARE_NE;
    oc->ranged = eg_forms_ranged(&oc->outcome->spec);
}

eg_status eg_outcome_coder_start(eg_coder *coder, eg_outcome_coder *oc,
                                 const eg_outcome *outcome, eg_error *err)
{
    const eg_outcome_spec *spec = &outcome->spec;
    const eg_strings *match = spec->success.n > 0 ? &spec->success : &spec->levels;
    oc->outcome = outcome;
    oc->mode = eg_mean_first(coder->schema, outcome) ? EG_CODE_NUMBER : mode_of(outcome);
    oc->words_kept = true;
    note_mark_range(coder, oc);
    note_comparison(oc);
    if (match->n > EG_MATCH_MOST)
        return eg_coder_fail(err, EG_E_USAGE, outcome->column,
                             "more than %d words are listed for it; use a threshold, or :mean",
                             (int)EG_MATCH_MOST);
    oc->words = eg_words_new();
    if (!eg_dict_init(&oc->raw, EG_RAW_MOST) || oc->words == NULL ||
        !take_matches(coder, oc, match))
        return eg_fail_memory(err);
    return EG_OK;
}

void eg_outcome_coder_stop(eg_outcome_coder *oc)
{
    eg_dict_clear(&oc->raw);
    eg_words_free(oc->words);
    eg_free(oc->entries);
    eg_free(oc->word_records);
    eg_free(oc->units);
}

/* ---- one cell, the slow way ---- */

/* Index among the listed words, or -1. */
static int listed(const eg_outcome_coder *oc, eg_text text)
{
    for (size_t i = 0; i < oc->n_match; i++)
        if (eg_cell_same(oc->match[i], text))
            return (int)i;
    return -1;
}

static eg_value_state mark_of(eg_coder *coder, eg_text text)
{
    eg_value_state state = eg_mark_of(coder->marks, text);
    eg_decimal value;
    const eg_decimal *numbers;
    const eg_value_state *states;
    size_t n = eg_mark_numbers(coder->marks, &numbers, &states);
    if (state != EG_VALUE_OK || n == 0 || !eg_cell_number(text, false, &value))
        return state;
    for (size_t i = 0; i < n; i++)
        if (numbers[i] == value)
            return states[i];
    return EG_VALUE_OK;
}

/* 1.0 is yes as 1 is. */
static int yes_no(eg_text text)
{
    int answer = eg_cell_yes_no(text);
    eg_decimal value;
    if (answer < 0 && eg_cell_number(text, false, &value) &&
        (value == 0 || value == EG_DECIMAL_ONE))
        answer = value != 0;
    return answer;
}

/* The number of a usable word, EG_NO_WORD from the one too many on; false: no memory. */
static bool take_word(eg_outcome_coder *oc, eg_text text, eg_outcome_entry *entry)
{
    uint32_t word = eg_words_find(oc->words, text);
    if (word == EG_NO_WORD && oc->words_kept) {
        if (eg_words_count(oc->words) == EG_WORDS_MOST || text.n > UINT16_MAX)
            oc->words_kept = false;
        else if ((word = eg_words_add(oc->words, text)) == EG_NO_WORD)
            return false;
    }
    entry->value = word;
    return true;
}

/* rate(A|B): remembers words, for a suggestion should none of the listed ones occur. */
static bool read_success(eg_outcome_coder *oc, eg_text text, int at, eg_outcome_entry *entry)
{
    if (at >= 0)
        oc->matched[at] = true;
    else if (eg_words_count(oc->words) < EG_WORDS_MOST && text.n <= UINT16_MAX &&
             eg_words_add(oc->words, text) == EG_NO_WORD)
        return false;
    entry->value = at >= 0;
    return true;
}

static bool read_levels(eg_outcome_coder *oc, eg_text text, int at, eg_outcome_entry *entry)
{
    if (oc->n_match > 0 && at < 0) {
        entry->state = EG_VALUE_INVALID;
        return eg_words_count(oc->words) >= EG_WORDS_MOST || text.n > UINT16_MAX ||
               eg_words_add(oc->words, text) != EG_NO_WORD;
    }
    if (at >= 0) {
        oc->matched[at] = true;
        text = oc->match[at];
    }
    if (!take_word(oc, text, entry))
        return false;
    if (entry->value == EG_NO_WORD)
        *entry = (eg_outcome_entry){.state = EG_VALUE_INVALID};
    return true;
}

static bool read_number(eg_outcome_coder *oc, eg_text text, eg_outcome_entry *entry)
{
    const bool number = eg_cell_number(text, oc->outcome->per_hundred, &entry->value);
    entry->form = eg_forms_of(text, number);
    if (!number)
        entry->state = EG_VALUE_INVALID;
    else if (oc->ranged)
        entry->form |= eg_forms_range(entry->value);
    if (number && oc->mode == EG_CODE_COMPARE)
        entry->value = eg_outcome_holds(oc, entry->value);
    return true;
}

static bool read_recipe(const eg_outcome_coder *oc, eg_text text, eg_outcome_entry *entry)
{
    bool success = false;
    entry->state = (uint8_t)oc->outcome->recipe->read(text, &success);
    entry->value = success && entry->state == EG_VALUE_OK;
    return true;
}

static bool read_usable(eg_outcome_coder *oc, eg_text text, int at, eg_outcome_entry *entry)
{
    int answer;
    switch (oc->mode) {
    case EG_CODE_NUMBER:
    case EG_CODE_COMPARE:
        return read_number(oc, text, entry);
    case EG_CODE_AUTO:
        entry->numeric = eg_cell_number(text, oc->outcome->per_hundred, &entry->number);
        entry->form = eg_forms_of(text, entry->numeric != 0);
        return take_word(oc, text, entry);
    case EG_CODE_RECIPE: /* its columns have readers of their own */
        return true;
    case EG_CODE_WORDS:
        if (oc->outcome->recipe != NULL)
            return read_recipe(oc, text, entry);
        if (oc->outcome->kind == EG_KIND_LEVELS)
            return read_levels(oc, text, at, entry);
        if (oc->n_match > 0)
            return read_success(oc, text, at, entry);
        answer = yes_no(text);
        entry->value = answer > 0;
        entry->state = answer < 0 ? EG_VALUE_INVALID : EG_VALUE_OK;
        return true;
    }
    return true;
}

/* Words the user lists are values even where they look like marks. */
static bool read_cell(eg_coder *coder, eg_outcome_coder *oc, eg_text raw,
                      eg_outcome_entry *entry)
{
    *entry = (eg_outcome_entry){.state = EG_VALUE_OK};
    eg_text text = eg_cell_canonical(raw, &coder->scratch);
    if (coder->scratch.failed)
        return false;
    int at = oc->n_match > 0 && text.n > 0 ? listed(oc, text) : -1;
    if (at < 0) {
        eg_value_state state = mark_of(coder, text);
        entry->state = (uint8_t)state;
        if (state != EG_VALUE_OK)
            return true;
    }
    return read_usable(oc, text, at, entry);
}

static bool grow_entries(eg_outcome_coder *oc)
{
    if (oc->n_entries < oc->entries_capacity)
        return true;
    size_t capacity = oc->entries_capacity == 0 ? 64 : oc->entries_capacity * 2;
    eg_outcome_entry *grown = eg_realloc(oc->entries, capacity, sizeof *grown);
    if (grown == NULL)
        return false;
    oc->entries = grown;
    oc->entries_capacity = capacity;
    return true;
}

/* Remembers the answer while there is room. */
static bool keep_entry(eg_outcome_coder *oc, eg_text raw, const eg_outcome_entry *entry)
{
    if (oc->raw.n >= oc->raw.most)
        return true;
    if (!grow_entries(oc))
        return false;
    size_t before = oc->raw.n;
    if (!eg_dict_put(&oc->raw, raw, (uint32_t)oc->n_entries))
        return false;
    if (oc->raw.n > before)
        oc->entries[oc->n_entries++] = *entry;
    return true;
}

bool eg_outcome_read(eg_coder *coder, eg_outcome_coder *oc, eg_text raw,
                     eg_outcome_entry *entry)
{
    return read_cell(coder, oc, raw, entry) && keep_entry(oc, raw, entry);
}
