/* One table of students: repeats found by a fingerprint, or records collapsed by a rule. */
#include <string.h>

#include "cube/cubes_save.h"
#include "cube/internal.h"
#include "cube/students.h"
#include "ext/hash.h"
#include "schema/mean_first.h"

/* Collapse: one outcome of a student. sum and n serve mean; mask holds level words for min and
 * max. */
typedef struct {
    eg_decimal value;
    eg_decimal number;
    eg_i128 sum;
    uint64_t n;
    uint64_t mask;
    uint8_t state;
    uint8_t numeric;
} held;

enum { REST_ROWS = 4096, MASK_WORDS = 64, AHEAD = 16 };

/* ---- life
 * ------------------------------------------------------------------------------------------ */

static eg_status check_rule(const eg_schema *schema, eg_collapse rule, eg_error *err)
{
    if (rule == EG_COLLAPSE_NONE || rule == EG_COLLAPSE_FIRST || rule == EG_COLLAPSE_LAST)
        return EG_OK;
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        const eg_outcome *outcome = &schema->outcomes[o];
        const char *wrong = NULL;
        if (outcome->kind == EG_KIND_AUTO)
            wrong =
                "its kind must be said before rows can be collapsed by this rule: add :rate, "
                ":mean or :levels(...) to --outcome";
        else if (outcome->kind != EG_KIND_MEAN && rule == EG_COLLAPSE_MEAN &&
                 !eg_mean_first(schema, outcome))
            wrong = "only numbers have a mean: use :mean, a threshold such as :rate(<0.9), or "
                    "--collapse first, last, min, max or any";
        else if (outcome->kind != EG_KIND_RATE && rule == EG_COLLAPSE_ANY)
            wrong = "only yes/no outcomes can be collapsed by any: use first, last, min or max";
        if (wrong != NULL) {
            (void)eg_fail(err, EG_E_USAGE, "%s", wrong);
            eg_error_place(err, NULL, 0, 0, outcome->column);
            return EG_E_USAGE;
        }
    }
    return EG_OK;
}

/* In a dimension a student has one place; in a unit alone there can be several. */
static bool find_own(eg_students *students)
{
    const eg_schema *schema = students->schema;
    students->own = eg_alloc_zero(schema->n_units + 1, sizeof *students->own);
    students->elsewhere = eg_alloc_zero(schema->n_units + 1, sizeof *students->elsewhere);
    if (students->own == NULL || students->elsewhere == NULL)
        return false;
    for (size_t u = 0; u < schema->n_units && students->rule == EG_COLLAPSE_NONE; u++)
        if (!eg_axis_divides(schema, schema->units[u]))
            students->own[students->n_own++] = (uint32_t)u;
    return true;
}

static bool is_own(const eg_students *students, size_t axis)
{
    for (size_t i = 0; i < students->n_own; i++)
        if (students->schema->units[students->own[i]] == axis)
            return true;
    return false;
}

eg_status eg_students_new(eg_students **out, const eg_schema *schema, eg_error *err)
{
    *out = NULL;
    eg_collapse rule = schema->settings->collapse;
    eg_status status = check_rule(schema, rule, err);
    if (status != EG_OK)
        return status;
    eg_students *students = eg_alloc_zero(1, sizeof *students);
    if (students == NULL)
        return eg_fail_memory(err);
    students->schema = schema;
    students->rule = rule;
    students->record_bytes = sizeof(fingerprint);
    if (!find_own(students)) {
        eg_students_free(students);
        return eg_fail_memory(err);
    }
    if (students->n_own > 0)
        students->record_bytes += (students->n_own + 1) * sizeof(uint32_t);
    if (rule != EG_COLLAPSE_NONE)
        students->record_bytes = (schema->n_axes * sizeof(uint32_t) + 15) / 16 * 16 +
                                 schema->n_outcomes * sizeof(held) + 16;
    students->table = eg_student_table_new(students->record_bytes);
    if (students->table == NULL) {
        eg_students_free(students);
        return eg_fail_memory(err);
    }
    *out = students;
    return EG_OK;
}

void eg_students_free(eg_students *students)
{
    if (students == NULL)
        return;
    eg_kept_clear(&students->kept, students->schema);
    for (size_t u = 0; students->elsewhere != NULL && u < students->schema->n_units; u++)
        eg_kept_clear(&students->elsewhere[u], students->schema);
    eg_free(students->elsewhere);
    eg_free(students->own);
    eg_student_table_free(students->table);
    eg_free(students);
}

size_t eg_students_bytes(const eg_students *students)
{
    return eg_student_table_entry(students->table);
}

size_t eg_students_held(const eg_students *students)
{
    return students == NULL ? 0 : eg_student_table_bytes(students->table);
}

