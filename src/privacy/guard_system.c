/*
 * One outcome as a reader sees it: what is hidden is unknown, what is shown a number. Only sums
 * that hold are sums a reader can use; of given cells that is known where all their n's are.
 */
#include <math.h>

#include "privacy/earlier.h"
#include "privacy/guard_system.h"

enum { FEW_UNKNOWNS = 1500 };

static bool is_open(const eg_secret *s, uint32_t cell, size_t figure)
{
    if (s->hidden[cell] || figure < EG_GUARD_COUNT)
        return s->hidden[cell];
    return s->unknown[cell * s->K + figure - EG_GUARD_COUNT];
}

static uint64_t value_of(const eg_secret *s, uint32_t cell, size_t figure)
{
    if (figure == EG_GUARD_N)
        return s->n[cell];
    if (figure == EG_GUARD_MISSING)
        return s->students[cell] - s->n[cell];
    return s->count[cell * s->K + figure - EG_GUARD_COUNT];
}

static uint8_t vague(const eg_secret *s, uint32_t cell, size_t figure)
{
    size_t j = figure == EG_GUARD_N ? 0 : figure - EG_GUARD_COUNT + 1;
    return s->vague == NULL || figure == EG_GUARD_MISSING ? 0 : s->vague[cell * (s->K + 1) + j];
}

static uint32_t *slot(const eg_guard_system *y, uint32_t cell, size_t figure)
{
    return &y->unknown[cell * (2 + y->s->K) + figure];
}

/* ---- unknowns ---- */

static bool has_code(const eg_secret *s, uint64_t x, uint64_t n, eg_mark *mark)
{
    double bound;
    return eg_rules_tail(s->rules, x, n, mark, &bound);
}

/* What a reader knows of a count beside a shown n: its code, or that it has none. */
static void ends_of_count(const eg_secret *s, uint32_t cell, size_t k, double ends[2])
{
    uint64_t n = s->n[cell], x = s->count[cell * s->K + k], low = 0, high = n;
    eg_mark mark, other;
    if (s->vague != NULL && s->vague[cell * (s->K + 1) + k + 1] != 0) {
        low = x;
        high = x + s->spare[cell * s->K + k];
    } else if (has_code(s, x, n, &mark)) {
        for (low = x; low > 0 && has_code(s, low - 1, n, &other) && other == mark;)
            low--;
        for (high = x; high < n && has_code(s, high + 1, n, &other) && other == mark;)
            high++;
    } else if (s->levels) {
        while (low < x && has_code(s, low, n, &other))
            low++;
        while (high > x && has_code(s, high, n, &other))
            high--;
    }
    ends[0] = (double)low;
    ends[1] = (double)high;
}

static bool is_fine(const eg_guard_system *y, uint32_t cell, size_t figure)
{
    return y->known.fine[cell * EG_GUARD_FIGURES(y->s->K) + figure] != 0;
}

/* Nobody has a value: there is nothing to hide, and it may be said. */
static bool may_ask(const eg_guard_system *y, uint32_t cell, size_t figure)
{
    bool nobody = y->s->n[cell] == 0 && vague(y->s, cell, EG_GUARD_N) == 0;
    return y->known.stale[cell] && !nobody && figure != EG_GUARD_MISSING &&
           vague(y->s, cell, figure) != 2;
}

/* Small, or coded by itself. */
static bool is_secret(const eg_secret *s, uint32_t cell, size_t figure)
{
    eg_mark mark;
    return s->n[cell] < s->min_n || (s->earlier != NULL && eg_earlier_few(s->earlier, cell)) ||
           (figure >= EG_GUARD_COUNT &&
            (has_code(s, s->count[cell * s->K + figure - EG_GUARD_COUNT], s->n[cell], &mark) ||
             vague(s, cell, figure) != 0));
}

/* Counted cells: every figure is the sum of disjoint parts, which alone take part in the sums.
 */
static bool is_split(const eg_secret *s)
{
    return s->spare == NULL && s->K > 0;
}

