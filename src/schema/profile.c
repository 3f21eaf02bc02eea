/* Profile: counting what columns hold. */
#include "schema/profile.h"

#include <stdlib.h>
#include <string.h>

#include "ext/unicode.h"
#include "schema/cell.h"
#include "schema/dict.h"
#include "schema/level_words.h"
#include "schema/resolve.h"
#include "schema/years.h"

enum { VALUES_MOST = 10000, VALUE_BYTES_MOST = 8 << 20, LISTED_MOST = 200, CODES_LISTED = 32 };

/* What a cell can be; a value can be several things. */
enum { IS_NUMBER = 1, IS_YES_NO = 2, IS_YEAR = 4, IS_FLOAT_ID = 8, IS_DATE = 16 };

typedef struct {
    eg_dict raw;      /* -> values */
    eg_words *values; /* canonical; marks have none */
    uint64_t *counts; /* [value] */
    uint8_t *what;    /* [value] */
    size_t capacity, bytes;
    bool more;
    uint64_t state[EG_VALUE_STATES], numbers, yes_no, years, float_ids, dates, usable;
    eg_profile_column public;
} column;

struct eg_profile {
    const eg_settings *settings;
    eg_arena *arena;
    eg_schema *schema;
    eg_mark_table *marks;
    column *columns;
    size_t n_columns, n_files;
    int32_t *select;
    uint64_t records;
    eg_buffer scratch;
};

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

/* Every named column once: the first of its name in each file. */
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
            columns[i] = -1;
        for (size_t c = 0; c < n_names[f]; c++) {
            uint32_t at = eg_words_find(words, header_name(profile, headers[f][c]));
            if (at == EG_NO_WORD || columns[at] >= 0)
                continue;
            columns[at] = (int32_t)c;
            profile->columns[at].public.files++;
        }
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

/* 1.23E+09: an id that a spreadsheet took for a number. */
static bool float_id(eg_text text)
{
    size_t i = 0, digits = 0;
    while (i < text.n && (digit(text.at[i]) || text.at[i] == '.'))
        digits += digit(text.at[i++]);
    if (digits == 0 || i + 2 >= text.n || (text.at[i] != 'E' && text.at[i] != 'e') ||
        text.at[i + 1] != '+')
        return false;
    for (i += 2; i < text.n; i++)
        if (!digit(text.at[i]))
            return false;
    return true;
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
    what |= float_id(text) ? IS_FLOAT_ID : 0;
    what |= date_word(text) ? IS_DATE : 0;
    return (uint8_t)what;
}

