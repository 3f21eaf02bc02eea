/* Facts of a report: what each says of the counts of its group. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/store.h"

enum { FACT_COLUMNS = 16 };
static const char *const columns[FACT_COLUMNS] = {
    "unit_type",  "unit",      "outcome", "year",   "dimension", "group",
    "reference",  "statistic", "value",   "ci_low", "ci_high",   "p_value",
    "p_adjusted", "n",         "status",  "note"};

bool eg_audit_is_report(const eg_text *header, size_t n)
{
    bool same = n == FACT_COLUMNS;
    for (size_t i = 0; i < FACT_COLUMNS && same; i++)
        same = eg_text_is(header[i], columns[i]);
    return same;
}

static bool shown(const eg_fact *fact)
{
    return fact->status == EG_FACT_OK && isfinite(fact->value);
}

static void say(eg_quantity *q, eg_figure_shown how, double low, double high)
{
    q->shown = how;
    q->low = fmax(q->low, low);
    q->high = fmin(q->high, high);
}

/* The number that a coded row's note begins with: "4 or fewer", "0.95 or more". */
static bool bound_of(const char *note, double *bound, bool *most)
{
    char *end = NULL;
    if (note == NULL || note[0] < '0' || note[0] > '9')
        return false;
    *bound = strtod(note, &end);
    *most = strncmp(end, " or less", 8) == 0 || strncmp(end, " or fewer", 9) == 0;
    return *most || strncmp(end, " or more", 8) == 0;
}

/* A coded rate is a bound of its count where n is known. */
static void take_code(eg_quantity *q, const eg_fact *fact, bool share)
{
    double bound, n = fact->has_n ? (double)fact->n : NAN;
    bool most;
    q->shown = FIGURE_CODED;
    q->high = fmin(q->high, fact->has_n ? n : INFINITY);
    if (!bound_of(fact->note, &bound, &most) || (share && !fact->has_n))
        return;
    bound = share ? bound * n : bound;
    if (most)
        q->high = fmin(q->high, floor(bound + 1e-9));
    else
        q->low = fmax(q->low, ceil(bound - 1e-9));
}

/* A share and its n: the whole numbers that it may stand for, six digits being shown. */
static void take_share(eg_quantity *q, const eg_fact *fact)
{
    double n = (double)fact->n, half = fmax(fact->value, 1 - fact->value) * 5e-7 * n + 1e-9;
    if (!fact->has_n || q->shown == FIGURE_SHOWN)
        return;
    double low = ceil(fact->value * n - half), high = floor(fact->value * n + half);
    say(q, low == high ? FIGURE_SHOWN : FIGURE_CODED, low, high);
}

static eg_status take_count(eg_audit *audit, uint32_t cell, uint32_t part, const eg_fact *fact,
                            eg_error *err)
{
    bool share = strncmp(fact->statistic, "count", 5) != 0;
    eg_quantity *q = eg_audit_quantity_add(audit, cell, part);
    if (q == NULL)
        return eg_fail_memory(err);
    if (fact->status == EG_FACT_TOP_CODED || fact->status == EG_FACT_BOTTOM_CODED)
        take_code(q, fact, share);
    else if (fact->status == EG_FACT_SUPPRESSED && q->shown == FIGURE_NONE)
        q->shown = FIGURE_HIDDEN;
    else if (shown(fact) && share)
        take_share(q, fact);
    else if (shown(fact))
        say(q, FIGURE_SHOWN, fact->value, fact->value);
    return EG_OK;
}

static eg_status take_students(eg_audit *audit, uint32_t cell, uint32_t part,
                               const eg_fact *fact, eg_error *err)
{
    eg_quantity *q = eg_audit_quantity_add(audit, cell, part);
    if (q == NULL)
        return eg_fail_memory(err);
    if (fact->status == EG_FACT_SUPPRESSED)
        q->shown = FIGURE_HIDDEN;
    else if (shown(fact))
        say(q, FIGURE_SHOWN, fact->value, fact->value);
    return EG_OK;
}

