/* The rows: characteristics met again by their key, outcomes drawn anew each year, text copied
 * from tables. */
#include "synth/synth.h"

#include <stdio.h>
#include <string.h>

#include "synth/draw.h"
#include "synth/model.h"

static const char header[] =
    "student_id,school_year,district,school,grade,race_ethnicity,gender,english_learner,"
    "disability,"
    "econ_disadvantaged,math_score,ela_score,math_level,attendance_rate,chronically_absent,"
    "suspensions,graduated\n";
static const char district_name[] = "Arroyo Vista Unified";

enum {
    CHUNK = 256 * 1024,
    MAX_ROW = 384,    /* a row and the slack of its fixed-size copies */
    POLL_CHUNKS = 16, /* 4 MiB: about 10 ms */
    ELA_STEPS = 4096,
    BLANK = EG_SYNTH_MAX_GROUPS,
    WORDS =
        (BLANK + 1) * 4 * 3 * 3 * 3 /* what the cells of a student's characteristics can read */
};

/* Text copied with a fixed size and then cut: faster than a copy of n bytes. */
typedef struct {
    char at[56];
    uint8_t n;
} piece;

typedef struct {
    const eg_synth_model *model;
    uint8_t race_of[EG_SYNTH_WHOLE];
    uint8_t suspensions_of[EG_SYNTH_WHOLE];
    uint8_t blank_of[EG_SYNTH_WHOLE];   /* of a student: dimension left blank + 1, 0 none */
    uint8_t missing_of[EG_SYNTH_WHOLE]; /* of a row: bits of outcomes left blank */
    piece words[WORDS];
    char attendance[1001][8]; /* "0.947,N," */
    char hundred[100][2];
    int16_t score[2][EG_SYNTH_CELLS];
    int16_t risk[EG_SYNTH_MEASURES][EG_SYNTH_CELLS]; /* of the rates */
    piece year;
    uint64_t person_key, slot_key;
    char *chunk;
} writer;

enum { MISS_MATH = 1, MISS_ELA = 2, MISS_ATTENDANCE = 4, MISS_SUSPENSIONS = 8 };

/* ---- tables --------------------------------------------------------------------------- */

static void deal(uint8_t table[EG_SYNTH_WHOLE], size_t *from, int n, uint8_t value)
{
    memset(table + *from, value, (size_t)n);
    *from += (size_t)n;
}

static void fill_draws(writer *w)
{
    const eg_synth_shares *s = &eg_synth_share;
    const eg_synth_measure *m = eg_synth_measures;
    size_t at = 0;
    for (size_t r = 0; r < EG_SYNTH_MAX_GROUPS; r++)
        deal(w->race_of, &at, s->race[r], (uint8_t)r);
    at = 0;
    for (size_t k = 0; k < EG_SYNTH_SUSPENSIONS; k++)
        deal(w->suspensions_of, &at, s->suspensions[k], (uint8_t)(k + 1));
    at = 0;
    for (size_t d = 0; d < EG_SYNTH_DIMENSIONS; d++)
        deal(w->blank_of, &at, eg_synth_dimensions[d].blank, (uint8_t)(d + 1));
    at = 0;
    int both = s->both_scores_blank;
    deal(w->missing_of, &at, both, MISS_MATH | MISS_ELA);
    deal(w->missing_of, &at, m[EG_SYNTH_MATH].blank - both, MISS_MATH);
    deal(w->missing_of, &at, m[EG_SYNTH_ELA].blank - both, MISS_ELA);
    deal(w->missing_of, &at, m[EG_SYNTH_ABSENT].blank, MISS_ATTENDANCE);
    deal(w->missing_of, &at, m[EG_SYNTH_SUSPENDED].blank, MISS_SUSPENSIONS);
}

/* Number of the text of a student's five characteristics; a blank is the number after the last
 * group. */
static inline size_t words_number(const uint8_t group[EG_SYNTH_DIMENSIONS])
{
    return ((((size_t)group[0] * 4 + group[1]) * 3 + group[2]) * 3 + group[3]) * 3 + group[4];
}

static void fill_words(writer *w)
{
    static const size_t radix[EG_SYNTH_DIMENSIONS] = {BLANK + 1, 4, 3, 3, 3};
    for (size_t number = 0; number < WORDS; number++) {
        size_t rest = number;
        const char *word[EG_SYNTH_DIMENSIONS];
        for (size_t d = EG_SYNTH_DIMENSIONS; d-- > 0;) {
            size_t group = rest % radix[d];
            const eg_synth_dimension *dimension = &eg_synth_dimensions[d];
            word[d] = group < dimension->n ? dimension->group[group] : "";
            rest /= radix[d];
        }
        piece *p = &w->words[number];
        p->n = (uint8_t)snprintf(p->at, sizeof p->at, "%s,%s,%s,%s,%s,", word[0], word[1],
                                 word[2], word[3], word[4]);
    }
}

