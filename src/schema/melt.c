/* Wide columns found by their names. */
#include "schema/melt.h"

#include <stdio.h>
#include <string.h>

#include "schema/spec_parse.h"

enum { SIDES = 2, SUFFIX = 0, PREFIX = 1 };
#define SEVERAL UINT32_MAX

typedef struct {
    eg_melt_map *map;
    const eg_melt *melt;
    eg_arena *arena;
    eg_words *stems; /* side or pattern, and what is left of the name */
    uint32_t *seen;  /* [stem]: value + 1, or SEVERAL */
    size_t seen_capacity;
    int32_t *melted; /* [stem]: index in map, -1: not yet */
    eg_buffer scratch;
    eg_error *err;
} finder;

static bool digit_at(eg_text name, size_t at)
{
    return at < name.n && name.at[at] >= '0' && name.at[at] <= '9';
}

static bool separator(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '.' || c == ':' || c == '/';
}

/* Without the separators that stood beside the value. */
static eg_text clean(eg_text stem)
{
    while (stem.n > 0 && separator(stem.at[0])) {
        stem.at++;
        stem.n--;
    }
    while (stem.n > 0 && separator(stem.at[stem.n - 1]))
        stem.n--;
    return stem;
}

/* What is left of a name without a value on one side; nothing: it does not stand there. */
static eg_text stem_of(eg_text name, const char *value, int side)
{
    size_t n = strlen(value), from = side == SUFFIX ? name.n - n : 0;
    if (name.n <= n || !eg_text_same_word((eg_text){name.at + from, n}, value))
        return (eg_text){"", 0};
    bool cut = side == SUFFIX ? digit_at(name, from) && digit_at(name, from - 1)
                              : digit_at(name, n - 1) && digit_at(name, n);
    if (cut)
        return (eg_text){"", 0};
    return clean(side == SUFFIX ? (eg_text){name.at, from}
                                : (eg_text){name.at + n, name.n - n});
}

