/* How something follows, in words that somebody can check with a pencil. */
#include <math.h>
#include <string.h>

#include "audit/store.h"

enum { NAMED_MOST = 3 };

const char *eg_audit_what(eg_audit *audit, uint32_t part)
{
    static const char *const plain[] = {
        [PART_N] = "n", [PART_COUNT] = "count", [PART_MISSING] = "missing"};
    if (part < PART_LEVEL)
        return plain[part];
    return eg_arena_printf(audit->arena, "count:%s", eg_audit_text(audit, part - PART_LEVEL));
}

/* What tells a figure of a sum from the one that was found: its group, unit, level or outcome.
 */
static const char *name_of(eg_audit *audit, const eg_quantity *found, const eg_quantity *q)
{
    const eg_address *own = &audit->cells[found->cell].at, *at = &audit->cells[q->cell].at;
    if (at->at[AT_FILE] != own->at[AT_FILE])
        return audit->files[at->at[AT_FILE]];
    if (at->at[AT_GROUP] != own->at[AT_GROUP] || at->at[AT_DIMENSION] != own->at[AT_DIMENSION])
        return eg_audit_text(audit, at->at[AT_GROUP]);
    if (at->at[AT_UNIT] != own->at[AT_UNIT] || at->at[AT_TYPE] != own->at[AT_TYPE])
        return at->at[AT_TYPE] == audit->w_all ? "all units"
                                               : eg_audit_text(audit, at->at[AT_UNIT]);
    if (at->at[AT_OUTCOME] != own->at[AT_OUTCOME])
        return eg_audit_text(audit, at->at[AT_OUTCOME]);
    return eg_audit_what(audit, q->part);
}

/* Terms of one sign: each by name when they are few. sign: of the factor, beside the found
 * one's. */
typedef struct {
    const uint32_t *unknowns;
    const double *factors;
    size_t n, found;
} terms;

static size_t count_side(const terms *t, bool same, double *sum, const eg_audit *audit)
{
    size_t n = 0;
    *sum = 0;
    for (size_t i = 0; i < t->n; i++)
        if (i != t->found && (t->factors[i] > 0) == ((t->factors[t->found] > 0) == same)) {
            *sum += eg_attack_answer(audit->attack, t->unknowns[i]).low;
            n++;
        }
    return n;
}

static void add_side(eg_buffer *out, eg_audit *audit, const terms *t, bool same,
                     const char *between)
{
    const eg_quantity *found = &audit->quantities[t->unknowns[t->found]];
    double sum;
    size_t n = count_side(t, same, &sum, audit), said = 0;
    if (n > NAMED_MOST) {
        eg_buffer_printf(out, "%zu others %.0f", n, sum);
        return;
    }
    for (size_t i = 0; i < t->n; i++) {
        if (i == t->found || (t->factors[i] > 0) != ((t->factors[t->found] > 0) == same))
            continue;
        uint32_t u = t->unknowns[i];
        const char *name =
            u < audit->n_quantities ? name_of(audit, found, &audit->quantities[u]) : "the rest";
        eg_buffer_printf(out, "%s%s %.0f", said++ > 0 ? between : "", name,
                         eg_attack_answer(audit->attack, u).low);
    }
}

const char *eg_audit_how(eg_audit *audit, uint32_t quantity)
{
    eg_answer answer = eg_attack_answer(audit->attack, quantity);
    if (answer.found != EG_FOUND_SUBTRACTED || answer.relation == UINT32_MAX)
        return "";
    terms t = {.found = 0};
    double sum;
    t.n = eg_attack_terms(audit->attack, answer.relation, &t.unknowns, &t.factors);
    while (t.found < t.n && t.unknowns[t.found] != quantity)
        t.found++;
    eg_buffer text = {.at = NULL};
    /* What stands on the other side of the sum is what the found one is a part of. */
    add_side(&text, audit, &t, false, " plus ");
    if (count_side(&t, true, &sum, audit) > 0) {
        eg_buffer_add_string(&text, " minus ");
        add_side(&text, audit, &t, true, " minus ");
    }
    const char *copy =
        text.failed ? NULL : eg_arena_string(audit->arena, (eg_text){text.at, text.n});
    eg_buffer_clear(&text);
    return copy;
}