static void fill_numbers(writer *w)
{
    char text[16];
    for (unsigned k = 0; k <= 1000; k++) {
        (void)snprintf(text, sizeof text, "%u.%03u,%c,", k / 1000, k % 1000,
                       k < 900 ? 'Y' : 'N');
        memcpy(w->attendance[k], text, sizeof w->attendance[k]);
    }
    for (unsigned k = 0; k < 100; k++) {
        w->hundred[k][0] = (char)('0' + k / 10);
        w->hundred[k][1] = (char)('0' + k % 10);
    }
}

static void start_year(writer *w, uint64_t year)
{
    char name[8];
    eg_synth_year_name(name, year);
    w->year.n =
        (uint8_t)snprintf(w->year.at, sizeof w->year.at, ",%s,%s,", name, district_name);
    for (size_t cell = 0; cell < EG_SYNTH_CELLS; cell++) {
        w->score[0][cell] = (int16_t)eg_synth_cell_value(EG_SYNTH_MATH, cell, year);
        w->score[1][cell] = (int16_t)eg_synth_cell_value(EG_SYNTH_ELA, cell, year);
        for (size_t m = EG_SYNTH_ABSENT; m < EG_SYNTH_MEASURES; m++)
            w->risk[m][cell] = (int16_t)eg_synth_cell_value((eg_synth_measure_id)m, cell, year);
    }
}

/* ---- a student ------------------------------------------------------------------------ */

typedef struct {
    uint64_t number; /* 1-based, of all who are ever enrolled */
    uint64_t key;
    uint32_t grade;
    uint32_t school;
    size_t cell;
    size_t words;
} student;

static inline uint32_t ten_thousandth(uint64_t bits)
{
    return eg_synth_below(bits, EG_SYNTH_WHOLE);
}

static inline uint32_t pick_school(const writer *w, uint32_t grade, uint8_t race,
                                   const uint64_t draw[4])
{
    const int *zones = eg_synth_share.zone[race];
    int z = (int)ten_thousandth(draw[2] >> 32);
    size_t zone = (size_t)((z >= zones[0]) + (z >= zones[0] + zones[1]) +
                           (z >= zones[0] + zones[1] + zones[2]));
    size_t level = eg_synth_level_of_grade(grade);
    const eg_synth_served *served = &w->model->schools.served[level][zone];
    /* A draw of its own for each level, so that schools of two levels are not tied to each
     * other. */
    uint64_t bits = eg_synth_mix(draw[3] + level * EG_SYNTH_GOLDEN);
    return served->first + served->step * eg_synth_below(bits >> 32, served->n);
}

/*
 * Who holds a place in a year. A place has a starting grade; its student moves up a grade a
 * year, and after grade 12 a new student takes the place in kindergarten.
 */
static inline void meet(const writer *w, uint64_t slot, uint64_t year, student *s)
{
    const eg_synth_shares *share = &eg_synth_share;
    uint64_t start = eg_synth_below(eg_synth_draw(w->slot_key, slot) >> 32, EG_SYNTH_GRADES);
    uint64_t since = start + year;
    s->number = since / EG_SYNTH_GRADES * w->model->options.students + slot + 1;
    s->grade = (uint32_t)(since % EG_SYNTH_GRADES);
    s->key = eg_synth_draw(w->person_key, s->number);
    uint64_t draw[4];
    for (uint64_t k = 0; k < 4; k++)
        draw[k] = eg_synth_draw(s->key, k);
    uint8_t group[EG_SYNTH_DIMENSIONS];
    uint8_t race = w->race_of[ten_thousandth(draw[0] >> 32)];
    int g = (int)ten_thousandth(draw[0]);
    uint8_t gender =
        (uint8_t)((g >= share->gender[0]) + (g >= share->gender[0] + share->gender[1]));
    group[EG_SYNTH_RACE] = race;
    group[EG_SYNTH_GENDER] = gender;
    group[EG_SYNTH_ENGLISH] = (int)ten_thousandth(draw[1] >> 32) < share->english[race];
    group[EG_SYNTH_DISABILITY] = (int)ten_thousandth(draw[1]) < share->disability[gender];
    group[EG_SYNTH_ECONOMIC] = (int)ten_thousandth(draw[2]) < share->economic[race];
    s->cell = eg_synth_cell_of(group);
    s->school = pick_school(w, s->grade, race, draw);
    uint8_t blank = w->blank_of[ten_thousandth(draw[3])];
    if (blank > 0)
        group[blank - 1] = (uint8_t)eg_synth_dimensions[blank - 1].n;
    s->words = words_number(group);
}

