/* One table of students: repeats found by a fingerprint, or records collapsed by a rule. */
#include <string.h>

#include "cube/internal.h"
#include "cube/student_table.h"
#include "ext/hash.h"

/* What is kept of a student and year when only repeats are looked for. */
typedef struct {
    uint32_t place;    /* hash of the levels */
    uint32_t outcomes; /* one bit an outcome with a value (outcome modulo 32) */
    uint32_t values;   /* hash of outcomes and values, independent of their order */
} fingerprint;

struct eg_students {
    const eg_schema *schema;
    eg_student_table *table;
    eg_collapse rule;
    eg_students_tally tally;
    eg_coded kept; /* what is passed on; its arrays are ours */
    size_t capacity;
    size_t record_bytes; /* collapse: levels, then outcome slots */
    size_t next;         /* eg_students_rest: next student */
};

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

enum { REST_ROWS = 4096, MASK_WORDS = 64 };

/* ---- memory of the records passed on
 * ------------------------------------------------------------ */

static void kept_clear(eg_students *students)
{
    eg_coded *kept = &students->kept;
    for (size_t a = 0; kept->level != NULL && a < students->schema->n_axes; a++)
        eg_free(kept->level[a]);
    for (size_t o = 0; o < students->schema->n_outcomes; o++) {
        if (kept->value != NULL)
            eg_free(kept->value[o]);
        if (kept->number != NULL)
            eg_free(kept->number[o]);
        if (kept->state != NULL)
            eg_free(kept->state[o]);
        if (kept->numeric != NULL)
            eg_free(kept->numeric[o]);
    }
    eg_free(kept->level);
    eg_free(kept->value);
    eg_free(kept->number);
    eg_free(kept->state);
    eg_free(kept->numeric);
    eg_free(kept->weight);
    eg_free(kept->counted);
    *kept = (eg_coded){0};
    students->capacity = 0;
}

static bool kept_columns(eg_students *students, size_t rows)
{
    eg_coded *kept = &students->kept;
    const eg_schema *schema = students->schema;
    kept->level = eg_alloc_zero(schema->n_axes, sizeof *kept->level);
    kept->value = eg_alloc_zero(schema->n_outcomes, sizeof *kept->value);
    kept->number = eg_alloc_zero(schema->n_outcomes, sizeof *kept->number);
    kept->state = eg_alloc_zero(schema->n_outcomes, sizeof *kept->state);
    kept->numeric = eg_alloc_zero(schema->n_outcomes, sizeof *kept->numeric);
    kept->counted = eg_alloc_zero(rows, 1);
    kept->weight = schema->has_weight ? eg_alloc_zero(rows, sizeof *kept->weight) : NULL;
    bool made = kept->level != NULL && kept->value != NULL && kept->number != NULL &&
                kept->state != NULL && kept->numeric != NULL && kept->counted != NULL &&
                (!schema->has_weight || kept->weight != NULL);
    for (size_t a = 0; made && a < schema->n_axes; a++) {
        kept->level[a] = eg_alloc(rows, sizeof **kept->level);
        made = kept->level[a] != NULL;
    }
    for (size_t o = 0; made && o < schema->n_outcomes; o++) {
        kept->value[o] = eg_alloc(rows, sizeof **kept->value);
        kept->number[o] = eg_alloc(rows, sizeof **kept->number);
        kept->state[o] = eg_alloc(rows, 1);
        kept->numeric[o] = eg_alloc(rows, 1);
        made = kept->value[o] != NULL && kept->number[o] != NULL && kept->state[o] != NULL &&
               kept->numeric[o] != NULL;
    }
    return made;
}

static bool kept_reserve(eg_students *students, size_t rows)
{
    if (rows <= students->capacity)
        return true;
    kept_clear(students);
    if (!kept_columns(students, rows)) {
        kept_clear(students);
        return false;
    }
    students->capacity = rows;
    return true;
}

