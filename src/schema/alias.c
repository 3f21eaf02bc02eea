/* The table of column names and its look-up. */
#include "schema/alias.h"

#include <string.h>

#define EXACT      EG_MATCH_EXACT
#define SUFFIX     EG_MATCH_SUFFIX
#define PREFIX     EG_MATCH_PREFIX
#define LAST       EG_MATCH_LAST
#define LOWER      EG_ALIAS_LOWER
#define ABOVE_ZERO EG_ALIAS_ABOVE_ZERO

static const eg_alias rows[] = {
#define CONCEPT(concept, words)
#define ALIAS(match, role, concept, kind, flags, spellings)                                    \
    {match, EG_ROLE_##role, concept, EG_KIND_##kind, flags, spellings},
#include "schema/alias.def"
#undef ALIAS
#undef CONCEPT
};

static const struct {
    const char *concept;
    const char *words;
} concepts[] = {
#define CONCEPT(concept, words) {concept, words},
#define ALIAS(match, role, concept, kind, flags, spellings)
#include "schema/alias.def"
#undef ALIAS
#undef CONCEPT
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

static bool letter_or_digit(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void eg_alias_normalise(eg_text name, eg_buffer *out)
{
    bool foreign = false;
    for (size_t i = 0; i < name.n; i++)
        foreign = foreign || (unsigned char)name.at[i] >= 0x80;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        if (foreign || letter_or_digit(c))
            eg_buffer_add_char(out, (char)c);
    }
}

static bool ends_with(eg_text text, eg_text end)
{
    return text.n > end.n && memcmp(text.at + text.n - end.n, end.at, end.n) == 0;
}

static bool begins_with(eg_text text, eg_text begin)
{
    return text.n > begin.n && memcmp(text.at, begin.at, begin.n) == 0;
}

/* The next spelling of a row; false after the last. */
static bool next_spelling(const char **rest, eg_text *spelling)
{
    while (**rest == ' ')
        (*rest)++;
    if (**rest == '\0')
        return false;
    *spelling = (eg_text){*rest, strcspn(*rest, " ")};
    *rest += spelling->n;
    return true;
}

static bool row_matches(const eg_alias *row, eg_text spelling, eg_text name, eg_text last)
{
    switch (row->match) {
    case EG_MATCH_EXACT:
        return eg_text_equal(name, spelling);
    case EG_MATCH_SUFFIX:
        return ends_with(name, spelling);
    case EG_MATCH_PREFIX:
        return begins_with(name, spelling);
    case EG_MATCH_LAST:
        return last.n < name.n && eg_text_equal(last, spelling);
    }
    return false;
}

static eg_alias_hit seek(eg_text name, eg_text last, bool exact)
{
    uint32_t rank = 0;
    for (size_t r = 0; r < N_ROWS; r++) {
        const char *rest = rows[r].spellings;
        eg_text spelling = {NULL, 0};
        for (; next_spelling(&rest, &spelling); rank++)
            if ((rows[r].match == EG_MATCH_EXACT) == exact &&
                row_matches(&rows[r], spelling, name, last))
                return (eg_alias_hit){&rows[r], rank};
    }
    return (eg_alias_hit){NULL, UINT32_MAX};
}

/* What follows the last character that is no letter or digit. */
static eg_text last_word(eg_text name)
{
    size_t at = name.n;
    while (at > 0 && letter_or_digit((unsigned char)name.at[at - 1]))
        at--;
    return (eg_text){name.at + at, name.n - at};
}

/* student.raceEthnicityFed, function.SchoolCode: the part behind the last point. */
static eg_text behind_point(eg_text name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.at[i - 1] == '.')
            return (eg_text){name.at + i, name.n - i};
    return (eg_text){name.at, 0};
}

static eg_alias_hit exact_hit(eg_text name, eg_buffer *scratch)
{
    static const char *const before[] = {"student", "stu", "pupil"};
    eg_buffer_reset(scratch);
    eg_alias_normalise(name, scratch);
    eg_text whole = {scratch->at, scratch->n};
    eg_alias_hit hit = seek(whole, whole, true);
    for (size_t i = 0; i < sizeof before / sizeof before[0] && hit.row == NULL; i++) {
        eg_text word = eg_text_of(before[i]);
        if (begins_with(whole, word))
            hit = seek((eg_text){whole.at + word.n, whole.n - word.n}, whole, true);
    }
    return hit;
}

eg_alias_hit eg_alias_find(eg_text name, eg_buffer *scratch)
{
    static const eg_alias_hit unknown = {NULL, UINT32_MAX};
    eg_alias_hit hit = exact_hit(name, scratch);
    eg_text inner = behind_point(name);
    if (hit.row == NULL && inner.n > 0 && !scratch->failed)
        hit = exact_hit(inner, scratch);
    if (hit.row == NULL && !scratch->failed) {
        eg_buffer_reset(scratch);
        eg_alias_normalise(name, scratch);
        size_t n = scratch->n;
        eg_alias_normalise(last_word(name), scratch);
        if (!scratch->failed)
            hit = seek((eg_text){scratch->at, n}, (eg_text){scratch->at + n, scratch->n - n},
                       false);
    }
    return scratch->failed ? unknown : hit;
}

const char *eg_concept_words(const char *concept)
{
    for (size_t i = 0; i < sizeof concepts / sizeof concepts[0]; i++)
        if (strcmp(concepts[i].concept, concept) == 0)
            return concepts[i].words;
    return concept;
}

bool eg_alias_at(size_t index, eg_text *spelling, const eg_alias **row)
{
    for (size_t r = 0; r < N_ROWS; r++) {
        const char *rest = rows[r].spellings;
        while (next_spelling(&rest, spelling)) {
            if (rows[r].match != EG_MATCH_EXACT)
                continue;
            *row = &rows[r];
            if (index-- == 0)
                return true;
        }
    }
    return false;
}
