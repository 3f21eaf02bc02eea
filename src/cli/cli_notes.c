#include "cli/notes.h"

#include <string.h>

#include "cli/saved.h"
#include "cli/tell.h"

#define NAMED_MOST 5 /* ids in the line */

void eg_notes_mark(bool *used, const eg_report *report)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const char *id = report->findings[i].id;
        const eg_report_note *note = NULL;
        while ((note = eg_report_note_next(report, id, note)) != NULL)
            used[note - report->notes] = true;
    }
}

/* "F-" and eight hexadecimal digits: what else stands in a cell is not repeated. */
static bool is_id(const char *text)
{
    return strlen(text) == 10 && strncmp(text, "F-", 2) == 0 &&
           strspn(text + 2, "0123456789abcdef") == 8;
}

static bool named_before(const bool *used, const eg_report *report, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (!used[i] && strcmp(report->notes[i].finding, report->notes[at].finding) == 0)
            return true;
    }
    return false;
}

void eg_notes_tell_unused(const bool *used, const eg_report *report, const char *path)
{
    eg_buffer ids = {0};
    size_t unused = 0, named = 0, different = 0;
    for (size_t i = 0; i < report->n_notes; i++) {
        const char *id = report->notes[i].finding;
        unused += used[i] ? 0 : 1;
        if (used[i] || !is_id(id) || named_before(used, report, i))
            continue;
        different++;
        if (named < NAMED_MOST) {
            named++;
            eg_buffer_printf(&ids, "%s%s", named == 1 ? " (" : ", ", id);
        }
    }
    if (named > 0)
        eg_buffer_add_string(&ids, different > named ? ", ...)" : ")");
    if (unused > 0)
        eg_tell_line(
            "%s: %s %s no finding of this report%s and %s not shown; findings come and "
            "go, their ids stand in the report before",
            eg_file_name(path), eg_count_words(unused).text,
            unused == 1 ? "note is on" : "notes are on",
            ids.failed ? "" : eg_buffer_string(&ids), unused == 1 ? "is" : "are");
    eg_buffer_clear(&ids);
}
