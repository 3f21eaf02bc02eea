/* The parameters of a district as JSON, in points and probabilities. No name in here needs
 * escaping. */
#include "synth/model.h"

static void put_number(eg_sink *sink, int value, int unit)
{
    char text[40];
    size_t n = eg_number_json(text, value / (double)unit);
    eg_sink_put(sink, text, n);
}

/* {"NAME":value,...} */
static void put_named(eg_sink *sink, const char *const *name, const int *value, size_t n,
                      int unit)
{
    eg_sink_puts(sink, "{");
    for (size_t i = 0; i < n; i++) {
        eg_sink_printf(sink, "%s\"%s\":", i > 0 ? "," : "", name[i]);
        put_number(sink, value[i], unit);
    }
    eg_sink_puts(sink, "}");
}

static void put_by_group(eg_sink *sink, const char *key,
                         const int value[EG_SYNTH_DIMENSIONS][EG_SYNTH_MAX_GROUPS], int unit)
{
    eg_sink_printf(sink, "\"%s\":{", key);
    for (size_t d = 0; d < EG_SYNTH_DIMENSIONS; d++) {
        const eg_synth_dimension *dimension = &eg_synth_dimensions[d];
        eg_sink_printf(sink, "%s\"%s\":", d > 0 ? "," : "", dimension->column);
        put_named(sink, dimension->group, value[d], dimension->n, unit);
    }
    eg_sink_puts(sink, "}");
}

static void put_measures(eg_sink *sink)
{
    eg_sink_puts(sink, "\"outcomes\":{");
    for (size_t i = 0; i < EG_SYNTH_MEASURES; i++) {
        const eg_synth_measure *m = &eg_synth_measures[i];
        eg_sink_printf(sink, "%s\n\"%s\":{\"base\":", i > 0 ? "," : "", m->column);
        put_number(sink, m->base, m->unit);
        eg_sink_puts(sink, ",\"trend\":");
        put_number(sink, m->trend, m->unit);
        eg_sink_puts(sink, ",\"blank\":");
        put_number(sink, m->blank, EG_SYNTH_WHOLE);
        eg_sink_puts(sink, ",");
        put_by_group(sink, "effect", m->effect, m->unit);
        eg_sink_puts(sink, ",");
        put_by_group(sink, "trend_of", m->trend_of, m->unit);
        eg_sink_puts(sink, "}");
    }
    eg_sink_puts(sink, "}");
}

static void put_students(eg_sink *sink)
{
    const eg_synth_shares *s = &eg_synth_share;
    const char *const *race = eg_synth_dimensions[EG_SYNTH_RACE].group;
    const char *const *gender = eg_synth_dimensions[EG_SYNTH_GENDER].group;
    static const char *const zones[EG_SYNTH_ZONES] = {"1", "2", "3", "4"};
    static const char *const days[EG_SYNTH_SUSPENSIONS] = {"1", "2", "3", "4", "5"};
    eg_sink_puts(sink, "\"students\":{\n\"race_ethnicity\":");
    put_named(sink, race, s->race, 7, EG_SYNTH_WHOLE);
    eg_sink_puts(sink, ",\n\"gender\":");
    put_named(sink, gender, s->gender, 3, EG_SYNTH_WHOLE);
    eg_sink_puts(sink, ",\n\"english_learner_given_race_ethnicity\":");
    put_named(sink, race, s->english, 7, EG_SYNTH_WHOLE);
    eg_sink_puts(sink, ",\n\"disability_given_gender\":");
    put_named(sink, gender, s->disability, 3, EG_SYNTH_WHOLE);
    eg_sink_puts(sink, ",\n\"econ_disadvantaged_given_race_ethnicity\":");
    put_named(sink, race, s->economic, 7, EG_SYNTH_WHOLE);
    eg_sink_puts(sink, ",\n\"zone_given_race_ethnicity\":{");
    for (size_t r = 0; r < 7; r++) {
        eg_sink_printf(sink, "%s\"%s\":", r > 0 ? "," : "", race[r]);
        put_named(sink, zones, s->zone[r], EG_SYNTH_ZONES, EG_SYNTH_WHOLE);
    }
    eg_sink_puts(sink, "},\n\"suspensions_given_any\":");
    put_named(sink, days, s->suspensions, EG_SYNTH_SUSPENSIONS, EG_SYNTH_WHOLE);
    eg_sink_puts(sink, ",\n\"blank\":{");
    for (size_t d = 0; d < EG_SYNTH_DIMENSIONS; d++) {
        eg_sink_printf(sink, "%s\"%s\":", d > 0 ? "," : "", eg_synth_dimensions[d].column);
        put_number(sink, eg_synth_dimensions[d].blank, EG_SYNTH_WHOLE);
    }
    eg_sink_puts(sink, "}}");
}

/* Which levels and zones a school serves, and its effects. */
static void put_school(eg_sink *sink, const eg_synth_schools *schools, size_t school)
{
    static const char *const level_name[EG_SYNTH_LEVELS] = {"elementary", "middle", "high"};
    eg_text name = eg_synth_school_name(schools, school);
    const char *comma = "";
    eg_sink_puts(sink, "{\"school\":\"");
    eg_sink_put_text(sink, name);
    eg_sink_puts(sink, "\",\"serves\":[");
    for (size_t level = 0; level < EG_SYNTH_LEVELS; level++) {
        for (size_t zone = 0; zone < EG_SYNTH_ZONES; zone++) {
            if (!eg_synth_serves(schools, level, zone, school))
                continue;
            eg_sink_printf(sink, "%s{\"level\":\"%s\",\"zone\":\"%zu\",\"schools\":%u}", comma,
                           level_name[level], zone + 1,
                           (unsigned)schools->served[level][zone].n);
            comma = ",";
        }
    }
    eg_sink_puts(sink, "],\"effect\":{");
    for (size_t i = 0; i < EG_SYNTH_MEASURES; i++) {
        const eg_synth_measure *m = &eg_synth_measures[i];
        eg_sink_printf(sink, "%s\"%s\":", i > 0 ? "," : "", m->column);
        put_number(sink, m->school[schools->kind[school]], m->unit);
    }
    eg_sink_puts(sink, "}}");
}

void eg_synth_parameters_write(const eg_synth_model *model, eg_sink *sink)
{
    eg_sink_puts(sink, "{");
    put_students(sink);
    eg_sink_printf(sink, ",\n\"trend_years\":%d,\n\"score_sd\":", EG_SYNTH_TREND_YEARS);
    put_number(sink, eg_synth_share.score_sd, 10);
    eg_sink_puts(sink, ",\n\"math_level_from\":");
    put_named(sink, eg_synth_level_names + 1, eg_synth_share.cut, EG_SYNTH_CUTS, 10);
    eg_sink_puts(sink, ",\n");
    put_measures(sink);
    if (model->schools.n <= EG_SYNTH_TOLD_SCHOOLS) {
        eg_sink_puts(sink, ",\n\"schools\":[");
        for (size_t school = 0; school < model->schools.n; school++) {
            eg_sink_puts(sink, school > 0 ? ",\n" : "\n");
            put_school(sink, &model->schools, school);
        }
        eg_sink_puts(sink, "]");
    }
    eg_sink_puts(sink, "}");
}
