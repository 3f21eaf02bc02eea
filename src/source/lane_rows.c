/* Records of the vector lane, where they stand in the window. */
#include <string.h>

#include "source/delimited.h"

enum {
    AHEAD = 64 * 1024, /* the lane wants to see that much */
    WAIT_MOST = 1024,  /* records that are not for it before it tries again */
    MARKS_LEAST = 32   /* records worth a batch of their own */
};

static bool is_blank(const eg_delimited *reader, char c)
{
    return (c == ' ' || c == '\t') && c != reader->delimiter;
}

/* One of a run: where it begins and ends in the text, without its line end. */
typedef struct {
    size_t from, to;
    size_t first; /* where its first field ends */
} place;

static place place_of(const eg_delimited *reader, const char *text, const eg_lane_run *run,
                      size_t record)
{
    const uint32_t *end = run->end + record * reader->n_names;
    place at = {
        .from = (uint32_t)(end[-1] + 1), .to = end[reader->n_names - 1], .first = end[0]};

    if (at.to > at.from && text[at.to - 1] == '\r')
        at.to--;
    return at;
}

/*
 * Is it certainly a record to be delivered? Not where it may repeat the header, or where
 * nothing may stand in it, or in its first field alone: that could be a remark below the last
 * record.
 */
static bool is_row(const eg_delimited *reader, const char *text, place at)
{
    const size_t n = at.to - at.from, mark = 3;
    size_t i = reader->n_names > 1 ? at.first + 1 : at.from;

    if (n == reader->raw.n && memcmp(text + at.from, reader->raw.at, n) == 0)
        return false;
    if (n == reader->raw.n + mark &&
        memcmp(text + at.from + mark, reader->raw.at, reader->raw.n) == 0)
        return false;
    while (i < at.to && (text[i] == reader->delimiter || text[i] == '"' || text[i] == ' ' ||
                         text[i] == '\t'))
        i++;
    return i < at.to;
}

/* Of records with a field that is more than itself: the first of those before `most` that is
 * not certainly a row. In most of them the second field begins with a letter or digit. */
static size_t odd_rows(const eg_delimited *reader, const char *text, const eg_lane_run *run,
                       size_t most)
{
    const size_t fields = reader->n_names;

    for (size_t i = 0, r = 0; i < run->n_odd; i++) {
        r = run->odd[i] - r * fields < fields ? r : run->odd[i] / fields;
        if (r >= most)
            break;
        const uint32_t *end = run->end + r * fields;
        const unsigned char second = fields > 1 ? (unsigned char)text[end[0] + 1] : 0;
        if (second > '"' && second != (unsigned char)reader->delimiter)
            continue;
        if (!is_row(reader, text, place_of(reader, text, run, r)))
            return r;
    }
    return most;
}

/* How many are certainly rows. Most are no longer or shorter than the header by chance alone,
 * and there is more behind their first field than separators. */
static size_t count_rows(const eg_delimited *reader, const char *text, const eg_lane_run *run)
{
    const size_t fields = reader->n_names;
    const uint32_t raw = (uint32_t)reader->raw.n, separators = (uint32_t)fields - 1;
    const uint32_t *end = run->end;
    uint32_t from = end[-1] + 1;
    size_t r = 0;

    for (; r < run->records; r++, end += fields) {
        const uint32_t to = end[separators];

        /* with a mark of three bytes, or a CR, or both */
        if ((to - from - raw <= 4 || to - end[0] == separators) &&
            !is_row(reader, text, place_of(reader, text, run, r)))
            break;
        from = to + 1;
    }
    return odd_rows(reader, text, run, r);
}

/* A field in quotes with quotes in it. */
static bool take_doubled(const eg_delimited *reader, eg_text inner, eg_field *field)
{
    eg_block *block = reader->block;
    size_t n = 0;
    char *to;

    if (!eg_block_room(block, block->text_n, inner.n))
        return false;
    to = block->text + block->text_n;
    for (size_t i = 0; i < inner.n; i++) {
        to[n++] = inner.at[i];
        i += inner.at[i] == '"'; /* the lane saw to it that another one follows */
    }
    *field = (eg_field){to, (uint32_t)n, EG_FIELD_QUOTED};
    block->text_n += n;
    return true;
}

