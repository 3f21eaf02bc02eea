/* Parts of the files, shared among threads. */
#include "job/job_threads.h"

#include <pthread.h>
#include <stdatomic.h>

#include "cube/cubes_save.h"
#include "cube/student_table.h"
#include "ext/team.h"

#define STUDENTS_MOST ((size_t)400 << 20) /* bytes of all tables together */
#define TOO_MANY      "too many students" /* for nobody: one thread says it */

typedef struct {
    eg_job *job;
    eg_parts *parts;
    pthread_mutex_t claiming;
    atomic_bool stop;        /* whatever is read counts no more */
    atomic_bool interrupted; /* the caller wants no more */
    atomic_uint_least64_t bytes, rows;
    uint64_t bytes_all;
    size_t n; /* threads */
} shared;

typedef struct {
    shared *with;
    pthread_t thread;
    bool first, begun; /* the caller's own thread; it runs */
    eg_coder *coder;
    eg_cubes *cubes;
    eg_part_reader *reader;
    eg_student_table *met; /* students of this thread; NULL: nobody asks */
    bool torn;
    eg_status status;
    eg_error err;
} worker;

size_t eg_job_threads(const eg_job *job)
{
    if (job->given != NULL || job->rejected != NULL || !eg_intake_plain(job->intake) ||
        (job->students != NULL && job->settings->collapse != EG_COLLAPSE_NONE))
        return 1;
    return eg_team_size(job->settings->threads);
}

/* Only the caller's own thread asks the caller. */
static bool go_on(void *context)
{
    worker *w = context;
    shared *with = w->with;

    if (w->first && !atomic_load(&with->stop)) {
        const eg_progress progress = {.bytes_done = atomic_load(&with->bytes),
                                      .bytes_total = with->bytes_all,
                                      .rows = atomic_load(&with->rows),
                                      .stage = "reading"};

        if (!eg_go_on(with->job->options->control, &progress)) {
            atomic_store(&with->interrupted, true);
            atomic_store(&with->stop, true);
        }
    }
    return !atomic_load(&with->stop);
}

static eg_status claim(worker *w, bool *any)
{
    eg_status status;

    (void)pthread_mutex_lock(&w->with->claiming);
    status = eg_part_claim(w->reader, any, &w->err);
    (void)pthread_mutex_unlock(&w->with->claiming);
    return status;
}

/* Nobody may be there twice: what then counts depends on the order of the records, in which one
 * thread reads them. */
static eg_status meet_students(worker *w, const eg_coded *coded)
{
    enum { AHEAD = 16 };
    eg_status status = EG_OK;

    for (size_t r = 0; status == EG_OK && r < coded->rows; r++) {
        const eg_hash128 key = coded->key[r];
        bool fresh = true;
        void *ignored;

        if (r + AHEAD < coded->rows)
            eg_student_table_ahead(w->met, coded->key[r + AHEAD]);
        if (key.low != 0 || key.high != 0)
            status = eg_student_table_at(w->met, key, &ignored, &fresh, &w->err);
        w->torn = w->torn || !fresh;
    }
    return status;
}

static eg_status count_batch(worker *w, const eg_batch *batch)
{
    const eg_coded *coded = NULL;
    eg_status status = eg_coder_code(w->coder, batch, &coded, &w->err);

    if (status == EG_OK && w->met != NULL)
        status = meet_students(w, coded);
    return status == EG_OK && !w->torn ? eg_cubes_add(w->cubes, coded, &w->err) : status;
}

static eg_status count_part(worker *w)
{
    for (;;) {
        const uint64_t before = eg_part_bytes(w->reader);
        eg_batch batch;
        eg_status status = eg_part_next(w->reader, &batch, &w->err);

        atomic_fetch_add(&w->with->bytes, eg_part_bytes(w->reader) - before);
        w->torn = eg_part_torn(w->reader);
        if (status != EG_OK || batch.rows == 0 || w->torn)
            return status;
        status = count_batch(w, &batch);
        if (status == EG_OK && !go_on(w))
            status = eg_fail(&w->err, EG_E_INTERRUPTED, "interrupted");
        if (status != EG_OK || w->torn)
            return status;
        atomic_fetch_add(&w->with->rows, batch.rows);
    }
}

static void *work(void *context)
{
    worker *w = context;
    bool any = true;

    w->status = eg_part_reader_new(&w->reader, w->with->parts, go_on, w, &w->err);
    while (w->status == EG_OK && any && !w->torn && !atomic_load(&w->with->stop)) {
        w->status = claim(w, &any);
        if (w->status == EG_OK && any)
            w->status = count_part(w);
    }
    if (w->status != EG_OK || w->torn)
        atomic_store(&w->with->stop, true);
    return NULL;
}

/* ---- putting together ---- */

static eg_status merge(worker *into, const worker *from, eg_error *err)
{
    const eg_schema *schema = into->with->job->schema;
    eg_coder_maps maps;
    bool apart = true;
    eg_status status =
        into->met == NULL ? EG_OK : eg_student_table_join(into->met, from->met, &apart, err);

    into->torn = into->torn || !apart;
    if (status != EG_OK || !apart)
        return status;
    status = eg_coder_merge(into->coder, from->coder, &maps, err);

    if (status != EG_OK)
        return status;
    status = eg_cubes_merge(into->cubes, from->cubes, (const uint32_t *const *)maps.levels,
                            (const uint32_t *const *)maps.words, err);
    eg_coder_maps_free(&maps, schema);
    return status;
}

