/* The records of a ledger, by address. */
#include "privacy/ledger.h"

#include <string.h>

eg_ledger *eg_ledger_new(void)
{
    eg_ledger *ledger = eg_alloc_zero(1, sizeof *ledger);
    if (ledger == NULL)
        return NULL;
    ledger->words = eg_words_new();
    if (ledger->words == NULL) {
        eg_free(ledger);
        return NULL;
    }
    return ledger;
}

void eg_ledger_free(eg_ledger *ledger)
{
    if (ledger == NULL)
        return;
    eg_words_free(ledger->words);
    eg_free(ledger->records);
    eg_free(ledger->counts);
    eg_free(ledger->slots);
    eg_free(ledger->ruled);
    eg_free(ledger);
}

uint32_t eg_ledger_publications(const eg_ledger *ledger)
{
    return ledger->publications;
}

/* ---- by address ---- */

static size_t slot_of(const eg_ledger *ledger, const uint32_t key[6])
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < 6; i++) {
        hash = (hash ^ key[i]) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 29;
    }
    size_t at = (size_t)hash & (ledger->n_slots - 1);
    while (ledger->slots[at] != 0 &&
           memcmp(ledger->records[ledger->slots[at] - 1].key, key, 6 * sizeof *key) != 0)
        at = (at + 1) & (ledger->n_slots - 1);
    return at;
}

uint32_t eg_ledger_find(const eg_ledger *ledger, const uint32_t key[6])
{
    if (ledger->n_slots == 0)
        return EG_NO_WORD;
    uint32_t slot = ledger->slots[slot_of(ledger, key)];
    return slot == 0 ? EG_NO_WORD : slot - 1;
}

static bool grow_slots(eg_ledger *ledger)
{
    size_t n = ledger->n_slots == 0 ? 1024 : 2 * ledger->n_slots;
    uint32_t *old = ledger->slots;
    size_t n_old = ledger->n_slots;
    uint32_t *slots = eg_alloc_zero(n, sizeof *slots);
    if (slots == NULL)
        return false;
    ledger->slots = slots;
    ledger->n_slots = n;
    for (size_t i = 0; i < n_old; i++)
        if (old[i] != 0)
            slots[slot_of(ledger, ledger->records[old[i] - 1].key)] = old[i];
    eg_free(old);
    return true;
}

static bool grow_records(eg_ledger *ledger)
{
    size_t capacity = ledger->capacity == 0 ? 256 : 2 * ledger->capacity;
    eg_ledger_record *records = eg_realloc(ledger->records, capacity, sizeof *records);
    if (records == NULL)
        return false;
    ledger->records = records;
    ledger->capacity = capacity;
    return true;
}

static bool grow_counts(eg_ledger *ledger, size_t more)
{
    size_t capacity = ledger->counts_capacity == 0 ? 256 : ledger->counts_capacity;
    while (capacity - ledger->n_counts < more)
        capacity *= 2;
    int64_t *counts = eg_realloc(ledger->counts, capacity, sizeof *counts);
    if (counts == NULL)
        return false;
    ledger->counts = counts;
    ledger->counts_capacity = capacity;
    return true;
}

eg_ledger_record *eg_ledger_append(eg_ledger *ledger, const uint32_t key[6], size_t n_counts)
{
    if ((ledger->n == ledger->capacity && !grow_records(ledger)) ||
        (ledger->counts_capacity - ledger->n_counts < n_counts &&
         !grow_counts(ledger, n_counts)) ||
        (2 * (ledger->n_keys + 1) > ledger->n_slots && !grow_slots(ledger)))
        return NULL;
    eg_ledger_record *record = &ledger->records[ledger->n];
    *record = (eg_ledger_record){
        .next = EG_NO_WORD, .counts = ledger->n_counts, .n_counts = n_counts};
    memcpy(record->key, key, sizeof record->key);
    size_t slot = slot_of(ledger, key);
    if (ledger->slots[slot] == 0) {
        ledger->slots[slot] = (uint32_t)ledger->n + 1;
        ledger->n_keys++;
    } else {
        uint32_t last = ledger->slots[slot] - 1;
        while (ledger->records[last].next != EG_NO_WORD)
            last = ledger->records[last].next;
        ledger->records[last].next = (uint32_t)ledger->n;
    }
    ledger->n++;
    ledger->n_counts += n_counts;
    return record;
}

/* ---- addresses of cells ---- */

