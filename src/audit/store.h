/*
 * audit/store.h - what was published, address by address: each figure with its bounds, and what
 * the audit made of it.
 */
#ifndef EG_AUDIT_STORE_H
#define EG_AUDIT_STORE_H

#include "equitygap/attack.h"
#include "equitygap/audit.h"

/* Words of an address, numbers of eg_audit.words; the file is its own number. */
enum { AT_FILE, AT_OUTCOME, AT_YEAR, AT_TYPE, AT_UNIT, AT_DIMENSION, AT_GROUP, AT_PARTS };
typedef struct {
    uint32_t at[AT_PARTS];
} eg_address;

/* Which figure of an address: n, the successes of a rate, students without a value, or the
 * students at a level (its word + PART_LEVEL). */
enum { PART_N, PART_COUNT, PART_MISSING, PART_LEVEL };

typedef enum { FIGURE_SHOWN, FIGURE_CODED, FIGURE_HIDDEN, FIGURE_NONE } eg_figure_shown;

typedef struct {
    uint32_t cell, part;
    uint32_t next; /* of the same cell; EG_NO_WORD: none */
    eg_figure_shown shown;
    double low, high;
    bool by_percent; /* hidden, but a percentage beside it says what it is */
    double truth;    /* NAN: not told */
    uint32_t rest;   /* of a count: the unknown of n without it; EG_NO_WORD: none */
} eg_quantity;

typedef struct {
    eg_address at;
    uint32_t first; /* quantity */
} eg_audit_cell;

/* A shown figure about cells that may turn out hidden. */
typedef struct {
    uint32_t cell;
    uint32_t other; /* the reference's address, a cell; EG_NO_WORD: none */
    uint32_t statistic;
    uint32_t first_year, last_year; /* words; EG_NO_WORD: the cell's own year */
    size_t last_years;              /* of the trend, all that it uses */
    bool of_count;                  /* uses successes, not only n */
} eg_use;

typedef struct {
    uint32_t *slots; /* number + 1; 0: empty */
    size_t size, n;
} eg_index;

typedef struct {
    eg_leak_kind kind;
    uint32_t quantity; /* or cell, for FIGURE and DIFFERENCE */
    uint32_t other;    /* DIFFERENCE: the other file's cell; FIGURE: the statistic */
    double n;          /* students of the group; NAN: not known */
    bool all_or_none;
} eg_leak;

/* What a sum is, for saying how something follows. */
typedef enum {
    SUM_GROUPS,
    SUM_UNITS,
    SUM_CROSS,
    SUM_TWIN,
    SUM_LEVELS,
    SUM_STUDENTS,
    SUM_FILES,
    SUM_REST
} eg_sum_kind;

struct eg_audit {
    eg_audit_options options;
    eg_arena *arena;
    eg_words *words;
    const char **files;
    bool *own;       /* [file]: a report of ours, whose statuses are known */
    bool *given;     /* [file]: ... made of rows that were groups, which may hide figures too */
    eg_rules *rules; /* [file]: what it was made by */
    bool told;       /* what is hidden is known here: it is the publisher who asks */
    size_t n_files;
    uint32_t w_all, w_whole, w_everyone; /* "all", "" and "All students" */

    eg_audit_cell *cells;
    size_t n_cells, cells_capacity;
    eg_index by_address;
    eg_quantity *quantities;
    size_t n_quantities, quantities_capacity;
    eg_use *uses;
    size_t n_uses, uses_capacity;
    uint32_t *declared_words; /* dimensions said to make up the whole */
    size_t n_declared;
    uint32_t *outcomes; /* words, in the order met */
    size_t n_outcomes, outcomes_capacity;

    uint32_t *years;
    size_t n_years, years_capacity;
    eg_attack *attack;
    uint8_t *relation_kind;
    size_t n_relations, relations_capacity;

    eg_audit_table *tables;
    size_t n_tables;
    uint32_t *table_of; /* [cell] */
    eg_leak *leaks;
    size_t n_leaks, leaks_capacity;
    eg_audit_finding *findings;
    eg_audit_result result;
};

/* Grows an array to hold one more; false: no memory. */
bool eg_audit_room(void **array, size_t n, size_t *capacity, size_t size);
/* The word's number; EG_NO_WORD: no memory. */
uint32_t eg_audit_word(eg_audit *audit, const char *text);
const char *eg_audit_text(const eg_audit *audit, uint32_t word);

/* The cell of an address, made when new; EG_NO_WORD: no memory. */
uint32_t eg_audit_cell_add(eg_audit *audit, const eg_address *at);
uint32_t eg_audit_cell_find(const eg_audit *audit, const eg_address *at); /* EG_NO_WORD: none */
/* A figure of a cell, made when new: between 0 and INFINITY, FIGURE_NONE. NULL: no memory. */
eg_quantity *eg_audit_quantity_add(eg_audit *audit, uint32_t cell, uint32_t part);
uint32_t eg_audit_quantity_find(const eg_audit *audit, uint32_t cell, uint32_t part);

/* ---- the steps of a run */
/* Cells in order; every sum of what is published, as relations of attack. */
eg_status eg_audit_sums(eg_audit *audit, eg_error *err);
/* A relation of attack, remembered by kind. false: no memory. */
bool eg_audit_relation(eg_audit *audit, double low, double high, eg_sum_kind kind);
/* Students moved whole, with all their outcomes. */
bool eg_audit_bundles(eg_audit *audit);
/* The count that two files tell of the few who came or left between them, one of none or all
 * if any; EG_NO_WORD: none. */
uint32_t eg_audit_told(const eg_audit *audit, uint32_t cell, uint32_t other, double came,
                       bool *all_or_none);
/* Tables that were published more than once. */
eg_status eg_audit_between_files(eg_audit *audit, eg_error *err);
/* What attack found, as tables and findings. */
eg_status eg_audit_conclude(eg_audit *audit, eg_error *err);
bool eg_audit_leak(eg_audit *audit, eg_leak leak);
/* Tables by file, unit type, outcome and dimension, made on the way. */
eg_status eg_audit_tables(eg_audit *audit, eg_error *err);

/* "All students 120 minus Not EL 115"; in the arena. NULL: no memory. */
const char *eg_audit_how(eg_audit *audit, uint32_t quantity);
/* What a quantity is called: "n", "count", "count:Proficient". NULL: no memory. */
const char *eg_audit_what(eg_audit *audit, uint32_t part);

/* Parts of a cross, "a*b" or "x*y": at most 4 words of *out; 0: none, or too many. */
size_t eg_audit_split(eg_audit *audit, uint32_t word, uint32_t out[4]);

#endif
