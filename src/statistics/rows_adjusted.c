/* Rows of a pair and its covariates: the difference after them, and what a gap goes with. */
#include <math.h>
#include <string.h>

#include "statistics/joint_design.h"
#include "statistics/math_decomposition.h"
#include "statistics/memo.h"
#include "statistics/note.h"
#include "statistics/rows.h"
#include "statistics/rows_shared.h"

/* ---- after covariates
 * ------------------------------------------------------------------------------------ */

/* A least-squares fit gives Oaxaca's parts too: kept for the rows that ask for them next. */
static eg_status keep_parts(const eg_ask *ask, const eg_design *d, const eg_fit *fit)
{
    eg_memo *memo = ask->memo;
    if (memo == NULL || d != &memo->joint.design)
        return EG_OK;
    memo->joint.parted = true;
    return eg_oaxaca_of_fit(&d->cells, fit, &memo->joint.parts);
}

static eg_status fit_difference(const eg_ask *ask, const eg_design *d, bool mean,
                                eg_estimate *out)
{
    double confidence = ask->analysis->settings->confidence;
    eg_fit fit;
    bool clustered = d->cells.cluster != NULL;
    size_t column = d->cells.columns - 1;
    eg_covariance type = clustered ? EG_COVARIANCE_CR1
                         : mean    ? EG_COVARIANCE_HC1
                                   : EG_COVARIANCE_CLASSIC;
    eg_status status =
        mean ? eg_fit_means(&d->cells, type, &fit) : eg_fit_logit(&d->cells, type, &fit);
    if (status != EG_OK)
        return status;
    if (mean) {
        *out = eg_fit_coefficient(&fit, column, confidence);
        status = keep_parts(ask, d, &fit);
    } else {
        status = eg_average_effect(&d->cells, &fit, column, confidence, out);
    }
    eg_fit_clear(&fit);
    return status;
}

/* Nothing scatters about the fit: what is left of an se is rounding. */
static void without_scatter(const eg_design *d, eg_estimate *e)
{
    double scatter = 0;
    for (size_t c = 0; c < d->cells.cells; c++)
        scatter += d->cells.ss == NULL ? 1 : d->cells.ss[c];
    if (!e->ok || scatter > 0 || e->se > 1e-9 * (1 + fabs(e->value)))
        return;
    e->low = e->high = e->p = NAN;
    e->why = "no interval: nothing varies among students with the same covariates";
}

static void answer_difference(const eg_ask *ask, const eg_design *d, bool clustered,
                              eg_estimate e, eg_answer *answer)
{
    char how[128];
    const eg_schema *schema = ask->analysis->schema;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    eg_note note = {.to = how, .size = sizeof how};
    eg_note_add(&note, mean ? "least squares" : "logit, average marginal effect");
    if (clustered) {
        const char *name = schema->axes[schema->units[0]].name;
        size_t n = strlen(name);
        eg_note_add(&note, ", clustered by ");
        eg_note_add_some(&note, name, n < 40 ? n : 40);
    }
    eg_note_add(&note, e.ok && e.why != NULL ? "; no interval" : "");
    eg_answer_estimate(answer, e, d->n);
    eg_design_note(d, ask, how, answer);
}

/* A design of the pair alone. */
static eg_status difference_of_pair(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    eg_design own;
    const eg_design *d = NULL;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    eg_status status;
    if (eg_design_clusters(ask)) {
        status = eg_design_make(&own, ask, true, answer, err);
        d = status == EG_OK && answer->status == EG_FACT_OK ? &own : NULL;
    } else {
        status = eg_design_of(ask, &own, &d, answer, err);
    }
    if (d == NULL)
        return status;
    eg_estimate e;
    status = fit_difference(ask, d, mean, &e);
    if (status == EG_OK) {
        without_scatter(d, &e);
        answer_difference(ask, d, d->cells.cluster != NULL, e, answer);
    }
    eg_design_clear(&own);
    return status == EG_OK ? EG_OK : eg_fail_memory(err);
}

/* Where next to nothing scatters, only the cells of the pair tell whether anything does. */
static bool is_plain(const eg_estimate *e, bool mean)
{
    return !mean || !e->ok || e->se > 1e-8 * (1 + fabs(e->value));
}

eg_status eg_row_adjusted_difference(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    eg_joint_page *page;
    eg_estimate e;
    eg_oaxaca parts;
    bool mean = eg_outcome_kind(ask->analysis, ask->outcome) == EG_KIND_MEAN;
    if (!eg_design_may(ask, answer))
        return EG_OK;
    eg_status status = eg_joint_page_of(ask, true, &page, err);
    if (status != EG_OK)
        return status;
    eg_design d = page == NULL ? (eg_design){.n = 0} : eg_joint_page_design(page, ask);
    if (d.n == 0 || d.reference == 0)
        return difference_of_pair(ask, answer, err);
    status =
        mean ? eg_joint_page_means(page, ask, &e, &parts) : eg_joint_page_logit(page, ask, &e);
    if (status != EG_OK)
        return eg_fail_memory(err);
    if (!is_plain(&e, mean))
        return difference_of_pair(ask, answer, err);
    answer_difference(ask, &d, eg_joint_page_clustered(page), e, answer);
    return EG_OK;
}

