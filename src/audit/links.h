/*
 * audit/links.h - which cells add up to which: by groups, units, crosses, and tables that say
 * the same thing twice.
 */
#ifndef EG_AUDIT_LINKS_H
#define EG_AUDIT_LINKS_H

#include "audit/store.h"

typedef struct {
    uint32_t kind; /* eg_sum_kind */
    uint32_t parent;
    uint32_t tag; /* what is summed over: a dimension, or a type of unit */
    uint32_t child;
    double factor; /* -1: counted too often, and taken off */
} eg_audit_link;

typedef struct {
    eg_audit_link *at; /* links of one sum stand together */
    size_t n, capacity;
} eg_audit_links;

/* false: no memory */
bool eg_audit_links_make(eg_audit_links *links, eg_audit *audit);

#endif
