#include "schema/nests.h"

/* What an inner level met: nothing (0), one outer level (it + 1), or several. */
#define SEVERAL UINT32_MAX

/* One year of two units; of two dimensions there is but one. */
typedef struct {
    uint32_t *outer; /* [inner level] */
    size_t n;
    uint8_t *torn; /* [outer level]: an inner level of it lies in another too */
    size_t n_torn;
} nest_year;

typedef struct {
    uint32_t inner, outer; /* axes */
    bool by_year;
    bool dead; /* of dimensions: something lies in two */
    nest_year *years;
    size_t n_years;
} nest;

struct eg_nests {
    nest *at;
    size_t n, alive;
    int32_t year; /* axis, or -1 */
};

static bool is_unit(const eg_schema *schema, uint32_t axis)
{
    for (size_t u = 0; u < schema->n_units; u++)
        if (schema->units[u] == axis)
            return true;
    return false;
}

static bool is_dimension(const eg_schema *schema, uint32_t axis)
{
    for (size_t i = 0; i < schema->n_items; i++)
        for (size_t k = 0; k < schema->items[i].n_axes; k++)
            if (schema->items[i].axis[k] == axis)
                return true;
    return false;
}

/* A unit and a dimension need none: what is within the unit says it already. */
static bool is_pair(const eg_schema *schema, uint32_t inner, uint32_t outer)
{
    if (inner == outer)
        return false;
    return (is_unit(schema, inner) && is_unit(schema, outer)) ||
           (is_dimension(schema, inner) && is_dimension(schema, outer));
}

eg_nests *eg_nests_new(const eg_schema *schema)
{
    size_t axes = schema->n_figures > 0 ? 0 : schema->n_axes; /* rows that are groups: none */
    eg_nests *nests = eg_alloc_zero(1, sizeof *nests);
    if (nests == NULL)
        return NULL;
    nests->year = schema->year;
    nests->at = eg_alloc_zero(axes * axes + 1, sizeof *nests->at);
    if (nests->at == NULL) {
        eg_nests_free(nests);
        return NULL;
    }
    for (uint32_t a = 0; a < axes; a++)
        for (uint32_t b = 0; b < axes; b++)
            if (is_pair(schema, a, b))
                nests->at[nests->n++] =
                    (nest){.inner = a,
                           .outer = b,
                           .by_year = is_unit(schema, a) && is_unit(schema, b)};
    nests->alive = nests->n;
    return nests;
}

static void forget(nest *p)
{
    for (size_t y = 0; y < p->n_years; y++) {
        eg_free(p->years[y].outer);
        eg_free(p->years[y].torn);
    }
    eg_free(p->years);
    p->years = NULL;
    p->n_years = 0;
}

void eg_nests_free(eg_nests *nests)
{
    if (nests == NULL)
        return;
    for (size_t i = 0; nests->at != NULL && i < nests->n; i++)
        forget(&nests->at[i]);
    eg_free(nests->at);
    eg_free(nests);
}

/* An array long enough to have `index`, new places being 0. */
static bool reach(void **array, size_t *n, size_t index, size_t size)
{
    if (*array != NULL && index < *n)
        return true;
    size_t more = index + 1 > 2 * *n ? index + 1 : 2 * *n;
    unsigned char *longer = eg_realloc(*array, more, size);
    if (longer == NULL)
        return false;
    for (size_t i = *n * size; i < more * size; i++)
        longer[i] = 0;
    *array = longer;
    *n = more;
    return true;
}

static nest_year *year_of(nest *p, size_t year)
{
    if (!p->by_year)
        year = 0;
    return reach((void **)&p->years, &p->n_years, year, sizeof *p->years) ? &p->years[year]
                                                                          : NULL;
}

static bool tear(nest_year *at, uint32_t outer)
{
    if (at == NULL || !reach((void **)&at->torn, &at->n_torn, outer, 1))
        return false;
    at->torn[outer] = 1;
    return true;
}

