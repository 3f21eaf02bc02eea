/* notes.c - a table of what people say about findings. */
#include <string.h>

#include "job/internal.h"

#define NOTES_MOST 10000
#define TEXT_MOST  4000 /* bytes of one note */

enum { FINDING, ROLE, TEXT, FIELDS };

typedef struct {
    eg_arena *arena;
    eg_source *source;
    const char *path;
    eg_report_note *notes;
    size_t n, capacity;
    eg_error *err;
} notes_reader;

static bool is_named(eg_text name, int field)
{
    static const char *const names[FIELDS][4] = {{"finding", "finding id", "finding_id", "id"},
                                                 {"role", "who", "by", "from"},
                                                 {"text", "note", "comment", "notes"}};
    for (size_t i = 0; i < 4; i++) {
        if (eg_text_same_word(eg_text_trim(name), names[field][i])) {
            return true;
        }
    }
    return false;
}

static eg_status find_columns(const notes_reader *at)
{
    size_t n = 0;
    const eg_text *names = eg_source_header(at->source, 0, &n);
    int32_t columns[FIELDS] = {-1, -1, -1};
    for (size_t c = 0; c < n; c++) {
        for (int field = 0; field < FIELDS; field++) {
            if (columns[field] < 0 && is_named(names[c], field)) {
                columns[field] = (int32_t)c;
            }
        }
    }
    if (columns[FINDING] < 0 || columns[TEXT] < 0) {
        eg_error_place(at->err, at->path, 0, 0, NULL);
        return eg_fail(at->err, EG_E_INPUT,
                       "notes need the columns finding and text (and may have role); the "
                       "header has not all of them");
    }
    return eg_source_select(at->source, columns, FIELDS, at->err);
}

/* Runs of blanks and line ends as one space. */
static const char *plain_text(const notes_reader *at, const eg_field *field)
{
    eg_buffer out = {0};
    eg_text rest = (field->flags & EG_FIELD_ABSENT) != 0
                       ? (eg_text){"", 0}
                       : eg_text_trim((eg_text){field->at, field->n});
    bool space = false;
    for (size_t i = 0; i < rest.n; i++) {
        char c = rest.at[i];
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) {
            eg_buffer_add_string(&out, space ? " " : "");
            eg_buffer_add_char(&out, c);
        }
        space = blank;
    }
    const char *copy = out.failed ? NULL : eg_arena_string(at->arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    return copy;
}

static eg_status take(notes_reader *at, const eg_batch *batch, size_t row)
{
    const char *fields[FIELDS];
    for (size_t f = 0; f < FIELDS; f++) {
        const eg_field *field = &batch->fields[f * batch->stride + row];
        if (field->n > TEXT_MOST && (field->flags & EG_FIELD_ABSENT) == 0) {
            eg_error_place(at->err, at->path, batch->line[row], 0, NULL);
            return eg_fail(at->err, EG_E_INPUT, "a note has more than %d bytes; shorten it",
                           TEXT_MOST);
        }
        fields[f] = plain_text(at, field);
        if (fields[f] == NULL) {
            return eg_fail_memory(at->err);
        }
    }
    if (fields[TEXT][0] == '\0') {
        return EG_OK; /* a row of a form that nobody filled in */
    }
    if (at->n == at->capacity) {
        size_t wanted = at->capacity == 0 ? 64 : at->capacity * 2;
        eg_report_note *larger = eg_arena_alloc(at->arena, wanted, sizeof *larger);
        if (larger == NULL) {
            return eg_fail_memory(at->err);
        }
        if (at->n > 0) {
            memcpy(larger, at->notes, at->n * sizeof *larger);
        }
        at->notes = larger;
        at->capacity = wanted;
    }
    at->notes[at->n++] = (eg_report_note){fields[FINDING], fields[ROLE], fields[TEXT]};
    return EG_OK;
}

static eg_status read_rows(notes_reader *at)
{
    for (;;) {
        eg_batch batch;
        eg_status status = eg_source_next(at->source, &batch, at->err);
        if (status != EG_OK || batch.rows == 0) {
            return status;
        }
        for (size_t row = 0; row < batch.rows && status == EG_OK; row++) {
            status = take(at, &batch, row);
        }
        if (status == EG_OK && at->n > NOTES_MOST) {
            eg_error_place(at->err, at->path, 0, 0, NULL);
            status = eg_fail(at->err, EG_E_LIMIT, "more than %d notes; keep those that matter",
                             NOTES_MOST);
        }
        if (status != EG_OK) {
            return status;
        }
    }
}

/* A row that breaks the grammar would be lost without a word. */
static eg_status check_rejects(const notes_reader *at)
{
    const eg_file_tally *tally = eg_source_tally(at->source, 0);
    if (tally->rejected == 0) {
        return EG_OK;
    }
    eg_error_place(at->err, at->path, 0, 0, NULL);
    return eg_fail(at->err, EG_E_INPUT,
                   "%s of the notes could not be read: a quote or the number of columns is "
                   "wrong; correct the file",
                   eg_count_words(tally->rejected).text);
}

eg_status eg_notes_read(const eg_report_note **out, size_t *n, const char *path,
                        eg_arena *arena, eg_error *err)
{
    *out = NULL;
    *n = 0;
    const eg_source_options options = {.libcsv = true};
    notes_reader at = {.arena = arena, .path = path, .err = err};
    eg_status status = eg_source_open(&at.source, &at.path, 1, &options, err);
    if (status == EG_OK) {
        status = find_columns(&at);
    }
    if (status == EG_OK) {
        status = read_rows(&at);
    }
    if (status == EG_OK) {
        status = check_rejects(&at);
    }
    eg_source_close(at.source);
    if (status == EG_OK) {
        *out = at.notes;
        *n = at.n;
    }
    return status;
}
