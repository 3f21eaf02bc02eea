#include "cli/saved.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "equitygap/job.h"

/* A report is read as a whole: some 20 times its size in memory while it is. */
#define MOST ((size_t)64 << 20)

const char *eg_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

eg_status eg_read_whole(eg_buffer *bytes, const char *path, size_t most, const char *remedy,
                        eg_error *err)
{
    FILE *from = fopen(path, "rb");
    if (!from && errno == ENOENT)
        return eg_fail(err, EG_E_IO, "%s: there is no such file", path);
    if (!from)
        return eg_fail(err, EG_E_IO, "%s cannot be opened; check its name and permissions",
                       path);
    char piece[16384];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, from)) > 0 && bytes->n <= most)
        eg_buffer_add(bytes, piece, n);
    bool failed = ferror(from) != 0;
    fclose(from);
    if (failed)
        return eg_fail(err, EG_E_IO, "%s cannot be read", path);
    if (bytes->failed)
        return eg_fail_memory(err);
    if (bytes->n > most)
        return eg_fail(err, EG_E_LIMIT, "%s is over %zu MiB, too large to be read as JSON; %s",
                       path, most >> 20, remedy);
    return EG_OK;
}

eg_status eg_saved_open(eg_saved **out, const char *path, eg_error *err)
{
    eg_buffer bytes = {.at = NULL};
    *out = NULL;
    if (eg_is_saved_cube(path)) {
        (void)eg_fail(err, EG_E_INPUT,
                      "this is a saved cube and no report; make one of it first, with "
                      "\"equitygap analyze FILE.cube -o report.json\"");
        eg_error_place(err, path, 0, 0, NULL);
        return EG_E_INPUT;
    }
    eg_status status =
        eg_read_whole(&bytes, path, MOST, "write reports of fewer units or statistics", err);
    if (status == EG_OK)
        status = eg_saved_read(out, (eg_text){bytes.at, bytes.n}, path, err);
    eg_buffer_clear(&bytes);
    return status;
}

eg_status eg_since(eg_report *report, const eg_saved *earlier, const eg_session *session,
                   eg_error *err)
{
    const eg_comparison *comparison = NULL;
    if (report->edition == EG_EDITION_PUBLIC &&
        eg_saved_report(earlier)->edition == EG_EDITION_INTERNAL)
        return eg_fail(
            err, EG_E_USAGE,
            "--since %s is an internal edition, whose figures would stand in this public "
            "report; give the public report of that time",
            session->asked->since);
    eg_comparison *named = eg_arena_alloc(session->arena, 1, sizeof *named);
    if (!named)
        return eg_fail_memory(err);
    eg_status status =
        eg_comparison_make(&comparison, eg_saved_report(earlier), report, session->arena, err);
    if (status != EG_OK)
        return status;
    *named = *comparison;
    named->before = eg_file_name(session->asked->since);
    named->after = "this report";
    report->since = named;
    return EG_OK;
}