/* A field with something at its ends that is not part of it. */
static bool take_field(const eg_delimited *reader, eg_text text, bool last, eg_field *field)
{
    if (last && text.n > 0 && text.at[text.n - 1] == '\r')
        text.n--;
    if (text.n > 0 && text.at[0] == '"') {
        text = (eg_text){text.at + 1, text.n - 2};
        if (memchr(text.at, '"', text.n) != NULL)
            return take_doubled(reader, text, field);
        *field = (eg_field){text.at, (uint32_t)text.n, EG_FIELD_QUOTED};
        return true;
    }
    while (text.n > 0 && is_blank(reader, text.at[0]))
        text = (eg_text){text.at + 1, text.n - 1};
    while (text.n > 0 && is_blank(reader, text.at[text.n - 1]))
        text.n--;
    *field = (eg_field){text.at, (uint32_t)text.n, 0};
    return true;
}

/* The length, and flags of zero, in one store where that can be. */
static inline void put_length(eg_field *field, uint64_t n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    _Static_assert(offsetof(eg_field, flags) == offsetof(eg_field, n) + 4 &&
                       sizeof field->n == 4 && sizeof field->flags == 4,
                   "the flags are behind the length");
    memcpy((char *)field + offsetof(eg_field, n), &n, sizeof n);
#else
    field->n = (uint32_t)n;
    field->flags = 0;
#endif
}

/* Column by column, for that is how they are read. */
static void write_fields(const eg_delimited *reader, const char *text, const eg_lane_run *run,
                         const eg_slot *slot)
{
    const size_t fields = reader->n_names, records = run->records;
    const uint32_t *own = run->end + slot->column;
    eg_field *field = slot->field + reader->block->rows;

    for (size_t r = 0; r < records; r++, own += fields) {
        const uint32_t from = own[-1] + 1;
        const uint64_t n = own[0] - from;

        field[r].at = text + from;
        put_length(&field[r], n);
    }
}

/* Of the columns asked for those in which a field is not all there is between its separators;
 * and the bytes of all that are in quotes. */
static size_t note_odd(const eg_delimited *reader, const char *text, const eg_lane_run *run)
{
    eg_block *block = reader->block;
    const uint32_t fields = (uint32_t)reader->n_names, all = (uint32_t)run->records * fields;
    const eg_slot *slot = block->slots;
    uint32_t first = 0; /* field of the record */
    size_t bytes = 0;

    for (size_t i = 0; i < run->n_odd && run->odd[i] < all; i++) {
        const uint32_t from = run->end[(ptrdiff_t)run->odd[i] - 1] + 1;

        bytes += text[from] == '"' ? run->end[run->odd[i]] - from : 0;
        if (run->odd[i] - first >= fields) {
            slot = block->slots;
            first = run->odd[i] - run->odd[i] % fields;
        }
        while (slot->column < run->odd[i] - first)
            slot++;
        for (; slot->column == run->odd[i] - first; slot++)
            block->marks.place[(size_t)(slot->field - block->fields) / block->stride] =
                EG_PLACE_ODD;
    }
    return bytes;
}

/* The odd fields of a column of a marked batch; there is room for those in quotes. */
static void mend_column(const void *source, size_t column, eg_field *field)
{
    const eg_delimited *reader = source;
    const eg_block *block = reader->block;
    const eg_lane_run *run = &reader->run;
    const uint32_t fields = (uint32_t)reader->n_names, all = (uint32_t)block->rows * fields;
    const uint32_t wanted = (uint32_t)block->places[column];

    for (size_t i = 0; i < run->n_odd && run->odd[i] < all; i++)
        if (run->odd[i] % fields == wanted) {
            eg_field *odd = &field[run->odd[i] / fields];

            (void)take_field(reader, (eg_text){odd->at, odd->n}, wanted + 1 == fields, odd);
        }
}

