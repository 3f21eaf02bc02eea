/* One cell: canonical text, numbers, yes and no. */
#include "schema/cell.h"

#include <string.h>

#include "ext/unicode.h"

/* Printable ASCII without a blank at either end or two in a row is canonical as it is. */
static bool plain(eg_text text)
{
    bool blank = true;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 || c > 0x7E || (c == ' ' && blank))
            return false;
        blank = c == ' ';
    }
    return text.n == 0 || !blank;
}

static bool digits(eg_text text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.n > 0;
}

/* ="00123" and '00123 are how spreadsheets are made to keep a text a text. */
static eg_text unwrap(eg_text text)
{
    if (text.n >= 3 && text.at[0] == '=' && text.at[1] == '"' && text.at[text.n - 1] == '"')
        return eg_text_trim((eg_text){text.at + 2, text.n - 3});
    if (text.n >= 2 && text.at[0] == '\'' && digits((eg_text){text.at + 1, text.n - 1}))
        return (eg_text){text.at + 1, text.n - 1};
    return text;
}

eg_text eg_cell_canonical(eg_text raw, eg_buffer *scratch)
{
    eg_buffer_reset(scratch);
    if (!plain(raw)) {
        if (eg_unicode_canonical(raw, scratch))
            raw = (eg_text){scratch->n == 0 ? "" : scratch->at, scratch->n};
        else
            raw = eg_text_trim(raw);
    }
    return unwrap(raw);
}

eg_decimal eg_cell_hundredth(eg_decimal value)
{
    eg_decimal half = value < 0 ? -50 : 50;
    return (value + half) / 100;
}

bool eg_cell_number(eg_text text, bool per_hundred, eg_decimal *value)
{
    bool percent = false;
    if (!eg_cell_plain_number(text.at, text.n, value) &&
        eg_decimal_parse(text, value, &percent) != EG_NUMBER_OK)
        return false;
    if (per_hundred && !percent)
        *value = eg_cell_hundredth(*value);
    return true;
}

bool eg_cell_same(eg_text a, eg_text b)
{
    eg_decimal left, right;
    return eg_text_equal(a, b) || (eg_cell_number(a, false, &left) &&
                                   eg_cell_number(b, false, &right) && left == right);
}

int eg_cell_yes_no(eg_text canonical)
{
    static const char *const yes[] = {"y",  "yes",       "t",         "true",     "1",
                                      "si", "verdadero", "s\xC3\xAD", "s\xC3\x8D"};
    static const char *const no[] = {"n", "no", "f", "false", "0", "falso"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (eg_text_same_word(canonical, yes[i]))
            return 1;
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        if (eg_text_same_word(canonical, no[i]))
            return 0;
    return -1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool eg_cell_float_id(eg_text text)
{
    size_t i = 0, digits = 0;
    while (i < text.n && (is_digit(text.at[i]) || text.at[i] == '.'))
        digits += is_digit(text.at[i++]);
    if (digits == 0 || i + 2 >= text.n || (text.at[i] != 'E' && text.at[i] != 'e') ||
        text.at[i + 1] != '+')
        return false;
    for (i += 2; i < text.n; i++)
        if (!is_digit(text.at[i]))
            return false;
    return true;
}

eg_cell_form eg_cell_form_of(const char *at, size_t n)
{
    const eg_cell_form none = {0};
    eg_decimal ignored;
    if (n == 0 || n > 8 || !eg_cell_short_number(eg_cell_load(at, n), n, &ignored))
        return none;
    const char *point = memchr(at, '.', n);
    const size_t empty = 8 - n; /* bytes below the first one, once it is shifted */
    eg_cell_form form = {
        .n = n, .shift = (unsigned)(8 * empty), .behind = UINT64_MAX, .scale = 1000000000};
    form.zeros = EG_CELL_BYTES('0') & ~(UINT64_MAX << 4 * empty << 4 * empty);
    if (point == NULL)
        return form;
    const size_t place = (size_t)(point - at);
    form.point = UINT64_C(0xFF) << 8 * place;
    form.is_point = (uint64_t)'.' << 8 * place;
    form.before = ~(UINT64_MAX << 8 * (empty + place));
    form.behind = ~form.before << 4 << 4;
    form.zeros = form.zeros << 8 | '0';
    for (size_t i = place + 1; i < n; i++)
        form.scale /= 10;
    return form;
}
