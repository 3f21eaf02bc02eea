/* Groups of a race dimension that the rule on significant disproportionality does not count. */
#include <string.h>

#include "job/internal.h"
#include "job/quality_words.h"
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
    const char *names =
        out.failed ? NULL : eg_arena_string(job->arena, (eg_text){out.at, out.n});
    eg_buffer_clear(&out);
    const eg_note_place groups[] = {{"groups", eg_note_name(names)}, {NULL, {NULL, NULL}}};
    eg_note words = overlap ? eg_note_say(job, EG_NOTE_IDEA_OVERLAP, 0, NULL)
                            : eg_note_say(job, EG_NOTE_IDEA_GROUPS, others, groups);
    *row = (eg_report_quality){.code = others == 0 && !overlap ? NULL : "idea_groups",
                               .column = job->schema->items[item - 1].name,
                               .count = 0};
    eg_note_put(row, words);
    return names != NULL && words.text != NULL;
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
