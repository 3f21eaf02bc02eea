/* Labels and order of an axis: recodes, code tables, school years, Unknown. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/derived.h"
#include "schema/group_words.h"
#include "schema/learners.h"
#include "schema/level_words.h"
#include "schema/resolve.h"
#include "schema/spec_parse.h"

enum { OVERLAP_LEVELS = 256 }; /* groups that overlap */

/* One level on its way; sorted into the report's order. */
typedef struct {
    const char *label; /* NUL-terminated, not yet escaped for sorting by the config's order */
    uint32_t raw;
    uint32_t rank; /* in the config's order; after it all alike; Unknown behind */
    int32_t first_year;
    bool recoded;
} level;

typedef struct {
    eg_coder *coder;
    const eg_axis_coder *axis;
    eg_settled *settled;
    eg_axis_settled *out;
    level *levels;
    size_t n; /* those that records have; one for each group of a coder's level */
    eg_reading reading;
    eg_error *err;
} work;

#define UNKNOWN "Unknown"

static bool is_unknown(const char *label)
{
    return eg_text_same_word(eg_text_of(label), UNKNOWN);
}

/* ---- labels ---- */

static eg_status add_level(work *w, uint32_t raw, eg_text text)
{
    const char *recoded = eg_axis_recoded(w->axis->axis->spec, text, &w->coder->fold);
    level *l = &w->levels[w->n++];
    *l = (level){.raw = raw, .first_year = INT32_MIN, .recoded = recoded != NULL};
    l->label = eg_arena_string(w->settled->arena, recoded != NULL ? eg_text_of(recoded)
                                                  : raw == 0      ? eg_text_of(UNKNOWN)
                                                                  : text);
    if (l->label == NULL || w->coder->fold.failed)
        return eg_fail_memory(w->err);
    if (is_unknown(l->label))
        l->label = UNKNOWN;
    return EG_OK;
}

