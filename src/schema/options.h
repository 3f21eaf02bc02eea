/*
 * schema/options.h - the option table of an analysis, and who said what: the command line wins
 * over config files wherever it stands, a later config file over an earlier one.
 */
#ifndef EG_SCHEMA_OPTIONS_H
#define EG_SCHEMA_OPTIONS_H

#include "equitygap/schema.h"
#include "equitygap/sql.h"
#include "language/language.h"
#include "schema/spec_parse.h"

/* How an option is written in a config: its name with underscores is the key. */
typedef enum {
    EG_KEY_NONE,    /* not in a config, or there in another form */
    EG_KEY_ONE,     /* one text or number, given to the setter */
    EG_KEY_LIST,    /* one or a list of them, each given to the setter */
    EG_KEY_NAMES,   /* one column name or a list of them, taken as they are */
    EG_KEY_PRIVACY, /* as ONE, but in the object "privacy" */
} eg_key_form;

#define EG_HEAD_COLUMNS    "Which columns"
#define EG_HEAD_GIVEN      "Rows that are groups"
#define EG_HEAD_ROWS       "Which rows"
#define EG_HEAD_STATISTICS "What is computed"
#define EG_HEAD_PRIVACY    "What may be shown"
#define EG_HEAD_READING    "How files are read"
#define EG_HEAD_WORDS      "How it is told"
#define EG_HEAD_DATABASE   "How a database is read"

/* Names of the rows of marks.def, separated by blanks. */
extern const char eg_mark_words[];
#define EG_MARK_WORDS (eg_mark_words + 1)
/* Likewise of policies.def. */
extern const char eg_policy_words[];
#define EG_POLICY_WORDS (eg_policy_words + 1)

/*
 * X(id, name, short, argument, heading, help, words, key form): one row is all of an option but
 * its setter, eg_option_set_ID. Help shows the rows in this order.
 */
