/* write_methods.c - how the figures were made, what was hidden, what the data could not say. */
#include <string.h>

#include "report/say.h"
#include "write/cell.h"
#include "write/parts.h"

typedef struct {
    const char *word, *name;
} setting_word;

static const setting_word intervals[] = {{"wilson", "Wilson"},
                                         {"clopper-pearson", "Clopper-Pearson"},
                                         {"jeffreys", "Jeffreys"},
                                         {"agresti-coull", "Agresti-Coull"}};
static const setting_word adjustments[] = {{"bh", "Benjamini-Hochberg"},
                                           {"holm", "Holm"},
                                           {"hochberg", "Hochberg"},
                                           {"by", "Benjamini-Yekutieli"},
                                           {"bonferroni", "Bonferroni"}};

static const char *named(const setting_word *words, size_t n, const char *word)
{
    for (size_t i = 0; word != NULL && i < n; i++) {
        if (strcmp(words[i].word, word) == 0) {
            return words[i].name;
        }
    }
    return NULL;
}

static void item(eg_page *page, const char *text)
{
    eg_page_paragraph(page, EG_PLAIN, 0, 2,
                      eg_page_checked(page, eg_arena_printf(page->arena, "- %s",
                                                            eg_page_checked(page, text))));
}

static void print_intervals(eg_page *page)
{
    const char *interval = named(intervals, sizeof intervals / sizeof intervals[0],
                                 eg_report_setting_find(page->report, "interval"));
    const char *percent =
        eg_page_checked(page, eg_say_fixed(100 * page->report->confidence, 0, page->arena));
    item(page,
         eg_arena_printf(page->arena,
                         "Intervals cover %s%% and are drawn on one scale a table: %s is the "
                         "group's own figure, the line its interval, %s the level of all "
                         "students. Rates: %s; means: Student's t.",
                         percent, page->unicode ? "●" : "o", page->unicode ? "┊" : ":",
                         interval == NULL ? "Wilson" : interval));
    const char *rate =
        eg_page_checked(page, eg_say_fixed(100 * page->margin.rate, 1, page->arena));
    const char *sd = eg_page_checked(page, eg_say_fixed(page->margin.sd, 2, page->arena));
    item(page,
         eg_arena_printf(page->arena,
                         "The margin: a difference counts (%s, %s) when its interval leaves "
                         "out zero and it is at least %s points for rates and shares, %s "
                         "standard deviations for means.",
                         eg_cell_mark(page, 1), eg_cell_mark(page, -1), rate, sd));
    const char *adjust = eg_report_setting_find(page->report, "adjust");
    const char *name = named(adjustments, sizeof adjustments / sizeof adjustments[0], adjust);
    if (name != NULL) {
        item(page,
             eg_arena_printf(page->arena,
                             "p-values are adjusted for the number of comparisons of the same "
                             "statistic (%s); findings stand on the adjusted ones.",
                             name));
    } else {
        item(page, "p-values are not adjusted for the number of comparisons: some will look "
                   "remarkable by chance.");
    }
}

static bool any_missing(const eg_report *report)
{
    for (size_t y = 0; report->years_missing != NULL && y < report->n_years; y++) {
        if (report->years_missing[y] > 0) {
            return true;
        }
    }
    return false;
}

static void print_trends(eg_page *page)
{
    const eg_report *report = page->report;
    if (report->n_years < 2) {
        return;
    }
    const char *first = report->n_years > 8 ? "the last eight years, oldest left"
                                            : "one sign a year, oldest left";
    item(page,
         eg_arena_printf(
             page->arena,
             "trend: %s; every row of a table has the same height for the same "
             "change, each around its own middle; %s is a year without a figure "
             "(missing or hidden)%s%s.",
             first, page->unicode ? "·" : "x",
             any_missing(report) ? "; a blank is a year that is not in the data" : "",
             report->n_breaks > 0 ? "; | is a break, across which nothing is compared" : ""));
}

static void print_reference(eg_page *page)
{
    const char *reference = eg_report_setting_find(page->report, "reference");
    if (reference != NULL && *reference != '\0') {
        item(page,
             eg_arena_printf(page->arena,
                             "Reference: %s. rest is all other students; a gap is the group "
                             "minus its reference, its sign never turned.",
                             eg_page_safe(page, reference)));
    }
    for (size_t d = 0; d < page->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &page->report->dimensions[d];
        if (dimension->definition != NULL) {
            item(page, eg_arena_printf(page->arena, "%s is %s.",
                                       eg_cell_dimension(page, dimension->name),
                                       eg_page_safe(page, dimension->definition)));
        }
        if (dimension->order_rule != NULL) {
            item(page, eg_arena_printf(page->arena, "Order of %s: %s.",
                                       eg_cell_dimension(page, dimension->name),
                                       eg_page_safe(page, dimension->order_rule)));
        }
    }
}

static void print_hiding(eg_page *page)
{
    const eg_report *report = page->report;
    if (report->edition == EG_EDITION_INTERNAL) {
        item(page, "Internal edition: nothing is hidden. Keep it inside the team.");
        return;
    }
    item(page,
         eg_arena_printf(
             page->arena,
             "Hiding: groups of fewer than %u students, and others that would give them away "
             "by subtraction. Hidden: %s of %s cells of the tables; as a bound only: %s. "
             "Everything that depends on a hidden cell is hidden too.",
             (unsigned)report->min_n,
             eg_page_checked(page, eg_say_count(report->cells_hidden, page->arena)),
             eg_page_checked(page, eg_say_count(report->cells, page->arena)),
             eg_page_checked(page, eg_say_count(report->cells_coded, page->arena))));
}

static void print_quality(eg_page *page)
{
    const eg_report *report = page->report;
    uint64_t rejected = 0;
    for (size_t i = 0; i < report->n_inputs; i++) {
        rejected += report->inputs[i].rejected;
    }
    eg_page_title(page, "Data quality");
    if (report->n_quality == 0 && rejected == 0) {
        item(page, "Every record could be read; nothing odd was met.");
    }
    for (size_t i = 0; i < report->n_quality; i++) {
        const eg_report_quality *quality = &report->quality[i];
        const char *place = "";
        if (quality->file != NULL && quality->line > 0) {
            place =
                eg_page_checked(page, eg_arena_printf(page->arena, " (first: %s, line %llu)",
                                                      eg_page_safe(page, quality->file),
                                                      (unsigned long long)quality->line));
        }
        const char *column = quality->column;
        bool named = column == NULL || strstr(quality->text, column) != NULL;
        item(page,
             eg_arena_printf(page->arena, "%s%s%s%s", named ? "" : eg_page_safe(page, column),
                             named ? "" : ": ", eg_page_safe(page, quality->text), place));
    }
}

void eg_page_methods(eg_page *page)
{
    eg_page_title(page, "Methods");
    print_intervals(page);
    print_trends(page);
    print_reference(page);
    print_hiding(page);
    print_quality(page);
    eg_page_title(page, "Limits");
    item(page,
         "The figures describe students who are in the data and have a value; they say where "
         "outcomes differ, not why.");
    item(page,
         "Talk with the people who know the students before acting on a figure, most of all "
         "where few students stand behind it.");
    item(page,
         "Every figure, with its interval, p-value and note, is in the CSV and JSON reports; "
         "all settings are in the JSON report.");
    if (page->report->version != NULL) {
        eg_page_paragraph(
            page, EG_DIM, 0, 0,
            eg_page_checked(page, eg_arena_printf(page->arena, "equitygap %s",
                                                  eg_page_safe(page, page->report->version))));
    }
}
