/* write_group.c - what is known of one group in a table of groups. */
#include "write/groups.h"

const char *eg_group_name(const eg_group_table *table, eg_run run)
{
    return eg_cell_group(table->page, eg_fact_index_at(table->page->index, run.begin)->group);
}

const eg_fact *eg_group_own(const eg_group_table *table, eg_run run, const char *statistic)
{
    return eg_run_find(table->page->index, run, "", table->year, statistic, table->cut);
}

const eg_fact *eg_group_pair(const eg_group_table *table, eg_run run, const char *reference,
                             const char *year, const char *statistic)
{
    return eg_run_find(table->page->index, run, reference, year, statistic, table->cut);
}
