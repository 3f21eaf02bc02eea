/* The State's counts: one pass over its file, from columns to views. */
#include "job/state.h"

#include <stdlib.h>
#include <string.h>

#include "job/state_match.h"

/* ---- which columns
 * ----------------------------------------------------------------------------------- */

/* A header of the file that reads so, as it is written there; NULL: none. */
static const char *header_named(eg_state *s, const char *name)
{
    size_t n = 0;
    const eg_text *names = eg_source_header(s->source, 0, &n);
    for (size_t i = 0; i < n; i++)
        if (eg_text_same_word(eg_text_trim(names[i]), name))
            return eg_arena_string(s->arena, eg_text_trim(names[i]));
    return NULL;
}

static eg_status no_columns(const eg_state *s, eg_error *err)
{
    eg_error_place(err, s->wanted->settings->state, 0, 0, NULL);
    return eg_fail(err, EG_E_INPUT,
                   "the State's counts need the columns n, count (or rate) and group; "
                   "--state-counts and --state-group-column name them where they are called "
                   "otherwise");
}

/* n, count or rate as they are called when nothing is said. */
static eg_status usual_columns(eg_state *s, eg_settings *own, eg_error *err)
{
    eg_counts_spec *map = eg_arena_alloc(s->arena, 1, sizeof *map);
    const char **groups = eg_arena_alloc(s->arena, 2, sizeof *groups);
    if (map == NULL || groups == NULL)
        return eg_fail_memory(err);
    *map = (eg_counts_spec){.n = header_named(s, "n"), .count = header_named(s, "count")};
    if (map->count == NULL)
        map->rate = header_named(s, "rate");
    if (map->n == NULL || (map->count == NULL && map->rate == NULL))
        return no_columns(s, err);
    own->counts = map;
    own->n_counts = 1;
    s->unnamed = true;
    s->outcome_column = header_named(s, "outcome");
    return EG_OK;
}

static eg_status group_columns(eg_state *s, eg_settings *own, eg_error *err)
{
    const eg_settings *asked = s->wanted->settings;
    const char **groups = eg_arena_alloc(s->arena, 2, sizeof *groups);
    if (groups == NULL)
        return eg_fail_memory(err);
    own->group_columns = asked->state_group_columns;
    if (own->group_columns.n == 0 && !s->unnamed)
        own->group_columns = asked->group_columns;
    if (own->group_columns.n > 0)
        return EG_OK;
    const char *dimension = header_named(s, "dimension"), *group = header_named(s, "group");
    if (group == NULL)
        return no_columns(s, err);
    own->group_columns = (eg_strings){groups, 0};
    if (dimension != NULL)
        groups[own->group_columns.n++] = dimension;
    groups[own->group_columns.n++] = group;
    return EG_OK;
}

/* The map of the data holds for the State's file too when it has its columns. */
static bool same_layout(eg_state *s)
{
    const eg_settings *asked = s->wanted->settings;
    return asked->n_counts > 0 && asked->counts[0].n != NULL &&
           header_named(s, asked->counts[0].n) != NULL;
}

static eg_status choose_columns(eg_state *s, eg_settings *own, eg_error *err)
{
    const eg_settings *asked = s->wanted->settings;
    eg_status status = EG_OK;
    s->unnamed = false;
    if (asked->n_state_counts > 0) {
        own->counts = asked->state_counts;
        own->n_counts = asked->n_state_counts;
    } else if (same_layout(s)) {
        own->counts = asked->counts;
        own->n_counts = asked->n_counts;
    } else {
        status = usual_columns(s, own, err);
    }
    if (status == EG_OK)
        status = group_columns(s, own, err);
    own->totals = asked->totals;
    own->missing_marks = asked->missing_marks;
    own->missing_replaced = asked->missing_replaced;
    own->suppressed_marks = asked->suppressed_marks;
    own->suppressed_replaced = asked->suppressed_replaced;
    own->not_applicable_marks = asked->not_applicable_marks;
    /* The year's column may be called as in the data; else it is recognised. */
    for (size_t i = 0; i < asked->year.n && own->year.n == 0; i++)
        if (header_named(s, asked->year.at[i]) != NULL)
            own->year = (eg_strings){asked->year.at + i, 1};
    return status;
}

/* One outcome of a file that has a column of them. */
static eg_status keep_outcome(eg_state *s, eg_settings *own, const char *outcome, eg_error *err)
{
    eg_where *where = eg_arena_alloc(s->arena, 1, sizeof *where);
    const char **value = eg_arena_alloc(s->arena, 1, sizeof *value);
    if (where == NULL || value == NULL)
        return eg_fail_memory(err);
    *value = outcome;
    *where = (eg_where){s->outcome_column, EG_COMPARE_EQ, {value, 1}};
    own->where = where;
    own->n_where = 1;
    return EG_OK;
}

/* ---- one pass
 * ---------------------------------------------------------------------------------------- */

typedef struct {
    eg_settings *own;
    eg_intake *intake;
    eg_schema *schema;
    eg_coder *coder;
    eg_given *given;
    eg_given_plan plan;
    eg_settled *settled;
    eg_views *views;
} pass;

static void pass_clear(pass *p)
{
    eg_views_free(p->views);
    eg_settled_free(p->settled);
    eg_given_free(p->given);
    eg_coder_free(p->coder);
    eg_schema_free(p->schema);
    eg_intake_free(p->intake);
    eg_settings_free(p->own);
}

static eg_status open_file(eg_state *s, eg_error *err)
{
    eg_source_options *options = eg_arena_alloc(s->arena, 1, sizeof *options);
    if (options == NULL)
        return eg_fail_memory(err);
    eg_source_close(s->source);
    s->source = NULL;
    *options = (eg_source_options){.control = s->wanted->control};
    return eg_source_open(&s->source, &s->wanted->settings->state, 1, options, err);
}

