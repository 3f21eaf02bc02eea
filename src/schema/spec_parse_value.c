/* spec_parse_value.c - single values: a word of a few, whole numbers, shares, a character. */
#include <string.h>

#include "schema/spec_parse.h"

enum { WORDS_MOST = 24 };

/* ---- words ----------------------------------------------------------------------------------
 */

/* Appends ", " between the words; the last two stay separated by it too. */
static void add_list(eg_buffer *out, const char *words)
{
    for (const char *c = words; *c != '\0'; c++) {
        if (*c == ' ')
            eg_buffer_add_string(out, ", ");
        else
            eg_buffer_add_char(out, *c);
    }
}

static eg_status unknown_word(const eg_spec *spec, eg_text text, const char *words,
                              const char *const *at, size_t n)
{
    const char *nearest = eg_text_nearest(text, at, n);
    eg_buffer list = {0};
    add_list(&list, words);
    eg_status status;
    if (nearest != NULL)
        status = eg_spec_fail(spec, "\"%.*s\" is not one of %s; did you mean \"%s\"?",
                              EG_SHOWN(text), eg_buffer_string(&list), nearest);
    else
        status = eg_spec_fail(spec, "\"%.*s\" is not one of %s", EG_SHOWN(text),
                              eg_buffer_string(&list));
    eg_buffer_clear(&list);
    return status;
}

eg_status eg_spec_choice(const eg_spec *spec, eg_text text, const char *words, unsigned *index)
{
    const char *at[WORDS_MOST];
    size_t n = 0;
    eg_text rest = eg_text_of(words);
    text = eg_text_trim(text);
    while (rest.n > 0 && n < WORDS_MOST) {
        const char *blank = memchr(rest.at, ' ', rest.n);
        eg_text word = {rest.at, blank == NULL ? rest.n : (size_t)(blank - rest.at)};
        if (eg_text_equal(word, text)) {
            *index = (unsigned)n;
            return EG_OK;
        }
        at[n] = eg_arena_string(spec->arena, word);
        if (at[n++] == NULL)
            return eg_fail_memory(spec->err);
        size_t step = word.n < rest.n ? word.n + 1 : word.n;
        rest = (eg_text){rest.at + step, rest.n - step};
    }
    return unknown_word(spec, text, words, at, n);
}

/* ---- numbers --------------------------------------------------------------------------------
 */

eg_status eg_spec_whole(const eg_spec *spec, eg_text text, uint64_t least, uint64_t most,
                        uint64_t *out)
{
    uint64_t value = 0;
    text = eg_text_trim(text);
    bool good = text.n > 0;
    bool large = false;
    for (size_t i = 0; good && i < text.n; i++) {
        unsigned digit = (unsigned)((unsigned char)text.at[i] - (unsigned char)'0');
        good = digit <= 9;
        large = large || value > (UINT64_MAX - digit) / 10;
        value = large ? 0 : value * 10 + digit;
    }
    if (!good)
        return eg_spec_fail(spec, "\"%.*s\" is no whole number", EG_SHOWN(text));
    if (large || value > most)
        return eg_spec_fail(spec, "%.*s is too large; the most is %llu", EG_SHOWN(text),
                            (unsigned long long)most);
    if (value < least)
        return eg_spec_fail(spec, "%.*s is too small; the least is %llu", EG_SHOWN(text),
                            (unsigned long long)least);
    *out = value;
    return EG_OK;
}

static eg_status read_decimal(const eg_spec *spec, eg_text text, eg_decimal *value,
                              bool *percent)
{
    *percent = false;
    if (eg_decimal_parse(text, value, percent) == EG_NUMBER_OK)
        return EG_OK;
    return eg_spec_fail(spec, "\"%.*s\" is no number", EG_SHOWN(text));
}

eg_status eg_spec_level(const eg_spec *spec, eg_text text, double *out)
{
    eg_decimal value = 0;
    bool percent = false;
    text = eg_text_trim(text);
    eg_status status = read_decimal(spec, text, &value, &percent);
    if (status != EG_OK)
        return status;
    if (value > 0 && value < EG_DECIMAL_ONE) {
        *out = eg_decimal_to_double(value);
        return EG_OK;
    }
    if (value > EG_DECIMAL_ONE && value < 100 * EG_DECIMAL_ONE && !percent) {
        char plain[400];
        (void)eg_number_plain(plain, eg_decimal_to_double(value) / 100, 9);
        return eg_spec_fail(spec, "%.*s is not below 1; did you mean %s?", EG_SHOWN(text),
                            plain);
    }
    return eg_spec_fail(spec, "%.*s does not lie between 0 and 1; write 0.95 or 95%%",
                        EG_SHOWN(text));
}

eg_status eg_spec_share(const eg_spec *spec, eg_text text, double *out)
{
    eg_decimal value = 0;
    bool percent = false;
    text = eg_text_trim(text);
    eg_status status = read_decimal(spec, text, &value, &percent);
    if (status != EG_OK)
        return status;
    if (!percent && value == EG_DECIMAL_ONE)
        return eg_spec_fail(spec, "%.*s may mean one in a hundred or all; write 1%% or 100%%",
                            EG_SHOWN(text));
    if (!percent && value > EG_DECIMAL_ONE && value <= 100 * EG_DECIMAL_ONE)
        return eg_spec_fail(spec, "%.*s is more than all; did you mean %.*s%%?", EG_SHOWN(text),
                            EG_SHOWN(text));
    if (value < 0 || value > EG_DECIMAL_ONE)
        return eg_spec_fail(spec, "%.*s is no share; write 1%% or 0.01", EG_SHOWN(text));
    *out = eg_decimal_to_double(value);
    return EG_OK;
}

/* ---- a character ----------------------------------------------------------------------------
 */

eg_status eg_spec_delimiter(const eg_spec *spec, eg_text text, char *out)
{
    static const struct {
        const char *word;
        char c;
    } named[] = {{"auto", '\0'},     {"comma", ','}, {"tab", '\t'},  {"\\t", '\t'},
                 {"semicolon", ';'}, {"pipe", '|'},  {"caret", '^'}, {"space", ' '}};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (eg_text_is(text, named[i].word)) {
            *out = named[i].c;
            return EG_OK;
        }
    }
    unsigned char c = text.n == 1 ? (unsigned char)text.at[0] : '\0';
    bool control = (c < 0x20 && c != '\t') || c >= 0x7F;
    bool in_values = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                     (c >= 'a' && c <= 'z') || c == '"' || c == '\'' || c == '.' || c == '-';
    if (control || in_values)
        return eg_spec_fail(spec,
                            "\"%.*s\" cannot separate columns; give one character such "
                            "as ; or one of comma, tab, semicolon, pipe, caret, space, "
                            "auto",
                            EG_SHOWN(text));
    *out = (char)c;
    return EG_OK;
}