// clang-format off
#define EG_SETTINGS_OPTIONS(X)                                                                  \
    X(config, "config", 'c', "FILE", EG_HEAD_COLUMNS,                                           \
      "read settings from a JSON file; the command line wins over it", NULL, EG_KEY_NONE)       \
    X(by, "by", 0, "LIST", EG_HEAD_COLUMNS,                                                     \
      "dimensions, comma separated; a*b is the cross of a and b", NULL, EG_KEY_LIST)            \
    X(outcome, "outcome", 0, "[NAME=]COL[:KIND][:lower]", EG_HEAD_COLUMNS,                      \
      "an outcome; KIND is rate, rate(A|B), rate(>0), mean or levels(Low<High)", NULL,          \
      EG_KEY_NONE)                                                                              \
    X(year, "year", 0, "COL", EG_HEAD_COLUMNS,                                                  \
      "the column of the year; none: there is none", NULL, EG_KEY_NAMES)                        \
    X(within, "within", 0, "COL[,COL]", EG_HEAD_COLUMNS,                                        \
      "repeat the analysis within each school, grade or other unit", NULL, EG_KEY_NAMES)        \
    X(id, "id", 0, "COL", EG_HEAD_COLUMNS,                                                      \
      "the column of the student id; none: do not look for repeats", NULL, EG_KEY_NAMES)        \
    X(weight, "weight", 0, "COL", EG_HEAD_COLUMNS,                                              \
      "a column saying how many students a row stands for", NULL, EG_KEY_NAMES)                 \
    X(roster, "roster", 0, "FILE", EG_HEAD_COLUMNS,                                             \
      "join the columns of this file onto every record; repeatable", NULL, EG_KEY_LIST)         \
    X(key, "key", 0, "COL[,COL]", EG_HEAD_COLUMNS,                                              \
      "the columns by which a record finds its row of the roster", NULL, EG_KEY_NAMES)          \
    X(set, "set", 0, "NAME=VALUE", EG_HEAD_COLUMNS,                                             \
      "a column that is in no file, the same for every record; repeatable", NULL, EG_KEY_LIST)  \
    X(year_from_name, "year-from-name", 0, "REGEX", EG_HEAD_COLUMNS,                            \
      "take the year from the file's name: the first group in parentheses", NULL, EG_KEY_ONE)   \
    X(melt, "melt", 0, "NAME=VALUE,...[;COL{},...]", EG_HEAD_COLUMNS,                           \
      "wide to long: year=1,2 makes of read1, read2 a column read and a column year", NULL,     \
      EG_KEY_ONE)                                                                               \
    X(race_counting, "race-counting", 0, "RULE", EG_HEAD_COLUMNS,                               \
      "how students of several races count, federal unless given",                              \
      "federal alone-or-in-combination as-given", EG_KEY_ONE)                                   \
    X(learners, "learners", 0, "RULE", EG_HEAD_COLUMNS,                                         \
      "English learners as given, by status (current, former, never) or ever and never",        \
      "as-given status ever", EG_KEY_ONE)                                                       \
    X(counts, "counts", 0, "MAP", EG_HEAD_GIVEN,                                                \
      "rows are groups: n=COL and count, rate, mean, sd or level:NAME=COL", NULL,         \
      EG_KEY_LIST)                                                                              \
    X(group_column, "group-column", 0, "COL[,COL]", EG_HEAD_GIVEN,                              \
      "the column that names the group; DIM,GROUP: its dimension too; A*B: a combination", NULL, \
      EG_KEY_ONE)                                                                               \
    X(totals, "totals", 0, "LIST", EG_HEAD_GIVEN,                                               \
      "groups that are everybody, beside All, Total and the like", NULL, EG_KEY_LIST)           \
    X(parts, "parts", 0, "[NAME=]A+B", EG_HEAD_GIVEN,                                           \
      "groups that together are everybody; repeatable", NULL, EG_KEY_LIST)                      \
    X(state, "state", 0, "FILE", EG_HEAD_GIVEN,                                                 \
      "the State's counts, for alternate and weighted risk ratios", NULL, EG_KEY_ONE)           \
    X(state_counts, "state-counts", 0, "MAP", EG_HEAD_GIVEN,                                    \
      "its columns, as --counts has them; n and count unless given", NULL, EG_KEY_LIST)         \
    X(state_group_column, "state-group-column", 0, "COL[,COL]", EG_HEAD_GIVEN,                  \
      "its columns of the group, as --group-column has them", NULL, EG_KEY_ONE)                 \
    X(where, "where", 0, "EXPR", EG_HEAD_ROWS,                                                  \
      "keep rows with grade=8, days>=30 or grade in 3,4,5; all given must hold", NULL,          \
      EG_KEY_LIST)                                                                              \
    X(per, "per", 0, "UNIT", EG_HEAD_ROWS,                                                      \
      "count students or rows where a student has several", "student row", EG_KEY_ONE)          \
    X(collapse, "collapse", 0, "RULE", EG_HEAD_ROWS,                                            \
      "how several rows of one student and year become one",                                    \
      "first last min max mean any", EG_KEY_ONE)                                                \
    X(disjoint, "disjoint", 0, NULL, EG_HEAD_ROWS,                                              \
      "of saved cubes: no student is in two of them, so they may be added up", NULL,            \
      EG_KEY_NONE)                                                                              \
    X(stats, "stats", 0, "SETS", EG_HEAD_STATISTICS,                                            \
      "sets of statistics, or single ones, comma separated", NULL, EG_KEY_LIST)                 \
    X(covariates, "covariates", 0, "LIST", EG_HEAD_STATISTICS,                                  \
      "what adjusted statistics hold equal, NAME or NAME:number; else the rest of --by", NULL,   \
      EG_KEY_LIST)                                                                              \
    X(reference, "reference", 0, "R", EG_HEAD_STATISTICS,                                       \
      "compare with rest, overall, highest, COLUMN=LEVEL or goal=NUMBER; repeatable", NULL,     \
      EG_KEY_LIST)                                                                              \
    X(target, "target", 0, "[NAME=]T", EG_HEAD_STATISTICS,                                      \
      "what an outcome is to reach, as 0.9, 90% or math_score=500; repeatable", NULL,           \
      EG_KEY_LIST)                                                                              \
    X(by_year, "by-year", 0, "YEAR", EG_HEAD_STATISTICS,                                        \
      "the year in which targets are to be reached, such as 2028-29", NULL, EG_KEY_ONE)         \
    X(confidence, "confidence", 0, "LEVEL", EG_HEAD_STATISTICS,                                 \
      "level of the intervals, 0.95 unless given", NULL, EG_KEY_ONE)                            \
    X(adjust, "adjust", 0, "METHOD", EG_HEAD_STATISTICS,                                        \
      "adjustment of p-values for their number",                                                \
      "bh holm hochberg by bonferroni none", EG_KEY_ONE)                                        \
    X(interval, "interval", 0, "METHOD", EG_HEAD_STATISTICS,                                    \
      "interval of a rate", "wilson clopper-pearson jeffreys agresti-coull", EG_KEY_ONE)        \
    X(ratio_interval, "ratio-interval", 0, "METHOD", EG_HEAD_STATISTICS,                        \
      "interval of a ratio of rates", "katz score", EG_KEY_ONE)                                 \
    X(slope_se, "slope-se", 0, "METHOD", EG_HEAD_STATISTICS,                                    \
      "standard error of a slope", "known rmse ols", EG_KEY_ONE)                                \
    X(ppg_rule, "ppg-rule", 0, "RULE", EG_HEAD_STATISTICS,                                      \
      "rule of the percentage point gap", "cccco2022 disimpact", EG_KEY_ONE)                    \
    X(funnel, "funnel", 0, "LIMITS", EG_HEAD_STATISTICS,                                        \
      "limits of the funnel: chance alone, or with what units differ beyond it",                \
      "plain overdispersed", EG_KEY_ONE)                                                        \
    X(idea, "idea", 0, "[NAME:]KEY=VALUE,...", EG_HEAD_STATISTICS,                              \
      "the State's threshold, min-cell, min-n, years, progress; or an outcome's category", NULL, \
      EG_KEY_LIST)                                                                              \
    X(seed, "seed", 0, "N", EG_HEAD_STATISTICS,                                                 \
      "seed of the random numbers, 1 unless given", NULL, EG_KEY_ONE)                           \
    X(edition, "edition", 0, "EDITION", EG_HEAD_PRIVACY,                                        \
      "public hides small groups; internal hides nothing", "public internal", EG_KEY_PRIVACY)   \
    X(min_n, "min-n", 0, "N", EG_HEAD_PRIVACY,                                                  \
      "fewest students a shown group has, 10 unless given", NULL, EG_KEY_PRIVACY)               \
    X(ledger, "ledger", 0, "FILE", EG_HEAD_PRIVACY,                                             \
      "remember here what is published, and protect it against what was before", NULL,          \
      EG_KEY_PRIVACY)                                                                           \
    X(policy, "policy", 0, "NAME", EG_HEAD_PRIVACY,                                             \
      "what may be shown, by name; the numbers below change parts of it", EG_POLICY_WORDS,      \
      EG_KEY_PRIVACY)                                                                           \
    X(tails, "tails", 0, "N:P%[/K],...", EG_HEAD_PRIVACY,                                       \
      "of N students and more shares within P% of none or all are bounds; none: no bounds",     \
      NULL, EG_KEY_PRIVACY)                                                                     \
    X(min_count, "min-count", 0, "N", EG_HEAD_PRIVACY,                                          \
      "where fewer have the outcome a rate is a bound only", NULL, EG_KEY_PRIVACY)              \
    X(min_rest, "min-rest", 0, "N", EG_HEAD_PRIVACY,                                            \
      "where fewer lack the outcome a rate is a bound only", NULL, EG_KEY_PRIVACY)              \
    X(next_smallest, "next-smallest", 0, "YESNO", EG_HEAD_PRIVACY,                              \
      "yes: beside a small group of a table the next smallest is hidden too", "yes no",         \
      EG_KEY_PRIVACY)                                                                           \
    X(dominance, "dominance", 0, "SHARE", EG_HEAD_PRIVACY,                                      \
      "hide a mean where one student may be more than this of its sum; none", NULL,             \
      EG_KEY_PRIVACY)                                                                           \
    X(delimiter, "delimiter", 0, "C", EG_HEAD_READING,                                          \
      "the character between columns, or its name",                                             \
      "auto comma tab semicolon pipe caret space", EG_KEY_ONE)                                  \
    X(encoding, "encoding", 0, "E", EG_HEAD_READING,                                            \
      "the character encoding of the files, such as WINDOWS-1252", NULL, EG_KEY_ONE)            \
    X(sheet, "sheet", 0, "NAME", EG_HEAD_READING,                                               \
      "the sheet of a workbook; its first one unless given", NULL, EG_KEY_ONE)                  \
    X(parser, "parser", 0, "P", EG_HEAD_READING,                                                \
      "the reader of CSV", "auto libcsv", EG_KEY_ONE)                                           \
    X(marks, "marks", 0, "PUBLISHER", EG_HEAD_READING,                                          \
      "read marks such as *, - and -1 as this publisher means them", EG_MARK_WORDS, EG_KEY_ONE) \
    X(max_rejects, "max-rejects", 0, "SHARE", EG_HEAD_READING,                                  \
      "share of unreadable rows above which the run fails, 1% unless given", NULL, EG_KEY_ONE)  \
    X(threads, "threads", 0, "N", EG_HEAD_READING,                                              \
      "threads to use; auto: one for each core", NULL, EG_KEY_ONE)                              \
    X(table, "table", 0, "NAME", EG_HEAD_DATABASE,                                              \
      "the table or view of odbc:... to read; SCHEMA.NAME; \"a name\" that has points", NULL,  \
      EG_KEY_ONE)                                                                               \
    X(query, "query", 0, "FILE", EG_HEAD_DATABASE,                                              \
      "read what the query in this file selects instead", NULL, EG_KEY_ONE)                     \
    X(fetch, "fetch", 0, "WHAT", EG_HEAD_DATABASE,                                              \
      "what comes: cells that the database counted, or its rows; cells where possible",         \
      "auto cells rows", EG_KEY_ONE)                                                            \
    X(shard_key, "shard-key", 0, "COL[,COL]", EG_HEAD_DATABASE,                                 \
      "columns that divide a distributed table: grouped by too, so that its parts count", NULL, \
      EG_KEY_LIST)                                                                              \
    X(dialect, "dialect", 0, "SQL", EG_HEAD_DATABASE,                                           \
      "the SQL to write; what the driver says unless given", EG_SQL_DIALECTS, EG_KEY_ONE)       \
    X(timeout, "timeout", 0, "SECONDS", EG_HEAD_DATABASE,                                       \
      "how long to wait for any one answer; 0, unless given: for ever", NULL, EG_KEY_ONE)       \
    X(password_file, "password-file", 0, "FILE", EG_HEAD_DATABASE,                              \
      "the password is its first line; without it that of EQUITYGAP_PASSWORD", NULL,            \
      EG_KEY_ONE)                                                                               \
    X(lang, "lang", 0, "TAG", EG_HEAD_WORDS,                                                    \
      "language of reports for people; CSV and JSON are English", EG_LANGUAGE_TAGS, EG_KEY_ONE) \
    X(title, "title", 0, "TEXT", EG_HEAD_WORDS,                                                 \
      "what stands over reports for people, as the district's name and the month", NULL,        \
      EG_KEY_ONE)                                                                               \
    X(audience, "audience", 0, "WHO", EG_HEAD_WORDS,                                            \
      "who reads it: the same figures, fewer words and pages", "team board family", EG_KEY_ONE) \
    X(notes, "notes", 0, "FILE", EG_HEAD_WORDS,                                                 \
      "comments to put under findings: a table of finding, role and text", NULL, EG_KEY_ONE)    \
    X(split, "split", 0, "COL", EG_HEAD_WORDS,                                                  \
      "a report for each school or other unit: -o r.html becomes r-UNIT.html", NULL, EG_KEY_ONE)
