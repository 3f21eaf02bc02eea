/* Columns that are in no file as they are wanted: from its name, from --set, from wide ones. */
#include "job/intake_columns.h"

#include <regex.h>
#include <string.h>

#include "ext/unicode.h"
#include "schema/spec_parse.h"

typedef struct {
    const eg_settings *settings;
    const eg_source *source;
    eg_intake_file *files;
    size_t n_files;
    eg_arena *arena;
    eg_error *err;
} maker;

bool eg_intake_add(eg_intake_file *file, eg_text name, eg_intake_from from, int32_t at,
                   eg_arena *arena)
{
    eg_text *names = eg_spec_grow(arena, file->names, file->n, sizeof *names);
    eg_intake_column *columns = eg_spec_grow(arena, file->columns, file->n, sizeof *columns);
    if (names == NULL || columns == NULL)
        return false;
    file->names = names;
    file->columns = columns;
    names[file->n] = name;
    columns[file->n++] = (eg_intake_column){.from = from, .at = at};
    return true;
}

static eg_status add(maker *m, size_t f, eg_text name, eg_intake_column column)
{
    eg_intake_file *file = &m->files[f];
    if (!eg_intake_add(file, name, column.from, column.at, m->arena))
        return eg_fail_memory(m->err);
    file->columns[file->n - 1].text = column.text;
    return EG_OK;
}

static eg_status fail_at(const maker *m, size_t f, const char *column, const char *text)
{
    (void)eg_fail(m->err, EG_E_USAGE, "%s", text);
    eg_error_place(m->err, eg_source_tally(m->source, f)->name, 0, 0, column);
    return EG_E_USAGE;
}

/* Compared as the schema compares names. false also when memory is out, which then shows
 * elsewhere. */
static bool has(const eg_intake_file *file, const char *name)
{
    eg_buffer left = {0}, right = {0};
    bool found = false;
    if (!eg_unicode_canonical(eg_text_of(name), &left))
        eg_buffer_add_string(&left, name);
    for (size_t c = 0; c < file->n && !found; c++) {
        eg_buffer_reset(&right);
        found = file->names[c].n > 0 && eg_unicode_canonical(file->names[c], &right) &&
                eg_text_equal((eg_text){left.at, left.n}, (eg_text){right.at, right.n});
    }
    eg_buffer_clear(&left);
    eg_buffer_clear(&right);
    return found;
}

/* ---- the file's own, some of them melted away ---- */

static eg_status melt_file(maker *m, size_t f, const eg_text *header, size_t n)
{
    eg_status status =
        eg_melt_find(&m->files[f].melted, &m->settings->melt, header, n, m->arena, m->err);
    if (status != EG_OK)
        eg_error_place(m->err, eg_source_tally(m->source, f)->name, 0, 0, NULL);
    return status;
}

static eg_status own_columns(maker *m, size_t f, bool melt)
{
    size_t n = 0;
    const eg_text *header = eg_source_header(m->source, f, &n);
    eg_status status = melt ? melt_file(m, f, header, n) : EG_OK;
    const int32_t *melted = m->files[f].melted.melted_of;
    for (size_t c = 0; c < n && status == EG_OK; c++) {
        bool gone = melt && melted[c] >= 0;
        status = add(m, f, gone ? (eg_text){"", 0} : header[c],
                     (eg_intake_column){.from = EG_FROM_FILE, .at = (int32_t)c});
    }
    return status;
}

static eg_status melted_columns(maker *m, size_t f)
{
    const eg_melt_map *map = &m->files[f].melted;
    const char *name = m->settings->melt.name;
    if (map->n == 0)
        return EG_OK;
    if (has(&m->files[f], name))
        return fail_at(
            m, f, name,
            "--melt would make this column, and the file has it; give it another name");
    eg_status status = add(m, f, eg_text_of(name), (eg_intake_column){.from = EG_FROM_VALUE});
    for (size_t i = 0; i < map->n && status == EG_OK; i++) {
        if (has(&m->files[f], map->at[i].name))
            return fail_at(
                m, f, map->at[i].name,
                "--melt would make this column, and the file has it; list the columns "
                "to melt, as in --melt 'year=1,2;read{}'");
        status = add(m, f, eg_text_of(map->at[i].name),
                     (eg_intake_column){.from = EG_FROM_MELT, .at = (int32_t)i});
    }
    return status;
}

