/*
 * html/page.h - a page of HTML: text escaped, names isolated, figures that name their fact.
 *
 * Everything given as `markup` is HTML already; everything given as `text` is escaped here.
 * Words come from the catalogue of the report's language (EG_T).
 */
#ifndef EG_HTML_PAGE_H
#define EG_HTML_PAGE_H

#include "equitygap/report.h"
#include "language/language.h"
#include "report/index.h"
#include "report/margin.h"
#include "report/say.h"

typedef struct {
    const eg_report *report;
    eg_sink *sink;
    eg_arena *arena;
    const eg_language *language;
    const eg_fact_index *index; /* what the report is about */
    const eg_fact_index *whole; /* of a report about one unit: the whole input; else NULL */
    eg_margin margin;
    const char **latest;               /* year that pictures show, by outcome */
    size_t figures;                    /* numbered as they come, for ids */
    struct eg_html_gathered *gathered; /* what is told of units: html/units.h */
    bool failed;                       /* memory: checked once, at the end */
} eg_html;

/* ---- words ---------------------------------------------------------------------------------
 */

/* markup, or "" with failed set when it is NULL. */
const char *eg_html_checked(eg_html *html, const char *markup);
/* The catalogue's word, as markup. */
const char *eg_html_word(const eg_html *html, const char *english);
/* Escaped; control characters become U+FFFD. */
const char *eg_html_escape(eg_html *html, const char *text);
/* Escaped; what the report says only in English (said is NULL) is marked as that. */
const char *eg_html_said(eg_html *html, const char *said, const char *english);
/* A name of the data: escaped and isolated, so that its direction touches nothing else. */
const char *eg_html_name(eg_html *html, const char *text);
/* A year, never broken at its dash. */
const char *eg_html_year(eg_html *html, const char *year);
/* "first..last", or one year, in words; no year of it is broken at its dash. */
const char *eg_html_span(eg_html *html, const char *range);
/* A group as people read it: the parts of a cross are told apart by a comma. */
const char *eg_html_group(eg_html *html, const char *group);
/* With its dimension, where a table has groups of several: "Yes" alone says nothing there. */
const char *eg_html_group_in(eg_html *html, const char *dimension, const char *group);
/* Without markup and dimension, for alternatives of pictures. */
const char *eg_html_group_text(eg_html *html, const char *group);
/* By label where there is one; an outcome with its cut ("at Proficient or above"). */
const char *eg_html_outcome(eg_html *html, const eg_report_outcome *outcome);
const char *eg_html_dimension(eg_html *html, const char *name);

/* A template of the catalogue with its {places} filled by markup; values end with a NULL name.
 */
const char *eg_html_fill(eg_html *html, const char *english, const eg_place_value *values);
#define EG_FILL(html, english, ...)                                                            \
    eg_html_fill(html, english, (const eg_place_value[]){__VA_ARGS__, {NULL, NULL}})
/* Likewise by number; {n} is filled with it. */
const char *eg_html_counted(eg_html *html, const char *one, const char *many, uint64_t n);

/* ---- figures --------------------------------------------------------------------------------
 */

bool eg_html_share(const eg_report_outcome *outcome);
/* "1,234" */
const char *eg_html_count(eg_html *html, uint64_t n);
const char *eg_html_percent(eg_html *html, double share);
const char *eg_html_fixed(eg_html *html, double x, int decimals);
/* A level (rate, mean, share) as people read it; of a fact not shown a word. NULL: "none". */
const char *eg_html_level(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                          int decimals);
/* Of a line drawn on: a share beyond none or all is no figure people can read, nor a bound. */
bool eg_html_off_scale(const eg_report_outcome *outcome, const eg_fact *fact);
const char *eg_html_reach(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                          int decimals);
/* A whole number of students, or a word. */
const char *eg_html_students(eg_html *html, const eg_fact *fact);
/* "-9.1", with a mark and its meaning for a screen reader when it is beyond the margin. */
const char *eg_html_gap(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                        int decimals);
/* A change a year, with its sign: in points for rates and shares. */
const char *eg_html_change(eg_html *html, const eg_report_outcome *outcome, const eg_fact *fact,
                           int decimals);
/* The mark of a side (1 or -1; 0: none), with its meaning for a screen reader; words of the
 * catalogue. */
const char *eg_html_mark(eg_html *html, int side, const char *up, const char *down);
/* "66.1% to 72.3%", or "" without an interval. */
const char *eg_html_interval(eg_html *html, const eg_report_outcome *outcome,
                             const eg_fact *fact, int decimals);
/* Decimals of a mean, by how far the students lie apart. */
int eg_html_decimals(const eg_html *html, const eg_report_outcome *outcome, const char *year);
/* Words for a fact that is not shown. */
const char *eg_html_status(const eg_html *html, eg_fact_status status);

/* ---- markup ---------------------------------------------------------------------------------
 */

void eg_html_put(eg_html *html, const char *markup);
/* printf of markup; figures and escaped text only. */
void eg_html_putf(eg_html *html, const char *format, ...) EG_PRINTF(2, 3);
/* <p>, <h2>, ... around a word of the catalogue. */
void eg_html_element(eg_html *html, const char *tag, const char *markup);
/* A cell of a table that shows a fact: data-f is the fact's place in the JSON report. */
void eg_html_cell(eg_html *html, const eg_fact *fact, const char *markup);
void eg_html_cell_at(eg_html *html, size_t place, const char *markup); /* SIZE_MAX: no fact */
/* <th scope="col"> */
void eg_html_head(eg_html *html, const char *markup);
/* Likewise of columns of words, which begin at the left. */
void eg_html_words_head(eg_html *html, const char *markup);
void eg_html_words_cell(eg_html *html, const char *markup);
/* A chart: its caption, then pictures and the table behind them. */
void eg_html_figure_begin(eg_html *html, const char *caption);
void eg_html_figure_end(eg_html *html);
/* Opens a table that scrolls sideways on its own where the page is narrow; `caption` is markup.
 */
void eg_html_table_begin(eg_html *html, const char *caption);
void eg_html_table_end(eg_html *html);
/* A section with its heading (level 2 or 3) and a number in the contents. */
void eg_html_section_begin(eg_html *html, const char *id, int level, const char *title);
void eg_html_section_end(eg_html *html);

#endif
