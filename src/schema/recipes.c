/* Recipes: what counts as a success, exactly. */
#include "schema/recipes.h"

#include <string.h>

__extension__ typedef __int128 wide;

/* ---- from numbers ---- */

enum { ABSENT_PARTS = 10, CRDC_DAYS = 15, CALIFORNIA_DAYS = 30, ON_TRACK_CREDITS = 5 };

static eg_decimal whole(int n)
{
    return n * EG_DECIMAL_ONE;
}

static eg_value_state tenth_absent(const eg_decimal *days, bool *success)
{
    eg_decimal absent = days[0], enrolled = days[1];
    if (absent < 0 || enrolled < 0 || absent > enrolled)
        return EG_VALUE_INVALID;
    if (enrolled == 0)
        return EG_VALUE_NOT_APPLICABLE;
    *success = (wide)absent * ABSENT_PARTS >= (wide)enrolled;
    return EG_VALUE_OK;
}

static eg_value_state tenth_absent_over_30(const eg_decimal *days, bool *success)
{
    eg_value_state state = tenth_absent(days, success);
    return state == EG_VALUE_OK && days[1] <= whole(CALIFORNIA_DAYS) ? EG_VALUE_NOT_APPLICABLE
                                                                     : state;
}

static eg_value_state fifteen_days(const eg_decimal *days, bool *success)
{
    *success = days[0] >= whole(CRDC_DAYS);
    return days[0] < 0 ? EG_VALUE_INVALID : EG_VALUE_OK;
}

static eg_value_state on_track(const eg_decimal *numbers, bool *success)
{
    *success = numbers[0] >= whole(ON_TRACK_CREDITS) && numbers[1] <= whole(1);
    return numbers[0] < 0 || numbers[1] < 0 ? EG_VALUE_INVALID : EG_VALUE_OK;
}

static eg_value_state credits_reached(const eg_decimal *numbers, bool *success)
{
    *success = numbers[0] >= numbers[1];
    return numbers[0] < 0 || numbers[1] < 0 ? EG_VALUE_INVALID
           : numbers[1] == 0                ? EG_VALUE_NOT_APPLICABLE
                                            : EG_VALUE_OK;
}

static eg_value_state none_failed(const eg_decimal *numbers, bool *success)
{
    *success = numbers[0] == 0;
    return numbers[0] < 0 ? EG_VALUE_INVALID : EG_VALUE_OK;
}

static eg_value_state at_least_once(const eg_decimal *numbers, bool *success)
{
    *success = numbers[0] > 0;
    return numbers[0] < 0 ? EG_VALUE_INVALID : EG_VALUE_OK;
}

/* ---- from words ---- */

static bool among(eg_text word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (eg_text_same_word(word, words[i]))
            return true;
    return false;
}

#define AMONG(word, words) among(word, words, sizeof(words) / sizeof *(words))

static eg_value_state d_or_f(eg_text word, bool *success)
{
    static const char *const none[] = {
        "I",       "INC", "Incomplete",  "P",  "Pass", "NP",      "No Pass", "S",  "U",
        "W",       "WD",  "Withdrawn",   "WP", "WF",   "AU",      "Audit",   "CR", "Credit",
        "NC",      "NCR", "No Credit",   "NG", "NM",   "No Mark", "NE",      "EX", "Exempt",
        "Excused", "IP",  "In Progress", "T",  "TR",   "MED",     "No Grade"};
    char letter = word.n > 0 ? word.at[0] : '\0';
    letter = letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
    bool sign = word.n == 2 && (word.at[1] == '+' || word.at[1] == '-');
    if ((word.n == 1 || sign) && letter >= 'A' && letter <= 'F') {
        *success = letter >= 'D';
        return EG_VALUE_OK;
    }
    return AMONG(word, none) ? EG_VALUE_NOT_APPLICABLE : EG_VALUE_INVALID;
}

