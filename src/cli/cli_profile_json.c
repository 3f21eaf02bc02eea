/* A profile as JSON, and as the config that analyze would use. */
#include "cli/profile_out.h"

#include <stdio.h>
#include <string.h>

#include "schema/spec_parse.h"

void eg_profile_quote(eg_buffer *out, const char *text)
{
    if (!text) {
        eg_buffer_add_string(out, "null");
        return;
    }
    eg_buffer_add_char(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            eg_buffer_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            eg_buffer_printf(out, "\\u%04x", c);
        else
            eg_buffer_add_char(out, *text);
    }
    eg_buffer_add_char(out, '"');
}

void eg_profile_kind(eg_buffer *out, const eg_profile_column *column)
{
    static const char *const signs[] = {"", "<", "<=", ">", ">=", "=", "!="};
    static const char *const kinds[] = {"", "rate", "mean", "levels"};
    if (column->role != EG_ROLE_OUTCOME)
        return;
    eg_buffer_add_string(out, kinds[column->kind]);
    if (column->kind == EG_KIND_RATE && column->compare != EG_COMPARE_NONE) {
        char number[400];
        eg_number_plain(number, eg_decimal_to_double(column->threshold), 10);
        eg_buffer_printf(out, "(%s%s)", signs[column->compare], number);
    }
}

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
    eg_buffer_printf(out, ", \"different\": %zu, \"more\": %s", column->distinct,
                     column->more ? "true" : "false");
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

static void add_file(eg_buffer *out, const eg_file_tally *tally)
{
    const char delimiter[2] = {tally->delimiter, '\0'};
    eg_buffer_add_string(out, "    {\"name\": ");
    eg_profile_quote(out, tally->name);
    eg_buffer_printf(out,
                     ", \"records\": %llu, \"rejected\": %llu, \"blank\": %llu, "
                     "\"repeated_headers\": %llu, \"lines_above_header\": %llu, "
                     "\"lines_below\": %llu, \"damaged_lines\": %llu, \"format\": \"%s\", "
                     "\"compression\": \"%s\", "
                     "\"encoding\": \"%s\", \"delimiter\": ",
                     (unsigned long long)tally->records, (unsigned long long)tally->rejected,
                     (unsigned long long)tally->blank, (unsigned long long)tally->headers,
                     (unsigned long long)tally->preamble, (unsigned long long)tally->footer,
                     (unsigned long long)tally->damaged, tally->format, tally->compression,
                     tally->encoding);
    eg_profile_quote(out, delimiter);
    eg_buffer_add_char(out, '}');
}

void eg_profile_json(eg_buffer *out, const eg_profiled *profiled)
{
    size_t n_files = eg_source_files(profiled->source);
    size_t n_columns = eg_profile_columns(profiled->profile);
    eg_buffer_add_string(out, "{\n  \"files\": [\n");
    for (size_t i = 0; i < n_files; i++) {
        add_file(out, eg_source_tally(profiled->source, i));
        eg_buffer_add_string(out, i + 1 < n_files ? ",\n" : "\n");
    }
    eg_buffer_printf(out,
                     "  ],\n  \"records\": %llu,\n  \"fewer_than\": %u,\n  \"columns\": [\n",
                     (unsigned long long)eg_profile_records(profiled->profile),
                     (unsigned)profiled->settings->min_n);
    for (size_t i = 0; i < n_columns; i++) {
        add_column(out, profiled, eg_profile_column_at(profiled->profile, i));
        eg_buffer_add_string(out, i + 1 < n_columns ? ",\n" : "\n");
    }
    eg_buffer_add_string(out, "  ],\n  \"analyze_would_stop\": ");
    eg_profile_quote(out, profiled->why_not->status == EG_OK ? NULL : profiled->why_not->text);
    eg_buffer_add_string(out, "\n}\n");
}

/* ---- config
 * ---------------------------------------------------------------------------------- */

static void add_comment(eg_buffer *out, const char *indent, const char *text)
{
    if (!text || !*text)
        return;
    eg_buffer_printf(out, "%s// ", indent);
    eg_buffer_add_escaped(out, eg_text_of(text));
    eg_buffer_add_char(out, '\n');
}

static const eg_profile_column *used_column(const eg_profile *profile, eg_role role)
{
    for (size_t i = 0; i < eg_profile_columns(profile); i++) {
        const eg_profile_column *column = eg_profile_column_at(profile, i);
        if (column->role == role && column->used)
            return column;
    }
    return NULL;
}

/* A role that nothing has is turned off, so that next year's file is read as this one. */
static void add_role(eg_buffer *out, const eg_profiled *profiled, eg_role role)
{
    const eg_profile_column *column = used_column(profiled->profile, role);
    add_comment(out, "  ", column ? column->why : "no column for it was recognised");
    eg_buffer_printf(out, "  \"%s\": ", eg_role_word(role));
    eg_profile_quote(out, column ? column->name : "none");
    eg_buffer_add_string(out, ",\n");
}

bool eg_profile_is_within(const eg_profile *profile, const char *name)
{
    const eg_schema *schema = eg_profile_schema(profile);
    for (size_t u = 0; u < schema->n_units; u++)
        if (strcmp(schema->axes[schema->units[u]].name, name) == 0)
            return true;
    return false;
}

