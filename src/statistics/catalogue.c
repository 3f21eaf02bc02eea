/* The table of statistics. */
#include "statistics/rows.h"

enum {
    EG_FLAG_FAMILY = 1,
    EG_FLAG_ABOVE_FIRST = 2,
    EG_FLAG_GOALS = 4,
    EG_FLAG_TESTS = 8,
    EG_FLAG_OVERALL = 16,
    EG_FLAG_DRAWN = 32,
    EG_FLAG_APART = 64,
    EG_FLAG_VALUES = 128,
    EG_FLAG_BY_RULE = 256,
    EG_FLAG_NOT_LOWER = 512,
    EG_FLAG_HIGHEST = 1024,
    EG_FLAG_REST = 2048,
    EG_FLAG_UNITS = 4096,
    EG_FLAG_SHARING = 8192,
    EG_FLAG_STATE = 16384,
    EG_FLAG_JOINT = 32768,
    EG_FLAG_ALSO_PAIR = 65536
};

static const eg_catalogue_row rows[] = {
#define EG_ROW(function, name_, set_, kinds_, scope_, uses_, flags, title_, definition_,       \
               formula_, when_, example_, traps_, source_)                                     \
    {.about = {.name = name_,                                                                  \
               .set = set_,                                                                    \
               .kinds = kinds_,                                                                \
               .scope = scope_,                                                                \
               .title = title_,                                                                \
               .definition = definition_,                                                      \
               .formula = formula_,                                                            \
               .when = when_,                                                                  \
               .example = example_,                                                            \
               .traps = traps_,                                                                \
               .source = source_},                                                             \
     .uses = uses_,                                                                            \
     .family = ((flags)&EG_FLAG_FAMILY) != 0,                                                  \
     .levels_above_first = ((flags)&EG_FLAG_ABOVE_FIRST) != 0,                                 \
     .only = ((flags)&EG_FLAG_REST) != 0      ? EG_REFERENCE_REST                              \
             : ((flags)&EG_FLAG_HIGHEST) != 0 ? EG_REFERENCE_HIGHEST                           \
             : ((flags)&EG_FLAG_STATE) != 0   ? EG_REFERENCE_STATE                             \
                                              : EG_REFERENCE_OVERALL,                            \
     .has_only = ((flags) & (EG_FLAG_OVERALL | EG_FLAG_REST | EG_FLAG_HIGHEST |                \
                             EG_FLAG_STATE | EG_FLAG_BY_RULE)) != 0,                           \
     .by_rule = ((flags)&EG_FLAG_BY_RULE) != 0,                                                \
     .apart = ((flags)&EG_FLAG_APART) != 0,                                                    \
     .values = ((flags)&EG_FLAG_VALUES) != 0,                                                  \
     .joint = ((flags)&EG_FLAG_JOINT) != 0,                                                    \
     .also_pair = ((flags)&EG_FLAG_ALSO_PAIR) != 0,                                            \
     .units = ((flags)&EG_FLAG_UNITS) != 0,                                                    \
     .not_lower = ((flags)&EG_FLAG_NOT_LOWER) != 0,                                            \
     .goals = ((flags)&EG_FLAG_GOALS) != 0,                                                    \
     .sharing = ((flags)&EG_FLAG_SHARING) != 0,                                                \
     .tests = ((flags)&EG_FLAG_TESTS) != 0,                                                    \
     .drawn = ((flags)&EG_FLAG_DRAWN) != 0,                                                    \
     .answer = eg_row_##function},
#include "statistics/catalogue.def"
#undef EG_ROW
};

size_t eg_catalogue_count(void)
{
    return sizeof rows / sizeof *rows;
}

const eg_catalogue_row *eg_catalogue_at(size_t index)
{
    return &rows[index];
}

size_t eg_statistics_count(void)
{
    return eg_catalogue_count();
}

const eg_statistic *eg_statistics_at(size_t index)
{
    return &rows[index].about;
}

/* "share:Proficient" and "share" both belong to "share:LEVEL". */
static bool names_family(eg_text name, eg_text family)
{
    size_t stem = 0;
    while (stem < family.n && family.at[stem] != ':')
        stem++;
    if (stem == family.n || name.n < stem)
        return false;
    eg_text start = {family.at, stem};
    return eg_text_equal((eg_text){name.at, stem}, start) &&
           (name.n == stem || name.at[stem] == ':');
}

const eg_statistic *eg_statistics_find(eg_text name)
{
    for (size_t i = 0; i < eg_catalogue_count(); i++)
        if (eg_text_is(name, rows[i].about.name))
            return &rows[i].about;
    for (size_t i = 0; i < eg_catalogue_count(); i++)
        if (names_family(name, eg_text_of(rows[i].about.name)))
            return &rows[i].about;
    return NULL;
}
