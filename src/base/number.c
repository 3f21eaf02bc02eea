/* Doubles as text: round-trip for JSON, plain for people and spreadsheets. */
#include "equitygap/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t eg_number_json(char out[40], double x)
{
    if (!isfinite(x))
        return (size_t)snprintf(out, 40, "null");
    if (x == 0)
        x = 0; /* no -0 */
    for (int digits = 15; digits <= 17; digits++) {
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

size_t eg_number_plain(char out[400], double x, int digits)
{
    if (!isfinite(x)) {
        out[0] = '\0';
        return 0;
    }
    if (x == 0 || (x == floor(x) && fabs(x) < 1e15)) {
        (void)snprintf(out, 400, "%.0f", x == 0 ? 0.0 : x);
        return strlen(out);
    }
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
