/* Keys and columns of a roster, settled on the headers of both sides. */
#include "job/roster_columns.h"

#include <string.h>

#include "ext/unicode.h"
#include "schema/alias.h"
#include "schema/spec_parse.h"

typedef struct {
    eg_roster_plan *plan;
    const eg_settings *settings;
    const eg_intake *records, *roster;
    eg_arena *arena;
    eg_words *in_records; /* names of the records' columns, canonical */
    eg_words *concepts;   /* what they stand for, where that is one thing */
    eg_words *in_roster;  /* canonical; word w is column w of all */
    eg_joined_column *all;
    bool *is_key; /* [word] */
    eg_buffer scratch;
    eg_error *err;
} planner;

static bool canonical(planner *p, eg_text name, eg_text *out)
{
    eg_buffer_reset(&p->scratch);
    *out = eg_unicode_canonical(name, &p->scratch)
               ? (eg_text){p->scratch.n == 0 ? "" : p->scratch.at, p->scratch.n}
               : name;
    return !p->scratch.failed;
}

/* ---- headers of both sides ---- */

/* Columns of these concepts are one thing: a second one under another name is the same again.
 */
static const char *concept_of(planner *p, eg_text name)
{
    const eg_alias *row = eg_alias_find(name, &p->scratch).row;
    bool one = row != NULL && strcmp(row->concept, "race_flag") != 0 &&
               (row->role == EG_ROLE_YEAR || row->role == EG_ROLE_UNIT ||
                row->role == EG_ROLE_DIMENSION);
    return one ? row->concept : NULL;
}

static eg_status read_records(planner *p)
{
    for (size_t f = 0; f < eg_intake_files(p->records); f++) {
        size_t n = 0;
        const eg_text *header = eg_intake_header(p->records, f, &n);
        for (size_t c = 0; c < n; c++) {
            eg_text name;
            if (!canonical(p, header[c], &name) ||
                (name.n > 0 && eg_words_add(p->in_records, name) == EG_NO_WORD))
                return eg_fail_memory(p->err);
            const char *concept = header[c].n == 0 ? NULL : concept_of(p, header[c]);
            if (concept != NULL && eg_words_add(p->concepts, eg_text_of(concept)) == EG_NO_WORD)
                return eg_fail_memory(p->err);
        }
    }
    return EG_OK;
}

static eg_status read_roster(planner *p)
{
    size_t files = eg_intake_files(p->roster);
    for (size_t f = 0; f < files; f++) {
        size_t n = 0;
        const eg_text *header = eg_intake_header(p->roster, f, &n);
        for (size_t c = 0; c < n; c++) {
            eg_text name;
            if (!canonical(p, header[c], &name))
                return eg_fail_memory(p->err);
            if (name.n == 0)
                continue;
            size_t before = eg_words_count(p->in_roster);
            uint32_t word = eg_words_add(p->in_roster, name);
            eg_joined_column *all =
                word < before ? p->all : eg_spec_grow(p->arena, p->all, before, sizeof *all);
            if (word == EG_NO_WORD || all == NULL)
                return eg_fail_memory(p->err);
            p->all = all;
            if (word == before) {
                all[word] = (eg_joined_column){.name = header[c]};
                all[word].at = eg_arena_alloc(p->arena, files + 1, sizeof(int32_t));
                if (all[word].at == NULL)
                    return eg_fail_memory(p->err);
                for (size_t g = 0; g < files; g++)
                    all[word].at[g] = -1;
            }
            all[word].twice = all[word].twice || all[word].at[f] >= 0;
            all[word].at[f] = (int32_t)c;
        }
    }
    return EG_OK;
}

/* ---- keys ---- */

static eg_status key_fails(const planner *p, const eg_intake *side, size_t file,
                           const char *key, const char *text)
{
    (void)eg_fail(p->err, EG_E_USAGE, "%s", text);
    eg_error_place(p->err, eg_intake_name(side, file), 0, 0, key);
    return EG_E_USAGE;
}

