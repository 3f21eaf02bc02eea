/* Groups of a race dimension that the rule on significant disproportionality does not count. */
#include <string.h>

#include "job/internal.h"
#include "schema/race.h"

/* The seven of 34 CFR 300.647(b)(2): Hispanic of any race, five races alone, two or more. */
static bool federal(eg_race race)
{
    return race == EG_RACE_HISPANIC || race == EG_RACE_AMERICAN_INDIAN ||
           race == EG_RACE_ASIAN || race == EG_RACE_BLACK || race == EG_RACE_PACIFIC ||
           race == EG_RACE_WHITE || race == EG_RACE_TWO;
}

/* Two federal groups make a dimension one of race. */
static bool of_race(const eg_job *job, size_t item)
{
    size_t known = 0;
    for (size_t g = 0; g < eg_views_groups(job->views, item); g++)
        known += federal(eg_race_of(eg_text_of(eg_views_group(job->views, item, g))));
    return known >= 2 && job->schema->items[item - 1].n_axes == 1;
}

static bool note_item(eg_job *job, size_t item, eg_report_quality *row)
{
    eg_buffer out = {0};
    uint64_t others = 0;
    for (size_t g = 0; g < eg_views_groups(job->views, item); g++) {
        const char *label = eg_views_group(job->views, item, g);
        if (eg_views_group_unknown(job->views, item, g) ||
            federal(eg_race_of(eg_text_of(label))))
            continue;
        eg_buffer_printf(&out, "%s\"%s\"", others == 0 ? "" : ", ", label);
        others++;
    }
    bool overlap = eg_views_overlap(job->views, item);
    const char *text =
        out.failed ? NULL
        : overlap  ? eg_arena_printf(job->arena,
                                     "the rule on significant disproportionality counts each "
                                      "student in one of seven groups; here students of several "
                                      "races count in several (--race-counting federal)")
                   : eg_arena_printf(job->arena,
                                     "the rule on significant disproportionality counts seven "
                                      "groups by race and ethnicity; %s %s not among them",
                                    others == 0 ? "" : eg_buffer_string(&out),
                                    others == 1 ? "is" : "are");
    eg_buffer_clear(&out);
    *row = (eg_report_quality){.code = others == 0 && !overlap ? NULL : "idea_groups",
                               .column = job->schema->items[item - 1].name,
                               .count = 0,
                               .text = text};
    return text != NULL;
}

size_t eg_job_quality_idea_rows(const eg_job *job)
{
    return eg_analysis_has_set(job->analysis, "idea") ? job->schema->n_items : 0;
}

bool eg_job_quality_idea(eg_job *job, eg_report_quality *rows, size_t *n)
{
    *n = 0;
    bool fine = true;
    size_t most = eg_job_quality_idea_rows(job);
    for (size_t i = 1; i <= most && fine; i++) {
        if (!of_race(job, i))
            continue;
        fine = note_item(job, i, &rows[*n]);
        *n += fine && rows[*n].code != NULL;
    }
    return fine;
}