void eg_students_forget(eg_students *students)
{
    if (students == NULL)
        return;
    eg_student_table_free(students->table);
    students->table = NULL;
}

const eg_students_tally *eg_students_tally_of(const eg_students *students)
{
    return &students->tally;
}

void eg_students_told(eg_students *students, const eg_students_tally *tally)
{
    eg_students_tally *own = &students->tally;
    own->students += tally->students;
    own->identical += tally->identical;
    own->merged += tally->merged;
    own->conflicts += tally->conflicts;
    own->conflicting_students += tally->conflicting_students;
    own->in_several += tally->in_several;
    own->elsewhere += tally->elsewhere;
}

/* ---- repeats
 * ----------------------------------------------------------------------------------------- */

static fingerprint fingerprint_of(const eg_students *students, const eg_coded *coded, size_t r)
{
    fingerprint print = {0};
    uint64_t place = 0;
    for (size_t a = 0; a < students->schema->n_axes; a++)
        if ((int32_t)a != students->schema->year && !is_own(students, a)) {
            place = (place ^ coded->level[a][r]) * UINT64_C(0x9E3779B97F4A7C15);
            place ^= place >> 31;
        }
    print.place = (uint32_t)(place >> 16);
    for (size_t o = 0; o < students->schema->n_outcomes; o++) {
        if (coded->state[o][r] != EG_VALUE_OK)
            continue;
        uint64_t value = ((uint64_t)coded->value[o][r] + o + 1) * UINT64_C(0xD6E8FEB86659FD93);
        if (coded->number != NULL && coded->number[o] != NULL && coded->numeric[o][r])
            value ^= (uint64_t)coded->number[o][r] * UINT64_C(0xA24BAED4963EE407);
        value = (value ^ (value >> 32)) * UINT64_C(0x9E3779B97F4A7C15);
        print.outcomes |= UINT32_C(1) << (o % 32);
        print.values += (uint32_t)(value >> 32);
    }
    return print;
}

/* The levels of the own units, and a word: 1 where a record had others. */
static uint32_t *record_units(void *record)
{
    return (uint32_t *)(void *)((char *)record + sizeof(fingerprint));
}

static uint32_t unit_level(const eg_students *students, const eg_coded *coded, size_t r,
                           size_t own)
{
    return coded->level[students->schema->units[students->own[own]]][r];
}

static bool same_units(const eg_students *students, const eg_coded *coded, size_t r,
                       void *record)
{
    for (size_t i = 0; i < students->n_own; i++)
        if (record_units(record)[i] != unit_level(students, coded, r, i))
            return false;
    return true;
}

static void conflict(eg_students *students, void *record)
{
    students->tally.conflicts++;
    students->tally.conflicting_students += eg_student_table_flag(record);
}

/* In one unit the student is counted already; is this another one, met for the first time? */
static eg_status fresh_unit(eg_students *students, eg_hash128 key, const uint32_t place[2],
                            bool *fresh, eg_error *err)
{
    struct {
        eg_hash128 key;
        uint32_t unit, level;
    } whole = {key, place[0], place[1]};
    void *ignored = NULL;
    return eg_student_table_at(students->table, eg_hash(&whole, sizeof whole, 1), &ignored,
                               fresh, err);
}

/* The same student with the same values in other units: counted there, and not again in the
 * whole. */
static eg_status take_elsewhere(eg_students *students, const eg_coded *coded, size_t r,
                                eg_error *err)
{
    const eg_schema *schema = students->schema;
    size_t counted = 0;
    for (size_t i = 0; i < students->n_own; i++) {
        const uint32_t place[2] = {(uint32_t)i, unit_level(students, coded, r, i)};
        /* what other units brought may have moved it */
        void *record = eg_student_table_find(students->table, coded->key[r]);
        bool fresh = false;
        if (record_units(record)[i] == place[1])
            continue;
        eg_status status = fresh_unit(students, coded->key[r], place, &fresh, err);
        if (status != EG_OK)
            return status;
        eg_kept *kept = &students->elsewhere[students->own[i]];
        if (fresh && !eg_kept_reserve(kept, schema, students->kept.capacity))
            return eg_fail_memory(err);
        if (fresh)
            eg_kept_add(kept, schema, coded, r, false);
        counted += fresh;
    }
    uint32_t *several =
        &record_units(eg_student_table_find(students->table, coded->key[r]))[students->n_own];
    students->tally.in_several += *several == 0;
    *several = 1;
    students->tally.elsewhere += counted > 0;
    students->tally.identical += counted == 0;
    return EG_OK;
}

