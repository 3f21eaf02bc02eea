/* A profile as JSON. */
#include "cli/profile_out.h"

#include <stdio.h>
#include <string.h>

#include "job/file_notes.h"
#include "schema/recipes.h"
#include "schema/said.h"

/* ---- JSON
 * ------------------------------------------------------------------------------------ */

/* A small count is null; the column's "fewer_than" says below what. */
static void add_count(eg_buffer *out, const char *key, const eg_telling *telling,
                      uint64_t count)
{
    bool about = false;
    uint64_t told = eg_telling_count(telling, count, &about);
    if (told == UINT64_MAX)
        eg_buffer_printf(out, ", \"%s\": null", key);
    else
        eg_buffer_printf(out, ", \"%s\": %llu", key, (unsigned long long)told);
}

static void add_levels(eg_buffer *out, const eg_profile_column *column,
                       const eg_telling *telling)
{
    eg_buffer_add_string(out, ",\n     \"values\": [");
    for (size_t i = 0; i < column->n_levels; i++) {
        const eg_profile_level *level = &column->levels[i];
        eg_buffer_add_string(out, i ? ", {\"value\": " : "{\"value\": ");
        eg_profile_quote(out, level->text);
        if (level->masked)
            eg_buffer_add_string(out, ", \"records\": null");
        else
            add_count(out, "records", telling, level->count);
        eg_buffer_add_char(out, '}');
    }
    eg_buffer_printf(out, "], \"values_hidden\": %zu}", column->hidden);
}

static void add_places(eg_buffer *out, const eg_profiled *profiled,
                       const eg_profile_column *column)
{
    eg_buffer_add_string(out, ", \"problems\": [");
    for (size_t i = 0; i < column->n_places; i++) {
        const eg_profile_place *at = &column->places[i];
        eg_buffer_add_string(out, i ? ", {\"file\": " : "{\"file\": ");
        eg_profile_quote(out, eg_source_tally(profiled->source, at->file)->name);
        eg_buffer_printf(out, ", \"line\": %llu}", (unsigned long long)at->line);
    }
    eg_buffer_add_char(out, ']');
}

static void add_column(eg_buffer *out, const eg_profiled *profiled,
                       const eg_profile_column *column)
{
    eg_telling telling = eg_telling_of(profiled, column);
    eg_buffer kind = {0};
    eg_profile_kind(&kind, column);
    eg_buffer_add_string(out, "    {\"column\": ");
    eg_profile_quote(out, column->name);
    eg_buffer_printf(out, ", \"role\": \"%s\", \"concept\": ", eg_role_word(column->role));
    eg_profile_quote(out, column->concept);
    eg_buffer_add_string(out, ", \"why\": ");
    eg_profile_quote(out, column->why);
    eg_buffer_printf(out, ", \"used\": %s, \"kind\": ", column->used ? "true" : "false");
    eg_profile_quote(out, kind.n ? eg_buffer_string(&kind) : NULL);
    eg_buffer_printf(out, ", \"better\": %s,\n     \"type\": \"%s\", \"files\": %zu",
                     column->role != EG_ROLE_OUTCOME ? "null"
                     : column->lower                 ? "\"lower\""
                                                     : "\"higher\"",
                     eg_profile_type_word(column->type), column->files);
    bool levels = column->role != EG_ROLE_ID &&
                  (column->type == EG_TYPE_LEVELS || column->type == EG_TYPE_YEAR ||
                   column->type == EG_TYPE_YES_NO);
    const eg_telling different = {levels ? 1 : eg_telling_least(profiled), false};
    add_count(out, "different", &different, column->distinct);
    eg_buffer_printf(out, ", \"more\": %s", column->more ? "true" : "false");
    add_count(out, "missing", &telling, column->missing);
    add_count(out, "suppressed", &telling, column->suppressed);
    add_count(out, "not_applicable", &telling, column->not_applicable);
    add_count(out, "unreadable", &telling, column->unreadable);
    add_count(out, "damaged", &telling, column->damaged);
    eg_buffer_printf(out, ", \"rounded_to\": %llu",
                     telling.round ? (unsigned long long)telling.min_n : 1ULL);
    eg_buffer_add_string(out, ", \"damage\": ");
    eg_profile_quote(out, column->damaged ? column->damage : NULL);
    add_places(out, profiled, column);
    eg_buffer_add_string(out, ", \"suggestion\": ");
    eg_profile_quote(out, column->suggestion);
    add_levels(out, column, &telling);
    eg_buffer_clear_into(&kind, out);
}

