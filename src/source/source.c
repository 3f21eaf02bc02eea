/* Several files as one data set of records. */
#include "equitygap/source.h"

#include <string.h>

#include "equitygap/sql.h"
#include "source/file.h"
#include "source/source.h"

static bool go_on(void *context)
{
    const eg_source *source = context;
    eg_progress progress;

    eg_source_progress(source, &progress);
    return eg_go_on(source->options.control, &progress);
}

static eg_status new_source(eg_source **out, size_t n_files, const eg_source_options *options,
                            const eg_source_seams *seams)
{
    eg_source *source = eg_alloc_zero(1, sizeof *source);

    *out = source;
    if (source == NULL)
        return EG_E_MEMORY;
    if (options != NULL)
        source->options = *options;
    source->sizes = seams->sizes;
    source->memory = seams->memory;
    source->pulse = (eg_pulse){go_on, source};
    source->arena = eg_arena_new();
    source->files = eg_alloc_zero(n_files, sizeof *source->files);
    if (source->arena == NULL || source->files == NULL)
        return EG_E_MEMORY;
    source->n_files = n_files;
    return EG_OK;
}

/* Keeps the header beyond the closing of the file. */
static eg_status keep_header(eg_source *source, eg_file *file, eg_error *err)
{
    file->header = eg_arena_alloc(source->arena, file->n_names + 1, sizeof *file->header);
    if (file->header == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < file->n_names; i++) {
        const char *at = eg_arena_string(source->arena, file->names[i]);

        if (at == NULL)
            return eg_fail_memory(err);
        file->header[i] = (eg_text){at, file->names[i].n};
    }
    file->n_header = file->n_names;
    return EG_OK;
}

/* The same file twice would count everyone twice. */
static eg_status check_twice(const eg_source *source, size_t which, eg_error *err)
{
    const eg_file *file = &source->files[which];

    for (size_t i = 0; i < which; i++) {
        const eg_file *other = &source->files[i];
        const bool same_input =
            (file->place == NULL && other->place == NULL && strcmp(file->path, "-") == 0 &&
             strcmp(other->path, "-") == 0) ||
            (file->place != NULL && other->place != NULL &&
             strcmp(file->place, other->place) == 0);
        const bool same_file =
            file->inode != 0 && file->inode == other->inode && file->device == other->device;

        if (!same_input && !same_file)
            continue;
        const eg_status st =
            eg_fail(err, EG_E_USAGE,
                    "is named twice, and its rows would be counted twice; name it "
                    "once");
        eg_error_place(err, file->path, 0, 0, NULL);
        return st;
    }
    return EG_OK;
}

/* What messages name of a database: never its connection string. */
static const char *name_of_place(const char *place, const eg_sql_options *options)
{
    if (options != NULL && options->table != NULL)
        return options->table;
    if (options != NULL && options->query_name != NULL)
        return options->query_name;
    return strchr(place, '=') == NULL ? place : "odbc:...";
}

static eg_status open_one(eg_source *source, size_t which, const char *path, eg_error *err)
{
    eg_file *file = &source->files[which];
    const bool place = eg_sql_is_place(path);
    eg_status st;

    file->place = place ? path : NULL;
    file->path = place ? name_of_place(path, source->options.sql) : path;
    file->options = &source->options;
    file->sizes = &source->sizes;
    file->pulse = &source->pulse;
    if (place || strcmp(path, "-") == 0) {
        st = check_twice(source, which, err);
        if (st != EG_OK)
            return st;
    }
    st = eg_file_open(file, source->memory, err);
    if (st != EG_OK)
        return st;
    if (file->bytes->regular) {
        file->device = file->bytes->device;
        file->inode = file->bytes->inode;
    }
    st = check_twice(source, which, err);
    if (st == EG_OK)
        st = keep_header(source, file, err);
    /* A pipe can be read once, and the first file is read at once: these stay open. */
    if (which > 0 && file->bytes->regular)
        eg_file_close(file);
    return st;
}

static void add_up(eg_source *source)
{
    for (size_t i = 0; i < source->n_files; i++) {
        const eg_file *file = &source->files[i];

        if (file->bytes != NULL && !file->bytes->regular && source->memory.at == NULL) {
            source->bytes_total = 0;
            return;
        }
        source->bytes_total += file->tally.bytes;
    }
}

eg_status eg_source_open_seams(eg_source **out, const char *const *paths, size_t n_paths,
                               const eg_source_options *options, const eg_source_seams *seams,
                               eg_error *err)
{
    eg_source *source;
    eg_status st;

    *out = NULL;
    if (n_paths == 0)
        return eg_fail(err, EG_E_USAGE, "no file is named");
    st = new_source(&source, n_paths, options, seams);
    if (st != EG_OK)
        (void)eg_fail_memory(err);
    for (size_t i = 0; st == EG_OK && i < n_paths; i++)
        st = open_one(source, i, paths[i], err);
    if (st != EG_OK) {
        eg_source_close(source);
        return st;
    }
    add_up(source);
    *out = source;
    return EG_OK;
}

