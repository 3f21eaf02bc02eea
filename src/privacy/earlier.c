/* Earlier publications, as they concern the cells of one outcome. */
#include "privacy/earlier_inside.h"

#include <string.h>

/* Is the table of a cell the same as in some publication from first to last? */
static bool tied(const eg_earlier *e, uint32_t cell, uint32_t first, uint32_t last)
{
    const uint32_t *ties = e->ties + (size_t)e->whole_number[e->whole[cell]] * e->stride;
    return ties[last] > ties[first - 1];
}

/* ---- finding the cells ---- */

typedef bool (*cell_visitor)(eg_earlier *e, const eg_place *place, uint32_t cell);

static bool each_cell(eg_earlier *e, cell_visitor visit)
{
    eg_place p = {0};
    for (p.scope = 0; p.scope < eg_views_scopes(e->scene.views); p.scope++)
        for (p.unit = 0; p.unit < eg_views_units(e->scene.views, p.scope); p.unit++)
            for (p.item = 0; p.item < eg_views_items(e->scene.views); p.item++)
                for (p.group = 0; p.group < eg_views_groups(e->scene.views, p.item); p.group++)
                    for (p.year = 0; p.year < eg_views_years(e->scene.views); p.year++) {
                        size_t cell = eg_views_cell(e->scene.views, &p);
                        if (cell != SIZE_MAX && !visit(e, &p, (uint32_t)cell))
                            return false;
                    }
    return true;
}

static bool find(eg_earlier *e, const eg_place *place, uint32_t cell)
{
    uint32_t key[6];
    eg_place whole = *place;
    whole.item = EG_ITEM_ALL;
    whole.group = 0;
    size_t at = eg_views_cell(e->scene.views, &whole);
    eg_ledger_key(e->scene.ledger, e->scene.views, e->scene.schema, e->scene.outcome, place,
                  key);
    e->record[cell] = eg_ledger_find(e->scene.ledger, key);
    eg_tally tally;
    eg_views_tally(e->scene.views, e->scene.outcome, place, &tally);
    e->year[cell] = place->year;
    e->row[cell] = tally.students > 0;
    e->whole[cell] = at == SIZE_MAX ? cell : (uint32_t)at;
    e->table[cell] = place->scope * (uint32_t)eg_views_items(e->scene.views) + place->item;
    if (e->whole[cell] == cell)
        e->whole_number[cell] = (uint32_t)e->n_wholes++;
    if (e->record[cell] != EG_NO_WORD && tally.students > 0)
        e->cell_of[e->record[cell]] = cell + 1;
    return true;
}

/* [word]: number + 1 of the scope or item with that name. */
static bool number_names(const eg_earlier *e, uint32_t **scope, uint32_t **item)
{
    size_t n = eg_words_count(e->scene.ledger->words) + 1;
    *scope = eg_alloc_zero(n, sizeof **scope);
    *item = eg_alloc_zero(n, sizeof **item);
    if (*scope == NULL || *item == NULL)
        return false;
    for (uint32_t s = 0; s < eg_views_scopes(e->scene.views); s++) {
        const char *name =
            s == 0 ? "" : e->scene.schema->axes[e->scene.schema->units[s - 1]].name;
        uint32_t word = eg_words_find(e->scene.ledger->words, eg_text_of(name));
        if (word != EG_NO_WORD)
            (*scope)[word] = s + 1;
    }
    for (uint32_t i = 0; i < eg_views_items(e->scene.views); i++) {
        const char *name = i == EG_ITEM_ALL ? "" : e->scene.schema->items[i - 1].name;
        uint32_t word = eg_words_find(e->scene.ledger->words, eg_text_of(name));
        if (word != EG_NO_WORD)
            (*item)[word] = i + 1;
    }
    return true;
}

static void add_gone(eg_earlier *e, const uint32_t key[6], const eg_vanished *gone)
{
    uint32_t total = eg_ledger_find(e->scene.ledger, key);
    if (total == EG_NO_WORD || e->cell_of[total] == 0)
        return;
    e->gone[e->n_gone] = *gone;
    e->gone[e->n_gone++].total = e->cell_of[total] - 1;
}

/* A record whose cell is no more is missed in its unit, and in its group of all units. */
static void note_gone(eg_earlier *e, const eg_ledger_record *record, uint32_t table)
{
    uint32_t empty = eg_words_find(e->scene.ledger->words, eg_text_of("")), key[6];
    uint32_t head = eg_ledger_find(e->scene.ledger, record->key);
    eg_vanished gone = {.table = table, .record = record};
    if (e->cell_of[head] != 0)
        return;
    memcpy(key, record->key, sizeof key);
    key[4] = key[5] = empty;
    if (record->key[4] != empty)
        add_gone(e, key, &gone);
    memcpy(key, record->key, sizeof key);
    key[2] = key[3] = empty;
    gone.of_units = true;
    if (record->key[2] != empty)
        add_gone(e, key, &gone);
}

