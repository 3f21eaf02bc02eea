/* Everything published together as one system: figures are unknowns, sums relations. */
#include <math.h>
#include <string.h>

#include "audit/links.h"
#include "equitygap/privacy.h"

/* What is known of a kind of sum over all places where it stands in full. */
typedef struct {
    uint32_t kind, file, tag;
    uint64_t fits, misfits;
    uint64_t beyond; /* parts shown have more students than the total: some are in several */
} evidence;

typedef struct {
    eg_audit *audit;
    eg_audit_links links;
    evidence *evidence;
    size_t n_evidence, capacity;
} summer;

bool eg_audit_relation(eg_audit *audit, double low, double high, eg_sum_kind kind)
{
    if (!eg_audit_room((void **)&audit->relation_kind, audit->n_relations,
                       &audit->relations_capacity, 1))
        return false;
    audit->relation_kind[audit->n_relations++] = (uint8_t)kind;
    (void)eg_attack_relation(audit->attack, low, high);
    return true;
}

static bool known(const eg_audit *audit, uint32_t q)
{
    return q != EG_NO_WORD && audit->quantities[q].shown == FIGURE_SHOWN;
}

static evidence *evidence_of(summer *s, const eg_audit_link *link)
{
    uint32_t file = s->audit->cells[link->parent].at.at[AT_FILE];
    for (size_t i = 0; i < s->n_evidence; i++)
        if (s->evidence[i].kind == link->kind && s->evidence[i].file == file &&
            s->evidence[i].tag == link->tag)
            return &s->evidence[i];
    if (!eg_audit_room((void **)&s->evidence, s->n_evidence, &s->capacity, sizeof *s->evidence))
        return NULL;
    s->evidence[s->n_evidence] = (evidence){.kind = link->kind, .file = file, .tag = link->tag};
    return &s->evidence[s->n_evidence++];
}

/* Do the students of the parts add up to those of the total? 1 yes, 0 no, -1 not known. */
static int adds_up(const summer *s, size_t from, size_t to)
{
    const eg_audit *audit = s->audit;
    const eg_audit_link *links = s->links.at;
    uint32_t total = eg_audit_quantity_find(audit, links[from].parent, PART_N);
    double sum = 0;
    if (!known(audit, total))
        return -1;
    for (size_t i = from; i < to; i++) {
        uint32_t part = eg_audit_quantity_find(audit, links[i].child, PART_N);
        if (!known(audit, part))
            return -1;
        sum += links[i].factor * audit->quantities[part].low;
    }
    return sum == audit->quantities[total].low;
}

/* The parts whose n is shown alone come to more than the total. */
static bool goes_beyond(const summer *s, size_t from, size_t to)
{
    const eg_audit *audit = s->audit;
    uint32_t total = eg_audit_quantity_find(audit, s->links.at[from].parent, PART_N);
    double sum = 0;
    for (size_t i = from; i < to; i++) {
        uint32_t part = eg_audit_quantity_find(audit, s->links.at[i].child, PART_N);
        sum += known(audit, part) ? audit->quantities[part].low : 0;
    }
    return known(audit, total) && sum > audit->quantities[total].low;
}

/* Students are in several units: the report says so, or its own figures do. */
static bool units_overlap(const eg_audit *audit, const evidence *of)
{
    return of->kind == SUM_UNITS &&
           (audit->options.overlap || (audit->own[of->file] && of->beyond > 0));
}

static bool declared(const eg_audit *audit, const eg_audit_link *link)
{
    for (size_t i = 0; link->kind == SUM_GROUPS && i < audit->n_declared; i++)
        if (audit->declared_words[i] == link->tag)
            return true;
    return false;
}

/* Is the sum one that a reader may count on? Of a foreign table only what its own n's bear out.
 */
static bool counts_on(const summer *s, const evidence *of, const eg_audit_link *link, int adds)
{
    const eg_audit *audit = s->audit;
    if (units_overlap(audit, of))
        return true; /* as a bound: see relate */
    if (adds >= 0)
        return adds == 1;
    if (link->kind == SUM_TWIN)
        return true;
    if (of->misfits > 0)
        return false;
    return audit->own[of->file] || declared(audit, link) || of->fits > 0;
}

