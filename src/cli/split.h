/* cli/split.h - a report for each unit of one kind. */
#ifndef EG_CLI_SPLIT_H
#define EG_CLI_SPLIT_H

#include "cli/outputs.h"

/*
 * Before anything is read: --split repeats the analysis within its column, whether --within
 * names it or not. EG_E_USAGE: standard output, a target that is no regular file, --since.
 */
EG_MUST_USE eg_status eg_split_prepare(const eg_session *session, const eg_outputs *outputs,
                                       eg_error *err);

/*
 * Writes every output once for each unit, as r-SLUG.csv beside r.csv, under temporary names;
 * *outputs are then those files, all for eg_outputs_publish. used (may be NULL): notes that
 * some report shows are marked.
 */
EG_MUST_USE eg_status eg_split_write(eg_outputs *outputs, const eg_session *session,
                                     const eg_paths *inputs, const eg_report *report,
                                     bool *used, eg_error *err);

#endif
