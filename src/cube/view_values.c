/* Distributions of views: the values of cubes rolled up like their sums, table by table. */
#include "cube/view_tables.h"

#include <string.h>

#define VALUES_MOST ((size_t)160 << 20)
#define COPIES_MOST ((size_t)32 << 20)
#define SEVERAL     UINT32_MAX

/* The values of one cube by outcome and value: where they stand in its table. */
typedef struct {
    const eg_cube *cube;
    eg_value_entry *copy; /* the values themselves, risen; NULL: they are many, and */
    uint32_t *at;         /* these are their places in that order */
    size_t n;
} ordered;

typedef struct {
    const ordered *list; /* NULL: none */
    const uint32_t *targets;
} source;

typedef struct {
    eg_views *views;
    size_t n_outcomes;
    ordered *lists;
    size_t n_lists;
    /* of the table being made */
    size_t scope, item;
    uint32_t first; /* its first cell */
    size_t *from;   /* of each bucket (cell, outcome), and one past the last */
    size_t *filled; /* of each bucket */
    size_t buckets;
    eg_value_count *sorted; /* bucket after bucket, each rising, with room for doubles */
    /* the index so far */
    size_t n_counts, counts_most, runs_most;
    bool full;
} maker;

/* ---- the values of a cube, sorted once
 * -------------------------------------------------------
 */

static bool before(const eg_value_entry *a, const eg_value_entry *b)
{
    return a->outcome != b->outcome ? a->outcome < b->outcome : a->value < b->value;
}

static void merge_runs(const eg_value_entry *of, const uint32_t *in, uint32_t *out,
                       const size_t edge[3])
{
    size_t i = edge[0], j = edge[1];
    for (size_t k = edge[0]; k < edge[2]; k++) {
        bool left = j == edge[2] || (i < edge[1] && !before(&of[in[j]], &of[in[i]]));
        out[k] = left ? in[i++] : in[j++];
    }
}

/* at holds n numbers and room for as many again; sorted in the first half. */
static void sort_numbers(const eg_value_entry *of, uint32_t *at, size_t n)
{
    uint32_t *in = at, *out = at + n;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t edge[3] = {i, i + width < n ? i + width : n,
                              i + 2 * width < n ? i + 2 * width : n};
            merge_runs(of, in, out, edge);
        }
        uint32_t *other = in;
        in = out;
        out = other;
    }
    if (in != at)
        memcpy(at, in, n * sizeof *at);
}

static bool is_listed(const maker *m, const eg_value_entry *entry)
{
    return entry->count > 0 && m->views->settled->outcomes[entry->outcome].kind == EG_KIND_MEAN;
}

/* The same of entries, which are not looked for all over the table each time two are compared.
 */
static void merge_entries(const eg_value_entry *in, eg_value_entry *out, const size_t edge[3])
{
    size_t i = edge[0], j = edge[1];
    for (size_t k = edge[0]; k < edge[2]; k++) {
        bool left = j == edge[2] || (i < edge[1] && !before(&in[j], &in[i]));
        out[k] = left ? in[i++] : in[j++];
    }
}

static void sort_few(eg_value_entry *at, size_t n)
{
    eg_value_entry *in = at, *out = at + n;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t edge[3] = {i, i + width < n ? i + width : n,
                              i + 2 * width < n ? i + 2 * width : n};
            merge_entries(in, out, edge);
        }
        eg_value_entry *other = in;
        in = out;
        out = other;
    }
    if (in != at)
        memcpy(at, in, n * sizeof *at);
}

/* Eleven bits of what entries are sorted by. */
enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, FEW_ENTRIES = DIGITS / 4 };
typedef struct {
    bool of_outcome; /* else of how far a value is from the lowest */
    unsigned shift;
    uint64_t lowest;
} digit;

static size_t digit_of(const digit *d, const eg_value_entry *entry)
{
    uint64_t key = d->of_outcome ? entry->outcome : (uint64_t)entry->value - d->lowest;
    return (size_t)(key >> d->shift) & (DIGITS - 1);
}

typedef struct {
    eg_value_entry *in, *out;
    size_t n;
} dealing;

/* By every digit of keys up to `most`, the last first; entries of one key stay in their order.
 */
