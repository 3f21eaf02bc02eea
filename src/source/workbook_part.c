/* One part of a workbook through expat. */
#include <string.h>

#include "source/workbook.h"

enum { CHUNK = 128 * 1024, CHUNKS_A_PULSE = 8 };

#define AGAIN "open it in a spreadsheet and save it again"

eg_status eg_workbook_fail_damaged(const char *name, const char *how, eg_error *err)
{
    return eg_fail(err, EG_E_IO, "this workbook is damaged (%.100s: %s); " AGAIN, name, how);
}

eg_status eg_workbook_fail_zip(eg_zipx_result result, const char *name, eg_error *err)
{
    switch (result) {
    case EG_ZIPX_OK:
        break;
    case EG_ZIPX_MEMORY:
        return eg_fail_memory(err);
    case EG_ZIPX_DAMAGED:
        return eg_fail(err, EG_E_IO,
                       "this workbook or zip archive is damaged or cut short; fetch it again, "
                       "or " AGAIN);
    case EG_ZIPX_ABSENT:
        return eg_workbook_fail_damaged(name, "missing", err);
    case EG_ZIPX_ENCRYPTED:
        return eg_fail(err, EG_E_INPUT,
                       "this workbook is protected by a password; save it without one");
    case EG_ZIPX_METHOD:
        return eg_fail(err, EG_E_INPUT, "this workbook is packed in an unusual way; " AGAIN);
    case EG_ZIPX_BOMB:
        return eg_fail(err, EG_E_LIMIT,
                       "this workbook unpacks to far more than a table would; save the sheet "
                       "as CSV UTF-8 and give that file");
    }
    return eg_fail(err, EG_E_BUG, "a workbook failed without a reason");
}

static eg_status fail_xml(const eg_workbook_part *part, eg_expatx_result result, eg_error *err)
{
    switch (result) {
    case EG_EXPATX_MEMORY:
        return eg_fail_memory(err);
    case EG_EXPATX_DOCTYPE:
        return eg_fail(err, EG_E_INPUT,
                       "this workbook declares a document type (%.100s), as no spreadsheet "
                       "does; " AGAIN,
                       part->name);
    case EG_EXPATX_TOO_MUCH:
        return eg_fail(err, EG_E_LIMIT,
                       "this workbook's XML is not as spreadsheets write it (%.100s); " AGAIN,
                       part->name);
    case EG_EXPATX_DAMAGED:
    case EG_EXPATX_OK:
    case EG_EXPATX_PAUSED:
    case EG_EXPATX_STOPPED:
        break;
    }
    return eg_workbook_fail_damaged(part->name, "not well-formed", err);
}

eg_status eg_workbook_part_open(eg_workbook_part *part, eg_zipx *zip, const char *name,
                                const eg_expatx_handlers *handlers, void *context,
                                eg_error *err)
{
    const eg_pulse *pulse = part->pulse;
    eg_zipx_result result;

    *part = (eg_workbook_part){.name = name, .pulse = pulse};
    result = eg_zipx_part_open(&part->part, zip, name);
    if (result != EG_ZIPX_OK)
        return eg_workbook_fail_zip(result, name, err);
    part->xml = eg_expatx_new(handlers, context);
    if (part->xml == NULL) {
        eg_workbook_part_close(part);
        return eg_fail_memory(err);
    }
    return EG_OK;
}

void eg_workbook_part_close(eg_workbook_part *part)
{
    eg_expatx_free(part->xml);
    eg_zipx_part_close(part->part);
    eg_free(part->bytes);
    part->xml = NULL;
    part->part = NULL;
    part->bytes = NULL;
}

static eg_status take(eg_workbook_part *part, char *to, size_t *got, eg_error *err)
{
    const eg_zipx_result result = eg_zipx_part_read(part->part, to, CHUNK, got);

    if (result != EG_ZIPX_OK)
        return eg_workbook_fail_zip(result, part->name, err);
    part->ended = *got == 0;
    return ++part->turns % CHUNKS_A_PULSE == 0 ? eg_pulse_check(part->pulse, err) : EG_OK;
}

/* The handlers have enough; what is left is read for its checksum. */
static eg_status drain(eg_workbook_part *part, eg_error *err)
{
    char *room = eg_alloc(CHUNK, 1);
    eg_status st = room != NULL ? EG_OK : eg_fail_memory(err);
    size_t got = 0;

    while (st == EG_OK && !part->ended)
        st = take(part, room, &got, err);
    eg_free(room);
    part->done = st == EG_OK;
    return st;
}

static eg_status after(eg_workbook_part *part, eg_expatx_result result, const eg_status *failed,
                       eg_error *err)
{
    part->paused = result == EG_EXPATX_PAUSED;
    if (*failed != EG_OK)
        return *failed;
    if (result == EG_EXPATX_STOPPED)
        return drain(part, err);
    if (result != EG_EXPATX_OK && result != EG_EXPATX_PAUSED)
        return fail_xml(part, result, err);
    return EG_OK;
}

eg_status eg_workbook_part_run(eg_workbook_part *part, const eg_status *failed, eg_error *err)
{
    eg_status st = EG_OK;

    while (st == EG_OK && !part->done) {
        char *room = eg_expatx_room(part->xml, CHUNK);
        size_t got = 0;

        st = room != NULL ? take(part, room, &got, err) : eg_fail_memory(err);
        if (st == EG_OK) {
            part->done = part->ended;
            st = after(part, eg_expatx_feed(part->xml, got, part->ended), failed, err);
        }
    }
    return st;
}

eg_status eg_workbook_part_fill(eg_workbook_part *part, eg_error *err)
{
    size_t got = 0;
    eg_status st;

    if (part->bytes == NULL)
        part->bytes = eg_alloc(2 * CHUNK, 1);
    if (part->bytes == NULL)
        return eg_fail_memory(err);
    part->n -= part->at;
    memmove(part->bytes, part->bytes + part->at, part->n);
    part->at = 0;
    if (part->n > CHUNK)
        return EG_OK; /* full: whoever waits for more must do without */
    st = take(part, part->bytes + part->n, &got, err);
    part->n += got;
    return st;
}

eg_status eg_workbook_part_step(eg_workbook_part *part, size_t n, const eg_status *failed,
                                eg_error *err)
{
    char *room;

    if (part->paused)
        return after(part, eg_expatx_resume(part->xml), failed, err);
    room = eg_expatx_room(part->xml, n + 1);
    if (room == NULL)
        return eg_fail_memory(err);
    memcpy(room, part->bytes + part->at, n);
    part->at += n;
    part->done = n == 0;
    return after(part, eg_expatx_feed(part->xml, n, n == 0), failed, err);
}

/* NOLINTNEXTLINE(readability-function-size): what opening and running take, together */
eg_status eg_workbook_part_read(eg_workbook_part *part, eg_zipx *zip, const char *name,
                                const eg_expatx_handlers *handlers, void *context,
                                const eg_status *failed, eg_error *err)
{
    eg_status st = eg_workbook_part_open(part, zip, name, handlers, context, err);

    if (st == EG_OK)
        st = eg_workbook_part_run(part, failed, err);
    eg_workbook_part_close(part);
    return st;
}
