/* Cells found by their levels. */
#include "cube/cells.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { BLOCK_CELLS = 1024, DIRECT_BITS_MOST = 18 };

struct eg_cells {
    size_t n_key, words, n;
    uint64_t **blocks; /* BLOCK_CELLS cells each: growing copies pointers, not sums */
    size_t n_blocks;
    uint32_t *keys;
    size_t keys_capacity;
    /* Direct: bits of each level side by side index this table; SIZE_MAX bits means hashed. */
    bool direct;
    unsigned bits[EG_KEY_MOST];
    uint32_t *slots; /* cell + 1; 0: free */
    size_t mask;
    uint64_t *pending; /* NULL: nothing is */
    size_t pending_width, pending_cells;
    eg_cells_fold *fold;
    const void *how;
};

eg_cells *eg_cells_new(size_t n_key, size_t words)
{
    eg_cells *cells = eg_alloc_zero(1, sizeof *cells);
    if (cells == NULL)
        return NULL;
    cells->n_key = n_key;
    cells->words = words;
    cells->direct = true;
    for (size_t i = 0; i < n_key; i++)
        cells->bits[i] = 1;
    cells->mask = ((size_t)1 << n_key) - 1;
    cells->slots = eg_alloc_zero(cells->mask + 1, sizeof *cells->slots);
    if (cells->slots == NULL) {
        eg_cells_free(cells);
        return NULL;
    }
    return cells;
}

void eg_cells_free(eg_cells *cells)
{
    if (cells == NULL)
        return;
    for (size_t i = 0; i < cells->n_blocks; i++)
        eg_free(cells->blocks[i]);
    eg_free(cells->blocks);
    eg_free(cells->keys);
    eg_free(cells->slots);
    eg_free(cells->pending);
    eg_free(cells);
}

size_t eg_cells_count(const eg_cells *cells)
{
    return cells->n;
}

size_t eg_cells_bytes(const eg_cells *cells)
{
    return cells->n_blocks * BLOCK_CELLS * cells->words * sizeof(uint64_t) +
           cells->keys_capacity * cells->n_key * sizeof(uint32_t) +
           (cells->mask + 1) * sizeof(uint32_t);
}

uint64_t *eg_cells_sums(const eg_cells *cells, size_t cell)
{
    return cells->blocks[cell / BLOCK_CELLS] + cell % BLOCK_CELLS * cells->words;
}

uint64_t *eg_cells_words(const eg_cells *cells, size_t cell)
{
    uint64_t *words = eg_cells_sums(cells, cell);
    if (cell < cells->pending_cells)
        cells->fold(cells->how, words, cells->pending + cell * cells->pending_width);
    return words;
}

void eg_cells_settle(eg_cells *cells)
{
    for (size_t i = 0; i < cells->n && i < cells->pending_cells; i++)
        (void)eg_cells_words(cells, i);
}

uint64_t *eg_cells_pending(eg_cells *cells, size_t width, eg_cells_fold *fold, const void *how)
{
    const size_t before = cells->pending_cells;
    size_t capacity = before == 0 ? 64 : before;
    while (capacity < cells->n)
        capacity *= 2;
    if (capacity > before) {
        uint64_t *grown = eg_realloc(cells->pending, capacity, width * sizeof *grown);
        if (grown == NULL)
            return NULL;
        memset(grown + before * width, 0, (capacity - before) * width * sizeof *grown);
        cells->pending = grown;
        cells->pending_cells = capacity;
        cells->pending_width = width;
        cells->fold = fold;
        cells->how = how;
    }
    return cells->pending;
}

const uint32_t *eg_cells_key(const eg_cells *cells, size_t cell)
{
    return cells->keys + cell * cells->n_key;
}

/* SIZE_MAX when a level has outgrown its bits. */
static size_t direct_index(const eg_cells *cells, const uint32_t *key)
{
    size_t index = 0;
    for (size_t i = 0; i < cells->n_key; i++) {
        if (key[i] >> cells->bits[i] != 0)
            return SIZE_MAX;
        index = index << cells->bits[i] | key[i];
    }
    return index;
}

