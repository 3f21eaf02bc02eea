/* Files in parts, each read on its own. */
#include <string.h>

#include "source/delimited.h"
#include "source/source.h"

enum {
    PART_BYTES = 4 << 20,
    PART_LEAST = 1 << 20,
    PARTS_A_THREAD = 4, /* at least, so that nobody waits long for the last one */
    REJECT_BYTES =
        1 << 20,   /* kept of a part until all is read; beyond that it counts as torn */
    LINE_BITS = 40 /* a batch's line: the part above, the line within it below */
};
#define PARTS_MOST ((size_t)1 << 23)

/* What is left of a part that was read. */
typedef struct {
    uint32_t file;
    uint64_t lines;
    uint64_t first; /* lines of its file above it; once finished */
    eg_file_tally tally;
    bool multibyte;
    eg_buffer rejects; /* line, lengths of reason and bytes, reason with its NUL, bytes */
} part_result;

/* A file, over all its parts. */
typedef struct {
    eg_dialect dialect;
    uint64_t damaged;
    bool multibyte;
} whole_file;

struct eg_parts {
    eg_source *source;
    size_t bytes; /* of a part */
    whole_file *files;
    part_result **results;
    size_t n, capacity;
    size_t file;   /* the next part's */
    uint64_t from; /* in it; 0: not begun */
};

struct eg_part_reader {
    eg_parts *parts;
    eg_source_options options;
    eg_pulse pulse;
    eg_file file;
    eg_block block;
    part_result *result; /* of the part in hand; NULL: none */
    uint64_t number, done;
    bool torn;
};

/* ---- what can be divided ---- */

static bool divides(const eg_file *file)
{
    return strcmp(file->tally.format, "csv") == 0 &&
           strcmp(file->tally.compression, "none") == 0 && file->tally.bytes > 0;
}

static uint64_t all_bytes(const eg_source *source)
{
    uint64_t bytes = 0;

    for (size_t f = 0; f < source->n_files; f++) {
        const eg_file *file = &source->files[f];

        if (!divides(file) || (file->inode == 0 && source->memory.at == NULL))
            return 0;
        bytes += file->tally.bytes;
    }
    return bytes;
}

eg_status eg_parts_new(eg_parts **out, eg_source *source, size_t threads, eg_error *err)
{
    const uint64_t bytes = all_bytes(source);
    uint64_t part = source->sizes.part;
    eg_parts *parts;

    *out = NULL;
    if (part == 0) {
        part = bytes / (threads * PARTS_A_THREAD) + 1;
        part = part < PART_LEAST ? PART_LEAST : part > PART_BYTES ? PART_BYTES : part;
    }
    if (part < source->sizes.sniff)
        part = source->sizes.sniff;
    if (threads < 2 || bytes < 2 * part || bytes / part > PARTS_MOST / 2)
        return EG_OK;
    parts = eg_alloc_zero(1, sizeof *parts);
    if (parts == NULL)
        return eg_fail_memory(err);
    parts->source = source;
    parts->bytes = (size_t)part;
    parts->files = eg_alloc_zero(source->n_files, sizeof *parts->files);
    if (parts->files == NULL ||
        (!source->selected && eg_source_select_all(source, err) != EG_OK)) {
        eg_parts_free(parts);
        return eg_fail_memory(err);
    }
    *out = parts;
    return EG_OK;
}

void eg_parts_free(eg_parts *parts)
{
    if (parts == NULL)
        return;
    for (size_t i = 0; i < parts->n; i++) {
        eg_buffer_clear(&parts->results[i]->rejects);
        eg_free(parts->results[i]);
    }
    eg_free(parts->results);
    eg_free(parts->files);
    eg_free(parts);
}

/* ---- readers ---- */

/* What is refused is kept until the lines above it are counted. */
static void keep_reject(void *context, const eg_reject *reject)
{
    eg_part_reader *reader = context;
    eg_buffer *kept = &reader->result->rejects;
    const size_t sizes[] = {strlen(reject->reason) + 1, reject->bytes.n};

    if (kept->n + sizes[0] + sizes[1] > REJECT_BYTES) {
        reader->torn = true;
        return;
    }
    eg_buffer_add(kept, &reject->line, sizeof reject->line);
    eg_buffer_add(kept, sizes, sizeof sizes);
    eg_buffer_add(kept, reject->reason, sizes[0]);
    eg_buffer_add_text(kept, reject->bytes);
}

