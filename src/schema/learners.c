/* Current, former, ever and never: what statuses of English learners say. */
#include "schema/learners.h"

#include <string.h>

#include "schema/group_words.h"

typedef enum { CURRENT, FORMER, NEVER, EVER, NOT, OPEN, CLASSES } learner;

static const struct {
    learner which;
    const char *names; /* separated by one blank */
} rows[] = {
#define LEARNER(which, names) {which, names},
#include "schema/learner.def"
#undef LEARNER
};

static learner class_of(const char *label)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (eg_group_named(rows[i].names, eg_text_of(label)))
            return rows[i].which;
    return CLASSES;
}

static const char unknown[] = "Unknown";

static const char *by_status(learner which, bool apart)
{
    switch (which) {
    case CURRENT:
        return "English learner";
    case FORMER:
        return "Former English learner";
    case EVER:
        return "Ever English learner";
    case NEVER:
        return "Never English learner";
    case NOT:
        return apart ? "Never English learner" : "Not an English learner";
    case OPEN:
    case CLASSES:
        break;
    }
    return unknown;
}

static const char *by_ever(learner which)
{
    if (which == OPEN)
        return unknown;
    return which == NEVER || which == NOT ? "Never English learner" : "Ever English learner";
}

const char *eg_learners_call(eg_learner_rule rule, const char *const *labels, size_t n,
                             const char **called)
{
    bool any[CLASSES + 1] = {false};
    for (size_t i = 0; i < n; i++)
        if (strcmp(labels[i], unknown) != 0)
            any[class_of(labels[i])] = true;
    if (any[CLASSES])
        return "some of its values are no known status; say what they stand for with "
               "\"levels\" in the "
               "config";
    if (any[EVER] && any[FORMER])
        return "a value that says ever stands beside values that say former";
    if (rule == EG_LEARNERS_STATUS && any[EVER])
        return "a value that says ever does not tell current from former English learners";
    if (rule == EG_LEARNERS_EVER && any[NOT] && !any[FORMER] && !any[EVER])
        return "its values do not tell former English learners from those who never were one";
    if (rule == EG_LEARNERS_EVER && !any[FORMER] && !any[EVER] && !any[NEVER])
        return "no value says that a student was or never was an English learner";
    for (size_t i = 0; i < n; i++) {
        bool blank = strcmp(labels[i], unknown) == 0;
        learner which = blank ? OPEN : class_of(labels[i]);
        called[i] = rule == EG_LEARNERS_EVER ? by_ever(which) : by_status(which, any[FORMER]);
    }
    return NULL;
}

const char *eg_learners_rule_words(eg_learner_rule rule)
{
    return rule == EG_LEARNERS_EVER ? "current, monitored, exited and reclassified students "
                                      "are Ever English learners; those who only "
                                      "speak English or were fluent when first tested are "
                                      "Never; an open status is Unknown"
                                    : "every current status is English learner; monitored, "
                                      "exited and reclassified are Former; those who only "
                                      "speak English or were fluent when first tested are "
                                      "Never; an open status is Unknown";
}
