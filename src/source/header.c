/* The header of delimited text: found, read, kept. */
#include "source/delimited.h"

static eg_status fail_at(eg_delimited *reader, eg_status status, const char *text,
                         eg_error *err)
{
    const eg_status st = eg_fail(err, status, "%s", text);

    eg_error_place(err, reader->file->path, reader->line, 0, NULL);
    return st;
}

/* 'a','b' where every name is written so. */
static bool in_single_quotes(const eg_delimited *reader)
{
    for (size_t i = 0; i < reader->n_names; i++) {
        const eg_text name = reader->names[i];

        if (name.n < 2 || name.at[0] != '\'' || name.at[name.n - 1] != '\'')
            return false;
    }
    return reader->n_names > 0;
}

static eg_status keep(eg_delimited *reader, eg_error *err)
{
    const eg_text raw = eg_record_bytes(reader, reader->record.used);
    size_t from = 0;

    reader->names = eg_alloc(reader->n_names, sizeof *reader->names);
    eg_buffer_add_text(&reader->raw, raw);
    if (reader->names == NULL || reader->words.failed || reader->raw.failed)
        return eg_fail_memory(err);
    for (size_t i = 0; i < reader->n_names; i++) {
        const char *words = reader->words.at != NULL ? reader->words.at : "";

        reader->names[i] = (eg_text){words + from, reader->ends[i] - from};
        from = reader->ends[i];
    }
    if (in_single_quotes(reader))
        for (size_t i = 0; i < reader->n_names; i++) {
            const eg_text name = {reader->names[i].at + 1, reader->names[i].n - 2};

            reader->names[i] = eg_text_trim(name);
        }
    for (size_t i = 0; i < reader->n_names; i++)
        if (reader->names[i].n > 0)
            reader->named = i + 1;
    return EG_OK;
}

/* The first record that is not blank; what is above it is passed over and counted. */
static eg_status first_record(eg_delimited *reader, eg_error *err)
{
    for (size_t above = 0;; above += reader->record.used) {
        eg_status st = eg_record_try(reader, false, err);
        const eg_record *record = &reader->record;

        if (st == EG_OK && record->outcome == EG_RECORD_BAD && eg_record_repairable(reader))
            st = eg_record_try(reader, true, err);
        if (st != EG_OK)
            return st;
        switch (record->outcome) {
        case EG_RECORD_END:
            return eg_fail(err, EG_E_INPUT,
                           "the file has no header; give one with a line of column "
                           "names and rows below it");
        case EG_RECORD_OPEN:
            return eg_record_fail_open(reader, err);
        case EG_RECORD_BAD:
            return fail_at(
                reader, EG_E_INPUT,
                "the header cannot be read: a quote or a NUL byte stands where none may; "
                "write the column names plainly",
                err);
        case EG_RECORD_ROW:
        case EG_RECORD_BLANK:
            break;
        }
        if (record->too_big > 0)
            return eg_record_fail_big(reader, err);
        if (record->seen > EG_LIMIT_COLUMNS)
            return fail_at(reader, EG_E_LIMIT, "the header has more than 65,536 columns", err);
        if (record->filled > 0)
            return EG_OK;
        if (above > EG_LIMIT_RECORD)
            return fail_at(reader, EG_E_LIMIT,
                           "there is no header within 8 MiB of blank lines; give a table that "
                           "begins with one",
                           err);
        reader->file->tally.preamble += record->lines;
        reader->line += record->lines;
        eg_window_consume(reader->window, record->used);
    }
}

eg_status eg_header_read(eg_delimited *reader, eg_error *err)
{
    eg_status st = first_record(reader, err);

    if (st == EG_OK)
        st = keep(reader, err);
    if (st != EG_OK)
        return st;
    reader->line += reader->record.lines;
    eg_window_consume(reader->window, reader->record.used);
    reader->file->names = reader->names;
    reader->file->n_names = reader->n_names;
    eg_free(reader->ends);
    reader->ends = NULL;
    reader->names_capacity = 0;
    return EG_OK;
}