static void deal_by(dealing *w, digit d, uint64_t most)
{
    for (; most > 0; most >>= DIGIT_BITS, d.shift += DIGIT_BITS) {
        uint32_t from[DIGITS + 1] = {0};
        for (size_t i = 0; i < w->n; i++)
            from[digit_of(&d, &w->in[i]) + 1]++;
        for (size_t i = 0; i < DIGITS; i++)
            from[i + 1] += from[i];
        for (size_t i = 0; i < w->n; i++)
            w->out[from[digit_of(&d, &w->in[i])]++] = w->in[i];
        eg_value_entry *other = w->in;
        w->in = w->out;
        w->out = other;
    }
}

/* at has room for as many again. */
static void sort_entries(eg_value_entry *at, size_t n)
{
    if (n < FEW_ENTRIES) {
        sort_few(at, n);
        return;
    }
    eg_decimal low = at[0].value, high = low;
    uint32_t outcomes = 0;
    for (size_t i = 0; i < n; i++) {
        low = at[i].value < low ? at[i].value : low;
        high = at[i].value > high ? at[i].value : high;
        outcomes = at[i].outcome > outcomes ? at[i].outcome : outcomes;
    }
    dealing w = {at, at + n, n};
    deal_by(&w, (digit){.lowest = (uint64_t)low}, (uint64_t)high - (uint64_t)low);
    deal_by(&w, (digit){.of_outcome = true}, outcomes);
    if (w.in != at)
        memcpy(at, w.in, n * sizeof *at);
}

/* false: they are too many, or there is no memory for them. */
static bool order_copies(const maker *m, const eg_values *values, ordered *list)
{
    if (values->used > COPIES_MOST / (2 * sizeof *list->copy))
        return false;
    list->copy = eg_alloc(values->used + 1, 2 * sizeof *list->copy);
    list->n = 0;
    if (list->copy == NULL)
        return false;
    for (size_t i = 0; i < values->places; i++)
        if (is_listed(m, &values->at[i]))
            list->copy[list->n++] = values->at[i];
    sort_entries(list->copy, list->n);
    return true;
}

static bool order_cube(const maker *m, const eg_cube *cube, ordered *list)
{
    const eg_value_entry *of = cube->values->at;
    list->cube = cube;
    if (order_copies(m, cube->values, list))
        return true;
    list->at = eg_alloc(cube->values->used + 1, 2 * sizeof *list->at);
    list->n = 0;
    if (list->at == NULL)
        return false;
    for (size_t i = 0; i < cube->values->places; i++)
        if (is_listed(m, &of[i]))
            list->at[list->n++] = (uint32_t)i;
    sort_numbers(of, list->at, list->n);
    return true;
}

/* NULL: no memory. */
static const ordered *ordered_of(maker *m, const eg_cubes *cubes)
{
    eg_axis_set set = eg_axis_set_of(m->views->schema, m->scope, m->item);
    const eg_cube *cube = eg_view_cube(cubes, &set);
    for (size_t i = 0; i < m->n_lists; i++)
        if (m->lists[i].cube == cube)
            return &m->lists[i];
    if (!order_cube(m, cube, &m->lists[m->n_lists]))
        return NULL;
    return &m->lists[m->n_lists++];
}

/* ---- one table
 * -------------------------------------------------------------------------------
 */

/* One step for every value in every bucket it belongs to. */
typedef void (*step)(maker *m, size_t bucket, const eg_value_entry *entry);

static void count_one(maker *m, size_t bucket, const eg_value_entry *entry)
{
    (void)entry;
    m->from[bucket + 1]++;
}

static void place_one(maker *m, size_t bucket, const eg_value_entry *entry)
{
    eg_value_count *to = m->sorted + m->from[bucket] + m->filled[bucket];
    if (m->filled[bucket] > 0 && to[-1].value == entry->value) {
        to[-1].count += entry->count;
        return;
    }
    *to = (eg_value_count){entry->value, entry->count};
    m->filled[bucket]++;
}

static size_t bucket_of(const maker *m, uint32_t place, const eg_value_entry *entry)
{
    return (size_t)(place - 1 - m->first) * m->n_outcomes + entry->outcome;
}

/* Where each of a cube's cells counts: a place, 0 or SEVERAL. NULL: no memory. */
static uint32_t *targets_of(const maker *m, const eg_cube *cube)
{
    size_t n = eg_cells_count(cube->cells);
    uint32_t *targets = eg_alloc_zero(n + 1, sizeof *targets);
    for (size_t c = 0; c < n && targets != NULL; c++) {
        size_t choices = eg_view_choices(m->views, cube, c, m->item);
        const uint32_t *place =
            choices == 1 ? eg_view_place_of(m->views, cube, c, m->scope, m->item, 0) : NULL;
        targets[c] = choices > 1 ? SEVERAL : place == NULL ? 0 : *place;
    }
    return targets;
}

