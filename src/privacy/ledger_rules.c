/* By whose rules the codes of a publication are to be read: said where they are not the default
 * policy's. */
#include <string.h>

#include "privacy/ledger.h"
#include "schema/policies.h"

const eg_rules *eg_ledger_rules(const eg_ledger *ledger, uint32_t publication)
{
    for (size_t i = 0; i < ledger->n_ruled; i++)
        if (ledger->ruled[i].first <= publication && publication <= ledger->ruled[i].last)
            return &ledger->ruled[i].rules;
    return eg_rules_default();
}

static bool append(eg_ledger *ledger, const eg_ledger_ruled *ruled)
{
    eg_ledger_ruled *grown = eg_realloc(ledger->ruled, ledger->n_ruled + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    ledger->ruled = grown;
    grown[ledger->n_ruled++] = *ruled;
    return true;
}

bool eg_ledger_rule(eg_ledger *ledger, const eg_rules *rules)
{
    uint32_t now = ledger->publications;
    eg_ledger_ruled *last = ledger->n_ruled == 0 ? NULL : &ledger->ruled[ledger->n_ruled - 1];
    if (eg_rules_same(rules, eg_rules_default()))
        return true;
    if (last != NULL && last->last + 1 == now && eg_rules_same(&last->rules, rules)) {
        last->last = now;
        return true;
    }
    return append(ledger, &(eg_ledger_ruled){now, now, *rules});
}

bool eg_ledger_put_rules(eg_buffer *text, const eg_ledger *ledger)
{
    eg_arena *arena = ledger->n_ruled == 0 ? NULL : eg_arena_new();
    bool made = ledger->n_ruled == 0 || arena != NULL;
    for (size_t i = 0; i < ledger->n_ruled && made; i++) {
        const eg_ledger_ruled *r = &ledger->ruled[i];
        const char *tails = eg_tails_text(&r->rules, arena);
        made = tails != NULL;
        if (made)
            eg_buffer_printf(text, "rules\t%u\t%u\t%s\t%u\t%u\t%u\t%u\t%u\n",
                             (unsigned)r->first, (unsigned)r->last, tails,
                             (unsigned)r->rules.tail_least, (unsigned)r->rules.min_count,
                             (unsigned)r->rules.min_rest, (unsigned)r->rules.dominance,
                             (unsigned)r->rules.next_smallest);
    }
    eg_arena_free(arena);
    return made;
}

bool eg_ledger_take_rules(eg_ledger *ledger, const int64_t numbers[EG_LEDGER_RULES],
                          const char *tails, bool *memory)
{
    const int64_t *n = numbers;
    eg_ledger_ruled read = {.first = (uint32_t)n[0], .last = (uint32_t)n[1]};
    uint32_t before = ledger->n_ruled == 0 ? 0 : ledger->ruled[ledger->n_ruled - 1].last;
    for (size_t i = 0; i < EG_LEDGER_RULES; i++)
        if (n[i] > UINT32_MAX)
            return false;
    if (n[0] <= before || n[0] > n[1] || n[1] > ledger->publications || n[2] > 1 || n[6] > 1 ||
        n[5] > EG_SHARE_ONE || eg_tails_read(tails, &read.rules) != NULL)
        return false;
    read.rules.tail_least = (uint32_t)n[2];
    read.rules.min_count = (uint32_t)n[3];
    read.rules.min_rest = (uint32_t)n[4];
    read.rules.dominance = (uint32_t)n[5];
    read.rules.next_smallest = n[6] == 1;
    bool added = append(ledger, &read);
    *memory = *memory || !added;
    return added;
}
