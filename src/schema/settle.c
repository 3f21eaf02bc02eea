/* After the last record: what depends on whole columns. */
#include "schema/derived.h"
#include "schema/nests.h"

#include <string.h>

/* --learners that changed nothing would leave its reader with groups he did not ask for. */
static eg_status check_learners(const eg_schema *schema, const eg_settled *settled,
                                eg_error *err)
{
    if (schema->settings->learners == EG_LEARNERS_AS_GIVEN)
        return EG_OK;
    for (size_t i = 0; i < schema->n_axes; i++)
        if (schema->axes[i].concept != NULL && settled->axes[i].rule != NULL &&
            strcmp(schema->axes[i].concept, "english_learner") == 0)
            return EG_OK;
    const char *why = "no dimension is a column of English-learner statuses; name it with --by";
    for (size_t i = settled->notes.n; i > 0; i--)
        if (strstr(settled->notes.at[i - 1], "whatever --learners asks") != NULL)
            why = settled->notes.at[i - 1];
    return eg_fail(err, EG_E_USAGE, "--learners: %s", why);
}

static eg_status settle_all(eg_coder *coder, eg_settled *settled, eg_error *err)
{
    const eg_schema *schema = coder->schema;
    settled->axes = eg_arena_alloc(settled->arena, schema->n_axes + 1, sizeof *settled->axes);
    settled->outcomes =
        eg_arena_alloc(settled->arena, schema->n_outcomes + 1, sizeof *settled->outcomes);
    if (settled->axes == NULL || settled->outcomes == NULL)
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    for (size_t i = 0; i < schema->n_axes && status == EG_OK; i++)
        status = eg_axis_settle(coder, i, settled, err);
    if (status == EG_OK)
        status = eg_race_notes(coder, settled, err);
    if (status == EG_OK)
        status = check_learners(schema, settled, err);
    for (size_t i = 0; i < schema->n_outcomes && status == EG_OK; i++)
        status = eg_outcome_settle(coder, i, settled, err);
    for (size_t i = 0; i < schema->n_figures && status == EG_OK; i++)
        status =
            eg_forms_check(&coder->figures[i].forms, coder->figures[i].column->column, err);
    if (status == EG_OK && !eg_nests_settle(coder->nests, schema, settled))
        status = eg_fail_memory(err);
    return status;
}

eg_status eg_coder_settle(eg_coder *coder, eg_settled **out, eg_error *err)
{
    *out = NULL;
    eg_arena *arena = eg_arena_new();
    eg_settled *settled = arena == NULL ? NULL : eg_arena_alloc(arena, 1, sizeof *settled);
    if (settled == NULL) {
        eg_arena_free(arena);
        return eg_fail_memory(err);
    }
    settled->arena = arena;
    eg_status status = settle_all(coder, settled, err);
    if (status != EG_OK) {
        eg_settled_free(settled);
        return status;
    }
    *out = settled;
    return EG_OK;
}

bool eg_item_overlaps(const eg_settled *settled, const eg_item *item)
{
    for (size_t k = 0; k < item->n_axes; k++)
        if (settled->axes[item->axis[k]].member_from != NULL)
            return true;
    return false;
}

void eg_settled_free(eg_settled *settled)
{
    if (settled != NULL)
        eg_arena_free(settled->arena);
}
