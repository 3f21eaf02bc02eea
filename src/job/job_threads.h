/*
 * job/job_threads.h - reading and counting by several threads: each takes parts of the files
 * with a coder and cubes of its own, which are merged in the end.
 *
 * What is counted does not depend on who counted it, so the result is the same. Where anything
 * goes wrong, or a part turns out not to end with a record, nothing of it counts and one thread
 * begins anew: what is said then is what one thread says.
 */
#ifndef EG_JOB_JOB_THREADS_H
#define EG_JOB_JOB_THREADS_H

#include "job/internal.h"

/* Threads that this job may have: those asked for, or one a core; 1 where it needs records in
 * their order. */
size_t eg_job_threads(const eg_job *job);

typedef enum {
    EG_PARTS_NOT,  /* it is not worth it, or cannot be: nothing was read */
    EG_PARTS_DONE, /* all is counted, and what was refused is said */
    EG_PARTS_TORN  /* what was counted is worth nothing: one thread begins anew, from opening */
} eg_parts_read;

/* Reads all records into job->coder and job->cubes, which are made and empty. EG_E_MEMORY,
 * EG_E_INTERRUPTED. */
EG_MUST_USE eg_status eg_job_read_parts(eg_job *job, size_t threads, eg_parts_read *read,
                                        eg_error *err);

/* Cubes as this job needs them. */
EG_MUST_USE eg_status eg_job_cubes(const eg_job *job, eg_cubes **out, eg_error *err);

#endif
