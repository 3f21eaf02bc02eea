/* ext/zip_splice.h - one part of a zip archive anew, without a library: the others stay. */
#ifndef EG_EXT_ZIP_SPLICE_H
#define EG_EXT_ZIP_SPLICE_H

#include "equitygap/base.h"

typedef enum { EG_SPLICE_OK, EG_SPLICE_MEMORY, EG_SPLICE_DAMAGED } eg_splice_result;

/*
 * `archive` is a whole file's bytes, before and after: as libxlsxwriter writes it, sizes in its
 * heads, under 4 GiB, no comment. The other parts stay as they are, byte for byte; the one of
 * this name holds `part`, packed quickly, by up to so many threads. The same bytes every time.
 * On a failure the archive is unusable.
 */
EG_MUST_USE eg_splice_result eg_zip_splice(eg_buffer *archive, const char *name, eg_text part,
                                           size_t threads);

#endif
