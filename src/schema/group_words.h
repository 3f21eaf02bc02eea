/*
 * schema/group_words.h - the one table of group names in aggregate files (group_words.def):
 * which dimension a group belongs to, and which names mean everybody.
 */
#ifndef EG_SCHEMA_GROUP_WORDS_H
#define EG_SCHEMA_GROUP_WORDS_H

#include "equitygap/base.h"

/* Reads nothing but letters and digits, whatever their case. */
bool eg_group_is_total(eg_text name);
/* "race_ethnicity", "gender", ...; NULL: not known. */
const char *eg_group_dimension(eg_text name);

/* Is it one of names, which are folded so and separated by one blank? */
bool eg_group_named(const char *names, eg_text name);

#endif
