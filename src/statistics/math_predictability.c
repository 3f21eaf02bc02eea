#include "statistics/math_predictability.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/math_auc.h"
#include "statistics/math_deal.h"

static const char one_group[] = "fewer than two groups";
static const char one_outcome[] = "everyone has the same outcome";

/*
 * A table of groups by levels (a rate has two: success, failure) with room for a replicate.
 * Rows are sorted by their counts, so that the draws do not depend on the order the groups came
 * in.
 */
typedef struct {
    size_t groups, levels;
    double students;
    uint64_t *cells; /* sorted rows */
    uint64_t *size;  /* of each row */
    uint64_t *replicate;
    uint64_t *margin;      /* of each level */
    uint64_t *left;        /* of each level, while drawing */
    double *share;         /* of each cell among this level and the later ones of its row */
    double *rate;          /* of each group's replicate, for rates */
    double *inverse;       /* of each group's size */
    size_t *order;         /* for rates */
    eg_lot *lots;          /* of each row: its first level */
    eg_handfuls *handfuls; /* or all of them, where it has few students */
    eg_auc auc;            /* or all groups' rates of several replicates at once */
    eg_lot first;          /* of the first row under chance */
    bool first_made;
    eg_dealing dealing; /* or all of them */
    bool dealt;
    double *logs; /* n log n of small counts */
    size_t n_logs;
    double row_logs; /* sum of n log n of the rows */
    double all_log;  /* n log n of the students */
    double (*statistic)(void *table);
} table;

enum { WORDS_AT_ONCE = 16, LOGS_MOST = 1 << 14 };

static void table_clear(table *t)
{
    for (size_t g = 0; g < t->groups && t->lots != NULL; g++) {
        eg_lot_clear(&t->lots[g]);
    }
    for (size_t g = 0; g < t->groups && t->handfuls != NULL; g++) {
        eg_handfuls_clear(&t->handfuls[g]);
    }
    eg_auc_clear(&t->auc);
    eg_lot_clear(&t->first);
    eg_dealing_clear(&t->dealing);
    eg_free(t->lots);
    eg_free(t->handfuls);
    eg_free(t->logs);
    eg_free(t->cells);
    eg_free(t->share);
    eg_free(t->order);
}

static bool table_room(table *t, size_t groups, size_t levels)
{
    memset(t, 0, sizeof *t);
    t->groups = groups;
    t->levels = levels;
    size_t cells = groups * levels;
    t->cells = eg_alloc_zero(2 * cells + groups + 2 * levels, sizeof(uint64_t));
    t->share = eg_alloc(cells + 2 * groups, sizeof *t->share);
    t->order = eg_alloc(groups, sizeof *t->order);
    t->lots = eg_alloc_zero(groups, sizeof *t->lots);
    t->handfuls = eg_alloc_zero(groups, sizeof *t->handfuls);
    if (t->cells == NULL || t->share == NULL || t->order == NULL || t->lots == NULL ||
        t->handfuls == NULL) {
        table_clear(t);
        return false;
    }
    t->replicate = t->cells + cells;
    t->size = t->replicate + cells;
    t->margin = t->size + groups;
    t->left = t->margin + levels;
    t->rate = t->share + cells;
    t->inverse = t->rate + groups;
    for (size_t g = 0; g < groups; g++) {
        t->order[g] = g;
    }
    return true;
}

static bool row_before(const uint64_t *a, const uint64_t *b, size_t levels)
{
    for (size_t l = 0; l < levels; l++) {
        if (a[l] != b[l]) {
            return a[l] < b[l];
        }
    }
    return false;
}

static void sort_rows(uint64_t *cells, size_t groups, size_t levels, uint64_t *room)
{
    size_t bytes = levels * sizeof *cells, gap = 1;
    while (gap < groups / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < groups; i++) {
            size_t j = i;
            memcpy(room, cells + i * levels, bytes);
            while (j >= gap && row_before(room, cells + (j - gap) * levels, levels)) {
                memcpy(cells + j * levels, cells + (j - gap) * levels, bytes);
                j -= gap;
            }
            memcpy(cells + j * levels, room, bytes);
        }
    }
}

