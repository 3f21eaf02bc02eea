/* Figures by address. */
#include "audit/store.h"

#include <math.h>
#include <string.h>

#include "ext/hash.h"
#include "schema/policies.h"

static const char *const kind_words[] = {
#define EG_LEAK_WORD(name, word, text) word,
    EG_LEAK_LIST(EG_LEAK_WORD)
#undef EG_LEAK_WORD
};
static const char *const kind_texts[] = {
#define EG_LEAK_TEXT(name, word, text) text,
    EG_LEAK_LIST(EG_LEAK_TEXT)
#undef EG_LEAK_TEXT
};

const char *eg_leak_word(eg_leak_kind kind)
{
    return kind_words[kind];
}

const char *eg_leak_text(eg_leak_kind kind)
{
    return kind_texts[kind];
}

bool eg_audit_room(void **array, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return true;
    size_t more = *capacity == 0 ? 64 : *capacity * 2;
    void *grown = eg_realloc(*array, more, size);
    if (grown == NULL)
        return false;
    *array = grown;
    *capacity = more;
    return true;
}

uint32_t eg_audit_word(eg_audit *audit, const char *text)
{
    return eg_words_add(audit->words, eg_text_of(text == NULL ? "" : text));
}

const char *eg_audit_text(const eg_audit *audit, uint32_t word)
{
    const char *text = eg_arena_string(audit->arena, eg_words_at(audit->words, word));
    return text == NULL ? "" : text;
}

eg_status eg_audit_new(eg_audit **out, const eg_audit_options *options, eg_error *err)
{
    *out = NULL;
    eg_audit *audit = eg_alloc_zero(1, sizeof *audit);
    if (audit == NULL)
        return eg_fail_memory(err);
    audit->options = *options;
    audit->arena = eg_arena_new();
    audit->words = eg_words_new();
    if (audit->arena == NULL || audit->words == NULL) {
        eg_audit_free(audit);
        return eg_fail_memory(err);
    }
    audit->w_whole = eg_audit_word(audit, "");
    audit->w_all = eg_audit_word(audit, "all");
    audit->w_everyone = eg_audit_word(audit, "All students");
    if (audit->w_everyone == EG_NO_WORD) {
        eg_audit_free(audit);
        return eg_fail_memory(err);
    }
    *out = audit;
    return EG_OK;
}

void eg_audit_free(eg_audit *audit)
{
    if (audit == NULL)
        return;
    void *all[] = {audit->cells,          audit->by_address.slots,
                   audit->quantities,     audit->uses,
                   audit->declared_words, audit->outcomes,
                   audit->years,          audit->relation_kind,
                   audit->tables,         audit->table_of,
                   audit->leaks,          audit->findings,
                   (void *)audit->files,  audit->own,
                   audit->given,          audit->rules};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        eg_free(all[i]);
    eg_attack_free(audit->attack);
    eg_words_free(audit->words);
    eg_arena_free(audit->arena);
    eg_free(audit);
}

eg_status eg_audit_file(eg_audit *audit, const char *name, uint32_t *file, eg_error *err)
{
    const char **files = eg_realloc((void *)audit->files, audit->n_files + 1, sizeof *files);
    if (files == NULL)
        return eg_fail_memory(err);
    audit->files = files;
    bool *own = eg_realloc(audit->own, audit->n_files + 1, sizeof *own);
    if (own == NULL)
        return eg_fail_memory(err);
    audit->own = own;
    bool *given = eg_realloc(audit->given, audit->n_files + 1, sizeof *given);
    if (given == NULL)
        return eg_fail_memory(err);
    audit->given = given;
    given[audit->n_files] = false;
    eg_rules *rules = eg_realloc(audit->rules, audit->n_files + 1, sizeof *rules);
    if (rules == NULL)
        return eg_fail_memory(err);
    audit->rules = rules;
    rules[audit->n_files] =
        audit->options.rules != NULL ? *audit->options.rules : *eg_rules_default();
    files[audit->n_files] = eg_arena_string(audit->arena, eg_text_of(name));
    if (files[audit->n_files] == NULL)
        return eg_fail_memory(err);
    own[audit->n_files] = false;
    *file = (uint32_t)audit->n_files++;
    return EG_OK;
}

void eg_audit_follow(eg_audit *audit, uint32_t file, const eg_rules *rules)
{
    audit->rules[file] = *rules;
}

const char *eg_audit_policy(const eg_audit *audit, uint32_t file)
{
    size_t i = 0;
    while (i < eg_policy_count() &&
           !eg_rules_same(&audit->rules[file], &eg_policy_at(i)->rules))
        i++;
    return i == 0 ? NULL : i < eg_policy_count() ? eg_policy_at(i)->name : "";
}

