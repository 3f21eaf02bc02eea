/* Several saved cubes as the input of one analysis. */
#include "job/portions.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cube/cubes_save.h"
#include "job/internal.h"
#include "job/job_threads.h"

enum { ORIGINS_MOST = 1 << 20 };

/* One run that read records, somewhere among what these cubes are made of. */
typedef struct {
    eg_hash128 hash;
    uint64_t records;
    size_t portion;
} origin;

struct eg_portions {
    const eg_job *job;
    eg_portion *at;
    size_t n;
    origin *origins;
    size_t n_origins, origins_capacity;
    eg_claims *claims;
};

/* ---- opening ---- */

static eg_status fail_at(eg_error *err, const char *path, eg_status status)
{
    eg_error_place(err, path, 0, 0, NULL);
    return status;
}

static eg_status read_portion(eg_portion *portion, const eg_job *job, eg_unpack *unpack,
                              eg_error *err)
{
    eg_status status = eg_unpack_begin(unpack, err);
    if (status == EG_OK)
        status = eg_portion_load(portion, job->settings, unpack, job->arena, err);
    return status;
}

static eg_status open_portion(eg_portion *portion, const eg_job *job, const char *path,
                              eg_error *err)
{
    eg_unpack unpack = {.file = fopen(path, "rb")};
    portion->path = path;
    if (unpack.file == NULL)
        return fail_at(err, path,
                       eg_fail(err, EG_E_IO, "cannot be opened; check its permissions"));
    eg_status status = read_portion(portion, job, &unpack, err);
    eg_unpack_clear(&unpack);
    (void)fclose(unpack.file);
    return status == EG_OK ? EG_OK : fail_at(err, path, status);
}

/* All must have been counted with what the first one was. */
static eg_status check_alike(const eg_portions *portions, const eg_portion *portion,
                             eg_error *err)
{
    const eg_portion *first = &portions->at[0];
    const char *text =
        eg_portion_difference(&portion->settings, portion->path, &first->settings, first->path,
                              portions->job->options->asked_names, portions->job->arena);
    if (text == NULL)
        return eg_fail_memory(err);
    if (text[0] != '\0')
        return fail_at(err, portion->path,
                       eg_fail(err, EG_E_USAGE,
                               "it was counted with other settings: %s; save them with the "
                               "same options, or analyze them apart",
                               text));
    if (portion->groups == first->groups && portion->students == first->students &&
        (portion->roster == NULL) == (first->roster == NULL))
        return EG_OK;
    return fail_at(err, portion->path,
                   eg_fail(err, EG_E_USAGE,
                           "its records are of another kind than those of %s: students told "
                           "apart, rows or groups, with a roster or without",
                           first->path));
}

/* Named along with cubes it must be the roster that was joined. */
static eg_status check_roster(const eg_portions *portions, eg_error *err)
{
    const eg_strings *typed = &portions->job->settings->roster;
    const eg_portion *first = &portions->at[0];
    bool known = typed->n == 0;
    for (size_t i = 0; i < typed->n && first->roster != NULL; i++) {
        const char *slash = strrchr(typed->at[i], '/');
        const char *name = slash == NULL ? typed->at[i] : slash + 1;
        const eg_source *source = eg_roster_source(first->roster);
        for (size_t f = 0; f < eg_source_files(source); f++)
            known = known || strcmp(eg_source_tally(source, f)->name, name) == 0;
    }
    return known
               ? EG_OK
               : fail_at(err, first->path,
                         eg_fail(err, EG_E_USAGE,
                                 "--roster: a roster is joined when a cube is saved, and this "
                                 "was saved without it; save it again with --roster"));
}

static eg_status open_all(eg_portions *portions, const char *const *paths, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t i = 0; i < portions->n && status == EG_OK; i++) {
        status = open_portion(&portions->at[i], portions->job, paths[i], err);
        if (status == EG_OK)
            status = check_alike(portions, &portions->at[i], err);
    }
    return status == EG_OK ? check_roster(portions, err) : status;
}

