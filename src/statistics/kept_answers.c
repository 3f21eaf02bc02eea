/* Answers that take long to compute: found in the first walk, given again in later ones. */
#include <math.h>
#include <string.h>

#include "statistics/walk.h"

enum { KEPT_MOST = 1 << 20, NOTES_MOST = 64 };

struct eg_kept_answer {
    double value, low, high;
    uint64_t n;
    const char *note;
    uint8_t status;
    bool has_n;
};

/* One copy of each of the notes met last. NULL: no memory. */
static const char *note_of(eg_analysis *a, const char *note)
{
    for (size_t i = a->n_kept; i > 0 && a->n_kept - i < NOTES_MOST; i--)
        if (strcmp(a->kept[i - 1].note, note) == 0)
            return a->kept[i - 1].note;
    return eg_arena_string(a->arena, eg_text_of(note));
}

eg_status eg_walk_keep_answer(eg_walk *walk, const eg_answer *answer, eg_error *err)
{
    eg_analysis *a = walk->keep;
    if (a->n_kept == KEPT_MOST)
        return EG_OK;
    if (a->n_kept == a->kept_capacity) {
        size_t capacity = a->kept_capacity == 0 ? 256 : a->kept_capacity * 2;
        struct eg_kept_answer *grown = eg_realloc(a->kept, capacity, sizeof *grown);
        if (grown == NULL)
            return eg_fail_memory(err);
        a->kept = grown;
        a->kept_capacity = capacity;
    }
    struct eg_kept_answer one = {.value = answer->estimate.value,
                                 .low = answer->estimate.low,
                                 .high = answer->estimate.high,
                                 .n = answer->n,
                                 .note = note_of(a, answer->note),
                                 .status = (uint8_t)answer->status,
                                 .has_n = answer->has_n};
    if (one.note == NULL)
        return eg_fail_memory(err);
    a->kept[a->n_kept++] = one;
    return EG_OK;
}

bool eg_walk_kept_answer(eg_walk *walk, eg_answer *answer)
{
    const eg_analysis *a = walk->analysis;
    if (walk->kept_next == a->n_kept)
        return false;
    const struct eg_kept_answer *one = &a->kept[walk->kept_next++];
    *answer = (eg_answer){.estimate = {one->value, one->low, one->high, NAN, NAN,
                                       one->status == EG_FACT_OK, NULL},
                          .status = (eg_fact_status)one->status,
                          .n = one->n,
                          .has_n = one->has_n};
    eg_answer_say(answer, one->note);
    return true;
}