static double x_log_x(double x)
{
    return x > 0 ? x * log(x) : 0;
}

/* Keeps the rows that hold anybody, sorted, and fills sizes, margins and shares. */
static void table_settle(table *t)
{
    size_t kept = 0, levels = t->levels;
    for (size_t g = 0; g < t->groups; g++) {
        uint64_t size = 0;
        for (size_t l = 0; l < levels; l++) {
            size += t->cells[g * levels + l];
        }
        if (size > 0) {
            memmove(t->cells + kept * levels, t->cells + g * levels, levels * sizeof *t->cells);
            kept++;
        }
    }
    t->groups = kept;
    sort_rows(t->cells, kept, levels, t->replicate);
    for (size_t g = 0; g < kept; g++) {
        uint64_t later = 0;
        for (size_t l = levels; l-- > 0;) {
            uint64_t cell = t->cells[g * levels + l];
            later += cell;
            t->margin[l] += cell;
            t->share[g * levels + l] = later == 0 ? 0 : (double)cell / (double)later;
        }
        t->size[g] = later;
        t->inverse[g] = 1 / (double)later;
        t->students += (double)later;
        t->row_logs += x_log_x((double)later);
    }
    t->all_log = x_log_x(t->students);
}

/* Few students are drawn by handfuls, many level by level. */
static bool by_handfuls(const table *t, size_t g)
{
    return t->levels > 2 && eg_handfuls_fit(t->levels, t->size[g]);
}

/* The distributions that every replicate draws from. */
static bool lots_for_again(table *t)
{
    bool made = true;
    for (size_t g = 0; g < t->groups && made; g++) {
        const uint64_t *row = t->cells + g * t->levels;
        made = by_handfuls(t, g)
                   ? eg_handfuls_make(&t->handfuls[g], row, t->levels, t->size[g])
                   : eg_lot_binomial(&t->lots[g], t->size[g], t->share[g * t->levels]);
    }
    return made;
}

/* ... and every permutation. */
static bool lots_for_chance(table *t)
{
    uint64_t plain = (uint64_t)t->students - t->margin[0];
    t->dealt = eg_dealing_fits(t->size, t->groups, t->margin, t->levels);
    if (t->dealt) {
        return eg_dealing_make(&t->dealing, t->size, t->groups, t->margin, t->levels);
    }
    t->first_made = eg_lot_hypergeometric_fits(t->margin[0], plain, t->size[0]);
    return !t->first_made || eg_lot_hypergeometric(&t->first, t->margin[0], plain, t->size[0]);
}

static bool logs_room(table *t)
{
    t->n_logs = t->students < LOGS_MOST ? (size_t)t->students + 1 : LOGS_MOST;
    t->logs = eg_alloc(t->n_logs, sizeof *t->logs);
    for (size_t n = 0; t->logs != NULL && n < t->n_logs; n++) {
        t->logs[n] = x_log_x((double)n);
    }
    return t->logs != NULL;
}

static double remembered_log(const table *t, uint64_t n)
{
    return n < t->n_logs ? t->logs[n] : x_log_x((double)n);
}

/* Shell sort: the order of the replicate before is nearly right. */
static void sort_by_rate(const table *t)
{
    size_t gap = 1;
    while (gap < t->groups / 9) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < t->groups; i++) {
            size_t mine = t->order[i], j = i;
            double rate = t->rate[mine];
            for (; j >= gap && t->rate[t->order[j - gap]] > rate; j -= gap) {
                t->order[j] = t->order[j - gap];
            }
            t->order[j] = mine;
        }
    }
}

/* 2 AUC - 1 of the replicate. */
static double rate_statistic(void *context)
{
    table *t = context;
    double above = 0, successes = 0, failures = 0;
    if (t->auc.groups > 0) {
        return eg_auc_of(&t->auc, t->replicate);
    }
    for (size_t g = 0; g < t->groups; g++) {
        t->rate[g] = (double)t->replicate[2 * g] * t->inverse[g];
    }
    sort_by_rate(t);
    for (size_t j = 0; j < t->groups; j++) {
        size_t g = t->order[j];
        double s = (double)t->replicate[2 * g], f = (double)t->replicate[2 * g + 1];
        above += s * failures - f * successes;
        successes += s;
        failures += f;
    }
    return successes > 0 && failures > 0 ? above / (successes * failures) : 0;
}

