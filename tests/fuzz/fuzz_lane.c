/*
 * Any bytes through libcsv alone, through the lane by each set of instructions, and in parts:
 * the same records, lines, rejects, counts and end. Parts may be torn instead.
 *
 * Seeds: those of fuzz_source, and files of many like records with one odd one among them. The
 * last byte picks how much is read at a time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lane/lane.h"
#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SNIFF = 64, ROWS_MOST = 1 << 15 };

typedef struct {
    uint64_t rows, rejects; /* mixed apart, for a batch's rejects come before its rows */
    uint64_t tally;
    eg_status status;
    size_t n; /* rows; the digest after each of the first ROWS_MOST */
    uint64_t after[ROWS_MOST];
} digest;

static void mix(uint64_t *into, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < n; i++)
        *into = (*into ^ at[i]) * UINT64_C(0x100000001B3);
    *into = (*into ^ n) * UINT64_C(0x9E3779B97F4A7C15);
}

static void on_reject(void *context, const eg_reject *reject)
{
    digest *into = context;

    mix(&into->rejects, &reject->line, sizeof reject->line);
    mix(&into->rejects, reject->reason, strlen(reject->reason));
    mix(&into->rejects, reject->bytes.at, reject->bytes.n);
}

static void mix_batch(digest *into, const eg_batch *batch, bool lines)
{
    for (size_t r = 0; r < batch->rows; r++) {
        if (lines)
            mix(&into->rows, &batch->line[r], sizeof batch->line[r]);
        for (size_t c = 0; c < batch->columns; c++) {
            const eg_field *field = &eg_batch_fields(batch, c)[r];

            mix(&into->rows, field->at, field->n);
            mix(&into->rows, &field->flags, sizeof field->flags);
        }
        if (into->n < ROWS_MOST)
            into->after[into->n] = into->rows;
        into->n++;
    }
}

static void mix_tally(digest *into, const eg_file_tally *tally)
{
    mix(&into->tally, &tally->records, sizeof tally->records);
    mix(&into->tally, &tally->rejected, sizeof tally->rejected);
    mix(&into->tally, &tally->blank, sizeof tally->blank);
    mix(&into->tally, &tally->headers, sizeof tally->headers);
    mix(&into->tally, &tally->footer, sizeof tally->footer);
    mix(&into->tally, &tally->damaged, sizeof tally->damaged);
    mix(&into->tally, tally->encoding, strlen(tally->encoding));
}

static void drain(eg_source *source, digest *into, eg_error *err, bool lines)
{
    eg_batch batch;

    do {
        into->status = eg_source_next(source, &batch, err);
        mix_batch(into, &batch, lines);
    } while (into->status == EG_OK && batch.rows > 0);
    if (into->status != EG_OK) {
        mix(&into->tally, err->text, strlen(err->text));
        mix(&into->tally, &err->line, sizeof err->line);
        mix(&into->tally, &err->column, sizeof err->column);
    }
}

/* false: they are torn, or there are none. */
static bool drain_parts(eg_source *source, digest *into, eg_error *err)
{
    eg_parts *parts = NULL;
    eg_part_reader *reader = NULL;
    eg_batch batch = {0};
    bool any = true, fine = true;

    into->status = eg_parts_new(&parts, source, 2, err);
    if (into->status != EG_OK || parts == NULL)
        return false;
    into->status = eg_part_reader_new(&reader, parts, NULL, NULL, err);
    while (into->status == EG_OK && any && fine) {
        into->status = eg_part_claim(reader, &any, err);
        for (bool more = any; into->status == EG_OK && more;) {
            into->status = eg_part_next(reader, &batch, err);
            fine = !eg_part_torn(reader);
            more = batch.rows > 0 && fine;
            mix_batch(into, &batch, false);
        }
    }
    if (into->status == EG_OK && fine)
        eg_parts_finish(parts);
    eg_part_reader_free(reader);
    eg_parts_free(parts);
    return into->status == EG_OK && fine;
}

typedef struct {
    eg_source_sizes sizes;
    bool libcsv, lines;
} way;

/* false: nothing to compare with. */
static bool run(eg_text bytes, const way *how, digest *all)
{
    const char *name = "fuzz.csv";
    const eg_source_options options = {
        .reject = on_reject, .reject_context = all, .libcsv = how->libcsv, .marks = true};
    const eg_source_seams seams = {.memory = bytes, .sizes = how->sizes};
    eg_error err = {0};
    eg_source *source;
    bool fine = true;

    all->n = 0;
    all->rows = all->rejects = all->tally = 0;
    all->status = EG_OK;
    all->status = eg_source_open_seams(&source, &name, 1, &options, &seams, &err);
    if (all->status == EG_OK && how->sizes.part > 0)
        fine = drain_parts(source, all, &err);
    else if (all->status == EG_OK)
        drain(source, all, &err, how->lines);
    if (source != NULL && fine)
        mix_tally(all, eg_source_tally(source, 0));
    eg_source_close(source);
    return fine;
}

/* A damaged gzip file is found out when it is read that far, before another error or behind
 * it: both fail, each with its own words and counts; the rows they gave are the same. */
static bool of_damage(eg_text bytes, const digest *one, const digest *two)
{
    bool packed = bytes.n > 1 && memcmp(bytes.at, "\x1f\x8b", 2) == 0;
    bool damaged = one->status == EG_E_IO || two->status == EG_E_IO;

    return packed && damaged && one->status != EG_OK && two->status != EG_OK;
}

static void same(eg_text bytes, const digest *one, const digest *two)
{
    if (!of_damage(bytes, one, two) &&
        (one->status != two->status || one->rejects != two->rejects ||
         one->tally != two->tally))
        abort();
    if (one->rows == two->rows)
        return;
    /* Before an error the last rows may have been handed out, or be lost with it; the others
     * are the same. */
    const digest *fewer = one->n < two->n ? one : two, *more = one->n < two->n ? two : one;
    if (one->status == EG_OK || fewer->n == more->n)
        abort();
    if (fewer->n > 0 && fewer->n <= ROWS_MOST && more->after[fewer->n - 1] != fewer->rows)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t steps[] = {262144, 3, 64, 100};
    const eg_text bytes = {size > 0 ? (const char *)data : "", size};
    way how = {.sizes = {.chunk = SIZE_MAX, .sniff = SNIFF, .step = 262144}, .libcsv = true};
    static digest want, got;

    how.lines = true;
    (void)run(bytes, &how, &want);
    how.libcsv = false;
    how.sizes.step = steps[size > 0 ? data[size - 1] & 3U : 0];
    for (int w = EG_LANE_BEST; w < EG_LANE_WAYS; w++) {
        how.sizes.way = (eg_lane_way)w;
        if (!eg_lane_here(how.sizes.way))
            continue;
        (void)run(bytes, &how, &got);
        same(bytes, &want, &got);
    }
    how = (way){.sizes = {.chunk = SIZE_MAX, .sniff = SNIFF, .step = 100}, .libcsv = true};
    (void)run(bytes, &how, &want);
    how.libcsv = false;
    how.sizes.part = 80;
    if (run(bytes, &how, &got))
        same(bytes, &want, &got);
    return 0;
}
