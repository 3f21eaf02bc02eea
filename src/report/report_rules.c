/* The rules of hiding as settings and as sentences: said only where they are not the default.
 */
#include "report/report_rules.h"

#include <string.h>

#include "report/say.h"
#include "schema/policies.h"

bool eg_report_has_rules(const eg_settings *settings)
{
    return strcmp(settings->policy, eg_policy_at(0)->name) != 0 ||
           !eg_rules_same(&settings->rules, eg_rules_default());
}

void eg_settings_put_rules(eg_setting_list *list, const eg_settings *settings)
{
    const eg_rules *rules = &settings->rules;
    if (!eg_report_has_rules(settings))
        return;
    eg_setting_text(list, "tails", eg_tails_text(rules, list->arena));
    eg_setting_number(list, "min_count", rules->min_count);
    eg_setting_number(list, "min_rest", rules->min_rest);
    eg_setting_text(list, "next_smallest", rules->next_smallest ? "yes" : "no");
    eg_setting_number(list, "dominance", rules->dominance / (double)EG_SHARE_ONE);
}

/* ---- sentences ---- */

enum { PLACES_MOST = 4, FIXED_SENTENCES = 7 };

typedef struct {
    const eg_settings *settings;
    const eg_language *language;
    eg_arena *arena;
    const char **at;
    size_t n;
    bool failed;
} sayer;

static const char *count(const sayer *by, uint64_t n)
{
    return eg_say_count(n, by->arena);
}

/* Of hundredths of a percent: "20%", "2.5%", with the blank of the language. */
static const char *percent(const sayer *by, uint32_t share)
{
    const char *text = eg_percent_text(share, by->arena);
    if (text == NULL)
        return NULL;
    const eg_place_value number = {
        "x", eg_arena_string(by->arena, (eg_text){text, strlen(text) - 1})};
    return number.value == NULL
               ? NULL
               : eg_say_fill(by->language, EG_SAY_PERCENT, &number, 1, by->arena);
}

static void say(sayer *by, const char *template, const eg_place_value places[PLACES_MOST])
{
    size_t n = 0;
    while (n < PLACES_MOST && places[n].name != NULL) {
        by->failed = by->failed || places[n].value == NULL;
        n++;
    }
    const char *text = by->failed ? NULL
                                  : eg_say_template(eg_language_word(by->language, template),
                                                    places, n, by->arena);
    by->failed = by->failed || text == NULL;
    by->at[by->n++] = text;
}

static void say_policy(sayer *by)
{
    const eg_settings *s = by->settings;
    const eg_policy_row *row = eg_policy_find(s->policy);
    bool own = row == NULL || row->min_n != s->min_n || !eg_rules_same(&row->rules, &s->rules);
    const eg_place_value places[PLACES_MOST] = {{"policy", s->policy}};
    say(by,
        own ? EG_T("The rules are those of the policy {policy}, with other numbers.")
            : EG_T("The rules are those of the policy {policy}."),
        places);
}

static void say_tail(sayer *by, size_t i)
{
    const eg_rules *rules = &by->settings->rules;
    const eg_tail *tail = &rules->tails[i];
    uint32_t min_n = by->settings->min_n;
    if (i + 1 < rules->n_tails && tail[1].from <= min_n)
        return; /* of groups that are never shown */
    uint32_t from = i == 0 || tail->from < min_n ? min_n : tail->from;
    const eg_place_value places[PLACES_MOST] = {
        {"n", count(by, from)},
        {"low", percent(by, tail->low)},
        {"high", percent(by, EG_SHARE_ONE - tail->low)},
        {tail->most == UINT32_MAX ? NULL : "most", count(by, tail->most)}};
    say(by,
        tail->most == UINT32_MAX
            ? EG_T("Of {n} students and more, a share of {low} or less, or of {high} or more, "
                   "is shown only as that bound.")
            : EG_T("Of {n} students and more, a share is shown only as a bound ({low} or less, "
                   "{high} or more) where {most} students or fewer have the outcome, or lack "
                   "it."),
        places);
}

static void say_thresholds(sayer *by)
{
    const eg_rules *rules = &by->settings->rules;
    const eg_place_value least[PLACES_MOST] = {{"n", count(by, rules->min_count)}};
    const eg_place_value rest[PLACES_MOST] = {{"n", count(by, rules->min_rest)}};
    if (rules->min_count > 1)
        say(by,
            EG_T("Where fewer than {n} students have the outcome, a share is shown only as a "
                 "bound."),
            least);
    if (rules->min_rest > 1)
        say(by,
            EG_T("Where fewer than {n} students lack the outcome, a share is shown only as a "
                 "bound."),
            rest);
}

static void say_groups(sayer *by)
{
    const eg_settings *s = by->settings;
    const eg_place_value min[PLACES_MOST] = {{"min", count(by, s->min_n)}};
    if (s->rules.next_smallest)
        say(by,
            EG_T("Where one group of a table is small, or its small groups together have fewer "
                 "than {min} students, the next smallest group is hidden too."),
            min);
    const eg_place_value share[PLACES_MOST] = {{"share", percent(by, s->rules.dominance)}};
    if (s->rules.dominance > 0)
        say(by,
            EG_T(
                "A mean is hidden where one student may make up more than {share} of its sum."),
            share);
}

/* The threshold was met in rows: nobody may take a row for a student. */
static void say_rows(sayer *by)
{
    static const eg_place_value nothing[PLACES_MOST] = {{NULL, NULL}};
    say(by,
        EG_T("Rows are counted, not students: where the report says students, read rows. A "
             "student may have several, so that a group shown may have fewer students than "
             "that."),
        nothing);
}

static void say_rules(sayer *by)
{
    static const eg_place_value nothing[PLACES_MOST] = {{NULL, NULL}};
    const eg_rules *rules = &by->settings->rules;
    say_policy(by);
    for (size_t i = 0; i < rules->n_tails; i++)
        say_tail(by, i);
    if (rules->n_tails == 0)
        say(by,
            EG_T("Shares of none and of all are shown as they are: they tell of every student "
                 "of the group."),
            nothing);
    say_thresholds(by);
    say_groups(by);
}

eg_status eg_report_rules_make(const eg_settings *settings, const eg_language *language,
                               eg_arena *arena, eg_report *report, eg_error *err)
{
    const eg_rules *rules = &settings->rules;
    bool has_rules = eg_report_has_rules(settings);
    sayer by = {.settings = settings, .language = language, .arena = arena};
    if (settings->edition != EG_EDITION_PUBLIC || (!has_rules && !report->rows_counted))
        return EG_OK;
    by.at = eg_arena_alloc(arena, rules->n_tails + FIXED_SENTENCES, sizeof *by.at);
    if (by.at == NULL)
        return eg_fail_memory(err);
    if (report->rows_counted)
        say_rows(&by);
    if (has_rules)
        say_rules(&by);
    if (by.failed)
        return eg_fail_memory(err);
    report->hiding = by.at;
    report->n_hiding = by.n;
    return EG_OK;
}

const char *eg_report_public_sentence(const eg_report *report)
{
    return report->rows_counted
               ? EG_T("Public edition: groups of fewer than {min} rows are hidden, and what "
                      "would give them away; a student may have several rows.")
               : EG_T("Public edition: groups of fewer than {min} students are hidden, and "
                      "what would give them away.");
}

const char *eg_report_public_line(const eg_report *report)
{
    return report->rows_counted
               ? EG_T("public: groups of fewer than {min} rows are hidden, and what would give "
                      "them away; a student may have several rows")
               : EG_T("public: groups of fewer than {min} students are hidden, and what would "
                      "give them away");
}
