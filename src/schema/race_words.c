/* What a cell of races states: one group or a list of them, in words or codes. */
#include <stdlib.h>
#include <string.h>

#include "schema/race_read.h"

/* A list is separated by one of these, the first that fits; a slash stands in names. */
static const char separators[] = ";|,+";

static const char *recoded(eg_race_reader *reader, eg_text text)
{
    const char *to = eg_axis_recoded(reader->axis->spec, text, &reader->coder->fold);
    reader->failed = reader->failed || reader->coder->fold.failed;
    return to;
}

static bool short_number(eg_text text)
{
    bool digits = text.n > 0 && text.n <= 2;
    for (size_t i = 0; i < text.n && digits; i++)
        digits = text.at[i] >= '0' && text.at[i] <= '9';
    return digits;
}

static bool stands_alone(const eg_race_reader *reader, eg_text text)
{
    return eg_words_find(reader->words, text) != EG_NO_WORD;
}

/* The next part of a list, trimmed; false at its end. */
static bool next_part(eg_text *rest, char separator, eg_text *part)
{
    if (rest->at == NULL)
        return false;
    const char *end = rest->n == 0 ? NULL : memchr(rest->at, separator, rest->n);
    size_t n = end == NULL ? rest->n : (size_t)(end - rest->at);
    *part = eg_text_trim((eg_text){rest->at, n});
    *rest = end == NULL ? (eg_text){NULL, 0} : (eg_text){end + 1, rest->n - n - 1};
    return true;
}

/* All parts are groups, and not different words for one and the same: "B,B" is B said twice. */
static bool splits_at(eg_race_reader *reader, eg_text text, char separator)
{
    eg_text rest = text, part, one = {NULL, 0};
    size_t n = 0;
    eg_race first = EG_RACE_OTHER;
    bool same = true, repeated = true;
    while (next_part(&rest, separator, &part)) {
        eg_race race = eg_race_of(part);
        if (part.n == 0)
            continue;
        if (race == EG_RACE_OTHER && !short_number(part) && !stands_alone(reader, part) &&
            recoded(reader, part) == NULL)
            return false;
        first = n == 0 ? race : first;
        one = n == 0 ? part : one;
        same = same && race == first && race != EG_RACE_OTHER;
        repeated = repeated && eg_text_equal(part, one);
        n++;
    }
    return n >= 2 && n <= EG_STATED_MOST && (!same || repeated);
}

/* A,I is a list though "AI" is a word: only longer texts are tried as a whole. */
enum { WHOLE_FROM = 7 };

/* The separator at which a text is a list; '\0': it is one word. */
static char separator_of(eg_race_reader *reader, eg_text text)
{
    if ((text.n >= WHOLE_FROM && eg_race_of(text) != EG_RACE_OTHER) ||
        recoded(reader, text) != NULL)
        return '\0';
    for (const char *s = separators; *s != '\0'; s++)
        if (text.n > 0 && memchr(text.at, *s, text.n) != NULL && splits_at(reader, text, *s))
            return *s;
    return '\0';
}

bool eg_race_is_list(eg_race_reader *reader, eg_text text)
{
    return separator_of(reader, text) != '\0';
}

void eg_stated_add(eg_stated_list *list, const char *label, eg_race race)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->at[i].label, label) == 0)
            return;
    if (list->n < EG_STATED_MOST)
        list->at[list->n++] = (eg_stated){label, race};
}

/* One word of the column: what it is called and means. */
static eg_stated one(eg_race_reader *reader, eg_text text)
{
    const char *to = recoded(reader, text);
    const char *code = reader->scheme == NULL ? NULL : eg_codes_label(reader->scheme, text);
    eg_stated stated = {to != NULL ? to : code, EG_RACE_OTHER};
    if (stated.label == NULL)
        stated.label = eg_arena_string(reader->arena, text);
    reader->failed = reader->failed || stated.label == NULL;
    if (stated.label == NULL)
        return (eg_stated){"", EG_RACE_OTHER};
    stated.race = eg_race_of(code != NULL ? eg_text_of(code) : text);
    if (stated.race == EG_RACE_OTHER && to != NULL)
        stated.race = eg_race_of(eg_text_of(to));
    return stated;
}

void eg_race_state(eg_race_reader *reader, eg_text text, eg_stated_list *out)
{
    char separator = separator_of(reader, text);
    eg_text rest = text, part;
    eg_stated stated;
    if (text.n > 0 && separator == '\0') {
        stated = one(reader, text);
        eg_stated_add(out, stated.label, stated.race);
        return;
    }
    while (text.n > 0 && next_part(&rest, separator, &part)) {
        if (part.n == 0)
            continue;
        stated = one(reader, part);
        eg_stated_add(out, stated.label, stated.race);
    }
}

/* Every word of the column once, lists taken apart. */
static void gather_words(eg_race_reader *reader, eg_words *words)
{
    for (uint32_t w = 0; w < eg_words_count(reader->words) && !reader->failed; w++) {
        eg_text text = eg_words_at(reader->words, w), rest = text, part;
        char separator = separator_of(reader, text);
        if (separator == '\0' && recoded(reader, text) != NULL)
            continue;
        while (next_part(&rest, separator == '\0' ? '\n' : separator, &part))
            if (part.n > 0 && recoded(reader, part) == NULL &&
                eg_race_of(part) != EG_RACE_UNSTATED)
                reader->failed = reader->failed || eg_words_add(words, part) == EG_NO_WORD;
    }
}

