/* Rosters that were joined when cubes were saved: what reports say of them. */
#include <string.h>

#include "ext/hash.h"
#include "job/portions.h"
#include "job/roster_inside.h"

#define COUNT_MOST (UINT64_C(1) << 56)
enum { KEYS_MOST = 1 << 28, FILES_MOST = 1 << 20, BITS = 7 };

/* ---- files ---- */

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static eg_text text_or_none(const char *text)
{
    return eg_text_of(text == NULL ? "" : text);
}

static void save_file(const eg_file_tally *t, eg_pack *pack)
{
    const uint64_t counts[] = {t->bytes,    t->records, t->rejected, t->blank,     t->headers,
                               t->preamble, t->footer,  t->damaged,  t->uncomputed};
    eg_pack_text(pack, eg_text_of(name_of(t->name)));
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        eg_pack_number(pack, counts[i]);
    eg_pack_text(pack, text_or_none(t->format));
    eg_pack_text(pack, text_or_none(t->compression));
    eg_pack_text(pack, text_or_none(t->encoding));
    eg_pack_number(pack, (unsigned char)t->delimiter);
    eg_pack_number(pack, t->byte_order_mark);
}

void eg_told_save(const eg_source *source, eg_pack *pack)
{
    eg_pack_number(pack, eg_source_files(source));
    for (size_t f = 0; f < eg_source_files(source); f++) {
        size_t n = 0;
        const eg_text *header = eg_source_header(source, f, &n);
        save_file(eg_source_tally(source, f), pack);
        eg_pack_number(pack, n);
        for (size_t i = 0; i < n; i++)
            eg_pack_text(pack, header[i]);
    }
}

static void load_tally(eg_file_tally *t, eg_unpack *unpack, eg_arena *arena)
{
    uint64_t *const counts[] = {&t->bytes,  &t->records, &t->rejected,
                                &t->blank,  &t->headers, &t->preamble,
                                &t->footer, &t->damaged, &t->uncomputed};
    t->name = eg_unpack_string(unpack, arena);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *counts[i] = eg_unpack_upto(unpack, COUNT_MOST);
    t->format = eg_unpack_string(unpack, arena);
    t->compression = eg_unpack_string(unpack, arena);
    t->encoding = eg_unpack_string(unpack, arena);
    t->delimiter = (char)(unsigned char)eg_unpack_upto(unpack, 127);
    t->byte_order_mark = eg_unpack_upto(unpack, 1) != 0;
}

static bool load_header(eg_told_file *file, eg_unpack *unpack, eg_arena *arena)
{
    size_t n = (size_t)eg_unpack_upto(unpack, EG_LIMIT_COLUMNS);
    eg_text *header = eg_arena_alloc(arena, n + 1, sizeof *header);
    for (size_t i = 0; header != NULL && i < n && eg_unpack_fine(unpack); i++) {
        eg_text text = eg_unpack_text(unpack);
        header[i] = (eg_text){eg_arena_string(arena, text), text.n};
        if (header[i].at == NULL)
            return false;
    }
    file->header = header;
    file->n_header = n;
    return header != NULL;
}

bool eg_told_load(eg_told_file **files, size_t *n, eg_unpack *unpack, eg_arena *arena)
{
    size_t capacity = 0;
    uint64_t all = eg_unpack_upto(unpack, FILES_MOST);
    *files = NULL;
    for (*n = 0; *n < all && eg_unpack_fine(unpack); ++*n) {
        if (*n == capacity) {
            eg_told_file *more = eg_arena_alloc(arena, capacity * 2 + 4, sizeof *more);
            if (more == NULL)
                return false;
            if (*n > 0)
                memcpy(more, *files, *n * sizeof *more);
            *files = more;
            capacity = capacity * 2 + 4;
        }
        load_tally(&(*files)[*n].tally, unpack, arena);
        if (!load_header(&(*files)[*n], unpack, arena))
            return false;
    }
    return true;
}

/* ---- keys that records asked for ---- */

/* A bit each, in the order of the table. NULL: no memory. */
static uint8_t *bits_of(const eg_roster *roster)
{
    size_t n = (size_t)roster->tally.keys / 8 + 1, position = 0, key = 0;
    uint8_t *bits = eg_alloc_zero(n, 1);
    if (bits == NULL || roster->used_keys != NULL) {
        if (bits != NULL)
            memcpy(bits, roster->used_keys, n);
        return bits;
    }
    for (void *record; (record = eg_student_table_next(roster->table, &position)) != NULL;) {
        eg_roster_row one;
        memcpy(&one, record, sizeof one);
        if (one.differs & EG_ROSTER_USED)
            bits[key / 8] = (uint8_t)(bits[key / 8] | 1u << (key & BITS));
        key++;
    }
    return bits;
}

static uint64_t unused_in(const uint8_t *bits, uint64_t keys)
{
    uint64_t unused = 0;
    for (uint64_t key = 0; key < keys; key++)
        unused += !(bits[key / 8] >> (key & BITS) & 1);
    return unused;
}

/* ---- rosters ---- */

static void save_tally(const eg_roster_tally *t, eg_pack *pack)
{
    const uint64_t counts[] = {t->rows,      t->keys,    t->no_key,    t->repeated,
                               t->ambiguous, t->matched, t->unmatched, t->records_no_key};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        eg_pack_number(pack, counts[i]);
}

