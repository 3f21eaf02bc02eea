/* book/book.h - the sheets of a workbook, and what they share. */
#ifndef EG_BOOK_BOOK_H
#define EG_BOOK_BOOK_H

#include "equitygap/report.h"
#include "ext/bookx.h"
#include "language/language.h"
#include "report/index.h"
#include "report/margin.h"
#include "report/say.h"

typedef struct {
    const eg_report *report;
    const eg_language *language;
    const eg_fact_index *index; /* the whole input */
    eg_arena *arena;
    eg_margin margin;
    const char **latest; /* by outcome */
    eg_book *book;
    size_t threads; /* that may work on it */
    bool failed;
} eg_bookwork;

/* A row of a sheet under way. */
typedef struct {
    eg_book_sheet *sheet;
    uint32_t row;
    uint16_t column;
} eg_book_pen;

const char *eg_book_say(const eg_bookwork *work, const char *english);
/* What stands over the report. */
const char *eg_book_title(const eg_bookwork *work);
const char *eg_book_checked(eg_bookwork *work, const char *text);
const char *eg_book_outcome_name(eg_bookwork *work, const eg_report_outcome *outcome);
const char *eg_book_dimension_name(const eg_bookwork *work, const char *name);
const char *eg_book_group_name(eg_bookwork *work, const char *group);

/* The next cell of the row. */
void eg_book_put_text(eg_book_pen *pen, const char *text, eg_book_style style);
void eg_book_put_head(const eg_bookwork *work, eg_book_pen *pen, const char *english);
/* A figure of a fact (value, ci_low or ci_high by `part`); a word where it is not shown. */
typedef enum { EG_PART_VALUE, EG_PART_LOW, EG_PART_HIGH } eg_book_part;
void eg_book_put_fact(eg_bookwork *work, eg_book_pen *pen, const eg_fact *fact,
                      eg_book_part part, eg_book_style style);
/* How levels of an outcome look. */
eg_book_style eg_book_level_style(const eg_bookwork *work, size_t outcome);

void eg_book_notes(eg_bookwork *work);
void eg_book_glance(eg_bookwork *work);
void eg_book_findings(eg_bookwork *work);
void eg_book_outcome(eg_bookwork *work, size_t outcome);
/* Of a report about one unit: its line beside everybody's; else nothing. */
EG_MUST_USE eg_status eg_book_unit(eg_bookwork *work, eg_error *err);
/* What people noted about a finding, a line each; "" where there is nothing. */
const char *eg_book_note_words(eg_bookwork *work, const char *finding);
EG_MUST_USE eg_status eg_book_units(eg_bookwork *work, eg_error *err);
EG_MUST_USE eg_status eg_book_facts(eg_bookwork *work, eg_error *err);

#endif
