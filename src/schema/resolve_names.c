/* The union of all headers, and names looked up in it. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ext/unicode.h"
#include "schema/resolve.h"

eg_status eg_resolve_fail(eg_resolver *r, eg_status status, const char *column,
                          const char *format, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    eg_fail(r->err, status, "%s", text);
    eg_error_place(r->err, NULL, 0, 0, column);
    return status;
}

bool eg_strings_push(eg_arena *arena, eg_strings *list, const char *string)
{
    const char **grown = eg_arena_alloc(arena, list->n + 1, sizeof *grown);
    if (grown == NULL || string == NULL)
        return false;
    if (list->n > 0)
        memcpy(grown, list->at, list->n * sizeof *grown);
    grown[list->n] = string;
    list->at = grown;
    list->n++;
    return true;
}

eg_status eg_resolve_note(eg_resolver *r, const char *format, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *copy = eg_arena_string(r->arena, eg_text_of(text));
    return eg_strings_push(r->arena, &r->schema->notes, copy) ? EG_OK : eg_fail_memory(r->err);
}

/* Canonical bytes of a name in scratch; a name that is not UTF-8 stands for itself. */
static eg_text canonical(eg_resolver *r, eg_text name)
{
    eg_buffer_reset(&r->scratch);
    bool made = eg_unicode_canonical(name, &r->scratch);
    r->failed = r->failed || r->scratch.failed;
    if (!made)
        return name;
    return (eg_text){r->scratch.n == 0 ? "" : r->scratch.at, r->scratch.n};
}

static eg_status read_file(eg_resolver *r, size_t file)
{
    size_t n = r->n_headers[file];
    r->number[file] = eg_arena_alloc(r->arena, n + 1, sizeof **r->number);
    if (r->number[file] == NULL)
        return eg_fail_memory(r->err);
    for (size_t c = 0; c < n; c++) {
        eg_text name = canonical(r, r->headers[file][c]);
        r->number[file][c] = EG_NO_WORD;
        if (name.n == 0)
            continue;
        r->number[file][c] = eg_words_add(r->words, name);
        if (r->number[file][c] == EG_NO_WORD)
            return eg_fail_memory(r->err);
    }
    return r->failed ? eg_fail_memory(r->err) : EG_OK;
}

static eg_status describe_name(eg_resolver *r, uint32_t number, eg_text written)
{
    eg_name *name = &r->names[number];
    name->written = eg_arena_string(r->arena, written);
    name->canonical = eg_words_at(r->words, number);
    name->hit = eg_alias_find(written, &r->scratch);
    name->role = name->hit.row == NULL ? EG_ROLE_NONE : name->hit.row->role;
    return name->written == NULL || r->scratch.failed ? eg_fail_memory(r->err) : EG_OK;
}

/* Several yes/no race columns stand in for a race column only where there is none. */
static void settle_race_flags(eg_resolver *r)
{
    bool race = false;
    for (size_t i = 0; i < r->n_names; i++) {
        const eg_alias *row = r->names[i].hit.row;
        race = race ||
               (row != NULL && row->role == EG_ROLE_DIMENSION &&
                (strcmp(row->concept, "race") == 0 || strcmp(row->concept, "ethnicity") == 0));
    }
    for (size_t i = 0; i < r->n_names && race; i++) {
        const eg_alias *row = r->names[i].hit.row;
        if (row != NULL && strcmp(row->concept, "race_flag") == 0)
            r->names[i].role = EG_ROLE_NONE;
    }
}

eg_status eg_resolve_read(eg_resolver *r)
{
    r->words = eg_words_new();
    r->number = eg_arena_alloc(r->arena, r->n_files + 1, sizeof *r->number);
    if (r->words == NULL || r->number == NULL)
        return eg_fail_memory(r->err);
    eg_status status = EG_OK;
    for (size_t f = 0; f < r->n_files && status == EG_OK; f++)
        status = read_file(r, f);
    if (status != EG_OK)
        return status;
    r->n_names = eg_words_count(r->words);
    r->names = eg_arena_alloc(r->arena, r->n_names + 1, sizeof *r->names);
    uint32_t *seen_in = eg_arena_alloc(r->arena, r->n_names + 1, sizeof *seen_in);
    if (r->names == NULL || seen_in == NULL)
        return eg_fail_memory(r->err);
    for (size_t f = 0; f < r->n_files; f++)
        for (size_t c = 0; c < r->n_headers[f] && status == EG_OK; c++) {
            uint32_t number = r->number[f][c];
            if (number == EG_NO_WORD || seen_in[number] == f + 1)
                continue;
            if (r->names[number].files == 0)
                status = describe_name(r, number, r->headers[f][c]);
            r->names[number].files++;
            seen_in[number] = (uint32_t)f + 1;
        }
    settle_race_flags(r);
    return status;
}

