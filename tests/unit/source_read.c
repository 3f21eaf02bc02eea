/* What the reader makes of some bytes, as one text. */
#include "source_read.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add_plain(eg_buffer *out, eg_text text)
{
    static const char shown[][3] = {
        ['\r'] = "\\r", ['\n'] = "\\n", ['\t'] = "\\t", ['\0'] = "\\0", ['\\'] = "\\\\"};

    for (size_t i = 0; i < text.n; i++) {
        const unsigned char c = (unsigned char)text.at[i];

        if (c < sizeof shown / sizeof shown[0] && shown[c][0] != '\0')
            eg_buffer_add_string(out, shown[c]);
        else
            eg_buffer_add_char(out, text.at[i]);
    }
}

static void on_reject(void *context, const eg_reject *reject)
{
    eg_buffer *out = context;

    eg_buffer_printf(out, "x%llu %s: ", (unsigned long long)reject->line, reject->reason);
    add_plain(out, reject->bytes);
    eg_buffer_add_char(out, '\n');
}

static void add_headers(eg_buffer *out, const eg_source *source)
{
    for (size_t f = 0; f < eg_source_files(source); f++) {
        size_t n;
        const eg_text *names = eg_source_header(source, f, &n);

        eg_buffer_add_string(out, "H ");
        for (size_t i = 0; i < n; i++) {
            eg_buffer_add_string(out, i > 0 ? "|" : "");
            add_plain(out, names[i]);
        }
        eg_buffer_add_char(out, '\n');
    }
}

static void add_batch(eg_buffer *out, const eg_batch *batch)
{
    for (size_t r = 0; r < batch->rows; r++) {
        eg_buffer_printf(out, "%llu ", (unsigned long long)batch->line[r]);
        for (size_t c = 0; c < batch->columns; c++) {
            const eg_field *field = &eg_batch_fields(batch, c)[r];

            eg_buffer_add_string(out, c > 0 ? "|" : "");
            eg_buffer_add_string(out, field->flags & EG_FIELD_QUOTED ? "\"" : "");
            eg_buffer_add_string(out, field->flags & EG_FIELD_ABSENT ? "~" : "");
            add_plain(out, (eg_text){field->at, field->n});
        }
        eg_buffer_add_char(out, '\n');
    }
}

static const char *run(source_read *read, const char *const *paths, size_t n, eg_text memory)
{
    const eg_source_options options = {.delimiter = read->delimiter,
                                       .encoding = read->encoding,
                                       .sheet = read->sheet,
                                       .reject = on_reject,
                                       .reject_context =
                                           read->apart ? &read->rejects : &read->text,
                                       .control = read->control,
                                       .libcsv = read->libcsv,
                                       .marks = true};
    eg_source_seams seams = {.memory = memory, .sizes = eg_source_sizes_default};
    eg_source *source;
    eg_batch batch;
    char message[2048];

    if (read->sizes.step != 0)
        seams.sizes = read->sizes;
    eg_buffer_reset(&read->text);
    eg_buffer_reset(&read->rejects);
    read->error = (eg_error){0};
    read->status = eg_source_open_seams(&source, paths, n, &options, &seams, &read->error);
    if (read->status == EG_OK)
        add_headers(&read->text, source);
    while (read->status == EG_OK) {
        read->status = eg_source_next(source, &batch, &read->error);
        if (batch.rows == 0)
            break;
        add_batch(&read->text, &batch);
    }
    if (source != NULL)
        read->tally = *eg_source_tally(source, 0);
    eg_source_close(source);
    eg_buffer_add_text(&read->text, (eg_text){read->rejects.at, read->rejects.n});
    if (read->status != EG_OK) {
        eg_error_format(&read->error, message, sizeof message);
        eg_buffer_printf(&read->text, "%s %s\n", eg_status_name(read->status), message);
    }
    return eg_buffer_string(&read->text);
}

const char *source_read_bytes(source_read *read, const void *bytes, size_t n)
{
    const char *name = "t.csv";

    return run(read, &name, 1, (eg_text){bytes, n});
}

const char *source_read_string(source_read *read, const char *text)
{
    return source_read_bytes(read, text, strlen(text));
}

const char *source_read_files(source_read *read, const char *const *paths, size_t n)
{
    return run(read, paths, n, (eg_text){NULL, 0});
}

void source_read_clear(source_read *read)
{
    eg_buffer_clear(&read->text);
    eg_buffer_clear(&read->rejects);
}

char *source_test_folder(void)
{
    const char *top = getenv("TMPDIR");
    char path[512];
    char *copy;

    (void)snprintf(path, sizeof path, "%s/equitygap-source-XXXXXX", top != NULL ? top : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(path));
    copy = strdup(path);
    ck_assert_ptr_nonnull(copy);
    return copy;
}

char *source_test_file(const char *folder, const char *name, const void *bytes, size_t n)
{
    char path[1024];
    char *copy;
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
    copy = strdup(path);
    ck_assert_ptr_nonnull(copy);
    return copy;
}