bool eg_roster_save(const eg_roster *roster, eg_pack *pack)
{
    uint8_t *bits = bits_of(roster);
    const eg_strings *notes = &roster->plan.notes;
    if (bits == NULL)
        return false;
    eg_told_save(roster->source, pack);
    eg_pack_number(pack, roster->plan.n);
    for (size_t c = 0; c < roster->plan.n; c++)
        eg_pack_text(pack, roster->plan.columns[c].name);
    eg_pack_number(pack, notes->n);
    for (size_t i = 0; i < notes->n; i++)
        eg_pack_text(pack, eg_text_of(notes->at[i]));
    save_tally(&roster->tally, pack);
    eg_pack_hash(pack, roster->print);
    for (size_t i = 0; i < roster->tally.keys / 8 + 1; i++)
        eg_pack_number(pack, bits[i]);
    eg_free(bits);
    return true;
}

static bool load_plan(eg_roster *roster, eg_unpack *unpack)
{
    eg_roster_plan *plan = &roster->plan;
    plan->n = (size_t)eg_unpack_upto(unpack, EG_LIMIT_COLUMNS);
    plan->columns = eg_arena_alloc(roster->arena, plan->n + 1, sizeof *plan->columns);
    for (size_t c = 0; plan->columns != NULL && c < plan->n && eg_unpack_fine(unpack); c++) {
        eg_text text = eg_unpack_text(unpack);
        plan->columns[c].name = (eg_text){eg_arena_string(roster->arena, text), text.n};
        if (plan->columns[c].name.at == NULL)
            return false;
    }
    size_t n = (size_t)eg_unpack_upto(unpack, EG_LIMIT_COLUMNS);
    plan->notes.at = eg_arena_alloc(roster->arena, n + 1, sizeof *plan->notes.at);
    plan->notes.n = n;
    for (size_t i = 0; plan->notes.at != NULL && i < n; i++)
        plan->notes.at[i] = eg_unpack_string(unpack, roster->arena);
    return plan->columns != NULL && plan->notes.at != NULL;
}

static bool load_keys(eg_roster *roster, eg_unpack *unpack)
{
    eg_roster_tally *t = &roster->tally;
    uint64_t *const counts[] = {&t->rows,      &t->keys,    &t->no_key,    &t->repeated,
                                &t->ambiguous, &t->matched, &t->unmatched, &t->records_no_key};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *counts[i] = eg_unpack_upto(unpack, COUNT_MOST);
    roster->print = eg_unpack_hash(unpack);
    if (t->keys > KEYS_MOST || t->keys > t->rows)
        eg_unpack_refuse(unpack);
    if (!eg_unpack_fine(unpack))
        return true;
    size_t n = (size_t)t->keys / 8 + 1;
    roster->used_keys = eg_arena_alloc(roster->arena, n, 1);
    for (size_t i = 0; roster->used_keys != NULL && i < n; i++)
        roster->used_keys[i] = (uint8_t)eg_unpack_upto(unpack, UINT8_MAX);
    if (roster->used_keys != NULL)
        t->unused = unused_in(roster->used_keys, t->keys);
    return roster->used_keys != NULL;
}

static eg_status load_roster(eg_roster *roster, eg_unpack *unpack, eg_error *err)
{
    eg_told_file *files = NULL;
    size_t n = 0;
    if (!eg_told_load(&files, &n, unpack, roster->arena))
        return eg_fail_memory(err);
    if (n == 0)
        eg_unpack_refuse(unpack);
    bool fine = !eg_unpack_fine(unpack) || load_plan(roster, unpack);
    fine = fine && (!eg_unpack_fine(unpack) || load_keys(roster, unpack));
    if (!fine)
        return eg_fail_memory(err);
    eg_status status = eg_unpack_status(unpack, err);
    return status == EG_OK ? eg_source_told(&roster->source, files, n, err) : status;
}

eg_status eg_roster_load(eg_roster **out, const eg_settings *settings, eg_unpack *unpack,
                         eg_error *err)
{
    eg_roster *roster = eg_alloc_zero(1, sizeof *roster);
    *out = NULL;
    if (roster == NULL)
        return eg_fail_memory(err);
    roster->settings = settings;
    roster->arena = eg_arena_new();
    eg_status status =
        roster->arena == NULL ? eg_fail_memory(err) : load_roster(roster, unpack, err);
    if (status == EG_OK)
        *out = roster;
    else
        eg_roster_close(roster);
    return status;
}

bool eg_roster_add(eg_roster *into, const eg_roster *from)
{
    eg_roster_tally *t = &into->tally;
    if (into->print.low != from->print.low || into->print.high != from->print.high ||
        t->keys != from->tally.keys || t->rows != from->tally.rows)
        return false;
    t->matched += from->tally.matched;
    t->unmatched += from->tally.unmatched;
    t->records_no_key += from->tally.records_no_key;
    for (size_t i = 0; i < t->keys / 8 + 1; i++)
        into->used_keys[i] |= from->used_keys[i];
    t->unused = unused_in(into->used_keys, t->keys);
    return true;
}
