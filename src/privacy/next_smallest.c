#include "privacy/next_smallest.h"

static bool counts(const eg_secret *s, uint32_t cell)
{
    return s->n[cell] > 0 || (s->vague != NULL && s->vague[cell * (s->K + 1)] == 1);
}

/* Hides the next of a table while its small groups need one. */
static void look_at(eg_secret *s, uint32_t from, uint32_t to)
{
    const uint32_t *members = s->links->members;
    uint64_t students = 0;
    size_t small = 0;
    for (uint32_t m = from; m < to; m++)
        if (s->hidden[members[m]] && counts(s, members[m]) && s->n[members[m]] < s->min_n) {
            small++;
            students += s->n[members[m]];
        }
    while (small > 0 && (small < 2 || students < s->min_n)) {
        uint32_t next = UINT32_MAX;
        for (uint32_t m = from; m < to; m++)
            if (!s->hidden[members[m]] && s->n[members[m]] > 0 &&
                (next == UINT32_MAX || s->n[members[m]] < s->n[next]))
                next = members[m];
        if (next == UINT32_MAX)
            return;
        (void)eg_secret_hide(s, next);
        small++;
        students += s->n[next];
    }
}

void eg_next_smallest(eg_secret *secret)
{
    const eg_links *links = secret->links;
    for (size_t i = 0; i < links->n_links; i++)
        if (eg_links_of_groups(links, i))
            look_at(secret, links->start[i], links->start[i + 1] - 1);
}
