/* report_say.c - sentences filled, and figures as people write them. */
#include <math.h>
#include <string.h>

#include "report/say.h"

static const char *const words[EG_SAY_COUNT] = {
#define W(key, text) text,
#include "report/say.def"
#undef W
};

const char *eg_say_words(eg_say_key key)
{
    return words[key];
}

/* The pair of a name, or NULL. */
static const eg_place_value *value_of(eg_text name, const eg_place_value *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (eg_text_is(name, values[i].name)) {
            return &values[i];
        }
    }
    return NULL;
}

static char *finish(eg_buffer *buffer, eg_arena *arena)
{
    char *text = NULL;
    if (!buffer->failed) {
        text = eg_arena_string(arena, (eg_text){buffer->at, buffer->n});
    }
    eg_buffer_clear(buffer);
    return text;
}

char *eg_say_fill(eg_say_key key, const eg_place_value *values, size_t n, eg_arena *arena)
{
    return eg_say_template(words[key], values, n, arena);
}

char *eg_say_template(const char *template, const eg_place_value *values, size_t n,
                      eg_arena *arena)
{
    eg_buffer out = {0};
    const char *at = template;
    while (*at != '\0') {
        const char *open = strchr(at, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            eg_buffer_add_string(&out, at);
            break;
        }
        eg_buffer_add(&out, at, (size_t)(open - at));
        const eg_place_value *pair =
            value_of((eg_text){open + 1, (size_t)(close - open - 1)}, values, n);
        if (pair == NULL) {
            eg_buffer_add(&out, open, (size_t)(close + 1 - open));
        } else if (pair->value == NULL) {
            eg_buffer_clear(&out); /* its maker ran out of memory */
            return NULL;
        } else {
            eg_buffer_add_string(&out, pair->value);
        }
        at = close + 1;
    }
    return finish(&out, arena);
}

/* ---- questions
 * ------------------------------------------------------------------------------- */

typedef struct {
    const char *part; /* of the outcome's name, lower case */
    eg_say_key ask;
} family;

static const family families[] = {
    {"attend", EG_SAY_ASK_ATTENDANCE},    {"absen", EG_SAY_ASK_ATTENDANCE},
    {"suspen", EG_SAY_ASK_DISCIPLINE},    {"expul", EG_SAY_ASK_DISCIPLINE},
    {"disciplin", EG_SAY_ASK_DISCIPLINE}, {"referral", EG_SAY_ASK_DISCIPLINE},
    {"graduat", EG_SAY_ASK_COMPLETION},   {"transfer", EG_SAY_ASK_COMPLETION},
    {"complet", EG_SAY_ASK_COMPLETION},   {"dropout", EG_SAY_ASK_COMPLETION},
    {"persist", EG_SAY_ASK_COMPLETION},   {"retention", EG_SAY_ASK_COMPLETION},
    {"enrol", EG_SAY_ASK_ACCESS},         {"advanced", EG_SAY_ASK_ACCESS},
    {"honors", EG_SAY_ASK_ACCESS},        {"gifted", EG_SAY_ASK_ACCESS},
    {"access", EG_SAY_ASK_ACCESS},        {"algebra", EG_SAY_ASK_ACCESS},
};

static bool holds_word(const char *text, const char *part)
{
    size_t n = strlen(part);
    for (; strlen(text) >= n; text++) {
        if (eg_text_same_word((eg_text){text, n}, part)) {
            return true;
        }
    }
    return false;
}

static eg_say_key question_of(const char *outcome)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (holds_word(outcome, families[i].part)) {
            return families[i].ask;
        }
    }
    return EG_SAY_ASK_LEARNING;
}

bool eg_outcome_is_access(const char *outcome)
{
    eg_say_key key = question_of(outcome);
    return key == EG_SAY_ASK_ATTENDANCE || key == EG_SAY_ASK_DISCIPLINE || key == EG_SAY_ASK_ACCESS;
}

const char *eg_say_question(const char *kind, bool good, const char *outcome)
{
    if (strcmp(kind, "strength") == 0) {
        return words[EG_SAY_ASK_STRENGTH];
    }
    if (strcmp(kind, "trend") == 0) {
        return words[good ? EG_SAY_ASK_CLOSING : EG_SAY_ASK_WIDENING];
    }
    if (strcmp(kind, "persistence") == 0) {
        return words[EG_SAY_ASK_PERSISTENCE];
    }
    return words[question_of(outcome)];
}

