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

enum { SAME = 1, OTHER = 2, YEAR = 4 }; /* YEAR: some table of it is another */

static bool withheld(const eg_audit *audit, uint32_t cell)
{
    return cell == EG_NO_WORD || !shown(audit, eg_audit_quantity_find(audit, cell, PART_N));
}

/* Two tables that show the same of everybody are one; and where neither shows everybody, those
 * of a year of which nothing is another. */
static bool is_same(const eg_audit *audit, const uint8_t *changed, uint32_t cell, uint32_t file)
{
    uint32_t whole = whole_of(audit, cell), all = everybody_of(audit, cell);
    uint8_t own = changed[whole] & (uint8_t)~YEAR;
    return own == SAME ||
           (own == 0 && all != EG_NO_WORD && changed[all] == SAME && withheld(audit, whole) &&
            withheld(audit, in_file(audit, whole, file)));
}

/* [cell]: some figure of its unit and year differs from the other file's. */
static void mark_changed(const eg_audit *audit, uint32_t file, uint8_t *changed)
{
    for (uint32_t c = 0; c < audit->n_cells; c++) {
        uint32_t whole = whole_of(audit, c), other = in_file(audit, c, file);
        bool any = false;
        if (audit->cells[c].at.at[AT_FILE] >= file || other == EG_NO_WORD ||
            whole == EG_NO_WORD)
            continue;
        if (!same_figures(audit, c, other, &any))
            changed[whole] = OTHER;
        else if (any && changed[whole] == 0 && c == whole)
            changed[whole] = SAME; /* the total at least is the same */
    }
    for (uint32_t c = 0; c < audit->n_cells; c++) {
        uint32_t all = (changed[c] & OTHER) == 0 ? EG_NO_WORD : everybody_of(audit, c);
        if (all != EG_NO_WORD)
            changed[all] |= YEAR;
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
