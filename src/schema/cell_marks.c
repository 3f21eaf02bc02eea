/* Cells that stand for no value: missing, suppressed, not applicable. */
#include "schema/cell_state.h"
#include "schema/mark_presets.h"

enum { NUMBERS_MOST = 16 };

/* Compared without regard to case. `.` is missing in student rows. */
static const char *const missing_words[] = {
    "NA", "N/A", "NULL", ".", "-99", "Not Assessed", "NaN", "Insufficient to Score", "(blank)"};
/* What a spreadsheet leaves where a formula failed; always missing. */
static const char *const failed_formulas[] = {"#N/A",   "#REF!", "#DIV/0!", "#VALUE!",
                                              "#NAME?", "#NUM!", "#NULL!"};
static const char *const suppressed_words[] = {
    "*", "**", "***", "****", "-",  "--",           "---",          "- -",
    "<", "s",  "S",   "^",    "PS", "\xE2\x80\xA1", "\xE2\x80\xA0", "suppressed",
};
static const char *const not_applicable_words[] = {"Not Applicable"};

struct eg_mark_table {
    const eg_settings *settings;
    eg_text *given; /* canonical: missing marks, suppressed ones, those that do not apply */
    size_t n_missing, n_suppressed, n_given; /* where each kind ends */
    eg_arena *arena;
    eg_decimal numbers[NUMBERS_MOST];
    eg_value_state states[NUMBERS_MOST];
    size_t n_numbers;
};

static bool among(const char *const *words, size_t n, eg_text text)
{
    for (size_t i = 0; i < n; i++)
        if (eg_text_same_word(text, words[i]))
            return true;
    return false;
}

#define AMONG(words, text) among(words, sizeof words / sizeof words[0], text)

static void note_number(eg_mark_table *table, eg_text text, eg_value_state state)
{
    eg_decimal value;
    if (table->n_numbers == NUMBERS_MOST || !eg_cell_number(text, false, &value))
        return;
    for (size_t i = 0; i < table->n_numbers; i++)
        if (table->numbers[i] == value)
            return;
    table->numbers[table->n_numbers] = value;
    table->states[table->n_numbers++] = state;
}

static bool take(eg_mark_table *table, const eg_strings *marks, eg_value_state state)
{
    eg_buffer scratch = {.at = NULL};
    bool fine = true;
    for (size_t i = 0; i < marks->n && fine; i++) {
        eg_text text = eg_cell_canonical(eg_text_of(marks->at[i]), &scratch);
        char *copy = eg_arena_string(table->arena, text);
        fine = copy != NULL && !scratch.failed;
        if (fine) {
            table->given[table->n_given++] = (eg_text){copy, text.n};
            note_number(table, text, state);
        }
    }
    eg_buffer_clear(&scratch);
    return fine;
}

/* The user's own lists come first. */
static void note_preset(eg_mark_table *table, const eg_mark_preset *preset)
{
    const char *const lists[] = {preset == NULL ? NULL : preset->suppressed,
                                 preset == NULL ? NULL : preset->not_applicable,
                                 preset == NULL ? NULL : preset->missing};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (const char *at = lists[i]; at != NULL && *at != '\0'; at += strspn(at, " ")) {
            eg_text mark = {at, strcspn(at, " ")};
            note_number(table, mark, eg_mark_preset_state(preset, mark));
            at += mark.n;
        }
}

eg_status eg_mark_table_new(eg_mark_table **out, const eg_settings *settings, eg_error *err)
{
    *out = NULL;
    eg_mark_table *table = eg_alloc_zero(1, sizeof *table);
    if (table == NULL)
        return eg_fail_memory(err);
    const eg_strings *missing = &settings->missing_marks, *hidden = &settings->suppressed_marks;
    const eg_strings *idle = &settings->not_applicable_marks;
    table->settings = settings;
    table->arena = eg_arena_new();
    bool fine = table->arena != NULL;
    if (fine) {
        table->given = eg_arena_alloc(table->arena, missing->n + hidden->n + idle->n + 1,
                                      sizeof *table->given);
        fine = table->given != NULL && take(table, missing, EG_VALUE_MISSING);
        table->n_missing = table->n_given;
        fine = fine && take(table, hidden, EG_VALUE_SUPPRESSED);
        table->n_suppressed = table->n_given;
        fine = fine && take(table, idle, EG_VALUE_NOT_APPLICABLE);
    }
    if (!fine) {
        eg_mark_table_free(table);
        return eg_fail_memory(err);
    }
    if (!settings->missing_replaced)
        note_number(table, eg_text_of("-99"), EG_VALUE_MISSING);
    note_preset(table, settings->marks);
    *out = table;
    return EG_OK;
}

void eg_mark_table_free(eg_mark_table *table)
{
    if (table == NULL)
        return;
    eg_arena_free(table->arena);
    eg_free(table);
}

static bool given(const eg_mark_table *table, size_t from, size_t to, eg_text text)
{
    for (size_t i = from; i < to; i++)
        if (eg_text_equal(table->given[i], text))
            return true;
    return false;
}

/* A bound is a value withheld, never a number to count. */
static bool bound(eg_text text)
{
    eg_bound ignored;
    return eg_bound_parse(text, false, &ignored);
}

bool eg_mark_missing(const eg_mark_table *table, eg_text canonical)
{
    if (canonical.n == 0 || given(table, 0, table->n_missing, canonical))
        return true;
    if (canonical.at[0] == '#' && AMONG(failed_formulas, canonical))
        return true;
    if (eg_mark_preset_state(table->settings->marks, canonical) == EG_VALUE_MISSING)
        return true;
    return !table->settings->missing_replaced && AMONG(missing_words, canonical);
}

static eg_value_state mark_of(const eg_mark_table *table, eg_text canonical, bool bounds)
{
    if (given(table, table->n_missing, table->n_suppressed, canonical))
        return EG_VALUE_SUPPRESSED;
    if (given(table, table->n_suppressed, table->n_given, canonical))
        return EG_VALUE_NOT_APPLICABLE;
    eg_value_state preset = eg_mark_preset_state(table->settings->marks, canonical);
    if (preset != EG_VALUE_OK && !given(table, 0, table->n_missing, canonical))
        return preset;
    if (eg_mark_missing(table, canonical))
        return EG_VALUE_MISSING;
    if (AMONG(not_applicable_words, canonical))
        return EG_VALUE_NOT_APPLICABLE;
    if (table->settings->suppressed_replaced)
        return EG_VALUE_OK;
    return AMONG(suppressed_words, canonical) || (bounds && bound(canonical))
               ? EG_VALUE_SUPPRESSED
               : EG_VALUE_OK;
}

eg_value_state eg_mark_of(const eg_mark_table *table, eg_text canonical)
{
    return mark_of(table, canonical, true);
}

/* `.` is a suppression mark among figures, unless somebody says that it is missing. */
eg_value_state eg_mark_of_figure(const eg_mark_table *table, eg_text canonical)
{
    bool named = given(table, 0, table->n_given, canonical) ||
                 eg_mark_preset_state(table->settings->marks, canonical) != EG_VALUE_OK;
    if (!named && !table->settings->suppressed_replaced && eg_text_is(canonical, "."))
        return EG_VALUE_SUPPRESSED;
    return mark_of(table, canonical, false);
}

size_t eg_mark_numbers(const eg_mark_table *table, const eg_decimal **numbers,
                       const eg_value_state **states)
{
    *numbers = table->numbers;
    *states = table->states;
    return table->n_numbers;
}
