/* Races by their words. */
#include "schema/race.h"

#include <string.h>

static const struct {
    eg_race race;
    const char *label;
    const char *words;
} rows[] = {
#define RACE(id, label, words) {EG_RACE_##id, label, words},
#include "schema/race.def"
#undef RACE
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

static bool counts(char c, char *lower)
{
    *lower = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    return (*lower >= 'a' && *lower <= 'z') || (*lower >= '0' && *lower <= '9') ||
           (unsigned char)c >= 0x80;
}

/* Bytes of text that its letters and digits take when they begin with word; SIZE_MAX: they do
 * not. */
static size_t prefix(eg_text text, const char *word, size_t n)
{
    size_t met = 0, i = 0;
    for (; i < text.n && met < n; i++) {
        char lower;
        if (!counts(text.at[i], &lower))
            continue;
        if (lower != word[met])
            return SIZE_MAX;
        met++;
    }
    return met == n ? i : SIZE_MAX;
}

static bool nothing_behind(eg_text text, size_t from)
{
    char lower;
    while (from < text.n && !counts(text.at[from], &lower))
        from++;
    return from == text.n;
}

/* The row that has the word; N_ROWS: none. */
static size_t row_of(eg_text word)
{
    for (size_t r = 0; r < N_ROWS; r++)
        for (const char *at = rows[r].words; *at != '\0'; at += strspn(at, " ")) {
            size_t n = strcspn(at, " ");
            size_t end = prefix(word, at, n);
            if (end != SIZE_MAX && nothing_behind(word, end))
                return r;
            at += n;
        }
    return N_ROWS;
}

eg_race eg_race_of(eg_text word)
{
    size_t row = row_of(word);
    return row == N_ROWS ? EG_RACE_OTHER : rows[row].race;
}

static bool detail_row(size_t row)
{
    return row > 0 && row < N_ROWS && rows[row].race == rows[row - 1].race;
}

eg_race eg_race_of_column(eg_text name, eg_text *own, bool *detail)
{
    static const char *const before[] = {"raceethnicityflag", "ethnicityflag", "raceflag",
                                         "demographicrace",   "race",          "is"};
    *own = name;
    size_t row = row_of(name);
    for (size_t i = 0; i < sizeof before / sizeof before[0] && row == N_ROWS; i++) {
        size_t end = prefix(name, before[i], strlen(before[i]));
        if (end == SIZE_MAX || nothing_behind(name, end))
            continue;
        eg_text rest = {name.at + end, name.n - end};
        char lower;
        while (rest.n > 0 && !counts(rest.at[0], &lower))
            rest = (eg_text){rest.at + 1, rest.n - 1};
        if (row_of(rest) != N_ROWS || i < 3) {
            row = row_of(rest);
            *own = rest;
            break;
        }
    }
    *detail = row == N_ROWS || detail_row(row);
    return row == N_ROWS ? EG_RACE_OTHER : rows[row].race;
}

const char *eg_race_label(eg_race race)
{
    for (size_t r = 0; r < N_ROWS; r++)
        if (rows[r].race == race)
            return rows[r].label;
    return NULL;
}
