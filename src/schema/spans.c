/* Neighbouring columns looked up together: which, and what their texts amount to. */
#include "schema/spans.h"

#include <string.h>

enum {
    PLANS_MOST = 16, /* how often columns are put together anew because there are more texts */
    FIT_LEAST = 32,  /* all but one record in so many have a text that can be remembered */
    KNOW_LEAST = 8,  /* or one that is known */
    MOVED_LEAST = 256, /* one in so many that is not at its first place is worth a search */
    SETTLE_MOST = 8,
    WORTH = 32,     /* records of a batch that is looked at so */
    LOOK_EVERY = 16 /* batches, for what a span is like */
};

/* One column of a span for one map; a column may serve two. */
typedef struct {
    eg_axis_coder *axis;
    eg_label_map *map;
    size_t index; /* of the axis */
    int32_t field, place;
    /* Both columns of an axis with a parent are here: its level stands for the two of them. */
    bool pair, silent;
    uint32_t shift, bits; /* within a packed word */
    uint32_t *label;      /* [number of a text] */
} output;

typedef struct {
    output out[EG_SPAN_COLUMNS];
    size_t n;
    int32_t first, last; /* places */
    eg_span_table table;
    eg_dict longer;                /* texts that it does not take, and their numbers */
    uint32_t *packed;              /* [number of a text]: all labels side by side */
    bool wide;                     /* they do not fit a word */
    size_t capacity;               /* of labels */
    size_t looked, unknown, moved; /* moved: not where they were looked for first */
    size_t settled;                /* how often it was settled */
    bool steady;                   /* of late most texts were what the one above is */
    bool off;
} span;

struct eg_spans {
    span *at;
    size_t n, capacity;
    bool seen; /* a batch, so that the dictionaries say how many labels there are */
    bool planned;
    uint32_t file; /* for which */
    size_t plans;
    const eg_span_loops *loops;
    uint32_t *number; /* scratch: of a batch, and what is packed of each */
    uint32_t *word;
    size_t rows;
};

eg_spans *eg_spans_new(void)
{
    eg_spans *spans = eg_alloc_zero(1, sizeof *spans);
    if (spans != NULL)
        spans->loops = eg_span_loops_of(EG_SPAN_BEST);
    return spans;
}

static void clear(span *p)
{
    eg_span_table_clear(&p->table);
    eg_dict_clear(&p->longer);
    for (size_t k = 0; k < p->n; k++)
        eg_free(p->out[k].label);
    eg_free(p->packed);
    *p = (span){.n = 0};
}

static void forget(eg_spans *spans)
{
    for (size_t i = 0; i < spans->n; i++)
        clear(&spans->at[i]);
    spans->n = 0;
    spans->planned = false;
}

void eg_spans_free(eg_spans *spans)
{
    if (spans == NULL)
        return;
    forget(spans);
    eg_free(spans->at);
    eg_free(spans->number);
    eg_free(spans->word);
    eg_free(spans);
}

/* ---- which columns ---- */

typedef struct {
    output *at;
    size_t n;
} columns;

/* By their place in the file. */
static void add_column(columns *all, const eg_batch *batch, output one)
{
    size_t at = all->n++;
    one.place = batch->marks->raw[one.field];
    for (; at > 0 && all->at[at - 1].place > one.place; at--)
        all->at[at] = all->at[at - 1];
    all->at[at] = one;
}

static void add_axis(columns *all, eg_coder *coder, size_t index, const eg_batch *batch)
{
    eg_axis_coder *axis = &coder->axes[index];
    const int32_t parent = axis->has_parent ? axis->axis->parent_field : -1;
    if (axis->axis->derived != NULL || eg_field_absent(coder, batch, axis->axis->field))
        return;
    add_column(
        all, batch,
        (output){.axis = axis, .map = &axis->own, .index = index, .field = axis->axis->field});
    if (parent >= 0 && !eg_field_absent(coder, batch, parent))
        add_column(
            all, batch,
            (output){.axis = axis, .map = &axis->parent, .index = index, .field = parent});
}

/* Do nearly all records have a text there that can be remembered? */
static bool fits(const eg_batch *batch, int32_t first, int32_t last)
{
    const eg_places *marks = batch->marks;
    const uint32_t *end = marks->end + first;
    size_t longer = 0;
    for (size_t r = 0; r < batch->rows; r++, end += marks->step)
        longer += end[last - first] - (end[-1] + 1) > EG_SPAN_SHORT;
    return longer * FIT_LEAST <= batch->rows;
}

