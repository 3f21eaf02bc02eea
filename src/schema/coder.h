/*
 * schema/coder.h - the inside of a coder: one dictionary a column, column at a time. Private to
 * the coder*.c and settle*.c files.
 */
#ifndef EG_SCHEMA_CODER_H
#define EG_SCHEMA_CODER_H

#include "schema/cell.h"
#include "schema/dict.h"
#include "schema/few.h"
#include "schema/formed.h"
#include "schema/forms.h"
#include "schema/set_aside.h"
#include "schema/years.h"

/* Limits of interface and memory. */
enum {
    EG_LEVELS_MOST = 10000,         /* of a dimension */
    EG_UNITS_MOST = 1000000,        /* of a unit */
    EG_WORDS_MOST = 200,            /* of an outcome whose kind is not said */
    EG_LABEL_BYTES_MOST = 64 << 20, /* of one column's labels */
    EG_RAW_MOST = 65536,            /* raw spellings kept of a column */
    EG_MATCH_MOST = 32              /* levels or successes named for an outcome */
};

/* The records of a batch that are coded: row r of the result is record rows[r], or r (NULL). */
typedef struct {
    const eg_batch *batch;
    const uint32_t *rows;
    size_t n;
} eg_selection;

static inline size_t eg_record_of(const eg_selection *s, size_t r)
{
    return s->rows == NULL ? r : s->rows[r];
}

/* Raw text to a number of a label; 0: a missing mark. */
typedef struct {
    eg_dict raw;
    eg_words *labels; /* number - 1 */
    size_t label_bytes;
    size_t most;
    bool as_is;       /* labels are the raw bytes: spaces count */
    bool steady;      /* of late most cells said what the one above says */
    bool coded;       /* the batch's numbers are there already (spans.h) */
    uint32_t longest; /* all bits of the lengths of the last cells looked at */
} eg_label_map;

/* An axis; with a parent its levels are pairs (label, parent label). */
typedef struct {
    const eg_axis *axis;
    eg_label_map own;
    uint64_t unknown; /* records without a level */
    bool has_parent;
    eg_label_map parent;
    eg_dict pairs;      /* eight bytes: own, parent -> level */
    uint32_t *pair_own; /* [level] */
    uint32_t *pair_parent;
    size_t n_pairs, pairs_capacity;
    uint64_t *met; /* [own]: the parent met last with it, and the level of the two */
    size_t met_capacity;
    uint32_t *parents; /* scratch: of a batch */
    bool paired;       /* the batch's levels are there already (spans.h) */
    size_t parents_capacity;
    uint32_t last_level;
    /* Composed of several columns: own.labels holds their labels joined, pairs finds them. */
    eg_label_map *parts;
    uint32_t *part_key, *last_key; /* scratch: numbers of a record's labels */
} eg_axis_coder;

typedef enum {
    EG_CODE_NUMBER,  /* MEAN */
    EG_CODE_COMPARE, /* RATE by a threshold */
    EG_CODE_WORDS,   /* RATE by words, LEVELS */
    EG_CODE_RECIPE,  /* RATE from the numbers of one or two columns */
    EG_CODE_AUTO
} eg_code_mode;

/* What a raw cell of an outcome amounts to. */
typedef struct {
    eg_decimal value, number;
    uint8_t state, numeric, form; /* EG_FORM_... */
} eg_outcome_entry;

typedef struct eg_outcome_coder eg_outcome_coder;
struct eg_outcome_coder {
    const eg_outcome *outcome;
    eg_code_mode mode;
    eg_dict raw; /* -> entries */
    eg_few few;  /* WORDS: the same of texts as the file has them */
    unsigned few_missed;
    uint32_t longest;  /* all bits of the lengths of the last cells looked at */
    eg_cell_form form; /* that most numbers of late have; n is 0: none */
    uint32_t *units;   /* scratch: the batch's values in its unit, as eg_coded has them */
    size_t units_capacity;
    eg_decimal unit; /* 0: the batch has none */
    eg_outcome_entry *entries;
    size_t n_entries, entries_capacity;
    eg_words *words; /* AUTO, LEVELS: usable words; rate(A|B): words met, for a suggestion */
    uint64_t *word_records; /* [word] AUTO */
    bool words_kept;
    eg_text match[EG_MATCH_MOST]; /* canonical successes or levels */
    bool matched[EG_MATCH_MOST];
    size_t n_match;
    eg_decimal mark_low, mark_high; /* numbers that are marks lie between; low > high: none */
    eg_decimal low, high;           /* COMPARE: holds between, or outside */
    bool outside;
    bool ranged; /* COMPARE: values are told by EG_FORM_OVER and _WITHIN too */
    eg_outcome_tally tally;
    eg_number_forms forms;
    uint64_t texts; /* AUTO: usable cells that are no numbers, and the first one */
    uint32_t first_text_file;
    uint64_t first_text_line;
    eg_outcome_coder *inputs; /* RECIPE: readers of its columns, and the second one's values */
    size_t n_inputs, more_capacity;
    eg_decimal *more_value;
    uint8_t *more_state;
};

