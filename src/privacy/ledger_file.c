/*
 * A ledger as lines of text with tabs: people may read what was published, and no figure can
 * change unseen.
 *
 *   equitygap ledger 1 HASH         of everything behind this line
 *   publications N
 *   rules FIRST LAST TAILS LEAST MIN_COUNT MIN_REST DOMINANCE NEXT
 *                                   of publications that follow other rules than the default
 *   outcome NAME COUNTS             what follows belongs to it
 *   FIRST LAST YEAR UNIT_TYPE UNIT DIMENSION GROUP N COUNT...
 *
 * A figure is a number, - (withheld), ^ or _ (a bound: so many or more, so many or fewer), or ~
 * (withheld because it would have differed by a few from what was published before).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ext/hash.h"
#include "privacy/ledger.h"

#define TITLE "equitygap ledger 1\t"

/* ---- writing ---- */

static void add_field(eg_buffer *line, eg_text text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        const char *as = c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\\\";
        if (c == '\t' || c == '\n' || c == '\r' || c == '\\')
            eg_buffer_add(line, as, 2);
        else
            eg_buffer_add_char(line, c);
    }
}

/* What is not shown: -1, -2, -3, -4. */
static const char marks[] = "-^_~";

static void add_figure(eg_buffer *line, int64_t figure)
{
    if (figure < 0)
        eg_buffer_printf(line, "\t%c", marks[-figure - 1]);
    else
        eg_buffer_printf(line, "\t%lld", (long long)figure);
}

static void add_record(eg_buffer *text, const eg_ledger *ledger, const eg_ledger_record *r)
{
    eg_buffer_printf(text, "%u\t%u", (unsigned)r->first, (unsigned)r->last);
    for (size_t i = 1; i < 6; i++) {
        eg_buffer_add_char(text, '\t');
        add_field(text, eg_words_at(ledger->words, r->key[i]));
    }
    add_figure(text, r->n);
    for (size_t k = 0; k < r->n_counts; k++)
        add_figure(text, ledger->counts[r->counts + k]);
    eg_buffer_add_char(text, '\n');
}

typedef struct {
    uint32_t record;
    uint32_t at[8]; /* ranks: outcome, counts, then the rest of the address; first */
} place_in_file;

static int by_place(const void *a, const void *b)
{
    const place_in_file *x = a, *y = b;
    for (size_t i = 0; i < 8; i++)
        if (x->at[i] != y->at[i])
            return x->at[i] < y->at[i] ? -1 : 1;
    return 0;
}

typedef struct {
    eg_text text;
    uint32_t number;
} ranked;

static int by_text(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    size_t n = x->text.n < y->text.n ? x->text.n : y->text.n;
    int order = n == 0 ? 0 : memcmp(x->text.at, y->text.at, n);
    return order != 0 ? order : x->text.n < y->text.n ? -1 : x->text.n > y->text.n;
}

/* [word]: its rank by bytes. NULL: no memory. */
static uint32_t *rank_words(const eg_words *words)
{
    size_t n = eg_words_count(words);
    uint32_t *rank = eg_alloc(n + 1, sizeof *rank);
    ranked *sorted = eg_alloc(n + 1, sizeof *sorted);
    if (rank != NULL && sorted != NULL) {
        for (size_t w = 0; w < n; w++)
            sorted[w] = (ranked){eg_words_at(words, (uint32_t)w), (uint32_t)w};
        qsort(sorted, n, sizeof *sorted, by_text);
        for (size_t i = 0; i < n; i++)
            rank[sorted[i].number] = (uint32_t)i;
    }
    eg_free(sorted);
    if (sorted == NULL) {
        eg_free(rank);
        return NULL;
    }
    return rank;
}

/* The records by their names, so that the bytes do not depend on the order they came in. */
static place_in_file *order_of(const eg_ledger *ledger)
{
    uint32_t *rank = rank_words(ledger->words);
    place_in_file *order = rank == NULL ? NULL : eg_alloc(ledger->n + 1, sizeof *order);
    for (size_t i = 0; order != NULL && i < ledger->n; i++) {
        const eg_ledger_record *r = &ledger->records[i];
        order[i].record = (uint32_t)i;
        order[i].at[0] = rank[r->key[0]];
        order[i].at[1] = rank[r->kind];
        for (size_t k = 1; k < 6; k++)
            order[i].at[1 + k] = rank[r->key[k]];
        order[i].at[7] = r->first;
    }
    if (order != NULL)
        qsort(order, ledger->n, sizeof *order, by_place);
    eg_free(rank);
    return order;
}