static void make_unknown(eg_guard_system *y, uint32_t cell, size_t figure)
{
    const eg_secret *s = y->s;
    double ends[2] = {0, INFINITY};
    bool of_n = figure == EG_GUARD_N, counts = figure >= EG_GUARD_COUNT;
    /* of n it follows from its parts */
    if (y->known.told[cell] && !counts && (!of_n || !is_split(s)))
        ends[1] = (double)s->students[cell];
    /* there is a row, so there is somebody; who reads may know that all have a value */
    if (of_n && !is_split(s) && s->students != NULL && s->n[cell] > 0 &&
        s->students[cell] == s->n[cell])
        ends[0] = 1;
    if (counts && !s->hidden[cell])
        ends_of_count(s, cell, figure - EG_GUARD_COUNT, ends);
    uint32_t u = eg_attack_unknown(y->attack, ends[0], ends[1]);
    *slot(y, cell, figure) = u + 1;
    if (s->spare == NULL)
        eg_attack_truth(y->attack, u, (double)value_of(s, cell, figure));
    /* What is hidden to protect others must not be known; what it protects must not nearly be.
     */
    double want = !is_secret(s, cell, figure) ? 1
                  : of_n                      ? y->guard->width_n
                                              : y->guard->width_count;
    if (may_ask(y, cell, figure) && !is_fine(y, cell, figure))
        eg_attack_want(y->attack, u, fmin(want, ends[1] - ends[0]));
}

static uint32_t *rest_slot(const eg_guard_system *y, uint32_t cell, size_t k)
{
    return &y->rest[cell * (1 + y->s->K) + k];
}

/* n without count k, both of which must stay unknown. */
static uint32_t make_rest(eg_guard_system *y, uint32_t cell, size_t k, double low, double high)
{
    const eg_secret *s = y->s;
    uint32_t rest = eg_attack_unknown(y->attack, low, high);
    *rest_slot(y, cell, k) = rest + 1;
    if (s->spare == NULL)
        eg_attack_truth(y->attack, rest, (double)(s->n[cell] - s->count[cell * s->K + k]));
    if (s->hidden[cell] && may_ask(y, cell, EG_GUARD_COUNT + k) &&
        !is_fine(y, cell, EG_GUARD_COUNT + s->K + k))
        eg_attack_want(y->attack, rest,
                       is_secret(s, cell, EG_GUARD_COUNT + k) ? y->guard->width_count : 1);
    return rest;
}

static void split_n(eg_guard_system *y, uint32_t cell, size_t k)
{
    uint32_t n = *slot(y, cell, EG_GUARD_N), x = *slot(y, cell, EG_GUARD_COUNT + k);
    uint32_t rest = make_rest(y, cell, k, 0, INFINITY);
    eg_attack_relation(y->attack, 0, 0);
    eg_attack_term(y->attack, 1, rest);
    /* of levels the others make up the rest */
    for (size_t j = 0; is_split(y->s) && y->s->levels && j < y->s->K; j++)
        if (j != k)
            eg_attack_term(y->attack, -1, *slot(y, cell, EG_GUARD_COUNT + j) - 1);
    if (is_split(y->s) && y->s->levels)
        return;
    eg_attack_term(y->attack, 1, x - 1);
    eg_attack_term(y->attack, -1, n - 1);
}

/* A coded count and what it lacks of the n that is shown. */
static void split_coded(eg_guard_system *y, uint32_t cell)
{
    const eg_secret *s = y->s;
    double ends[2], n = (double)s->n[cell];
    ends_of_count(s, cell, 0, ends);
    uint32_t rest = make_rest(y, cell, 0, n - ends[1], n - ends[0]);
    eg_attack_relation(y->attack, n, n);
    eg_attack_term(y->attack, 1, *slot(y, cell, EG_GUARD_COUNT) - 1);
    eg_attack_term(y->attack, 1, rest);
}

