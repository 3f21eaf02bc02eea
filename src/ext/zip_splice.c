#include "ext/zip_splice.h"

#include <string.h>

#include "ext/gzipx.h"

/* Places within the records of an archive. */
enum {
    LOCAL_BYTES = 30,
    LOCAL_METHOD = 8,
    LOCAL_SUM = 14, /* the checksum, then the packed size and the plain one, four bytes each */
    LOCAL_NAME = 26,
    LOCAL_EXTRA = 28,
    ENTRY_BYTES = 46,
    ENTRY_METHOD = 10,
    ENTRY_SUM = 16,
    ENTRY_PACKED = 20,
    ENTRY_NAME = 28,
    ENTRY_EXTRA = 30,
    ENTRY_COMMENT = 32,
    ENTRY_OFFSET = 42,
    END_BYTES = 22,
    END_OFFSET = 16
};

static uint32_t get(const char *at, size_t n)
{
    uint32_t value = 0;
    while (n-- > 0)
        value = value << 8 | (unsigned char)at[n];
    return value;
}

static void set(char *at, uint32_t value)
{
    for (size_t i = 0; i < 4; i++)
        at[i] = (char)(value >> 8 * i & 0xff);
}

/* The entry of the contents at *at, and *at moves behind it; NULL: there is none. */
static char *next_entry(const eg_buffer *archive, size_t *at)
{
    char *entry = archive->at + *at;
    if (archive->n - *at < ENTRY_BYTES || memcmp(entry, "PK\x01\x02", 4) != 0)
        return NULL;
    size_t n = ENTRY_BYTES + get(entry + ENTRY_NAME, 2) + get(entry + ENTRY_EXTRA, 2) +
               get(entry + ENTRY_COMMENT, 2);
    if (n > archive->n - *at)
        return NULL;
    *at += n;
    return entry;
}

typedef struct {
    size_t head, data, after; /* of the part, in the file */
    size_t contents, end;     /* the contents, and the record that ends the file */
    size_t entry;
} places;

static bool find(places *out, const eg_buffer *archive, const char *name)
{
    size_t n_name = strlen(name);
    if (archive->n < END_BYTES)
        return false;
    out->end = archive->n - END_BYTES;
    const char *end = archive->at + out->end;
    out->contents = get(end + END_OFFSET, 4);
    if (memcmp(end, "PK\x05\x06", 4) != 0 || out->contents > out->end)
        return false;
    size_t at = out->contents;
    for (const char *entry; (entry = next_entry(archive, &at)) != NULL;) {
        if (get(entry + ENTRY_NAME, 2) != n_name ||
            memcmp(entry + ENTRY_BYTES, name, n_name) != 0)
            continue;
        out->entry = (size_t)(entry - archive->at);
        out->head = get(entry + ENTRY_OFFSET, 4);
        if (out->head > out->contents || out->contents - out->head < LOCAL_BYTES)
            return false;
        const char *local = archive->at + out->head;
        out->data =
            out->head + LOCAL_BYTES + get(local + LOCAL_NAME, 2) + get(local + LOCAL_EXTRA, 2);
        out->after = out->data + get(entry + ENTRY_PACKED, 4);
        return out->data <= out->after && out->after <= out->contents;
    }
    return false;
}

/* Of a part packed as deflate does: where its method stands, and its checksum. */
static void set_part(char *method, char *sum, uint32_t crc, size_t packed, size_t plain)
{
    method[0] = 8;
    method[1] = 0;
    set(sum, crc);
    set(sum + 4, (uint32_t)packed);
    set(sum + 8, (uint32_t)plain);
}

/* Parts that stand behind the new one have moved. */
static void move_offsets(const eg_buffer *archive, size_t contents, size_t from, size_t old,
                         size_t now)
{
    size_t at = contents;
    for (char *entry; (entry = next_entry(archive, &at)) != NULL;) {
        uint32_t offset = get(entry + ENTRY_OFFSET, 4);
        if (offset > from)
            set(entry + ENTRY_OFFSET, (uint32_t)(offset - old + now));
    }
}

eg_splice_result eg_zip_splice(eg_buffer *archive, const char *name, eg_text part,
                               size_t threads)
{
    places old;
    if (!find(&old, archive, name) || part.n > UINT32_MAX / 2)
        return EG_SPLICE_DAMAGED;
    eg_buffer fresh = {0};
    uint32_t sum = 0;
    eg_buffer_add(&fresh, archive->at, old.data);
    bool packed = eg_gzipx_pack(&fresh, part, threads, &sum);
    size_t size = fresh.n - old.data, was = old.after - old.data;
    eg_buffer_add(&fresh, archive->at + old.after, archive->n - old.after);
    if (!packed || fresh.failed || fresh.n > UINT32_MAX) {
        eg_buffer_clear(&fresh);
        return EG_SPLICE_MEMORY;
    }
    char *local = fresh.at + old.head, *entry = fresh.at + old.entry - was + size;
    set_part(local + LOCAL_METHOD, local + LOCAL_SUM, sum, size, part.n);
    set_part(entry + ENTRY_METHOD, entry + ENTRY_SUM, sum, size, part.n);
    size_t contents = old.contents - was + size;
    set(fresh.at + old.end - was + size + END_OFFSET, (uint32_t)contents);
    move_offsets(&fresh, contents, old.head, was, size);
    eg_buffer_clear(archive);
    *archive = fresh;
    return EG_SPLICE_OK;
}
