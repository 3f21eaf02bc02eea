/* The same addresses in several files: a month later 19 students are 20. */
#include <math.h>
#include <string.h>

#include "audit/store.h"

static bool shown(const eg_audit *audit, uint32_t q)
{
    return q != EG_NO_WORD && audit->quantities[q].shown == FIGURE_SHOWN;
}

static uint32_t in_file(const eg_audit *audit, uint32_t cell, uint32_t file)
{
    eg_address at = audit->cells[cell].at;
    at.at[AT_FILE] = file;
    return eg_audit_cell_find(audit, &at);
}

/* The cell of everybody in the same unit and year. */
static uint32_t whole_of(const eg_audit *audit, uint32_t cell)
{
    eg_address at = audit->cells[cell].at;
    at.at[AT_DIMENSION] = audit->w_all;
    at.at[AT_GROUP] = audit->w_everyone;
    return eg_audit_cell_find(audit, &at);
}

/* Every figure that both show is the same. */
static bool same_figures(const eg_audit *audit, uint32_t cell, uint32_t other, bool *any)
{
    for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD;
         q = audit->quantities[q].next) {
        uint32_t p = eg_audit_quantity_find(audit, other, audit->quantities[q].part);
        if (!shown(audit, q) || !shown(audit, p))
            continue;
        if (audit->quantities[q].low != audit->quantities[p].low)
            return false;
        *any = true;
    }
    return true;
}

static bool is_count(const eg_quantity *q)
{
    return q->part == PART_COUNT || q->part >= PART_LEVEL;
}

uint32_t eg_audit_told(const eg_audit *audit, uint32_t cell, uint32_t other, double came,
                       bool *all_or_none)
{
    uint32_t best = EG_NO_WORD;
    *all_or_none = false;
    for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD && !*all_or_none;
         q = audit->quantities[q].next) {
        const eg_quantity *x = &audit->quantities[q];
        uint32_t p = eg_audit_quantity_find(audit, other, x->part);
        if (!is_count(x) || !shown(audit, q) || !shown(audit, p))
            continue;
        double with = fabs(audit->quantities[p].low - x->low);
        *all_or_none = with == 0 || with == came;
        if (best == EG_NO_WORD || *all_or_none)
            best = x->part;
    }
    return best;
}

/* 19 students, then 20: the results of those who came are the difference. */
static bool few_came(eg_audit *audit, uint32_t cell, uint32_t other, const uint8_t *means)
{
    uint32_t n = eg_audit_quantity_find(audit, cell, PART_N);
    uint32_t m = eg_audit_quantity_find(audit, other, PART_N);
    bool everyone;
    if (!shown(audit, n) || !shown(audit, m))
        return true;
    double came = fabs(audit->quantities[m].low - audit->quantities[n].low);
    if (came < 1 || came >= audit->options.min_n)
        return true;
    bool counts = eg_audit_told(audit, cell, other, came, &everyone) != EG_NO_WORD;
    if (!counts && !(means[cell] && means[other]))
        return true;
    return eg_audit_leak(audit, (eg_leak){EG_LEAK_DIFFERENCE, cell, other, came, everyone});
}

/* One table published twice with different cells hidden: each figure is the same in both. */
static bool tie(eg_audit *audit, uint32_t cell, uint32_t other)
{
    for (uint32_t q = audit->cells[cell].first; q != EG_NO_WORD;
         q = audit->quantities[q].next) {
        uint32_t p = eg_audit_quantity_find(audit, other, audit->quantities[q].part);
        if (p == EG_NO_WORD || (shown(audit, q) && shown(audit, p)))
            continue;
        if (!eg_audit_relation(audit, 0, 0, SUM_FILES))
            return false;
        eg_attack_term(audit->attack, 1, q);
        eg_attack_term(audit->attack, -1, p);
    }
    return true;
}

/* The cell of everybody in all units and the same year. */
static uint32_t everybody_of(const eg_audit *audit, uint32_t cell)
{
    eg_address at = audit->cells[cell].at;
    at.at[AT_TYPE] = audit->w_all;
    at.at[AT_UNIT] = audit->w_whole;
    at.at[AT_DIMENSION] = audit->w_all;
    at.at[AT_GROUP] = audit->w_everyone;
    return eg_audit_cell_find(audit, &at);
}

/* Of the tables of a unit and year: everybody is the same, or some figure is, or some is not.
 * And of everybody in all units: some table of the year is, some is not. */
enum { SAME = 1, SOME = 2, OTHER = 4, SOME_OF_YEAR = 8, OTHER_OF_YEAR = 16 };

static bool withheld(const eg_audit *audit, uint32_t cell)
{
    return cell == EG_NO_WORD || !shown(audit, eg_audit_quantity_find(audit, cell, PART_N));
}

/* Two tables that show the same of everybody are one; and where neither shows everybody, those
 * of a year of which nothing is another. */