/* Another outcome tells the students: those with and without a value make them up. */
static void add_up_students(eg_guard_system *y, uint32_t cell)
{
    const eg_secret *s = y->s;
    double students = (double)s->students[cell];
    eg_attack_relation(y->attack, students, students);
    eg_attack_term(y->attack, 1, *slot(y, cell, EG_GUARD_MISSING) - 1);
    for (size_t k = 0; is_split(s) && k < s->K; k++)
        eg_attack_term(y->attack, 1, *slot(y, cell, EG_GUARD_COUNT + k) - 1);
    if (!is_split(s))
        eg_attack_term(y->attack, 1, *slot(y, cell, EG_GUARD_N) - 1);
    else if (!s->levels)
        eg_attack_term(y->attack, 1, *rest_slot(y, cell, 0) - 1);
}

/* So few figures that hang together are unknown that programs are asked about all of them. */
static bool is_among_few(const eg_guard_system *y, uint32_t cell)
{
    return y->away[y->known.piece[cell]] * EG_GUARD_FIGURES(y->s->K) <= FEW_UNKNOWNS;
}

/*
 * A group that stands in the report has somebody, with a value or without; who reads may know
 * that all have one. Of many students that says little, and of large systems too little can be
 * proved that it ties together.
 */
static void add_row(eg_guard_system *y, uint32_t cell)
{
    const eg_secret *s = y->s;
    if (!is_among_few(y, cell) || s->students == NULL || s->students[cell] == 0 ||
        s->students[cell] >= s->min_n || (!y->missing && s->students[cell] != s->n[cell]))
        return;
    eg_attack_relation(y->attack, 1, INFINITY);
    if (y->missing)
        eg_attack_term(y->attack, 1, *slot(y, cell, EG_GUARD_MISSING) - 1);
    for (size_t k = 0; k < s->K; k++)
        eg_attack_term(y->attack, 1, *slot(y, cell, EG_GUARD_COUNT + k) - 1);
    if (!s->levels)
        eg_attack_term(y->attack, 1, *rest_slot(y, cell, 0) - 1);
}

static void make_cell(eg_guard_system *y, uint32_t cell)
{
    const eg_secret *s = y->s;
    for (size_t f = 0; f < EG_GUARD_COUNT + s->K; f++)
        if (is_open(s, cell, f) && (f != EG_GUARD_MISSING || y->missing))
            make_unknown(y, cell, f);
    for (size_t k = 0; k < s->K && s->hidden[cell]; k++)
        split_n(y, cell, k);
    if (is_split(s) && !s->levels && !s->hidden[cell] && s->unknown[cell])
        split_coded(y, cell);
    if (s->hidden[cell] && y->known.told[cell])
        add_up_students(y, cell);
    else if (s->hidden[cell] && is_split(s))
        add_row(y, cell);
}

/* The levels of a cell make up its n. */
static void sum_levels(eg_guard_system *y, uint32_t cell)
{
    const eg_secret *s = y->s;
    double shown = s->hidden[cell] ? 0 : (double)s->n[cell];
    size_t open = 0;
    for (size_t k = 0; k < s->K; k++) {
        bool away = is_open(s, cell, EG_GUARD_COUNT + k);
        open += away;
        shown -= away ? 0 : (double)s->count[cell * s->K + k];
        if (vague(s, cell, EG_GUARD_COUNT + k) == 2)
            return;
    }
    if (open == 0)
        return;
    eg_attack_relation(y->attack, s->spare == NULL ? shown : -INFINITY, shown);
    for (size_t k = 0; k < s->K; k++)
        if (is_open(s, cell, EG_GUARD_COUNT + k))
            eg_attack_term(y->attack, 1, *slot(y, cell, EG_GUARD_COUNT + k) - 1);
    if (s->hidden[cell])
        eg_attack_term(y->attack, -1, *slot(y, cell, EG_GUARD_N) - 1);
}

/* ---- sums ---- */

static double sign_of(const eg_links *links, size_t link, uint32_t m)
{
    return m + 1 == links->start[link + 1] || links->minus[m] ? -1 : 1;
}

/* Parts minus total of a figure, as they really are; *known: nothing in it is vague. */
static double excess(const eg_secret *s, size_t link, size_t figure, bool *known)
{
    const eg_links *links = s->links;
    double sum = 0;
    *known = true;
    for (uint32_t m = links->start[link]; m < links->start[link + 1]; m++) {
        *known = *known && vague(s, links->members[m], figure) == 0;
        sum += sign_of(links, link, m) * (double)value_of(s, links->members[m], figure);
    }
    return sum;
}