/* What was noticed of a file has the codes of a report's quality section. */
static void add_file(eg_buffer *out, const eg_profiled *profiled, const eg_file_tally *tally)
{
    const char delimiter[2] = {tally->delimiter, '\0'};
    const eg_telling exact = {1, false}, telling = {eg_telling_least(profiled), false};
    size_t n;
    const eg_file_note *notes = eg_file_notes(&n);
    eg_buffer_add_string(out, "    {\"name\": ");
    eg_profile_quote(out, tally->name);
    add_count(out, "records", &telling, tally->records);
    for (size_t i = 0; i < n; i++)
        add_count(out, notes[i].code, notes[i].students ? &telling : &exact,
                  eg_file_note_count(&notes[i], tally));
    eg_buffer_printf(out,
                     ", \"format\": \"%s\", \"compression\": \"%s\", \"encoding\": \"%s\", "
                     "\"delimiter\": ",
                     tally->format, tally->compression, tally->encoding);
    eg_profile_quote(out, delimiter);
    eg_buffer_add_char(out, '}');
}

/* The columns of a role that an analysis would use, as a list of names. */
static void add_used(eg_buffer *out, const eg_profiled *profiled, eg_role role)
{
    const eg_profile *profile = profiled->profile;
    size_t n = 0;
    eg_buffer_printf(out, ", \"%s\": [", role == EG_ROLE_UNIT ? "within" : eg_role_word(role));
    for (size_t i = 0; i < eg_profile_columns(profile); i++) {
        const eg_profile_column *column = eg_profile_column_at(profile, i);
        bool used = role == EG_ROLE_UNIT ? eg_profile_is_within(profile, column->name)
                                         : column->used && column->role == role;
        if (!used)
            continue;
        eg_buffer_add_string(out, n++ > 0 ? ", " : "");
        eg_profile_quote(out, column->name);
    }
    eg_buffer_add_char(out, ']');
}

/* What would be analysed: dimensions and outcomes as the report would call them. */
static void add_analysis(eg_buffer *out, const eg_profiled *profiled)
{
    const eg_schema *schema = eg_profile_schema(profiled->profile);
    eg_buffer_add_string(out, "  \"analyze\": {\"edition\": ");
    eg_profile_quote(out,
                     profiled->settings->edition == EG_EDITION_PUBLIC ? "public" : "internal");
    eg_buffer_printf(out, ", \"min_n\": %u", (unsigned)profiled->settings->min_n);
    add_used(out, profiled, EG_ROLE_ID);
    add_used(out, profiled, EG_ROLE_YEAR);
    add_used(out, profiled, EG_ROLE_WEIGHT);
    add_used(out, profiled, EG_ROLE_UNIT);
    eg_buffer_add_string(out, ",\n     \"dimensions\": [");
    for (size_t i = 0; i < schema->n_items; i++) {
        eg_buffer_add_string(out, i > 0 ? ", " : "");
        eg_profile_quote(out, schema->items[i].name);
    }
    eg_buffer_add_string(out, "],\n     \"outcomes\": [");
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        const eg_outcome *outcome = &schema->outcomes[o];
        eg_buffer_add_string(out, o > 0 ? ", {\"name\": " : "{\"name\": ");
        eg_profile_quote(out, outcome->name);
        eg_buffer_add_string(out, ", \"column\": ");
        eg_profile_quote(out, outcome->column);
        eg_buffer_add_string(out, ", \"recipe\": ");
        eg_profile_quote(out, outcome->recipe != NULL ? outcome->recipe->name : NULL);
        eg_buffer_printf(out, ", \"better\": \"%s\"}", outcome->lower ? "lower" : "higher");
    }
    eg_buffer_add_string(out, "]},\n");
}

void eg_profile_json(eg_buffer *out, const eg_profiled *profiled)
{
    size_t n_files = eg_source_files(profiled->source);
    size_t n_columns = eg_profile_columns(profiled->profile);
    const eg_telling telling = {eg_telling_least(profiled), false};
    eg_buffer_add_string(out, "{\n  \"files\": [\n");
    for (size_t i = 0; i < n_files; i++) {
        add_file(out, profiled, eg_source_tally(profiled->source, i));
        eg_buffer_add_string(out, i + 1 < n_files ? ",\n" : "\n");
    }
    eg_buffer_printf(out, "  ],\n  \"fewer_than\": %u", (unsigned)telling.min_n);
    add_count(out, "records", &telling, eg_profile_records(profiled->profile));
    eg_buffer_add_string(out, ",\n  \"columns\": [\n");
    for (size_t i = 0; i < n_columns; i++) {
        add_column(out, profiled, eg_profile_column_at(profiled->profile, i));
        eg_buffer_add_string(out, i + 1 < n_columns ? ",\n" : "\n");
    }
    eg_buffer_add_string(out, "  ],\n");
    add_analysis(out, profiled);
    eg_buffer_add_string(out, "  \"decide\": [");
    eg_profile_decide_json(out, profiled);
    eg_buffer_add_string(out, "],\n  \"analyze_would_stop\": ");
    eg_profile_quote(out, profiled->why_not->status == EG_OK ? NULL : profiled->why_not->text);
    eg_buffer_add_string(out, "\n}\n");
}
