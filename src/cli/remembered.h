/* cli/remembered.h - the ledger of a run: read before, written before anything is published. */
#ifndef EG_CLI_REMEMBERED_H
#define EG_CLI_REMEMBERED_H

#include "cli/command.h"
#include "equitygap/job.h"

typedef struct {
    const char *path;  /* NULL: none is kept */
    eg_ledger *ledger; /* NULL: likewise */
    eg_buffer bytes;   /* of the file as it was read; empty: there was none */
    eg_sink *sink;
} eg_remembered;

/* Reads --ledger, if it is asked for; a file that is not there is an empty one. EG_E_USAGE: of
 * an internal edition, or its reports follow another policy. */
EG_MUST_USE eg_status eg_remembered_open(eg_remembered *out, const eg_session *session,
                                         eg_error *err);
/*
 * What this report says together with earlier ones is attacked as the audit does; where
 * something follows, less of that year is published. EG_E_DISCLOSURE: that was not enough.
 */
EG_MUST_USE eg_status eg_guard_together(const eg_remembered *remembered, eg_job *job,
                                        const eg_settings *settings, const eg_control *control,
                                        eg_error *err);
/*
 * This report is about to be published: writes that down. Before it, so that nothing is ever
 * published that the ledger does not know. EG_E_IO: another run has written it meanwhile.
 */
EG_MUST_USE eg_status eg_remember(eg_remembered *remembered, const eg_job *job, eg_error *err);
void eg_remembered_close(eg_remembered *remembered);

#endif