/* Why an input beside saved cubes is none. */
static eg_status fail_other(const char *path, eg_error *err)
{
    struct stat what;
    const char *end = strrchr(path, '.');
    bool is_there = strcmp(path, "-") != 0 && stat(path, &what) == 0;
    if (is_there && S_ISDIR(what.st_mode))
        return eg_fail(err, EG_E_IO,
                       "is a folder; name the saved cubes in it, or quote a pattern such as "
                       "'*.cube'");
    if (is_there && access(path, R_OK) != 0)
        return eg_fail(err, EG_E_IO, "cannot be opened; check its permissions");
    if (is_there && end != NULL && strcmp(end, ".cube") == 0)
        return eg_fail(err, EG_E_IO,
                       "it is named as saved cubes are and is none: damaged, cut short or "
                       "another file; save it again with --save-cube, or copy it once more");
    return eg_fail(err, EG_E_USAGE,
                   "it is no saved cube, and other inputs are; save it as one first, with "
                   "--save-cube and the options they were saved with");
}

eg_status eg_portions_open(eg_portions **out, const eg_job *job, const char *const *paths,
                           size_t n, eg_error *err)
{
    size_t cubes = 0, other = 0;
    *out = NULL;
    for (size_t i = 0; i < n; i++) {
        bool is = eg_is_saved_cube(paths[i]);
        cubes += is;
        other = is ? other : i;
    }
    if (cubes == 0)
        return EG_OK;
    if (cubes < n)
        return fail_at(err, paths[other], fail_other(paths[other], err));
    if (job->options->reject != NULL)
        return eg_fail(err, EG_E_USAGE,
                       "--rejects: saved cubes hold no records; give it where they are saved");
    eg_portions *portions = eg_alloc_zero(1, sizeof *portions);
    if (portions == NULL)
        return eg_fail_memory(err);
    portions->job = job;
    portions->n = n;
    portions->at = eg_alloc_zero(n, sizeof *portions->at);
    portions->claims = eg_claims_new(job, portions->at);
    eg_status status = portions->at == NULL || portions->claims == NULL
                           ? eg_fail_memory(err)
                           : open_all(portions, paths, err);
    if (status == EG_OK)
        *out = portions;
    else
        eg_portions_close(portions);
    return status;
}

void eg_portions_close(eg_portions *portions)
{
    if (portions == NULL)
        return;
    for (size_t i = 0; portions->at != NULL && i < portions->n; i++)
        eg_roster_close(portions->at[i].roster);
    eg_claims_free(portions->claims);
    eg_free(portions->origins);
    eg_free(portions->at);
    eg_free(portions);
}

const eg_portion_settings *eg_portions_settings(const eg_portions *portions)
{
    return portions == NULL ? NULL : &portions->at[0].settings;
}

/* ---- in place of the files ---- */

static eg_status take_rosters(eg_portions *portions, eg_roster **roster, eg_error *err)
{
    eg_portion *first = &portions->at[0];
    for (size_t i = 1; i < portions->n && first->roster != NULL; i++)
        if (!eg_roster_add(first->roster, portions->at[i].roster))
            return fail_at(err, portions->at[i].path,
                           eg_fail(err, EG_E_USAGE,
                                   "it was joined with another roster than %s; save both with "
                                   "the same one",
                                   first->path));
    *roster = first->roster;
    first->roster = NULL;
    return EG_OK;
}

eg_status eg_portions_source(eg_portions *portions, eg_source **source, eg_roster **roster,
                             eg_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < portions->n; i++)
        n += portions->at[i].n_files;
    eg_told_file *files = eg_alloc(n + 1, sizeof *files);
    if (files == NULL)
        return eg_fail_memory(err);
    n = 0;
    for (size_t i = 0; i < portions->n; i++)
        for (size_t f = 0; f < portions->at[i].n_files; f++)
            files[n++] = portions->at[i].files[f];
    eg_status status = eg_source_told(source, files, n, err);
    eg_free(files);
    return status == EG_OK ? take_rosters(portions, roster, err) : status;
}

/* ---- no records twice ---- */

