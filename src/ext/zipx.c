#include "ext/zipx.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

enum {
    END_BYTES = 22,           /* of the record that ends an archive, without its comment */
    LOCATOR_BYTES = 20,       /* stands before it where the archive is of the large kind */
    LARGE_BYTES = 56,         /* of the record that the locator points to */
    TAIL = 65535 + END_BYTES, /* where the end can begin */
    MOST_CONTENTS = 4 << 20,
    SMALL = 16 << 20 /* parts up to this size may be as repetitive as they like */
};

struct eg_zipx {
    zip_t *zip;
};

struct eg_zipx_part {
    zip_file_t *file;
    uint64_t size;
    uint64_t done;
};

static eg_zipx_result result_of(int code)
{
    switch (code) {
    case ZIP_ER_OK:
        return EG_ZIPX_OK;
    case ZIP_ER_MEMORY:
        return EG_ZIPX_MEMORY;
    case ZIP_ER_NOENT:
        return EG_ZIPX_ABSENT;
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return EG_ZIPX_ENCRYPTED;
    case ZIP_ER_COMPNOTSUPP:
        return EG_ZIPX_METHOD;
    default:
        return EG_ZIPX_DAMAGED;
    }
}

/* ---- the table of contents, before libzip holds it ------------------------------------------
 */

/* The archive's bytes, wherever they are. */
typedef struct {
    int fd; /* -1: memory */
    eg_text memory;
    uint64_t size;
} store;

