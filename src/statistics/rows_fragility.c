/* Rows of fragility: how near a verdict is to another one, and who else shares it. */
#include "statistics/engine.h"
#include "statistics/memo.h"
#include "statistics/note.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

void eg_answer_fragility(eg_answer *answer, const eg_verdict *verdict, const char *more)
{
    eg_fragility f = eg_fragility_of(verdict);
    if (!f.changes) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "no outcome of the group's students would change it");
        return;
    }
    bool test = verdict->rule == EG_VERDICT_SIGNIFICANT;
    const char *now = test ? (f.flagged ? "significant" : "not significant")
                           : (f.flagged ? "flagged" : "not flagged");
    eg_answer_estimate(answer, eg_estimate_of((double)f.students), verdict->pair.n1);
    eg_note note = {.to = answer->note, .size = sizeof answer->note};
    eg_note_add(&note, now);
    eg_note_add(&note, "; ");
    eg_note_add_count(&note, f.students);
    eg_note_add(&note, f.more ? " more" : " fewer");
    eg_note_add(&note, " would change it");
    eg_note_add(&note, more);
}

/* ---- other references, other rules
 * ----------------------------------------------------------------------- */

bool eg_pair_against(const eg_ask *ask, eg_reference_kind kind, eg_pair *pair)
{
    eg_reference_at reference = {.kind = kind, .label = "", .group = SIZE_MAX};
    eg_ask at = *ask;
    at.reference = &reference;
    if (kind == EG_REFERENCE_HIGHEST)
        reference.group = eg_memo_best(ask->memo, ask, ask->place.year, ask->level);
    if (kind == EG_REFERENCE_HIGHEST &&
        (reference.group == SIZE_MAX || reference.group == ask->place.group))
        return false;
    eg_side group = eg_side_own(ask);
    eg_side other = eg_side_reference(&at, ask->place.year);
    *pair = (eg_pair){group.x, group.n, other.x, other.n};
    return group.mark == EG_SHOWN && other.mark == EG_SHOWN && group.n > 0 && other.n > 0;
}

typedef struct {
    char text[EG_NOTE_MOST];
    size_t n;
} others;

static void say(others *to, const char *who, bool flagged, bool test)
{
    const char *word = test ? (flagged ? "significant" : "not significant")
                            : (flagged ? "flagged" : "not flagged");
    eg_note note = {.to = to->text, .size = sizeof to->text, .n = to->n};
    eg_note_add(&note, "; ");
    eg_note_add(&note, who);
    eg_note_add(&note, ": ");
    eg_note_add(&note, word);
    to->n = note.cut ? to->n : note.n;
    to->text[to->n] = '\0';
}

/* The same rule against the references it is not asked of. */
static void say_references(const eg_ask *ask, const eg_verdict *verdict, others *to)
{
    static const struct {
        eg_reference_kind kind;
        const char *who;
    } all[] = {{EG_REFERENCE_REST, "against rest"},
               {EG_REFERENCE_OVERALL, "against overall"},
               {EG_REFERENCE_HIGHEST, "against highest"}};
    bool test = verdict->rule == EG_VERDICT_SIGNIFICANT;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        eg_verdict other = *verdict;
        /* The test against all students is that against the rest. */
        if (all[i].kind == ask->reference->kind ||
            (test && all[i].kind == EG_REFERENCE_OVERALL) ||
            (test && all[i].kind == EG_REFERENCE_REST &&
             ask->reference->kind == EG_REFERENCE_OVERALL) ||
            (all[i].kind == EG_REFERENCE_HIGHEST &&
             eg_views_overlap(ask->analysis->views, ask->place.item)) ||
            !eg_pair_against(ask, all[i].kind, &other.pair))
            continue;
        other.contains = all[i].kind == EG_REFERENCE_OVERALL;
        say(to, all[i].who, eg_verdict_with(&other, other.pair.x1), test);
    }
}

/* The other rule of the percentage point gap, against its own reference. */
static void say_other_ppg(const eg_ask *ask, const eg_verdict *verdict, others *to)
{
    bool disimpact = verdict->rule == EG_VERDICT_PPG_DISIMPACT;
    eg_verdict other = *verdict;
    other.rule = disimpact ? EG_VERDICT_PPG_CCCCO2022 : EG_VERDICT_PPG_DISIMPACT;
    if (eg_pair_against(ask, disimpact ? EG_REFERENCE_REST : EG_REFERENCE_OVERALL, &other.pair))
        say(to, disimpact ? "by cccco2022" : "by disimpact",
            eg_verdict_with(&other, other.pair.x1), false);
}

/* ---- rows
 * ---------------------------------------------------------------------------------------------------
 */

static bool pair_here(const eg_ask *ask, eg_answer *answer, eg_verdict *verdict)
{
    eg_side group, reference;
    if (!eg_both_sides(ask, answer, &group, &reference))
        return false;
    verdict->pair = (eg_pair){group.x, group.n, reference.x, reference.n};
    verdict->contains = ask->reference->kind == EG_REFERENCE_OVERALL;
    return true;
}

eg_status eg_row_ppg_fragility(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    bool disimpact = ask->analysis->settings->ppg_rule == EG_PPG_DISIMPACT;
    const eg_ppg_limits *limits = disimpact ? &eg_ppg_disimpact : &eg_ppg_cccco2022;
    others also = {.n = 0};
    eg_verdict verdict = {.rule =
                              disimpact ? EG_VERDICT_PPG_DISIMPACT : EG_VERDICT_PPG_CCCCO2022,
                          .lower = eg_outcome_lower(ask->analysis, ask->outcome)};
    if (!pair_here(ask, answer, &verdict))
        return EG_OK;
    if (eg_ppg_of(verdict.pair, limits, verdict.lower).too_few) {
        eg_answer_none(answer, EG_FACT_TOO_FEW, "ten students or fewer: no verdict");
        return EG_OK;
    }
    say_references(ask, &verdict, &also);
    say_other_ppg(ask, &verdict, &also);
    eg_answer_fragility(answer, &verdict, also.text);
    return EG_OK;
}

static eg_status under_four_fifths(const eg_ask *ask, eg_answer *answer)
{
    others also = {.n = 0};
    eg_verdict verdict = {.rule = EG_VERDICT_FOUR_FIFTHS};
    if (!pair_here(ask, answer, &verdict))
        return EG_OK;
    if (verdict.pair.x2 == 0) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "nobody succeeds");
        return EG_OK;
    }
    say_references(ask, &verdict, &also);
    eg_answer_fragility(answer, &verdict, also.text);
    return EG_OK;
}

eg_status eg_row_proportionality_index_fragility(const eg_ask *ask, eg_answer *answer,
                                                 eg_error *err)
{
    (void)err;
    return under_four_fifths(ask, answer);
}

eg_status eg_row_four_fifths_fragility(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    return under_four_fifths(ask, answer);
}

eg_status eg_row_difference_fragility(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    (void)err;
    others also = {.n = 0};
    eg_verdict verdict = {.rule = EG_VERDICT_SIGNIFICANT,
                          .alpha = 1 - ask->analysis->settings->confidence};
    if (!pair_here(ask, answer, &verdict))
        return EG_OK;
    if (eg_side_overlaps(ask)) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the groups may share students");
        return EG_OK;
    }
    if (verdict.contains && verdict.pair.n1 >= verdict.pair.n2) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE, "the group is all students");
        return EG_OK;
    }
    say_references(ask, &verdict, &also);
    eg_answer_fragility(answer, &verdict, also.text);
    return EG_OK;
}