/* The column of a file with this name, else the one that the alias table takes for the same. */
static eg_status find_key(planner *p, const eg_intake *side, size_t file, const char *key,
                          int32_t *column)
{
    size_t n = 0, same = 0;
    const eg_text *header = eg_intake_header(side, file, &n);
    eg_buffer wanted = {0};
    if (!eg_unicode_canonical(eg_text_of(key), &wanted))
        eg_buffer_add_string(&wanted, key);
    *column = -1;
    for (size_t c = 0; c < n; c++) {
        eg_text name;
        bool fine = canonical(p, header[c], &name) && !wanted.failed;
        bool equal = fine && eg_text_equal(name, (eg_text){wanted.at, wanted.n});
        same += equal;
        if (equal)
            *column = (int32_t)c;
    }
    eg_buffer_clear(&wanted);
    if (same > 1)
        return key_fails(p, side, file, key,
                         "two columns have this name of the --key; rename one of them");
    const eg_alias *row = eg_alias_find(eg_text_of(key), &p->scratch).row;
    for (size_t c = 0; c < n && same == 0 && row != NULL; c++) {
        const eg_alias *other =
            header[c].n == 0 ? NULL : eg_alias_find(header[c], &p->scratch).row;
        if (other == NULL || other->role != row->role ||
            strcmp(other->concept, row->concept) != 0)
            continue;
        if (*column >= 0)
            return key_fails(
                p, side, file, key,
                "this file has no such column for --key, and several that may stand "
                "for it; name columns that both sides have");
        *column = (int32_t)c;
    }
    if (p->scratch.failed)
        return eg_fail_memory(p->err);
    return *column >= 0
               ? EG_OK
               : key_fails(p, side, file, key,
                           "this file has no such column for --key, nor one known to be "
                           "the same; name columns that both sides have");
}

static eg_status note_key(planner *p, const char *key, size_t part)
{
    size_t n = 0;
    eg_text record = eg_intake_header(p->records, 0, &n)[p->plan->record_key[part]];
    eg_text other = eg_intake_header(p->roster, 0, &n)[p->plan->roster_key[part]];
    const eg_alias *row = eg_alias_find(eg_text_of(key), &p->scratch).row;
    p->plan->year_part[part] = row != NULL && row->role == EG_ROLE_YEAR;
    if (eg_text_equal(record, other))
        return EG_OK;
    const char *note = eg_arena_printf(
        p->arena, "the key \"%.*s\" of the records is taken for \"%.*s\" of the roster",
        EG_SHOWN(record), EG_SHOWN(other));
    return note == NULL ? eg_fail_memory(p->err)
                        : eg_strings_add(p->arena, &p->plan->notes, eg_text_of(note), p->err);
}

static eg_status find_keys(planner *p)
{
    const eg_strings *key = &p->settings->key;
    size_t files = eg_intake_files(p->records), others = eg_intake_files(p->roster);
    eg_roster_plan *plan = p->plan;
    plan->record_key = eg_arena_alloc(p->arena, files * key->n + 1, sizeof *plan->record_key);
    plan->roster_key = eg_arena_alloc(p->arena, others * key->n + 1, sizeof *plan->roster_key);
    plan->year_part = eg_arena_alloc(p->arena, key->n + 1, sizeof *plan->year_part);
    p->is_key = eg_arena_alloc(p->arena, eg_words_count(p->in_roster) + 1, sizeof *p->is_key);
    if (plan->record_key == NULL || plan->roster_key == NULL || plan->year_part == NULL ||
        p->is_key == NULL)
        return eg_fail_memory(p->err);
    eg_status status = EG_OK;
    for (size_t k = 0; k < key->n && status == EG_OK; k++) {
        for (size_t f = 0; f < files && status == EG_OK; f++)
            status = find_key(p, p->records, f, key->at[k], &plan->record_key[f * key->n + k]);
        for (size_t f = 0; f < others && status == EG_OK; f++) {
            int32_t *column = &plan->roster_key[f * key->n + k];
            status = find_key(p, p->roster, f, key->at[k], column);
            for (size_t w = 0; status == EG_OK && w < eg_words_count(p->in_roster); w++)
                p->is_key[w] = p->is_key[w] || p->all[w].at[f] == *column;
        }
        if (status == EG_OK)
            status = note_key(p, key->at[k], k);
    }
    return status;
}

/* ---- what it adds ---- */

static bool among(planner *p, const eg_strings *names, eg_text wanted)
{
    bool found = false;
    eg_buffer own = {0};
    for (size_t i = 0; i < names->n && !found; i++) {
        eg_buffer_reset(&own);
        found = eg_unicode_canonical(eg_text_of(names->at[i]), &own) &&
                eg_text_equal((eg_text){own.at, own.n}, wanted);
    }
    p->scratch.failed = p->scratch.failed || own.failed;
    eg_buffer_clear(&own);
    return found;
}

