/* Targets given as options, onto the outcomes they name. */
#include <string.h>

#include "schema/resolve.h"

static eg_status unknown_outcome(eg_resolver *r, const char *name)
{
    const eg_schema *schema = r->schema;
    const char **names = eg_arena_alloc(r->arena, schema->n_outcomes + 1, sizeof *names);
    if (names == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < schema->n_outcomes; i++)
        names[i] = schema->outcomes[i].name;
    const char *near = eg_text_nearest(eg_text_of(name), names, schema->n_outcomes);
    return eg_fail(r->err, EG_E_USAGE,
                   "--target names the outcome \"%.80s\", which is not analysed%s%s%s", name,
                   near == NULL ? "; name it with --outcome" : "; did you mean \"",
                   near == NULL ? "" : near, near == NULL ? "" : "\"?");
}

static eg_status one_for_several(eg_resolver *r)
{
    const eg_schema *schema = r->schema;
    return eg_fail(r->err, EG_E_USAGE,
                   "--target has one number for %zu outcomes (\"%.60s\", \"%.60s\"%s): name "
                   "one with --outcome, or say --target NAME=NUMBER",
                   schema->n_outcomes, schema->outcomes[0].name, schema->outcomes[1].name,
                   schema->n_outcomes > 2 ? " and more" : "");
}

static eg_status give(eg_resolver *r, const eg_target_spec *target)
{
    eg_schema *schema = r->schema;
    size_t at = target->name == NULL ? 0 : schema->n_outcomes;
    if (target->name == NULL && schema->n_outcomes > 1)
        return one_for_several(r);
    for (size_t i = 0; i < schema->n_outcomes && target->name != NULL; i++)
        if (strcmp(schema->outcomes[i].name, target->name) == 0)
            at = i;
    if (at == schema->n_outcomes)
        return unknown_outcome(r, target->name);
    schema->outcomes[at].spec.has_target = true;
    schema->outcomes[at].spec.target = target->value;
    return EG_OK;
}

eg_status eg_resolve_targets(eg_resolver *r)
{
    const eg_settings *settings = r->settings;
    eg_status status = EG_OK;
    for (size_t i = 0; i < settings->n_targets && status == EG_OK; i++)
        status = give(r, &settings->targets[i]);
    for (size_t o = 0; o < r->schema->n_outcomes && settings->by_year != NULL; o++)
        if (r->schema->outcomes[o].spec.has_target)
            r->schema->outcomes[o].spec.target_year = settings->by_year;
    return status;
}
