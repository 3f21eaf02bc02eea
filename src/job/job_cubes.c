/* job_cubes.c - the cubes that a job counts into, one set a thread. */
#include "job/job_threads.h"

eg_status eg_job_cubes(const eg_job *job, eg_cubes **out, eg_error *err)
{
    eg_status status = eg_cubes_new(out, job->schema, err);
    if (status == EG_OK && eg_statistics_need_values(job->settings))
        status = eg_cubes_keep_values(*out, err);
    if (status == EG_OK && eg_statistics_need_joint(job->settings))
        status = eg_cubes_keep_joint(*out, err);
    return status;
}
