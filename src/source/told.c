/* A source of files that were read elsewhere. */
#include "source/told.h"

#include "source/source.h"

static bool copy_text(eg_arena *arena, eg_text text, eg_text *out)
{
    const char *at = eg_arena_string(arena, text);
    *out = (eg_text){at, text.n};
    return at != NULL;
}

static bool copy_name(eg_arena *arena, const char *name, const char **out)
{
    *out = eg_arena_string(arena, eg_text_of(name));
    return *out != NULL;
}

static bool tell_file(eg_source *source, eg_file *file, const eg_told_file *told)
{
    eg_arena *arena = source->arena;
    file->tally = told->tally;
    file->options = &source->options;
    file->done = true;
    file->header = eg_arena_alloc(arena, told->n_header + 1, sizeof *file->header);
    bool fine = file->header != NULL && copy_name(arena, told->tally.name, &file->tally.name) &&
                copy_name(arena, told->tally.format, &file->tally.format) &&
                copy_name(arena, told->tally.compression, &file->tally.compression) &&
                copy_name(arena, told->tally.encoding, &file->tally.encoding);
    file->path = file->tally.name;
    for (size_t i = 0; fine && i < told->n_header; i++)
        fine = copy_text(arena, told->header[i], &file->header[i]);
    file->n_header = told->n_header;
    return fine;
}

eg_status eg_source_told(eg_source **out, const eg_told_file *files, size_t n, eg_error *err)
{
    eg_source *source = eg_alloc_zero(1, sizeof *source);
    *out = NULL;
    if (source == NULL)
        return eg_fail_memory(err);
    source->arena = eg_arena_new();
    source->files = eg_alloc_zero(n + 1, sizeof *source->files);
    bool fine = source->arena != NULL && source->files != NULL;
    for (size_t f = 0; fine && f < n; f++)
        fine = tell_file(source, &source->files[f], &files[f]);
    source->n_files = source->at = fine ? n : 0;
    if (!fine) {
        eg_source_close(source);
        return eg_fail_memory(err);
    }
    *out = source;
    return EG_OK;
}
