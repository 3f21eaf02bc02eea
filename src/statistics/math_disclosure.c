#include "statistics/math_disclosure.h"

#include <math.h>
#include <string.h>

/*
 * Hidden cells join rows and columns of the table into a graph: to raise a cell by one, another
 * of its column must fall, another of that one's row rise, and so on round to its row. The most
 * that can go round is a maximum flow.
 */
typedef struct {
    size_t rows, columns;
    uint64_t *value; /* the table as the flow so far has made it */
    const bool *hidden;
    size_t without; /* the cell asked about takes no part */
    size_t *from;   /* node before each, on the way; rows first, then columns */
    size_t *queue;
} graph;

static const size_t unseen = (size_t)-1;

static bool usable(const graph *g, size_t row, size_t column)
{
    size_t cell = row * g->columns + column;
    return g->hidden[cell] && cell != g->without;
}

/* From a row a cell may rise without limit; from a column one may fall as far as it has
 * students. */
static bool open_way(const graph *g, size_t node, size_t next)
{
    if (node < g->rows) {
        return next >= g->rows && usable(g, node, next - g->rows);
    }
    size_t column = node - g->rows;
    return next < g->rows && usable(g, next, column) &&
           g->value[next * g->columns + column] > 0;
}

static bool find_way(graph *g, size_t start, size_t end)
{
    size_t nodes = g->rows + g->columns, head = 0, tail = 0;
    for (size_t i = 0; i < nodes; i++) {
        g->from[i] = unseen;
    }
    g->from[start] = start;
    g->queue[tail++] = start;
    while (head < tail && g->from[end] == unseen) {
        size_t node = g->queue[head++];
        for (size_t next = 0; next < nodes; next++) {
            if (g->from[next] == unseen && open_way(g, node, next)) {
                g->from[next] = node;
                g->queue[tail++] = next;
            }
        }
    }
    return g->from[end] != unseen;
}

/* Sends what the way allows, at most `limit`, and changes the cells along it. */
static uint64_t send(graph *g, size_t start, size_t end, uint64_t limit)
{
    uint64_t amount = limit;
    for (size_t node = end; node != start; node = g->from[node]) {
        size_t before = g->from[node];
        if (before >= g->rows) {
            uint64_t here = g->value[node * g->columns + before - g->rows];
            amount = here < amount ? here : amount;
        }
    }
    for (size_t node = end; node != start; node = g->from[node]) {
        size_t before = g->from[node];
        if (before >= g->rows) {
            g->value[node * g->columns + before - g->rows] -= amount;
        } else {
            g->value[before * g->columns + node - g->rows] += amount;
        }
    }
    return amount;
}

static uint64_t most_round(graph *g, const uint64_t *table, size_t start, size_t end,
                           uint64_t limit)
{
    uint64_t sent = 0;
    memcpy(g->value, table, g->rows * g->columns * sizeof *table);
    while (sent < limit && find_way(g, start, end)) {
        sent += send(g, start, end, limit - sent);
    }
    return sent;
}

eg_status eg_cell_bounds(const eg_published *table, size_t cell, uint64_t *low, uint64_t *high)
{
    size_t rows = table->rows, columns = table->columns, nodes = rows + columns;
    graph g = {rows,          columns, eg_alloc(rows * columns + 1, sizeof *g.value),
               table->hidden, cell,    eg_alloc(nodes, 2 * sizeof *g.from),
               NULL};
    *low = *high = table->count[cell];
    if (g.value == NULL || g.from == NULL) {
        eg_free(g.value);
        eg_free(g.from);
        return EG_E_MEMORY;
    }
    g.queue = g.from + nodes;
    if (table->hidden[cell]) {
        size_t row = cell / columns, column = rows + cell % columns;
        uint64_t everybody = 0;
        for (size_t i = 0; i < rows * columns; i++) {
            everybody += table->count[i];
        }
        *high += most_round(&g, table->count, column, row, everybody);
        *low -= most_round(&g, table->count, row, column, table->count[cell]);
    }
    eg_free(g.value);
    eg_free(g.from);
    return EG_OK;
}

bool eg_counts_of_percent(uint64_t n, double percent, int digits, uint64_t *first,
                          uint64_t *last)
{
    double half = 0.5 * pow(10, -digits) + 1e-9, size = (double)n;
    double low = ceil(fmax(0, (percent - half) * size / 100));
    double high = floor(fmin(size, (percent + half) * size / 100));
    *first = (uint64_t)low;
    *last = (uint64_t)fmax(0, high);
    return low <= high;
}

bool eg_reveals_everyone(uint64_t x, uint64_t n)
{
    return n > 0 && (x == 0 || x == n);
}

eg_code eg_code_of(uint64_t n, double percent, uint64_t min_n, const eg_code_tier *tiers,
                   size_t count, double *bound)
{
    *bound = percent;
    if (n < min_n) {
        return EG_CODE_HIDDEN;
    }
    for (size_t i = 0; i < count; i++) {
        if (n >= tiers[i].n_from) {
            bool top = percent >= 100 - tiers[i].percent, bottom = percent <= tiers[i].percent;
            *bound = top ? 100 - tiers[i].percent : bottom ? tiers[i].percent : percent;
            return top ? EG_CODE_TOP : bottom ? EG_CODE_BOTTOM : EG_CODE_NONE;
        }
    }
    return EG_CODE_NONE;
}

uint64_t eg_hide_next_smallest(const uint64_t *n, size_t groups, uint64_t min_n, bool *hidden)
{
    uint64_t total = 0;
    size_t count = 0;
    for (size_t i = 0; i < groups; i++) {
        hidden[i] = n[i] < min_n;
        total += hidden[i] ? n[i] : 0;
        count += hidden[i] ? 1 : 0;
    }
    while (count > 0 && (count < 2 || total < min_n)) {
        size_t next = groups;
        for (size_t i = 0; i < groups; i++) {
            if (!hidden[i] && (next == groups || n[i] < n[next])) {
                next = i;
            }
        }
        if (next == groups) {
            break;
        }
        hidden[next] = true;
        total += n[next];
        count++;
    }
    return total;
}
