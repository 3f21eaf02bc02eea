/*
 * Any bytes through the reader to their end, every column selected. Then twice more with a
 * small look ahead, once in small steps and once in large ones: both must give the same
 * records, rejects and end.
 *
 * The last byte names an encoding and a delimiter. Seeds: tests/tools/dialects.py writes one
 * table in every dialect; a file of a few hundred bytes that shows one more quirk belongs in
 * tests/fuzz/corpus/fuzz_source.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const eg_source_sizes whole = {.chunk = SIZE_MAX, .sniff = 262144, .step = 262144};
static const eg_source_sizes large = {.chunk = SIZE_MAX, .sniff = 48, .step = 262144};
static const eg_source_sizes small = {.chunk = 5, .sniff = 48, .step = 3};

typedef struct {
    uint64_t mixed;
    uint64_t rejects;
    eg_status status;
} digest;

static void mix(digest *into, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < n; i++)
        into->mixed = (into->mixed ^ at[i]) * UINT64_C(0x100000001B3);
    into->mixed = (into->mixed ^ n) * UINT64_C(0x9E3779B97F4A7C15);
}

static void on_reject(void *context, const eg_reject *reject)
{
    digest *into = context;

    into->rejects++;
    mix(into, &reject->line, sizeof reject->line);
    mix(into, reject->reason, strlen(reject->reason));
    mix(into, reject->bytes.at, reject->bytes.n);
}

static void mix_batch(digest *into, const eg_batch *batch)
{
    for (size_t r = 0; r < batch->rows; r++) {
        mix(into, &batch->line[r], sizeof batch->line[r]);
        for (size_t c = 0; c < batch->columns; c++) {
            const eg_field *field = &batch->fields[c * batch->stride + r];

            mix(into, field->at, field->n);
            mix(into, &field->flags, sizeof field->flags);
        }
    }
}

static eg_status drain(eg_source *source, digest *into, eg_error *err)
{
    eg_batch batch;
    eg_status st;

    do {
        st = eg_source_next(source, &batch, err);
        mix_batch(into, &batch);
    } while (st == EG_OK && batch.rows > 0);
    if (st == EG_OK) {
        const eg_file_tally *tally = eg_source_tally(source, 0);

        if (tally->rejected != into->rejects)
            abort();
        mix(into, &tally->records, sizeof tally->records);
        mix(into, &tally->blank, sizeof tally->blank);
        mix(into, &tally->footer, sizeof tally->footer);
        mix(into, tally->encoding, strlen(tally->encoding));
    }
    return st;
}

static digest run(eg_text bytes, const eg_source_sizes *sizes, const char *encoding,
                  char delimiter)
{
    const char *name = "fuzz.csv";
    digest all = {0};
    const eg_source_options options = {.encoding = encoding,
                                       .delimiter = delimiter,
                                       .reject = on_reject,
                                       .reject_context = &all};
    eg_error err = {0};
    eg_source *source;
    const eg_source_seams seams = {.memory = bytes, .sizes = *sizes};
    eg_status st = eg_source_open_seams(&source, &name, 1, &options, &seams, &err);

    if (st == EG_OK) {
        size_t n;
        const eg_text *header = eg_source_header(source, 0, &n);

        for (size_t i = 0; i < n; i++)
            mix(&all, header[i].at, header[i].n);
        st = drain(source, &all, &err);
    }
    if (st != err.status)
        abort();
    all.status = st;
    mix(&all, &st, sizeof st);
    mix(&all, err.text, strlen(err.text));
    mix(&all, &err.line, sizeof err.line);
    mix(&all, &err.column, sizeof err.column);
    eg_source_close(source);
    return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {NULL,           NULL,       "UTF-8",  "UTF-16LE",
                                            "WINDOWS-1252", "MacRoman", "UTF-16", "SHIFT-JIS"};
    static const char delimiters[] = {0, 0, 0, '\t', ';', '|', '^', '~'};
    const eg_text bytes = {size > 0 ? (const char *)data : "", size};
    const unsigned last = size > 0 ? data[size - 1] : 0;
    const char *encoding = encodings[last & 7U];
    const char delimiter = delimiters[last >> 3U & 7U];

    (void)run(bytes, &whole, NULL, 0);
    const digest one = run(bytes, &large, encoding, delimiter);
    const digest two = run(bytes, &small, encoding, delimiter);
    /* A damaged gzip file is found out when it is read that far, which may be after something
     * else that ends the reading. */
    if (size > 1 && data[0] == 0x1f && data[1] == 0x8b &&
        (one.status == EG_E_IO || two.status == EG_E_IO))
        return 0;
    if (one.mixed != two.mixed || one.rejects != two.rejects)
        abort();
    return 0;
}