eg_status eg_source_open(eg_source **out, const char *const *paths, size_t n_paths,
                         const eg_source_options *options, eg_error *err)
{
    const eg_source_seams seams = {.sizes = eg_source_sizes_default};

    return eg_source_open_seams(out, paths, n_paths, options, &seams, err);
}

eg_status eg_source_open_memory(eg_source **out, const void *bytes, size_t n, const char *name,
                                const eg_source_options *options, eg_error *err)
{
    const eg_source_seams seams = {.memory = {bytes != NULL ? bytes : "", n},
                                   .sizes = eg_source_sizes_default};

    return eg_source_open_seams(out, &name, 1, options, &seams, err);
}

void eg_source_close(eg_source *source)
{
    if (source == NULL)
        return;
    for (size_t i = 0; source->files != NULL && i < source->n_files; i++)
        eg_file_close(&source->files[i]);
    eg_block_clear(&source->block);
    eg_free(source->columns);
    eg_free(source->files);
    eg_arena_free(source->arena);
    eg_free(source);
}

size_t eg_source_files(const eg_source *source)
{
    return source->n_files;
}

const eg_text *eg_source_header(const eg_source *source, size_t file, size_t *n)
{
    *n = source->files[file].n_header;
    return source->files[file].header;
}

const eg_file_tally *eg_source_tally(const eg_source *source, size_t file)
{
    return &source->files[file].tally;
}

/* ---- columns --------------------------------------------------------------------------------
 */

/* Names of a header: words by number, and the first and second position of each. */
typedef struct {
    eg_words *words;
    size_t *first;
    size_t *second; /* SIZE_MAX: stands once */
} name_index;

static void index_free(name_index *index)
{
    eg_words_free(index->words);
    eg_free(index->first);
    eg_free(index->second);
}

static bool index_header(name_index *index, const eg_file *file)
{
    index->words = eg_words_new();
    index->first = eg_alloc(file->n_header + 1, sizeof *index->first);
    index->second = eg_alloc(file->n_header + 1, sizeof *index->second);
    if (index->words == NULL || index->first == NULL || index->second == NULL)
        return false;
    for (size_t i = 0; i < file->n_header; i++) {
        const size_t before = eg_words_count(index->words);
        const uint32_t number = eg_words_add(index->words, file->header[i]);

        if (number == EG_NO_WORD)
            return false;
        if (number == before) {
            index->first[number] = i;
            index->second[number] = SIZE_MAX;
        } else if (index->second[number] == SIZE_MAX) {
            index->second[number] = i;
        }
    }
    return true;
}

static eg_status check_column(const eg_file *file, const name_index *index, int32_t column,
                              eg_error *err)
{
    if (column < 0)
        return EG_OK;
    if ((size_t)column >= file->n_header)
        return eg_fail(err, EG_E_BUG, "a column beyond the header is selected");

    const eg_text name = file->header[column];
    const uint32_t number = eg_words_find(index->words, name);
    if (name.n == 0 || number == EG_NO_WORD || index->second[number] == SIZE_MAX)
        return EG_OK;
    const eg_status st = eg_fail(
        err, EG_E_INPUT, "stands twice in the header, as columns %zu and %zu; rename one",
        index->first[number] + 1, index->second[number] + 1);
    /* Names end in NUL in the arena. */
    eg_error_place(err, file->path, 0, 0, name.at);
    return st;
}

static eg_status take_columns(eg_source *source, size_t n, eg_error *err)
{
    eg_free(source->columns);
    source->columns = eg_alloc(source->n_files * n + 1, sizeof *source->columns);
    source->n_columns = n;
    if (source->columns == NULL || !eg_block_init(&source->block, n))
        return eg_fail_memory(err);
    source->selected = true;
    return EG_OK;
}

eg_status eg_source_select(eg_source *source, const int32_t *columns, size_t n, eg_error *err)
{
    eg_status st = EG_OK;

    if (source->selected)
        return eg_fail(err, EG_E_BUG, "columns are selected twice");
    for (size_t f = 0; st == EG_OK && f < source->n_files; f++) {
        const eg_file *file = &source->files[f];
        name_index index = {0};

        if (!index_header(&index, file))
            st = eg_fail_memory(err);
        for (size_t c = 0; st == EG_OK && c < n; c++)
            st = check_column(file, &index, columns[f * n + c], err);
        index_free(&index);
    }
    if (st == EG_OK)
        st = take_columns(source, n, err);
    if (st == EG_OK && n > 0)
        memcpy(source->columns, columns, source->n_files * n * sizeof *columns);
    return st;
}

