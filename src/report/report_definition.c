/* report_definition.c - what an outcome counts, in words. */
#include "equitygap/report.h"

#include <string.h>

#include "schema/recipes.h"

static const char *compare_words(eg_compare compare)
{
    switch (compare) {
    case EG_COMPARE_LT:
        return "below";
    case EG_COMPARE_LE:
        return "at most";
    case EG_COMPARE_GT:
        return "above";
    case EG_COMPARE_GE:
        return "at least";
    case EG_COMPARE_NE:
        return "other than";
    case EG_COMPARE_EQ:
    case EG_COMPARE_NONE:
        break;
    }
    return "exactly";
}

static void add_success(eg_buffer *out, const eg_outcome *outcome)
{
    const eg_outcome_spec *spec = &outcome->spec;
    if (spec->compare != EG_COMPARE_NONE) {
        char number[400];
        (void)eg_number_plain(number, eg_decimal_to_double(spec->threshold), 12);
        eg_buffer_printf(out, "%s %s", compare_words(spec->compare), number);
    } else if (spec->success.n > 0) {
        for (size_t i = 0; i < spec->success.n; i++) {
            eg_buffer_add_string(out, i == 0 ? "" : i + 1 < spec->success.n ? ", " : " or ");
            eg_buffer_add_string(out, spec->success.at[i]);
        }
    } else {
        eg_buffer_add_string(out, "yes (or 1)");
    }
}

static void add_rate(eg_buffer *out, const eg_outcome *outcome)
{
    eg_buffer_printf(out, "Rate: students whose %s is ", outcome->column);
    add_success(out, outcome);
    eg_buffer_printf(out, ", out of all students with a usable %s.", outcome->column);
}

static void add_recipe(eg_buffer *out, const eg_outcome *outcome)
{
    const eg_recipe *recipe = outcome->recipe;
    bool two = eg_recipe_inputs(recipe) > 1;
    eg_buffer_printf(
        out, "Rate: %s %s, out of %s. Left out: %s. From %s%s%s, by the recipe %s (%s).",
        strncmp(recipe->numerator, "marks", 5) == 0 ? "all" : "students", recipe->numerator,
        recipe->denominator, recipe->exclusions, outcome->recipe_column[0], two ? " and " : "",
        two ? outcome->recipe_column[1] : "", recipe->name, recipe->source);
}

static void add_levels(eg_buffer *out, const eg_outcome *outcome,
                       const eg_outcome_settled *settled)
{
    size_t n = settled != NULL ? settled->n_levels : outcome->levels.n;
    const char **levels = settled != NULL ? settled->levels : outcome->levels.at;
    eg_buffer_printf(out,
                     "Shares of students by their %s, lowest level first: ", outcome->column);
    for (size_t i = 0; i < n; i++) {
        eg_buffer_add_string(out, i == 0 ? "" : ", ");
        eg_buffer_add_string(out, levels[i]);
    }
    eg_buffer_printf(out,
                     "; out of all students with a usable %s. At or above a level counts it "
                     "and every higher one.",
                     outcome->column);
}

const char *eg_report_counting(const eg_schema *schema, const eg_item *item)
{
    static const char *const rules[] = {
        [EG_RACE_FEDERAL] = "counted by the federal rule: Hispanic of any race first, then two "
                            "or more races, then the one race stated; nothing stated is "
                            "Unknown",
        [EG_RACE_ALONE_OR_COMBINED] = "counted alone or in combination: a student counts in "
                                      "each group stated, so that groups overlap and add up to "
                                      "more than all students",
        [EG_RACE_AS_GIVEN] = "counted as given: by what the data say, nothing rolled up"};
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
                                 eg_arena *arena)
{
    eg_buffer out = {0};
    if (outcome->definition != NULL)
        return eg_arena_printf(arena,
                               "%s Figures that the input hides, leaves out or gives in "
                               "bounds stay so. A %s value is better.",
                               outcome->definition, outcome->lower ? "lower" : "higher");
    bool lower = settled != NULL ? settled->lower : outcome->lower;
    switch (settled != NULL ? settled->kind : outcome->kind) {
    case EG_KIND_MEAN:
        eg_buffer_printf(&out, "Mean: the average %s of all students with a usable value.",
                         outcome->column);
        break;
    case EG_KIND_LEVELS:
        add_levels(&out, outcome, settled);
        break;
    case EG_KIND_RATE:
    case EG_KIND_AUTO:
        if (outcome->recipe != NULL)
            add_recipe(&out, outcome);
        else
            add_rate(&out, outcome);
        break;
    }
    eg_buffer_add_string(&out,
                         " Blank, missing, suppressed and unreadable values are left out and "
                         "counted as missing.");
    eg_buffer_add_string(&out,
                         lower ? " A lower value is better." : " A higher value is better.");
    const char *text = out.failed ? NULL : eg_arena_string(arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    return text;
}
