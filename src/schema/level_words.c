/* Words of performance levels and their order. */
#include "schema/level_words.h"

#include <stdlib.h>
#include <string.h>

/*
 * One row a table, lowest first; a space between two levels, | between two spellings of one.
 * Letters and digits only, lower case. A column fits the first table that has all its words.
 */
static const char *const tables[] = {
    "farbelowbasic belowbasic basic proficient advanced",
    "minimal|minimalperformance basic|basicperformance passing|pass "
    "proficient|proficientperformance advanced|advancedperformance",
    "unsatisfactory approachingbasic basic mastery advanced",
    "warning|failing|warningfailing needsimprovement proficient advanced",
    "limited basic proficient accomplished|accelerated advanced advancedplus",
    "novice apprentice proficient distinguished",
    "beginning|beginninglearner developing|developinglearner proficient|proficientlearner "
    "distinguished|distinguishedlearner",
    "failbelowbasic failbasic|failedbasic passproficient passadvanced",
    "didnotmeet|didnotmeetgradelevel|doesnotmeet approaches|approachesgradelevel "
    "meets|meetsgradelevel masters|mastersgradelevel",
    "didnotmeetexpectations|didnotyetmeetexpectations|notmeetingexpectations|didnotyetmeet|"
    "notmet|notmeeting|doesnotmeetexpectations partiallymetexpectations|"
    "partiallymeetingexpectations|partiallymet|partiallymeets approachedexpectations|"
    "approachingexpectations|approached|approaching metexpectations|meetingexpectations|met|"
    "meetsexpectations|meeting|meets exceededexpectations|exceedingexpectations|exceeded|"
    "exceeds|exceedsexpectations|exceeding",
    "standardnotmet|didnotmeetstandard standardnearlymet|nearlymetstandard standardmet|"
    "metstandard standardexceeded|exceededstandard",
    "below approaching|approaches ontrack|meets|met|at mastered|exceeds|above|advanced",
    "wellbelowbenchmark belowbenchmark atbenchmark|benchmark abovebenchmark wellabovebenchmark",
    "urgentintervention intervention onwatch atabovebenchmark|atorabovebenchmark",
    "intensive strategic core|benchmark",
    "highrisk somerisk|moderaterisk lowrisk advanced|collegepathway",
    "threeormoregradelevelsbelow|3ormoregradelevelsbelow twogradelevelsbelow|2gradelevelsbelow|"
    "2ormoregradelevelsbelow onegradelevelbelow|1gradelevelbelow earlyongradelevel|"
    "ongradelevel midorabovegradelevel|abovegradelevel",
    "belowgradelevel ongradelevel|atgradelevel abovegradelevel",
    "wellbelowaverage belowaverage average|ataverage aboveaverage wellaboveaverage",
    "low loavg|lowaverage avg|average hiavg|highaverage high",
    "verylow low medium|middle|moderate high veryhigh",
    "inadequate partial adequate thorough",
    "entering emerging|beginning developing expanding bridging reaching",
    "emerging progressing proficient",
    "emerging developing proficient|secure advanced",
    "beginning developing secure|proficient advanced|exceeding",
    "beginner intermediate advanced advancedhigh",
    "never rarely sometimes often always",
    "stronglydisagree disagree neutral|neitheragreenordisagree agree stronglyagree",
};

enum { WORD_BYTES = 64 };

static size_t squeeze(eg_text word, char out[WORD_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (c >= 0x80 || n == WORD_BYTES)
            return 0;
        if (kept)
            out[n++] = (char)c;
    }
    return n;
}

/* Rank of a word in a table, -1: not in it. */
static int rank_in(const char *table, eg_text word)
{
    char bytes[WORD_BYTES];
    size_t n = squeeze(word, bytes);
    int rank = 0;
    for (const char *at = table; n > 0 && *at != '\0';) {
        size_t here = strcspn(at, " |");
        if (here == n && memcmp(at, bytes, n) == 0)
            return rank;
        at += here;
        rank += *at == ' ';
        at += *at != '\0';
    }
    return -1;
}

static bool from_table(const char *table, const eg_text *words, size_t n, int64_t *value)
{
    for (size_t i = 0; i < n; i++) {
        int rank = rank_in(table, words[i]);
        if (rank < 0)
            return false;
        value[i] = rank;
    }
    return true;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A whole number of at most four digits; .0 behind it is nothing. Returns the bytes read. */
static size_t whole(eg_text text, int64_t *value)
{
    size_t n = 0;
    *value = 0;
    while (n < text.n && n < 4 && digit(text.at[n]))
        *value = *value * 10 + (text.at[n++] - '0');
    if (n > 0 && n + 2 <= text.n && text.at[n] == '.' && text.at[n + 1] == '0')
        n += 2;
    return n;
}

/* "3", "2 - Basic", "4: Advanced". "2 grade levels below" counts downwards and is no such word.
 */
static bool leading(eg_text word, int64_t *value)
{
    size_t n = whole(word, value);
    if (n == 0 || n == word.n)
        return n > 0;
    char next = word.at[n];
    if (next == ' ' && n + 1 < word.n && word.at[n + 1] == '-')
        return true;
    return next == ':' || next == '-' || next == '.' || next == ')' || next == '=';
}

/* "Level 4", "L4": the same words before the number in every one. */
static bool trailing(eg_text word, eg_text *before, int64_t *value)
{
    size_t at = word.n;
    while (at > 0 && digit(word.at[at - 1]))
        at--;
    *before = (eg_text){word.at, at};
    return at > 0 && whole((eg_text){word.at + at, word.n - at}, value) == word.n - at &&
           at < word.n;
}

/* "1 - Basic" and "1 - Low" are two levels with one number: that is no order. */
static bool clash(const eg_text *words, const int64_t *value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            int64_t left, right;
            if (value[i] == value[k] &&
                (whole(words[i], &left) != words[i].n || whole(words[k], &right) != words[k].n))
                return true;
        }
    return false;
}

static bool from_numbers(const eg_text *words, size_t n, int64_t *value)
{
    bool front = true, back = true;
    for (size_t i = 0; i < n; i++)
        front = front && leading(words[i], &value[i]);
    eg_text common = {NULL, 0};
    for (size_t i = 0; i < n && !front && back; i++) {
        eg_text before = {NULL, 0};
        back = trailing(words[i], &before, &value[i]);
        if (i == 0)
            common = before;
        back = back && eg_text_equal(common, before);
    }
    return front ? !clash(words, value, n) : back;
}

static int compare_values(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

/* Values to ranks without holes; sorted has room for n. */
static uint32_t ranks_of(const int64_t *value, int64_t *sorted, size_t n, uint32_t *rank)
{
    memcpy(sorted, value, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_values);
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || sorted[i] != sorted[distinct - 1])
            sorted[distinct++] = sorted[i];
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < distinct; k++)
            if (sorted[k] == value[i])
                rank[i] = (uint32_t)k;
    return (uint32_t)distinct;
}

bool eg_levels_order(const eg_text *words, size_t n, uint32_t *rank, uint32_t *n_ranks)
{
    int64_t value[EG_ORDER_MOST], sorted[EG_ORDER_MOST];
    *n_ranks = 0;
    if (n == 0 || n > EG_ORDER_MOST)
        return false;
    bool known = false;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0] && !known; t++)
        known = from_table(tables[t], words, n, value);
    known = known || from_numbers(words, n, value);
    if (known)
        *n_ranks = ranks_of(value, sorted, n, rank);
    return known;
}
