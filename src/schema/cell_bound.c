/* Bounds as files write them. */
#include "schema/cell_state.h"

typedef enum { BELOW, AT_MOST, ABOVE, AT_LEAST } side;

typedef struct {
    const char *sign;
    side side;
    bool word;    /* only among figures */
    bool about_n; /* speaks of the group's size */
} bound_sign;

/* Longer signs stand before those they begin with. */
static const bound_sign before[] = {
    {"n<=", AT_MOST, false, true},
    {"n<", BELOW, false, true},
    {"n \xE2\x89\xA4", AT_MOST, true, true},
    {"n\xE2\x89\xA4", AT_MOST, true, true},
    {"n <=", AT_MOST, true, true},
    {"n <", BELOW, true, true},
    {"<=", AT_MOST, false, false},
    {">=", AT_LEAST, false, false},
    {"<", BELOW, false, false},
    {">", ABOVE, false, false},
    {"\xE2\x89\xA4", AT_MOST, false, false},
    {"\xE2\x89\xA5", AT_LEAST, false, false},
    {"LE", AT_MOST, false, false},
    {"GE", AT_LEAST, false, false},
    {"LT", BELOW, false, false},
    {"GT", ABOVE, false, false},
    {"fewer than ", BELOW, true, false},
    {"less than ", BELOW, true, false},
    {"under ", BELOW, true, false},
    {"more than ", ABOVE, true, false},
    {"over ", ABOVE, true, false},
    {"at most ", AT_MOST, true, false},
    {"at least ", AT_LEAST, true, false},
};

static const bound_sign behind[] = {
    {"+", AT_LEAST, true, false},          {" or more", AT_LEAST, true, false},
    {" or higher", AT_LEAST, true, false}, {" and above", AT_LEAST, true, false},
    {" or fewer", AT_MOST, true, false},   {" or less", AT_MOST, true, false},
    {" or below", AT_MOST, true, false},
};

bool eg_bound_number(eg_text text, eg_decimal *value, bool *percent)
{
    text = eg_text_trim(text);
    *percent = text.n > 0 && text.at[text.n - 1] == '%';
    return text.n > 0 && eg_cell_number(text, false, value);
}

static void put(eg_bound *out, side which, eg_decimal value)
{
    bool upper = which == BELOW || which == AT_MOST;
    out->has_low = !upper;
    out->has_high = upper;
    out->open_low = which == ABOVE;
    out->open_high = which == BELOW;
    out->low = upper ? 0 : value;
    out->high = upper ? value : 0;
}

static bool one_sided(eg_text text, bool words, eg_bound *out)
{
    eg_decimal value;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        size_t n = strlen(before[i].sign);
        if ((before[i].word && !words) || text.n <= n ||
            !eg_text_same_word((eg_text){text.at, n}, before[i].sign) ||
            !eg_bound_number((eg_text){text.at + n, text.n - n}, &value, &out->percent))
            continue;
        put(out, before[i].side, value);
        out->about_n = before[i].about_n;
        return true;
    }
    for (size_t i = 0; words && i < sizeof behind / sizeof behind[0]; i++) {
        size_t n = strlen(behind[i].sign);
        if (text.n <= n ||
            !eg_text_same_word((eg_text){text.at + text.n - n, n}, behind[i].sign) ||
            !eg_bound_number((eg_text){text.at, text.n - n}, &value, &out->percent))
            continue;
        put(out, behind[i].side, value);
        return true;
    }
    return false;
}

static bool range(eg_text left, eg_text right, bool words, eg_bound *out)
{
    bool left_percent, right_percent;
    if (!eg_bound_number(left, &out->low, &left_percent) ||
        !eg_bound_number(right, &out->high, &right_percent))
        return false;
    /* 21-39% is a percentage at both ends */
    if (right_percent && !left_percent)
        out->low = eg_cell_hundredth(out->low);
    out->percent = right_percent;
    out->has_low = out->has_high = true;
    return !words || (out->low >= 0 && out->low <= out->high && left_percent <= right_percent);
}

static bool two_sided(eg_text text, bool words, eg_bound *out)
{
    static const char dash[] = "\xE2\x80\x93";
    enum { DASH = sizeof dash - 1 };
    for (size_t i = 1; i + 1 < text.n; i++) {
        if (text.at[i] == '-')
            return range((eg_text){text.at, i}, (eg_text){text.at + i + 1, text.n - i - 1},
                         words, out);
        if (words && i + DASH < text.n && memcmp(text.at + i, dash, DASH) == 0)
            return range((eg_text){text.at, i},
                         (eg_text){text.at + i + DASH, text.n - i - DASH}, words, out);
    }
    return false;
}

bool eg_bound_parse(eg_text text, bool words, eg_bound *out)
{
    memset(out, 0, sizeof *out);
    if (one_sided(text, words, out))
        return true;
    memset(out, 0, sizeof *out);
    return two_sided(text, words, out);
}

enum { SIZES_MOST = 30 }; /* the fewest students that States show: 5 to 30 */

bool eg_bound_fits_size(eg_text text, const eg_figure *n)
{
    eg_bound bound;
    if (n->state == EG_FIGURE_ABSENT || text.n < 2 ||
        eg_text_same_word((eg_text){text.at, 2}, "LE") ||
        eg_text_same_word((eg_text){text.at, 2}, "LT") || !one_sided(text, true, &bound) ||
        bound.has_low || bound.percent || bound.high > SIZES_MOST * EG_DECIMAL_ONE)
        return false;
    bool known = n->state == EG_FIGURE_VALUE || (n->state == EG_FIGURE_INTERVAL && n->has_low);
    return !known || (bound.open_high ? n->low < bound.high : n->low <= bound.high);
}