static void add_within(eg_buffer *out, const eg_profile *profile)
{
    const eg_schema *schema = eg_profile_schema(profile);
    eg_buffer_add_string(out,
                         "  // the analysis is repeated within each of these, such as school\n"
                         "  \"within\": [");
    for (size_t u = 0; u < schema->n_units; u++) {
        eg_buffer_add_string(out, u ? ", " : "");
        eg_profile_quote(out, schema->axes[schema->units[u]].name);
    }
    eg_buffer_add_string(out, "],\n");
    for (size_t i = 0; i < eg_profile_columns(profile); i++) {
        const eg_profile_column *column = eg_profile_column_at(profile, i);
        if (column->role == EG_ROLE_UNIT && !eg_profile_is_within(profile, column->name))
            add_comment(out, "  ", column->suggestion);
    }
}

/* --by as it was typed, crosses and all. */
static eg_status add_by(eg_buffer *out, const eg_settings *settings, eg_error *err)
{
    if (settings->n_by == 0)
        return EG_OK;
    eg_buffer item = {0};
    eg_buffer_add_string(out, "  \"by\": [");
    for (size_t i = 0; i < settings->n_by; i++) {
        const eg_strings *columns = &settings->by[i].columns;
        eg_buffer_rewind(&item);
        for (size_t c = 0; c < columns->n; c++) {
            const char *name = eg_name_quote(settings->arena, columns->at[c]);
            if (!name) {
                eg_buffer_clear_into(&item, out);
                return eg_fail_memory(err);
            }
            eg_buffer_printf(&item, "%s%s", c ? "*" : "", name);
        }
        eg_buffer_add_string(out, i ? ", " : "");
        eg_profile_quote(out, eg_buffer_string(&item));
    }
    eg_buffer_add_string(out, "],\n");
    eg_buffer_clear_into(&item, out);
    return EG_OK;
}

static void add_entry(eg_buffer *out, const eg_profile_column *column)
{
    eg_buffer kind = {0};
    eg_profile_kind(&kind, column);
    add_comment(out, "    ", column->why);
    eg_buffer_add_string(out, "    {\"column\": ");
    eg_profile_quote(out, column->name);
    if (kind.n && column->kind != EG_KIND_LEVELS) {
        eg_buffer_add_string(out, ", \"kind\": ");
        eg_profile_quote(out, eg_buffer_string(&kind));
    }
    if (column->role == EG_ROLE_OUTCOME)
        eg_buffer_printf(out, ", \"better\": \"%s\"", column->lower ? "lower" : "higher");
    eg_buffer_add_char(out, '}');
    eg_buffer_clear_into(&kind, out);
}

/* The k-th name that the schema gives to a role, in the order of the report; NULL: no more. */
static const char *name_in_order(const eg_schema *schema, eg_role role, size_t k)
{
    if (role == EG_ROLE_OUTCOME)
        return k < schema->n_outcomes ? schema->outcomes[k].column : NULL;
    for (size_t i = 0; i < schema->n_items; i++) {
        if (schema->items[i].n_axes == 1 && k-- == 0)
            return schema->axes[schema->items[i].axis[0]].name;
    }
    return NULL;
}

static bool has_place(const eg_schema *schema, const eg_profile_column *column)
{
    const char *name;
    for (size_t k = 0; (name = name_in_order(schema, column->role, k)); k++) {
        if (strcmp(name, column->name) == 0)
            return true;
    }
    return false;
}

/* In the report's order, so that the config changes nothing; then what only crosses use. */
static void add_list(eg_buffer *out, const eg_profile *profile, eg_role role,
                     const char *heading)
{
    const eg_schema *schema = eg_profile_schema(profile);
    size_t n = 0;
    const char *name = "";
    for (size_t place = 0; name; place++) {
        name = name_in_order(schema, role, place);
        for (size_t i = 0; i < eg_profile_columns(profile); i++) {
            const eg_profile_column *column = eg_profile_column_at(profile, i);
            bool first = true;
            const char *whole = eg_profile_part_of(profile, i, &first);
            const char *called = whole != NULL ? whole : column->name;
            if (column->role != role || !column->used || !first ||
                (name ? strcmp(name, called) != 0 : whole != NULL || has_place(schema, column)))
                continue;
            eg_buffer_add_string(out, n++ ? ",\n" : heading);
            eg_profile_column shown = *column;
            if (whole != NULL) {
                shown.name = whole;
                shown.why = "it is composed of several columns";
            }
            add_entry(out, &shown);
        }
    }
    if (n)
        eg_buffer_add_string(out, "\n  ],\n");
}

eg_status eg_profile_config(eg_buffer *out, const eg_profiled *profiled, eg_error *err)
{
    const eg_settings *settings = profiled->settings;
    eg_buffer_add_string(
        out, "{\n  // Made by: equitygap profile --write-config. Use with: equitygap "
             "analyze FILE -c THIS\n");
    if (profiled->why_not->status != EG_OK)
        add_comment(out, "  ", profiled->why_not->text);
    add_role(out, profiled, EG_ROLE_ID);
    add_role(out, profiled, EG_ROLE_YEAR);
    if (used_column(profiled->profile, EG_ROLE_WEIGHT))
        add_role(out, profiled, EG_ROLE_WEIGHT);
    add_within(out, profiled->profile);
    eg_status status = add_by(out, settings, err);
    add_list(out, profiled->profile, EG_ROLE_DIMENSION, "  \"dimensions\": [\n");
    eg_profile_outcomes(out, profiled->profile);
    eg_profile_asked(out, profiled);
    eg_buffer_printf(out, "  \"privacy\": {\"edition\": \"%s\", \"min_n\": %u}\n}\n",
                     settings->edition == EG_EDITION_PUBLIC ? "public" : "internal",
                     (unsigned)settings->min_n);
    return status;
}
