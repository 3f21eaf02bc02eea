/* source/source.h - the source with its seams in sight, for trying what lies across the edge of
 * a block.
 */
#ifndef EG_SOURCE_SOURCE_H
#define EG_SOURCE_SOURCE_H

#include "equitygap/source.h"
#include "source/file.h"

typedef struct {
    eg_text memory; /* at not NULL: read this, and the one path is only its name */
    eg_source_sizes sizes;
} eg_source_seams;

struct eg_source {
    eg_source_options options;
    eg_source_sizes sizes;
    eg_pulse pulse;
    eg_arena *arena;
    eg_file *files;
    size_t n_files;
    eg_text memory; /* of the one file that has no path */

    int32_t *columns; /* as selected, file by file */
    size_t n_columns;
    bool selected;
    eg_block block;
    size_t at; /* the file being read */
    bool begun;
    uint64_t rows;
    uint64_t bytes_total;  /* 0: not known */
    uint64_t bytes_before; /* of the files that are done */
    eg_status failed;      /* EG_OK until reading failed */
};

/* The file whose turn it is: open, and the block turned to it. */
EG_MUST_USE eg_status eg_source_begin(eg_source *source, eg_error *err);
void eg_source_end(eg_source *source);
/* Every column of the first file; of the others the first of the same name. */
EG_MUST_USE eg_status eg_source_select_all(eg_source *source, eg_error *err);

/* As eg_source_open. */
EG_MUST_USE eg_status eg_source_open_seams(eg_source **out, const char *const *paths,
                                           size_t n_paths, const eg_source_options *options,
                                           const eg_source_seams *seams, eg_error *err);

#endif