/* Every level that records have, as written or as the config recodes it. */
static eg_status read_levels(work *w)
{
    size_t n_raw = eg_axis_levels(w->axis);
    const eg_reading *read = &w->reading;
    w->levels = eg_alloc_zero(n_raw + read->n, sizeof *w->levels);
    w->out->n_raw = n_raw;
    w->out->final_of = eg_arena_alloc(w->settled->arena, n_raw, sizeof *w->out->final_of);
    if (w->levels == NULL || w->out->final_of == NULL)
        return eg_fail_memory(w->err);
    for (uint32_t raw = 0; raw < n_raw; raw++) {
        w->out->final_of[raw] = EG_NO_WORD;
        if (raw == 0 && w->axis->unknown == 0)
            continue;
        eg_status status = EG_OK;
        if (raw == 0 || read->from == NULL)
            status = add_level(w, raw, eg_axis_label(w->axis, raw));
        else
            for (uint32_t i = read->from[raw]; i < read->from[raw + 1] && status == EG_OK; i++)
                status = add_level(w, raw, eg_text_of(read->label[i]));
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* Codes get words only where every level that nobody recoded is a code of one table. */
static eg_status label_codes(work *w)
{
    const eg_axis *axis = w->axis->axis;
    w->out->scheme = w->reading.scheme;
    if (w->reading.from != NULL)
        return EG_OK;
    eg_text *texts = eg_alloc(w->n + 1, sizeof *texts);
    size_t n = 0;
    if (texts == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n; i++)
        if (!w->levels[i].recoded && !is_unknown(w->levels[i].label))
            texts[n++] = eg_text_of(w->levels[i].label);
    const eg_code_scheme *scheme = eg_codes_find(axis->concept, axis->name, texts, n);
    eg_free(texts);
    if (scheme == NULL)
        return EG_OK;
    w->out->scheme = eg_codes_name(scheme);
    for (size_t i = 0; i < w->n; i++)
        if (!w->levels[i].recoded && !is_unknown(w->levels[i].label))
            w->levels[i].label = eg_codes_label(scheme, eg_text_of(w->levels[i].label));
    return EG_OK;
}

static eg_status note_learners(work *w, const char *why)
{
    const char *text =
        why == NULL ? eg_arena_printf(w->settled->arena, "column \"%s\" by --learners: %s",
                                      w->axis->axis->name, w->out->rule)
                    : eg_arena_printf(
                          w->settled->arena,
                          "column \"%s\" stays as it is written, whatever --learners asks: %s",
                          w->axis->axis->name, why);
    return text != NULL && eg_strings_push(w->settled->arena, &w->settled->notes, text)
               ? EG_OK
               : eg_fail_memory(w->err);
}

/* Statuses of English learners put together, where --learners asks for it and they tell. */
static eg_status group_learners(work *w)
{
    const eg_axis *axis = w->axis->axis;
    eg_learner_rule rule = w->coder->schema->settings->learners;
    bool learners = axis->concept != NULL && strcmp(axis->concept, "english_learner") == 0;
    if (rule == EG_LEARNERS_AS_GIVEN || !learners || axis->is_unit || w->reading.from != NULL)
        return EG_OK;
    const char **labels = eg_alloc(w->n + 1, sizeof *labels);
    const char **called = eg_alloc(w->n + 1, sizeof *called);
    const char *why = NULL;
    for (size_t i = 0; labels != NULL && i < w->n; i++)
        labels[i] = w->levels[i].label;
    bool fine = labels != NULL && called != NULL;
    if (fine)
        why = eg_learners_call(rule, labels, w->n, called);
    for (size_t i = 0; fine && why == NULL && i < w->n; i++)
        w->levels[i].label = called[i];
    w->out->rule = fine && why == NULL ? eg_learners_rule_words(rule) : NULL;
    eg_free(labels);
    eg_free(called);
    return fine ? note_learners(w, why) : eg_fail_memory(w->err);
}

/* 2021 is a school year (2020-21) only among values that can be nothing else. */
static eg_status label_years(work *w)
{
    bool pairs = false;
    for (size_t i = 0; i < w->n; i++)
        pairs = pairs || eg_year_read(eg_text_of(w->levels[i].label), false).pair;
    for (size_t i = 0; i < w->n; i++) {
        level *l = &w->levels[i];
        eg_year year = eg_year_read(eg_text_of(l->label), pairs);
        l->first_year = year.first_year;
        if (year.label[0] != '\0')
            l->label = eg_arena_string(w->settled->arena, eg_text_of(year.label));
        if (l->label == NULL)
            return eg_fail_memory(w->err);
    }
    return EG_OK;
}

/* ---- schools of one name in several districts ---- */

static int compare_own(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    if (left[0] != right[0])
        return left[0] < right[0] ? -1 : 1;
    return left[1] < right[1] ? -1 : left[1] > right[1];
}

static const char *with_parent(work *w, const char *label, uint32_t raw)
{
    eg_text parent = eg_axis_parent(w->axis, raw);
    if (parent.n == 0)
        return eg_arena_printf(w->settled->arena, "%s (district not given)", label);
    const char *district = eg_arena_string(w->settled->arena, parent);
    return district == NULL ? NULL
                            : eg_arena_printf(w->settled->arena, "%s (%s)", label, district);
}

/* Levels of one school name: how many districts it has, a blank one not counted. */
static size_t districts_of(const work *w, const uint32_t (*keys)[2], size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += w->axis->pair_parent[w->levels[keys[i][1]].raw] != 0;
    return n;
}

/* Where rows are groups "All Schools" is the level above, in every district: no school's name.
 */
static bool names_school(const work *w, const char *label)
{
    const eg_schema *schema = w->coder->schema;
    return schema->n_figures == 0 || !(eg_group_is_total(eg_text_of(label)) ||
                                       eg_strings_have(&schema->settings->totals, label));
}

static eg_status label_schools(work *w)
{
    uint32_t(*keys)[2] = eg_alloc(w->n + 1, sizeof *keys);
    size_t n = 0, shared = 0;
    if (keys == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n; i++)
        if (w->levels[i].raw != 0 && names_school(w, w->levels[i].label)) {
            keys[n][0] = w->axis->pair_own[w->levels[i].raw];
            keys[n++][1] = (uint32_t)i;
        }
    qsort(keys, n, sizeof *keys, compare_own);
    bool fine = true;
    for (size_t from = 0, to = 0; from < n && fine; from = to) {
        while (to < n && keys[to][0] == keys[from][0])
            to++;
        if (districts_of(w, (const uint32_t(*)[2])keys, from, to) < 2)
            continue;
        shared++;
        for (size_t i = from; i < to && fine; i++) {
            level *l = &w->levels[keys[i][1]];
            l->label = with_parent(w, l->label, l->raw);
            fine = l->label != NULL;
        }
    }
    eg_free(keys);
    const char *note =
        !fine || shared == 0
            ? ""
            : eg_arena_printf(w->settled->arena,
                              "column \"%s\": %zu names stand for schools in more than one "
                              "district; each is counted on its own, with its district in "
                              "parentheses",
                              w->axis->axis->name, shared);
    if (note != NULL && note[0] != '\0')
        fine = eg_strings_push(w->settled->arena, &w->settled->notes, note);
    return fine && note != NULL ? EG_OK : eg_fail_memory(w->err);
}

/* ---- order ---- */

static int compare_levels(const void *a, const void *b)
{
    const level *left = a, *right = b;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    bool left_year = left->first_year != INT32_MIN, right_year = right->first_year != INT32_MIN;
    if (left_year != right_year)
        return left_year ? -1 : 1;
    if (left->first_year != right->first_year)
        return left->first_year < right->first_year ? -1 : 1;
    return strcmp(left->label, right->label);
}

/* A word of `order` that no level has, where a level outside it has nearly its name. */
static eg_status check_order(work *w, const eg_strings *order)
{
    size_t found = 0;
    const char **others = eg_alloc(w->n + 1, sizeof *others);
    size_t n_others = 0;
    if (others == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n; i++)
        if (w->levels[i].rank == order->n)
            others[n_others++] = w->levels[i].label;
    eg_status status = EG_OK;
    for (size_t k = 0; k < order->n && status == EG_OK; k++) {
        bool here = false;
        for (size_t i = 0; i < w->n && !here; i++)
            here = strcmp(w->levels[i].label, order->at[k]) == 0;
        found += here;
        const char *near =
            here ? NULL : eg_text_nearest(eg_text_of(order->at[k]), others, n_others);
        if (near != NULL)
            status = eg_coder_fail(w->err, EG_E_CONFIG, w->axis->axis->name,
                                   "\"order\" names the level \"%s\", which no record has; did "
                                   "you mean \"%s\"?",
                                   order->at[k], near);
    }
    eg_free(others);
    if (status == EG_OK && found == 0 && w->n > 0)
        status =
            eg_coder_fail(w->err, EG_E_CONFIG, w->axis->axis->name,
                          "no record has any level that \"order\" names; write them as the "
                          "report shows them");
    return status;
}

static eg_status rank_levels(work *w)
{
    const eg_dimension_spec *spec = w->axis->axis->spec;
    const eg_strings none = {NULL, 0};
    const eg_strings *order = spec == NULL || w->axis->axis->is_year ? &none : &spec->order;
    for (size_t i = 0; i < w->n; i++) {
        uint32_t rank = 0;
        while (rank < order->n && strcmp(order->at[rank], w->levels[i].label) != 0)
            rank++;
        w->levels[i].rank = strcmp(w->levels[i].label, UNKNOWN) == 0 ? UINT32_MAX : rank;
    }
    return order->n == 0 || w->coder->tally.records == 0 ? EG_OK : check_order(w, order);
}

/* ---- the result ---- */

/* What crosses and reports could take for something else gets a backslash. */
static const char *escaped(work *w, const char *label)
{
    bool unit = w->axis->axis->is_unit;
    bool whole = strcmp(label, "All students") == 0 || (unit && strcmp(label, "all") == 0);
    if (!whole && strpbrk(label, "*\\") == NULL)
        return label;
    eg_buffer out = {.at = NULL};
    if (whole)
        eg_buffer_add_char(&out, '\\');
    for (const char *c = label; *c != '\0'; c++) {
        if (*c == '*' || *c == '\\')
            eg_buffer_add_char(&out, '\\');
        eg_buffer_add_char(&out, *c);
    }
    const char *copy =
        out.failed ? NULL : eg_arena_string(w->settled->arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    return copy;
}

static eg_status number_levels(work *w)
{
    qsort(w->levels, w->n, sizeof *w->levels, compare_levels);
    eg_axis_settled *out = w->out;
    out->unknown = EG_NO_WORD;
    out->levels = eg_arena_alloc(w->settled->arena, w->n + 1, sizeof *out->levels);
    if (out->levels == NULL)
        return eg_fail_memory(w->err);
    for (size_t i = 0; i < w->n; i++) {
        const level *l = &w->levels[i];
        if (i == 0 || strcmp(w->levels[i - 1].label, l->label) != 0) {
            out->levels[out->n] = (eg_level){escaped(w, l->label), l->first_year};
            if (out->levels[out->n].label == NULL)
                return eg_fail_memory(w->err);
            out->n++;
        }
        if (out->final_of[l->raw] == EG_NO_WORD)
            out->final_of[l->raw] = (uint32_t)out->n - 1;
        if (strcmp(l->label, UNKNOWN) == 0)
            out->unknown = (uint32_t)out->n - 1;
    }
    /* a blank without records is still Unknown where a literal one is */
    if (w->axis->unknown == 0)
        out->final_of[EG_LEVEL_UNKNOWN] = out->unknown;
    return EG_OK;
}

/* What the levels of a numeric covariate are worth. */
static eg_status number_values(work *w)
{
    eg_axis_settled *out = w->out;
    size_t wrong = 0;
    double *number = eg_arena_alloc(w->settled->arena, out->n + 1, sizeof *number);
    if (number == NULL)
        return eg_fail_memory(w->err);
    for (size_t l = 0; l < out->n; l++) {
        eg_decimal value;
        bool percent;
        bool fine = eg_decimal_parse(eg_text_of(out->levels[l].label), &value, &percent) ==
                    EG_NUMBER_OK;
        number[l] = fine ? eg_decimal_to_double(value) : NAN;
        wrong += l != out->unknown && !fine;
    }
    out->number = number;
    if (wrong == 0)
        return EG_OK;
    return eg_coder_fail(w->err, EG_E_INPUT, w->axis->axis->name,
                         "%zu of its values are no numbers, but --covariates takes it for one; "
                         "mark them with --missing, or leave out `:number`",
                         wrong);
}

/* The groups of each coder's level, where some level has several. */
static eg_status list_members(work *w)
{
    eg_axis_settled *out = w->out;
    bool several = false;
    for (size_t r = 0; w->reading.from != NULL && r < out->n_raw; r++)
        several = several || w->reading.from[r + 1] - w->reading.from[r] > 1;
    if (!several)
        return EG_OK;
    if (out->n > OVERLAP_LEVELS)
        return eg_coder_fail(w->err, EG_E_LIMIT, w->axis->axis->name,
                             "it has %zu groups that overlap, and %d is the limit; use "
                             "--race-counting federal or as-given",
                             out->n, (int)OVERLAP_LEVELS);
    out->member_from =
        eg_arena_alloc(w->settled->arena, out->n_raw + 1, sizeof *out->member_from);
    out->members = eg_arena_alloc(w->settled->arena, w->n + 1, sizeof *out->members);
    uint32_t *group = eg_alloc(w->n + 1, sizeof *group);
    if (out->member_from == NULL || out->members == NULL || group == NULL) {
        eg_free(group);
        return eg_fail_memory(w->err);
    }
    /* levels are in final order: number them as number_levels did */
    uint32_t number = 0, n = 0;
    for (size_t i = 0; i < w->n; i++) {
        number += i > 0 && strcmp(w->levels[i - 1].label, w->levels[i].label) != 0;
        group[i] = number;
    }
    for (uint32_t r = 0; r < out->n_raw; r++) {
        out->member_from[r] = n;
        for (size_t i = 0; i < w->n; i++)
            if (w->levels[i].raw == r &&
                (n == out->member_from[r] || out->members[n - 1] != group[i]))
                out->members[n++] = group[i];
    }
    out->member_from[out->n_raw] = n;
    eg_free(group);
    return EG_OK;
}

eg_status eg_axis_settle(eg_coder *coder, size_t axis, eg_settled *settled, eg_error *err)
{
    work w = {.coder = coder,
              .axis = &coder->axes[axis],
              .settled = settled,
              .out = &settled->axes[axis],
              .err = err};
    eg_status status = eg_race_read(coder, axis, settled, &w.reading, err);
    if (status == EG_OK)
        status = read_levels(&w);
    if (status == EG_OK && w.axis->axis->is_year)
        status = label_years(&w);
    else if (status == EG_OK && !w.axis->axis->is_number)
        status = label_codes(&w);
    if (status == EG_OK)
        status = group_learners(&w);
    if (status == EG_OK && w.axis->has_parent)
        status = label_schools(&w);
    if (status == EG_OK)
        status = rank_levels(&w);
    if (status == EG_OK)
        status = number_levels(&w);
    if (status == EG_OK && w.axis->axis->is_number)
        status = number_values(&w);
    if (status == EG_OK)
        status = list_members(&w);
    if (status == EG_OK)
        status = eg_axis_check_size(coder, axis, w.out->n, err);
    eg_free(w.levels);
    eg_reading_clear(&w.reading);
    return status;
}
