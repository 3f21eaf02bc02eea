/* options_idea.c - the setters for the standards of a State and for its counts. */
#include <math.h>
#include <string.h>

#include "schema/idea.h"
#include "schema/options.h"

typedef enum {
    KEY_CATEGORY,
    KEY_THRESHOLD,
    KEY_MIN_CELL,
    KEY_MIN_N,
    KEY_YEARS,
    KEY_PROGRESS
} idea_key;
static const char key_words[] = "category threshold min-cell min-n years progress";

static eg_status read_number(const eg_spec *spec, const char *text, double least, double *out)
{
    eg_decimal value = 0;
    bool percent = false;
    if (eg_decimal_parse(eg_text_of(text), &value, &percent) != EG_NUMBER_OK || percent)
        return eg_spec_fail(spec, "\"%.*s\" is not a number", EG_SHOWN(eg_text_of(text)));
    *out = eg_decimal_to_double(value);
    if (!(*out >= least && *out <= 1000))
        return eg_spec_fail(spec, "%.*s does not lie between %g and 1000",
                            EG_SHOWN(eg_text_of(text)), least);
    return EG_OK;
}

static eg_status read_category(const eg_spec *spec, const char *word, eg_idea_spec *out)
{
    const char *words[32];
    size_t n = 0;
    while (n < eg_idea_categories() && n < sizeof words / sizeof *words) {
        words[n] = eg_idea_category_at(n)->word;
        n++;
    }
    if (out->name == NULL)
        return eg_spec_fail(spec, "category belongs to an outcome: OUTCOME:category=%s", word);
    if (eg_idea_category_find(word) == NULL) {
        const char *near = eg_text_nearest(eg_text_of(word), words, n);
        return eg_spec_fail(spec, "\"%.*s\" is no category of the rule%s%s%s",
                            EG_SHOWN(eg_text_of(word)),
                            near == NULL ? "; docs/idea.md lists them" : "; did you mean \"",
                            near == NULL ? "" : near, near == NULL ? "" : "\"?");
    }
    out->category = word;
    return EG_OK;
}

/* The regulation calls minimums of 10 and 30 and three years the most that needs no reason. */
static eg_status take_pair(const eg_spec *spec, idea_key key, const char *value,
                           eg_idea_spec *out)
{
    enum { MOST_CHILDREN = 1000000, MOST_YEARS = 3 };
    eg_text text = eg_text_of(value);
    switch (key) {
    case KEY_CATEGORY:
        return read_category(spec, value, out);
    case KEY_THRESHOLD:
        return read_number(spec, value, 1, &out->threshold);
    case KEY_PROGRESS:
        return read_number(spec, value, 0, &out->progress);
    case KEY_MIN_CELL:
        return eg_spec_whole(spec, text, 0, MOST_CHILDREN, &out->min_cell);
    case KEY_MIN_N:
        return eg_spec_whole(spec, text, 0, MOST_CHILDREN, &out->min_n);
    case KEY_YEARS:
        return eg_spec_whole(spec, text, 1, MOST_YEARS, &out->years);
    }
    return EG_OK;
}

/* [NAME:]KEY=VALUE,... */
static eg_status parse(const eg_spec *spec, eg_text rest, eg_idea_spec *out)
{
    *out = (eg_idea_spec){.threshold = NAN,
                          .progress = NAN,
                          .min_cell = EG_IDEA_UNSAID,
                          .min_n = EG_IDEA_UNSAID,
                          .years = EG_IDEA_UNSAID};
    bool first = true;
    do {
        const char *word = NULL, *value = NULL;
        unsigned key = 0;
        eg_status status = eg_spec_name(spec, &rest, ":=,", &word);
        if (status == EG_OK && first && eg_spec_step(&rest, ':')) {
            out->name = word;
            status = eg_spec_name(spec, &rest, ":=,", &word);
        }
        if (status == EG_OK)
            status = eg_spec_choice(spec, eg_text_of(word), key_words, &key);
        if (status == EG_OK && !eg_spec_step(&rest, '='))
            status = eg_spec_fail(spec, "a value is missing: %s=VALUE", word);
        if (status == EG_OK)
            status = eg_spec_name(spec, &rest, ",", &value);
        if (status == EG_OK)
            status = take_pair(spec, (idea_key)key, value, out);
        if (status != EG_OK)
            return status;
        first = false;
    } while (eg_spec_step(&rest, ','));
    return EG_OK;
}

eg_status eg_option_set_idea(void *subject, const char *value, eg_error *err)
{
    eg_settings *settings = subject;
    eg_spec spec;
    eg_idea_spec rule;
    bool fresh = false;
    eg_status status = eg_settings_spec(settings, EG_SLOT_idea, &spec, err);
    if (status == EG_OK)
        status = parse(&spec, eg_text_of(value), &rule);
    if (status != EG_OK || !eg_settings_claim(settings, EG_SLOT_idea, &fresh))
        return status;
    if (fresh)
        settings->n_idea = 0;
    eg_idea_spec *grown =
        eg_spec_grow(settings->arena, settings->idea, settings->n_idea, sizeof *grown);
    if (grown == NULL)
        return eg_fail_memory(err);
    settings->idea = grown;
    grown[settings->n_idea++] = rule;
    return EG_OK;
}
