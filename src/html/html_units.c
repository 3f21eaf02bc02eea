/* html_units.c - all students of each unit, in the report's order: no ranking. */
#include <math.h>
#include <string.h>

#include "html/parts.h"

#define MOST_UNITS 100 /* more fill pages: they are in the CSV */

typedef struct {
    eg_html *html;
    const char *unit_type;
    size_t place; /* of the next fact in the stream */
    char *last;
    size_t n;
    const char *names[MOST_UNITS];
    eg_fact *facts; /* [unit * outcomes + outcome] */
    size_t *places;
} units;

static eg_status new_unit(units *at, const eg_fact *fact, eg_error *err)
{
    at->last = eg_arena_string(at->html->arena, eg_text_of(fact->unit));
    if (at->last == NULL) {
        return eg_fail_memory(err);
    }
    if (at->n < MOST_UNITS) {
        at->names[at->n] = at->last;
    }
    at->n++;
    return EG_OK;
}

static eg_status take(units *at, const eg_fact *fact, eg_error *err)
{
    const eg_report *report = at->html->report;
    for (size_t o = 0; o < report->n_outcomes; o++) {
        if (strcmp(fact->year, at->html->latest[o]) != 0 ||
            !eg_fact_is_level(fact, &report->outcomes[o])) {
            continue;
        }
        size_t slot = (at->n - 1) * report->n_outcomes + o;
        at->facts[slot] = *fact;
        at->facts[slot].note = eg_arena_string(at->html->arena, eg_text_of(fact->note));
        at->places[slot] = at->place;
        if (at->facts[slot].note == NULL) {
            return eg_fail_memory(err);
        }
    }
    return EG_OK;
}

static eg_status visit(void *context, const eg_fact *fact, eg_error *err)
{
    units *at = context;
    eg_status status = EG_OK;
    if (strcmp(fact->unit_type, at->unit_type) == 0 && fact->unit[0] != '\0') {
        if (at->last == NULL || strcmp(fact->unit, at->last) != 0) {
            status = new_unit(at, fact, err);
        }
        if (status == EG_OK && at->n <= MOST_UNITS && strcmp(fact->dimension, "all") == 0 &&
            fact->reference[0] == '\0') {
            status = take(at, fact, err);
        }
    }
    at->place++;
    return status;
}

static void put_outcome(const units *at, size_t o)
{
    eg_html *html = at->html;
    const eg_report_outcome *outcome = &html->report->outcomes[o];
    eg_dot dots[MOST_UNITS];
    size_t n_outcomes = html->report->n_outcomes;
    for (size_t u = 0; u < at->n; u++) {
        size_t slot = u * n_outcomes + o;
        bool any = at->facts[slot].outcome != NULL;
        dots[u] = (eg_dot){eg_html_escape(html, at->names[u]), any ? &at->facts[slot] : NULL,
                           any ? at->places[slot] : SIZE_MAX};
    }
    const char *title = EG_FILL(html, EG_T("{outcome} by {dimension}"),
                                {"outcome", eg_html_outcome(html, outcome)},
                                {"dimension", eg_html_escape(html, at->unit_type)});
    const char *caption =
        eg_html_checked(html, eg_arena_printf(html->arena, "%s%s", title,
                                              eg_html_in_year(html, html->latest[o])));
    eg_dot_plot plot = {
        .outcome = outcome,
        .caption = caption,
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

static void put_table(const units *at)
{
    eg_html *html = at->html;
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
    for (size_t u = 0; u < at->n; u++) {
        eg_html_put(html, "<tr><th scope=\"row\">");
        eg_html_put(html, eg_html_name(html, at->names[u]));
        eg_html_put(html, "</th>");
        for (size_t o = 0; o < report->n_outcomes; o++) {
            size_t slot = u * report->n_outcomes + o;
            const eg_fact *fact = at->facts[slot].outcome == NULL ? NULL : &at->facts[slot];
            const eg_report_outcome *outcome = &report->outcomes[o];
            eg_html_cell_at(html, fact == NULL ? SIZE_MAX : at->places[slot],
                            eg_html_level(html, outcome, fact,
                                          eg_html_decimals(html, outcome, html->latest[o])));
        }
        eg_html_put(html, "</tr>\n");
    }
    eg_html_table_end(html);
}

static eg_status put_type(eg_html *html, const char *unit_type, eg_error *err)
{
    const eg_report *report = html->report;
    units at = {.html = html, .unit_type = unit_type};
    at.facts =
        eg_arena_alloc(html->arena, MOST_UNITS * report->n_outcomes + 1, sizeof *at.facts);
    at.places =
        eg_arena_alloc(html->arena, MOST_UNITS * report->n_outcomes + 1, sizeof *at.places);
    if (at.facts == NULL || at.places == NULL) {
        return eg_fail_memory(err);
    }
    eg_status status = eg_report_facts(report, visit, &at, err);
    if (status != EG_OK) {
        return status;
    }
    eg_html_element(
        html, "h3",
        EG_FILL(html, EG_T("By {unit}"), {"unit", eg_html_escape(html, unit_type)}));
    if (at.n > MOST_UNITS) {
        eg_html_element(
            html, "p",
            EG_FILL(html,
                    EG_T("There are {n} of them, too many for a page: their figures are in "
                         "the CSV and JSON reports."),
                    {"n", eg_html_count(html, at.n)}));
        return EG_OK;
    }
    put_table(&at);
    for (size_t o = 0; o < report->n_outcomes; o++) {
        put_outcome(&at, o);
    }
    return EG_OK;
}

eg_status eg_part_units(eg_html *html, eg_error *err)
{
    const eg_report *report = html->report;
    if (report->n_unit_types == 0) {
        return EG_OK;
    }
    eg_html_section_begin(html, "units", 2,
                          eg_html_word(html, EG_T("Schools and other units")));
    for (size_t t = 0; t < report->n_unit_types; t++) {
        eg_status status = put_type(html, report->unit_types[t], err);
        if (status != EG_OK) {
            return status;
        }
    }
    eg_status status = eg_html_bright_spots(html, err);
    eg_html_section_end(html);
    return status;
}
