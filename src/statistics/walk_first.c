/* The first walk shared by threads: each takes the next task; what they find is put in order.
 */
#include <stdatomic.h>

#include "ext/team.h"
#include "statistics/memo.h"
#include "statistics/walk.h"

typedef struct {
    eg_analysis *analysis;
    size_t n; /* tasks */
    struct part {
        uint32_t member; /* who did it */
        eg_found_place n;
    } * parts;
    struct gatherer *members;
    atomic_size_t next;
    atomic_bool failed;      /* one task has: none is begun any more */
    atomic_bool interrupted; /* the caller wants no more */
} gathering;

typedef struct gatherer {
    gathering *with;
    bool first; /* in the caller's own thread */
    eg_found found;
    size_t at; /* the task that failed */
    eg_status status;
    eg_error err;
} gatherer;

/* Only the caller's own thread asks the caller. */
static bool go_on(void *context, const eg_progress *progress)
{
    gatherer *g = context;
    if (g->first && !eg_go_on(g->with->analysis->control, progress))
        atomic_store(&g->with->interrupted, true);
    return !atomic_load(&g->with->interrupted);
}

static eg_status do_task(gatherer *g, eg_walk *walk, size_t task)
{
    size_t p = g->found.n_p, limits = g->found.n_limits, kept = g->found.n_kept;
    eg_status status = eg_walk_task(walk, task, &g->err);
    g->with->parts[task] =
        (struct part){(uint32_t)(g - g->with->members),
                      {g->found.n_p - p, g->found.n_limits - limits, g->found.n_kept - kept}};
    return status;
}

/* Tasks are begun in their order, so of two that would fail the first is always tried. */
static void gather(void *context, size_t member)
{
    gathering *with = context;
    gatherer *g = &with->members[member];
    const eg_control control = {go_on, g};
    eg_memo memo = {0};
    eg_walk walk = {.analysis = with->analysis,
                    .gather = true,
                    .keep = &g->found,
                    .control = &control,
                    .memo = &memo};
    while (g->status == EG_OK && !atomic_load(&with->failed)) {
        g->at = atomic_fetch_add(&with->next, 1);
        if (g->at >= with->n)
            break;
        g->status = do_task(g, &walk, g->at);
    }
    if (g->status != EG_OK)
        atomic_store(&with->failed, true);
    eg_memo_clear(&memo);
}

/* What one thread would have failed with. */
static const gatherer *first_failed(const gathering *with, size_t members)
{
    const gatherer *first = NULL;
    for (size_t m = 0; m < members; m++) {
        const gatherer *g = &with->members[m];
        if (g->status != EG_OK && (first == NULL || g->at < first->at))
            first = g;
    }
    return first;
}

static eg_status put_in_order(const gathering *with, size_t members, eg_error *err)
{
    if (members == 1) {
        with->analysis->found = with->members[0].found;
        with->members[0].found = (eg_found){0};
        return EG_OK;
    }
    eg_found_span *done = eg_alloc_zero(members, sizeof *done);
    if (done == NULL)
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    for (size_t t = 0; t < with->n && status == EG_OK; t++) {
        const struct part *part = &with->parts[t];
        eg_found_span *at = &done[part->member];
        at->p_end = at->p + part->n.p;
        at->limits_end = at->limits + part->n.limits;
        at->kept_end = at->kept + part->n.kept;
        status =
            eg_found_join(&with->analysis->found, &with->members[part->member].found, *at, err);
        *at = (eg_found_span){.p = at->p_end, .limits = at->limits_end, .kept = at->kept_end};
    }
    eg_free(done);
    return status;
}

/* Of answers only the first ones are kept. */
static eg_status note_begins(const gathering *with, eg_error *err)
{
    eg_found_place at = {0};
    eg_analysis *a = with->analysis;
    a->begins = eg_alloc(with->n + 1, sizeof *a->begins);
    if (a->begins == NULL)
        return eg_fail_memory(err);
    for (size_t t = 0; t <= with->n; t++) {
        a->begins[t] = at;
        a->begins[t].kept = at.kept < a->found.n_kept ? at.kept : a->found.n_kept;
        if (t == with->n)
            break;
        at.p += with->parts[t].n.p;
        at.limits += with->parts[t].n.limits;
        at.kept += with->parts[t].n.kept;
    }
    return EG_OK;
}

static eg_status share(gathering *with, size_t members, eg_error *err)
{
    for (size_t m = 0; m < members; m++) {
        with->members[m].with = with;
        with->members[m].first = m == 0;
    }
    eg_team_run(members, gather, with);
    const gatherer *failed = first_failed(with, members);
    if (failed == NULL) {
        eg_status status = put_in_order(with, members, err);
        return status == EG_OK ? note_begins(with, err) : status;
    }
    if (err != NULL && err->status == EG_OK)
        *err = failed->err;
    return failed->status;
}

eg_status eg_walk_first(eg_analysis *a, eg_error *err)
{
    gathering with = {.analysis = a, .n = eg_walk_tasks(a)};
    size_t members = eg_team_size(a->settings->threads);
    members = members < with.n ? members : with.n > 0 ? with.n : 1;
    with.parts = eg_alloc_zero(with.n, sizeof *with.parts);
    with.members = eg_alloc_zero(members, sizeof *with.members);
    eg_status status = with.parts == NULL || with.members == NULL ? eg_fail_memory(err)
                                                                  : share(&with, members, err);
    for (size_t m = 0; m < members && with.members != NULL; m++)
        eg_found_clear(&with.members[m].found);
    eg_free(with.members);
    eg_free(with.parts);
    return status;
}
