#include "cli/outputs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODE_SHARED = 0666, MODE_PRIVATE = 0600 };

bool eg_same_file(const char *a, const char *b)
{
    struct stat first, second;
    bool standard = strcmp(b, "-") == 0;
    if (strcmp(a, b) == 0)
        return true;
    return stat(a, &first) == 0 &&
           (standard ? fstat(STDIN_FILENO, &second) : stat(b, &second)) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

unsigned eg_file_mode(void)
{
    mode_t mask = umask(0); /* there is no other way to ask */
    umask(mask);
    return MODE_SHARED & ~(unsigned)mask;
}

/* /dev/null and the like may be named twice, and may be an input too. */
bool eg_is_special(const char *path)
{
    struct stat what;
    return stat(path, &what) == 0 && !S_ISREG(what.st_mode) && !S_ISDIR(what.st_mode);
}

eg_status eg_can_write(const char *path, const char *what, eg_error *err)
{
    struct stat there;
    char folder[4096];
    if (stat(path, &there) == 0 && S_ISDIR(there.st_mode))
        return eg_fail(err, EG_E_IO, "%s %s: is a folder; name a file in it", what, path);
    if (eg_is_special(path))
        return EG_OK;
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (slash && n == 0)
        n = 1; /* the root itself */
    if (n >= sizeof folder)
        return eg_fail(err, EG_E_IO, "%s: the path is too long", what);
    snprintf(folder, sizeof folder, "%.*s", (int)(slash ? n : 1), slash ? path : ".");
    if (stat(folder, &there) != 0)
        return eg_fail(err, EG_E_IO, "%s %s: the folder %s: %s; make it first", what, path,
                       folder, strerror(errno));
    if (access(folder, W_OK | X_OK) != 0)
        return eg_fail(err, EG_E_IO, "%s %s: no file can be made in %s: %s", what, path, folder,
                       strerror(errno));
    return EG_OK;
}

/* ".csv, .json, .txt" or "csv, json, text" in the arena. */
static const char *formats(eg_arena *arena, bool extensions)
{
    const char *list = "";
    for (size_t i = 0; i < eg_writers_count() && list; i++) {
        const eg_writer *writer = eg_writers_at(i);
        list = eg_arena_printf(arena, "%s%s%s", list, i ? ", " : "",
                               extensions ? writer->extension : writer->name);
    }
    return list ? list : "";
}

static eg_status named_writer(const eg_session *session, const char *name,
                              const eg_writer **out, eg_error *err)
{
    *out = eg_writer_of_name(eg_text_of(name));
    if (*out)
        return EG_OK;
    const char *names[64];
    size_t n = 0;
    for (; n < eg_writers_count() && n < 64; n++)
        names[n] = eg_writers_at(n)->name;
    const char *nearest = eg_text_nearest(eg_text_of(name), names, n);
    return eg_fail(err, EG_E_USAGE,
                   "--format: there is no format \"%.40s\"%s%s%s formats are %s", name,
                   nearest ? "; did you mean " : "", nearest ? nearest : "",
                   nearest ? "? The" : "; the", formats(session->arena, false));
}

/* The format of a file: its extension, or for what is no regular file --format. */
static eg_status writer_of_file(const eg_session *session, const char *path,
                                const eg_writer **out, eg_error *err)
{
    const char *format = session->asked->format;
    *out = eg_writer_of_path(eg_text_of(path));
    if (*out)
        return EG_OK;
    if (eg_is_special(path))
        return named_writer(session, format ? format : "csv", out, err);
    return eg_fail(err, EG_E_USAGE,
                   "--output %s: the format follows the extension, and there is none for this; "
                   "they are %s",
                   path, formats(session->arena, true));
}

static eg_status check_path(const eg_outputs *out, const char *path, const char *option,
                            const eg_paths *inputs, eg_error *err)
{
    if (eg_is_special(path))
        return EG_OK;
    for (size_t i = 0; i < inputs->n; i++) {
        if (eg_same_file(path, inputs->at[i]))
            return eg_fail(
                err, EG_E_USAGE,
                "%s %s is an input of this run and would be overwritten; name another "
                "file",
                option, path);
    }
    for (size_t i = 0; i < out->n; i++) {
        if (out->at[i].path && eg_same_file(path, out->at[i].path))
            return eg_fail(err, EG_E_USAGE, "%s %s is named twice; name another file", option,
                           path);
    }
    return EG_OK;
}

static eg_status plan_file(eg_outputs *out, const eg_session *session, const char *path,
                           const eg_paths *inputs, eg_error *err)
{
    const eg_writer *writer = NULL;
    eg_status status = writer_of_file(session, path, &writer, err);
    if (status == EG_OK)
        status = check_path(out, path, "--output", inputs, err);
    if (status == EG_OK)
        status = eg_can_write(path, "--output", err);
    if (status == EG_OK)
        out->at[out->n++] = (eg_output){path, writer, NULL};
    return status;
}

static eg_status plan_rejects(eg_outputs *out, const eg_paths *inputs, eg_error *err)
{
    eg_status status = check_path(out, out->rejects_path, "--rejects", inputs, err);
    if (status == EG_OK)
        status = eg_can_write(out->rejects_path, "--rejects", err);
    if (status == EG_OK)
        status = eg_sink_open_file(&out->rejects, out->rejects_path, MODE_PRIVATE, err);
    if (status == EG_OK)
        eg_sink_puts(out->rejects, "file,line,reason,record\n");
    return status;
}

static eg_status plan_cube(eg_outputs *out, const eg_paths *inputs, eg_error *err)
{
    eg_status status = check_path(out, out->cube_path, "--save-cube", inputs, err);
    if (status == EG_OK && out->rejects_path && eg_same_file(out->cube_path, out->rejects_path))
        return eg_fail(err, EG_E_USAGE, "--save-cube %s is named twice; name another file",
                       out->cube_path);
    if (status == EG_OK)
        status = eg_can_write(out->cube_path, "--save-cube", err);
    if (status == EG_OK)
        status = eg_sink_open_file(&out->cube, out->cube_path, MODE_PRIVATE, err);
    return status;
}

eg_status eg_outputs_plan(eg_outputs *out, const eg_session *session, const eg_paths *inputs,
                          eg_error *err)
{
    const eg_invocation *asked = session->asked;
    *out = (eg_outputs){.rejects_path = asked->rejects, .cube_path = asked->save_cube};
    out->at = eg_arena_alloc(session->arena, asked->outputs.n + 1, sizeof *out->at);
    if (!out->at)
        return eg_fail_memory(err);
    bool standard =
        (asked->outputs.n == 0 && asked->save_cube == NULL) || asked->format != NULL;
    for (size_t i = 0; i < asked->outputs.n; i++) {
        const char *path = asked->outputs.at[i];
        bool dash = strcmp(path, "-") == 0;
        eg_status status = dash ? EG_OK : plan_file(out, session, path, inputs, err);
        if (status != EG_OK)
            return status;
        standard = standard || dash;
    }
    if (standard) {
        const char *name = session->terminal->out_is_terminal ? "text" : "csv";
        const eg_writer *writer = NULL;
        eg_status status =
            named_writer(session, asked->format ? asked->format : name, &writer, err);
        if (status != EG_OK)
            return status;
        out->at[out->n++] = (eg_output){NULL, writer, NULL};
    }
    eg_status status = out->rejects_path ? plan_rejects(out, inputs, err) : EG_OK;
    return status == EG_OK && out->cube_path ? plan_cube(out, inputs, err) : status;
}

void eg_outputs_close(eg_outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++) {
        eg_sink_close(outputs->at[i].sink);
        outputs->at[i].sink = NULL;
    }
    eg_sink_close(outputs->rejects);
    eg_sink_close(outputs->cube);
    outputs->rejects = outputs->cube = NULL;
}