/* The number of a stem; letters of either case are one. EG_NO_WORD: no memory. */
static uint32_t number_of(finder *f, eg_text stem, size_t kind)
{
    eg_buffer_reset(&f->scratch);
    eg_buffer_printf(&f->scratch, "%zu:", kind);
    for (size_t i = 0; i < stem.n; i++) {
        char c = stem.at[i];
        eg_buffer_add_char(&f->scratch, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
    if (f->scratch.failed)
        return EG_NO_WORD;
    uint32_t number = eg_words_add(f->stems, (eg_text){f->scratch.at, f->scratch.n});
    if (number == EG_NO_WORD || number < f->seen_capacity)
        return number;
    size_t capacity = f->seen_capacity == 0 ? 64 : f->seen_capacity * 2;
    uint32_t *seen = eg_arena_alloc(f->arena, capacity, sizeof *seen);
    int32_t *melted = eg_arena_alloc(f->arena, capacity, sizeof *melted);
    if (seen == NULL || melted == NULL)
        return EG_NO_WORD;
    if (f->seen_capacity > 0) {
        memcpy(seen, f->seen, f->seen_capacity * sizeof *seen);
        memcpy(melted, f->melted, f->seen_capacity * sizeof *melted);
    }
    for (size_t i = f->seen_capacity; i < capacity; i++)
        melted[i] = -1;
    f->seen = seen;
    f->melted = melted;
    f->seen_capacity = capacity;
    return number;
}

/* The long column of a stem, made when it is new. */
static eg_status take(finder *f, uint32_t stem, eg_text name, size_t column, size_t value)
{
    eg_melt_map *map = f->map;
    if (f->melted[stem] < 0) {
        eg_melted *grown = eg_spec_grow(f->arena, map->at, map->n, sizeof *grown);
        int32_t *at = eg_arena_alloc(f->arena, f->melt->values.n, sizeof *at);
        const char *copy = eg_arena_string(f->arena, name);
        if (grown == NULL || at == NULL || copy == NULL)
            return eg_fail_memory(f->err);
        for (size_t v = 0; v < f->melt->values.n; v++)
            at[v] = -1;
        map->at = grown;
        grown[map->n] = (eg_melted){copy, at};
        f->melted[stem] = (int32_t)map->n++;
    }
    int32_t *at = &map->at[f->melted[stem]].column[value];
    if (*at >= 0) {
        (void)eg_fail(f->err, EG_E_INPUT,
                      "two columns hold it for one value of --melt (%d and %zu); rename one",
                      *at + 1, column + 1);
        eg_error_place(f->err, NULL, 0, 0, map->at[f->melted[stem]].name);
        return EG_E_INPUT;
    }
    *at = (int32_t)column;
    map->melted_of[column] = f->melted[stem];
    return EG_OK;
}

/* ---- by pattern ---- */

static eg_status by_patterns(finder *f, eg_text name, size_t column)
{
    const eg_melt *melt = f->melt;
    for (size_t p = 0; p < melt->patterns.n; p++) {
        const char *pattern = melt->patterns.at[p], *hole = strstr(pattern, "{}");
        size_t before = (size_t)(hole - pattern), after = strlen(hole + 2);
        for (size_t v = 0; v < melt->values.n; v++) {
            char whole[512];
            int n = snprintf(whole, sizeof whole, "%.*s%s%s", (int)before, pattern,
                             melt->values.at[v], hole + 2);
            if (n < 0 || (size_t)n >= sizeof whole || !eg_text_same_word(name, whole))
                continue;
            eg_text left = clean((eg_text){pattern, before});
            eg_text right = clean((eg_text){hole + 2, after});
            n = snprintf(whole, sizeof whole, "%.*s%s%.*s", (int)left.n, left.at,
                         left.n > 0 && right.n > 0 && (left.n < before || right.n < after) ? " "
                                                                                           : "",
                         (int)right.n, right.at);
            uint32_t stem = number_of(f, eg_text_of(whole), SIDES + p);
            if (n < 0 || stem == EG_NO_WORD)
                return eg_fail_memory(f->err);
            return take(f, stem, eg_text_of(whole), column, v);
        }
    }
    return EG_OK;
}

/* ---- by likeness ---- */

static bool note_stems(finder *f, eg_text name)
{
    for (size_t v = 0; v < f->melt->values.n; v++)
        for (int side = 0; side < SIDES; side++) {
            eg_text left = stem_of(name, f->melt->values.at[v], side);
            if (left.n == 0)
                continue;
            uint32_t stem = number_of(f, left, (size_t)side);
            if (stem == EG_NO_WORD)
                return false;
            uint32_t mine = (uint32_t)v + 1;
            f->seen[stem] = f->seen[stem] == 0 || f->seen[stem] == mine ? mine : SEVERAL;
        }
    return true;
}

/* Of several values that fit the longest one is meant: 11 before 1. */
static eg_status by_likeness(finder *f, eg_text name, size_t column)
{
    size_t best = SIZE_MAX;
    uint32_t best_stem = 0;
    eg_text best_left = {"", 0};
    for (size_t v = 0; v < f->melt->values.n; v++)
        for (int side = 0; side < SIDES; side++) {
            eg_text left = stem_of(name, f->melt->values.at[v], side);
            if (left.n == 0)
                continue;
            uint32_t stem = number_of(f, left, (size_t)side);
            if (stem == EG_NO_WORD)
                return eg_fail_memory(f->err);
            if (f->seen[stem] != SEVERAL || (best != SIZE_MAX && left.n >= best_left.n))
                continue;
            best = v;
            best_stem = stem;
            best_left = left;
        }
    return best == SIZE_MAX ? EG_OK : take(f, best_stem, best_left, column, best);
}

static eg_status find_all(finder *f, const eg_text *header, size_t n)
{
    bool patterns = f->melt->patterns.n > 0;
    for (size_t c = 0; c < n && !patterns; c++)
        if (!note_stems(f, header[c]))
            return eg_fail_memory(f->err);
    eg_status status = EG_OK;
    for (size_t c = 0; c < n && status == EG_OK; c++)
        status = patterns ? by_patterns(f, header[c], c) : by_likeness(f, header[c], c);
    return status;
}

eg_status eg_melt_find(eg_melt_map *out, const eg_melt *melt, const eg_text *header, size_t n,
                       eg_arena *arena, eg_error *err)
{
    finder f = {.map = out, .melt = melt, .arena = arena, .err = err};
    *out = (eg_melt_map){0};
    out->melted_of = eg_arena_alloc(arena, n + 1, sizeof *out->melted_of);
    f.stems = eg_words_new();
    if (out->melted_of == NULL || f.stems == NULL) {
        eg_words_free(f.stems);
        return eg_fail_memory(err);
    }
    for (size_t c = 0; c < n; c++)
        out->melted_of[c] = -1;
    eg_status status = find_all(&f, header, n);
    eg_words_free(f.stems);
    eg_buffer_clear(&f.scratch);
    return status;
}
