/* What the raw levels of a race column, or of an axis composed of several, stand for. */
#include "schema/race_read.h"

#include <string.h>

#include "schema/resolve.h"

typedef struct {
    eg_race_reader r;
    const eg_axis_coder *axis;
    eg_settled *settled;
    eg_reading *out;
    size_t lists; /* raw levels that state several groups */
} reading;

void eg_reading_clear(eg_reading *out)
{
    eg_free(out->from);
    eg_free(out->label);
    *out = (eg_reading){.from = NULL};
}

static void note(reading *w, const char *text)
{
    w->r.failed = w->r.failed || !eg_strings_push(w->settled->arena, &w->settled->notes, text);
}

/* ---- one cell of each kind of column ---- */

/* 1 yes, 0 no, -1 it does not say, -2 it cannot be read. */
static int yes_no(const eg_part *part, eg_text text)
{
    eg_race meant = part->groups[0].race;
    eg_race race = eg_race_of(text);
    int known = text.n == 0 ? -1 : eg_cell_yes_no(text);
    if (text.n == 0 || known >= 0)
        return known;
    if (eg_text_same_word(text, "x") || (race == meant && race != EG_RACE_OTHER))
        return 1;
    if (race == EG_RACE_NOT_HISPANIC && meant == EG_RACE_HISPANIC)
        return 0;
    return race == EG_RACE_UNSTATED || eg_text_is(text, "-1") ? -1 : -2;
}

static void state_string(const eg_part *part, eg_text text, eg_stated_list *out)
{
    for (size_t i = 0; i < part->n_groups; i++) {
        const eg_part_group *group = &part->groups[i];
        char c = group->at < text.n ? text.at[group->at] : '0';
        if (c == '1' || c == 'Y' || c == 'y' || c == 'X' || c == 'x')
            eg_stated_add(out, group->label, group->race);
    }
}

static void state_part(reading *w, const eg_part *part, eg_text text, eg_stated_list *out)
{
    switch (part->kind) {
    case EG_PART_FLAG:
    case EG_PART_HISPANIC:
        if (yes_no(part, text) == 1)
            eg_stated_add(out, part->groups[0].label, part->groups[0].race);
        break;
    case EG_PART_RACE:
        eg_race_state(&w->r, text, out);
        break;
    case EG_PART_STRING:
        state_string(part, text, out);
        break;
    }
}

static void state_level(reading *w, uint32_t raw, eg_stated_list *out)
{
    const eg_derived *derived = w->axis->axis->derived;
    eg_text label = eg_axis_label(w->axis, raw), part[EG_PARTS_MOST];
    out->n = 0;
    if (derived == NULL) {
        eg_race_state(&w->r, label, out);
        return;
    }
    eg_derived_split(label, part, derived->n_parts);
    for (size_t p = 0; p < derived->n_parts; p++)
        state_part(w, &derived->parts[p], part[p], out);
}

/* ---- what is known of the columns before ---- */

/* Groups are called as the config or the columns' names say. */
static void name_groups(reading *w, const eg_part *part)
{
    for (size_t i = 0; i < part->n_groups; i++) {
        const eg_part_group *group = &part->groups[i];
        eg_text own;
        bool detail;
        (void)eg_race_of_column(eg_text_of(group->label), &own, &detail);
        if (!detail || group->race == EG_RACE_HISPANIC)
            w->r.label[group->race] = group->label;
    }
}

static void check_flags(reading *w, const eg_part *part, const eg_words *words)
{
    size_t bad = 0;
    for (uint32_t i = 0; i < eg_words_count(words); i++)
        bad += yes_no(part, eg_words_at(words, i)) == -2;
    if (bad > 0)
        note(w,
             eg_arena_printf(w->settled->arena,
                             "column \"%s\": %zu different %s neither yes nor no and %s taken "
                             "as not said",
                             part->column, bad, bad == 1 ? "value is" : "values are",
                             bad == 1 ? "is" : "are"));
}

static void learn(reading *w)
{
    const eg_derived *derived = w->axis->axis->derived;
    w->r.column = w->axis->axis->name;
    if (derived == NULL)
        w->r.words = w->axis->own.labels;
    for (size_t p = 0; derived != NULL && p < derived->n_parts; p++)
        if (derived->parts[p].kind == EG_PART_RACE) {
            w->r.words = w->axis->parts[p].labels;
            w->r.column = derived->parts[p].column;
        }
    eg_race_learn(&w->r);
    for (size_t p = 0; derived != NULL && p < derived->n_parts; p++) {
        const eg_part *part = &derived->parts[p];
        if (part->kind == EG_PART_HISPANIC && w->r.label[EG_RACE_HISPANIC] != NULL)
            continue;
        name_groups(w, part);
    }
    for (size_t p = 0; derived != NULL && p < derived->n_parts; p++)
        if (derived->parts[p].kind == EG_PART_FLAG ||
            derived->parts[p].kind == EG_PART_HISPANIC)
            check_flags(w, &derived->parts[p], w->axis->parts[p].labels);
}

