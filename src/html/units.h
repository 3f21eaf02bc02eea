/* html/units.h - what is told of units, gathered in one walk over the facts. */
#ifndef EG_HTML_UNITS_H
#define EG_HTML_UNITS_H

#include "html/parts.h"

#define EG_HTML_MOST_UNITS  100 /* more fill pages: they are in the CSV */
#define EG_HTML_MOST_BRIGHT 50

/* Units of a kind: the level of all students of each in each outcome's last year. */
typedef struct {
    const char *unit_type;
    char *last; /* met */
    size_t n;   /* met; those beyond EG_HTML_MOST_UNITS are not kept */
    const char *names[EG_HTML_MOST_UNITS];
    eg_fact *facts; /* [unit * outcomes + outcome]; outcome NULL: there is none */
    size_t *places;
} eg_html_units;

/* A unit to learn from. */
typedef struct {
    eg_fact fact;
    size_t place, outcome;
} eg_html_bright;

typedef struct eg_html_gathered {
    eg_html_units *types; /* as the report has them */
    size_t place;         /* of the next fact in the stream */
    eg_html_bright bright[EG_HTML_MOST_BRIGHT];
    size_t n_bright;
} eg_html_gathered;

/* NULL, SIZE_MAX: there is none. */
const eg_fact *eg_html_unit_level(const eg_html *html, const eg_html_units *at, size_t unit,
                                  size_t outcome);
size_t eg_html_unit_place(const eg_html *html, const eg_html_units *at, size_t unit,
                          size_t outcome);

#endif
