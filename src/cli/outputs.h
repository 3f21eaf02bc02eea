/*
 * cli/outputs.h - where reports go: formats by extension, no output over an input, everything
 * written before anything gets its name.
 */
#ifndef EG_CLI_OUTPUTS_H
#define EG_CLI_OUTPUTS_H

#include "cli/command.h"
#include "equitygap/base.h"
#include "equitygap/report.h"
#include "equitygap/source.h"
#include "equitygap/write.h"

typedef struct {
    const char *path; /* NULL: standard output */
    const eg_writer *writer;
    eg_sink *sink;
} eg_output;

typedef struct {
    eg_output *at; /* standard output, if asked for, is the last */
    size_t n;
    const char *rejects_path; /* NULL: not asked for */
    eg_sink *rejects;
    const char *cube_path; /* of --save-cube; NULL: not asked for */
    eg_sink *cube;
} eg_outputs;

/* Files that may not be written: the inputs. */
typedef struct {
    const char *const *at;
    size_t n;
} eg_paths;

/*
 * Decides on formats and refuses what cannot be (EG_E_USAGE: unknown format or extension, an
 * output that is an input, two outputs that are one file; EG_E_IO: its folder is not there or
 * not writable). Opens the files of rejects and of the saved cube. Everything but sinks is in
 * the session's arena.
 */
EG_MUST_USE eg_status eg_outputs_plan(eg_outputs *out, const eg_session *session,
                                      const eg_paths *inputs, eg_error *err);
/* Frees; temporary files that have no name yet are removed. */
void eg_outputs_close(eg_outputs *outputs);
/* For eg_source_options.reject: context is the eg_outputs. Writes file,line,reason,record. */
void eg_outputs_reject(void *context, const eg_reject *reject);
/* Writes and finishes everything; only standard output is seen by anybody yet. */
EG_MUST_USE eg_status eg_outputs_write(eg_outputs *outputs, const eg_session *session,
                                       const eg_report *report, eg_error *err);
/* Some of them, by as many threads as the settings allow: their bytes are on the disk, under
 * temporary names. What fails is what would fail first, were they written one by one. */
EG_MUST_USE eg_status eg_outputs_write_files(eg_output *at, size_t n, const eg_session *session,
                                             const eg_report *report, eg_error *err);
/* /dev/null and the like, which are written in place. */
bool eg_is_special(const char *path);
/* Gives every file its name. The error of a failed rename tells the names already replaced. */
EG_MUST_USE eg_status eg_outputs_publish(eg_outputs *outputs, eg_error *err);
/* Finishes and publishes the rejects alone: for a run that ends because of them. */
EG_MUST_USE eg_status eg_outputs_publish_rejects(eg_outputs *outputs, eg_error *err);

/* 0666 without what the process's umask takes away. */
unsigned eg_file_mode(void);
/* Are the two the same existing file, or the same path? b: - is what standard input reads. */
bool eg_same_file(const char *a, const char *b);
/* EG_E_IO when path cannot be created: no folder, no permission, a folder itself. what:
 * "--output". */
EG_MUST_USE eg_status eg_can_write(const char *path, const char *what, eg_error *err);

#endif
