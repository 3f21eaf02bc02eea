/* What is asked of a database. */
#include "job/database.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { QUERY_MOST = 1 << 20, PASSWORD_MOST = 4096 };

static eg_status cannot(const char *option, const char *path, const char *why, eg_error *err)
{
    eg_status status = eg_fail(err, EG_E_IO, "%s: %s", option, why);
    eg_error_place(err, path, 0, 0, NULL);
    return status;
}

/* A small file: what it holds, of at most `most` bytes, and who may read it. */
typedef struct {
    const char *option, *path;
    size_t most;
    mode_t mode;
} small_file;

static bool read_bytes(int fd, char *text, size_t most, size_t *n)
{
    ssize_t got = 1;
    *n = 0;
    while (got > 0 && *n < most) {
        got = read(fd, text + *n, most - *n);
        *n += got > 0 ? (size_t)got : 0;
    }
    return got >= 0 && *n < most && memchr(text, '\0', *n) == NULL;
}

static eg_status read_whole(small_file *file, eg_arena *arena, const char **out, eg_error *err)
{
    struct stat about = {0};
    size_t n = 0;
    char *text = eg_arena_alloc(arena, file->most + 1, 1);
    if (text == NULL)
        return eg_fail_memory(err);
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot(file->option, file->path, "this file cannot be read", err);
    bool fine = fstat(fd, &about) == 0 && read_bytes(fd, text, file->most, &n);
    (void)close(fd);
    if (!fine)
        return cannot(file->option, file->path,
                      "this is no text in UTF-8, or too long a one; save it as UTF-8", err);
    file->mode = about.st_mode;
    *out = text;
    return EG_OK;
}

static eg_status read_query(const eg_settings *settings, eg_arena *arena, const char **out,
                            eg_error *err)
{
    small_file file = {.option = "--query", .path = settings->query, .most = QUERY_MOST};
    return read_whole(&file, arena, out, err);
}

static eg_status read_password(const eg_settings *settings, eg_arena *arena, const char **out,
                               eg_error *err)
{
    small_file file = {
        .option = "--password-file", .path = settings->password_file, .most = PASSWORD_MOST};
    const char *text = NULL;
    eg_status status = read_whole(&file, arena, &text, err);
    if (status != EG_OK || text == NULL)
        return status;
    if ((file.mode & (S_IRWXG | S_IRWXO)) != 0) {
        status = eg_fail(err, EG_E_USAGE,
                         "others on this machine can read this file of a password; make it "
                         "yours alone: chmod 600");
        eg_error_place(err, file.path, 0, 0, NULL);
        return status;
    }
    *out = eg_arena_string(arena, (eg_text){text, strcspn(text, "\r\n")});
    return *out == NULL ? eg_fail_memory(err) : EG_OK;
}

static const char *needless(const eg_settings *settings)
{
    return settings->table != NULL           ? "--table"
           : settings->query != NULL         ? "--query"
           : settings->shard_key.n > 0       ? "--shard-key"
           : settings->password_file != NULL ? "--password-file"
                                             : NULL;
}

static eg_fetch fetch_of(const char *word)
{
    return strcmp(word, "cells") == 0  ? EG_FETCH_CELLS
           : strcmp(word, "rows") == 0 ? EG_FETCH_ROWS
                                       : EG_FETCH_AUTO;
}

eg_status eg_database_options(eg_sql_options **out, const eg_settings *settings,
                              const eg_strings *paths, const char *password, eg_arena *arena,
                              eg_error *err)
{
    bool any = false;
    *out = NULL;
    for (size_t i = 0; i < paths->n; i++)
        any = any || eg_sql_is_place(paths->at[i]);
    if (!any && needless(settings) != NULL)
        return eg_fail(err, EG_E_USAGE,
                       "%s belongs to a database, and none is named; give one as odbc:NAME or "
                       "'odbc:Driver=...;...'",
                       needless(settings));
    if (!any)
        return EG_OK;
    eg_sql_options *made = eg_arena_alloc(arena, 1, sizeof *made);
    if (made == NULL)
        return eg_fail_memory(err);
    *made = (eg_sql_options){.table = settings->table,
                             .query_name = settings->query,
                             .shard_key = settings->shard_key.at,
                             .n_shard_key = settings->shard_key.n,
                             .dialect = settings->dialect,
                             .password = password,
                             .timeout = settings->timeout,
                             .fetch = fetch_of(settings->fetch)};
    eg_status status = EG_OK;
    if (settings->query != NULL)
        status = read_query(settings, arena, &made->query, err);
    if (status == EG_OK && settings->password_file != NULL)
        status = read_password(settings, arena, &made->password, err);
    *out = made;
    return status;
}
