/* What each rule of impact says of the same group: one row a group, one verdict a rule. */
#include <string.h>

#include "statistics/idea_rules.h"
#include "statistics/rows_shared.h"

static const eg_rule rules[EG_RULES] = {
#define RULE(name, title, what) {name, title, what},
#include "statistics/rules.def"
#undef RULE
};

const eg_rule *eg_rule_at(size_t index)
{
    return &rules[index];
}

const char *eg_rule_verdict_word(eg_rule_verdict verdict)
{
    static const char *const words[] = {"not_flagged", "flagged", "not_estimable", "suppressed",
                                        "not_applied"};
    return words[verdict];
}

static eg_rule_verdict flag(bool flagged)
{
    return flagged ? EG_RULE_FLAGGED : EG_RULE_NOT_FLAGGED;
}

/* The pair, or why there is none. */
static bool pair_of(const eg_ask *ask, eg_reference_kind kind, eg_pair *pair,
                    eg_rule_verdict *none)
{
    eg_side group = eg_side_of(ask->analysis, ask->outcome, &ask->place, SIZE_MAX);
    bool shown = eg_pair_against(ask, kind, pair);
    *none =
        group.mark == EG_SHOWN && pair->n2 == 0 ? EG_RULE_NOT_ESTIMABLE : EG_RULE_SUPPRESSED;
    return shown;
}

static eg_rule_verdict gap_verdict(const eg_ask *ask, bool disimpact)
{
    eg_pair pair;
    eg_rule_verdict none;
    if (!pair_of(ask, disimpact ? EG_REFERENCE_OVERALL : EG_REFERENCE_REST, &pair, &none))
        return none;
    eg_ppg gap = eg_ppg_of(pair, disimpact ? &eg_ppg_disimpact : &eg_ppg_cccco2022,
                           eg_outcome_lower(ask->analysis, ask->outcome));
    return !gap.ok || gap.too_few ? EG_RULE_NOT_ESTIMABLE : flag(gap.flag);
}

static eg_rule_verdict four_fifths_verdict(const eg_ask *ask, bool highest)
{
    eg_pair pair;
    eg_rule_verdict none;
    if (eg_outcome_lower(ask->analysis, ask->outcome))
        return EG_RULE_NOT_APPLIED;
    size_t best = eg_best_group(ask->analysis, ask->outcome, ask->place, SIZE_MAX);
    if (highest && best == ask->place.group)
        return EG_RULE_NOT_FLAGGED;
    if (!pair_of(ask, highest ? EG_REFERENCE_HIGHEST : EG_REFERENCE_OVERALL, &pair, &none))
        return none;
    eg_index index = eg_four_fifths(pair);
    return index.ok ? flag(index.flag) : EG_RULE_NOT_ESTIMABLE;
}

static eg_rule_verdict risk_verdict(const eg_ask *ask)
{
    eg_pair pair, others = {0};
    eg_rule_verdict none;
    eg_idea_standard standard = eg_idea_standard_of(ask->analysis, ask->outcome);
    if (standard.why != NULL)
        return EG_RULE_NOT_APPLIED;
    if (!pair_of(ask, EG_REFERENCE_REST, &pair, &none))
        return none;
    bool state =
        eg_state_others(ask->analysis, ask->outcome, &ask->place, &others.x2, &others.n2);
    eg_risk_ratio ratio = eg_risk_ratio_of(pair, state ? &others : NULL, &standard.limits);
    return ratio.ok ? flag(ratio.above) : EG_RULE_NOT_ESTIMABLE;
}

static eg_rule_verdict test_verdict(const eg_ask *ask)
{
    eg_rule_verdict none;
    eg_verdict test = {.rule = EG_VERDICT_SIGNIFICANT,
                       .alpha = 1 - ask->analysis->settings->confidence};
    if (!pair_of(ask, EG_REFERENCE_REST, &test.pair, &none))
        return none;
    eg_u128 mine = (eg_u128)test.pair.x1 * test.pair.n2;
    eg_u128 theirs = (eg_u128)test.pair.x2 * test.pair.n1;
    bool behind = eg_outcome_lower(ask->analysis, ask->outcome) ? mine > theirs : mine < theirs;
    return flag(behind && eg_verdict_with(&test, test.pair.x1));
}

