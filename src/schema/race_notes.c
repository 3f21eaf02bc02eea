/* What a reader of race groups should know beside their counts. */
#include <string.h>

#include "schema/derived.h"
#include "schema/profile.h"
#include "schema/resolve.h"

static bool is_race(const eg_axis *axis)
{
    return axis->concept != NULL &&
           (strcmp(axis->concept, "race") == 0 || strcmp(axis->concept, "ethnicity") == 0);
}

static bool push(eg_settled *settled, const char *text)
{
    return eg_strings_push(settled->arena, &settled->notes, text);
}

/* Nothing but 0 and 1 and blanks, five places and more. */
static bool positional(eg_text text)
{
    bool fits = text.n >= 5;
    for (size_t i = 0; i < text.n && fits; i++)
        fits = text.at[i] == '0' || text.at[i] == '1' || text.at[i] == ' ';
    return fits;
}

static bool note_positions(const eg_coder *coder, eg_settled *settled, size_t a)
{
    const eg_axis *axis = &coder->schema->axes[a];
    size_t n = eg_coder_levels(coder, a);
    if (axis->derived != NULL || n < 2)
        return true;
    for (uint32_t level = 1; level < n; level++)
        if (!positional(eg_coder_level(coder, a, level)))
            return true;
    return push(settled, eg_arena_printf(
                             settled->arena,
                             "column \"%s\" looks like a string with a place for each race; "
                             "which place is which it does not say, so its strings stand as "
                             "groups: name the places with \"from\": {\"string\": ...} in the "
                             "configuration",
                             axis->name));
}

/* All of its words say whether Hispanic, some of them that not. */
static bool says_hispanic(const eg_axis_settled *axis)
{
    bool no = false;
    for (size_t i = 0; i < axis->n; i++) {
        eg_race race = eg_race_of(eg_text_of(axis->levels[i].label));
        if (race != EG_RACE_HISPANIC && race != EG_RACE_NOT_HISPANIC &&
            race != EG_RACE_UNSTATED)
            return false;
        no = no || race == EG_RACE_NOT_HISPANIC;
    }
    return no;
}

static bool note_pair(const eg_schema *schema, eg_settled *settled, size_t a)
{
    if (strcmp(schema->axes[a].concept, "ethnicity") != 0 || !says_hispanic(&settled->axes[a]))
        return true;
    for (size_t b = 0; b < schema->n_axes; b++)
        if (is_race(&schema->axes[b]) && schema->axes[b].derived == NULL &&
            strcmp(schema->axes[b].concept, "race") == 0)
            return push(
                settled,
                eg_arena_printf(settled->arena,
                                "column \"%s\" says only whether a student is Hispanic; to "
                                "count it with \"%s\" as the federal roll-up does, compose "
                                "a dimension of the two with \"from\" in the configuration",
                                schema->axes[a].name, schema->axes[b].name));
    return true;
}

static const eg_axis *composed_of(const eg_schema *schema, const char *column)
{
    for (size_t a = 0; schema != NULL && a < schema->n_axes; a++) {
        const eg_derived *derived = schema->axes[a].derived;
        for (size_t p = 0; derived != NULL && p < derived->n_parts; p++)
            if (strcmp(derived->parts[p].column, column) == 0)
                return &schema->axes[a];
    }
    return NULL;
}

const char *eg_profile_part_of(const eg_profile *profile, size_t column, bool *first)
{
    const eg_schema *schema = eg_profile_schema(profile);
    const char *name = eg_profile_column_at(profile, column)->name;
    const eg_axis *axis = composed_of(schema, name);
    *first = true;
    for (size_t a = 0; axis != NULL && a < schema->n_axes; a++)
        if (schema->axes[a].derived == NULL && strcmp(schema->axes[a].name, name) == 0)
            return NULL;
    for (size_t i = 0; axis != NULL && i < column; i++)
        *first = *first && composed_of(schema, eg_profile_column_at(profile, i)->name) != axis;
    return axis == NULL ? NULL : axis->name;
}

eg_status eg_race_notes(const eg_coder *coder, eg_settled *settled, eg_error *err)
{
    const eg_schema *schema = coder->schema;
    for (size_t a = 0; a < schema->n_axes && schema->n_figures == 0; a++)
        if (is_race(&schema->axes[a]) &&
            (!note_positions(coder, settled, a) || !note_pair(schema, settled, a)))
            return eg_fail_memory(err);
    return EG_OK;
}