static double level_statistic(void *context)
{
    const table *t = context;
    double cells = 0, columns = 0;
    for (size_t l = 0; l < t->levels; l++) {
        uint64_t column = 0;
        for (size_t g = 0; g < t->groups; g++) {
            uint64_t cell = t->replicate[g * t->levels + l];
            column += cell;
            cells += remembered_log(t, cell);
        }
        columns += remembered_log(t, column);
    }
    double all = t->all_log, entropy = all - columns;
    double shared = cells - t->row_logs - columns + all;
    return entropy > 1e-12 * t->students ? fmax(0, shared) / entropy : 0;
}

static void row_again(table *t, eg_random *random, size_t g)
{
    uint64_t *row = t->replicate + g * t->levels, left = t->size[g];
    if (t->handfuls[g].kinds > 0) {
        eg_handfuls_draw(&t->handfuls[g], random, row);
        return;
    }
    row[0] = eg_lot_draw(&t->lots[g], random);
    for (size_t l = 1; l < t->levels; l++) {
        left -= row[l - 1];
        row[l] = l + 1 == t->levels
                     ? left
                     : eg_draw_binomial(random, left, t->share[g * t->levels + l]);
    }
}

/* Each group anew from its own shares. */
static double table_again(void *context, eg_random *random)
{
    table *t = context;
    for (size_t g = 0; g < t->groups; g++) {
        row_again(t, random, g);
    }
    return t->statistic(t);
}

static double auc_again(void *context, eg_random *random)
{
    table *t = context;
    return eg_auc_draw(&t->auc, random);
}

/* The same of a rate whose groups all have tables. */
static double rate_again(void *context, eg_random *random)
{
    table *t = context;
    for (size_t from = 0; from < t->groups; from += WORDS_AT_ONCE) {
        uint32_t words[WORDS_AT_ONCE];
        size_t n = t->groups - from < WORDS_AT_ONCE ? t->groups - from : WORDS_AT_ONCE;
        eg_random_words(random, words, n);
        for (size_t i = 0; i < n; i++) {
            size_t g = from + i;
            uint64_t x = eg_lot_pick(&t->lots[g], words[i]);
            t->replicate[2 * g] = x;
            t->replicate[2 * g + 1] = t->size[g] - x;
        }
    }
    return rate_statistic(t);
}

static bool all_have_tables(const table *t)
{
    for (size_t g = 0; g < t->groups; g++) {
        if (t->lots[g].size == 0) {
            return false;
        }
    }
    return t->levels == 2;
}

static double (*again_of(const table *t, bool tables))(void *, eg_random *)
{
    double (*by_tables)(void *, eg_random *) = t->auc.groups > 0 ? auc_again : rate_again;
    return tables ? by_tables : table_again;
}

/* Students dealt to the groups at random, both margins kept. */
static double table_chance(void *context, eg_random *random)
{
    table *t = context;
    uint64_t remaining = (uint64_t)t->students;
    if (t->dealt) {
        eg_dealing_draw(&t->dealing, random, t->replicate);
        return t->statistic(t);
    }
    memcpy(t->left, t->margin, t->levels * sizeof *t->left);
    for (size_t g = 0; g < t->groups; g++) {
        uint64_t others = remaining, places = t->size[g];
        remaining -= places;
        for (size_t l = 0; l < t->levels; l++) {
            others -= t->left[l];
            uint64_t dealt = g == 0 && l == 0 && t->first_made
                                 ? eg_lot_draw(&t->first, random)
                                 : eg_random_hypergeometric(random, t->left[l], others, places);
            t->replicate[g * t->levels + l] = dealt;
            t->left[l] -= dealt;
            places -= dealt;
        }
    }
    return t->statistic(t);
}

/* In every cell by chance. Else a few draws may all be alike and the next one far out. */
static bool five_expected(const table *t)
{
    double least_row = INFINITY, least_column = INFINITY;
    for (size_t g = 0; g < t->groups; g++) {
        least_row = fmin(least_row, (double)t->size[g]);
    }
    for (size_t l = 0; l < t->levels; l++) {
        if (t->margin[l] > 0) {
            least_column = fmin(least_column, (double)t->margin[l]);
        }
    }
    return least_row * least_column >= 5 * t->students;
}

