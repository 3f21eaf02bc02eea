/* The end of a memo: above all that it may hold. */
#include <string.h>

#include "statistics/memo.h"

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
