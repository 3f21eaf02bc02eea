/* Which records count: conditions, totals rows, weights; and the key of a student and year. */
#include <string.h>

#include "ext/hash.h"
#include "schema/coder.h"
#include "schema/coder_save.h"

/* ---- conditions ---- */

eg_status eg_where_coder_init(eg_coder *coder, size_t index, eg_error *err)
{
    eg_where_coder *w = &coder->where[index];
    const eg_where *where = &coder->schema->settings->where[index];
    bool order = where->compare != EG_COMPARE_EQ && where->compare != EG_COMPARE_NE;
    w->where = where;
    w->field = coder->schema->where_field[index];
    w->values = eg_arena_alloc(coder->arena, where->values.n + 1, sizeof *w->values);
    w->numbers = eg_arena_alloc(coder->arena, where->values.n + 1, sizeof *w->numbers);
    w->numeric = eg_arena_alloc(coder->arena, where->values.n + 1, sizeof *w->numeric);
    w->met = eg_arena_alloc(coder->arena, where->values.n + 1, sizeof *w->met);
    if (!eg_dict_init(&w->raw, EG_RAW_MOST) || w->values == NULL || w->numbers == NULL ||
        w->numeric == NULL || w->met == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < where->values.n; i++) {
        eg_text text = eg_cell_canonical(eg_text_of(where->values.at[i]), &coder->scratch);
        char *copy = eg_arena_string(coder->arena, text);
        if (copy == NULL || coder->scratch.failed)
            return eg_fail_memory(err);
        w->values[i] = (eg_text){copy, text.n};
        w->numeric[i] = eg_cell_number(w->values[i], false, &w->numbers[i]);
        if (order && !w->numeric[i])
            return eg_coder_fail(err, EG_E_USAGE, where->column,
                                 "--where compares it with something that is no number; use = "
                                 "or != for words");
    }
    return EG_OK;
}

void eg_where_coder_clear(eg_where_coder *where)
{
    eg_dict_clear(&where->raw);
}

static bool one_holds(const eg_where_coder *w, size_t i, eg_text text, const eg_decimal *number)
{
    bool numbers = number != NULL && w->numeric[i];
    switch (w->where->compare) {
    case EG_COMPARE_EQ:
        return numbers ? *number == w->numbers[i] : eg_text_equal(text, w->values[i]);
    case EG_COMPARE_NE:
        return numbers ? *number != w->numbers[i] : !eg_text_equal(text, w->values[i]);
    case EG_COMPARE_LT:
        return numbers && *number < w->numbers[i];
    case EG_COMPARE_LE:
        return numbers && *number <= w->numbers[i];
    case EG_COMPARE_GT:
        return numbers && *number > w->numbers[i];
    case EG_COMPARE_GE:
        return numbers && *number >= w->numbers[i];
    case EG_COMPARE_NONE:
        return true;
    }
    return true;
}

/* Equal to any value; different from every one. */
static bool holds(const eg_where_coder *w, eg_text text)
{
    eg_decimal number;
    bool numeric = eg_cell_number(text, false, &number);
    bool every = w->where->compare == EG_COMPARE_NE, any = false;
    for (size_t i = 0; i < w->where->values.n; i++) {
        bool other = one_holds(w, i, text, numeric ? &number : NULL) != every;
        w->met[i] = w->met[i] || other;
        any = any || other;
    }
    return any != every;
}

static bool where_passes(eg_coder *coder, eg_where_coder *w, const eg_field *field,
                         bool *passes)
{
    uint32_t known = eg_dict_find(&w->raw, field->at, field->n);
    if (known != EG_NO_WORD) {
        *passes = known != 0;
        return true;
    }
    eg_text raw = {field->at, field->n};
    *passes = holds(w, eg_cell_canonical(raw, &coder->scratch));
    return !coder->scratch.failed && eg_dict_put(&w->raw, raw, *passes);
}

size_t eg_coder_where_unmet(const eg_coder *coder, size_t where)
{
    const eg_where_coder *w = &coder->where[where];
    const bool words = w->where->compare == EG_COMPARE_EQ || w->where->compare == EG_COMPARE_NE;
    size_t n = 0;
    for (size_t i = 0; i < w->where->values.n && words; i++)
        n += !w->met[i];
    return n;
}

/* A value that is asked for may stand in records that another condition leaves out alone. */
static bool look_at_others(eg_coder *coder, size_t where, const eg_selection *s)
{
    eg_where_coder *w = &coder->where[where];
    if (s->n == s->batch->rows || eg_coder_where_unmet(coder, where) == 0 ||
        eg_field_absent(coder, s->batch, w->field))
        return true;
    const eg_field *fields = eg_fields_of(s->batch, w->field);
    for (size_t record = 0; record < s->batch->rows; record++) {
        bool passes;
        if (!where_passes(coder, w, &fields[record], &passes))
            return false;
    }
    return true;
}

