/* Draws that GSL has not, or not at every size. */
#include <math.h>
#include <string.h>

#include "equitygap/base.h"
#include "ext/gslx_inner.h"

enum { REMEMBERED = 1 << 14 }; /* log factorials at most */

uint32_t eg_random_word(eg_random *random)
{
    return eg_mersenne_word(random->words);
}

void eg_random_words(eg_random *random, uint32_t *into, size_t n)
{
    eg_mersenne *m = random->words;
    while (n > 0) {
        if (m->at == EG_MERSENNE_WORDS) {
            eg_mersenne_fill(m);
        }
        size_t left = EG_MERSENNE_WORDS - m->at, take = n < left ? n : left;
        memcpy(into, m->ready + m->at, take * sizeof *into);
        m->at += (uint32_t)take;
        into += take;
        n -= take;
    }
}

double eg_random_uniform(eg_random *random)
{
    uint64_t high = eg_mersenne_word(random->words) >> 5;
    uint64_t low = eg_mersenne_word(random->words) >> 6;
    return (double)((high << 26) | low) * 0x1p-53;
}

/* Beyond 32 bits two words at a time. */
static uint64_t below_many(eg_random *random, uint64_t n)
{
    if (n == 0) {
        return 0;
    }
    /* 2^64 modulo n; the analyser takes n for 0 all the same */
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero)
    uint64_t excess = (UINT64_C(0) - n) % n;
    uint64_t word;
    do {
        word = (uint64_t)eg_mersenne_word(random->words) << 32;
        word |= eg_mersenne_word(random->words);
    } while (word > UINT64_MAX - excess);
    return word % n;
}

static inline uint32_t below_few(eg_random *random, uint32_t few)
{
    uint32_t word = eg_mersenne_word(random->words);
    if (word >= 0 - few) { /* only there the last, uneven round of few can begin */
        uint32_t uneven = (0 - few) % few; /* 2^32 modulo few */
        while (word >= 0 - uneven && uneven > 0) {
            word = eg_mersenne_word(random->words);
        }
    }
    return word % few;
}

uint64_t eg_random_below(eg_random *random, uint64_t n)
{
    if (n <= 1) {
        return 0;
    }
    return n <= UINT32_MAX ? below_few(random, (uint32_t)n) : below_many(random, n);
}

/* A hypergeometric distribution in whole numbers held as doubles. */
typedef struct {
    const eg_random *random;
    double marked, plain, drawn;
} hypergeometric;

static double remembered(const eg_random *random, double n)
{
    return n < (double)random->known ? random->log_factorial[(size_t)n]
                                     : eg_log_factorial((uint64_t)n);
}

/* Without memory for it the sums are done anew each time: same figures, slower. */
static void remember(eg_random *random, uint64_t total)
{
    size_t wanted = total < REMEMBERED ? (size_t)total + 1 : 0;
    if (wanted <= random->known) {
        return;
    }
    wanted = wanted < 2 * random->known ? 2 * random->known : wanted;
    double *more = eg_realloc(random->log_factorial, wanted, sizeof *more);
    if (more != NULL) {
        random->log_factorial = more;
        for (; random->known < wanted; random->known++) {
            more[random->known] = eg_log_factorial(random->known);
        }
    }
}

/* log of C(marked, x) C(plain, drawn - x), without its constant. */
static double hypergeometric_log(const hypergeometric *h, double x)
{
    return -(remembered(h->random, x) + remembered(h->random, h->marked - x) +
             remembered(h->random, h->drawn - x) +
             remembered(h->random, h->plain - h->drawn + x));
}

/* Few items are drawn one after the other. */
static uint64_t hypergeometric_urn(eg_random *random, uint64_t marked, uint64_t plain,
                                   uint64_t drawn)
{
    uint64_t got = 0, total = marked + plain;
    if (total <= UINT32_MAX && drawn < total) {
        for (uint32_t i = 0; i < (uint32_t)drawn; i++) {
            got += below_few(random, (uint32_t)total - i) < marked - got ? 1 : 0;
        }
        return got;
    }
    for (uint64_t i = 0; i < drawn; i++) {
        if (eg_random_below(random, marked + plain - i) < marked - got) {
            got++;
        }
    }
    return got;
}

/* Ratio of uniforms with a table mountain hat (Stadlober 1989): the cost does not grow with n.
 */
static uint64_t hypergeometric_ratio(eg_random *random, uint64_t marked, uint64_t plain,
                                     uint64_t drawn)
{
    double m = (double)marked, q = (double)plain, k = (double)drawn, total = m + q;
    double mean = k * m / total;
    double variance = mean * (q / total) * ((total - k) / (total - 1));
    double centre = mean + 0.5;
    double spread = sqrt(variance + 0.5);
    double width = 1.7155277699214135 * spread + 0.8989161620588988;
    double mode = floor((k + 1) * (m + 1) / (total + 2));
    remember(random, marked + plain);
    const hypergeometric h = {random, m, q, k};
    double top = hypergeometric_log(&h, mode);
    double ceiling = fmin(fmin(k, m) + 1, floor(centre + 16 * spread));
    double floor_x = fmax(0, k - q);
    for (;;) {
        double u = 1 - eg_random_uniform(random);
        double x = centre + width * (eg_random_uniform(random) - 0.5) / u;
        if (!(x >= floor_x) || x >= ceiling) {
            continue;
        }
        x = floor(x);
        if (2 * log(u) <= hypergeometric_log(&h, x) - top) {
            return (uint64_t)x;
        }
    }
}

uint64_t eg_random_hypergeometric(eg_random *random, uint64_t marked, uint64_t plain,
                                  uint64_t drawn)
{
    uint64_t total = marked + plain;
    if (drawn >= total) {
        return marked;
    }
    /* By symmetry draw the smaller half of the smaller kind. */
    bool complement = drawn > total / 2;
    uint64_t take = complement ? total - drawn : drawn;
    bool swapped = marked > plain;
    uint64_t few = swapped ? plain : marked;
    uint64_t many = swapped ? marked : plain;
    uint64_t got;
    if (few == 0 || take == 0) {
        got = 0;
    } else if (take <= few && take < 24) {
        got = hypergeometric_urn(random, few, many, take);
    } else if (few < 24) {
        got = hypergeometric_urn(random, take, total - take, few);
    } else {
        got = hypergeometric_ratio(random, few, many, take);
    }
    uint64_t of_marked = swapped ? take - got : got;
    return complement ? marked - of_marked : of_marked;
}