static void put_value(maker *m, const source *from, const eg_value_entry *entry, step each)
{
    uint32_t target = from->targets[entry->cell];
    const eg_cube *cube = from->list->cube;
    if (target != SEVERAL) {
        if (target != 0)
            each(m, bucket_of(m, target, entry), entry);
        return;
    }
    size_t n = eg_view_choices(m->views, cube, entry->cell, m->item);
    for (size_t k = 0; k < n; k++) {
        const uint32_t *place =
            eg_view_place_of(m->views, cube, entry->cell, m->scope, m->item, k);
        if (place != NULL && *place != 0)
            each(m, bucket_of(m, *place, entry), entry);
    }
}

static const eg_value_entry *entry_of(const ordered *list, size_t i)
{
    return list->copy != NULL ? &list->copy[i] : &list->cube->values->at[list->at[i]];
}

/* A list of copies, each in its bucket: nearly always all there is. */
static void place_copies(maker *m, const source *from)
{
    const eg_value_entry *entry = from->list->copy, *end = entry + from->list->n;
    for (; entry < end; entry++) {
        uint32_t target = from->targets[entry->cell];
        if (target == SEVERAL)
            put_value(m, from, entry, place_one);
        else if (target != 0)
            place_one(m, bucket_of(m, target, entry), entry);
    }
}

static void count_copies(maker *m, const source *from)
{
    const eg_value_entry *entry = from->list->copy, *end = entry + from->list->n;
    for (; entry < end; entry++) {
        uint32_t target = from->targets[entry->cell];
        if (target == SEVERAL)
            put_value(m, from, entry, count_one);
        else if (target != 0)
            m->from[bucket_of(m, target, entry) + 1]++;
    }
}

/* Both lists as one, in the order of outcome and value. */
static void place_values(maker *m, const source from[2])
{
    size_t at[2] = {0, 0};
    if (from[0].list != NULL && from[0].list->copy != NULL && from[1].list == NULL) {
        place_copies(m, &from[0]);
        return;
    }
    for (;;) {
        const eg_value_entry *next[2] = {NULL, NULL};
        for (size_t k = 0; k < 2; k++)
            if (from[k].list != NULL && at[k] < from[k].list->n)
                next[k] = entry_of(from[k].list, at[k]);
        if (next[0] == NULL && next[1] == NULL)
            return;
        size_t take = next[0] == NULL || (next[1] != NULL && before(next[1], next[0]));
        put_value(m, &from[take], next[take], place_one);
        at[take]++;
    }
}

/* What each bucket will hold at most: in whatever order they lie. */
static void count_values(maker *m, const source from[2])
{
    for (size_t k = 0; k < 2; k++) {
        const ordered *list = from[k].list;
        if (list == NULL)
            continue;
        if (list->copy != NULL) {
            count_copies(m, &from[k]);
            continue;
        }
        const eg_values *values = list->cube->values;
        for (size_t i = 0; i < values->places; i++)
            if (is_listed(m, &values->at[i]))
                put_value(m, &from[k], &values->at[i], count_one);
    }
}

static bool index_room(maker *m, size_t more_counts, size_t more_runs)
{
    eg_value_index *index = &m->views->values;
    size_t counts = m->n_counts + more_counts, runs = index->runs + more_runs + 1;
    if (counts > m->counts_most) {
        size_t wanted = counts + counts / 4;
        eg_value_count *at = eg_realloc(index->counts, wanted, sizeof *at);
        if (at == NULL)
            return false;
        index->counts = at;
        m->counts_most = wanted;
    }
    if (runs > m->runs_most) {
        size_t wanted = 2 * runs;
        uint64_t *key = eg_realloc(index->key, wanted, sizeof *key);
        if (key != NULL)
            index->key = key;
        size_t *from = eg_realloc(index->from, wanted, sizeof *from);
        if (from != NULL)
            index->from = from;
        if (key == NULL || from == NULL)
            return false;
        m->runs_most = wanted;
    }
    return true;
}