/* Does a flag or the config name the column? */
static bool asked(planner *p, eg_text name)
{
    const eg_settings *s = p->settings;
    bool found = among(p, &s->year, name) || among(p, &s->within, name);
    for (size_t i = 0; i < s->n_by && !found; i++)
        found = among(p, &s->by[i].columns, name);
    for (size_t i = 0; i < s->n_outcomes && !found; i++)
        found = among(p, &s->outcomes[i].columns, name);
    for (size_t i = 0; i < s->n_outcome_notes && !found; i++)
        found = among(p, &s->outcome_notes[i].columns, name);
    for (size_t i = 0; i < s->n_dimensions && !found; i++)
        found = among(p, &s->dimensions[i].columns, name);
    for (size_t i = 0; i < s->n_where && !found; i++) {
        const char *column = s->where[i].column;
        const eg_strings alone = {&column, 1};
        found = among(p, &alone, name);
    }
    return found;
}

typedef enum { ADDED, LEFT_OUT, IN_BOTH } place;

static place place_of(planner *p, uint32_t word)
{
    eg_text name = eg_words_at(p->in_roster, word);
    const eg_alias *row = eg_alias_find(name, &p->scratch).row;
    eg_role role = row == NULL ? EG_ROLE_NONE : row->role;
    if (p->is_key[word] || role == EG_ROLE_ID || role == EG_ROLE_NAME)
        return LEFT_OUT;
    if (eg_words_find(p->in_records, name) != EG_NO_WORD)
        return IN_BOTH;
    if (asked(p, name))
        return ADDED;
    const char *concept = concept_of(p, name);
    if (concept != NULL && eg_words_find(p->concepts, eg_text_of(concept)) != EG_NO_WORD)
        return IN_BOTH;
    /* figures of a roster are no outcome of every record unless somebody says so */
    return role == EG_ROLE_OUTCOME || role == EG_ROLE_WEIGHT ? LEFT_OUT : ADDED;
}

static void list_name(eg_buffer *list, eg_text name, size_t *n)
{
    enum { NAMED = 8 };
    if (*n < NAMED) {
        eg_buffer_add_string(list, *n == 0 ? "\"" : ", \"");
        eg_buffer_add_escaped(list, name);
        eg_buffer_add_char(list, '"');
    } else if (*n == NAMED) {
        eg_buffer_add_string(list, " and more");
    }
    ++*n;
}

static eg_status choose_columns(planner *p)
{
    size_t n = eg_words_count(p->in_roster), shared = 0;
    eg_buffer both = {0};
    eg_status status = EG_OK;
    p->plan->columns = eg_arena_alloc(p->arena, n + 1, sizeof *p->plan->columns);
    if (p->plan->columns == NULL)
        return eg_fail_memory(p->err);
    for (uint32_t w = 0; w < n; w++) {
        place where = place_of(p, w);
        if (where == ADDED)
            p->plan->columns[p->plan->n++] = p->all[w];
        else if (where == IN_BOTH)
            list_name(&both, p->all[w].name, &shared);
    }
    if (shared > 0) {
        const char *note = eg_arena_printf(
            p->arena, "the records have %s themselves; %s not taken from the roster",
            eg_buffer_string(&both), shared == 1 ? "it is" : "they are");
        status = note == NULL || both.failed
                     ? eg_fail_memory(p->err)
                     : eg_strings_add(p->arena, &p->plan->notes, eg_text_of(note), p->err);
    }
    eg_buffer_clear(&both);
    return p->scratch.failed ? eg_fail_memory(p->err) : status;
}

eg_status eg_roster_plan_make(eg_roster_plan *plan, const eg_settings *settings,
                              const eg_intake *records, const eg_intake *roster,
                              eg_arena *arena, eg_error *err)
{
    planner p = {.plan = plan,
                 .settings = settings,
                 .records = records,
                 .roster = roster,
                 .arena = arena,
                 .in_records = eg_words_new(),
                 .concepts = eg_words_new(),
                 .in_roster = eg_words_new(),
                 .err = err};
    *plan = (eg_roster_plan){0};
    eg_status status = EG_OK;
    if (p.in_records == NULL || p.concepts == NULL || p.in_roster == NULL)
        status = eg_fail_memory(err);
    if (status == EG_OK)
        status = read_records(&p);
    if (status == EG_OK)
        status = read_roster(&p);
    if (status == EG_OK)
        status = find_keys(&p);
    if (status == EG_OK)
        status = choose_columns(&p);
    eg_words_free(p.in_records);
    eg_words_free(p.concepts);
    eg_words_free(p.in_roster);
    eg_buffer_clear(&p.scratch);
    return status;
}
