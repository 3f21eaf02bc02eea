/* job/internal.h - what one analysis holds. */
#ifndef EG_JOB_INTERNAL_H
#define EG_JOB_INTERNAL_H

#include "equitygap/cube.h"
#include "equitygap/job.h"
#include "equitygap/privacy.h"
#include "equitygap/statistics.h"
#include "job/fact_store.h"
#include "job/rejected_rows.h"
#include "job/roster.h"
#include "job/state.h"

typedef struct eg_portions eg_portions;

struct eg_job {
    const eg_settings *settings;
    const eg_job_options *options;
    eg_arena *arena;
    eg_source *source;
    eg_intake *intake;          /* what the schema sees of the source */
    eg_rejected_rows *rejected; /* NULL: nothing is set aside, or nobody asks for it */
    eg_roster *roster;          /* NULL: nothing is joined */
    eg_schema *schema;
    eg_coder *coder;
    eg_students *students; /* NULL: each record is one student */
    eg_cubes *cubes;
    eg_given *given;    /* rows that are groups: instead of cubes */
    eg_schema *columns; /* of them: what the files have; schema is then the plan's */
    eg_given_plan plan;
    eg_settled *settled;
    eg_views *views;
    eg_policy policy;
    eg_marks *marks;
    uint8_t *held;   /* [outcome * years + year] eg_held; NULL: nothing is */
    uint8_t *closed; /* [cell of the views]: nothing of it is published; NULL: none */
    eg_state *state; /* NULL: no counts of the State */
    eg_analysis *analysis;
    eg_fact_store *facts;
    eg_report report;
    eg_portions *portions; /* saved cubes in place of files; NULL: files */
    bool cube_is_out;      /* options->save has been written */
    bool alone;            /* one thread reads */
    bool shared;           /* several did */
    bool silent;           /* what is refused is said already */
};

/*
 * Students, cells and labels together against one budget (budget.c): each has its own, but they
 * would not fit side by side. EG_E_LIMIT names what to drop.
 */
EG_MUST_USE eg_status eg_job_check_memory(const eg_job *job, eg_error *err);
/* The same, were so many bytes held of students. */
bool eg_job_holds(const eg_job *job, size_t students);

/* Lets the databases among the paths count, where nobody can tell (let_count.c). EG_E_USAGE:
 * --fetch cells where they cannot. */
EG_MUST_USE eg_status eg_job_let_count(eg_job *job, const eg_strings *paths, eg_error *err);

/* Everything the report says beside its facts; all in the job's arena. */
eg_status eg_job_describe(eg_job *job, eg_error *err);
/* What was noticed about the data, as rows of the report's quality section. */
eg_status eg_job_quality(eg_job *job, eg_error *err);
/* The same of rows that are groups; NULL and 0 for rows of students. */
eg_status eg_job_given_quality(eg_job *job, eg_report_quality **out, size_t *n, eg_error *err);
/* The part of it on rosters, melting and students in several units: at most _rows of them;
 * false: no memory. */
EG_MUST_USE bool eg_job_quality_shape(eg_job *job, eg_report_quality *rows, size_t *n);
size_t eg_job_quality_shape_rows(const eg_job *job);
/* quality_guard.c: whether a public report may not tell a count of records or students ... */
bool eg_job_few(const eg_job *job, uint64_t count);
/* ... and what it tells: the count, or EG_COUNT_FEW; of a part also EG_COUNT_KEPT, where the
 * rest of the whole is few. */
uint64_t eg_job_told(const eg_job *job, uint64_t count);
uint64_t eg_job_told_of(const eg_job *job, uint64_t count, uint64_t whole);
/* "1,234", "fewer than 10", "some"; NULL: no memory. */
const char *eg_job_told_words(const eg_job *job, uint64_t told);
/* The records counted, and those of the files, would give a count away that is not told. */
bool eg_job_keeps_records(const eg_job *job);
bool eg_job_keeps_inputs(const eg_job *job);
/* The facts hide how many students have a value of this outcome. */
bool eg_job_keeps_outcome(const eg_job *job, size_t outcome);
void eg_job_guard_inputs(const eg_job *job, eg_report_input *inputs, size_t n);
void eg_job_guard_totals(eg_job *job);
/* Where trends stop, and years that are not there; also for the report's pictures. */
EG_MUST_USE bool eg_job_quality_trends(eg_job *job, eg_report_quality *rows, size_t *n);
size_t eg_job_quality_trend_rows(const eg_job *job);
/* Groups beside the seven that the rule on significant disproportionality counts. */
EG_MUST_USE bool eg_job_quality_idea(eg_job *job, eg_report_quality *rows, size_t *n);
size_t eg_job_quality_idea_rows(const eg_job *job);
/* quality_forms.c: numbers that may not mean what they say */
EG_MUST_USE bool eg_job_quality_forms(eg_job *job, eg_report_quality *rows, size_t *n);
size_t eg_job_quality_forms_rows(const eg_job *job);

#endif