/* Which tables were published when, and what of them is gone. */
static bool read_tables(eg_earlier *e)
{
    const eg_ledger *ledger = e->scene.ledger;
    const char *name = e->scene.schema->outcomes[e->scene.outcome].name;
    uint32_t outcome = eg_words_find(ledger->words, eg_text_of(name));
    uint32_t *scope = NULL, *item = NULL;
    bool made = number_names(e, &scope, &item);
    for (size_t r = 0; made && r < ledger->n; r++) {
        const eg_ledger_record *record = &ledger->records[r];
        if (record->key[0] != outcome || scope[record->key[2]] == 0 ||
            item[record->key[4]] == 0)
            continue;
        uint32_t table =
            (scope[record->key[2]] - 1) * (uint32_t)eg_views_items(e->scene.views) +
            item[record->key[4]] - 1;
        memset(e->published + table * e->stride + record->first, 1,
               record->last - record->first + 1);
        note_gone(e, record, table);
    }
    eg_free(scope);
    eg_free(item);
    return made;
}

/* ---- are the tables the same ---- */

static void count_figures(eg_earlier *e, const eg_ledger_record *record, uint32_t whole,
                          bool same)
{
    int32_t *at = (same ? e->equal : e->other) + (size_t)e->whole_number[whole] * e->stride;
    at[record->first]++;
    at[record->last + 1]--;
}

/* A group that had no row, where its dimension was published: somebody came. */
static bool is_new(const eg_earlier *e, uint32_t cell, uint32_t p)
{
    return e->published[(size_t)e->table[cell] * e->stride + p] != 0 &&
           eg_earlier_record(e, e->whole[cell], p) != NULL &&
           eg_earlier_record(e, cell, p) == NULL;
}

static void compare(eg_earlier *e, const eg_secret *s)
{
    for (uint32_t cell = 0; cell < s->n_cells; cell++)
        for (uint32_t p = 1; e->row[cell] && p <= e->publications; p++)
            if (is_new(e, cell, p)) {
                size_t at = (size_t)e->whole_number[e->whole[cell]] * e->stride + p;
                e->other[at]++;
                e->other[at + 1]--;
            }
    for (uint32_t cell = 0; cell < s->n_cells; cell++)
        for (uint32_t r = e->record[cell]; r != EG_NO_WORD;
             r = e->scene.ledger->records[r].next) {
            const eg_ledger_record *record = &e->scene.ledger->records[r];
            uint32_t whole = e->whole[cell];
            if (record->n < 0)
                continue;
            count_figures(e, record, whole, record->n == (int64_t)s->n[cell]);
            for (size_t k = 0; record->kind == e->kind && k < record->n_counts && k < s->K;
                 k++) {
                int64_t x = e->scene.ledger->counts[record->counts + k];
                if (x >= 0 && x != (int64_t)s->count[cell * s->K + k])
                    count_figures(e, record, whole, false);
            }
        }
    for (size_t i = 0; i < e->n_gone; i++)
        if (!e->gone[i].of_units)
            count_figures(e, e->gone[i].record, e->gone[i].total, false);
}

/* Would the number of students differ by a few from what was once shown? */
static bool differs_by_few(const eg_earlier *e, const eg_secret *s, uint32_t cell)
{
    for (uint32_t r = e->record[cell]; r != EG_NO_WORD; r = e->scene.ledger->records[r].next) {
        int64_t n = e->scene.ledger->records[r].n;
        if (n >= 0 && eg_earlier_is_few(e, (int64_t)s->n[cell] - n))
            return true;
    }
    return false;
}

/* The table is certainly another: then it was withheld for a few, and now they are more. */
static bool has_grown(const eg_earlier *e, const eg_secret *s, uint32_t whole, uint32_t p)
{
    const eg_ledger_record *record = eg_earlier_record(e, whole, p);
    return record != NULL && record->n == EG_PUBLISHED_FEW && !differs_by_few(e, s, whole);
}

enum { SOME_SAME = 1, SOME_OTHER = 2 };

/* [year * stride + p]: what all tables of the year say together. NULL: no memory. */
static uint8_t *look_at_years(const eg_earlier *e, const eg_secret *s)
{
    uint8_t *years = eg_alloc_zero(eg_views_years(e->scene.views) * e->stride + 1, 1);
    for (uint32_t c = 0; years != NULL && c < s->n_cells; c++)
        for (uint32_t p = 1; e->whole[c] == c && p <= e->publications; p++) {
            size_t own = (size_t)e->whole_number[c] * e->stride + p;
            uint8_t *year = &years[e->year[c] * e->stride + p];
            if (e->equal[own] > 0)
                *year |= SOME_SAME;
            if (e->other[own] > 0 || has_grown(e, s, c, p))
                *year |= SOME_OTHER;
        }
    return years;
}

