/* Every cell, and the totals it belongs to. */
#include <stdlib.h>
#include <string.h>

#include "audit/links.h"

enum { TYPES_MOST = 16 };

typedef struct {
    eg_audit *audit;
    eg_audit_links *links;
    uint32_t types[TYPES_MOST]; /* words of unit types */
    size_t n_types;
    eg_buffer name;
} maker;

static bool add(maker *m, eg_sum_kind kind, const eg_address *parent, uint32_t tag,
                uint32_t child)
{
    uint32_t cell = eg_audit_cell_find(m->audit, parent);
    if (cell == EG_NO_WORD)
        return true;
    if (!eg_audit_room((void **)&m->links->at, m->links->n, &m->links->capacity,
                       sizeof *m->links->at))
        return false;
    m->links->at[m->links->n++] = (eg_audit_link){(uint32_t)kind, cell, tag, child, 1};
    return true;
}

/* The word of some parts joined as a cross; "all" for none, EG_NO_WORD where nothing has it. */
static uint32_t joined(maker *m, const uint32_t *parts, size_t n)
{
    if (n == 1)
        return parts[0];
    eg_buffer_rewind(&m->name);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            eg_buffer_add_char(&m->name, '*');
        eg_buffer_add_text(&m->name, eg_words_at(m->audit->words, parts[i]));
    }
    return eg_words_find(m->audit->words, (eg_text){m->name.at, m->name.n});
}

/* The cell of the same unit with these axes alone. */
static bool add_parent(maker *m, uint32_t cell, const uint32_t *axes, const uint32_t *levels,
                       size_t n)
{
    eg_address parent = m->audit->cells[cell].at;
    uint32_t dimension = parent.at[AT_DIMENSION];
    parent.at[AT_DIMENSION] = joined(m, axes, n);
    parent.at[AT_GROUP] = joined(m, levels, n);
    if (parent.at[AT_DIMENSION] == EG_NO_WORD || parent.at[AT_GROUP] == EG_NO_WORD)
        return true;
    return add(m, SUM_CROSS, &parent, dimension, cell);
}

static bool add_crosses(maker *m, uint32_t cell, const uint32_t *axes, const uint32_t *levels,
                        size_t n)
{
    bool made = true;
    for (unsigned some = 1; some < (1u << n) && made; some++) {
        uint32_t axis[4] = {0}, level[4] = {0};
        size_t k = 0;
        for (size_t i = 0; i < n; i++)
            if ((some >> i) & 1u) {
                axis[k] = axes[i];
                level[k++] = levels[i];
            }
        if (k < n)
            made = add_parent(m, cell, axis, level, k);
        /* The same pair the other way round. */
        uint32_t turned_axis[2] = {axis[1], axis[0]};
        uint32_t turned_level[2] = {level[1], level[0]};
        if (k == 2 && made)
            made = add_parent(m, cell, turned_axis, turned_level, 2);
    }
    return made;
}

/* A group of the column by which units are told apart is a unit. */
static bool add_twins(maker *m, uint32_t cell, const uint32_t *axes, const uint32_t *levels,
                      size_t n)
{
    bool made = true;
    for (size_t i = 0; i < n * m->n_types && made; i++) {
        size_t at = i % n, k = 0;
        uint32_t axis[4] = {0}, level[4] = {0};
        if (axes[at] != m->types[i / n])
            continue;
        for (size_t j = 0; j < n; j++)
            if (j != at) {
                axis[k] = axes[j];
                level[k++] = levels[j];
            }
        eg_address twin = m->audit->cells[cell].at;
        uint32_t dimension = twin.at[AT_DIMENSION];
        twin.at[AT_TYPE] = axes[at];
        twin.at[AT_UNIT] = levels[at];
        twin.at[AT_DIMENSION] = k == 0 ? m->audit->w_all : joined(m, axis, k);
        twin.at[AT_GROUP] = k == 0 ? m->audit->w_everyone : joined(m, level, k);
        if (twin.at[AT_DIMENSION] != EG_NO_WORD && twin.at[AT_GROUP] != EG_NO_WORD)
            made = add(m, SUM_TWIN, &twin, dimension, cell);
    }
    return made;
}

/* Students of several groups stand as a group of their own, counted too often by the others. */
static double factor_of(const eg_audit *audit, uint32_t cell)
{
    const eg_address *at = &audit->cells[cell].at;
    eg_text group = eg_words_at(audit->words, at->at[AT_GROUP]);
    bool several =
        audit->own[at->at[AT_FILE]] && group.n > 10 && memcmp(group.at, "More than ", 10) == 0;
    return several ? -1 : 1;
}

static bool add_cell(maker *m, uint32_t cell)
{
    eg_audit *audit = m->audit;
    const eg_address at = audit->cells[cell].at;
    bool unit = at.at[AT_TYPE] != audit->w_all, group = at.at[AT_DIMENSION] != audit->w_all;
    bool made = true;
    if (group) {
        eg_address whole = at;
        whole.at[AT_DIMENSION] = audit->w_all;
        whole.at[AT_GROUP] = audit->w_everyone;
        size_t before = m->links->n;
        made = add(m, SUM_GROUPS, &whole, at.at[AT_DIMENSION], cell);
        if (made && m->links->n > before)
            m->links->at[before].factor = factor_of(audit, cell);
    }
    if (unit && made) {
        eg_address all = at;
        all.at[AT_TYPE] = audit->w_all;
        all.at[AT_UNIT] = audit->w_whole;
        made = add(m, SUM_UNITS, &all, at.at[AT_TYPE], cell);
    }
    uint32_t axes[4], levels[4];
    size_t n = group ? eg_audit_split(audit, at.at[AT_DIMENSION], axes) : 0;
    if (n == 0 || eg_audit_split(audit, at.at[AT_GROUP], levels) != n)
        return made;
    if (made && n > 1)
        made = add_crosses(m, cell, axes, levels, n);
    return made && !unit ? add_twins(m, cell, axes, levels, n) : made;
}

static void find_types(maker *m)
{
    for (size_t c = 0; c < m->audit->n_cells; c++) {
        uint32_t type = m->audit->cells[c].at.at[AT_TYPE];
        size_t i = 0;
        while (i < m->n_types && m->types[i] != type)
            i++;
        if (i == m->n_types && type != m->audit->w_all && m->n_types < TYPES_MOST)
            m->types[m->n_types++] = type;
    }
}

static int compare(const void *a, const void *b)
{
    const eg_audit_link *l = a, *r = b;
    const uint32_t left[] = {l->parent, l->kind, l->tag, l->child};
    const uint32_t right[] = {r->parent, r->kind, r->tag, r->child};
    for (size_t i = 0; i < 4; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

bool eg_audit_links_make(eg_audit_links *links, eg_audit *audit)
{
    maker m = {.audit = audit, .links = links};
    bool made = true;
    find_types(&m);
    for (uint32_t c = 0; c < audit->n_cells && made; c++)
        made = add_cell(&m, c);
    made = made && !m.name.failed;
    eg_buffer_clear(&m.name);
    if (made && links->n > 0)
        qsort(links->at, links->n, sizeof *links->at, compare);
    return made;
}
