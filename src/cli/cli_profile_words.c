/* cli_profile_words.c - counts, names and kinds as every form of a profile says them. */
#include "cli/profile_out.h"

#include <string.h>

#include "cli/layout.h"
#include "schema/said.h"

static bool is_small(uint64_t count, uint64_t min_n)
{
    return count > 0 && count < min_n;
}

uint64_t eg_telling_least(const eg_profiled *profiled)
{
    bool internal = profiled->settings->edition == EG_EDITION_INTERNAL;
    return internal ? 1 : profiled->settings->min_n;
}

eg_telling eg_telling_of(const eg_profiled *profiled, const eg_profile_column *column)
{
    eg_telling telling = {eg_telling_least(profiled), column->hidden > 0};
    uint64_t counts[] = {column->missing, column->suppressed, column->not_applicable,
                         column->unreadable};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        telling.round = telling.round || is_small(counts[i], telling.min_n);
    for (size_t i = 0; i < column->n_levels; i++)
        telling.round = telling.round || column->levels[i].masked;
    return telling;
}

uint64_t eg_telling_count(const eg_telling *telling, uint64_t count, bool *about)
{
    *about = false;
    if (is_small(count, telling->min_n))
        return UINT64_MAX;
    if (count == 0 || !telling->round || telling->min_n == 1)
        return count;
    *about = true;
    return (count + telling->min_n / 2) / telling->min_n * telling->min_n;
}

void eg_telling_add(eg_buffer *out, const eg_telling *telling, uint64_t count)
{
    bool about = false;
    uint64_t told = eg_telling_count(telling, count, &about);
    if (told == UINT64_MAX) {
        eg_buffer_printf(out, "fewer than %llu", (unsigned long long)telling->min_n);
        return;
    }
    eg_buffer_add_string(out, about ? "about " : "");
    eg_add_count(out, told);
}

void eg_profile_quote(eg_buffer *out, const char *text)
{
    eg_json_quote(out, text);
}

void eg_profile_kind(eg_buffer *out, const eg_profile_column *column)
{
    static const char *const signs[] = {"", "<", "<=", ">", ">=", "=", "!="};
    static const char *const kinds[] = {"", "rate", "mean", "levels"};
    if (column->role != EG_ROLE_OUTCOME)
        return;
    eg_buffer_add_string(out, kinds[column->kind]);
    if (column->kind == EG_KIND_RATE && column->compare != EG_COMPARE_NONE) {
        char number[400];
        eg_number_plain(number, eg_decimal_to_double(column->threshold), 15);
        eg_buffer_printf(out, "(%s%s)", signs[column->compare], number);
    }
}

bool eg_profile_is_within(const eg_profile *profile, const char *name)
{
    const eg_schema *schema = eg_profile_schema(profile);
    for (size_t u = 0; u < schema->n_units; u++)
        if (strcmp(schema->axes[schema->units[u]].name, name) == 0)
            return true;
    return false;
}
