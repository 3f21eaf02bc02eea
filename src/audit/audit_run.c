/* A run from figures to findings. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/store.h"
#include "equitygap/privacy.h"

/* ---- tables ---- */

typedef struct {
    uint32_t key[4]; /* file, type, outcome, dimension */
    uint32_t cell;
} keyed;

static int compare_keys(const void *a, const void *b)
{
    const keyed *l = a, *r = b;
    for (size_t i = 0; i < 4; i++)
        if (l->key[i] != r->key[i])
            return l->key[i] < r->key[i] ? -1 : 1;
    return l->cell < r->cell ? -1 : l->cell > r->cell;
}

static bool number_tables(eg_audit *audit, keyed *keys)
{
    size_t n = 0;
    for (size_t i = 0; i < audit->n_cells; i++)
        n += i == 0 || memcmp(keys[i].key, keys[i - 1].key, sizeof keys[i].key) != 0;
    audit->tables = eg_alloc_zero(n + 1, sizeof *audit->tables);
    if (audit->tables == NULL)
        return false;
    for (size_t i = 0; i < audit->n_cells; i++) {
        const uint32_t *key = keys[i].key;
        if (i == 0 || memcmp(key, keys[i - 1].key, sizeof keys[i].key) != 0)
            audit->tables[audit->n_tables++] =
                (eg_audit_table){.file = audit->files[key[0]],
                                 .unit_type = eg_audit_text(audit, key[1]),
                                 .outcome = eg_audit_text(audit, key[2]),
                                 .dimension = eg_audit_text(audit, key[3])};
        audit->table_of[keys[i].cell] = (uint32_t)audit->n_tables - 1;
    }
    return true;
}

eg_status eg_audit_tables(eg_audit *audit, eg_error *err)
{
    keyed *keys = eg_alloc(audit->n_cells + 1, sizeof *keys);
    audit->table_of = eg_alloc(audit->n_cells + 1, sizeof *audit->table_of);
    bool made = keys != NULL && audit->table_of != NULL;
    for (uint32_t c = 0; c < audit->n_cells && made; c++) {
        const uint32_t *at = audit->cells[c].at.at;
        keys[c] = (keyed){{at[AT_FILE], at[AT_TYPE], at[AT_OUTCOME], at[AT_DIMENSION]}, c};
    }
    if (made) {
        qsort(keys, audit->n_cells, sizeof *keys, compare_keys);
        made = number_tables(audit, keys);
    }
    eg_free(keys);
    return made ? EG_OK : eg_fail_memory(err);
}

/* ---- outcomes ---- */

static bool list_outcomes(eg_audit *audit)
{
    for (size_t c = 0; c < audit->n_cells; c++) {
        uint32_t word = audit->cells[c].at.at[AT_OUTCOME];
        size_t i = 0;
        while (i < audit->n_outcomes && audit->outcomes[i] != word)
            i++;
        if (i < audit->n_outcomes)
            continue;
        if (!eg_audit_room((void **)&audit->outcomes, audit->n_outcomes,
                           &audit->outcomes_capacity, sizeof *audit->outcomes))
            return false;
        audit->outcomes[audit->n_outcomes++] = word;
    }
    return true;
}

/* ---- what was found ---- */

static bool is_count(const eg_quantity *q)
{
    return q->part == PART_COUNT || q->part >= PART_LEVEL;
}

/* The students of a cell, published or found. */
static double students(const eg_audit *audit, uint32_t cell)
{
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    if (n == EG_NO_WORD)
        return NAN;
    eg_answer answer = eg_attack_answer(audit->attack, n);
    return answer.low == answer.high ? answer.low : NAN;
}

static bool leak_of_hidden(eg_audit *audit, uint32_t q)
{
    static const eg_leak_kind kinds[] = {[EG_FOUND_SUBTRACTED] = EG_LEAK_SUBTRACTION,
                                         [EG_FOUND_CHAINED] = EG_LEAK_CHAIN,
                                         [EG_FOUND_BOUNDED] = EG_LEAK_BOUNDS};
    const eg_quantity *x = &audit->quantities[q];
    eg_answer answer = eg_attack_answer(audit->attack, q);
    double n = students(audit, x->cell);
    /* Nobody has a value: nothing is told of anybody. */
    if (n == 0)
        return true;
    eg_leak leak = {EG_LEAK_NARROW, q, EG_NO_WORD, n,
                    is_count(x) && answer.low == answer.high &&
                        (answer.low == 0 || answer.low == n)};
    if (x->by_percent)
        leak.kind = EG_LEAK_PERCENT;
    else if (answer.found == EG_FOUND_GIVEN)
        return true;
    else if (answer.found != EG_FOUND_NOT)
        leak.kind = kinds[answer.found];
    else if (!answer.looked || answer.high - answer.low >= audit->options.width)
        return true;
    return eg_audit_leak(audit, leak);
}

static bool leak_of_shown(eg_audit *audit, uint32_t q)
{
    const eg_quantity *x = &audit->quantities[q];
    double n = students(audit, x->cell);
    bool none = x->part == PART_COUNT && x->low == 0;
    const eg_rules *rules = &audit->rules[audit->cells[x->cell].at.at[AT_FILE]];
    eg_mark mark;
    double bound;
    if (!audit->options.everyone || !is_count(x) || !(n > 0) || (!none && x->low != n) ||
        !eg_rules_tail(rules, (uint64_t)x->low, (uint64_t)n, &mark, &bound))
        return true;
    return eg_audit_leak(audit, (eg_leak){EG_LEAK_EVERYONE, q, EG_NO_WORD, n, true});
}

