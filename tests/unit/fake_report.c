/* fake_report.c - see fake_report.h. */
#include "fake_report.h"

#include <check.h>
#include <math.h>
#include <string.h>

#include "equitygap/write.h"
#include "unpacked.h"

static const char *const years[] = {"2017-18", "2018-19", "2020-21",
                                    "2021-22", "2022-23", "2023-24"};
enum { N_YEARS = sizeof years / sizeof years[0] };
#define SPAN "2017-18..2023-24"
static const char *const races[] = {"Asian",           "Black", "Hispanic/Latino",
                                    "Native American", "White", "Unknown"};
static const char *const learner[] = {"No", "Yes"};
static const char *const schools[] = {"Douglass Elementary", "Lincoln K-8"};
static const char *const level_names[] = {"Beginning", "Approaching", "Meeting", "Exceeding"};

static const eg_report_outcome outcomes[] = {
    {.name = "graduated",
     .label = "Graduated",
     .kind = EG_KIND_RATE,
     .definition = "Rate: students whose graduated is yes (or 1), out of all students with a "
                   "usable graduated.",
     .has_target = true,
     .target = 0.9,
     .target_year = "2028-29"},
    {.name = "chronically_absent",
     .label = "Chronically absent",
     .kind = EG_KIND_RATE,
     .lower = true,
     .definition = "Rate: students whose chronically_absent is yes (or 1)."},
    {.name = "math_score",
     .label = "Math score",
     .kind = EG_KIND_MEAN,
     .definition = "Mean: the average math_score."},
    {.name = "math_level",
     .label = "Math level",
     .kind = EG_KIND_LEVELS,
     .definition = "Shares of students by their math_level.",
     .levels = level_names,
     .n_levels = 4},
};
static const eg_report_dimension dimensions[] = {
    {"race_ethnicity", "Race/ethnicity", "alphabetical, Unknown last", NULL, races, 6},
    {"english_learner", "English learner", "alphabetical, Unknown last", NULL, learner, 2},
};
static const eg_report_input inputs[] = {
    {"students.csv", 1234567, 24000, 3, "csv", "gzip", "UTF-8", ","}};
static const eg_report_quality quality[] = {
    {"rejected", NULL, 3, "students.csv", 118, "3 records could not be read and were set aside",
     NULL},
    {"invalid_values", "math_score", 12, NULL, 0,
     "12 values of math_score are no numbers and count as missing", NULL}};
static const char *const unit_types[] = {"school"};

eg_fact fake_fact(const char *outcome, const char *year, const char *dimension,
                  const char *group, const char *reference, const char *statistic)
{
    return (eg_fact){.unit_type = "all",
                     .unit = "",
                     .outcome = outcome,
                     .year = year,
                     .dimension = dimension,
                     .group = group,
                     .reference = reference,
                     .statistic = statistic,
                     .value = (double)NAN,
                     .ci_low = (double)NAN,
                     .ci_high = (double)NAN,
                     .p_value = (double)NAN,
                     .p_adjusted = (double)NAN,
                     .note = ""};
}

void fake_report_add(fake_report *fake, const eg_fact *fact)
{
    if (fake->n == fake->capacity) {
        fake->capacity = fake->capacity == 0 ? 1024 : fake->capacity * 2;
        fake->facts = eg_realloc(fake->facts, fake->capacity, sizeof *fake->facts);
        ck_assert_ptr_nonnull(fake->facts);
    }
    fake->facts[fake->n++] = *fact;
}

static eg_status walk(const void *self, eg_fact_visitor visit, void *context, eg_error *err)
{
    const fake_report *fake = self;
    for (size_t i = 0; i < fake->n; i++) {
        eg_status status = visit(context, &fake->facts[i], err);
        if (status != EG_OK) {
            return status;
        }
    }
    return EG_OK;
}

/* Where a group stands: share of the top of its scale, and how it moves a year. */
typedef struct {
    const char *name;
    uint32_t n;
    double level, slope;
} standing;

static const standing race_standing[] = {
    {"Asian", 400, 0.93, 0.002},          {"Black", 900, 0.72, 0.017},
    {"Hispanic/Latino", 1400, 0.79, 0.0}, {"Native American", 7, 0.55, 0.0},
    {"White", 1800, 0.90, 0.001},         {"Unknown", 25, 0.80, 0.0}};
static const standing learner_standing[] = {{"No", 4000, 0.88, 0.003},
                                            {"Yes", 532, 0.64, -0.011}};
