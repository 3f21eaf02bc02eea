/*
 * ext/jsonx.h - cJSON: JSON text read into a tree that knows where each value stands.
 *
 * Stricter than cJSON: nothing may follow the value, keys are unique, text is UTF-8, numbers
 * are finite and written as RFC 8259 says, nesting has a limit. Two comforts for hand-written
 * files: comments and a byte order mark are skipped. For files people write and for test
 * vectors; reports are streamed by their writer and never come near a tree.
 */
#ifndef EG_EXT_JSONX_H
#define EG_EXT_JSONX_H

#include "equitygap/base.h"

#define EG_JSON_DEPTH 64u /* arrays and objects within each other */

typedef enum {
    EG_JSON_NULL,
    EG_JSON_FALSE,
    EG_JSON_TRUE,
    EG_JSON_NUMBER,
    EG_JSON_STRING,
    EG_JSON_ARRAY,
    EG_JSON_OBJECT
} eg_json_kind;

/* Lines and columns are 1-based; columns count characters. */
typedef struct {
    uint64_t line;
    uint64_t column;
} eg_json_place;

typedef struct eg_json eg_json;
struct eg_json {
    eg_json_kind kind;
    const char *key;      /* of an object's member; else NULL */
    const char *text;     /* STRING: the characters; NUMBER: as written; else NULL */
    double number;        /* NUMBER */
    const eg_json *first; /* ARRAY, OBJECT: items in the order of the file */
    const eg_json *next;  /* the item after this one in its array or object */
    size_t n;             /* ARRAY, OBJECT: items */
    eg_json_place place;
    eg_json_place key_place; /* of an object's member */
};

typedef struct eg_json_doc eg_json_doc;

/*
 * Reads text, of which the whole must be one value. name is used in errors; text is not needed
 * afterwards. Whatever is wrong with the text is `wrong` (EG_E_CONFIG, EG_E_INPUT...) with its
 * line and column; EG_E_MEMORY besides.
 */
EG_MUST_USE eg_status eg_json_parse(eg_json_doc **out, eg_text text, const char *name,
                                    eg_status wrong, eg_error *err);
void eg_json_free(eg_json_doc *doc);
const eg_json *eg_json_root(const eg_json_doc *doc);

/* The member of that name, upper and lower case told apart; NULL: none, or not an object. */
const eg_json *eg_json_get(const eg_json *object, const char *key);
/* The index-th item of an array or object, in linear time; NULL: none. */
const eg_json *eg_json_at(const eg_json *array, size_t index);
/* "a string", "a list", ...: for messages. */
const char *eg_json_kind_words(eg_json_kind kind);

#endif
