/* plan: an analysis of what a target by a year asks of each group. */
#include <string.h>

#include "cli/command.h"

/* Everything a plan says; naming --stats says otherwise. */
#define PLAN_STATISTICS                                                                        \
    "n", "rate", "mean", "slope", "gap_slope", "years_to_parity", "pace_needed", "marker",     \
        "projected"

static bool typed(const eg_session *session, const char *name)
{
    const eg_strings *names = &session->asked->asked_names;
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i], name) == 0)
            return true;
    return false;
}

/* A target may also stand with its outcome in the config. */
static bool has_target(const eg_settings *settings)
{
    bool found = settings->n_targets > 0;
    for (size_t i = 0; i < settings->n_outcome_notes; i++)
        found = found || settings->outcome_notes[i].has_target;
    for (size_t i = 0; i < settings->n_outcomes; i++)
        found = found || settings->outcomes[i].has_target;
    return found;
}

eg_status eg_command_plan(eg_session *session, eg_error *err)
{
    static const char *statistics[] = {PLAN_STATISTICS};
    eg_settings *settings = session->settings;
    if (!has_target(settings))
        return eg_fail(
            err, EG_E_USAGE,
            "plan needs --target, what the outcome is to reach, and --by-year, when; "
            "or an outcome\'s \"target\" in the config");
    if (settings->n_targets > 0 && settings->by_year == NULL)
        return eg_fail(err, EG_E_USAGE,
                       "plan needs --by-year, the year in which the target is to be reached");
    if (!typed(session, "stats"))
        settings->stats = (eg_strings){statistics, sizeof statistics / sizeof *statistics};
    settings->plan = true;
    return eg_command_analyze(session, err);
}
