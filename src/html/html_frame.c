/* html_frame.c - how every page begins and ends. */
#include "html/parts.h"

void eg_html_begin(eg_html *html, const char *title, const char *of)
{
    eg_html_putf(html,
                 "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n"
                 "<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s",
                 eg_language_tag(html->language), title);
    if (of != NULL) {
        eg_html_put(html, ": ");
        eg_html_put(html, eg_html_escape(html, of));
    }
    eg_html_put(html, "</title>\n");
    eg_html_style(html);
    eg_html_put(html, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    eg_html_put(html, eg_html_word(html, EG_T("Skip to the report")));
    eg_html_put(html, "</a>\n");
}

void eg_html_banner(eg_html *html)
{
    if (html->report->edition == EG_EDITION_INTERNAL) {
        eg_html_element(
            html, "p class=\"banner\"",
            eg_html_word(html, EG_T("INTERNAL EDITION: small groups are not hidden. Not for "
                                    "publication.")));
    }
}

void eg_html_end(eg_html *html)
{
    eg_html_put(html, "<footer><p>");
    eg_html_put(html, eg_html_word(html, EG_T("This page needs no network and no script.")));
    eg_html_put(html, "</p></footer>\n</body>\n</html>\n");
}
