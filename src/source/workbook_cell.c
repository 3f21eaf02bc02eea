/* Stored numbers as text: as they were typed, as far as their format says how. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ext/unicode.h"
#include "source/workbook.h"

enum { EXACT = 15, MOST_DIGITS = 20, WIDEST = 15, DEEPEST = -10 };

/* sign, digits without zeros at either end, and where the point stands: 0.digits * 10^point. */
typedef struct {
    bool negative;
    char digits[MOST_DIGITS];
    int n;
    int point;
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- reading --------------------------------------------------------------------------------
 */

/* -12.5 or -1.25E+1 and nothing else. */
static bool is_number(eg_text raw, bool *exponent)
{
    size_t i = raw.n > 0 && raw.at[0] == '-';
    size_t digits = 0;

    *exponent = false;
    for (; i < raw.n && is_digit(raw.at[i]); i++)
        digits++;
    if (i < raw.n && raw.at[i] == '.')
        for (i++; i < raw.n && is_digit(raw.at[i]); i++)
            digits++;
    if (digits == 0 || i == raw.n)
        return digits > 0;
    if (raw.at[i] != 'e' && raw.at[i] != 'E')
        return false;
    *exponent = true;
    i++;
    if (i < raw.n && (raw.at[i] == '-' || raw.at[i] == '+'))
        i++;
    digits = 0;
    for (; i < raw.n && is_digit(raw.at[i]); i++)
        digits++;
    return digits > 0 && i == raw.n;
}

static void drop_zeros(decimal *number)
{
    while (number->n > 0 && number->digits[number->n - 1] == '0')
        number->n--;
    if (number->n == 0) {
        number->negative = false;
        number->point = 0;
    }
}

/* Without an exponent and with few enough digits to be exact; false: too many. */
static bool read_short(eg_text raw, decimal *number)
{
    bool fraction = false;

    *number = (decimal){.negative = raw.at[0] == '-'};
    for (size_t i = number->negative; i < raw.n; i++) {
        if (raw.at[i] == '.') {
            fraction = true;
            continue;
        }
        if (number->n == 0 && raw.at[i] == '0') {
            number->point -= fraction;
            continue;
        }
        if (number->n == EXACT)
            return false;
        number->digits[number->n++] = raw.at[i];
        number->point += !fraction;
    }
    drop_zeros(number);
    return true;
}

/* The fewest digits that read back as x. */
static void read_double(double x, decimal *number)
{
    char out[40] = "";
    const char *at = out;

    for (int digits = EXACT; digits <= 17; digits++) {
        (void)snprintf(out, sizeof out, "%.*e", digits - 1, x);
        if (strtod(out, NULL) == x)
            break;
    }
    *number = (decimal){.negative = out[0] == '-'};
    for (; *at != '\0' && *at != 'e'; at++)
        if (is_digit(*at) && number->n < MOST_DIGITS)
            number->digits[number->n++] = *at;
    if (*at == 'e')
        number->point = (int)strtol(at + 1, NULL, 10) + 1;
    drop_zeros(number);
}

/* ---- writing --------------------------------------------------------------------------------
 */

/* Appends in room; there is always enough (see lay_out). */
typedef struct {
    char *at;
    size_t n;
} pen;

static void put(pen *to, char c)
{
    to->at[to->n++] = c;
}

static void put_digits(pen *to, const decimal *number, int from, int end)
{
    for (int i = from; i < end; i++)
        put(to, i >= 0 && i < number->n ? number->digits[i] : '0');
}

/* 1.25E+20, for what has no plain form worth reading. */
static void scientific(pen *to, const decimal *number)
{
    put(to, number->digits[0]);
    if (number->n > 1) {
        put(to, '.');
        put_digits(to, number, 1, number->n);
    }
    to->n += (size_t)snprintf(to->at + to->n, 8, "E%+03d", number->point - 1);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the pen writes through it */
static eg_text lay_out(const decimal *number, bool percent, char room[EG_WORKBOOK_NUMBER])
{
    pen to = {room, 0};

    if (number->negative)
        put(&to, '-');
    if (number->n == 0) {
        put(&to, '0');
    } else if (number->point > WIDEST || number->point < DEEPEST) {
        scientific(&to, number);
    } else {
        put_digits(&to, number, number->point > 0 ? 0 : -1,
                   number->point > 0 ? number->point : 0);
        if (number->n > number->point) {
            put(&to, '.');
            put_digits(&to, number, number->point, number->n);
        }
    }
    if (percent)
        put(&to, '%');
    return (eg_text){room, to.n};
}

static bool is_whole(const decimal *number)
{
    return !number->negative && number->point >= number->n && number->point <= WIDEST;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the pen writes through it */
static eg_text with_zeros(const decimal *number, int zeros, char room[EG_WORKBOOK_NUMBER])
{
    pen to = {room, 0};

    for (int i = number->point; i < zeros; i++)
        put(&to, '0');
    put_digits(&to, number, 0, number->point);
    return (eg_text){room, to.n};
}

/* ---- dates ----------------------------------------------------------------------------------
 */

enum { DAY_SECONDS = 86400, LAST_DAY = 2958465, EPOCHS_APART = 1462 };

typedef struct {
    int year, month, day;
} civil;

/* The day `days` after 1970-01-01, in eras of 400 years that begin in March. */
static civil civil_of(long days)
{
    const long shifted = days + 719468;
    const long era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const long of_era = shifted - era * 146097;
    const long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const long of_year = of_era - (365 * year + year / 4 - year / 100);
    const long month = (5 * of_year + 2) / 153;
    const long day = of_year - (153 * month + 2) / 5 + 1;
    const long shown = month < 10 ? month + 3 : month - 9;

    return (civil){(int)(year + era * 400 + (shown <= 2)), (int)shown, (int)day};
}

static size_t put_time(char *room, size_t n, long seconds)
{
    return (size_t)snprintf(room, n, "%02ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60,
                            seconds % 60);
}

/* Spreadsheets count days from 1900 and believe in 29 February of that year. */
static bool calendar(long serial, bool epoch_1904, civil *day)
{
    const long days = epoch_1904 ? serial + EPOCHS_APART : serial;

    if (days < 1 || days > LAST_DAY || (days == 60 && !epoch_1904))
        return false;
    *day = civil_of(days - (days < 60 ? 25568 : 25569));
    return true;
}

/* false: no date that a calendar has; the number then says more. */
static bool put_moment(double x, eg_style_kind kind, bool epoch_1904,
                       char room[EG_WORKBOOK_NUMBER], size_t *n)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    civil day;

    if (!(x >= 0 && x < LAST_DAY + 1.0))
        return false;
    const long long all = llround(x * DAY_SECONDS);
    const long serial = (long)(all / DAY_SECONDS);
    const long seconds = (long)(all % DAY_SECONDS);

    if (kind == EG_STYLE_TIME) {
        *n = put_time(room, EG_WORKBOOK_NUMBER, seconds);
        return serial == 0;
    }
    if (!calendar(serial, epoch_1904, &day))
        return false;
    if (kind == EG_STYLE_DAY_MONTH) {
        *n =
            (size_t)snprintf(room, EG_WORKBOOK_NUMBER, "%d-%s", day.day, months[day.month - 1]);
        return true;
    }
    *n = (size_t)snprintf(room, EG_WORKBOOK_NUMBER, "%04d-%02d-%02d", day.year, day.month,
                          day.day);
    if (kind == EG_STYLE_MOMENT && seconds > 0) {
        room[(*n)++] = ' ';
        *n += put_time(room + *n, EG_WORKBOOK_NUMBER - *n, seconds);
    }
    return true;
}

/* ---- all together ---------------------------------------------------------------------------
 */

static bool is_as_typed(eg_text raw)
{
    if (raw.n > EXACT || raw.n == 0 || (raw.at[0] == '0' && raw.n > 1))
        return false;
    for (size_t i = 0; i < raw.n; i++)
        if (!is_digit(raw.at[i]))
            return false;
    return true;
}

eg_text eg_workbook_number(eg_text raw, eg_style style, bool epoch_1904,
                           char room[EG_WORKBOOK_NUMBER])
{
    char copy[EG_WORKBOOK_NUMBER];
    bool exponent;
    decimal number;
    double x;
    size_t n;

    if (style.kind == EG_STYLE_PLAIN && is_as_typed(raw))
        return raw;
    if (raw.n >= sizeof copy || !is_number(raw, &exponent))
        return raw;
    memcpy(copy, raw.at, raw.n);
    copy[raw.n] = '\0';
    x = strtod(copy, NULL);
    if (!isfinite(x))
        return raw;
    if (style.kind >= EG_STYLE_DATE &&
        put_moment(x, (eg_style_kind)style.kind, epoch_1904, room, &n))
        return (eg_text){room, n};
    if (exponent || !read_short(raw, &number))
        read_double(x, &number);
    if (style.kind == EG_STYLE_ZEROS && is_whole(&number))
        return with_zeros(&number, style.zeros, room);
    if (style.kind == EG_STYLE_PERCENT && number.n > 0)
        number.point += 2;
    return lay_out(&number, style.kind == EG_STYLE_PERCENT, room);
}

/* ---- text -----------------------------------------------------------------------------------
 */

static int hex_of(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* _xHHHH_ at text: its character, 0 where it is none that can be written. */
static unsigned escape_at(const char *text, size_t n)
{
    unsigned rune = 0;

    if (n < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        const int digit = hex_of(text[i]);

        if (digit < 0)
            return 0;
        rune = rune * 16 + (unsigned)digit;
    }
    return rune >= 0xD800 && rune <= 0xDFFF ? 0 : rune;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

size_t eg_workbook_clean(char *text, size_t n)
{
    size_t made = 0;
    size_t from = 0;

    if (n > 0 && memchr(text, '_', n) != NULL) {
        for (size_t i = 0; i < n;) {
            const unsigned rune = escape_at(text + i, n - i);

            if (rune == 0) {
                text[made++] = text[i++];
            } else {
                made += eg_unicode_put(text + made, rune);
                i += 7;
            }
        }
        n = made;
    }
    while (n > 0 && is_blank(text[n - 1]))
        n--;
    while (from < n && is_blank(text[from]))
        from++;
    if (from > 0)
        memmove(text, text + from, n - from);
    return n - from;
}
