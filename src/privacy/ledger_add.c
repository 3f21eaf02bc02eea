/* One publication more: what a report shows becomes records of a ledger. */
#include "privacy/ledger.h"
#include "privacy/marks_inside.h"
#include "schema/policies.h"

typedef struct {
    eg_ledger *ledger;
    const eg_marks *marks;
    const eg_views *views;
    const eg_schema *schema;
    const eg_settled *settled;
    size_t outcome;
    uint32_t kind;
    size_t again; /* cells that the last publication shows the same way */
    size_t cells;
    bool write;
} publisher;

/* The record that the last publication has of an address. */
static eg_ledger_record *last_of(const eg_ledger *ledger, const uint32_t key[6])
{
    for (uint32_t r = eg_ledger_find(ledger, key); r != EG_NO_WORD; r = ledger->records[r].next)
        if (ledger->records[r].last == ledger->publications)
            return &ledger->records[r];
    return NULL;
}

static bool is_same(const publisher *by, const eg_ledger_record *record,
                    const eg_published *figures)
{
    if (record->kind != by->kind || record->n != figures->n ||
        record->n_counts != figures->n_counts)
        return false;
    for (size_t k = 0; k < figures->n_counts; k++)
        if (by->ledger->counts[record->counts + k] != figures->counts[k])
            return false;
    return true;
}

static bool add_words(eg_words *words, const char *const names[6], uint32_t key[6])
{
    for (size_t i = 0; i < 6; i++) {
        key[i] = eg_words_add(words, eg_text_of(names[i]));
        if (key[i] == EG_NO_WORD)
            return false;
    }
    return true;
}

/* Looking: is it as before? Writing: a record grows by a publication, or there is a new one. */
static bool take_cell(publisher *by, const eg_place *place)
{
    eg_ledger *ledger = by->ledger;
    eg_published figures;
    uint32_t key[6];
    const char *names[6];
    if (!eg_marks_published(by->marks, by->outcome, place, &figures))
        return true;
    eg_ledger_address(by->views, by->schema, by->outcome, place, names);
    if (!add_words(ledger->words, names, key))
        return false;
    by->cells++;
    if (!by->write) {
        const eg_ledger_record *last = last_of(ledger, key);
        by->again += last != NULL && is_same(by, last, &figures);
        return true;
    }
    ledger->publications--; /* the one before */
    eg_ledger_record *record = last_of(ledger, key);
    ledger->publications++;
    if (record != NULL && is_same(by, record, &figures)) {
        record->last = ledger->publications;
        return true;
    }
    record = eg_ledger_append(ledger, key, figures.n_counts);
    if (record == NULL)
        return false;
    record->kind = by->kind;
    record->first = record->last = ledger->publications;
    record->n = figures.n;
    for (size_t k = 0; k < figures.n_counts; k++)
        ledger->counts[record->counts + k] = figures.counts[k];
    return true;
}

static bool take_outcome(publisher *by)
{
    eg_buffer text = {0};
    const char *kind = eg_ledger_kind(by->schema, by->settled, by->outcome, &text);
    by->kind = kind == NULL ? EG_NO_WORD : eg_words_add(by->ledger->words, eg_text_of(kind));
    eg_buffer_clear(&text);
    if (by->kind == EG_NO_WORD)
        return false;
    eg_place p = {0};
    for (p.scope = 0; p.scope < eg_views_scopes(by->views); p.scope++)
        for (p.unit = 0; p.unit < eg_views_units(by->views, p.scope); p.unit++)
            for (p.item = 0; p.item < eg_views_items(by->views); p.item++)
                for (p.group = 0; p.group < eg_views_groups(by->views, p.item); p.group++)
                    for (p.year = 0; p.year < eg_views_years(by->views); p.year++)
                        if (!take_cell(by, &p))
                            return false;
    return true;
}

static bool take_all(publisher *by)
{
    bool made = true;
    by->again = by->cells = 0;
    for (by->outcome = 0; by->outcome < by->schema->n_outcomes && made; by->outcome++)
        made = take_outcome(by);
    return made;
}

static size_t in_last(const eg_ledger *ledger)
{
    size_t n = 0;
    for (size_t r = 0; r < ledger->n; r++)
        n += ledger->records[r].last == ledger->publications;
    return n;
}

eg_status eg_ledger_add(eg_ledger *ledger, const eg_marks *marks, const eg_schema *schema,
                        bool *same, eg_error *err)
{
    publisher by = {.ledger = ledger,
                    .marks = marks,
                    .views = marks->views,
                    .schema = schema,
                    .settled = marks->settled};
    const eg_rules *rules = marks->rules != NULL ? marks->rules : eg_rules_default();
    bool made = take_all(&by);
    *same = made && ledger->publications > 0 && by.again == by.cells &&
            by.cells == in_last(ledger) &&
            eg_rules_same(rules, eg_ledger_rules(ledger, ledger->publications));
    if (made && !*same) {
        by.write = true;
        ledger->publications++;
        made = take_all(&by) && eg_ledger_rule(ledger, rules);
    }
    return made ? EG_OK : eg_fail_memory(err);
}
