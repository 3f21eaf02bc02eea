/* The sums that a reader can form from views published together. */
#include "privacy/links.h"

#include <string.h>

static bool add_member(eg_links *links, size_t cell)
{
    if (links->n_members == links->members_capacity) {
        size_t capacity = links->members_capacity == 0 ? 256 : links->members_capacity * 2;
        uint32_t *members = eg_realloc(links->members, capacity, sizeof *members);
        if (members == NULL)
            return false;
        links->members = members;
        uint8_t *minus = eg_realloc(links->minus, capacity, sizeof *minus);
        if (minus == NULL)
            return false;
        links->minus = minus;
        links->members_capacity = capacity;
    }
    links->minus[links->n_members] = links->minus_now;
    links->members[links->n_members++] = (uint32_t)cell;
    return true;
}

/* Closes the link whose parts were added since the last one; without parts there is none. */
static bool close_link(eg_links *links, size_t total)
{
    links->minus_now = false;
    if (links->n_members == links->start[links->n_links])
        return true;
    if (total == SIZE_MAX) {
        links->n_members = links->start[links->n_links];
        return true;
    }
    if (!add_member(links, total))
        return false;
    if (links->n_links + 2 > links->start_capacity) {
        size_t capacity = links->start_capacity * 2;
        uint32_t *start = eg_realloc(links->start, capacity, sizeof *start);
        if (start == NULL)
            return false;
        links->start = start;
        uint8_t *loose = eg_realloc(links->loose, capacity, sizeof *loose);
        if (loose == NULL)
            return false;
        links->loose = loose;
        uint32_t *family = eg_realloc(links->family, capacity, sizeof *family);
        if (family == NULL)
            return false;
        links->family = family;
        links->start_capacity = capacity;
    }
    links->loose[links->n_links] = links->loose_now;
    links->family[links->n_links] = links->family_now;
    links->start[++links->n_links] = (uint32_t)links->n_members;
    return true;
}

static bool add_place(eg_links *links, const eg_views *views, const eg_place *place)
{
    size_t cell = eg_views_cell(views, place);
    return cell == SIZE_MAX || add_member(links, cell);
}

/* Students of several groups stand as a group of their own, which the others count too often.
 */
static bool of_several(const eg_views *views, size_t item, size_t group)
{
    static const char several[] = "More than ";
    const char *label = eg_views_group(views, item, group);
    bool found = strncmp(label, several, sizeof several - 1) == 0;
    for (; !found && (label = strchr(label, '*')) != NULL; label++)
        found = strncmp(label + 1, several, sizeof several - 1) == 0;
    return found && eg_views_overlap(views, item);
}

/* Groups of a dimension make up the whole of their unit. */
static bool link_groups(eg_links *links, const eg_views *views, eg_place place)
{
    links->family_now = place.item;
    for (size_t g = 0; g < eg_views_groups(views, place.item); g++) {
        place.group = (uint32_t)g;
        links->minus_now = of_several(views, place.item, g);
        if (!add_place(links, views, &place))
            return false;
    }
    eg_place whole = place;
    whole.item = EG_ITEM_ALL;
    whole.group = 0;
    return close_link(links, eg_views_cell(views, &whole));
}

/* Units make up the whole input. */
static bool link_units(eg_links *links, const eg_views *views, eg_place place)
{
    links->family_now = EG_FAMILY_UNITS + place.scope;
    for (size_t u = 0; u < eg_views_units(views, place.scope); u++) {
        place.unit = (uint32_t)u;
        if (!add_place(links, views, &place))
            return false;
    }
    links->loose_now = eg_views_units_overlap(views, place.scope);
    place.scope = place.unit = 0;
    bool closed = close_link(links, eg_views_cell(views, &place));
    links->loose_now = false;
    return closed;
}

/* Position in `inner` of every axis of `outer` it has; false when an axis of outer is missing
 * there. */
static bool positions(const eg_item *outer, const eg_item *inner, size_t at[4])
{
    for (size_t i = 0; i < outer->n_axes; i++) {
        size_t j = 0;
        while (j < inner->n_axes && inner->axis[j] != outer->axis[i])
            j++;
        if (j == inner->n_axes)
            return false;
        at[i] = j;
    }
    return true;
}

