/* source/source.h - the source with its sizes, for trying what lies across the edge of a block.
 */
#ifndef EG_SOURCE_SOURCE_H
#define EG_SOURCE_SOURCE_H

#include "equitygap/source.h"
#include "source/stage.h"

/* As eg_source_open; memory.at not NULL: the one path is only a name. */
EG_MUST_USE eg_status eg_source_open_sized(eg_source **out, const char *const *paths,
                                           size_t n_paths, eg_text memory,
                                           const eg_source_options *options,
                                           const eg_source_sizes *sizes, eg_error *err);

#endif
