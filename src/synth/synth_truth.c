/*
 * What the district's figures are on average over all draws: exact sums over cells and schools,
 * no simulation. Students of a group are independent draws, so these are the values intervals
 * should cover.
 */
#include "synth/model.h"

#include <math.h>
#include <string.h>

/* Expected values of one kind of student, or sums of them weighted by how likely the kind is.
 */
typedef enum {
    SUM_STUDENTS,
    SUM_GRADE_12,
    SUM_MATH,
    SUM_MATH_SQUARE,
    SUM_ELA,
    SUM_ELA_SQUARE,
    SUM_ATTENDANCE,
    SUM_ATTENDANCE_SQUARE,
    SUM_ABSENT,
    SUM_ANY_SUSPENSION,
    SUM_SUSPENSIONS,
    SUM_SUSPENSIONS_SQUARE,
    SUM_GRADUATED,
    SUM_AT_LEAST, /* and the next two: the cuts of math_level */
    N_SUMS = SUM_AT_LEAST + EG_SYNTH_CUTS
} sum_id;

typedef struct {
    double of[N_SUMS];
} sums;

/* How likely a student of a race is met at a place (a kind of school, or a school). */
typedef struct {
    double any;      /* in any grade */
    double grade_12; /* and in grade 12 */
} reach;

typedef struct {
    const eg_synth_model *model;
    eg_sink *sink;
    double noise_square;    /* mean square deviation of a score */
    double low[2], high[2]; /* mean and mean square of attendance, each side of 0.900 */
    reach kind[EG_SYNTH_MAX_GROUPS][EG_SYNTH_KINDS];
    sums expected[EG_SYNTH_CELLS]
                 [EG_SYNTH_KINDS]; /* in the year at hand, given cell and kind */
    sums cell[EG_SYNTH_CELLS];     /* weighted, over the kinds */
    char year[8];
    bool started;
} truth;

/* ---- expected values ------------------------------------------------------------------ */

static double probability(int value)
{
    return value / (double)EG_SYNTH_WHOLE;
}

/* Share of deviations that bring a score of `mean` to `cut` or above. */
static double at_least(const eg_synth_model *model, int mean, int cut)
{
    size_t from = 0;
    size_t to = EG_SYNTH_NOISE;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (mean + model->noise[middle] >= cut)
            to = middle;
        else
            from = middle + 1;
    }
    return (double)(EG_SYNTH_NOISE - from) / EG_SYNTH_NOISE;
}

static int with_school(eg_synth_measure_id measure, size_t cell, uint64_t year, size_t kind)
{
    return eg_synth_cell_value(measure, cell, year) + eg_synth_measures[measure].school[kind];
}

static void expect(const truth *t, size_t cell, uint64_t year, size_t kind, sums *out)
{
    int math = with_school(EG_SYNTH_MATH, cell, year, kind);
    int ela = with_school(EG_SYNTH_ELA, cell, year, kind);
    double absent = probability(with_school(EG_SYNTH_ABSENT, cell, year, kind));
    double suspended = probability(with_school(EG_SYNTH_SUSPENDED, cell, year, kind));
    double *of = out->of;
    of[SUM_STUDENTS] = 1;
    of[SUM_GRADE_12] = 1;
    of[SUM_MATH] = math / 10.0;
    of[SUM_MATH_SQUARE] = math * math / 100.0 + t->noise_square;
    of[SUM_ELA] = ela / 10.0;
    of[SUM_ELA_SQUARE] = ela * ela / 100.0 + t->noise_square;
    of[SUM_ATTENDANCE] = absent * t->low[0] + (1 - absent) * t->high[0];
    of[SUM_ATTENDANCE_SQUARE] = absent * t->low[1] + (1 - absent) * t->high[1];
    of[SUM_ABSENT] = absent;
    of[SUM_ANY_SUSPENSION] = suspended;
    of[SUM_SUSPENSIONS] = 0;
    of[SUM_SUSPENSIONS_SQUARE] = 0;
    for (int days = 1; days <= EG_SYNTH_SUSPENSIONS; days++) {
        double p = suspended * probability(eg_synth_share.suspensions[days - 1]);
        of[SUM_SUSPENSIONS] += p * days;
        of[SUM_SUSPENSIONS_SQUARE] += p * days * days;
    }
    of[SUM_GRADUATED] = probability(with_school(EG_SYNTH_GRADUATED, cell, year, kind));
    for (size_t c = 0; c < EG_SYNTH_CUTS; c++)
        of[SUM_AT_LEAST + c] = at_least(t->model, math, eg_synth_share.cut[c]);
}

