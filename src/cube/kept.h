/* cube/kept.h - coded records copied to be passed on. Private to students.c. */
#ifndef EG_CUBE_KEPT_H
#define EG_CUBE_KEPT_H

#include "equitygap/schema.h"

/* The arrays of coded are ours, `rows` of them filled. */
typedef struct {
    eg_coded coded;
    size_t capacity;
} eg_kept;

void eg_kept_clear(eg_kept *kept, const eg_schema *schema);
/* Room for that many rows; what was there is lost when it grows. false: no memory. */
EG_MUST_USE bool eg_kept_reserve(eg_kept *kept, const eg_schema *schema, size_t rows);
/* Appends row r, for which there must be room. */
void eg_kept_add(eg_kept *kept, const eg_schema *schema, const eg_coded *coded, size_t r,
                 bool counted);

#endif