static void name_races(eg_race_reader *reader)
{
    for (uint32_t w = 0; w < eg_words_count(reader->words) && !reader->failed; w++) {
        eg_stated_list list = {.n = 0};
        eg_race_state(reader, eg_words_at(reader->words, w), &list);
        for (size_t i = 0; i < list.n; i++) {
            const char **name = &reader->label[list.at[i].race];
            if (*name == NULL || strcmp(list.at[i].label, *name) < 0)
                *name = list.at[i].label;
        }
    }
}

void eg_race_learn(eg_race_reader *reader)
{
    if (reader->words == NULL)
        return;
    eg_words *words = eg_words_new();
    if (words != NULL)
        gather_words(reader, words);
    size_t n = words == NULL ? 0 : eg_words_count(words);
    eg_text *texts = eg_alloc(n + 1, sizeof *texts);
    reader->failed = reader->failed || words == NULL || texts == NULL;
    for (uint32_t w = 0; w < n && texts != NULL; w++)
        texts[w] = eg_words_at(words, w);
    if (!reader->failed)
        reader->scheme = eg_codes_find("race", reader->column, texts, n);
    eg_free(texts);
    eg_words_free(words);
    if (!reader->failed)
        name_races(reader);
}

const char *eg_race_called(const eg_race_reader *reader, eg_race race)
{
    return reader->label[race] != NULL ? reader->label[race] : eg_race_label(race);
}

/* ---- counting ---- */

/* Different races; details of one race are one. *last is one of them. */
static size_t count_races(const eg_stated_list *stated, bool *hispanic, bool *two,
                          const eg_stated **last)
{
    size_t n = 0;
    *hispanic = *two = false;
    *last = NULL;
    for (size_t i = 0; i < stated->n; i++) {
        const eg_stated *s = &stated->at[i];
        *hispanic = *hispanic || s->race == EG_RACE_HISPANIC;
        *two = *two || s->race == EG_RACE_TWO;
        if (s->race == EG_RACE_HISPANIC || s->race == EG_RACE_TWO ||
            s->race == EG_RACE_NOT_HISPANIC || s->race == EG_RACE_UNSTATED)
            continue;
        bool again = false;
        for (size_t k = 0; k < i && s->race != EG_RACE_OTHER; k++)
            again = again || stated->at[k].race == s->race;
        n += !again;
        *last = s;
    }
    return n;
}

/* Hispanic of any race first, then two or more, then the one race. */
static size_t federal(const eg_race_reader *reader, const eg_stated_list *stated,
                      const char **label)
{
    bool hispanic, two;
    const eg_stated *last;
    size_t n = count_races(stated, &hispanic, &two, &last), same = 0;
    for (size_t i = 0; last != NULL && i < stated->n; i++)
        same += stated->at[i].race == last->race;
    if (hispanic)
        label[0] = eg_race_called(reader, EG_RACE_HISPANIC);
    else if (two || n >= 2)
        label[0] = eg_race_called(reader, EG_RACE_TWO);
    else if (n == 1 && last != NULL)
        label[0] = same > 1 || (reader->axis->derived != NULL && last->race != EG_RACE_OTHER)
                       ? eg_race_called(reader, last->race)
                       : last->label;
    return hispanic || two || n > 0 ? 1 : 0;
}

static void add_label(const char **label, size_t *n, const char *more)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(label[i], more) == 0)
            return;
    label[(*n)++] = more;
}

/* Each group stated; `two or more` only where the races are not told. */
static size_t each_group(const eg_race_reader *reader, const eg_stated_list *stated,
                         const char **label)
{
    bool hispanic, two;
    const eg_stated *last;
    size_t races = count_races(stated, &hispanic, &two, &last), n = 0;
    for (size_t i = 0; i < stated->n; i++) {
        eg_race race = stated->at[i].race;
        if (race == EG_RACE_HISPANIC)
            add_label(label, &n, eg_race_called(reader, race));
        else if (race != EG_RACE_NOT_HISPANIC && race != EG_RACE_UNSTATED &&
                 (race != EG_RACE_TWO || races < 2))
            add_label(label, &n,
                      race == EG_RACE_TWO ? eg_race_called(reader, race) : stated->at[i].label);
    }
    return n;
}

/*
 * Groups count students together once too often for each further group of a student. A group of
 * those in more than one, another of those in more than two, and so on are exactly that excess,
 * so that what can be computed from a table is in the table and hidden with it.
 */
static size_t alone_or_combined(const eg_race_reader *reader, const eg_stated_list *stated,
                                const char **label)
{
    size_t n = each_group(reader, stated, label), groups = n;
    for (size_t k = 1; k < groups; k++)
        label[n++] = k == 1 ? EG_MORE_THAN_ONE
                            : eg_arena_printf(reader->arena, "More than %zu groups", k);
    return n;
}

static int compare_labels(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

/* Each combination is a group. */
static size_t as_given(const eg_race_reader *reader, const eg_stated_list *stated,
                       const char **label)
{
    size_t n = each_group(reader, stated, label);
    if (n < 2)
        return n;
    qsort(label, n, sizeof *label, compare_labels);
    eg_buffer joined = {.at = NULL};
    for (size_t i = 0; i < n; i++)
        eg_buffer_printf(&joined, "%s%s", i == 0 ? "" : " + ", label[i]);
    label[0] =
        joined.failed ? NULL : eg_arena_string(reader->arena, (eg_text){joined.at, joined.n});
    eg_buffer_clear(&joined);
    return 1;
}

size_t eg_race_count_as(const eg_race_reader *reader, const eg_stated_list *stated,
                        eg_race_counting counting, const char **label)
{
    switch (counting) {
    case EG_RACE_FEDERAL:
        return federal(reader, stated, label);
    case EG_RACE_ALONE_OR_COMBINED:
        return alone_or_combined(reader, stated, label);
    case EG_RACE_AS_GIVEN:
        return as_given(reader, stated, label);
    }
    return 0;
}
