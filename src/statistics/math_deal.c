#include "statistics/math_deal.h"

#include <string.h>

/* ---- handfuls ------------------------------------------------------------------------------
 */

enum { COLUMNS_MOST = 200, A_WORD = 4, BITS = 16 };

/* C(size + kinds - 1, kinds - 1): what a handful may be. Over COLUMNS_MOST: just that. */
static size_t handfuls_of(size_t kinds, size_t size)
{
    size_t n = 1;
    for (size_t i = 1; i < kinds; i++) {
        n = n * (size + i) / i;
        if (n > COLUMNS_MOST) {
            return n;
        }
    }
    return n;
}

/* The largest handful with few enough columns. */
static size_t handful(size_t kinds)
{
    size_t size = 1;
    while (handfuls_of(kinds, size + 1) <= COLUMNS_MOST) {
        size++;
    }
    return size;
}

bool eg_handfuls_fit(size_t kinds, uint64_t n)
{
    return kinds >= 2 && kinds <= EG_HANDFUL_KINDS && n <= handful(kinds) * EG_HANDFUL_PICKS;
}

void eg_handfuls_clear(eg_handfuls *h)
{
    eg_lot_clear(&h->whole);
    eg_lot_clear(&h->rest);
    eg_free(h->counts);
    eg_free(h->rest_counts);
    *h = (eg_handfuls){0};
}

/* The next way to split a handful over kinds, the first of which had it all; false: the last
 * kind has it all. */
static bool next_split(uint8_t *of, size_t kinds)
{
    size_t k = kinds - 1;
    uint8_t carried = of[k];
    of[k] = 0;
    while (k > 0 && of[k - 1] == 0) {
        k--;
    }
    if (k == 0) {
        return false;
    }
    of[k - 1]--;
    of[k] = (uint8_t)(carried + 1);
    return true;
}

/* Of a handful without its factorial, which all have in common. */
static double weight_of(const uint8_t *of, const double *share, size_t kinds)
{
    double weight = 1;
    for (size_t k = 0; k < kinds; k++) {
        for (unsigned i = 1; i <= of[k]; i++) {
            weight *= share[k] / i;
        }
    }
    return weight;
}

static size_t words_of(size_t kinds)
{
    return kinds <= A_WORD ? 1 : 2;
}

static bool list_handfuls(eg_lot *lot, uint64_t **counts, const double *share, size_t kinds,
                          size_t size)
{
    uint8_t of[EG_HANDFUL_KINDS] = {(uint8_t)size};
    double weight[COLUMNS_MOST];
    size_t columns = handfuls_of(kinds, size), words = words_of(kinds), at = 0;
    uint64_t *packed = eg_alloc_zero(columns, words * sizeof *packed);
    *counts = packed;
    if (packed == NULL) {
        return false;
    }
    do {
        weight[at] = weight_of(of, share, kinds);
        for (size_t k = 0; k < kinds; k++) {
            packed[at * words + k / A_WORD] |= (uint64_t)of[k] << (k % A_WORD * BITS);
        }
        at++;
    } while (at < columns && next_split(of, kinds));
    return eg_lot_weights(lot, weight, columns);
}

bool eg_handfuls_make(eg_handfuls *h, const uint64_t *weight, size_t kinds, uint64_t n)
{
    double share[EG_HANDFUL_KINDS], all = 0;
    size_t size = handful(kinds), left = n % size;
    *h = (eg_handfuls){.kinds = kinds, .full = n / size, .any_rest = left > 0};
    for (size_t k = 0; k < kinds; k++) {
        all += (double)weight[k];
    }
    for (size_t k = 0; k < kinds; k++) {
        share[k] = (double)weight[k] / all;
    }
    bool made = h->full == 0 || list_handfuls(&h->whole, &h->counts, share, kinds, size);
    made = made && (left == 0 || list_handfuls(&h->rest, &h->rest_counts, share, kinds, left));
    if (!made) {
        eg_handfuls_clear(h);
    }
    return made;
}

/* n: words a column. */
static void add_handfuls(const eg_lot *from, const uint64_t *counts, size_t n,
                         const uint32_t *words, size_t draws, uint64_t sum[2])
{
    const eg_lot lot = *from;
    uint64_t low = 0, high = 0;
    for (size_t i = 0; i < draws; i++) {
        const uint64_t *of = counts + eg_lot_pick(&lot, words[i]) * n;
        low += of[0];
        high += of[n - 1];
    }
    sum[0] += low;
    sum[1] += high;
}

void eg_handfuls_draw(const eg_handfuls *h, eg_random *random, uint64_t *count)
{
    uint32_t words[EG_HANDFUL_PICKS + 1];
    uint64_t sum[2] = {0, 0};
    size_t n = words_of(h->kinds), draws = h->full + (h->any_rest ? 1 : 0);
    eg_random_words(random, words, draws);
    add_handfuls(&h->whole, h->counts, n, words, h->full, sum);
    add_handfuls(&h->rest, h->rest_counts, n, words + h->full, draws - h->full, sum);
    for (size_t k = 0; k < h->kinds; k++) {
        count[k] = sum[k / A_WORD] >> (k % A_WORD * BITS) & 0xffff;
    }
}

/* ---- dealing -------------------------------------------------------------------------------
 */

enum {
    SEATS_MOST = 1 << 16,
    WORDS_AT_ONCE = 64,
    LANES = 8,
    SEATS_A_CELL = 32
}; /* a seat takes a 32nd of a draw's time */

static size_t largest(const uint64_t *of, size_t n, uint64_t *sum)
{
    size_t most = 0;
    *sum = 0;
    for (size_t i = 0; i < n; i++) {
        most = of[i] > of[most] ? i : most;
        *sum += of[i];
    }
    return most;
}

