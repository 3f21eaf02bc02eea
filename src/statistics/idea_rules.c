/* The standards of a State by outcome, and its own counts. */
#include "statistics/idea_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_outcome(const eg_analysis *a, const char *name)
{
    for (size_t o = 0; o < a->schema->n_outcomes; o++)
        if (strcmp(a->schema->outcomes[o].name, name) == 0)
            return true;
    return false;
}

static eg_status unknown_name(const eg_analysis *a, const char *name, eg_error *err)
{
    size_t n = 0, most = a->schema->n_outcomes + eg_idea_categories();
    const char **names = eg_alloc(most, sizeof *names);
    if (names == NULL)
        return eg_fail_memory(err);
    for (size_t o = 0; o < a->schema->n_outcomes; o++)
        names[n++] = a->schema->outcomes[o].name;
    for (size_t c = 0; c < eg_idea_categories(); c++)
        names[n++] = eg_idea_category_at(c)->word;
    const char *near = eg_text_nearest(eg_text_of(name), names, n);
    eg_status status =
        eg_fail(err, EG_E_USAGE,
                "--idea names \"%s\", which is neither an outcome nor a category%s%s%s", name,
                near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
                near == NULL ? "" : "\"?");
    eg_free(names);
    return status;
}

eg_status eg_idea_check(const eg_analysis *a, eg_error *err)
{
    for (size_t i = 0; i < a->settings->n_idea; i++) {
        const eg_idea_spec *said = &a->settings->idea[i];
        if (said->name == NULL)
            continue;
        bool outcome = is_outcome(a, said->name);
        if (!outcome && eg_idea_category_find(said->name) == NULL)
            return unknown_name(a, said->name, err);
        if (!outcome && said->category != NULL)
            return eg_fail(err, EG_E_USAGE,
                           "--idea gives the category \"%s\" a category; name an outcome",
                           said->name);
    }
    return EG_OK;
}

/* ---- standards
 * -------------------------------------------------------------------------------- */

static void take(eg_idea_standard *to, const eg_idea_spec *said)
{
    if (!isnan(said->threshold))
        to->limits.threshold = said->threshold;
    if (!isnan(said->progress))
        to->progress = said->progress;
    if (said->min_cell != EG_IDEA_UNSAID)
        to->limits.min_cell = said->min_cell;
    if (said->min_n != EG_IDEA_UNSAID)
        to->limits.min_n = said->min_n;
    if (said->years != EG_IDEA_UNSAID)
        to->years = (size_t)said->years;
}

/* What is said of one name, or (NULL) of all. */
static void take_named(eg_idea_standard *to, const eg_settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->n_idea; i++) {
        const char *own = settings->idea[i].name;
        if (own == NULL ? name == NULL : name != NULL && strcmp(own, name) == 0)
            take(to, &settings->idea[i]);
    }
}

static const eg_idea_category *category_of(const eg_settings *settings, const char *outcome)
{
    const eg_idea_category *found = eg_idea_category_find(outcome);
    for (size_t i = 0; i < settings->n_idea; i++) {
        const eg_idea_spec *said = &settings->idea[i];
        if (said->category != NULL && strcmp(said->name, outcome) == 0)
            found = eg_idea_category_find(said->category);
    }
    return found;
}

eg_idea_standard eg_idea_standard_of(const eg_analysis *a, size_t outcome)
{
    eg_idea_standard standard = {.limits = {10, 30, 0}, .years = 3, .progress = -1};
    const eg_settings *settings = a->settings;
    const char *name = a->schema->outcomes[outcome].name;
    standard.category = category_of(settings, name);
    take_named(&standard, settings, NULL);
    double of_all = standard.limits.threshold;
    standard.limits.threshold = 0;
    if (standard.category != NULL)
        take_named(&standard, settings, standard.category->word);
    take_named(&standard, settings, name);
    if (standard.limits.threshold > 0)
        return standard;
    standard.limits.threshold = of_all;
    if (of_all <= 0) {
        standard.why = "no threshold: the State sets it (--idea threshold=R)";
    } else if (standard.category == NULL && !eg_outcome_lower(a, outcome)) {
        standard.limits.threshold = 0;
        standard.why = "a higher value is the better one; name the outcome in --idea if the "
                       "rule is meant for it";
    }
    return standard;
}

/* ---- the State's counts
 * ----------------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
    const eg_state_count *left = a, *right = b;
    if (left->outcome != right->outcome)
        return left->outcome < right->outcome ? -1 : 1;
    if (left->item != right->item)
        return left->item < right->item ? -1 : 1;
    if (left->year != right->year)
        return left->year < right->year ? -1 : 1;
    return (left->group > right->group) - (left->group < right->group);
}

const eg_state_count *eg_state_find(const eg_analysis *a, size_t outcome, const eg_place *place,
                                    size_t group)
{
    eg_state_count key = {
        .outcome = outcome, .item = place->item, .year = place->year, .group = group};
    return a->n_state == 0
               ? NULL
               : bsearch(&key, a->state, a->n_state, sizeof *a->state, compare_keys);
}

bool eg_state_others(const eg_analysis *a, size_t outcome, const eg_place *place, uint64_t *x,
                     uint64_t *n)
{
    const eg_state_count *all = eg_state_find(a, outcome, place, SIZE_MAX);
    const eg_state_count *own = eg_state_find(a, outcome, place, place->group);
    if (all == NULL || own == NULL || own->x > all->x || own->n > all->n ||
        own->n - own->x > all->n - all->x)
        return false;
    *x = all->x - own->x;
    *n = all->n - own->n;
    return true;
}
