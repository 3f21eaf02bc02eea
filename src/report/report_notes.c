/* report_notes.c - what people have noted about findings. */
#include <string.h>

#include "equitygap/report.h"

const eg_report_note *eg_report_note_next(const eg_report *report, const char *finding,
                                          const eg_report_note *last)
{
    size_t from = last == NULL ? 0 : (size_t)(last - report->notes) + 1;
    for (size_t i = from; i < report->n_notes; i++) {
        if (strcmp(report->notes[i].finding, finding) == 0) {
            return &report->notes[i];
        }
    }
    return NULL;
}
