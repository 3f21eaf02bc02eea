/*
 * markdown/markdown.h - blocks of Markdown that paste into a plan: names escaped, tables as
 * GitHub has them, words in the report's language.
 *
 * `mark` is Markdown already, `text` is escaped here.
 */
#ifndef EG_MARKDOWN_MARKDOWN_H
#define EG_MARKDOWN_MARKDOWN_H

#include "equitygap/report.h"
#include "language/language.h"
#include "report/audience.h"
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
    const char **latest; /* year that tables show, by outcome */
    bool failed;         /* memory: checked once, at the end */
} eg_markdown;

/* ---- words ---------------------------------------------------------------------------------
 */

const char *eg_mark_checked(eg_markdown *md, const char *mark);
const char *eg_mark_word(const eg_markdown *md, const char *english);
/* Every sign that Markdown could read as its own gets a backslash; control and direction
 * characters become U+FFFD, line ends blanks. */
const char *eg_mark_escape(eg_markdown *md, const char *text);
const char *eg_mark_group(eg_markdown *md, const char *group);
const char *eg_mark_outcome(eg_markdown *md, const eg_report_outcome *outcome);
const char *eg_mark_dimension(eg_markdown *md, const char *name);
/* The text in the report's language where there is one, else English; escaped. */
const char *eg_mark_said(eg_markdown *md, const char *said, const char *english);
/* ", 2024-25", or "" without years. */
const char *eg_mark_in_year(eg_markdown *md, const char *year);

/* A template with its {places} filled by marks; values end with a NULL name. */
const char *eg_mark_fill(eg_markdown *md, const char *english, const eg_place_value *values);
#define EG_MARK(md, english, ...)                                                              \
    eg_mark_fill(md, english, (const eg_place_value[]){__VA_ARGS__, {NULL, NULL}})
/* By number; {n} is filled with it, or with words for a count that is not told. */
const char *eg_mark_counted(eg_markdown *md, const char *one, const char *many, uint64_t n);

/* ---- figures --------------------------------------------------------------------------------
 */

bool eg_mark_share(const eg_report_outcome *outcome);
const char *eg_mark_count(eg_markdown *md, uint64_t n);
const char *eg_mark_fixed(eg_markdown *md, double x, int decimals);
/* A level, or a word where it is not shown. */
const char *eg_mark_level(eg_markdown *md, const eg_report_outcome *outcome,
                          const eg_fact *fact, int decimals);
const char *eg_mark_interval(eg_markdown *md, const eg_report_outcome *outcome,
                             const eg_fact *fact, int decimals);
/* A whole number of students, or a word. */
const char *eg_mark_students(eg_markdown *md, const eg_fact *fact);
/* "−9.1", with a mark when it is beyond the margin. */
const char *eg_mark_gap(eg_markdown *md, const eg_report_outcome *outcome, const eg_fact *fact,
                        int decimals);
/* Decimals of a mean, by how far the students lie apart. */
int eg_mark_decimals(const eg_markdown *md, const eg_report_outcome *outcome, const char *year);
/* Words for a fact that is not shown; NULL: "none". */
const char *eg_mark_status(const eg_markdown *md, const eg_fact *fact);

/* ---- blocks ---------------------------------------------------------------------------------
 */

void eg_mark_put(eg_markdown *md, const char *mark);
/* A paragraph of its own. */
void eg_mark_paragraph(eg_markdown *md, const char *mark);
void eg_mark_heading(eg_markdown *md, int level, const char *mark);
/* "- mark"; eg_mark_list_end after the last. */
void eg_mark_item(eg_markdown *md, const char *mark);
void eg_mark_list_end(eg_markdown *md);
/* Cells one after another; a row ends with eg_mark_row_end. */
void eg_mark_cell(eg_markdown *md, const char *mark);
void eg_mark_row_end(eg_markdown *md);
/* The row of heads and the rule under it: figures to the right but in the first `left` columns.
 */
void eg_mark_heads(eg_markdown *md, const char *const *marks, size_t n, size_t left);
void eg_mark_table_end(eg_markdown *md);

/* ---- parts ----------------------------------------------------------------------------------
 */

void eg_mark_about(eg_markdown *md);
void eg_mark_strengths(eg_markdown *md);
void eg_mark_displays(eg_markdown *md);
void eg_mark_persistence(eg_markdown *md);
void eg_mark_questions(eg_markdown *md);
void eg_mark_actions(eg_markdown *md);
void eg_mark_methods(eg_markdown *md);

/* Findings of these kinds (NULL ends them) with their notes; false: there was none. */
bool eg_mark_findings(eg_markdown *md, const char *const *kinds);
/* Pace, marker and projection to each target, where the report has them. */
void eg_mark_paths(eg_markdown *md);

#endif
