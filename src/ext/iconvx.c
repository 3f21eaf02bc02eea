#include "ext/iconvx.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

struct eg_iconvx {
    iconv_t handle;
    size_t unit; /* bytes to leave out where they are no character */
};

static const char replacement[3] = {'\xEF', '\xBF', '\xBD'};

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

eg_iconvx *eg_iconvx_new(const char *encoding)
{
    eg_iconvx *self = eg_alloc_zero(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->handle = iconv_open("UTF-8", encoding);
    if (self->handle == (iconv_t)-1) {
        eg_free(self);
        return NULL;
    }
    self->unit = unit_of(encoding);
    return self;
}

void eg_iconvx_free(eg_iconvx *self)
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