/* A spec that melts nothing is a mistake. */
static eg_status check_melted(const maker *m)
{
    size_t found = 0;
    for (size_t f = 0; f < m->n_files; f++)
        found += m->files[f].melted.n;
    if (found > 0)
        return EG_OK;
    return fail_at(
        m, 0, NULL,
        "no columns are alike but for the values of --melt (it looks for them at the "
        "beginning or the end of names); equitygap profile lists the columns");
}

/* ---- what all records of a file share ---- */

static eg_status set_columns(maker *m, size_t f)
{
    const eg_strings *names = &m->settings->set_names;
    for (size_t i = 0; i < names->n; i++) {
        if (has(&m->files[f], names->at[i]))
            return fail_at(m, f, names->at[i],
                           "--set would make this column, and the file has it; give it another "
                           "name, or leave --set out");
        eg_status status =
            add(m, f, eg_text_of(names->at[i]),
                (eg_intake_column){.from = EG_FROM_SETTINGS,
                                   .text = eg_text_of(m->settings->set_values.at[i])});
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* The first group of the file's base name; blank: it does not fit. */
static eg_text year_in(const regex_t *expression, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
    regmatch_t at[2];
    if (regexec(expression, base, 2, at, 0) != 0 || at[1].rm_so < 0)
        return (eg_text){"", 0};
    return (eg_text){base + at[1].rm_so, (size_t)(at[1].rm_eo - at[1].rm_so)};
}

static eg_status name_columns(maker *m, const regex_t *expression, bool records)
{
    for (size_t f = 0; f < m->n_files; f++) {
        eg_text year = year_in(expression, eg_source_tally(m->source, f)->name);
        if (year.n == 0 && !records)
            return EG_OK;
        if (year.n == 0)
            return fail_at(
                m, f, NULL,
                "the file's name does not fit --year-from-name; mend the expression, "
                "or rename the file");
    }
    eg_status status = EG_OK;
    for (size_t f = 0; f < m->n_files && status == EG_OK; f++) {
        eg_text year = year_in(expression, eg_source_tally(m->source, f)->name);
        if (has(&m->files[f], EG_YEAR_FROM_NAME) && !records)
            continue;
        if (has(&m->files[f], EG_YEAR_FROM_NAME))
            return fail_at(
                m, f, EG_YEAR_FROM_NAME,
                "--year-from-name would make this column, and the file has it; leave "
                "--year-from-name out");
        const char *copy = eg_arena_string(m->arena, year);
        if (copy == NULL)
            return eg_fail_memory(m->err);
        status = add(m, f, eg_text_of(EG_YEAR_FROM_NAME),
                     (eg_intake_column){.from = EG_FROM_SETTINGS, .text = eg_text_of(copy)});
    }
    return status;
}

static eg_status name_all(maker *m, bool records)
{
    regex_t expression;
    if (m->settings->year_from_name == NULL)
        return EG_OK;
    if (regcomp(&expression, m->settings->year_from_name, REG_EXTENDED) != 0)
        return eg_fail_memory(m->err);
    eg_status status = name_columns(m, &expression, records);
    regfree(&expression);
    return status;
}

eg_status eg_intake_columns(eg_intake_file **out, const eg_settings *settings,
                            const eg_source *source, bool records, eg_arena *arena,
                            eg_error *err)
{
    maker m = {.settings = settings,
               .source = source,
               .n_files = eg_source_files(source),
               .arena = arena,
               .err = err};
    bool melt = records && settings->melt.name != NULL;
    *out = m.files = eg_arena_alloc(arena, m.n_files + 1, sizeof *m.files);
    if (m.files == NULL)
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    for (size_t f = 0; f < m.n_files && status == EG_OK; f++)
        status = own_columns(&m, f, melt);
    if (status == EG_OK && melt)
        status = check_melted(&m);
    for (size_t f = 0; f < m.n_files && status == EG_OK && melt; f++)
        status = melted_columns(&m, f);
    for (size_t f = 0; f < m.n_files && status == EG_OK && records; f++)
        status = set_columns(&m, f);
    return status == EG_OK ? name_all(&m, records) : status;
}