/*
 * Counts of changes over p become sums, and these say which publications are the same: those
 * that show something of the unit and nothing otherwise; and where they show nothing of it,
 * those in which nothing of the year is another.
 */
static bool tie(eg_earlier *e, const eg_secret *s)
{
    for (size_t at = 1; at < e->n_wholes * e->stride; at++) {
        e->equal[at] += at % e->stride == 0 ? 0 : e->equal[at - 1];
        e->other[at] += at % e->stride == 0 ? 0 : e->other[at - 1];
    }
    uint8_t *years = look_at_years(e, s);
    for (uint32_t c = 0; years != NULL && c < s->n_cells; c++) {
        size_t own = (size_t)e->whole_number[c] * e->stride;
        for (uint32_t p = 1; e->whole[c] == c && p < e->stride; p++) {
            bool year = years[e->year[c] * e->stride + p] == SOME_SAME;
            bool same = p <= e->publications && e->other[own + p] == 0 &&
                        !has_grown(e, s, c, p) && (e->equal[own + p] > 0 || year) &&
                        eg_earlier_record(e, c, p) != NULL;
            e->ties[own + p] = e->ties[own + p - 1] + same;
        }
    }
    eg_free(years);
    return years != NULL;
}

/* ---- what follows for the cells ---- */

/* What figure j of a record was; below 0: withheld or coded. */
static int64_t figure_then(const eg_earlier *e, const eg_ledger_record *record, size_t j)
{
    if (j == 0)
        return record->n;
    return record->kind == e->kind && j - 1 < record->n_counts
               ? e->scene.ledger->counts[record->counts + j - 1]
               : EG_PUBLISHED_NOT;
}

/* In tables that are the same: was figure j shown, was it withheld? */
static void in_same(const eg_earlier *e, uint32_t cell, size_t j, bool *shown, bool *withheld)
{
    *shown = *withheld = false;
    for (uint32_t r = e->record[cell]; r != EG_NO_WORD; r = e->scene.ledger->records[r].next) {
        const eg_ledger_record *record = &e->scene.ledger->records[r];
        bool same = tied(e, cell, record->first, record->last);
        bool hidden = figure_then(e, record, j) < 0;
        *shown = *shown || (same && !hidden);
        /* counts of other names say nothing of these */
        *withheld = *withheld || (same && hidden && (j == 0 || record->kind == e->kind));
    }
}

/* Was figure j withheld when it was last published? */
static bool withheld_last(const eg_earlier *e, uint32_t cell, size_t j)
{
    const eg_ledger_record *last = NULL;
    for (uint32_t r = e->record[cell]; r != EG_NO_WORD; r = e->scene.ledger->records[r].next)
        if (last == NULL || e->scene.ledger->records[r].last > last->last)
            last = &e->scene.ledger->records[r];
    return last != NULL && figure_then(e, last, j) < 0;
}

static bool is_held(const eg_earlier *e, uint32_t cell, size_t j)
{
    uint8_t held = e->scene.held == NULL ? EG_HELD_NOT : e->scene.held[e->year[cell]];
    return held == EG_HELD_ALL || (held == EG_HELD_WITHHELD && withheld_last(e, cell, j));
}

static void settle(eg_earlier *e, eg_secret *s, uint32_t cell)
{
    bool small = s->hidden[cell] != 0, few = !small && differs_by_few(e, s, cell);
    for (size_t j = 0; j <= s->K; j++) {
        size_t at = cell * (s->K + 1) + j;
        uint8_t *away = j == 0 ? &s->hidden[cell] : &s->unknown[cell * s->K + j - 1];
        bool shown, withheld;
        in_same(e, cell, j, &shown, &withheld);
        bool before = small || *away != 0;
        e->known[at] = shown;
        e->policy[at] = shown && before;
        *away = (uint8_t)(!shown && (before || withheld || few || is_held(e, cell, j)));
        if (j == 0 && few && !shown) {
            e->few[cell] = 1;
            e->withheld++;
        }
    }
}

void eg_earlier_restore(const eg_earlier *e, eg_secret *s)
{
    for (uint32_t cell = 0; cell < s->n_cells; cell++)
        for (size_t j = 0; j <= s->K; j++)
            if (e->policy[cell * (s->K + 1) + j] && j == 0)
                s->hidden[cell] = 1;
            else if (e->policy[cell * (s->K + 1) + j])
                s->unknown[cell * s->K + j - 1] = 1;
}