/* Keeps in rows the records of s for which a condition holds. */
static bool filter_where(eg_coder *coder, eg_where_coder *w, eg_selection *s)
{
    static const eg_field blank = {.at = "", .n = 0};
    const eg_field *fields = eg_fields_of(s->batch, w->field);
    bool gone = eg_field_absent(coder, s->batch, w->field);
    size_t kept = 0;
    for (size_t r = 0; r < s->n; r++) {
        size_t record = eg_record_of(s, r);
        bool passes = false;
        if (!where_passes(coder, w, gone ? &blank : &fields[record], &passes))
            return false;
        coder->rows[kept] = (uint32_t)record;
        kept += passes;
    }
    s->rows = coder->rows;
    s->n = kept;
    return true;
}

/* ---- totals rows ---- */

static bool total_word(eg_text text)
{
    return eg_text_same_word(text, "total") || eg_text_same_word(text, "grand total") ||
           eg_text_same_word(text, "subtotal");
}

/* A total begins with its letter or something that is trimmed; ids hardly ever do. */
static inline bool may_be_total(const eg_field *field)
{
    if (field->n < 5)
        return false;
    char c = field->at[0];
    return c == 'T' || c == 't' || c == 'G' || c == 'g' || c == 'S' || c == 's' ||
           (unsigned char)c <= ' ' || (unsigned char)c >= 0x80 || c == '=';
}

static bool filter_totals(eg_coder *coder, eg_selection *s)
{
    int32_t field = coder->schema->id_field;
    if (field < 0 || eg_field_absent(coder, s->batch, field))
        return true;
    const eg_field *fields = eg_fields_of(s->batch, field);
    size_t kept = 0;
    bool found = false;
    for (size_t r = 0; r < s->n; r++) {
        size_t record = eg_record_of(s, r);
        const eg_field *f = &fields[record];
        bool total = may_be_total(f) &&
                     total_word(eg_cell_canonical((eg_text){f->at, f->n}, &coder->scratch));
        if (coder->scratch.failed)
            return false;
        coder->rows[kept] = (uint32_t)record;
        kept += !total;
        found = found || total;
    }
    if (found)
        s->rows = coder->rows;
    s->n = kept;
    return true;
}

/* ---- weights ---- */

/* A weight is a whole number of students; anything else sets the record aside. */
static bool read_weight(const eg_field *field, eg_buffer *scratch, uint64_t *weight)
{
    eg_decimal value;
    if (!eg_cell_plain_number(field->at, field->n, &value)) {
        eg_text text = eg_cell_canonical((eg_text){field->at, field->n}, scratch);
        if (!eg_cell_number(text, false, &value))
            return false;
    }
    if (value < 0 || value % EG_DECIMAL_ONE != 0)
        return false;
    *weight = (uint64_t)(value / EG_DECIMAL_ONE);
    return true;
}

static bool filter_weights(eg_coder *coder, eg_selection *s)
{
    int32_t field = coder->schema->weight_field;
    if (field < 0)
        return true;
    bool gone = eg_field_absent(coder, s->batch, field);
    const eg_field *fields = eg_fields_of(s->batch, field);
    size_t kept = 0;
    for (size_t r = 0; r < s->n; r++) {
        size_t record = eg_record_of(s, r);
        bool fine =
            !gone && read_weight(&fields[record], &coder->scratch, &coder->coded.weight[kept]);
        if (!fine && coder->aside != NULL)
            coder->aside->record(coder->aside->context, s->batch, record,
                                 "its weight is no whole number");
        coder->rows[kept] = (uint32_t)record;
        kept += fine;
    }
    s->rows = coder->rows;
    s->n = kept;
    return !coder->scratch.failed;
}

eg_status eg_coder_select(eg_coder *coder, const eg_batch *batch, eg_selection *out,
                          eg_error *err)
{
    *out = (eg_selection){.batch = batch, .n = batch->rows};
    const uint64_t all = eg_times_of(out);
    for (size_t i = 0; i < coder->n_where; i++)
        if (!look_at_others(coder, i, out) || !filter_where(coder, &coder->where[i], out))
            return eg_fail_memory(err);
    const uint64_t passed = eg_times_of(out);
    coder->tally.filtered += all - passed;
    if (!filter_totals(coder, out))
        return eg_fail_memory(err);
    const uint64_t students = eg_times_of(out);
    coder->tally.totals_rows += passed - students;
    if (!filter_weights(coder, out))
        return eg_fail_memory(err);
    const uint64_t weighed = eg_times_of(out);
    coder->tally.bad_weight += students - weighed;
    coder->tally.records += weighed;
    return eg_times_weigh(coder, out, err);
}