static bool read_at(const store *from, uint64_t at, unsigned char *to, size_t n)
{
    if (at > from->size || n > from->size - at)
        return false;
    if (from->fd < 0) {
        memcpy(to, from->memory.at + at, n);
        return true;
    }
    for (size_t done = 0; done < n;) {
        const ssize_t got = pread(from->fd, to + done, n - done, (off_t)(at + done));

        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

static uint64_t little_endian(const unsigned char *at, size_t n)
{
    uint64_t value = 0;

    while (n-- > 0)
        value = value << 8 | at[n];
    return value;
}

/* Does the end record at `at` of the tail announce more contents than a workbook can have? */
static bool announces_too_much(const store *from, const unsigned char *tail, size_t at)
{
    unsigned char large[LARGE_BYTES];
    const uint64_t size = little_endian(tail + at + 12, 4);

    if (size != UINT32_MAX && size > MOST_CONTENTS)
        return true;
    if (at < LOCATOR_BYTES || memcmp(tail + at - LOCATOR_BYTES, "PK\x06\x07", 4) != 0)
        return false;
    if (!read_at(from, little_endian(tail + at - LOCATOR_BYTES + 8, 8), large, LARGE_BYTES))
        return false;
    return little_endian(large + 40, 8) > MOST_CONTENTS;
}

static eg_zipx_result check_contents(const store *from)
{
    const size_t n = from->size < TAIL ? (size_t)from->size : (size_t)TAIL;
    unsigned char *tail = eg_alloc(n + 1, 1);
    eg_zipx_result result = EG_ZIPX_OK;

    if (tail == NULL)
        return EG_ZIPX_MEMORY;
    if (n < END_BYTES || !read_at(from, from->size - n, tail, n))
        result = EG_ZIPX_DAMAGED;
    for (size_t i = 0; result == EG_ZIPX_OK && i + END_BYTES <= n; i++)
        if (memcmp(tail + i, "PK\x05\x06", 4) == 0 && announces_too_much(from, tail, i))
            result = EG_ZIPX_BOMB;
    eg_free(tail);
    return result;
}

/* ---- the archive ----------------------------------------------------------------------------
 */

static eg_zipx_result wrap(eg_zipx **out, zip_t *zip)
{
    *out = eg_alloc_zero(1, sizeof **out);
    if (*out == NULL) {
        zip_discard(zip);
        return EG_ZIPX_MEMORY;
    }
    (*out)->zip = zip;
    return EG_ZIPX_OK;
}

eg_zipx_result eg_zipx_open_descriptor(eg_zipx **out, int fd)
{
    struct stat about;
    store from = {.fd = fd};
    eg_zipx_result result;
    zip_t *zip;
    int code = 0;

    *out = NULL;
    if (fstat(fd, &about) != 0 || about.st_size < 0)
        return EG_ZIPX_DAMAGED;
    from.size = (uint64_t)about.st_size;
    result = check_contents(&from);
    if (result != EG_ZIPX_OK)
        return result;
    /* libzip closes what it was given when it succeeds, so it gets one of its own. */
    const int own = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (own < 0)
        return EG_ZIPX_DAMAGED;
    zip = zip_fdopen(own, 0, &code);
    if (zip == NULL) {
        (void)close(own);
        return result_of(code);
    }
    return wrap(out, zip);
}

eg_zipx_result eg_zipx_open_memory(eg_zipx **out, eg_text bytes)
{
    const store from = {.fd = -1, .memory = bytes, .size = bytes.n};
    eg_zipx_result result = check_contents(&from);
    zip_source_t *source;
    zip_error_t error;
    zip_t *zip = NULL;

    *out = NULL;
    if (result != EG_ZIPX_OK)
        return result;
    zip_error_init(&error);
    source = zip_source_buffer_create(bytes.at, bytes.n, 0, &error);
    if (source != NULL) {
        zip = zip_open_from_source(source, ZIP_RDONLY, &error);
        if (zip == NULL)
            zip_source_free(source);
    }
    result = result_of(zip_error_code_zip(&error));
    zip_error_fini(&error);
    return zip != NULL ? wrap(out, zip) : result;
}

void eg_zipx_close(eg_zipx *zip)
{
    if (zip == NULL)
        return;
    zip_discard(zip->zip);
    eg_free(zip);
}

bool eg_zipx_has(eg_zipx *zip, const char *name)
{
    return zip_name_locate(zip->zip, name, ZIP_FL_NOCASE) >= 0;
}

/* ---- parts ----------------------------------------------------------------------------------
 */

static eg_zipx_result check_part(const zip_stat_t *about)
{
    if ((about->valid & (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE)) !=
        (ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE))
        return EG_ZIPX_DAMAGED;
    if ((about->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
        about->encryption_method != ZIP_EM_NONE)
        return EG_ZIPX_ENCRYPTED;
    if (about->size > EG_ZIPX_MOST_BYTES ||
        (about->size > SMALL && about->size / EG_ZIPX_MOST_RATIO > about->comp_size))
        return EG_ZIPX_BOMB;
    return EG_ZIPX_OK;
}

eg_zipx_result eg_zipx_part_open(eg_zipx_part **out, eg_zipx *zip, const char *name)
{
    zip_int64_t index = zip_name_locate(zip->zip, name, 0);
    eg_zipx_result result;
    eg_zipx_part *part;
    zip_stat_t about;

    *out = NULL;
    if (index < 0)
        index = zip_name_locate(zip->zip, name, ZIP_FL_NOCASE);
    if (index < 0)
        return result_of(zip_error_code_zip(zip_get_error(zip->zip)));
    if (zip_stat_index(zip->zip, (zip_uint64_t)index, 0, &about) != 0)
        return result_of(zip_error_code_zip(zip_get_error(zip->zip)));
    result = check_part(&about);
    if (result != EG_ZIPX_OK)
        return result;
    part = eg_alloc_zero(1, sizeof *part);
    if (part == NULL)
        return EG_ZIPX_MEMORY;
    part->size = about.size;
    part->file = zip_fopen_index(zip->zip, (zip_uint64_t)index, 0);
    if (part->file == NULL) {
        eg_free(part);
        return result_of(zip_error_code_zip(zip_get_error(zip->zip)));
    }
    *out = part;
    return EG_ZIPX_OK;
}

eg_zipx_result eg_zipx_part_read(eg_zipx_part *part, char *to, size_t room, size_t *got)
{
    const zip_int64_t n = zip_fread(part->file, to, room);

    *got = 0;
    if (n < 0) {
        const int code = zip_error_code_zip(zip_file_get_error(part->file));

        return code == ZIP_ER_OK ? EG_ZIPX_DAMAGED : result_of(code);
    }
    *got = (size_t)n;
    part->done += (uint64_t)n;
    if (part->done > part->size || (n == 0 && part->done < part->size))
        return EG_ZIPX_DAMAGED;
    return EG_ZIPX_OK;
}

double eg_zipx_part_done(const eg_zipx_part *part)
{
    return part->size == 0 ? 1 : (double)part->done / (double)part->size;
}

void eg_zipx_part_close(eg_zipx_part *part)
{
    if (part == NULL)
        return;
    (void)zip_fclose(part->file);
    eg_free(part);
}