const char *eg_report_count_words(const eg_report *report, uint64_t count, eg_arena *arena)
{
    if (count == EG_COUNT_FEW)
        return eg_arena_printf(arena, "fewer than %u", (unsigned)report->min_n);
    return eg_say_count(count, arena);
}

/* ---- figures
 * --------------------------------------------------------------------------------- */

char *eg_say_count(uint64_t n, eg_arena *arena)
{
    if (n == EG_COUNT_FEW || n == EG_COUNT_KEPT)
        return eg_arena_string(arena, eg_text_of(n == EG_COUNT_FEW ? "few" : "some"));
    char digits[32];
    size_t at = sizeof digits;
    int in_group = 0;
    do {
        if (in_group == 3) {
            digits[--at] = ',';
            in_group = 0;
        }
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
        in_group++;
    } while (n > 0);
    return eg_arena_string(arena, (eg_text){digits + at, sizeof digits - at});
}

/* By whole numbers, so that no locale of the host can put a comma where the point belongs. */
char *eg_say_fixed(double x, int decimals, eg_arena *arena)
{
    static const double tens[] = {1, 10, 100, 1000, 1e4, 1e5, 1e6};
    double scale = tens[decimals];
    if (!isfinite(x) || fabs(x) * scale > 9e15) {
        char plain[400];
        size_t n = eg_number_plain(plain, x, 6);
        return eg_arena_string(arena, (eg_text){plain, n});
    }
    long long whole = llround(fabs(x) * scale);
    const char *sign = x < 0 && whole > 0 ? "-" : "";
    long long unit = (long long)scale;
    char *left = eg_say_count((uint64_t)(whole / unit), arena);
    if (left == NULL) {
        return NULL;
    }
    if (decimals == 0) {
        return eg_arena_printf(arena, "%s%s", sign, left);
    }
    return eg_arena_printf(arena, "%s%s.%0*lld", sign, left, decimals, whole % unit);
}

char *eg_say_percent(double share, eg_arena *arena)
{
    char *text = eg_say_fixed(share * 100, 1, arena);
    return text == NULL ? NULL : eg_arena_printf(arena, "%s%%", text);
}

int eg_say_decimals(double width)
{
    if (!isfinite(width) || !(width > 0)) {
        return 1;
    }
    int decimals = 2 - (int)floor(log10(width));
    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

char *eg_say_span(const char *range, eg_arena *arena)
{
    const char *dots = strstr(range, "..");
    if (dots == NULL) {
        return eg_arena_string(arena, eg_text_of(range));
    }
    return eg_arena_printf(arena, "%.*s to %s", (int)(dots - range), range, dots + 2);
}

static char *goal_words(const char *goal, bool percent, eg_arena *arena)
{
    eg_decimal value = 0;
    bool has_percent = false;
    if (percent && eg_decimal_parse(eg_text_of(goal), &value, &has_percent) == EG_NUMBER_OK) {
        char *text = eg_say_percent(eg_decimal_to_double(value), arena);
        return text == NULL ? NULL : eg_arena_printf(arena, "the goal of %s", text);
    }
    return eg_arena_printf(arena, "the goal of %s", goal);
}

char *eg_say_reference(const char *reference, bool percent, eg_arena *arena)
{
    if (strcmp(reference, "rest") == 0) {
        return eg_arena_string(arena, eg_text_of("all other students"));
    }
    if (strcmp(reference, "overall") == 0) {
        return eg_arena_string(arena, eg_text_of("all students together"));
    }
    if (strcmp(reference, "highest") == 0) {
        return eg_arena_string(arena, eg_text_of("the group ahead in each year"));
    }
    if (strncmp(reference, "highest:", 8) == 0) {
        return eg_arena_printf(arena, "the group %s, which is ahead", reference + 8);
    }
    if (strncmp(reference, "goal=", 5) == 0) {
        return goal_words(reference + 5, percent, arena);
    }
    const char *equals = strchr(reference, '=');
    if (equals != NULL) {
        return eg_arena_printf(arena, "the group %s", equals + 1);
    }
    return eg_arena_string(arena, eg_text_of(reference));
}