/* The batch is these records alone: they are told by their places. false: no memory. */
static bool mark_fields(eg_delimited *reader, const char *text, const eg_lane_run *run)
{
    eg_block *block = reader->block;
    eg_places *marks = &block->marks;

    block->marked = true;
    reader->run = *run;
    marks->text = text;
    marks->end = run->end;
    marks->step = reader->n_names;
    marks->raw = block->places;
    marks->mend = mend_column;
    marks->source = reader;
    memcpy(marks->place, block->places, block->columns * sizeof *marks->place);
    return eg_block_room(block, 0, note_odd(reader, text, run));
}

/* The fields that are not all there is between their separators. */
static bool mend_fields(const eg_delimited *reader, const eg_lane_run *run)
{
    const uint32_t fields = (uint32_t)reader->n_names, all = (uint32_t)run->records * fields;
    const eg_slot *slot = reader->block->slots;
    uint32_t record = 0;

    for (size_t i = 0; fields > 0 && i < run->n_odd && run->odd[i] < all; i++) {
        const uint32_t column = run->odd[i] % fields;

        if (run->odd[i] / fields != record)
            slot = reader->block->slots;
        record = run->odd[i] / fields;
        while (slot->column < column)
            slot++;
        for (; slot->column == column; slot++) {
            eg_field *field = &slot->field[reader->block->rows + record];

            if (!take_field(reader, (eg_text){field->at, field->n}, column + 1 == fields,
                            field))
                return false;
        }
    }
    return true;
}

static bool take_fields(eg_delimited *reader, const char *text, const eg_lane_run *run)
{
    const eg_block *block = reader->block;

    if (reader->file->options->marks && block->rows == 0 && run->records >= MARKS_LEAST)
        return mark_fields(reader, text, run);
    for (const eg_slot *slot = block->slots; slot->column != SIZE_MAX; slot++)
        write_fields(reader, text, run, slot);
    return mend_fields(reader, run);
}

static bool take_run(eg_delimited *reader, const char *text, const eg_lane_run *run)
{
    eg_block *block = reader->block;
    uint64_t *line = block->line + block->rows;
    const uint64_t first = reader->line;
    const size_t records = run->records;

    if (!take_fields(reader, text, run))
        return false;
    for (size_t r = 0; r < records; r++)
        line[r] = first + r;
    block->rows += run->records;
    reader->file->tally.records += run->records;
    reader->line += run->records;
    eg_window_consume(reader->window, run->bytes);
    reader->window->held = true;
    return true;
}

/* How many records are worth looking at, and when, goes by how many were good. */
static void learn(eg_delimited *reader, size_t asked, size_t taken)
{
    if (taken == 0)
        reader->lane_wait =
            reader->lane_wait < WAIT_MOST / 2 ? 2 * reader->lane_wait + 1 : WAIT_MOST;
    else
        reader->lane_wait = 0;
    reader->lane_rest = reader->lane_wait;
    if (taken == asked)
        reader->lane_most = 4 * asked;
    else if (taken < asked / 2)
        reader->lane_most = 2 * taken + 16;
}

eg_status eg_lane_rows(eg_delimited *reader, size_t *taken, eg_error *err)
{
    eg_window *window = reader->window;
    eg_block *block = reader->block;
    const size_t room = block->capacity - block->rows;
    const size_t most = reader->lane_most < room ? reader->lane_most : room;
    const char *text;
    eg_lane_run run;

    *taken = 0;
    if (!window->held) {
        const eg_status st = eg_window_ahead(window, AHEAD, err);

        if (st != EG_OK)
            return st;
    }
    text = eg_window_start(window);
    eg_lane_find(reader->lane, text, window->end - window->start, most, &run);
    *taken = count_rows(reader, text, &run);
    if (*taken < run.records) {
        run.records = *taken;
        if (*taken > 0)
            run.bytes = (size_t)run.end[*taken * reader->n_names - 1] + 1;
    }
    if (!run.cut)
        learn(reader, most, *taken);
    return *taken == 0 || take_run(reader, text, &run) ? EG_OK : eg_fail_memory(err);
}