static eg_status add_origin(eg_portions *portions, const origin *one, eg_error *err)
{
    for (size_t i = 0; i < portions->n_origins; i++) {
        const origin *other = &portions->origins[i];
        bool same = other->hash.low == one->hash.low && other->hash.high == one->hash.high;
        if (!same || one->records == 0)
            continue;
        return fail_at(err, portions->at[one->portion].path,
                       eg_fail(err, EG_E_USAGE,
                               "it and %s hold the same records, which would be counted twice; "
                               "leave one of them out",
                               portions->at[other->portion].path));
    }
    if (portions->n_origins == portions->origins_capacity) {
        size_t capacity = portions->n_origins * 2 + 16;
        origin *grown = eg_realloc(portions->origins, capacity, sizeof *grown);
        if (grown == NULL)
            return eg_fail_memory(err);
        portions->origins = grown;
        portions->origins_capacity = capacity;
    }
    portions->origins[portions->n_origins++] = *one;
    return EG_OK;
}

static eg_status load_origins(eg_portions *portions, size_t which, eg_unpack *unpack,
                              eg_error *err)
{
    eg_hash128 own = eg_unpack_so_far(unpack);
    uint64_t n = eg_unpack_upto(unpack, ORIGINS_MOST);
    eg_status status = EG_OK;
    if (n == 0)
        eg_unpack_refuse(unpack);
    for (uint64_t i = 0; i < n && status == EG_OK && eg_unpack_fine(unpack); i++) {
        origin one = {.hash = eg_unpack_hash(unpack), .portion = which};
        one.records = eg_unpack_number(unpack);
        bool is_own = one.hash.low == own.low && one.hash.high == own.high;
        if (n == 1 && !is_own)
            eg_unpack_refuse(unpack);
        if (eg_unpack_fine(unpack))
            status = add_origin(portions, &one, err);
    }
    return status;
}

void eg_portions_save_origins(const eg_portions *portions, eg_pack *pack)
{
    eg_pack_number(pack, portions->n_origins);
    for (size_t i = 0; i < portions->n_origins; i++) {
        eg_pack_hash(pack, portions->origins[i].hash);
        eg_pack_number(pack, portions->origins[i].records);
    }
}

/* ---- counting ---- */

/* What one saved cube has counted. */
typedef struct {
    eg_coder *coder;
    eg_cubes *cubes;
    eg_given *given;
} counted;

static void clear_counted(counted *c)
{
    eg_coder_free(c->coder);
    eg_cubes_free(c->cubes);
    eg_given_free(c->given);
}

static eg_status new_counted(const eg_job *job, counted *c, eg_error *err)
{
    eg_status status = eg_coder_new(&c->coder, job->schema, err);
    if (status != EG_OK)
        return status;
    return job->given != NULL ? eg_given_new(&c->given, job->schema, err)
                              : eg_job_cubes(job, &c->cubes, err);
}

static eg_status load_counted(const eg_job *job, counted *c, const eg_saved_files *files,
                              eg_unpack *unpack, eg_error *err)
{
    eg_coder_ranks ranks = {.levels = NULL};
    eg_status status = eg_coder_load(c->coder, unpack, files, &ranks, err);
    if (status == EG_OK)
        status = eg_unpack_status(unpack, err);
    if (status == EG_OK)
        status = job->given != NULL ? eg_given_load(c->given, c->coder, unpack, err)
                                    : eg_cubes_load(c->cubes, c->coder, &ranks, unpack, err);
    eg_coder_ranks_free(&ranks, job->schema);
    return status == EG_OK ? eg_unpack_status(unpack, err) : status;
}

static eg_status merge_counted(const eg_job *job, const counted *c, eg_error *err)
{
    eg_coder_maps maps;
    uint32_t *groups = NULL;
    eg_status status = eg_coder_merge(job->coder, c->coder, &maps, err);
    if (status != EG_OK)
        return status;
    if (job->given == NULL)
        status = eg_cubes_merge(job->cubes, c->cubes, (const uint32_t *const *)maps.levels,
                                (const uint32_t *const *)maps.words, err);
    else
        status = eg_coder_merge_groups(job->coder, c->coder, &maps, &groups, err);
    if (status == EG_OK && job->given != NULL)
        status = eg_given_merge(job->given, c->given, &maps, groups, err);
    eg_free(groups);
    eg_coder_maps_free(&maps, job->schema);
    return status;
}

