/* book_pen.c - words and figures of a cell. */
#include <math.h>
#include <string.h>

#include "book/book.h"

const char *eg_book_title(const eg_bookwork *work)
{
    return work->report->title != NULL ? work->report->title
                                       : eg_book_say(work, EG_T("Equity report"));
}

const char *eg_book_say(const eg_bookwork *work, const char *english)
{
    return eg_language_word(work->language, english);
}

const char *eg_book_checked(eg_bookwork *work, const char *text)
{
    work->failed = work->failed || text == NULL;
    return text == NULL ? "" : text;
}

const char *eg_book_outcome_name(eg_bookwork *work, const eg_report_outcome *outcome)
{
    const char *name = outcome->label != NULL ? outcome->label : outcome->name;
    const char *cut = eg_outcome_cut(outcome);
    if (cut == NULL)
        return name;
    const eg_place_value values[] = {{"outcome", name}, {"level", cut}};
    return eg_book_checked(
        work, eg_say_template(eg_book_say(work, EG_T("{outcome}, at {level} or above")), values,
                              2, work->arena));
}

const char *eg_book_dimension_name(const eg_bookwork *work, const char *name)
{
    for (size_t d = 0; d < work->report->n_dimensions; d++) {
        const eg_report_dimension *dimension = &work->report->dimensions[d];
        if (strcmp(dimension->name, name) == 0 && dimension->label != NULL)
            return dimension->label;
    }
    return name;
}

const char *eg_book_group_name(eg_bookwork *work, const char *group)
{
    eg_buffer name = {0};
    eg_buffer part = {0};
    while (group != NULL) {
        group = eg_group_part(group, work->language, &part);
        eg_buffer_add_string(&name, name.n > 0 ? ", " : "");
        eg_buffer_add_string(&name, eg_buffer_string(&part));
    }
    eg_buffer_clear_into(&part, &name);
    const char *copy =
        name.failed ? NULL : eg_arena_string(work->arena, (eg_text){name.at, name.n});
    eg_buffer_clear(&name);
    return eg_book_checked(work, copy);
}

void eg_book_put_text(eg_book_pen *pen, const char *text, eg_book_style style)
{
    eg_book_text(pen->sheet, pen->row, pen->column++, text, style);
}

void eg_book_put_head(const eg_bookwork *work, eg_book_pen *pen, const char *english)
{
    eg_book_put_text(pen, eg_book_say(work, english), EG_BOOK_HEAD);
}

/* A coded figure's bound stands at the head of its note: "0.95 or more", "38 or fewer". */
static const char *coded_word(eg_bookwork *work, const eg_fact *fact)
{
    static const char *const words[] = {EG_T("{x} or more"), EG_T("{x} or fewer"),
                                        EG_T("{x} or less")};
    size_t n = strcspn(fact->note, " ");
    const eg_place_value x = {"x", eg_arena_string(work->arena, (eg_text){fact->note, n})};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(fact->note + n, words[i] + strlen("{x}")) == 0)
            return eg_book_checked(
                work, eg_say_template(eg_book_say(work, words[i]), &x, 1, work->arena));
    }
    return fact->note;
}

static const char *status_word(eg_bookwork *work, const eg_fact *fact)
{
    switch (fact->status) {
    case EG_FACT_SUPPRESSED:
        return eg_book_say(work, EG_T("hidden"));
    case EG_FACT_TOP_CODED:
    case EG_FACT_BOTTOM_CODED:
        return coded_word(work, fact);
    case EG_FACT_TOO_FEW:
        return eg_book_say(work, EG_T("too few"));
    case EG_FACT_INTERVAL:
        return eg_book_say(work, EG_T("bounds"));
    case EG_FACT_OK:
    case EG_FACT_NOT_ESTIMABLE:
        break;
    }
    return eg_book_say(work, EG_T("none"));
}

void eg_book_put_fact(eg_bookwork *work, eg_book_pen *pen, const eg_fact *fact,
                      eg_book_part part, eg_book_style style)
{
    uint16_t column = pen->column++;
    if (fact == NULL)
        return;
    double x = part == EG_PART_VALUE ? fact->value
               : part == EG_PART_LOW ? fact->ci_low
                                     : fact->ci_high;
    bool bounds = fact->status == EG_FACT_INTERVAL && part != EG_PART_VALUE;
    if ((fact->status == EG_FACT_OK || bounds) && isfinite(x))
        eg_book_number(pen->sheet, pen->row, column, style == EG_BOOK_POINTS ? 100 * x : x,
                       style);
    else if (part == EG_PART_VALUE)
        eg_book_text(pen->sheet, pen->row, column, status_word(work, fact), EG_BOOK_WORD);
}

eg_book_style eg_book_level_style(const eg_bookwork *work, size_t o)
{
    const eg_report_outcome *outcome = &work->report->outcomes[o];
    if (outcome->kind != EG_KIND_MEAN)
        return EG_BOOK_SHARE;
    const eg_fact *sd = eg_run_find(work->index, eg_index_whole(work->index, outcome->name), "",
                                    work->latest[o], "sd", NULL);
    int decimals =
        eg_say_decimals(sd != NULL && sd->status == EG_FACT_OK ? sd->value : (double)NAN);
    return (eg_book_style)(EG_BOOK_FIXED0 + decimals);
}
