/*
 * Sums that follow from others. A cross adds up to the whole because it adds up to its parents
 * and these do; all schools' sums and the sum of a total over schools leave nothing new for one
 * more. Each such circle of sums is added up cell by cell before one of them is left out, so
 * that none ever is whose others are not all there.
 */
#include "privacy/links.h"

#define NO_LINK UINT32_MAX

typedef struct {
    eg_links *links;
    int32_t *sum;    /* [cell] */
    uint8_t *in_sum; /* [cell] */
    uint32_t *cells; /* ... of which are these */
    size_t n_cells;
    bool there;    /* every sum asked for was */
    uint32_t *own; /* of one whole: sums of its dimensions, the shortest first */
    uint8_t *reached;
    size_t n_own;
} prover;

static uint32_t total_of(const eg_links *l, uint32_t link)
{
    return l->members[l->start[link + 1] - 1];
}

/* The sum of that family that a cell is the total of. */
static uint32_t sum_of(const eg_links *l, uint32_t cell, uint32_t family)
{
    for (uint32_t i = l->at[cell]; i < l->at[cell + 1]; i++)
        if (l->family[l->of[i]] == family && total_of(l, l->of[i]) == cell)
            return l->of[i];
    return NO_LINK;
}

static int sign_of(const eg_links *l, uint32_t link, uint32_t m)
{
    return m + 1 == l->start[link + 1] || l->minus[m] ? -1 : 1;
}

static void add(prover *p, uint32_t link, int factor)
{
    const eg_links *l = p->links;
    p->there = p->there && link != NO_LINK && !l->loose[link];
    for (uint32_t m = p->there ? l->start[link] : 0; p->there && m < l->start[link + 1]; m++) {
        uint32_t cell = l->members[m];
        if (!p->in_sum[cell]) {
            p->in_sum[cell] = 1;
            p->cells[p->n_cells++] = cell;
        }
        p->sum[cell] += factor * sign_of(l, link, m);
    }
}

/* Everything added since the last time comes to nothing. */
static bool is_circle(prover *p)
{
    bool empty = p->there;
    for (size_t i = 0; i < p->n_cells; i++) {
        empty = empty && p->sum[p->cells[i]] == 0;
        p->sum[p->cells[i]] = 0;
        p->in_sum[p->cells[i]] = 0;
    }
    p->n_cells = 0;
    p->there = true;
    return empty;
}

/* The sums that make up each part of one, times factor. */
static void add_parts(prover *p, uint32_t link, uint32_t family, int factor)
{
    const eg_links *l = p->links;
    for (uint32_t m = l->start[link]; p->there && m + 1 < l->start[link + 1]; m++)
        add(p, sum_of(l, l->members[m], family), factor * sign_of(l, link, m));
}

/* ---- within one unit and year ---- */

/* c is finer than p: its sums to the groups of p, and theirs to the whole. */
static bool through(prover *p, uint32_t coarse, uint32_t fine)
{
    const eg_links *l = p->links;
    uint32_t family = EG_FAMILY_CROSS + l->family[fine] * 256 + l->family[coarse];
    if (sum_of(l, l->members[l->start[coarse]], family) == NO_LINK)
        return false;
    add(p, fine, 1);
    add(p, coarse, -1);
    add_parts(p, coarse, family, -1);
    return is_circle(p);
}

static void list_own(prover *p, uint32_t whole)
{
    const eg_links *l = p->links;
    p->n_own = 0;
    for (uint32_t i = l->at[whole]; i < l->at[whole + 1]; i++) {
        uint32_t link = l->of[i], length = l->start[link + 1] - l->start[link];
        if (l->family[link] >= EG_FAMILY_UNITS || total_of(l, link) != whole)
            continue;
        size_t at = p->n_own++;
        for (; at > 0 && l->start[p->own[at - 1] + 1] - l->start[p->own[at - 1]] > length; at--)
            p->own[at] = p->own[at - 1];
        p->own[at] = link;
    }
    for (size_t i = 0; i < p->n_own; i++)
        p->reached[i] = 0;
}

