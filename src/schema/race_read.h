/*
 * schema/race_read.h - the races a cell states, and what a student is counted as. Private to
 * the race_*.c files.
 */
#ifndef EG_SCHEMA_RACE_READ_H
#define EG_SCHEMA_RACE_READ_H

#include "schema/derived.h"
#include "schema/level_words.h"

enum { EG_STATED_MOST = 64 };

/* One group stated of a student. */
typedef struct {
    const char *label;
    eg_race race;
} eg_stated;

typedef struct {
    eg_stated at[EG_STATED_MOST];
    size_t n;
} eg_stated_list;

typedef struct {
    eg_coder *coder;
    const eg_axis *axis;
    eg_arena *arena;       /* settled's */
    const eg_words *words; /* all texts of the column of races; NULL: there is none */
    const char *column;    /* its name */
    const eg_code_scheme *scheme;
    const char *label[EG_RACES]; /* what a race is called here; NULL: by the table */
    bool failed;                 /* no memory */
} eg_race_reader;

/* Finds the codes and the names of races in reader->words. */
void eg_race_learn(eg_race_reader *reader);
/* The text lists several groups. */
bool eg_race_is_list(eg_race_reader *reader, eg_text text);
/* Adds what a cell of races states. */
void eg_race_state(eg_race_reader *reader, eg_text text, eg_stated_list *out);
void eg_stated_add(eg_stated_list *list, const char *label, eg_race race);
const char *eg_race_called(const eg_race_reader *reader, eg_race race);

enum { EG_COUNTED_MOST = 2 * EG_STATED_MOST };

/* What they are counted as: at most EG_COUNTED_MOST labels, NULL for want of memory; none:
 * nothing is stated. */
size_t eg_race_count_as(const eg_race_reader *reader, const eg_stated_list *stated,
                        eg_race_counting counting, const char **label);

#endif
