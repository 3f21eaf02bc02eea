/* write_comparison.c - what changed between two reports, for people: settings first. */
#include <math.h>
#include <string.h>

#include "equitygap/write.h"
#include "report/say.h"
#include "write/cell.h"
#include "write/comparison.h"
#include "write/parts.h"

#define SHOWN 20

/* ---- one change -----------------------------------------------------------------------------
 */

static const eg_report_outcome *outcome_of(const eg_page *page, const char *name)
{
    for (size_t o = 0; o < page->report->n_outcomes; o++) {
        if (strcmp(page->report->outcomes[o].name, name) == 0)
            return &page->report->outcomes[o];
    }
    return NULL;
}

static bool is_gap(const eg_change *change)
{
    return strncmp(change->statistic, "difference", 10) == 0;
}

static bool is_share(const eg_page *page, const eg_change *change)
{
    const eg_report_outcome *outcome = outcome_of(page, change->outcome);
    return outcome == NULL || eg_cell_share(outcome);
}

/* A level as percent or number; a gap in points, with its sign. */
static const char *quantity(eg_page *page, const eg_change *change, double x, bool moved)
{
    bool share = is_share(page, change);
    bool sign = moved || is_gap(change);
    int decimals = share ? 1 : eg_say_change_decimals(change->before, change->after);
    const char *figure =
        eg_page_checked(page, eg_say_fixed(share ? 100 * x : x, decimals, page->arena));
    if (share && !sign)
        return EG_PAGE(page, EG_T("{x}%"), {"x", figure});
    return eg_page_checked(page,
                           eg_arena_printf(page->arena, "%s%s",
                                           sign && x > 0 && *figure != '-' ? "+" : "", figure));
}

static const char *statistic_words(eg_page *page, const eg_change *change)
{
    const char *level = strchr(change->statistic, ':');
    const char *words = "";
    if (is_gap(change)) {
        const char *reference =
            eg_page_checked(page, eg_say_reference(page->language, change->reference,
                                                   is_share(page, change), page->arena));
        words = EG_PAGE(page, EG_T("gap to {reference}"),
                        {"reference", eg_page_safe(page, reference)});
    } else {
        eg_text name = {change->statistic, strcspn(change->statistic, ":")};
        words = eg_page_checked(page, eg_arena_string(page->arena, name));
        words = eg_page_word(page, words); /* "rate", "mean", "share" stand in the catalogue */
    }
    return level == NULL ? words
                         : EG_PAGE(page, EG_T("{figure} ({level})"), {"figure", words},
                                   {"level", eg_page_safe(page, level + 1)});
}

static const char *place_words(eg_page *page, const eg_change *change)
{
    const eg_report_outcome *outcome = outcome_of(page, change->outcome);
    const char *name =
        outcome != NULL && outcome->label != NULL ? outcome->label : change->outcome;
    bool unit = change->unit[0] != '\0';
    bool year = change->year[0] != '\0';
    bool whole = strcmp(change->dimension, "all") == 0;
    return eg_page_checked(
        page,
        eg_arena_printf(
            page->arena, "%s%s%s, %s%s%s%s%s%s", unit ? eg_page_safe(page, change->unit) : "",
            unit ? ": " : "", eg_page_safe(page, name),
            change->group[0] != '\0' ? eg_cell_group(page, change->group)
                                     : eg_page_word(page, EG_T("all groups")),
            whole ? "" : " (", whole ? "" : eg_cell_dimension(page, change->dimension),
            whole ? "" : ")", year ? ", " : "", year ? eg_page_safe(page, change->year) : ""));
}

static const char *shown_or_word(eg_page *page, const eg_change *change, bool after)
{
    double x = after ? change->after : change->before;
    if (!isnan(x))
        return quantity(page, change, x, false);
    if (!(after ? change->in_after : change->in_before))
        return eg_page_word(page, EG_T("not there"));
    const char *word = eg_cell_word(page, after ? change->status_after : change->status_before);
    return *word == '\0' ? eg_page_word(page, EG_T("none")) : word;
}

const char *eg_change_words(eg_page *page, const eg_change *change)
{
    const char *figures = eg_page_checked(
        page, eg_arena_printf(page->arena, "%s: %s %s -> %s", place_words(page, change),
                              statistic_words(page, change), shown_or_word(page, change, false),
                              shown_or_word(page, change, true)));
    if (change->kind != EG_CHANGE_MOVED)
        return figures;
    const char *change_by = quantity(page, change, change->after - change->before, true);
    return is_share(page, change)
               ? EG_PAGE(page, EG_T("{figures} ({change} points)"), {"figures", figures},
                         {"change", change_by})
               : eg_page_checked(page,
                                 eg_arena_printf(page->arena, "%s (%s)", figures, change_by));
}

/* ---- lists ----------------------------------------------------------------------------------
 */

static void put_settings(eg_page *page, const eg_comparison *comparison)
{
    if (comparison->n_settings == 0) {
        eg_page_paragraph(page, EG_PLAIN, 0, 0,
                          eg_page_word(page, EG_T("Both reports were asked for the same.")));
        return;
    }
    eg_page_paragraph(
        page, EG_BOLD, 0, 0,
        eg_page_checked(
            page, eg_arena_printf(page->arena, "%s:",
                                  eg_page_word(page, EG_T("The reports were not asked for the "
                                                          "same; what follows may come from "
                                                          "that")))));
    for (size_t i = 0; i < comparison->n_settings; i++) {
        const eg_setting_change *change = &comparison->settings[i];
        eg_page_paragraph(
            page, EG_PLAIN, 0, 2,
            eg_page_checked(page,
                            eg_arena_printf(page->arena, "- %s: %s -> %s",
                                            eg_page_safe(page, change->name),
                                            change->before == NULL || *change->before == '\0'
                                                ? eg_page_word(page, EG_T("(none)"))
                                                : eg_page_safe(page, change->before),
                                            change->after == NULL || *change->after == '\0'
                                                ? eg_page_word(page, EG_T("(none)"))
                                                : eg_page_safe(page, change->after))));
    }
}

