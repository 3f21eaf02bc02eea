/* html_units.c - all students of each unit, in the report's order: no ranking. One walk over
 * the facts gathers what is told of units. */
#include <math.h>
#include <string.h>

#include "html/units.h"

static eg_status new_unit(eg_html *html, eg_html_units *at, const eg_fact *fact, eg_error *err)
{
    at->last = eg_arena_string(html->arena, eg_text_of(fact->unit));
    if (at->last == NULL) {
        return eg_fail_memory(err);
    }
    if (at->n < EG_HTML_MOST_UNITS) {
        at->names[at->n] = at->last;
    }
    at->n++;
    return EG_OK;
}

static bool copy_fact(eg_html *html, const eg_fact *fact, eg_fact *out)
{
    *out = *fact;
    out->unit = eg_arena_string(html->arena, eg_text_of(fact->unit));
    out->group = eg_arena_string(html->arena, eg_text_of(fact->group));
    out->note = eg_arena_string(html->arena, eg_text_of(fact->note));
    return out->unit != NULL && out->group != NULL && out->note != NULL;
}

static eg_status take_level(eg_html *html, eg_html_units *at, const eg_fact *fact, size_t place,
                            eg_error *err)
{
    const eg_report *report = html->report;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        if (strcmp(fact->year, html->latest[o]) != 0 ||
            !eg_fact_is_level(fact, &report->outcomes[o])) {
            continue;
        }
        size_t slot = (at->n - 1) * report->n_outcomes + o;
        at->places[slot] = place;
        if (!copy_fact(html, fact, &at->facts[slot])) {
            return eg_fail_memory(err);
        }
    }
    return EG_OK;
}

/* The note tells a bright spot from what is none. */
static bool is_bright(const eg_fact *fact)
{
    return strcmp(fact->statistic, "bright_spot") == 0 && fact->status == EG_FACT_OK &&
           strncmp(fact->note, "bright spot", 11) == 0;
}

static eg_status take_bright(eg_html *html, const eg_fact *fact, size_t place, eg_error *err)
{
    eg_html_gathered *to = html->gathered;
    for (size_t o = 0; o < html->report->n_outcomes && to->n_bright < EG_HTML_MOST_BRIGHT;
         o++) {
        if (strcmp(html->report->outcomes[o].name, fact->outcome) != 0 ||
            strcmp(html->latest[o], fact->year) != 0) {
            continue;
        }
        eg_html_bright *out = &to->bright[to->n_bright++];
        *out = (eg_html_bright){.outcome = o, .place = place};
        if (!copy_fact(html, fact, &out->fact)) {
            return eg_fail_memory(err);
        }
    }
    return EG_OK;
}

static eg_status visit(void *context, const eg_fact *fact, eg_error *err)
{
    eg_html *html = context;
    eg_html_gathered *to = html->gathered;
    size_t place = to->place++;
    eg_status status = is_bright(fact) ? take_bright(html, fact, place, err) : EG_OK;
    for (size_t t = 0; t < html->report->n_unit_types && status == EG_OK; t++) {
        eg_html_units *at = &to->types[t];
        if (strcmp(fact->unit_type, at->unit_type) != 0 || fact->unit[0] == '\0') {
            continue;
        }
        if (at->last == NULL || strcmp(fact->unit, at->last) != 0) {
            status = new_unit(html, at, fact, err);
        }
        if (status == EG_OK && at->n <= EG_HTML_MOST_UNITS &&
            strcmp(fact->dimension, "all") == 0 && fact->reference[0] == '\0') {
            status = take_level(html, at, fact, place, err);
        }
    }
    return status;
}

eg_status eg_html_gather_units(eg_html *html, eg_error *err)
{
    const eg_report *report = html->report;
    size_t slots = EG_HTML_MOST_UNITS * report->n_outcomes + 1;
    eg_html_gathered *to = eg_arena_alloc(html->arena, 1, sizeof *to);
    eg_html_units *types = eg_arena_alloc(html->arena, report->n_unit_types + 1, sizeof *types);
    if (to == NULL || types == NULL) {
        return eg_fail_memory(err);
    }
    *to = (eg_html_gathered){.types = types};
    html->gathered = to;
    for (size_t t = 0; t < report->n_unit_types; t++) {
        types[t] = (eg_html_units){
            .unit_type = report->unit_types[t],
            .facts = eg_arena_alloc(html->arena, slots, sizeof *types[t].facts),
            .places = eg_arena_alloc(html->arena, slots, sizeof *types[t].places)};
        if (types[t].facts == NULL || types[t].places == NULL) {
            return eg_fail_memory(err);
        }
    }
    return report->n_unit_types == 0 ? EG_OK : eg_report_facts(report, visit, html, err);
}

const eg_fact *eg_html_unit_level(const eg_html *html, const eg_html_units *at, size_t unit,
                                  size_t outcome)
{
    const eg_fact *fact = &at->facts[unit * html->report->n_outcomes + outcome];
    return fact->outcome == NULL ? NULL : fact;
}

