/* The row of a roster for a record: its columns, its key, its texts. */
#include "job/roster_find.h"

#include <string.h>

#include "ext/hash.h"
#include "job/roster_inside.h"
#include "schema/years.h"

/* ---- columns ---- */

size_t eg_roster_columns(const eg_roster *roster)
{
    return roster->plan.n;
}

eg_text eg_roster_column(const eg_roster *roster, size_t c)
{
    return roster->plan.columns[c].name;
}

size_t eg_roster_key_parts(const eg_roster *roster)
{
    return roster->settings->key.n;
}

const int32_t *eg_roster_key(const eg_roster *roster, size_t file)
{
    return roster->plan.record_key + file * roster->settings->key.n;
}

/* ---- keys ---- */

/* "Fall 2023-2024" and "Spring 2023-2024" are two terms of one school year: they stay apart. */
static bool names_a_term(eg_text text)
{
    size_t letters = 0;
    for (size_t i = 0; i < text.n && letters < 3; i++) {
        char c = text.at[i];
        bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
        letters = letter ? letters + 1 : 0;
    }
    return letters >= 3;
}

/* One spelling for a part of a key; blank: missing. */
static void add_part(eg_roster *roster, size_t k, eg_text raw)
{
    eg_text text = eg_cell_canonical(raw, &roster->scratch);
    eg_year year = {.label = ""};
    if (eg_mark_missing(roster->marks, text))
        return;
    if (roster->plan.year_part[k] && !names_a_term(text))
        year = eg_year_read(text, false);
    eg_buffer_add_text(&roster->bytes, year.label[0] != '\0' ? eg_text_of(year.label) : text);
}

/* Years come in stretches: what the last record's part came to is kept. */
bool eg_roster_hash(eg_roster *roster, const eg_field *const *key, size_t row, bool *whole,
                    eg_hash128 *hash)
{
    *whole = true;
    eg_buffer_reset(&roster->bytes);
    for (size_t k = 0; k < roster->settings->key.n; k++) {
        eg_text raw = {key[k][row].at, key[k][row].n};
        eg_roster_part *last = &roster->last[k];
        size_t before = roster->bytes.n;
        bool again = raw.n == last->n_raw && raw.n > 0 && memcmp(last->raw, raw.at, raw.n) == 0;
        if (again)
            eg_buffer_add(&roster->bytes, last->part, last->n_part);
        else
            add_part(roster, k, raw);
        size_t n = roster->bytes.n - before;
        *whole = *whole && n > 0;
        if (!again && n <= sizeof last->part && raw.n <= sizeof last->raw && raw.n > 0) {
            memcpy(last->raw, raw.at, raw.n);
            memcpy(last->part, roster->bytes.at + before, n);
            last->n_raw = raw.n;
            last->n_part = n;
        }
        eg_buffer_add_char(&roster->bytes, '\0');
    }
    *hash = eg_hash(roster->bytes.at, roster->bytes.n, 0);
    return !roster->bytes.failed && !roster->scratch.failed;
}

/* ---- finding ---- */

eg_status eg_roster_find(eg_roster *roster, const eg_field *const *key, size_t row,
                         const eg_text **text, eg_error *err)
{
    bool whole = false;
    eg_hash128 hash;
    *text = roster->text;
    if (!eg_roster_hash(roster, key, row, &whole, &hash))
        return eg_fail_memory(err);
    void *record = whole ? eg_student_table_find(roster->table, hash) : NULL;
    eg_roster_row one = {0};
    if (record != NULL) {
        memcpy(&one, record, sizeof one);
        one.differs |= EG_ROSTER_USED;
        memcpy(record, &one, sizeof one);
    }
    bool ambiguous = EG_ROSTER_DIFFERENT(one.differs) != 0;
    uint64_t *count = !whole           ? &roster->tally.records_no_key
                      : record == NULL ? &roster->tally.unmatched
                      : ambiguous      ? &roster->tally.records_ambiguous
                                       : &roster->tally.matched;
    ++*count;
    const uint32_t *kept =
        record == NULL ? NULL : (const uint32_t *)(const void *)((char *)record + sizeof one);
    for (size_t u = 0; u < roster->n_used; u++) {
        uint32_t level = kept == NULL || ambiguous ? 0 : kept[u];
        roster->text[roster->used[u]] =
            level == 0 ? (eg_text){"", 0}
                       : eg_words_at(roster->columns[roster->used[u]].words, level - 1);
    }
    return EG_OK;
}
