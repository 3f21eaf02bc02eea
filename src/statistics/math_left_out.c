/* Predictability of a rate by cells that were not used for the guess: each pair left out. */
#include <math.h>
#include <stdlib.h>

#include "statistics/math_draw.h"
#include "statistics/math_predictability.h"

typedef struct {
    uint64_t x, n;
} cell;

/* One side of the pairs: what is guessed of students of a cell, how many there are. */
typedef struct {
    double guess, students;
} side;

/* Students of one guess. */
typedef struct {
    uint64_t yes, no;
} pile;

enum { PILES_A_CELL = 32, ENTRIES_MOST = 1 << 16, STUDENTS_MOST = 1 << 24 };

/* Cells are sorted, so that draws do not depend on the order they came in. */
typedef struct {
    size_t cells;
    cell *cell;
    eg_lot *lots; /* of each cell's successes */
    uint64_t *x;  /* of a replicate */
    side *yes, *no;
    uint32_t *rank; /* the pile of k / (n - 1), for each n of a cell and k under n; or NULL */
    size_t *ranks;  /* where each cell's begin */
    pile *piles;    /* by guess, empty between draws */
    size_t n_piles;
    uint64_t successes, students;
} left_out;

static int by_cell(const void *a, const void *b)
{
    const cell *x = a, *y = b;
    if (x->n != y->n) {
        return x->n < y->n ? -1 : 1;
    }
    return x->x < y->x ? -1 : x->x > y->x;
}

/* Shell's: many times, of few. */
static void sort_by_guess(side *sides, size_t n)
{
    size_t gap = 1;
    while (gap < n / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < n; i++) {
            side mine = sides[i];
            size_t j = i;
            for (; j >= gap && sides[j - gap].guess > mine.guess; j -= gap) {
                sides[j] = sides[j - gap];
            }
            sides[j] = mine;
        }
    }
}

typedef struct {
    double guess;
    uint32_t at;
} entry;

static int by_guess(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return x->guess < y->guess ? -1 : x->guess > y->guess;
}

/* The entries of all sizes of cells, these being sorted; 0: too many. */
static size_t count_entries(left_out *t)
{
    size_t entries = 0, begin = 0;
    for (size_t c = 0; c < t->cells; c++) {
        uint64_t n = t->cell[c].n;
        if (c == 0 || n != t->cell[c - 1].n) {
            begin = entries;
            entries += (size_t)n;
        }
        t->ranks[c] = begin;
        if (n > ENTRIES_MOST || entries > ENTRIES_MOST) {
            return 0;
        }
    }
    return entries;
}

/* Numbers the guesses there can be. */
static bool rank_guesses(left_out *t, entry *list, size_t entries)
{
    for (size_t c = 0; c < t->cells; c++) {
        double n = (double)t->cell[c].n;
        for (size_t k = 0; k < t->cell[c].n; k++) {
            size_t at = t->ranks[c] + k;
            list[at] = (entry){n > 1 ? (double)k / (n - 1) : 0, (uint32_t)at};
        }
    }
    qsort(list, entries, sizeof *list, by_guess);
    t->n_piles = 1;
    for (size_t i = 0; i < entries; i++) {
        t->n_piles += i > 0 && list[i].guess > list[i - 1].guess ? 1 : 0;
    }
    if (t->n_piles > PILES_A_CELL * t->cells) {
        return true;
    }
    t->rank = eg_alloc(entries, sizeof *t->rank);
    t->piles = eg_alloc_zero(t->n_piles, sizeof *t->piles);
    if (t->rank == NULL || t->piles == NULL) {
        return false;
    }
    for (size_t i = 0, rank = 0; i < entries; i++) {
        rank += i > 0 && list[i].guess > list[i - 1].guess ? 1 : 0;
        t->rank[list[i].at] = (uint32_t)rank;
    }
    return true;
}

/* Where many draws of few students are made, piles are faster than sorting. */
static bool make_piles(left_out *t)
{
    t->ranks = eg_alloc(t->cells, sizeof *t->ranks);
    if (t->ranks == NULL) {
        return false;
    }
    size_t entries = t->students <= STUDENTS_MOST ? count_entries(t) : 0;
    if (entries == 0) {
        return true;
    }
    entry *list = eg_alloc(entries, sizeof *list);
    bool made = list != NULL && rank_guesses(t, list, entries);
    eg_free(list);
    return made;
}

/* `statistic` by piles; `above` are those that piles do not tell, `known` failures. */
static double above_of_piles(left_out *t, uint64_t known, uint64_t lost)
{
    uint64_t less = 0;
    int64_t above = (int64_t)lost;
    for (size_t i = 0; i < t->n_piles; i++) {
        uint64_t no = t->piles[i].no;
        /* failures below the guess less those above it */
        above += (int64_t)t->piles[i].yes * ((int64_t)(2 * less + no) - (int64_t)known);
        less += no;
        t->piles[i] = (pile){0, 0};
    }
    return (double)above;
}

static double statistic_of_piles(left_out *t)
{
    uint64_t successes = 0, known = 0, lost = 0;
    for (size_t c = 0; c < t->cells; c++) {
        uint64_t n = t->cell[c].n, s = t->x[c], f = n - s;
        const uint32_t *rank = t->rank + t->ranks[c];
        successes += s;
        if (n > 1) {
            t->piles[rank[s - (s > 0 ? 1 : 0)]].yes += s;
            t->piles[rank[s - (f > 0 ? 0 : 1)]].no += f;
            known += f;
            lost += s * f; /* counted as lost, though a tie */
        }
    }
    double above = above_of_piles(t, known, lost);
    double s = (double)successes, f = (double)(t->students - successes);
    return s > 0 && f > 0 ? above / (s * f) : 0;
}

