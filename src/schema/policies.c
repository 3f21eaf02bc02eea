/* Policies by name, and their tails as text. */
#include "schema/policies.h"

#include <string.h>

#include "schema/options.h"

#define ANY UINT32_MAX
#define TAIL(...)                                                                              \
    {                                                                                          \
        __VA_ARGS__                                                                            \
    }
#define NO_TAILS .n_tails = 0
#define TAILS(...)                                                                             \
    .tails = {__VA_ARGS__},                                                                    \
    .n_tails = (uint32_t)(sizeof((eg_tail[]){__VA_ARGS__}) / sizeof(eg_tail))
#define RULES(...) __VA_ARGS__

static const eg_policy_row rows[] = {
#define POLICY(name, min_n, tails, rules, about) {name, min_n, {tails, rules}, about},
#include "schema/policies.def"
#undef POLICY
};

const char eg_policy_words[] =
#define POLICY(name, min_n, tails, rules, about) " " name
#include "schema/policies.def"
#undef POLICY
    ;

size_t eg_policy_count(void)
{
    return sizeof rows / sizeof rows[0];
}

const eg_policy_row *eg_policy_at(size_t index)
{
    return &rows[index];
}

const eg_policy_row *eg_policy_find(const char *name)
{
    for (size_t i = 0; i < eg_policy_count(); i++) {
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    }
    return NULL;
}

const eg_rules *eg_rules_default(void)
{
    return &rows[0].rules;
}

bool eg_rules_same(const eg_rules *a, const eg_rules *b)
{
    bool same = a->n_tails == b->n_tails && a->tail_least == b->tail_least &&
                a->min_count == b->min_count && a->min_rest == b->min_rest &&
                a->dominance == b->dominance && a->next_smallest == b->next_smallest;
    for (size_t i = 0; i < a->n_tails && same; i++)
        same = a->tails[i].from == b->tails[i].from && a->tails[i].low == b->tails[i].low &&
               a->tails[i].most == b->tails[i].most;
    return same;
}

/* ---- text ---- */

enum { NUMBER_MOST = 1000000000 };

/* Digits at *at, stepped over; false: none, or more than NUMBER_MOST. */
static bool read_number(const char **at, uint32_t *out)
{
    uint64_t n = 0;
    const char *from = *at;
    while (**at >= '0' && **at <= '9' && n <= NUMBER_MOST)
        n = n * 10 + (uint64_t)(*(*at)++ - '0');
    *out = (uint32_t)n;
    return *at > from && n <= NUMBER_MOST;
}

/* "2.5%": hundredths of a percent; at most two places. */
static bool read_percent(const char **at, uint32_t *out)
{
    uint32_t whole, parts = 0;
    if (!read_number(at, &whole) || whole > 100)
        return false;
    if (**at == '.') {
        const char *from = ++*at;
        if (!read_number(at, &parts) || *at - from > 2)
            return false;
        parts *= *at - from == 1 ? 10 : 1;
    }
    *out = whole * 100 + parts;
    return *(*at)++ == '%';
}

static const char *read_tail(const char **at, eg_tail *out)
{
    out->most = UINT32_MAX;
    if (!read_number(at, &out->from) || *(*at)++ != ':' || !read_percent(at, &out->low))
        return "is not a list such as 10:20%,20:10%,300:1% or 300:1%/3, or none";
    if (out->low == 0 || out->low >= EG_SHARE_ONE / 2)
        return "has a share that is not between 0.01% and 49.99%";
    if (**at == '/') {
        ++*at;
        if (!read_number(at, &out->most) || out->most == 0)
            return "has no number of students after /";
    }
    return NULL;
}

const char *eg_tails_read(const char *text, eg_rules *out)
{
    eg_rules read = *out;
    read.n_tails = 0;
    read.tail_least = 1;
    memset(read.tails, 0, sizeof read.tails);
    bool more = strcmp(text, "none") != 0;
    for (const char *at = text; more;) {
        if (read.n_tails == EG_TAILS_MOST)
            return "has more than 12 sizes";
        eg_tail *tail = &read.tails[read.n_tails++];
        const char *wrong = read_tail(&at, tail);
        if (wrong != NULL)
            return wrong;
        if (read.n_tails > 1 && tail->from <= tail[-1].from)
            return "has sizes that do not rise; begin with the smallest groups";
        more = *at == ',';
        if (!more && *at != '\0')
            return "is not a list such as 10:20%,20:10%,300:1% or 300:1%/3, or none";
        at++;
    }
    *out = read;
    return NULL;
}

const char *eg_percent_text(uint32_t share, eg_arena *arena)
{
    if (share % 100 == 0)
        return eg_arena_printf(arena, "%u%%", (unsigned)(share / 100));
    return share % 10 == 0 ? eg_arena_printf(arena, "%u.%u%%", (unsigned)(share / 100),
                                             (unsigned)(share % 100 / 10))
                           : eg_arena_printf(arena, "%u.%02u%%", (unsigned)(share / 100),
                                             (unsigned)(share % 100));
}

const char *eg_tails_text(const eg_rules *rules, eg_arena *arena)
{
    eg_buffer text = {.at = NULL};
    for (size_t i = 0; i < rules->n_tails; i++) {
        const eg_tail *tail = &rules->tails[i];
        const char *share = eg_percent_text(tail->low, arena);
        if (share == NULL) {
            eg_buffer_clear(&text);
            return NULL;
        }
        eg_buffer_printf(&text, "%s%u:%s", i == 0 ? "" : ",", (unsigned)tail->from, share);
        if (tail->most != UINT32_MAX)
            eg_buffer_printf(&text, "/%u", (unsigned)tail->most);
    }
    if (rules->n_tails == 0)
        eg_buffer_add_string(&text, "none");
    const char *copy = text.failed ? NULL : eg_arena_string(arena, (eg_text){text.at, text.n});
    eg_buffer_clear(&text);
    return copy;
}
