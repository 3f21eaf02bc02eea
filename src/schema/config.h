/*
 * schema/config.h - reading a config: tables of keys, and what the readers of keys share.
 *
 * Every object of a config has a table of its keys. A message names the file, the place and the
 * whole path of the key: district.json:7:14: key "outcomes[0].kind": what is wrong.
 */
#ifndef EG_SCHEMA_CONFIG_H
#define EG_SCHEMA_CONFIG_H

#include "ext/jsonx.h"
#include "schema/options.h"

typedef struct eg_config eg_config;

/* A key and its reader; into is what the object describes. The table ends with key NULL. */
typedef struct {
    const char *key;
    eg_status (*read)(eg_config *config, const eg_json *value, void *into);
} eg_config_key;

/* An object inside the config, as messages call it, and its keys. */
typedef struct {
    const char *name;
    const eg_config_key *keys;
} eg_config_home;

struct eg_config {
    eg_settings *settings;
    const eg_config_home *homes; /* where a key that is not known here may belong; ends with
                                    name NULL */
    eg_arena *scratch;           /* paths of keys; gone when the config is read */
    const char *file;
    const char *path; /* of the value being read */
    bool has_by;
    bool has_dimensions;
    eg_error *err;
};

extern const eg_config_key eg_config_dimension_keys[];
extern const eg_config_key eg_config_outcome_keys[];
extern const eg_config_key eg_config_target_keys[];

/* Of a dimension: into is its eg_dimension_spec (config_from.c). */
EG_MUST_USE eg_status eg_config_from(eg_config *config, const eg_json *value, void *into);
EG_MUST_USE eg_status eg_config_counting(eg_config *config, const eg_json *value, void *into);

/* Arrays of objects of the top level. */
EG_MUST_USE eg_status eg_config_dimensions(eg_config *config, const eg_json *value, void *into);
EG_MUST_USE eg_status eg_config_outcomes(eg_config *config, const eg_json *value, void *into);

/* An outcome that is a recipe: its columns by what they hold (config_recipe.c). */
EG_MUST_USE eg_status eg_config_recipe(eg_config *config, const eg_json *outcome,
                                       const eg_json *columns, eg_outcome_spec *spec);

/* ---- shared ---------------------------------------------------------------------------------
 */

/* Records key "PATH": text, at the value's place; EG_E_CONFIG. */
eg_status eg_config_fail(eg_config *config, const eg_json *value, const char *format, ...)
    EG_PRINTF(3, 4);
/* The value is not what its key takes. */
eg_status eg_config_wrong_kind(eg_config *config, const eg_json *value, const char *expected);
/* Places an error that a parser of ours has recorded; gives status back. */
eg_status eg_config_placed(eg_config *config, const eg_json *value, eg_status status);
/* For those parsers. */
EG_MUST_USE eg_status eg_config_spec(eg_config *config, eg_spec *spec);

/* Members by the table; an unknown key is an error that knows where the right one stands. */
EG_MUST_USE eg_status eg_config_members(eg_config *config, const eg_json *object,
                                        const eg_config_key *keys, void *into);
/* Calls read for each item of a list of objects, with the item's path set. */
EG_MUST_USE eg_status eg_config_items(eg_config *config, const eg_json *list, void *into,
                                      eg_status (*read)(eg_config *config, const eg_json *value,
                                                        void *into));
/* member is none of n keys: an error with the nearest one, or the object it stands in. */
EG_MUST_USE eg_status eg_config_unknown(eg_config *config, const eg_json *member,
                                        const char *const *keys, size_t n);

/* A text that is not empty, copied into the settings. */
EG_MUST_USE eg_status eg_config_text(eg_config *config, const eg_json *value, const char **out);
/* A text, or a number as it is written (codes, years, marks). */
EG_MUST_USE eg_status eg_config_word(eg_config *config, const eg_json *value, const char **out);
/* One of them or a list, each once; empty: may one of them be "". */
EG_MUST_USE eg_status eg_config_words(eg_config *config, const eg_json *value, bool empty,
                                      eg_strings *out);
/* Column names: texts only, one or a list that is not empty. */
EG_MUST_USE eg_status eg_config_columns(eg_config *config, const eg_json *value,
                                        eg_strings *out);

#endif
