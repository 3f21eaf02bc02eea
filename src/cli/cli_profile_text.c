/* A profile for the eye, in 80 columns. */
#include "cli/profile_out.h"

#include <stdio.h>
#include <string.h>

#include "cli/layout.h"
#include "ext/unicode.h"
#include "job/file_notes.h"

enum { WIDTH = 79, NAME_COLUMNS = 30, LISTED = 12 };

static void add_part(eg_buffer *out, const eg_telling *telling, uint64_t count,
                     const char *what)
{
    if (count == 0)
        return;
    eg_buffer_add_string(out, "; ");
    eg_telling_add(out, telling, count);
    eg_buffer_printf(out, " %s", what);
}

static void add_levels(eg_buffer *out, const eg_profile_column *column,
                       const eg_telling *telling)
{
    /* "and 1 more" is no shorter than the one */
    size_t listed = column->n_levels <= LISTED + 2 ? column->n_levels : LISTED;
    for (size_t i = 0; i < listed; i++) {
        const eg_profile_level *level = &column->levels[i];
        eg_buffer_add_string(out, i ? ", " : ": ");
        eg_buffer_add_escaped(out, eg_text_of(level->text));
        eg_buffer_add_string(out, " (");
        if (level->masked)
            eg_buffer_printf(out, "<%llu", (unsigned long long)telling->min_n);
        else
            eg_telling_add(out, telling, level->count);
        eg_buffer_add_char(out, ')');
    }
    size_t more = column->n_levels - listed;
    if (more)
        eg_buffer_printf(out, ", and %zu more", more);
    if (column->hidden > 0 && column->n_levels > 0)
        eg_buffer_printf(out, ", and %zu that few records have", column->hidden);
    else if (column->hidden > 0 && column->type != EG_TYPE_NUMBER)
        eg_buffer_add_string(out, ", on few records each");
}

/* "5 levels", "yes/no", "numbers, 1,204 different"; of an id, or of figures, how many differ is
 * nearly how many students there are. */
static void add_type(eg_buffer *out, const eg_profile_column *column, const eg_telling *telling)
{
    const eg_telling exact = {1, false};
    bool named = column->type == EG_TYPE_LEVELS || column->type == EG_TYPE_YEAR;
    bool id = column->role == EG_ROLE_ID, listed = column->n_levels > 0;
    const char *word = id                             ? "ids"
                       : column->type == EG_TYPE_YEAR ? "years"
                                                      : eg_profile_type_word(column->type);
    if (column->type == EG_TYPE_EMPTY || (column->type == EG_TYPE_YES_NO && !id)) {
        eg_buffer_add_string(out, word);
        return;
    }
    if (!named && !id)
        eg_buffer_printf(out, "%s%s, ", word, column->type == EG_TYPE_NUMBER ? "s" : "");
    eg_buffer_add_string(out, column->more ? "at least " : "");
    const eg_telling guarded = {telling->min_n, false};
    eg_telling_add(out, (named || listed) && !id ? &exact : &guarded, column->distinct);
    size_t n = strlen(word);
    eg_buffer_add_string(out, named && !id ? " " : " different");
    if (named || id)
        eg_buffer_printf(out, "%s%.*s", id ? " " : "",
                         (int)(column->distinct == 1 && !id ? n - 1 : n), word);
}

/* "5 levels: A (200), B (<10); 30 missing". */
static void add_content(eg_buffer *out, const eg_profiled *profiled,
                        const eg_profile_column *column)
{
    eg_telling telling = eg_telling_of(profiled, column);
    if (column->twice)
        eg_buffer_add_string(out,
                             "stands twice in a header, so it is not read there; rename one "
                             "of the two; ");
    add_type(out, column, &telling);
    add_levels(out, column, &telling);
    if (column->type != EG_TYPE_EMPTY || column->missing < column->records)
        add_part(out, &telling, column->missing, "missing");
    add_part(out, &telling, column->suppressed, "marked as suppressed");
    add_part(out, &telling, column->not_applicable, "not applicable");
    add_part(out, &telling, column->unreadable, "not readable as this kind");
    if (column->files < eg_source_files(profiled->source))
        eg_buffer_printf(out, "; in %zu of %zu files", column->files,
                         eg_source_files(profiled->source));
}

