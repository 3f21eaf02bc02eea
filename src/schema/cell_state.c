/* What cells say that hold figures of groups. */
#include "schema/cell_state.h"

/* Digits behind a point; of two numbers, those of the one that has more. */
static uint8_t places(eg_text text)
{
    size_t most = 0;
    for (size_t point = 0; point < text.n; point++) {
        size_t n = 0;
        if (text.at[point] != '.')
            continue;
        for (size_t i = point + 1; i < text.n && text.at[i] >= '0' && text.at[i] <= '9'; i++)
            n++;
        most = n > most ? n : most;
    }
    return most > 9 ? 9 : (uint8_t)most;
}

/* 67.400000000000006 is 67.4: what nine decimals do not hold was never measured. */
static uint8_t places_of(eg_text text, eg_decimal value)
{
    uint8_t written = places(text);
    if (written < 9)
        return written;
    while (written > 0 && value % 10 == 0) {
        value /= 10;
        written--;
    }
    return written;
}

static bool read_value(eg_text text, eg_figure *out)
{
    if (!eg_bound_number(text, &out->low, &out->percent))
        return false;
    eg_decimal as_written = out->percent ? 0 : out->low;
    out->high = out->low;
    out->has_low = out->has_high = true;
    out->places = out->percent ? places(text) : places_of(text, as_written);
    out->state = out->low < 0 ? EG_FIGURE_INVALID : EG_FIGURE_VALUE;
    return true;
}

static bool read_bound(eg_text text, eg_figure_role role, eg_figure *out)
{
    eg_bound bound;
    if (!eg_bound_parse(text, true, &bound))
        return false;
    if (bound.about_n && role != EG_FIGURE_N) {
        out->state = EG_FIGURE_SUPPRESSED;
        return true;
    }
    out->low = bound.low;
    out->high = bound.high;
    out->has_low = bound.has_low;
    out->has_high = bound.has_high;
    out->open_low = bound.open_low;
    out->open_high = bound.open_high;
    out->percent = bound.percent;
    out->places = places(text);
    out->state = EG_FIGURE_INTERVAL;
    return true;
}

eg_figure eg_figure_read(const eg_mark_table *marks, eg_text canonical, eg_figure_role role)
{
    eg_figure out;
    memset(&out, 0, sizeof out); /* figures are compared as bytes */
    eg_value_state state = eg_mark_of_figure(marks, canonical);
    if (state == EG_VALUE_OK) {
        if (!read_value(canonical, &out) && !read_bound(canonical, role, &out))
            out.state = EG_FIGURE_INVALID;
        return out;
    }
    out.state = state == EG_VALUE_SUPPRESSED ? EG_FIGURE_SUPPRESSED
                : state == EG_VALUE_MISSING  ? EG_FIGURE_MISSING
                                             : EG_FIGURE_NOT_APPLICABLE;
    return out;
}

void eg_figure_per_hundred(eg_figure *figure)
{
    if (figure->percent ||
        (figure->state != EG_FIGURE_VALUE && figure->state != EG_FIGURE_INTERVAL))
        return;
    figure->low = eg_cell_hundredth(figure->low);
    figure->high = eg_cell_hundredth(figure->high);
    figure->percent = true;
}
