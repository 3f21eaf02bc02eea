/* report_sentences.c - a chosen finding as a sentence, a question and a lasting id. */
#include <math.h>
#include <string.h>

#include "ext/hash.h"
#include "report/findings.h"
#include "report/say.h"

static const char *const kinds[] = {"strength", "gap", "trend", "persistence"};

static const char *copy(const eg_finding_maker *maker, const char *text)
{
    return eg_arena_string(maker->arena, eg_text_of(text));
}

static const char *dimension_label(const eg_finding_maker *maker, const char *name)
{
    for (size_t d = 0; d < maker->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &maker->report->dimensions[d];
        if (strcmp(dimension->name, name) == 0 && dimension->label != NULL) {
            return dimension->label;
        }
    }
    return name;
}

/*
 * "Black (Race/ethnicity)": a group called Yes says nothing without its dimension. The parts of
 * a cross are told apart by a comma; a star of a name itself has a backslash and stays.
 */
static const char *group_words(const eg_finding_maker *maker, const eg_candidate *at)
{
    eg_buffer name = {0};
    for (const char *c = at->group; *c != '\0'; c++) {
        bool crossing = *c == '*' && c > at->group && c[-1] != '\\';
        eg_buffer_add(&name, crossing ? ", " : c, crossing ? 2 : 1);
    }
    eg_buffer_printf(&name, " (%s)", dimension_label(maker, at->dimension));
    const char *words =
        name.failed ? NULL : eg_arena_string(maker->arena, (eg_text){name.at, name.n});
    eg_buffer_clear(&name);
    return words;
}

static const char *outcome_words(const eg_finding_maker *maker, const eg_candidate *at)
{
    const char *label = at->outcome->label != NULL ? at->outcome->label : at->outcome->name;
    if (at->cut == NULL) {
        return copy(maker, label);
    }
    return eg_arena_printf(maker->arena, "%s at %s or above", label, at->cut);
}

static bool is_share(const eg_candidate *at)
{
    return at->outcome->kind != EG_KIND_MEAN;
}

/* How finely a mean is told: three figures of its interval or its distance. */
static int decimals(const eg_candidate *at)
{
    double width = at->level->ci_high - at->level->ci_low;
    return eg_say_decimals(isfinite(width) && width > 0 ? 3 * width : fabs(at->level->value));
}

static const char *quantity(const eg_finding_maker *maker, const eg_candidate *at, double x)
{
    return is_share(at) ? eg_say_fixed(100 * x, 1, maker->arena)
                        : eg_say_fixed(x, decimals(at), maker->arena);
}

static const char *level_words(const eg_finding_maker *maker, const eg_candidate *at)
{
    return is_share(at) ? eg_say_percent(at->level->value, maker->arena)
                        : eg_say_fixed(at->level->value, decimals(at), maker->arena);
}

static const char *successes(const eg_finding_maker *maker, const eg_candidate *at)
{
    double count = at->level->value * (double)at->level->n;
    return eg_say_count(count > 0 ? (uint64_t)llround(count) : 0, maker->arena);
}

static const char *needed_words(const eg_finding_maker *maker, const eg_candidate *at)
{
    const eg_fact *fact =
        eg_run_find(maker->index, at->run, at->reference, at->year, "to_parity", NULL);
    if (at->kind != EG_FINDING_GAP || fact == NULL || fact->status != EG_FACT_OK ||
        !(fact->value >= 1)) {
        return "";
    }
    const eg_place_value value = {"needed", eg_say_fixed(fact->value, 0, maker->arena)};
    return eg_say_fill(at->outcome->lower ? EG_SAY_NEEDED_FEWER : EG_SAY_NEEDED_MORE, &value, 1,
                       maker->arena);
}

static const char *spread_words(const eg_finding_maker *maker, const eg_candidate *at)
{
    if (is_share(at) || !isfinite(at->sd_size)) {
        return "";
    }
    const eg_place_value value = {"spread", eg_say_fixed(fabs(at->sd_size), 2, maker->arena)};
    return eg_say_fill(EG_SAY_SPREAD, &value, 1, maker->arena);
}

static const char *say_level(const eg_finding_maker *maker, const eg_candidate *at)
{
    const eg_place_value values[] = {
        {"outcome", outcome_words(maker, at)},
        {"count", successes(maker, at)},
        {"n", eg_say_count(at->level->n, maker->arena)},
        {"level", level_words(maker, at)},
        {"group", group_words(maker, at)},
        {"size", quantity(maker, at, fabs(at->fact->value))},
        {"side", at->fact->value < 0 ? "below" : "above"},
        {"reference", eg_say_reference(at->fact->reference, is_share(at), maker->arena)},
        {"better", at->outcome->lower ? eg_say_words(EG_SAY_LOWER_BETTER) : ""},
        {"needed", needed_words(maker, at)},
        {"spread", spread_words(maker, at)},
    };
    return eg_say_fill(is_share(at) ? EG_SAY_LEVEL_RATE : EG_SAY_LEVEL_MEAN, values,
                       sizeof values / sizeof values[0], maker->arena);
}

