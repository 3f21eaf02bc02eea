/* What the data cannot tell, and which option decides it. */
#include <string.h>

#include "cli/layout.h"
#include "cli/profile_out.h"
#include "schema/level_words.h"
#include "schema/recipes.h"

enum { WIDTH = 79, LEVELS_MOST = 64 };

typedef struct {
    eg_buffer *out;
    const eg_profiled *profiled;
    size_t n;
} decisions;

static void tell(decisions *d, eg_buffer *line)
{
    if (d->n++ == 0)
        eg_buffer_add_string(d->out, "\nwhat only you can decide\n");
    eg_buffer_add_string(d->out, "  - ");
    eg_wrap(d->out, eg_buffer_string(line), 4, 4, WIDTH);
    eg_buffer_rewind(line);
}

static const eg_profile_column *of_concept(const eg_profiled *profiled, const char *concept)
{
    for (size_t i = 0; i < eg_profile_columns(profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(profiled->profile, i);
        if (c->concept && strcmp(c->concept, concept) == 0 && c->role != EG_ROLE_NAME)
            return c;
    }
    return NULL;
}

/* Words of an outcome whose order nobody knows. */
static bool order_unknown(const eg_profile_column *c)
{
    eg_text words[LEVELS_MOST];
    uint32_t rank[LEVELS_MOST], n_ranks = 0;
    if (c->role != EG_ROLE_OUTCOME || c->type != EG_TYPE_LEVELS || c->n_levels > LEVELS_MOST ||
        (c->kind != EG_KIND_LEVELS && c->kind != EG_KIND_AUTO))
        return false;
    for (size_t i = 0; i < c->n_levels; i++)
        words[i] = eg_text_of(c->levels[i].text);
    return !eg_levels_order(words, c->n_levels, rank, &n_ranks);
}

static void of_levels(decisions *d, eg_buffer *line, const eg_profile_column *c)
{
    if (!order_unknown(c) || d->profiled->settings->n_outcomes > 0)
        return;
    eg_buffer_add_string(line, "the order of the levels of ");
    eg_buffer_add_escaped(line, eg_text_of(c->name));
    eg_buffer_add_string(line, ": --outcome '");
    eg_buffer_add_escaped(line, eg_text_of(c->name));
    eg_buffer_add_string(line,
                         ":levels(LOW<MIDDLE<HIGH)', or what is a success: ':rate(WORD|WORD)'");
    tell(d, line);
}

/* More records than students: a row a year, or something that must be said. */
static void of_repeats(decisions *d, eg_buffer *line)
{
    const eg_settings *settings = d->profiled->settings;
    for (size_t i = 0; i < eg_profile_columns(d->profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(d->profiled->profile, i);
        uint64_t usable = c->records - c->missing;
        if (c->role != EG_ROLE_ID || c->more || c->damaged || c->distinct == 0 ||
            usable <= c->distinct || usable - c->distinct < settings->min_n ||
            settings->per != EG_PER_AUTO || settings->collapse != EG_COLLAPSE_NONE)
            continue;
        eg_buffer_add_string(line, "what is counted: ");
        eg_add_count(line, usable);
        eg_buffer_add_string(line, " records are of ");
        eg_add_count(line, c->distinct);
        eg_buffer_add_string(line, " students; where rows of one student and year differ, "
                                   "--collapse first|last|min|max|mean|any makes them one, and "
                                   "--per row counts rows");
        tell(d, line);
    }
}

static void of_units(decisions *d, eg_buffer *line)
{
    size_t n = 0;
    if (d->profiled->settings->within.n > 0)
        return;
    for (size_t i = 0; i < eg_profile_columns(d->profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(d->profiled->profile, i);
        if (c->role != EG_ROLE_UNIT || c->used)
            continue;
        eg_buffer_add_string(line, n++ ? ", "
                                       : "whether to repeat the analysis within units: "
                                         "--within ");
        eg_buffer_add_escaped(line, eg_text_of(c->name));
    }
    if (n)
        tell(d, line);
}

static void of_recipes(decisions *d, eg_buffer *line)
{
    for (size_t i = 0; i < eg_recipes_count(); i++) {
        const eg_recipe *recipe = eg_recipes_at(i);
        const eg_profile_column *c = of_concept(d->profiled, recipe->inputs[0]);
        if (eg_recipe_inputs(recipe) < 2 || !c || !of_concept(d->profiled, recipe->inputs[1]))
            continue;
        eg_buffer_printf(line, "%s can be counted: --outcome @%s", recipe->title, recipe->name);
        tell(d, line);
    }
}

static void of_aggregates(decisions *d, eg_buffer *line)
{
    if (d->profiled->settings->n_counts > 0 || !of_concept(d->profiled, "aggregate"))
        return;
    eg_buffer_add_string(line, "whether rows are groups and not students: --counts "
                               "'n=COLUMN,rate=COLUMN' --group-column COLUMN");
    tell(d, line);
}

void eg_profile_decide(eg_buffer *out, const eg_profiled *profiled)
{
    decisions d = {.out = out, .profiled = profiled};
    eg_buffer line = {0};
    of_aggregates(&d, &line);
    for (size_t i = 0; i < eg_profile_columns(profiled->profile); i++)
        of_levels(&d, &line, eg_profile_column_at(profiled->profile, i));
    of_repeats(&d, &line);
    of_units(&d, &line);
    of_recipes(&d, &line);
    eg_buffer_clear_into(&line, out);
}
