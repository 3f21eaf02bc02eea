/* Profile: counting what columns hold. */
#include "schema/profile_columns.h"

#include <stdlib.h>
#include <string.h>

#include "ext/unicode.h"
#include "schema/cell.h"
#include "schema/resolve.h"
#include "schema/years.h"

typedef eg_profile_counts column;
typedef eg_profile_place place;

const char *eg_profile_type_word(eg_profile_type type)
{
    static const char *const words[] = {"empty", "yes/no", "number", "year", "levels", "text"};
    return words[type];
}

/* ---- making ---- */

static bool make_columns(eg_profile *profile)
{
    const eg_schema *schema = profile->schema;
    profile->n_columns = schema->n_columns;
    profile->columns =
        eg_arena_alloc(profile->arena, profile->n_columns + 1, sizeof *profile->columns);
    profile->select = eg_arena_alloc(profile->arena, profile->n_files * profile->n_columns + 1,
                                     sizeof *profile->select);
    if (profile->columns == NULL || profile->select == NULL)
        return false;
    bool fine = true;
    for (size_t i = 0; i < profile->n_columns && fine; i++) {
        const eg_column *from = &schema->columns[i];
        column *c = &profile->columns[i];
        c->public = (eg_profile_column){.name = from->name,
                                        .role = from->role,
                                        .concept = from->concept,
                                        .why = from->why,
                                        .used = from->used};
        c->values = eg_words_new();
        c->watch = (1U << PROBLEMS) - 1;
        fine = c->values != NULL && eg_dict_init(&c->raw, VALUES_MOST * 2);
    }
    return fine;
}

static eg_text header_name(eg_profile *profile, eg_text name)
{
    eg_buffer_reset(&profile->scratch);
    return eg_unicode_canonical(name, &profile->scratch)
               ? (eg_text){profile->scratch.at, profile->scratch.n}
               : name;
}

enum { NOT_THERE = -1, TWICE = -2 };

/* Every named column once; none of those that stand twice in a file, since nothing says which
 * is meant. */
static bool make_select(eg_profile *profile, const eg_text *const *headers,
                        const size_t *n_names)
{
    eg_words *words = eg_words_new();
    bool fine = words != NULL;
    for (size_t i = 0; i < profile->n_columns && fine; i++) {
        eg_text name = header_name(profile, eg_text_of(profile->columns[i].public.name));
        fine = eg_words_add(words, name) == i && !profile->scratch.failed;
    }
    for (size_t f = 0; f < profile->n_files && fine; f++) {
        int32_t *columns = profile->select + f * profile->n_columns;
        for (size_t i = 0; i < profile->n_columns; i++)
            columns[i] = NOT_THERE;
        for (size_t c = 0; c < n_names[f]; c++) {
            uint32_t at = eg_words_find(words, header_name(profile, headers[f][c]));
            if (at == EG_NO_WORD)
                continue;
            profile->columns[at].public.files += columns[at] == NOT_THERE;
            columns[at] = columns[at] == NOT_THERE ? (int32_t)c : TWICE;
        }
        for (size_t i = 0; i < profile->n_columns; i++)
            profile->columns[i].public.twice |= columns[i] == TWICE;
    }
    eg_words_free(words);
    return fine;
}

// NOLINTNEXTLINE(readability-function-size): the headers of several files are four of them
eg_status eg_profile_new(eg_profile **out, const eg_settings *settings,
                         const eg_text *const *headers, const size_t *n_names,
                         const char *const *files, size_t n_files, eg_error *why_not,
                         eg_error *err)
{
    *out = NULL;
    eg_error stopped = {.status = EG_OK};
    eg_profile *profile = eg_alloc_zero(1, sizeof *profile);
    if (profile == NULL)
        return eg_fail_memory(err);
    profile->settings = settings;
    profile->n_files = n_files;
    const eg_resolver asked = {.settings = settings,
                               .headers = headers,
                               .n_headers = n_names,
                               .files = files,
                               .n_files = n_files,
                               .err = &stopped};
    eg_status status = eg_schema_recognise(&profile->schema, &asked);
    if (profile->schema == NULL) {
        if (err != NULL)
            *err = stopped;
        eg_profile_free(profile);
        return status;
    }
    if (why_not != NULL)
        *why_not = stopped;
    profile->arena = eg_arena_new();
    status = eg_mark_table_new(&profile->marks, settings, err);
    if (status == EG_OK && (profile->arena == NULL || !make_columns(profile) ||
                            !make_select(profile, headers, n_names)))
        status = eg_fail_memory(err);
    if (status != EG_OK) {
        eg_profile_free(profile);
        return status;
    }
    *out = profile;
    return EG_OK;
}

