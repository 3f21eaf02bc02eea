/* A profile as the config that analyze would use. What was asked is carried as it was asked:
 * the rows of the option table are walked, so that a new one needs nothing here. */
#include <stdio.h>
#include <string.h>

#include "cli/profile_out.h"
#include "schema/options.h"
#include "schema/said.h"

static void add_comment(eg_buffer *out, const char *indent, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    eg_buffer_printf(out, "%s// ", indent);
    eg_buffer_add_escaped(out, eg_text_of(text));
    eg_buffer_add_char(out, '\n');
}

/* ---- what was asked -----------------------------------------------------------------------
 */

enum { KEY_MOST = 64 };

static const char *key_of(eg_slot slot, char key[KEY_MOST])
{
    (void)snprintf(key, KEY_MOST, "%s", eg_settings_options()[slot].name);
    for (char *c = strchr(key, '-'); c != NULL; c = strchr(c, '-'))
        *c = '_';
    return key;
}

/* How often an option was typed. */
static size_t typed(const eg_profiled *profiled, eg_slot slot)
{
    const eg_strings *names = profiled->asked_names;
    size_t n = 0;
    for (size_t i = 0; names != NULL && i < names->n; i++)
        n += strcmp(names->at[i], eg_settings_options()[slot].name) == 0;
    return n;
}

static void add_typed(eg_buffer *out, const eg_profiled *profiled, eg_slot slot)
{
    const eg_strings *names = profiled->asked_names;
    bool list = eg_option_key_form(slot) == EG_KEY_LIST && typed(profiled, slot) > 1;
    const char *last = NULL;
    size_t n = 0;
    eg_buffer_add_string(out, list ? "[" : "");
    for (size_t i = 0; i < names->n; i++) {
        if (strcmp(names->at[i], eg_settings_options()[slot].name) != 0)
            continue;
        last = profiled->asked_values->at[i];
        if (!list)
            continue;
        eg_buffer_add_string(out, n++ > 0 ? ", " : "");
        eg_json_quote(out, last);
    }
    if (list)
        eg_buffer_add_char(out, ']');
    else
        eg_json_quote(out, last); /* of one value the last typed counts */
}

static void add_names(eg_buffer *out, const eg_strings *names)
{
    if (names->n == 1) {
        eg_json_quote(out, names->at[0]);
        return;
    }
    eg_buffer_add_char(out, '[');
    for (size_t i = 0; i < names->n; i++) {
        eg_buffer_add_string(out, i > 0 ? ", " : "");
        eg_json_quote(out, names->at[i]);
    }
    eg_buffer_add_char(out, ']');
}

/* One row of the option table, where it was asked for. */
static void add_slot(eg_buffer *out, const eg_profiled *profiled, eg_slot slot)
{
    char key[KEY_MOST];
    const eg_strings *names = eg_option_key_form(slot) == EG_KEY_NAMES
                                  ? eg_settings_names(profiled->settings, slot)
                                  : NULL;
    const char *said = eg_settings_said(profiled->settings, key_of(slot, key));
    if (names != NULL ? names->n == 0 : typed(profiled, slot) == 0 && said == NULL)
        return;
    add_comment(out, "  ", eg_settings_options()[slot].help);
    eg_buffer_printf(out, "  \"%s\": ", key);
    if (names != NULL)
        add_names(out, names);
    else if (typed(profiled, slot) > 0)
        add_typed(out, profiled, slot);
    else
        eg_buffer_add_string(out, said);
    eg_buffer_add_string(out, ",\n");
}

/* A list of objects as a config said it, one a line. Without `without`, where that lost. */
static eg_status add_said_list(eg_buffer *out, const eg_profiled *profiled, const char *key,
                               const char *without, eg_error *err)
{
    const char *said = eg_settings_said(profiled->settings, key);
    eg_json_doc *doc = NULL;
    eg_status status = eg_json_parse(&doc, eg_text_of(said), key, EG_E_CONFIG, err);
    if (status != EG_OK)
        return status;
    const eg_json *list = eg_json_root(doc);
    eg_buffer_printf(out, "  \"%s\": [", key);
    for (const eg_json *item = list->first; item != NULL; item = item->next) {
        eg_buffer_add_string(out, item == list->first ? "\n    " : ",\n    ");
        eg_json_add(out, item, without);
    }
    eg_buffer_add_string(out, list->first != NULL ? "\n  ],\n" : "],\n");
    eg_json_free(doc);
    return EG_OK;
}

