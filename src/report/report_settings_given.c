/* Settings of rows that are groups, and what a State sets: said only where there are any. */
#include <math.h>
#include <string.h>

#include "report/setting_list.h"

static void add_maps(eg_buffer *out, const eg_counts_spec *maps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const eg_counts_spec *c = &maps[i];
        const char *const names[] = {"n", "count", "rate", "mean", "sd", "name"};
        const char *const columns[] = {c->n, c->count, c->rate, c->mean, c->sd, c->name};
        eg_buffer_add_string(out, i == 0 ? "" : "; ");
        size_t before = out->n;
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            if (columns[k] != NULL) {
                eg_buffer_printf(out, "%s%s=", out->n == before ? "" : ",", names[k]);
                eg_setting_add_name(out, columns[k]);
            }
        for (size_t k = 0; k < c->levels.n; k++) {
            eg_buffer_add_string(out, out->n == before ? "level:" : ",level:");
            eg_setting_add_name(out, c->levels.at[k]);
            eg_buffer_add_char(out, '=');
            eg_setting_add_name(out, c->level_columns.at[k]);
        }
        eg_buffer_add_string(out, c->lower ? ",better=lower" : "");
    }
}

/* Where rows are groups; nothing is said of it elsewhere. */
void eg_settings_put_given(eg_setting_list *list, const eg_settings *settings)
{
    eg_buffer counts = {0}, parts = {0}, groups = {0};
    if (settings->n_counts == 0)
        return;
    add_maps(&counts, settings->counts, settings->n_counts);
    for (size_t p = 0; p < settings->n_parts; p++) {
        eg_buffer_add_string(&parts, p == 0 ? "" : "; ");
        if (settings->parts[p].name != NULL) {
            eg_setting_add_name(&parts, settings->parts[p].name);
            eg_buffer_add_char(&parts, '=');
        }
        eg_setting_add_names(&parts, &settings->parts[p].groups, "+");
    }
    eg_setting_buffer(list, "counts", &counts);
    eg_setting_add_names(&groups, &settings->group_columns, settings->group_cross ? "*" : ",");
    eg_setting_buffer(list, "group_column", &groups);
    eg_setting_names(list, "totals", &settings->totals);
    eg_setting_buffer(list, "parts", &parts);
    eg_setting_names(list, "not_applicable", &settings->not_applicable_marks);
}

/* ---- what a State sets
 * ------------------------------------------------------------------------------ */

static void add_standard(eg_buffer *out, const eg_idea_spec *said)
{
    const struct {
        const char *key;
        double value;
        bool there;
    } parts[] = {{"threshold", said->threshold, !isnan(said->threshold)},
                 {"min-cell", (double)said->min_cell, said->min_cell != EG_IDEA_UNSAID},
                 {"min-n", (double)said->min_n, said->min_n != EG_IDEA_UNSAID},
                 {"years", (double)said->years, said->years != EG_IDEA_UNSAID},
                 {"progress", said->progress, !isnan(said->progress)}};
    size_t before;
    eg_buffer_add_string(out, out->n == 0 ? "" : "; ");
    if (said->name != NULL) {
        eg_setting_add_name(out, said->name);
        eg_buffer_add_char(out, ':');
    }
    before = out->n;
    if (said->category != NULL)
        eg_buffer_printf(out, "category=%s", said->category);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char number[400];
        if (!parts[i].there)
            continue;
        (void)eg_number_plain(number, parts[i].value, 12);
        eg_buffer_printf(out, "%s%s=%s", out->n == before ? "" : ",", parts[i].key, number);
    }
}

/* Minimums and years that nobody named are those the law calls reasonable: they are said. */
void eg_settings_put_idea(eg_setting_list *list, const eg_settings *settings)
{
    bool asked = settings->n_idea > 0 || settings->state != NULL;
    eg_buffer out = {0}, maps = {0};
    for (size_t i = 0; i < settings->stats.n && !asked; i++) {
        const eg_statistic *row = eg_statistics_find(eg_text_of(settings->stats.at[i]));
        asked = strcmp(settings->stats.at[i], "all") == 0 ||
                strcmp(settings->stats.at[i], "idea") == 0 ||
                strcmp(settings->stats.at[i], "impact") == 0 ||
                (row != NULL && strcmp(row->set, "idea") == 0);
    }
    if (!asked)
        return;
    eg_buffer_add_string(&out, "min-cell=10,min-n=30,years=3");
    for (size_t i = 0; i < settings->n_idea; i++)
        add_standard(&out, &settings->idea[i]);
    eg_setting_buffer(list, "idea", &out);
    if (settings->state == NULL)
        return;
    const char *slash = strrchr(settings->state, '/');
    eg_setting_text(list, "state", slash == NULL ? settings->state : slash + 1);
    add_maps(&maps, settings->state_counts, settings->n_state_counts);
    eg_setting_buffer(list, "state_counts", &maps);
    eg_setting_names(list, "state_group_column", &settings->state_group_columns);
}