static const standing whole_standing[] = {{"All students", 4532, 0.84, 0.004}};

typedef struct {
    fake_report *fake;
    const char *unit_type, *unit, *dimension;
    const eg_report_outcome *outcome;
    const standing *group;
} maker;

static double value_in(const maker *at, size_t year)
{
    double level = at->group->level - (double)(N_YEARS - 1 - year) * at->group->slope;
    if (at->outcome->lower) {
        return 0.5 - level / 2;
    }
    return at->outcome->kind == EG_KIND_MEAN ? 400 + 150 * level : level;
}

static bool hidden(const maker *at, size_t year)
{
    return at->group->n < 10 || (strcmp(at->group->name, "Asian") == 0 && year == 2);
}

static void emit(const maker *at, const char *year, const char *reference,
                 const char *statistic, double value, double half)
{
    eg_fact fact = fake_fact(at->outcome->name, year, at->dimension, at->group->name, reference,
                             statistic);
    fact.unit_type = at->unit_type;
    fact.unit = at->unit;
    fact.value = value;
    fact.n = at->group->n;
    fact.has_n = true;
    if (half > 0) {
        fact.ci_low = value - half;
        fact.ci_high = value + half;
    }
    size_t y = 0;
    while (y < N_YEARS && strcmp(years[y], year) != 0) {
        y++;
    }
    if (hidden(at, y)) {
        fact.status = EG_FACT_SUPPRESSED;
        fact.note = "hidden to protect students";
        fact.value = fact.ci_low = fact.ci_high = fact.p_value = fact.p_adjusted = SECRET_VALUE;
        fact.n = SECRET_N;
    } else if (reference[0] != '\0' && half > 0) {
        double z = value / (half / 1.96);
        fact.p_value = fact.p_adjusted = erfc(fabs(z) / sqrt(2));
    }
    fake_report_add(at->fake, &fact);
}

static void emit_levels(const maker *at, size_t y, double level)
{
    for (size_t l = 0; l < 4; l++) {
        double above = l == 0 ? 1 : pow(level, (double)l);
        double next = l == 3 ? 0 : pow(level, (double)l + 1);
        emit(at, years[y], "",
             eg_arena_printf(at->fake->arena, "at_or_above:%s", level_names[l]), above, 0.03);
        emit(at, years[y], "", eg_arena_printf(at->fake->arena, "share:%s", level_names[l]),
             above - next, 0.02);
    }
}

static void emit_own(const maker *at, size_t y)
{
    double value = value_in(at, y);
    double half = 1.96 * 0.45 / sqrt(at->group->n);
    emit(at, years[y], "", "n", at->group->n, 0);
    if (at->outcome->kind == EG_KIND_RATE) {
        emit(at, years[y], "", "count", round(value * at->group->n), 0);
        emit(at, years[y], "", "rate", value, half);
    } else if (at->outcome->kind == EG_KIND_MEAN) {
        emit(at, years[y], "", "mean", value, 60 * half);
        emit(at, years[y], "", "sd", 42.5, 0);
    } else {
        emit_levels(at, y, value);
    }
}

static void emit_words(const maker *at, const char *statistic, double value, const char *note)
{
    emit(at, SPAN, "rest", statistic, value, 0);
    at->fake->facts[at->fake->n - 1].note = note;
}

static void emit_pairs(const maker *at)
{
    double half = 1.96 * 0.45 / sqrt(at->group->n) * 1.1;
    bool mean = at->outcome->kind == EG_KIND_MEAN;
    double gap = 0;
    for (size_t y = 0; y < N_YEARS; y++) {
        maker whole = *at;
        whole.group = whole_standing;
        gap = (value_in(at, y) - value_in(&whole, y)) * 1.1;
        emit(at, years[y], "rest",
             at->outcome->kind == EG_KIND_LEVELS ? "difference:Meeting" : "difference", gap,
             mean ? 60 * half : half);
        if (at->outcome->kind == EG_KIND_RATE) {
            emit(at, years[y], "rest", "to_parity", ceil(fabs(gap) * at->group->n), 0);
        }
    }
    bool closing = at->group->slope > 0.01;
    bool widening = at->group->slope < -0.01;
    double slope = at->group->slope * (mean ? 150 : at->outcome->lower ? -0.5 : 1);
    emit(at, SPAN, "rest", "gap_slope", slope, closing || widening ? fabs(slope) / 2 : 1);
    emit_words(at, "verdict", (double)NAN,
               closing    ? "closing, the group behind improved"
               : widening ? "widening, the group behind fell"
                          : "no clear change");
    bool behind = (gap < 0) == !at->outcome->lower;
    emit_words(at, "persistence", behind ? 4 : 0, behind ? "persisting" : "none");
}