void eg_profile_free(eg_profile *profile)
{
    if (profile == NULL)
        return;
    for (size_t i = 0; profile->columns != NULL && i < profile->n_columns; i++) {
        eg_dict_clear(&profile->columns[i].raw);
        eg_words_free(profile->columns[i].values);
        eg_free(profile->columns[i].counts);
        eg_free(profile->columns[i].what);
    }
    eg_mark_table_free(profile->marks);
    eg_schema_free(profile->schema);
    eg_buffer_clear(&profile->scratch);
    eg_arena_free(profile->arena);
    eg_free(profile);
}

const int32_t *eg_profile_select(const eg_profile *profile, size_t *n)
{
    *n = profile->n_columns;
    return profile->select;
}

/* ---- counting ---- */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 4-May, May-04: a band that a spreadsheet took for a date. */
static bool date_word(eg_text text)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    size_t dash = 0;
    while (dash < text.n && text.at[dash] != '-')
        dash++;
    if (dash == 0 || dash + 1 >= text.n)
        return false;
    eg_text left = {text.at, dash}, right = {text.at + dash + 1, text.n - dash - 1};
    eg_text word = digit(left.at[0]) ? right : left, number = digit(left.at[0]) ? left : right;
    bool month = false, digits = number.n <= 2;
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
        month = month || eg_text_same_word(word, months[i]);
    for (size_t i = 0; i < number.n; i++)
        digits = digits && digit(number.at[i]);
    return month && digits;
}

static uint8_t what_is(eg_text text)
{
    eg_decimal number;
    unsigned what = eg_cell_number(text, false, &number) ? IS_NUMBER : 0;
    what |= eg_cell_yes_no(text) >= 0 ? IS_YES_NO : 0;
    what |= eg_year_read(text, false).first_year != INT32_MIN ? IS_YEAR : 0;
    what |= eg_cell_float_id(text) ? IS_FLOAT_ID : 0;
    what |= date_word(text) ? IS_DATE : 0;
    return (uint8_t)what;
}

void eg_profile_count(column *c, uint8_t what, uint64_t records)
{
    c->usable += records;
    c->numbers += what & IS_NUMBER ? records : 0;
    c->yes_no += what & IS_YES_NO ? records : 0;
    c->years += what & IS_YEAR ? records : 0;
    c->float_ids += what & IS_FLOAT_ID ? records : 0;
    c->dates += what & IS_DATE ? records : 0;
}

static uint8_t problems_of(uint8_t what)
{
    return (uint8_t)((what & IS_NUMBER ? 0U : 1U << NOT_NUMBER) |
                     (what & IS_YES_NO ? 0U : 1U << NOT_YES_NO) |
                     (what & IS_FLOAT_ID ? 1U << FLOAT_ID : 0U) |
                     (what & IS_DATE ? 1U << DATE : 0U));
}

/* The first places of each problem; files and lines come in order. */
static void note_places(column *c, uint8_t problems, const eg_batch *batch, size_t r)
{
    for (unsigned k = 0; k < PROBLEMS; k++) {
        if (!((unsigned)problems >> k & 1U) || !((unsigned)c->watch >> k & 1U))
            continue;
        c->places[k][c->n_places[k]++] =
            (place){batch->file, batch->line == NULL ? 0 : batch->line[r]};
        if (c->n_places[k] == EG_PROFILE_PLACES)
            c->watch &= (uint8_t) ~(1U << k);
    }
}

static bool grow_values(column *c)
{
    if (eg_words_count(c->values) < c->capacity)
        return true;
    size_t capacity = c->capacity == 0 ? 64 : c->capacity * 2;
    uint64_t *counts = eg_realloc(c->counts, capacity, sizeof *counts);
    if (counts != NULL)
        c->counts = counts;
    uint8_t *what = eg_realloc(c->what, capacity, 1);
    if (what != NULL)
        c->what = what;
    if (counts == NULL || what == NULL)
        return false;
    c->capacity = capacity;
    return true;
}

/* Values of the dictionary: 0.. a value, then the marks. */
#define MARK(state) (UINT32_MAX - 1 - (uint32_t)(state))

/* Ids, years and groups know missing marks alone: 2018-19 is no interval there. */
static eg_value_state state_of(const eg_profile *profile, const column *c, eg_text text)
{
    if (c->public.role == EG_ROLE_OUTCOME || c->public.role == EG_ROLE_WEIGHT)
        return eg_mark_of(profile->marks, text);
    if (eg_mark_missing(profile->marks, text))
        return EG_VALUE_MISSING;
    if (c->public.role != EG_ROLE_NONE || eg_year_read(text, false).first_year != INT32_MIN)
        return EG_VALUE_OK;
    return eg_mark_of(profile->marks, text);
}

