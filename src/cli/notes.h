/* cli/notes.h - notes that belong to no finding of the reports written. */
#ifndef EG_CLI_NOTES_H
#define EG_CLI_NOTES_H

#include "equitygap/report.h"

/* Marks the notes whose finding this report has; used has room for report->n_notes. */
void eg_notes_mark(bool *used, const eg_report *report);
/* One line about those that are not marked; nothing where there are none. */
void eg_notes_tell_unused(const bool *used, const eg_report *report, const char *path);

#endif