typedef struct {
    const eg_where *where;
    int32_t field;
    eg_dict raw; /* -> 1 holds, 0 does not */
    eg_text *values;
    eg_decimal *numbers;
    bool *numeric;
    bool *met; /* [value] of = and !=: a record has it */
} eg_where_coder;

/* The first places of its marks are those of intervals and of what cannot be read; the last one
 * is of all marks beyond the most that are told apart. */
enum { EG_FIRST_MARK = 2, EG_MARKS_MOST = 256 };

/* A column of figures of groups. */
typedef struct {
    const eg_figure_column *column;
    eg_words *words; /* marks met */
    eg_figure_mark *marks;
    size_t n_marks; /* once sorted */
    bool sorted;
    bool beyond_one;       /* a number without % is above 1 */
    bool shares;           /* a number has a % */
    eg_number_forms forms; /* GROUPED and COMMA */
} eg_figure_coder;

struct eg_coder {
    const eg_schema *schema;
    eg_arena *arena;
    eg_mark_table *marks;
    eg_axis_coder *axes;
    eg_outcome_coder *outcomes;
    eg_where_coder *where;
    size_t n_where;
    eg_buffer scratch, fold;
    char **year_keys; /* [level of the year axis]: its label for keys */
    size_t n_year_keys, year_keys_capacity;
    eg_coder_tally tally;
    uint32_t *rows; /* selection */
    size_t capacity;
    uint64_t *times; /* weights of records that stand for several */
    size_t times_capacity;
    eg_sums **sums; /* [outcome] */
    size_t sums_capacity;
    eg_coded coded;
    eg_figure_coder *figures;
    eg_words *groups; /* eight bytes: level of the dimension's column, of the group's */
    struct eg_nests *nests;
    struct eg_spans *spans;
    eg_formed_read *formed;
    const eg_set_aside *aside; /* NULL: nobody asks */
    eg_selection last;         /* of the batch coded last */
};

/* ---- what all parts ask (coder_shared.c) ---- */
eg_status eg_coder_fail(eg_error *err, eg_status status, const char *column, const char *format,
                        ...) EG_PRINTF(4, 5);
/* The batch's file has no such column. */
bool eg_field_absent(const eg_coder *coder, const eg_batch *batch, int32_t field);

static inline const eg_field *eg_fields_of(const eg_batch *batch, int32_t field)
{
    return eg_batch_fields(batch, (size_t)field);
}

/* The cells of a column that a loop runs over: written out or, `marked`, where the batch's
 * marks say that they stand. */
typedef struct {
    bool marked;
    const eg_field *fields;
    const char *text;
    const uint32_t *end;
    size_t step;
} eg_column_cells;

static inline eg_column_cells eg_cells_of_column(const eg_selection *s, int32_t field)
{
    const eg_places *marks = s->batch->marks;
    if (marks == NULL || s->rows != NULL || marks->place[field] < 0)
        return (eg_column_cells){.fields = eg_fields_of(s->batch, field)};
    return (eg_column_cells){.marked = true,
                             .text = marks->text,
                             .end = marks->end + marks->place[field],
                             .step = marks->step};
}

static inline __attribute__((always_inline)) eg_text
eg_column_cell(const eg_column_cells *cells, size_t record, bool marked)
{
    if (!marked)
        return (eg_text){cells->fields[record].at, cells->fields[record].n};
    const uint32_t *end = cells->end + record * cells->step;
    const uint32_t from = end[-1] + 1;
    return (eg_text){cells->text + from, end[0] - from};
}

/* ---- labels and levels (coder_label.c) ---- */
EG_MUST_USE bool eg_label_map_init(eg_label_map *map, size_t most);
void eg_label_map_clear(eg_label_map *map);
/* The number of a cell's label, 0 for a missing mark; to be asked where map->raw has it not. */
EG_MUST_USE eg_status eg_axis_number(eg_coder *coder, eg_axis_coder *axis, eg_label_map *map,
                                     eg_text raw, uint32_t *number, eg_error *err);
/* The level of a label and its parent's, added when new. */
EG_MUST_USE eg_status eg_axis_pair(eg_axis_coder *axis, uint32_t own, uint32_t parent,
                                   uint32_t *level, eg_error *err);
/* Room for that many of axis->parents. */
EG_MUST_USE bool eg_axis_parents_room(eg_axis_coder *axis, size_t rows);
size_t eg_axis_levels(const eg_axis_coder *axis); /* with level 0 */
eg_text eg_axis_label(const eg_axis_coder *axis, uint32_t level);
/* "" for none */
eg_text eg_axis_parent(const eg_axis_coder *axis, uint32_t level);
/* What the config recodes a canonical label to; NULL: nothing, or scratch failed. */
const char *eg_axis_recoded(const eg_dimension_spec *spec, eg_text label, eg_buffer *scratch);