/* ---- keys ---- */

enum { KEY_BYTES = 256 };

/* Nothing to unwrap, trim or compose, nor 1.23E+09: letters, digits and signs of ASCII. */
static inline bool plain_id(const eg_field *field)
{
    unsigned char bad = 0;
    for (size_t i = 0; i < field->n; i++) {
        unsigned char c = (unsigned char)field->at[i];
        bad |= (unsigned char)(c <= ' ' || c >= 0x7F || c == '+');
    }
    return !bad && field->n > 0 && field->at[0] != '=' && field->at[0] != '\'';
}

/* The label of a year for keys: one for every spelling of a school year. */
static bool year_key(eg_coder *coder, uint32_t level, eg_text *out)
{
    const eg_axis_coder *axis = &coder->axes[coder->schema->year];
    size_t n = eg_axis_levels(axis);
    if (n > coder->year_keys_capacity) {
        size_t capacity = n * 2;
        char **grown = eg_realloc(coder->year_keys, capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        coder->year_keys = grown;
        coder->year_keys_capacity = capacity;
    }
    for (; coder->n_year_keys < n; coder->n_year_keys++) {
        eg_text text = eg_axis_label(axis, (uint32_t)coder->n_year_keys);
        const char *recoded = eg_axis_recoded(axis->axis->spec, text, &coder->fold);
        if (coder->fold.failed)
            return false;
        if (recoded != NULL)
            text = eg_text_of(recoded);
        eg_year year = eg_year_read(text, false);
        eg_text label = year.label[0] != '\0' ? eg_text_of(year.label) : text;
        char *copy = eg_arena_string(coder->arena, label);
        if (copy == NULL)
            return false;
        coder->year_keys[coder->n_year_keys] = copy;
    }
    *out = eg_text_of(coder->year_keys[level]);
    return true;
}

const char *eg_coder_year_key(eg_coder *coder, uint32_t level)
{
    eg_text label;
    return year_key(coder, level, &label) ? label.at : NULL;
}

static bool long_key(eg_coder *coder, eg_text id, eg_text year, eg_hash128 *key)
{
    eg_buffer_reset(&coder->fold);
    eg_buffer_add_text(&coder->fold, id);
    eg_buffer_add_char(&coder->fold, '\0');
    eg_buffer_add_text(&coder->fold, year);
    if (coder->fold.failed)
        return false;
    *key = eg_hash(coder->fold.at, coder->fold.n, 0);
    return true;
}

static bool make_key(eg_coder *coder, const eg_field *field, eg_text year, eg_hash128 *key)
{
    eg_text id = {field->at, field->n};
    bool digit_first = field->n > 0 && field->at[0] >= '0' && field->at[0] <= '9';
    if (!plain_id(field)) {
        id = eg_cell_canonical(id, &coder->scratch);
        if (!coder->scratch.failed && eg_cell_float_id(id)) {
            *key = (eg_hash128){0, 0};
            coder->tally.damaged_ids++;
            return true;
        }
    }
    if (coder->scratch.failed)
        return false;
    if ((!digit_first || coder->schema->settings->missing_marks.n > 0) &&
        eg_mark_missing(coder->marks, id)) {
        *key = (eg_hash128){0, 0};
        coder->tally.no_id++;
        return true;
    }
    char bytes[KEY_BYTES];
    if (id.n + 1 + year.n > sizeof bytes)
        return long_key(coder, id, year, key);
    memcpy(bytes, id.at, id.n);
    bytes[id.n] = '\0';
    memcpy(bytes + id.n + 1, year.at, year.n);
    *key = eg_hash(bytes, id.n + 1 + year.n, 0);
    return true;
}

eg_status eg_coder_keys(eg_coder *coder, const eg_selection *s, eg_error *err)
{
    const eg_schema *schema = coder->schema;
    eg_hash128 *key = coder->coded.key;
    if (key == NULL)
        return EG_OK;
    if (eg_field_absent(coder, s->batch, schema->id_field)) {
        memset(key, 0, s->n * sizeof *key);
        coder->tally.no_id += s->n;
        return EG_OK;
    }
    const eg_field *fields = eg_fields_of(s->batch, schema->id_field);
    const uint32_t *level = schema->year < 0 ? NULL : coder->coded.level[schema->year];
    eg_text year = {"", 0};
    uint32_t last = EG_NO_WORD;
    for (size_t r = 0; r < s->n; r++) {
        if (level != NULL && level[r] != last && !year_key(coder, level[r], &year))
            return eg_fail_memory(err);
        last = level == NULL ? 0 : level[r];
        if (!make_key(coder, &fields[eg_record_of(s, r)], year, &key[r]))
            return eg_fail_memory(err);
    }
    return EG_OK;
}
