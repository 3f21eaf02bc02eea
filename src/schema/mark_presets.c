/* Marks by publisher. */
#include "schema/mark_presets.h"

#include <string.h>

static const eg_mark_preset presets[] = {
#define MARKS(name, publisher, suppressed, not_applicable, missing, meaning)                   \
    {name, publisher, suppressed, not_applicable, missing, meaning},
#include "schema/marks.def"
#undef MARKS
};

const char eg_mark_words[] =
#define MARKS(name, publisher, suppressed, not_applicable, missing, meaning) " " name
#include "schema/marks.def"
#undef MARKS
    ;

size_t eg_mark_preset_count(void)
{
    return sizeof presets / sizeof presets[0];
}

const eg_mark_preset *eg_mark_preset_at(size_t index)
{
    return &presets[index];
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same(eg_text mark, const char *at, size_t n)
{
    size_t i = 0;
    while (i < n && i < mark.n && lower(mark.at[i]) == lower(at[i]))
        i++;
    return i == n && i == mark.n;
}

static bool listed(const char *marks, eg_text mark)
{
    for (const char *at = marks; at != NULL && *at != '\0'; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (same(mark, at, n))
            return true;
        at += n;
    }
    return false;
}

eg_value_state eg_mark_preset_state(const eg_mark_preset *preset, eg_text mark)
{
    if (preset == NULL)
        return EG_VALUE_OK;
    if (listed(preset->suppressed, mark))
        return EG_VALUE_SUPPRESSED;
    if (listed(preset->not_applicable, mark))
        return EG_VALUE_NOT_APPLICABLE;
    return listed(preset->missing, mark) ? EG_VALUE_MISSING : EG_VALUE_OK;
}
