/* Numbers as districts write them, read into decimals of nine places. */
#include "equitygap/base.h"

#include <string.h>

/* The largest magnitude accepted: 9.2e9, times 10^9. */
#define MAGNITUDE_MOST INT64_C(9200000000000000000)

typedef struct {
    const char *at, *end;
    eg_u128 digits; /* of the number so far, without its point */
    int places;     /* digits after the point */
    bool any;
} scan;

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Keeps 30 digits: more than any number in range can use. */
static void take_digit(scan *s, char c, bool after_point)
{
    s->any = true;
    if (s->digits < (eg_u128)UINT64_C(1000000000000000) * UINT64_C(100000000000000)) {
        s->digits = s->digits * 10 + (unsigned)(c - '0');
        s->places += after_point;
    } else {
        s->places -= !after_point;
    }
}

/* A comma, or a space in one of its forms, that stands before exactly three digits. */
static size_t separator(const scan *s)
{
    size_t left = (size_t)(s->end - s->at), n = 0;
    if (left > 0 && (s->at[0] == ',' || s->at[0] == ' '))
        n = 1;
    else if (left > 1 && memcmp(s->at, "\xC2\xA0", 2) == 0)
        n = 2;
    else if (left > 2 && memcmp(s->at, "\xE2\x80\xAF", 3) == 0)
        n = 3;
    if (n == 0 || left < n + 3)
        return 0;
    const char *three = s->at + n;
    bool thousands = digit(three[0]) && digit(three[1]) && digit(three[2]) &&
                     (left == n + 3 || !digit(three[3]));
    return thousands ? n : 0;
}

static void take_whole(scan *s)
{
    size_t run = 0;
    bool grouped = false;
    const bool none = s->at < s->end && *s->at == '0'; /* 0,905 has no thousands */
    while (s->at < s->end) {
        if (digit(*s->at)) {
            take_digit(s, *s->at++, false);
            run++;
            continue;
        }
        size_t n = run > 0 && !none && (grouped ? run == 3 : run <= 3) ? separator(s) : 0;
        if (n == 0)
            break;
        s->at += n;
        run = 0;
        grouped = true;
    }
}

/* Exponent of ten; false when what follows the e is no number. */
static bool take_exponent(scan *s, int *exponent)
{
    *exponent = 0;
    if (s->at == s->end || (*s->at != 'e' && *s->at != 'E'))
        return true;
    s->at++;
    bool negative = s->at < s->end && *s->at == '-';
    if (s->at < s->end && (*s->at == '-' || *s->at == '+'))
        s->at++;
    if (s->at == s->end || !digit(*s->at))
        return false;
    while (s->at < s->end && digit(*s->at)) {
        if (*exponent < 10000)
            *exponent = *exponent * 10 + (*s->at - '0');
        s->at++;
    }
    if (negative)
        *exponent = -*exponent;
    return true;
}

/* digits * 10^power, rounded half away from zero; false beyond the range. */
static bool scale(eg_u128 digits, int power, eg_decimal *value)
{
    while (power > 0 && digits != 0) {
        if (digits > (eg_u128)MAGNITUDE_MOST)
            return false;
        digits *= 10;
        power--;
    }
    unsigned last = 0;
    while (power < 0 && (digits != 0 || last != 0)) {
        last = (unsigned)(digits % 10);
        digits /= 10;
        power++;
    }
    if (last >= 5) /* half away from zero: what lies below the last digit never matters */
        digits++;
    if (digits > (eg_u128)MAGNITUDE_MOST)
        return false;
    *value = (eg_decimal)digits;
    return true;
}

static eg_text unwrap(eg_text text, bool *negative, bool *percent)
{
    text = eg_text_trim(text);
    if (text.n > 2 && text.at[0] == '(' && text.at[text.n - 1] == ')') {
        *negative = true;
        text = eg_text_trim((eg_text){text.at + 1, text.n - 2});
    }
    if (text.n > 1 && text.at[text.n - 1] == '%') {
        *percent = true;
        text = eg_text_trim((eg_text){text.at, text.n - 1});
    }
    if (text.n > 0 && (text.at[0] == '-' || text.at[0] == '+') && !*negative) {
        *negative = text.at[0] == '-';
        text = (eg_text){text.at + 1, text.n - 1};
    }
    if (text.n > 1 && text.at[0] == '$')
        text = eg_text_trim((eg_text){text.at + 1, text.n - 1});
    return text;
}

eg_number_state eg_decimal_parse(eg_text text, eg_decimal *value, bool *percent)
{
    bool negative = false, per_cent = false;
    text = unwrap(text, &negative, &per_cent);
    if (text.n == 0)
        return EG_NUMBER_NOT;
    scan s = {.at = text.at, .end = text.at + text.n};
    int exponent = 0;
    take_whole(&s);
    if (s.at < s.end && *s.at == '.')
        for (s.at++; s.at < s.end && digit(*s.at); s.at++)
            take_digit(&s, *s.at, true);
    if (!s.any || !take_exponent(&s, &exponent) || s.at != s.end)
        return EG_NUMBER_NOT;
    if (!scale(s.digits, 9 - s.places + exponent - (per_cent ? 2 : 0), value))
        return EG_NUMBER_RANGE;
    if (negative)
        *value = -*value;
    if (percent != NULL)
        *percent = per_cent;
    return EG_NUMBER_OK;
}

double eg_decimal_to_double(eg_decimal value)
{
    /* Two roundings of a quotient whose parts are exact below 2^53; beyond, long double has the
     * bits. */
    return (double)((long double)value / 1e9L);
}
