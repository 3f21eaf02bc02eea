/* report_parts.c - one report cut into a report for each unit, without asking anything anew. */
#include <string.h>

#include "equitygap/report.h"

/* Facts held in memory at a time: units are read from the stream in stretches, for the stream
 * costs as much as all statistics. */
#define MOST_HELD 200000

typedef struct {
    const char *name;
    size_t n; /* facts */
} unit;

typedef struct {
    const eg_fact *at;
    size_t n;
} stretch;

struct eg_report_parts {
    const eg_report *whole;
    const char *unit_type;
    eg_arena *arena; /* names, and the facts of all students */
    unit *units;
    size_t n, capacity;
    eg_fact *common;
    size_t n_common, common_capacity;
    eg_arena *held; /* facts of units from .. to - 1 */
    eg_fact *facts;
    size_t from, to;
    eg_arena *words; /* findings of the part */
    stretch own;
    eg_report report;
};

/* ---- copies ---------------------------------------------------------------------------------
 */

typedef struct {
    eg_arena *arena;
    const eg_fact *last; /* NULL: none yet */
    bool failed;
} copier;

/* Neighbours in the stream have most of their texts in common. */
static const char *copy_text(copier *to, const char *text, const char *last)
{
    if (last != NULL && strcmp(text, last) == 0) {
        return last;
    }
    const char *copy = eg_arena_string(to->arena, eg_text_of(text));
    to->failed = to->failed || copy == NULL;
    return copy;
}

#define COPY(field)                                                                            \
    out->field = copy_text(to, fact->field, to->last == NULL ? NULL : to->last->field)

static bool copy_fact(copier *to, const eg_fact *fact, eg_fact *out)
{
    *out = *fact;
    COPY(unit_type);
    COPY(unit);
    COPY(outcome);
    COPY(year);
    COPY(dimension);
    COPY(group);
    COPY(reference);
    COPY(statistic);
    COPY(note);
    to->last = out;
    return !to->failed;
}

/* ---- the first pass: which units, how many facts
 * ---------------------------------------------
 */

static bool larger(void **at, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) {
        return true;
    }
    size_t wanted = *capacity == 0 ? 64 : *capacity * 2;
    void *grown = eg_realloc(*at, wanted, size);
    if (grown == NULL) {
        return false;
    }
    *at = grown;
    *capacity = wanted;
    return true;
}

static eg_status keep_common(eg_report_parts *parts, const eg_fact *fact, eg_error *err)
{
    void *common = parts->common;
    copier to = {.arena = parts->arena};
    if (!larger(&common, parts->n_common, &parts->common_capacity, sizeof *parts->common)) {
        return eg_fail_memory(err);
    }
    parts->common = common;
    return copy_fact(&to, fact, &parts->common[parts->n_common++]) ? EG_OK
                                                                   : eg_fail_memory(err);
}

static eg_status count(void *context, const eg_fact *fact, eg_error *err)
{
    eg_report_parts *parts = context;
    if (strcmp(fact->unit_type, "all") == 0 && strcmp(fact->dimension, "all") == 0) {
        return keep_common(parts, fact, err);
    }
    if (strcmp(fact->unit_type, parts->unit_type) != 0 || fact->unit[0] == '\0') {
        return EG_OK;
    }
    if (parts->n == 0 || strcmp(parts->units[parts->n - 1].name, fact->unit) != 0) {
        void *units = parts->units;
        const char *name = eg_arena_string(parts->arena, eg_text_of(fact->unit));
        if (name == NULL || !larger(&units, parts->n, &parts->capacity, sizeof *parts->units)) {
            return eg_fail_memory(err);
        }
        parts->units = units;
        parts->units[parts->n++] = (unit){name, 0};
    }
    parts->units[parts->n - 1].n++;
    return EG_OK;
}

/* ---- further passes: a stretch of units
 * ------------------------------------------------------
 */

typedef struct {
    eg_report_parts *parts;
    copier copier;
    size_t unit; /* that the stream is in */
    size_t n;
    bool past;
} reading;

static eg_status hold(void *context, const eg_fact *fact, eg_error *err)
{
    reading *at = context;
    eg_report_parts *parts = at->parts;
    if (strcmp(fact->unit_type, parts->unit_type) != 0 || fact->unit[0] == '\0') {
        return EG_OK;
    }
    while (at->unit < parts->to && strcmp(parts->units[at->unit].name, fact->unit) != 0) {
        at->unit++;
    }
    if (at->unit == parts->to) {
        at->past = true;
        return EG_E_INTERRUPTED;
    }
    return at->unit < parts->from || copy_fact(&at->copier, fact, &parts->facts[at->n++])
               ? EG_OK
               : eg_fail_memory(err);
}