/* "share:Proficient": the level's part; "at_or_above" is a sum of them and comes with them. */
static uint32_t level_part(eg_audit *audit, const char *statistic)
{
    const char *level = strchr(statistic, ':');
    uint32_t word = level == NULL ? EG_NO_WORD : eg_audit_word(audit, level + 1);
    return word == EG_NO_WORD ? EG_NO_WORD : word + PART_LEVEL;
}

/* The cell that a reference stands for, if one is named that has to be published too. */
static uint32_t reference_cell(eg_audit *audit, const eg_address *at, const char *reference)
{
    eg_address other = *at;
    const char *dimension = eg_audit_text(audit, at->at[AT_DIMENSION]);
    size_t n = strlen(dimension);
    if (strcmp(reference, "rest") == 0 || strcmp(reference, "overall") == 0) {
        other.at[AT_DIMENSION] = audit->w_all;
        other.at[AT_GROUP] = audit->w_everyone;
    } else if (strncmp(reference, "highest:", 8) == 0) {
        other.at[AT_GROUP] = eg_audit_word(audit, reference + 8);
    } else if (strncmp(reference, dimension, n) == 0 && reference[n] == '=') {
        other.at[AT_GROUP] = eg_audit_word(audit, reference + n + 1);
    } else {
        return EG_NO_WORD;
    }
    return eg_audit_cell_find(audit, &other) == EG_NO_WORD ? eg_audit_cell_add(audit, &other)
                                                           : eg_audit_cell_find(audit, &other);
}

/* Of a trend, the years that a figure uses: its last ones. */
static size_t years_used(const char *statistic)
{
    static const struct {
        const char *name;
        size_t years;
    } rows[] = {{"persistence", 5}, {"pace_needed", 1}, {"marker", 1}};
    size_t n = strcspn(statistic, ":");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].name) == n && strncmp(statistic, rows[i].name, n) == 0)
            return rows[i].years;
    }
    return SIZE_MAX;
}

