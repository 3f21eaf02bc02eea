/* report_settings.c - the settings that can change a number, as text for methods and JSON. */
#include <string.h>

#include "report/report_rules.h"
#include "report/setting_list.h"
#include "schema/mark_presets.h"
#include "schema/recipes.h"

static const char *compare_sign(eg_compare compare)
{
    static const char *const signs[] = {"", "<", "<=", ">", ">=", "=", "!="};
    return signs[compare];
}

static void add_kind(eg_buffer *out, eg_kind kind, const eg_outcome_spec *spec,
                     const eg_strings *levels)
{
    static const char *const words[] = {"auto", "rate", "mean", "levels"};
    eg_buffer_add_string(out, words[kind]);
    if (kind == EG_KIND_RATE && spec->compare != EG_COMPARE_NONE) {
        char number[400];
        (void)eg_number_plain(number, eg_decimal_to_double(spec->threshold), 12);
        eg_buffer_printf(out, "(%s%s)", compare_sign(spec->compare), number);
    } else if (kind == EG_KIND_RATE && spec->success.n > 0) {
        eg_buffer_add_char(out, '(');
        eg_setting_add_names(out, &spec->success, "|");
        eg_buffer_add_char(out, ')');
    } else if (kind == EG_KIND_LEVELS && levels->n > 0) {
        eg_buffer_add_char(out, '(');
        eg_setting_add_names(out, levels, "<");
        eg_buffer_add_char(out, ')');
    }
}

/* "@chronic_absence(days_absent,days_enrolled)" */
static void add_recipe(eg_buffer *out, const eg_outcome *outcome)
{
    eg_buffer_printf(out, "@%s(", outcome->recipe->name);
    for (size_t i = 0; i < eg_recipe_inputs(outcome->recipe); i++) {
        eg_buffer_add_string(out, i == 0 ? "" : ",");
        eg_setting_add_name(out, outcome->recipe_column[i]);
    }
    eg_buffer_add_char(out, ')');
}

static void put_outcomes(eg_setting_list *list, const eg_settings *settings,
                         const eg_schema *schema)
{
    eg_buffer out = {0};
    for (size_t i = 0; schema != NULL && i < schema->n_outcomes; i++) {
        const eg_outcome *outcome = &schema->outcomes[i];
        eg_buffer_add_string(&out, i == 0 ? "" : ", ");
        if (strcmp(outcome->name, outcome->column) != 0 || outcome->recipe != NULL) {
            eg_setting_add_name(&out, outcome->name);
            eg_buffer_add_char(&out, '=');
        }
        if (outcome->recipe != NULL) {
            add_recipe(&out, outcome);
        } else {
            eg_setting_add_name(&out, outcome->column);
            eg_buffer_add_char(&out, ':');
            add_kind(&out, outcome->asked ? EG_KIND_AUTO : outcome->kind, &outcome->spec,
                     &outcome->levels);
        }
        eg_buffer_add_string(&out, outcome->lower ? ":lower" : "");
    }
    for (size_t i = 0; schema == NULL && i < settings->n_outcomes; i++) {
        const eg_outcome_spec *spec = &settings->outcomes[i];
        eg_buffer_add_string(&out, i == 0 ? "" : ", ");
        eg_setting_add_names(&out, &spec->columns, "/");
        eg_buffer_add_char(&out, ':');
        add_kind(&out, spec->kind, spec, &spec->levels);
        eg_buffer_add_string(&out, spec->lower ? ":lower" : "");
    }
    eg_setting_buffer(list, "outcome", &out);
}

/* ---- what is analysed
 * ---------------------------------------------------------------------------- */

static void put_by(eg_setting_list *list, const eg_settings *settings, const eg_schema *schema)
{
    eg_buffer out = {0};
    for (size_t i = 0; schema != NULL && i < schema->n_items; i++) {
        const eg_item *item = &schema->items[i];
        eg_buffer_add_string(&out, i == 0 ? "" : ",");
        for (size_t a = 0; a < item->n_axes; a++) {
            eg_buffer_add_string(&out, a == 0 ? "" : "*");
            eg_setting_add_name(&out, schema->axes[item->axis[a]].name);
        }
    }
    for (size_t i = 0; schema == NULL && i < settings->n_by; i++) {
        eg_buffer_add_string(&out, i == 0 ? "" : ",");
        eg_setting_add_names(&out, &settings->by[i].columns, "*");
    }
    eg_setting_buffer(list, "by", &out);
}