static size_t hash_index(const eg_cells *cells, const uint32_t *key)
{
    uint64_t h = 0;
    for (size_t i = 0; i < cells->n_key; i++) {
        h = (h ^ key[i]) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    size_t slot = (size_t)h & cells->mask;
    while (cells->slots[slot] != 0 && memcmp(eg_cells_key(cells, cells->slots[slot] - 1), key,
                                             cells->n_key * sizeof *key) != 0)
        slot = (slot + 1) & cells->mask;
    return slot;
}

size_t eg_cells_find(const eg_cells *cells, const uint32_t *key)
{
    size_t slot = cells->direct ? direct_index(cells, key) : hash_index(cells, key);
    if (slot == SIZE_MAX || cells->slots[slot] == 0)
        return SIZE_MAX;
    return cells->slots[slot] - 1;
}

/* Puts every cell into a table of this many slots. */
static bool rebuild(eg_cells *cells, size_t size)
{
    uint32_t *slots = eg_alloc_zero(size, sizeof *slots);
    if (slots == NULL)
        return false;
    eg_free(cells->slots);
    cells->slots = slots;
    cells->mask = size - 1;
    for (size_t i = 0; i < cells->n; i++) {
        const uint32_t *key = eg_cells_key(cells, i);
        slots[cells->direct ? direct_index(cells, key) : hash_index(cells, key)] =
            (uint32_t)i + 1;
    }
    return true;
}

/* Widens the bits for this key, or turns to hashing when the table of combinations gets large.
 */
static bool make_room(eg_cells *cells, const uint32_t *key)
{
    unsigned total = 0;
    for (size_t i = 0; i < cells->n_key; i++) {
        while (key[i] >> cells->bits[i] != 0)
            cells->bits[i]++;
        total += cells->bits[i];
    }
    if (total <= DIRECT_BITS_MOST)
        return rebuild(cells, (size_t)1 << total);
    size_t size = 1024;
    while (size * 3 < (cells->n + 1) * 4 * 2)
        size *= 2;
    cells->direct = false;
    return rebuild(cells, size);
}

static bool append(eg_cells *cells, const uint32_t *key)
{
    if (cells->n == cells->keys_capacity) {
        size_t capacity = cells->keys_capacity == 0 ? 64 : cells->keys_capacity * 2;
        uint32_t *keys = eg_realloc(cells->keys, capacity, cells->n_key * sizeof *keys);
        if (keys == NULL)
            return false;
        cells->keys = keys;
        cells->keys_capacity = capacity;
    }
    if (cells->n == cells->n_blocks * BLOCK_CELLS) {
        uint64_t **blocks =
            eg_realloc(cells->blocks, cells->n_blocks + 1, sizeof *cells->blocks);
        if (blocks == NULL)
            return false;
        cells->blocks = blocks;
        blocks[cells->n_blocks] = eg_alloc_zero(BLOCK_CELLS, cells->words * sizeof(uint64_t));
        if (blocks[cells->n_blocks] == NULL)
            return false;
        cells->n_blocks++;
    }
    if (cells->n_key > 0)
        memcpy(cells->keys + cells->n * cells->n_key, key, cells->n_key * sizeof *key);
    cells->n++;
    return true;
}

static bool has_room(const eg_cells *cells)
{
    return cells->direct || (cells->n + 1) * 4 <= (cells->mask + 1) * 3;
}

size_t eg_cells_at(eg_cells *cells, const uint32_t *key)
{
    size_t slot = cells->direct ? direct_index(cells, key) : hash_index(cells, key);
    if (slot != SIZE_MAX && cells->slots[slot] != 0)
        return cells->slots[slot] - 1;
    if (slot == SIZE_MAX || !has_room(cells)) {
        bool grown =
            cells->direct ? make_room(cells, key) : rebuild(cells, (cells->mask + 1) * 2);
        if (!grown)
            return SIZE_MAX;
        slot = cells->direct ? direct_index(cells, key) : hash_index(cells, key);
    }
    if (!append(cells, key))
        return SIZE_MAX;
    cells->slots[slot] = (uint32_t)cells->n;
    return cells->n - 1;
}

/* How many keys there are at least from r on whose cells the table tells; `cell` is theirs. All
 * keys are looked at, by what instructions there are. */
typedef size_t slots_of_keys(const eg_cells *cells, const uint32_t *const *part, size_t n,
                             uint32_t *cell);

INLINE bool slot_of(const eg_cells *cells, const uint32_t *const *part, size_t r,
                    uint32_t *cell)
{
    uint32_t index = 0, beyond = 0;
    for (size_t k = 0; k < cells->n_key; k++) {
        beyond |= part[k][r] >> cells->bits[k];
        index = index << cells->bits[k] | part[k][r];
    }
    const uint32_t slot = beyond == 0 ? cells->slots[index] : 0;
    *cell = slot - 1;
    return slot != 0;
}

static size_t slots_plain(const eg_cells *cells, const uint32_t *const *part, size_t n,
                          uint32_t *cell)
{
    size_t r = 0;
    while (r < n && slot_of(cells, part, r, &cell[r]))
        r++;
    return r;
}

#if defined(__x86_64__)
/* Eight at a time; the last ones one by one. */
static __attribute__((target("avx2"))) size_t
slots_avx2(const eg_cells *cells, const uint32_t *const *part, size_t n, uint32_t *cell)
{
    enum { EIGHT = 8 };
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi32(1);
    size_t r = 0;
    for (; r + EIGHT <= n; r += EIGHT) {
        __m256i index = zero, beyond = zero;
        for (size_t k = 0; k < cells->n_key; k++) {
            const __m128i bits = _mm_cvtsi32_si128((int)cells->bits[k]);
            const __m256i level =
                _mm256_loadu_si256((const __m256i *)(const void *)(part[k] + r));
            beyond = _mm256_or_si256(beyond, _mm256_srl_epi32(level, bits));
            index = _mm256_or_si256(_mm256_sll_epi32(index, bits), level);
        }
        if (!_mm256_testz_si256(beyond, beyond))
            break;
        const __m256i slot = _mm256_i32gather_epi32((const int *)(const void *)cells->slots,
                                                    index, sizeof *cells->slots);
        if (_mm256_movemask_epi8(_mm256_cmpeq_epi32(slot, zero)) != 0)
            break;
        _mm256_storeu_si256((__m256i *)(void *)(cell + r), _mm256_sub_epi32(slot, one));
    }
    while (r < n && slot_of(cells, part, r, &cell[r]))
        r++;
    return r;
}
#endif

static slots_of_keys *slots_best(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return slots_avx2;
#endif
    return slots_plain;
}

static bool take_key(eg_cells *cells, const uint32_t *const *part, size_t r, uint32_t *cell)
{
    uint32_t key[EG_KEY_MOST] = {0};
    for (size_t k = 0; k < cells->n_key; k++)
        key[k] = part[k][r];
    const size_t at = eg_cells_at(cells, key);
    *cell = (uint32_t)at;
    return at != SIZE_MAX;
}

bool eg_cells_numbers(eg_cells *cells, const uint32_t *const *part, size_t n, uint32_t *cell)
{
    slots_of_keys *const slots = slots_best();
    size_t r = 0;
    while (r < n) {
        const uint32_t *rest[EG_KEY_MOST];
        for (size_t k = 0; k < cells->n_key && cells->direct; k++)
            rest[k] = part[k] + r;
        if (cells->direct)
            r += slots(cells, rest, n - r, cell + r);
        /* a new one, or any where no table has them all */
        if (r < n && !take_key(cells, part, r, &cell[r]))
            return false;
        r++;
    }
    return true;
}

bool eg_cells_all(eg_cells *cells, const uint32_t *const *part, size_t n, uint32_t *cell,
                  uint64_t **words)
{
    if (!eg_cells_numbers(cells, part, n, cell))
        return false;
    for (size_t r = 0; r < n; r++)
        words[r] = eg_cells_words(cells, cell[r]);
    return true;
}
