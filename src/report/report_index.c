/* report_index.c - facts of one unit in memory, found by address or walked in runs. */
#include "report/index.h"

#include <string.h>

#include "ext/hash.h"

#define NO_SLOT UINT32_MAX

struct eg_fact_index {
    eg_arena *arena;
    const char *unit_type, *unit;
    eg_fact *facts;
    size_t n, capacity;
    eg_run *runs;
    size_t n_runs, runs_capacity;
    uint32_t *slots; /* facts by address */
    size_t n_slots;
    uint32_t *run_slots; /* runs by outcome, dimension, group */
    size_t n_run_slots;
    const char **strings; /* every text once */
    size_t n_strings, n_string_slots;
    size_t before; /* facts of the stream before those of the unit */
    bool past;     /* the stream has left the unit: facts come in address order */
};

static const char *blank(const char *text)
{
    return text == NULL ? "" : text;
}

static uint64_t hash_more(uint64_t hash, const char *text)
{
    return eg_hash(text, strlen(text), hash).low;
}

static bool grow(void **at, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) {
        return true;
    }
    size_t wanted = *capacity == 0 ? 256 : *capacity * 2;
    void *larger = eg_realloc(*at, wanted, size);
    if (larger == NULL) {
        return false;
    }
    *at = larger;
    *capacity = wanted;
    return true;
}

static bool grow_strings(eg_fact_index *index)
{
    size_t wanted = index->n_string_slots == 0 ? 256 : index->n_string_slots * 2;
    const char **larger = eg_alloc_zero(wanted, sizeof *larger);
    if (larger == NULL) {
        return false;
    }
    for (size_t i = 0; i < index->n_string_slots; i++) {
        if (index->strings[i] != NULL) {
            size_t slot = hash_more(0, index->strings[i]) & (wanted - 1);
            while (larger[slot] != NULL) {
                slot = (slot + 1) & (wanted - 1);
            }
            larger[slot] = index->strings[i];
        }
    }
    eg_free(index->strings);
    index->strings = larger;
    index->n_string_slots = wanted;
    return true;
}

/* The arena's copy of text, one for all equal ones; NULL when memory is out. */
static const char *keep(eg_fact_index *index, const char *text)
{
    text = blank(text);
    if (2 * (index->n_strings + 1) > index->n_string_slots && !grow_strings(index)) {
        return NULL;
    }
    size_t mask = index->n_string_slots - 1;
    size_t slot = hash_more(0, text) & mask;
    while (index->strings[slot] != NULL) {
        if (strcmp(index->strings[slot], text) == 0) {
            return index->strings[slot];
        }
        slot = (slot + 1) & mask;
    }
    const char *copy = eg_arena_string(index->arena, eg_text_of(text));
    if (copy != NULL) {
        index->strings[slot] = copy;
        index->n_strings++;
    }
    return copy;
}

static eg_status add_run(eg_fact_index *index, size_t at, eg_error *err)
{
    const eg_fact *fact = &index->facts[at];
    if (index->n_runs > 0) {
        eg_run *last = &index->runs[index->n_runs - 1];
        const eg_fact *first = &index->facts[last->begin];
        /* Texts are kept once: the same address is the same text. */
        if (first->outcome == fact->outcome && first->dimension == fact->dimension &&
            first->group == fact->group) {
            last->end = at + 1;
            return EG_OK;
        }
    }
    void *runs = index->runs;
    if (!grow(&runs, index->n_runs, &index->runs_capacity, sizeof *index->runs)) {
        return eg_fail_memory(err);
    }
    index->runs = runs;
    index->runs[index->n_runs++] = (eg_run){at, at + 1};
    return EG_OK;
}

static eg_status take(void *context, const eg_fact *fact, eg_error *err)
{
    eg_fact_index *index = context;
    if (strcmp(blank(fact->unit_type), index->unit_type) != 0 ||
        strcmp(blank(fact->unit), index->unit) != 0) {
        index->past = index->n > 0;
        index->before += index->past ? 0 : 1;
        return index->past ? EG_E_INTERRUPTED : EG_OK;
    }
    void *facts = index->facts;
    if (index->n >= NO_SLOT / 4) {
        return eg_fail(err, EG_E_LIMIT, "too many facts for one table; name fewer dimensions");
    }
    if (!grow(&facts, index->n, &index->capacity, sizeof *index->facts)) {
        return eg_fail_memory(err);
    }
    index->facts = facts;
    eg_fact *copy = &index->facts[index->n];
    *copy = *fact;
    copy->unit_type = index->unit_type;
    copy->unit = index->unit;
    copy->outcome = keep(index, fact->outcome);
    copy->year = keep(index, fact->year);
    copy->dimension = keep(index, fact->dimension);
    copy->group = keep(index, fact->group);
    copy->reference = keep(index, fact->reference);
    copy->statistic = keep(index, fact->statistic);
    copy->note = keep(index, fact->note);
    if (copy->outcome == NULL || copy->year == NULL || copy->dimension == NULL ||
        copy->group == NULL || copy->reference == NULL || copy->statistic == NULL ||
        copy->note == NULL) {
        return eg_fail_memory(err);
    }
    return add_run(index, index->n++, err);
}

static uint64_t run_hash(const char *outcome, const char *dimension, const char *group)
{
    return hash_more(hash_more(hash_more(0, outcome), dimension), group);
}

static uint64_t fact_hash(const eg_fact *fact)
{
    uint64_t hash = run_hash(fact->outcome, fact->dimension, fact->group);
    return hash_more(hash_more(hash_more(hash, fact->year), fact->reference), fact->statistic);
}