static void count_what(column *c, uint8_t what)
{
    c->usable++;
    c->numbers += (what & IS_NUMBER) != 0;
    c->yes_no += (what & IS_YES_NO) != 0;
    c->years += (what & IS_YEAR) != 0;
    c->float_ids += (what & IS_FLOAT_ID) != 0;
    c->dates += (what & IS_DATE) != 0;
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

static bool read_value(eg_profile *profile, column *c, eg_text raw, uint32_t *value,
                       uint8_t *what)
{
    eg_text text = eg_cell_canonical(raw, &profile->scratch);
    bool id = c->public.role == EG_ROLE_ID || c->public.role == EG_ROLE_NAME;
    eg_value_state state =
        id ? (eg_mark_missing(profile->marks, text) ? EG_VALUE_MISSING : EG_VALUE_OK)
           : eg_mark_of(profile->marks, text);
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

static bool add_cell(eg_profile *profile, column *c, const eg_field *field)
{
    uint8_t what = 0;
    uint32_t value = eg_dict_find(&c->raw, field->at, field->n);
    if (value == EG_NO_WORD &&
        !read_value(profile, c, (eg_text){field->at, field->n}, &value, &what))
        return false;
    for (unsigned s = EG_VALUE_MISSING; s < EG_VALUE_STATES; s++)
        if (value == MARK(s)) {
            c->state[s]++;
            return true;
        }
    if (value != EG_NO_WORD) {
        c->counts[value]++;
        what = c->what[value];
    }
    count_what(c, what);
    return true;
}

eg_status eg_profile_add(eg_profile *profile, const eg_batch *batch, eg_error *err)
{
    profile->records += batch->rows;
    for (size_t i = 0; i < profile->n_columns; i++) {
        column *c = &profile->columns[i];
        if (profile->select[(size_t)batch->file * profile->n_columns + i] < 0)
            continue;
        const eg_field *fields = batch->fields + i * batch->stride;
        c->public.records += batch->rows;
        for (size_t r = 0; r < batch->rows; r++)
            if (!add_cell(profile, c, &fields[r]))
                return eg_fail_memory(err);
    }
    return EG_OK;
}

/* ---- what it amounts to ---- */

static eg_profile_type type_of(const column *c)
{
    if (c->usable == 0)
        return EG_TYPE_EMPTY;
    bool year_role = c->public.role == EG_ROLE_YEAR;
    if (c->yes_no == c->usable)
        return EG_TYPE_YES_NO;
    if (c->years == c->usable && (year_role || c->numbers < c->usable))
        return EG_TYPE_YEAR;
    if (c->numbers * 10 >= c->usable * 9)
        return EG_TYPE_NUMBER;
    if (year_role && c->years * 2 >= c->usable)
        return EG_TYPE_YEAR;
    return !c->more && eg_words_count(c->values) <= LISTED_MOST ? EG_TYPE_LEVELS : EG_TYPE_TEXT;
}

/* People are never listed; of a column nobody uses, values that few records have are not
 * either. */
static bool may_list(const column *c)
{
    const eg_profile_column *p = &c->public;
    size_t n = eg_words_count(c->values);
    bool axis =
        p->role == EG_ROLE_DIMENSION || p->role == EG_ROLE_UNIT || p->role == EG_ROLE_YEAR;
    if (p->role == EG_ROLE_ID || p->role == EG_ROLE_NAME || c->more || n > LISTED_MOST)
        return false;
    return axis || p->type != EG_TYPE_NUMBER || n <= CODES_LISTED;
}

static int compare_levels(const void *a, const void *b)
{
    const eg_profile_level *left = a, *right = b;
    return strcmp(left->text, right->text);
}

static bool list_levels(eg_profile *profile, column *c)
{
    eg_profile_column *p = &c->public;
    size_t n = eg_words_count(c->values);
    p->distinct = n;
    p->more = c->more;
    if (!may_list(c))
        return true;
    eg_profile_level *levels = eg_arena_alloc(profile->arena, n + 1, sizeof *levels);
    if (levels == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool few = c->counts[i] < profile->settings->min_n;
        if (few && p->role == EG_ROLE_NONE) {
            p->hidden++;
            continue;
        }
        eg_text text = eg_words_at(c->values, (uint32_t)i);
        levels[p->n_levels++] = (eg_profile_level){text.at, few ? 0 : c->counts[i], few};
    }
    qsort(levels, p->n_levels, sizeof *levels, compare_levels);
    p->levels = levels;
    return true;
}

static void find_damage(column *c)
{
    eg_profile_column *p = &c->public;
    if (p->role == EG_ROLE_ID && c->float_ids > 0) {
        p->damaged = c->float_ids;
        p->damage = "a spreadsheet turned ids into numbers such as 1.23E+09, and their digits "
                    "are lost; export the column as text";
    } else if (p->role != EG_ROLE_ID && p->role != EG_ROLE_NAME && c->dates > 0 &&
               c->dates < c->usable + c->state[EG_VALUE_SUPPRESSED]) {
        p->damaged = c->dates;
        p->damage = "a spreadsheet turned values such as 4-5 into dates such as 4-May; export "
                    "the column as text";
    }
}

/* The outcome as an analysis would count it; AUTO is told by what the column holds. */
static void describe_outcome(const eg_profile *profile, column *c)
{
    eg_profile_column *p = &c->public;
    p->kind = EG_KIND_AUTO;
    for (size_t o = 0; o < profile->schema->n_outcomes; o++) {
        const eg_outcome *outcome = &profile->schema->outcomes[o];
        if (strcmp(outcome->column, p->name) != 0)
            continue;
        p->kind = outcome->kind;
        p->compare = outcome->spec.compare;
        p->threshold = outcome->spec.threshold;
        p->lower = outcome->lower;
        break;
    }
    if (p->kind == EG_KIND_AUTO && c->usable > 0)
        p->kind = p->type == EG_TYPE_YES_NO   ? EG_KIND_RATE
                  : p->type == EG_TYPE_NUMBER ? EG_KIND_MEAN
                                              : EG_KIND_AUTO;
    bool numbers = p->kind == EG_KIND_MEAN || p->compare != EG_COMPARE_NONE;
    if (numbers)
        p->unreadable = c->usable - c->numbers;
    else if (p->kind == EG_KIND_RATE)
        p->unreadable = c->usable - c->yes_no;
}

static bool suggest(eg_profile *profile, column *c)
{
    eg_profile_column *p = &c->public;
    const char *flag = p->role == EG_ROLE_DIMENSION ? "a dimension: --by"
                       : p->role == EG_ROLE_OUTCOME ? "an outcome: --outcome"
                       : p->role == EG_ROLE_UNIT    ? "a unit: --within"
                       : p->role == EG_ROLE_YEAR    ? "the year: --year"
                       : p->role == EG_ROLE_ID      ? "the student id: --id"
                       : p->role == EG_ROLE_WEIGHT  ? "the weight: --weight"
                                                    : NULL;
    if (p->role == EG_ROLE_NONE && p->type == EG_TYPE_YES_NO)
        flag = "an outcome: --outcome";
    else if (p->role == EG_ROLE_NONE && p->type == EG_TYPE_NUMBER && p->distinct > CODES_LISTED)
        flag = "an outcome: --outcome";
    else if (p->role == EG_ROLE_NONE && p->type == EG_TYPE_LEVELS)
        flag = "a dimension: --by";
    if (flag == NULL)
        return true;
    p->suggestion = eg_arena_printf(profile->arena, "%s %s \"%s\"",
                                    p->used ? "is used as" : "could be", flag, p->name);
    return p->suggestion != NULL;
}

eg_status eg_profile_finish(eg_profile *profile, eg_error *err)
{
    for (size_t i = 0; i < profile->n_columns; i++) {
        column *c = &profile->columns[i];
        eg_profile_column *p = &c->public;
        p->type = type_of(c);
        p->missing = c->state[EG_VALUE_MISSING];
        p->suppressed = c->state[EG_VALUE_SUPPRESSED];
        p->not_applicable = c->state[EG_VALUE_NOT_APPLICABLE];
        p->numbers = c->numbers;
        find_damage(c);
        if (p->role == EG_ROLE_OUTCOME)
            describe_outcome(profile, c);
        if (!list_levels(profile, c) || !suggest(profile, c))
            return eg_fail_memory(err);
    }
    return EG_OK;
}

size_t eg_profile_columns(const eg_profile *profile)
{
    return profile->n_columns;
}

const eg_profile_column *eg_profile_column_at(const eg_profile *profile, size_t column_index)
{
    return &profile->columns[column_index].public;
}

uint64_t eg_profile_records(const eg_profile *profile)
{
    return profile->records;
}

const eg_schema *eg_profile_schema(const eg_profile *profile)
{
    return profile->schema;
}
