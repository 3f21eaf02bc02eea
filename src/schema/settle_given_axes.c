/* settle_given_axes.c - what both forms of groups need: names that mean everybody, and the axes
 * that are no groups. */
#include <string.h>

#include "schema/group_words.h"
#include "schema/settle_given.h"

/* A label that settling has marked as no total of ours is compared without its mark. */
const char *eg_given_plain(const char *label)
{
    return label[0] == '\\' ? label + 1 : label;
}

bool eg_given_is_total(const eg_given_work *w, const char *label)
{
    label = eg_given_plain(label);
    for (size_t i = 0; i < w->settings->totals.n; i++)
        if (strcmp(w->settings->totals.at[i], label) == 0)
            return true;
    return eg_group_is_total(eg_text_of(label));
}

/* Year and units keep their settled levels behind the dimensions. */
eg_status eg_given_carry_axes(eg_given_work *w, size_t n)
{
    const eg_axis_settled *raw_axes = w->raw_axes;
    const eg_schema *raw = w->raw;
    eg_schema *schema = w->plan->schema;
    size_t at = n;
    if (raw->year >= 0) {
        schema->axes[at] = raw->axes[raw->year];
        w->axes[at] = raw_axes[raw->year];
        w->plan->year = &raw_axes[raw->year];
        schema->year = (int32_t)at++;
    }
    for (size_t u = 0; u < raw->n_units; u++) {
        schema->axes[at] = raw->axes[raw->units[u]];
        w->axes[at] = raw_axes[raw->units[u]];
        w->plan->units[u] = &raw_axes[raw->units[u]];
        uint8_t *totals = eg_arena_alloc(w->arena, raw_axes[raw->units[u]].n + 1, 1);
        if (totals == NULL)
            return eg_fail_memory(w->err);
        for (size_t l = 0; l < raw_axes[raw->units[u]].n; l++)
            totals[l] = l == raw_axes[raw->units[u]].unknown ||
                        eg_given_is_total(w, raw_axes[raw->units[u]].levels[l].label);
        w->plan->unit_total[u] = totals;
        schema->units[u] = (uint32_t)at++;
    }
    schema->n_axes = at;
    return EG_OK;
}