/* The head was read when it was opened: it must be the same still. */
static eg_status skip_head(const eg_portion *portion, const eg_job *job, eg_unpack *unpack,
                           eg_error *err)
{
    eg_portion again = {.path = portion->path};
    eg_status status = read_portion(&again, job, unpack, err);
    eg_roster_close(again.roster);
    if (status == EG_OK &&
        (again.head.low != portion->head.low || again.head.high != portion->head.high))
        return eg_fail(err, EG_E_IO, "it changed while it was being read; run again");
    return status;
}

static eg_status count_portion(eg_portions *portions, size_t which, eg_job *job,
                               eg_unpack *unpack, eg_error *err)
{
    const eg_portion *portion = &portions->at[which];
    eg_saved_files files = {.n = (uint32_t)portion->n_files};
    counted own = {NULL, NULL, NULL};
    counted into = {job->coder, job->cubes, job->given};
    for (size_t i = 0; i < which; i++)
        files.first += (uint32_t)portions->at[i].n_files;
    eg_status status = skip_head(portion, job, unpack, err);
    if (status == EG_OK && which > 0)
        status = new_counted(job, &own, err);
    counted *to = which > 0 ? &own : &into;
    if (status == EG_OK)
        status = load_counted(job, to, &files, unpack, err);
    if (status == EG_OK)
        status = load_origins(portions, which, unpack, err);
    eg_unpack_end(unpack);
    if (status == EG_OK)
        status = eg_unpack_status(unpack, err);
    if (status == EG_OK)
        status = eg_claims_add(portions->claims, which, to->coder, err);
    if (status == EG_OK && which > 0)
        status = merge_counted(job, &own, err);
    clear_counted(&own);
    return status;
}

static eg_status count_file(eg_portions *portions, size_t which, eg_job *job, eg_error *err)
{
    const eg_portion *portion = &portions->at[which];
    eg_unpack unpack = {.file = fopen(portion->path, "rb")};
    eg_status status =
        unpack.file == NULL
            ? eg_fail(err, EG_E_IO, "cannot be opened any more; check its permissions")
            : count_portion(portions, which, job, &unpack, err);
    eg_unpack_clear(&unpack);
    if (unpack.file != NULL)
        (void)fclose(unpack.file);
    if (status == EG_OK && job->students != NULL)
        eg_students_told(job->students, &portion->tally);
    if (status == EG_OK)
        eg_intake_told(job->intake, &portion->melted);
    return status == EG_OK ? EG_OK : fail_at(err, portion->path, status);
}

static eg_status check_settings(const eg_portions *portions, eg_error *err)
{
    eg_portion_settings now;
    eg_status status = eg_portion_settings_of(portions->job, NULL, &now, err);
    for (size_t i = 0; i < portions->n && status == EG_OK; i++) {
        const eg_portion *portion = &portions->at[i];
        const char *text =
            eg_portion_lacks(&portion->settings, portion->path, &now, portions->job->arena);
        if (text == NULL)
            return eg_fail_memory(err);
        if (text[0] != '\0')
            status = fail_at(err, portion->path,
                             eg_fail(err, EG_E_USAGE,
                                     "it cannot be analyzed so: %s; ask for what it was saved "
                                     "with, or save it again",
                                     text));
        else if (portion->groups != (portions->job->given != NULL) ||
                 portion->students != (portions->job->students != NULL))
            status = fail_at(err, portion->path,
                             eg_fail(err, EG_E_USAGE,
                                     "its records are of another kind than is asked for now; "
                                     "leave out --id, --per and --counts"));
    }
    return status;
}

eg_status eg_portions_count(eg_portions *portions, eg_job *job, eg_error *err)
{
    eg_status status = check_settings(portions, err);
    for (size_t i = 0; i < portions->n && status == EG_OK; i++) {
        const eg_progress progress = {
            .bytes_done = i, .bytes_total = portions->n, .stage = "reading"};
        status = count_file(portions, i, job, err);
        if (status == EG_OK && !eg_go_on(job->options->control, &progress))
            status = eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    }
    if (status == EG_OK)
        eg_coder_number(job->coder, eg_saved_line, NULL);
    return status == EG_OK ? eg_job_check_memory(job, err) : status;
}
