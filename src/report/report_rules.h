/* report/report_rules.h - the rules of hiding, where they are not those of the default policy.
 */
#ifndef EG_REPORT_RULES_H
#define EG_REPORT_RULES_H

#include "equitygap/report.h"
#include "language/language.h"
#include "report/setting_list.h"

/* A policy by name other than the default one, or numbers that are not its. */
bool eg_report_has_rules(const eg_settings *settings);
/* Where there are any. */
void eg_settings_put_rules(eg_setting_list *list, const eg_settings *settings);
/* Sets report->hiding of a public edition, in the report's language. */
EG_MUST_USE eg_status eg_report_rules_make(const eg_settings *settings,
                                           const eg_language *language, eg_arena *arena,
                                           eg_report *report, eg_error *err);

/* What a public edition hides, in English with the place {min}: a sentence, and what stands
 * after "Edition:". */
const char *eg_report_public_sentence(const eg_report *report);
const char *eg_report_public_line(const eg_report *report);

#endif
