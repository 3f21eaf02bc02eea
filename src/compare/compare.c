/* compare.c - two reports side by side: settings, findings, figures. */
#include "equitygap/compare.h"

#include <math.h>
#include <string.h>

#include "ext/hash.h"
#include "report/margin.h"

const char *eg_change_word(eg_change_kind kind)
{
    static const char *const words[] = {
#define WORD(name, word) word,
        EG_CHANGE_LIST(WORD)
#undef WORD
    };
    return words[kind];
}

/* A figure as it is kept: where it stands, its value, whether it was met in the other report.
 */
typedef struct {
    eg_change at;
    double value;
    eg_fact_status status;
    bool met;
} figure;

typedef struct {
    eg_arena *arena;
    eg_margin margin;
    const eg_report *after;
    figure *figures; /* of the earlier report */
    size_t n, capacity;
    uint32_t *slots; /* figure number + 1; 0: free */
    size_t n_slots;
    eg_change *changes;
    size_t n_changes, changes_capacity;
    double *sds; /* [outcome * years + year] of all students, in the later report */
    eg_comparison *out;
} comparer;

/* ---- which facts are figures ----------------------------------------------------------------
 */

/* Levels and gaps: what people follow from month to month. Families have a level behind a
 * colon. */
static bool is_figure(const char *statistic)
{
    static const char *const names[] = {"rate", "mean", "share", "at_or_above", "difference"};
    size_t n = strcspn(statistic, ":");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i]) == n && strncmp(statistic, names[i], n) == 0)
            return true;
    }
    return false;
}

static uint64_t hash_of(const eg_change *at)
{
    const char *const parts[] = {at->unit_type, at->unit,  at->outcome,   at->year,
                                 at->dimension, at->group, at->reference, at->statistic};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        hash = eg_hash(parts[i], strlen(parts[i]) + 1, hash).low;
    return hash;
}

static bool same_place(const eg_change *a, const eg_change *b)
{
    return strcmp(a->unit_type, b->unit_type) == 0 && strcmp(a->unit, b->unit) == 0 &&
           strcmp(a->outcome, b->outcome) == 0 && strcmp(a->year, b->year) == 0 &&
           strcmp(a->dimension, b->dimension) == 0 && strcmp(a->group, b->group) == 0 &&
           strcmp(a->reference, b->reference) == 0 && strcmp(a->statistic, b->statistic) == 0;
}

/* The address with strings of our own: a fact's live for the call alone. false: no memory. */
static bool place_of(eg_change *out, const eg_fact *fact, eg_arena *arena)
{
    const char *const from[] = {fact->unit_type, fact->unit,  fact->outcome,   fact->year,
                                fact->dimension, fact->group, fact->reference, fact->statistic};
    const char *copies[8];
    for (size_t i = 0; i < 8; i++) {
        copies[i] = eg_arena_string(arena, eg_text_of(from[i]));
        if (copies[i] == NULL)
            return false;
    }
    *out = (eg_change){.unit_type = copies[0],
                       .unit = copies[1],
                       .outcome = copies[2],
                       .year = copies[3],
                       .dimension = copies[4],
                       .group = copies[5],
                       .reference = copies[6],
                       .statistic = copies[7]};
    return true;
}

static double value_of(const eg_fact *fact)
{
    return fact->status == EG_FACT_OK ? fact->value : (double)NAN;
}

/* ---- the earlier report ---------------------------------------------------------------------
 */

static bool grow_slots(comparer *to)
{
    size_t n = to->n_slots == 0 ? 1024 : 2 * to->n_slots;
    uint32_t *slots = eg_arena_alloc(to->arena, n, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < to->n; i++) {
        size_t at = hash_of(&to->figures[i].at) & (n - 1);
        while (slots[at] != 0)
            at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)(i + 1);
    }
    to->slots = slots;
    to->n_slots = n;
    return true;
}

static figure *find(const comparer *in, const eg_change *place)
{
    if (in->n_slots == 0)
        return NULL;
    size_t at = hash_of(place) & (in->n_slots - 1);
    while (in->slots[at] != 0) {
        figure *one = &in->figures[in->slots[at] - 1];
        if (same_place(&one->at, place))
            return one;
        at = (at + 1) & (in->n_slots - 1);
    }
    return NULL;
}

static eg_status take_before(void *context, const eg_fact *fact, eg_error *err)
{
    comparer *to = context;
    if (to->n + 1 >= to->capacity) {
        size_t capacity = to->capacity == 0 ? 1024 : 2 * to->capacity;
        figure *more = eg_arena_alloc(to->arena, capacity, sizeof *more);
        if (more == NULL)
            return eg_fail_memory(err);
        if (to->n > 0)
            memcpy(more, to->figures, to->n * sizeof *more);
        to->figures = more;
        to->capacity = capacity;
    }
    figure *one = &to->figures[to->n];
    *one = (figure){.value = value_of(fact), .status = fact->status};
    if (!place_of(&one->at, fact, to->arena))
        return eg_fail_memory(err);
    if (2 * (to->n + 1) > to->n_slots && !grow_slots(to))
        return eg_fail_memory(err);
    size_t at = hash_of(&one->at) & (to->n_slots - 1);
    while (to->slots[at] != 0)
        at = (at + 1) & (to->n_slots - 1);
    to->slots[at] = (uint32_t)(++to->n);
    return EG_OK;
}

