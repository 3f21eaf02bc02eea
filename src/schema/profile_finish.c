/* Profile: what the columns amount to. */
#include <stdlib.h>
#include <string.h>

#include "schema/profile_columns.h"

typedef eg_profile_counts column;

static eg_profile_type type_of(const column *c)
{
    if (c->usable == 0)
        return EG_TYPE_EMPTY;
    bool year_role = c->public.role == EG_ROLE_YEAR;
    bool group = c->public.role == EG_ROLE_DIMENSION || c->public.role == EG_ROLE_UNIT;
    if (c->yes_no == c->usable)
        return EG_TYPE_YES_NO;
    if (c->years == c->usable && (year_role || c->numbers < c->usable))
        return EG_TYPE_YEAR;
    if (group && !c->more && eg_words_count(c->values) <= LISTED_MOST)
        return EG_TYPE_LEVELS;
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

/* By alphabet, but numbers before words and by size: grades 2, 10, K. */
static int compare_levels(const void *a, const void *b)
{
    const eg_profile_level *left = a, *right = b;
    eg_decimal x = 0, y = 0;
    bool percent = false;
    bool numbers[] = {eg_decimal_parse(eg_text_of(left->text), &x, &percent) == EG_NUMBER_OK,
                      eg_decimal_parse(eg_text_of(right->text), &y, &percent) == EG_NUMBER_OK};
    if (numbers[0] != numbers[1])
        return numbers[0] ? -1 : 1;
    if (numbers[0] && x != y)
        return x < y ? -1 : 1;
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
    bool internal = profile->settings->edition == EG_EDITION_INTERNAL;
    for (size_t i = 0; i < n; i++) {
        bool few = !internal && c->counts[i] < profile->settings->min_n;
        if (few && (p->role == EG_ROLE_NONE || p->type == EG_TYPE_NUMBER)) {
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

static void keep_places(column *c, int problem)
{
    c->public.places = c->places[problem];
    c->public.n_places = c->n_places[problem];
}

static void find_damage(column *c)
{
    eg_profile_column *p = &c->public;
    if (p->role == EG_ROLE_ID && c->float_ids > 0) {
        p->damaged = c->float_ids;
        p->damage = "a spreadsheet turned ids into numbers such as 1.23E+09, and their digits "
                    "are lost; they are not used as ids; export the column as text";
        keep_places(c, FLOAT_ID);
    } else if (p->role != EG_ROLE_ID && p->role != EG_ROLE_NAME && c->dates > 0 &&
               c->dates < c->usable + c->state[EG_VALUE_SUPPRESSED]) {
        p->damaged = c->dates;
        p->damage = "a spreadsheet turned values such as 4-5 into dates such as 4-May; export "
                    "the column as text";
        keep_places(c, DATE);
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
    if (p->unreadable > 0 && p->damaged == 0)
        keep_places(c, numbers ? NOT_NUMBER : NOT_YES_NO);
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
        for (uint32_t v = 0; v < eg_words_count(c->values); v++)
            eg_profile_count(c, c->what[v], c->counts[v]);
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
