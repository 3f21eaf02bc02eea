/* report_audience.c - which parts of a report each audience reads. */
#include "report/audience.h"

#include <string.h>

bool eg_report_reads(const eg_report *report, eg_report_part part)
{
    /* a plan is pace and markers alone */
    if (report->plan)
        return part == EG_REPORT_ABOUT || part == EG_REPORT_ACTIONS ||
               part == EG_REPORT_METHODS;
    static const bool reads[][EG_AUDIENCE_FAMILY + 1] = {
#define ROW(key, team, board, family) {team, board, family},
        EG_REPORT_PARTS(ROW)
#undef ROW
    };
    return reads[part][report->audience];
}

bool eg_report_tells(const eg_report *report, const eg_finding *finding)
{
    if (report->audience != EG_AUDIENCE_FAMILY) {
        return true;
    }
    bool strength = strcmp(finding->kind, "strength") == 0;
    if (!strength && strcmp(finding->kind, "gap") != 0) {
        return false;
    }
    if (strstr(finding->year, "..") != NULL) {
        return true;
    }
    for (size_t o = 0; o < report->n_outcomes; o++) {
        if (strcmp(report->outcomes[o].name, finding->outcome) == 0) {
            return report->outcomes[o].kind != EG_KIND_MEAN;
        }
    }
    return true;
}