/* How many of the columns from `from` on go together. */
static size_t neighbours(const columns *all, size_t from, const eg_batch *batch)
{
    const int32_t first = all->at[from].place;
    size_t texts = all->at[from].map->raw.n + 1, n = 1;
    for (; from + n < all->n && n < EG_SPAN_COLUMNS; n++) {
        const output *next = &all->at[from + n];
        const int32_t last = all->at[from + n - 1].place;
        if (next->place == last)
            continue;
        texts *= next->map->raw.n + 1;
        if (next->place != last + 1 || texts > EG_SPAN_TEXTS ||
            !fits(batch, first, next->place))
            break;
    }
    return n;
}

/* Texts with quotes or blanks around them are worth it too, for nobody writes them out then. */
static bool worth(const columns *all, size_t from, size_t n, const eg_batch *batch)
{
    const output *first = &all->at[from];
    return first->map->raw.n < EG_SPAN_TEXTS && fits(batch, first->place, first->place) &&
           (n > 1 || batch->marks->place[first->field] < 0);
}

static void find_pairs(span *p)
{
    for (size_t k = 0; k < p->n; k++)
        for (size_t i = 0; i < p->n; i++) {
            output *own = &p->out[k], *above = &p->out[i];
            const bool both = own->axis == above->axis && own->map == &own->axis->own &&
                              above->map == &own->axis->parent;
            own->pair = own->pair || both;
            above->silent = above->silent || both;
        }
}

