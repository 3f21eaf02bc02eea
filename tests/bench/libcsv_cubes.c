/*
 * The second yardstick of `make bench`: what one would write in an afternoon with libcsv.
 * Dictionaries for the columns, one table for each grouping, sums in doubles; no rejects, no
 * missing marks but blank, no privacy. Prints a line a cell: grouping, labels, n, n and mean
 * and sum of squares of the score, n and count of each rate.
 */
#include <string.h>

#include "libcsv_pass.h"

enum { COLUMNS = 64, AXES = 7, SCORE = 7, ABSENT = 8, LEVEL = 9, WANTED = 10 };
enum { LABELS = 4096 };

static const char *const wanted[WANTED] = {
    "school_year",        "school",     "race_ethnicity",     "gender",
    "english_learner",    "disability", "econ_disadvantaged", "math_score",
    "chronically_absent", "math_level"};

/* Axes by the place of their bits above. */
static const int groupings[][4] = {{0, 2, -1, -1}, {0, 3, -1, -1}, {0, 4, -1, -1},
                                   {0, 5, -1, -1}, {0, 6, -1, -1}, {0, 2, 3, 4},
                                   {0, 1, 2, -1}};
enum { GROUPINGS = sizeof groupings / sizeof groupings[0] };

typedef struct {
    char *label[LABELS];
    unsigned slot[2 * LABELS]; /* label + 1 */
    unsigned n;
} dictionary;

typedef struct {
    unsigned key[4];
    unsigned long n, n_score, n_absent, absent, n_level, level;
    double sum, square;
} cell;

typedef struct {
    cell *cells;
    unsigned *slot; /* cell + 1 */
    size_t n, places;
} table;

typedef struct {
    int column[COLUMNS]; /* which wanted one, or -1 */
    size_t at, line;
    char text[WANTED][256];
    dictionary names[AXES];
    table tables[GROUPINGS];
} state;

static void *need(void *memory)
{
    if (memory == NULL)
        exit(EXIT_FAILURE);
    return memory;
}

static unsigned number(dictionary *names, const char *text)
{
    unsigned h = 2166136261u;
    for (const char *c = text; *c != '\0'; c++)
        h = (h ^ (unsigned char)*c) * 16777619u;
    for (unsigned i = h % (2 * LABELS);; i = (i + 1) % (2 * LABELS)) {
        if (names->slot[i] == 0) {
            if (names->n == LABELS)
                exit(EXIT_FAILURE);
            names->label[names->n] = need(strdup(text));
            names->slot[i] = ++names->n;
        }
        if (strcmp(names->label[names->slot[i] - 1], text) == 0)
            return names->slot[i] - 1;
    }
}

static unsigned place_of(const table *t, const unsigned key[4])
{
    unsigned long h = 0;
    for (int k = 0; k < 4; k++)
        h = (h ^ key[k]) * 0x9E3779B97F4A7C15ul;
    return (unsigned)((h >> 20) % t->places);
}

static void grow(table *t)
{
    t->places = t->places == 0 ? 256 : t->places * 2;
    free(t->slot);
    t->slot = need(calloc(t->places, sizeof *t->slot));
    t->cells = need(realloc(t->cells, t->places / 2 * sizeof *t->cells));
    for (size_t i = 0; i < t->n; i++) {
        unsigned at = place_of(t, t->cells[i].key);
        while (t->slot[at] != 0)
            at = (unsigned)((at + 1) % t->places);
        t->slot[at] = (unsigned)i + 1;
    }
}

static cell *find(table *t, const unsigned key[4])
{
    if (2 * (t->n + 1) > t->places)
        grow(t);
    for (unsigned at = place_of(t, key);; at = (unsigned)((at + 1) % t->places)) {
        if (t->slot[at] == 0) {
            cell *fresh = &t->cells[t->n++];
            memset(fresh, 0, sizeof *fresh);
            memcpy(fresh->key, key, sizeof fresh->key);
            t->slot[at] = (unsigned)t->n;
        }
        cell *known = &t->cells[t->slot[at] - 1];
        if (memcmp(known->key, key, sizeof known->key) == 0)
            return known;
    }
}

static void add(cell *to, state *s)
{
    to->n++;
    if (s->text[SCORE][0] != '\0') {
        double x = strtod(s->text[SCORE], NULL);
        to->n_score++;
        to->sum += x;
        to->square += x * x;
    }
    if (s->text[ABSENT][0] != '\0') {
        to->n_absent++;
        to->absent += s->text[ABSENT][0] == 'Y';
    }
    if (s->text[LEVEL][0] != '\0') {
        to->n_level++;
        to->level += strcmp(s->text[LEVEL], "Proficient") == 0 ||
                     strcmp(s->text[LEVEL], "Advanced") == 0;
    }
}

static void on_field(void *bytes, size_t n, void *context)
{
    state *s = context;
    size_t at = s->at++;
    if (at >= COLUMNS || n > 255)
        exit(EXIT_FAILURE);
    if (s->line == 0) {
        s->column[at] = -1;
        for (int w = 0; w < WANTED; w++)
            if (strlen(wanted[w]) == n && memcmp(wanted[w], bytes, n) == 0)
                s->column[at] = w;
        return;
    }
    int w = s->column[at];
    if (w < 0)
        return;
    memcpy(s->text[w], bytes, n);
    s->text[w][n] = '\0';
}

static void on_record(int end, void *context)
{
    state *s = context;
    unsigned level[AXES];
    (void)end;
    s->at = 0;
    if (s->line++ == 0)
        return;
    for (int a = 0; a < AXES; a++)
        level[a] = number(&s->names[a], s->text[a]);
    for (int g = 0; g < GROUPINGS; g++) {
        unsigned key[4] = {0, 0, 0, 0};
        for (int k = 0; k < 4 && groupings[g][k] >= 0; k++)
            key[k] = level[groupings[g][k]] + 1;
        add(find(&s->tables[g], key), s);
    }
}

static void print(const state *s)
{
    for (int g = 0; g < GROUPINGS; g++)
        for (size_t i = 0; i < s->tables[g].n; i++) {
            const cell *c = &s->tables[g].cells[i];
            printf("%d", g);
            for (int k = 0; k < 4; k++)
                printf("|%s", groupings[g][k] < 0
                                  ? ""
                                  : s->names[groupings[g][k]].label[c->key[k] - 1]);
            printf("|%lu|%lu|%.6f|%.3f|%lu|%lu|%lu|%lu\n", c->n, c->n_score,
                   c->n_score == 0 ? 0 : c->sum / (double)c->n_score, c->square, c->n_absent,
                   c->absent, c->n_level, c->level);
        }
}

int main(int argc, char **argv)
{
    static state s;
    int status = libcsv_pass(argc, argv, on_field, on_record, &s);
    if (status == EXIT_SUCCESS)
        print(&s);
    return status;
}