eg_status eg_ledger_write(eg_ledger *ledger, eg_sink *sink, eg_error *err)
{
    place_in_file *order = order_of(ledger);
    eg_buffer text = {0};
    const eg_ledger_record *before = NULL;
    eg_buffer_printf(&text, "publications\t%u\n", (unsigned)ledger->publications);
    bool made = order != NULL && eg_ledger_put_rules(&text, ledger);
    for (size_t i = 0; made && i < ledger->n; i++) {
        const eg_ledger_record *r = &ledger->records[order[i].record];
        if (before == NULL || before->key[0] != r->key[0] || before->kind != r->kind) {
            eg_buffer_add_string(&text, "outcome\t");
            add_field(&text, eg_words_at(ledger->words, r->key[0]));
            eg_buffer_add_char(&text, '\t');
            add_field(&text, eg_words_at(ledger->words, r->kind));
            eg_buffer_add_char(&text, '\n');
        }
        add_record(&text, ledger, r);
        before = r;
    }
    made = made && !text.failed;
    if (made) {
        eg_hash128 hash = eg_hash(text.at, text.n, 0);
        eg_sink_printf(sink, TITLE "%016llx%016llx\n", (unsigned long long)hash.high,
                       (unsigned long long)hash.low);
        eg_sink_put(sink, text.at, text.n);
    }
    eg_free(order);
    eg_buffer_clear(&text);
    return made ? eg_sink_finish(sink, err) : eg_fail_memory(err);
}

/* ---- reading ---- */

typedef struct {
    eg_ledger *ledger;
    eg_text rest;
    eg_buffer field;
    uint64_t line;
    uint32_t outcome, kind;
    bool memory; /* is out */
} reader;

/* The next field of a line, without it; false: there is none. */
static bool next_field(eg_text *line, eg_text *field)
{
    if (line->at == NULL)
        return false;
    const char *tab = line->n == 0 ? NULL : memchr(line->at, '\t', line->n);
    field->at = line->at;
    field->n = tab == NULL ? line->n : (size_t)(tab - line->at);
    if (tab == NULL)
        *line = (eg_text){NULL, 0};
    else
        *line = (eg_text){tab + 1, line->n - field->n - 1};
    return true;
}

static bool next_name(reader *r, eg_text *line, uint32_t *word)
{
    eg_text field;
    if (!next_field(line, &field))
        return false;
    eg_buffer_reset(&r->field);
    for (size_t i = 0; i < field.n; i++) {
        char c = field.at[i];
        if (c == '\\' && ++i == field.n)
            return false;
        if (c == '\\')
            c = field.at[i] == 't'   ? '\t'
                : field.at[i] == 'n' ? '\n'
                : field.at[i] == 'r' ? '\r'
                                     : '\\';
        eg_buffer_add_char(&r->field, c);
    }
    *word = r->field.failed
                ? EG_NO_WORD
                : eg_words_add(r->ledger->words, (eg_text){r->field.at, r->field.n});
    r->memory = r->memory || *word == EG_NO_WORD;
    return !r->memory;
}

/* Digits, or a mark where allowed. */
static bool next_figure(eg_text *line, bool may_lack, int64_t *figure)
{
    enum { MOST_DIGITS = 18 };
    eg_text field;
    if (!next_field(line, &field) || field.n == 0 || field.n > MOST_DIGITS)
        return false;
    const char *mark = field.n == 1 && field.at[0] != '\0' ? strchr(marks, field.at[0]) : NULL;
    *figure = mark == NULL ? 0 : -1 - (int64_t)(mark - marks);
    if (mark != NULL)
        return may_lack;
    *figure = 0;
    for (size_t i = 0; i < field.n; i++) {
        if (field.at[i] < '0' || field.at[i] > '9')
            return false;
        *figure = *figure * 10 + (field.at[i] - '0');
    }
    return true;
}