/* ---- what was recognised ------------------------------------------------------------------
 */

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
static void add_role(eg_buffer *out, const eg_profiled *profiled, eg_role role, eg_slot slot)
{
    const eg_profile_column *column = used_column(profiled->profile, role);
    const eg_strings *names = eg_settings_names(profiled->settings, slot);
    bool stopped = profiled->why_not->status != EG_OK;
    if (names->n == 0 && (column == NULL && (stopped || role == EG_ROLE_WEIGHT)))
        return;
    bool off = names->n == 1 && strcmp(names->at[0], "none") == 0;
    add_comment(out, "  ",
                column != NULL ? column->why
                : off          ? "turned off"
                               : "no column for it was recognised");
    eg_buffer_printf(out, "  \"%s\": ", eg_role_word(role));
    if (names->n > 0)
        add_names(out, names);
    else
        eg_json_quote(out, column != NULL ? column->name : "none");
    eg_buffer_add_string(out, ",\n");
}

static void add_within(eg_buffer *out, const eg_profiled *profiled)
{
    const eg_profile *profile = profiled->profile;
    const eg_strings *names = eg_settings_names(profiled->settings, EG_SLOT_within);
    eg_buffer_add_string(out,
                         "  // the analysis is repeated within each of these, such as school\n"
                         "  \"within\": ");
    add_names(out, names);
    eg_buffer_add_string(out, ",\n");
    for (size_t i = 0; i < eg_profile_columns(profile); i++) {
        const eg_profile_column *column = eg_profile_column_at(profile, i);
        if (column->role == EG_ROLE_UNIT && !eg_profile_is_within(profile, column->name))
            add_comment(out, "  ", column->suggestion);
    }
}

/* The k-th dimension that the schema gives, in the order of the report; NULL: no more. */
static const char *dimension_in_order(const eg_schema *schema, size_t k)
{
    for (size_t i = 0; i < schema->n_items; i++) {
        if (schema->items[i].n_axes == 1 && k-- == 0)
            return schema->axes[schema->items[i].axis[0]].name;
    }
    return NULL;
}

static const eg_profile_column *dimension_called(const eg_profile *profile, const char *name,
                                                 bool *composed)
{
    for (size_t i = 0; i < eg_profile_columns(profile); i++) {
        const eg_profile_column *column = eg_profile_column_at(profile, i);
        bool first = true;
        const char *whole = eg_profile_part_of(profile, i, &first);
        *composed = whole != NULL;
        if (first && column->used && strcmp(whole != NULL ? whole : column->name, name) == 0)
            return column;
    }
    return NULL;
}

/* The recognised ones, in the report's order, so that the config changes nothing. */
static void add_dimensions(eg_buffer *out, const eg_profile *profile)
{
    const eg_schema *schema = eg_profile_schema(profile);
    const char *name = dimension_in_order(schema, 0);
    for (size_t k = 0; name != NULL; name = dimension_in_order(schema, ++k)) {
        bool composed = false;
        const eg_profile_column *column = dimension_called(profile, name, &composed);
        eg_buffer_add_string(out, k > 0 ? ",\n" : "  \"dimensions\": [\n");
        add_comment(out, "    ",
                    composed         ? "it is composed of several columns"
                    : column != NULL ? column->why
                                     : NULL);
        eg_buffer_add_string(out, "    {\"column\": ");
        eg_json_quote(out, name);
        eg_buffer_add_char(out, '}');
    }
    if (dimension_in_order(schema, 0) != NULL)
        eg_buffer_add_string(out, "\n  ],\n");
}

/* ---- the config ---------------------------------------------------------------------------
 */

static eg_status add_described(eg_buffer *out, const eg_profiled *profiled, eg_error *err)
{
    eg_settings *settings = profiled->settings;
    bool rows_are_groups = settings->n_counts > 0;
    eg_status status = EG_OK;
    add_slot(out, profiled, EG_SLOT_by);
    if (eg_settings_said(settings, "dimensions") != NULL)
        /* --race-counting wins over what a config says of one dimension */
        status = add_said_list(out, profiled, "dimensions",
                               settings->race_counting_typed ? "counting" : NULL, err);
    else if (settings->n_by == 0 && !rows_are_groups)
        add_dimensions(out, profiled->profile);
    if (status == EG_OK && eg_settings_said(settings, "outcomes") != NULL &&
        typed(profiled, EG_SLOT_outcome) == 0)
        status = add_said_list(out, profiled, "outcomes", NULL, err);
    else if (!rows_are_groups)
        eg_profile_outcomes(out, profiled->profile);
    return status;
}

