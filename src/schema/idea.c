/* The categories of the regulation on significant disproportionality. */
#include "schema/idea.h"

#include <string.h>

static const eg_idea_category categories[] = {
#define IDEA_CATEGORY(word, what, among, cite) {word, what, among, cite},
#include "schema/idea.def"
#undef IDEA_CATEGORY
};

size_t eg_idea_categories(void)
{
    return sizeof categories / sizeof *categories;
}

const eg_idea_category *eg_idea_category_at(size_t index)
{
    return &categories[index];
}

const eg_idea_category *eg_idea_category_find(const char *word)
{
    for (size_t i = 0; i < eg_idea_categories(); i++)
        if (strcmp(categories[i].word, word) == 0)
            return &categories[i];
    return NULL;
}
