/* report_sentences.c - a chosen finding as a sentence, a question and a lasting id. */
#include <math.h>
#include <string.h>

#include "ext/hash.h"
#include "report/findings.h"
#include "report/say.h"

static const char *const kinds[] = {"strength", "gap", "trend", "persistence"};

/* One finding told in one language (NULL: English). */
typedef struct {
    const eg_finding_maker *maker;
    const eg_candidate *at;
    const eg_language *language;
    eg_arena *arena;
} telling;

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
static const char *group_words(const telling *to)
{
    eg_buffer name = {0};
    for (const char *c = to->at->group; *c != '\0'; c++) {
        bool crossing = *c == '*' && c > to->at->group && c[-1] != '\\';
        eg_buffer_add(&name, crossing ? ", " : c, crossing ? 2 : 1);
    }
    eg_buffer_printf(&name, " (%s)", dimension_label(to->maker, to->at->dimension));
    const char *words =
        name.failed ? NULL : eg_arena_string(to->arena, (eg_text){name.at, name.n});
    eg_buffer_clear(&name);
    return words;
}

/* Who recorded what is told, at the head of a sentence or within it. */
static const char *who(const telling *to, eg_say_key key)
{
    const char *unit = to->maker->report->unit;
    return unit != NULL ? unit : eg_say_words(to->language, key);
}

