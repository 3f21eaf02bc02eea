#include "ext/iconvx.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

struct eg_iconvx {
    iconv_t handle;
    size_t unit; /* bytes to leave out where they are no character */
};

static const char replacement[3] = {'\xEF', '\xBF', '\xBD'};

/* Spellings people use that iconv does not know. */
static const char *iconv_name(const char *encoding)
{
    static const char *const spellings[][2] = {
        {"MacRoman", "MACINTOSH"}, {"mac-roman", "MACINTOSH"}, {"mac_roman", "MACINTOSH"},
        {"ansi", "CP1252"},        {"windows1252", "CP1252"},  {"utf16le", "UTF-16LE"},
        {"utf16be", "UTF-16BE"},   {"latin1", "ISO-8859-1"},
    };

    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        if (eg_text_same_word(eg_text_of(encoding), spellings[i][0]))
            return spellings[i][1];
    return encoding;
}

/* Code units of two or four bytes must be left out whole, or all that follows is out of step.
 */
static size_t unit_of(const char *encoding)
{
    static const struct {
        const char *starts;
        size_t unit;
    } wide[] = {{"UTF-16", 2}, {"UTF16", 2}, {"UCS-2", 2}, {"UCS2", 2},
                {"UTF-32", 4}, {"UTF32", 4}, {"UCS-4", 4}, {"UCS4", 4}};

    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        const size_t n = strlen(wide[i].starts);

        if (strlen(encoding) >= n && eg_text_same_word((eg_text){encoding, n}, wide[i].starts))
            return wide[i].unit;
    }
    return 1;
}

eg_status eg_iconvx_open(eg_iconvx **out, const char *encoding, eg_error *err)
{
    eg_iconvx *self = eg_alloc_zero(1, sizeof *self);

    *out = NULL;
    if (self == NULL)
        return eg_fail_memory(err);
    self->handle = iconv_open("UTF-8", iconv_name(encoding));
    if (self->handle == (iconv_t)-1) {
        const bool memory = errno == ENOMEM;

        eg_free(self);
        if (memory)
            return eg_fail_memory(err);
        return eg_fail(
            err, EG_E_USAGE,
            "the encoding \"%.60s\" is not known here; `iconv -l` lists those that are",
            encoding);
    }
    self->unit = unit_of(iconv_name(encoding));
    *out = self;
    return EG_OK;
}

void eg_iconvx_close(eg_iconvx *self)
{
    if (self == NULL)
        return;
    (void)iconv_close(self->handle);
    eg_free(self);
}

bool eg_iconvx_convert(eg_iconvx *self, eg_text in, bool last, size_t *used, eg_buffer *out,
                       size_t *bad)
{
    /* iconv takes the input as not const and does not change it. */
    union {
        const char *given;
        char *wanted;
    } at = {.given = in.at};
    size_t left = in.n;

    *bad = 0;
    while (left > 0) {
        char made[4096];
        char *to = made;
        size_t room = sizeof made;
        const size_t rc = iconv(self->handle, &at.wanted, &left, &to, &room);
        const int why = errno;

        eg_buffer_add(out, made, sizeof made - room);
        if (rc != (size_t)-1 || why == E2BIG)
            continue;
        if (why == EINVAL && !last)
            break;
        eg_buffer_add(out, replacement, sizeof replacement);
        (*bad)++;
        const size_t skip = why == EINVAL || left < self->unit ? left : self->unit;
        at.given += skip;
        left -= skip;
    }
    *used = in.n - left;
    return !out->failed;
}

eg_status eg_iconvx_table_of(eg_iconvx_table *table, const char *encoding, eg_error *err)
{
    iconv_t handle = iconv_open("UTF-8", iconv_name(encoding));

    if (handle == (iconv_t)-1)
        return eg_fail(err, EG_E_USAGE, "the encoding \"%.60s\" is not known here", encoding);
    for (size_t i = 0; i < 128; i++) {
        char byte = (char)(unsigned char)(128 + i);
        char *from = &byte;
        char *to = table->utf8[i];
        size_t left = 1;
        size_t room = sizeof table->utf8[i];

        if (iconv(handle, &from, &left, &to, &room) == (size_t)-1 || left != 0) {
            memcpy(table->utf8[i], replacement, sizeof replacement);
            room = sizeof table->utf8[i] - sizeof replacement;
            (void)iconv(handle, NULL, NULL, NULL, NULL);
        }
        table->n[i] = (uint8_t)(sizeof table->utf8[i] - room);
    }
    (void)iconv_close(handle);
    return EG_OK;
}