/*
 * 2 AUC - 1 over all pairs of a success and a failure, guessed for from the rates of their
 * cells without the two of them: of (x - 1) / (n - 1) and x / (n - 1) the larger is the guess.
 * Two of one cell are a tie; nobody guesses for the only student of a cell. All terms are whole
 * numbers, so that no order of adding matters.
 */
static double statistic(left_out *t)
{
    size_t yes = 0, no = 0;
    double successes = 0, failures = 0, above = 0;
    if (t->rank != NULL) {
        return statistic_of_piles(t);
    }
    for (size_t c = 0; c < t->cells; c++) {
        double n = (double)t->cell[c].n, s = (double)t->x[c], f = n - s;
        successes += s;
        failures += f;
        if (s > 0 && n > 1) {
            t->yes[yes++] = (side){(s - 1) / (n - 1), s};
        }
        if (f > 0 && n > 1) {
            t->no[no++] = (side){s / (n - 1), f};
            above += s * f; /* counted as lost below, though a tie */
        }
    }
    if (!(successes > 0) || !(failures > 0)) {
        return 0;
    }
    sort_by_guess(t->yes, yes);
    sort_by_guess(t->no, no);
    double known = 0, less = 0,
           upto = 0; /* failures: all, below the guess, at most the guess */
    for (size_t i = 0; i < no; i++) {
        known += t->no[i].students;
    }
    for (size_t i = 0, below = 0, at = 0; i < yes; i++) {
        for (; below < no && t->no[below].guess < t->yes[i].guess; below++) {
            less += t->no[below].students;
        }
        for (; at < no && t->no[at].guess <= t->yes[i].guess; at++) {
            upto += t->no[at].students;
        }
        above += t->yes[i].students * (less - (known - upto));
    }
    return above / (successes * failures);
}

/* Each cell anew from its own rate. */
static double again(void *context, eg_random *random)
{
    left_out *t = context;
    for (size_t c = 0; c < t->cells; c++) {
        t->x[c] = eg_lot_draw(&t->lots[c], random);
    }
    return statistic(t);
}

/* Students dealt to the cells at random, both margins kept. */
static double chance(void *context, eg_random *random)
{
    left_out *t = context;
    uint64_t successes = t->successes, students = t->students;
    for (size_t c = 0; c < t->cells; c++) {
        t->x[c] =
            eg_random_hypergeometric(random, successes, students - successes, t->cell[c].n);
        successes -= t->x[c];
        students -= t->cell[c].n;
    }
    return statistic(t);
}

static void clear(left_out *t)
{
    for (size_t c = 0; t->lots != NULL && c < t->cells; c++) {
        eg_lot_clear(&t->lots[c]);
    }
    eg_free(t->cell);
    eg_free(t->lots);
    eg_free(t->x);
    eg_free(t->yes);
    eg_free(t->rank);
    eg_free(t->ranks);
    eg_free(t->piles);
}

static bool make(left_out *t, const uint64_t *x, const uint64_t *n, size_t cells, bool lots)
{
    t->cell = eg_alloc(cells, sizeof *t->cell);
    t->lots = eg_alloc_zero(cells, sizeof *t->lots);
    t->x = eg_alloc(cells, sizeof *t->x);
    t->yes = eg_alloc(cells, 2 * sizeof *t->yes);
    if (t->cell == NULL || t->lots == NULL || t->x == NULL || t->yes == NULL) {
        return false;
    }
    t->no = t->yes + cells;
    for (size_t c = 0; c < cells; c++) {
        if (n[c] > 0) {
            t->cell[t->cells++] = (cell){x[c], n[c]};
            t->successes += x[c];
            t->students += n[c];
        }
    }
    qsort(t->cell, t->cells, sizeof *t->cell, by_cell);
    bool made = t->cells < 2 || make_piles(t);
    for (size_t c = 0; made && c < t->cells; c++) {
        t->x[c] = t->cell[c].x;
        made = !lots || eg_lot_binomial(&t->lots[c], t->cell[c].n,
                                        (double)t->cell[c].x / (double)t->cell[c].n);
    }
    return made;
}

eg_status eg_predictability_left_out(const uint64_t *x, const uint64_t *n, size_t cells,
                                     const eg_resampling *how, eg_estimate *out)
{
    left_out t = {0};
    *out = eg_estimate_none("fewer than two groups");
    if (cells < 2) {
        return EG_OK;
    }
    eg_status status = make(&t, x, n, cells, how->interval) ? EG_OK : EG_E_MEMORY;
    if (status == EG_OK && t.cells >= 2 && (t.successes == 0 || t.successes == t.students)) {
        *out = eg_estimate_none("everyone has the same outcome");
    } else if (status == EG_OK && t.cells >= 2) {
        eg_resampling plan = *how;
        const eg_replay replay = {&t, again, chance, true, false};
        *out = eg_estimate_of(statistic(&t));
        plan.correct = false; /* what chance gives is gone already */
        status = eg_resample(&plan, &replay, out);
    }
    clear(&t);
    return status;
}