bool eg_dealing_fits(const uint64_t *row, size_t rows, const uint64_t *column, size_t columns)
{
    uint64_t students, same;
    size_t r = largest(row, rows, &students), c = largest(column, columns, &same);
    uint64_t moved = students - (row[r] > column[c] ? row[r] : column[c]);
    /* the first cell of all comes from a table anyway */
    size_t cells = (rows - 1) * (columns - 1) - 1;
    return students <= SEATS_MOST && rows <= UINT16_MAX && columns <= UINT16_MAX &&
           moved <= SEATS_A_CELL * (uint64_t)cells;
}

void eg_dealing_clear(eg_dealing *d)
{
    eg_free(d->seat);
    *d = (eg_dealing){0};
}

bool eg_dealing_make(eg_dealing *d, const uint64_t *row, size_t rows, const uint64_t *column,
                     size_t columns)
{
    uint64_t students, same;
    size_t r = largest(row, rows, &students), c = largest(column, columns, &same);
    bool by_rows = row[r] > column[c];
    const uint64_t *seats = by_rows ? column : row;
    size_t owners = by_rows ? columns : rows, at = 0;
    *d = (eg_dealing){.seat = eg_alloc(students, sizeof *d->seat),
                      .row = row,
                      .column = column,
                      .rows = rows,
                      .columns = columns,
                      .students = (uint32_t)students,
                      .by_rows = by_rows,
                      .last = by_rows ? r : c};
    if (d->seat == NULL) {
        return false;
    }
    for (size_t i = 0; i < owners; i++) {
        for (uint64_t n = 0; n < seats[i]; n++) {
            d->seat[at++] = (uint16_t)i;
        }
    }
    for (size_t i = 0; i < EG_DEALING_WORDS * LANES; i++) {
        d->lane[i][i / LANES] = UINT64_C(1) << (i % LANES * LANES);
    }
    return true;
}

/* What is left of a word where choosing among n by it may be uneven: further words. */
static __attribute__((noinline)) uint64_t even_place(eg_random *random, uint64_t place,
                                                     uint32_t n)
{
    uint32_t uneven = (0 - n) % n;
    while ((uint32_t)place < uneven) {
        place = (uint64_t)eg_random_word(random) * n;
    }
    return place;
}

/* For each word in turn the seat it means among the first `left` (without bias: Lemire 2019)
 * changes places with the last of these. */
static void exchange(uint16_t *seats, eg_random *random, const uint32_t *words, size_t n,
                     uint32_t left)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t place = (uint64_t)words[i] * left;
        if ((uint32_t)place < left) {
            place = even_place(random, place, left);
        }
        uint32_t at = (uint32_t)(place >> 32);
        uint16_t seat = seats[at];
        seats[at] = seats[--left];
        seats[left] = seat;
    }
}

/* Counts of LANES owners each are the bytes of a word, and nothing waits for one of them; n is
 * under 256. */
static inline void tally_lanes(const eg_dealing *d, const uint16_t *seats, size_t n,
                               size_t words, uint64_t *sum)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t w = 0; w < words; w++) {
            sum[w] += d->lane[seats[i]][w];
        }
    }
}

static void tally_seats(const eg_dealing *d, const uint16_t *seats, size_t n, uint64_t *to)
{
    size_t step = d->by_rows ? 1 : d->columns, owners = d->by_rows ? d->columns : d->rows;
    uint64_t sum[EG_DEALING_WORDS] = {0};
    if (owners <= LANES) {
        tally_lanes(d, seats, n, 1, sum);
    } else if (owners <= 2 * LANES) {
        tally_lanes(d, seats, n, 2, sum);
    } else if (owners <= EG_DEALING_WORDS * LANES) {
        tally_lanes(d, seats, n, EG_DEALING_WORDS, sum);
    } else {
        for (size_t i = 0; i < n; i++) {
            to[seats[i] * step]++;
        }
        return;
    }
    for (size_t i = 0; i < owners; i++) {
        to[i * step] += sum[i / LANES] >> (i % LANES * LANES) & 0xff;
    }
}

/* So many students take seats among the first `left`, which are exchanged with the last. */
static void take_seats(const eg_dealing *d, eg_random *random, uint64_t n, uint32_t left,
                       uint64_t *to)
{
    uint32_t words[WORDS_AT_ONCE];
    while (n > 0) {
        size_t some = n < WORDS_AT_ONCE ? (size_t)n : WORDS_AT_ONCE;
        eg_random_words(random, words, some);
        exchange(d->seat, random, words, some, left);
        left -= (uint32_t)some;
        tally_seats(d, d->seat + left, some, to);
        n -= some;
    }
}

/* Seats stay as they are left, which is as good an order as any. */
void eg_dealing_draw(eg_dealing *d, eg_random *random, uint64_t *table)
{
    const uint64_t *takers = d->by_rows ? d->row : d->column;
    const uint64_t *owners = d->by_rows ? d->column : d->row;
    size_t n = d->by_rows ? d->rows : d->columns, m = d->by_rows ? d->columns : d->rows;
    size_t step = d->by_rows ? d->columns : 1, owner_step = d->by_rows ? 1 : d->columns;
    uint32_t left = d->students;
    memset(table, 0, d->rows * d->columns * sizeof *table);
    for (size_t t = 0; t < n; t++) {
        if (t != d->last) {
            take_seats(d, random, takers[t], left, table + t * step);
            left -= (uint32_t)takers[t];
        }
    }
    for (size_t i = 0; i < m; i++) {
        uint64_t taken = 0;
        for (size_t t = 0; t < n; t++) {
            taken += table[t * step + i * owner_step];
        }
        table[d->last * step + i * owner_step] = owners[i] - taken;
    }
}