/* A count and what it lacks of n, both of which are figures of sums. */
static bool has_rest(const eg_audit *audit, uint32_t cell)
{
    uint32_t x = eg_audit_quantity_find(audit, cell, PART_COUNT);
    return x != EG_NO_WORD && audit->quantities[x].rest != EG_NO_WORD &&
           eg_audit_quantity_find(audit, cell, PART_N) != EG_NO_WORD;
}

static size_t levels_in(const eg_audit *audit, uint32_t cell)
{
    size_t n = 0;
    for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD; q = audit->quantities[q].next)
        n += audit->quantities[q].part >= PART_LEVEL;
    return n;
}

/* Sums of the parts of n say what that of n would: n takes part in none, and systems are
 * smaller. */
static bool in_parts(const summer *s, size_t from, size_t to)
{
    const eg_audit *audit = s->audit;
    uint32_t total = s->links.at[from].parent;
    size_t levels = levels_in(audit, total);
    bool parts = audit->told && (levels > 0 || has_rest(audit, total));
    for (size_t i = from; i < to && parts; i++)
        parts = levels > 0 ? levels_in(audit, s->links.at[i].child) == levels
                           : has_rest(audit, s->links.at[i].child);
    return parts;
}

static uint32_t part_in(const eg_audit *audit, uint32_t cell, uint32_t part, bool rest)
{
    uint32_t q = eg_audit_quantity_find(audit, cell, part);
    if (q == EG_NO_WORD)
        return eg_attack_unknown(audit->attack, 0, INFINITY);
    return rest ? audit->quantities[q].rest : q;
}

static bool relate_part(summer *s, size_t from, size_t to, uint32_t part, bool rest)
{
    eg_audit *audit = s->audit;
    const eg_audit_link *links = s->links.at;
    /* units that share students come to no less than the whole; where they add up, none with a
     * value is shared */
    const evidence *of = evidence_of(s, &links[from]);
    if (of == NULL)
        return false;
    bool loose = units_overlap(audit, of) && (part == PART_MISSING || adds_up(s, from, to) < 1);
    if (!eg_audit_relation(audit, 0, loose ? INFINITY : 0, (eg_sum_kind)links[from].kind))
        return false;
    eg_attack_term(audit->attack, -1, part_in(audit, links[from].parent, part, rest));
    for (size_t i = from; i < to; i++)
        eg_attack_term(audit->attack, links[i].factor,
                       part_in(audit, links[i].child, part, rest));
    return true;
}

/* One relation for each figure of the total; a part without the figure may be anything. */
static bool relate(summer *s, size_t from, size_t to)
{
    const eg_audit *audit = s->audit;
    uint32_t total = s->links.at[from].parent;
    bool parts = in_parts(s, from, to), made = true;
    for (uint32_t q = audit->cells[total].first; q != EG_NO_WORD && made;
         q = audit->quantities[q].next) {
        uint32_t part = audit->quantities[q].part;
        if (part != PART_N || !parts)
            made = relate_part(s, from, to, part, false);
        if (part == PART_COUNT && parts)
            made = made && relate_part(s, from, to, part, true);
    }
    return made;
}

static size_t end_of(const eg_audit_links *links, size_t from)
{
    size_t to = from + 1;
    while (to < links->n && links->at[to].parent == links->at[from].parent &&
           links->at[to].kind == links->at[from].kind &&
           links->at[to].tag == links->at[from].tag)
        to++;
    return to;
}

static bool weigh(summer *s)
{
    size_t to;
    for (size_t from = 0; from < s->links.n; from = to) {
        to = end_of(&s->links, from);
        evidence *of = evidence_of(s, &s->links.at[from]);
        int adds = adds_up(s, from, to);
        if (of == NULL)
            return false;
        of->fits += adds == 1;
        of->misfits += adds == 0;
        of->beyond += of->kind == SUM_UNITS && goes_beyond(s, from, to);
    }
    return true;
}

