/*
 * schema/race.h - the one table of races and their words (race.def).
 */
#ifndef EG_SCHEMA_RACE_H
#define EG_SCHEMA_RACE_H

#include "equitygap/base.h"

/* The groups of the federal standard of 2024, and what is said instead of one. */
typedef enum {
    EG_RACE_OTHER, /* no word of the table: a group of its own, by its word */
    EG_RACE_HISPANIC,
    EG_RACE_NOT_HISPANIC,
    EG_RACE_AMERICAN_INDIAN,
    EG_RACE_ASIAN,
    EG_RACE_BLACK,
    EG_RACE_PACIFIC,
    EG_RACE_WHITE,
    EG_RACE_MIDDLE_EASTERN,
    EG_RACE_TWO, /* several that are not told */
    EG_RACE_UNSTATED,
    EG_RACES
} eg_race;

/* What a word means; letters and digits count, whatever their case. Accents make it another
 * word. */
eg_race eg_race_of(eg_text word);
/*
 * The same for the name of a yes/no column, behind words such as ethnicityflag. *detail: it
 * names a part of the race (Chinese) or none, and what is left of the name is *own.
 */
eg_race eg_race_of_column(eg_text name, eg_text *own, bool *detail);
const char *eg_race_label(eg_race race);

#endif
