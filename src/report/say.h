/* report/say.h - the sentences of findings: templates with {named} places. */
#ifndef EG_REPORT_SAY_H
#define EG_REPORT_SAY_H

#include "equitygap/report.h"
#include "language/language.h"

/* One row of src/report/say.def adds a sentence. */
typedef enum {
#define W(key, text)       EG_SAY_##key,
#define WN(key, one, many) EG_SAY_##key,
#include "report/say.def"
#undef W
#undef WN
    EG_SAY_COUNT
} eg_say_key;

/* In a language (NULL: English); of a row by number the form of many. */
const char *eg_say_words(const eg_language *language, eg_say_key key);
/* By the number that stands in it. */
const char *eg_say_counted(const eg_language *language, eg_say_key key, uint64_t n);

/* Whether an outcome, by its name, tells of access (attendance, discipline, placement) rather
 * than of what students reach. */
bool eg_outcome_is_access(const char *outcome);

/* What stands in a {name}. */
typedef struct {
    const char *name;
    const char *value;
} eg_place_value;

/*
 * The template with its places filled; an unknown place stays as it is. NULL: no memory,
 * here or where a value was made.
 */
char *eg_say_fill(const eg_language *language, eg_say_key key, const eg_place_value *values,
                  size_t n, eg_arena *arena);

/* Likewise of any template, in whatever language. */
char *eg_say_template(const char *template, const eg_place_value *values, size_t n,
                      eg_arena *arena);

/*
 * For a finding of this kind about this outcome: a question about practice and systems, and
 * what a critical friend asks of those who read it.
 */
eg_say_key eg_say_question(const char *kind, bool good, const char *outcome);
eg_say_key eg_say_friend(const char *kind, bool good, const char *outcome);

/* "1,234"; "12.4", "-0.5" with so many decimals; "72.4%". In the arena; NULL: no memory. */
char *eg_say_count(uint64_t n, eg_arena *arena);
char *eg_say_fixed(double x, int decimals, eg_arena *arena);
char *eg_say_percent(const eg_language *language, double share, eg_arena *arena);
/* Decimals that show about three figures of something this wide. */
int eg_say_decimals(double width);
/* Decimals for a figure before, after and the way between, so that the way shows in both; NAN:
 * a figure that is not there. */
int eg_say_change_decimals(double before, double after);

/* Decimals that say a bound whole, such as 12.5: at most 4. */
int eg_say_bound_decimals(double bound);

/* "2018-19..2023-24" -> "2018-19 to 2023-24". */
char *eg_say_span(const eg_language *language, const char *range, eg_arena *arena);
/* "rest" -> "all other students"; quantity words for goals of rates. */
char *eg_say_reference(const eg_language *language, const char *reference, bool percent,
                       eg_arena *arena);

/* The language of a report; English for NULL and for what there is none of. */
const eg_language *eg_report_language(const eg_report *report);

#endif
