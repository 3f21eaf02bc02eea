/* compare_read.c - a JSON report back in memory, as the writers saw it. */
#include <math.h>
#include <string.h>

#include "equitygap/compare.h"
#include "ext/jsonx.h"

struct eg_saved {
    eg_arena *arena;
    eg_json_doc *doc; /* strings are its */
    eg_report report;
    eg_fact *facts;
    size_t n_facts;
};

typedef struct {
    eg_saved *saved;
    const char *name;
    eg_error *err;
} reader;

static eg_status wrong(const reader *at, const eg_json *value, const char *what)
{
    if (value != NULL)
        eg_error_place(at->err, at->name, value->place.line, value->place.column, NULL);
    else
        eg_error_place(at->err, at->name, 0, 0, NULL);
    return eg_fail(at->err, EG_E_INPUT,
                   "%s; give a report that `equitygap analyze -o report.json` wrote", what);
}

static const char *text_of(const eg_json *object, const char *key)
{
    const eg_json *value = eg_json_get(object, key);
    return value != NULL && (value->kind == EG_JSON_STRING || value->kind == EG_JSON_NUMBER)
               ? value->text
           : value != NULL && value->kind == EG_JSON_TRUE  ? "true"
           : value != NULL && value->kind == EG_JSON_FALSE ? "false"
                                                           : NULL;
}

static const char *text_or_blank(const eg_json *object, const char *key)
{
    const char *text = text_of(object, key);
    return text == NULL ? "" : text;
}

static double number_of(const eg_json *object, const char *key)
{
    const eg_json *value = eg_json_get(object, key);
    return value != NULL && value->kind == EG_JSON_NUMBER ? value->number : (double)NAN;
}

static uint64_t count_of(const eg_json *object, const char *key)
{
    double x = number_of(object, key);
    return isnan(x) ? EG_COUNT_KEPT : x < 0 ? 0 : (uint64_t)x;
}

/* Room for the items of a list; *n is how many. NULL: no memory. */
static void *room(const reader *at, const eg_json *list, size_t size, size_t *n)
{
    *n = list != NULL && list->kind == EG_JSON_ARRAY ? list->n : 0;
    return eg_arena_alloc(at->saved->arena, *n + 1, size);
}

static eg_status read_strings(const reader *at, const eg_json *list, const char *const **out,
                              size_t *n)
{
    const char **strings = room(at, list, sizeof *strings, n);
    if (strings == NULL)
        return eg_fail_memory(at->err);
    size_t i = 0;
    for (const eg_json *item = *n > 0 ? list->first : NULL; item != NULL; item = item->next)
        strings[i++] = item->text == NULL ? "" : item->text;
    *out = strings;
    return EG_OK;
}

/* ---- settings -------------------------------------------------------------------------------
 */

