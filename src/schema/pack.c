/* Numbers and texts as bytes in hashed pieces. */
#include "schema/pack.h"

#include <string.h>

#include "ext/hash.h"

enum { PIECE = 65536, LINE_MOST = 256, HASH_BYTES = 16 };

static const unsigned char order_mark[4] = {4, 3, 2, 1};

static void put_fixed(unsigned char *at, uint64_t number, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

static uint64_t get_fixed(const unsigned char *at, size_t n)
{
    uint64_t number = 0;
    for (size_t i = 0; i < n; i++)
        number |= (uint64_t)at[i] << 8 * i;
    return number;
}

static eg_hash128 chained(eg_hash128 before, eg_hash128 next)
{
    unsigned char bytes[2 * HASH_BYTES];
    put_fixed(bytes, before.low, 8);
    put_fixed(bytes + 8, before.high, 8);
    put_fixed(bytes + 16, next.low, 8);
    put_fixed(bytes + 24, next.high, 8);
    return eg_hash(bytes, sizeof bytes, 0);
}

static bool same_hash(eg_hash128 a, eg_hash128 b)
{
    return a.low == b.low && a.high == b.high;
}

/* ---- writing ---- */

struct eg_pack {
    eg_sink *sink;
    size_t n;
    uint64_t number;
    eg_hash128 all;
    unsigned char piece[PIECE];
};

static void put_hash(eg_sink *sink, eg_hash128 hash)
{
    unsigned char bytes[HASH_BYTES];
    put_fixed(bytes, hash.low, 8);
    put_fixed(bytes + 8, hash.high, 8);
    eg_sink_put(sink, bytes, sizeof bytes);
}

eg_pack *eg_pack_new(eg_sink *sink)
{
    eg_pack *pack = eg_alloc_zero(1, sizeof *pack);
    if (pack == NULL)
        return NULL;
    pack->sink = sink;
    eg_sink_printf(sink, EG_PACK_MAGIC "%d " EG_PACK_SAYS, EG_PACK_VERSION);
    eg_sink_put(sink, order_mark, sizeof order_mark);
    return pack;
}

void eg_pack_free(eg_pack *pack)
{
    eg_free(pack);
}

static void flush(eg_pack *pack)
{
    unsigned char length[4];
    if (pack->n == 0)
        return;
    eg_hash128 hash = eg_hash(pack->piece, pack->n, pack->number);
    put_fixed(length, pack->n, sizeof length);
    eg_sink_put(pack->sink, length, sizeof length);
    eg_sink_put(pack->sink, pack->piece, pack->n);
    put_hash(pack->sink, hash);
    pack->all = chained(pack->all, hash);
    pack->number++;
    pack->n = 0;
}

static void put_byte(eg_pack *pack, unsigned char byte)
{
    if (pack->n == PIECE)
        flush(pack);
    pack->piece[pack->n++] = byte;
}

void eg_pack_number(eg_pack *pack, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        put_byte(pack, (unsigned char)(0x80 | (number & 0x7F)));
    put_byte(pack, (unsigned char)number);
}

/* 0, -1, 1, -2 ... as 0, 1, 2, 3 ... */
void eg_pack_signed(eg_pack *pack, int64_t number)
{
    uint64_t bits = (uint64_t)number << 1;
    eg_pack_number(pack, number < 0 ? ~bits : bits);
}

void eg_pack_raw(eg_pack *pack, eg_text bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        put_byte(pack, (unsigned char)bytes.at[i]);
}

void eg_pack_text(eg_pack *pack, eg_text text)
{
    eg_pack_number(pack, text.n);
    eg_pack_raw(pack, text);
}

void eg_pack_hash(eg_pack *pack, eg_hash128 hash)
{
    eg_pack_number(pack, hash.low);
    eg_pack_number(pack, hash.high);
}

eg_hash128 eg_pack_so_far(eg_pack *pack)
{
    flush(pack);
    return pack->all;
}

void eg_pack_end(eg_pack *pack)
{
    static const unsigned char none[4] = {0};
    flush(pack);
    eg_sink_put(pack->sink, none, sizeof none);
    put_hash(pack->sink, pack->all);
}

/* ---- reading ---- */

bool eg_unpack_is(eg_text beginning)
{
    return beginning.n >= EG_UNPACK_LOOK &&
           memcmp(beginning.at, EG_PACK_MAGIC, EG_UNPACK_LOOK) == 0;
}

/* How many of n bytes could be had. */
static size_t take(eg_unpack *unpack, void *into, size_t n)
{
    if (unpack->file != NULL)
        return fread(into, 1, n, unpack->file);
    n = n < unpack->memory.n ? n : unpack->memory.n;
    if (n > 0)
        memcpy(into, unpack->memory.at, n);
    unpack->memory = (eg_text){unpack->memory.at + n, unpack->memory.n - n};
    return n;
}

static eg_status refuse(eg_error *err, const char *text)
{
    return eg_fail(err, EG_E_INPUT, "%s", text);
}

static eg_status damaged(eg_error *err)
{
    return eg_fail(err, EG_E_IO,
                   "the saved cube is damaged or cut short; save it again with --save-cube, or "
                   "copy it once more");
}

/* The version in the line; 0: none. */
static unsigned version_in(const char *line)
{
    unsigned version = 0;
    for (const char *at = line + EG_UNPACK_LOOK; *at >= '0' && *at <= '9' && version < 100000;
         at++)
        version = version * 10 + (unsigned)(*at - '0');
    return version;
}

static eg_status read_line(eg_unpack *unpack, char line[LINE_MOST], eg_error *err)
{
    size_t n = 0;
    while (n + 1 < LINE_MOST && (n == 0 || line[n - 1] != '\n') &&
           take(unpack, line + n, 1) == 1)
        n++;
    line[n] = '\0';
    if (!eg_unpack_is((eg_text){line, n}))
        return refuse(err, "this is no saved cube");
    return n == 0 || line[n - 1] != '\n' ? damaged(err) : EG_OK;
}

static eg_status read_beginning(eg_unpack *unpack, eg_error *err)
{
    char line[LINE_MOST] = "", own[LINE_MOST];
    unsigned char mark[sizeof order_mark];
    eg_status status = read_line(unpack, line, err);
    if (status != EG_OK)
        return status;
    unsigned version = version_in(line);
    if (version != EG_PACK_VERSION)
        return eg_fail(err, EG_E_INPUT,
                       "it was saved by another version of equitygap (its format is %u, this "
                       "one reads %d); save it again with this one",
                       version, EG_PACK_VERSION);
    (void)snprintf(own, sizeof own, EG_PACK_MAGIC "%d " EG_PACK_SAYS, EG_PACK_VERSION);
    if (strcmp(line, own) != 0 || take(unpack, mark, sizeof mark) < sizeof mark)
        return damaged(err);
    if (mark[0] == order_mark[3] && mark[1] == order_mark[2] && mark[2] == order_mark[1] &&
        mark[3] == order_mark[0])
        return refuse(err, "its numbers are in another byte order than equitygap writes them; "
                           "save it again, and copy it as binary");
    if (memcmp(mark, order_mark, sizeof mark) != 0)
        return damaged(err);
    unpack->piece = eg_alloc(PIECE, 1);
    return unpack->piece == NULL ? eg_fail_memory(err) : EG_OK;
}

eg_status eg_unpack_begin(eg_unpack *unpack, eg_error *err)
{
    eg_status status = read_beginning(unpack, err);
    unpack->wrong = status != EG_OK;
    return status;
}

void eg_unpack_clear(eg_unpack *unpack)
{
    eg_free(unpack->piece);
    eg_buffer_clear(&unpack->text);
    unpack->piece = NULL;
}

void eg_unpack_refuse(eg_unpack *unpack)
{
    unpack->wrong = true;
}

bool eg_unpack_fine(const eg_unpack *unpack)
{
    return !unpack->wrong && !unpack->failed;
}

/* The next piece; false: there is none, or it is not as it was written. */
static bool next_piece(eg_unpack *unpack)
{
    unsigned char length[4], bytes[HASH_BYTES];
    unpack->n = unpack->at = 0;
    if (!eg_unpack_fine(unpack) || unpack->ended || take(unpack, length, 4) < 4)
        return false;
    size_t n = (size_t)get_fixed(length, 4);
    if (n > PIECE || take(unpack, unpack->piece, n) < n ||
        take(unpack, bytes, HASH_BYTES) < HASH_BYTES)
        return false;
    eg_hash128 said = {get_fixed(bytes, 8), get_fixed(bytes + 8, 8)};
    eg_hash128 found = n == 0 ? unpack->all : eg_hash(unpack->piece, n, unpack->number);
    if (!same_hash(said, found))
        return false;
    unpack->ended = n == 0;
    if (n > 0)
        unpack->all = chained(unpack->all, found);
    unpack->number++;
    unpack->n = n;
    return n > 0;
}

static unsigned char next_byte(eg_unpack *unpack)
{
    if (unpack->at == unpack->n && !next_piece(unpack)) {
        unpack->wrong = true;
        return 0;
    }
    return unpack->piece[unpack->at++];
}

uint64_t eg_unpack_number(eg_unpack *unpack)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && eg_unpack_fine(unpack); shift += 7) {
        unsigned char byte = next_byte(unpack);
        if (shift == 63 && byte > 1)
            break;
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return eg_unpack_fine(unpack) ? number : 0;
    }
    unpack->wrong = true;
    return 0;
}