static void keep_row(eg_students *students, const eg_coded *coded, size_t r, bool counted)
{
    eg_coded *kept = &students->kept;
    size_t at = kept->rows++;
    for (size_t a = 0; a < students->schema->n_axes; a++)
        kept->level[a][at] = coded->level[a][r];
    for (size_t o = 0; o < students->schema->n_outcomes; o++) {
        kept->value[o][at] = coded->value[o][r];
        kept->state[o][at] = coded->state[o][r];
        if (coded->number != NULL && coded->number[o] != NULL) {
            kept->number[o][at] = coded->number[o][r];
            kept->numeric[o][at] = coded->numeric[o][r];
        }
    }
    if (kept->weight != NULL)
        kept->weight[at] = coded->weight == NULL ? 1 : coded->weight[r];
    kept->counted[at] = counted;
}

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
        else if (outcome->kind != EG_KIND_MEAN && rule == EG_COLLAPSE_MEAN)
            wrong = "only numbers have a mean: use --collapse first, last, min, max or any";
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
    kept_clear(students);
    eg_student_table_free(students->table);
    eg_free(students);
}

size_t eg_students_bytes(const eg_students *students)
{
    return eg_student_table_entry(students->table);
}

const eg_students_tally *eg_students_tally_of(const eg_students *students)
{
    return &students->tally;
}

/* ---- repeats
 * ----------------------------------------------------------------------------------------- */

static fingerprint fingerprint_of(const eg_students *students, const eg_coded *coded, size_t r)
{
    fingerprint print = {0};
    uint64_t place = 0;
    for (size_t a = 0; a < students->schema->n_axes; a++)
        if ((int32_t)a != students->schema->year) {
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

static void take_one(eg_students *students, const eg_coded *coded, size_t r, void *record,
                     bool fresh)
{
    fingerprint now = fingerprint_of(students, coded, r), before;
    if (fresh) {
        memcpy(record, &now, sizeof now);
        students->tally.students++;
        keep_row(students, coded, r, false);
        return;
    }
    memcpy(&before, record, sizeof before);
    if (before.place == now.place && before.outcomes == now.outcomes &&
        before.values == now.values) {
        students->tally.identical++;
    } else if (before.place == now.place && (before.outcomes & now.outcomes) == 0) {
        students->tally.merged++;
        before.outcomes |= now.outcomes;
        before.values += now.values;
        memcpy(record, &before, sizeof before);
        keep_row(students, coded, r, true);
    } else {
        students->tally.conflicts++;
        students->tally.conflicting_students += eg_student_table_flag(record);
    }
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

eg_status eg_students_take(eg_students *students, const eg_coded *coded, const eg_coded **out,
                           eg_error *err)
{
    *out = &students->kept;
    if (!kept_reserve(students, coded->rows > REST_ROWS ? coded->rows : REST_ROWS))
        return eg_fail_memory(err);
    students->kept.rows = 0;
    for (size_t r = 0; r < coded->rows; r++) {
        eg_hash128 key = coded->key[r];
        if (key.low == 0 && key.high == 0) {
            keep_row(students, coded, r, false);
            continue;
        }
        bool fresh = false;
        void *record = NULL;
        eg_status status = eg_student_table_at(students->table, key, &record, &fresh, err);
        if (status == EG_OK && students->rule == EG_COLLAPSE_NONE)
            take_one(students, coded, r, record, fresh);
        else if (status == EG_OK)
            status = collapse_one(students, coded, r, record, fresh, err);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
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
    eg_coded *kept = &students->kept;
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
            kept->value[o][at] = mean_of(one);
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
    *out = &students->kept;
    if (!kept_reserve(students, REST_ROWS))
        return eg_fail_memory(err);
    students->kept.rows = 0;
    if (students->rule == EG_COLLAPSE_NONE)
        return EG_OK;
    while (students->kept.rows < REST_ROWS) {
        void *record = eg_student_table_next(students->table, &students->next);
        if (record == NULL)
            break;
        give_back(students, settled, record);
    }
    return EG_OK;
}
