/*
 * equitygap/job.h - one analysis from files to a report: opens the source, resolves the schema,
 * counts, hides, and binds the facts. Prints nothing, writes no file.
 */
#ifndef EQUITYGAP_JOB_H
#define EQUITYGAP_JOB_H

#include "equitygap/base.h"
#include "equitygap/report.h"
#include "equitygap/schema.h"
#include "equitygap/source.h"

typedef struct {
    /* Rejected records; may be NULL. Called in file order. */
    void (*reject)(void *context, const eg_reject *reject);
    void *reject_context;
    /* Notices worth a line on standard error (a place is in the error struct; status is EG_OK).
     * May be NULL. */
    void (*notice)(void *context, const eg_error *notice);
    void *notice_context;
    const eg_control *control; /* may be NULL */
    const char *timestamp;     /* NULL, or ISO 8601 from SOURCE_DATE_EPOCH */
    int digits;                /* significant digits of CSV numbers; 6 */
    bool cells_only; /* stop when the cells are there: nothing is hidden or computed */
} eg_job_options;

typedef struct eg_job eg_job;

/*
 * Reads everything and gives the report. paths, settings and options must outlive the job.
 * Errors: those of source, schema and statistics; EG_E_INPUT also for repeated students without
 * a rule, no record left, or more rejects than settings->max_rejects allows (and more than 10).
 */
EG_MUST_USE eg_status eg_job_run(eg_job **out, const eg_settings *settings,
                                 const char *const *paths, size_t n_paths,
                                 const eg_job_options *options, eg_error *err);
void eg_job_free(eg_job *job);
const eg_report *eg_job_report(const eg_job *job);
/*
 * Notes on findings, of a table with the columns finding, role (may be missing) and text; rows
 * without a text are passed over. Everything in the arena. EG_E_INPUT: columns missing, a row
 * that cannot be read, a note of more than 4,000 bytes. Rows are not students.
 */
EG_MUST_USE eg_status eg_notes_read(const eg_report_note **out, size_t *n, const char *path,
                                    eg_arena *arena, eg_error *err);

/* What was counted or given; borrowed from the job. */
typedef struct {
    const eg_views *views;
    const eg_schema *schema;
    const eg_settled *settled;
    const bool *additive;        /* [item] groups declared to make up the whole; NULL: none */
    const eg_given_tally *given; /* NULL: rows are students */
} eg_job_cells;
eg_job_cells eg_job_cells_of(const eg_job *job);

#endif
