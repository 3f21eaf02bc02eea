#include "job/fact_store.h"

/* Some 60 MB; a district has a tenth of it. */
enum { FACTS_MOST = 250000, WORDS_MOST = 100000 }; /* tests/cases/output/many-facts has more */
enum { TEXTS = 9 };

typedef struct {
    eg_fact fact; /* without its texts */
    uint32_t text[TEXTS];
} kept;

struct eg_fact_store {
    kept *facts;
    size_t n, capacity;
    eg_words *words;
    eg_arena *arena;
    const char **at; /* [word]: ends with a 0 */
    size_t at_capacity;
    bool full; /* all of them are here */
    bool some; /* those of the whole input are, and the others are computed each time */
    eg_facts_place place; /* where the others begin */
    bool off;             /* they are not kept */
};

eg_fact_store *eg_fact_store_new(void)
{
    eg_fact_store *store = eg_alloc_zero(1, sizeof *store);
    if (store == NULL)
        return NULL;
    store->words = eg_words_new();
    store->arena = eg_arena_new();
    store->off = store->words == NULL || store->arena == NULL;
    return store;
}

static void forget(eg_fact_store *store)
{
    eg_free(store->facts);
    eg_free((void *)store->at);
    eg_words_free(store->words);
    eg_arena_free(store->arena);
    *store = (eg_fact_store){.off = true};
}

void eg_fact_store_free(eg_fact_store *store)
{
    if (store == NULL)
        return;
    forget(store);
    eg_free(store);
}

/* Where the texts of a fact are. */
static const char **text_of(eg_fact *fact, size_t i)
{
    const char **texts[TEXTS] = {&fact->unit_type, &fact->unit,      &fact->outcome,
                                 &fact->year,      &fact->dimension, &fact->group,
                                 &fact->reference, &fact->statistic, &fact->note};
    return texts[i];
}

/* The number of a text, kept where it is new; EG_NO_WORD: no memory, or too many. */
static uint32_t keep_text(eg_fact_store *store, const char *text)
{
    uint32_t word = eg_words_add(store->words, eg_text_of(text));
    if (word == EG_NO_WORD || word >= WORDS_MOST)
        return EG_NO_WORD;
    if (word >= store->at_capacity) {
        size_t capacity = store->at_capacity == 0 ? 256 : store->at_capacity * 2;
        const char **longer = eg_realloc((void *)store->at, capacity, sizeof *longer);
        if (longer == NULL)
            return EG_NO_WORD;
        for (size_t i = store->at_capacity; i < capacity; i++)
            longer[i] = NULL;
        store->at = longer;
        store->at_capacity = capacity;
    }
    if (store->at[word] == NULL)
        store->at[word] = eg_arena_string(store->arena, eg_text_of(text));
    return store->at[word] == NULL ? EG_NO_WORD : word;
}

static bool keep(eg_fact_store *store, const eg_fact *fact)
{
    if (store->n == store->capacity) {
        size_t capacity = store->capacity == 0 ? 1024 : store->capacity * 2;
        kept *longer =
            store->n >= FACTS_MOST ? NULL : eg_realloc(store->facts, capacity, sizeof *longer);
        if (longer == NULL)
            return false;
        store->facts = longer;
        store->capacity = capacity;
    }
    kept *k = &store->facts[store->n];
    k->fact = *fact;
    for (size_t i = 0; i < TEXTS; i++) {
        const char *text = *text_of(&k->fact, i);
        k->text[i] = text == NULL ? EG_NO_WORD : keep_text(store, text);
        if (text != NULL && k->text[i] == EG_NO_WORD)
            return false;
    }
    store->n++;
    return true;
}

static eg_status replay(const eg_fact_store *store, eg_fact_visitor visit, void *context,
                        eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t f = 0; f < store->n && status == EG_OK; f++) {
        eg_fact fact = store->facts[f].fact;
        for (size_t i = 0; i < TEXTS; i++) {
            uint32_t word = store->facts[f].text[i];
            *text_of(&fact, i) = word == EG_NO_WORD ? NULL : store->at[word];
        }
        status = visit(context, &fact, err);
    }
    return status;
}

/* EG_E_INTERRUPTED: no more can be kept. */
static eg_status take(void *context, const eg_fact *fact, eg_error *err)
{
    eg_fact_store *store = context;
    (void)err;
    store->off = !keep(store, fact);
    return store->off ? EG_E_INTERRUPTED : EG_OK;
}

eg_status eg_fact_store_fill(eg_fact_store *store, const eg_analysis *analysis, size_t units,
                             eg_error *err)
{
    if (store->off || store->full || store->some)
        return EG_OK;
    store->n = 0;
    eg_status status = eg_analysis_facts_of_whole(analysis, &store->place, take, store, err);
    size_t whole = store->n;
    store->some = status == EG_OK;
    /* a unit has half as many as the whole, or fewer */
    if (store->some && units <= 2 * FACTS_MOST / (whole + 1)) {
        status = eg_analysis_facts_of_units(analysis, &store->place, take, store, err);
        store->full = status == EG_OK;
        if (store->off)
            store->n = whole;
    }
    bool stopped = store->off;
    store->off = false;
    if (stopped && !store->some)
        forget(store);
    return stopped ? EG_OK : status;
}

bool eg_fact_store_full(const eg_fact_store *store)
{
    return store->full;
}

eg_status eg_fact_store_walk(const eg_fact_store *store, const eg_analysis *analysis,
                             eg_fact_visitor visit, void *context, eg_error *err)
{
    if (!store->some)
        return eg_analysis_facts(analysis, visit, context, err);
    eg_status status = replay(store, visit, context, err);
    return store->full || status != EG_OK
               ? status
               : eg_analysis_facts_of_units(analysis, &store->place, visit, context, err);
}