eg_status eg_part_reader_new(eg_part_reader **out, eg_parts *parts,
                             bool (*go_on)(void *context), void *context, eg_error *err)
{
    eg_part_reader *reader = eg_alloc_zero(1, sizeof *reader);

    *out = reader;
    if (reader == NULL)
        return eg_fail_memory(err);
    reader->parts = parts;
    reader->options = parts->source->options;
    reader->options.reject = keep_reject;
    reader->options.reject_context = reader;
    reader->options.control = NULL;
    reader->pulse = (eg_pulse){go_on, context};
    if (!eg_block_init(&reader->block, parts->source->n_columns)) {
        eg_part_reader_free(reader);
        *out = NULL;
        return eg_fail_memory(err);
    }
    return EG_OK;
}

void eg_part_reader_free(eg_part_reader *reader)
{
    if (reader == NULL)
        return;
    eg_file_close(&reader->file);
    eg_block_clear(&reader->block);
    eg_free(reader);
}

static part_result *add_result(eg_parts *parts, uint32_t file)
{
    part_result *result;

    if (parts->n == parts->capacity) {
        const size_t capacity = parts->capacity == 0 ? 64 : parts->capacity * 2;
        part_result **grown = eg_realloc(parts->results, capacity, sizeof(part_result *));

        if (grown == NULL)
            return NULL;
        parts->results = grown;
        parts->capacity = capacity;
    }
    result = eg_alloc_zero(1, sizeof *result);
    if (result != NULL) {
        result->file = file;
        parts->results[parts->n++] = result;
    }
    return result;
}

/* Opens the next file, to know its dialect; *fits: it can be read in parts after all. */
static eg_status begin(eg_parts *parts, bool *fits, eg_error *err)
{
    eg_source *source = parts->source;
    eg_file *file = &source->files[parts->file];
    eg_dialect *dialect = &parts->files[parts->file].dialect;
    eg_status st;

    source->at = parts->file;
    st = eg_source_begin(source, err);
    if (st != EG_OK)
        return st;
    *fits = divides(file) && file->window.how != EG_DECODE_ICONV;
    if (!*fits)
        return EG_OK;
    *dialect = eg_delimited_dialect(file);
    dialect->names = file->header;
    dialect->raw.at = eg_arena_string(source->arena, dialect->raw);
    return dialect->raw.at != NULL ? EG_OK : eg_fail_memory(err);
}

/* Where the next part is. */
static eg_status place(eg_part_reader *reader, uint64_t *from, uint64_t *upto, eg_error *err)
{
    eg_parts *parts = reader->parts;
    const eg_bytes *stored = parts->source->files[parts->file].bytes;
    const uint64_t size = stored->size;

    *from = parts->from;
    *upto = size;
    if (size - *from <= parts->bytes + parts->bytes / 2)
        return EG_OK;
    return eg_bytes_line(stored, *from + parts->bytes, upto, err);
}

/* The reader's own file becomes that part. */
static eg_status open_part(eg_part_reader *reader, uint64_t from, uint64_t upto, eg_error *err)
{
    eg_parts *parts = reader->parts;
    eg_source *source = parts->source;
    const eg_file *whole = &source->files[parts->file];

    eg_file_close(&reader->file);
    reader->file = (eg_file){.path = whole->path,
                             .options = &reader->options,
                             .sizes = &source->sizes,
                             .pulse = &reader->pulse,
                             .from = from,
                             .upto = upto,
                             .goes_on = upto<whole->bytes->size, .dialect = from> 0
                                            ? &parts->files[parts->file].dialect
                                            : NULL};
    reader->number = parts->n;
    reader->torn = false;
    reader->result = add_result(parts, (uint32_t)parts->file);
    if (reader->result == NULL)
        return eg_fail_memory(err);
    eg_block_turn(&reader->block, source->columns + parts->file * source->n_columns);
    parts->from = upto;
    if (upto == whole->bytes->size) {
        eg_source_end(source);
        parts->file++;
        parts->from = 0;
    }
    return EG_OK;
}

