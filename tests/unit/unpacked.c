#include "unpacked.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "ext/zipx.h"

static void add_part(eg_buffer *to, eg_zipx *zip, const char *name)
{
    eg_zipx_part *part = NULL;
    char bytes[4096];
    size_t got;
    ck_assert_int_eq(eg_zipx_part_open(&part, zip, name), EG_ZIPX_OK);
    do {
        ck_assert_int_eq(eg_zipx_part_read(part, bytes, sizeof bytes, &got), EG_ZIPX_OK);
        eg_buffer_add(to, bytes, got);
    } while (got > 0);
    eg_zipx_part_close(part);
    eg_buffer_add(to, "\n", 1);
}

/* Parts of a numbered kind: 1 and up until there is none. Returns how many. */
static size_t add_parts(eg_buffer *to, eg_zipx *zip, const char *stem)
{
    char name[64];
    for (size_t i = 1;; i++) {
        (void)snprintf(name, sizeof name, "%s%zu.xml", stem, i);
        if (!eg_zipx_has(zip, name))
            return i - 1;
        add_part(to, zip, name);
    }
}

const char *unpacked_text(eg_arena *arena, eg_text bytes)
{
    eg_zipx *zip = NULL;
    if (bytes.n < 2 || memcmp(bytes.at, "PK", 2) != 0)
        return eg_arena_string(arena, bytes);
    ck_assert_int_eq(eg_zipx_open_memory(&zip, bytes), EG_ZIPX_OK);
    eg_buffer text = {0};
    static const char *const single[] = {"docProps/core.xml", "docProps/app.xml",
                                         "xl/workbook.xml", "xl/sharedStrings.xml"};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (eg_zipx_has(zip, single[i]))
            add_part(&text, zip, single[i]);
    ck_assert_uint_gt(add_parts(&text, zip, "xl/worksheets/sheet"), 0);
    (void)add_parts(&text, zip, "xl/charts/chart");
    (void)add_parts(&text, zip, "xl/drawings/drawing");
    (void)add_parts(&text, zip, "xl/comments");
    eg_zipx_close(zip);
    const char *string = eg_arena_string(arena, eg_text_of(eg_buffer_string(&text)));
    eg_buffer_clear(&text);
    return string;
}
