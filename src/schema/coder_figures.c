/* Columns of figures: rows that are groups. */
#include <stdlib.h>
#include <string.h>

#include "schema/cell_state.h"
#include "schema/coder.h"

enum { INTERVALS, INVALIDS, FIRST_MARK = EG_FIRST_MARK, MARKS_MOST = EG_MARKS_MOST };

eg_status eg_figure_coder_init(eg_coder *coder, size_t index, eg_error *err)
{
    eg_figure_coder *fc = &coder->figures[index];
    fc->column = &coder->schema->figures[index];
    fc->words = eg_words_new();
    fc->marks = eg_alloc_zero(FIRST_MARK + MARKS_MOST + 1, sizeof *fc->marks);
    if (fc->words == NULL || fc->marks == NULL)
        return eg_fail_memory(err);
    fc->marks[INTERVALS].state = EG_FIGURE_INTERVAL;
    fc->marks[INVALIDS].state = EG_FIGURE_INVALID;
    return EG_OK;
}

void eg_figure_coder_clear(eg_figure_coder *fc)
{
    eg_words_free(fc->words);
    eg_free(fc->marks);
}

/* Marks beyond the most that are told apart share the last place. */
static bool mark_place(eg_figure_coder *fc, eg_text text, size_t *place)
{
    uint32_t word = eg_words_find(fc->words, text);
    if (word == EG_NO_WORD && eg_words_count(fc->words) < MARKS_MOST) {
        word = eg_words_add(fc->words, text);
        if (word == EG_NO_WORD)
            return false;
    }
    *place = FIRST_MARK + (word == EG_NO_WORD ? (size_t)MARKS_MOST : word);
    return true;
}

static bool note(eg_figure_coder *fc, const eg_selection *s, size_t r, const eg_figure *figure,
                 eg_text text)
{
    size_t place = figure->state == EG_FIGURE_INTERVAL ? INTERVALS : INVALIDS;
    bool mark = figure->state != EG_FIGURE_INTERVAL && figure->state != EG_FIGURE_INVALID;
    if (mark && !mark_place(fc, text, &place))
        return false;
    eg_figure_mark *m = &fc->marks[place];
    m->state = (eg_figure_state)figure->state;
    if (m->count++ == 0) {
        m->first_file = s->batch->file;
        m->first_line = s->batch->line == NULL ? 1 : s->batch->line[eg_record_of(s, r)];
    }
    return true;
}

/* The n of the same row, which stands before the other columns of its outcome; NULL: none. */
static const eg_figure *n_beside(const eg_coder *coder, const eg_figure_coder *fc, size_t r)
{
    const eg_schema *schema = coder->schema;
    eg_figure_role role = fc->column->role;
    if (role == EG_FIGURE_N || role == EG_FIGURE_COUNT)
        return NULL;
    for (size_t i = 0; i < schema->n_figures; i++)
        if (schema->figures[i].role == EG_FIGURE_N &&
            schema->figures[i].outcome == fc->column->outcome)
            return &coder->coded.figure[i][r];
    return NULL;
}

static bool code_cell(eg_coder *coder, eg_figure_coder *fc, const eg_selection *s, size_t r,
                      eg_figure *out)
{
    const eg_field *field = eg_fields_of(s->batch, fc->column->field) + eg_record_of(s, r);
    eg_text text = eg_cell_canonical((eg_text){field->at, field->n}, &coder->scratch);
    if (coder->scratch.failed)
        return false;
    *out = eg_figure_read(coder->marks, text, fc->column->role);
    const eg_figure *n = out->state == EG_FIGURE_INTERVAL ? n_beside(coder, fc, r) : NULL;
    if (n != NULL && eg_bound_fits_size(text, n)) {
        memset(out, 0, sizeof *out);
        out->state = EG_FIGURE_SUPPRESSED;
    }
    bool share = fc->column->role == EG_FIGURE_RATE || fc->column->role == EG_FIGURE_LEVEL;
    if (share && fc->column->per_hundred)
        eg_figure_per_hundred(out);
    bool figures = out->state == EG_FIGURE_VALUE || out->state == EG_FIGURE_INTERVAL;
    if (figures && !out->percent && (out->low > EG_DECIMAL_ONE || out->high > EG_DECIMAL_ONE))
        fc->beyond_one = true;
    fc->shares = fc->shares || (figures && out->percent);
    if (memchr(text.at, ',', text.n) != NULL &&
        (out->state == EG_FIGURE_VALUE || out->state == EG_FIGURE_INVALID))
        eg_forms_add(&fc->forms, eg_forms_of(text, out->state == EG_FIGURE_VALUE), 1);
    return out->state == EG_FIGURE_VALUE || note(fc, s, r, out, text);
}