static void add(sums *into, const sums *expected, double weight, reach at)
{
    for (size_t i = 0; i < N_SUMS; i++) {
        bool seniors = i == SUM_GRADE_12 || i == SUM_GRADUATED;
        into->of[i] += weight * (seniors ? at.grade_12 : at.any) * expected->of[i];
    }
}

static void mean_and_square(const uint16_t *thousandths, double out[2])
{
    out[0] = out[1] = 0;
    for (size_t k = 0; k < EG_SYNTH_ATTENDANCES; k++) {
        double rate = thousandths[k] / 1000.0;
        out[0] += rate / EG_SYNTH_ATTENDANCES;
        out[1] += rate * rate / EG_SYNTH_ATTENDANCES;
    }
}

/* ---- where students are met ----------------------------------------------------------- */

/* Grades are equally likely: 6 elementary, 3 middle, 4 high, of which grade 12 is one. */
static reach reach_of(size_t race, size_t level, size_t zone, double share_of_zone)
{
    static const double grades[EG_SYNTH_LEVELS] = {6, 3, 4};
    double p = probability(eg_synth_share.zone[race][zone]) * share_of_zone / EG_SYNTH_GRADES;
    return (reach){p * grades[level], level == EG_SYNTH_HIGH ? p : 0};
}

static void fill_kinds(truth *t)
{
    const eg_synth_schools *schools = &t->model->schools;
    for (size_t place = 0; place < EG_SYNTH_LEVELS * EG_SYNTH_ZONES; place++) {
        size_t level = place / EG_SYNTH_ZONES;
        size_t zone = place % EG_SYNTH_ZONES;
        const eg_synth_served *served = &schools->served[level][zone];
        size_t count[EG_SYNTH_KINDS] = {0};
        for (size_t i = 0; i < served->n; i++)
            count[schools->kind[served->first + i * served->step]]++;
        for (size_t i = 0; i < EG_SYNTH_MAX_GROUPS * EG_SYNTH_KINDS; i++) {
            size_t kind = i % EG_SYNTH_KINDS;
            size_t race = i / EG_SYNTH_KINDS;
            reach r = reach_of(race, level, zone, (double)count[kind] / served->n);
            t->kind[race][kind].any += r.any;
            t->kind[race][kind].grade_12 += r.grade_12;
        }
    }
}

static void fill_year(truth *t, uint64_t year)
{
    eg_synth_year_name(t->year, year);
    memset(t->cell, 0, sizeof t->cell);
    for (size_t cell = 0; cell < EG_SYNTH_CELLS; cell++) {
        uint8_t group[EG_SYNTH_DIMENSIONS];
        eg_synth_cell_groups(cell, group);
        double share = eg_synth_cell_share(cell);
        for (size_t kind = 0; kind < EG_SYNTH_KINDS; kind++) {
            expect(t, cell, year, kind, &t->expected[cell][kind]);
            add(&t->cell[cell], &t->expected[cell][kind], share,
                t->kind[group[EG_SYNTH_RACE]][kind]);
        }
    }
}

/* ---- rows ----------------------------------------------------------------------------- */

typedef struct {
    truth *t;
    const char *dimension;
    char group[128];
    double seen; /* share of the group's students whose group is not left blank */
    const sums *s;
} subject;

static void put(const subject *about, const char *outcome, const char *statistic,
                const char *level, double value)
{
    truth *t = about->t;
    char number[40];
    size_t n = eg_number_json(number, value);
    eg_sink_puts(t->sink, t->started ? ",\n" : "\n");
    t->started = true;
    eg_sink_printf(t->sink, "{\"outcome\":\"%s\",\"dimension\":\"%s\",\"group\":\"%s\",",
                   outcome, about->dimension, about->group);
    eg_sink_printf(t->sink, "\"year\":\"%s\",\"statistic\":\"%s%s\",\"value\":", t->year,
                   statistic, level);
    eg_sink_put(t->sink, number, n);
    eg_sink_puts(t->sink, "}");
}