static void put_units(eg_setting_list *list, const eg_settings *settings,
                      const eg_schema *schema)
{
    eg_buffer out = {0};
    for (size_t i = 0; schema != NULL && i < schema->n_units; i++) {
        eg_buffer_add_string(&out, i == 0 ? "" : ",");
        eg_setting_add_name(&out, schema->axes[schema->units[i]].name);
    }
    if (schema == NULL) {
        eg_setting_add_names(&out, &settings->within, ",");
    }
    eg_setting_buffer(list, "within", &out);
}

static void put_column(eg_setting_list *list, const char *name, const eg_schema *schema,
                       const char *found, const eg_strings *asked)
{
    if (schema != NULL) {
        eg_setting_text(list, name, found == NULL ? "none" : found);
    } else {
        eg_setting_names(list, name, asked);
    }
}

static void put_where(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer out = {0};
    for (size_t i = 0; i < settings->n_where; i++) {
        const eg_where *where = &settings->where[i];
        bool several = where->compare == EG_COMPARE_EQ && where->values.n > 1;
        eg_buffer_add_string(&out, i == 0 ? "" : " and ");
        eg_setting_add_name(&out, where->column);
        eg_buffer_add_string(&out, several ? " in " : compare_sign(where->compare));
        eg_setting_add_names(&out, &where->values, ",");
    }
    eg_setting_buffer(list, "where", &out);
}

static void add_reference(eg_buffer *out, const eg_reference *reference)
{
    switch (reference->kind) {
    case EG_REFERENCE_REST:
        eg_buffer_add_string(out, "rest");
        break;
    case EG_REFERENCE_OVERALL:
        eg_buffer_add_string(out, "overall");
        break;
    case EG_REFERENCE_HIGHEST:
        eg_buffer_add_string(out, "highest");
        break;
    case EG_REFERENCE_LEVEL:
        eg_setting_add_name(out, reference->dimension);
        eg_buffer_add_char(out, '=');
        eg_setting_add_name(out, reference->level);
        break;
    case EG_REFERENCE_GOAL:
        eg_buffer_add_string(out, reference->goal_text); /* "goal=0.8" */
        break;
    case EG_REFERENCE_STATE: /* never asked for */
        break;
    }
}

static void put_references(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer out = {0};
    for (size_t i = 0; i < settings->n_references; i++) {
        eg_buffer_add_string(&out, i == 0 ? "" : ",");
        add_reference(&out, &settings->references[i]);
    }
    eg_setting_buffer(list, "reference", &out);
}

static void put_dimension_notes(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer recoded = {0};
    eg_buffer own = {0};
    eg_buffer order = {0};
    for (size_t i = 0; i < settings->n_dimensions; i++) {
        const eg_dimension_spec *spec = &settings->dimensions[i];
        const char *name = spec->columns.n > 0 ? spec->columns.at[0] : "";
        for (size_t l = 0; l < spec->level_from.n && l < spec->level_to.n; l++) {
            eg_buffer_add_string(&recoded, recoded.n == 0 ? "" : ", ");
            eg_setting_add_name(&recoded, name);
            eg_buffer_add_char(&recoded, ':');
            eg_setting_add_name(&recoded, spec->level_from.at[l]);
            eg_buffer_add_char(&recoded, '=');
            eg_setting_add_name(&recoded, spec->level_to.at[l]);
        }
        if (spec->order.n > 0) {
            eg_buffer_add_string(&order, order.n == 0 ? "" : ", ");
            eg_setting_add_name(&order, name);
            eg_buffer_add_char(&order, ':');
            eg_setting_add_names(&order, &spec->order, "<");
        }
        if (spec->has_reference) {
            eg_buffer_add_string(&own, own.n == 0 ? "" : ", ");
            eg_setting_add_name(&own, name);
            eg_buffer_add_char(&own, ':');
            add_reference(&own, &spec->reference);
        }
    }
    eg_setting_buffer(list, "dimension_reference", &own);
    eg_setting_buffer(list, "dimension_order", &order);
    eg_setting_buffer(list, "recoded", &recoded);
}