/* ---- margins --------------------------------------------------------------------------------
 */

static const eg_report_outcome *outcome_of(const eg_report *report, const char *name,
                                           size_t *index)
{
    for (size_t o = 0; o < report->n_outcomes; o++) {
        if (strcmp(report->outcomes[o].name, name) == 0) {
            *index = o;
            return &report->outcomes[o];
        }
    }
    return NULL;
}

static size_t year_of(const eg_report *report, const char *year)
{
    for (size_t y = 0; y < report->n_years; y++) {
        if (strcmp(report->years[y], year) == 0)
            return y;
    }
    return report->n_years; /* without years */
}

static eg_status take_sd(void *context, const eg_fact *fact, eg_error *err)
{
    comparer *to = context;
    (void)err;
    size_t o = 0;
    if (strcmp(fact->statistic, "sd") != 0 || strcmp(fact->unit_type, "all") != 0 ||
        strcmp(fact->dimension, "all") != 0 || fact->status != EG_FACT_OK ||
        outcome_of(to->after, fact->outcome, &o) == NULL)
        return EG_OK;
    to->sds[o * (to->after->n_years + 1) + year_of(to->after, fact->year)] = fact->value;
    return EG_OK;
}

static double margin_of(const comparer *in, const eg_change *change)
{
    size_t o = 0;
    const eg_report_outcome *outcome = outcome_of(in->after, change->outcome, &o);
    if (outcome == NULL)
        return (double)NAN;
    if (outcome->kind != EG_KIND_MEAN)
        return in->margin.rate;
    return in->margin.sd *
           in->sds[o * (in->after->n_years + 1) + year_of(in->after, change->year)];
}

/* ---- the later report -----------------------------------------------------------------------
 */

static eg_status add(comparer *to, const eg_change *change, eg_error *err)
{
    if (to->n_changes == to->changes_capacity) {
        size_t capacity = to->changes_capacity == 0 ? 256 : 2 * to->changes_capacity;
        eg_change *more = eg_arena_alloc(to->arena, capacity, sizeof *more);
        if (more == NULL)
            return eg_fail_memory(err);
        if (to->n_changes > 0)
            memcpy(more, to->changes, to->n_changes * sizeof *more);
        to->changes = more;
        to->changes_capacity = capacity;
    }
    to->changes[to->n_changes++] = *change;
    return EG_OK;
}

/* A figure that is not shown in either report is the same; shown in one alone: new or gone. */
static eg_change_kind judge(const eg_change *change)
{
    bool before = !isnan(change->before);
    bool after = !isnan(change->after);
    if (!before || !after)
        return after ? EG_CHANGE_NEW : before ? EG_CHANGE_GONE : EG_CHANGE_SAME;
    double moved = fabs(change->after - change->before);
    /* a hair under the margin is the margin: 0.47 - 0.44 is not quite 0.03 */
    return moved > 0 && moved >= change->margin * (1 - 1e-9) ? EG_CHANGE_MOVED : EG_CHANGE_SAME;
}

static eg_status settle(comparer *to, eg_change *change, eg_error *err)
{
    change->margin = margin_of(to, change);
    change->kind = judge(change);
    to->out->counts[change->kind]++;
    if (change->kind != EG_CHANGE_SAME)
        return add(to, change, err);
    bool both = !isnan(change->before) && !isnan(change->after);
    to->out->within += both && change->before < change->after ? 1 : 0;
    to->out->within += both && change->before > change->after ? 1 : 0;
    return EG_OK;
}

static eg_status take_after(void *context, const eg_fact *fact, eg_error *err)
{
    comparer *to = context;
    eg_change place = {.unit_type = fact->unit_type,
                       .unit = fact->unit,
                       .outcome = fact->outcome,
                       .year = fact->year,
                       .dimension = fact->dimension,
                       .group = fact->group,
                       .reference = fact->reference,
                       .statistic = fact->statistic};
    figure *old = find(to, &place);
    if (old != NULL)
        old->met = true;
    if (!is_figure(fact->statistic)) {
        to->out->others += old != NULL ? 1 : 0;
        bool same = old != NULL && (old->value == value_of(fact) ||
                                    (isnan(old->value) && isnan(value_of(fact))));
        to->out->others_changed += old != NULL && !same ? 1 : 0;
        return EG_OK;
    }
    eg_change change;
    if (old != NULL)
        change = old->at;
    else if (!place_of(&change, fact, to->arena))
        return eg_fail_memory(err);
    change.before = old == NULL ? (double)NAN : old->value;
    change.status_before = old == NULL ? EG_FACT_OK : old->status;
    change.in_before = old != NULL;
    change.in_after = true;
    change.after = value_of(fact);
    change.status_after = fact->status;
    return settle(to, &change, err);
}