void eg_resolve_clear(eg_resolver *r)
{
    eg_words_free(r->words);
    eg_buffer_clear(&r->scratch);
}

uint32_t eg_resolve_name(eg_resolver *r, const char *wanted)
{
    return eg_words_find(r->words, canonical(r, eg_text_of(wanted)));
}

bool eg_resolve_same(eg_resolver *r, const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return true;
    eg_buffer left = {.at = NULL};
    bool same = eg_unicode_canonical(eg_text_of(a), &left) &&
                eg_text_equal((eg_text){left.at, left.n}, canonical(r, eg_text_of(b)));
    r->failed = r->failed || left.failed;
    eg_buffer_clear(&left);
    return same;
}

/* Do two names mean one thing? Those of results, and of yes/no columns of races, do not. */
static bool same_concept(const eg_alias *a, const eg_alias *b)
{
    static const char *const race[] = {"race", "ethnicity"};
    bool both = a->role == b->role && a->role != EG_ROLE_OUTCOME && a->role != EG_ROLE_NONE;
    if (!both || strcmp(a->concept, "race_flag") == 0)
        return false;
    bool races = strcmp(a->concept, race[0]) == 0 || strcmp(a->concept, race[1]) == 0;
    return strcmp(a->concept, b->concept) == 0 ||
           (races && (strcmp(b->concept, race[0]) == 0 || strcmp(b->concept, race[1]) == 0));
}

/* The one column that is another name of the same (race: race_ethnicity); NULL: none, or
 * several. */
static const char *called_otherwise(const eg_resolver *r, const eg_alias *row)
{
    const char *found = NULL;
    for (size_t i = 0; row != NULL && i < r->n_names; i++) {
        const eg_alias *other = r->names[i].hit.row;
        if (other == NULL || !same_concept(row, other))
            continue;
        if (found != NULL)
            return NULL;
        found = r->names[i].written;
    }
    return found;
}

/* What may have been meant: a column by another name of it (race), or the nearest; another name
 * one slip away (rase) is nearer than a column two away. NULL: nothing is near. */
static const char *meant(eg_resolver *r, const char *wanted, const char *const *written)
{
    const eg_text word = eg_text_of(wanted);
    const char *same = called_otherwise(r, eg_alias_find(word, &r->scratch).row);
    if (same != NULL)
        return same;
    const char *near = eg_text_nearest(word, written, r->n_names);
    if (word.n < 4 || (near != NULL && eg_text_distance(word, eg_text_of(near), 1) <= 1))
        return near;
    eg_text spelling = {NULL, 0};
    const eg_alias *row = NULL;
    for (size_t i = 0; same == NULL && eg_alias_at(i, &spelling, &row); i++)
        if (eg_text_distance(word, spelling, 1) <= 1)
            same = called_otherwise(r, row);
    return same != NULL ? same : near;
}

static eg_status no_such_column(eg_resolver *r, const char *wanted, eg_status wrong)
{
    const char **written = eg_arena_alloc(r->arena, r->n_names + 1, sizeof *written);
    if (written == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < r->n_names; i++)
        written[i] = r->names[i].written;
    const char *nearest = meant(r, wanted, written);
    if (nearest != NULL)
        return eg_resolve_fail(r, wrong, wanted,
                               "no input has this column; did you mean \"%s\"?", nearest);
    eg_buffer list = {.at = NULL};
    for (size_t i = 0; i < r->n_names && i < 8; i++)
        eg_buffer_printf(&list, "%s\"%s\"", i == 0 ? "" : ", ", written[i]);
    eg_status status = eg_resolve_fail(
        r, wrong, wanted, "no input has this column; there are %s%s", eg_buffer_string(&list),
        r->n_names > 8 ? " and more (equitygap profile lists them)" : "");
    eg_buffer_clear(&list);
    return status;
}

eg_status eg_resolve_wanted(eg_resolver *r, const eg_strings *wanted, eg_status wrong,
                            eg_name_list *out)
{
    *out = (eg_name_list){eg_arena_alloc(r->arena, wanted->n + 1, sizeof *out->at), 0};
    if (out->at == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < wanted->n; i++) {
        uint32_t number = eg_resolve_name(r, wanted->at[i]);
        if (number == EG_NO_WORD)
            continue;
        r->names[number].asked = true;
        out->at[out->n++] = number;
    }
    if (r->failed)
        return eg_fail_memory(r->err);
    return out->n > 0 ? EG_OK : no_such_column(r, wanted->at[0], wrong);
}

const char *eg_resolve_reported(const eg_resolver *r, const eg_strings *wanted,
                                const eg_name_list *found)
{
    if (wanted->n > 1 &&
        !eg_text_equal(r->names[found->at[0]].canonical, eg_text_of(wanted->at[0])))
        return eg_arena_string(r->arena, eg_text_of(wanted->at[0]));
    return r->names[found->at[0]].written;
}
