/* report_finding_facts.c - the facts that a finding is built from, by address and place. */
#include <string.h>

#include "report/findings.h"

#define MOST_FACTS 8

typedef struct {
    const eg_finding_maker *maker;
    eg_finding_fact *at;
    size_t n;
    bool failed;
} gathering;

static const char *copy(gathering *to, const char *text)
{
    const char *made = eg_arena_string(to->maker->arena, eg_text_of(text));
    to->failed = to->failed || made == NULL;
    return made;
}

/* Each once; what is not shown is none of the finding's. */
static void add(gathering *to, const eg_fact *fact)
{
    if (fact == NULL || fact->status != EG_FACT_OK || to->n == MOST_FACTS) {
        return;
    }
    size_t place = eg_fact_index_place(to->maker->index, fact);
    for (size_t i = 0; i < to->n; i++) {
        if (to->at[i].place == place) {
            return;
        }
    }
    to->at[to->n++] = (eg_finding_fact){.place = place,
                                        .unit_type = copy(to, fact->unit_type),
                                        .unit = copy(to, fact->unit),
                                        .outcome = copy(to, fact->outcome),
                                        .year = copy(to, fact->year),
                                        .dimension = copy(to, fact->dimension),
                                        .group = copy(to, fact->group),
                                        .reference = copy(to, fact->reference),
                                        .statistic = copy(to, fact->statistic)};
}

static const eg_fact *own(const eg_finding_maker *maker, const eg_candidate *at,
                          const char *statistic)
{
    return eg_run_find(maker->index, at->run, "", at->year, statistic, NULL);
}

/* What standard deviations are made of. */
static void add_spread(gathering *to, const eg_candidate *at)
{
    static const char *const names[] = {"n", "mean", "sd"};
    eg_run whole = eg_index_whole(to->maker->index, at->outcome->name);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        add(to, eg_run_find(to->maker->index, whole, "", at->year, names[i], NULL));
    }
}

/* The level and what it counts. */
static void add_level(gathering *to, const eg_candidate *at)
{
    add(to, at->level);
    if (at->outcome->kind == EG_KIND_RATE) {
        add(to, own(to->maker, at, "count"));
    }
}

bool eg_finding_gather(const eg_finding_maker *maker, const eg_candidate *at, eg_finding *out)
{
    gathering to = {.maker = maker};
    to.at = eg_arena_alloc(maker->arena, MOST_FACTS, sizeof *to.at);
    if (to.at == NULL) {
        return false;
    }
    add(&to, at->fact);
    switch (at->kind) {
    case EG_FINDING_GAP:
        add(&to,
            eg_run_find(maker->index, at->run, at->reference, at->year, "to_parity", NULL));
        add_level(&to, at);
        break;
    case EG_FINDING_STRENGTH:
        add_level(&to, at);
        break;
    case EG_FINDING_TREND:
        add(&to, at->slope);
        break;
    case EG_FINDING_PERSISTENCE:
        break;
    }
    if (at->kind <= EG_FINDING_GAP && !at->improving && at->outcome->kind == EG_KIND_MEAN) {
        add_spread(&to, at);
    }
    out->facts = to.at;
    out->n_facts = to.n;
    return !to.failed;
}
