/* source/source.h - the source with its seams in sight, for trying what lies across the edge of
 * a block.
 */
#ifndef EG_SOURCE_SOURCE_H
#define EG_SOURCE_SOURCE_H

#include "equitygap/source.h"
#include "source/stage.h"

typedef struct {
    eg_text memory; /* at not NULL: read this, and the one path is only its name */
    eg_source_sizes sizes;
} eg_source_seams;

/* As eg_source_open. */
EG_MUST_USE eg_status eg_source_open_seams(eg_source **out, const char *const *paths,
                                           size_t n_paths, const eg_source_options *options,
                                           const eg_source_seams *seams, eg_error *err);

#endif
