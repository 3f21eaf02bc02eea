/*
 * synth/synth.h - a synthetic school district whose true values are known exactly.
 *
 * One row a student and year, in order of year and then student. Everything follows from the
 * options: the same options give the same bytes. Memory depends on the number of schools, never
 * on the number of rows. The model and the meaning of the truth are told in docs/synth.md.
 */
#ifndef EG_SYNTH_SYNTH_H
#define EG_SYNTH_SYNTH_H

#include "equitygap/base.h"

#define EG_SYNTH_MAX_STUDENTS UINT64_C(1000000000)
#define EG_SYNTH_MAX_SCHOOLS  UINT64_C(1000000)
#define EG_SYNTH_MAX_YEARS    UINT64_C(100)
/* Above this many schools the truth has no rows and no parameters of single schools. */
#define EG_SYNTH_TOLD_SCHOOLS 1000

typedef struct {
    uint64_t students; /* enrolled in each year */
    uint64_t schools;
    uint64_t years;
    uint64_t rows; /* not 0: exactly so many rows, and students = rows / years rounded up */
    uint64_t seed;
} eg_synth_options;

/* 6000 students, 10 schools, 6 years, rows by students and years, seed 1. */
void eg_synth_defaults(eg_synth_options *options);

/*
 * Writes the district as CSV to data and its truth as JSON to truth (NULL: not wanted). The
 * sinks stay the caller's: finish, publish and close them. Calls control about every 10 ms
 * (stage "writing", with bytes_total an estimate from the rows so far). EG_E_USAGE: an option
 * is 0 or beyond its maximum. EG_E_MEMORY. EG_E_INTERRUPTED. A sink that fails ends the work
 * early with EG_OK: eg_sink_finish has the cause.
 */
EG_MUST_USE eg_status eg_synth_write(const eg_synth_options *options, eg_sink *data,
                                     eg_sink *truth, const eg_control *control, eg_error *err);

#endif
