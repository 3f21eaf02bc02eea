#include "cli/split.h"

#include <string.h>

#include "cli/notes.h"
#include "cli/slug.h"
#include "schema/spec_parse.h"

#define UNITS_MOST 5000 /* reports of one run */

eg_status eg_split_prepare(const eg_session *session, const eg_outputs *outputs, eg_error *err)
{
    eg_settings *settings = session->settings;
    for (size_t i = 0; i < outputs->n; i++) {
        const char *path = outputs->at[i].path;
        if (path == NULL)
            return eg_fail(err, EG_E_USAGE,
                           "--split writes a file for each unit: name them with -o, as -o "
                           "report.html for report-UNIT.html, without --format");
        if (eg_is_special(path))
            return eg_fail(err, EG_E_USAGE,
                           "--split cannot write to %s, which is no regular file", path);
    }
    if (session->asked->since != NULL)
        return eg_fail(err, EG_E_USAGE,
                       "--split and --since do not go together; equitygap compare tells what "
                       "changed between two reports of the same unit");
    for (size_t i = 0; i < settings->within.n; i++) {
        if (eg_text_same_word(eg_text_of(settings->within.at[i]), settings->split))
            return EG_OK;
    }
    return eg_strings_add(settings->arena, &settings->within, eg_text_of(settings->split), err);
}

/* What the report calls the column. */
static const char *unit_type_of(const eg_session *session, const eg_report *report)
{
    const eg_settings *settings = session->settings;
    for (size_t t = 0; t < report->n_unit_types; t++) {
        if (eg_text_same_word(eg_text_of(report->unit_types[t]), settings->split))
            return report->unit_types[t];
    }
    for (size_t i = 0; i < settings->within.n && i < report->n_unit_types; i++) {
        if (eg_text_same_word(eg_text_of(settings->within.at[i]), settings->split))
            return report->unit_types[i];
    }
    return settings->split;
}

/* r.csv -> r-SLUG.csv; in the arena. */
static const char *path_of(const eg_output *output, const char *slug, eg_arena *arena)
{
    size_t stem = strlen(output->path) - strlen(output->writer->extension);
    return eg_arena_printf(arena, "%.*s-%s%s", (int)stem, output->path, slug,
                           output->path + stem);
}

static eg_status check_path(const eg_outputs *made, const char *path, const eg_paths *inputs,
                            eg_error *err)
{
    bool input = false, twice = made->rejects_path && eg_same_file(path, made->rejects_path);
    for (size_t i = 0; i < inputs->n; i++)
        input = input || eg_same_file(path, inputs->at[i]);
    for (size_t i = 0; i < made->n; i++)
        twice = twice || strcmp(path, made->at[i].path) == 0;
    if (input || twice)
        return eg_fail(err, EG_E_USAGE, "--split would write %s, which is %s; name another -o",
                       path,
                       input ? "an input of this run and would be overwritten"
                             : "another file of this run too");
    return eg_can_write(path, "--split", err);
}

/* The files of all units: [unit * asked.n + output]. */
static eg_status plan(eg_outputs *made, const eg_outputs *asked, const eg_session *session,
                      const eg_paths *inputs, const eg_report_parts *parts, eg_error *err)
{
    size_t n = eg_report_parts_count(parts);
    const char **names = eg_arena_alloc(session->arena, n + 1, sizeof *names);
    made->at = eg_arena_alloc(session->arena, n * asked->n + 1, sizeof *made->at);
    if (!names || !made->at)
        return eg_fail_memory(err);
    for (size_t u = 0; u < n; u++)
        names[u] = eg_report_parts_unit(parts, u);
    const char **slugs = eg_slugs(names, n, session->arena);
    if (!slugs)
        return eg_fail_memory(err);
    for (size_t u = 0; u < n; u++) {
        for (size_t i = 0; i < asked->n; i++) {
            const char *path = path_of(&asked->at[i], slugs[u], session->arena);
            if (!path)
                return eg_fail_memory(err);
            eg_status status = check_path(made, path, inputs, err);
            if (status != EG_OK)
                return status;
            made->at[made->n++] = (eg_output){path, asked->at[i].writer, NULL};
        }
    }
    return EG_OK;
}

static eg_status write_unit(eg_outputs *made, size_t first, size_t n, const eg_session *session,
                            const eg_report *report, eg_error *err)
{
    eg_status status = eg_outputs_write_files(&made->at[first], n, session, report, err);
    if (status != EG_OK)
        return status;
    return eg_signals_caught() ? eg_fail(err, EG_E_INTERRUPTED, "interrupted") : EG_OK;
}

static eg_status write_all(eg_outputs *made, const eg_session *session, eg_report_parts *parts,
                           bool *used, eg_error *err)
{
    size_t n = eg_report_parts_count(parts);
    for (size_t u = 0; u < n; u++) {
        const eg_report *report = NULL;
        eg_status status = eg_report_parts_at(parts, u, &report, err);
        if (status == EG_OK && used != NULL)
            eg_notes_mark(used, report);
        if (status == EG_OK)
            status = write_unit(made, u * (made->n / n), made->n / n, session, report, err);
        if (status != EG_OK)
            return status;
    }
    return made->rejects ? eg_sink_finish(made->rejects, err) : EG_OK;
}

eg_status eg_split_write(eg_outputs *outputs, const eg_session *session, const eg_paths *inputs,
                         const eg_report *report, bool *used, eg_error *err)
{
    eg_report_parts *parts = NULL;
    eg_outputs asked = *outputs;
    eg_status status = eg_report_parts_new(&parts, report, unit_type_of(session, report), err);
    if (status != EG_OK)
        return status;
    if (eg_report_parts_count(parts) > UNITS_MOST) {
        status = eg_fail(err, EG_E_LIMIT,
                         "--split %.80s: %zu units are too many reports; %d is the most; keep "
                         "some with --where",
                         session->settings->split, eg_report_parts_count(parts), UNITS_MOST);
    }
    if (status == EG_OK) {
        outputs->at = NULL;
        outputs->n = 0;
        status = plan(outputs, &asked, session, inputs, parts, err);
    }
    if (status == EG_OK)
        status = write_all(outputs, session, parts, used, err);
    eg_report_parts_free(parts);
    return status;
}
