/*
 * schema/alias.h - the one table of column names (alias.def) and how a header is looked up in
 * it.
 */
#ifndef EG_SCHEMA_ALIAS_H
#define EG_SCHEMA_ALIAS_H

#include "equitygap/schema.h"

/* Flags of a row. */
enum { EG_ALIAS_LOWER = 1, EG_ALIAS_ABOVE_ZERO = 2 };

typedef enum { EG_MATCH_EXACT, EG_MATCH_SUFFIX, EG_MATCH_PREFIX, EG_MATCH_LAST } eg_match;

typedef struct {
    eg_match match;
    eg_role role;
    const char *concept;
    eg_kind kind;
    unsigned flags;
    const char *spellings;
} eg_alias;

/* A header's row and how near the table's top its spelling stands; row NULL: not known. */
typedef struct {
    const eg_alias *row;
    uint32_t rank;
} eg_alias_hit;

/*
 * Appends a name as spellings are compared: ASCII letters in lower case and digits. A name with
 * other letters keeps all its bytes, so that it cannot be taken for a shorter one.
 */
void eg_alias_normalise(eg_text name, eg_buffer *out);

/* scratch is reset and used; after a failed growth nothing is known. */
eg_alias_hit eg_alias_find(eg_text name, eg_buffer *scratch);

/* "race/ethnicity"; the concept itself when it has no words. */
const char *eg_concept_words(const char *concept);

/* Every exact spelling, for tests: false at the end. */
bool eg_alias_at(size_t index, eg_text *spelling, const eg_alias **row);

#endif