static eg_status take_gone(comparer *to, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t i = 0; i < to->n && status == EG_OK; i++) {
        figure *old = &to->figures[i];
        if (old->met || !is_figure(old->at.statistic))
            continue;
        eg_change change = old->at;
        change.before = old->value;
        change.status_before = old->status;
        change.in_before = true;
        change.after = (double)NAN;
        status = settle(to, &change, err);
    }
    return status;
}

/* ---- settings and findings ------------------------------------------------------------------
 */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static eg_status compare_settings(comparer *to, const eg_report *before, eg_error *err)
{
    const eg_report *after = to->after;
    eg_setting_change *changes =
        eg_arena_alloc(to->arena, before->n_settings + after->n_settings + 1, sizeof *changes);
    if (changes == NULL)
        return eg_fail_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < after->n_settings; i++) {
        const eg_report_setting *setting = &after->settings[i];
        const char *old = eg_report_setting_find(before, setting->name);
        if (!same_text(old, setting->value))
            changes[n++] = (eg_setting_change){setting->name, old, setting->value};
    }
    for (size_t i = 0; i < before->n_settings; i++) {
        const eg_report_setting *setting = &before->settings[i];
        if (eg_report_setting_find(after, setting->name) == NULL)
            changes[n++] = (eg_setting_change){setting->name, setting->value, NULL};
    }
    to->out->settings = changes;
    to->out->n_settings = n;
    return EG_OK;
}

static bool has_finding(const eg_report *report, const char *id)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        if (strcmp(report->findings[i].id, id) == 0)
            return true;
    }
    return false;
}

static eg_status compare_findings(comparer *to, const eg_report *before, eg_error *err)
{
    const eg_report *after = to->after;
    eg_finding_change *changes =
        eg_arena_alloc(to->arena, before->n_findings + after->n_findings + 1, sizeof *changes);
    if (changes == NULL)
        return eg_fail_memory(err);
    size_t n = 0;
    for (size_t i = 0; i < after->n_findings; i++) {
        const eg_finding *finding = &after->findings[i];
        changes[n++] = (eg_finding_change){
            has_finding(before, finding->id) ? EG_CHANGE_SAME : EG_CHANGE_NEW, finding};
    }
    for (size_t i = 0; i < before->n_findings; i++) {
        if (!has_finding(after, before->findings[i].id))
            changes[n++] = (eg_finding_change){EG_CHANGE_GONE, &before->findings[i]};
    }
    to->out->findings = changes;
    to->out->n_findings = n;
    return EG_OK;
}

/* ---- all of it ------------------------------------------------------------------------------
 */

static eg_status compare_facts(comparer *to, const eg_report *before, eg_error *err)
{
    size_t n = to->after->n_outcomes * (to->after->n_years + 1);
    to->sds = eg_arena_alloc(to->arena, n + 1, sizeof *to->sds);
    if (to->sds == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        to->sds[i] = (double)NAN;
    eg_status status = eg_report_facts(before, take_before, to, err);
    if (status == EG_OK)
        status = eg_report_facts(to->after, take_sd, to, err);
    if (status == EG_OK)
        status = eg_report_facts(to->after, take_after, to, err);
    return status == EG_OK ? take_gone(to, err) : status;
}

eg_status eg_comparison_make(const eg_comparison **out, const eg_report *before,
                             const eg_report *after, eg_arena *arena, eg_error *err)
{
    comparer to = {.arena = arena, .margin = eg_margin_of(after), .after = after};
    to.out = eg_arena_alloc(arena, 1, sizeof *to.out);
    if (to.out == NULL)
        return eg_fail_memory(err);
    eg_status status = compare_settings(&to, before, err);
    if (status == EG_OK)
        status = compare_findings(&to, before, err);
    if (status == EG_OK)
        status = compare_facts(&to, before, err);
    to.out->changes = to.changes;
    to.out->n_changes = to.n_changes;
    *out = to.out;
    return status;
}

int eg_change_direction(const eg_change *change, const eg_report *report)
{
    size_t o = 0;
    const eg_report_outcome *outcome = outcome_of(report, change->outcome, &o);
    if (change->kind != EG_CHANGE_MOVED || outcome == NULL)
        return 0;
    if (strncmp(change->statistic, "difference", 10) == 0) {
        double moved = fabs(change->after) - fabs(change->before);
        return moved < 0 ? 1 : moved > 0 ? -1 : 0; /* nearer to no gap is better */
    }
    bool up = change->after > change->before;
    return up == !outcome->lower ? 1 : -1;
}