static void put_covariates(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer out = {0};
    for (size_t i = 0; i < settings->covariates.n; i++) {
        const char *name = settings->covariates.at[i];
        bool number = false;
        for (size_t k = 0; k < settings->covariate_numbers.n; k++)
            number = number || strcmp(settings->covariate_numbers.at[k], name) == 0;
        eg_buffer_add_string(&out, i == 0 ? "" : ",");
        eg_setting_add_name(&out, name);
        eg_buffer_add_string(&out, number ? ":number" : "");
    }
    eg_setting_buffer(list, "covariates", &out);
}

static void put_breaks(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer out = {0};
    for (size_t i = 0; i < settings->n_breaks; i++) {
        eg_buffer_add_string(&out, i == 0 ? "" : ", ");
        eg_setting_add_name(&out, settings->breaks[i].year);
        eg_buffer_add_string(&out, settings->breaks[i].dimension.n > 0 ? " by " : "");
        eg_setting_add_names(&out, &settings->breaks[i].dimension, "/");
        eg_buffer_add_string(&out, settings->breaks[i].outcome.n > 0 ? " of " : "");
        eg_setting_add_names(&out, &settings->breaks[i].outcome, "/");
        if (settings->breaks[i].why != NULL && settings->breaks[i].why[0] != '\0') {
            eg_buffer_printf(&out, ": %s", settings->breaks[i].why);
        }
    }
    eg_setting_buffer(list, "breaks", &out);
}

/* A roster's files are inputs; what is joined by is a setting. */
static void put_shape(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer set = {0}, melt = {0};
    const eg_melt *wide = &settings->melt;
    for (size_t i = 0; i < settings->set_names.n; i++) {
        eg_buffer_add_string(&set, i == 0 ? "" : ", ");
        eg_setting_add_name(&set, settings->set_names.at[i]);
        eg_buffer_add_char(&set, '=');
        eg_setting_add_name(&set, settings->set_values.at[i]);
    }
    if (wide->name != NULL)
        eg_setting_add_name(&melt, wide->name);
    for (size_t i = 0; i < wide->values.n; i++) {
        eg_buffer_add_char(&melt, i == 0 ? '=' : ',');
        eg_setting_add_name(&melt, wide->values.at[i]);
        if (strcmp(wide->values.at[i], wide->labels.at[i]) == 0)
            continue;
        eg_buffer_add_char(&melt, ':');
        eg_setting_add_name(&melt, wide->labels.at[i]);
    }
    eg_buffer_add_string(&melt, wide->patterns.n > 0 ? ";" : "");
    eg_setting_add_names(&melt, &wide->patterns, ",");
    eg_setting_names(list, "key", &settings->key);
    eg_setting_buffer(list, "set", &set);
    eg_setting_text(list, "year_from_name", settings->year_from_name);
    eg_setting_buffer(list, "melt", &melt);
}

static void put_what(eg_setting_list *list, const eg_settings *settings,
                     const eg_schema *schema)
{
    static const char *const per[] = {"auto", "student", "row"};
    static const char *const collapse[] = {"", "first", "last", "min", "max", "mean", "any"};
    put_outcomes(list, settings, schema);
    put_by(list, settings, schema);
    put_column(list, "year", schema, schema == NULL ? NULL : schema->year_name,
               &settings->year);
    put_column(list, "id", schema, schema == NULL ? NULL : schema->id_name, &settings->id);
    put_column(list, "weight", schema, schema == NULL ? NULL : schema->weight_name,
               &settings->weight);
    put_units(list, settings, schema);
    put_shape(list, settings);
    put_where(list, settings);
    eg_setting_text(list, "per", per[settings->per]);
    eg_setting_text(list, "collapse", collapse[settings->collapse]);
    put_references(list, settings);
    put_dimension_notes(list, settings);
    put_breaks(list, settings);
    eg_setting_names(list, "stats", &settings->stats);
    if (settings->covariates.n > 0)
        put_covariates(list, settings);
}

