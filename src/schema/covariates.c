/* What adjusted statistics hold equal besides an item's own axes. */
#include "equitygap/schema.h"

static bool has_axis(const uint32_t *axes, size_t n, uint32_t axis)
{
    for (size_t i = 0; i < n; i++)
        if (axes[i] == axis)
            return true;
    return false;
}

bool eg_axis_is_covariate(const eg_schema *schema, size_t axis)
{
    return has_axis(schema->covariates, schema->n_covariates, (uint32_t)axis);
}

bool eg_axis_divides(const eg_schema *schema, size_t axis)
{
    for (size_t i = 0; i < schema->n_items; i++)
        if (has_axis(schema->items[i].axis, schema->items[i].n_axes, (uint32_t)axis))
            return true;
    return eg_axis_is_covariate(schema, axis);
}

/* false: there are too many. */
static bool add(const eg_item *own, uint32_t axis, uint32_t axes[EG_COVARIATES_MOST], size_t *n)
{
    size_t at = *n;
    if (has_axis(own->axis, own->n_axes, axis) || has_axis(axes, *n, axis))
        return true;
    if (*n == EG_COVARIATES_MOST)
        return false;
    for (; at > 0 && axes[at - 1] > axis; at--)
        axes[at] = axes[at - 1];
    axes[at] = axis;
    ++*n;
    return true;
}

size_t eg_item_covariates(const eg_schema *schema, size_t item,
                          uint32_t axes[EG_COVARIATES_MOST])
{
    const eg_item *own = &schema->items[item];
    size_t n = 0;
    bool few = true;
    for (size_t i = 0; few && i < schema->n_covariates; i++)
        few = add(own, schema->covariates[i], axes, &n);
    for (size_t i = 0; few && !schema->covariates_named && i < schema->n_items; i++)
        if (schema->items[i].n_axes == 1)
            few = add(own, schema->items[i].axis[0], axes, &n);
    return few ? n : 0;
}
