/* language.c - looks words up in the catalogues that msgfmt made (the .mo format of gettext).
 */
#include "language/language.h"

#include <string.h>

/* static const unsigned char eg_catalogue_es[] = {...}: made by the Makefile from es.po. */
#include "catalogues.def"

struct eg_language {
    const char *tag;
    const unsigned char *at;
    size_t n;
    /* Which form stands with a number: 0 is that of one. */
    size_t (*form)(uint64_t n);
};

static size_t one_or_many(uint64_t n)
{
    return n == 1 ? 0 : 1;
}

static const eg_language languages[] = {{"en", NULL, 0, one_or_many},
#define ROW(tag) {#tag, eg_catalogue_##tag, sizeof eg_catalogue_##tag, one_or_many},
                                        EG_TRANSLATIONS(ROW)
#undef ROW
};

#define LANGUAGES (sizeof languages / sizeof languages[0])

const eg_language *eg_language_of(eg_text tag)
{
    for (size_t i = 0; i < LANGUAGES; i++) {
        if (eg_text_same_word(tag, languages[i].tag)) {
            return &languages[i];
        }
    }
    return NULL;
}

const char *eg_language_tag_at(size_t i)
{
    return i < LANGUAGES ? languages[i].tag : NULL;
}

const char *eg_language_tag(const eg_language *language)
{
    return language == NULL ? languages[0].tag : language->tag;
}

/* Words of 32 bits, the low byte first: msgfmt is told so whatever the machine. */
static size_t word_at(const eg_language *language, size_t at)
{
    if (at + 4 > language->n) {
        return 0;
    }
    const unsigned char *b = language->at + at;
    return (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
}

/* String i of the table that the header's word at `table` points to. */
static const char *string_at(const eg_language *language, size_t table, size_t i)
{
    size_t row = word_at(language, table) + 8 * i;
    size_t length = word_at(language, row);
    size_t at = word_at(language, row + 4);
    if (at + length >= language->n) {
        return "";
    }
    return (const char *)language->at + at;
}

enum { COUNT = 8, ORIGINALS = 12, TRANSLATIONS = 16 }; /* where the header has them */

/* The originals are sorted; of a plural its first form stands before a NUL. */
static const char *find(const eg_language *language, const char *english)
{
    size_t low = 0;
    size_t high = language->at == NULL ? 0 : word_at(language, COUNT);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(string_at(language, ORIGINALS, middle), english);
        if (order == 0) {
            return string_at(language, TRANSLATIONS, middle);
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const char *eg_language_word(const eg_language *language, const char *english)
{
    const char *word = language == NULL || *english == '\0' ? NULL : find(language, english);
    return word == NULL || *word == '\0' ? english : word;
}

const char *eg_language_count(const eg_language *language, const char *one, const char *many,
                              uint64_t n)
{
    const char *word = language == NULL ? NULL : find(language, one);
    if (word == NULL || *word == '\0') {
        return n == 1 ? one : many;
    }
    for (size_t form = language->form(n); form > 0; form--) {
        word += strlen(word) + 1;
    }
    return word;
}