static double mean_of(const sums *s, size_t id)
{
    return s->of[id] / s->of[SUM_STUDENTS];
}

static void put_mean_sd(const subject *about, const char *outcome, sum_id id)
{
    double mean = mean_of(about->s, id);
    double square = mean_of(about->s, (size_t)id + 1);
    put(about, outcome, "mean", "", mean);
    put(about, outcome, "sd", "", sqrt(square - mean * mean));
}

static void put_share(const subject *about, const char *outcome)
{
    put(about, outcome, "share_of_students", "", about->seen * about->s->of[SUM_STUDENTS]);
}

static void put_levels(const subject *about)
{
    double above[EG_SYNTH_CUTS + 2] = {1};
    for (size_t c = 0; c < EG_SYNTH_CUTS; c++)
        above[c + 1] = mean_of(about->s, SUM_AT_LEAST + c);
    for (size_t level = 0; level <= EG_SYNTH_CUTS; level++) {
        put(about, "math_level", "at_or_above:", eg_synth_level_names[level], above[level]);
        put(about, "math_level", "share:", eg_synth_level_names[level],
            above[level] - above[level + 1]);
    }
    put_share(about, "math_level");
}

static void put_subject(const subject *about)
{
    const sums *s = about->s;
    put_mean_sd(about, "math_score", SUM_MATH);
    put_share(about, "math_score");
    put_mean_sd(about, "ela_score", SUM_ELA);
    put_share(about, "ela_score");
    put_levels(about);
    put_mean_sd(about, "attendance_rate", SUM_ATTENDANCE);
    put_share(about, "attendance_rate");
    put(about, "chronically_absent", "rate", "", mean_of(s, SUM_ABSENT));
    put_share(about, "chronically_absent");
    put(about, "suspensions", "rate", "", mean_of(s, SUM_ANY_SUSPENSION));
    put_mean_sd(about, "suspensions", SUM_SUSPENSIONS);
    put_share(about, "suspensions");
    if (s->of[SUM_GRADE_12] > 0) {
        put(about, "graduated", "rate", "", s->of[SUM_GRADUATED] / s->of[SUM_GRADE_12]);
        put(about, "graduated", "share_of_students", "",
            about->seen * s->of[SUM_GRADE_12] * EG_SYNTH_GRADES);
    }
}

/* Adds up the cells whose groups are those of `want`; SIZE_MAX there takes any. */
static void gather(const truth *t, const size_t want[EG_SYNTH_DIMENSIONS], sums *out)
{
    memset(out, 0, sizeof *out);
    for (size_t cell = 0; cell < EG_SYNTH_CELLS; cell++) {
        uint8_t group[EG_SYNTH_DIMENSIONS];
        bool wanted = true;
        eg_synth_cell_groups(cell, group);
        for (size_t d = 0; d < EG_SYNTH_DIMENSIONS; d++)
            wanted = wanted && (want[d] == SIZE_MAX || want[d] == group[d]);
        for (size_t i = 0; wanted && i < N_SUMS; i++)
            out->of[i] += t->cell[cell].of[i];
    }
}

static void name_group(subject *about, const char *a, const char *b)
{
    size_t n = strlen(a);
    size_t m = strlen(b);
    memcpy(about->group, a, n);
    if (m > 0)
        about->group[n++] = '*';
    memcpy(about->group + n, b, m);
    about->group[n + m] = '\0';
}

/* Blanks have nothing to do with the student: those without a group are like all students. */
static void put_dimension(truth *t, eg_synth_dimension_id d, const sums *all)
{
    const eg_synth_dimension *dimension = &eg_synth_dimensions[d];
    size_t want[EG_SYNTH_DIMENSIONS] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    sums s;
    subject about = {t, dimension->column, "", 1 - probability(dimension->blank), &s};
    for (size_t g = 0; g < dimension->n; g++) {
        want[d] = g;
        gather(t, want, &s);
        name_group(&about, dimension->group[g], "");
        put_subject(&about);
    }
    if (dimension->blank > 0) {
        about = (subject){t, dimension->column, "Unknown", probability(dimension->blank), all};
        put_subject(&about);
    }
}