/* Quoted always: a rejected record is as odd as its file. */
static void put_quoted(eg_sink *sink, eg_text text)
{
    eg_sink_puts(sink, "\"");
    while (text.n) {
        const char *quote = memchr(text.at, '"', text.n);
        size_t n = quote ? (size_t)(quote - text.at) : text.n;
        eg_sink_put(sink, text.at, n);
        if (quote)
            eg_sink_puts(sink, "\"\"");
        n += quote ? 1 : 0;
        text = (eg_text){text.at + n, text.n - n};
    }
    eg_sink_puts(sink, "\"");
}

void eg_outputs_reject(void *context, const eg_reject *reject)
{
    eg_sink *sink = ((eg_outputs *)context)->rejects;
    if (!sink)
        return;
    put_quoted(sink, eg_text_of(reject->file));
    eg_sink_printf(sink, ",%llu,", (unsigned long long)reject->line);
    put_quoted(sink, eg_text_of(reject->reason));
    eg_sink_puts(sink, ",");
    put_quoted(sink, reject->bytes);
    eg_sink_puts(sink, "\n");
}

eg_status eg_outputs_publish(eg_outputs *outputs, eg_error *err)
{
    eg_buffer done = {0};
    eg_status status = EG_OK;
    eg_error own = {0};
    for (size_t i = 0; i < outputs->n && status == EG_OK; i++) {
        if (!outputs->at[i].path)
            continue;
        status = eg_sink_publish(outputs->at[i].sink, &own);
        if (status == EG_OK)
            eg_buffer_printf(&done, "%s%s", done.n ? ", " : "", outputs->at[i].path);
    }
    if (status == EG_OK && outputs->rejects)
        status = eg_sink_publish(outputs->rejects, &own);
    if (status == EG_OK && outputs->cube)
        status = eg_sink_publish(outputs->cube, &own);
    if (status != EG_OK) {
        (void)eg_fail(err, status, "%s; already replaced: %s", own.text,
                      done.n ? eg_buffer_string(&done) : "none");
        eg_error_place(err, own.file, own.line, own.column, own.name);
    }
    eg_buffer_clear(&done);
    return status;
}

eg_status eg_outputs_publish_rejects(eg_outputs *outputs, eg_error *err)
{
    if (!outputs->rejects)
        return EG_OK;
    eg_status status = eg_sink_finish(outputs->rejects, err);
    return status == EG_OK ? eg_sink_publish(outputs->rejects, err) : status;
}
