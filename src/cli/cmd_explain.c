#include "cli/command.h"

#include <string.h>

#include "cli/layout.h"
#include "cli/tell.h"
#include "equitygap/statistics.h"
#include "schema/recipes.h"

enum { WIDTH = 79, NAME_COLUMN = 34, LABEL_COLUMN = 12 };

static const char *scope_words(eg_stat_scope scope)
{
    switch (scope) {
    case EG_SCOPE_GROUP:
        return "a group by itself";
    case EG_SCOPE_PAIR:
        return "a group and its reference";
    case EG_SCOPE_GROUP_TREND:
        return "a group over the years";
    case EG_SCOPE_PAIR_TREND:
        return "a group and its reference over the years";
    case EG_SCOPE_DIMENSION:
        return "a whole dimension";
    case EG_SCOPE_DIMENSION_TREND:
        return "a whole dimension over the years";
    case EG_SCOPE_UNITS_PAIR:
        return "a group and its reference over all units";
    case EG_SCOPE_UNITS_DIMENSION:
        return "a whole dimension over all units";
    case EG_SCOPE_SPREAD_GROUP:
        return "a group's students over all units";
    case EG_SCOPE_SPREAD_DIMENSION:
        return "all students over all units";
    case EG_SCOPE_TOGETHER:
        return "all dimensions together";
    }
    return "";
}

/* "RL" as "rates, ordered levels". */
static void add_kinds(eg_buffer *out, const char *kinds)
{
    static const struct {
        char letter;
        const char *words;
    } rows[] = {{'R', "rates"}, {'M', "means"}, {'L', "ordered levels"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strchr(kinds, rows[i].letter))
            eg_buffer_printf(out, "%s%s", n++ ? ", " : "", rows[i].words);
    }
}

static void add_part(eg_buffer *out, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    size_t start = out->n;
    eg_buffer_add_string(out, label);
    eg_pad(out, start, LABEL_COLUMN);
    eg_wrap(out, text, LABEL_COLUMN, LABEL_COLUMN, WIDTH);
}

typedef enum {
    PART_DEFINITION,
    PART_FORMULA,
    PART_WHEN,
    PART_EXAMPLE,
    PART_TRAPS,
    PART_SOURCE
} part;

static const char *text_of(const eg_statistic *row, part which)
{
    switch (which) {
    case PART_DEFINITION:
        return row->definition;
    case PART_FORMULA:
        return row->formula;
    case PART_WHEN:
        return row->when;
    case PART_EXAMPLE:
        return row->example;
    case PART_TRAPS:
        return row->traps;
    case PART_SOURCE:
        return row->source;
    }
    return "";
}

/* "As slope." is what slope says there: a reader asked about one statistic only. */
static const char *part_of(const eg_statistic *row, part which)
{
    const char *text = text_of(row, which);
    for (size_t depth = 0; depth < 4 && strncmp(text, "As ", 3) == 0; depth++) {
        size_t n = strcspn(text + 3, ".");
        const eg_statistic *other = eg_statistics_find((eg_text){text + 3, n});
        if (!other || strcmp(text + 3 + n, ".") != 0)
            break;
        text = text_of(other, which);
    }
    return text;
}

static void add_statistic(eg_buffer *out, const eg_statistic *row)
{
    eg_buffer of = {0};
    eg_buffer_printf(&of, "%s; for ", scope_words(row->scope));
    add_kinds(&of, row->kinds);
    eg_buffer_printf(&of, "; set %s", row->set);
    eg_buffer_printf(out, "%s - ", row->name);
    eg_wrap(out, row->title, strlen(row->name) + 3, 4, WIDTH);
    eg_buffer_add_char(out, '\n');
    add_part(out, "What", part_of(row, PART_DEFINITION));
    add_part(out, "Of", eg_buffer_string(&of));
    add_part(out, "Formula", part_of(row, PART_FORMULA));
    add_part(out, "When", part_of(row, PART_WHEN));
    add_part(out, "Example", part_of(row, PART_EXAMPLE));
    add_part(out, "Traps", part_of(row, PART_TRAPS));
    add_part(out, "Source", part_of(row, PART_SOURCE));
    eg_buffer_clear_into(&of, out);
}

static bool first_of_set(size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(eg_statistics_at(i)->set, eg_statistics_at(index)->set) == 0)
            return false;
    }
    return true;
}

static void add_set(eg_buffer *out, const char *set)
{
    eg_buffer_printf(out, "Set %s\n", set);
    for (size_t i = 0; i < eg_statistics_count(); i++) {
        const eg_statistic *row = eg_statistics_at(i);
        if (strcmp(row->set, set) != 0)
            continue;
        size_t start = out->n;
        eg_buffer_printf(out, "  %s", row->name);
        eg_pad(out, start, NAME_COLUMN);
        eg_wrap(out, row->title, NAME_COLUMN, NAME_COLUMN, WIDTH);
    }
}

