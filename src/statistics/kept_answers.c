/* What is found in the first walk and given again in later ones: p-values, drawn intervals, and
 * answers that take long to compute. */
#include <math.h>
#include <string.h>

#include "statistics/walk.h"

enum { FIRST_ROOM = 256, KEPT_MOST = 1 << 20, NOTES_MOST = 64 };

struct eg_kept_answer {
    double value, low, high;
    uint64_t n;
    const char *note;
    uint32_t note_length;
    uint8_t status;
    bool has_n;
};

/* Room for one more; false: no memory. */
static bool grow(void **at, size_t n, size_t capacity, size_t size)
{
    if (n < capacity)
        return true;
    void *grown = eg_realloc(*at, capacity == 0 ? FIRST_ROOM : capacity * 2, size);
    if (grown != NULL)
        *at = grown;
    return grown != NULL;
}

static size_t grown_to(size_t n, size_t capacity)
{
    return n < capacity ? capacity : capacity == 0 ? FIRST_ROOM : capacity * 2;
}

eg_status eg_found_p(eg_found *found, size_t row, double p, eg_error *err)
{
    void *values = found->p_values, *rows = found->p_rows;
    bool made = grow(&values, found->n_p, found->p_capacity, sizeof *found->p_values);
    found->p_values = values;
    made = made && grow(&rows, found->n_p, found->p_capacity, sizeof *found->p_rows);
    found->p_rows = rows;
    if (!made)
        return eg_fail_memory(err);
    found->p_capacity = grown_to(found->n_p, found->p_capacity);
    found->p_values[found->n_p] = p;
    found->p_rows[found->n_p++] = (uint16_t)row;
    return EG_OK;
}

eg_status eg_found_limits(eg_found *found, double low, double high, eg_error *err)
{
    void *limits = found->limits;
    if (!grow(&limits, found->n_limits + 1, found->limits_capacity, sizeof *found->limits))
        return eg_fail_memory(err);
    found->limits = limits;
    found->limits_capacity = grown_to(found->n_limits + 1, found->limits_capacity);
    found->limits[found->n_limits++] = low;
    found->limits[found->n_limits++] = high;
    return EG_OK;
}

/* One copy of each of the notes met last. NULL: no memory. */
static const char *note_of(eg_found *found, eg_text note)
{
    for (size_t i = found->n_kept; i > 0 && found->n_kept - i < NOTES_MOST; i--)
        if (found->kept[i - 1].note_length == note.n &&
            memcmp(found->kept[i - 1].note, note.at, note.n) == 0)
            return found->kept[i - 1].note;
    if (found->notes == NULL)
        found->notes = eg_arena_new();
    return found->notes == NULL ? NULL : eg_arena_string(found->notes, note);
}

static eg_status keep(eg_found *found, struct eg_kept_answer one, eg_error *err)
{
    if (found->n_kept == KEPT_MOST)
        return EG_OK;
    void *kept = found->kept;
    if (!grow(&kept, found->n_kept, found->kept_capacity, sizeof *found->kept))
        return eg_fail_memory(err);
    found->kept = kept;
    found->kept_capacity = grown_to(found->n_kept, found->kept_capacity);
    one.note = note_of(found, (eg_text){one.note, one.note_length});
    if (one.note == NULL)
        return eg_fail_memory(err);
    found->kept[found->n_kept++] = one;
    return EG_OK;
}

eg_status eg_found_answer(eg_found *found, const eg_answer *answer, eg_error *err)
{
    return keep(found,
                (struct eg_kept_answer){.value = answer->estimate.value,
                                        .low = answer->estimate.low,
                                        .high = answer->estimate.high,
                                        .n = answer->n,
                                        .note = answer->note,
                                        .note_length = (uint32_t)strlen(answer->note),
                                        .status = (uint8_t)answer->status,
                                        .has_n = answer->has_n},
                err);
}

bool eg_walk_kept_answer(eg_walk *walk, eg_answer *answer)
{
    const eg_found *found = &walk->analysis->found;
    if (walk->kept_next == found->n_kept)
        return false;
    const struct eg_kept_answer *one = &found->kept[walk->kept_next++];
    *answer = (eg_answer){.estimate = {one->value, one->low, one->high, NAN, NAN,
                                       one->status == EG_FACT_OK, NULL},
                          .status = (eg_fact_status)one->status,
                          .n = one->n,
                          .has_n = one->has_n};
    eg_answer_say(answer, one->note);
    return true;
}

eg_status eg_found_join(eg_found *to, const eg_found *from, eg_found_span at, eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t i = at.p; i < at.p_end && status == EG_OK; i++)
        status = eg_found_p(to, from->p_rows[i], from->p_values[i], err);
    for (size_t i = at.limits; i < at.limits_end && status == EG_OK; i += 2)
        status = eg_found_limits(to, from->limits[i], from->limits[i + 1], err);
    for (size_t i = at.kept; i < at.kept_end && status == EG_OK; i++)
        status = keep(to, from->kept[i], err);
    return status;
}

void eg_found_clear(eg_found *found)
{
    eg_free(found->p_values);
    eg_free(found->p_rows);
    eg_free(found->limits);
    eg_free(found->kept);
    eg_arena_free(found->notes);
    *found = (eg_found){0};
}