/* The groups of a finer table that lie within one group of a coarser one make it up. */
static bool link_parent(eg_links *links, const eg_views *views, const size_t at[4],
                        size_t n_axes, eg_place parent, eg_place child)
{
    links->family_now = EG_FAMILY_CROSS + child.item * 256 + parent.item;
    bool several = of_several(views, parent.item, parent.group);
    for (size_t g = 0; g < eg_views_groups(views, child.item); g++) {
        bool within = true;
        for (size_t k = 0; k < n_axes && within; k++)
            within = eg_views_group_level(views, child.item, g, at[k]) ==
                     eg_views_group_level(views, parent.item, parent.group, k);
        child.group = (uint32_t)g;
        links->minus_now = within && !several && of_several(views, child.item, g);
        if (within && !add_place(links, views, &child))
            return false;
    }
    return close_link(links, eg_views_cell(views, &parent));
}

static bool link_crosses(eg_links *links, const eg_views *views, const eg_schema *schema,
                         eg_place place)
{
    for (uint32_t p = 1; p < eg_views_items(views); p++)
        for (uint32_t c = 1; c < eg_views_items(views); c++) {
            size_t at[4] = {0};
            const eg_item *outer = &schema->items[p - 1], *inner = &schema->items[c - 1];
            bool finer =
                inner->n_axes > outer->n_axes || (inner->n_axes == outer->n_axes && p < c);
            if (!finer || !positions(outer, inner, at))
                continue;
            eg_place parent = place, child = place;
            parent.item = p;
            child.item = c;
            for (size_t g = 0; g < eg_views_groups(views, p); g++) {
                parent.group = (uint32_t)g;
                if (!link_parent(links, views, at, outer->n_axes, parent, child))
                    return false;
            }
        }
    return true;
}

/* The item whose axes are those of `item` without one; EG_ITEM_ALL when none are left;
 * SIZE_MAX: none. */
static size_t item_without(const eg_schema *schema, const eg_item *item, uint32_t axis)
{
    if (item->n_axes == 1)
        return EG_ITEM_ALL;
    for (size_t i = 0; i < schema->n_items; i++) {
        const eg_item *other = &schema->items[i];
        size_t at[4], shared = 0;
        if (other->n_axes + 1 != item->n_axes || !positions(other, item, at))
            continue;
        for (size_t k = 0; k < other->n_axes; k++)
            shared += other->axis[k] != axis;
        if (shared == other->n_axes)
            return i + 1;
    }
    return SIZE_MAX;
}

/* ---- what lies within: schools in districts, a detailed race in a broad one ---- */

/* Units of one type make up the unit of another that they all lie in. */
static bool link_nested_units(eg_links *links, const eg_views *views, const eg_place *inner,
                              eg_place outer, const uint32_t *within)
{
    eg_place part = *inner;
    part.item = outer.item;
    part.group = outer.group;
    links->family_now = EG_FAMILY_NEST + outer.scope * 256 + inner->scope;
    for (uint32_t u = 0; u < eg_views_units(views, inner->scope); u++) {
        part.unit = u;
        if (within[u] == outer.unit + 1 && !add_place(links, views, &part))
            return false;
    }
    links->loose_now = eg_views_units_overlap(views, inner->scope) ||
                       eg_views_units_overlap(views, outer.scope);
    bool closed = close_link(links, eg_views_cell(views, &outer));
    links->loose_now = false;
    return closed;
}

static bool link_unit_nest(eg_links *links, const eg_views *views, const eg_schema *schema,
                           const eg_settled_nest *nest, uint32_t year)
{
    eg_place inner = {.year = year}, outer = {.year = year};
    for (uint32_t s = 1; s < eg_views_scopes(views); s++) {
        inner.scope = schema->units[s - 1] == nest->inner ? s : inner.scope;
        outer.scope = schema->units[s - 1] == nest->outer ? s : outer.scope;
    }
    if (inner.scope == 0 || outer.scope == 0)
        return true;
    for (outer.unit = 0; outer.unit < eg_views_units(views, outer.scope); outer.unit++)
        for (outer.item = 0; outer.item < eg_views_items(views); outer.item++)
            for (outer.group = 0; outer.group < eg_views_groups(views, outer.item);
                 outer.group++)
                if (!link_nested_units(links, views, &inner, outer, nest->within[year]))
                    return false;
    return true;
}