static void add_line(eg_buffer *out, const char *text)
{
    eg_buffer_add_string(out, "    ");
    eg_wrap(out, text, 4, 6, WIDTH);
}

/* "see students.csv, line 12; line 40" */
static void add_places(eg_buffer *out, const eg_profiled *profiled,
                       const eg_profile_column *column)
{
    uint32_t file = UINT32_MAX;
    for (size_t i = 0; i < column->n_places; i++) {
        const eg_profile_place *at = &column->places[i];
        eg_buffer_add_string(out, i ? ", " : "see ");
        if (at->file != file) {
            const char *name = eg_source_tally(profiled->source, at->file)->name;
            eg_buffer_add_escaped(out, eg_text_of(name));
            eg_buffer_add_char(out, ' ');
        }
        file = at->file;
        eg_buffer_printf(out, "line %llu", (unsigned long long)at->line);
    }
}

static void add_column(eg_buffer *out, const eg_profiled *profiled,
                       const eg_profile_column *column)
{
    eg_buffer line = {0};
    size_t start = out->n;
    eg_add_cut(out, eg_text_of(column->name), WIDTH);
    if (eg_unicode_columns(eg_text_of(column->name)) > NAME_COLUMNS - 2) {
        eg_buffer_add_char(out, '\n');
        start = out->n;
    }
    eg_pad(out, start, NAME_COLUMNS);
    eg_buffer_add_string(out,
                         column->role == EG_ROLE_NONE ? "no role" : eg_role_word(column->role));
    eg_profile_kind(&line, column);
    if (line.n)
        eg_buffer_printf(out, ", %s", eg_buffer_string(&line));
    if (column->role == EG_ROLE_OUTCOME && column->lower)
        eg_buffer_add_string(out, ", lower is better");
    if (column->role != EG_ROLE_NONE && !column->used && profiled->why_not->status == EG_OK)
        eg_buffer_add_string(out, ", not used");
    eg_buffer_add_char(out, '\n');
    eg_buffer_rewind(&line);
    add_content(&line, profiled, column);
    add_line(out, eg_buffer_string(&line));
    eg_buffer_rewind(&line);
    eg_buffer_add_escaped(&line, eg_text_of(column->why ? column->why : ""));
    if (column->suggestion && !column->used) {
        eg_buffer_add_string(&line, line.n ? "; " : "");
        eg_buffer_add_escaped(&line, eg_text_of(column->suggestion));
    }
    if (line.n)
        add_line(out, eg_buffer_string(&line));
    if (column->damaged) {
        eg_telling telling = eg_telling_of(profiled, column);
        eg_buffer_rewind(&line);
        eg_buffer_add_string(&line, "odd: ");
        eg_telling_add(&line, &telling, column->damaged);
        eg_buffer_printf(&line, " %s: %s",
                         column->damaged == 1 && telling.min_n == 1 ? "cell" : "cells",
                         column->damage);
        add_line(out, eg_buffer_string(&line));
    }
    if (column->n_places > 0 && column->damaged + column->unreadable > 0) {
        eg_buffer_rewind(&line);
        add_places(&line, profiled, column);
        add_line(out, eg_buffer_string(&line));
    }
    eg_buffer_clear_into(&line, out);
}

static void add_delimiter(eg_buffer *out, char delimiter)
{
    if (delimiter == '\t')
        eg_buffer_add_string(out, "tab");
    else
        eg_buffer_printf(out, "\"%c\"", delimiter);
}

