/* What kind an outcome is, and what its words count as. */
#include <stdlib.h>
#include <string.h>

#include "schema/coder.h"
#include "schema/level_words.h"
#include "schema/set_aside.h"

#define KINDS "--outcome 'COLUMN:rate(WORD|WORD)', :mean or ':levels(LOW<HIGH)'"
#define POINT                                                                                  \
    "a comma stands between thousands (1,234), so write decimals with a point: 0.9, not 0,9"

enum { FORGIVEN = 10 }; /* one other word among so many numbers */

typedef struct {
    eg_coder *coder;
    eg_outcome_coder *oc;
    eg_settled *settled;
    eg_outcome_settled *out;
    eg_error *err;
} work;

static eg_status fail(const work *w, const char *text)
{
    return eg_coder_fail(w->err, EG_E_USAGE, w->oc->outcome->column, "%s", text);
}

/* -1 for every word. */
static eg_status start_words(work *w)
{
    w->out->n_words = eg_words_count(w->oc->words);
    w->out->word_as =
        eg_arena_alloc(w->settled->arena, w->out->n_words + 1, sizeof *w->out->word_as);
    if (w->out->word_as == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->out->n_words; i++)
        w->out->word_as[i] = -1;
    return EG_OK;
}

/* ---- levels ---- */

static eg_status listed_levels(work *w)
{
    eg_outcome_coder *oc = w->oc;
    eg_status status = start_words(w);
    w->out->levels = eg_arena_alloc(w->settled->arena, oc->n_match + 1, sizeof *w->out->levels);
    if (status != EG_OK || w->out->levels == NULL)
        return eg_fail_memory(w->err);
    w->out->n_levels = oc->n_match;
    for (size_t i = 0; i < oc->n_match; i++) {
        w->out->levels[i] = oc->match[i].at;
        uint32_t word = eg_words_find(oc->words, oc->match[i]);
        if (word != EG_NO_WORD)
            w->out->word_as[word] = (int16_t)i;
    }
    return EG_OK;
}

/* The label of a level is the least of its spellings, whichever came first. */
static const char *least_label(work *w, const eg_text *words, const uint32_t *rank, size_t n,
                               uint32_t level)
{
    const eg_text *least = NULL;
    for (size_t i = 0; i < n; i++)
        if (rank[i] == level && (least == NULL || eg_text_compare(words[i], *least) < 0))
            least = &words[i];
    return least == NULL ? NULL : eg_arena_string(w->settled->arena, *least);
}

/* Levels and what each word is, once the order is found. */
static eg_status place_words(work *w, const eg_text *words, const uint32_t *rank, size_t n,
                             uint32_t n_ranks)
{
    eg_status status = start_words(w);
    const char **levels = eg_arena_alloc(w->settled->arena, n_ranks + 1, sizeof *levels);
    if (status != EG_OK || levels == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < n; i++)
        w->out->word_as[i] = (int16_t)rank[i];
    for (uint32_t k = 0; k < n_ranks; k++)
        if ((levels[k] = least_label(w, words, rank, n, k)) == NULL)
            return eg_fail_memory(w->err);
    w->out->levels = levels;
    w->out->n_levels = n_ranks;
    return EG_OK;
}

/* false in *known: the words have no order anybody knows. */
static eg_status known_levels(work *w, bool *known)
{
    eg_text words[EG_WORDS_MOST];
    uint32_t rank[EG_WORDS_MOST], n_ranks = 0;
    size_t n = eg_words_count(w->oc->words);
    *known = false;
    if (!w->oc->words_kept || n > EG_WORDS_MOST)
        return EG_OK;
    for (size_t i = 0; i < n; i++)
        words[i] = eg_words_at(w->oc->words, (uint32_t)i);
    *known = eg_levels_order(words, n, rank, &n_ranks);
    return *known ? place_words(w, words, rank, n, n_ranks) : EG_OK;
}

static eg_status settle_levels(work *w)
{
    bool known = true;
    eg_status status = EG_OK;
    if (w->oc->n_match > 0)
        status = listed_levels(w);
    else if (eg_words_count(w->oc->words) > 0 || !w->oc->words_kept)
        status = known_levels(w, &known);
    if (status == EG_OK && !known)
        return fail(w, "the order of its levels is not known; list them, lowest first, with "
                       "--outcome 'COLUMN:levels(LOW<MIDDLE<HIGH)', or take another kind with "
                       ":rate(WORD|WORD) or :mean");
    if (status == EG_OK && w->out->n_levels > EG_MATCH_MOST)
        return fail(w, "it has more than 32 levels; use :mean, or rate with a threshold");
    w->out->kind = EG_KIND_LEVELS;
    return status;
}