static void judge(const eg_ask *ask, eg_rule_row *row)
{
    bool any[2] = {false, false};
    row->verdict[0] = gap_verdict(ask, false);
    row->verdict[1] = gap_verdict(ask, true);
    row->verdict[2] = four_fifths_verdict(ask, false);
    row->verdict[3] = four_fifths_verdict(ask, true);
    row->verdict[4] = risk_verdict(ask);
    row->verdict[5] = test_verdict(ask);
    for (size_t r = 0; r < EG_RULES; r++)
        if (row->verdict[r] == EG_RULE_FLAGGED || row->verdict[r] == EG_RULE_NOT_FLAGGED)
            any[row->verdict[r] == EG_RULE_FLAGGED] = true;
    row->differ = any[0] && any[1];
}

/* ---- all groups
 * ---------------------------------------------------------------------------------------------
 */

bool eg_analysis_has_set(const eg_analysis *a, const char *set)
{
    for (size_t r = 0; r < eg_catalogue_count(); r++)
        if (a->selected[r] && strcmp(eg_catalogue_at(r)->about.set, set) == 0)
            return true;
    return false;
}

/* The last year in which any student has a value. */
static uint32_t last_year(const eg_analysis *a, size_t outcome)
{
    for (size_t y = eg_views_years(a->views); y-- > 0;)
        for (size_t i = 0; i < eg_views_items(a->views); i++)
            for (size_t g = 0; g < eg_views_groups(a->views, i); g++) {
                eg_place place = {
                    .item = (uint32_t)i, .group = (uint32_t)g, .year = (uint32_t)y};
                eg_tally tally;
                eg_views_tally(a->views, outcome, &place, &tally);
                if (tally.n > 0)
                    return (uint32_t)y;
            }
    return 0;
}

static void take_group(const eg_analysis *a, const eg_ask *ask, eg_rule_row *rows, size_t *n)
{
    eg_side side = eg_side_of(a, ask->outcome, &ask->place, SIZE_MAX);
    if (!side.exists || (side.mark == EG_SHOWN && side.n == 0))
        return;
    rows[*n] = (eg_rule_row){
        .outcome = a->schema->outcomes[ask->outcome].name,
        .year = eg_views_year(a->views, ask->place.year),
        .dimension = a->schema->items[ask->place.item - 1].name,
        .group = eg_views_group(a->views, ask->place.item, ask->place.group),
        .outcome_index = ask->outcome,
    };
    judge(ask, &rows[(*n)++]);
}

eg_status eg_analysis_rules(const eg_analysis *a, eg_arena *arena, eg_rule_row **out, size_t *n,
                            eg_error *err)
{
    size_t most = 0;
    *out = NULL;
    *n = 0;
    if (!eg_analysis_has_set(a, "impact"))
        return EG_OK;
    for (size_t i = 1; i < eg_views_items(a->views); i++)
        most += eg_views_groups(a->views, i);
    eg_rule_row *rows = eg_arena_alloc(arena, most * a->schema->n_outcomes + 1, sizeof *rows);
    if (rows == NULL)
        return eg_fail_memory(err);
    for (size_t o = 0; o < a->schema->n_outcomes; o++) {
        if (eg_outcome_kind(a, o) != EG_KIND_RATE)
            continue;
        eg_ask ask = {.analysis = a, .outcome = o, .level = SIZE_MAX};
        ask.place.year = last_year(a, o);
        for (uint32_t i = 1; i < eg_views_items(a->views); i++)
            for (uint32_t g = 0; g < eg_views_groups(a->views, i); g++) {
                ask.place.item = i;
                ask.place.group = g;
                take_group(a, &ask, rows, n);
            }
    }
    *out = rows;
    return EG_OK;
}