/* ---- what a gap goes with
 * ---------------------------------------------------------------------------------- */

static eg_status parts_of(const eg_ask *ask, const eg_design *d, eg_oaxaca *parts)
{
    eg_memo *memo = ask->memo;
    bool kept = memo != NULL && d == &memo->joint.design;
    eg_status status = EG_OK;
    if (!kept || !memo->joint.parted)
        status = eg_oaxaca_pooled(&d->cells, kept ? &memo->joint.parts : parts);
    if (!kept || status != EG_OK)
        return status;
    memo->joint.parted = true;
    *parts = memo->joint.parts;
    return EG_OK;
}

static void answer_parts(const eg_ask *ask, const eg_design *d, const eg_oaxaca *parts,
                         bool explained, eg_answer *answer)
{
    eg_answer_estimate(answer,
                       !parts->ok  ? eg_estimate_none(parts->why)
                       : explained ? eg_estimate_of(parts->explained)
                                   : eg_estimate_of(parts->unexplained),
                       d->n);
    eg_design_note(d, ask, "coefficients pooled with the group dummy", answer);
}

static eg_status parts_of_pair(const eg_ask *ask, bool explained, eg_answer *answer,
                               eg_error *err)
{
    eg_design own;
    const eg_design *d = NULL;
    eg_oaxaca parts;
    eg_status status = eg_design_of(ask, &own, &d, answer, err);
    if (d == NULL)
        return status;
    status = parts_of(ask, d, &parts);
    if (status == EG_OK)
        answer_parts(ask, d, &parts, explained, answer);
    eg_design_clear(&own);
    return status == EG_OK ? EG_OK : eg_fail_memory(err);
}

static eg_status oaxaca(const eg_ask *ask, bool explained, eg_answer *answer, eg_error *err)
{
    eg_joint_page *page;
    eg_oaxaca parts;
    if (!eg_design_may(ask, answer))
        return EG_OK;
    eg_status status = eg_joint_page_of(ask, true, &page, err);
    if (status != EG_OK)
        return status;
    eg_design d = page == NULL ? (eg_design){.n = 0} : eg_joint_page_design(page, ask);
    if (d.n == 0 || d.reference == 0)
        return parts_of_pair(ask, explained, answer, err);
    if (eg_joint_page_means(page, ask, NULL, &parts) != EG_OK)
        return eg_fail_memory(err);
    answer_parts(ask, &d, &parts, explained, answer);
    return EG_OK;
}

eg_status eg_row_oaxaca_explained(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return oaxaca(ask, true, answer, err);
}

eg_status eg_row_oaxaca_unexplained(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return oaxaca(ask, false, answer, err);
}

/* ---- the same strata for both
 * ------------------------------------------------------------------------------ */

static bool has_number(const eg_ask *ask)
{
    const eg_schema *schema = ask->analysis->schema;
    uint32_t axes[EG_COVARIATES_MOST];
    size_t n = eg_item_covariates(schema, ask->place.item - 1, axes);
    for (size_t k = 0; k < n; k++)
        if (schema->axes[axes[k]].is_number)
            return true;
    return false;
}

static eg_status over_covariates(const eg_ask *ask, bool composition, eg_answer *answer,
                                 eg_error *err)
{
    eg_design own;
    const eg_design *d = NULL;
    if (has_number(ask)) {
        eg_answer_none(answer, EG_FACT_NOT_ESTIMABLE,
                       "a covariate that is a number makes no strata: cut it into bands");
        return EG_OK;
    }
    if (!eg_design_may(ask, answer))
        return EG_OK;
    eg_status status = eg_design_of(ask, &own, &d, answer, err);
    if (d == NULL)
        return status;
    size_t strata = d->n_strata;
    double *n = eg_alloc_zero(strata + 1, 4 * sizeof *n);
    double *mean = n == NULL ? NULL : n + 2 * strata;
    for (size_t c = 0; n != NULL && c < d->cells.cells; c++) {
        size_t at = d->stratum[c] + (d->in_group[c] ? 0 : strata);
        n[at] = d->cells.n[c];
        mean[at] = d->cells.mean[c];
    }
    if (n != NULL) {
        eg_kitagawa k = eg_kitagawa_of(n, mean, n + strata, mean + strata, strata);
        eg_answer_estimate(answer,
                           !k.ok ? eg_estimate_none(k.why)
                                 : eg_estimate_of(composition ? k.composition : k.rate),
                           d->n);
        eg_design_note(d, ask, "strata are their combinations", answer);
    }
    eg_free(n);
    eg_design_clear(&own);
    return n == NULL ? eg_fail_memory(err) : EG_OK;
}

static eg_status kitagawa(const eg_ask *ask, bool composition, eg_answer *answer, eg_error *err)
{
    return ask->over_units ? eg_kitagawa_over_units(ask, composition, answer, err)
                           : over_covariates(ask, composition, answer, err);
}

eg_status eg_row_kitagawa_rate(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return kitagawa(ask, false, answer, err);
}

eg_status eg_row_kitagawa_composition(const eg_ask *ask, eg_answer *answer, eg_error *err)
{
    return kitagawa(ask, true, answer, err);
}
