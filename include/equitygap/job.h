/*
 * equitygap/job.h - one analysis from files to a report: opens the source, resolves the schema,
 * counts, hides, and binds the facts. Prints nothing, writes no file.
 */
#ifndef EQUITYGAP_JOB_H
#define EQUITYGAP_JOB_H

#include "equitygap/base.h"
#include "equitygap/privacy.h"
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
    /* A saved cube is written here, and not finished; that nobody else can read the file is the
     * caller's to see to. NULL: none. asked_*: the analysis options typed, pairwise, to be
     * remembered in it; may be NULL. */
    eg_sink *save;
    bool save_only; /* stop when it is written: nothing is settled, hidden or computed */
    const eg_strings *asked_names, *asked_values;
    const eg_ledger *ledger; /* what was published before; NULL: nothing is known of it */
    bool queries_only;       /* stop when it is known what a database would be asked */
    const char *password;    /* of a database, from the environment; NULL: none */
} eg_job_options;

typedef struct eg_job eg_job;

/*
 * Saved cubes: what an analysis has counted, to be analyzed later, together with others. They
 * hold unsuppressed counts, so they are as internal as the records; no record, no id and
 * nothing made of an id is in them (docs/scale.md, docs/privacy.md). eg_job_run takes them in
 * place of files: all paths must be such, saved with the same settings, and what it gives is
 * what it would give of the files, to the byte.
 *
 * Does the file begin as one? false where it cannot be read.
 */
bool eg_is_saved_cube(const char *path);
/*
 * What a saved cube was counted with, as settings: all options that were typed, and with
 * `configs` what config files said, but the edition and files (--state, --notes, --roster). To
 * be called when configs were read and before options of the command line are set: these win.
 */
EG_MUST_USE eg_status eg_saved_cube_settings(eg_settings *settings, const char *path,
                                             bool configs, eg_error *err);

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
/* What database number `file` of the paths is asked; "" for a file, NULL behind the last. */
EG_MUST_USE eg_status eg_job_query(const eg_job *job, size_t file, const char **out,
                                   eg_error *err);
/*
 * With a ledger: does something of this year differ from what a publication showed of it? And,
 * where the two together say too much, less of the year is published (once: what was withheld
 * stays withheld; twice: nothing but what is the same), when all is decided again. false: less
 * than nothing, or no memory.
 */
bool eg_job_changed_since(const eg_job *job, size_t outcome, uint32_t year,
                          uint32_t publication);
bool eg_job_hold(eg_job *job, size_t outcome, uint32_t year);
EG_MUST_USE eg_status eg_job_decide_again(eg_job *job, eg_error *err);
/* Likewise: of this cell nothing is published, in any outcome. false: nothing was, or no
 * memory.
 */
bool eg_job_close(eg_job *job, const eg_place *place);
/* This report becomes the ledger's last publication, unless it is that already (*same). */
EG_MUST_USE eg_status eg_job_remember(const eg_job *job, eg_ledger *ledger, bool *same,
                                      eg_error *err);
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