static void put_counts(eg_page *page, const eg_comparison *comparison)
{
    eg_page_paragraph(
        page, EG_PLAIN, 0, 0,
        EG_PAGE(page,
                EG_T("Levels and gaps: {moved} moved beyond the margin, {new} are new, {gone} "
                     "are gone, {same} are the same ({within} of them moved within the "
                     "margin). Other facts in both reports: {others}, of which {differ} "
                     "differ."),
                {"moved", eg_page_count(page, comparison->counts[EG_CHANGE_MOVED])},
                {"new", eg_page_count(page, comparison->counts[EG_CHANGE_NEW])},
                {"gone", eg_page_count(page, comparison->counts[EG_CHANGE_GONE])},
                {"same", eg_page_count(page, comparison->counts[EG_CHANGE_SAME])},
                {"within", eg_page_count(page, comparison->within)},
                {"others", eg_page_count(page, comparison->others)},
                {"differ", eg_page_count(page, comparison->others_changed)}));
}

static void put_kind(eg_page *page, const eg_comparison *comparison, eg_change_kind kind,
                     const char *title, size_t most)
{
    size_t shown = 0;
    if (comparison->counts[kind] == 0)
        return;
    eg_page_title(page, eg_page_word(page, title));
    for (size_t i = 0; i < comparison->n_changes; i++) {
        const eg_change *change = &comparison->changes[i];
        if (change->kind != kind || (most > 0 && shown >= most))
            continue;
        shown++;
        int side = eg_change_direction(change, page->report);
        eg_page_paragraph(
            page, EG_PLAIN, 0, 2,
            eg_page_checked(page, eg_arena_printf(page->arena, "%s %s",
                                                  side == 0 ? "-" : eg_cell_mark(page, side),
                                                  eg_change_words(page, change))));
    }
    if (shown < comparison->counts[kind])
        eg_page_paragraph(
            page, EG_DIM, 0, 0,
            EG_PAGE(page, EG_T("and {n} more; --json and -v have all of them"),
                    {"n", eg_page_count(page, comparison->counts[kind] - shown)}));
}

static void put_findings(eg_page *page, const eg_comparison *comparison)
{
    static const char *const words[EG_CHANGES] = {EG_T("New"), EG_T("Gone"), "",
                                                  EG_T("Still there")};
    eg_page_title(page, eg_page_word(page, EG_T("Findings")));
    if (comparison->n_findings == 0)
        eg_page_paragraph(page, EG_PLAIN, 0, 0,
                          eg_page_word(page, EG_T("Neither report has one.")));
    for (size_t i = 0; i < comparison->n_findings; i++) {
        const eg_finding_change *change = &comparison->findings[i];
        eg_page_paragraph(
            page, EG_PLAIN, 0, 2,
            eg_page_checked(page, eg_arena_printf(page->arena, "- %s: %s [%s]",
                                                  eg_page_word(page, words[change->kind]),
                                                  eg_page_said(page, change->finding->said,
                                                               change->finding->sentence),
                                                  eg_page_safe(page, change->finding->id))));
    }
}

void eg_page_comparison(eg_page *page, const eg_comparison *comparison, size_t most)
{
    put_settings(page, comparison);
    put_counts(page, comparison);
    put_findings(page, comparison);
    put_kind(page, comparison, EG_CHANGE_MOVED, EG_T("Moved beyond the margin"), most);
    put_kind(page, comparison, EG_CHANGE_NEW, EG_T("New, or shown now"), most);
    put_kind(page, comparison, EG_CHANGE_GONE, EG_T("Gone, or hidden now"), most);
}

eg_status eg_write_comparison_text(const eg_comparison *comparison, const eg_report *report,
                                   eg_sink *sink, const eg_write_options *options,
                                   eg_error *err)
{
    eg_page page = eg_page_of(report, sink, options);
    page.arena = eg_arena_new();
    if (page.arena == NULL)
        return eg_fail_memory(err);
    if (report->edition == EG_EDITION_INTERNAL)
        eg_page_internal(&page);
    eg_page_line(&page, EG_BOLD,
                 EG_PAGE(&page, EG_T("What changed from {before} to {after}"),
                         {"before", eg_page_safe(&page, comparison->before)},
                         {"after", eg_page_safe(&page, comparison->after)}));
    eg_page_comparison(&page, comparison, options != NULL && options->all ? 0 : SHOWN);
    eg_page_blank(&page);
    eg_page_paragraph(
        &page, EG_DIM, 0, 0,
        EG_PAGE(&page,
                EG_T("{up} better and {down} worse, by what is better for the outcome; a gap "
                     "is better when it is nearer to none."),
                {"up", eg_cell_mark(&page, 1)}, {"down", eg_cell_mark(&page, -1)}));
    bool failed = page.failed;
    eg_arena_free(page.arena);
    return failed ? eg_fail_memory(err) : EG_OK;
}
