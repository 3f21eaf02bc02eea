/* One saved cube as far as its cells: settings, files and what was noticed of records. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job/internal.h"
#include "job/portions.h"
#include "schema/options.h"
#include "schema/said.h"

#define COUNT_MOST (UINT64_C(1) << 56)

/* ---- saving ---- */

static void save_students(const eg_students *students, eg_pack *pack)
{
    eg_pack_number(pack, students != NULL);
    if (students == NULL)
        return;
    const eg_students_tally *t = eg_students_tally_of(students);
    const uint64_t counts[] = {t->students, t->identical, t->merged, t->in_several,
                               t->elsewhere};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        eg_pack_number(pack, counts[i]);
}

eg_status eg_portion_save(const eg_job *job, const eg_portion_settings *settings, eg_pack *pack,
                          eg_error *err)
{
    const eg_intake_tally *melted = eg_intake_tally_of(job->intake);
    eg_pack_text(pack, eg_text_of(EG_VERSION));
    eg_portion_settings_save(settings, pack);
    eg_told_save(job->source, pack);
    eg_pack_number(pack, melted->wide);
    eg_pack_number(pack, melted->made);
    eg_pack_number(pack, melted->empty);
    eg_pack_number(pack, job->roster != NULL);
    if (job->roster != NULL && !eg_roster_save(job->roster, pack))
        return eg_fail_memory(err);
    eg_pack_number(pack, job->given != NULL);
    save_students(job->students, pack);
    (void)eg_pack_so_far(pack);
    return EG_OK;
}

/* ---- loading ---- */

static void load_students(eg_portion *portion, eg_unpack *unpack)
{
    eg_students_tally *t = &portion->tally;
    uint64_t *const counts[] = {&t->students, &t->identical, &t->merged, &t->in_several,
                                &t->elsewhere};
    portion->students = eg_unpack_upto(unpack, 1) != 0;
    for (size_t i = 0; portion->students && i < sizeof counts / sizeof counts[0]; i++)
        *counts[i] = eg_unpack_upto(unpack, COUNT_MOST);
}

static eg_status load_roster(eg_portion *portion, const eg_settings *settings,
                             eg_unpack *unpack, eg_error *err)
{
    if (eg_unpack_upto(unpack, 1) == 0)
        return EG_OK;
    return eg_roster_load(&portion->roster, settings, unpack, err);
}

eg_status eg_portion_load(eg_portion *portion, const eg_settings *settings, eg_unpack *unpack,
                          eg_arena *arena, eg_error *err)
{
    (void)eg_unpack_text(unpack); /* the version of the program, for whoever looks */
    bool fine = eg_portion_settings_load(&portion->settings, unpack, arena) &&
                eg_told_load(&portion->files, &portion->n_files, unpack, arena);
    if (portion->n_files == 0)
        eg_unpack_refuse(unpack);
    portion->melted.wide = eg_unpack_upto(unpack, COUNT_MOST);
    portion->melted.made = eg_unpack_upto(unpack, COUNT_MOST);
    portion->melted.empty = eg_unpack_upto(unpack, COUNT_MOST);
    eg_status status = fine ? load_roster(portion, settings, unpack, err) : eg_fail_memory(err);
    portion->groups = eg_unpack_upto(unpack, 1) != 0;
    load_students(portion, unpack);
    portion->head = eg_unpack_so_far(unpack);
    return status == EG_OK ? eg_unpack_status(unpack, err) : status;
}

/* ---- what it remembers, as settings ---- */

bool eg_is_saved_cube(const char *path)
{
    struct stat what;
    char look[EG_UNPACK_LOOK];
    /* a pipe can be read once */
    if (strcmp(path, "-") == 0 || stat(path, &what) != 0 || !S_ISREG(what.st_mode))
        return false;
    /* no stream: one that finds no memory would make it another kind of file */
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, look, sizeof look);
    if (fd >= 0)
        (void)close(fd);
    return n > 0 && eg_unpack_is((eg_text){look, (size_t)n});
}

/* Key by key as the config files had them. */
static void write_config(eg_buffer *out, const eg_portion_settings *remembered)
{
    const char *between = "{";
    eg_buffer privacy = {0};
    for (size_t i = 0; i < remembered->said_keys.n; i++) {
        const char *key = remembered->said_keys.at[i];
        bool within = strncmp(key, "privacy.", 8) == 0;
        eg_buffer *to = within ? &privacy : out;
        eg_buffer_add_string(to, within ? (privacy.n == 0 ? "" : ",") : between);
        between = within ? between : ",";
        eg_json_quote(to, within ? key + 8 : key);
        eg_buffer_printf(to, ":%s", remembered->said_values.at[i]);
    }
    if (privacy.n > 0)
        eg_buffer_printf(out, "%s\"privacy\":{%s}", between, eg_buffer_string(&privacy));
    eg_buffer_add_string(out, strcmp(between, "{") == 0 && privacy.n == 0 ? "{}" : "}");
    eg_buffer_clear_into(&privacy, out);
}

static eg_status apply_said(eg_settings *settings, const eg_portion_settings *remembered,
                            const char *path, eg_error *err)
{
    eg_buffer config = {0};
    if (remembered->said_keys.n == 0)
        return EG_OK;
    write_config(&config, remembered);
    eg_status status =
        config.failed ? eg_fail_memory(err)
                      : eg_config_parse(settings, (eg_text){config.at, config.n}, path, err);
    eg_buffer_clear(&config);
    return status;
}

static eg_status apply_typed(eg_settings *settings, const eg_portion_settings *remembered,
                             eg_error *err)
{
    eg_status status = EG_OK;
    eg_settings_earlier_begins(settings);
    for (size_t i = 0; i < remembered->typed_names.n && status == EG_OK; i++) {
        const eg_option *row = eg_settings_options();
        while (row->name != NULL && strcmp(row->name, remembered->typed_names.at[i]) != 0)
            row++;
        if (row->name != NULL)
            status = row->set(settings, remembered->typed_values.at[i], err);
    }
    eg_settings_config_ends(settings);
    return status;
}

static eg_status read_head(FILE *file, eg_settings *settings, const char *path, bool configs,
                           eg_error *err)
{
    eg_unpack unpack = {.file = file};
    eg_portion_settings remembered = {.n = 0};
    eg_status status = eg_unpack_begin(&unpack, err);
    if (status == EG_OK) {
        (void)eg_unpack_text(&unpack);
        bool fine = eg_portion_settings_load(&remembered, &unpack, settings->arena);
        status = fine ? eg_unpack_status(&unpack, err) : eg_fail_memory(err);
    }
    eg_unpack_clear(&unpack);
    if (status == EG_OK && configs)
        status = apply_said(settings, &remembered, path, err);
    return status == EG_OK ? apply_typed(settings, &remembered, err) : status;
}

eg_status eg_saved_cube_settings(eg_settings *settings, const char *path, bool configs,
                                 eg_error *err)
{
    FILE *file = fopen(path, "rb");
    eg_status status = file == NULL
                           ? eg_fail(err, EG_E_IO, "cannot be opened; check its permissions")
                           : read_head(file, settings, path, configs, err);
    if (file != NULL)
        (void)fclose(file);
    if (status != EG_OK)
        eg_error_place(err, path, 0, 0, NULL);
    return status;
}
