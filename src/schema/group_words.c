/* Names of groups to dimensions. */
#include "schema/group_words.h"

#include <string.h>

enum { NAME_MOST = 80 };

typedef struct {
    const char *dimension;
    const char *names; /* separated by one blank */
} group_row;

static const group_row rows[] = {
#define GROUP(dimension, names) {dimension, names},
#include "schema/group_words.def"
#undef GROUP
};

static size_t drop_front(char *name, size_t n, const char *word)
{
    size_t w = strlen(word);
    if (n <= w || memcmp(name, word, w) != 0)
        return n;
    memmove(name, name + w, n - w);
    return n - w;
}

static size_t drop_back(const char *name, size_t n, const char *word)
{
    size_t w = strlen(word);
    return n > w && memcmp(name + n - w, word, w) == 0 ? n - w : n;
}

/* Letters and digits of ASCII in lower case; a name with others is no known one. */
static size_t fold(eg_text name, char out[NAME_MOST])
{
    static const char *const everyone[] = {"students", "student", "pupils", "children"};
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        if (c >= 0x80 || n == NAME_MOST)
            return 0;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = (char)c;
    }
    for (size_t i = 0; i < sizeof everyone / sizeof everyone[0]; i++)
        n = drop_back(out, drop_front(out, n, everyone[i]), everyone[i]);
    return n;
}

static bool among(const char *names, const char *name, size_t n)
{
    while (*names != '\0') {
        size_t length = strcspn(names, " ");
        if (length == n && memcmp(names, name, n) == 0)
            return true;
        names += length;
        names += *names == ' ';
    }
    return false;
}

bool eg_group_named(const char *names, eg_text name)
{
    char folded[NAME_MOST];
    size_t n = fold(name, folded);
    return n > 0 && among(names, folded, n);
}

static const char *find_folded(const char *folded, size_t n)
{
    for (size_t i = 0; n > 0 && i < sizeof rows / sizeof rows[0]; i++)
        if (among(rows[i].names, folded, n))
            return rows[i].dimension;
    return NULL;
}

/* "Not EL" stands beside "EL": elsewhere, the two would not be known to add up to everybody. Of
 * races and genders "not one of them" is no group. */
static const char *find_other(const char *folded, size_t n)
{
    static const char *const many[] = {"", "race_ethnicity", "gender"};
    if (n <= 3 || (memcmp(folded, "not", 3) != 0 && memcmp(folded, "non", 3) != 0))
        return NULL;
    const char *dimension = find_folded(folded + 3, n - 3);
    for (size_t i = 0; i < sizeof many / sizeof many[0] && dimension != NULL; i++)
        if (strcmp(dimension, many[i]) == 0)
            return NULL;
    return dimension;
}

/* NULL: not known; "" is everybody. */
static const char *find(eg_text name)
{
    char folded[NAME_MOST];
    size_t n = fold(name, folded);
    const char *dimension = find_folded(folded, n);
    return dimension != NULL ? dimension : find_other(folded, n);
}

bool eg_group_is_total(eg_text name)
{
    const char *dimension = find(name);
    return dimension != NULL && dimension[0] == '\0';
}

const char *eg_group_dimension(eg_text name)
{
    const char *dimension = find(name);
    return dimension == NULL || dimension[0] == '\0' ? NULL : dimension;
}