/*
 * A table that needs no permutation: with five students expected everywhere the statistic's
 * chi-square holds far enough out to tell that none of them would exceed it. (The Gini of three
 * groups and more weighs them otherwise, and is always drawn.)
 */
static bool clearly_unlike(const table *t, double value)
{
    double columns = 0, used = 0, g2 = 0;
    if (!five_expected(t) || (t->levels == 2 && t->groups > 2)) {
        return false;
    }
    for (size_t l = 0; l < t->levels; l++) {
        columns += x_log_x((double)t->margin[l]);
        used += t->margin[l] > 0 ? 1 : 0;
    }
    if (t->levels > 2) {
        g2 = 2 * value * (x_log_x(t->students) - columns);
    } else {
        /* of two groups: the value is |p1 - p2| n1 n2 over successes times failures */
        double both = (double)t->margin[0] * (double)t->margin[1];
        double sizes = (double)t->size[0] * (double)t->size[1];
        g2 = value * value * both * t->students / sizes;
    }
    return eg_chi_square_q(g2, ((double)t->groups - 1) * (used - 1)) < 1e-5;
}

static eg_status table_run(table *t, const eg_resampling *how, eg_estimate *out)
{
    size_t used = 0;
    table_settle(t);
    for (size_t l = 0; l < t->levels; l++) {
        used += t->margin[l] > 0 ? 1 : 0;
    }
    if (t->groups < 2 || used < 2) {
        *out = eg_estimate_none(t->groups < 2 ? one_group : one_outcome);
        return EG_OK;
    }
    if ((t->levels > 2 && !logs_room(t)) || (how->interval && !lots_for_again(t))) {
        return EG_E_MEMORY;
    }
    if ((how->test || how->correct) && !lots_for_chance(t)) {
        return EG_E_MEMORY;
    }
    bool few = t->levels == 2 && eg_auc_fits(t->students, t->groups);
    if (few && !eg_auc_make(&t->auc, t->lots, t->size, t->groups)) {
        return EG_E_MEMORY;
    }
    memcpy(t->replicate, t->cells, t->groups * t->levels * sizeof *t->cells);
    *out = eg_estimate_of(t->statistic(t));
    bool quick = how->interval && all_have_tables(t);
    const eg_replay replay = {t, again_of(t, quick), table_chance, false, five_expected(t)};
    eg_resampling plan = *how;
    bool clear = how->test && !how->correct && clearly_unlike(t, out->value);
    plan.test = how->test && !clear;
    eg_status status = eg_resample(&plan, &replay, out);
    if (clear) {
        out->p = 1 / (1 + (double)(how->replicates == 0 ? EG_REPLICATES : how->replicates));
    }
    return status;
}

eg_status eg_predictability_rate(const uint64_t *x, const uint64_t *n, size_t groups,
                                 const eg_resampling *how, eg_estimate *out)
{
    table t;
    *out = eg_estimate_none(one_group);
    if (groups < 2) {
        return EG_OK;
    }
    if (!table_room(&t, groups, 2)) {
        return EG_E_MEMORY;
    }
    t.statistic = rate_statistic;
    for (size_t g = 0; g < groups; g++) {
        t.cells[2 * g] = x[g];
        t.cells[2 * g + 1] = n[g] - x[g];
    }
    eg_status status = table_run(&t, how, out);
    table_clear(&t);
    return status;
}

eg_status eg_predictability_levels(const uint64_t *cells, size_t groups, size_t levels,
                                   const eg_resampling *how, eg_estimate *out)
{
    table t;
    *out = eg_estimate_none(groups < 2 ? one_group : one_outcome);
    if (groups < 2 || levels < 2) {
        return EG_OK;
    }
    if (!table_room(&t, groups, levels)) {
        return EG_E_MEMORY;
    }
    t.statistic = level_statistic;
    memcpy(t.cells, cells, groups * levels * sizeof *cells);
    eg_status status = table_run(&t, how, out);
    table_clear(&t);
    return status;
}