static eg_status take_one(eg_students *students, const eg_coded *coded, size_t r, void *record,
                          bool fresh, eg_error *err)
{
    fingerprint now = fingerprint_of(students, coded, r), before;
    if (fresh) {
        memcpy(record, &now, sizeof now);
        for (size_t i = 0; i < students->n_own; i++)
            record_units(record)[i] = unit_level(students, coded, r, i);
        students->tally.students++;
        eg_kept_add(&students->kept, students->schema, coded, r, false);
        return EG_OK;
    }
    memcpy(&before, record, sizeof before);
    bool same = before.place == now.place, here = same_units(students, coded, r, record);
    bool equal = same && before.outcomes == now.outcomes && before.values == now.values;
    bool several = students->n_own > 0 && record_units(record)[students->n_own] != 0;
    if (equal && !here)
        return take_elsewhere(students, coded, r, err);
    if (equal) {
        students->tally.identical++;
    } else if (same && here && !several && (before.outcomes & now.outcomes) == 0) {
        students->tally.merged++;
        before.outcomes |= now.outcomes;
        before.values += now.values;
        memcpy(record, &before, sizeof before);
        eg_kept_add(&students->kept, students->schema, coded, r, true);
    } else {
        conflict(students, record);
    }
    return EG_OK;
}

/* ---- collapse
 * ------------------------------------------------------------------------------------------ */

static uint32_t *record_levels(void *record)
{
    return record;
}

static held *record_held(const eg_students *students, void *record)
{
    return (held *)(void *)((char *)record +
                            (students->schema->n_axes * sizeof(uint32_t) + 15) / 16 * 16);
}

static uint64_t *record_weight(const eg_students *students, void *record)
{
    return (uint64_t *)(void *)(record_held(students, record) + students->schema->n_outcomes);
}

static bool absorb(const eg_students *students, held *one, const eg_coded *coded, size_t o,
                   size_t r)
{
    eg_decimal value = coded->value[o][r];
    bool first = one->state != EG_VALUE_OK;
    one->n++;
    if (students->schema->outcomes[o].kind == EG_KIND_LEVELS && value >= 0 &&
        value < MASK_WORDS)
        one->mask |= UINT64_C(1) << value;
    bool take = first;
    switch (students->rule) {
    case EG_COLLAPSE_NONE:
    case EG_COLLAPSE_FIRST:
        break;
    case EG_COLLAPSE_LAST:
        take = true;
        break;
    case EG_COLLAPSE_MIN:
        take = first || value < one->value;
        break;
    case EG_COLLAPSE_MAX:
    case EG_COLLAPSE_ANY:
        take = first || value > one->value;
        break;
    case EG_COLLAPSE_MEAN:
        if (!eg_i128_add(&one->sum, value))
            return false;
        break;
    }
    if (take) {
        one->value = value;
        if (coded->number != NULL && coded->number[o] != NULL) {
            one->number = coded->number[o][r];
            one->numeric = coded->numeric[o][r];
        }
    }
    one->state = EG_VALUE_OK;
    return true;
}

static eg_status collapse_one(eg_students *students, const eg_coded *coded, size_t r,
                              void *record, bool fresh, eg_error *err)
{
    const eg_schema *schema = students->schema;
    held *slots = record_held(students, record);
    bool min_max = students->rule == EG_COLLAPSE_MIN || students->rule == EG_COLLAPSE_MAX;
    students->tally.students += fresh;
    students->tally.merged += !fresh;
    for (size_t a = 0; a < schema->n_axes; a++) {
        uint32_t level = coded->level[a][r];
        if (fresh || (students->rule != EG_COLLAPSE_FIRST && level != EG_LEVEL_UNKNOWN) ||
            record_levels(record)[a] == EG_LEVEL_UNKNOWN)
            record_levels(record)[a] = level;
    }
    if (fresh || students->rule != EG_COLLAPSE_FIRST)
        *record_weight(students, record) = coded->weight == NULL ? 1 : coded->weight[r];
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        uint8_t state = coded->state[o][r];
        if (fresh)
            slots[o].state = state == EG_VALUE_OK ? EG_VALUE_MISSING : state;
        if (state != EG_VALUE_OK)
            continue;
        if (min_max && schema->outcomes[o].kind == EG_KIND_LEVELS &&
            coded->value[o][r] >= MASK_WORDS) {
            eg_error_place(err, NULL, 0, 0, schema->outcomes[o].column);
            return eg_fail(err, EG_E_LIMIT,
                           "more than %d different levels cannot be collapsed "
                           "by min or max: use --collapse first or last",
                           MASK_WORDS);
        }
        if (!absorb(students, &slots[o], coded, o, r))
            return eg_fail(err, EG_E_LIMIT, "a sum exceeds what can be held exactly");
    }
    return EG_OK;
}

