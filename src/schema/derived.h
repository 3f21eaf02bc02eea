/*
 * schema/derived.h - axes composed of several columns: what they are made of, how their raw
 * levels are numbered, and what a raw level stands for. Private to the schema layer.
 */
#ifndef EG_SCHEMA_DERIVED_H
#define EG_SCHEMA_DERIVED_H

#include "schema/coder.h"
#include "schema/race.h"

typedef enum {
    EG_PART_FLAG,     /* yes: the student is of the group */
    EG_PART_HISPANIC, /* yes or no, or a word that says so */
    EG_PART_RACE,     /* one race, or a list of them */
    EG_PART_STRING    /* 1 at a position: the student is of its group */
} eg_part_kind;

typedef struct {
    uint32_t at; /* STRING: from 0 */
    const char *label;
    eg_race race;
} eg_part_group;

typedef struct {
    eg_part_kind kind;
    int32_t field;               /* of select */
    const char *column;          /* header as written */
    const eg_part_group *groups; /* FLAG: one; STRING: each position; HISPANIC: one */
    size_t n_groups;
} eg_part;

enum { EG_PARTS_MOST = 64 };

struct eg_derived {
    const eg_part *parts;
    size_t n_parts;
    bool recognised; /* by the columns' names, not the config */
};

/* See eg_axis of schema.h. */
typedef struct eg_derived eg_derived;

#define EG_PART_SEPARATOR '\x1f'

/* The parts of a raw level's label, which eg_axis_label gives joined; n_parts of them. */
void eg_derived_split(eg_text label, eg_text *part, size_t n_parts);

/* ---- coder (derived_code.c) ---- */
EG_MUST_USE eg_status eg_derived_coder_init(eg_axis_coder *axis, eg_error *err);
void eg_derived_coder_clear(eg_axis_coder *axis);
EG_MUST_USE eg_status eg_derived_code(eg_coder *coder, size_t axis, const eg_selection *s,
                                      uint32_t *level, eg_error *err);

/* ---- settling (race_read.c) ---- */

/* Raw level r is in the groups label[from[r]] .. label[from[r + 1] - 1]. from NULL: as it
 * stands. */
typedef struct {
    uint32_t *from;
    const char **label;
    size_t n, capacity;
    const char *scheme; /* codes that were given labels; NULL */
} eg_reading;

/*
 * What the raw levels of a race column or a composed axis stand for, by its counting; of any
 * other axis nothing. Adds notes. Clear *out in any case.
 */
EG_MUST_USE eg_status eg_race_read(eg_coder *coder, size_t axis, eg_settled *settled,
                                   eg_reading *out, eg_error *err);
void eg_reading_clear(eg_reading *out);
/* After all axes: what a reader of race groups should know. */
EG_MUST_USE eg_status eg_race_notes(const eg_coder *coder, eg_settled *settled, eg_error *err);

#define EG_MORE_THAN_ONE "More than one group"

#endif
