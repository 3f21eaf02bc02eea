/* Nobody and no file twice among saved cubes: who was the first to have students, or a file, of
 * a year. */
#include <string.h>

#include "ext/hash.h"
#include "job/internal.h"
#include "job/portions.h"
#include "schema/coder_save.h"

struct eg_claims {
    const eg_job *job;
    const eg_portion *portions;
    eg_words *words;
    size_t *owner; /* of each word, the last portion that had it */
    size_t capacity;
    bool told; /* that files are taken for two */
};

eg_claims *eg_claims_new(const eg_job *job, const eg_portion *portions)
{
    eg_claims *claims = eg_alloc_zero(1, sizeof *claims);
    if (claims == NULL)
        return NULL;
    claims->job = job;
    claims->portions = portions;
    claims->words = eg_words_new();
    if (claims->words == NULL) {
        eg_claims_free(claims);
        return NULL;
    }
    return claims;
}

void eg_claims_free(eg_claims *claims)
{
    if (claims == NULL)
        return;
    eg_words_free(claims->words);
    eg_free(claims->owner);
    eg_free(claims);
}

/* Whose the key was before; SIZE_MAX: nobody else's. */
static eg_status claim(eg_claims *claims, size_t which, eg_text key, size_t *before,
                       eg_error *err)
{
    uint32_t number = eg_words_add(claims->words, key);
    size_t n = eg_words_count(claims->words);
    if (number == EG_NO_WORD)
        return eg_fail_memory(err);
    if (n > claims->capacity) {
        size_t capacity = n * 2;
        size_t *grown = eg_realloc(claims->owner, capacity, sizeof *grown);
        if (grown == NULL)
            return eg_fail_memory(err);
        for (size_t i = claims->capacity; i < capacity; i++)
            grown[i] = SIZE_MAX;
        claims->owner = grown;
        claims->capacity = capacity;
    }
    *before = claims->owner[number] == which ? SIZE_MAX : claims->owner[number];
    claims->owner[number] = which;
    return EG_OK;
}

/* ---- students ---- */

/* Students of a year that another one has too, unless the user says who they are not. */
static eg_status claim_students(eg_claims *claims, size_t which, const char *year,
                                eg_error *err)
{
    size_t before = SIZE_MAX;
    if (claims->portions[which].tally.students == 0)
        return EG_OK;
    eg_status status = claim(claims, which, eg_text_of(year), &before, err);
    if (status != EG_OK || before == SIZE_MAX || claims->job->settings->disjoint)
        return status;
    return eg_fail(err, EG_E_INPUT,
                   "it and %s both have students%s%s, and a saved cube does not keep who "
                   "they are: one who is in both would count twice. If no student is "
                   "in two of the cubes say so with --disjoint; else save them with "
                   "--per row, or with each student's records in one cube",
                   claims->portions[before].path, year[0] == '\0' ? "" : " of ", year);
}

/* ---- files ---- */

/* What is remembered of a file, by which it would be known again, after the year. */
static void write_key(eg_buffer *key, const eg_told_file *file, const char *year)
{
    const eg_file_tally *t = &file->tally;
    const uint64_t counts[] = {t->bytes,  t->records,    t->rejected,
                               t->blank,  t->headers,    t->preamble,
                               t->footer, t->uncomputed, file->n_header};
    eg_hash128 chain[2] = {eg_hash(counts, sizeof counts, 0),
                           eg_hash(t->name, strlen(t->name), 0)};
    for (size_t i = 0; i < file->n_header; i++) {
        chain[0] = eg_hash(chain, sizeof chain, 0);
        chain[1] = eg_hash(file->header[i].at, file->header[i].n, 0);
    }
    eg_buffer_add_string(key, year);
    eg_buffer_add_char(key, '\n');
    eg_buffer_add(key, chain, sizeof chain);
}

/* Said once: whoever vouches may have meant students alone. */
static void tell_twice(eg_claims *claims, size_t which, size_t before, const char *name)
{
    const eg_job_options *options = claims->job->options;
    eg_error notice = {.status = EG_OK};
    if (claims->told || options->notice == NULL)
        return;
    claims->told = true;
    (void)eg_fail(&notice, EG_E_USAGE,
                  "it and %s both hold %s, of the same size and with as many records: counted "
                  "as two files, as --disjoint says",
                  claims->portions[before].path, name);
    notice.status = EG_OK;
    eg_error_place(&notice, claims->portions[which].path, 0, 0, NULL);
    options->notice(options->notice_context, &notice);
}

static eg_status claim_file(eg_claims *claims, size_t which, const eg_told_file *file,
                            const char *year, eg_error *err)
{
    size_t before = SIZE_MAX;
    eg_buffer key = {0};
    if (file->tally.records == 0)
        return EG_OK;
    write_key(&key, file, year);
    eg_status status = key.failed
                           ? eg_fail_memory(err)
                           : claim(claims, which, (eg_text){key.at, key.n}, &before, err);
    eg_buffer_clear(&key);
    if (status != EG_OK || before == SIZE_MAX)
        return status;
    if (claims->job->settings->disjoint) {
        tell_twice(claims, which, before, file->tally.name);
        return EG_OK;
    }
    return eg_fail(err, EG_E_USAGE,
                   "it and %s both hold %s, of the same size and with as many records, which "
                   "would be counted twice; save each file in one cube only, or say with "
                   "--disjoint that these are two files",
                   claims->portions[before].path, file->tally.name);
}

/* ---- both ---- */

static eg_status claim_year(eg_claims *claims, size_t which, const char *year, eg_error *err)
{
    const eg_portion *portion = &claims->portions[which];
    eg_status status = EG_OK;
    for (size_t f = 0; f < portion->n_files && status == EG_OK; f++)
        status = claim_file(claims, which, &portion->files[f], year, err);
    return status == EG_OK ? claim_students(claims, which, year, err) : status;
}

eg_status eg_claims_add(eg_claims *claims, size_t which, eg_coder *coder, eg_error *err)
{
    int32_t axis = claims->job->schema->year;
    eg_status status = EG_OK;
    if (axis < 0 || eg_coder_without_year(coder) > 0)
        status = claim_year(claims, which, "", err);
    size_t levels = axis < 0 ? 0 : eg_coder_levels(coder, (size_t)axis);
    for (uint32_t l = 1; l < levels && status == EG_OK; l++) {
        const char *year = eg_coder_year_key(coder, l);
        status = year == NULL ? eg_fail_memory(err) : claim_year(claims, which, year, err);
    }
    return status;
}
