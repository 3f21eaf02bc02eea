#include "cli/remembered.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/outputs.h"
#include "cli/saved.h"
#include "schema/policies.h"

enum { MODE_PRIVATE = 0600 };

/* A state's ledger of many years. */
#define MOST ((size_t)8 << 30)

static eg_status read_bytes(eg_buffer *bytes, const char *path, eg_error *err)
{
    struct stat there;
    if (stat(path, &there) != 0)
        return EG_OK; /* whether it can be made is looked at by itself */
    return eg_read_whole(bytes, path, MOST, "begin a new one for new years", err);
}

/* What one policy shows and another hides can come to more than either lets follow. */
static eg_status check_rules(const eg_remembered *r, const eg_settings *settings, eg_error *err)
{
    for (uint32_t p = 1; p <= eg_ledger_publications(r->ledger); p++)
        if (!eg_rules_same(eg_ledger_rules(r->ledger, p), &settings->rules))
            return eg_fail(err, EG_E_USAGE,
                           "--ledger %s: its reports were made by another policy (--policy, "
                           "--tails and the like); keep to that one, or begin a new ledger and "
                           "give the last report of the old one with the new one to equitygap "
                           "audit",
                           r->path);
    return EG_OK;
}

eg_status eg_remembered_open(eg_remembered *out, const eg_session *session, eg_error *err)
{
    out->path = session->settings->ledger;
    if (out->path == NULL)
        return EG_OK;
    if (session->settings->edition == EG_EDITION_INTERNAL)
        return eg_fail(err, EG_E_USAGE,
                       "--ledger remembers what is published, and an internal edition is not: "
                       "leave out one of --ledger and --edition internal");
    eg_status status = eg_can_write(out->path, "--ledger", err);
    if (status == EG_OK)
        status = read_bytes(&out->bytes, out->path, err);
    if (status != EG_OK)
        return status;
    if (out->bytes.n == 0) {
        out->ledger = eg_ledger_new();
        return out->ledger == NULL ? eg_fail_memory(err) : EG_OK;
    }
    status = eg_ledger_parse(&out->ledger, (eg_text){out->bytes.at, out->bytes.n}, err);
    if (status != EG_OK)
        eg_error_place(err, out->path, err->line, 0, NULL);
    return status == EG_OK ? check_rules(out, session->settings, err) : status;
}

/* Two runs at a time would forget what one of them published. */
static eg_status check_unchanged(const eg_remembered *r, eg_error *err)
{
    eg_buffer now = {0};
    eg_status status = read_bytes(&now, r->path, err);
    bool same = now.n == r->bytes.n && (now.n == 0 || memcmp(now.at, r->bytes.at, now.n) == 0);
    eg_buffer_clear(&now);
    if (status == EG_OK && !same)
        return eg_fail(err, EG_E_IO,
                       "--ledger %s: another run has written it meanwhile, so nothing was "
                       "published; run this one again, and one at a time",
                       r->path);
    return status;
}

eg_status eg_remember(eg_remembered *r, const eg_job *job, eg_error *err)
{
    bool same = false;
    if (r->ledger == NULL)
        return EG_OK;
    eg_status status = eg_job_remember(job, r->ledger, &same, err);
    if (status == EG_OK)
        status = check_unchanged(r, err);
    if (status != EG_OK || same)
        return status;
    status = eg_sink_open_file(&r->sink, r->path, MODE_PRIVATE, err);
    if (status == EG_OK)
        status = eg_ledger_write(r->ledger, r->sink, err);
    return status == EG_OK ? eg_sink_publish(r->sink, err) : status;
}

void eg_remembered_close(eg_remembered *r)
{
    eg_ledger_free(r->ledger);
    eg_buffer_clear(&r->bytes);
    eg_sink_close(r->sink);
}