/* Where axis k of a coarser table stands in a finer one: as itself, or as what lies within. */
typedef struct {
    size_t at[4];
    const eg_settled_nest *nest[4]; /* NULL: as itself */
    bool nested;
} nesting;

static bool nest_in(const eg_item *outer, const eg_item *inner, const eg_settled *settled,
                    nesting *out)
{
    *out = (nesting){0};
    for (size_t k = 0; k < outer->n_axes; k++) {
        bool found = false;
        for (size_t j = 0; j < inner->n_axes && !found; j++) {
            out->at[k] = j;
            out->nest[k] = NULL;
            found = inner->axis[j] == outer->axis[k];
            for (size_t i = 0; i < settled->n_nests && !found; i++)
                if (settled->nests[i].inner == inner->axis[j] &&
                    settled->nests[i].outer == outer->axis[k]) {
                    out->nest[k] = &settled->nests[i];
                    found = out->nested = true;
                }
        }
        if (!found)
            return false;
    }
    return out->nested;
}

static bool link_nested_groups(eg_links *links, const eg_views *views, const nesting *n,
                               size_t axes, eg_place parent, uint32_t child_item)
{
    eg_place child = parent;
    child.item = child_item;
    links->family_now = EG_FAMILY_NEST + child_item * 256 + parent.item;
    for (size_t g = 0; g < eg_views_groups(views, child_item); g++) {
        bool within = true;
        for (size_t k = 0; k < axes && within; k++) {
            uint32_t level = eg_views_group_level(views, child_item, g, n->at[k]);
            uint32_t want = eg_views_group_level(views, parent.item, parent.group, k);
            within = n->nest[k] == NULL ? level == want
                                        : n->nest[k]->within[parent.year][level] == want + 1;
        }
        child.group = (uint32_t)g;
        if (within && !add_place(links, views, &child))
            return false;
    }
    return close_link(links, eg_views_cell(views, &parent));
}

static bool link_group_nests(eg_links *links, const eg_views *views, const eg_schema *schema,
                             const eg_settled *settled, eg_place place)
{
    for (uint32_t p = 1; p < eg_views_items(views); p++)
        for (uint32_t c = 1; c < eg_views_items(views); c++) {
            nesting n;
            const eg_item *outer = &schema->items[p - 1], *inner = &schema->items[c - 1];
            if (p == c || !nest_in(outer, inner, settled, &n))
                continue;
            place.item = p;
            for (size_t g = 0; g < eg_views_groups(views, p); g++) {
                place.group = (uint32_t)g;
                if (!link_nested_groups(links, views, &n, outer->n_axes, place, c))
                    return false;
            }
        }
    return true;
}

static bool link_nests(eg_links *links, const eg_views *views, const eg_schema *schema,
                       const eg_settled *settled, uint32_t year)
{
    for (size_t i = 0; i < settled->n_nests; i++)
        if (!link_unit_nest(links, views, schema, &settled->nests[i], year))
            return false;
    for (uint32_t s = 0; s < eg_views_scopes(views) && settled->n_nests > 0; s++)
        for (uint32_t u = 0; u < eg_views_units(views, s); u++) {
            eg_place place = {.scope = s, .unit = u, .year = year};
            if (!link_group_nests(links, views, schema, settled, place))
                return false;
        }
    return true;
}