/* ---- axes (coder_axis.c) ---- */
EG_MUST_USE eg_status eg_axis_coder_init(eg_axis_coder *axis, const eg_axis *of, eg_error *err);
void eg_axis_coder_clear(eg_axis_coder *axis);
EG_MUST_USE eg_status eg_axis_code(eg_coder *coder, size_t axis, const eg_selection *s,
                                   uint32_t *level, eg_error *err);

/* ---- outcomes, cell by cell (coder_outcome.c) ---- */
/* oc is zero, and in no list of the coder's. */
EG_MUST_USE eg_status eg_outcome_coder_start(eg_coder *coder, eg_outcome_coder *oc,
                                             const eg_outcome *outcome, eg_error *err);
void eg_outcome_coder_stop(eg_outcome_coder *oc);
/* What a raw cell amounts to, remembered while there is room; false: no memory. */
EG_MUST_USE bool eg_outcome_read(eg_coder *coder, eg_outcome_coder *oc, eg_text raw,
                                 eg_outcome_entry *entry);
static inline bool eg_outcome_holds(const eg_outcome_coder *oc, eg_decimal value)
{
    return (value >= oc->low && value <= oc->high) != oc->outside;
}
/* ---- their columns (coder_values.c) ---- */
/* Of any mode but RECIPE; false: no memory. */
EG_MUST_USE bool eg_values_code(eg_coder *coder, size_t outcome, const eg_selection *s);

/* Numbers alone, counted in oc->tally; false: no memory. */
EG_MUST_USE bool eg_numbers_code(eg_coder *coder, eg_outcome_coder *oc, const eg_selection *s,
                                 const eg_column_cells *cells, eg_decimal *value,
                                 uint8_t *state);

/* ---- recipes (coder_recipe.c) ---- */
EG_MUST_USE eg_status eg_recipe_coder_init(eg_coder *coder, eg_outcome_coder *oc,
                                           eg_error *err);
void eg_recipe_coder_clear(eg_outcome_coder *oc);
EG_MUST_USE bool eg_recipe_code(eg_coder *coder, size_t outcome, const eg_selection *s);

/* ---- outcomes by their mode (coder_modes.c) ---- */
EG_MUST_USE eg_status eg_outcome_coder_init(eg_coder *coder, size_t outcome, eg_error *err);
void eg_outcome_coder_clear(eg_outcome_coder *oc);
EG_MUST_USE eg_status eg_outcome_code(eg_coder *coder, size_t outcome, const eg_selection *s,
                                      eg_error *err);

/* ---- figures of groups (coder_figures.c) ---- */
EG_MUST_USE eg_status eg_figure_coder_init(eg_coder *coder, size_t figure, eg_error *err);
void eg_figure_coder_clear(eg_figure_coder *fc);
EG_MUST_USE eg_status eg_figures_code(eg_coder *coder, const eg_selection *s, eg_error *err);

/* ---- settling (settle_axis.c, settle_outcome.c) ---- */
/* Whether an axis of n settled levels can be what it is asked for: EG_E_LIMIT, _USAGE, _INPUT.
 */
EG_MUST_USE eg_status eg_axis_check_size(const eg_coder *coder, size_t number, size_t n,
                                         eg_error *err);
EG_MUST_USE eg_status eg_axis_settle(eg_coder *coder, size_t axis, eg_settled *settled,
                                     eg_error *err);
EG_MUST_USE eg_status eg_outcome_settle(eg_coder *coder, size_t outcome, eg_settled *settled,
                                        eg_error *err);

/* ---- which records (coder_rows.c) ---- */
EG_MUST_USE eg_status eg_where_coder_init(eg_coder *coder, size_t where, eg_error *err);
void eg_where_coder_clear(eg_where_coder *where);
/* Conditions, totals rows and weights decide; counts them. */
EG_MUST_USE eg_status eg_coder_select(eg_coder *coder, const eg_batch *batch, eg_selection *out,
                                      eg_error *err);

/* ---- records that stand for several (coder_times.c) ---- */
uint64_t eg_times_of(const eg_selection *s); /* how many records those are */
/* Their weights, once it is known which are coded. */
EG_MUST_USE eg_status eg_times_weigh(eg_coder *coder, const eg_selection *s, eg_error *err);
/* Whether an outcome's column comes added up. */
bool eg_times_summed(const eg_coder *coder, const eg_batch *batch, size_t outcome);
EG_MUST_USE eg_status eg_times_sums(eg_coder *coder, const eg_selection *s, size_t outcome,
                                    eg_error *err);
/* The loops count each record once: what they have missed. After them. false: no memory. */
EG_MUST_USE bool eg_times_add(eg_coder *coder, const eg_selection *s);

EG_MUST_USE eg_status eg_coder_keys(eg_coder *coder, const eg_selection *s, eg_error *err);

#endif
