/* Delimiter, header and preamble from a quick look at the first records. */
#include "source/sniff.h"

#include <string.h>

enum {
    RECORDS = EG_SNIFF_RECORDS,
    LONGEST = 32 /* lines a quoted cell may take here before its quote is doubted */
};

static const char candidates[] = {',', '\t', ';', '|', '^'};
enum { CANDIDATES = sizeof candidates };

/* Length of the line end at `at`, 0 where there is none. */
static size_t line_end(eg_text text, size_t at)
{
    if (text.at[at] == '\n')
        return 1;
    if (text.at[at] != '\r')
        return 0;
    return at + 1 < text.n && text.at[at + 1] == '\n' ? 2 : 1;
}

void eg_sniff_field(eg_glance *seen, size_t at, eg_text field, eg_text before)
{
    const uint64_t bit = UINT64_C(1) << at;
    uint32_t hash = 0;
    bool digit = false;
    bool letter = false;

    field = eg_text_trim(field);
    for (size_t i = 0; i < field.n; i++) {
        const unsigned char c = (unsigned char)field.at[i];

        digit = digit || (c >= '0' && c <= '9');
        letter = letter || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
        hash = (hash ^ c) * 16777619U;
    }
    seen->mark[at] = hash;
    seen->word |= letter ? bit : 0;
    seen->number |= digit && !letter ? bit : 0;
    if (at > 0 && (field.n == 0 || eg_text_equal(field, eg_text_trim(before))))
        seen->spanned |= bit;
}

/* The fields of a record whose bytes are known, for their looks. */
static void look_at_fields(eg_glance *seen, eg_text record, char delimiter, bool quotes)
{
    eg_text before = {"", 0};
    size_t from = 0;
    size_t at = 0;
    bool inside = false;

    while (record.n > 0 && (record.at[record.n - 1] == '\n' || record.at[record.n - 1] == '\r'))
        record.n--;
    for (size_t i = 0; i <= record.n && at < EG_SNIFF_FIELDS; i++) {
        if (i < record.n && quotes && record.at[i] == '"')
            inside = !inside;
        if (i < record.n && (inside || record.at[i] != delimiter))
            continue;
        const eg_text field = {record.at + from, i - from};
        eg_sniff_field(seen, at++, field, before);
        before = field;
        from = i + 1;
    }
}

static eg_glance look(eg_text text, char delimiter, bool quotes)
{
    eg_glance seen = {.fields = 1};
    bool inside = false;
    bool begun = false; /* the field has a byte that is not blank */

    for (size_t i = 0; i < text.n;) {
        const char c = text.at[i];
        const size_t end = line_end(text, i);

        i += end > 0 ? end : 1;
        seen.n = i;
        seen.lines += end > 0;
        if (end > 0 && !inside)
            return seen;
        if (inside && seen.lines > LONGEST)
            return look(text, delimiter, false);
        if (quotes && c == '"' && (inside || !begun)) {
            inside = !inside;
        } else if (c == delimiter && !inside) {
            seen.fields++;
            begun = false;
        } else if (c != ' ' && c != '\t' && end == 0) {
            seen.filled += seen.last != seen.fields;
            seen.last = seen.fields;
            begun = !inside;
        }
    }
    if (inside)
        return look(text, delimiter, false);
    seen.lines += text.n > 0;
    return seen;
}

eg_glance eg_sniff_record(eg_text text, char delimiter)
{
    return look(text, delimiter, true);
}

char eg_sniff_sep_line(eg_text line)
{
    eg_text word = eg_text_trim(line);

    /* Trimming would take a tab for a blank. */
    if (line.n >= 5 && line.at[4] == '\t' && eg_text_same_word((eg_text){line.at, 4}, "sep="))
        return '\t';
    if (word.n == 7 && word.at[0] == '"' && word.at[6] == '"')
        word = (eg_text){word.at + 1, 5};
    if (word.n != 5 || !eg_text_same_word((eg_text){word.at, 4}, "sep="))
        return 0;
    return word.at[4] == '"' ? 0 : word.at[4];
}

/* The first records seen through one delimiter. */
typedef struct {
    eg_glance record[RECORDS];
    size_t n;
} glances;

static void look_at(glances *seen, eg_text text, char delimiter)
{
    seen->n = 0;
    while (seen->n < RECORDS && text.n > 0) {
        const eg_glance one = eg_sniff_record(text, delimiter);
        const char last = text.at[one.n - 1];

        /* A record that is cut off says little, unless it is all there is. */
        if (one.n == text.n && last != '\n' && last != '\r' && seen->n > 0)
            break;
        seen->record[seen->n] = one;
        look_at_fields(&seen->record[seen->n++], (eg_text){text.at, one.n}, delimiter, true);
        text = (eg_text){text.at + one.n, text.n - one.n};
    }
}

