/* Levels that are given as shares without a % sign: told from counts by their sums. */
#include <stdlib.h>

#include "cube/given.h"

enum { HUNDRED, ONE, WHOLES };

/* What the rows of an outcome say that give every level as a figure. */
typedef struct {
    size_t rows, counts, of[WHOLES];
    bool has_n;
} sums_met;

static const eg_figure *figure_at(const eg_given *given, size_t row, size_t f)
{
    return &given->figures[row * given->schema->n_figures + f];
}

/* Half a unit of the last place for each level, since each was rounded by itself. */
static eg_decimal slack(unsigned places, size_t levels)
{
    eg_decimal half = EG_DECIMAL_ONE / 2;
    for (unsigned i = 0; i < places; i++)
        half /= 10;
    return (half + 1) * (eg_decimal)levels;
}

static void meet_row(const eg_given *given, size_t row, size_t outcome, sums_met *met)
{
    static const eg_decimal whole[WHOLES] = {100 * EG_DECIMAL_ONE, EG_DECIMAL_ONE};
    const eg_schema *schema = given->schema;
    const eg_figure *n = NULL;
    eg_decimal sum = 0;
    size_t levels = 0;
    unsigned places = 0;
    for (size_t f = 0; f < schema->n_figures; f++) {
        const eg_figure *figure = figure_at(given, row, f);
        if (schema->figures[f].outcome != outcome)
            continue;
        if (schema->figures[f].role == EG_FIGURE_N)
            n = figure;
        if (schema->figures[f].role != EG_FIGURE_LEVEL)
            continue;
        if (figure->state != EG_FIGURE_VALUE || figure->percent ||
            figure->low > INT64_MAX / EG_MAX_LEVELS)
            return;
        sum += figure->low;
        levels++;
        places = figure->places > places ? figure->places : places;
    }
    if (levels < 2 || sum == 0 || (n != NULL && n->state != EG_FIGURE_VALUE))
        return;
    met->rows++;
    met->has_n = met->has_n || n != NULL;
    met->counts += n != NULL && sum == n->low;
    for (size_t i = 0; i < WHOLES; i++)
        met->of[i] += llabs(sum - whole[i]) <= slack(places, levels);
}

static void take_as_shares(eg_given *given, size_t outcome, bool hundredths)
{
    const eg_schema *schema = given->schema;
    for (size_t f = 0; f < schema->n_figures; f++)
        for (size_t r = 0; r < given->n; r++) {
            eg_figure *figure = &given->figures[r * schema->n_figures + f];
            if (schema->figures[f].outcome != outcome ||
                schema->figures[f].role != EG_FIGURE_LEVEL)
                continue;
            if (hundredths)
                eg_figure_per_hundred(figure);
            figure->percent = true;
        }
}

void eg_given_find_shares(eg_given *given)
{
    for (size_t o = 0; o < given->schema->n_given_outcomes; o++) {
        sums_met met = {.rows = 0};
        for (size_t r = 0; r < given->n; r++)
            meet_row(given, r, o, &met);
        bool hundredths = met.of[HUNDRED] == met.rows;
        if (met.rows < (met.has_n ? 1 : 2) || met.counts == met.rows ||
            !(hundredths || met.of[ONE] == met.rows))
            continue;
        take_as_shares(given, o, hundredths);
        given->tally.level_shares++;
    }
}