/* `--by school --within school` says one thing twice: a group here is a unit there. */
static bool link_twins(eg_links *links, const eg_views *views, const eg_schema *schema,
                       uint32_t scope, uint32_t year)
{
    uint32_t axis = schema->units[scope - 1];
    links->family_now = EG_FAMILY_TWIN;
    for (uint32_t i = 1; i < eg_views_items(views); i++) {
        const eg_item *item = &schema->items[i - 1];
        size_t part = 0;
        while (part < item->n_axes && item->axis[part] != axis)
            part++;
        size_t twin = part == item->n_axes ? SIZE_MAX : item_without(schema, item, axis);
        if (twin == SIZE_MAX)
            continue;
        for (uint32_t g = 0; g < eg_views_groups(views, i); g++) {
            eg_place here = {0, 0, i, g, year}, there = {scope, 0, (uint32_t)twin, 0, year};
            uint32_t levels[4] = {0};
            there.unit = eg_views_group_level(views, i, g, part);
            for (size_t k = 0; twin > 0 && k < schema->items[twin - 1].n_axes; k++)
                for (size_t m = 0; m < item->n_axes; m++)
                    if (item->axis[m] == schema->items[twin - 1].axis[k])
                        levels[k] = eg_views_group_level(views, i, g, m);
            size_t group = twin == 0 ? 0 : eg_views_group_find(views, twin, levels);
            there.group = (uint32_t)group;
            if (group != SIZE_MAX && eg_views_cell(views, &there) != SIZE_MAX &&
                (!add_place(links, views, &here) ||
                 !close_link(links, eg_views_cell(views, &there))))
                return false;
        }
    }
    return true;
}

static bool link_within(eg_links *links, const eg_views *views, const eg_schema *schema,
                        eg_place place)
{
    for (uint32_t i = 1; i < eg_views_items(views); i++) {
        place.item = i;
        if (!link_groups(links, views, place))
            return false;
    }
    return link_crosses(links, views, schema, place);
}

static bool link_scopes(eg_links *links, const eg_views *views, const eg_schema *schema,
                        uint32_t year)
{
    for (uint32_t s = 0; s < eg_views_scopes(views); s++) {
        for (uint32_t u = 0; u < eg_views_units(views, s); u++) {
            eg_place place = {.scope = s, .unit = u, .year = year};
            if (!link_within(links, views, schema, place))
                return false;
        }
        if (s == 0)
            continue;
        for (uint32_t i = 0; i < eg_views_items(views); i++)
            for (uint32_t g = 0; g < eg_views_groups(views, i); g++) {
                eg_place place = {.scope = s, .item = i, .group = g, .year = year};
                if (!link_units(links, views, place))
                    return false;
            }
        if (!link_twins(links, views, schema, s, year))
            return false;
    }
    return true;
}

/* The links of each cell, in rising order. */
static bool index_cells(eg_links *links)
{
    links->at = eg_alloc_zero(links->n_cells + 2, sizeof *links->at);
    links->of = eg_alloc(links->n_members, sizeof *links->of);
    if (links->at == NULL || links->of == NULL)
        return false;
    for (size_t m = 0; m < links->n_members; m++)
        links->at[links->members[m] + 2]++;
    for (size_t c = 2; c < links->n_cells + 2; c++)
        links->at[c] += links->at[c - 1];
    for (size_t i = 0; i < links->n_links; i++)
        for (uint32_t m = links->start[i]; m < links->start[i + 1]; m++)
            links->of[links->at[links->members[m] + 1]++] = (uint32_t)i;
    return true;
}

bool eg_links_make(eg_links *links, const eg_views *views, const eg_schema *schema,
                   const eg_settled *settled)
{
    *links = (eg_links){.n_cells = eg_views_cells(views), .start_capacity = 64};
    links->start = eg_alloc_zero(links->start_capacity, sizeof *links->start);
    links->loose = eg_alloc_zero(links->start_capacity, sizeof *links->loose);
    links->family = eg_alloc_zero(links->start_capacity, sizeof *links->family);
    bool made = links->start != NULL && links->loose != NULL && links->family != NULL;
    for (uint32_t y = 0; made && y < eg_views_years(views); y++)
        made = link_scopes(links, views, schema, y) &&
               link_nests(links, views, schema, settled, y);
    made = made && index_cells(links) && eg_links_follow(links);
    if (!made)
        eg_links_clear(links);
    return made;
}

bool eg_links_of_groups(const eg_links *links, size_t link)
{
    return links->family[link] < EG_FAMILY_UNITS;
}

void eg_links_clear(eg_links *links)
{
    eg_free(links->start);
    eg_free(links->loose);
    eg_free(links->minus);
    eg_free(links->family);
    eg_free(links->follows);
    eg_free(links->members);
    eg_free(links->at);
    eg_free(links->of);
    *links = (eg_links){0};
}
