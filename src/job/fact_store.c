#include "job/fact_store.h"

#include <stdatomic.h>
#include <string.h>

#include "ext/team.h"

/* Some 60 MB; a district has a tenth of it. */
enum { FACTS_MOST = 250000, WORDS_MOST = 100000 }; /* tests/cases/output/many-facts has more */
enum { TEXTS = 9 };

typedef struct {
    eg_fact fact; /* without its texts */
    uint32_t text[TEXTS];
} kept;

/* What one thread has kept. */
typedef struct {
    kept *facts;
    size_t n, capacity;
    eg_words *words;
    eg_arena *arena;
    const char **at; /* [word]: ends with a 0 */
    size_t at_capacity;
    uint32_t last[TEXTS]; /* words of the fact before */
} shelf;

/* The facts of a stretch of the analysis. */
typedef struct {
    uint32_t shelf;
    size_t from, to;
} stretch;

struct eg_fact_store {
    shelf *shelves;
    size_t n_shelves;
    stretch *stretches; /* in the order of the analysis */
    size_t n_stretches, of_whole;
    bool full; /* all facts are here */
    bool some; /* those of the whole input are, and the others are computed each time */
};

eg_fact_store *eg_fact_store_new(void)
{
    return eg_alloc_zero(1, sizeof(eg_fact_store));
}

static bool shelf_make(shelf *s)
{
    s->words = eg_words_new();
    s->arena = eg_arena_new();
    for (size_t i = 0; i < TEXTS; i++)
        s->last[i] = EG_NO_WORD;
    return s->words != NULL && s->arena != NULL;
}

static void shelf_clear(shelf *s)
{
    eg_free(s->facts);
    eg_free((void *)s->at);
    eg_words_free(s->words);
    eg_arena_free(s->arena);
}

static void forget(eg_fact_store *store)
{
    for (size_t i = 0; i < store->n_shelves; i++)
        shelf_clear(&store->shelves[i]);
    eg_free(store->shelves);
    eg_free(store->stretches);
    *store = (eg_fact_store){0};
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
static uint32_t keep_text(shelf *s, const char *text)
{
    uint32_t word = eg_words_add(s->words, eg_text_of(text));
    if (word == EG_NO_WORD || word >= WORDS_MOST)
        return EG_NO_WORD;
    if (word >= s->at_capacity) {
        size_t capacity = s->at_capacity == 0 ? 256 : s->at_capacity * 2;
        const char **longer = eg_realloc((void *)s->at, capacity, sizeof *longer);
        if (longer == NULL)
            return EG_NO_WORD;
        for (size_t i = s->at_capacity; i < capacity; i++)
            longer[i] = NULL;
        s->at = longer;
        s->at_capacity = capacity;
    }
    if (s->at[word] == NULL)
        s->at[word] = eg_arena_string(s->arena, eg_text_of(text));
    return s->at[word] == NULL ? EG_NO_WORD : word;
}

/* Most texts are those of the fact before. */
static bool is_last(const shelf *s, size_t i, const char *text)
{
    return s->last[i] != EG_NO_WORD && strcmp(s->at[s->last[i]], text) == 0;
}

static bool keep(shelf *s, const eg_fact *fact)
{
    if (s->n == s->capacity) {
        size_t capacity = s->capacity == 0 ? 1024 : s->capacity * 2;
        kept *longer =
            s->n >= FACTS_MOST ? NULL : eg_realloc(s->facts, capacity, sizeof *longer);
        if (longer == NULL)
            return false;
        s->facts = longer;
        s->capacity = capacity;
    }
    kept *k = &s->facts[s->n];
    k->fact = *fact;
    for (size_t i = 0; i < TEXTS; i++) {
        const char *text = *text_of(&k->fact, i);
        k->text[i] = EG_NO_WORD;
        if (text == NULL)
            continue;
        if (!is_last(s, i, text))
            s->last[i] = keep_text(s, text);
        k->text[i] = s->last[i];
        if (k->text[i] == EG_NO_WORD)
            return false;
    }
    s->n++;
    return true;
}

static eg_status replay_stretch(const shelf *s, const stretch *of, eg_fact_visitor visit,
                                void *context, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t f = of->from; f < of->to && status == EG_OK; f++) {
        eg_fact fact = s->facts[f].fact;
        for (size_t i = 0; i < TEXTS; i++) {
            uint32_t word = s->facts[f].text[i];
            *text_of(&fact, i) = word == EG_NO_WORD ? NULL : s->at[word];
        }
        status = visit(context, &fact, err);
    }
    return status;
}

static eg_status replay(const eg_fact_store *store, eg_fact_visitor visit, void *context,
                        eg_error *err)
{
    eg_status status = EG_OK;
    size_t n = store->full ? store->n_stretches : store->of_whole;
    for (size_t t = 0; t < n && status == EG_OK; t++) {
        const stretch *of = &store->stretches[t];
        status = replay_stretch(&store->shelves[of->shelf], of, visit, context, err);
    }
    return status;
}