/* ---- words that were listed and never met ---- */

static eg_status check_listed(work *w)
{
    const eg_outcome_coder *oc = w->oc;
    for (size_t i = 0; i < oc->n_match; i++)
        if (oc->matched[i])
            return EG_OK;
    size_t n = eg_words_count(oc->words), n_others = 0;
    const char **others = eg_alloc(n + 1, sizeof *others);
    if (others == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < n; i++) {
        eg_text word = eg_words_at(oc->words, (uint32_t)i);
        bool own = false;
        for (size_t k = 0; k < oc->n_match; k++)
            own = own || eg_text_equal(word, oc->match[k]);
        if (!own)
            others[n_others++] = word.at;
    }
    const char *near =
        n_others < EG_WORDS_MOST ? eg_text_nearest(oc->match[0], others, n_others) : NULL;
    eg_free(others);
    if (n_others == 0)
        return EG_OK; /* no value at all: nothing is misspelt */
    if (near == NULL)
        return eg_coder_fail(w->err, EG_E_USAGE, oc->outcome->column,
                             "no record has a word that is listed for it; equitygap profile "
                             "shows the words it has");
    return eg_coder_fail(w->err, EG_E_USAGE, oc->outcome->column,
                         "no record has a word that is listed for it; did you mean \"%s\"?",
                         near);
}

/* A word that is listed as a success may be one that this year's records lack; only one that
 * looks like theirs is worth a message. */
eg_text eg_coder_misspelt(const eg_coder *coder, size_t outcome, size_t *at, const char **near)
{
    enum { LONG_ENOUGH = 4 };
    const eg_outcome_coder *oc = &coder->outcomes[outcome];
    const char *others[EG_WORDS_MOST];
    size_t n_others = 0, n = oc->words == NULL ? 0 : eg_words_count(oc->words);
    for (size_t i = 0; i < n && n_others < EG_WORDS_MOST; i++) {
        eg_text word = eg_words_at(oc->words, (uint32_t)i);
        bool own = false;
        for (size_t k = 0; k < oc->n_match; k++)
            own = own || eg_text_equal(word, oc->match[k]);
        if (!own)
            others[n_others++] = word.at;
    }
    while (*at < oc->n_match) {
        size_t k = (*at)++;
        if (oc->matched[k] || oc->match[k].n < LONG_ENOUGH)
            continue;
        *near = eg_text_nearest(oc->match[k], others, n_others);
        if (*near != NULL)
            return oc->match[k];
    }
    return (eg_text){NULL, 0};
}

/* ---- kinds that the words decide ---- */

typedef enum { ALL_YES_NO, ALL_ZERO_ONE, OTHER_WORDS } word_class;

static word_class classify(work *w)
{
    size_t n = eg_words_count(w->oc->words);
    bool yes_no = w->oc->words_kept, zero_one = w->oc->words_kept;
    for (size_t i = 0; i < n; i++) {
        eg_text word = eg_words_at(w->oc->words, (uint32_t)i);
        eg_decimal value;
        bool number = eg_cell_number(word, w->oc->outcome->per_hundred, &value);
        bool binary = number && (value == 0 || value == EG_DECIMAL_ONE);
        yes_no = yes_no && (binary || (!number && eg_cell_yes_no(word) >= 0));
        zero_one = zero_one && (!number || binary);
    }
    return yes_no ? ALL_YES_NO : zero_one ? ALL_ZERO_ONE : OTHER_WORDS;
}

/* What cannot be read after all moves from usable to invalid. */
static void count_invalid(work *w, uint64_t records)
{
    eg_outcome_tally *tally = &w->oc->tally;
    tally->state[EG_VALUE_OK] -= records;
    tally->state[EG_VALUE_INVALID] += records;
    if (records > 0 && tally->first_invalid_line == 0) {
        tally->first_invalid_file = w->oc->first_text_file;
        tally->first_invalid_line = w->oc->first_text_line;
    }
    w->oc->texts = 0;
}

static eg_status settle_rate(work *w)
{
    eg_status status = start_words(w);
    uint64_t invalid = 0;
    for (size_t i = 0; i < w->out->n_words && status == EG_OK; i++) {
        eg_text word = eg_words_at(w->oc->words, (uint32_t)i);
        eg_decimal value;
        int answer = eg_cell_yes_no(word);
        if (eg_cell_number(word, w->oc->outcome->per_hundred, &value))
            answer = value != 0;
        w->out->word_as[i] = (int16_t)answer;
        if (answer < 0)
            invalid += w->oc->word_records[i];
    }
    if (status == EG_OK)
        count_invalid(w, invalid);
    w->out->kind = EG_KIND_RATE;
    return status;
}

