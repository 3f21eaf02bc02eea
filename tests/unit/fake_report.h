/*
 * fake_report.h - a report without anything upstream: its facts walk an array made here. The
 * figures are set by hand formulas, not by the statistics engine.
 */
#ifndef FAKE_REPORT_H
#define FAKE_REPORT_H

#include "equitygap/report.h"

/* What the hidden cells hold underneath; no writer may show any of it. */
#define SECRET_VALUE 0.123454321
#define SECRET_N     987654u

typedef struct {
    eg_report report;
    eg_arena *arena;
    eg_fact *facts;
    size_t n, capacity;
} fake_report;

/* Four outcomes, six years, two dimensions, two schools; findings are made. Aborts when memory
 * is out. */
void fake_report_init(fake_report *fake);
/* The same without any fact; add them with fake_report_add. */
void fake_report_init_empty(fake_report *fake);
void fake_report_add(fake_report *fake, const eg_fact *fact);
void fake_report_clear(fake_report *fake);
/* A fact with no figure, ready to be filled. */
eg_fact fake_fact(const char *outcome, const char *year, const char *dimension,
                  const char *group, const char *reference, const char *statistic);
/* What a writer of this name puts out, as a string in the fake's arena; a workbook unpacked. */
const char *fake_written(fake_report *fake, const char *writer, int columns, bool unicode);

#endif