// clang-format on

typedef enum {
#define EG_SLOT_ENUM(id, name, short_name, argument, heading, help, words, key) EG_SLOT_##id,
    EG_SETTINGS_OPTIONS(EG_SLOT_ENUM)
#undef EG_SLOT_ENUM
        EG_SLOTS
} eg_slot;

/* Of a row, for those who must not know the setters. */
const char *eg_option_name(eg_slot slot);
const char *eg_option_words(eg_slot slot); /* NULL: it takes more than a few words */
eg_key_form eg_option_key_form(eg_slot slot);

#define EG_SLOT_SETTER(id, name, short_name, argument, heading, help, words, key)              \
    eg_status eg_option_set_##id(void *subject, const char *value, eg_error *err);
EG_SETTINGS_OPTIONS(EG_SLOT_SETTER)
#undef EG_SLOT_SETTER

/* ---- what setters share (options_shared.c) --------------------------------------------------
 */

/* Index of value among the words of the option's row. Nothing is claimed yet. */
EG_MUST_USE eg_status eg_option_choose(eg_settings *settings, eg_slot slot, const char *value,
                                       unsigned *word, eg_error *err);
/* A whole number of that range, both ends included. Nothing is claimed yet. */
typedef struct {
    uint64_t least, most;
} eg_option_range;
EG_MUST_USE eg_status eg_option_whole(eg_settings *settings, eg_slot slot, const char *value,
                                      eg_option_range range, uint64_t *out, eg_error *err);