static eg_status settle_mean(work *w)
{
    count_invalid(w, w->oc->texts);
    w->out->kind = EG_KIND_MEAN;
    return EG_OK;
}

static eg_status decimal_commas(const work *w)
{
    return eg_coder_fail(
        w->err, EG_E_INPUT, w->oc->outcome->column,
        "some of its values have a comma for a decimal point (0,9: %s) and would "
        "be left out: " POINT,
        eg_count_words(w->oc->forms.comma).text);
}

/*
 * yes/no words or 0/1: rate. Numbers: mean. Known level words: levels. A tenth of other words
 * among numbers is forgiven and counted as unreadable; more is not a number column.
 */
static eg_status settle_auto(work *w)
{
    uint64_t usable = w->oc->tally.state[EG_VALUE_OK], texts = w->oc->texts;
    word_class words = classify(w);
    bool numbers = texts * FORGIVEN <= usable, known = false;
    if (usable == 0)
        return settle_mean(w);
    if (words == ALL_YES_NO || (words == ALL_ZERO_ONE && numbers))
        return settle_rate(w);
    if (numbers)
        return settle_mean(w);
    eg_status status = known_levels(w, &known);
    if (status != EG_OK)
        return status;
    if (!known && w->oc->forms.comma * 2 > texts)
        return decimal_commas(w);
    if (!known)
        return fail(w, "its values are neither numbers nor yes and no nor level words of a "
                       "known order, so what to count cannot be told; say it with " KINDS);
    w->out->kind = EG_KIND_LEVELS;
    return w->out->n_levels > EG_MATCH_MOST
               ? fail(w, "it has more than 32 levels; use :mean, or rate with a threshold")
               : EG_OK;
}

/* Where commas are decimal points, 1,234 is 1.234: what reads as a number may be none; and the
 * values that are left, whole numbers, stand for no column. */
static eg_status check_commas(const work *w)
{
    const eg_number_forms *forms = &w->oc->forms;
    const uint64_t fine = w->oc->tally.state[EG_VALUE_OK];
    const bool words = w->oc->mode == EG_CODE_WORDS ||
                       (w->oc->mode == EG_CODE_AUTO && w->out->kind != EG_KIND_MEAN);
    if (words)
        return EG_OK;
    const eg_status status = eg_forms_check(forms, w->oc->outcome->column, w->err);
    return status == EG_OK && forms->comma > (fine + forms->comma) / FORGIVEN
               ? decimal_commas(w)
               : status;
}

/* A kind that suits not one value is a misunderstanding, not a column of bad cells. */
static eg_status check_readable(const work *w)
{
    const eg_outcome_tally *tally = &w->oc->tally;
    if (tally->state[EG_VALUE_OK] > 0 || tally->state[EG_VALUE_INVALID] == 0)
        return EG_OK;
    if (w->oc->forms.comma > 0)
        return eg_coder_fail(w->err, EG_E_INPUT, w->oc->outcome->column,
                             "none of its values is a number: " POINT);
    switch (w->oc->outcome->kind) {
    case EG_KIND_RATE:
        if (w->oc->outcome->spec.compare != EG_COMPARE_NONE)
            return fail(w, "none of its values is a number; say what to count with " KINDS);
        return fail(w, "none of its values reads as yes or no; say what to count with " KINDS
                       ", or with --counts where a row is a group and not a student");
    case EG_KIND_MEAN:
        return fail(w, "none of its values is a number; say what to count with " KINDS);
    case EG_KIND_LEVELS:
        return fail(w, "none of its values can be placed; say what to count with " KINDS);
    case EG_KIND_AUTO:
        break;
    }
    return EG_OK;
}

eg_status eg_outcome_settle(eg_coder *coder, size_t outcome, eg_settled *settled, eg_error *err)
{
    work w = {.coder = coder,
              .oc = &coder->outcomes[outcome],
              .settled = settled,
              .out = &settled->outcomes[outcome],
              .err = err};
    w.out->kind = w.oc->outcome->kind;
    w.out->lower = w.oc->outcome->lower;
    eg_status status = w.oc->n_match > 0 ? check_listed(&w) : EG_OK;
    if (status == EG_OK && w.out->kind == EG_KIND_AUTO)
        status = settle_auto(&w);
    else if (status == EG_OK && w.out->kind == EG_KIND_LEVELS)
        status = settle_levels(&w);
    if (status == EG_OK)
        status = check_readable(&w);
    return status == EG_OK ? check_commas(&w) : status;
}
