/* Findings by table, and the worst one by one. */
#include <math.h>
#include <stdlib.h>

#include "audit/store.h"

/* The worst first: how, all or none, few students; then as the figures came. */
static int compare_leaks(const void *a, const void *b)
{
    const eg_leak *l = a, *r = b;
    double ln = isnan(l->n) ? INFINITY : l->n, rn = isnan(r->n) ? INFINITY : r->n;
    if (l->kind != r->kind)
        return l->kind < r->kind ? -1 : 1;
    if (l->all_or_none != r->all_or_none)
        return l->all_or_none ? -1 : 1;
    if (ln != rn)
        return ln < rn ? -1 : 1;
    if (l->quantity != r->quantity)
        return l->quantity < r->quantity ? -1 : 1;
    return l->other < r->other ? -1 : l->other > r->other;
}

static uint64_t leaks_of(const eg_audit_table *table)
{
    uint64_t n = 0;
    for (size_t k = 0; k < EG_LEAKS; k++)
        n += table->leaks[k];
    return n;
}

static int compare_tables(const void *a, const void *b)
{
    const eg_audit_table *const *l = a, *const *r = b;
    uint64_t left = leaks_of(*l), right = leaks_of(*r);
    if (left != right)
        return left > right ? -1 : 1;
    return *l < *r ? -1 : *l > *r;
}

static bool about_cell(const eg_leak *leak)
{
    return leak->kind == EG_LEAK_FIGURE || leak->kind == EG_LEAK_DIFFERENCE;
}

static uint32_t cell_of(const eg_audit *audit, const eg_leak *leak)
{
    return about_cell(leak) ? leak->quantity : audit->quantities[leak->quantity].cell;
}

static double value_in(const eg_audit *audit, uint32_t cell, uint32_t part)
{
    uint32_t q = eg_audit_quantity_find(audit, cell, part);
    return q == EG_NO_WORD ? NAN : audit->quantities[q].low;
}

/* "2024.csv has 20 with 11, 2023.csv 19 with 10" */
static const char *how_different(eg_audit *audit, const eg_leak *leak, uint32_t part)
{
    const char *one = audit->files[audit->cells[leak->other].at.at[AT_FILE]];
    const char *other = audit->files[audit->cells[leak->quantity].at.at[AT_FILE]];
    double n = value_in(audit, leak->other, PART_N),
           m = value_in(audit, leak->quantity, PART_N);
    if (part == EG_NO_WORD)
        return eg_arena_printf(audit->arena,
                               "%s has %.0f, %s %.0f, and n times a mean is a sum", one, n,
                               other, m);
    return eg_arena_printf(audit->arena, "%s has %.0f with %.0f, %s %.0f with %.0f", one, n,
                           value_in(audit, leak->other, part), other, m,
                           value_in(audit, leak->quantity, part));
}

static void fill_difference(eg_audit *audit, const eg_leak *leak, eg_audit_finding *f)
{
    bool everyone;
    uint32_t part = eg_audit_told(audit, leak->quantity, leak->other, leak->n, &everyone);
    f->what = part == EG_NO_WORD ? "mean" : eg_audit_what(audit, part);
    if (part != EG_NO_WORD)
        f->low = f->high =
            fabs(value_in(audit, leak->other, part) - value_in(audit, leak->quantity, part));
    f->how = how_different(audit, leak, part);
}

static bool fill(eg_audit *audit, const eg_leak *leak, eg_audit_finding *f)
{
    uint32_t cell = cell_of(audit, leak);
    const uint32_t *at = audit->cells[cell].at.at;
    *f = (eg_audit_finding){.kind = leak->kind,
                            .file = audit->files[at[AT_FILE]],
                            .unit_type = eg_audit_text(audit, at[AT_TYPE]),
                            .unit = eg_audit_text(audit, at[AT_UNIT]),
                            .outcome = eg_audit_text(audit, at[AT_OUTCOME]),
                            .year = eg_audit_text(audit, at[AT_YEAR]),
                            .dimension = eg_audit_text(audit, at[AT_DIMENSION]),
                            .group = eg_audit_text(audit, at[AT_GROUP]),
                            .n = leak->n,
                            .low = NAN,
                            .high = NAN,
                            .how = "",
                            .all_or_none = leak->all_or_none};
    if (leak->kind == EG_LEAK_FIGURE) {
        f->what = eg_audit_text(audit, leak->other);
    } else if (leak->kind == EG_LEAK_DIFFERENCE) {
        fill_difference(audit, leak, f);
    } else {
        eg_answer answer = eg_attack_answer(audit->attack, leak->quantity);
        f->what = eg_audit_what(audit, audit->quantities[leak->quantity].part);
        f->low = answer.low;
        f->high = answer.high;
        f->how = eg_audit_how(audit, leak->quantity);
    }
    return f->what != NULL && f->how != NULL;
}

static bool list_findings(eg_audit *audit)
{
    size_t n = audit->n_leaks < audit->options.listed ? audit->n_leaks : audit->options.listed;
    bool made = true;
    audit->findings = eg_alloc_zero(n + 1, sizeof *audit->findings);
    if (audit->findings == NULL)
        return false;
    if (audit->n_leaks > 0)
        qsort(audit->leaks, audit->n_leaks, sizeof *audit->leaks, compare_leaks);
    for (size_t i = 0; i < n && made; i++)
        made = fill(audit, &audit->leaks[i], &audit->findings[i]);
    audit->result.findings = audit->findings;
    audit->result.n_findings = n;
    return made;
}

static bool sort_tables(eg_audit *audit)
{
    eg_audit_table *sorted = eg_alloc(audit->n_tables + 1, sizeof *sorted);
    const eg_audit_table **order = eg_alloc(audit->n_tables + 1, sizeof *order);
    bool made = sorted != NULL && order != NULL;
    for (size_t i = 0; i < audit->n_tables && made; i++)
        order[i] = &audit->tables[i];
    if (made && audit->n_tables > 0)
        qsort((void *)order, audit->n_tables, sizeof *order, compare_tables);
    for (size_t i = 0; i < audit->n_tables && made; i++)
        sorted[i] = *order[i];
    eg_free((void *)order);
    if (!made) {
        eg_free(sorted);
        return false;
    }
    eg_free(audit->tables);
    audit->tables = sorted;
    audit->result.tables = sorted;
    audit->result.n_tables = audit->n_tables;
    return true;
}

eg_status eg_audit_conclude(eg_audit *audit, eg_error *err)
{
    for (size_t i = 0; i < audit->n_leaks; i++) {
        const eg_leak *leak = &audit->leaks[i];
        eg_audit_table *table = &audit->tables[audit->table_of[cell_of(audit, leak)]];
        table->leaks[leak->kind]++;
        table->all_or_none[leak->kind] += leak->all_or_none;
        audit->result.found++;
    }
    audit->result.cells = audit->n_cells;
    audit->result.contradictions = eg_attack_contradictions(audit->attack);
    if (!list_findings(audit) || !sort_tables(audit))
        return eg_fail_memory(err);
    return EG_OK;
}