static bool code_group(eg_coder *coder, size_t r)
{
    const eg_schema *schema = coder->schema;
    uint32_t pair[2] = {0, coder->coded.level[schema->group_axis][r]};
    if (schema->group_dimension_axis >= 0)
        pair[0] = coder->coded.level[schema->group_dimension_axis][r];
    eg_text key = {(const char *)pair, sizeof pair};
    uint32_t group = eg_words_find(coder->groups, key);
    if (group == EG_NO_WORD)
        group = eg_words_add(coder->groups, key);
    coder->coded.group[r] = group;
    return group != EG_NO_WORD;
}

eg_status eg_figures_code(eg_coder *coder, const eg_selection *s, eg_error *err)
{
    const eg_schema *schema = coder->schema;
    bool fine = true;
    for (size_t i = 0; i < schema->n_figures && fine; i++) {
        eg_figure *column = coder->coded.figure[i];
        bool gone = schema->select[(size_t)s->batch->file * schema->n_fields +
                                   (size_t)schema->figures[i].field] < 0;
        if (gone)
            memset(column, 0, s->n * sizeof *column);
        for (size_t r = 0; r < s->n && fine && !gone; r++)
            fine = code_cell(coder, &coder->figures[i], s, r, &column[r]);
    }
    for (size_t r = 0; r < s->n && fine && schema->n_figures > 0; r++)
        fine = code_group(coder, r);
    return fine ? EG_OK : eg_fail_memory(err);
}

static int compare_marks(const void *a, const void *b)
{
    const eg_figure_mark *left = a, *right = b;
    if (left->state != right->state)
        return left->state < right->state ? -1 : 1;
    return eg_text_compare(left->mark, right->mark);
}

const eg_figure_mark *eg_coder_figure_marks(eg_coder *coder, size_t figure, size_t *n)
{
    eg_figure_coder *fc = &coder->figures[figure];
    size_t last = FIRST_MARK + eg_words_count(fc->words);
    *n = 0;
    if (!fc->sorted) {
        for (size_t i = FIRST_MARK; i < last; i++)
            fc->marks[i].mark = eg_words_at(fc->words, (uint32_t)(i - FIRST_MARK));
        for (size_t i = 0; i < FIRST_MARK + MARKS_MOST + 1; i++)
            if (fc->marks[i].mark.at == NULL)
                fc->marks[i].mark = (eg_text){"", 0};
        for (size_t i = 0; i < FIRST_MARK + MARKS_MOST + 1; i++)
            if (fc->marks[i].count > 0)
                fc->marks[fc->n_marks++] = fc->marks[i];
        qsort(fc->marks, fc->n_marks, sizeof *fc->marks, compare_marks);
        fc->sorted = true;
    }
    *n = fc->n_marks;
    return fc->marks;
}

uint64_t eg_coder_figure_thousands(eg_coder *coder, size_t figure)
{
    size_t n;
    const uint64_t grouped = coder->figures[figure].forms.grouped;
    const eg_figure_mark *marks = eg_coder_figure_marks(coder, figure, &n);
    uint64_t values = coder->tally.records;
    for (size_t i = 0; i < n; i++)
        values -= marks[i].count < values ? marks[i].count : values;
    return grouped == values ? grouped : 0;
}
