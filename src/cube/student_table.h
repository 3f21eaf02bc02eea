/*
 * cube/student_table.h - students found by a hash of id and year: a fixed number of bytes each.
 *
 * 94 bits of the hash are kept: that any two of 100 million students meet has a chance of 1 in
 * 4 trillion.
 */
#ifndef EG_CUBE_STUDENT_TABLE_H
#define EG_CUBE_STUDENT_TABLE_H

#include "equitygap/base.h"

typedef struct eg_student_table eg_student_table;
EG_MUST_USE eg_student_table *eg_student_table_new(size_t record_bytes);
void eg_student_table_free(eg_student_table *table);
/* Bytes an entry takes; between 1.25 and 1.6 times that are held for each student. */
size_t eg_student_table_entry(const eg_student_table *table);
size_t eg_student_table_bytes(const eg_student_table *table); /* held for all; of NULL: 0 */
/* The record of a student, zeroed when *fresh. Valid until the next call. EG_E_LIMIT: memory
 * budget. */
EG_MUST_USE eg_status eg_student_table_at(eg_student_table *table, eg_hash128 key,
                                          void **record, bool *fresh, eg_error *err);
/* Asks for the memory where a student will be looked for, some students ahead. */
void eg_student_table_ahead(const eg_student_table *table, eg_hash128 key);
/* Takes the students of another table over, part by part, without their records. *apart: no
 * one was in both. */
EG_MUST_USE eg_status eg_student_table_join(eg_student_table *into, eg_student_table *from,
                                            bool *apart, eg_error *err);
size_t eg_student_table_count(const eg_student_table *table);
/* The record of a student that is there; NULL: it is not. Valid until the next
 * eg_student_table_at. */
void *eg_student_table_find(const eg_student_table *table, eg_hash128 key);
/* Another memory budget, and what is said when it does not suffice (borrowed). */
void eg_student_table_bound(eg_student_table *table, size_t bytes, const char *remedy);
/* Marks the student of a record of at most 16 bytes; true the first time. */
bool eg_student_table_flag(void *record);
/* Record after *position, which it moves on; NULL at the end. Order depends on the ids alone.
 */
void *eg_student_table_next(eg_student_table *table, size_t *position);

#endif
