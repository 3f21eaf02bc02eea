/*
 * cli/invocation.h - what was typed: the options of the command line itself, and the parser
 * over the option tables.
 */
#ifndef EG_CLI_INVOCATION_H
#define EG_CLI_INVOCATION_H

#include "equitygap/base.h"
#include "equitygap/schema.h"

typedef enum { EG_WHEN_AUTO, EG_WHEN_ALWAYS, EG_WHEN_NEVER } eg_when;

/* The subject of every table but EG_TABLE_ANALYSIS. Strings are those of argv. */
typedef struct {
    eg_arena *arena; /* borrowed; for the lists */
    eg_strings outputs;
    eg_strings fail_on;
    eg_strings configs; /* files given to --config: read before, and never written over */
    const char *format; /* NULL: not given */
    const char *rejects;
    const char *since; /* a JSON report */
    const char *save_cube;
    int digits;
    eg_when color;
    bool quiet, verbose, help, version;
    const char *write_config;
    bool json;
    eg_strings asked_names, asked_values;          /* analysis options as typed, pairwise */
    uint64_t students, schools, years, rows, seed; /* synth; 0: not given */
    bool seed_given;
    const char *truth;
    bool man;
    const char *completion; /* NULL, "bash" */
    bool print_sql;
    uint64_t width, list; /* audit */
} eg_invocation;

void eg_invocation_init(eg_invocation *invocation, eg_arena *arena);

/* Appends value to one of the invocation's lists. */
EG_MUST_USE eg_status eg_invocation_add(eg_invocation *invocation, eg_strings *list,
                                        const char *value, eg_error *err);

/* The option tables, as bits of a command's row. In the order of --help. */
typedef enum {
    EG_TABLE_OUTPUT = 1,   /* reports: -o, -f, --fail-on... */
    EG_TABLE_ANALYSIS = 2, /* subject: eg_settings */
    EG_TABLE_PROFILE = 4,
    EG_TABLE_SYNTH = 8,
    EG_TABLE_HELP = 16,
    EG_TABLE_AUDIT = 32,
    EG_TABLE_COMPARE = 64,
    EG_TABLE_COMMON = 128
} eg_table;
#define EG_TABLES 8

/* Rows of table number 0 .. EG_TABLES - 1 (bit 1 << number), ending with name NULL. */
const eg_option *eg_table_rows(size_t number);

/*
 * The rows of the tables in a set, one after another; a row whose name an earlier one had is
 * passed over. Start with *cursor 0; NULL at the end.
 */
const eg_option *eg_tables_next(unsigned tables, size_t *cursor, unsigned *table);
const eg_option *eg_tables_find(unsigned tables, eg_text name, unsigned *table);
const eg_option *eg_tables_find_short(unsigned tables, char name, unsigned *table);

typedef struct {
    const eg_option *option;
    unsigned table;
    const char *value; /* NULL: the option takes none */
} eg_typed_option;

typedef struct {
    eg_typed_option *given;
    size_t n_given;
    const char **operands;
    size_t n_operands;
    bool help, version; /* --help, --version met: the rest was not looked at */
} eg_typed;

/*
 * Takes words (ends with NULL, without program and command) apart. Everything of *out is in the
 * arena or borrowed from words. command is for messages. EG_E_USAGE: unknown option (with the
 * nearest), a value missing or too many.
 */
EG_MUST_USE eg_status eg_typed_parse(eg_typed *out, const char *const *words, unsigned tables,
                                     const char *command, eg_arena *arena, eg_error *err);
/* Gives every option to its subject: --config first, so that flags win over it. */
EG_MUST_USE eg_status eg_typed_apply(const eg_typed *typed, eg_invocation *invocation,
                                     eg_settings *settings, eg_error *err);

/* Is word one of the space separated words? */
bool eg_word_in(const char *words, eg_text word);
/* The nearest of the space separated words, as an arena string, or NULL. */
const char *eg_word_nearest(const char *words, eg_text word, eg_arena *arena);

#endif
