/* cli/audit_out.h - what an audit found, for the eye and for programs. */
#ifndef EG_CLI_AUDIT_OUT_H
#define EG_CLI_AUDIT_OUT_H

#include "equitygap/audit.h"

/* What was noticed about a file beside the figures. */
typedef struct {
    const char *name;
    bool report;        /* one of ours */
    const char *policy; /* eg_audit_policy */
    uint64_t
        differing; /* addresses that stand there more than once with different figures ... */
    uint64_t differing_rows; /* ... and their rows: set aside */
} eg_audited_file;

typedef struct {
    const eg_audit_result *result;
    const eg_audited_file *files;
    size_t n_files;
    uint64_t width; /* asked for; 0: none */
} eg_audited;

void eg_audit_text_out(eg_buffer *out, const eg_audited *audited);
void eg_audit_json_out(eg_buffer *out, const eg_audited *audited);

#endif
