/* What is held while records are counted, against one budget. */
#include "job/internal.h"

/* With what reading and a doubling need, this stays under 512 MiB. */
#define MOST        ((size_t)384 << 20)
#define LABEL_BYTES ((size_t)192) /* of one level: its text, its places in two tables */

static size_t labels_of(const eg_job *job)
{
    size_t labels = 0;
    for (size_t a = 0; a < job->schema->n_axes; a++)
        labels += eg_coder_levels(job->coder, a);
    return labels * LABEL_BYTES;
}

bool eg_job_holds(const eg_job *job, size_t students)
{
    size_t cells = eg_cubes_bytes(job->cubes);
    size_t labels = labels_of(job);
    /* Students alone have a budget of their own. */
    return students + cells + labels <= MOST || cells + labels < MOST / 16;
}

eg_status eg_job_check_memory(const eg_job *job, eg_error *err)
{
    if (eg_job_holds(job, eg_students_held(job->students)))
        return EG_OK;
    return eg_fail(err, EG_E_LIMIT,
                   "students, cells and names together exceed the memory budget of %zu MiB: "
                   "use --per row or --id none, or drop --within, a cross or a dimension with "
                   "many levels",
                   MOST >> 20);
}