static eg_status resolve(eg_state *s, pass *p, eg_error *err)
{
    size_t n = 0;
    eg_status status = eg_intake_new(&p->intake, p->own, s->source, true, err);
    if (status != EG_OK)
        return status;
    const eg_text *header = eg_intake_header(p->intake, 0, &n);
    const char *name = eg_intake_name(p->intake, 0);
    status = eg_schema_resolve(&p->schema, p->own, &header, &n, &name, 1, err);
    if (status == EG_OK)
        status = eg_intake_select(p->intake, p->schema->select, p->schema->n_fields, err);
    if (status == EG_OK)
        status = eg_coder_new(&p->coder, p->schema, err);
    return status == EG_OK ? eg_given_new(&p->given, p->schema, err) : status;
}

static eg_status read_rows(eg_state *s, pass *p, eg_error *err)
{
    for (;;) {
        eg_batch batch;
        const eg_coded *coded = NULL;
        eg_status status = eg_intake_next(p->intake, &batch, err);
        if (status != EG_OK || batch.rows == 0)
            return status;
        status = eg_coder_code(p->coder, &batch, &coded, err);
        if (status == EG_OK)
            status = eg_given_add(p->given, coded, err);
        if (status != EG_OK)
            return status;
        if (!eg_go_on(s->wanted->control, &(eg_progress){.stage = "reading"}))
            return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    }
}

static eg_status conclude(pass *p, eg_error *err)
{
    eg_status status = eg_coder_settle(p->coder, &p->settled, err);
    if (status == EG_OK)
        status = eg_given_settle(p->coder, p->settled, &p->plan, err);
    if (status == EG_OK)
        status = eg_views_given(&p->views, p->given, &p->plan, p->settled, err);
    uint64_t differing = status == EG_OK ? eg_given_tally_of(p->given)->differing : 0;
    if (differing == 0)
        return status;
    return eg_fail(
        err, EG_E_INPUT,
        "rows of one group and year differ in the State's counts, of %s %s; keep one "
        "row for each, of the whole State",
        eg_count_words(differing).text, differing == 1 ? "group" : "groups");
}

/* outcome: the district's that the rows are of, SIZE_MAX: the columns say. */
static eg_status read_pass(eg_state *s, size_t outcome, eg_error *err)
{
    pass p = {.own = NULL};
    eg_status status = open_file(s, err);
    if (status == EG_OK)
        status = eg_settings_new(&p.own, err);
    if (status == EG_OK)
        status = choose_columns(s, p.own, err);
    if (status == EG_OK && s->outcome_column != NULL && outcome == SIZE_MAX) {
        pass_clear(&p);
        return EG_OK; /* now it is known that it has such a column */
    }
    if (status == EG_OK && s->outcome_column != NULL)
        status = keep_outcome(s, p.own, s->wanted->schema->outcomes[outcome].name, err);
    if (status == EG_OK)
        status = resolve(s, &p, err);
    if (status == EG_OK)
        status = read_rows(s, &p, err);
    if (status == EG_OK && eg_coder_tally_of(p.coder)->records > 0) {
        status = conclude(&p, err);
        if (status == EG_OK)
            status = eg_state_match(s,
                                    &(eg_state_given){p.plan.schema, p.settled, p.views,
                                                      p.own->group_columns.n == 2, outcome},
                                    err);
    }
    if (status != EG_OK)
        eg_error_place(err, s->wanted->settings->state, 0, 0, NULL);
    pass_clear(&p);
    return status;
}

/* ---- all of it
 * -------------------------------------------------------------------------------------- */

static int compare_counts(const void *a, const void *b)
{
    const eg_state_count *l = a, *r = b;
    const size_t left[] = {l->outcome, l->item, l->year, l->group};
    const size_t right[] = {r->outcome, r->item, r->year, r->group};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static eg_status read_all(eg_state *s, eg_error *err)
{
    const eg_schema *schema = s->wanted->schema;
    eg_status status = read_pass(s, SIZE_MAX, err);
    for (size_t o = 0; o < schema->n_outcomes && status == EG_OK; o++)
        if (s->outcome_column != NULL && s->wanted->settled->outcomes[o].kind == EG_KIND_RATE)
            status = read_pass(s, o, err);
    if (status != EG_OK)
        return status;
    if (s->n == 0) {
        eg_error_place(err, s->wanted->settings->state, 0, 0, NULL);
        return eg_fail(err, EG_E_INPUT,
                       "none of the State's counts is of an outcome, group and year of the "
                       "data; their names must be the same");
    }
    qsort(s->at, s->n, sizeof *s->at, compare_counts);
    return EG_OK;
}

eg_status eg_state_read(eg_state **out, const eg_state_wanted *wanted, eg_error *err)
{
    *out = NULL;
    eg_state *s = eg_alloc_zero(1, sizeof *s);
    if (s == NULL)
        return eg_fail_memory(err);
    s->wanted = wanted;
    s->arena = eg_arena_new();
    eg_status status = s->arena == NULL ? eg_fail_memory(err) : read_all(s, err);
    s->wanted = NULL;
    if (status != EG_OK) {
        eg_state_free(s);
        return status;
    }
    *out = s;
    return EG_OK;
}

void eg_state_free(eg_state *state)
{
    if (state == NULL)
        return;
    eg_source_close(state->source);
    eg_free(state->at);
    eg_arena_free(state->arena);
    eg_free(state);
}

const eg_state_count *eg_state_counts_of(const eg_state *state, size_t *n)
{
    *n = state->n;
    return state->at;
}

const eg_file_tally *eg_state_tally(const eg_state *state)
{
    return eg_source_tally(state->source, 0);
}
