/* Breaks name dimensions and outcomes that there are: a misspelt one would join what it was to
 * keep apart. */
#include <stdio.h>

#include "schema/resolve.h"
#include "schema/spec_parse.h"

/* Names for did-you-mean. */
typedef struct {
    const char **at;
    size_t n;
} candidates;

static bool among(eg_resolver *r, const eg_strings *wanted, const candidates *names)
{
    for (size_t w = 0; w < wanted->n; w++)
        for (size_t i = 0; i < names->n; i++)
            if (eg_resolve_same(r, wanted->at[w], names->at[i]))
                return true;
    return false;
}

static void add(candidates *out, const char *name)
{
    if (name != NULL)
        out->at[out->n++] = name;
}

static void add_all(candidates *out, const eg_strings *names)
{
    for (size_t i = 0; i < names->n; i++)
        add(out, names->at[i]);
}

/* What is analysed and what a config describes, then every column: a break may stay in a config
 * of which only a part is asked for this time. */
static bool gather(eg_resolver *r, bool outcomes, candidates *out)
{
    const eg_schema *schema = r->schema;
    const eg_settings *s = r->settings;
    size_t n =
        schema->n_axes + 2 * (schema->n_outcomes + schema->n_given_outcomes) + r->n_names;
    for (size_t i = 0; i < s->n_dimensions; i++)
        n += s->dimensions[i].columns.n;
    for (size_t i = 0; i < s->n_outcome_notes; i++)
        n += s->outcome_notes[i].columns.n + 1;
    *out = (candidates){eg_arena_alloc(r->arena, n + 1, sizeof *out->at), 0};
    if (out->at == NULL)
        return false;
    for (size_t i = 0; !outcomes && i < schema->n_axes; i++)
        add(out, schema->axes[i].name);
    for (size_t i = 0; !outcomes && i < s->n_dimensions; i++)
        add_all(out, &s->dimensions[i].columns);
    for (size_t i = 0; outcomes && i < schema->n_outcomes; i++) {
        add(out, schema->outcomes[i].name);
        add(out, schema->outcomes[i].column);
    }
    for (size_t i = 0; outcomes && i < schema->n_given_outcomes; i++) {
        add(out, schema->given_outcomes[i].name);
        add(out, schema->given_outcomes[i].column);
    }
    for (size_t i = 0; outcomes && i < s->n_outcome_notes; i++) {
        add(out, s->outcome_notes[i].name);
        add_all(out, &s->outcome_notes[i].columns);
    }
    for (size_t i = 0; i < r->n_names; i++)
        add(out, r->names[i].written);
    return true;
}

static eg_status check(eg_resolver *r, const eg_break *b, bool outcomes)
{
    const eg_strings *wanted = outcomes ? &b->outcome : &b->dimension;
    candidates names;
    if (wanted->n == 0)
        return EG_OK;
    if (!gather(r, outcomes, &names))
        return eg_fail_memory(r->err);
    if (among(r, wanted, &names))
        return r->failed ? eg_fail_memory(r->err) : EG_OK;
    const char *nearest = eg_text_nearest(eg_text_of(wanted->at[0]), names.at, names.n);
    const char *what = outcomes ? "outcome" : "dimension";
    eg_status status = eg_fail(
        r->err, EG_E_CONFIG, "key \"breaks\": there is no %s \"%.*s\"%s%s%s", what,
        EG_SHOWN(eg_text_of(wanted->at[0])), nearest != NULL ? "; did you mean \"" : "",
        nearest != NULL ? nearest : "; name a column, or leave it out to stop all trends",
        nearest != NULL ? "\"?" : "");
    eg_error_place(r->err, b->file, b->line, b->column, NULL);
    return status;
}

eg_status eg_resolve_breaks(eg_resolver *r)
{
    eg_status status = EG_OK;
    for (size_t i = 0; i < r->settings->n_breaks && status == EG_OK; i++) {
        /* the dimensions of rows that are groups are known only when all are read */
        if (r->settings->n_counts == 0)
            status = check(r, &r->settings->breaks[i], false);
        if (status == EG_OK)
            status = check(r, &r->settings->breaks[i], true);
    }
    return status;
}