eg_status eg_source_select_all(eg_source *source, eg_error *err)
{
    const eg_file *model = &source->files[0];
    const size_t n = model->n_header;
    eg_status st = take_columns(source, n, err);

    for (size_t c = 0; st == EG_OK && c < n; c++)
        source->columns[c] = (int32_t)c;
    for (size_t f = 1; st == EG_OK && f < source->n_files; f++) {
        name_index index = {0};

        if (!index_header(&index, &source->files[f]))
            st = eg_fail_memory(err);
        for (size_t c = 0; st == EG_OK && c < n; c++) {
            const uint32_t number = eg_words_find(index.words, model->header[c]);

            source->columns[f * n + c] =
                number == EG_NO_WORD ? -1 : (int32_t)index.first[number];
        }
        index_free(&index);
    }
    return st;
}

/* ---- reading --------------------------------------------------------------------------------
 */

void eg_source_count(eg_source *source, const eg_counting *counting)
{
    for (size_t f = 0; f < source->n_files; f++)
        source->files[f].counting = counting;
}

eg_status eg_source_more_than_bits(eg_source *source, size_t c, bool *more, eg_error *err)
{
    *more = true;
    for (size_t f = 0; *more && f < source->n_files; f++) {
        const eg_status st = eg_database_more_than_bits(
            &source->files[f], source->columns[f * source->n_columns + c], more, err);

        if (st != EG_OK)
            return st;
    }
    return EG_OK;
}

const char *eg_source_query(eg_source *source, size_t file, eg_error *err)
{
    if (source->files[file].place == NULL)
        return "";
    if (!source->selected && eg_source_select_all(source, err) != EG_OK)
        return NULL;
    eg_block_turn(&source->block, source->columns + file * source->n_columns);
    return eg_database_query(&source->files[file], &source->block, err);
}

static bool same_header(const eg_file *file)
{
    if (file->n_names != file->n_header)
        return false;
    for (size_t i = 0; i < file->n_names; i++)
        if (!eg_text_equal(file->names[i], file->header[i]))
            return false;
    return true;
}

eg_status eg_source_begin(eg_source *source, eg_error *err)
{
    eg_file *file = &source->files[source->at];

    if (file->bytes == NULL) {
        const eg_status st = eg_file_open(file, source->memory, err);

        if (st != EG_OK)
            return st;
        if (!same_header(file)) {
            (void)eg_fail(err, EG_E_IO,
                          "its header changed while it was being read; run again when it is "
                          "complete");
            eg_error_place(err, file->path, 0, 0, NULL);
            return EG_E_IO;
        }
    }
    eg_block_turn(&source->block, source->columns + source->at * source->n_columns);
    source->begun = true;
    return EG_OK;
}

void eg_source_end(eg_source *source)
{
    eg_file *file = &source->files[source->at];

    eg_file_close(file);
    source->bytes_before += file->tally.bytes;
    source->at++;
    source->begun = false;
}

static eg_status fill_block(eg_source *source, uint32_t *from, eg_error *err)
{
    while (source->at < source->n_files && source->block.rows == 0) {
        /* Not before its last batch is done with: fields may stand in its window. */
        if (source->begun && source->files[source->at].done) {
            eg_source_end(source);
            continue;
        }
        eg_status st = source->begun ? EG_OK : eg_source_begin(source, err);

        *from = (uint32_t)source->at;
        if (st == EG_OK)
            st = eg_file_next(&source->files[source->at], &source->block, err);
        if (st != EG_OK)
            return st;
    }
    return EG_OK;
}

eg_status eg_source_next(eg_source *source, eg_batch *batch, eg_error *err)
{
    eg_block *block = &source->block;
    uint32_t from = 0;
    eg_status st = source->failed;

    *batch = (eg_batch){0};
    source->rows += block->rows; /* those of the batch before */
    eg_block_reset(block);
    if (st == EG_OK && !source->selected)
        st = eg_source_select_all(source, err);
    if (st == EG_OK)
        st = fill_block(source, &from, err);
    source->failed = st;
    if (st != EG_OK)
        return eg_fail(err, st, "%s", eg_status_text(st));
    *batch = eg_block_batch(block, from);
    return EG_OK;
}

void eg_source_progress(const eg_source *source, eg_progress *progress)
{
    const eg_file *file = source->at < source->n_files ? &source->files[source->at] : NULL;

    *progress = (eg_progress){.bytes_done = source->bytes_before,
                              .bytes_total = source->bytes_total,
                              .rows = source->rows + source->block.rows,
                              .stage = "reading"};
    if (file != NULL && file->bytes != NULL)
        progress->bytes_done += file->bytes->done;
}