static eg_status hold_from(eg_report_parts *parts, size_t i, eg_error *err)
{
    size_t n = 0;
    parts->from = parts->to = i;
    while (parts->to < parts->n && (n == 0 || n + parts->units[parts->to].n <= MOST_HELD)) {
        n += parts->units[parts->to++].n;
    }
    eg_arena_free(parts->held);
    eg_free(parts->facts);
    parts->held = eg_arena_new();
    parts->facts = eg_alloc(n + 1, sizeof *parts->facts);
    if (parts->held == NULL || parts->facts == NULL) {
        parts->to = i;
        return eg_fail_memory(err);
    }
    reading at = {.parts = parts, .copier = {.arena = parts->held}};
    eg_status status = eg_report_facts(parts->whole, hold, &at, err);
    if (status != EG_OK && !at.past) {
        parts->to = i;
        return status;
    }
    return at.n == n ? EG_OK : eg_fail(err, EG_E_BUG, "the facts of a unit are not the same");
}

/* ---- a part as a report
 * ----------------------------------------------------------------------
 */

static eg_status facts(const void *self, eg_fact_visitor visit, void *context, eg_error *err)
{
    const eg_report_parts *parts = self;
    eg_status status = EG_OK;
    for (size_t i = 0; i < parts->n_common && status == EG_OK; i++) {
        status = visit(context, &parts->common[i], err);
    }
    for (size_t i = 0; i < parts->own.n && status == EG_OK; i++) {
        status = visit(context, &parts->own.at[i], err);
    }
    return status;
}

static void describe(eg_report_parts *parts, size_t i)
{
    size_t first = 0;
    for (size_t u = parts->from; u < i; u++) {
        first += parts->units[u].n;
    }
    parts->own = (stretch){parts->facts + first, parts->units[i].n};
    parts->report = *parts->whole;
    parts->report.unit_type = parts->unit_type;
    parts->report.unit = parts->units[i].name;
    parts->report.n_unit_types = 0;
    parts->report.has_rules = false; /* those are of the whole input */
    parts->report.rules = NULL;
    parts->report.n_rules = 0;
    parts->report.findings = NULL;
    parts->report.n_findings = 0;
    parts->report.facts = facts;
    parts->report.at_once = true; /* they are in memory */
    parts->report.self = parts;
}

eg_status eg_report_parts_at(eg_report_parts *parts, size_t i, const eg_report **out,
                             eg_error *err)
{
    *out = NULL;
    eg_status status = EG_OK;
    if (i < parts->from || i >= parts->to) {
        status = hold_from(parts, i, err);
    }
    eg_arena_free(parts->words);
    parts->words = eg_arena_new();
    if (status == EG_OK && parts->words == NULL) {
        status = eg_fail_memory(err);
    }
    if (status != EG_OK) {
        return status;
    }
    describe(parts, i);
    eg_finding *findings = NULL;
    status = eg_findings_make(&parts->report, EG_FINDINGS_MOST, parts->words, &findings,
                              &parts->report.n_findings, err);
    parts->report.findings = findings;
    *out = status == EG_OK ? &parts->report : NULL;
    return status;
}

static eg_status check_type(const eg_report *whole, const char *unit_type, eg_error *err)
{
    for (size_t t = 0; t < whole->n_unit_types; t++) {
        if (strcmp(whole->unit_types[t], unit_type) == 0) {
            return EG_OK;
        }
    }
    return eg_fail(err, EG_E_USAGE,
                   "--split: nothing was counted within \"%.80s\"; name a column of --within",
                   unit_type);
}

eg_status eg_report_parts_new(eg_report_parts **out, const eg_report *whole,
                              const char *unit_type, eg_error *err)
{
    *out = NULL;
    eg_status status = check_type(whole, unit_type, err);
    if (status != EG_OK) {
        return status;
    }
    eg_report_parts *parts = eg_alloc_zero(1, sizeof *parts);
    if (parts == NULL) {
        return eg_fail_memory(err);
    }
    parts->whole = whole;
    parts->arena = eg_arena_new();
    parts->unit_type =
        parts->arena == NULL ? NULL : eg_arena_string(parts->arena, eg_text_of(unit_type));
    status = parts->unit_type == NULL ? eg_fail_memory(err)
                                      : eg_report_facts(whole, count, parts, err);
    if (status != EG_OK) {
        eg_report_parts_free(parts);
        return status;
    }
    *out = parts;
    return EG_OK;
}

void eg_report_parts_free(eg_report_parts *parts)
{
    if (parts == NULL) {
        return;
    }
    eg_arena_free(parts->words);
    eg_arena_free(parts->held);
    eg_arena_free(parts->arena);
    eg_free(parts->facts);
    eg_free(parts->common);
    eg_free(parts->units);
    eg_free(parts);
}

size_t eg_report_parts_count(const eg_report_parts *parts)
{
    return parts->n;
}

const char *eg_report_parts_unit(const eg_report_parts *parts, size_t i)
{
    return parts->units[i].name;
}