/* A race column by itself is read only where a cell lists several groups. */
static bool has_lists(reading *w)
{
    for (uint32_t i = 0; i < eg_words_count(w->r.words); i++)
        if (eg_race_is_list(&w->r, eg_words_at(w->r.words, i)))
            return true;
    return false;
}

/* ---- all levels ---- */

static bool add_label(eg_reading *out, const char *label)
{
    if (out->n == out->capacity) {
        size_t capacity = out->capacity == 0 ? 64 : out->capacity * 2;
        const char **grown = eg_realloc(out->label, capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        out->label = grown;
        out->capacity = capacity;
    }
    out->label[out->n++] = label;
    return label != NULL;
}

static bool read_all(reading *w)
{
    uint32_t n_raw = (uint32_t)eg_axis_levels(w->axis);
    w->out->from = eg_alloc_zero((size_t)n_raw + 1, sizeof *w->out->from);
    for (uint32_t raw = 0; raw < n_raw && w->out->from != NULL && !w->r.failed; raw++) {
        eg_stated_list stated = {.n = 0};
        const char *label[EG_COUNTED_MOST];
        size_t n = 0;
        if (raw > 0) {
            state_level(w, raw, &stated);
            n = eg_race_count_as(&w->r, &stated, w->axis->axis->counting, label);
        }
        w->lists += stated.n > 1;
        /* One word that means "not said" stays as it is written. */
        if (n == 0 && stated.n == 1 && w->axis->axis->derived == NULL)
            label[n++] = stated.at[0].label;
        if (n == 0)
            label[n++] = "Unknown";
        for (size_t i = 0; i < n; i++)
            w->r.failed = w->r.failed || !add_label(w->out, label[i]);
        w->out->from[raw + 1] = (uint32_t)w->out->n;
    }
    return w->out->from != NULL && !w->r.failed;
}

static const char *rule_words(eg_race_counting counting)
{
    switch (counting) {
    case EG_RACE_FEDERAL:
        return "federal roll-up: Hispanic of any race first, then two or more races, then the "
               "one "
               "race; nothing stated is Unknown";
    case EG_RACE_ALONE_OR_COMBINED:
        return "alone or in combination: a student counts in each group stated, so groups "
               "overlap "
               "and do not add up to all students; students of several groups are also in "
               "\"" EG_MORE_THAN_ONE "\"; nothing stated is Unknown";
    case EG_RACE_AS_GIVEN:
        return "as given: each combination stated is a group; nothing stated is Unknown";
    }
    return "";
}

/* `name` is composed of "a", "b": the rule. */
static void note_rule(reading *w, eg_axis_settled *settled)
{
    const eg_axis *axis = w->axis->axis;
    eg_buffer text = {.at = NULL};
    for (size_t p = 0; axis->derived != NULL && p < axis->derived->n_parts; p++)
        eg_buffer_printf(&text, "%s\"%s\"", p == 0 ? " is composed of " : ", ",
                         axis->derived->parts[p].column);
    if (axis->derived == NULL)
        eg_buffer_printf(&text, ": some cells list several groups");
    settled->rule = rule_words(axis->counting);
    note(w, text.failed ? NULL
                        : eg_arena_printf(w->settled->arena, "\"%s\"%s; %s", axis->name,
                                          eg_buffer_string(&text), settled->rule));
    eg_buffer_clear(&text);
}

static bool concerns_races(const eg_axis *axis)
{
    if (axis->derived != NULL)
        return true;
    return axis->counting != EG_RACE_AS_GIVEN && !axis->is_unit && !axis->is_year &&
           axis->concept != NULL &&
           (strcmp(axis->concept, "race") == 0 || strcmp(axis->concept, "ethnicity") == 0);
}

eg_status eg_race_read(eg_coder *coder, size_t index, eg_settled *settled, eg_reading *out,
                       eg_error *err)
{
    const eg_axis_coder *axis = &coder->axes[index];
    *out = (eg_reading){.from = NULL};
    if (!concerns_races(axis->axis) || coder->schema->n_figures > 0)
        return EG_OK;
    reading w = {.r = {.coder = coder, .axis = axis->axis, .arena = settled->arena},
                 .axis = axis,
                 .settled = settled,
                 .out = out};
    learn(&w);
    if (axis->axis->derived == NULL && !w.r.failed && !has_lists(&w))
        return w.r.failed ? eg_fail_memory(err) : EG_OK;
    if (w.r.failed || !read_all(&w))
        return eg_fail_memory(err);
    out->scheme = w.r.scheme == NULL ? NULL : eg_codes_name(w.r.scheme);
    note_rule(&w, &settled->axes[index]);
    return w.r.failed ? eg_fail_memory(err) : EG_OK;
}
