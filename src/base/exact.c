/* Exact sums: 128 bits, squares in 192, the variance's numerator in 256. */
#include "base/exact.h"

bool eg_i128_add(eg_i128 *into, eg_i128 value)
{
    return !__builtin_add_overflow(*into, value, into);
}

bool eg_i128_add_product(eg_i128 *into, eg_decimal value, uint64_t times)
{
    eg_i128 product;
    if (__builtin_mul_overflow((eg_i128)value, (eg_i128)times, &product))
        return false;
    return eg_i128_add(into, product);
}

static eg_u128 magnitude(eg_i128 value)
{
    return value < 0 ? (eg_u128)0 - (eg_u128)value : (eg_u128)value;
}

bool eg_u192_add(eg_u192 *into, const eg_u192 *value)
{
    uint64_t carry = 0;
    for (int i = 0; i < 3; i++) {
        uint64_t sum = into->word[i] + value->word[i], all = sum + carry;
        carry = (sum < value->word[i]) | (all < sum); /* never both */
        into->word[i] = all;
    }
    return carry == 0;
}

bool eg_u192_subtract(eg_u192 *into, const eg_u192 *value)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 3; i++) {
        eg_u128 take = (eg_u128)value->word[i] + borrow;
        borrow = (eg_u128)into->word[i] < take;
        into->word[i] -= (uint64_t)take;
    }
    return borrow == 0;
}

/* a * b, four words of result, low first. */
static void multiply(const uint64_t *a, int n_a, const uint64_t *b, int n_b, uint64_t out[4])
{
    for (int i = 0; i < 4; i++)
        out[i] = 0;
    for (int i = 0; i < n_a; i++) {
        eg_u128 carry = 0;
        for (int j = 0; j < n_b && i + j < 4; j++) {
            carry += (eg_u128)a[i] * b[j] + out[i + j];
            out[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
        if (i + n_b < 4)
            out[i + n_b] = (uint64_t)carry;
    }
}

bool eg_u192_add_square(eg_u192 *into, eg_decimal value, uint64_t times)
{
    eg_u128 square = magnitude(value) * magnitude(value);
    uint64_t words[2] = {(uint64_t)square, (uint64_t)(square >> 64)}, product[4];
    multiply(words, 2, &times, 1, product);
    eg_u192 add = {{product[0], product[1], product[2]}};
    return eg_u192_add(into, &add);
}

/* Four words, low first, as a long double: its 64 bits or more are rounded to a double only
 * once. */
static long double to_real(const uint64_t words[4])
{
    long double value = 0;
    for (int i = 3; i >= 0; i--)
        value = value * 18446744073709551616.0L + (long double)words[i];
    return value;
}

/* a - b for a >= b. */
static void subtract(uint64_t a[4], const uint64_t b[4])
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        eg_u128 take = (eg_u128)b[i] + borrow;
        borrow = (eg_u128)a[i] < take;
        a[i] -= (uint64_t)take;
    }
}

/* n times the squares less the sum's square, where 128 bits hold it: nearly always. */
static bool spread_quick(uint64_t n, eg_u128 m, const eg_u192 *square, eg_u128 *out)
{
    if (m > UINT64_MAX || square->word[2] != 0)
        return false;
    eg_u128 low = (eg_u128)square->word[0] * n;
    eg_u128 high = (eg_u128)square->word[1] * n + (uint64_t)(low >> 64);
    eg_u128 all = high << 64 | (uint64_t)low, of_sum = (eg_u128)(uint64_t)m * (uint64_t)m;
    *out = all - of_sum;
    return high <= UINT64_MAX && all >= of_sum;
}

static double mean_of(uint64_t n, eg_u128 m)
{
    eg_u128 divisor = (eg_u128)n * (uint64_t)EG_DECIMAL_ONE;
    if (m <= UINT64_MAX && divisor <= UINT64_MAX) { /* one division, not a call */
        uint64_t by = (uint64_t)divisor, whole = (uint64_t)m / by, left = (uint64_t)m % by;
        return (double)((long double)whole + (long double)left / (long double)by);
    }
    eg_u128 whole = m / divisor, left = m - whole * divisor;
    return (double)((long double)whole + (long double)left / (long double)divisor);
}

double eg_exact_mean(uint64_t n, eg_i128 sum)
{
    if (n == 0)
        return 0;
    double mean = mean_of(n, magnitude(sum));
    return sum < 0 ? -mean : mean;
}

void eg_exact_moments(uint64_t n, eg_i128 sum, const eg_u192 *square, double *mean, double *ss)
{
    *mean = *ss = 0;
    if (n == 0)
        return;
    eg_u128 m = magnitude(sum);
    if (n == 1 && m <= UINT64_MAX) {
        const uint64_t whole = (uint64_t)m / EG_DECIMAL_ONE,
                       part = (uint64_t)m % EG_DECIMAL_ONE;
        *mean = (double)((long double)whole + (long double)part / EG_DECIMAL_ONE);
        *mean = sum < 0 ? -*mean : *mean;
        return;
    }
    uint64_t words[2] = {(uint64_t)m, (uint64_t)(m >> 64)}, sum_square[4], scaled[4];
    *mean = mean_of(n, m);
    if (sum < 0)
        *mean = -*mean;
    eg_u128 spread;
    if (spread_quick(n, m, square, &spread)) {
        words[0] = (uint64_t)spread;
        words[1] = (uint64_t)(spread >> 64);
        long double whole =
            (long double)words[1] * 18446744073709551616.0L + (long double)words[0];
        *ss = (double)(whole / (long double)n / 1e18L);
        return;
    }
    multiply(words, 2, words, 2, sum_square);
    multiply(square->word, 3, &n, 1, scaled);
    subtract(scaled, sum_square);
    *ss = (double)(to_real(scaled) / (long double)n / 1e18L);
}
