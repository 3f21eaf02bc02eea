/* html_methods.c - part 9: how the figures were made, what is hidden, what the data could not
 * say. */
#include <string.h>

#include "html/parts.h"

static void item(eg_html *html, const char *markup)
{
    eg_html_element(html, "li", markup);
}

static void put_figures(eg_html *html)
{
    const char *percent = eg_html_fixed(html, 100 * html->report->confidence, 0);
    item(html,
         EG_FILL(
             html,
             EG_T("Intervals cover {x}%: where the same was counted again and again, so many "
                  "of them would hold the figure."),
             {"x", percent}));
    item(
        html,
        EG_FILL(html,
                EG_T("A difference counts when its interval leaves out zero and it is at least "
                     "{points} points for rates and shares, {sd} standard deviations for "
                     "means."),
                {"points", eg_html_fixed(html, 100 * html->margin.rate, 1)},
                {"sd", eg_html_fixed(html, html->margin.sd, 2)}));
    const char *adjust = eg_report_setting_find(html->report, "adjust");
    bool adjusted = adjust != NULL && *adjust != '\0' && strcmp(adjust, "none") != 0;
    item(html,
         adjusted
             ? eg_html_word(
                   html, EG_T("p-values are adjusted for the number of comparisons of the same "
                              "statistic; findings stand on the adjusted ones."))
             : eg_html_word(
                   html, EG_T("p-values are not adjusted for the number of comparisons: some "
                              "will look remarkable by chance.")));
    const char *list = eg_html_checked(html, eg_report_families(html->report, html->arena));
    if (list[0] != '\0') {
        item(html,
             EG_FILL(html, EG_T("Comparisons of each statistic: {list}."), {"list", list}));
    }
    item(html,
         eg_html_word(
             html,
             EG_T("A gap is the group minus its reference, its sign never turned. Unless "
                  "the report names another reference, it is all other students, so that no "
                  "group is made the norm of the others.")));
}

static void put_hiding(eg_html *html)
{
    const eg_report *report = html->report;
    if (report->edition == EG_EDITION_INTERNAL) {
        item(html,
             eg_html_word(
                 html, EG_T("Internal edition: nothing is hidden. Keep it inside the team.")));
        return;
    }
    item(html, EG_FILL(html,
                       EG_T("Groups of fewer than {min} students are hidden, and others that "
                            "would give them away by "
                            "subtraction. Hidden: {hidden} of {cells} cells of the tables; as "
                            "a bound only: "
                            "{coded}. Everything that depends on a hidden cell is hidden too."),
                       {"min", eg_html_count(html, report->min_n)},
                       {"hidden", eg_html_count(html, report->cells_hidden)},
                       {"cells", eg_html_count(html, report->cells)},
                       {"coded", eg_html_count(html, report->cells_coded)}));
    for (size_t i = 0; i < report->n_hiding; i++)
        item(html, eg_html_escape(html, report->hiding[i]));
}

static void put_orders(eg_html *html)
{
    for (size_t d = 0; d < html->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &html->report->dimensions[d];
        if (dimension->order_rule != NULL && !eg_html_is_cross(dimension->name)) {
            item(html, EG_FILL(html, EG_T("Order of {dimension}: {rule}."),
                               {"dimension", eg_html_dimension(html, dimension->name)},
                               {"rule", eg_html_escape(
                                            html, eg_html_word(html, dimension->order_rule))}));
        }
        if (dimension->definition != NULL && !eg_html_is_cross(dimension->name)) {
            item(html, EG_FILL(html, EG_T("{dimension}: {rule}."),
                               {"dimension", eg_html_dimension(html, dimension->name)},
                               {"rule", eg_html_escape(
                                            html, eg_html_word(html, dimension->definition))}));
        }
    }
}

static void put_quality(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_element(html, "h3", eg_html_word(html, EG_T("Data quality")));
    eg_html_put(html, "<ul>\n");
    for (size_t i = 0; i < report->n_inputs; i++) {
        const eg_report_input *input = &report->inputs[i];
        item(html, EG_FILL(html, EG_T("Read: {file}, {records}."),
                           {"file", eg_html_name(html, input->name)},
                           {"records", eg_html_counted(html, EG_TN("{n} record", "{n} records"),
                                                       input->records)}));
    }
    for (size_t i = 0; i < report->n_quality; i++) {
        const eg_report_quality *quality = &report->quality[i];
        bool named = quality->column == NULL || strstr(quality->text, quality->column) != NULL;
        item(html,
             eg_html_checked(
                 html, eg_arena_printf(html->arena, "%s%s%s",
                                       named ? "" : eg_html_name(html, quality->column),
                                       named ? "" : ": ",
                                       eg_html_said(html, quality->said, quality->text))));
    }
    if (report->n_quality == 0) {
        item(html,
             eg_html_word(html, EG_T("Every record could be read; nothing odd was met.")));
    }
    eg_html_put(html, "</ul>\n");
}

static void put_settings(eg_html *html)
{
    const eg_report *report = html->report;
    eg_html_put(html, "<details><summary>");
    eg_html_put(html, eg_html_word(html, EG_T("Every setting that can change a figure")));
    eg_html_put(html, "</summary>\n");
    eg_html_table_begin(html, eg_html_word(html, EG_T("Settings")));
    eg_html_put(html, "<thead><tr>");
    eg_html_head(html, eg_html_word(html, EG_T("Setting")));
    eg_html_words_head(html, eg_html_word(html, EG_T("Value")));
    eg_html_put(html, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->n_settings; i++) {
        const eg_report_setting *setting = &report->settings[i];
        if (setting->value != NULL && setting->value[0] != '\0') {
            eg_html_putf(html, "<tr><th scope=\"row\">%s</th><td class=\"words\">",
                         eg_html_escape(html, setting->name));
            eg_html_put(html, eg_html_name(html, setting->value));
            eg_html_put(html, "</td></tr>\n");
        }
    }
    eg_html_table_end(html);
    eg_html_put(html, "</details>\n");
}

void eg_part_methods(eg_html *html)
{
    char hash[EG_SETTINGS_HASH];
    eg_report_settings_hash(html->report, hash);
    eg_html_section_begin(html, "methods", 2,
                          eg_html_word(html, EG_T("How this was made, and its limits")));
    eg_html_put(html, "<ul>\n");
    put_figures(html);
    put_hiding(html);
    put_orders(html);
    eg_html_put(html, "</ul>\n");
    if (html->report->audience == EG_AUDIENCE_TEAM) {
        put_quality(html);
    }
    eg_html_element(html, "h3", eg_html_word(html, EG_T("Limits")));
    eg_html_put(html, "<ul>\n");
    item(html,
         eg_html_word(
             html,
             EG_T("The figures describe students who are in the data and have a value; they "
                  "say where outcomes differ, not why.")));
    item(html,
         eg_html_word(
             html,
             EG_T("Talk with the people who know the students before acting on a figure, most "
                  "of all where few students stand behind it.")));
    item(html,
         eg_html_word(
             html,
             EG_T("Every figure, with its interval, p-value and note, is in the CSV and JSON "
                  "reports.")));
    eg_html_put(html, "</ul>\n");
    if (html->report->audience == EG_AUDIENCE_TEAM) {
        put_settings(html);
    }
    eg_html_put(html, "<p class=\"legend\">");
    eg_html_put(html, EG_FILL(html, EG_T("equitygap {version}; settings {hash}"),
                              {"version", eg_html_escape(html, html->report->version)},
                              {"hash", hash}));
    eg_html_put(html, "</p>\n");
    eg_html_section_end(html);
}
