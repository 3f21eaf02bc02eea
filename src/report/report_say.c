/* report_say.c - sentences filled, and figures as people write them. */
#include <math.h>
#include <string.h>

#include "report/say.h"

static const struct {
    const char *one, *many;
} words[EG_SAY_COUNT] = {
#define W(key, text)       {text, NULL},
#define WN(key, one, many) {one, many},
#include "report/say.def"
#undef W
#undef WN
};

#define MANY 2

const char *eg_say_counted(const eg_language *language, eg_say_key key, uint64_t n)
{
    return words[key].many == NULL
               ? eg_language_word(language, words[key].one)
               : eg_language_count(language, words[key].one, words[key].many, n);
}

const char *eg_say_words(const eg_language *language, eg_say_key key)
{
    return eg_say_counted(language, key, MANY);
}

const eg_language *eg_report_language(const eg_report *report)
{
    return report->language == NULL ? NULL : eg_language_of(eg_text_of(report->language));
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

char *eg_say_fill(const eg_language *language, eg_say_key key, const eg_place_value *values,
                  size_t n, eg_arena *arena)
{
    return eg_say_template(eg_say_words(language, key), values, n, arena);
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
    eg_say_key ask, friend;
} family;

#define FAMILY(part, key)                                                                      \
    {                                                                                          \
        part, EG_SAY_ASK_##key, EG_SAY_FRIEND_##key                                            \
    }

static const family families[] = {
    FAMILY("attend", ATTENDANCE),
    FAMILY("absen", ATTENDANCE),
    FAMILY("suspen", DISCIPLINE),
    FAMILY("expul", DISCIPLINE),
    FAMILY("disciplin", DISCIPLINE),
    FAMILY("referral", DISCIPLINE),
    FAMILY("graduat", COMPLETION),
    FAMILY("transfer", COMPLETION),
    FAMILY("complet", COMPLETION),
    FAMILY("dropout", COMPLETION),
    FAMILY("persist", COMPLETION),
    FAMILY("retention", COMPLETION),
    FAMILY("enrol", ACCESS),
    FAMILY("advanced", ACCESS),
    FAMILY("honors", ACCESS),
    FAMILY("gifted", ACCESS),
    FAMILY("access", ACCESS),
    FAMILY("algebra", ACCESS),
    FAMILY("", LEARNING), /* every other */
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

static const family *family_of(const char *outcome)
{
    size_t i = 0;
    while (!holds_word(outcome, families[i].part)) {
        i++;
    }
    return &families[i];
}

bool eg_outcome_is_access(const char *outcome)
{
    eg_say_key key = family_of(outcome)->ask;
    return key == EG_SAY_ASK_ATTENDANCE || key == EG_SAY_ASK_DISCIPLINE ||
           key == EG_SAY_ASK_ACCESS;
}

eg_say_key eg_say_question(const char *kind, bool good, const char *outcome)
{
    if (strcmp(kind, "strength") == 0) {
        return EG_SAY_ASK_STRENGTH;
    }
    if (strcmp(kind, "trend") == 0) {
        return good ? EG_SAY_ASK_CLOSING : EG_SAY_ASK_WIDENING;
    }
    return strcmp(kind, "persistence") == 0 ? EG_SAY_ASK_PERSISTENCE : family_of(outcome)->ask;
}

eg_say_key eg_say_friend(const char *kind, bool good, const char *outcome)
{
    if (strcmp(kind, "strength") == 0) {
        return EG_SAY_FRIEND_STRENGTH;
    }
    if (strcmp(kind, "trend") == 0) {
        return good ? EG_SAY_FRIEND_CLOSING : EG_SAY_FRIEND_WIDENING;
    }
    return strcmp(kind, "persistence") == 0 ? EG_SAY_FRIEND_PERSISTENCE
                                            : family_of(outcome)->friend;
}

const char *eg_report_families(const eg_report *report, eg_arena *arena)
{
    const char *list = "";
    for (size_t i = 0; i < report->n_families && list != NULL; i++) {
        list = eg_arena_printf(arena, "%s%s%s %llu", list, i == 0 ? "" : ", ",
                               report->families[i].statistic,
                               (unsigned long long)report->families[i].p_values);
    }
    return list;
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

char *eg_say_percent(const eg_language *language, double share, eg_arena *arena)
{
    const eg_place_value x = {"x", eg_say_fixed(share * 100, 1, arena)};
    return eg_say_fill(language, EG_SAY_PERCENT, &x, 1, arena);
}

int eg_say_decimals(double width)
{
    if (!isfinite(width) || !(width > 0)) {
        return 1;
    }
    int decimals = 2 - (int)floor(log10(width));
    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

int eg_say_change_decimals(double before, double after)
{
    double size = isfinite(after) ? fabs(after) : fabs(before), way = fabs(after - before);
    int decimals = eg_say_decimals(size > 0 ? size : 1);
    if (!isfinite(way) || !(way > 0))
        return decimals;
    int fine = 1 - (int)floor(log10(way));
    fine = fine < 1 ? 1 : fine > 6 ? 6 : fine;
    return fine > decimals ? fine : decimals;
}

int eg_say_bound_decimals(double bound)
{
    int decimals = 0;
    for (double x = bound; decimals < 4 && fabs(x - round(x)) > 1e-6; x *= 10)
        decimals++;
    return decimals;
}

char *eg_say_span(const eg_language *language, const char *range, eg_arena *arena)
{
    const char *dots = strstr(range, "..");
    if (dots == NULL) {
        return eg_arena_string(arena, eg_text_of(range));
    }
    const eg_place_value values[] = {
        {"first", eg_arena_string(arena, (eg_text){range, (size_t)(dots - range)})},
        {"last", dots + 2}};
    return eg_say_fill(language, EG_SAY_SPAN, values, 2, arena);
}

static char *goal_words(const eg_language *language, const char *goal, bool percent,
                        eg_arena *arena)
{
    eg_decimal value = 0;
    bool has_percent = false;
    eg_place_value x = {"x", goal};
    if (percent && eg_decimal_parse(eg_text_of(goal), &value, &has_percent) == EG_NUMBER_OK) {
        x.value = eg_say_percent(language, eg_decimal_to_double(value), arena);
    }
    return eg_say_fill(language, EG_SAY_REFERENCE_GOAL, &x, 1, arena);
}

static char *group_words(const eg_language *language, eg_say_key key, const char *group,
                         eg_arena *arena)
{
    const eg_place_value value = {"group", group};
    return eg_say_fill(language, key, &value, 1, arena);
}

char *eg_say_reference(const eg_language *language, const char *reference, bool percent,
                       eg_arena *arena)
{
    if (strcmp(reference, "rest") == 0) {
        return eg_say_fill(language, EG_SAY_REFERENCE_REST, NULL, 0, arena);
    }
    if (strcmp(reference, "overall") == 0) {
        return eg_say_fill(language, EG_SAY_REFERENCE_OVERALL, NULL, 0, arena);
    }
    if (strcmp(reference, "highest") == 0) {
        return eg_say_fill(language, EG_SAY_REFERENCE_HIGHEST, NULL, 0, arena);
    }
    if (strncmp(reference, "highest:", 8) == 0) {
        return group_words(language, EG_SAY_REFERENCE_AHEAD, reference + 8, arena);
    }
    if (strncmp(reference, "goal=", 5) == 0) {
        return goal_words(language, reference + 5, percent, arena);
    }
    const char *equals = strchr(reference, '=');
    if (equals != NULL) {
        return group_words(language, EG_SAY_REFERENCE_GROUP, equals + 1, arena);
    }
    return eg_arena_string(arena, eg_text_of(reference));
}
