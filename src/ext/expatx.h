/*
 * ext/expatx.h - expat: the elements of an XML document, a piece at a time, in bounded memory.
 *
 * Names come without their prefix. A document type is refused, so there are no entities to
 * expand; so are nesting beyond 64, a tag beyond 1 MiB, and more than 4,096 different names.
 */
#ifndef EG_EXT_EXPATX_H
#define EG_EXT_EXPATX_H

#include "equitygap/base.h"

typedef struct eg_expatx eg_expatx;

/* attributes: name, value, name, value, ..., NULL, names with their prefix. */
typedef struct {
    void (*start)(void *context, const char *name, const char *const *attributes);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, const char *bytes, size_t n); /* in pieces */
} eg_expatx_handlers;

typedef enum {
    EG_EXPATX_OK,
    EG_EXPATX_PAUSED,  /* by a handler: go on with eg_expatx_resume */
    EG_EXPATX_STOPPED, /* by a handler, for good */
    EG_EXPATX_MEMORY,
    EG_EXPATX_DAMAGED,  /* not well-formed */
    EG_EXPATX_DOCTYPE,  /* declares a document type */
    EG_EXPATX_TOO_MUCH, /* nested too deeply, too long a tag, too many names */
} eg_expatx_result;

EG_MUST_USE eg_expatx *eg_expatx_new(const eg_expatx_handlers *handlers, void *context);
void eg_expatx_free(eg_expatx *xml);

/* Where the next n bytes go; NULL: no memory. */
char *eg_expatx_room(eg_expatx *xml, size_t n);
/* Parses n bytes of the room; 0 with last at the end. */
eg_expatx_result eg_expatx_feed(eg_expatx *xml, size_t n, bool last);
eg_expatx_result eg_expatx_resume(eg_expatx *xml);

/* For handlers. After a pause no handler is called before the resume. */
void eg_expatx_pause(eg_expatx *xml);
void eg_expatx_stop(eg_expatx *xml);

/* How many elements are open, 0 where more than whole tags and text was fed: in a comment, a
 * tag, a CDATA section (then for good), or where it is not in UTF-8. */
int eg_expatx_depth(const eg_expatx *xml);
/* The value of an attribute, by its name without prefix; NULL: not there. */
const char *eg_expatx_attribute(const char *const *attributes, const char *name);

#endif