static bool read_value(eg_profile *profile, column *c, eg_text raw, uint32_t *value,
                       uint8_t *what)
{
    eg_text text = eg_cell_canonical(raw, &profile->scratch);
    eg_value_state state = state_of(profile, c, text);
    *value = EG_NO_WORD;
    *what = 0;
    if (profile->scratch.failed)
        return false;
    if (state != EG_VALUE_OK) {
        *value = MARK(state);
        return eg_dict_put(&c->raw, raw, *value);
    }
    *what = what_is(text);
    *value = eg_words_find(c->values, text);
    if (*value == EG_NO_WORD) {
        c->bytes += text.n;
        if (eg_words_count(c->values) >= VALUES_MOST || c->bytes > VALUE_BYTES_MOST) {
            c->more = true;
            return true;
        }
        if (!grow_values(c) || (*value = eg_words_add(c->values, text)) == EG_NO_WORD)
            return false;
        c->counts[*value] = 0;
        c->what[*value] = *what;
    }
    return eg_dict_put(&c->raw, raw, *value);
}

/* Up to 18 digits as a whole number, as far as a number goes; ids have many. */
static inline bool whole_number(const eg_field *field, eg_decimal *value)
{
    uint64_t whole = 0;
    unsigned d = 0;
    if (field->n > 18)
        return false;
    for (size_t i = 0; i < field->n && d <= 9; i++) {
        d = (unsigned)(unsigned char)field->at[i] - '0';
        whole = whole * 10 + d;
    }
    *value = whole < 9200000000 ? (eg_decimal)whole * 1000000000 : 0;
    return d <= 9 && whole < 9200000000;
}

/* 20232024 is a year; its halves follow each other. */
static inline bool like_years(const eg_field *field, eg_decimal value)
{
    eg_decimal whole = value / 1000000000;
    return field->n == 8 && whole % 10000 == whole / 10000 + 1;
}

/* Once a column has more values than are kept: digits that are neither a mark, a year nor yes.
 */
static inline bool plain_number(const eg_profile *profile, const eg_field *field)
{
    const eg_decimal *numbers;
    const eg_value_state *states;
    eg_decimal value;
    if (field->n < 5 ||
        (!eg_cell_plain_number(field->at, field->n, &value) && !whole_number(field, &value)))
        return false;
    if (like_years(field, value))
        return false;
    size_t n = eg_mark_numbers(profile->marks, &numbers, &states);
    for (size_t i = 0; i < n; i++)
        if (numbers[i] == value)
            return false;
    return true;
}

/* A cell that the dictionary does not know. */
static bool add_other(eg_profile *profile, column *c, const eg_batch *batch, size_t r,
                      const eg_field *field)
{
    uint8_t what = 0;
    uint32_t value = EG_NO_WORD;
    if (!read_value(profile, c, (eg_text){field->at, field->n}, &value, &what))
        return false;
    if (value != EG_NO_WORD && value >= MARK(EG_VALUE_STATES - 1)) {
        c->state[MARK(0) - value]++;
        return true;
    }
    if (value != EG_NO_WORD)
        c->counts[value]++;
    else
        eg_profile_count(c, what, 1);
    note_places(c, problems_of(what), batch, r);
    return true;
}

static bool add_cells(eg_profile *profile, column *c, const eg_batch *batch,
                      const eg_field *fields)
{
    for (size_t r = 0; r < batch->rows; r++) {
        if (c->more && plain_number(profile, &fields[r])) {
            /* The dictionary would be a miss of the cache for every one. */
            eg_profile_count(c, IS_NUMBER, 1);
            note_places(c, problems_of(IS_NUMBER), batch, r);
            continue;
        }
        uint32_t value = eg_dict_look(&c->raw, fields[r].at, fields[r].n, batch->padded);
        if (value == EG_NO_WORD) {
            if (!add_other(profile, c, batch, r, &fields[r]))
                return false;
        } else if (value >= MARK(EG_VALUE_STATES - 1)) {
            c->state[MARK(0) - value]++;
        } else {
            c->counts[value]++;
            if (c->watch & problems_of(c->what[value]))
                note_places(c, problems_of(c->what[value]), batch, r);
        }
    }
    return true;
}

eg_status eg_profile_add(eg_profile *profile, const eg_batch *batch, eg_error *err)
{
    profile->records += batch->rows;
    for (size_t i = 0; i < profile->n_columns; i++) {
        column *c = &profile->columns[i];
        if (profile->select[(size_t)batch->file * profile->n_columns + i] < 0)
            continue;
        const eg_field *fields = eg_batch_fields(batch, i);
        c->public.records += batch->rows;
        if (!add_cells(profile, c, batch, fields))
            return eg_fail_memory(err);
    }
    return EG_OK;
}