static const char *const reached[] = {"Proficient",
                                      "Advanced",
                                      "Above Proficient",
                                      "Highly Proficient",
                                      "Distinguished",
                                      "Exemplary",
                                      "Mastery",
                                      "Mastered",
                                      "Met",
                                      "Meets",
                                      "Met Standard",
                                      "Meets Standard",
                                      "Standard Met",
                                      "Standard Exceeded",
                                      "Standards Met",
                                      "Standards Exceeded",
                                      "Meets Expectations",
                                      "Met Expectations",
                                      "Meets Grade Level",
                                      "Masters Grade Level",
                                      "Masters",
                                      "Exceeds",
                                      "Exceeded",
                                      "Exceeds Standard",
                                      "Exceeded Standard",
                                      "Exceeds Expectations",
                                      "Exceeded Expectations",
                                      "On Grade Level",
                                      "Above Grade Level",
                                      "On or Above Grade Level",
                                      "At or Above Grade Level",
                                      "At Grade Level",
                                      "Proficient/Advanced",
                                      "Accomplished",
                                      "Accelerated",
                                      "Advanced Plus",
                                      "Goal",
                                      "At Benchmark",
                                      "At or Above Benchmark",
                                      "Above Benchmark",
                                      "Well Above Benchmark"};

static const char *const not_reached[] = {"Below Basic",
                                          "Basic",
                                          "Far Below Basic",
                                          "Below Proficient",
                                          "Partially Proficient",
                                          "Approaching Proficient",
                                          "Nearly Proficient",
                                          "Not Proficient",
                                          "Minimally Proficient",
                                          "Minimal",
                                          "Limited",
                                          "Novice",
                                          "Apprentice",
                                          "Unsatisfactory",
                                          "Not Met",
                                          "Nearly Met",
                                          "Standard Not Met",
                                          "Standard Nearly Met",
                                          "Did Not Meet",
                                          "Does Not Meet",
                                          "Does Not Meet Standard",
                                          "Did Not Meet Standard",
                                          "Did Not Meet Expectations",
                                          "Does Not Meet Expectations",
                                          "Did Not Meet Grade Level",
                                          "Partially Met",
                                          "Partially Met Expectations",
                                          "Partially Meets",
                                          "Partially Meets Expectations",
                                          "Approaching",
                                          "Approaches",
                                          "Approaches Grade Level",
                                          "Approaching Expectations",
                                          "Approached Expectations",
                                          "Approaching Standard",
                                          "Developing",
                                          "Beginning",
                                          "Emerging",
                                          "Inadequate",
                                          "Below Standard",
                                          "Below Grade Level",
                                          "1 Grade Level Below",
                                          "2 Grade Levels Below",
                                          "3 or More Grade Levels Below",
                                          "Near Grade Level",
                                          "Below Benchmark",
                                          "Well Below Benchmark",
                                          "Below"};

static eg_value_state proficient(eg_text word, bool *success)
{
    *success = AMONG(word, reached);
    return *success || AMONG(word, not_reached) ? EG_VALUE_OK : EG_VALUE_INVALID;
}

/* ---- the table ---- */

#define LOWER           true
#define HIGHER          false
#define JUDGE(function) .judge = (function)
#define READ(function)  .read = (function)
#define RECIPE(named, titled, better, first, second, how, top, bottom, left_out, by)           \
    {.name = (named),                                                                          \
     .title = (titled),                                                                        \
     .lower = (better),                                                                        \
     .inputs = {first, second},                                                                \
     how,                                                                                      \
     .numerator = (top),                                                                       \
     .denominator = (bottom),                                                                  \
     .exclusions = (left_out),                                                                 \
     .source = (by)},

static const eg_recipe recipes[] = {
#include "schema/recipes.def"
};
enum { RECIPES = sizeof recipes / sizeof recipes[0] };

size_t eg_recipes_count(void)
{
    return RECIPES;
}

const eg_recipe *eg_recipes_at(size_t index)
{
    return &recipes[index];
}

const eg_recipe *eg_recipes_find(eg_text name)
{
    for (size_t i = 0; i < RECIPES; i++)
        if (eg_text_is(name, recipes[i].name))
            return &recipes[i];
    return NULL;
}

const char *eg_recipes_nearest(eg_text name)
{
    const char *names[RECIPES];
    for (size_t i = 0; i < RECIPES; i++)
        names[i] = recipes[i].name;
    return eg_text_nearest(name, names, RECIPES);
}