static void add_catalogue(eg_buffer *out)
{
    for (size_t i = 0; i < eg_statistics_count(); i++) {
        if (!first_of_set(i))
            continue;
        add_set(out, eg_statistics_at(i)->set);
        eg_buffer_add_char(out, '\n');
    }
    eg_buffer_add_string(out,
                         "equitygap explain NAME says how one is computed and when to use it;\n"
                         "equitygap explain recipes lists the outcome recipes.\n"
                         "equitygap analyze --stats takes sets and names.\n");
}

static eg_status unknown_name(const eg_session *session, const char *name, eg_error *err)
{
    size_t n = eg_statistics_count(), filled = 0;
    const char **names = eg_arena_alloc(session->arena, 2 * n + 1, sizeof *names);
    if (!names)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        const char *full = eg_statistics_at(i)->name;
        names[filled] = eg_arena_string(session->arena, (eg_text){full, strcspn(full, ":")});
        if (!names[filled++])
            return eg_fail_memory(err);
        if (first_of_set(i))
            names[filled++] = eg_statistics_at(i)->set;
    }
    const char *nearest = eg_text_nearest(eg_text_of(name), names, filled);
    return eg_fail(
        err, EG_E_USAGE,
        "there is no statistic or set \"%.60s\"%s%s%s \"equitygap explain\" lists all", name,
        nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : ";");
}

/* A family's row by its name before the colon: "share" for "share:LEVEL". */
static const eg_statistic *find_family(const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < eg_statistics_count(); i++) {
        const eg_statistic *row = eg_statistics_at(i);
        if (strncmp(row->name, name, n) == 0 && row->name[n] == ':')
            return row;
    }
    return NULL;
}

static void add_recipe(eg_buffer *out, const eg_recipe *recipe)
{
    bool two = eg_recipe_inputs(recipe) > 1;
    eg_buffer_printf(out, "%s - %s\n\n", recipe->name, recipe->title);
    add_part(out, "Counts", recipe->numerator);
    add_part(out, "Out of", recipe->denominator);
    add_part(out, "Left out", recipe->exclusions);
    add_part(out, "Better", recipe->lower ? "lower" : "higher");
    add_part(out, "Source", recipe->source);
    eg_buffer_printf(out, "Columns     %s%s%s\n", recipe->inputs[0], two ? ", " : "",
                     two ? recipe->inputs[1] : "");
    eg_buffer_printf(out, "\nequitygap analyze FILE --outcome @%s\n", recipe->name);
}

static void add_recipes(eg_buffer *out)
{
    eg_buffer_add_string(out, "Recipes: --outcome @NAME\n");
    for (size_t i = 0; i < eg_recipes_count(); i++) {
        size_t start = out->n;
        eg_buffer_printf(out, "  %s", eg_recipes_at(i)->name);
        eg_pad(out, start, NAME_COLUMN + 2);
        eg_wrap(out, eg_recipes_at(i)->title, NAME_COLUMN + 2, NAME_COLUMN + 2, WIDTH);
    }
}

/* And the row of the same name in another set: of all dimensions together. */
static void add_namesakes(eg_buffer *out, const eg_statistic *row)
{
    add_statistic(out, row);
    for (size_t i = 0; i < eg_statistics_count(); i++) {
        const eg_statistic *other = eg_statistics_at(i);
        if (other != row && strcmp(other->name, row->name) == 0) {
            eg_buffer_add_char(out, '\n');
            add_statistic(out, other);
        }
    }
}

static eg_status explain(eg_buffer *out, const eg_session *session, eg_error *err)
{
    if (!session->n_operands) {
        add_catalogue(out);
        return EG_OK;
    }
    const char *name = session->operands[0];
    const eg_statistic *row = eg_statistics_find(eg_text_of(name));
    if (!row)
        row = find_family(name);
    if (row) {
        add_namesakes(out, row);
        return EG_OK;
    }
    if (strcmp(name, "recipes") == 0) {
        add_recipes(out);
        return EG_OK;
    }
    if (eg_recipes_find(eg_text_of(name))) {
        add_recipe(out, eg_recipes_find(eg_text_of(name)));
        return EG_OK;
    }
    for (size_t i = 0; i < eg_statistics_count(); i++) {
        if (strcmp(eg_statistics_at(i)->set, name) == 0) {
            add_set(out, name);
            return EG_OK;
        }
    }
    return unknown_name(session, name, err);
}

eg_status eg_command_explain(eg_session *session, eg_error *err)
{
    eg_buffer text = {0};
    eg_status status = explain(&text, session, err);
    if (status == EG_OK)
        status = eg_tell_out(&text, err);
    eg_buffer_clear(&text);
    return status;
}
