/* html_said.c - sentences that came with the report, in its language or marked as English. */
#include <string.h>

#include "html/page.h"

const char *eg_html_said(eg_html *html, const char *said, const char *english)
{
    if (said != NULL || strcmp(eg_language_tag(html->language), "en") == 0) {
        return eg_html_escape(html, said != NULL ? said : english);
    }
    const char *text = eg_html_escape(html, english);
    return eg_html_checked(html,
                           eg_arena_printf(html->arena, "<span lang=\"en\">%s</span>", text));
}
