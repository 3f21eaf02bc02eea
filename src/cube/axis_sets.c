/* axis_sets.c - which axes a table, or its joint cells, are counted by. */
#include "cube/internal.h"

void eg_axis_set_add(eg_axis_set *set, uint32_t axis)
{
    size_t at = set->n;
    for (size_t i = 0; i < set->n; i++)
        if (set->axis[i] == axis)
            return;
    while (at > 0 && set->axis[at - 1] > axis) {
        set->axis[at] = set->axis[at - 1];
        at--;
    }
    set->axis[at] = axis;
    set->n++;
}

eg_axis_set eg_axis_set_of(const eg_schema *schema, size_t scope, size_t item)
{
    eg_axis_set set = {.n = 0};
    if (schema->year >= 0)
        eg_axis_set_add(&set, (uint32_t)schema->year);
    if (scope > 0)
        eg_axis_set_add(&set, schema->units[scope - 1]);
    if (item > 0)
        for (size_t i = 0; i < schema->items[item - 1].n_axes; i++)
            eg_axis_set_add(&set, schema->items[item - 1].axis[i]);
    return set;
}

bool eg_axis_set_within(const eg_axis_set *inner, const uint32_t *axis, size_t n)
{
    size_t found = 0;
    for (size_t i = 0; i < inner->n; i++)
        for (size_t j = 0; j < n; j++)
            found += inner->axis[i] == axis[j];
    return found == inner->n;
}

eg_axis_set eg_joint_set_of(const eg_schema *schema, size_t scope, size_t item)
{
    uint32_t axes[EG_COVARIATES_MOST];
    eg_axis_set set = eg_axis_set_of(schema, scope, item);
    size_t n = eg_item_covariates(schema, item - 1, axes);
    for (size_t i = 0; i < n; i++)
        eg_axis_set_add(&set, axes[i]);
    if (n == 0)
        set.n = 0;
    return set;
}
