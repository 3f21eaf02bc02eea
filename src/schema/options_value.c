/* options_value.c - the setters of options that take one value; the last one given counts. */
#include "schema/mark_presets.h"
#include "schema/options.h"

/* ---- one of a few words ---------------------------------------------------------------------
 */

/* The row's words stand in the order of the enum, whose word number 0 is `first`. */
#define CHOICE(id, type, first)                                                                \
    eg_status eg_option_set_##id(void *subject, const char *value, eg_error *err)              \
    {                                                                                          \
        eg_settings *settings = subject;                                                       \
        unsigned word = 0;                                                                     \
        eg_status status = eg_option_choose(settings, EG_SLOT_##id, value, &word, err);        \
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
    eg_status status = eg_option_choose(settings, EG_SLOT_race_counting, value, &word, err);
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
    eg_status status = eg_option_choose(settings, EG_SLOT_marks, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_marks, NULL))
        settings->marks = eg_mark_preset_at(word);
    return status;
}

eg_status eg_option_set_parser(void *subject, const char *value, eg_error *err)
{
    static const char *const parsers[] = {"auto", "libcsv"};
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_status status = eg_option_choose(settings, EG_SLOT_parser, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_parser, NULL))
        settings->parser = parsers[word];
    return status;
}

eg_status eg_option_set_lang(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    unsigned word = 0;
    eg_status status = eg_option_choose(settings, EG_SLOT_lang, value, &word, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_lang, NULL))
        settings->language = eg_language_tag_at(word);
    return status;
}

/* ---- numbers --------------------------------------------------------------------------------
 */

eg_status eg_option_set_seed(void *subject, const char *value, eg_error *err)
{
    const eg_option_range any = {0, UINT64_MAX};
    eg_settings *settings = subject;
    uint64_t seed = 0;
    eg_status status = eg_option_whole(settings, EG_SLOT_seed, value, any, &seed, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_seed, NULL))
        settings->seed = seed;
    return status;
}

eg_status eg_option_set_min_n(void *subject, const char *value, eg_error *err)
{
    const eg_option_range sensible = {1, 1000000};
    eg_settings *settings = subject;
    uint64_t n = 0;
    eg_status status = eg_option_whole(settings, EG_SLOT_min_n, value, sensible, &n, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_min_n, NULL))
        settings->min_n = (uint32_t)n;
    return status;
}

eg_status eg_option_set_threads(void *subject, const char *value, eg_error *err)
{
    const eg_option_range sensible = {0, 1024}; /* 0 is auto's number */
    eg_settings *settings = subject;
    uint64_t n = 0;
    eg_status status = EG_OK;
    if (!eg_text_is(eg_text_of(value), "auto"))
        status = eg_option_whole(settings, EG_SLOT_threads, value, sensible, &n, err);
    if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_threads, NULL))
        settings->threads = (unsigned)n;
    return status;
}

/* What a reader of the little languages makes of the text. */
#define READ(id, type, reader)                                                                 \
    eg_status eg_option_set_##id(void *subject, const char *value, eg_error *err)              \
    {                                                                                          \
        eg_settings *settings = subject;                                                       \
        eg_spec spec;                                                                          \
        type read = 0;                                                                         \
        eg_status status = eg_settings_spec(settings, EG_SLOT_##id, &spec, err);               \
        if (status == EG_OK)                                                                   \
            status = reader(&spec, eg_text_of(value), &read);                                  \
        if (status == EG_OK && eg_settings_claim(settings, EG_SLOT_##id, NULL))                \
            settings->id = read;                                                               \
        return status;                                                                         \
    }

READ(confidence, double, eg_spec_level)
READ(max_rejects, double, eg_spec_share)
READ(delimiter, char, eg_spec_delimiter)

/* ---- text -----------------------------------------------------------------------------------
 */

eg_status eg_option_set_encoding(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return eg_option_take(settings, EG_SLOT_encoding, eg_text_trim(eg_text_of(value)),
                          "a name is missing", &settings->encoding, err);
}

eg_status eg_option_set_sheet(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    return eg_option_take(settings, EG_SLOT_sheet, eg_text_trim(eg_text_of(value)),
                          "a name is missing", &settings->sheet, err);
}