static uint32_t families(const eg_links *links)
{
    uint32_t most = 0;
    for (size_t i = 0; i < links->n_links; i++)
        most = links->family[i] > most ? links->family[i] : most;
    return most;
}

static bool weigh_families(eg_guard_system *y)
{
    const eg_links *links = y->s->links;
    bool known;
    if (y->s->spare == NULL)
        return true;
    y->n_families = (size_t)families(links) + 1;
    y->fits = eg_alloc_zero(y->n_families, sizeof *y->fits);
    y->misfits = eg_alloc_zero(y->n_families, sizeof *y->misfits);
    if (y->fits == NULL || y->misfits == NULL)
        return false;
    for (size_t i = 0; i < links->n_links; i++) {
        double beyond = excess(y->s, i, EG_GUARD_N, &known);
        y->fits[links->family[i]] += known && beyond == 0;
        y->misfits[links->family[i]] += known && beyond != 0;
    }
    return true;
}

/* Does the sum hold? Of counted cells it does unless parts overlap. */
static bool holds(const eg_guard_system *y, size_t link, size_t figure)
{
    bool known, n_known;
    double beyond = excess(y->s, link, figure, &known);
    double students = excess(y->s, link, EG_GUARD_N, &n_known);
    uint32_t family = y->s->links->family[link];
    if (known && beyond != 0)
        return false;
    if (y->s->spare == NULL)
        return true;
    return n_known ? students == 0 : y->misfits[family] == 0 && y->fits[family] > 0;
}

bool eg_guard_adds_up(const eg_secret *s)
{
    bool up = s->spare == NULL && s->students != NULL, known;
    for (size_t i = 0; i < s->links->n_links && up; i++) {
        up = !s->links->loose[i];
        for (size_t f = 0; f < EG_GUARD_COUNT + s->K && up; f++)
            up = excess(s, i, f, &known) == 0;
    }
    return up;
}

/*
 * Parts may overlap, but where every n is shown and they add up nobody is in two of them, and a
 * reader knows that the counts add up too; those without a value may be in two all the same.
 */
static bool apart(const eg_guard_system *y, size_t link)
{
    const eg_links *links = y->s->links;
    bool known;
    for (uint32_t m = links->start[link]; m < links->start[link + 1]; m++)
        if (y->s->hidden[links->members[m]])
            return false;
    return excess(y->s, link, EG_GUARD_N, &known) == 0 && known;
}

/* What n and the count leave: a figure of its own in the sums of a rate. */
#define REST SIZE_MAX

static uint32_t slot_of(const eg_guard_system *y, uint32_t cell, size_t figure)
{
    return figure == REST ? *rest_slot(y, cell, 0) : *slot(y, cell, figure);
}

static double shown_of(const eg_secret *s, uint32_t cell, size_t figure)
{
    return figure == REST ? (double)(s->n[cell] - s->count[cell * s->K])
                          : (double)value_of(s, cell, figure);
}

static void relate(eg_guard_system *y, size_t link, size_t figure)
{
    const eg_secret *s = y->s;
    const eg_links *links = s->links;
    double shown = 0;
    size_t open = 0;
    for (uint32_t m = links->start[link]; m < links->start[link + 1]; m++) {
        uint32_t cell = links->members[m];
        bool away = slot_of(y, cell, figure) != 0;
        open += away;
        shown -= away ? 0 : sign_of(links, link, m) * shown_of(s, cell, figure);
    }
    if (open == 0)
        return;
    bool loose = links->loose[link] && (figure == EG_GUARD_MISSING || !apart(y, link));
    if (!loose && !holds(y, link, figure == REST ? EG_GUARD_N : figure))
        return;
    eg_attack_relation(y->attack, shown, loose ? INFINITY : shown);
    if (s->adds_up && links->follows[link])
        eg_attack_follows(y->attack);
    for (uint32_t m = links->start[link]; m < links->start[link + 1]; m++) {
        uint32_t number = slot_of(y, links->members[m], figure);
        if (number != 0)
            eg_attack_term(y->attack, sign_of(links, link, m), number - 1);
    }
}

