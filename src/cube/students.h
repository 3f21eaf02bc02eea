/* cube/students.h - the inside of the table of students. Private to students.c. */
#ifndef EG_CUBE_STUDENTS_H
#define EG_CUBE_STUDENTS_H

#include "cube/kept.h"
#include "cube/student_table.h"
#include "equitygap/cube.h"

/*
 * What is kept of a student and year when only repeats are looked for; the levels of the own
 * units follow, and a word that says whether there were other ones.
 */
typedef struct {
    uint32_t place;    /* hash of the levels */
    uint32_t outcomes; /* one bit an outcome with a value (outcome modulo 32) */
    uint32_t values;   /* hash of outcomes and values, independent of their order */
} fingerprint;

struct eg_students {
    const eg_schema *schema;
    eg_student_table *table;
    eg_collapse rule;
    eg_students_tally tally;
    eg_kept kept;       /* what is passed on */
    eg_kept *elsewhere; /* [unit]: what is passed on for that unit alone */
    uint32_t *own; /* units that are no dimension too: a student may be in several of one */
    size_t n_own;
    size_t record_bytes; /* collapse: levels, then outcome slots */
    size_t next;         /* eg_students_rest: next student */
};

#endif
