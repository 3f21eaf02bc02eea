/* jsonx.c - the only file that knows cJSON; its tree is copied into ours and let go. */
#include "ext/jsonx.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "ext/jsonx_scan.h"

struct eg_json_doc {
    eg_arena *arena;
    const eg_json *root;
};

typedef struct {
    eg_arena *arena;
    const char *text; /* as scanned: comments are blanks */
    const eg_json_marks *marks;
    size_t mark; /* the next one */
    eg_status wrong;
    eg_error *err;
} copier;

static eg_status fail_at(copier *c, eg_json_place place, const char *what, const char *which)
{
    eg_status status = which == NULL ? eg_fail(c->err, c->wrong, "%s", what)
                                     : eg_fail(c->err, c->wrong, "key \"%s\" %s", which, what);
    eg_error_place(c->err, NULL, place.line, place.column, NULL);
    return status;
}

static eg_json_kind kind_of(const cJSON *item)
{
    if (cJSON_IsObject(item))
        return EG_JSON_OBJECT;
    if (cJSON_IsArray(item))
        return EG_JSON_ARRAY;
    if (cJSON_IsString(item))
        return EG_JSON_STRING;
    if (cJSON_IsNumber(item))
        return EG_JSON_NUMBER;
    if (cJSON_IsTrue(item))
        return EG_JSON_TRUE;
    return cJSON_IsFalse(item) ? EG_JSON_FALSE : EG_JSON_NULL;
}

static eg_status check_unique(copier *c, const eg_json *object)
{
    eg_words *keys = eg_words_new();
    eg_status status = keys == NULL ? eg_fail_memory(c->err) : EG_OK;
    uint32_t expected = 0;
    for (const eg_json *item = object->first; status == EG_OK && item != NULL;
         item = item->next) {
        uint32_t number = eg_words_add(keys, eg_text_of(item->key));
        if (number == EG_NO_WORD)
            status = eg_fail_memory(c->err);
        else if (number != expected++)
            status = fail_at(c, item->key_place, "stands twice; keep one", item->key);
    }
    eg_words_free(keys);
    return status;
}

/* What of a node is not its children. */
static eg_status copy_scalar(copier *c, const cJSON *item, const eg_json_mark *mark,
                             eg_json *node)
{
    node->kind = kind_of(item);
    node->place = mark->place;
    node->key_place = mark->key_place;
    if (item->string != NULL) {
        node->key = eg_arena_string(c->arena, eg_text_of(item->string));
        if (node->key == NULL)
            return eg_fail_memory(c->err);
    }
    if (node->kind != EG_JSON_STRING && node->kind != EG_JSON_NUMBER)
        return EG_OK;
    eg_text text = {c->text + mark->at, mark->n};
    if (node->kind == EG_JSON_STRING)
        text = eg_text_of(item->valuestring);
    node->text = eg_arena_string(c->arena, text);
    if (node->text == NULL)
        return eg_fail_memory(c->err);
    if (node->kind == EG_JSON_NUMBER) {
        node->number = item->valuedouble;
        if (!isfinite(node->number))
            return fail_at(c, mark->place, "a number is too large", NULL);
    }
    return EG_OK;
}

/* cJSON's order is the file's, and so is the marks'. */
static eg_status copy(copier *c, const cJSON *item, eg_json **out)
{
    if (item == NULL || c->mark >= c->marks->n)
        return eg_fail(c->err, EG_E_BUG, "two readings of one JSON text differ");
    eg_json *node = eg_arena_alloc(c->arena, 1, sizeof *node);
    if (node == NULL)
        return eg_fail_memory(c->err);
    eg_status status = copy_scalar(c, item, &c->marks->at[c->mark++], node);
    const cJSON *child = NULL;
    const eg_json **link = &node->first;
    cJSON_ArrayForEach(child, item)
    {
        eg_json *copied = NULL;
        if (status == EG_OK)
            status = copy(c, child, &copied);
        if (status != EG_OK || copied == NULL)
            return status;
        *link = copied;
        link = &copied->next;
        node->n++;
    }
    if (status == EG_OK && node->kind == EG_JSON_OBJECT)
        status = check_unique(c, node);
    *out = node;
    return status;
}

static eg_status build(eg_json_doc *doc, eg_buffer *text, eg_status wrong, eg_error *err)
{
    eg_json_marks marks = {0};
    cJSON *tree = NULL;
    eg_status status = eg_json_scan(text->at, text->n, &marks, wrong, err);
    if (status == EG_OK) {
        /* The scan has passed the text, so that only memory can be short here. */
        tree = cJSON_ParseWithLengthOpts(eg_buffer_string(text), text->n + 1, NULL, 1);
        if (tree == NULL)
            status = eg_fail_memory(err);
    }
    if (status == EG_OK) {
        copier c = {doc->arena, text->at, &marks, 0, wrong, err};
        eg_json *root = NULL;
        status = copy(&c, tree, &root);
        doc->root = root;
    }
    cJSON_Delete(tree);
    eg_free(marks.at);
    return status;
}

eg_status eg_json_parse(eg_json_doc **out, eg_text text, const char *name, eg_status wrong,
                        eg_error *err)
{
    *out = NULL;
    eg_json_doc *doc = eg_alloc_zero(1, sizeof *doc);
    eg_buffer copied = {0};
    eg_buffer_add_text(&copied, text);
    (void)eg_buffer_string(&copied); /* room for the NUL, and no NULL pointer */
    if (doc != NULL)
        doc->arena = eg_arena_new();
    eg_status status = EG_OK;
    if (doc == NULL || doc->arena == NULL || copied.failed)
        status = eg_fail_memory(err);
    else
        status = build(doc, &copied, wrong, err);
    eg_buffer_clear(&copied);
    if (status != EG_OK) {
        if (status == wrong)
            eg_error_place(err, name, 0, 0, NULL);
        eg_json_free(doc);
        return status;
    }
    *out = doc;
    return EG_OK;
}

void eg_json_free(eg_json_doc *doc)
{
    if (doc == NULL)
        return;
    eg_arena_free(doc->arena);
    eg_free(doc);
}

const eg_json *eg_json_root(const eg_json_doc *doc)
{
    return doc->root;
}

const eg_json *eg_json_get(const eg_json *object, const char *key)
{
    if (object == NULL || object->kind != EG_JSON_OBJECT)
        return NULL;
    const eg_json *item = object->first;
    while (item != NULL && strcmp(item->key, key) != 0)
        item = item->next;
    return item;
}

const eg_json *eg_json_at(const eg_json *array, size_t index)
{
    const eg_json *item = array == NULL ? NULL : array->first;
    for (; item != NULL && index > 0; index--)
        item = item->next;
    return item;
}

const char *eg_json_kind_words(eg_json_kind kind)
{
    static const char *const words[] = {
        [EG_JSON_NULL] = "null",       [EG_JSON_FALSE] = "false",   [EG_JSON_TRUE] = "true",
        [EG_JSON_NUMBER] = "a number", [EG_JSON_STRING] = "a text", [EG_JSON_ARRAY] = "a list",
        [EG_JSON_OBJECT] = "an object"};
    return words[kind];
}
