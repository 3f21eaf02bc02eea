/*
 * cli/tell.h - the one place that prints: data to standard output, messages to standard error.
 */
#ifndef EG_CLI_TELL_H
#define EG_CLI_TELL_H

#include "equitygap/base.h"

/* Everything in buffer to standard output. EG_E_PIPE: the reader went away. */
EG_MUST_USE eg_status eg_tell_out(eg_buffer *buffer, eg_error *err);
/* "equitygap: MESSAGE" with its line end; nothing is said of a failure to say it. */
void eg_tell_error(const eg_error *error);
/* Text as it is, to standard error. */
void eg_tell_text(const char *text);
void eg_tell_line(const char *format, ...) EG_PRINTF(1, 2);

/*
 * Notices of a run: the first ten alike (their text, numbers apart) as they are, the rest
 * counted.
 */
#define EG_NOTICES_ALIKE 10
#define EG_NOTICES_KINDS 32
typedef struct {
    eg_buffer lines;
    struct {
        uint64_t count;
        char folded[128];
        char sample[256];
    } kind[EG_NOTICES_KINDS];
    size_t n_kinds;
    bool all; /* -v: no summary */
} eg_notices;

void eg_notices_init(eg_notices *notices, bool all);
void eg_notices_clear(eg_notices *notices);
/* For eg_job_options.notice: context is the eg_notices. */
void eg_notices_add(void *context, const eg_error *notice);
/* All lines and summaries, as standard error gets them. */
const char *eg_notices_text(eg_notices *notices);
void eg_notices_tell(eg_notices *notices);

#endif