static bool look_at_quantities(eg_audit *audit)
{
    bool made = true;
    for (uint32_t q = 0; q < audit->n_quantities && made; q++) {
        const eg_quantity *x = &audit->quantities[q];
        bool secret = x->shown == FIGURE_HIDDEN || x->shown == FIGURE_CODED;
        if (x->part == PART_MISSING || x->shown == FIGURE_NONE)
            continue;
        audit->tables[audit->table_of[x->cell]].hidden += secret;
        audit->result.hidden += secret;
        made = secret ? leak_of_hidden(audit, q) : leak_of_shown(audit, q);
    }
    return made;
}

/* ---- shown figures that rest on hidden ones ---- */

static bool is_hidden(const eg_audit *audit, uint32_t cell, bool of_count)
{
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    uint32_t x = eg_audit_quantity_find(audit, cell, PART_COUNT);
    if (n != EG_NO_WORD && audit->quantities[n].shown == FIGURE_HIDDEN)
        return true;
    return of_count && x != EG_NO_WORD &&
           (audit->quantities[x].shown == FIGURE_HIDDEN ||
            audit->quantities[x].shown == FIGURE_CODED);
}

/* Labels of years sort as they follow each other. */
static bool within(const eg_audit *audit, uint32_t year, const eg_use *use)
{
    eg_text at = eg_words_at(audit->words, year);
    return use->first_year == EG_NO_WORD ||
           (eg_text_compare(at, eg_words_at(audit->words, use->first_year)) >= 0 &&
            eg_text_compare(at, eg_words_at(audit->words, use->last_year)) <= 0);
}

static uint32_t in_year(const eg_audit *audit, uint32_t cell, uint32_t year)
{
    eg_address at = audit->cells[cell].at;
    at.at[AT_YEAR] = year;
    return eg_audit_cell_find(audit, &at);
}

/* How many years of the trend come after this one. */
static size_t later_years(const eg_audit *audit, const eg_use *use, uint32_t cell,
                          uint32_t year)
{
    size_t n = 0;
    for (uint32_t y = 0; y < audit->n_years; y++)
        n += within(audit, audit->years[y], use) &&
             eg_text_compare(eg_words_at(audit->words, audit->years[y]),
                             eg_words_at(audit->words, year)) > 0 &&
             in_year(audit, cell, audit->years[y]) != EG_NO_WORD;
    return n;
}

static bool rests_on_hidden(const eg_audit *audit, const eg_use *use, uint32_t cell)
{
    if (cell == EG_NO_WORD)
        return false;
    if (use->first_year == EG_NO_WORD)
        return is_hidden(audit, cell, use->of_count);
    for (uint32_t y = 0; y < audit->n_years; y++) {
        uint32_t year = audit->years[y], other = in_year(audit, cell, year);
        if (other != EG_NO_WORD && within(audit, year, use) &&
            is_hidden(audit, other, use->of_count) &&
            later_years(audit, use, cell, year) < use->last_years)
            return true;
    }
    return false;
}

static bool list_years(eg_audit *audit)
{
    for (size_t c = 0; c < audit->n_cells; c++) {
        uint32_t word = audit->cells[c].at.at[AT_YEAR];
        size_t i = 0;
        while (i < audit->n_years && audit->years[i] != word)
            i++;
        if (i < audit->n_years)
            continue;
        if (!eg_audit_room((void **)&audit->years, audit->n_years, &audit->years_capacity,
                           sizeof *audit->years))
            return false;
        audit->years[audit->n_years++] = word;
    }
    return true;
}

static bool look_at_uses(eg_audit *audit)
{
    bool made = list_years(audit);
    for (size_t i = 0; i < audit->n_uses && made; i++) {
        const eg_use *use = &audit->uses[i];
        if (rests_on_hidden(audit, use, use->cell) || rests_on_hidden(audit, use, use->other))
            made = eg_audit_leak(
                audit, (eg_leak){EG_LEAK_FIGURE, use->cell, use->statistic, NAN, false});
    }
    return made;
}

eg_status eg_audit_run(eg_audit *audit, const eg_control *control, eg_error *err)
{
    eg_status status = eg_attack_new(&audit->attack, err);
    if (status == EG_OK)
        status = eg_audit_tables(audit, err);
    if (status == EG_OK && !list_outcomes(audit))
        status = eg_fail_memory(err);
    if (status == EG_OK)
        status = eg_audit_sums(audit, err);
    if (status == EG_OK)
        status = eg_audit_between_files(audit, err);
    if (status == EG_OK)
        status = eg_attack_run(audit->attack, control, err);
    if (status == EG_OK && (!look_at_quantities(audit) || !look_at_uses(audit)))
        status = eg_fail_memory(err);
    return status == EG_OK ? eg_audit_conclude(audit, err) : status;
}

const eg_audit_result *eg_audit_result_of(const eg_audit *audit)
{
    return &audit->result;
}