/* In counted cells the sums of the parts say what that of n does. */
static void relate_all(eg_guard_system *y, size_t link)
{
    const eg_secret *s = y->s;
    for (size_t f = EG_GUARD_MISSING; f < EG_GUARD_COUNT + s->K; f++)
        if (f != EG_GUARD_MISSING || y->missing)
            relate(y, link, f);
    if (!is_split(s))
        relate(y, link, EG_GUARD_N);
    else if (!s->levels)
        relate(y, link, REST);
}

eg_status eg_guard_system_make(eg_guard_system *y, const eg_guard *guard, size_t outcome,
                               const eg_guard_known *known, eg_error *err)
{
    const uint8_t *told = known->told, *stale = known->stale;
    *y = (eg_guard_system){.guard = guard, .s = &guard->secrets[outcome], .known = *known};
    const eg_secret *s = y->s;
    eg_status status = eg_attack_new(&y->attack, err);
    y->unknown = eg_alloc_zero(s->n_cells + 1, (2 + s->K) * sizeof *y->unknown);
    y->rest = eg_alloc_zero(s->n_cells + 1, (1 + s->K) * sizeof *y->rest);
    y->away = eg_alloc_zero(s->n_cells + 1, sizeof *y->away);
    if (status != EG_OK || y->unknown == NULL || y->rest == NULL || y->away == NULL ||
        !weigh_families(y)) {
        eg_guard_system_clear(y);
        return eg_fail_memory(err);
    }
    eg_attack_hasten(y->attack);
    /* Who has no value matters only where another outcome tells of everybody. */
    for (uint32_t c = 0; c < s->n_cells; c++)
        y->missing = y->missing || (s->hidden[c] && told[c]);
    for (uint32_t c = 0; c < s->n_cells; c++)
        y->away[known->piece[c]] += s->hidden[c];
    /* No sum ties a stale cell to one that is not. */
    for (size_t i = 0; i < s->n_cells; i++)
        if (stale[guard->order[i]])
            make_cell(y, guard->order[i]);
    for (size_t i = 0; i < s->n_cells && s->levels; i++)
        if (stale[guard->order[i]])
            sum_levels(y, guard->order[i]);
    for (size_t i = 0; i < s->links->n_links; i++)
        if (stale[s->links->members[s->links->start[i]]])
            relate_all(y, i);
    return EG_OK;
}

void eg_guard_system_clear(eg_guard_system *out)
{
    eg_attack_free(out->attack);
    eg_free(out->unknown);
    eg_free(out->rest);
    eg_free(out->away);
    eg_free(out->fits);
    eg_free(out->misfits);
    *out = (eg_guard_system){0};
}

static bool narrower(const eg_guard_system *y, uint32_t number)
{
    return number != 0 && eg_attack_narrower(y->attack, number - 1);
}

bool eg_guard_narrow(const eg_guard_system *y, uint32_t cell, size_t *figure)
{
    const eg_secret *s = y->s;
    for (*figure = 0; *figure < EG_GUARD_COUNT + s->K; ++*figure) {
        size_t k = *figure < EG_GUARD_COUNT ? s->K : *figure - EG_GUARD_COUNT;
        if (narrower(y, *slot(y, cell, *figure)) ||
            (k < s->K && narrower(y, y->rest[cell * (1 + s->K) + k])))
            return true;
    }
    return false;
}

static void remember(const eg_guard_system *y, uint32_t cell, size_t figure, uint32_t number)
{
    if (number != 0 && y->known.stale[cell] && eg_attack_wide(y->attack, number - 1))
        y->known.fine[cell * EG_GUARD_FIGURES(y->s->K) + figure] = 1;
}

void eg_guard_remember(const eg_guard_system *y)
{
    const eg_secret *s = y->s;
    for (uint32_t c = 0; c < s->n_cells; c++) {
        for (size_t f = 0; f < EG_GUARD_COUNT + s->K; f++)
            remember(y, c, f, *slot(y, c, f));
        for (size_t k = 0; k < s->K; k++)
            remember(y, c, EG_GUARD_COUNT + s->K + k, *rest_slot(y, c, k));
    }
}
