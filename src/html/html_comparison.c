/* html_comparison.c - what changed since an earlier report: a part of the page, and a page of
 * its own. */
#include <math.h>
#include <string.h>

#include "equitygap/write.h"
#include "html/parts.h"

#define SHOWN 200 /* rows of a kind on a page; all are in the JSON */

static const eg_report_outcome *outcome_of(const eg_html *html, const char *name)
{
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        if (strcmp(html->report->outcomes[o].name, name) == 0) {
            return &html->report->outcomes[o];
        }
    }
    return NULL;
}

static bool is_gap(const eg_change *change)
{
    return strncmp(change->statistic, "difference", 10) == 0;
}

static const char *quantity(eg_html *html, const eg_change *change, double x, bool signs)
{
    const eg_report_outcome *outcome = outcome_of(html, change->outcome);
    bool share = outcome == NULL || eg_html_share(outcome);
    const char *figure =
        eg_html_fixed(html, share ? 100 * fabs(x) : fabs(x),
                      share ? 1 : eg_say_change_decimals(change->before, change->after));
    bool zero = strspn(figure, "0.,") == strlen(figure);
    const char *sign = zero ? "" : x < 0 ? "\xe2\x88\x92" : signs ? "+" : "";
    figure = eg_html_checked(html, eg_arena_printf(html->arena, "%s%s", sign, figure));
    return share && !signs ? EG_FILL(html, EG_T("{x}%"), {"x", figure}) : figure;
}

static const char *shown_or_word(eg_html *html, const eg_change *change, bool after)
{
    double x = after ? change->after : change->before;
    if (!isnan(x)) {
        return quantity(html, change, x, is_gap(change));
    }
    if (!(after ? change->in_after : change->in_before)) {
        return eg_html_word(html, EG_T("not there"));
    }
    return eg_html_status(html, after ? change->status_after : change->status_before);
}

static const char *figure_words(eg_html *html, const eg_change *change)
{
    const char *level = strchr(change->statistic, ':');
    const eg_report_outcome *outcome = outcome_of(html, change->outcome);
    const char *what = EG_T("share");
    if (is_gap(change)) {
        what = EG_T("gap");
    } else if (strncmp(change->statistic, "rate", 4) == 0) {
        what = EG_T("rate");
    } else if (strncmp(change->statistic, "mean", 4) == 0) {
        what = EG_T("mean");
    }
    const char *words = eg_html_word(html, what);
    if (is_gap(change)) {
        bool share = outcome == NULL || eg_html_share(outcome);
        const char *reference = eg_html_checked(
            html, eg_say_reference(html->language, change->reference, share, html->arena));
        words = EG_FILL(html, EG_T("gap to {reference}"),
                        {"reference", eg_html_escape(html, reference)});
    }
    return level == NULL ? words
                         : EG_FILL(html, EG_T("{figure} ({level})"), {"figure", words},
                                   {"level", eg_html_escape(html, level + 1)});
}

static void put_change(eg_html *html, const eg_change *change)
{
    const eg_report_outcome *outcome = outcome_of(html, change->outcome);
    int side = eg_change_direction(change, html->report);
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, outcome != NULL && outcome->label != NULL
                          ? eg_html_escape(html, outcome->label)
                          : eg_html_name(html, change->outcome));
    eg_html_put(html, "</th>");
    eg_html_cell(html, NULL,
                 change->unit[0] == '\0' ? "\xe2\x80\x93" : eg_html_name(html, change->unit));
    eg_html_cell(html, NULL, eg_html_group_in(html, change->dimension, change->group));
    eg_html_cell(html, NULL, eg_html_escape(html, change->year));
    eg_html_cell(html, NULL, figure_words(html, change));
    eg_html_cell(html, NULL, shown_or_word(html, change, false));
    eg_html_cell(html, NULL, shown_or_word(html, change, true));
    if (change->kind == EG_CHANGE_MOVED) {
        const char *mark = eg_html_mark(html, side, EG_T("better"), EG_T("worse"));
        eg_html_cell(
            html, NULL,
            eg_html_checked(
                html, eg_arena_printf(
                          html->arena, "%s%s",
                          quantity(html, change, change->after - change->before, true), mark)));
    }
    eg_html_put(html, "</tr>\n");
}

