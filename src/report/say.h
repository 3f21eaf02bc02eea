/* report/say.h - the sentences of findings: templates with {named} places. */
#ifndef EG_REPORT_SAY_H
#define EG_REPORT_SAY_H

#include "equitygap/report.h"

/* W(key, text). One row adds a sentence; src/report/say.def. */
typedef enum {
#define W(key, text) EG_SAY_##key,
#include "report/say.def"
#undef W
    EG_SAY_COUNT
} eg_say_key;

const char *eg_say_words(eg_say_key key);

/* Whether an outcome, by its name, tells of access (attendance, discipline, placement) rather than
 * of what students reach. */
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
char *eg_say_fill(eg_say_key key, const eg_place_value *values, size_t n, eg_arena *arena);

/* Likewise of any template, in whatever language. */
char *eg_say_template(const char *template, const eg_place_value *values, size_t n,
                      eg_arena *arena);

/* A question about practice and systems for a finding of this kind about this outcome. */
const char *eg_say_question(const char *kind, bool good, const char *outcome);

/* "1,234"; "12.4", "-0.5" with so many decimals; "72.4%". In the arena; NULL: no memory. */
char *eg_say_count(uint64_t n, eg_arena *arena);
char *eg_say_fixed(double x, int decimals, eg_arena *arena);
char *eg_say_percent(double share, eg_arena *arena);
/* Decimals that show about three figures of something this wide. */
int eg_say_decimals(double width);

/* "2018-19..2023-24" -> "2018-19 to 2023-24". */
char *eg_say_span(const char *range, eg_arena *arena);
/* "rest" -> "all other students"; quantity words for goals of rates. */
char *eg_say_reference(const char *reference, bool percent, eg_arena *arena);

#endif