static void add_file(eg_buffer *out, const eg_profiled *profiled, const eg_file_tally *tally)
{
    const eg_telling exact = {1, false}, telling = {eg_telling_least(profiled), false};
    size_t n;
    const eg_file_note *notes = eg_file_notes(&n);
    eg_buffer line = {0};
    eg_buffer_add_escaped(&line, eg_text_of(tally->name));
    eg_buffer_add_string(&line, ": ");
    eg_telling_add(&line, &telling, tally->records);
    eg_buffer_printf(&line, " %s, %s, %s",
                     tally->records == 1 && telling.min_n == 1 ? "record" : "records",
                     tally->format, tally->encoding);
    if (tally->delimiter != '\0') {
        eg_buffer_add_string(&line, ", delimiter ");
        add_delimiter(&line, tally->delimiter);
    }
    if (strcmp(tally->compression, "none") != 0)
        eg_buffer_printf(&line, ", %s", tally->compression);
    for (size_t i = 0; i < n; i++) {
        uint64_t count = eg_file_note_count(&notes[i], tally);
        if (count == 0)
            continue;
        eg_buffer_add_string(&line, "; ");
        eg_telling_add(&line, notes[i].students ? &telling : &exact, count);
        bool one = count == 1 && (!notes[i].students || telling.min_n == 1);
        eg_buffer_printf(&line, " %s", one ? notes[i].one : notes[i].many);
    }
    eg_wrap(out, eg_buffer_string(&line), 0, 4, WIDTH);
    eg_buffer_clear_into(&line, out);
}

/* "dimensions: race_ethnicity, gender", from the columns that an analysis would use. */
static void add_used(eg_buffer *out, const eg_profiled *profiled, eg_role role,
                     const char *heading)
{
    const eg_profile *profile = profiled->profile;
    bool stopped = profiled->why_not->status != EG_OK;
    eg_buffer line = {0};
    size_t n = 0;
    for (size_t i = 0; i < eg_profile_columns(profile); i++) {
        const eg_profile_column *column = eg_profile_column_at(profile, i);
        bool used =
            role == EG_ROLE_UNIT ? eg_profile_is_within(profile, column->name) : column->used;
        if ((column->role != role && role != EG_ROLE_UNIT) || (!used && !stopped) ||
            (stopped && column->role != role))
            continue;
        bool first = true;
        const char *whole = eg_profile_part_of(profile, i, &first);
        if (whole != NULL && !first)
            continue;
        eg_buffer_add_string(&line, n++ ? ", " : "");
        eg_buffer_add_escaped(&line, eg_text_of(whole != NULL ? whole : column->name));
    }
    size_t start = out->n;
    eg_buffer_printf(out, "  %s", heading);
    eg_pad(out, start, 16);
    eg_wrap(out, n ? eg_buffer_string(&line) : "none", 16, 16, WIDTH);
    eg_buffer_clear_into(&line, out);
}

void eg_profile_text(eg_buffer *out, const eg_profiled *profiled)
{
    for (size_t i = 0; i < eg_source_files(profiled->source); i++)
        add_file(out, profiled, eg_source_tally(profiled->source, i));
    eg_buffer_add_char(out, '\n');
    for (size_t i = 0; i < eg_profile_columns(profiled->profile); i++)
        add_column(out, profiled, eg_profile_column_at(profiled->profile, i));
    eg_buffer_add_string(out, profiled->why_not->status == EG_OK ? "\nanalyze would use\n"
                                                                 : "\nrecognised so far\n");
    add_used(out, profiled, EG_ROLE_ID, "student id");
    add_used(out, profiled, EG_ROLE_YEAR, "year");
    add_used(out, profiled, EG_ROLE_UNIT, "units");
    add_used(out, profiled, EG_ROLE_DIMENSION, "dimensions");
    add_used(out, profiled, EG_ROLE_OUTCOME, "outcomes");
    eg_profile_decide(out, profiled);
    if (profiled->why_not->status != EG_OK) {
        char text[2048];
        eg_error_format(profiled->why_not, text, sizeof text);
        char *here = strstr(text, " (equitygap profile lists the columns)");
        if (here != NULL)
            *here = '\0'; /* they stand above */
        eg_buffer line = {0};
        eg_buffer_printf(&line, "\nAs it is, analyze would stop: %s", text);
        eg_wrap(out, eg_buffer_string(&line), 0, 0, WIDTH);
        eg_buffer_clear_into(&line, out);
    }
}
