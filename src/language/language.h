/*
 * language/language.h - the words of a report in another language.
 *
 * English is the key: every string stands in the code as EG_T("..."), tests/tools/check_words
 * gathers them, src/language/XX.po translates them, msgfmt compiles that at build and the
 * result is part of the program: no installed locale is asked. Names of data are never
 * translated.
 */
#ifndef EG_LANGUAGE_LANGUAGE_H
#define EG_LANGUAGE_LANGUAGE_H

#include "equitygap/base.h"

/* Marks a string for the catalogue; it is looked up where it is printed. */
#define EG_T(text) text
/* Likewise one and many of the same thing: EG_TN("{n} student", "{n} students"). */
#define EG_TN(one, many) one, many

/* T(tag): one row a language, and its src/language/tag.po. */
#define EG_TRANSLATIONS(T)      T(es)
#define EG_TRANSLATION_TAG(tag) " " #tag
#define EG_LANGUAGE_TAGS        "en" EG_TRANSLATIONS(EG_TRANSLATION_TAG)

typedef struct eg_language eg_language;

/* By tag: "en", "es". NULL: there is none. */
const eg_language *eg_language_of(eg_text tag);
/* Tags in order, for help and messages; NULL after the last. */
const char *eg_language_tag_at(size_t i);

/* "es"; "en" for NULL. */
const char *eg_language_tag(const eg_language *language);
/* The translation, or the English itself where there is none. language may be NULL: English. */
const char *eg_language_word(const eg_language *language, const char *english);
/* By the number that stands with it. */
const char *eg_language_count(const eg_language *language, const char *one, const char *many,
                              uint64_t n);

#endif