size_t eg_html_unit_place(const eg_html *html, const eg_html_units *at, size_t unit,
                          size_t outcome)
{
    return eg_html_unit_level(html, at, unit, outcome) == NULL
               ? SIZE_MAX
               : at->places[unit * html->report->n_outcomes + outcome];
}

/* ---- the part -------------------------------------------------------------------------------
 */

static void put_outcome(eg_html *html, const eg_html_units *at, size_t o)
{
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    eg_dot dots[EG_HTML_MOST_UNITS];
    for (size_t u = 0; u < at->n; u++) {
        dots[u] =
            (eg_dot){eg_html_escape(html, at->names[u]), eg_html_unit_level(html, at, u, o),
                     eg_html_unit_place(html, at, u, o)};
    }
    const char *title = EG_FILL(html, EG_T("{outcome} by {dimension}"),
                                {"outcome", eg_html_outcome(html, outcome)},
                                {"dimension", eg_html_escape(html, at->unit_type)});
    const char *caption =
        eg_html_checked(html, eg_arena_printf(html->arena, "%s%s", title,
                                              eg_html_in_year(html, html->latest[o])));
    eg_dot_plot plot = {
        .outcome = outcome,
        .alternative =
            EG_FILL(html,
                    EG_T("{title}: one row a unit, in the order of the report. The table "
                         "above has every figure."),
                    {"title", caption}),
        .dots = dots,
        .n = at->n,
        .whole = eg_html_own(html, outcome, eg_index_whole(html->index, outcome->name),
                             html->latest[o]),
        .with_target = true,
        .decimals = eg_html_decimals(html, outcome, html->latest[o])};
    eg_html_put(html, "<details><summary>");
    eg_html_put(html, caption);
    eg_html_put(html, "</summary>\n");
    eg_picture_dots(html, &plot);
    eg_html_put(html, "</details>\n");
}

static void put_row(eg_html *html, const eg_html_units *at, size_t u)
{
    const eg_report *report = html->report;
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_name(html, at->names[u]));
    eg_html_put(html, "</th>");
    for (size_t o = 0; o < report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &report->outcomes[o];
        eg_html_cell_at(html, eg_html_unit_place(html, at, u, o),
                        eg_html_level(html, outcome, eg_html_unit_level(html, at, u, o),
                                      eg_html_decimals(html, outcome, html->latest[o])));
    }
    eg_html_put(html, "</tr>\n");
}

static void put_whole(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_put(html, "<tr><th scope=\"row\">");
    eg_html_put(html, eg_html_word(html, EG_T("All students")));
    eg_html_put(html, "</th>");
    for (size_t o = 0; o < report->n_outcomes; o++) {
        const eg_report_outcome *outcome = &report->outcomes[o];
        const eg_fact *level = eg_html_own(
            html, outcome, eg_index_whole(html->index, outcome->name), html->latest[o]);
        eg_html_cell(html, level,
                     eg_html_level(html, outcome, level,
                                   eg_html_decimals(html, outcome, html->latest[o])));
    }
    eg_html_put(html, "</tr>\n");
}

static void put_table(eg_html *html, const eg_html_units *at)
{
    const eg_report *report = html->report;
    eg_html_table_begin(html,
                        EG_FILL(html,
                                EG_T("All students of each {unit}, in the order of the report; "
                                     "this is no ranking"),
                                {"unit", eg_html_escape(html, at->unit_type)}));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_escape(html, at->unit_type));
    for (size_t o = 0; o < report->n_outcomes; o++) {
        eg_html_head(
            html,
            eg_html_checked(html, eg_arena_printf(html->arena, "%s%s",
                                                  eg_html_outcome(html, &report->outcomes[o]),
                                                  eg_html_in_year(html, html->latest[o]))));
    }
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    put_whole(html);
    for (size_t u = 0; u < at->n; u++) {
        put_row(html, at, u);
    }
    eg_html_table_end(html);
}

static void put_type(eg_html *html, const eg_html_units *at)
{
    const char *title =
        EG_FILL(html, EG_T("By {unit}"), {"unit", eg_html_escape(html, at->unit_type)});
    if (at->n > EG_HTML_MOST_UNITS) {
        eg_html_element(html, "h3", title);
        eg_html_element(
            html, "p",
            EG_FILL(html,
                    EG_T("There are {n} of them, too many for a page: their figures are in "
                         "the CSV and JSON reports."),
                    {"n", eg_html_count(html, at->n)}));
        return;
    }
    eg_html_figure_begin(
        html, eg_html_checked(html, eg_arena_printf(html->arena, "<h3>%s</h3>", title)));
    put_table(html, at);
    for (size_t o = 0; o < html->report->n_outcomes; o++) {
        put_outcome(html, at, o);
    }
    eg_html_figure_end(html);
}

void eg_part_units(eg_html *html)
{
    eg_html_section_begin(html, "units", 2,
                          eg_html_word(html, EG_T("Schools and other units")));
    for (size_t t = 0; t < html->report->n_unit_types; t++) {
        put_type(html, &html->gathered->types[t]);
    }
    eg_html_section_end(html);
}
