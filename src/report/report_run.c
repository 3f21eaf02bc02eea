/* report_run.c - what is asked of the facts of one group. */
#include <string.h>

#include "report/index.h"
#include "report/say.h"

#define HIGHEST "highest"

static size_t reference_length(const char *reference)
{
    size_t n = sizeof HIGHEST - 1;
    if (strncmp(reference, HIGHEST, n) == 0 && (reference[n] == ':' || reference[n] == '\0')) {
        return n;
    }
    return strlen(reference);
}

bool eg_run_reference_same(const char *a, const char *b)
{
    size_t n = reference_length(a);
    return n == reference_length(b) && memcmp(a, b, n) == 0;
}

/* 2: the statistic at this level; 1: the bare statistic; 0: another one. */
static int statistic_match(const char *name, const char *statistic, const char *level)
{
    size_t n = strlen(statistic);
    if (strncmp(name, statistic, n) != 0) {
        return 0;
    }
    if (name[n] == '\0') {
        return 1;
    }
    return level != NULL && name[n] == ':' && strcmp(name + n + 1, level) == 0 ? 2 : 0;
}

const eg_fact *eg_run_find(const eg_fact_index *index, eg_run run, const char *reference,
                           const char *year, const char *statistic, const char *level)
{
    const eg_fact *best = NULL;
    int best_match = 0;
    for (size_t i = run.begin; i < run.end; i++) {
        const eg_fact *fact = eg_fact_index_at(index, i);
        int match = statistic_match(fact->statistic, statistic, level);
        if (match == 0 || match < best_match ||
            !eg_run_reference_same(fact->reference, reference)) {
            continue;
        }
        if (year == NULL || strcmp(fact->year, year) == 0) {
            best = fact;
            best_match = match;
        }
    }
    return best;
}

const char *eg_run_reference(const eg_fact_index *index, eg_run run)
{
    const char *goal = NULL;
    for (size_t i = run.begin; i < run.end; i++) {
        const eg_fact *fact = eg_fact_index_at(index, i);
        if (fact->reference[0] != '\0' && strncmp(fact->statistic, "difference", 10) == 0) {
            if (strncmp(fact->reference, "goal=", 5) != 0) {
                return fact->reference;
            }
            goal = goal == NULL ? fact->reference : goal;
        }
    }
    return goal;
}

eg_run eg_index_whole(const eg_fact_index *index, const char *outcome)
{
    return eg_fact_index_run(index, outcome, "all", "All students");
}

const char *eg_outcome_statistic(const eg_report_outcome *outcome)
{
    switch (outcome->kind) {
    case EG_KIND_MEAN:
        return "mean";
    case EG_KIND_LEVELS:
        return "at_or_above";
    case EG_KIND_RATE:
    case EG_KIND_AUTO:
        break;
    }
    return "rate";
}

const char *eg_outcome_cut(const eg_report_outcome *outcome)
{
    if (outcome->kind != EG_KIND_LEVELS || outcome->n_levels == 0) {
        return NULL;
    }
    return outcome->levels[outcome->n_levels / 2];
}

const char *eg_index_latest(const eg_fact_index *index, const eg_report *report,
                            const eg_report_outcome *outcome)
{
    eg_run whole = eg_index_whole(index, outcome->name);
    for (size_t y = report->n_years; y-- > 0;) {
        const eg_fact *fact =
            eg_run_find(index, whole, "", report->years[y], eg_outcome_statistic(outcome),
                        eg_outcome_cut(outcome));
        if (fact != NULL && fact->status != EG_FACT_NOT_ESTIMABLE) {
            return report->years[y];
        }
    }
    return report->n_years > 0 ? report->years[report->n_years - 1] : "";
}

bool eg_group_unknown(const char *group)
{
    static const char word[] = "Unknown";
    size_t n = sizeof word - 1;
    for (const char *part = group; part != NULL;) {
        if (strncmp(part, word, n) == 0 && (part[n] == '\0' || part[n] == '*')) {
            return true;
        }
        part = strchr(part, '*');
        while (part != NULL && part > group && part[-1] == '\\') {
            part = strchr(part + 1, '*'); /* a star of the name itself */
        }
        part = part == NULL ? NULL : part + 1;
    }
    return false;
}

char *eg_report_recent_years(const eg_report *report, const eg_language *language,
                             const char *span, eg_arena *arena)
{
    const char *dots = strstr(span, "..");
    size_t last = report->n_years, from = 0;
    for (size_t y = 0; dots != NULL && y < report->n_years; y++) {
        last = strcmp(report->years[y], dots + 2) == 0 ? y + 1 : last;
        from = eg_text_is((eg_text){span, (size_t)(dots - span)}, report->years[y]) ? y : from;
    }
    size_t n = last - from < EG_RECENT_YEARS ? last - from : EG_RECENT_YEARS;
    bool ended = last < report->n_years;
    const eg_place_value values[] = {{"n", eg_say_count(n, arena)},
                                     {"year", ended ? report->years[last - 1] : ""}};
    const char *template =
        eg_say_counted(language, ended ? EG_SAY_RECENT_UNTIL : EG_SAY_RECENT, n);
    return eg_say_template(template, values, sizeof values / sizeof values[0], arena);
}