/* ---- a row ---------------------------------------------------------------------------- */

static inline char *put_piece(char *to, const piece *p)
{
    memcpy(to, p->at, sizeof p->at);
    return to + p->n;
}

static inline char *put_id(const writer *w, char *to, uint64_t number)
{
    for (int at = 8; at >= 0; at -= 2) {
        memcpy(to + at, w->hundred[number % 100], 2);
        number /= 100;
    }
    return to + 10;
}

static inline char *put_grade(char *to, uint32_t grade)
{
    if (grade >= 10)
        *to++ = '1';
    *to++ = grade == 0 ? 'K' : (char)('0' + grade % 10);
    *to++ = ',';
    return to;
}

/* Tenths of a point; three digits before the point by the choice of parameters. */
static inline char *put_score(const writer *w, char *to, bool missing, int tenths)
{
    unsigned t = (unsigned)tenths;
    memcpy(to, w->hundred[t / 100], 2);
    to[2] = w->hundred[t % 100][0];
    to[3] = '.';
    to[4] = w->hundred[t % 100][1];
    to += missing ? 0 : 5;
    *to++ = ',';
    return to;
}

static inline char *put_level(char *to, bool missing, int tenths)
{
    static const piece words[EG_SYNTH_CUTS + 2] = {
        {"Below Basic,", 12}, {"Basic,", 6}, {"Proficient,", 11}, {"Advanced,", 9}, {",", 1}};
    const int *cut = eg_synth_share.cut;
    size_t level = (size_t)((tenths >= cut[0]) + (tenths >= cut[1]) + (tenths >= cut[2]));
    const piece *p = &words[missing ? EG_SYNTH_CUTS + 1 : level];
    memcpy(to, p->at, 16);
    return to + p->n;
}

/* Math and reading deviate together: the reading rank is the math rank moved by up to a
 * quarter. */
static inline size_t ela_rank(size_t math_rank, uint64_t bits)
{
    enum { N = EG_SYNTH_NOISE };
    int rank = (int)math_rank + 2 * (int)(bits % ELA_STEPS) + 1 - ELA_STEPS;
    rank = rank < 0 ? -1 - rank : rank;
    return (size_t)(rank >= N ? 2 * N - 1 - rank : rank);
}

static inline char *put_scores(const writer *w, char *to, const student *s, uint64_t draw,
                               unsigned missing)
{
    const int16_t *noise = w->model->noise;
    unsigned kind = w->model->schools.kind[s->school];
    size_t rank = (size_t)(draw % EG_SYNTH_NOISE);
    int math =
        w->score[0][s->cell] + eg_synth_measures[EG_SYNTH_MATH].school[kind] + noise[rank];
    int ela = w->score[1][s->cell] + eg_synth_measures[EG_SYNTH_ELA].school[kind] +
              noise[ela_rank(rank, draw >> 14)];
    to = put_score(w, to, (missing & MISS_MATH) != 0, math);
    to = put_score(w, to, (missing & MISS_ELA) != 0, ela);
    return put_level(to, (missing & MISS_MATH) != 0, math);
}

static inline bool happens(const writer *w, const student *s, eg_synth_measure_id m,
                           uint64_t bits)
{
    int risk =
        w->risk[m][s->cell] + eg_synth_measures[m].school[w->model->schools.kind[s->school]];
    return (int)ten_thousandth(bits) < risk;
}

static inline char *put_events(const writer *w, char *to, const student *s,
                               const uint64_t draw[3], unsigned missing)
{
    size_t pick = (size_t)(draw[2] % EG_SYNTH_ATTENDANCES);
    bool absent = happens(w, s, EG_SYNTH_ABSENT, draw[0] >> 32);
    unsigned rate = absent ? w->model->low[pick] : w->model->high[pick];
    if (missing & MISS_ATTENDANCE) {
        *to++ = ',';
        *to++ = ',';
    } else {
        memcpy(to, w->attendance[rate], 8);
        to += 8;
    }
    unsigned days = 0;
    if (happens(w, s, EG_SYNTH_SUSPENDED, draw[1] >> 32))
        days = w->suspensions_of[ten_thousandth(eg_synth_mix(draw[2] + 1))];
    *to = (char)('0' + days);
    to += (missing & MISS_SUSPENSIONS) ? 0 : 1;
    *to++ = ',';
    if (s->grade == EG_SYNTH_GRADE_12)
        *to++ = happens(w, s, EG_SYNTH_GRADUATED, eg_synth_mix(draw[2] + 2)) ? '1' : '0';
    *to++ = '\n';
    return to;
}