static uint32_t *slots_for(size_t n, size_t *n_slots)
{
    size_t wanted = 16;
    while (wanted < 2 * (n + 1)) {
        wanted *= 2;
    }
    uint32_t *slots = eg_alloc(wanted, sizeof *slots);
    for (size_t i = 0; slots != NULL && i < wanted; i++) {
        slots[i] = NO_SLOT;
    }
    *n_slots = wanted;
    return slots;
}

static void put(uint32_t *slots, size_t n_slots, uint64_t hash, size_t number)
{
    size_t slot = hash & (n_slots - 1);
    while (slots[slot] != NO_SLOT) {
        slot = (slot + 1) & (n_slots - 1);
    }
    slots[slot] = (uint32_t)number;
}

static eg_status hash_all(eg_fact_index *index, eg_error *err)
{
    index->slots = slots_for(index->n, &index->n_slots);
    index->run_slots = slots_for(index->n_runs, &index->n_run_slots);
    if (index->slots == NULL || index->run_slots == NULL) {
        return eg_fail_memory(err);
    }
    for (size_t i = 0; i < index->n; i++) {
        put(index->slots, index->n_slots, fact_hash(&index->facts[i]), i);
    }
    for (size_t i = 0; i < index->n_runs; i++) {
        const eg_fact *first = &index->facts[index->runs[i].begin];
        put(index->run_slots, index->n_run_slots,
            run_hash(first->outcome, first->dimension, first->group), i);
    }
    return EG_OK;
}

eg_status eg_fact_index_new(eg_fact_index **out, const eg_report *report, const char *unit_type,
                            const char *unit, eg_error *err)
{
    *out = NULL;
    eg_fact_index *index = eg_alloc_zero(1, sizeof *index);
    if (index == NULL) {
        return eg_fail_memory(err);
    }
    eg_status status = EG_OK;
    index->arena = eg_arena_new();
    if (index->arena == NULL) {
        status = eg_fail_memory(err);
    } else {
        bool part = unit_type == NULL && report->unit_type != NULL;
        index->unit_type = keep(index, part                ? report->unit_type
                                       : unit_type == NULL ? "all"
                                                           : unit_type);
        index->unit = keep(index, part ? report->unit : unit);
        if (index->unit_type == NULL || index->unit == NULL) {
            status = eg_fail_memory(err);
        }
    }
    if (status == EG_OK) {
        status = eg_report_facts(report, take, index, err);
        status = index->past ? EG_OK : status;
    }
    if (status == EG_OK) {
        status = hash_all(index, err);
    }
    if (status != EG_OK) {
        eg_fact_index_free(index);
        return status;
    }
    *out = index;
    return EG_OK;
}

void eg_fact_index_free(eg_fact_index *index)
{
    if (index == NULL) {
        return;
    }
    eg_arena_free(index->arena);
    eg_free(index->facts);
    eg_free(index->runs);
    eg_free(index->slots);
    eg_free(index->run_slots);
    eg_free(index->strings);
    eg_free(index);
}

size_t eg_fact_index_count(const eg_fact_index *index)
{
    return index->n;
}

const eg_fact *eg_fact_index_at(const eg_fact_index *index, size_t i)
{
    return &index->facts[i];
}

size_t eg_fact_index_place(const eg_fact_index *index, const eg_fact *fact)
{
    return index->before + (size_t)(fact - index->facts);
}

static bool same_address(const eg_fact *a, const eg_fact *b)
{
    return strcmp(a->outcome, b->outcome) == 0 && strcmp(a->year, b->year) == 0 &&
           strcmp(a->dimension, b->dimension) == 0 && strcmp(a->group, b->group) == 0 &&
           strcmp(a->reference, b->reference) == 0 && strcmp(a->statistic, b->statistic) == 0;
}

/* An address has six parts. NOLINTNEXTLINE(readability-function-size) */
const eg_fact *eg_fact_index_find(const eg_fact_index *index, const char *outcome,
                                  const char *year, const char *dimension, const char *group,
                                  const char *reference, const char *statistic)
{
    eg_fact wanted = {.outcome = blank(outcome),
                      .year = blank(year),
                      .dimension = blank(dimension),
                      .group = blank(group),
                      .reference = blank(reference),
                      .statistic = blank(statistic)};
    size_t mask = index->n_slots - 1;
    for (size_t slot = fact_hash(&wanted) & mask; index->slots[slot] != NO_SLOT;
         slot = (slot + 1) & mask) {
        const eg_fact *fact = &index->facts[index->slots[slot]];
        if (same_address(fact, &wanted)) {
            return fact;
        }
    }
    return NULL;
}

size_t eg_fact_index_runs(const eg_fact_index *index)
{
    return index->n_runs;
}

eg_run eg_fact_index_run_at(const eg_fact_index *index, size_t i)
{
    return index->runs[i];
}

eg_run eg_fact_index_run(const eg_fact_index *index, const char *outcome, const char *dimension,
                         const char *group)
{
    outcome = blank(outcome);
    dimension = blank(dimension);
    group = blank(group);
    size_t mask = index->n_run_slots - 1;
    for (size_t slot = run_hash(outcome, dimension, group) & mask;
         index->run_slots[slot] != NO_SLOT; slot = (slot + 1) & mask) {
        eg_run run = index->runs[index->run_slots[slot]];
        const eg_fact *first = &index->facts[run.begin];
        if (strcmp(first->outcome, outcome) == 0 && strcmp(first->dimension, dimension) == 0 &&
            strcmp(first->group, group) == 0) {
            return run;
        }
    }
    return (eg_run){0, 0};
}
