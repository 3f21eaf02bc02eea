/* write/comparison.h - what changed between two reports, as text, JSON and parts of both. */
#ifndef EG_WRITE_COMPARISON_H
#define EG_WRITE_COMPARISON_H

#include "equitygap/compare.h"
#include "write/page.h"

/* A change in words: "Math, Black (Race/ethnicity), 2024-25: rate 43.4% to 47.0% (+3.6
 * points)". */
const char *eg_change_words(eg_page *page, const eg_change *change);

/* The part of a text page; `most` lines of each kind, 0: all. */
void eg_page_comparison(eg_page *page, const eg_comparison *comparison, size_t most);

/* The object, from { to }, as it stands in compare's JSON and under "since" in a report's. */
void eg_json_comparison(eg_sink *sink, const eg_comparison *comparison);

#endif