static bool meet(nest *p, nest_year *at, uint32_t inner, uint32_t outer)
{
    if (!reach((void **)&at->outer, &at->n, inner, sizeof *at->outer))
        return false;
    uint32_t before = at->outer[inner];
    if (before == outer + 1)
        return true;
    if (before == 0) {
        at->outer[inner] = outer + 1;
        return true;
    }
    if (!p->by_year) {
        p->dead = true;
        return true;
    }
    at->outer[inner] = SEVERAL;
    return tear(at, outer) && (before == SEVERAL || tear(at, before - 1));
}

static bool meet_records(nest *p, const eg_coded *coded, const uint32_t *years)
{
    const uint32_t *inner = coded->level[p->inner], *outer = coded->level[p->outer];
    nest_year *at = NULL;
    uint32_t last = 0;
    for (size_t r = 0; r < coded->rows && !p->dead; r++) {
        uint32_t year = years == NULL || !p->by_year ? 0 : years[r];
        if (at == NULL || year != last)
            at = year_of(p, year);
        last = year;
        if (at == NULL)
            return false;
        bool same = inner[r] < at->n && at->outer[inner[r]] == outer[r] + 1;
        if (!same && !meet(p, at, inner[r], outer[r]))
            return false;
    }
    return true;
}

static void bury(eg_nests *nests, nest *p)
{
    if (!p->dead)
        return;
    forget(p);
    nests->alive--;
}

bool eg_nests_add(eg_nests *nests, const eg_coded *coded)
{
    const uint32_t *years = nests->year < 0 ? NULL : coded->level[nests->year];
    bool made = true;
    for (size_t i = 0; i < nests->n && nests->alive > 0 && made; i++) {
        nest *p = &nests->at[i];
        if (p->dead)
            continue;
        made = meet_records(p, coded, years);
        bury(nests, p);
    }
    return made;
}

/* ---- several coders ---- */

/* Arrays may be longer than there are levels: of those alone that were met. */
static uint32_t mapped(uint32_t *const *levels, uint32_t axis, uint32_t level)
{
    return levels == NULL || levels[axis] == NULL ? level : levels[axis][level];
}

static bool merge_year(nest *p, nest_year *at, const nest *from, const nest_year *more,
                       uint32_t *const *levels)
{
    bool made = true;
    for (uint32_t a = 0; a < more->n && made && !p->dead; a++) {
        if (more->outer[a] == 0)
            continue;
        uint32_t inner = mapped(levels, p->inner, a);
        if (more->outer[a] != SEVERAL) {
            made = meet(p, at, inner, mapped(levels, p->outer, more->outer[a] - 1));
            continue;
        }
        made = reach((void **)&at->outer, &at->n, inner, sizeof *at->outer);
        if (!made)
            break;
        uint32_t before = at->outer[inner];
        at->outer[inner] = SEVERAL;
        made = before == 0 || before == SEVERAL || tear(at, before - 1);
    }
    for (uint32_t b = 0; b < more->n_torn && made; b++)
        if (more->torn[b])
            made = tear(at, mapped(levels, from->outer, b));
    return made;
}

bool eg_nests_merge(eg_nests *into, const eg_nests *from, uint32_t *const *levels)
{
    bool made = true;
    for (size_t i = 0; i < into->n && made; i++) {
        nest *p = &into->at[i];
        const nest *more = &from->at[i];
        if (p->dead)
            continue;
        p->dead = more->dead;
        for (uint32_t y = 0; y < more->n_years && made && !p->dead; y++) {
            if (more->years[y].n == 0)
                continue;
            uint32_t year =
                p->by_year && into->year >= 0 ? mapped(levels, (uint32_t)into->year, y) : 0;
            nest_year *at = year_of(p, year);
            made = at != NULL && merge_year(p, at, more, &more->years[y], levels);
        }
        bury(into, p);
    }
    return made;
}

/* ---- saved cubes ---- */

/* By saved numbers, so that the order in which labels were met leaves no trace. */
static bool ranked(const nest *p, const nest_year *from, const eg_coder_ranks *ranks,
                   nest_year *out)
{
    nest all = {.inner = p->inner, .outer = p->outer, .by_year = true};
    return merge_year(&all, out, p, from, ranks->levels);
}

