#include "statistics/memo.h"

#include <string.h>

eg_memo_key eg_memo_key_of(const eg_ask *ask)
{
    eg_memo_key key = {.place = ask->place,
                       .outcome = ask->outcome,
                       .level = ask->level,
                       .reference_group = SIZE_MAX,
                       .reference = -1};
    if (ask->reference != NULL) {
        key.reference = (int)ask->reference->kind;
        /* the trend against each year's best has no group of its own: not that of any year */
        key.reference_group = ask->reference->trend_only ? SIZE_MAX - 1 : ask->reference->group;
    }
    return key;
}

bool eg_memo_same(const eg_memo_key *a, const eg_memo_key *b)
{
    return memcmp(&a->place, &b->place, sizeof a->place) == 0 && a->outcome == b->outcome &&
           a->level == b->level && a->reference == b->reference &&
           a->reference_group == b->reference_group;
}

void eg_memo_forget_cells(eg_memo *memo)
{
    for (size_t c = 0; c < 2; c++)
        for (size_t y = 0; y < EG_YEARS_MOST; y++)
            eg_free(memo->gathered.cells[c][y]);
    memset(&memo->gathered, 0, sizeof memo->gathered);
}

void eg_memo_forget_pages(eg_memo *memo)
{
    for (size_t c = 0; c < 2; c++)
        for (size_t y = 0; y < EG_YEARS_MOST; y++)
            eg_joint_page_free(memo->pages.of[c][y]);
    memset(&memo->pages, 0, sizeof memo->pages);
}

void eg_memo_forget_values(eg_memo *memo)
{
    memo->pair.made = false; /* which may borrow them */
    for (size_t y = 0; y < EG_YEARS_MOST; y++) {
        eg_free(memo->values.of[y]);
        eg_free(memo->values.below[y]);
    }
    memset(&memo->values, 0, sizeof memo->values);
}

void eg_memo_clear(eg_memo *memo)
{
    memo->own.of.kept = memo->pair.of.kept = false;
    eg_distributions_clear(&memo->own.of);
    eg_distributions_clear(&memo->pair.of);
    eg_design_clear(&memo->joint.design);
    eg_memo_forget_cells(memo);
    eg_memo_forget_pages(memo);
    eg_memo_forget_values(memo);
    eg_free(memo->priors);
    eg_unit_levels_free(memo->units);
    eg_free(memo->series);
    for (size_t y = 0; y < EG_YEARS_MOST; y++) {
        eg_free(memo->spread[y].set.d);
        eg_free(memo->table[y].count);
        memo->groups[y].of.kept = false;
        eg_groups_clear(&memo->groups[y].of);
    }
    memset(memo, 0, sizeof *memo);
}

eg_side eg_side_own(const eg_ask *ask)
{
    eg_memo *memo = ask->memo;
    eg_memo_key key = {.place = ask->place,
                       .outcome = ask->outcome,
                       .level = ask->level,
                       .reference_group = SIZE_MAX,
                       .reference = -1};
    if (memo != NULL && memo->side.made && eg_memo_same(&memo->side.key, &key))
        return memo->side.side;
    eg_side side = eg_side_of(ask->analysis, ask->outcome, &ask->place, ask->level);
    if (memo != NULL) {
        memo->side.made = true;
        memo->side.key = key;
        memo->side.side = side;
    }
    return side;
}

size_t eg_memo_best(eg_memo *memo, const eg_ask *ask, size_t year, size_t level)
{
    eg_memo_key key = {.place = ask->place,
                       .outcome = ask->outcome,
                       .level = level,
                       .reference_group = SIZE_MAX,
                       .reference = -1};
    key.place.year = (uint32_t)year;
    if (memo == NULL || year >= EG_YEARS_MOST)
        return eg_best_group(ask->analysis, ask->outcome, key.place, level);
    key.place.group = key.place.year = 0;
    if (!eg_memo_same(&memo->best.key, &key)) {
        memset(memo->best.of, 0, sizeof memo->best.of);
        memo->best.key = key;
    }
    size_t *best = &memo->best.of[year];
    if (*best == 0) {
        eg_place place = key.place;
        place.year = (uint32_t)year;
        *best = eg_best_group(ask->analysis, ask->outcome, place, level) + 1;
    }
    return *best - 1;
}