static eg_status read_outcomes(const reader *at, const eg_json *list)
{
    eg_report *report = &at->saved->report;
    eg_report_outcome *outcomes = room(at, list, sizeof *outcomes, &report->n_outcomes);
    if (outcomes == NULL)
        return eg_fail_memory(at->err);
    report->outcomes = outcomes;
    size_t i = 0;
    for (const eg_json *item = report->n_outcomes > 0 ? list->first : NULL; item != NULL;
         item = item->next) {
        eg_report_outcome *outcome = &outcomes[i++];
        const char *kind = text_or_blank(item, "kind");
        outcome->name = text_or_blank(item, "name");
        outcome->label = text_or_blank(item, "label");
        outcome->kind = strcmp(kind, "mean") == 0     ? EG_KIND_MEAN
                        : strcmp(kind, "levels") == 0 ? EG_KIND_LEVELS
                                                      : EG_KIND_RATE;
        outcome->lower = strcmp(text_or_blank(item, "better"), "lower") == 0;
        outcome->definition = text_or_blank(item, "definition");
        outcome->target = number_of(item, "target");
        outcome->has_target = !isnan(outcome->target);
        outcome->target_year = text_of(item, "target_year");
        eg_status status =
            read_strings(at, eg_json_get(item, "levels"), &outcome->levels, &outcome->n_levels);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

static eg_status read_dimensions(const reader *at, const eg_json *list)
{
    eg_report *report = &at->saved->report;
    eg_report_dimension *dimensions = room(at, list, sizeof *dimensions, &report->n_dimensions);
    if (dimensions == NULL)
        return eg_fail_memory(at->err);
    report->dimensions = dimensions;
    size_t i = 0;
    for (const eg_json *item = report->n_dimensions > 0 ? list->first : NULL; item != NULL;
         item = item->next) {
        eg_report_dimension *dimension = &dimensions[i++];
        dimension->name = text_or_blank(item, "name");
        dimension->label = text_or_blank(item, "label");
        dimension->order_rule = text_or_blank(item, "order_rule");
        eg_status status = read_strings(at, eg_json_get(item, "groups"), &dimension->groups,
                                        &dimension->n_groups);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* Scalars only; lists of the settings object have parts of their own. */
static eg_status read_scalars(const reader *at, const eg_json *object)
{
    eg_report *report = &at->saved->report;
    eg_report_setting *settings =
        eg_arena_alloc(at->saved->arena, object->n + 1, sizeof *settings);
    if (settings == NULL)
        return eg_fail_memory(at->err);
    for (const eg_json *item = object->first; item != NULL; item = item->next) {
        const char *text = text_of(object, item->key);
        if (text != NULL)
            settings[report->n_settings++] =
                (eg_report_setting){item->key, text, item->kind != EG_JSON_STRING};
    }
    report->settings = settings;
    return EG_OK;
}

static eg_status read_settings(const reader *at, const eg_json *object)
{
    eg_report *report = &at->saved->report;
    if (object == NULL || object->kind != EG_JSON_OBJECT)
        return wrong(at, object, "it has no settings");
    report->edition = strcmp(text_or_blank(object, "edition"), "internal") == 0
                          ? EG_EDITION_INTERNAL
                          : EG_EDITION_PUBLIC;
    double min_n = number_of(object, "min_n");
    report->min_n = min_n >= 1 ? (uint32_t)min_n : 1;
    report->confidence = number_of(object, "confidence");
    eg_status status = read_scalars(at, object);
    if (status == EG_OK)
        status = read_outcomes(at, eg_json_get(object, "outcomes"));
    if (status == EG_OK)
        status = read_dimensions(at, eg_json_get(object, "dimensions"));
    if (status == EG_OK)
        status =
            read_strings(at, eg_json_get(object, "years"), &report->years, &report->n_years);
    if (status == EG_OK)
        status = read_strings(at, eg_json_get(object, "unit_types"), &report->unit_types,
                              &report->n_unit_types);
    return status;
}

/* ---- inputs, findings -----------------------------------------------------------------------
 */

static eg_status read_inputs(const reader *at, const eg_json *list)
{
    eg_report *report = &at->saved->report;
    eg_report_input *inputs = room(at, list, sizeof *inputs, &report->n_inputs);
    if (inputs == NULL)
        return eg_fail_memory(at->err);
    size_t i = 0;
    for (const eg_json *item = report->n_inputs > 0 ? list->first : NULL; item != NULL;
         item = item->next) {
        inputs[i++] = (eg_report_input){.name = text_or_blank(item, "name"),
                                        .bytes = count_of(item, "bytes"),
                                        .records = count_of(item, "records"),
                                        .rejected = count_of(item, "rejected"),
                                        .format = text_or_blank(item, "format"),
                                        .compression = text_or_blank(item, "compression"),
                                        .encoding = text_or_blank(item, "encoding"),
                                        .delimiter = text_or_blank(item, "delimiter")};
    }
    report->inputs = inputs;
    return EG_OK;
}

static void copy_id(char *out, size_t size, const char *id)
{
    size_t n = strlen(id);
    n = n < size ? n : size - 1;
    memcpy(out, id, n);
    out[n] = '\0';
}

static eg_status read_findings(const reader *at, const eg_json *list)
{
    eg_report *report = &at->saved->report;
    eg_finding *findings = room(at, list, sizeof *findings, &report->n_findings);
    if (findings == NULL)
        return eg_fail_memory(at->err);
    size_t i = 0;
    for (const eg_json *item = report->n_findings > 0 ? list->first : NULL; item != NULL;
         item = item->next) {
        eg_finding *finding = &findings[i++];
        copy_id(finding->id, sizeof finding->id, text_or_blank(item, "id"));
        finding->kind = text_or_blank(item, "kind");
        finding->sentence = text_or_blank(item, "sentence");
        finding->question = text_or_blank(item, "question");
        finding->critical = text_or_blank(item, "critical");
        finding->unit_type = text_or_blank(item, "unit_type");
        finding->unit = text_or_blank(item, "unit");
        finding->outcome = text_or_blank(item, "outcome");
        finding->year = text_or_blank(item, "year");
        finding->dimension = text_or_blank(item, "dimension");
        finding->group = text_or_blank(item, "group");
        finding->reference = text_or_blank(item, "reference");
        finding->score = number_of(item, "score");
    }
    report->findings = findings;
    return EG_OK;
}

/* ---- facts ----------------------------------------------------------------------------------
 */

static eg_status read_status(const reader *at, const eg_json *item, eg_fact_status *out)
{
    static const eg_fact_status all[] = {
#define ROW(name, word) name,
        EG_FACT_STATUS_LIST(ROW)
#undef ROW
    };
    const char *word = text_or_blank(item, "status");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(eg_fact_status_word(all[i]), word) == 0) {
            *out = all[i];
            return EG_OK;
        }
    }
    return wrong(at, item, "a fact has no known status");
}

static eg_status read_fact(const reader *at, const eg_json *item, eg_fact *fact)
{
    *fact = (eg_fact){.unit_type = text_or_blank(item, "unit_type"),
                      .unit = text_or_blank(item, "unit"),
                      .outcome = text_or_blank(item, "outcome"),
                      .year = text_or_blank(item, "year"),
                      .dimension = text_or_blank(item, "dimension"),
                      .group = text_or_blank(item, "group"),
                      .reference = text_or_blank(item, "reference"),
                      .statistic = text_or_blank(item, "statistic"),
                      .value = number_of(item, "value"),
                      .ci_low = number_of(item, "ci_low"),
                      .ci_high = number_of(item, "ci_high"),
                      .p_value = number_of(item, "p_value"),
                      .p_adjusted = number_of(item, "p_adjusted"),
                      .note = text_or_blank(item, "note"),
                      .scope_index = SIZE_MAX,
                      .unit_index = SIZE_MAX,
                      .outcome_index = SIZE_MAX,
                      .item_index = SIZE_MAX,
                      .group_index = SIZE_MAX,
                      .year_index = SIZE_MAX};
    double n = number_of(item, "n");
    fact->has_n = !isnan(n);
    fact->n = fact->has_n && n > 0 ? (uint64_t)n : 0;
    fact->row = eg_statistics_find(eg_text_of(fact->statistic));
    return read_status(at, item, &fact->status);
}

static eg_status read_facts(const reader *at, const eg_json *list)
{
    eg_saved *saved = at->saved;
    if (list == NULL || list->kind != EG_JSON_ARRAY)
        return wrong(at, list, "it has no list of facts");
    saved->facts = room(at, list, sizeof *saved->facts, &saved->n_facts);
    if (saved->facts == NULL)
        return eg_fail_memory(at->err);
    size_t i = 0;
    for (const eg_json *item = list->first; item != NULL; item = item->next) {
        eg_status status = read_fact(at, item, &saved->facts[i++]);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

static eg_status visit_facts(const void *self, eg_fact_visitor visit, void *context,
                             eg_error *err)
{
    const eg_saved *saved = self;
    for (size_t i = 0; i < saved->n_facts; i++) {
        eg_status status = visit(context, &saved->facts[i], err);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* ---- all of it ------------------------------------------------------------------------------
 */

static eg_status read_root(const reader *at, const eg_json *root)
{
    const eg_json *program = eg_json_get(root, "equitygap");
    if (program == NULL || number_of(program, "schema") < 1)
        return wrong(at, root, "it is no report of equitygap");
    if (number_of(program, "schema") > 1)
        return wrong(at, program,
                     "a newer equitygap wrote it, in a form this one does not know");
    eg_report *report = &at->saved->report;
    report->version = text_or_blank(program, "version");
    report->timestamp = text_of(program, "timestamp");
    report->digits = 6;
    report->facts = visit_facts;
    report->self = at->saved;
    const eg_json *quality = eg_json_get(root, "quality");
    report->records = count_of(quality, "records");
    report->students = count_of(quality, "students");
    eg_status status = read_settings(at, eg_json_get(root, "settings"));
    if (status == EG_OK)
        status = read_inputs(at, eg_json_get(root, "inputs"));
    if (status == EG_OK)
        status = read_findings(at, eg_json_get(root, "findings"));
    if (status == EG_OK)
        status = read_facts(at, eg_json_get(root, "facts"));
    return status;
}

eg_status eg_saved_read(eg_saved **out, eg_text json, const char *name, eg_error *err)
{
    *out = NULL;
    eg_arena *arena = eg_arena_new();
    if (arena == NULL)
        return eg_fail_memory(err);
    eg_saved *saved = eg_arena_alloc(arena, 1, sizeof *saved);
    if (saved == NULL) {
        eg_arena_free(arena);
        return eg_fail_memory(err);
    }
    saved->arena = arena;
    reader at = {saved, name, err};
    eg_status status = eg_json_parse(&saved->doc, json, name, EG_E_INPUT, err);
    if (status == EG_OK)
        status = read_root(&at, eg_json_root(saved->doc));
    if (status != EG_OK) {
        eg_saved_free(saved);
        return status;
    }
    *out = saved;
    return EG_OK;
}

void eg_saved_free(eg_saved *saved)
{
    if (saved == NULL)
        return;
    eg_json_free(saved->doc);
    eg_arena_free(saved->arena);
}

const eg_report *eg_saved_report(const eg_saved *saved)
{
    return &saved->report;
}