/* Claims the slot and copies a text that may not be empty; missing: what is said then. */
EG_MUST_USE eg_status eg_option_take(eg_settings *settings, eg_slot slot, eg_text text,
                                     const char *missing, const char **out, eg_error *err);
/* Claims the slot and adds names to those of the same source, each once. */
EG_MUST_USE eg_status eg_option_add(eg_settings *settings, eg_slot slot, const char *value,
                                    eg_strings *list, eg_error *err);
/* The adding alone. */
EG_MUST_USE eg_status eg_option_add_names(eg_settings *settings, eg_strings *list,
                                          const eg_strings *names, eg_error *err);

/* ---- who said it ----------------------------------------------------------------------------
 */

/*
 * Values come from the command line unless a config is being read. Between these two calls they
 * come from that config, and messages name `key` (the caller's, changed as it reads on).
 */
void eg_settings_config_begins(eg_settings *settings);
void eg_settings_config_key(eg_settings *settings, const char *key);
void eg_settings_config_ends(eg_settings *settings);
/* Likewise for options that an earlier run was given: they win over configs, and the command
 * line over them. Ends as a config. */
void eg_settings_earlier_begins(eg_settings *settings);

/*
 * To be asked once a value has been found good: false when a source that wins has already said
 * something, so that the value is dropped. *fresh: nothing of this source is there yet, so that
 * a list starts anew; may be NULL.
 */
bool eg_settings_claim(eg_settings *settings, eg_slot slot, bool *fresh);
/* Somebody has said this. */
bool eg_settings_given(eg_settings *settings, eg_slot slot);
/* For the parsers: messages begin with --NAME or key "KEY". */
EG_MUST_USE eg_status eg_settings_spec(eg_settings *settings, eg_slot slot, eg_spec *spec,
                                       eg_error *err);
/* The names of year, within, id or weight as given; `none` stands alone. Takes list over. */
EG_MUST_USE eg_status eg_settings_take_names(eg_settings *settings, eg_slot slot,
                                             const eg_strings *list, eg_error *err);
/* What was given for a slot of EG_KEY_NAMES; empty: nothing. */
const eg_strings *eg_settings_names(eg_settings *settings, eg_slot slot);
/* Adds an outcome after checking that its name in the report is new; outcome is copied. */
EG_MUST_USE eg_status eg_settings_take_outcome(eg_settings *settings,
                                               const eg_outcome_spec *outcome, eg_error *err);

#endif
