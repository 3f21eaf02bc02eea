/* spec_parse_outcome.c - [NAME=]COL[:KIND][:lower] */
#include <string.h>

#include "schema/spec_parse.h"

#define KINDS "rate, rate(A|B), rate(>0), mean, levels or levels(Low<High)"

static eg_text from(eg_text text, size_t at)
{
    return (eg_text){text.at + at, text.n - at};
}

/* ---- kinds ----------------------------------------------------------------------------------
 */

/* Words between `separator`, each once. */
static eg_status read_words(const eg_spec *spec, eg_text inside, char separator,
                            eg_strings *words)
{
    const char stops[2] = {separator, '\0'};
    eg_text rest = inside;
    for (;;) {
        const char *word = NULL;
        eg_status status = eg_spec_name(spec, &rest, stops, &word);
        if (status != EG_OK)
            return status;
        if (eg_strings_have(words, word))
            return eg_spec_fail(spec, "\"%.*s\" stands twice in it",
                                EG_SHOWN(eg_text_of(word)));
        status = eg_strings_add(spec->arena, words, eg_text_of(word), spec->err);
        if (status != EG_OK || rest.n == 0)
            return status;
        rest = from(rest, 1);
    }
}

static eg_status read_rate(const eg_spec *spec, eg_text inside, eg_outcome_spec *out)
{
    eg_text number = inside;
    bool percent = false;
    out->kind = EG_KIND_RATE;
    out->compare = eg_spec_comparison(&number);
    if (out->compare == EG_COMPARE_NONE)
        return read_words(spec, inside, '|', &out->success);
    if (eg_decimal_parse(number, &out->threshold, &percent) == EG_NUMBER_OK)
        return EG_OK;
    return eg_spec_fail(spec,
                        "no number follows the comparison in rate(%.*s); put a word that "
                        "starts like one between quotes",
                        EG_SHOWN(inside));
}

static eg_status read_levels(const eg_spec *spec, eg_text inside, eg_outcome_spec *out)
{
    out->kind = EG_KIND_LEVELS;
    eg_status status = read_words(spec, inside, '<', &out->levels);
    if (status == EG_OK && out->levels.n < 2)
        return eg_spec_fail(spec, "levels needs two or more, lowest first: levels(Low<High)");
    return status;
}

static eg_status unknown_kind(const eg_spec *spec, eg_text word)
{
    static const char *const words[] = {"rate", "mean", "levels", "lower", "higher"};
    const char *nearest = eg_text_nearest(word, words, sizeof words / sizeof words[0]);
    return eg_spec_fail(spec, "\"%.*s\" is no kind of outcome; use " KINDS "%s%s%s",
                        EG_SHOWN(word), nearest == NULL ? "" : "; did you mean \"",
                        nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?");
}

eg_status eg_spec_kind(const eg_spec *spec, eg_text text, eg_outcome_spec *out)
{
    text = eg_text_trim(text);
    const char *open = text.n == 0 ? NULL : memchr(text.at, '(', text.n);
    eg_text word = text;
    if (open != NULL)
        word.n = (size_t)(open - text.at);
    word = eg_text_trim(word);
    bool rate = eg_text_is(word, "rate");
    bool levels = eg_text_is(word, "levels");
    if (!rate && !levels && !eg_text_is(word, "mean"))
        return unknown_kind(spec, word);
    if (open == NULL) {
        out->kind = rate ? EG_KIND_RATE : levels ? EG_KIND_LEVELS : EG_KIND_MEAN;
        return EG_OK;
    }
    if (!rate && !levels)
        return eg_spec_fail(spec, "mean takes nothing in parentheses");
    if (text.at[text.n - 1] != ')')
        return eg_spec_fail(spec, "\"%.*s\" has no closing parenthesis at its end",
                            EG_SHOWN(text));
    size_t start = (size_t)(open - text.at) + 1;
    eg_text inside = eg_text_trim((eg_text){text.at + start, text.n - 1 - start});
    if (inside.n == 0)
        return eg_spec_fail(spec, "the parentheses of %s() are empty; use " KINDS,
                            rate ? "rate" : "levels");
    return rate ? read_rate(spec, inside, out) : read_levels(spec, inside, out);
}

/* ---- the whole ------------------------------------------------------------------------------
 */

/* Offset of the first colon outside parentheses and the quotes within them, or n. */
static size_t find_colon(eg_text text)
{
    unsigned depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        if (c == '"' && depth > 0)
            quoted = !quoted;
        else if (!quoted && c == '(')
            depth++;
        else if (!quoted && c == ')' && depth > 0)
            depth--;
        else if (c == ':' && depth == 0)
            return i;
    }
    return text.n;
}

/* What follows COL and its colon. */
static eg_status read_kind_and_direction(const eg_spec *spec, eg_text text,
                                         eg_outcome_spec *out)
{
    size_t colon = find_colon(text);
    eg_text kind = eg_text_trim((eg_text){text.at, colon});
    bool direction = colon < text.n;
    eg_text rest = direction ? from(text, colon + 1) : (eg_text){0};
    if (!direction && (eg_text_is(kind, "lower") || eg_text_is(kind, "higher")))
        return eg_spec_direction(spec, kind, out);
    if (kind.n == 0)
        return eg_spec_fail(spec, "no kind follows the colon; use " KINDS
                                  ", or quote a name that holds a colon");
    eg_status status = eg_spec_kind(spec, kind, out);
    return status == EG_OK && direction ? eg_spec_direction(spec, rest, out) : status;
}

/* One name before `stops`; a bare comma in it is most likely a list. */
static eg_status read_part(const eg_spec *spec, eg_text *rest, const char *stops,
                           const char **out)
{
    bool quoted = eg_text_trim(*rest).n > 0 && eg_text_trim(*rest).at[0] == '"';
    eg_status status = eg_spec_name(spec, rest, stops, out);
    if (status != EG_OK)
        return status;
    if ((*out)[0] == '\0')
        return eg_spec_fail(spec, "a name is empty");
    if (!quoted && strchr(*out, ',') != NULL)
        return eg_spec_fail(spec, "one outcome at a time: repeat the option for each, or put a "
                                  "name with a comma between quotes");
    return EG_OK;
}

static bool is_recipe(eg_text text)
{
    text = eg_text_trim(text);
    return text.n > 0 && text.at[0] == '@';
}

eg_status eg_spec_outcome(const eg_spec *spec, eg_text text, eg_outcome_spec *out)
{
    *out = (eg_outcome_spec){0};
    eg_text rest = text;
    const char *column = NULL;
    if (is_recipe(rest))
        return eg_spec_recipe(spec, rest, out);
    eg_status status = read_part(spec, &rest, "=:", &column);
    if (status == EG_OK && rest.n > 0 && rest.at[0] == '=') {
        out->name = column;
        rest = from(rest, 1);
        if (is_recipe(rest))
            return eg_spec_recipe(spec, rest, out);
        status = read_part(spec, &rest, ":", &column);
    }
    if (status == EG_OK)
        status = eg_strings_add(spec->arena, &out->columns, eg_text_of(column), spec->err);
    if (status != EG_OK || rest.n == 0)
        return status;
    return read_kind_and_direction(spec, from(rest, 1), out);
}