/* How many records with something in them have the commonest number of fields, if that is over
 * one. */
static size_t agreement(const glances *seen, size_t *fields)
{
    size_t most = 0;

    *fields = 1;
    for (size_t i = 0; i < seen->n; i++) {
        size_t same = 0;

        if (seen->record[i].fields < 2 || seen->record[i].filled == 0)
            continue;
        for (size_t k = 0; k < seen->n; k++)
            same +=
                seen->record[k].filled > 0 && seen->record[k].fields == seen->record[i].fields;
        if (same > most || (same == most && seen->record[i].fields > *fields)) {
            most = same;
            *fields = seen->record[i].fields;
        }
    }
    return most;
}

char eg_sniff_delimiter(eg_text text)
{
    char best = ',';
    size_t best_same = 0;
    size_t best_fields = 1;

    for (size_t i = 0; i < CANDIDATES; i++) {
        glances seen;
        size_t fields;
        size_t filled = 0;

        look_at(&seen, text, candidates[i]);
        for (size_t k = 0; k < seen.n; k++)
            filled += seen.record[k].filled > 0;
        const size_t same = agreement(&seen, &fields);
        if (same * 2 <= filled)
            continue;
        if (same > best_same || (same == best_same && fields > best_fields)) {
            best = candidates[i];
            best_same = same;
            best_fields = fields;
        }
    }
    return best;
}

/* The commonest position of the last filled field: how wide the table looks. */
static size_t width_of(const eg_glance *record, size_t n)
{
    size_t width = 0;
    size_t most = 0;

    for (size_t i = 0; i < n; i++) {
        const size_t last = record[i].last;
        size_t same = 0;

        if (last == 0)
            continue;
        for (size_t k = 0; k < n; k++)
            same += record[k].last == last;
        if (same > most || (same == most && last < width)) {
            most = same;
            width = last;
        }
    }
    return width;
}

/* The columns that hold numbers in most rows. */
static uint64_t numeric(const eg_glance *record, size_t n)
{
    uint64_t columns = 0;

    for (unsigned c = 0; c < EG_SNIFF_FIELDS; c++) {
        size_t numbers = 0;
        size_t words = 0;

        for (size_t i = 0; i < n; i++) {
            numbers += record[i].number >> c & 1U;
            words += record[i].word >> c & 1U;
        }
        if (numbers >= 2 && numbers > words * 2)
            columns |= UINT64_C(1) << c;
    }
    return columns;
}

/* Does a later row say the same in some column, as rows of a table do and names do not? */
static bool comes_again(const eg_glance *record, size_t n, size_t width)
{
    for (size_t i = 1; i < n; i++)
        for (size_t c = 0; c < width && c < EG_SNIFF_FIELDS; c++)
            if (record[i].filled > 0 && record[i].mark[c] == record[0].mark[c])
                return true;
    return false;
}

/*
 * How many rows of titles that span columns stand over a full row of names. The names are no
 * record: they have letters in every column, those with numbers below included.
 */
static size_t titles(const eg_glance *record, size_t n, size_t width)
{
    const uint64_t all = width >= 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
    size_t above = 0;

    while (above < n && (record[above].spanned & all) != 0)
        above++;
    const eg_glance *names = record + above;
    if (above == 0 || n < above + 3 || names->filled != width || names->last != width ||
        (names->word & all) != all || (numeric(names + 1, n - above - 1) & all) == 0 ||
        comes_again(names, n - above, width))
        return 0;
    return above;
}

/*
 * Only what is clearly no header is passed over: a row with at most half of the table's
 * cells filled, or titles. A header that is merely short stays the header, so that its rows are
 * refused loudly.
 */
size_t eg_sniff_above(const eg_glance *record, size_t n)
{
    const size_t width = width_of(record, n);

    if (width < 2)
        return 0;
    for (size_t i = 0; i < n; i++)
        if (record[i].filled * 2 > width)
            return i + titles(record + i, n - i, width);
    return 0;
}

size_t eg_sniff_preamble(eg_text text, char delimiter, size_t *bytes)
{
    glances seen;
    size_t above;
    size_t lines = 0;

    *bytes = 0;
    look_at(&seen, text, delimiter);
    above = eg_sniff_above(seen.record, seen.n);
    for (size_t i = 0; i < above; i++) {
        *bytes += seen.record[i].n;
        lines += seen.record[i].lines;
    }
    return lines;
}
