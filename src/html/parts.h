/* html/parts.h - the parts of the page, in their order, and what they share. */
#ifndef EG_HTML_PARTS_H
#define EG_HTML_PARTS_H

#include "equitygap/compare.h"
#include "html/picture.h"
#include "report/audience.h"

void eg_html_style(eg_html *html);

void eg_part_about(eg_html *html);
void eg_part_predict(eg_html *html);
void eg_part_strengths(eg_html *html);
void eg_part_displays(eg_html *html);
void eg_part_persistence(eg_html *html);
void eg_part_within(eg_html *html);
void eg_part_units(eg_html *html);
void eg_part_access(eg_html *html);
void eg_part_questions(eg_html *html);
void eg_part_actions(eg_html *html);
void eg_part_methods(eg_html *html);

/* The groups of a dimension for one outcome, figures of the whole dimension left out. */
const eg_run *eg_html_groups(eg_html *html, const char *outcome, const char *dimension,
                             size_t *n);
const char *eg_html_group_of(const eg_html *html, eg_run run);
/* A group's own level in a year; NULL: there is none. */
const eg_fact *eg_html_own(const eg_html *html, const eg_report_outcome *outcome, eg_run run,
                           const char *year);
/* Its difference from the first reference that it has. */
const eg_fact *eg_html_difference(const eg_html *html, const eg_report_outcome *outcome,
                                  eg_run run, const char *year);
bool eg_html_is_cross(const char *dimension);
/* ", 2024-25", or "" without years. */
const char *eg_html_in_year(eg_html *html, const char *year);

/* Every group and every outcome at one glance. */
void eg_html_matrix(eg_html *html);
/* Figure, table and years of one outcome by one dimension; open: not folded away. */
void eg_html_display(eg_html *html, size_t outcome, const char *dimension, bool open);

/* Quantiles of each group as a picture, in a figure that the caller closes; false: there are
 * none, and no figure. */
bool eg_html_spread(eg_html *html, size_t outcome, const char *dimension);
/* Pace, marker and projection to each target, where the report has them. */
void eg_html_paths(eg_html *html);
/* For families: figures without intervals. */
void eg_html_family_display(eg_html *html, size_t outcome, const char *dimension);
/* Of a report about one unit: whom it is about, its line beside everybody's. */
void eg_html_unit(eg_html *html);

/* Head, style and the way past the contents; of (may be NULL) stands in the title. */
void eg_html_begin(eg_html *html, const char *title, const char *of);
/* Of the internal edition alone. */
void eg_html_banner(eg_html *html);
void eg_html_end(eg_html *html);
/* What changed since an earlier report. */
void eg_html_changes(eg_html *html, const eg_comparison *comparison);

/* Where rules of impact disagree; nothing where none was asked for. */
void eg_html_rules(eg_html *html);
/* What parts tell of units, once, before the first part. */
EG_MUST_USE eg_status eg_html_gather_units(eg_html *html, eg_error *err);

/* The facts that a finding is built from, folded away. */
void eg_html_finding_facts(eg_html *html, const eg_finding *finding);
/* Findings of these kinds (NULL ends them), each with its id; false: there was none. */
bool eg_html_findings(eg_html *html, const char *const *kinds);
/* A state or verdict without what the engine adds behind it. */
const char *eg_html_first_words(eg_html *html, const char *note);
/* Lines to write on. */
void eg_html_lines(eg_html *html, int n, const char *label);

#endif
