/* write/parts.h - the parts of a text report, in their order. */
#ifndef EG_WRITE_PARTS_H
#define EG_WRITE_PARTS_H

#include "write/page.h"

void eg_page_heading(eg_page *page);
/* The banner of the internal edition. */
void eg_page_internal(eg_page *page);
/* In place of what follows where the report is a plan. */
void eg_page_plan(eg_page *page);
void eg_page_matrix(eg_page *page);
void eg_page_findings(eg_page *page);
/* Every dimension's table for one outcome. */
void eg_page_outcome(eg_page *page, size_t outcome);
/* What rules of impact say of the same group, where they disagree. */
void eg_page_rules(eg_page *page);
EG_MUST_USE eg_status eg_page_units(eg_page *page, eg_error *err);
void eg_page_methods(eg_page *page);
/* Of a report about one unit: its line beside everybody's; else nothing. */
EG_MUST_USE eg_status eg_page_unit(eg_page *page, eg_error *err);
/* What people noted about a finding. */
void eg_page_notes(eg_page *page, const char *id);

#endif
