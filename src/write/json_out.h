/* write/json_out.h - JSON as it is put, piece by piece, into a sink. */
#ifndef EG_WRITE_JSON_OUT_H
#define EG_WRITE_JSON_OUT_H

#include "equitygap/write.h"

/* An object or a list under way; whoever opens it puts the brackets. */
typedef struct {
    eg_sink *sink;
    bool any; /* something stands in it already */
} eg_out;

/* A string of JSON; _escaped: what stands between its quotes. NULL is an empty one. */
void eg_out_string_value(eg_sink *sink, const char *string);
void eg_out_escaped(eg_sink *sink, const char *string);
/* The digits of a whole number. */
void eg_out_whole(eg_sink *sink, uint64_t value);
/* ,"name": */
void eg_out_key(eg_out *to, const char *name);
void eg_out_string(eg_out *to, const char *name, const char *value);
void eg_out_string_or_null(eg_out *to, const char *name, const char *value);
void eg_out_number(eg_out *to, const char *name, double value);
void eg_out_count(eg_out *to, const char *name, uint64_t value);
/* A count that a public report may not tell is null: false. */
bool eg_out_told(eg_out *to, const char *name, uint64_t value);
void eg_out_strings(eg_out *to, const char *name, const char *const *values, size_t n);
/* An element of a list on a line of its own, opened with { and closed by the caller. */
eg_out eg_out_element(eg_out *list);

#endif