static bool add_span(eg_spans *spans, const output *out, size_t n)
{
    if (spans->n == spans->capacity) {
        const size_t capacity = spans->capacity + 8;
        span *grown = eg_realloc(spans->at, capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        spans->at = grown;
        spans->capacity = capacity;
    }
    span *p = &spans->at[spans->n++];
    *p = (span){.n = n, .first = out[0].place, .last = out[n - 1].place};
    memcpy(p->out, out, n * sizeof *out);
    find_pairs(p);
    return eg_span_table_init(&p->table) && eg_dict_init(&p->longer, EG_SPAN_LONGER);
}

static bool plan(eg_spans *spans, eg_coder *coder, const eg_batch *batch)
{
    columns all = {.at = eg_alloc(2 * coder->schema->n_axes + 1, sizeof *all.at)};
    bool fine = all.at != NULL;
    forget(spans);
    for (size_t i = 0; fine && i < coder->schema->n_axes; i++)
        add_axis(&all, coder, i, batch);
    for (size_t from = 0, n = 0; fine && from < all.n; from += n) {
        n = neighbours(&all, from, batch);
        if (worth(&all, from, n, batch))
            fine = add_span(spans, all.at + from, n);
    }
    eg_free(all.at);
    spans->planned = true;
    spans->file = batch->file;
    return fine;
}

/* ---- what a text amounts to ---- */

static uint32_t *labels_of(eg_coder *coder, const output *out)
{
    return out->map == &out->axis->parent ? out->axis->parents : coder->coded.level[out->index];
}

/* As read: where it stands, unless there is more. */
static eg_text plain_cell(const eg_batch *batch, size_t column, size_t r)
{
    const eg_places *marks = batch->marks;
    if (marks->place[column] < 0) {
        const eg_field *field = &eg_batch_fields(batch, column)[r];
        return (eg_text){field->at, field->n};
    }
    const uint32_t *end = marks->end + r * marks->step + marks->place[column];
    const uint32_t from = end[-1] + 1;
    return (eg_text){marks->text + from, end[0] - from};
}

/* Column by column. */
static eg_status read_record(eg_coder *coder, const span *p, const eg_batch *batch, size_t r,
                             eg_error *err)
{
    eg_status status = EG_OK;
    for (size_t k = 0; k < p->n && status == EG_OK; k++) {
        const output *out = &p->out[k];
        const eg_text cell = plain_cell(batch, (size_t)out->field, r);
        uint32_t *label = &labels_of(coder, out)[r];
        *label = eg_dict_find(&out->map->raw, cell.at, cell.n);
        if (*label == EG_NO_WORD)
            status = eg_axis_number(coder, out->axis, out->map, cell, label, err);
    }
    for (size_t k = 0; k < p->n && status == EG_OK; k++) {
        uint32_t *level = &labels_of(coder, &p->out[k])[r];
        if (p->out[k].pair && *level != 0)
            status =
                eg_axis_pair(p->out[k].axis, *level, p->out[k].axis->parents[r], level, err);
    }
    return status;
}

static bool label_room(span *p)
{
    if (p->table.n + 1 < p->capacity)
        return true;
    const size_t capacity = p->capacity == 0 ? 64 : p->capacity * 2;
    for (size_t k = 0; k < p->n; k++) {
        uint32_t *grown = eg_realloc(p->out[k].label, capacity, sizeof *grown);
        if (grown == NULL)
            return false;
        p->out[k].label = grown;
        grown[0] = 0; /* what is not known, until it is asked for */
    }
    uint32_t *packed = eg_realloc(p->packed, capacity, sizeof *packed);
    if (packed == NULL)
        return false;
    p->packed = packed;
    packed[0] = 0;
    p->capacity = capacity;
    return true;
}

static void pack(span *p, uint32_t number)
{
    uint32_t word = 0;
    for (size_t k = 0; k < p->n; k++)
        word |= p->out[k].silent ? 0 : p->out[k].label[number] << p->out[k].shift;
    p->packed[number] = word;
}

/* The labels of a new number, side by side with more bits where they need them. */
static void pack_new(span *p, uint32_t number)
{
    enum { BITS = 32 };
    uint32_t all = 0;
    bool grown = false;
    for (size_t k = 0; k < p->n; k++) {
        output *out = &p->out[k];
        for (; !out->silent && out->label[number] >> out->bits != 0; grown = true)
            out->bits++;
        out->shift = all;
        all += out->bits;
    }
    p->wide = p->wide || all >= BITS;
    for (uint32_t i = grown ? 1 : number; !p->wide && i <= number; i++)
        pack(p, i);
}

static bool remember(eg_coder *coder, span *p, eg_text text, size_t r)
{
    const bool longer = text.n > EG_SPAN_SHORT;
    if (p->table.n >= EG_SPAN_TEXTS || (longer && p->longer.n >= p->longer.most))
        return true;
    if (!label_room(p))
        return false;
    const uint32_t number =
        longer ? eg_span_reserve(&p->table) : eg_span_put(&p->table, text.at, text.n);
    for (size_t k = 0; number != 0 && k < p->n; k++)
        p->out[k].label[number] = labels_of(coder, &p->out[k])[r];
    if (number != 0)
        pack_new(p, number);
    return number != 0 && (!longer || eg_dict_put(&p->longer, text, number));
}

static uint32_t known_as(const span *p, eg_text text)
{
    if (text.n <= EG_SPAN_SHORT)
        return eg_span_find(&p->table, text.at, text.n);
    const uint32_t number = eg_dict_look(&p->longer, text.at, text.n, true);
    return number == EG_NO_WORD ? 0 : number;
}

/* The first of these records from r on that looking did not find; n: none. */
static size_t next_unknown(const uint32_t *number, size_t r, size_t n)
{
    enum { AT_ONCE = 16 };
    for (; r + AT_ONCE <= n; r += AT_ONCE) {
        uint32_t any = 0;
        for (size_t k = 0; k < AT_ONCE; k++)
            any |= number[r + k] == 0;
        if (any != 0)
            break;
    }
    while (r < n && number[r] != 0)
        r++;
    return r;
}

/* Records that looking did not find, in their order. */
static eg_status ask(eg_coder *coder, span *p, const eg_batch *batch, const uint32_t *number,
                     eg_error *err)
{
    const eg_places *marks = batch->marks;
    for (size_t r = next_unknown(number, 0, batch->rows); r < batch->rows;
         r = next_unknown(number, r + 1, batch->rows)) {
        const uint32_t *end = marks->end + p->first + r * marks->step, from = end[-1] + 1;
        const eg_text text = {marks->text + from, end[p->last - p->first] - from};
        const uint32_t known = known_as(p, text);
        eg_status status = EG_OK;
        for (size_t k = 0; known != 0 && k < p->n; k++)
            labels_of(coder, &p->out[k])[r] = p->out[k].label[known];
        p->moved += known != 0;
        if (known == 0) {
            p->unknown++;
            status = read_record(coder, p, batch, r, err);
            if (status == EG_OK && !remember(coder, p, text, r))
                status = eg_fail_memory(err);
        }
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

static void put_labels(eg_coder *coder, const span *p, size_t n)
{
    const eg_spans *spans = coder->spans;
    if (!p->wide)
        spans->loops->tell(spans->number, p->packed, n, spans->word);
    for (size_t k = 0; k < p->n; k++) {
        const output *out = &p->out[k];
        if (!p->wide && !out->silent)
            spans->loops->split(spans->word, n, out->shift, (UINT32_C(1) << out->bits) - 1,
                                labels_of(coder, out));
        else if (!out->silent)
            spans->loops->tell(spans->number, out->label, n, labels_of(coder, out));
    }
}

/* A span with too many texts is no use; nor is one that knows too few. */
static void judge(eg_spans *spans, span *p)
{
    if (p->table.n >= EG_SPAN_TEXTS) {
        p->off = true;
        spans->planned = spans->plans++ >= PLANS_MOST;
    } else if (p->looked >= EG_SPAN_LATER) {
        p->off = p->unknown * KNOW_LEAST > p->looked;
        if (p->moved * MOVED_LEAST > p->looked && p->settled++ < SETTLE_MOST)
            eg_span_settle(&p->table);
        p->looked = p->unknown = p->moved = 0;
    }
}

/* Does the next batch look like runs? */
static bool repeats(const uint32_t *number, size_t n)
{
    size_t changes = 0;
    for (size_t r = 1; r < n; r++)
        changes += number[r] != number[r - 1];
    return changes * 8 < n;
}

static eg_status code_span(eg_coder *coder, span *p, const eg_batch *batch, eg_error *err)
{
    eg_spans *spans = coder->spans;
    const eg_places *marks = batch->marks;
    const eg_span_cells cells = {marks->text, marks->end + p->first, marks->step,
                                 (size_t)(p->last - p->first), batch->rows};
    for (size_t k = 0; k < p->n; k++)
        if (p->out[k].map == &p->out[k].axis->parent &&
            !eg_axis_parents_room(p->out[k].axis, batch->rows))
            return eg_fail_memory(err);
    if (!label_room(p))
        return eg_fail_memory(err);
    const bool all =
        (p->steady ? spans->loops->runs : spans->loops->look)(&p->table, &cells, spans->number);
    eg_status status = EG_OK;
    put_labels(coder, p, batch->rows);
    if (!all)
        status = ask(coder, p, batch, spans->number, err);
    for (size_t k = 0; k < p->n; k++) {
        p->out[k].map->coded = true;
        p->out[k].axis->paired = p->out[k].axis->paired || p->out[k].pair;
    }
    if (p->looked % (LOOK_EVERY * batch->rows) == 0)
        p->steady = repeats(spans->number, batch->rows);
    p->looked += batch->rows;
    judge(spans, p);
    return status;
}

static bool room(eg_spans *spans, size_t rows)
{
    if (rows <= spans->rows)
        return true;
    uint32_t *grown = eg_realloc(spans->number, rows, sizeof *grown);
    if (grown == NULL)
        return false;
    spans->number = grown;
    grown = eg_realloc(spans->word, rows, sizeof *grown);
    if (grown == NULL)
        return false;
    spans->word = grown;
    spans->rows = rows;
    return true;
}

eg_status eg_spans_code(eg_coder *coder, const eg_selection *s, eg_error *err)
{
    eg_spans *spans = coder->spans;
    const eg_batch *batch = s->batch;
    for (size_t i = 0; i < coder->schema->n_axes; i++)
        coder->axes[i].own.coded = coder->axes[i].parent.coded = coder->axes[i].paired = false;
    if (batch->marks == NULL || s->rows != NULL || batch->rows < WORTH)
        return EG_OK;
    if (!spans->seen) {
        spans->seen = true;
        return EG_OK;
    }
    if ((!spans->planned || spans->file != batch->file) && !plan(spans, coder, batch))
        return eg_fail_memory(err);
    if (!room(spans, batch->rows))
        return eg_fail_memory(err);
    eg_status status = EG_OK;
    for (size_t i = 0; status == EG_OK && i < spans->n; i++)
        if (!spans->at[i].off)
            status = code_span(coder, &spans->at[i], batch, err);
    return status;
}
