/*
 * schema/span_loop.h - the loop over texts of a span, compiled once for each set of
 * instructions.
 *
 * Whoever includes it defines LOOK, what the loop is called, LOOK_TARGET, the compiler's name
 * for the instructions, LOOK_KEY, the type of a key, LOOK_TAKE(at, n), the key of n bytes,
 * LOOK_HOME(key, turn, shift), where it is looked for, and LOOK_DIFFER(slot, key), 0 where it
 * is.
 */
// NOLINTBEGIN(llvm-header-guard): it is a template
#include "schema/spans.h"

#ifndef LOOK /* looked at alone */
#define LOOK        eg_span_look_none
#define LOOK_TARGET __attribute__((unused))
#define LOOK_KEY    size_t
static inline size_t eg_span_take_none(const char *at, size_t n)
{
    return n == 0 ? 0 : (size_t)(unsigned char)at[0];
}
#define LOOK_TAKE                   eg_span_take_none
#define LOOK_HOME(key, turn, shift) (*(key) & (size_t)(turn) >> (shift))
#define LOOK_DIFFER(slot, key)      (((slot)->part[0][0]) ^ *(key))
#endif

/* `runs`: the slot of the text before is looked at first. */
static inline __attribute__((always_inline)) LOOK_TARGET bool
LOOK(const eg_span_table *table, const eg_span_cells *cells, uint32_t *number, bool runs)
{
    const eg_span_slot *const slots = table->slots;
    const uint32_t *const is = table->is;
    const uint64_t turn = table->turn;
    const unsigned shift = table->shift;
    const uint32_t *end = cells->end;
    const size_t step = cells->step, more = cells->more, n = cells->n;
    const char *const text = cells->text;
    size_t slot = 0;
    uint64_t any = 0; /* not 0: something is not known */
    for (size_t r = 0; r < n; r++, end += step) {
        const uint32_t from = end[-1] + 1, bytes = end[more] - from;
        const LOOK_KEY key = LOOK_TAKE(text + from, bytes);
        if (!runs || LOOK_DIFFER(&slots[slot], &key) != 0)
            slot = LOOK_HOME(&key, turn, shift);
        const uint32_t known = is[slot];
        const uint64_t differ = LOOK_DIFFER(&slots[slot], &key) | (EG_SPAN_SHORT - bytes) >> 31;
        number[r] = differ == 0 ? known : 0;
        any |= differ;
    }
    return any == 0;
}

#undef LOOK
#undef LOOK_TARGET
#undef LOOK_KEY
#undef LOOK_TAKE
#undef LOOK_HOME
#undef LOOK_DIFFER
// NOLINTEND(llvm-header-guard)
