/* cli/saved.h - reports read back from files, and what changed between two. */
#ifndef EG_CLI_SAVED_H
#define EG_CLI_SAVED_H

#include "cli/command.h"
#include "equitygap/compare.h"

/* All of a file; EG_E_LIMIT over `most` bytes, with the remedy. */
EG_MUST_USE eg_status eg_read_whole(eg_buffer *bytes, const char *path, size_t most,
                                    const char *remedy, eg_error *err);
/* The JSON report at path; EG_E_IO, EG_E_INPUT. *name (arena): its file name, without folder.
 */
EG_MUST_USE eg_status eg_saved_open(eg_saved **out, const char *path, eg_error *err);
/* The file's name without its folder; part of path. */
const char *eg_file_name(const char *path);

/* Puts what changed since an earlier report into this one; --since named it. */
EG_MUST_USE eg_status eg_since(eg_report *report, const eg_saved *earlier,
                               const eg_session *session, eg_error *err);

#endif