static inline char *put_row(const writer *w, char *to, uint64_t slot, uint64_t year)
{
    student s;
    meet(w, slot, year, &s);
    uint64_t draw[3];
    for (uint64_t k = 0; k < 3; k++)
        draw[k] = eg_synth_draw(s.key, 4 + 3 * year + k);
    unsigned missing = w->missing_of[ten_thousandth(draw[1])];
    to = put_id(w, to, s.number);
    to = put_piece(to, &w->year);
    const eg_synth_school *school = &w->model->schools.at[s.school];
    memcpy(to, school->text, EG_SYNTH_SCHOOL_TEXT);
    to += school->n;
    *to++ = ',';
    to = put_grade(to, s.grade);
    to = put_piece(to, &w->words[s.words]);
    to = put_scores(w, to, &s, draw[0], missing);
    return put_events(w, to, &s, draw, missing);
}

/* ---- all rows ------------------------------------------------------------------------- */

typedef struct {
    eg_sink *sink;
    const eg_control *control;
    eg_progress progress;
    uint64_t rows_total;
    unsigned chunks;
    size_t n; /* bytes in the chunk */
} flow;

/* False: stop. The size of the whole is judged from the rows so far. */
static bool hand_over(flow *f, const writer *w, uint64_t rows)
{
    eg_sink_put(f->sink, w->chunk, f->n);
    f->progress.bytes_done += f->n;
    f->progress.rows = rows;
    f->n = 0;
    if (eg_sink_failed(f->sink))
        return false;
    if (++f->chunks % POLL_CHUNKS != 0)
        return true;
    double share = (double)rows / (double)f->rows_total;
    f->progress.bytes_total = (uint64_t)((double)f->progress.bytes_done / share);
    return eg_go_on(f->control, &f->progress);
}

static eg_status write_rows(writer *w, flow *f, eg_error *err)
{
    const eg_synth_options *options = &w->model->options;
    uint64_t rows = 0;
    bool going = true;
    memcpy(w->chunk, header, sizeof header - 1);
    f->n = sizeof header - 1;
    for (uint64_t year = 0; going && rows < f->rows_total; year++) {
        start_year(w, year);
        for (uint64_t slot = 0; going && slot < options->students && rows < f->rows_total;
             slot++) {
            f->n = (size_t)(put_row(w, w->chunk + f->n, slot, year) - w->chunk);
            rows++;
            if (f->n > CHUNK - MAX_ROW)
                going = hand_over(f, w, rows);
        }
    }
    if (going)
        (void)hand_over(f, w, rows);
    if (!going && !eg_sink_failed(f->sink))
        return eg_fail(err, EG_E_INTERRUPTED,
                       "interrupted while writing the synthetic district");
    return EG_OK;
}

static eg_status write_data(const eg_synth_model *model, eg_sink *sink,
                            const eg_control *control, eg_error *err)
{
    writer *w = eg_alloc_zero(1, sizeof *w);
    char *chunk = eg_alloc(CHUNK, 1);
    eg_status status = EG_E_MEMORY;
    if (w == NULL || chunk == NULL) {
        (void)eg_fail_memory(err);
    } else {
        w->model = model;
        w->chunk = chunk;
        w->slot_key = eg_synth_draw(model->key, 1);
        w->person_key = eg_synth_draw(model->key, 2);
        fill_draws(w);
        fill_words(w);
        fill_numbers(w);
        flow f = {.sink = sink,
                  .control = control,
                  .rows_total = model->options.rows,
                  .progress = {.stage = "writing"}};
        status = write_rows(w, &f, err);
    }
    eg_free(chunk);
    eg_free(w);
    return status;
}

eg_status eg_synth_write(const eg_synth_options *options, eg_sink *data, eg_sink *truth,
                         const eg_control *control, eg_error *err)
{
    eg_synth_model *model;
    eg_status status = eg_synth_model_new(&model, options, err);
    if (status != EG_OK)
        return status;
    status = write_data(model, data, control, err);
    if (status == EG_OK && truth != NULL)
        status = eg_synth_truth_write(model, truth, err);
    eg_synth_model_free(model);
    return status;
}
