/* Doubles as text: round-trip for JSON, plain for people and spreadsheets. */
#include "equitygap/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the short way, for nearly every number of a report ---- */

enum { LEAST_TEN = -12, QUICK_DIGITS = 9 };

static const double tens[] = {1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4,
                              1e-3,  1e-2,  1e-1,  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,
                              1e6,   1e7,   1e8,   1e9,  1e10, 1e11, 1e12, 1e13, 1e14,
                              1e15,  1e16,  1e17,  1e18, 1e19, 1e20, 1e21, 1e22};

static double ten_to(int power)
{
    return tens[power - LEAST_TEN];
}

/* n / 10^places without the zeros at its end. */
static size_t put_decimal(char *out, bool negative, uint64_t n, int places)
{
    char text[40], *end = text + sizeof text, *at = end;
    while (places > 0 && n % 10 == 0) {
        n /= 10;
        places--;
    }
    for (int i = 0; i < places; i++, n /= 10)
        *--at = (char)('0' + n % 10);
    if (places > 0)
        *--at = '.';
    do {
        *--at = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    if (negative)
        *--at = '-';
    size_t length = (size_t)(end - at);
    memcpy(out, at, length);
    out[length] = '\0';
    return length;
}

/* No -0. */
static bool is_whole(double x)
{
    return fabs(x) < 1e15 && x == (double)(int64_t)x;
}

/* ---- the fewest digits that give a double back, by whole numbers alone ---- */

__extension__ typedef unsigned __int128 wide;

enum { MANTISSA = 53, LEAST_DIGITS = 15, MOST_DIGITS = 17, MOST_FIVES = 32 };

static wide fives(int power)
{
    wide out = 1;
    for (; power >= 4; power -= 4)
        out *= 625;
    for (; power > 0; power--)
        out *= 5;
    return out;
}

/*
 * x = m 2^(two - 53), so x 10^places = m 5^places / 2^shift, which 128 bits hold. *out is the
 * whole number nearest to it, a tie going to the even one as printf does; true: out / 10^places
 * reads back as x, being nearer to it than half the way to the next double (5^places / 2 here).
 */
static bool scale(uint64_t m, int two, int places, uint64_t *out)
{
    int shift = MANTISSA - two - places;
    if (places < 0 || places > MOST_FIVES || shift < 1 || shift > 126)
        return false;
    wide five = fives(places), exact = five * m;
    wide whole = exact >> shift, rest = exact - (whole << shift), half = (wide)1 << (shift - 1);
    if (rest > half || (rest == half && (whole & 1) != 0)) {
        whole++;
        rest = ((wide)1 << shift) - rest;
    }
    *out = (uint64_t)whole;
    return rest <= five / 2;
}

/* As %.15g, or the first of 16 and 17 digits that reads back as x. 0: not this way. */
static size_t json_quick(char *out, double x)
{
    int two;
    uint64_t m = (uint64_t)ldexp(frexp(fabs(x), &two), MANTISSA);
    /* under a power of two the doubles stand closer than above it */
    if (!(fabs(x) >= 1e-4 && fabs(x) < 1e14) || m == (uint64_t)1 << (MANTISSA - 1))
        return 0;
    int ten = (int)floor((two - 1) * 0.30102999566398114); /* or one more */
    if (fabs(x) >= ten_to(ten + 1))
        ten++;
    for (int digits = LEAST_DIGITS; digits <= MOST_DIGITS; digits++) {
        uint64_t n;
        if (scale(m, two, digits - 1 - ten, &n))
            return put_decimal(out, x < 0, n, digits - 1 - ten);
    }
    return 0;
}

size_t eg_number_json(char out[40], double x)
{
    if (!isfinite(x)) {
        memcpy(out, "null", sizeof "null");
        return sizeof "null" - 1;
    }
    if (is_whole(x))
        return put_decimal(out, x < 0, (uint64_t)fabs(x), 0);
    size_t quick = json_quick(out, x);
    if (quick > 0)
        return quick;
    for (int digits = LEAST_DIGITS; digits <= MOST_DIGITS; digits++) {
        (void)snprintf(out, 40, "%.*g", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    return strlen(out);
}

static size_t drop_zeros(char *out)
{
    size_t n = strlen(out);
    if (strchr(out, '.') == NULL)
        return n;
    while (out[n - 1] == '0')
        n--;
    if (out[n - 1] == '.')
        n--;
    out[n] = '\0';
    if (strcmp(out, "-0") == 0) {
        memmove(out, "0", 2);
        n = 1;
    }
    return n;
}

/* 0: not this way, since only exact arithmetic can say how the last digit rounds. */
static size_t plain_quick(char *out, double x, int digits)
{
    double size = fabs(x);
    if (digits > QUICK_DIGITS || !(size >= 1e-12 && size < 1e15))
        return 0;
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    /* of 2 in whole numbers, of 10 by their ratio: right or one too few */
    int two = (int)(bits >> 52) - 1023, exponent = (two * 315653 + (1 << 26)) / (1 << 20) - 64;
    if (exponent < LEAST_TEN)
        exponent = LEAST_TEN;
    if (size >= ten_to(exponent + 1))
        exponent++;
    int places = digits - 1 - exponent;
    if (places < 0)
        places = 0;
    /* under 1e9 where it was multiplied: the product is off by 1e-7 at most */
    double scaled = size * ten_to(places);
    int64_t whole = (int64_t)scaled;
    double rest = scaled - (double)whole;
    if (fabs(rest - 0.5) < 1e-6)
        return 0;
    return put_decimal(out, x < 0, (uint64_t)whole + (rest > 0.5 ? 1 : 0), places);
}

size_t eg_number_plain(char out[400], double x, int digits)
{
    if (!isfinite(x)) {
        out[0] = '\0';
        return 0;
    }
    if (is_whole(x))
        return put_decimal(out, x < 0, (uint64_t)fabs(x), 0);
    size_t quick = plain_quick(out, x, digits < 1 ? 1 : digits);
    if (quick > 0)
        return quick;
    /* The exponent after rounding to `digits`, so that 0.99999996 comes as 1. */
    char scientific[64];
    digits = digits < 1 ? 1 : digits > 17 ? 17 : digits;
    (void)snprintf(scientific, sizeof scientific, "%.*e", digits - 1, x);
    int exponent = (int)strtol(strchr(scientific, 'e') + 1, NULL, 10);
    int places = digits - 1 - exponent;
    (void)snprintf(out, 400, "%.*f", places < 0 ? 0 : places, x);
    return drop_zeros(out);
}

eg_count_text eg_count_words(uint64_t n)
{
    eg_count_text out;
    size_t at = sizeof out.text - 1, digits = 0;
    out.text[at] = '\0';
    do {
        if (digits > 0 && digits % 3 == 0)
            out.text[--at] = ',';
        out.text[--at] = (char)('0' + n % 10);
        n /= 10;
        digits++;
    } while (n > 0);
    memmove(out.text, out.text + at, sizeof out.text - at);
    return out;
}
