/* The quality section's sentences: looked up, filled in two languages. */
#include "job/quality_words.h"

#include <string.h>

enum { PLACES_MOST = 6 };

static const struct {
    const char *one, *many;
} rows[EG_NOTE_COUNT] = {
#define N(key, one, many) {one, many},
#define S(key, text)      {text, NULL},
#include "job/quality_words.def"
#undef N
#undef S
};

eg_note eg_note_name(const char *name)
{
    return (eg_note){name, name};
}

eg_note eg_note_count(const eg_job *job, uint64_t told)
{
    const eg_language *language = eg_report_language(&job->report);
    eg_note words = {.text = eg_job_told_words(job, told)};
    words.said = words.text;
    if (told == EG_COUNT_FEW) {
        const eg_place_value min = {"min", eg_say_count(job->report.min_n, job->arena)};
        words.said = eg_say_template(eg_language_word(language, EG_T("fewer than {min}")), &min,
                                     1, job->arena);
    } else if (told == EG_COUNT_KEPT) {
        words.said = eg_language_word(language, EG_T("some"));
    }
    return words;
}

static const char *fill(const eg_job *job, const char *template, const eg_note_place *places,
                        bool english)
{
    eg_place_value values[PLACES_MOST];
    size_t n = 0;
    for (; n < PLACES_MOST && places[n].name != NULL; n++) {
        values[n] = (eg_place_value){places[n].name,
                                     english ? places[n].value.text : places[n].value.said};
    }
    return eg_say_template(template, values, n, job->arena);
}

static const char *template_of(const eg_language *language, eg_note_key key, uint64_t n)
{
    return rows[key].many == NULL
               ? eg_language_word(language, rows[key].one)
               : eg_language_count(language, rows[key].one, rows[key].many, n);
}

eg_note eg_note_say(const eg_job *job, eg_note_key key, uint64_t told,
                    const eg_note_place *places)
{
    const eg_language *language = eg_report_language(&job->report);
    eg_note_place all[PLACES_MOST + 1] = {{"n", eg_note_count(job, told)}};
    for (size_t i = 0; places != NULL && places[i].name != NULL && i + 1 < PLACES_MOST; i++) {
        all[i + 1] = places[i];
    }
    eg_note note = {.text = fill(job, template_of(NULL, key, told), all, true)};
    bool english = strcmp(eg_language_tag(language), "en") == 0;
    note.said = english ? note.text : fill(job, template_of(language, key, told), all, false);
    return note.said == NULL ? (eg_note){NULL, NULL} : note;
}

void eg_note_put(eg_report_quality *row, eg_note note)
{
    row->text = note.text;
    row->said = note.said;
}
