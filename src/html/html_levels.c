/* html_levels.c - how students of each group spread over the levels: one bar a group. */
#include <math.h>

#include "html/picture.h"

#define ROOM_FOR_FIGURE 0.11 /* of the bar */
#define SHADES          5

/* The share at a level; NULL where it is not shown. */
static const eg_fact *share(const eg_html *html, const eg_trend_plot *plot, eg_run run,
                            const char *year, size_t level)
{
    const eg_fact *fact =
        eg_run_find(html->index, run, "", year, "share", plot->outcome->levels[level]);
    return fact != NULL && fact->status == EG_FACT_OK && isfinite(fact->value) ? fact : NULL;
}

static size_t shade(const eg_trend_plot *plot, size_t level)
{
    size_t n = plot->outcome->n_levels;
    return n < 2 ? 0 : level * (SHADES - 1) / (n - 1);
}

static void put_bar(eg_html *html, const eg_trend_plot *plot, eg_run run, const char *year)
{
    double x = 0;
    for (size_t l = 0; l < plot->outcome->n_levels; l++) {
        const eg_fact *fact = share(html, plot, run, year, l);
        if (fact == NULL) {
            continue; /* room is left where a share is hidden: see all_shown */
        }
        eg_html_putf(
            html,
            "<rect class=\"level%zu\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"0\" height=\"24\"/>",
            shade(plot, l), 100 * x, 100 * fact->value);
        if (fact->value >= ROOM_FOR_FIGURE) {
            eg_html_putf(html,
                         "<text class=\"on%zu\" text-anchor=\"middle\" x=\"%.2f%%\" y=\"16\" "
                         "data-f=\"%zu\">",
                         shade(plot, l), 100 * (x + fact->value / 2),
                         eg_fact_index_place(html->index, fact));
            eg_html_put(html, eg_html_percent(html, fact->value));
            eg_html_put(html, "</text>");
        }
        x += fact->value;
    }
}

static bool all_shown(const eg_html *html, const eg_trend_plot *plot, eg_run run,
                      const char *year)
{
    for (size_t l = 0; l < plot->outcome->n_levels; l++) {
        if (share(html, plot, run, year, l) == NULL) {
            return false;
        }
    }
    return plot->outcome->n_levels > 0;
}

/* "Asian: Below 10.1%, Basic 20.0%, ..." */
static const char *sentence(eg_html *html, const eg_trend_plot *plot, eg_run run,
                            const char *year)
{
    const char *group =
        eg_html_group_text(html, eg_fact_index_at(html->index, run.begin)->group);
    if (!all_shown(html, plot, run, year)) {
        return EG_FILL(html, EG_T("{group}: not every level can be shown."), {"group", group});
    }
    const char *all = group;
    for (size_t l = 0; l < plot->outcome->n_levels; l++) {
        const eg_fact *fact = share(html, plot, run, year, l);
        all = eg_html_checked(
            html, eg_arena_printf(html->arena, "%s%s %s %s", all, l == 0 ? ":" : ",",
                                  eg_html_escape(html, plot->outcome->levels[l]),
                                  fact == NULL ? "" : eg_html_percent(html, fact->value)));
    }
    return all;
}

static void put_legend(eg_html *html, const eg_trend_plot *plot)
{
    eg_html_put(html, "<p class=\"legend\">");
    for (size_t l = 0; l < plot->outcome->n_levels; l++) {
        eg_html_putf(html, "<span class=\"swatch level%zu\" aria-hidden=\"true\"></span> ",
                     shade(plot, l));
        eg_html_put(html, eg_html_name(html, plot->outcome->levels[l]));
        eg_html_put(html, " ");
    }
    eg_html_put(html, "</p>\n");
}

void eg_picture_levels(eg_html *html, const eg_trend_plot *plot, const char *year)
{
    eg_html_element(html, "p class=\"caption\"",
                    EG_FILL(html, EG_T("Students at each level, {year}"),
                            {"year", eg_html_escape(html, year)}));
    for (size_t g = 0; g < plot->n; g++) {
        eg_run run = plot->groups[g];
        const char *group = eg_fact_index_at(html->index, run.begin)->group;
        eg_html_put(html, "<p class=\"panel-name\">");
        eg_html_put(html, eg_html_group(html, group));
        if (!all_shown(html, plot, run, year)) {
            eg_html_putf(html, ": %s</p>\n",
                         eg_html_word(html, EG_T("not every level can be shown")));
            continue;
        }
        eg_html_put(html,
                    "</p>\n<svg class=\"levels\" role=\"img\" height=\"24\" aria-label=\"");
        eg_html_put(html, sentence(html, plot, run, year));
        eg_html_put(html, "\">");
        put_bar(html, plot, run, year);
        eg_html_put(html, "</svg>\n");
    }
    put_legend(html, plot);
}