static bool is_same(const eg_audit *audit, const uint8_t *changed, uint32_t cell, uint32_t file)
{
    uint32_t whole = whole_of(audit, cell), all = everybody_of(audit, cell);
    if ((changed[whole] & (SAME | OTHER)) != 0)
        return (changed[whole] & OTHER) == 0;
    return !audit->options.certain && withheld(audit, whole) &&
           withheld(audit, in_file(audit, whole, file)) && all != EG_NO_WORD &&
           (changed[all] & (SOME_OF_YEAR | OTHER_OF_YEAR)) == SOME_OF_YEAR;
}

/* Does a file have the table that a cell of another one is in? */
static bool has_table(const eg_audit *audit, uint32_t cell, uint32_t file)
{
    const eg_audit_table *own = &audit->tables[audit->table_of[cell]];
    for (size_t i = 0; i < audit->n_tables; i++) {
        const eg_audit_table *t = &audit->tables[i];
        if (t->file == audit->files[file] && strcmp(t->unit_type, own->unit_type) == 0 &&
            strcmp(t->outcome, own->outcome) == 0 && strcmp(t->dimension, own->dimension) == 0)
            return true;
    }
    return false;
}

/* A group that has a row in one of two tables alone: somebody came or left. */
static void mark_row(const eg_audit *audit, uint32_t cell, uint32_t from, uint32_t file,
                     uint8_t *changed)
{
    uint32_t whole = whole_of(audit, cell), other = EG_NO_WORD;
    if (whole != EG_NO_WORD)
        other = in_file(audit, whole, file);
    if (other == EG_NO_WORD || in_file(audit, cell, file) != EG_NO_WORD ||
        !has_table(audit, cell, file))
        return;
    uint32_t earlier = from < file ? whole : other, all = everybody_of(audit, earlier);
    changed[earlier] |= OTHER;
    if (all != EG_NO_WORD)
        changed[all] |= OTHER_OF_YEAR;
}

/* [cell]: what its figures say beside those of the other file. */
static void mark_changed(const eg_audit *audit, uint32_t file, uint8_t *changed)
{
    for (uint32_t c = 0; c < audit->n_cells; c++) {
        uint32_t from = audit->cells[c].at.at[AT_FILE];
        for (uint32_t f = 0; from == file && f < file; f++)
            mark_row(audit, c, from, f, changed);
        if (from < file)
            mark_row(audit, c, from, file, changed);
    }
    for (uint32_t c = 0; c < audit->n_cells; c++) {
        uint32_t whole = whole_of(audit, c), other = in_file(audit, c, file);
        uint32_t all = everybody_of(audit, c);
        bool any = false;
        if (audit->cells[c].at.at[AT_FILE] >= file || other == EG_NO_WORD ||
            whole == EG_NO_WORD)
            continue;
        bool same = same_figures(audit, c, other, &any);
        changed[whole] |= !same ? OTHER : any && c == whole ? SAME : 0;
        if (all != EG_NO_WORD)
            changed[all] |= !same ? OTHER_OF_YEAR : any ? SOME_OF_YEAR : 0;
    }
}

/* [cell]: its mean is shown, and with n the sum. */
static void mark_means(const eg_audit *audit, uint8_t *means)
{
    for (uint32_t c = 0; c < audit->n_cells; c++)
        means[c] = 0;
    for (size_t i = 0; i < audit->n_uses; i++) {
        const eg_use *use = &audit->uses[i];
        if (strcmp(eg_audit_text(audit, use->statistic), "mean") == 0)
            means[use->cell] = 1;
    }
}

static bool compare_with(eg_audit *audit, uint32_t file, uint8_t *changed, const uint8_t *means)
{
    bool made = true;
    for (uint32_t c = 0; c < audit->n_cells; c++)
        changed[c] = 0;
    mark_changed(audit, file, changed);
    for (uint32_t c = 0; c < audit->n_cells && made; c++) {
        uint32_t whole = whole_of(audit, c), other = in_file(audit, c, file);
        if (audit->cells[c].at.at[AT_FILE] >= file || other == EG_NO_WORD ||
            whole == EG_NO_WORD)
            continue;
        made = is_same(audit, changed, c, file) ? tie(audit, c, other)
                                                : few_came(audit, c, other, means);
    }
    return made;
}

eg_status eg_audit_between_files(eg_audit *audit, eg_error *err)
{
    bool made = true;
    if (audit->n_files < 2)
        return EG_OK;
    uint8_t *changed = eg_alloc(audit->n_cells + 1, 1);
    uint8_t *means = eg_alloc(audit->n_cells + 1, 1);
    made = changed != NULL && means != NULL;
    if (made)
        mark_means(audit, means);
    for (uint32_t file = 1; file < audit->n_files && made; file++)
        made = compare_with(audit, file, changed, means);
    eg_free(changed);
    eg_free(means);
    return made ? EG_OK : eg_fail_memory(err);
}
