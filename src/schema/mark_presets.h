/*
 * schema/mark_presets.h - marks by publisher: the rows of marks.def.
 */
#ifndef EG_SCHEMA_MARK_PRESETS_H
#define EG_SCHEMA_MARK_PRESETS_H

#include "equitygap/schema.h"

/* Lists are separated by blanks; NULL: none. */
struct eg_mark_preset {
    const char *name, *publisher;
    const char *suppressed, *not_applicable, *missing;
    const char *meaning;
};

size_t eg_mark_preset_count(void);
/* In the order of EG_MARK_WORDS. */
const eg_mark_preset *eg_mark_preset_at(size_t index);
/* What the mark means to the publisher; EG_VALUE_OK: no row names it. preset may be NULL. */
eg_value_state eg_mark_preset_state(const eg_mark_preset *preset, eg_text mark);

#endif
