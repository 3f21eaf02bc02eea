/* cli/layout.h - text set to a width. */
#ifndef EG_CLI_LAYOUT_H
#define EG_CLI_LAYOUT_H

#include "equitygap/base.h"

/*
 * Appends text broken at blanks so that no line is wider than `width`. `column` is where the
 * cursor stands; further lines start at `indent`. A \n in text ends a line. Ends with a line
 * end.
 */
void eg_wrap(eg_buffer *out, const char *text, size_t column, size_t indent, size_t width);
/* Appends blanks until the line that starts at offset `start` of out is `column` wide. */
void eg_pad(eg_buffer *out, size_t start, size_t column);
/* A whole number with a comma between thousands. */
void eg_add_count(eg_buffer *out, uint64_t number);
/* Appends text, cut to at most `columns` of the terminal (the end shown as "..."). */
void eg_add_cut(eg_buffer *out, eg_text text, size_t columns);

#endif