/* A record without an id is a student of its own: its mean is its number. */
static void keep_alone(eg_students *students, const eg_coded *coded, size_t r)
{
    const eg_schema *schema = students->schema;
    const size_t at = students->kept.coded.rows;
    eg_kept_add(&students->kept, schema, coded, r, false);
    for (size_t o = 0; o < schema->n_outcomes; o++)
        if (eg_mean_first(schema, &schema->outcomes[o]))
            students->kept.coded.value[o][at] =
                eg_mean_holds(&schema->outcomes[o].spec, coded->value[o][r], 1);
}

eg_status eg_students_take(eg_students *students, const eg_coded *coded, const eg_coded **out,
                           eg_error *err)
{
    *out = &students->kept.coded;
    if (!eg_kept_reserve(&students->kept, students->schema,
                         coded->rows > REST_ROWS ? coded->rows : REST_ROWS))
        return eg_fail_memory(err);
    students->kept.coded.rows = 0;
    for (size_t u = 0; u < students->schema->n_units; u++)
        students->elsewhere[u].coded.rows = 0;
    for (size_t r = 0; r < coded->rows; r++) {
        eg_hash128 key = coded->key[r];
        if (r + AHEAD < coded->rows)
            eg_student_table_ahead(students->table, coded->key[r + AHEAD]);
        if (key.low == 0 && key.high == 0) {
            keep_alone(students, coded, r);
            continue;
        }
        bool fresh = false;
        void *record = NULL;
        eg_status status = eg_student_table_at(students->table, key, &record, &fresh, err);
        if (status == EG_OK && students->rule == EG_COLLAPSE_NONE)
            status = take_one(students, coded, r, record, fresh, err);
        else if (status == EG_OK)
            status = collapse_one(students, coded, r, record, fresh, err);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

const eg_coded *eg_students_elsewhere(const eg_students *students, size_t unit)
{
    return &students->elsewhere[unit].coded;
}

/* The lowest or highest level among the words a student had. */
static eg_decimal extreme_word(const held *one, const eg_outcome_settled *settled, bool highest)
{
    int16_t best = -1;
    eg_decimal word = one->value;
    for (int w = 0; w < MASK_WORDS && (size_t)w < settled->n_words; w++) {
        int16_t as = settled->word_as[w];
        if (!(one->mask >> w & 1) || as < 0)
            continue;
        if (best < 0 || (highest ? as > best : as < best)) {
            best = as;
            word = w;
        }
    }
    return word;
}

/* Half away from zero, as every decimal is rounded. */
static eg_decimal mean_of(const held *one)
{
    eg_i128 n = (eg_i128)one->n, twice = one->sum * 2;
    return (eg_decimal)((twice + (twice < 0 ? -n : n)) / (n * 2));
}

static void give_back(eg_students *students, const eg_settled *settled, void *record)
{
    const eg_schema *schema = students->schema;
    eg_coded *kept = &students->kept.coded;
    const held *slots = record_held(students, record);
    size_t at = kept->rows++;
    bool min_max = students->rule == EG_COLLAPSE_MIN || students->rule == EG_COLLAPSE_MAX;
    for (size_t a = 0; a < schema->n_axes; a++)
        kept->level[a][at] = record_levels(record)[a];
    for (size_t o = 0; o < schema->n_outcomes; o++) {
        const held *one = &slots[o];
        kept->state[o][at] = one->state;
        kept->value[o][at] = one->value;
        kept->number[o][at] = one->number;
        kept->numeric[o][at] = one->numeric;
        if (one->state == EG_VALUE_OK && students->rule == EG_COLLAPSE_MEAN)
            kept->value[o][at] =
                eg_mean_first(schema, &schema->outcomes[o])
                    ? eg_mean_holds(&schema->outcomes[o].spec, one->sum, one->n)
                    : mean_of(one);
        if (one->state == EG_VALUE_OK && min_max && schema->outcomes[o].kind == EG_KIND_LEVELS)
            kept->value[o][at] =
                extreme_word(one, &settled->outcomes[o], students->rule == EG_COLLAPSE_MAX);
    }
    if (kept->weight != NULL)
        kept->weight[at] = *record_weight(students, record);
    kept->counted[at] = 0;
}

eg_status eg_students_rest(eg_students *students, const eg_settled *settled,
                           const eg_coded **out, eg_error *err)
{
    *out = &students->kept.coded;
    if (!eg_kept_reserve(&students->kept, students->schema, REST_ROWS))
        return eg_fail_memory(err);
    students->kept.coded.rows = 0;
    if (students->rule == EG_COLLAPSE_NONE)
        return EG_OK;
    while (students->kept.coded.rows < REST_ROWS) {
        void *record = eg_student_table_next(students->table, &students->next);
        if (record == NULL)
            break;
        give_back(students, settled, record);
    }
    return EG_OK;
}
