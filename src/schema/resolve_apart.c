/* Columns of different files that may be one under several names: counted apart, a report of
 * several years would look whole and be of one year each. */
#include <string.h>

#include "schema/resolve.h"
#include "schema/said.h"

typedef struct {
    eg_resolver *r;
    uint32_t *letters; /* [name]: what is left of it as spellings are compared, numbered */
    uint32_t *group;   /* the names that may be one */
    size_t n;
} apart;

static const char *concept_of(const eg_name *name)
{
    const eg_alias *row = name->hit.row;
    bool group = row != NULL && (row->role == EG_ROLE_DIMENSION || row->role == EG_ROLE_UNIT);
    if (!group || name->in_plan || strcmp(row->concept, "race_flag") == 0)
        return "";
    return strcmp(row->concept, "ethnicity") == 0 ? "race" : row->concept;
}

static bool has(const eg_resolver *r, size_t file, uint32_t name, size_t *column)
{
    for (size_t c = 0; c < r->n_headers[file]; c++)
        if (r->number[file][c] == name) {
            *column = c;
            return true;
        }
    return false;
}

static bool in_one_file(const eg_resolver *r, uint32_t a, uint32_t b)
{
    size_t column = 0;
    for (size_t f = 0; f < r->n_files; f++)
        if (has(r, f, a, &column) && has(r, f, b, &column))
            return true;
    return false;
}

/* Does the field take this name in some file? */
static bool takes(const eg_resolver *r, size_t field, uint32_t name)
{
    size_t column = 0;
    for (size_t f = 0; f < r->n_files; f++)
        if (has(r, f, name, &column) && r->fields[field][f] == (int32_t)column)
            return true;
    return false;
}

/* One field already: a config lists both. */
static bool in_one_field(const eg_resolver *r, uint32_t a, uint32_t b)
{
    for (size_t k = 0; k < r->n_fields; k++)
        if (takes(r, k, a) && takes(r, k, b))
            return true;
    return false;
}

static bool is_counted(const eg_name *name)
{
    return (name->uses & (EG_USE_DIMENSION | EG_USE_OUTCOME | EG_USE_UNIT)) != 0;
}

static bool may_be_one(const apart *w, uint32_t a, uint32_t b)
{
    const char *concept = concept_of(&w->r->names[a]);
    bool alike = w->letters[a] == w->letters[b] ||
                 (concept[0] != '\0' && strcmp(concept, concept_of(&w->r->names[b])) == 0);
    return alike && !in_one_file(w->r, a, b) && !in_one_field(w->r, a, b);
}

static void collect(apart *w, uint32_t first)
{
    w->n = 0;
    w->group[w->n++] = first;
    for (uint32_t i = 0; i < w->r->n_names; i++) {
        bool all = i != first;
        for (size_t k = 0; k < w->n && all; k++)
            all = may_be_one(w, w->group[k], i);
        if (all)
            w->group[w->n++] = i;
    }
}

static eg_status say(apart *w)
{
    eg_resolver *r = w->r;
    eg_buffer_reset(&r->scratch);
    eg_buffer_add_string(
        &r->scratch, "columns of different files that may be one under several names are "
                     "counted apart; where they are one, say so in a config: \"column\": [");
    for (size_t k = 0; k < w->n; k++) {
        eg_buffer_add_string(&r->scratch, k == 0 ? "" : ", ");
        eg_json_quote(&r->scratch, r->names[w->group[k]].written);
    }
    eg_buffer_add_char(&r->scratch, ']');
    const char *text = r->scratch.failed
                           ? NULL
                           : eg_arena_string(r->arena, (eg_text){r->scratch.at, r->scratch.n});
    return eg_strings_push(r->arena, &r->schema->apart, text) ? EG_OK : eg_fail_memory(r->err);
}

static eg_status number_letters(apart *w, eg_words *words)
{
    eg_resolver *r = w->r;
    for (size_t i = 0; i < r->n_names; i++) {
        eg_buffer_reset(&r->scratch);
        eg_alias_normalise(eg_text_of(r->names[i].written), &r->scratch);
        if (r->scratch.failed)
            return eg_fail_memory(r->err);
        eg_text letters = {r->scratch.n == 0 ? "" : r->scratch.at, r->scratch.n};
        w->letters[i] = eg_words_add(words, letters);
        if (w->letters[i] == EG_NO_WORD)
            return eg_fail_memory(r->err);
    }
    return EG_OK;
}

static eg_status prepare(apart *w)
{
    eg_resolver *r = w->r;
    w->letters = eg_arena_alloc(r->arena, r->n_names + 1, sizeof *w->letters);
    w->group = eg_arena_alloc(r->arena, r->n_names + 1, sizeof *w->group);
    eg_words *words = eg_words_new();
    eg_status status = w->letters == NULL || w->group == NULL || words == NULL
                           ? eg_fail_memory(r->err)
                           : number_letters(w, words);
    eg_words_free(words);
    return status;
}

eg_status eg_resolve_apart(eg_resolver *r)
{
    apart w = {.r = r};
    if (r->n_files < 2 || r->settings->n_counts > 0)
        return EG_OK;
    eg_status status = prepare(&w);
    for (uint32_t i = 0; i < r->n_names && status == EG_OK; i++) {
        if (!is_counted(&r->names[i]) || r->names[i].files == r->n_files)
            continue;
        collect(&w, i);
        /* said once: by the first of them that is used */
        bool said = false;
        for (uint32_t b = 0; b < i && !said; b++)
            said = is_counted(&r->names[b]) && may_be_one(&w, b, i);
        if (w.n > 1 && !said)
            status = say(&w);
    }
    return status;
}