static bool relate_all(summer *s)
{
    eg_audit *audit = s->audit;
    size_t to;
    for (size_t from = 0; from < s->links.n; from = to) {
        const eg_audit_link *link = &s->links.at[from];
        to = end_of(&s->links, from);
        const evidence *of = evidence_of(s, link);
        bool use = of != NULL && counts_on(s, of, link, adds_up(s, from, to));
        if (link->kind == SUM_GROUPS) {
            eg_audit_table *table = &audit->tables[audit->table_of[link->child]];
            table->sums += to - from > 1;
            table->aside += to - from > 1 && !use;
        }
        if (of == NULL || (use && !relate(s, from, to)))
            return false;
    }
    return true;
}

/* ---- within a cell ---- */

/* A reader who sees n and no code knows that the figure would have none. */
static void between_codes(const eg_audit *audit, const eg_quantity *q, double n, double ends[2])
{
    eg_mark mark;
    double bound;
    uint32_t file = audit->cells[q->cell].at.at[AT_FILE];
    if (!audit->own[file] || audit->given[file] || q->shown != FIGURE_HIDDEN || n <= 0)
        return;
    const eg_rules *rules = &audit->rules[file];
    while (ends[0] < ends[1] &&
           eg_rules_tail(rules, (uint64_t)ends[0], (uint64_t)n, &mark, &bound))
        ends[0]++;
    while (ends[1] > ends[0] &&
           eg_rules_tail(rules, (uint64_t)ends[1], (uint64_t)n, &mark, &bound))
        ends[1]--;
}

static bool add_up(eg_audit *audit, uint32_t q, uint32_t n)
{
    if (!eg_audit_relation(audit, 0, 0, SUM_REST))
        return false;
    eg_attack_tie(audit->attack);
    eg_attack_term(audit->attack, 1, q);
    eg_attack_term(audit->attack, 1, audit->quantities[q].rest);
    eg_attack_term(audit->attack, -1, n);
    return true;
}

/* Nobody is counted more than once among those who are counted. */
static bool within_n(eg_audit *audit, uint32_t q)
{
    const eg_quantity *x = &audit->quantities[q];
    uint32_t n = eg_audit_quantity_find(audit, x->cell, PART_N);
    if (x->shown == FIGURE_SHOWN || x->part == PART_N || x->part == PART_MISSING ||
        n == EG_NO_WORD)
        return true;
    if (known(audit, n)) {
        double ends[2] = {0, audit->quantities[n].low};
        between_codes(audit, x, ends[1], ends);
        eg_attack_bound(audit->attack, q, ends[0], ends[1]);
        return x->rest == EG_NO_WORD || add_up(audit, q, n);
    }
    /* levels that make up n are no more than n */
    if (audit->told && x->part >= PART_LEVEL)
        return true;
    if (x->rest == EG_NO_WORD)
        audit->quantities[q].rest = eg_attack_unknown(audit->attack, 0, INFINITY);
    return add_up(audit, q, n);
}

/* Levels make up n; in a foreign table some students may have none. */
static bool levels_of(eg_audit *audit, uint32_t cell)
{
    bool own = audit->own[audit->cells[cell].at.at[AT_FILE]], any = false;
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD; q = audit->quantities[q].next)
        any = any || audit->quantities[q].part >= PART_LEVEL;
    if (!any || n == EG_NO_WORD)
        return true;
    if (!eg_audit_relation(audit, own ? 0 : -INFINITY, 0, SUM_LEVELS))
        return false;
    eg_attack_tie(audit->attack);
    eg_attack_term(audit->attack, -1, n);
    for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD; q = audit->quantities[q].next)
        if (audit->quantities[q].part >= PART_LEVEL)
            eg_attack_term(audit->attack, 1, q);
    return true;
}

static double truth_of(const eg_quantity *x)
{
    return x->shown == FIGURE_SHOWN ? x->low : x->truth;
}

/* Those with a value, in parts where sums are in parts. */
static void add_students(eg_audit *audit, uint32_t cell, uint32_t n, double sign)
{
    uint32_t x = eg_audit_quantity_find(audit, cell, PART_COUNT);
    size_t levels = audit->told ? levels_in(audit, cell) : 0;
    if (x != EG_NO_WORD && audit->quantities[x].rest != EG_NO_WORD && audit->told) {
        eg_attack_term(audit->attack, sign, x);
        eg_attack_term(audit->attack, sign, audit->quantities[x].rest);
    } else if (levels > 0) {
        for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD;
             q = audit->quantities[q].next)
            if (audit->quantities[q].part >= PART_LEVEL)
                eg_attack_term(audit->attack, sign, q);
    } else {
        eg_attack_term(audit->attack, sign, n);
    }
}

