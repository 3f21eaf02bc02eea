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
    item(page,
         EG_PAGE(page,
                 EG_T("Intervals cover {x} and are drawn on one scale a table: {dot} is the "
                      "group's own figure, the line its interval, {whole} the level of all "
                      "students. Rates: {interval}; means: Student's t."),
                 {"x", EG_PAGE(page, EG_T("{x}%"),
                               {"x", eg_page_fixed(page, 100 * page->report->confidence, 0)})},
                 {"dot", page->unicode ? "●" : "o"}, {"whole", page->unicode ? "┊" : ":"},
                 {"interval", interval == NULL ? "Wilson" : interval}));
    item(page,
         EG_PAGE(page,
                 EG_T("The margin: a difference counts ({up}, {down}) when its interval leaves "
                      "out zero and it is at least {points} points for rates and shares, {sd} "
                      "standard deviations for means."),
                 {"up", eg_cell_mark(page, 1)}, {"down", eg_cell_mark(page, -1)},
                 {"points", eg_page_fixed(page, 100 * page->margin.rate, 1)},
                 {"sd", eg_page_fixed(page, page->margin.sd, 2)}));
    const char *adjust = eg_report_setting_find(page->report, "adjust");
    const char *name = named(adjustments, sizeof adjustments / sizeof adjustments[0], adjust);
    item(page, name != NULL
                   ? EG_PAGE(page,
                             EG_T("p-values are adjusted for the number of comparisons of the "
                                  "same statistic ({name}); findings stand on the adjusted "
                                  "ones."),
                             {"name", name})
                   : eg_page_word(page, EG_T("p-values are not adjusted for the number of "
                                             "comparisons: some will look remarkable by "
                                             "chance.")));
    const char *list = eg_page_checked(page, eg_report_families(page->report, page->arena));
    if (list[0] != '\0') {
        item(page,
             EG_PAGE(page, EG_T("Comparisons of each statistic: {list}."), {"list", list}));
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
    const char *missing =
        any_missing(report)
            ? eg_page_word(page, EG_T("; a blank is a year that is not in the data"))
            : "";
    const char *breaks =
        report->n_breaks > 0
            ? eg_page_word(page, EG_T("; | is a break, across which nothing is compared"))
            : "";
    const char *none = page->unicode ? "·" : "x";
    item(page,
         report->n_years > 8
             ? EG_PAGE(page,
                       EG_T("trend: the last eight years, oldest left; every row of a table "
                            "has the same height for the same change, each around its own "
                            "middle; {sign} is a year without a figure (missing or "
                            "hidden){missing}{breaks}."),
                       {"sign", none}, {"missing", missing}, {"breaks", breaks})
             : EG_PAGE(page,
                       EG_T("trend: one sign a year, oldest left; every row of a table has "
                            "the same height for the same change, each around its own middle; "
                            "{sign} is a year without a figure (missing or "
                            "hidden){missing}{breaks}."),
                       {"sign", none}, {"missing", missing}, {"breaks", breaks}));
}

/* A rule that stands in the catalogue. */
static const char *rule(eg_page *page, const char *english)
{
    return eg_page_safe(page, eg_page_word(page, english));
}

static void print_reference(eg_page *page)
{
    const char *reference = eg_report_setting_find(page->report, "reference");
    if (reference != NULL && *reference != '\0') {
        item(page,
             EG_PAGE(page,
                     EG_T("Reference: {reference}. rest is all other students; a gap is the "
                          "group minus its reference, its sign never turned."),
                     {"reference", eg_page_safe(page, reference)}));
    }
    for (size_t d = 0; d < page->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &page->report->dimensions[d];
        if (dimension->definition != NULL) {
            item(page, EG_PAGE(page, EG_T("{dimension} is {rule}."),
                               {"dimension", eg_cell_dimension(page, dimension->name)},
                               {"rule", rule(page, dimension->definition)}));
        }
        if (dimension->order_rule != NULL) {
            item(page, EG_PAGE(page, EG_T("Order of {dimension}: {rule}."),
                               {"dimension", eg_cell_dimension(page, dimension->name)},
                               {"rule", rule(page, dimension->order_rule)}));
        }
    }
}

static void print_hiding(eg_page *page)
{
    const eg_report *report = page->report;
    if (report->edition == EG_EDITION_INTERNAL) {
        item(page,
             eg_page_word(
                 page, EG_T("Internal edition: nothing is hidden. Keep it inside the team.")));
        return;
    }
    item(page,
         EG_PAGE(page,
                 EG_T("Hiding: groups of fewer than {min} students, and others that would give "
                      "them away by subtraction. Hidden: {hidden} of {cells} cells of the "
                      "tables; as a bound only: {coded}. Everything that depends on a hidden "
                      "cell is hidden too."),
                 {"min", eg_page_count(page, report->min_n)},
                 {"hidden", eg_page_count(page, report->cells_hidden)},
                 {"cells", eg_page_count(page, report->cells)},
                 {"coded", eg_page_count(page, report->cells_coded)}));
    for (size_t i = 0; i < report->n_hiding; i++)
        item(page, report->hiding[i]);
}

static void print_quality(eg_page *page)
{
    const eg_report *report = page->report;
    uint64_t rejected = 0;
    for (size_t i = 0; i < report->n_inputs; i++) {
        rejected += report->inputs[i].rejected;
    }
    eg_page_title(page, eg_page_word(page, EG_T("Data quality")));
    if (report->n_quality == 0 && rejected == 0) {
        item(page,
             eg_page_word(page, EG_T("Every record could be read; nothing odd was met.")));
    }
    for (size_t i = 0; i < report->n_quality; i++) {
        const eg_report_quality *quality = &report->quality[i];
        const char *place = "";
        if (quality->file != NULL && quality->line > 0) {
            place = EG_PAGE(
                page, EG_T(" (first: {file}, line {line})"),
                {"file", eg_page_safe(page, quality->file)},
                {"line",
                 eg_page_checked(page, eg_arena_printf(page->arena, "%llu",
                                                       (unsigned long long)quality->line))});
        }
        const char *column = quality->column;
        bool named = column == NULL || strstr(quality->text, column) != NULL;
        item(page, eg_arena_printf(page->arena, "%s%s%s%s",
                                   named ? "" : eg_page_safe(page, column), named ? "" : ": ",
                                   eg_page_said(page, quality->said, quality->text), place));
    }
}

void eg_page_methods(eg_page *page)
{
    static const char *const limits[] = {
        EG_T("The figures describe students who are in the data and have a value; they say "
             "where outcomes differ, not why."),
        EG_T("Talk with the people who know the students before acting on a figure, most of "
             "all where few students stand behind it."),
        EG_T("Every figure, with its interval, p-value and note, is in the CSV and JSON "
             "reports; all settings are in the JSON report.")};
    eg_page_title(page, eg_page_word(page, EG_T("Methods")));
    print_intervals(page);
    print_trends(page);
    print_reference(page);
    print_hiding(page);
    print_quality(page);
    eg_page_title(page, eg_page_word(page, EG_T("Limits")));
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        item(page, eg_page_word(page, limits[i]));
    }
    if (page->report->version != NULL) {
        eg_page_paragraph(
            page, EG_DIM, 0, 0,
            eg_page_checked(page, eg_arena_printf(page->arena, "equitygap %s",
                                                  eg_page_safe(page, page->report->version))));
    }
}