static void emit_group(const maker *at, bool pairs)
{
    for (size_t y = 0; y < N_YEARS; y++) {
        emit_own(at, y);
    }
    double scale = at->outcome->kind == EG_KIND_MEAN ? 150 : at->outcome->lower ? -0.5 : 1;
    emit(at, SPAN, "", "slope", at->group->slope * scale, fabs(scale) * 0.004);
    if (pairs) {
        emit_pairs(at);
    }
}

static void emit_dimension(fake_report *fake, const eg_report_outcome *outcome,
                           const char *dimension, const standing *groups, size_t n)
{
    maker at = {fake, "all", "", dimension, outcome, NULL};
    for (size_t g = 0; g < n; g++) {
        at.group = &groups[g];
        emit_group(&at, strcmp(dimension, "all") != 0);
    }
    if (n > 1) {
        eg_fact fact =
            fake_fact(outcome->name, years[N_YEARS - 1], dimension, "", "", "predictability");
        fact.value = 0.214;
        fact.ci_low = 0.18;
        fact.ci_high = 0.25;
        fake_report_add(fake, &fact);
    }
}

void fake_report_init_empty(fake_report *fake)
{
    *fake = (fake_report){.arena = eg_arena_new()};
    ck_assert_ptr_nonnull(fake->arena);
    fake->report = (eg_report){.version = "0.1.0",
                               .edition = EG_EDITION_PUBLIC,
                               .min_n = 10,
                               .confidence = 0.95,
                               .digits = 6,
                               .inputs = inputs,
                               .n_inputs = 1,
                               .quality = quality,
                               .n_quality = 2,
                               .outcomes = outcomes,
                               .n_outcomes = 4,
                               .dimensions = dimensions,
                               .n_dimensions = 2,
                               .unit_types = unit_types,
                               .n_unit_types = 1,
                               .years = years,
                               .n_years = N_YEARS,
                               .records = 24000,
                               .students = 4532,
                               .cells = 240,
                               .cells_hidden = 21,
                               .cells_coded = 2,
                               .facts = walk,
                               .self = fake};
    eg_error err = {0};
    eg_settings *settings = NULL;
    eg_report_setting *made = NULL;
    ck_assert_int_eq(eg_settings_new(&settings, &err), EG_OK);
    ck_assert_int_eq(eg_report_settings_make(settings, NULL, fake->arena, &made,
                                             &fake->report.n_settings, &err),
                     EG_OK);
    fake->report.settings = made;
    eg_settings_free(settings);
}

void fake_report_init(fake_report *fake)
{
    fake_report_init_empty(fake);
    for (size_t o = 0; o < 4; o++) {
        emit_dimension(fake, &outcomes[o], "all", whole_standing, 1);
        emit_dimension(fake, &outcomes[o], "race_ethnicity", race_standing, 6);
        emit_dimension(fake, &outcomes[o], "english_learner", learner_standing, 2);
    }
    for (size_t s = 0; s < 2; s++) {
        for (size_t o = 0; o < 4; o++) {
            maker at = {fake, "school", schools[s], "all", &outcomes[o], whole_standing};
            emit_group(&at, false);
        }
    }
    eg_error err = {0};
    eg_finding *findings = NULL;
    ck_assert_int_eq(eg_findings_make(&fake->report, 5, fake->arena, &findings,
                                      &fake->report.n_findings, &err),
                     EG_OK);
    fake->report.findings = findings;
}

void fake_report_clear(fake_report *fake)
{
    eg_arena_free(fake->arena);
    eg_free(fake->facts);
}

const char *fake_written(fake_report *fake, const char *writer, int columns, bool unicode)
{
    eg_error err = {0};
    eg_sink *sink = NULL;
    const eg_write_options options = {.columns = columns, .unicode = unicode};
    const eg_writer *row = eg_writer_of_name(eg_text_of(writer));
    ck_assert_ptr_nonnull(row);
    ck_assert_int_eq(eg_sink_open_memory(&sink, &err), EG_OK);
    ck_assert_int_eq(row->write(&fake->report, sink, &options, &err), EG_OK);
    const char *text = unpacked_text(fake->arena, eg_sink_bytes(sink));
    eg_sink_close(sink);
    ck_assert_ptr_nonnull(text);
    return text;
}
