/* Saving what was counted, before anything is settled. */
#include "cube/cubes_save.h"
#include "job/internal.h"
#include "job/portions.h"

/* Collapsed records belong to the cells; which word is the higher one must be said, since
 * another part may have words of another scale. */
static eg_status collapse(eg_job *job, eg_error *err)
{
    const eg_schema *schema = job->schema;
    eg_collapse rule = job->settings->collapse;
    bool ordered = rule == EG_COLLAPSE_MIN || rule == EG_COLLAPSE_MAX;
    if (job->students == NULL || rule == EG_COLLAPSE_NONE)
        return EG_OK;
    for (size_t o = 0; o < schema->n_outcomes && ordered; o++) {
        if (schema->outcomes[o].kind != EG_KIND_LEVELS || schema->outcomes[o].spec.levels.n > 0)
            continue;
        (void)eg_fail(err, EG_E_USAGE,
                      "--save-cube with --collapse min or max needs the order of its levels: "
                      "list them, lowest first, with --outcome 'COLUMN:levels(LOW<HIGH)'");
        eg_error_place(err, NULL, 0, 0, schema->outcomes[o].column);
        return EG_E_USAGE;
    }
    eg_settled *listed = NULL;
    eg_status status = eg_coder_settle_listed(job->coder, &listed, err);
    const eg_coded *coded = NULL;
    do {
        if (status == EG_OK)
            status = eg_students_rest(job->students, listed, &coded, err);
        if (status == EG_OK)
            status = eg_cubes_add(job->cubes, coded, err);
    } while (status == EG_OK && coded->rows > 0);
    eg_settled_free(listed);
    return status;
}

static eg_status save_counts(const eg_job *job, eg_pack *pack, eg_error *err)
{
    eg_coder_ranks ranks = {.levels = NULL};
    eg_status status = eg_coder_save(job->coder, pack, &ranks, err);
    if (status == EG_OK && job->given != NULL)
        eg_given_save(job->given, &ranks, pack);
    else if (status == EG_OK)
        status = eg_cubes_save(job->cubes, &ranks, pack, err);
    eg_coder_ranks_free(&ranks, job->schema);
    return status;
}

static eg_status save(const eg_job *job, eg_pack *pack, eg_error *err)
{
    eg_portion_settings settings;
    const eg_portion_settings *before =
        job->portions == NULL ? NULL : eg_portions_settings(job->portions);
    eg_status status = eg_portion_settings_of(job, before, &settings, err);
    if (status == EG_OK)
        status = eg_portion_save(job, &settings, pack, err);
    if (status == EG_OK)
        status = save_counts(job, pack, err);
    if (status != EG_OK)
        return status;
    eg_hash128 own = eg_pack_so_far(pack);
    if (job->portions != NULL) {
        eg_portions_save_origins(job->portions, pack);
    } else {
        eg_pack_number(pack, 1);
        eg_pack_hash(pack, own);
        eg_pack_number(pack, eg_coder_tally_of(job->coder)->records);
    }
    eg_pack_end(pack);
    return EG_OK;
}

/* What could not be used is lost to whoever merges: where nobody else says so, it is said here.
 */
static void tell_rejected(const eg_job *job)
{
    for (size_t f = 0; job->portions == NULL && f < eg_source_files(job->source); f++) {
        const eg_file_tally *tally = eg_source_tally(job->source, f);
        eg_error notice = {.status = EG_OK};
        if (tally->rejected == 0 || job->options->notice == NULL || !job->options->save_only)
            continue;
        (void)eg_fail(
            &notice, EG_E_INPUT, "%s %s could not be used%s",
            eg_count_words(tally->rejected).text, tally->rejected == 1 ? "record" : "records",
            job->options->reject == NULL ? "; --rejects FILE lists them with their reasons"
                                         : "");
        notice.status = EG_OK;
        eg_error_place(&notice, tally->name, 0, 0, NULL);
        job->options->notice(job->options->notice_context, &notice);
    }
}

eg_status eg_job_save(eg_job *job, eg_error *err)
{
    if (job->options->save == NULL || job->cube_is_out)
        return EG_OK;
    job->cube_is_out = true;
    eg_status status = collapse(job, err);
    if (status != EG_OK)
        return status;
    eg_pack *pack = eg_pack_new(job->options->save);
    if (pack == NULL)
        return eg_fail_memory(err);
    status = save(job, pack, err);
    eg_pack_free(pack);
    if (status == EG_OK)
        tell_rejected(job);
    if (status != EG_OK)
        job->shared = false; /* a second try would write behind the first one */
    return status;
}
