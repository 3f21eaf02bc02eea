/* The district that options and parameters make: cells, tables of draws, settled options. */
#include "synth/model.h"

#include <math.h>
#include <stdio.h>

#include "synth/draw.h"

/* ---- cells ---------------------------------------------------------------------------- */

void eg_synth_cell_groups(size_t cell, uint8_t group[EG_SYNTH_DIMENSIONS])
{
    for (size_t d = EG_SYNTH_DIMENSIONS; d-- > 0;) {
        size_t n = eg_synth_dimensions[d].n;
        group[d] = (uint8_t)(cell % n);
        cell /= n;
    }
}

size_t eg_synth_cell_of(const uint8_t group[EG_SYNTH_DIMENSIONS])
{
    size_t cell = 0;
    for (size_t d = 0; d < EG_SYNTH_DIMENSIONS; d++)
        cell = cell * eg_synth_dimensions[d].n + group[d];
    return cell;
}

static double yes_or_no(int yes, uint8_t group)
{
    return (group == 1 ? yes : EG_SYNTH_WHOLE - yes) / (double)EG_SYNTH_WHOLE;
}

double eg_synth_cell_share(size_t cell)
{
    const eg_synth_shares *s = &eg_synth_share;
    uint8_t group[EG_SYNTH_DIMENSIONS];
    eg_synth_cell_groups(cell, group);
    uint8_t race = group[EG_SYNTH_RACE];
    uint8_t gender = group[EG_SYNTH_GENDER];
    return s->race[race] / (double)EG_SYNTH_WHOLE *
           (s->gender[gender] / (double)EG_SYNTH_WHOLE) *
           yes_or_no(s->english[race], group[EG_SYNTH_ENGLISH]) *
           yes_or_no(s->disability[gender], group[EG_SYNTH_DISABILITY]) *
           yes_or_no(s->economic[race], group[EG_SYNTH_ECONOMIC]);
}

int eg_synth_cell_value(eg_synth_measure_id measure, size_t cell, uint64_t year)
{
    const eg_synth_measure *m = &eg_synth_measures[measure];
    int years = year < EG_SYNTH_TREND_YEARS ? (int)year : EG_SYNTH_TREND_YEARS;
    uint8_t group[EG_SYNTH_DIMENSIONS];
    eg_synth_cell_groups(cell, group);
    int value = m->base + m->trend * years;
    for (size_t d = 0; d < EG_SYNTH_DIMENSIONS; d++)
        value += m->effect[d][group[d]] + m->trend_of[d][group[d]] * years;
    return value;
}

/* ---- tables of equally likely values -------------------------------------------------- */

/* The normal distribution function for x >= 0, by its power series: every term is positive. */
static double normal_below(double x)
{
    static const double half_log_two_pi = 0.91893853320467274178;
    double term = x;
    double sum = x;
    for (int odd = 3; term > sum * 1e-17; odd += 2) {
        term *= x * x / odd;
        sum += term;
    }
    return 0.5 + sum * exp(-0.5 * x * x - half_log_two_pi);
}

/* Each value is a quantile of the normal, rounded to a tenth; the lower half mirrors the upper
 * one. */
static void fill_noise(int16_t noise[EG_SYNTH_NOISE])
{
    const size_t half = EG_SYNTH_NOISE / 2;
    int tenths = 0;
    for (size_t k = half; k < EG_SYNTH_NOISE; k++) {
        double p = ((double)k + 0.5) / EG_SYNTH_NOISE;
        while (normal_below((tenths + 0.5) / eg_synth_share.score_sd) <= p)
            tenths++;
        noise[k] = (int16_t)tenths;
        noise[EG_SYNTH_NOISE - 1 - k] = (int16_t)-tenths;
    }
}

/* More students near 1.000 and near 0.899 than far below. */
static void fill_attendance(eg_synth_model *model)
{
    for (size_t k = 0; k < EG_SYNTH_ATTENDANCES; k++) {
        double y = ((double)k + 0.5) / EG_SYNTH_ATTENDANCES;
        model->low[k] = (uint16_t)(899 - (int)(400 * y * y));
        model->high[k] = (uint16_t)(1000 - (int)(101 * y * (0.4 + 0.6 * y)));
    }
}

/* ---- options -------------------------------------------------------------------------- */

void eg_synth_defaults(eg_synth_options *options)
{
    *options =
        (eg_synth_options){.students = 6000, .schools = 10, .years = 6, .rows = 0, .seed = 1};
}

static eg_status check_range(const char *option, uint64_t value, uint64_t most, eg_error *err)
{
    if (value >= 1 && value <= most)
        return EG_OK;
    return eg_fail(err, EG_E_USAGE, "--%s is %llu; give a whole number from 1 to %llu", option,
                   (unsigned long long)value, (unsigned long long)most);
}

static eg_status settle_options(eg_synth_options *options, eg_error *err)
{
    eg_status status = check_range("years", options->years, EG_SYNTH_MAX_YEARS, err);
    if (status == EG_OK)
        status = check_range("schools", options->schools, EG_SYNTH_MAX_SCHOOLS, err);
    if (status != EG_OK)
        return status;
    if (options->rows == 0) {
        status = check_range("students", options->students, EG_SYNTH_MAX_STUDENTS, err);
        options->rows = options->students * options->years;
        return status;
    }
    status = check_range("rows", options->rows, EG_SYNTH_MAX_STUDENTS * options->years, err);
    if (status == EG_OK)
        options->students = (options->rows - 1) / options->years + 1;
    return status;
}

eg_status eg_synth_model_new(eg_synth_model **out, const eg_synth_options *options,
                             eg_error *err)
{
    *out = NULL;
    eg_synth_options settled = *options;
    eg_status status = settle_options(&settled, err);
    if (status != EG_OK)
        return status;
    eg_synth_model *model = eg_alloc_zero(1, sizeof *model);
    if (model == NULL)
        return eg_fail_memory(err);
    model->options = settled;
    model->key = eg_synth_mix(settled.seed + EG_SYNTH_GOLDEN);
    fill_noise(model->noise);
    fill_attendance(model);
    status = eg_synth_schools_build(&model->schools, (size_t)settled.schools, model->key, err);
    if (status != EG_OK) {
        eg_synth_model_free(model);
        return status;
    }
    *out = model;
    return EG_OK;
}

void eg_synth_model_free(eg_synth_model *model)
{
    if (model == NULL)
        return;
    eg_synth_schools_clear(&model->schools);
    eg_free(model);
}

/* ---- years and grades ----------------------------------------------------------------- */

void eg_synth_year_name(char out[8], uint64_t year)
{
    unsigned first = 2018 + (unsigned)(year % 1000);
    (void)snprintf(out, 8, "%04u-%02u", first % 10000, (first + 1) % 100);
}

uint64_t eg_synth_level_of_grade(uint64_t grade)
{
    return grade <= 5 ? 0 : grade <= 8 ? 1 : EG_SYNTH_HIGH;
}