static void save_year(const nest_year *at, eg_pack *pack)
{
    size_t n = at->n, torn = at->n_torn;
    while (n > 0 && at->outer[n - 1] == 0)
        n--;
    while (torn > 0 && at->torn[torn - 1] == 0)
        torn--;
    eg_pack_number(pack, n);
    for (size_t a = 0; a < n; a++) {
        eg_pack_number(pack, at->outer[a] == SEVERAL);
        if (at->outer[a] != SEVERAL)
            eg_pack_number(pack, at->outer[a]);
    }
    eg_pack_number(pack, torn);
    for (size_t b = 0; b < torn; b++)
        eg_pack_number(pack, at->torn[b]);
}

bool eg_nests_save(const eg_nests *nests, eg_pack *pack, const eg_coder_ranks *ranks)
{
    bool made = true;
    for (size_t i = 0; i < nests->n && made; i++) {
        const nest *p = &nests->at[i];
        nest sorted = {.inner = p->inner, .outer = p->outer, .by_year = p->by_year};
        for (uint32_t y = 0; y < p->n_years && made; y++) {
            if (p->years[y].n == 0)
                continue;
            uint32_t year = p->by_year && nests->year >= 0
                                ? mapped(ranks->levels, (uint32_t)nests->year, y)
                                : 0;
            nest_year *at = year_of(&sorted, year);
            made = at != NULL && ranked(p, &p->years[y], ranks, at);
        }
        eg_pack_number(pack, p->dead);
        size_t years = sorted.n_years;
        while (years > 0 && (sorted.years == NULL || sorted.years[years - 1].n == 0))
            years--;
        eg_pack_number(pack, years);
        for (size_t y = 0; y < years; y++)
            save_year(&sorted.years[y], pack);
        forget(&sorted);
    }
    return made;
}

static bool is_wrong(const eg_unpack *unpack)
{
    return unpack->wrong || unpack->failed;
}

/* No level beyond those of the axes, which were read before. */
static bool load_year(nest *p, size_t year, const eg_coder *coder, eg_unpack *unpack)
{
    size_t inners = eg_coder_levels(coder, p->inner), outers = eg_coder_levels(coder, p->outer);
    uint64_t n = eg_unpack_upto(unpack, inners);
    nest_year *at = is_wrong(unpack) ? NULL : year_of(p, year);
    bool made = at != NULL || is_wrong(unpack);
    for (uint32_t a = 0; a < n && made && !is_wrong(unpack); a++) {
        uint64_t several = eg_unpack_upto(unpack, 1);
        uint64_t outer = several ? SEVERAL : eg_unpack_upto(unpack, outers);
        made = reach((void **)&at->outer, &at->n, a, sizeof *at->outer);
        if (made)
            at->outer[a] = (uint32_t)outer;
    }
    n = eg_unpack_upto(unpack, outers);
    for (uint32_t b = 0; b < n && made && !is_wrong(unpack); b++)
        made = eg_unpack_upto(unpack, 1) == 0 || tear(at, b);
    return made;
}

bool eg_nests_load(eg_nests *nests, const eg_coder *coder, eg_unpack *unpack)
{
    bool made = true;
    for (size_t i = 0; i < nests->n && made && !is_wrong(unpack); i++) {
        nest *p = &nests->at[i];
        size_t most =
            p->by_year && nests->year >= 0 ? eg_coder_levels(coder, (size_t)nests->year) : 1;
        p->dead = eg_unpack_upto(unpack, 1) == 1;
        uint64_t years = eg_unpack_upto(unpack, most);
        for (size_t y = 0; y < years && made && !is_wrong(unpack); y++)
            made = load_year(p, y, coder, unpack);
        bury(nests, p);
    }
    return made;
}

/* ---- what is final ---- */

/* Levels that became one, and blanks among them, are in one outer level or in several. */
static void settle_level(uint32_t *to, uint32_t outer)
{
    if (*to == 0)
        *to = outer + 1;
    else if (*to != outer + 1)
        *to = SEVERAL;
}