bool eg_earlier_few(const eg_earlier *e, uint32_t cell)
{
    return e->few[cell] != 0;
}

bool eg_earlier_changed(const eg_earlier *e, uint32_t year, uint32_t publication)
{
    const eg_views *views = e->scene.views;
    eg_place p = {.year = year};
    for (p.scope = 0; p.scope < eg_views_scopes(views); p.scope++)
        for (p.unit = 0; p.unit < eg_views_units(views, p.scope); p.unit++) {
            size_t cell = eg_views_cell(views, &p);
            if (cell != SIZE_MAX && eg_earlier_record(e, (uint32_t)cell, publication) != NULL &&
                !tied(e, (uint32_t)cell, publication, publication))
                return true;
        }
    return false;
}

uint64_t eg_earlier_withheld(const eg_earlier *e)
{
    return e->withheld;
}

/* ---- making one ---- */

static bool make_room(eg_earlier *e, const eg_secret *s)
{
    size_t n = s->n_cells + 1, figures = n * (s->K + 1);
    size_t tables = eg_views_scopes(e->scene.views) * eg_views_items(e->scene.views);
    e->record = eg_alloc(n, sizeof *e->record);
    e->whole = eg_alloc_zero(n, sizeof *e->whole);
    e->year = eg_alloc_zero(n, sizeof *e->year);
    e->row = eg_alloc_zero(n, 1);
    e->table = eg_alloc_zero(n, sizeof *e->table);
    e->whole_number = eg_alloc_zero(n, sizeof *e->whole_number);
    e->published = eg_alloc_zero(tables, e->stride);
    e->known = eg_alloc_zero(figures, 1);
    e->policy = eg_alloc_zero(figures, 1);
    e->few = eg_alloc_zero(n, 1);
    e->cell_of = eg_alloc_zero(e->scene.ledger->n + 1, sizeof *e->cell_of);
    e->gone = eg_alloc(e->scene.ledger->n + 1, 2 * sizeof *e->gone);
    return e->record != NULL && e->whole != NULL && e->table != NULL && e->year != NULL &&
           e->row != NULL && e->whole_number != NULL && e->published != NULL &&
           e->known != NULL && e->policy != NULL && e->few != NULL && e->cell_of != NULL &&
           e->gone != NULL;
}

static bool make(eg_earlier *e, eg_secret *s)
{
    eg_buffer text = {0};
    const char *kind =
        eg_ledger_kind(e->scene.schema, e->scene.settled, e->scene.outcome, &text);
    bool made = kind != NULL && make_room(e, s);
    if (made)
        e->kind = eg_words_find(e->scene.ledger->words, eg_text_of(kind));
    eg_buffer_clear(&text);
    for (size_t c = 0; made && c < s->n_cells; c++)
        e->record[c] = EG_NO_WORD;
    if (!made || !each_cell(e, find) || !read_tables(e))
        return false;
    e->equal = eg_alloc_zero(e->n_wholes * e->stride + 1, sizeof *e->equal);
    e->other = eg_alloc_zero(e->n_wholes * e->stride + 1, sizeof *e->other);
    e->ties = eg_alloc_zero(e->n_wholes * e->stride + 1, sizeof *e->ties);
    if (e->equal == NULL || e->other == NULL || e->ties == NULL || !eg_earlier_find_moves(e, s))
        return false;
    compare(e, s);
    if (!tie(e, s))
        return false;
    for (uint32_t c = 0; c < s->n_cells; c++)
        settle(e, s, c);
    return true;
}

bool eg_earlier_apply(eg_earlier **out, eg_secret *secret, const eg_earlier_scene *scene)
{
    *out = NULL;
    eg_earlier *e = eg_alloc_zero(1, sizeof *e);
    if (e == NULL)
        return false;
    e->scene = *scene;
    e->min_n = secret->min_n;
    e->publications = eg_ledger_publications(scene->ledger);
    e->stride = (size_t)e->publications + 2;
    if (!make(e, secret)) {
        eg_earlier_free(e);
        return false;
    }
    secret->known = e->known;
    secret->earlier = e;
    *out = e;
    return true;
}

void eg_earlier_free(eg_earlier *e)
{
    if (e == NULL)
        return;
    eg_free(e->record);
    eg_free(e->whole);
    eg_free(e->table);
    eg_free(e->year);
    eg_free(e->row);
    eg_free(e->whole_number);
    eg_free(e->published);
    eg_free(e->equal);
    eg_free(e->other);
    eg_free(e->known);
    eg_free(e->policy);
    eg_free(e->few);
    eg_free(e->ties);
    eg_free(e->moved);
    eg_free(e->cell_of);
    eg_free(e->gone);
    eg_free(e);
}
