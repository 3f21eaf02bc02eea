/* job/internal.h - what one analysis holds. */
#ifndef EG_JOB_INTERNAL_H
#define EG_JOB_INTERNAL_H

#include "equitygap/cube.h"
#include "equitygap/job.h"
#include "equitygap/privacy.h"
#include "equitygap/statistics.h"

struct eg_job {
    const eg_settings *settings;
    const eg_job_options *options;
    eg_arena *arena;
    eg_source *source;
    eg_schema *schema;
    eg_coder *coder;
    eg_students *students; /* NULL: each record is one student */
    eg_cubes *cubes;
    eg_settled *settled;
    eg_views *views;
    eg_policy policy;
    eg_marks *marks;
    eg_analysis *analysis;
    eg_report report;
};

/* Everything the report says beside its facts; all in the job's arena. */
eg_status eg_job_describe(eg_job *job, eg_error *err);
/* What was noticed about the data, as rows of the report's quality section. */
eg_status eg_job_quality(eg_job *job, eg_error *err);

#endif