static void settle_year(const nest *p, const nest_year *from, const eg_settled *settled,
                        uint32_t *to)
{
    const eg_axis_settled *in = &settled->axes[p->inner], *out = &settled->axes[p->outer];
    for (uint32_t a = 0; a < from->n && a < in->n_raw; a++) {
        uint32_t met = from->outer[a];
        if (met == SEVERAL)
            to[in->final_of[a]] = SEVERAL;
        else if (met != 0 && met - 1 < out->n_raw)
            settle_level(&to[in->final_of[a]], out->final_of[met - 1]);
    }
}

/* What lies in several levels tears all of them. */
static void tear_year(const nest *p, const nest_year *from, const eg_settled *settled,
                      const uint32_t *to, uint8_t *torn)
{
    const eg_axis_settled *in = &settled->axes[p->inner], *out = &settled->axes[p->outer];
    for (uint32_t b = 0; b < from->n_torn && b < out->n_raw; b++)
        if (from->torn[b])
            torn[out->final_of[b]] = 1;
    for (uint32_t a = 0; a < from->n && a < in->n_raw; a++) {
        uint32_t met = from->outer[a];
        if (met != 0 && met != SEVERAL && met - 1 < out->n_raw &&
            to[in->final_of[a]] == SEVERAL)
            torn[out->final_of[met - 1]] = 1;
    }
}

static bool is_of(const nest *p, const eg_axis_settled *year, uint32_t raw, size_t y)
{
    return !p->by_year || year == NULL || (raw < year->n_raw && year->final_of[raw] == y);
}

static bool settle_nest(const nest *p, const eg_settled *settled, size_t years,
                        const eg_axis_settled *year, eg_settled_nest *out)
{
    const eg_axis_settled *in = &settled->axes[p->inner], *outer = &settled->axes[p->outer];
    eg_arena *arena = settled->arena;
    bool whole = true;
    *out = (eg_settled_nest){.inner = p->inner, .outer = p->outer};
    out->within = eg_arena_alloc(arena, years + 1, sizeof *out->within);
    if (out->within == NULL)
        return false;
    for (size_t y = 0; y < years; y++) {
        uint32_t *to = eg_arena_alloc(arena, in->n + 1, sizeof *to);
        uint8_t *torn = eg_arena_alloc(arena, outer->n + 1, 1);
        if (to == NULL || torn == NULL)
            return false;
        for (size_t a = 0; a <= in->n; a++)
            to[a] = 0;
        for (size_t b = 0; b <= outer->n; b++)
            torn[b] = 0;
        for (uint32_t raw = 0; raw < p->n_years; raw++)
            if (is_of(p, year, raw, y))
                settle_year(p, &p->years[raw], settled, to);
        for (uint32_t raw = 0; raw < p->n_years; raw++)
            if (is_of(p, year, raw, y))
                tear_year(p, &p->years[raw], settled, to, torn);
        for (size_t a = 0; a < in->n; a++) {
            whole = whole && to[a] != SEVERAL;
            if (to[a] == SEVERAL || (to[a] != 0 && torn[to[a] - 1]))
                to[a] = 0;
        }
        out->within[y] = to;
    }
    if (!p->by_year && !whole)
        out->inner = out->outer = UINT32_MAX; /* blanks and recodes: not after all */
    return true;
}

bool eg_nests_settle(const eg_nests *nests, const eg_schema *schema, eg_settled *settled)
{
    const eg_axis_settled *year = schema->year < 0 ? NULL : &settled->axes[schema->year];
    size_t years = year == NULL ? 1 : year->n;
    settled->nests = eg_arena_alloc(settled->arena, nests->n + 1, sizeof *settled->nests);
    settled->n_nests = 0;
    if (settled->nests == NULL)
        return false;
    for (size_t i = 0; i < nests->n; i++) {
        const nest *p = &nests->at[i];
        if (nests->at == NULL || settled->axes == NULL)
            return false;
        eg_settled_nest *out = &settled->nests[settled->n_nests];
        bool several = settled->axes[p->inner].member_from != NULL ||
                       settled->axes[p->outer].member_from != NULL;
        if (p->dead || p->n_years == 0 || several)
            continue;
        if (!settle_nest(p, settled, years, year, out))
            return false;
        settled->n_nests += out->inner != UINT32_MAX;
    }
    return true;
}