/* Bucket after bucket onto the index: keys rise, since the cells of tables do. */
static bool append(maker *m)
{
    eg_value_index *index = &m->views->values;
    size_t counts = 0, runs = 0;
    for (size_t b = 0; b < m->buckets; b++) {
        counts += m->filled[b];
        runs += m->filled[b] > 0;
    }
    m->full = (m->n_counts + counts) * sizeof *index->counts > VALUES_MOST;
    if (m->full)
        return true;
    if (!index_room(m, counts, runs))
        return false;
    for (size_t b = 0; b < m->buckets; b++) {
        if (m->filled[b] == 0)
            continue;
        uint64_t cell = m->first + b / m->n_outcomes;
        index->key[index->runs] = cell << 32 | b % m->n_outcomes;
        index->from[index->runs++] = m->n_counts;
        memcpy(index->counts + m->n_counts, m->sorted + m->from[b],
               m->filled[b] * sizeof *m->sorted);
        m->n_counts += m->filled[b];
    }
    index->from[index->runs] = m->n_counts;
    return true;
}

static bool sort_table(maker *m, const source from[2])
{
    count_values(m, from);
    for (size_t b = 0; b < m->buckets; b++)
        m->from[b + 1] += m->from[b];
    m->sorted = eg_alloc(m->from[m->buckets] + 1, sizeof *m->sorted);
    if (m->sorted == NULL)
        return false;
    place_values(m, from);
    return append(m);
}

/* The range of a table's cells: they were made one after another. false: it has none. */
static bool find_cells(maker *m, uint32_t *last)
{
    const eg_view_table *t = &m->views->tables[m->scope * m->views->n_items + m->item];
    uint32_t low = UINT32_MAX, high = 0;
    for (size_t i = 0; i < t->units * t->groups * t->years; i++) {
        if (t->cells[i] == 0)
            continue;
        low = t->cells[i] < low ? t->cells[i] : low;
        high = t->cells[i] > high ? t->cells[i] : high;
    }
    m->first = low - 1;
    *last = high - 1;
    return high > 0;
}

static bool make_table(maker *m, const eg_cubes *cubes)
{
    const eg_cubes *both[2] = {cubes, eg_cubes_only_within(cubes, m->scope)};
    uint32_t *targets[2] = {NULL, NULL}, last = 0;
    source from[2] = {{NULL, NULL}, {NULL, NULL}};
    bool made = true;
    if (!find_cells(m, &last))
        return true;
    for (size_t k = 0; k < 2 && made && both[k] != NULL; k++) {
        const ordered *list = ordered_of(m, both[k]);
        targets[k] = list == NULL ? NULL : targets_of(m, list->cube);
        made = targets[k] != NULL;
        from[k] = (source){list, targets[k]};
    }
    m->buckets = (size_t)(last - m->first + 1) * m->n_outcomes;
    m->from = eg_alloc_zero(m->buckets + 1, sizeof *m->from);
    m->filled = eg_alloc_zero(m->buckets, sizeof *m->filled);
    made = made && m->from != NULL && m->filled != NULL && sort_table(m, from);
    eg_free(m->from);
    eg_free(m->filled);
    eg_free(m->sorted);
    eg_free(targets[0]);
    eg_free(targets[1]);
    m->from = m->filled = NULL;
    m->sorted = NULL;
    return made;
}

static bool make_all(maker *m, const eg_cubes *cubes)
{
    const eg_views *views = m->views;
    m->lists = eg_alloc_zero(2 * views->n_scopes * views->n_items, sizeof *m->lists);
    bool made = m->lists != NULL;
    for (m->scope = 0; m->scope < views->n_scopes && made && !m->full; m->scope++)
        for (m->item = 0; m->item < views->n_items && made && !m->full; m->item++)
            made = make_table(m, cubes);
    for (size_t i = 0; i < m->n_lists; i++) {
        eg_free(m->lists[i].at);
        eg_free(m->lists[i].copy);
    }
    eg_free(m->lists);
    return made;
}

eg_status eg_view_values_make(eg_views *views, const eg_cubes *cubes, eg_error *err)
{
    if (cubes->cubes[0].values == NULL)
        return EG_OK;
    maker m = {.views = views, .n_outcomes = views->schema->n_outcomes};
    if (!make_all(&m, cubes))
        return eg_fail_memory(err);
    return !m.full
               ? EG_OK
               : eg_fail(err, EG_E_LIMIT,
                         "the distributions asked for exceed the memory budget of %zu MiB: "
                         "leave medians, quantiles, v_gap and superiority out of --stats, or "
                         "drop --within or a cross",
                         VALUES_MOST >> 20);
}

const eg_value_count *eg_views_values(const eg_views *views, size_t outcome,
                                      const eg_place *place, size_t *n)
{
    size_t cell = eg_views_cell(views, place);
    *n = 0;
    return cell == SIZE_MAX ? NULL : eg_value_index_find(&views->values, cell, outcome, n);
}
