/* What may be noticed of a file: one row adds a count of eg_file_tally. */
#include "job/file_notes.h"

#include <stddef.h>
#include <string.h>

static const eg_file_note notes[] = {
    {"rejected", "record could not be used", "records could not be used",
     offsetof(eg_file_tally, rejected), true},
    {"blank", "blank record set aside", "blank records set aside",
     offsetof(eg_file_tally, blank), false},
    {"repeated_header", "record repeats the header and was set aside",
     "records repeat the header and were set aside", offsetof(eg_file_tally, headers), false},
    {"preamble", "line stands above the header", "lines stand above the header",
     offsetof(eg_file_tally, preamble), false},
    {"footer", "line below the last record set aside", "lines below the last record set aside",
     offsetof(eg_file_tally, footer), false},
    {"formula_without_value",
     "cell has a formula and no value: empty until a spreadsheet saves it",
     "cells have a formula and no value: empty until a spreadsheet saves it",
     offsetof(eg_file_tally, uncomputed), true},
    {"damaged_encoding", "line was not in the file's encoding and read as Windows-1252",
     "lines were not in the file's encoding and read as Windows-1252",
     offsetof(eg_file_tally, damaged), true},
};

const eg_file_note *eg_file_notes(size_t *n)
{
    *n = sizeof notes / sizeof notes[0];
    return notes;
}

uint64_t eg_file_note_count(const eg_file_note *note, const eg_file_tally *tally)
{
    uint64_t count;
    memcpy(&count, (const char *)tally + note->offset, sizeof count);
    return count;
}