/* Of dimensions that crosses connect, one sum to the whole says what all do. */
static void within_whole(prover *p, uint32_t whole)
{
    list_own(p, whole);
    for (size_t base = 0; base < p->n_own; base++) {
        bool again = !p->reached[base];
        p->reached[base] = again ? 2 : p->reached[base];
        while (again) {
            again = false;
            for (size_t a = 0; a < p->n_own; a++)
                for (size_t b = 0; b < p->n_own && p->reached[a] == 2; b++)
                    if (!p->reached[b] && (through(p, p->own[a], p->own[b]) ||
                                           through(p, p->own[b], p->own[a]))) {
                        p->links->follows[p->own[b]] = 1;
                        p->reached[b] = 2;
                        again = true;
                    }
        }
        for (size_t i = 0; i < p->n_own; i++)
            p->reached[i] = p->reached[i] != 0;
    }
}

/* From a cross to a parent by way of a cross between them. */
static void by_way(prover *p, uint32_t link)
{
    const eg_links *l = p->links;
    uint32_t cross = l->family[link] - EG_FAMILY_CROSS, first = l->members[l->start[link]];
    for (uint32_t i = l->at[first]; i < l->at[first + 1] && !l->follows[link]; i++) {
        uint32_t part = l->of[i], between = l->family[part] - EG_FAMILY_CROSS;
        if (l->family[part] < EG_FAMILY_CROSS || l->family[part] >= EG_FAMILY_TWIN ||
            total_of(l, part) == first || between / 256 != cross / 256 || between == cross)
            continue;
        uint32_t last =
            sum_of(l, total_of(l, link), EG_FAMILY_CROSS + between % 256 * 256 + cross % 256);
        if (last == NO_LINK)
            continue;
        add(p, link, 1);
        add(p, last, -1);
        add_parts(p, last, l->family[part], -1);
        p->links->follows[link] = is_circle(p);
    }
}

/* ---- over units ---- */

/* The same sum in every unit, and the sums over units of its parts and its total. */
static bool over_units(prover *p, uint32_t link, uint32_t units)
{
    const eg_links *l = p->links;
    add(p, link, 1);
    for (uint32_t m = l->start[units]; p->there && m + 1 < l->start[units + 1]; m++)
        add(p, sum_of(l, l->members[m], l->family[link]), -1);
    add_parts(p, link, l->family[units], 1);
    add(p, units, -1);
    return is_circle(p);
}

static void with_units(prover *p, uint32_t link)
{
    const eg_links *l = p->links;
    uint32_t total = total_of(l, link);
    for (uint32_t i = l->at[total]; i < l->at[total + 1]; i++) {
        uint32_t units = l->of[i];
        if (l->family[units] < EG_FAMILY_UNITS || l->family[units] >= EG_FAMILY_CROSS ||
            total_of(l, units) != total)
            continue;
        if ((l->follows[units] && l->follows[link]) || !over_units(p, link, units))
            continue;
        /* that of the total is the longer one */
        if (l->follows[units])
            p->links->follows[link] = 1;
        p->links->follows[units] = 1;
    }
}

static bool is_cross(const eg_links *l, uint32_t link)
{
    return l->family[link] >= EG_FAMILY_CROSS && l->family[link] < EG_FAMILY_TWIN;
}

/* Without crosses what follows is little, and circles do better with every sum. */
bool eg_links_follow(eg_links *links)
{
    size_t n = links->n_cells + 1, m = links->n_links + 1;
    prover p = {.links = links, .there = true};
    links->follows = eg_alloc_zero(m, 1);
    p.sum = eg_alloc_zero(n, sizeof *p.sum);
    p.in_sum = eg_alloc_zero(n, 1);
    p.cells = eg_alloc(n, sizeof *p.cells);
    p.own = eg_alloc(m, sizeof *p.own);
    p.reached = eg_alloc(m, 1);
    bool made = links->follows != NULL && p.sum != NULL && p.in_sum != NULL &&
                p.cells != NULL && p.own != NULL && p.reached != NULL;
    bool any = false;
    for (uint32_t i = 0; i < links->n_links && !any; i++)
        any = is_cross(links, i);
    for (uint32_t c = 0; made && any && c < links->n_cells; c++)
        within_whole(&p, c);
    for (uint32_t i = 0; made && any && i < links->n_links; i++)
        if (is_cross(links, i))
            by_way(&p, i);
    for (uint32_t i = 0; made && any && i < links->n_links; i++)
        if (!links->follows[i] && (is_cross(links, i) || links->family[i] < EG_FAMILY_UNITS))
            with_units(&p, i);
    eg_free(p.sum);
    eg_free(p.in_sum);
    eg_free(p.cells);
    eg_free(p.own);
    eg_free(p.reached);
    return made;
}