/* A row of a report has somebody, with a value or without. Of many that says little. */
static bool row_of(eg_audit *audit, uint32_t cell)
{
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    uint32_t missing = eg_audit_quantity_find(audit, cell, PART_MISSING);
    if (!audit->told || n == EG_NO_WORD || missing == EG_NO_WORD || known(audit, n))
        return true;
    double students = truth_of(&audit->quantities[n]) + truth_of(&audit->quantities[missing]);
    if (!(students >= 1 && students < audit->options.min_n))
        return true;
    if (!eg_audit_relation(audit, 1, INFINITY, SUM_STUDENTS))
        return false;
    add_students(audit, cell, n, 1);
    eg_attack_term(audit->attack, 1, missing);
    return true;
}

/* Students with and without a value are the same for every outcome. */
static bool students_of(eg_audit *audit, uint32_t cell)
{
    eg_address at = audit->cells[cell].at;
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    uint32_t missing = eg_audit_quantity_find(audit, cell, PART_MISSING);
    if (n == EG_NO_WORD || missing == EG_NO_WORD)
        return true;
    for (size_t i = 0; i < audit->n_outcomes; i++) {
        at.at[AT_OUTCOME] = audit->outcomes[i];
        uint32_t other = eg_audit_cell_find(audit, &at);
        uint32_t other_n = eg_audit_quantity_find(audit, other, PART_N);
        uint32_t other_missing = eg_audit_quantity_find(audit, other, PART_MISSING);
        if (other == cell)
            return row_of(audit, cell); /* it is the first */
        if (other_n == EG_NO_WORD || other_missing == EG_NO_WORD)
            continue;
        if (!eg_audit_relation(audit, 0, 0, SUM_STUDENTS))
            return false;
        eg_attack_tie(audit->attack);
        add_students(audit, cell, n, 1);
        eg_attack_term(audit->attack, 1, missing);
        add_students(audit, other, other_n, -1);
        eg_attack_term(audit->attack, -1, other_missing);
        return true;
    }
    return true;
}

static void make_unknowns(eg_audit *audit)
{
    double width = audit->options.width > 1 ? audit->options.width : 1;
    for (uint32_t q = 0; q < audit->n_quantities; q++) {
        const eg_quantity *x = &audit->quantities[q];
        uint32_t u = eg_attack_unknown(audit->attack, x->low, x->high);
        bool secret = x->shown == FIGURE_HIDDEN || x->shown == FIGURE_CODED;
        if (secret && x->part != PART_MISSING)
            eg_attack_want(audit->attack, u, width);
        if (audit->told)
            eg_attack_truth(audit->attack, u, truth_of(x));
    }
}

/* What counts lack of n: told apart only where it is known what they are. */
static void make_rests(eg_audit *audit)
{
    for (uint32_t q = 0; q < audit->n_quantities && audit->told; q++) {
        eg_quantity *x = &audit->quantities[q];
        uint32_t n = eg_audit_quantity_find(audit, x->cell, PART_N);
        if (x->part != PART_COUNT || n == EG_NO_WORD)
            continue;
        double rest = truth_of(&audit->quantities[n]) - truth_of(x);
        bool shown = known(audit, n) && x->shown == FIGURE_SHOWN;
        x->rest = eg_attack_unknown(audit->attack, shown ? rest : 0, shown ? rest : INFINITY);
        eg_attack_truth(audit->attack, x->rest, rest);
    }
}

eg_status eg_audit_sums(eg_audit *audit, eg_error *err)
{
    summer s = {.audit = audit};
    make_unknowns(audit);
    make_rests(audit);
    bool made = eg_audit_links_make(&s.links, audit) && weigh(&s) && relate_all(&s);
    for (uint32_t q = 0; made && q < audit->n_quantities; q++)
        made = within_n(audit, q);
    for (uint32_t c = 0; made && c < audit->n_cells; c++)
        made = levels_of(audit, c) && students_of(audit, c);
    made = made && eg_audit_bundles(audit);
    eg_free(s.links.at);
    eg_free(s.evidence);
    return made ? EG_OK : eg_fail_memory(err);
}
