/*
 * schema/spec_parse.h - the small languages of the command line: lists of names, crosses,
 * outcomes, conditions, references, numbers.
 *
 * A name that holds a separator (, * : = and whatever else the place separates with) is written
 * between double quotes, a quote in it twice: "Total, all". Blanks around a name are dropped.
 */
#ifndef EG_SCHEMA_SPEC_PARSE_H
#define EG_SCHEMA_SPEC_PARSE_H

#include "equitygap/schema.h"

/* Who is asking, for messages, and where results go. */
typedef struct {
    eg_arena *arena;
    const char *who; /* "--by", "key \"by\"": how a message begins */
    eg_status wrong; /* EG_E_USAGE or EG_E_CONFIG */
    eg_error *err;
} eg_spec;

/* Records "WHO: text" and returns spec->wrong. */
eg_status eg_spec_fail(const eg_spec *spec, const char *format, ...) EG_PRINTF(2, 3);

/* As much of a slice as a message shows, for %.*s; cut between characters. */
int eg_spec_shown(eg_text text);
#define EG_SHOWN(text) eg_spec_shown(text), ((text).n > 0 ? (text).at : "")

/* ---- lists ---------------------------------------------------------------------------------
 */

/* Room for one more item behind n: the old array or a larger copy. NULL: no memory. */
void *eg_spec_grow(eg_arena *arena, void *old, size_t n, size_t size);
/* Appends; text is copied. */
EG_MUST_USE eg_status eg_strings_add(eg_arena *arena, eg_strings *list, eg_text text,
                                     eg_error *err);
bool eg_strings_have(const eg_strings *list, const char *text);

/* `a,"b, c",d`: appends the names to *out. At least one; an empty one is an error. */
EG_MUST_USE eg_status eg_names_split(const eg_spec *spec, eg_text list, eg_strings *out);
/* "gender,age:number": names, and which of them are numbers. */
EG_MUST_USE eg_status eg_spec_covariates(const eg_spec *spec, eg_text list, eg_strings *names,
                                         eg_strings *numbers);
/*
 * name, or between quotes when a list would otherwise misread it (, * : = in it, a quote or
 * blank at its ends, nothing in it). NULL: no memory. The result may be name itself.
 */
const char *eg_name_quote(eg_arena *arena, const char *name);
/* One name alone, quoted or not; only a quoted one may be empty. stops: what may not be in an
 * unquoted one; *rest is what follows, beginning with a stop. */
EG_MUST_USE eg_status eg_spec_name(const eg_spec *spec, eg_text *rest, const char *stops,
                                   const char **out);
/* Steps over c; false: something else stands here, or nothing. */
bool eg_spec_step(eg_text *rest, char c);

/* ---- values --------------------------------------------------------------------------------
 */

/* `a,b*c`: appends; a cross has two to four different columns; an item that is there already is
 * left out. */
EG_MUST_USE eg_status eg_spec_by(const eg_spec *spec, eg_text text, eg_by **items, size_t *n);
/* `[NAME=]COL[:KIND][:lower|:higher]`; *out is filled whole. */
EG_MUST_USE eg_status eg_spec_outcome(const eg_spec *spec, eg_text text, eg_outcome_spec *out);
/* `@NAME[(COL[,COL])][:lower|:higher]`, and NAME alone (spec_parse_recipe.c): sets recipe. */
EG_MUST_USE eg_status eg_spec_recipe(const eg_spec *spec, eg_text text, eg_outcome_spec *out);
EG_MUST_USE eg_status eg_spec_recipe_name(const eg_spec *spec, eg_text name,
                                          eg_outcome_spec *out);
/* KIND alone: sets kind and success, compare and threshold, or levels. */
EG_MUST_USE eg_status eg_spec_kind(const eg_spec *spec, eg_text text, eg_outcome_spec *out);
/* "lower" or "higher" */
EG_MUST_USE eg_status eg_spec_direction(const eg_spec *spec, eg_text text,
                                        eg_outcome_spec *out);
/* Steps over the sign of a comparison; EG_COMPARE_NONE when none stands here. */
eg_compare eg_spec_comparison(eg_text *rest);
/* `grade=8`, `grade in 3,4,5`, `days>=30`; `!=`, `<`, `<=`, `>`. */
EG_MUST_USE eg_status eg_spec_where(const eg_spec *spec, eg_text text, eg_where *out);
/* `rest`, `overall`, `highest`, `DIM=LEVEL`, `goal=NUMBER`. */
EG_MUST_USE eg_status eg_spec_reference(const eg_spec *spec, eg_text text, eg_reference *out);
bool eg_reference_same(const eg_reference *a, const eg_reference *b);

/* Index of text in words (separated by single spaces); suggests the nearest. */
EG_MUST_USE eg_status eg_spec_choice(const eg_spec *spec, eg_text text, const char *words,
                                     unsigned *index);
/* Digits only, least <= *out <= most. */
EG_MUST_USE eg_status eg_spec_whole(const eg_spec *spec, eg_text text, uint64_t least,
                                    uint64_t most, uint64_t *out);
/* 0.95 or 95%, both ends excluded. */
EG_MUST_USE eg_status eg_spec_level(const eg_spec *spec, eg_text text, double *out);
/* 0.01 or 1%, both ends included, but a bare 1 is refused: it may be meant as 1%. */
EG_MUST_USE eg_status eg_spec_share(const eg_spec *spec, eg_text text, double *out);
/* One ASCII character, or its name, or `auto` (0). */
EG_MUST_USE eg_status eg_spec_delimiter(const eg_spec *spec, eg_text text, char *out);

#endif