static const char *outcome_words(const telling *to)
{
    const eg_report_outcome *outcome = to->at->outcome;
    const char *label = outcome->label != NULL ? outcome->label : outcome->name;
    if (to->at->cut == NULL) {
        return label;
    }
    const eg_place_value values[] = {{"outcome", label}, {"level", to->at->cut}};
    return eg_say_fill(to->language, EG_SAY_AT_LEVEL, values, 2, to->arena);
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

static const char *quantity(const telling *to, double x)
{
    return is_share(to->at) ? eg_say_fixed(100 * x, 1, to->arena)
                            : eg_say_fixed(x, decimals(to->at), to->arena);
}

static const char *level_words(const telling *to)
{
    return is_share(to->at) ? eg_say_percent(to->language, to->at->level->value, to->arena)
                            : eg_say_fixed(to->at->level->value, decimals(to->at), to->arena);
}

static const char *successes(const telling *to)
{
    double count = to->at->level->value * (double)to->at->level->n;
    return eg_say_count(count > 0 ? (uint64_t)llround(count) : 0, to->arena);
}

static const char *reference_words(const telling *to)
{
    return eg_say_reference(to->language, to->at->fact->reference, is_share(to->at), to->arena);
}

static const char *better_words(const telling *to)
{
    return to->at->outcome->lower ? eg_say_words(to->language, EG_SAY_LOWER_BETTER) : "";
}

/* How many students would have done: of each year, where the data have years. */
static const char *needed_words(const telling *to)
{
    const eg_candidate *at = to->at;
    const eg_fact *fact =
        eg_run_find(to->maker->index, at->run, at->reference, at->year, "to_parity", NULL);
    if (at->kind != EG_FINDING_GAP || fact == NULL || fact->status != EG_FACT_OK ||
        !(fact->value >= 1)) {
        return "";
    }
    bool lower = at->outcome->lower;
    eg_say_key key = lower ? EG_SAY_NEEDED_FEWER : EG_SAY_NEEDED_MORE;
    if (at->year[0] != '\0') {
        key = lower ? EG_SAY_YEARLY_FEWER : EG_SAY_YEARLY_MORE;
    }
    const eg_place_value value = {"needed", eg_say_fixed(fact->value, 0, to->arena)};
    const char *template = eg_say_counted(to->language, key, (uint64_t)llround(fact->value));
    return eg_say_template(template, &value, 1, to->arena);
}

static const char *spread_words(const telling *to)
{
    if (is_share(to->at) || !isfinite(to->at->sd_size)) {
        return "";
    }
    const eg_place_value value = {"spread", eg_say_fixed(fabs(to->at->sd_size), 2, to->arena)};
    return eg_say_fill(to->language, EG_SAY_SPREAD, &value, 1, to->arena);
}

static const char *say_level(const telling *to)
{
    const eg_candidate *at = to->at;
    bool below = at->fact->value < 0;
    const eg_place_value values[] = {
        {"who", who(to, EG_SAY_WHO)},
        {"outcome", outcome_words(to)},
        {"count", successes(to)},
        {"n", eg_say_count(at->level->n, to->arena)},
        {"level", level_words(to)},
        {"group", group_words(to)},
        {"size", quantity(to, fabs(at->fact->value))},
        {"reference", reference_words(to)},
        {"better", better_words(to)},
        {"needed", needed_words(to)},
        {"spread", spread_words(to)},
    };
    eg_say_key rate = below ? EG_SAY_RATE_BELOW : EG_SAY_RATE_ABOVE;
    eg_say_key mean = below ? EG_SAY_MEAN_BELOW : EG_SAY_MEAN_ABOVE;
    return eg_say_fill(to->language, is_share(at) ? rate : mean, values,
                       sizeof values / sizeof values[0], to->arena);
}

static const char *say_improving(const telling *to)
{
    const eg_candidate *at = to->at;
    bool up = at->fact->value > 0;
    const eg_place_value values[] = {
        {"who", who(to, EG_SAY_WHO)},
        {"outcome", outcome_words(to)},
        {"group", group_words(to)},
        {"size", quantity(to, fabs(at->fact->value))},
        {"span", eg_say_span(to->language, at->fact->year, to->arena)},
        {"count", successes(to)},
        {"n", eg_say_count(at->level->n, to->arena)},
        {"level", level_words(to)},
        {"year", at->year},
    };
    eg_say_key rate = up ? EG_SAY_RATE_GROWING : EG_SAY_RATE_SHRINKING;
    eg_say_key mean = up ? EG_SAY_MEAN_RISING : EG_SAY_MEAN_FALLING;
    return eg_say_fill(to->language, is_share(at) ? rate : mean, values,
                       sizeof values / sizeof values[0], to->arena);
}

/* The state or verdict without what the engine adds behind it. */
static const char *first_words(const telling *to, const char *note)
{
    size_t n = strcspn(note, ";(.");
    const char *words = eg_arena_string(to->arena, eg_text_trim((eg_text){note, n}));
    return words == NULL ? NULL : eg_language_word(to->language, words);
}

static const char *say_trend(const telling *to)
{
    double slope = fabs(to->at->slope->value);
    bool share = is_share(to->at);
    const eg_place_value values[] = {
        {"who", who(to, EG_SAY_WHO_WITHIN)},
        {"outcome", outcome_words(to)},
        {"group", group_words(to)},
        {"reference", reference_words(to)},
        {"verdict", first_words(to, to->at->fact->note)},
        {"size", share ? eg_say_fixed(100 * slope, 1, to->arena)
                       : eg_say_fixed(slope, eg_say_decimals(slope), to->arena)},
        {"span", eg_say_span(to->language, to->at->fact->year, to->arena)},
    };
    return eg_say_fill(to->language, share ? EG_SAY_TREND_RATE : EG_SAY_TREND_MEAN, values,
                       sizeof values / sizeof values[0], to->arena);
}

static const char *say_persistence(const telling *to)
{
    const eg_fact *fact = to->at->fact;
    const eg_place_value values[] = {
        {"who", who(to, EG_SAY_WHO)},
        {"outcome", outcome_words(to)},
        {"group", group_words(to)},
        {"better", better_words(to)},
        {"reference", reference_words(to)},
        {"count", eg_say_fixed(fact->value, 0, to->arena)},
        {"years",
         eg_report_recent_years(to->maker->report, to->language, fact->year, to->arena)},
        {"state", first_words(to, fact->note)},
    };
    bool above = to->at->outcome->lower;
    return eg_say_fill(to->language,
                       above ? EG_SAY_PERSISTENCE_ABOVE : EG_SAY_PERSISTENCE_BELOW, values,
                       sizeof values / sizeof values[0], to->arena);
}

/* NULL: no memory. */
static const char *tell(const telling *to)
{
    switch (to->at->kind) {
    case EG_FINDING_STRENGTH:
    case EG_FINDING_GAP:
        return to->at->improving ? say_improving(to) : say_level(to);
    case EG_FINDING_TREND:
        return say_trend(to);
    case EG_FINDING_PERSISTENCE:
        break;
    }
    return say_persistence(to);
}

/* No year and no figure goes in, so that next month's finding about the same thing has the same
 * id. */
static void name_it(const eg_candidate *at, eg_finding *out)
{
    static const char hex[] = "0123456789abcdef";
    const char *reference =
        eg_run_reference_same(at->reference, "highest") ? "highest" : at->reference;
    const char *parts[] = {out->unit_type, out->unit, at->outcome->name, at->dimension,
                           at->group,      reference, kinds[at->kind]};
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

/* English for the record; the report's language for people. false: no memory. */
static bool put_words(telling *to, eg_finding *out)
{
    const char *name = to->at->outcome->name;
    eg_say_key ask = eg_say_question(out->kind, to->at->good, name);
    eg_say_key friend = eg_say_friend(out->kind, to->at->good, name);
    const eg_language *language = eg_report_language(to->maker->report);
    out->sentence = tell(to);
    out->question = eg_say_words(NULL, ask);
    out->critical = eg_say_words(NULL, friend);
    out->asked = eg_say_words(language, ask);
    out->challenged = eg_say_words(language, friend);
    to->language = language;
    out->said = out->asked == out->question ? out->sentence : tell(to);
    return out->sentence != NULL && out->said != NULL;
}

static const char *copy(const eg_finding_maker *maker, const char *text)
{
    return eg_arena_string(maker->arena, eg_text_of(text));
}

bool eg_finding_say(const eg_finding_maker *maker, const eg_candidate *at, eg_finding *out)
{
    bool over_years = at->kind >= EG_FINDING_TREND || at->improving;
    telling to = {.maker = maker, .at = at, .arena = maker->arena};
    bool part = maker->report->unit_type != NULL;
    out->unit_type = part ? maker->report->unit_type : "all";
    out->unit = part ? maker->report->unit : "";
    name_it(at, out);
    out->kind = kinds[at->kind];
    out->outcome = copy(maker, at->outcome->name);
    out->year = copy(maker, over_years ? at->fact->year : at->year);
    out->dimension = copy(maker, at->dimension);
    out->group = copy(maker, at->group);
    out->reference = copy(maker, at->improving ? "" : at->fact->reference);
    out->score = at->score;
    return put_words(&to, out) && eg_finding_gather(maker, at, out) && out->outcome != NULL &&
           out->year != NULL && out->dimension != NULL && out->group != NULL &&
           out->reference != NULL;
}
