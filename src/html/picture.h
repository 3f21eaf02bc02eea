/*
 * html/picture.h - pictures made from facts: each a figure with an svg that says in words what
 * it shows.
 *
 * Horizontal places are percentages, so that a picture takes the width there is while its text
 * keeps its size; one colour, told apart by shape and place.
 */
#ifndef EG_HTML_PICTURE_H
#define EG_HTML_PICTURE_H

#include "html/page.h"

/* From low to high in steps that people count in. */
typedef struct {
    double low, high, step;
    bool share; /* 0 to 1, shown as percent */
    int decimals;
} eg_ruler;

/* Widens the axis by what is finite among a fact's value and interval. */
void eg_ruler_begin(eg_ruler *axis, const eg_report_outcome *outcome);
void eg_ruler_take(eg_ruler *axis, const eg_fact *fact);
void eg_ruler_take_value(eg_ruler *axis, double x);
/* Likewise of many (NULL among them: none), but for intervals far wider than the others: those
 * are cut at the edge, or one small group would leave no room for all. true: one is cut. */
bool eg_ruler_take_all(eg_html *html, eg_ruler *axis, const eg_fact *const *facts, size_t n);
/* Rounds its ends to whole steps. */
void eg_ruler_end(eg_ruler *axis);
/* 0 at the low end, 1 at the high one and for what is beyond it. */
double eg_ruler_share(const eg_ruler *axis, double value);
/* Percent of the picture's width (5 to 84: what is right of it has room for figures). */
double eg_ruler_x(const eg_ruler *axis, double value);
/* Likewise of an end of an interval: what leaves the axis runs on beyond it (0, 89). */
double eg_ruler_end_x(const eg_ruler *axis, double value);
/* "60%", "1,450" */
const char *eg_ruler_label(eg_html *html, const eg_ruler *axis, double value);

/* A name of escaped text in as many lines as it takes; text of 13 pixels fits a line of 18. */
#define EG_PICTURE_LINE 18
size_t eg_picture_label_lines(const char *text);
void eg_picture_label(eg_html *html, const char *name, int y);

/* A group or a unit as a row of a picture. */
typedef struct {
    const char *name; /* escaped text */
    const eg_fact *fact;
    size_t place; /* of the fact; SIZE_MAX: none */
} eg_dot;

typedef struct {
    const eg_report_outcome *outcome;
    const char *alternative; /* escaped text: what the picture shows */
    const eg_dot *dots;
    size_t n;
    const eg_fact *whole; /* all students; may be NULL */
    bool with_target;
    int decimals; /* of means */
} eg_dot_plot;

/* Each within a figure that the caller opens. A dot and its interval for each row. */
void eg_picture_dots(eg_html *html, const eg_dot_plot *plot);

typedef struct {
    const eg_report_outcome *outcome;
    const char *dimension; /* for breaks */
    const char *caption;
    const eg_run *groups;
    size_t n;
    eg_run whole;
    int decimals;
} eg_trend_plot;

/* A small picture for each group over the years, on one scale; nothing when there are no two
 * years. */
void eg_picture_trends(eg_html *html, const eg_trend_plot *plot);

/* The way of each group to the target, in a figure that the caller closes; false: it cannot be
 * drawn, and there is no figure. */
bool eg_picture_ways(eg_html *html, const eg_trend_plot *plot);

/* Shares at each level, one bar a group. */
void eg_picture_levels(eg_html *html, const eg_trend_plot *plot, const char *year);

/* Years on both sides are not to be joined. */
bool eg_picture_breaks(const eg_report *report, const char *year, const char *outcome,
                       const char *dimension);
/* The place of each year among *n, missing years between them counted (as three at most). NULL:
 * no memory, and the page has failed. */
const uint32_t *eg_picture_slots(eg_html *html, uint32_t *n);
/* Whether a line may lead from the year before (year > 0) to this one. */
bool eg_picture_joined(const eg_report *report, const eg_trend_plot *plot,
                       const uint32_t *slots, size_t year);

#endif