uint64_t eg_unpack_upto(eg_unpack *unpack, uint64_t most)
{
    uint64_t number = eg_unpack_number(unpack);
    if (number <= most)
        return number;
    unpack->wrong = true;
    return 0;
}

int64_t eg_unpack_signed(eg_unpack *unpack)
{
    uint64_t bits = eg_unpack_number(unpack);
    uint64_t half = bits >> 1;
    return (bits & 1) != 0 ? -(int64_t)half - 1 : (int64_t)half;
}

eg_text eg_unpack_text(eg_unpack *unpack)
{
    uint64_t n = eg_unpack_upto(unpack, EG_PACK_TEXT_MOST);
    eg_buffer_reset(&unpack->text);
    for (uint64_t i = 0; i < n && eg_unpack_fine(unpack); i++)
        eg_buffer_add_char(&unpack->text, (char)next_byte(unpack));
    unpack->failed = unpack->failed || unpack->text.failed;
    if (!eg_unpack_fine(unpack) || n == 0)
        return (eg_text){"", 0};
    return (eg_text){unpack->text.at, unpack->text.n};
}

/* A NUL within would end it early: nothing that is written has one. */
const char *eg_unpack_string(eg_unpack *unpack, eg_arena *arena)
{
    eg_text text = eg_unpack_text(unpack);
    if (text.n > 0 && memchr(text.at, '\0', text.n) != NULL) {
        unpack->wrong = true;
        text = (eg_text){"", 0};
    }
    const char *copy = eg_arena_string(arena, text);
    unpack->failed = unpack->failed || copy == NULL;
    return copy;
}

eg_hash128 eg_unpack_hash(eg_unpack *unpack)
{
    uint64_t low = eg_unpack_number(unpack);
    return (eg_hash128){low, eg_unpack_number(unpack)};
}

eg_hash128 eg_unpack_so_far(const eg_unpack *unpack)
{
    return unpack->all;
}

void eg_unpack_end(eg_unpack *unpack)
{
    char more;
    if (!eg_unpack_fine(unpack))
        return;
    if (unpack->at < unpack->n || next_piece(unpack) || !unpack->ended ||
        take(unpack, &more, 1) > 0)
        unpack->wrong = true;
}

eg_status eg_unpack_status(const eg_unpack *unpack, eg_error *err)
{
    if (unpack->failed)
        return eg_fail_memory(err);
    if (unpack->file != NULL && ferror(unpack->file))
        return eg_fail(err, EG_E_IO, "the saved cube cannot be read; check the disk");
    return unpack->wrong ? damaged(err) : EG_OK;
}