/* ---- filled by several threads: each takes the next stretch
 * ------------------------------------------------------------------------ */

typedef struct filling filling;

typedef struct {
    filling *with;
    bool over; /* no more can be kept */
    size_t at; /* the stretch that failed */
    eg_status status;
    eg_error err;
} filler;

struct filling {
    eg_fact_store *store;
    const eg_analysis *analysis;
    filler *fillers;
    size_t to;
    atomic_size_t next, facts;
    atomic_bool stop;
};

/* EG_E_INTERRUPTED: no more can be kept. */
static eg_status take(void *context, const eg_fact *fact, eg_error *err)
{
    filler *f = context;
    (void)err;
    f->over = !keep(&f->with->store->shelves[f - f->with->fillers], fact);
    return f->over ? EG_E_INTERRUPTED : EG_OK;
}

static void fill_stretch(filler *f, size_t member)
{
    filling *with = f->with;
    shelf *own = &with->store->shelves[member];
    eg_facts_stretch asked = {.from = f->at, .to = f->at + 1, .quiet = member > 0};
    size_t from = own->n;
    f->status = eg_analysis_facts_between(with->analysis, &asked, take, f, &f->err);
    with->store->stretches[f->at] = (stretch){(uint32_t)member, from, own->n};
    size_t facts = atomic_fetch_add(&with->facts, own->n - from) + own->n - from;
    f->over = f->over || facts > FACTS_MOST;
}

/* Stretches are begun in their order, so of two that would fail the first is always tried. */
static void fill_some(void *context, size_t member)
{
    filling *with = context;
    filler *f = &with->fillers[member];
    while (!atomic_load(&with->stop)) {
        f->at = atomic_fetch_add(&with->next, 1);
        if (f->at >= with->to)
            return;
        fill_stretch(f, member);
        if (f->over || f->status != EG_OK)
            atomic_store(&with->stop, true);
    }
}

/* Of some stretches; *over: there are too many facts, and then it is no failure. */
static eg_status fill(filling *with, size_t from, size_t to, bool *over, eg_error *err)
{
    size_t members = with->store->n_shelves;
    const filler *first = NULL;
    *over = false;
    atomic_store(&with->next, from);
    with->to = to;
    eg_team_run(members < to - from ? members : to - from, fill_some, with);
    for (size_t m = 0; m < members; m++) {
        const filler *f = &with->fillers[m];
        *over = *over || f->over;
        if (f->status != EG_OK && !f->over && (first == NULL || f->at < first->at))
            first = f;
    }
    if (first == NULL || *over)
        return EG_OK;
    if (err != NULL && err->status == EG_OK)
        *err = first->err;
    return first->status;
}

static bool prepare(filling *with, size_t threads)
{
    eg_fact_store *store = with->store;
    store->n_stretches = eg_analysis_stretches(with->analysis, &store->of_whole);
    store->stretches = eg_alloc_zero(store->n_stretches + 1, sizeof *store->stretches);
    store->shelves = eg_alloc_zero(threads, sizeof *store->shelves);
    with->fillers = eg_alloc_zero(threads, sizeof *with->fillers);
    bool made = store->stretches != NULL && store->shelves != NULL && with->fillers != NULL;
    store->n_shelves = made ? threads : 0;
    for (size_t m = 0; m < store->n_shelves; m++) {
        made = shelf_make(&store->shelves[m]) && made;
        with->fillers[m].with = with;
    }
    atomic_init(&with->next, 0);
    atomic_init(&with->facts, 0);
    atomic_init(&with->stop, false);
    return made;
}

static eg_status fill_both(filling *with, size_t units, eg_error *err)
{
    eg_fact_store *store = with->store;
    bool over;
    eg_status status = fill(with, 0, store->of_whole, &over, err);
    size_t whole = atomic_load(&with->facts);
    if (status != EG_OK || over)
        return status;
    store->some = true;
    /* a unit has half as many as the whole, or fewer */
    if (units > 2 * FACTS_MOST / (whole + 1))
        return EG_OK;
    status = fill(with, store->of_whole, store->n_stretches, &over, err);
    store->full = status == EG_OK && !over;
    return status;
}

eg_status eg_fact_store_fill(eg_fact_store *store, const eg_analysis *analysis,
                             const eg_fact_store_size *size, eg_error *err)
{
    filling with = {.store = store, .analysis = analysis};
    forget(store);
    eg_status status = EG_OK;
    if (prepare(&with, eg_team_size(size->threads)))
        status = fill_both(&with, size->units, err);
    eg_free(with.fillers);
    if (!store->some)
        forget(store);
    return status;
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
    if (store->full || status != EG_OK)
        return status;
    const eg_facts_stretch others = {.from = store->of_whole, .to = store->n_stretches};
    return eg_analysis_facts_between(analysis, &others, visit, context, err);
}
