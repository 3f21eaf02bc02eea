/* One spelling for every school year. */
#include "schema/years.h"

#include <string.h>

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* Digits at the front, at most eight; returns how many. */
static size_t take_number(eg_text *text, int32_t *value)
{
    size_t n = 0;
    *value = 0;
    while (n < text->n && n < 9 && digit(text->at[n]) >= 0) {
        *value = *value * 10 + digit(text->at[n]);
        n++;
    }
    text->at += n;
    text->n -= n;
    return n;
}

static void skip_blanks(eg_text *text)
{
    while (text->n > 0 && text->at[0] == ' ') {
        text->at++;
        text->n--;
    }
}

static bool take_word(eg_text *text, const char *word)
{
    size_t n = strlen(word);
    if (text->n < n || !eg_text_same_word((eg_text){text->at, n}, word))
        return false;
    text->at += n;
    text->n -= n;
    return true;
}

/* Hyphen, slash, underscore, or a dash of Unicode, blanks around it. */
static bool take_dash(eg_text *text)
{
    static const char *const dashes[] = {
        "-", "/", "_", "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93", "\xE2\x80\x94"};
    eg_text rest = *text;
    skip_blanks(&rest);
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++)
        if (take_word(&rest, dashes[i])) {
            skip_blanks(&rest);
            *text = rest;
            return true;
        }
    return false;
}

static void put_digits(char *out, int32_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

static eg_year school_year(int32_t first)
{
    eg_year year = {.first_year = first};
    put_digits(year.label, first, 4);
    year.label[4] = '-';
    put_digits(year.label + 5, (first + 1) % 100, 2);
    year.label[7] = '\0';
    return year;
}

static bool likely(int32_t year)
{
    return year >= 1900 && year <= 2100;
}

static int32_t century(int32_t two_digits)
{
    return (two_digits >= 70 ? 1900 : 2000) + two_digits;
}

static bool neighbours(int32_t first, int32_t second)
{
    return (first + 1) % 100 == second;
}

typedef enum { BARE, SCHOOL, FISCAL } prefix;

static prefix take_prefix(eg_text *text)
{
    prefix found = take_word(text, "school year") || take_word(text, "sy")   ? SCHOOL
                   : take_word(text, "fiscal year") || take_word(text, "fy") ? FISCAL
                                                                             : BARE;
    if (found != BARE) {
        skip_blanks(text);
        (void)take_dash(text);
    }
    return found;
}

static bool at_end(eg_text text)
{
    skip_blanks(&text);
    (void)(take_word(&text, "school year") || take_word(&text, "sy"));
    return text.n == 0;
}

/* 2023-24, 2023-2024, 23-24: what stands on both sides of the dash. */
static bool two_numbers(eg_text text, int32_t first, size_t n_first, eg_year *out)
{
    int32_t second = 0;
    size_t n_second = take_number(&text, &second);
    if (!at_end(text))
        return false;
    if (n_first == 4 && likely(first) && n_second == 2 && neighbours(first % 100, second))
        *out = school_year(first);
    else if (n_first == 4 && likely(first) && n_second == 4 && second == first + 1)
        *out = school_year(first);
    else if (n_first == 2 && n_second == 2 && neighbours(first, second))
        *out = school_year(century(first));
    else
        return false;
    return true;
}

static bool four_digits(eg_text text, int32_t value, prefix before, bool pairs, eg_year *out)
{
    bool neighbouring = neighbours(value / 100, value % 100);
    /* spreadsheets and pandas write whole years as 2017.0 */
    bool decimal = take_word(&text, ".0");
    if (!at_end(text))
        return false;
    if (before == FISCAL && likely(value)) {
        *out = school_year(value - 1);
        return true;
    }
    bool sure = neighbouring && !likely(value);
    if (sure || (neighbouring && pairs && before != FISCAL)) {
        *out = school_year(century(value / 100));
        out->pair = sure;
        out->ambiguous = !sure;
        return true;
    }
    if (!likely(value))
        return false;
    out->first_year = value;
    out->ambiguous = neighbouring;
    if (decimal && before == BARE) {
        put_digits(out->label, value, 4);
        out->label[4] = '\0';
    }
    return true;
}

static bool one_number(eg_text text, int32_t value, size_t n, prefix before, eg_year *out)
{
    if (!at_end(text))
        return false;
    if (n == 8 && likely(value / 10000) && value % 10000 == value / 10000 + 1) {
        *out = school_year(value / 10000);
        return true;
    }
    if (n == 2 && before == FISCAL) {
        *out = school_year(century(value) - 1);
        return true;
    }
    return false;
}

eg_year eg_year_read(eg_text text, bool four_digit_pairs)
{
    eg_year year = {.first_year = INT32_MIN};
    prefix before = take_prefix(&text);
    int32_t value = 0;
    size_t n = take_number(&text, &value);
    eg_text behind = text;
    bool read = false;
    if (n > 0 && take_dash(&behind))
        read = two_numbers(behind, value, n, &year);
    else if (n == 4)
        read = four_digits(text, value, before, four_digit_pairs, &year);
    else if (n > 0)
        read = one_number(text, value, n, before, &year);
    if (!read)
        year = (eg_year){.first_year = INT32_MIN};
    return year;
}