static const char *say_improving(const eg_finding_maker *maker, const eg_candidate *at)
{
    bool up = at->fact->value > 0;
    bool share = is_share(at);
    const eg_place_value values[] = {
        {"outcome", outcome_words(maker, at)},
        {"growing", share ? (up ? "growing" : "shrinking") : (up ? "rising" : "falling")},
        {"group", group_words(maker, at)},
        {"size", quantity(maker, at, fabs(at->fact->value))},
        {"more", up      ? "more"
                 : share ? "fewer"
                         : "less"},
        {"span", eg_say_span(at->fact->year, maker->arena)},
        {"count", successes(maker, at)},
        {"n", eg_say_count(at->level->n, maker->arena)},
        {"level", level_words(maker, at)},
        {"year", at->year},
    };
    return eg_say_fill(share ? EG_SAY_IMPROVING_RATE : EG_SAY_IMPROVING_MEAN, values,
                       sizeof values / sizeof values[0], maker->arena);
}

/* The state or verdict without what the engine adds behind it. */
static const char *first_words(const eg_finding_maker *maker, const char *note)
{
    size_t n = strcspn(note, ";(.");
    return eg_arena_string(maker->arena, eg_text_trim((eg_text){note, n}));
}

static const char *say_trend(const eg_finding_maker *maker, const eg_candidate *at)
{
    double slope = fabs(at->slope->value);
    const char *size = is_share(at) ? eg_say_fixed(100 * slope, 1, maker->arena)
                                    : eg_say_fixed(slope, eg_say_decimals(slope), maker->arena);
    if (size != NULL && is_share(at)) {
        size = eg_arena_printf(maker->arena, "%s points", size);
    }
    const eg_place_value values[] = {
        {"outcome", outcome_words(maker, at)},
        {"group", group_words(maker, at)},
        {"reference", eg_say_reference(at->fact->reference, is_share(at), maker->arena)},
        {"verdict", first_words(maker, at->fact->note)},
        {"size", size},
        {"span", eg_say_span(at->fact->year, maker->arena)},
    };
    return eg_say_fill(EG_SAY_TREND, values, sizeof values / sizeof values[0], maker->arena);
}

static const char *say_persistence(const eg_finding_maker *maker, const eg_candidate *at)
{
    const eg_place_value values[] = {
        {"outcome", outcome_words(maker, at)},
        {"group", group_words(maker, at)},
        {"side", at->outcome->lower ? "above" : "below"},
        {"better", at->outcome->lower ? eg_say_words(EG_SAY_LOWER_BETTER) : ""},
        {"reference", eg_say_reference(at->fact->reference, is_share(at), maker->arena)},
        {"count", eg_say_fixed(at->fact->value, 0, maker->arena)},
        {"years", eg_report_recent_years(maker->report, at->fact->year, maker->arena)},
        {"state", first_words(maker, at->fact->note)},
    };
    return eg_say_fill(EG_SAY_PERSISTENCE, values, sizeof values / sizeof values[0],
                       maker->arena);
}

/* No year and no figure goes in, so that next month's finding about the same thing has the same
 * id. */
static void name_it(const eg_candidate *at, eg_finding *out)
{
    static const char hex[] = "0123456789abcdef";
    const char *reference =
        eg_run_reference_same(at->reference, "highest") ? "highest" : at->reference;
    const char *parts[] = {"all",     "",        at->outcome->name, at->dimension,
                           at->group, reference, kinds[at->kind]};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        hash = eg_hash(parts[i], strlen(parts[i]) + 1, hash).low;
    }
    out->id[0] = 'F';
    out->id[1] = '-';
    for (size_t i = 0; i < 8; i++) {
        out->id[2 + i] = hex[(hash >> (60 - 4 * i)) & 15];
    }
    out->id[10] = '\0';
}

bool eg_finding_say(const eg_finding_maker *maker, const eg_candidate *at, eg_finding *out)
{
    bool over_years = at->kind >= EG_FINDING_TREND || at->improving;
    name_it(at, out);
    out->kind = kinds[at->kind];
    out->question = eg_say_question(out->kind, at->good, at->outcome->name);
    out->unit_type = "all";
    out->unit = "";
    out->outcome = copy(maker, at->outcome->name);
    out->year = copy(maker, over_years ? at->fact->year : at->year);
    out->dimension = copy(maker, at->dimension);
    out->group = copy(maker, at->group);
    out->reference = copy(maker, at->improving ? "" : at->fact->reference);
    out->score = at->score;
    switch (at->kind) {
    case EG_FINDING_STRENGTH:
    case EG_FINDING_GAP:
        out->sentence = at->improving ? say_improving(maker, at) : say_level(maker, at);
        break;
    case EG_FINDING_TREND:
        out->sentence = say_trend(maker, at);
        break;
    case EG_FINDING_PERSISTENCE:
        out->sentence = say_persistence(maker, at);
        break;
    }
    return out->sentence != NULL && out->outcome != NULL && out->year != NULL &&
           out->dimension != NULL && out->group != NULL && out->reference != NULL;
}
