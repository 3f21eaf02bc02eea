/* options_value.c - the setters of options that take one value; the last one given counts. */
#include "schema/mark_presets.h"
#include "schema/options.h"

/* ---- one of a few words ---------------------------------------------------------------------
 */

/* Index of value among the words of the option's row. */
static eg_status choose(eg_settings *settings, eg_slot slot, const char *value, unsigned *word,
                        eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status != EG_OK)
        return status;
    return eg_spec_choice(&spec, eg_text_of(value), eg_settings_options()[slot].words, word);
}

/* The row's words stand in the order of the enum, whose word number 0 is `first`. */
#define CHOICE(id, type, first)                                                                \
    eg_status eg_option_set_##id(void *subject, const char *value, eg_error *err)              \
    {                                                                                          \
        eg_settings *settings = subject;                                                       \
        unsigned word = 0;                                                                     \
        eg_status status = choose(settings, EG_SLOT_##id, value, &word, err);                  \
        if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_##id, NULL))                \
            settings->id = (type)((unsigned)(first) + word);                                   \
        return status;                                                                         \
    }

CHOICE(per, eg_per, EG_PER_STUDENT)
CHOICE(collapse, eg_collapse, EG_COLLAPSE_FIRST)
CHOICE(adjust, eg_adjust, EG_ADJUST_BH)
CHOICE(interval, eg_interval, EG_INTERVAL_WILSON)
CHOICE(ratio_interval, eg_ratio_interval, EG_RATIO_KATZ)
CHOICE(slope_se, eg_slope_se, EG_SLOPE_KNOWN)
CHOICE(ppg_rule, eg_ppg_rule, EG_PPG_CCCCO2022)
CHOICE(funnel, eg_funnel, EG_FUNNEL_PLAIN)
CHOICE(learners, eg_learner_rule, EG_LEARNERS_AS_GIVEN)
CHOICE(edition, eg_edition, EG_EDITION_PUBLIC)
CHOICE(audience, eg_audience, EG_AUDIENCE_TEAM)

eg_status eg_option_set_disjoint(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    (void)value;
    (void)err;
    settings->disjoint = true;
    return EG_OK;
}

/* Typed, it wins over what a config says of single dimensions too. */
eg_status eg_option_set_race_counting(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_spec spec = {.wrong = EG_OK};
    eg_status status = choose(settings, EG_SLOT_race_counting, value, &word, err);
    if (status == EG_OK)
        status = eg_settings_spec(settings, EG_SLOT_race_counting, &spec, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_race_counting, NULL)) {
        settings->race_counting = (eg_race_counting)word;
        settings->race_counting_typed = spec.wrong == EG_E_USAGE;
    }
    return status;
}

eg_status eg_option_set_marks(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_status status = choose(settings, EG_SLOT_marks, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_marks, NULL))
        settings->marks = eg_mark_preset_at(word);
    return status;
}

eg_status eg_option_set_parser(void *subject, const char *value, eg_error *err)
{
    static const char *const parsers[] = {"auto", "libcsv"};
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_status status = choose(settings, EG_SLOT_parser, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_parser, NULL))
        settings->parser = parsers[word];
    return status;
}

eg_status eg_option_set_lang(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_status status = choose(settings, EG_SLOT_lang, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_lang, NULL))
        settings->language = eg_language_tag_at(word);
    return status;
}

/* ---- numbers --------------------------------------------------------------------------------
 */

typedef struct {
    uint64_t least;
    uint64_t most;
} range;

static eg_status whole(eg_settings *settings, eg_slot slot, const char *value, range allowed,
                       uint64_t *out, eg_error *err)
{
    eg_spec spec;
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status != EG_OK)
        return status;
    return eg_spec_whole(&spec, eg_text_of(value), allowed.least, allowed.most, out);
}

eg_status eg_option_set_seed(void *subject, const char *value, eg_error *err)
{
    const range any = {0, UINT64_MAX};
    eg_settings *settings = subject;
    uint64_t seed = 0;
    eg_status status = whole(settings, EG_SLOT_seed, value, any, &seed, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_seed, NULL))
        settings->seed = seed;
    return status;
}

eg_status eg_option_set_min_n(void *subject, const char *value, eg_error *err)
{
    const range sensible = {1, 1000000};
    eg_settings *settings = subject;
    uint64_t n = 0;
    eg_status status = whole(settings, EG_SLOT_min_n, value, sensible, &n, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_min_n, NULL))
        settings->min_n = (uint32_t)n;
    return status;
}

eg_status eg_option_set_threads(void *subject, const char *value, eg_error *err)
{
    const range sensible = {0, 1024}; /* 0 is auto's number */
    eg_settings *settings = subject;
    uint64_t n = 0;
    eg_status status = EG_OK;
    if (!eg_text_is(eg_text_of(value), "auto"))
        status = whole(settings, EG_SLOT_threads, value, sensible, &n, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_threads, NULL))
        settings->threads = (unsigned)n;
    return status;
}

eg_status eg_option_set_confidence(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    double level = 0;
    eg_status status = eg_settings_spec(settings, EG_SLOT_confidence, &spec, err);
    if (status == EG_OK)
        status = eg_spec_level(&spec, eg_text_of(value), &level);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_confidence, NULL))
        settings->confidence = level;
    return status;
}

eg_status eg_option_set_max_rejects(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    double share = 0;
    eg_status status = eg_settings_spec(settings, EG_SLOT_max_rejects, &spec, err);
    if (status == EG_OK)
        status = eg_spec_share(&spec, eg_text_of(value), &share);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_max_rejects, NULL))
        settings->max_rejects = share;
    return status;
}

/* ---- text -----------------------------------------------------------------------------------
 */

eg_status eg_option_set_delimiter(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    char delimiter = '\0';
    eg_status status = eg_settings_spec(settings, EG_SLOT_delimiter, &spec, err);
    if (status == EG_OK)
        status = eg_spec_delimiter(&spec, eg_text_of(value), &delimiter);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_delimiter, NULL))
        settings->delimiter = delimiter;
    return status;
}

/* A text that may not be empty, copied into the arena. */
static eg_status take_text(eg_settings *settings, eg_slot slot, const char *value,
                           const char **out, eg_error *err)
{
    eg_spec spec;
    eg_text text = eg_text_trim(eg_text_of(value));
    eg_status status = eg_settings_spec(settings, slot, &spec, err);
    if (status == EG_OK && text.n == 0)
        return eg_spec_fail(&spec, "a name is missing");
    if (status != EG_OK || !eg_settings_claim(settings, slot, NULL))
        return status;
    const char *copy = eg_arena_string(settings->arena, text);
    if (copy == NULL)
        return eg_fail_memory(err);
    *out = copy;
    return EG_OK;
}

eg_status eg_option_set_encoding(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return take_text(settings, EG_SLOT_encoding, value, &settings->encoding, err);
}

eg_status eg_option_set_sheet(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return take_text(settings, EG_SLOT_sheet, value, &settings->sheet, err);
}