static bool read_record(reader *r, eg_text line)
{
    int64_t first, last, n, counts[EG_MAX_LEVELS];
    uint32_t key[6] = {r->outcome};
    size_t n_counts = 0;
    if (r->outcome == EG_NO_WORD || !next_figure(&line, false, &first) ||
        !next_figure(&line, false, &last) || first < 1 || first > last ||
        last > r->ledger->publications)
        return false;
    for (size_t i = 1; i < 6; i++)
        if (!next_name(r, &line, &key[i]))
            return false;
    if (!next_figure(&line, true, &n))
        return false;
    while (line.at != NULL) {
        if (n_counts == EG_MAX_LEVELS || !next_figure(&line, true, &counts[n_counts]))
            return false;
        n_counts++;
    }
    eg_ledger_record *record = eg_ledger_append(r->ledger, key, n_counts);
    r->memory = r->memory || record == NULL;
    if (record == NULL)
        return false;
    record->kind = r->kind;
    record->first = (uint32_t)first;
    record->last = (uint32_t)last;
    record->n = n;
    for (size_t k = 0; k < n_counts; k++)
        r->ledger->counts[record->counts + k] = counts[k];
    return true;
}

/* first, last, tails, then numbers. */
static bool read_rules(reader *r, eg_text line)
{
    int64_t numbers[EG_LEDGER_RULES];
    eg_text tails;
    bool read = true;
    for (size_t i = 0; i < EG_LEDGER_RULES && read; i++) {
        if (i == 2) {
            eg_buffer_reset(&r->field);
            read = next_field(&line, &tails);
            if (read)
                eg_buffer_add_text(&r->field, tails);
        }
        read = read && next_figure(&line, false, &numbers[i]);
    }
    const char *text = eg_buffer_string(&r->field);
    r->memory = r->memory || r->field.failed;
    return read && !r->field.failed && line.at == NULL &&
           eg_ledger_take_rules(r->ledger, numbers, text, &r->memory);
}

static bool starts(eg_text *line, const char *word)
{
    size_t n = strlen(word);
    if (line->n < n || memcmp(line->at, word, n) != 0)
        return false;
    *line = (eg_text){line->at + n, line->n - n};
    return true;
}

static bool read_line(reader *r, eg_text line)
{
    int64_t n;
    if (r->line == 2) {
        if (!starts(&line, "publications\t") || !next_figure(&line, false, &n) ||
            n >= EG_NO_WORD)
            return false;
        r->ledger->publications = (uint32_t)n;
        return true;
    }
    if (r->outcome == EG_NO_WORD && starts(&line, "rules\t"))
        return read_rules(r, line);
    if (!starts(&line, "outcome\t"))
        return read_record(r, line);
    return next_name(r, &line, &r->outcome) && next_name(r, &line, &r->kind) && line.at == NULL;
}

static bool next_line(reader *r, eg_text *line)
{
    const char *end = r->rest.n == 0 ? NULL : memchr(r->rest.at, '\n', r->rest.n);
    if (end == NULL)
        return false;
    *line = (eg_text){r->rest.at, (size_t)(end - r->rest.at)};
    r->rest = (eg_text){end + 1, r->rest.n - line->n - 1};
    r->line++;
    return true;
}

/* The title tells the hash of what follows. */
static bool is_whole(reader *r)
{
    eg_text line;
    char want[48];
    if (!next_line(r, &line) || !starts(&line, TITLE))
        return false;
    eg_hash128 hash = eg_hash(r->rest.at, r->rest.n, 0);
    (void)snprintf(want, sizeof want, "%016llx%016llx", (unsigned long long)hash.high,
                   (unsigned long long)hash.low);
    return line.n == strlen(want) && memcmp(line.at, want, line.n) == 0;
}

static eg_status damaged(const reader *r, eg_error *err)
{
    if (r->memory)
        return eg_fail_memory(err);
    (void)eg_fail(err, EG_E_INPUT,
                  "this is no ledger of equitygap, or it was changed: put back the file as "
                  "equitygap left it; without what was published before nothing can be "
                  "protected against it");
    eg_error_place(err, NULL, r->line > 1 ? r->line : 0, 0, NULL);
    return EG_E_INPUT;
}

eg_status eg_ledger_parse(eg_ledger **out, eg_text bytes, eg_error *err)
{
    *out = NULL;
    reader r = {.ledger = eg_ledger_new(), .rest = bytes, .outcome = EG_NO_WORD};
    if (r.ledger == NULL)
        return eg_fail_memory(err);
    bool read = is_whole(&r);
    eg_text line;
    while (read && next_line(&r, &line))
        read = read_line(&r, line);
    eg_buffer_clear(&r.field);
    if (!read || r.rest.n > 0 || r.line < 2) {
        eg_status status = damaged(&r, err);
        eg_ledger_free(r.ledger);
        return status;
    }
    *out = r.ledger;
    return EG_OK;
}
