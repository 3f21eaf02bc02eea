/* job/quality_words.h - the sentences of the quality section, in English and in the report's
 * language. */
#ifndef EG_JOB_QUALITY_WORDS_H
#define EG_JOB_QUALITY_WORDS_H

#include "job/internal.h"
#include "report/say.h"

/* One row of quality_words.def adds a sentence. */
typedef enum {
#define N(key, one, many) EG_NOTE_##key,
#define S(key, text)      EG_NOTE_##key,
#include "job/quality_words.def"
#undef N
#undef S
    EG_NOTE_COUNT
} eg_note_key;

/* The same sentence twice: English, then in the report's language. NULL: no memory. */
typedef struct {
    const char *text, *said;
} eg_note;

/* What stands in a {place} besides {n}: a name, or what is itself said in two languages. */
typedef struct {
    const char *name;
    eg_note value;
} eg_note_place;

/* A name of the data, or digits. */
eg_note eg_note_name(const char *name);
/* A count as it is told (eg_job_told): "1,234", "fewer than 10", "some". */
eg_note eg_note_count(const eg_job *job, uint64_t told);
/* {n} is the count; places end with a NULL name and may be NULL. */
eg_note eg_note_say(const eg_job *job, eg_note_key key, uint64_t told,
                    const eg_note_place *places);
#define EG_NOTE_SAY(job, key, told, ...)                                                       \
    eg_note_say(job, EG_NOTE_##key, told,                                                      \
                (const eg_note_place[]){__VA_ARGS__, {NULL, {NULL, NULL}}})
/* Both sentences into a row. */
void eg_note_put(eg_report_quality *row, eg_note note);

#endif
