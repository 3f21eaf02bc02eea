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

void eg_memo_forget_values(eg_memo *memo)
{
    memo->pair.made = false; /* which may borrow them */
    for (size_t y = 0; y < EG_YEARS_MOST; y++) {
        eg_free(memo->values.of[y]);
        eg_free(memo->values.below[y]);
    }
    memset(&memo->values, 0, sizeof memo->values);
}