static void put_kind(eg_html *html, const eg_comparison *comparison, eg_change_kind kind,
                     const char *title)
{
    static const char *const heads[] = {EG_T("Outcome"), EG_T("Unit"),   EG_T("Group"),
                                        EG_T("Year"),    EG_T("Figure"), EG_T("Before"),
                                        EG_T("Now"),     EG_T("Change")};
    size_t columns = sizeof heads / sizeof heads[0] - (kind == EG_CHANGE_MOVED ? 0 : 1);
    if (comparison->counts[kind] == 0) {
        return;
    }
    eg_html_table_begin(html, title);
    eg_html_put(html, "<thead><tr>");
    for (size_t c = 0; c < columns; c++) {
        eg_html_head(html, eg_html_word(html, heads[c]));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    size_t shown = 0;
    for (size_t i = 0; i < comparison->n_changes && shown < SHOWN; i++) {
        if (comparison->changes[i].kind == kind) {
            put_change(html, &comparison->changes[i]);
            shown++;
        }
    }
    eg_html_table_end(html);
    if (shown < comparison->counts[kind]) {
        eg_html_element(
            html, "p",
            eg_html_counted(html,
                            EG_TN("{n} more is in the JSON.", "{n} more are in the JSON."),
                            comparison->counts[kind] - shown));
    }
}

static void put_settings(eg_html *html, const eg_comparison *comparison)
{
    if (comparison->n_settings == 0) {
        eg_html_element(html, "p",
                        eg_html_word(html, EG_T("Both reports were asked for the same.")));
        return;
    }
    eg_html_table_begin(
        html,
        eg_html_word(html, EG_T("The reports were not asked for the same; what follows may "
                                "come from that")));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Setting")));
    eg_html_head(html, eg_html_word(html, EG_T("Before")));
    eg_html_head(html, eg_html_word(html, EG_T("Now")));
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < comparison->n_settings; i++) {
        const eg_setting_change *change = &comparison->settings[i];
        eg_html_put(html, "<tr><th scope=\"row\">");
        eg_html_put(html, eg_html_escape(html, change->name));
        eg_html_put(html, "</th>");
        eg_html_cell(html, NULL, eg_html_name(html, change->before));
        eg_html_cell(html, NULL, eg_html_name(html, change->after));
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
}

static void put_findings(eg_html *html, const eg_comparison *comparison)
{
    eg_html_put(html, "<ul class=\"findings\">\n");
    for (size_t i = 0; i < comparison->n_findings; i++) {
        const eg_finding_change *change = &comparison->findings[i];
        const char *word = change->kind == EG_CHANGE_NEW    ? EG_T("New finding")
                           : change->kind == EG_CHANGE_GONE ? EG_T("Gone")
                                                            : EG_T("Still there");
        eg_html_put(html, "<li><p><span class=\"tag\">");
        eg_html_put(html, eg_html_word(html, word));
        eg_html_put(html, "</span> ");
        eg_html_put(html, eg_html_said(html, change->finding->said, change->finding->sentence));
        eg_html_putf(html, " <span class=\"id\">%s</span></p></li>\n",
                     eg_html_escape(html, change->finding->id));
    }
    eg_html_put(html, comparison->n_findings == 0 ? "<li><p>\xe2\x80\x93</p></li></ul>\n"
                                                  : "</ul>\n");
}

void eg_html_changes(eg_html *html, const eg_comparison *comparison)
{
    put_settings(html, comparison);
    eg_html_element(html, "p",
                    EG_FILL(html,
                            EG_T("Levels and gaps: {moved} moved beyond the margin, {new} are "
                                 "new, {gone} are gone, {same} "
                                 "are the same."),
                            {"moved", eg_html_count(html, comparison->counts[EG_CHANGE_MOVED])},
                            {"new", eg_html_count(html, comparison->counts[EG_CHANGE_NEW])},
                            {"gone", eg_html_count(html, comparison->counts[EG_CHANGE_GONE])},
                            {"same", eg_html_count(html, comparison->counts[EG_CHANGE_SAME])}));
    put_findings(html, comparison);
    put_kind(html, comparison, EG_CHANGE_MOVED,
             eg_html_word(html, EG_T("Moved beyond the margin")));
    put_kind(html, comparison, EG_CHANGE_NEW, eg_html_word(html, EG_T("New, or shown now")));
    put_kind(html, comparison, EG_CHANGE_GONE, eg_html_word(html, EG_T("Gone, or hidden now")));
}

static void put_page(eg_html *html, const eg_comparison *comparison)
{
    const char *title = eg_html_word(html, EG_T("What changed"));
    eg_html_begin(html, title, NULL);
    eg_html_put(html, "<header>\n");
    eg_html_banner(html);
    eg_html_element(html, "h1", title);
    eg_html_element(html, "p class=\"under\"",
                    EG_FILL(html, EG_T("From {before} to {after}"),
                            {"before", eg_html_name(html, comparison->before)},
                            {"after", eg_html_name(html, comparison->after)}));
    eg_html_put(html, "</header>\n<main id=\"main\">\n");
    eg_html_changes(html, comparison);
    eg_html_put(html, "</main>\n");
    eg_html_end(html);
}

eg_status eg_write_comparison_html(const eg_comparison *comparison, const eg_report *report,
                                   eg_sink *sink, const eg_write_options *options,
                                   eg_error *err)
{
    (void)options;
    eg_html html = {.report = report,
                    .sink = sink,
                    .margin = eg_margin_of(report),
                    .language = eg_language_of(
                        eg_text_of(report->language == NULL ? "en" : report->language))};
    html.arena = eg_arena_new();
    if (html.arena == NULL) {
        return eg_fail_memory(err);
    }
    put_page(&html, comparison);
    eg_arena_free(html.arena);
    return html.failed ? eg_fail_memory(err) : EG_OK;
}