/* ---- how
 * ------------------------------------------------------------------------------------------ */

static void put_methods(eg_setting_list *list, const eg_settings *settings)
{
    static const char *const adjust[] = {"bh", "holm", "hochberg", "by", "bonferroni", "none"};
    static const char *const interval[] = {"wilson", "clopper-pearson", "jeffreys",
                                           "agresti-coull"};
    static const char *const ratio[] = {"katz", "score"};
    static const char *const slope[] = {"known", "rmse", "ols"};
    static const char *const ppg[] = {"cccco2022", "disimpact"};
    static const char *const counting[] = {"federal", "alone-or-in-combination", "as-given"};
    eg_setting_number(list, "confidence", settings->confidence);
    eg_setting_text(list, "adjust", adjust[settings->adjust]);
    eg_setting_text(list, "interval", interval[settings->interval]);
    eg_setting_text(list, "ratio_interval", ratio[settings->ratio_interval]);
    eg_setting_text(list, "slope_se", slope[settings->slope_se]);
    eg_setting_text(list, "ppg_rule", ppg[settings->ppg_rule]);
    if (settings->funnel != EG_FUNNEL_PLAIN)
        eg_setting_text(list, "funnel", "overdispersed");
    eg_setting_text(list, "race_counting", counting[settings->race_counting]);
    if (settings->learners != EG_LEARNERS_AS_GIVEN)
        eg_setting_text(list, "learners",
                        settings->learners == EG_LEARNERS_EVER ? "ever" : "status");
    eg_setting_number(list, "margin_rate", settings->margin_rate);
    eg_setting_number(list, "margin_sd", settings->margin_sd);
    /* As written digit by digit: a double would round the seeds beyond 2^53. */
    eg_setting_add(list, "seed",
                   eg_arena_printf(list->arena, "%llu", (unsigned long long)settings->seed),
                   true);
}

static void put_reading(eg_setting_list *list, const eg_settings *settings)
{
    char delimiter[2] = {settings->delimiter, '\0'};
    eg_setting_names(list, "missing", &settings->missing_marks);
    eg_setting_add(list, "missing_replaced", settings->missing_replaced ? "true" : "false",
                   true);
    eg_setting_names(list, "suppressed", &settings->suppressed_marks);
    eg_setting_add(list, "suppressed_replaced",
                   settings->suppressed_replaced ? "true" : "false", true);
    if (settings->marks != NULL)
        eg_setting_text(list, "marks", settings->marks->name);
    eg_setting_number(list, "max_rejects", settings->max_rejects);
    eg_setting_text(list, "delimiter", settings->delimiter == '\t' ? "tab" : delimiter);
    eg_setting_text(list, "encoding", settings->encoding);
    eg_setting_text(list, "sheet", settings->sheet);
}

eg_status eg_report_settings_make(const eg_settings *settings, const eg_schema *schema,
                                  eg_arena *arena, eg_report_setting **out, size_t *n,
                                  eg_error *err)
{
    *out = NULL;
    *n = 0;
    eg_setting_list list = {.arena = arena};
    list.at = eg_arena_alloc(arena, EG_SETTINGS_MOST, sizeof *list.at);
    if (list.at == NULL) {
        return eg_fail_memory(err);
    }
    eg_setting_text(&list, "edition",
                    settings->edition == EG_EDITION_INTERNAL ? "internal" : "public");
    eg_setting_number(&list, "min_n", settings->min_n);
    eg_setting_text(&list, "policy", settings->policy);
    eg_settings_put_rules(&list, settings);
    put_what(&list, settings, schema);
    put_methods(&list, settings);
    put_reading(&list, settings);
    eg_settings_put_given(&list, settings);
    eg_settings_put_idea(&list, settings);
    eg_settings_put_plan(&list, settings);
    if (list.failed) {
        return eg_fail_memory(err);
    }
    *out = list.at;
    *n = list.n;
    return EG_OK;
}
