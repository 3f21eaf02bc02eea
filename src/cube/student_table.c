/* Students found by a hash: shards of open addressing, so that growing never doubles
 * everything. */
#include "cube/student_table.h"

#include <string.h>

enum { SHARDS = 64, FIRST_ENTRIES = 64, LINE = 64 /* bytes of the cache's */ };
#define TABLE_BYTES_MOST ((size_t)400 << 20)

/*
 * Head of an entry, 12 bytes; the record follows, after 4 more where it has to be aligned. high
 * holds 30 bits of the hash and, above them, whether the entry is used and whether its student
 * is flagged.
 */
enum { HEAD_BYTES = 12, HEAD_ALIGNED = 16 };
#define HIGH_HASH    UINT32_C(0x3FFFFFFF)
#define HIGH_USED    UINT32_C(0x40000000)
#define HIGH_FLAGGED UINT32_C(0x80000000)

typedef struct {
    uint64_t low;
    uint32_t high;
} head;

static head head_of(const unsigned char *entry)
{
    head h;
    memcpy(&h.low, entry, sizeof h.low);
    memcpy(&h.high, entry + sizeof h.low, sizeof h.high);
    return h;
}

static void put_head(unsigned char *entry, head h)
{
    memcpy(entry, &h.low, sizeof h.low);
    memcpy(entry + sizeof h.low, &h.high, sizeof h.high);
}

static head head_for(eg_hash128 key)
{
    return (head){key.low, ((uint32_t)key.high & HIGH_HASH) | HIGH_USED};
}

static bool used(head h)
{
    return (h.high & HIGH_USED) != 0;
}

typedef struct {
    unsigned char *entries;
    size_t capacity, n;
} shard;

struct eg_student_table {
    shard shards[SHARDS];
    size_t head, entry; /* bytes */
    size_t bytes, most;
    const char *remedy;
};

eg_student_table *eg_student_table_new(size_t record_bytes)
{
    eg_student_table *table = eg_alloc_zero(1, sizeof *table);
    size_t align = record_bytes > 16 ? 16 : 4;
    if (table == NULL)
        return NULL;
    table->head = align == 16 ? HEAD_ALIGNED : HEAD_BYTES;
    table->entry = table->head + (record_bytes + align - 1) / align * align;
    eg_student_table_bound(table, TABLE_BYTES_MOST,
                           "too many students to look for repeated ones within the memory "
                           "allowed (400 MiB): use --per row or --id none");
    return table;
}

void eg_student_table_bound(eg_student_table *table, size_t bytes, const char *remedy)
{
    table->most = bytes;
    table->remedy = remedy;
}

void eg_student_table_free(eg_student_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < SHARDS; i++)
        eg_free(table->shards[i].entries);
    eg_free(table);
}

size_t eg_student_table_entry(const eg_student_table *table)
{
    return table->entry;
}

size_t eg_student_table_bytes(const eg_student_table *table)
{
    return table == NULL ? 0 : table->bytes;
}

static unsigned char *entry_at(const eg_student_table *table, const shard *s, size_t i)
{
    return s->entries + i * table->entry;
}

/* Any capacity will do: the hash is scaled to it. */
static size_t home_of(const shard *s, uint64_t low)
{
    return (size_t)(((eg_u128)low * s->capacity) >> 64);
}

static unsigned char *seek(const eg_student_table *table, const shard *s, const head *key)
{
    size_t at = home_of(s, key->low);
    for (;;) {
        unsigned char *entry = entry_at(table, s, at);
        head there = head_of(entry);
        if (!used(there) ||
            (there.low == key->low && ((there.high ^ key->high) & HIGH_HASH) == 0))
            return entry;
        at = at + 1 == s->capacity ? 0 : at + 1;
    }
}

static bool has_room(const shard *s)
{
    return (s->n + 1) * 5 <= s->capacity * 4;
}

static eg_status grow_to(eg_student_table *table, shard *s, size_t capacity, eg_error *err)
{
    shard larger = {.capacity = capacity, .n = s->n};
    size_t bytes = larger.capacity * table->entry;
    if (table->bytes + bytes - s->capacity * table->entry > table->most)
        return eg_fail(err, EG_E_LIMIT, "%s", table->remedy);
    larger.entries = eg_alloc_zero(larger.capacity, table->entry);
    if (larger.entries == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < s->capacity; i++) {
        const unsigned char *entry = entry_at(table, s, i);
        head there = head_of(entry);
        if (used(there))
            memcpy(seek(table, &larger, &there), entry, table->entry);
    }
    table->bytes += bytes - s->capacity * table->entry;
    eg_free(s->entries);
    *s = larger;
    return EG_OK;
}

