/* report_definition.c - what an outcome counts, in words. */
#include "equitygap/report.h"

#include <string.h>

#include "report/say.h"
#include "schema/recipes.h"

/* What stands in the sentences of one outcome. */
typedef struct {
    const eg_outcome *outcome;
    const eg_outcome_settled *settled; /* may be NULL */
    const eg_language *language;
    eg_arena *arena;
} defining;

#define FILL(to, english, ...)                                                                 \
    fill(to, english, (const eg_place_value[]){__VA_ARGS__, {NULL, NULL}})

static const char *fill(const defining *to, const char *english, const eg_place_value *values)
{
    size_t n = 0;
    while (values[n].name != NULL) {
        n++;
    }
    return eg_say_template(eg_language_word(to->language, english), values, n, to->arena);
}

static const char *compare_words(eg_compare compare)
{
    switch (compare) {
    case EG_COMPARE_LT:
        return EG_T("below {x}");
    case EG_COMPARE_LE:
        return EG_T("at most {x}");
    case EG_COMPARE_GT:
        return EG_T("above {x}");
    case EG_COMPARE_GE:
        return EG_T("at least {x}");
    case EG_COMPARE_NE:
        return EG_T("other than {x}");
    case EG_COMPARE_EQ:
    case EG_COMPARE_NONE:
        break;
    }
    return EG_T("exactly {x}");
}

