/* cli/slug.h - names of units as parts of file names. */
#ifndef EG_CLI_SLUG_H
#define EG_CLI_SLUG_H

#include "equitygap/base.h"

/*
 * A slug for each name: lower case ASCII letters and digits, words joined by single dashes, at
 * most 60 characters; letters with marks lose them, other signs are dashes; "unit" where
 * nothing is left. Slugs that would be one, in order of the names: lincoln, lincoln-2,
 * lincoln-3. In the arena; NULL: no memory.
 */
const char **eg_slugs(const char *const *names, size_t n, eg_arena *arena);

#endif