static eg_status grow(eg_student_table *table, shard *s, eg_error *err)
{
    return grow_to(table, s, s->capacity == 0 ? FIRST_ENTRIES : s->capacity + s->capacity / 4,
                   err);
}

eg_status eg_student_table_at(eg_student_table *table, eg_hash128 key, void **record,
                              bool *fresh, eg_error *err)
{
    shard *s = &table->shards[key.high >> 58];
    if (!has_room(s)) {
        eg_status status = grow(table, s, err);
        if (status != EG_OK)
            return status;
    }
    head wanted = head_for(key);
    unsigned char *entry = seek(table, s, &wanted);
    head there = head_of(entry);
    *fresh = !used(there);
    if (*fresh) {
        put_head(entry, wanted);
        s->n++;
    }
    *record = entry + table->head;
    return EG_OK;
}

void eg_student_table_ahead(const eg_student_table *table, eg_hash128 key)
{
    const shard *s = &table->shards[key.high >> 58];
    if (s->capacity == 0)
        return;
    const unsigned char *entry = entry_at(table, s, home_of(s, key.low));
    __builtin_prefetch(entry, 1);
    __builtin_prefetch(entry + LINE, 1); /* where it is full for a stretch */
}

size_t eg_student_table_count(const eg_student_table *table)
{
    size_t n = 0;
    for (size_t i = 0; i < SHARDS; i++)
        n += table->shards[i].n;
    return n;
}

/* Room for so many more at once: they come in the order of their places, and would crowd the
 * first ones of a table that is full before it grows. */
static eg_status make_room(eg_student_table *table, shard *s, size_t more, eg_error *err)
{
    const size_t capacity = (s->n + more) / 3 * 4 + FIRST_ENTRIES;
    return capacity > s->capacity ? grow_to(table, s, capacity, err) : EG_OK;
}

eg_status eg_student_table_join(eg_student_table *into, eg_student_table *from, bool *apart,
                                eg_error *err)
{
    *apart = true;
    for (size_t i = 0; i < SHARDS; i++) {
        shard *s = &from->shards[i], *to = &into->shards[i];
        eg_status status = make_room(into, to, s->n, err);
        if (status != EG_OK)
            return status;
        for (size_t k = 0; k < s->capacity; k++) {
            head student = head_of(entry_at(from, s, k));
            if (!used(student))
                continue;
            unsigned char *entry = seek(into, to, &student);
            bool fresh = !used(head_of(entry));
            put_head(entry, student);
            to->n += fresh;
            *apart = *apart && fresh;
        }
        from->bytes -= s->capacity * from->entry;
        eg_free(s->entries);
        *s = (shard){NULL, 0, 0};
    }
    return EG_OK;
}

void *eg_student_table_find(const eg_student_table *table, eg_hash128 key)
{
    const shard *s = &table->shards[key.high >> 58];
    const head wanted = head_for(key);
    if (s->capacity == 0)
        return NULL;
    unsigned char *entry = seek(table, s, &wanted);
    head there = head_of(entry);
    return used(there) ? entry + table->head : NULL;
}

bool eg_student_table_flag(void *record)
{
    unsigned char *entry = (unsigned char *)record - HEAD_BYTES;
    head there = head_of(entry);
    bool first = (there.high & HIGH_FLAGGED) == 0;
    there.high |= HIGH_FLAGGED;
    put_head(entry, there);
    return first;
}

void *eg_student_table_next(eg_student_table *table, size_t *position)
{
    size_t at = *position, before = 0;
    for (size_t i = 0; i < SHARDS; i++) {
        const shard *s = &table->shards[i];
        for (; at - before < s->capacity; at++) {
            unsigned char *entry = entry_at(table, s, at - before);
            head there = head_of(entry);
            if (used(there)) {
                *position = at + 1;
                return entry + table->head;
            }
        }
        before += s->capacity;
    }
    *position = at;
    return NULL;
}