/* ---- cells ---- */

static size_t slot_of(const eg_audit *audit, const eg_address *at)
{
    const eg_index *index = &audit->by_address;
    size_t slot = (size_t)eg_hash(at, sizeof *at, 0).low & (index->size - 1);
    while (index->slots[slot] != 0 &&
           memcmp(&audit->cells[index->slots[slot] - 1].at, at, sizeof *at) != 0)
        slot = (slot + 1) & (index->size - 1);
    return slot;
}

static bool grow_index(eg_audit *audit)
{
    eg_index *index = &audit->by_address;
    if (index->n * 2 < index->size)
        return true;
    size_t size = index->size == 0 ? 256 : index->size * 2;
    uint32_t *slots = eg_alloc_zero(size, sizeof *slots);
    if (slots == NULL)
        return false;
    eg_free(index->slots);
    index->slots = slots;
    index->size = size;
    for (size_t c = 0; c < audit->n_cells; c++)
        slots[slot_of(audit, &audit->cells[c].at)] = (uint32_t)c + 1;
    return true;
}

uint32_t eg_audit_cell_find(const eg_audit *audit, const eg_address *at)
{
    if (audit->by_address.size == 0)
        return EG_NO_WORD;
    uint32_t found = audit->by_address.slots[slot_of(audit, at)];
    return found == 0 ? EG_NO_WORD : found - 1;
}

uint32_t eg_audit_cell_add(eg_audit *audit, const eg_address *at)
{
    for (size_t i = 0; i < AT_PARTS; i++)
        if (at->at[i] == EG_NO_WORD)
            return EG_NO_WORD;
    if (!grow_index(audit))
        return EG_NO_WORD;
    size_t slot = slot_of(audit, at);
    if (audit->by_address.slots[slot] != 0)
        return audit->by_address.slots[slot] - 1;
    if (!eg_audit_room((void **)&audit->cells, audit->n_cells, &audit->cells_capacity,
                       sizeof *audit->cells))
        return EG_NO_WORD;
    audit->cells[audit->n_cells] = (eg_audit_cell){*at, EG_NO_WORD};
    audit->by_address.slots[slot] = (uint32_t)++audit->n_cells;
    audit->by_address.n++;
    return (uint32_t)audit->n_cells - 1;
}

uint32_t eg_audit_quantity_find(const eg_audit *audit, uint32_t cell, uint32_t part)
{
    uint32_t q = cell == EG_NO_WORD ? EG_NO_WORD : audit->cells[cell].first;
    while (q != EG_NO_WORD && audit->quantities[q].part != part)
        q = audit->quantities[q].next;
    return q;
}

eg_quantity *eg_audit_quantity_add(eg_audit *audit, uint32_t cell, uint32_t part)
{
    uint32_t q = eg_audit_quantity_find(audit, cell, part);
    if (q != EG_NO_WORD)
        return &audit->quantities[q];
    if (cell == EG_NO_WORD ||
        !eg_audit_room((void **)&audit->quantities, audit->n_quantities,
                       &audit->quantities_capacity, sizeof *audit->quantities))
        return NULL;
    q = (uint32_t)audit->n_quantities++;
    audit->quantities[q] = (eg_quantity){.cell = cell,
                                         .part = part,
                                         .next = audit->cells[cell].first,
                                         .shown = FIGURE_NONE,
                                         .high = INFINITY,
                                         .truth = NAN,
                                         .rest = EG_NO_WORD};
    audit->cells[cell].first = q;
    return &audit->quantities[q];
}

/* ---- crosses ---- */

size_t eg_audit_split(eg_audit *audit, uint32_t word, uint32_t out[4])
{
    eg_text whole = eg_words_at(audit->words, word);
    size_t from = 0, n = 0;
    bool quoted = false;
    for (size_t at = 0; at <= whole.n; at++) {
        if (at < whole.n && whole.at[at] == '\\') {
            at++;
            continue;
        }
        quoted = at < whole.n && whole.at[at] == '"' ? !quoted : quoted;
        if (at < whole.n && (whole.at[at] != '*' || quoted))
            continue;
        if (n == 4)
            return 0;
        out[n++] = eg_words_add(audit->words, (eg_text){whole.at + from, at - from});
        from = at + 1;
    }
    return n;
}

bool eg_audit_leak(eg_audit *audit, eg_leak leak)
{
    if (!eg_audit_room((void **)&audit->leaks, audit->n_leaks, &audit->leaks_capacity,
                       sizeof *audit->leaks))
        return false;
    audit->leaks[audit->n_leaks++] = leak;
    return true;
}
