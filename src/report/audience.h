/* report/audience.h - which parts of a report each audience reads. */
#ifndef EG_REPORT_AUDIENCE_H
#define EG_REPORT_AUDIENCE_H

#include "equitygap/report.h"

/* P(key, team, board, family): the parts in their order, and who reads each. */
#define EG_REPORT_PARTS(P)                                                                     \
    P(ABOUT, 1, 1, 1)                                                                          \
    P(PREDICT, 1, 0, 0)                                                                        \
    P(STRENGTHS, 1, 1, 1)                                                                      \
    P(DISPLAYS, 1, 1, 1)                                                                       \
    P(UNITS, 1, 0, 0)                                                                          \
    P(PERSISTENCE, 1, 1, 0)                                                                    \
    P(WITHIN, 1, 0, 0)                                                                         \
    P(ACCESS, 1, 0, 0)                                                                         \
    P(QUESTIONS, 1, 0, 0)                                                                      \
    P(ACTIONS, 1, 1, 1)                                                                        \
    P(METHODS, 1, 1, 0)

typedef enum {
#define EG_REPORT_PART(key, team, board, family) EG_REPORT_##key,
    EG_REPORT_PARTS(EG_REPORT_PART)
#undef EG_REPORT_PART
} eg_report_part;

bool eg_report_reads(const eg_report *report, eg_report_part part);

/* Whether the audience is told a finding: families read strengths and gaps, and nothing of
 * standard deviations, which a mean's difference has. */
bool eg_report_tells(const eg_report *report, const eg_finding *finding);

#endif