/* "a, b" of the first n. */
static const char *list(const defining *to, const char *const *names, size_t n)
{
    eg_buffer out = {0};
    for (size_t i = 0; i < n; i++) {
        eg_buffer_add_string(&out, i == 0 ? "" : ", ");
        eg_buffer_add_string(&out, names[i]);
    }
    const char *text = out.failed ? NULL : eg_arena_string(to->arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    return text;
}

static const char *success_words(const defining *to)
{
    const eg_outcome_spec *spec = &to->outcome->spec;
    if (spec->compare != EG_COMPARE_NONE) {
        char number[400];
        (void)eg_number_plain(number, eg_decimal_to_double(spec->threshold), 12);
        return FILL(to, compare_words(spec->compare), {"x", number});
    }
    const char *const *names = (const char *const *)spec->success.at;
    size_t n = spec->success.n;
    if (n == 0) {
        return eg_language_word(to->language, EG_T("yes (or 1)"));
    }
    return n == 1 ? names[0]
                  : FILL(to, EG_T("{list} or {last}"), {"list", list(to, names, n - 1)},
                         {"last", names[n - 1]});
}

static const char *rate_words(const defining *to)
{
    return FILL(to,
                EG_T("Rate: students whose {column} is {success}, out of all students with a "
                     "usable {column}."),
                {"column", to->outcome->column}, {"success", success_words(to)});
}

/* A recipe's words come with its table: src/schema/recipes.def. */
static const char *recipe_words(const defining *to)
{
    const eg_recipe *recipe = to->outcome->recipe;
    const char *const *columns = (const char *const *)to->outcome->recipe_column;
    bool marks = strncmp(recipe->numerator, "marks", 5) == 0;
    const char *from = eg_recipe_inputs(recipe) > 1
                           ? FILL(to, EG_T("{first} and {second}"), {"first", columns[0]},
                                  {"second", columns[1]})
                           : columns[0];
    return FILL(to,
                marks ? EG_T("Rate: all {numerator}, out of {denominator}. Left out: "
                             "{exclusions}. From {columns}, by the recipe {name} ({source}).")
                      : EG_T("Rate: students {numerator}, out of {denominator}. Left out: "
                             "{exclusions}. From {columns}, by the recipe {name} ({source})."),
                {"numerator", eg_language_word(to->language, recipe->numerator)},
                {"denominator", eg_language_word(to->language, recipe->denominator)},
                {"exclusions", eg_language_word(to->language, recipe->exclusions)},
                {"columns", from}, {"name", recipe->name},
                {"source", eg_language_word(to->language, recipe->source)});
}

static const char *level_words(const defining *to)
{
    const eg_outcome *outcome = to->outcome;
    size_t n = to->settled != NULL ? to->settled->n_levels : outcome->levels.n;
    const char *const *levels = to->settled != NULL ? (const char *const *)to->settled->levels
                                                    : (const char *const *)outcome->levels.at;
    return FILL(to,
                EG_T("Shares of students by their {column}, lowest level first: {levels}; out "
                     "of all students with a usable {column}. At or above a level counts it "
                     "and every higher one."),
                {"column", outcome->column}, {"levels", list(to, levels, n)});
}

/* Rows that are groups: the figures are the input's. */
static const char *given_words(const defining *to)
{
    const eg_counts_spec *spec = to->outcome->counts;
    if (spec->levels.n > 0) {
        return spec->n == NULL
                   ? eg_language_word(
                         to->language,
                         EG_T("Shares of students by level, as the input counts them."))
                   : FILL(to,
                          EG_T("Shares of students by level, as the input counts them, out of "
                               "{n}."),
                          {"n", spec->n});
    }
    if (spec->mean != NULL) {
        return FILL(to, EG_T("Mean: {column}, as the input gives it, of {n} students."),
                    {"column", spec->mean}, {"n", spec->n});
    }
    return FILL(to, EG_T("Rate: {column}, as the input gives it, out of {n}."),
                {"column", spec->count != NULL ? spec->count : spec->rate}, {"n", spec->n});
}

static const char *kind_words(const defining *to)
{
    switch (to->settled != NULL ? to->settled->kind : to->outcome->kind) {
    case EG_KIND_MEAN:
        return FILL(to, EG_T("Mean: the average {column} of all students with a usable value."),
                    {"column", to->outcome->column});
    case EG_KIND_LEVELS:
        return level_words(to);
    case EG_KIND_RATE:
    case EG_KIND_AUTO:
        break;
    }
    return to->outcome->recipe != NULL ? recipe_words(to) : rate_words(to);
}

const char *eg_report_counting(const eg_schema *schema, const eg_item *item)
{
    static const char *const rules[] = {
        [EG_RACE_FEDERAL] =
            EG_T("counted by the federal rule: Hispanic of any race first, then two "
                 "or more races, then the one race stated; nothing stated is "
                 "Unknown"),
        [EG_RACE_ALONE_OR_COMBINED] =
            EG_T("counted alone or in combination: a student counts in "
                 "each group stated, so that groups overlap and add up to "
                 "more than all students"),
        [EG_RACE_AS_GIVEN] = EG_T("counted as given: by what the data say, nothing rolled up")};
    for (size_t i = 0; i < item->n_axes; i++) {
        const eg_axis *axis = &schema->axes[item->axis[i]];
        const char *concept = axis->concept == NULL ? "" : axis->concept;
        if (axis->derived != NULL || strcmp(concept, "race") == 0 ||
            strcmp(concept, "ethnicity") == 0)
            return rules[axis->counting];
    }
    return NULL;
}

const char *eg_report_definition(const eg_outcome *outcome, const eg_outcome_settled *settled,
                                 const char *language, eg_arena *arena)
{
    defining to = {.outcome = outcome,
                   .settled = settled,
                   .language = eg_language_of(eg_text_of(language == NULL ? "en" : language)),
                   .arena = arena};
    bool given = outcome->counts != NULL;
    bool lower = given || settled == NULL ? outcome->lower : settled->lower;
    const char *left_out =
        given ? EG_T("Figures that the input hides, leaves out or gives in bounds stay so.")
              : EG_T("Blank, missing, suppressed and unreadable values are left out and "
                     "counted as missing.");
    const char *what = given ? given_words(&to) : kind_words(&to);
    if (what == NULL) {
        return NULL;
    }
    return eg_arena_printf(
        arena, "%s %s %s", what, eg_language_word(to.language, left_out),
        eg_language_word(to.language, lower ? EG_T("A lower value is better.")
                                            : EG_T("A higher value is better.")));
}
