/* What the data cannot tell, and which option decides it. */
#include <string.h>

#include "cli/layout.h"
#include "cli/profile_out.h"
#include "schema/level_words.h"
#include "schema/recipes.h"
#include "schema/spec_parse.h"

enum { WIDTH = 79, LEVELS_MOST = 64 };

typedef struct {
    eg_buffer *out;
    const eg_profiled *profiled;
    size_t n;
    bool json;
} decisions;

static void tell(decisions *d, eg_buffer *line)
{
    if (d->json) {
        eg_buffer_add_string(d->out, d->n++ == 0 ? "\n    " : ",\n    ");
        eg_profile_quote(d->out, eg_buffer_string(line));
        eg_buffer_rewind(line);
        return;
    }
    if (d->n++ == 0)
        eg_buffer_add_string(d->out, "\nwhat only you can decide\n");
    eg_buffer_add_string(d->out, "  - ");
    eg_wrap(d->out, eg_buffer_string(line), 4, 4, WIDTH);
    eg_buffer_rewind(line);
}

/* "--within school", "--within 'School Name,DBN'": as a shell takes it. */
static void add_argument(eg_buffer *line, const char *option, const char *value)
{
    bool plain =
        strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,-") ==
        strlen(value);
    eg_buffer_printf(line, plain ? "%s %s" : "%s '%s'", option, value);
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

/* How many years the records are of, as far as a column says so. */
static uint64_t years_met(const eg_profiled *profiled)
{
    for (size_t i = 0; i < eg_profile_columns(profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(profiled->profile, i);
        if (c->role == EG_ROLE_YEAR && c->used)
            return c->distinct;
    }
    return 1;
}

/* More records than a row for each student and year: something that must be said. */
static void of_repeats(decisions *d, eg_buffer *line)
{
    const eg_settings *settings = d->profiled->settings;
    for (size_t i = 0; i < eg_profile_columns(d->profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(d->profiled->profile, i);
        uint64_t usable = c->records - c->missing;
        if (c->role != EG_ROLE_ID || c->more || c->damaged || c->distinct == 0 ||
            usable <= c->distinct * years_met(d->profiled) ||
            usable - c->distinct < settings->min_n || settings->per != EG_PER_AUTO ||
            settings->collapse != EG_COLLAPSE_NONE)
            continue;
        eg_buffer_add_string(line, "what is counted: ");
        eg_add_count(line, usable);
        eg_buffer_add_string(line, " records are of ");
        eg_telling_add(line, &(eg_telling){eg_telling_least(d->profiled), false}, c->distinct);
        eg_buffer_add_string(line, " students; where rows of one student and year differ, "
                                   "--collapse first|last|min|max|mean|any makes them one, and "
                                   "--per row counts rows");
        tell(d, line);
    }
}

static void of_units(decisions *d, eg_buffer *line)
{
    size_t n = 0;
    eg_buffer names = {0};
    if (d->profiled->settings->within.n > 0)
        return;
    for (size_t i = 0; i < eg_profile_columns(d->profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(d->profiled->profile, i);
        if (c->role != EG_ROLE_UNIT || c->used)
            continue;
        const char *name = eg_name_quote(d->profiled->settings->arena, c->name);
        eg_buffer_add_string(&names, n++ > 0 ? "," : "");
        eg_buffer_add_escaped(&names, eg_text_of(name == NULL ? c->name : name));
    }
    if (n > 0) {
        eg_buffer_add_string(line, "whether to repeat the analysis within units: ");
        add_argument(line, "--within", eg_buffer_string(&names));
        tell(d, line);
    }
    eg_buffer_clear_into(&names, line);
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

/* A column of that concept whose values are of that type. */
static const eg_profile_column *of_type(const eg_profiled *profiled, const char *concept,
                                        eg_profile_type type)
{
    for (size_t i = 0; i < eg_profile_columns(profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(profiled->profile, i);
        if (c->concept != NULL && strcmp(c->concept, concept) == 0 && c->type == type)
            return c;
    }
    return NULL;
}

/* Figures that the publisher suppressed, and no student's id: these are hardly students. */
static bool looks_published(const eg_profiled *profiled)
{
    bool suppressed = false;
    for (size_t i = 0; i < eg_profile_columns(profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(profiled->profile, i);
        if (c->role == EG_ROLE_ID)
            return false;
        suppressed = suppressed || (c->type == EG_TYPE_NUMBER && c->suppressed > 0);
    }
    return suppressed;
}

static void of_aggregates(decisions *d, eg_buffer *line)
{
    const eg_profiled *profiled = d->profiled;
    const eg_profile_column *group = of_type(profiled, "aggregate", EG_TYPE_LEVELS);
    const eg_profile_column *n = of_type(profiled, "aggregate", EG_TYPE_NUMBER);
    if (profiled->settings->n_counts > 0 ||
        (of_concept(profiled, "aggregate") == NULL && !looks_published(profiled)))
        return;
    eg_buffer_add_string(line, "whether rows are groups and not students: --counts 'n=");
    eg_buffer_add_escaped(line, eg_text_of(n != NULL ? n->name : "COLUMN"));
    eg_buffer_add_string(line, ",rate=COLUMN' ");
    add_argument(line, "--group-column", group != NULL ? group->name : "COLUMN");
    tell(d, line);
}

/* Rows that stand for several students each, as a table of frequencies does. */
static void of_weights(decisions *d, eg_buffer *line)
{
    const eg_profiled *profiled = d->profiled;
    if (profiled->settings->weight.n > 0 || profiled->settings->n_counts > 0)
        return;
    for (size_t i = 0; i < eg_profile_columns(profiled->profile); i++) {
        const eg_profile_column *c = eg_profile_column_at(profiled->profile, i);
        bool n = c->role == EG_ROLE_NONE && c->type == EG_TYPE_NUMBER &&
                 (strcmp(c->name, "n") == 0 || strcmp(c->name, "N") == 0);
        if (c->used || (!n && c->role != EG_ROLE_WEIGHT))
            continue;
        eg_buffer_add_string(line, "whether a row stands for several students: ");
        add_argument(line, "--weight", c->name);
        tell(d, line);
        return;
    }
}

/* ---- columns that differ in a year or grade -----------------------------------------------
 */

enum { ENDINGS_MOST = 12, STEM_LEAST = 3 };

/* "read1" and "readk": what follows the letters; {NULL, 0}: nothing that says a year. */
static eg_text ending_of(const char *name)
{
    size_t n = strlen(name), at = n;
    while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
        at--;
    if (at == n && n > 0 && (name[n - 1] == 'k' || name[n - 1] == 'K'))
        at = n - 1;
    return at == n || n - at > 4 || at < STEM_LEAST ? (eg_text){NULL, 0}
                                                    : (eg_text){name + at, n - at};
}

/* Columns with the letters of this one and an ending, as "k,1,2,3"; how many. */
static size_t add_alike(const eg_profile *profile, const char *name, bool endings,
                        eg_buffer *out)
{
    size_t stem = strlen(name) - ending_of(name).n, n = 0;
    for (size_t i = 0; i < eg_profile_columns(profile); i++) {
        const char *other = eg_profile_column_at(profile, i)->name;
        eg_text ending = ending_of(other);
        if (ending.n == 0 || strlen(other) - ending.n != stem ||
            strncmp(name, other, stem) != 0)
            continue;
        eg_buffer_add_string(out, n++ == 0 ? "" : endings ? "," : ", ");
        eg_buffer_add_escaped(out, endings ? ending : eg_text_of(other));
    }
    return n;
}

/* 2023 is a year, 3 and k are grades. */
static const char *ends_in(const char *name)
{
    eg_text ending = ending_of(name);
    bool year =
        ending.n == 4 && (strncmp(ending.at, "19", 2) == 0 || strncmp(ending.at, "20", 2) == 0);
    return year ? "year" : "grade";
}

/* Two families with the same endings at least; one alone may be anything. */
static void of_wide(decisions *d, eg_buffer *line)
{
    const eg_profile *profile = d->profiled->profile;
    size_t n = eg_profile_columns(profile);
    eg_buffer first = {0}, other = {0};
    bool found = false;
    for (size_t i = 0; i < n && !found && d->profiled->settings->melt.name == NULL; i++) {
        const char *name = eg_profile_column_at(profile, i)->name;
        eg_buffer_rewind(&first);
        size_t alike = ending_of(name).n == 0 ? 0 : add_alike(profile, name, true, &first);
        for (size_t k = i + 1; k < n && alike > 1 && alike <= ENDINGS_MOST && !found; k++) {
            const char *with = eg_profile_column_at(profile, k)->name;
            eg_buffer_rewind(&other);
            found = ending_of(with).n > 0 &&
                    strncmp(with, name, strlen(name) - ending_of(name).n) != 0 &&
                    add_alike(profile, with, true, &other) == alike &&
                    strcmp(eg_buffer_string(&first), eg_buffer_string(&other)) == 0;
        }
        if (!found)
            continue;
        eg_buffer_add_string(line, "whether ");
        (void)add_alike(profile, name, false, line);
        eg_buffer_printf(line,
                         " and the like are one figure in several years or grades: --melt "
                         "'%s=%s'",
                         ends_in(name), eg_buffer_string(&first));
        tell(d, line);
    }
    eg_buffer_clear_into(&first, line);
    eg_buffer_clear_into(&other, line);
}

static void of_apart(decisions *d, eg_buffer *line)
{
    const eg_strings *apart = &eg_profile_schema(d->profiled->profile)->apart;
    for (size_t i = 0; i < apart->n; i++) {
        eg_buffer_add_escaped(line, eg_text_of(apart->at[i]));
        tell(d, line);
    }
}

static void decide(decisions *d)
{
    eg_buffer line = {0};
    of_apart(d, &line);
    of_aggregates(d, &line);
    of_weights(d, &line);
    of_wide(d, &line);
    for (size_t i = 0; i < eg_profile_columns(d->profiled->profile); i++)
        of_levels(d, &line, eg_profile_column_at(d->profiled->profile, i));
    of_repeats(d, &line);
    of_units(d, &line);
    of_recipes(d, &line);
    eg_buffer_clear_into(&line, d->out);
}

void eg_profile_decide(eg_buffer *out, const eg_profiled *profiled)
{
    decisions d = {.out = out, .profiled = profiled};
    decide(&d);
}

void eg_profile_decide_json(eg_buffer *out, const eg_profiled *profiled)
{
    decisions d = {.out = out, .profiled = profiled, .json = true};
    decide(&d);
}
