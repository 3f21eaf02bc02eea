#include "statistics/math_information.h"

#include "ext/gslx.h"

static double rate_of(const uint64_t *x, const uint64_t *n, size_t i)
{
    return n[i] == 0 ? 0 : (double)x[i] / (double)n[i];
}

/* Shell sort: the order of the replicate before is nearly right, and nothing is allocated. */
static void sort_by_rate(const uint64_t *x, const uint64_t *n, size_t groups, size_t *order)
{
    size_t gap = 1;
    while (gap < groups / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < groups; i++) {
            size_t mine = order[i], j = i;
            double rate = rate_of(x, n, mine);
            while (j >= gap && rate_of(x, n, order[j - gap]) > rate) {
                order[j] = order[j - gap];
                j -= gap;
            }
            order[j] = mine;
        }
    }
}

double eg_group_only_gini(const uint64_t *x, const uint64_t *n, size_t groups, size_t *order)
{
    sort_by_rate(x, n, groups, order);
    double above = 0, successes = 0, failures = 0;
    for (size_t j = 0; j < groups; j++) {
        double s = (double)x[order[j]], f = (double)(n[order[j]] - x[order[j]]);
        above += s * failures - f * successes;
        successes += s;
        failures += f;
    }
    return successes > 0 && failures > 0 ? above / (successes * failures) : NAN;
}

static double level_sum(const uint64_t *table, size_t groups, size_t levels, size_t level)
{
    double sum = 0;
    for (size_t g = 0; g < groups; g++) {
        sum += (double)table[g * levels + level];
    }
    return sum;
}

static double group_sum(const uint64_t *row, size_t levels)
{
    double sum = 0;
    for (size_t l = 0; l < levels; l++) {
        sum += (double)row[l];
    }
    return sum;
}

static double x_log_x(double x)
{
    return x > 0 ? x * log(x) : 0;
}

double eg_uncertainty_coefficient(const uint64_t *table, size_t groups, size_t levels)
{
    double n = 0, cells = 0, rows = 0, columns = 0;
    for (size_t g = 0; g < groups; g++) {
        double row = group_sum(table + g * levels, levels);
        n += row;
        rows += x_log_x(row);
        for (size_t l = 0; l < levels; l++) {
            cells += x_log_x((double)table[g * levels + l]);
        }
    }
    for (size_t l = 0; l < levels; l++) {
        columns += x_log_x(level_sum(table, groups, levels, l));
    }
    double entropy = x_log_x(n) - columns; /* n times */
    double shared = cells - rows - columns + x_log_x(n);
    return entropy > 1e-12 * n ? fmax(0, shared) / entropy : NAN;
}

double eg_gk_tau(const uint64_t *table, size_t groups, size_t levels)
{
    double n = 0, within = 0, squares = 0;
    for (size_t g = 0; g < groups; g++) {
        double row = group_sum(table + g * levels, levels), row_squares = 0;
        for (size_t l = 0; l < levels; l++) {
            double cell = (double)table[g * levels + l];
            row_squares += cell * cell;
        }
        within += row > 0 ? row_squares / row : 0;
        n += row;
    }
    for (size_t l = 0; l < levels; l++) {
        double share = level_sum(table, groups, levels, l) / n;
        squares += share * share;
    }
    return squares < 1 ? (within / n - squares) / (1 - squares) : NAN;
}

eg_contingency eg_table_association(const uint64_t *table, size_t groups, size_t levels)
{
    eg_contingency out = {
        NAN, NAN, NAN, NAN, NAN, false, "fewer than two groups or levels in use"};
    double n = 0, rows = 0, columns = 0, chi = 0;
    for (size_t g = 0; g < groups; g++) {
        double row = group_sum(table + g * levels, levels);
        rows += row > 0 ? 1 : 0;
        n += row;
    }
    for (size_t l = 0; l < levels; l++) {
        double column = level_sum(table, groups, levels, l);
        columns += column > 0 ? 1 : 0;
        for (size_t g = 0; g < groups && column > 0; g++) {
            double fit = group_sum(table + g * levels, levels) * column / n;
            double away = (double)table[g * levels + l] - fit;
            chi += fit > 0 ? away * away / fit : 0;
        }
    }
    if (rows < 2 || columns < 2) {
        return out;
    }
    out.chi_square = chi;
    out.df = (rows - 1) * (columns - 1);
    out.p = eg_chi_square_q(chi, out.df);
    out.v = sqrt(chi / n / fmin(rows - 1, columns - 1));
    double phi = fmax(0, chi / n - out.df / (n - 1));
    double r = rows - (rows - 1) * (rows - 1) / (n - 1);
    double c = columns - (columns - 1) * (columns - 1) / (n - 1);
    double room = fmin(r - 1, c - 1);
    out.v_corrected = room > 0 ? sqrt(phi / room) : 0;
    out.ok = true;
    out.why = NULL;
    return out;
}

eg_kruskal eg_kruskal_wallis(const uint64_t *table, size_t groups, size_t levels)
{
    eg_kruskal out = {NAN, NAN, NAN, NAN, false, "fewer than two groups or levels in use"};
    double n = 0, ties = 0, used = 0, sum = 0;
    for (size_t l = 0; l < levels; l++) {
        double column = level_sum(table, groups, levels, l);
        ties += column * column * column - column;
        n += column;
    }
    for (size_t g = 0; g < groups; g++) {
        const uint64_t *row = table + g * levels;
        double below = 0, ranks = 0, size = group_sum(row, levels);
        for (size_t l = 0; l < levels; l++) {
            double column = level_sum(table, groups, levels, l);
            ranks += (double)row[l] * (below + (column + 1) / 2 - (n + 1) / 2);
            below += column;
        }
        used += size > 0 ? 1 : 0;
        sum += size > 0 ? ranks * ranks / size : 0;
    }
    double left = 1 - ties / (n * n * n - n);
    if (used < 2 || !(left > 0)) {
        return out;
    }
    out.h = 12 / (n * (n + 1)) * sum / left;
    out.df = used - 1;
    out.p = eg_chi_square_q(out.h, out.df);
    out.epsilon_squared = out.h / (n - 1);
    out.ok = true;
    out.why = NULL;
    return out;
}
