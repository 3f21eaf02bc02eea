/* What was typed, as file names. The shell did this already, where there was one. */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "equitygap/source.h"
#include "equitygap/sql.h"

typedef struct {
    const char **at;
    size_t n, capacity;
    eg_arena *arena;
} names;

static eg_status add(names *into, const char *name, eg_error *err)
{
    if (into->n == into->capacity) {
        const size_t capacity = into->capacity == 0 ? 16 : into->capacity * 2;
        const char **at = eg_realloc(into->at, capacity, sizeof *at);

        if (at == NULL)
            return eg_fail_memory(err);
        into->at = at;
        into->capacity = capacity;
    }
    into->at[into->n] = eg_arena_string(into->arena, eg_text_of(name));
    if (into->at[into->n] == NULL)
        return eg_fail_memory(err);
    into->n++;
    return EG_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static eg_status add_matches(names *into, const char *pattern, eg_error *err)
{
    glob_t found = {0};
    eg_status st = EG_OK;
    const int rc = glob(pattern, GLOB_NOSORT, NULL, &found);

    if (rc == GLOB_NOSPACE) {
        st = eg_fail_memory(err);
    } else if (rc != 0 || found.gl_pathc == 0) {
        st = eg_fail(err, EG_E_IO, "no file matches this pattern");
        eg_error_place(err, pattern, 0, 0, NULL);
    } else {
        qsort(found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, by_bytes);
        for (size_t i = 0; st == EG_OK && i < found.gl_pathc; i++)
            st = add(into, found.gl_pathv[i], err);
    }
    globfree(&found);
    return st;
}

static eg_status add_typed(names *into, const char *typed, eg_error *err)
{
    struct stat about;

    /* Whatever else keeps stat from answering is said when the file is opened. */
    if (eg_sql_is_place(typed)) {
        const eg_status checked = eg_sql_check_place(typed, err);

        return checked == EG_OK ? add(into, typed, err) : checked;
    }
    if (strcmp(typed, "-") == 0 || stat(typed, &about) == 0 ||
        (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG))
        return add(into, typed, err);
    /* Not repeated: a password may stand in it. */
    if (strstr(typed, "://") != NULL)
        return eg_fail(err, EG_E_IO,
                       "an address with :// is not read; give a file of this machine, or a "
                       "database as odbc:NAME or 'odbc:Driver=...;Server=...;Database=...'");
    if (strpbrk(typed, "*?[") != NULL)
        return add_matches(into, typed, err);
    const eg_status st = eg_fail(err, EG_E_IO, "there is no such file");
    eg_error_place(err, typed, 0, 0, NULL);
    return st;
}

eg_status eg_source_expand(const char *const *typed, size_t n_typed, eg_arena *arena,
                           const char ***paths, size_t *n_paths, eg_error *err)
{
    names all = {.arena = arena};
    eg_status st = EG_OK;

    *paths = NULL;
    *n_paths = 0;
    for (size_t i = 0; st == EG_OK && i < n_typed; i++)
        st = add_typed(&all, typed[i], err);
    if (st == EG_OK) {
        const char **kept = eg_arena_alloc(arena, all.n + 1, sizeof *kept);

        if (kept == NULL) {
            st = eg_fail_memory(err);
        } else {
            if (all.n > 0)
                memcpy(kept, all.at, all.n * sizeof *kept);
            *paths = kept;
            *n_paths = all.n;
        }
    }
    eg_free(all.at);
    return st;
}
