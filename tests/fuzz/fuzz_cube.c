/*
 * Any bytes as what stands in a saved cube: an analysis or one error, and nothing leaks. The
 * pieces and their hashes are made here, so that the bytes come to whoever reads them.
 *
 * Seeds are the bytes between, of cubes that the program just built saved
 * (tests/tools/unpack_cube.py); of merged ones, so that the hash of itself is not compared.
 */
#define _GNU_SOURCE /* memfd_create NOLINT(bugprone-reserved-identifier) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "equitygap/job.h"
#include "schema/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The file of one input, under a path of this process. */
static int put(const uint8_t *data, size_t size, char path[64])
{
    eg_sink *sink = NULL;
    eg_error err = {0};
    int fd = memfd_create("cube", 0);
    if (fd < 0 || eg_sink_open_descriptor(&sink, fd, "cube", &err) != EG_OK)
        abort();
    eg_pack *pack = eg_pack_new(sink);
    if (pack == NULL)
        abort();
    eg_pack_raw(pack, (eg_text){(const char *)data, size});
    eg_pack_end(pack);
    eg_pack_free(pack);
    if (eg_sink_finish(sink, &err) != EG_OK)
        abort();
    eg_sink_close(sink);
    (void)snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static void analyze(const char *path)
{
    eg_settings *settings = NULL;
    eg_job *job = NULL;
    eg_error err = {0};
    const eg_job_options options = {.digits = 6};
    if (eg_settings_new(&settings, &err) != EG_OK)
        abort();
    eg_status status = eg_saved_cube_settings(settings, path, true, &err);
    settings->edition = EG_EDITION_INTERNAL;
    if (status == EG_OK)
        status = eg_job_run(&job, settings, &path, 1, &options, &err);
    /* A failure without its cause would leave the user with nothing. */
    if (status != err.status || (status != EG_OK && err.text[0] == '\0'))
        __builtin_trap();
    eg_job_free(job);
    eg_settings_free(settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = put(data, size, path);
    analyze(path);
    (void)close(fd);
    return 0;
}
