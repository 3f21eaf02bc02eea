/* Labels that differ only in how they are written. */
#include "schema/labels_alike.h"

#include <string.h>

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_word(eg_text text, const char *word)
{
    return eg_text_equal(text, eg_text_of(word));
}

/* 003 is 3, and so is 3.0. */
static eg_text number_of(eg_text text)
{
    size_t whole = 0;
    while (whole < text.n && digit(text.at[whole]))
        whole++;
    size_t end = whole;
    if (end > 0 && end + 1 < text.n && text.at[end] == '.')
        for (end++; end < text.n && text.at[end] == '0';)
            end++;
    if (whole == 0 || end != text.n)
        return text;
    size_t zeros = 0;
    while (zeros + 1 < whole && text.at[zeros] == '0')
        zeros++;
    return (eg_text){text.at + zeros, whole - zeros};
}

/* "grade" in front or behind and "gr" before a digit are gone. */
static eg_text without_grade(eg_text text)
{
    static const char *const words[] = {"grade", "gr.", "gr"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const size_t n = strlen(words[i]);
        if (text.n <= n)
            continue;
        if (memcmp(text.at, words[i], n) == 0 && (i == 0 || digit(text.at[n])))
            return (eg_text){text.at + n, text.n - n};
        if (i == 0 && memcmp(text.at + text.n - n, words[i], n) == 0)
            return (eg_text){text.at, text.n - n};
    }
    return text;
}

/* 3rd, third and three are 3; kg is k. */
static eg_text grade_of(eg_text text)
{
    static const struct {
        const char *is, *words[3];
    } grades[] = {
        {"pk", {"prek", "prekindergarten", "preschool"}},
        {"k", {"kg", "kindergarten", NULL}},
        {"1", {"one", "first", "1st"}},
        {"2", {"two", "second", "2nd"}},
        {"3", {"three", "third", "3rd"}},
        {"4", {"four", "fourth", "4th"}},
        {"5", {"five", "fifth", "5th"}},
        {"6", {"six", "sixth", "6th"}},
        {"7", {"seven", "seventh", "7th"}},
        {"8", {"eight", "eighth", "8th"}},
        {"9", {"nine", "ninth", "9th"}},
        {"10", {"ten", "tenth", "10th"}},
        {"11", {"eleven", "eleventh", "11th"}},
        {"12", {"twelve", "twelfth", "12th"}},
    };
    for (size_t g = 0; g < sizeof grades / sizeof *grades; g++)
        for (size_t w = 0; w < 3 && grades[g].words[w] != NULL; w++)
            if (is_word(text, grades[g].words[w]))
                return eg_text_of(grades[g].is);
    return text;
}

void eg_label_fold(eg_text label, bool grade, eg_buffer *out)
{
    eg_buffer flat = {.at = NULL};
    for (size_t i = 0; i < label.n; i++)
        if (!grade || (label.at[i] != ' ' && label.at[i] != '-'))
            eg_buffer_add_char(&flat, lower(label.at[i]));
    eg_text text = {flat.n == 0 ? "" : flat.at, flat.n};
    if (grade)
        text = grade_of(without_grade(text));
    eg_buffer_add_text(out, number_of(text));
    out->failed = out->failed || flat.failed;
    eg_buffer_clear(&flat);
}

bool eg_labels_alike(const eg_axis *axis, const eg_axis_settled *settled, size_t *n)
{
    const bool grade = axis->concept != NULL && strcmp(axis->concept, "grade") == 0;
    *n = 0;
    if (axis->is_year || axis->is_number || axis->parent_field >= 0)
        return true;
    eg_words *met = eg_words_new();
    eg_buffer key = {.at = NULL};
    bool fine = met != NULL;
    for (size_t i = 0; i < settled->n && fine; i++) {
        if (i == settled->unknown)
            continue;
        eg_buffer_reset(&key);
        eg_label_fold(eg_text_of(settled->levels[i].label), grade, &key);
        const size_t before = key.failed ? 0 : eg_words_count(met);
        fine = !key.failed &&
               eg_words_add(met, (eg_text){key.n == 0 ? "" : key.at, key.n}) != EG_NO_WORD;
        if (fine)
            *n += eg_words_count(met) == before;
    }
    eg_buffer_clear(&key);
    eg_words_free(met);
    return fine;
}
