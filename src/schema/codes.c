/* Code tables: letters and digits that stand for words. */
#include "schema/level_words.h"

#include <string.h>

enum { CODES_MOST = 40 };

struct eg_code_scheme {
    const char *name;
    const char *concepts;   /* separated by blanks */
    const char *name_parts; /* NULL: any column; else one of these must be in its name */
    const char *needs;      /* NULL, or a code that must occur */
    struct {
        const char *code;
        const char *label;
    } codes[CODES_MOST];
};

/* The first that fits is used. */
static const eg_code_scheme schemes[] = {
#define SCHEME(name, concepts, name_parts, needs, ...)                                         \
    {name, concepts, name_parts, needs, {__VA_ARGS__}},
#define CODE(code, label)                                                                      \
    {                                                                                          \
        code, label                                                                            \
    }
#include "schema/codes.def"
#undef CODE
#undef SCHEME
};

static bool word_in(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
        size_t here = strcspn(at, " ");
        if (here == n && memcmp(at, word, n) == 0)
            return true;
        at += here;
    }
    return false;
}

/* Is part in the name, of which only letters and digits count? */
static bool contains(const char *name, const char *part, size_t n)
{
    for (; *name != '\0'; name++) {
        size_t met = 0;
        for (const char *c = name; *c != '\0' && met < n; c++) {
            char lower = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
            bool counts = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
            if (counts && lower != part[met])
                break;
            met += counts;
        }
        if (met == n)
            return true;
    }
    return false;
}

/* Does the column's name hold one of the words? */
static bool name_fits(const char *parts, const char *column)
{
    bool fits = parts == NULL;
    for (const char *at = parts; !fits && *at != '\0'; at += strspn(at, " ")) {
        size_t here = strcspn(at, " ");
        fits = contains(column, at, here);
        at += here;
    }
    return fits;
}

const char *eg_codes_label(const eg_code_scheme *scheme, eg_text level)
{
    for (size_t i = 0; i < CODES_MOST && scheme->codes[i].code != NULL; i++)
        if (eg_text_same_word(level, scheme->codes[i].code))
            return scheme->codes[i].label;
    return NULL;
}

static bool all_codes(const eg_code_scheme *scheme, const eg_text *levels, size_t n)
{
    bool needed = scheme->needs == NULL;
    for (size_t i = 0; i < n; i++) {
        if (eg_codes_label(scheme, levels[i]) == NULL)
            return false;
        needed = needed || eg_text_same_word(levels[i], scheme->needs);
    }
    return n > 0 && needed;
}

const eg_code_scheme *eg_codes_find(const char *concept, const char *column,
                                    const eg_text *levels, size_t n)
{
    if (concept == NULL)
        return NULL;
    for (size_t s = 0; s < sizeof schemes / sizeof schemes[0]; s++)
        if (word_in(schemes[s].concepts, concept) && name_fits(schemes[s].name_parts, column) &&
            all_codes(&schemes[s], levels, n))
            return &schemes[s];
    return NULL;
}

const char *eg_codes_name(const eg_code_scheme *scheme)
{
    return scheme->name;
}
