/* html_years.c - years side by side: their places in a picture, and what is not joined. */
#include <string.h>

#include "html/picture.h"

#define HOLES 3 /* years missing in a row that are drawn as room */

bool eg_picture_breaks(const eg_report *report, const char *year, const char *outcome,
                       const char *dimension)
{
    for (size_t i = 0; i < report->n_breaks; i++) {
        const eg_report_break *b = &report->breaks[i];
        if (strcmp(b->year, year) == 0 &&
            (b->dimension == NULL || strcmp(b->dimension, dimension) == 0) &&
            (b->outcome == NULL || strcmp(b->outcome, outcome) == 0)) {
            return true;
        }
    }
    return false;
}

const uint32_t *eg_picture_slots(eg_html *html, uint32_t *n)
{
    const eg_report *report = html->report;
    uint32_t *slots = eg_arena_alloc(html->arena, report->n_years + 1, sizeof *slots);
    *n = 0;
    if (slots == NULL) {
        html->failed = true;
        return NULL;
    }
    for (size_t y = 0; y < report->n_years; y++) {
        uint32_t holes = report->years_missing == NULL || y == 0 ? 0 : report->years_missing[y];
        *n += holes < HOLES ? holes : HOLES;
        slots[y] = (*n)++;
    }
    return slots;
}

bool eg_picture_joined(const eg_report *report, const eg_trend_plot *plot,
                       const uint32_t *slots, size_t year)
{
    return slots[year] == slots[year - 1] + 1 &&
           !eg_picture_breaks(report, report->years[year], plot->outcome->name,
                              plot->dimension);
}