static void put_race_by_gender(truth *t)
{
    const eg_synth_dimension *race = &eg_synth_dimensions[EG_SYNTH_RACE];
    const eg_synth_dimension *gender = &eg_synth_dimensions[EG_SYNTH_GENDER];
    sums s;
    subject about = {t, "race_ethnicity*gender", "",
                     1 - probability(race->blank + gender->blank), &s};
    for (size_t i = 0; i < race->n * gender->n; i++) {
        size_t r = i / gender->n;
        size_t g = i % gender->n;
        size_t want[EG_SYNTH_DIMENSIONS] = {r, g, SIZE_MAX, SIZE_MAX, SIZE_MAX};
        gather(t, want, &s);
        name_group(&about, race->group[r], gender->group[g]);
        put_subject(&about);
    }
}

static reach reach_of_school(const eg_synth_schools *schools, size_t race, size_t school)
{
    reach sum = {0, 0};
    for (size_t level = 0; level < EG_SYNTH_LEVELS; level++) {
        for (size_t zone = 0; zone < EG_SYNTH_ZONES; zone++) {
            if (!eg_synth_serves(schools, level, zone, school))
                continue;
            reach r = reach_of(race, level, zone, 1.0 / schools->served[level][zone].n);
            sum.any += r.any;
            sum.grade_12 += r.grade_12;
        }
    }
    return sum;
}

static void put_school(truth *t, size_t school)
{
    const eg_synth_schools *schools = &t->model->schools;
    eg_text name = eg_synth_school_name(schools, school);
    reach of_race[EG_SYNTH_MAX_GROUPS];
    sums s = {{0}};
    subject about = {t, "school", "", 1, &s};
    memcpy(about.group, name.at, name.n);
    for (size_t race = 0; race < EG_SYNTH_MAX_GROUPS; race++)
        of_race[race] = reach_of_school(schools, race, school);
    for (size_t cell = 0; cell < EG_SYNTH_CELLS; cell++) {
        uint8_t group[EG_SYNTH_DIMENSIONS];
        eg_synth_cell_groups(cell, group);
        add(&s, &t->expected[cell][schools->kind[school]], eg_synth_cell_share(cell),
            of_race[group[EG_SYNTH_RACE]]);
    }
    put_subject(&about);
}

static void put_year(truth *t)
{
    static const size_t any[EG_SYNTH_DIMENSIONS] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX,
                                                    SIZE_MAX};
    sums all;
    gather(t, any, &all);
    subject about = {t, "all", "All students", 1, &all};
    put_subject(&about);
    for (size_t d = 0; d < EG_SYNTH_DIMENSIONS; d++)
        put_dimension(t, (eg_synth_dimension_id)d, &all);
    put_race_by_gender(t);
    size_t n = t->model->schools.n;
    for (size_t school = 0; n <= EG_SYNTH_TOLD_SCHOOLS && school < n; school++)
        put_school(t, school);
}

eg_status eg_synth_truth_write(const eg_synth_model *model, eg_sink *sink, eg_error *err)
{
    const eg_synth_options *o = &model->options;
    truth *t = eg_alloc_zero(1, sizeof *t);
    if (t == NULL)
        return eg_fail_memory(err);
    t->model = model;
    t->sink = sink;
    for (size_t k = 0; k < EG_SYNTH_NOISE; k++)
        t->noise_square += model->noise[k] * model->noise[k] / (100.0 * EG_SYNTH_NOISE);
    mean_and_square(model->low, t->low);
    mean_and_square(model->high, t->high);
    fill_kinds(t);
    eg_sink_printf(sink, "{\"seed\":%llu,\"students\":%llu,\"schools\":%llu,",
                   (unsigned long long)o->seed, (unsigned long long)o->students,
                   (unsigned long long)o->schools);
    eg_sink_printf(sink, "\"years\":%llu,\"rows\":%llu,\n\"parameters\":",
                   (unsigned long long)o->years, (unsigned long long)o->rows);
    eg_synth_parameters_write(model, sink);
    eg_sink_puts(sink, ",\n\"truth\":[");
    for (uint64_t year = 0; year < o->years; year++) {
        fill_year(t, year);
        put_year(t);
    }
    eg_sink_puts(sink, "]}\n");
    eg_free(t);
    return EG_OK;
}