static bool is_slot(const char *name)
{
    char key[KEY_MOST];
    for (unsigned slot = 0; slot < EG_SLOTS; slot++)
        if (strcmp(key_of((eg_slot)slot, key), name) == 0)
            return true;
    return false;
}

/* Keys that no option has: missing, breaks... */
static void add_other_keys(eg_buffer *out, const eg_settings *settings)
{
    static const char *const done[] = {"dimensions", "outcomes", "privacy"};
    for (size_t i = 0; i < settings->said_keys.n; i++) {
        const char *key = settings->said_keys.at[i];
        bool otherwise = is_slot(key) || strncmp(key, "privacy.", 8) == 0;
        for (size_t k = 0; k < sizeof done / sizeof done[0]; k++)
            otherwise = otherwise || strcmp(key, done[k]) == 0;
        if (!otherwise && settings->said_values.at[i] != NULL)
            eg_buffer_printf(out, "  \"%s\": %s,\n", key, settings->said_values.at[i]);
    }
}

static void add_privacy(eg_buffer *out, const eg_profiled *profiled)
{
    const eg_settings *settings = profiled->settings;
    eg_buffer_printf(out, "  \"privacy\": {\"edition\": \"%s\", \"min_n\": %u",
                     settings->edition == EG_EDITION_PUBLIC ? "public" : "internal",
                     (unsigned)settings->min_n);
    for (unsigned s = 0; s < EG_SLOTS; s++) {
        char key[KEY_MOST];
        eg_slot slot = (eg_slot)s;
        if (eg_option_key_form(slot) != EG_KEY_PRIVACY || slot == EG_SLOT_edition ||
            slot == EG_SLOT_min_n || typed(profiled, slot) == 0)
            continue;
        eg_buffer_printf(out, ", \"%s\": ", key_of(slot, key));
        add_typed(out, profiled, slot);
    }
    for (size_t i = 0; i < settings->said_keys.n; i++) {
        const char *key = settings->said_keys.at[i];
        if (strncmp(key, "privacy.", 8) != 0 || strcmp(key, "privacy.edition") == 0 ||
            strcmp(key, "privacy.min_n") == 0)
            continue;
        bool lost = false;
        for (unsigned s = 0; s < EG_SLOTS; s++) {
            char name[KEY_MOST];
            lost = lost || (strcmp(key_of((eg_slot)s, name), key + 8) == 0 &&
                            typed(profiled, (eg_slot)s) > 0);
        }
        if (!lost)
            eg_buffer_printf(out, ", \"%s\": %s", key + 8, settings->said_values.at[i]);
    }
    eg_buffer_add_string(out, "}\n}\n");
}

eg_status eg_profile_config(eg_buffer *out, const eg_profiled *profiled, eg_error *err)
{
    static const eg_slot written[] = {EG_SLOT_id,     EG_SLOT_year, EG_SLOT_weight,
                                      EG_SLOT_within, EG_SLOT_by,   EG_SLOT_edition,
                                      EG_SLOT_min_n};
    eg_buffer_add_string(
        out, "{\n  // Made by: equitygap profile --write-config. Use with: equitygap "
             "analyze FILE -c THIS\n");
    if (profiled->why_not->status != EG_OK)
        add_comment(out, "  ", profiled->why_not->text);
    add_role(out, profiled, EG_ROLE_ID, EG_SLOT_id);
    add_role(out, profiled, EG_ROLE_YEAR, EG_SLOT_year);
    add_role(out, profiled, EG_ROLE_WEIGHT, EG_SLOT_weight);
    add_within(out, profiled);
    eg_status status = add_described(out, profiled, err);
    for (unsigned s = 0; s < EG_SLOTS; s++) {
        bool done = eg_option_key_form((eg_slot)s) == EG_KEY_NONE ||
                    eg_option_key_form((eg_slot)s) == EG_KEY_PRIVACY;
        for (size_t k = 0; k < sizeof written / sizeof written[0]; k++)
            done = done || written[k] == (eg_slot)s;
        if (!done)
            add_slot(out, profiled, (eg_slot)s);
    }
    add_other_keys(out, profiled->settings);
    add_privacy(out, profiled);
    return status;
}