/* Anything else that is shown must not rest on what is hidden. */
static eg_status take_use(eg_audit *audit, const eg_address *at, const eg_fact *fact,
                          eg_error *err)
{
    static const char *const of_n[] = {"share_of_students", "mean", "sd"};
    const char *range = strstr(fact->year, "..");
    eg_use use = {.other = EG_NO_WORD,
                  .first_year = EG_NO_WORD,
                  .last_year = EG_NO_WORD,
                  .last_years = years_used(fact->statistic),
                  .of_count = strchr(fact->statistic, ':') == NULL};
    for (size_t i = 0; i < sizeof of_n / sizeof of_n[0]; i++)
        use.of_count = use.of_count && strcmp(fact->statistic, of_n[i]) != 0;
    eg_address own = *at;
    if (range != NULL) {
        use.first_year =
            eg_words_add(audit->words, (eg_text){fact->year, (size_t)(range - fact->year)});
        use.last_year = eg_audit_word(audit, range + 2);
        own.at[AT_YEAR] = use.first_year;
    }
    use.cell = eg_audit_cell_add(audit, &own);
    if (fact->reference != NULL && fact->reference[0] != '\0')
        use.other = reference_cell(audit, &own, fact->reference);
    use.statistic = eg_audit_word(audit, fact->statistic);
    if (use.cell == EG_NO_WORD || use.statistic == EG_NO_WORD ||
        !eg_audit_room((void **)&audit->uses, audit->n_uses, &audit->uses_capacity,
                       sizeof *audit->uses))
        return eg_fail_memory(err);
    audit->uses[audit->n_uses++] = use;
    return EG_OK;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The students of a pair or another figure of one year stand beside it. */
static eg_status take_beside(eg_audit *audit, uint32_t cell, const eg_fact *fact, eg_error *err)
{
    eg_quantity *n = eg_audit_quantity_add(audit, cell, PART_N);
    if (n == NULL)
        return eg_fail_memory(err);
    if (n->shown == FIGURE_NONE)
        say(n, FIGURE_SHOWN, (double)fact->n, (double)fact->n);
    return EG_OK;
}

static eg_status take_own(eg_audit *audit, const eg_address *at, const eg_fact *fact,
                          eg_error *err)
{
    const char *s = fact->statistic;
    uint32_t cell = eg_audit_cell_add(audit, at);
    if (cell == EG_NO_WORD)
        return eg_fail_memory(err);
    if (strcmp(s, "n") == 0)
        return take_students(audit, cell, PART_N, fact, err);
    /* Students with no value are counted, unless the input was counted already. */
    if (strcmp(s, "missing") == 0 && fact->status == EG_FACT_NOT_ESTIMABLE)
        audit->given[at->at[AT_FILE]] = true;
    if (strcmp(s, "missing") == 0)
        return take_students(audit, cell, PART_MISSING, fact, err);
    if (strcmp(s, "count") == 0 || strcmp(s, "rate") == 0)
        return take_count(audit, cell, PART_COUNT, fact, err);
    if (begins(s, "count:") || begins(s, "share:"))
        return take_count(audit, cell, level_part(audit, s), fact, err);
    return shown(fact) ? take_use(audit, at, fact, err) : EG_OK;
}

static eg_address address_of(eg_audit *audit, uint32_t file, const eg_fact *fact)
{
    return (eg_address){
        {file, eg_audit_word(audit, fact->outcome), eg_audit_word(audit, fact->year),
         eg_audit_word(audit, fact->unit_type), eg_audit_word(audit, fact->unit),
         eg_audit_word(audit, fact->dimension), eg_audit_word(audit, fact->group)}};
}

/* The figure that a statistic is; EG_NO_WORD: none. */
static uint32_t part_of(eg_audit *audit, const char *statistic)
{
    if (strcmp(statistic, "n") == 0)
        return PART_N;
    if (strcmp(statistic, "missing") == 0)
        return PART_MISSING;
    if (strcmp(statistic, "count") == 0 || strcmp(statistic, "rate") == 0)
        return PART_COUNT;
    return begins(statistic, "count:") || begins(statistic, "share:")
               ? level_part(audit, statistic)
               : EG_NO_WORD;
}

void eg_audit_truth(eg_audit *audit, uint32_t file, const eg_fact *fact, double value)
{
    eg_address at = address_of(audit, file, fact);
    uint32_t q = eg_audit_quantity_find(audit, eg_audit_cell_find(audit, &at),
                                        part_of(audit, fact->statistic));
    audit->told = true;
    if (q != EG_NO_WORD)
        audit->quantities[q].truth = value;
}

eg_status eg_audit_fact(eg_audit *audit, uint32_t file, const eg_fact *fact, eg_error *err)
{
    /* A whole dimension or many units: of shown groups alone, by definition. */
    if (fact->group == NULL || fact->group[0] == '\0' || fact->outcome == NULL ||
        fact->outcome[0] == '\0' ||
        (fact->unit[0] == '\0' && strcmp(fact->unit_type, "all") != 0))
        return EG_OK;
    audit->own[file] = true;
    eg_address at = address_of(audit, file, fact);
    bool trend = strstr(fact->year, "..") != NULL;
    if (trend)
        return shown(fact) ? take_use(audit, &at, fact, err) : EG_OK;
    eg_status status = EG_OK;
    if (fact->has_n && (fact->reference == NULL || fact->reference[0] == '\0'))
        status = take_beside(audit, eg_audit_cell_add(audit, &at), fact, err);
    if (status != EG_OK)
        return status;
    if (fact->reference != NULL && fact->reference[0] != '\0')
        return shown(fact) ? take_use(audit, &at, fact, err) : EG_OK;
    return take_own(audit, &at, fact, err);
}
