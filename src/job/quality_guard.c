/*
 * Counts of records and students that a public report does not tell: those under min_n, and
 * those from which one of them would follow. What is related, and how:
 *   records of the files = records counted + left out by --where + totals + without a weight
 *   records counted      = students + repeated + joined or collapsed + in a further unit
 *   records counted      = values used + missing + suppressed + not applicable + unreadable
 * Students and the values used stand in the facts, where they may; where a year has none there,
 * nothing may be told that adds the years up.
 */
#include "job/internal.h"

bool eg_job_few(const eg_job *job, uint64_t count)
{
    bool public = job->settings->edition == EG_EDITION_PUBLIC;
    return public && job->given == NULL && count > 0 && count < job->settings->min_n;
}

uint64_t eg_job_told(const eg_job *job, uint64_t count)
{
    return eg_job_few(job, count) ? EG_COUNT_FEW : count;
}

uint64_t eg_job_told_of(const eg_job *job, uint64_t count, uint64_t whole)
{
    if (count == 0 || eg_job_few(job, count))
        return eg_job_told(job, count);
    return whole > count && eg_job_few(job, whole - count) ? EG_COUNT_KEPT : count;
}

const char *eg_job_told_words(const eg_job *job, uint64_t told)
{
    return eg_report_count_words(&job->report, told, job->arena);
}

/* The table of students says more than one may tell. */
static bool few_repeats(const eg_job *job)
{
    if (job->students == NULL)
        return false;
    const eg_students_tally *t = eg_students_tally_of(job->students);
    bool hides =
        job->settings->edition == EG_EDITION_PUBLIC && eg_marks_tally(job->marks)->hidden > 0;
    if (t->elsewhere > 0 && (hides || eg_job_few(job, t->elsewhere)))
        return true; /* how many are in several units may be the size of a hidden group */
    return eg_job_few(job, t->students) || eg_job_few(job, t->identical) ||
           eg_job_few(job, t->merged);
}

/* Nothing of a year's students is shown, for no outcome: they would follow from the others. */
static bool year_hidden(const eg_job *job)
{
    for (size_t y = 0; y < eg_views_years(job->views); y++) {
        const eg_place place = {.item = EG_ITEM_ALL, .year = (uint32_t)y};
        bool hidden = eg_views_cell(job->views, &place) != SIZE_MAX;
        for (size_t o = 0; o < job->schema->n_outcomes && hidden; o++)
            hidden = eg_marks_of(job->marks, o, &place, NULL) == EG_HIDDEN;
        if (hidden && job->schema->n_outcomes > 0)
            return true;
    }
    return false;
}

bool eg_job_keeps_outcome(const eg_job *job, size_t outcome)
{
    for (size_t y = 0; y < eg_views_years(job->views); y++) {
        const eg_place place = {.item = EG_ITEM_ALL, .year = (uint32_t)y};
        if (eg_views_cell(job->views, &place) != SIZE_MAX &&
            eg_marks_of(job->marks, outcome, &place, NULL) == EG_HIDDEN)
            return true;
    }
    return false;
}

bool eg_job_keeps_records(const eg_job *job)
{
    return eg_job_few(job, eg_coder_tally_of(job->coder)->records) || few_repeats(job) ||
           year_hidden(job);
}

bool eg_job_keeps_inputs(const eg_job *job)
{
    const eg_coder_tally *t = eg_coder_tally_of(job->coder);
    const eg_intake_tally *melted = eg_intake_tally_of(job->intake);
    bool few = eg_job_keeps_records(job) || eg_job_few(job, t->filtered) ||
               eg_job_few(job, t->totals_rows) || eg_job_few(job, t->bad_weight) ||
               eg_job_few(job, melted->empty);
    for (size_t f = 0; f < eg_source_files(job->source); f++)
        few = few || eg_job_few(job, eg_source_tally(job->source, f)->records);
    return few;
}

/* A file's size would tell of a handful of records nearly how many they are. */
static void guard_input(const eg_job *job, eg_report_input *input, bool keep)
{
    bool all_few = eg_job_few(job, eg_coder_tally_of(job->coder)->records);
    if (eg_job_few(job, input->records) || all_few)
        input->bytes = EG_COUNT_KEPT;
    input->rejected = eg_job_told(job, input->rejected);
    if (eg_job_few(job, input->records))
        input->records = EG_COUNT_FEW;
    else if (keep)
        input->records = EG_COUNT_KEPT;
}

void eg_job_guard_inputs(const eg_job *job, eg_report_input *inputs, size_t n)
{
    bool keep = eg_job_keeps_inputs(job);
    size_t own = eg_source_files(job->source);
    for (size_t f = 0; f < n; f++)
        guard_input(job, &inputs[f], keep && f < own);
}

void eg_job_guard_totals(eg_job *job)
{
    eg_report *report = &job->report;
    bool few = eg_job_few(job, report->records);
    if (!few && eg_job_keeps_records(job))
        report->records = EG_COUNT_KEPT;
    report->records = few ? EG_COUNT_FEW : report->records;
    report->students = eg_job_told(job, report->students);
    if (report->students > 0 && report->students != EG_COUNT_FEW && year_hidden(job))
        report->students = EG_COUNT_KEPT;
}
