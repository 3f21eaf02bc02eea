/* report_group.c - what groups and figures are called, for whatever shows them. */
#include <string.h>

#include "language/language.h"
#include "report/index.h"

const char *eg_group_part(const char *group, const eg_language *language, eg_buffer *part)
{
    static const char *const ours[] = {EG_T("All students"), EG_T("Unknown")};
    eg_buffer_rewind(part);
    const char *c = group;
    for (; *c != '\0' && *c != '*'; c++) {
        if (*c == '\\' && (c[1] == '*' || c[1] == '\\')) {
            c++;
        }
        eg_buffer_add_char(part, *c);
    }
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        if (strcmp(eg_buffer_string(part), ours[i]) == 0) {
            eg_buffer_rewind(part);
            eg_buffer_add_string(part, eg_language_word(language, ours[i]));
            break;
        }
    }
    return *c == '\0' ? NULL : c + 1;
}

bool eg_fact_is_level(const eg_fact *fact, const eg_report_outcome *outcome)
{
    const char *name = eg_outcome_statistic(outcome);
    const char *cut = eg_outcome_cut(outcome);
    size_t n = strlen(name);
    return strcmp(fact->outcome, outcome->name) == 0 &&
           strncmp(fact->statistic, name, n) == 0 &&
           (fact->statistic[n] == '\0' || (cut != NULL && fact->statistic[n] == ':' &&
                                           strcmp(fact->statistic + n + 1, cut) == 0));
}