static uint64_t line_of(const void *context, uint64_t line)
{
    return eg_parts_line(context, line);
}

static void dismiss(worker *w)
{
    if (!w->first) {
        eg_coder_free(w->coder);
        eg_cubes_free(w->cubes);
    }
    eg_student_table_free(w->met);
    w->coder = NULL;
    w->cubes = NULL;
    w->met = NULL;
}

/* One by one, so that never more than one is there twice. */
static eg_status merge_all(worker *workers, size_t n, eg_error *err)
{
    eg_status status = EG_OK;

    if (workers[0].met != NULL)
        eg_student_table_bound(workers[0].met, STUDENTS_MOST, TOO_MANY);
    for (size_t i = 1; status == EG_OK && i < n; i++) {
        if (workers[i].begun && !workers[0].torn)
            status = merge(&workers[0], &workers[i], err);
        dismiss(&workers[i]);
    }
    return status;
}

/* ---- the threads ---- */

static eg_status equip(worker *w, shared *with, size_t i, eg_error *err)
{
    eg_job *job = with->job;
    eg_status status;

    w->with = with;
    w->first = i == 0;
    if (job->students != NULL) {
        w->met = eg_student_table_new(0);
        if (w->met == NULL)
            return eg_fail_memory(err);
        eg_student_table_bound(w->met, STUDENTS_MOST / with->n, TOO_MANY);
    }
    if (w->first) {
        w->coder = job->coder;
        w->cubes = job->cubes;
        return EG_OK;
    }
    status = eg_coder_new(&w->coder, job->schema, err);
    return status == EG_OK ? eg_job_cubes(job, &w->cubes, err) : status;
}

/* Where a thread cannot be had the others do its work. */
static void run(worker *workers, size_t n)
{
    for (size_t i = 1; i < n; i++)
        workers[i].begun = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
    (void)work(&workers[0]);
    for (size_t i = 1; i < n; i++)
        if (workers[i].begun)
            (void)pthread_join(workers[i].thread, NULL);
}

/* Nobody failed, and nobody was stopped. */
static bool all_fine(const worker *workers, size_t n)
{
    bool fine = true;

    for (size_t i = 0; i < n; i++)
        fine = fine && workers[i].status == EG_OK && !workers[i].torn;
    return fine;
}

/*
 * Would one thread have had room for as many? It keeps more of each, and gives up sooner; what
 * comes out must not depend on the number of threads.
 */
static bool one_would_hold(const eg_job *job, const eg_student_table *met)
{
    /* at its emptiest, which it is after growing by a quarter from four fifths */
    const size_t bytes =
        eg_student_table_count(met) * eg_students_bytes(job->students) / 16 * 25;

    return bytes <= STUDENTS_MOST && eg_job_holds(job, bytes);
}

/* What was met becomes the job's. false: one thread has to decide. */
static bool tell_students(eg_job *job, const eg_student_table *met)
{
    if (met == NULL)
        return true;
    if (!one_would_hold(job, met))
        return false;
    eg_students_told(job->students,
                     &(eg_students_tally){.students = eg_student_table_count(met)});
    return true;
}

static eg_status share(eg_job *job, worker *workers, size_t n, eg_parts_read *read,
                       eg_error *err)
{
    shared with = {.job = job, .n = n};
    eg_status status = eg_parts_new(&with.parts, job->source, n, err);
    bool fine = true;

    if (with.parts == NULL)
        return status;
    *read = EG_PARTS_TORN;
    (void)pthread_mutex_init(&with.claiming, NULL);

    for (size_t f = 0; f < eg_source_files(job->source); f++)
        with.bytes_all += eg_source_tally(job->source, f)->bytes;
    for (size_t i = 0; status == EG_OK && i < n; i++)
        status = equip(&workers[i], &with, i, err);
    if (status == EG_OK) {
        run(workers, n);
        fine = all_fine(workers, n);
        if (atomic_load(&with.interrupted))
            status = eg_fail(err, EG_E_INTERRUPTED, "interrupted while reading");
    }
    if (status == EG_OK && fine)
        fine = merge_all(workers, n, NULL) == EG_OK && !workers[0].torn &&
               tell_students(job, workers[0].met);
    for (size_t i = 0; i < n; i++)
        eg_part_reader_free(workers[i].reader);
    if (status == EG_OK && fine) {
        eg_parts_finish(with.parts);
        eg_coder_number(job->coder, line_of, with.parts);
        *read = EG_PARTS_DONE;
    }
    eg_parts_free(with.parts);
    (void)pthread_mutex_destroy(&with.claiming);
    return status;
}

eg_status eg_job_read_parts(eg_job *job, size_t threads, eg_parts_read *read, eg_error *err)
{
    worker *workers = eg_alloc_zero(threads, sizeof *workers);
    eg_status status;

    *read = EG_PARTS_NOT;
    if (workers == NULL)
        return eg_fail_memory(err);
    status = share(job, workers, threads, read, err);
    for (size_t i = 0; i < threads; i++)
        dismiss(&workers[i]);
    eg_free(workers);
    return status;
}