void eg_ledger_address(const eg_views *views, const eg_schema *schema, size_t outcome,
                       const eg_place *p, const char *names[6])
{
    bool whole = p->item == EG_ITEM_ALL;
    names[0] = schema->outcomes[outcome].name;
    names[1] = eg_views_year(views, p->year);
    names[2] = p->scope == 0 ? "" : schema->axes[schema->units[p->scope - 1]].name;
    names[3] = p->scope == 0 ? "" : eg_views_unit(views, p->scope, p->unit);
    names[4] = whole ? "" : schema->items[p->item - 1].name;
    names[5] = whole ? "" : eg_views_group(views, p->item, p->group);
}

void eg_ledger_key(const eg_ledger *ledger, const eg_views *views, const eg_schema *schema,
                   size_t outcome, const eg_place *place, uint32_t key[6])
{
    const char *names[6];
    eg_ledger_address(views, schema, outcome, place, names);
    for (size_t i = 0; i < 6; i++)
        key[i] = eg_words_find(ledger->words, eg_text_of(names[i]));
}

const char *eg_ledger_kind(const eg_schema *schema, const eg_settled *settled, size_t outcome,
                           eg_buffer *into)
{
    const eg_outcome_settled *o = &settled->outcomes[outcome];
    eg_buffer_rewind(into);
    eg_buffer_add_string(into, schema->outcomes[outcome].column);
    eg_buffer_printf(into, "\t%s",
                     o->kind == EG_KIND_LEVELS ? "levels"
                     : o->kind == EG_KIND_RATE ? "rate"
                                               : "mean");
    for (size_t k = 0; o->kind == EG_KIND_LEVELS && k < o->n_levels; k++)
        eg_buffer_printf(into, "\t%s", o->levels[k]);
    const char *text = eg_buffer_string(into);
    return into->failed ? NULL : text;
}

bool eg_ledger_at(const eg_ledger *ledger, size_t number, eg_ledger_entry *out)
{
    if (number >= ledger->n)
        return false;
    const eg_ledger_record *r = &ledger->records[number];
    eg_text names[6];
    for (size_t i = 0; i < 6; i++)
        names[i] = eg_words_at(ledger->words, r->key[i]);
    *out = (eg_ledger_entry){.outcome = names[0],
                             .year = names[1],
                             .unit_type = names[2],
                             .unit = names[3],
                             .dimension = names[4],
                             .group = names[5],
                             .kind = eg_words_at(ledger->words, r->kind),
                             .first = r->first,
                             .last = r->last,
                             .n = r->n,
                             .counts = ledger->counts + r->counts,
                             .n_counts = r->n_counts};
    return true;
}

/* Field k of the names of the counts, tabs between. */
eg_text eg_ledger_part(eg_text kind, size_t k)
{
    for (; k > 0 && kind.n > 0; k--) {
        const char *tab = memchr(kind.at, '\t', kind.n);
        size_t past = tab == NULL ? kind.n : (size_t)(tab - kind.at) + 1;
        kind = (eg_text){kind.at + past, kind.n - past};
    }
    const char *tab = kind.n == 0 ? NULL : memchr(kind.at, '\t', kind.n);
    return (eg_text){kind.at, tab == NULL ? kind.n : (size_t)(tab - kind.at)};
}

/* Which count of a kind is called so; SIZE_MAX: none. */
static size_t count_called(eg_text kind, const char *what)
{
    if (strcmp(what, "count") == 0)
        return eg_text_is(eg_ledger_part(kind, 1), "rate") ? 0 : SIZE_MAX;
    if (strncmp(what, "count:", 6) != 0)
        return SIZE_MAX;
    for (size_t k = 0; k < EG_MAX_LEVELS; k++)
        if (eg_text_is(eg_ledger_part(kind, k + 2), what + 6))
            return k;
    return SIZE_MAX;
}

bool eg_ledger_said(const eg_ledger *ledger, const char *const address[6], const char *what,
                    double value)
{
    uint32_t key[6];
    for (size_t i = 0; i < 6; i++)
        key[i] = eg_words_find(ledger->words, eg_text_of(address[i]));
    for (uint32_t r = eg_ledger_find(ledger, key); r != EG_NO_WORD;
         r = ledger->records[r].next) {
        const eg_ledger_record *record = &ledger->records[r];
        size_t k = count_called(eg_words_at(ledger->words, record->kind), what);
        int64_t said = strcmp(what, "n") == 0 ? record->n
                       : k < record->n_counts ? ledger->counts[record->counts + k]
                                              : EG_PUBLISHED_NOT;
        if (said >= 0 && (double)said == value)
            return true;
    }
    return false;
}
