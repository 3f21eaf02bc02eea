/*
 * schema/idea.h - the one table of the analyses that the regulation on significant
 * disproportionality asks for (idea.def), so that a State's standards can differ between them.
 */
#ifndef EG_SCHEMA_IDEA_H
#define EG_SCHEMA_IDEA_H

#include <stddef.h>

typedef struct {
    const char *word;  /* as --idea names it: "learning" */
    const char *what;  /* is counted */
    const char *among; /* "all children" or "children with disabilities" */
    const char *cite;
} eg_idea_category;

size_t eg_idea_categories(void);
const eg_idea_category *eg_idea_category_at(size_t index);
/* NULL: no such category. */
const eg_idea_category *eg_idea_category_find(const char *word);

#endif