eg_status eg_part_claim(eg_part_reader *reader, bool *any, eg_error *err)
{
    eg_parts *parts = reader->parts;
    uint64_t from, upto;
    bool fits = true;
    eg_status st = EG_OK;

    *any = parts->file < parts->source->n_files;
    if (!*any)
        return EG_OK;
    if (parts->from == 0)
        st = begin(parts, &fits, err);
    if (st == EG_OK && fits)
        st = place(reader, &from, &upto, err);
    if (st == EG_OK && fits)
        st = open_part(reader, from, upto, err);
    reader->torn = !fits;
    return st;
}

static void keep_result(eg_part_reader *reader)
{
    part_result *result = reader->result;
    const eg_file *file = &reader->file;

    result->tally = file->tally;
    result->tally.damaged = file->window.damaged;
    result->multibyte = file->window.multibyte;
    result->lines = eg_delimited_lines(file) - (reader->number << LINE_BITS);
    reader->done += file->upto - file->from;
    reader->torn = reader->torn || file->torn || result->rejects.failed;
}

static eg_status begin_part(eg_part_reader *reader, eg_error *err)
{
    const eg_status st = eg_file_open(&reader->file, reader->parts->source->memory, err);

    if (st == EG_OK)
        eg_delimited_number(&reader->file, reader->number << LINE_BITS);
    return st;
}

eg_status eg_part_next(eg_part_reader *reader, eg_batch *batch, eg_error *err)
{
    eg_file *file = &reader->file;
    eg_block *block = &reader->block;
    eg_status st = EG_OK;

    *batch = (eg_batch){0};
    eg_block_reset(block);
    if (reader->torn || file->done)
        return EG_OK;
    if (file->bytes == NULL)
        st = begin_part(reader, err);
    while (st == EG_OK && block->rows == 0 && !file->done && !reader->torn) {
        st = eg_file_next(file, block, err);
        reader->torn = reader->torn || file->torn;
    }
    if (st != EG_OK)
        return st;
    if (file->done)
        keep_result(reader);
    if (reader->torn)
        return EG_OK;
    *batch = eg_block_batch(block, reader->result->file);
    return EG_OK;
}

bool eg_part_torn(const eg_part_reader *reader)
{
    return reader->torn;
}

uint64_t eg_part_bytes(const eg_part_reader *reader)
{
    return reader->done;
}

/* ---- all together ---- */

static void hand_over(const eg_parts *parts, const part_result *result)
{
    const eg_source *source = parts->source;
    const eg_buffer *kept = &result->rejects;

    for (size_t at = 0; at < kept->n && source->options.reject != NULL;) {
        uint64_t line;
        size_t sizes[2];

        memcpy(&line, kept->at + at, sizeof line);
        memcpy(sizes, kept->at + at + sizeof line, sizeof sizes);
        at += sizeof line + sizeof sizes;
        const eg_reject reject = {.file = source->files[result->file].path,
                                  .line = eg_parts_line(parts, line),
                                  .reason = kept->at + at,
                                  .bytes = {kept->at + at + sizes[0], sizes[1]}};
        source->options.reject(source->options.reject_context, &reject);
        at += sizes[0] + sizes[1];
    }
}

static void add_tally(eg_file_tally *into, const eg_file_tally *from)
{
    into->records += from->records;
    into->rejected += from->rejected;
    into->blank += from->blank;
    into->headers += from->headers;
    into->footer += from->footer;
}

void eg_parts_finish(eg_parts *parts)
{
    eg_source *source = parts->source;

    for (size_t i = 0; i < parts->n; i++) {
        part_result *result = parts->results[i];
        const part_result *before = i > 0 ? parts->results[i - 1] : NULL;
        const bool begins = before == NULL || before->file != result->file;
        whole_file *whole = &parts->files[result->file];

        result->first = begins ? 0 : before->first + before->lines;
        whole->multibyte = whole->multibyte || result->multibyte;
        whole->damaged += result->tally.damaged;
        add_tally(&source->files[result->file].tally, &result->tally);
        hand_over(parts, result);
    }
    for (size_t f = 0; f < source->n_files; f++)
        eg_delimited_settle(&source->files[f].tally, parts->files[f].damaged,
                            parts->files[f].multibyte, parts->files[f].dialect.encoding.how);
}

uint64_t eg_parts_line(const eg_parts *parts, uint64_t line)
{
    const uint64_t within = line & ((UINT64_C(1) << LINE_BITS) - 1);

    return parts->results[line >> LINE_BITS]->first + within;
}
