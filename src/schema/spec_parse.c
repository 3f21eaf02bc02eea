/* spec_parse.c - names and lists of them, crosses, conditions and references. */
#include "schema/spec_parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CROSS_MOST = 4, SHOWN_MOST = 120 };

eg_status eg_spec_fail(const eg_spec *spec, const char *format, ...)
{
    char text[640];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return eg_fail(spec->err, spec->wrong, "%s: %s", spec->who, text);
}

int eg_spec_shown(eg_text text)
{
    size_t n = text.n;
    if (n > SHOWN_MOST) {
        n = SHOWN_MOST;
        while (n > 0 && ((unsigned char)text.at[n] & 0xC0u) == 0x80u)
            n--;
    }
    return (int)n;
}

/* ---- lists ----------------------------------------------------------------------------------
 */

void *eg_spec_grow(eg_arena *arena, void *old, size_t n, size_t size)
{
    /* An array is full when its length is a power of two, from four on. */
    if (n > 0 && (n < 4 || (n & (n - 1)) != 0))
        return old;
    if (n > SIZE_MAX / 2)
        return NULL;
    void *grown = eg_arena_alloc(arena, n == 0 ? 4 : n * 2, size);
    if (grown != NULL && n > 0)
        memcpy(grown, old, n * size);
    return grown;
}

eg_status eg_strings_add(eg_arena *arena, eg_strings *list, eg_text text, eg_error *err)
{
    const char **at = eg_spec_grow(arena, list->at, list->n, sizeof *at);
    const char *copy = eg_arena_string(arena, text);
    if (at == NULL || copy == NULL)
        return eg_fail_memory(err);
    list->at = at;
    list->at[list->n++] = copy;
    return EG_OK;
}

bool eg_strings_have(const eg_strings *list, const char *text)
{
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->at[i], text) == 0)
            return true;
    }
    return false;
}

static eg_text from(eg_text text, size_t at)
{
    return (eg_text){text.at + at, text.n - at};
}

static eg_text skip_blanks(eg_text text)
{
    while (text.n > 0 && (text.at[0] == ' ' || text.at[0] == '\t'))
        text = from(text, 1);
    return text;
}

static bool stops_at(char c, const char *stops)
{
    return c != '\0' && strchr(stops, c) != NULL;
}

/* At an opening quote; *rest is left behind the closing one. */
static eg_status read_quoted(const eg_spec *spec, eg_text *rest, const char **out)
{
    eg_buffer name = {0};
    size_t i = 1;
    bool closed = false;
    while (i < rest->n && !closed) {
        bool quote = rest->at[i] == '"';
        if (quote && (i + 1 == rest->n || rest->at[i + 1] != '"')) {
            closed = true;
        } else {
            eg_buffer_add_char(&name, rest->at[i]);
            i += quote ? 1 : 0;
        }
        i++;
    }
    eg_status status = EG_OK;
    if (!closed) {
        status = eg_spec_fail(spec, "the quote before \"%.*s\" is never closed",
                              EG_SHOWN(from(*rest, 1)));
    } else {
        (void)eg_buffer_string(&name);
        *out = name.failed ? NULL : eg_arena_string(spec->arena, (eg_text){name.at, name.n});
        if (*out == NULL)
            status = eg_fail_memory(spec->err);
        *rest = skip_blanks(from(*rest, i));
    }
    eg_buffer_clear(&name);
    return status;
}

bool eg_spec_step(eg_text *rest, char c)
{
    if (rest->n == 0 || rest->at[0] != c)
        return false;
    rest->at++;
    rest->n--;
    return true;
}

eg_status eg_spec_name(const eg_spec *spec, eg_text *rest, const char *stops, const char **out)
{
    *out = NULL;
    *rest = skip_blanks(*rest);
    if (rest->n > 0 && rest->at[0] == '"') {
        eg_status status = read_quoted(spec, rest, out);
        if (status == EG_OK && rest->n > 0 && !stops_at(rest->at[0], stops))
            return eg_spec_fail(spec,
                                "\"%.*s\" stands behind a closing quote; write a quote "
                                "within quotes twice",
                                EG_SHOWN(*rest));
        return status;
    }
    size_t n = 0;
    while (n < rest->n && !stops_at(rest->at[n], stops))
        n++;
    eg_text name = eg_text_trim((eg_text){rest->at, n});
    *rest = from(*rest, n);
    if (name.n == 0)
        return eg_spec_fail(spec, "a name is missing%s%.*s%s", rest->n > 0 ? " before \"" : "",
                            EG_SHOWN(*rest), rest->n > 0 ? "\"" : " at the end");
    *out = eg_arena_string(spec->arena, name);
    return *out == NULL ? eg_fail_memory(spec->err) : EG_OK;
}

eg_status eg_names_split(const eg_spec *spec, eg_text list, eg_strings *out)
{
    eg_text rest = list;
    for (;;) {
        const char *name = NULL;
        eg_status status = eg_spec_name(spec, &rest, ",", &name);
        if (status == EG_OK)
            status = eg_strings_add(spec->arena, out, eg_text_of(name), spec->err);
        if (status != EG_OK || rest.n == 0)
            return status;
        rest = from(rest, 1);
    }
}

/* One covariate: a name, and `:number` where its values are. */
static eg_status covariate(const eg_spec *spec, eg_text *rest, eg_strings *names,
                           eg_strings *numbers)
{
    const char *name = NULL, *kind = NULL;
    eg_status status = eg_spec_name(spec, rest, ",:", &name);
    if (status == EG_OK && rest->n > 0 && rest->at[0] == ':') {
        *rest = from(*rest, 1);
        status = eg_spec_name(spec, rest, ",:", &kind);
    }
    if (status != EG_OK)
        return status;
    bool wrong = kind != NULL && !eg_text_same_word(eg_text_of(kind), "number");
    if (wrong || (rest->n > 0 && rest->at[0] == ':'))
        return eg_spec_fail(spec,
                            "after \"%.*s:\" only `number` can stand; put a name with a "
                            "colon between quotes",
                            EG_SHOWN(eg_text_of(name)));
    status = eg_strings_add(spec->arena, names, eg_text_of(name), spec->err);
    if (status == EG_OK && kind != NULL)
        status = eg_strings_add(spec->arena, numbers, eg_text_of(name), spec->err);
    return status;
}

eg_status eg_spec_covariates(const eg_spec *spec, eg_text list, eg_strings *names,
                             eg_strings *numbers)
{
    eg_status status = EG_OK;
    for (eg_text rest = list; status == EG_OK;) {
        status = covariate(spec, &rest, names, numbers);
        if (status != EG_OK || rest.n == 0)
            break;
        rest = from(rest, 1);
    }
    return status;
}

const char *eg_name_quote(eg_arena *arena, const char *name)
{
    eg_text text = eg_text_of(name);
    if (text.n > 0 && eg_text_trim(text).n == text.n && name[0] != '"' &&
        strpbrk(name, ",*:=") == NULL)
        return name;
    eg_buffer quoted = {0};
    eg_buffer_add_char(&quoted, '"');
    for (size_t i = 0; i < text.n; i++) {
        eg_buffer_add_char(&quoted, name[i]);
        if (name[i] == '"')
            eg_buffer_add_char(&quoted, '"');
    }
    eg_buffer_add_char(&quoted, '"');
    const char *out =
        quoted.failed ? NULL : eg_arena_string(arena, (eg_text){quoted.at, quoted.n});
    eg_buffer_clear(&quoted);
    return out;
}

/* ---- crosses --------------------------------------------------------------------------------
 */

static bool same_strings(const eg_strings *a, const eg_strings *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = strcmp(a->at[i], b->at[i]) == 0;
    return same;
}

/* One item: a column, or several with * between them. */
static eg_status read_cross(const eg_spec *spec, eg_text *rest, eg_strings *columns)
{
    for (;;) {
        const char *name = NULL;
        eg_status status = eg_spec_name(spec, rest, ",*", &name);
        if (status != EG_OK)
            return status;
        if (name[0] == '\0')
            return eg_spec_fail(spec, "a name is empty");
        if (eg_strings_have(columns, name))
            return eg_spec_fail(spec, "\"%.*s\" is crossed with itself",
                                EG_SHOWN(eg_text_of(name)));
        if (columns->n == CROSS_MOST)
            return eg_spec_fail(spec, "a cross has at most %d columns", CROSS_MOST);
        status = eg_strings_add(spec->arena, columns, eg_text_of(name), spec->err);
        if (status != EG_OK || rest->n == 0 || rest->at[0] != '*')
            return status;
        *rest = from(*rest, 1);
    }
}

eg_status eg_spec_by(const eg_spec *spec, eg_text text, eg_by **items, size_t *n)
{
    eg_text rest = text;
    for (;;) {
        eg_by item = {{0}};
        eg_status status = read_cross(spec, &rest, &item.columns);
        if (status != EG_OK)
            return status;
        bool known = false;
        for (size_t i = 0; i < *n; i++)
            known = known || same_strings(&(*items)[i].columns, &item.columns);
        if (!known) {
            eg_by *grown = eg_spec_grow(spec->arena, *items, *n, sizeof *grown);
            if (grown == NULL)
                return eg_fail_memory(spec->err);
            *items = grown;
            grown[(*n)++] = item;
        }
        if (rest.n == 0)
            return EG_OK;
        rest = from(rest, 1);
    }
}

/* ---- conditions -----------------------------------------------------------------------------
 */

/* Offset of the word `in` between blanks, or n. */
static size_t find_in(eg_text text)
{
    for (size_t i = 1; i + 3 < text.n; i++) {
        bool blanks = (text.at[i - 1] == ' ' || text.at[i - 1] == '\t') &&
                      (text.at[i + 2] == ' ' || text.at[i + 2] == '\t');
        if (blanks && eg_text_same_word((eg_text){text.at + i, 2}, "in"))
            return i;
    }
    return text.n;
}

static size_t find_comparison(eg_text text)
{
    size_t i = 0;
    while (i < text.n && !stops_at(text.at[i], "=<>") &&
           !(text.at[i] == '!' && i + 1 < text.n && text.at[i + 1] == '='))
        i++;
    return i;
}

eg_compare eg_spec_comparison(eg_text *rest)
{
    static const struct {
        const char *sign;
        eg_compare compare;
    } signs[] = {{"!=", EG_COMPARE_NE}, {"<=", EG_COMPARE_LE}, {">=", EG_COMPARE_GE},
                 {"==", EG_COMPARE_EQ}, {"<", EG_COMPARE_LT},  {">", EG_COMPARE_GT},
                 {"=", EG_COMPARE_EQ}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t n = strlen(signs[i].sign);
        if (rest->n >= n && memcmp(rest->at, signs[i].sign, n) == 0) {
            *rest = from(*rest, n);
            return signs[i].compare;
        }
    }
    return EG_COMPARE_NONE;
}

#define WHERE_FORMS "write a condition such as grade=8, days>=30 or grade in 3,4,5"

/* The column's name; *rest is left at the comparison or at `in`. */
static eg_status where_column(const eg_spec *spec, eg_text *rest, const char **out)
{
    *rest = skip_blanks(*rest);
    if (rest->n > 0 && rest->at[0] == '"')
        return eg_spec_name(spec, rest, "=!<>iI", out);
    size_t at = find_comparison(*rest);
    if (at == rest->n)
        at = find_in(*rest);
    if (at == rest->n)
        return eg_spec_fail(spec, "\"%.*s\" compares nothing; " WHERE_FORMS, EG_SHOWN(*rest));
    eg_text name = eg_text_trim((eg_text){rest->at, at});
    *rest = from(*rest, at);
    if (name.n == 0)
        return eg_spec_fail(spec, "no column stands before \"%.*s\"; " WHERE_FORMS,
                            EG_SHOWN(*rest));
    *out = eg_arena_string(spec->arena, name);
    return *out == NULL ? eg_fail_memory(spec->err) : EG_OK;
}

static eg_status where_list(const eg_spec *spec, eg_text list, eg_strings *values)
{
    list = eg_text_trim(list);
    if (list.n >= 2 && list.at[0] == '(' && list.at[list.n - 1] == ')')
        list = (eg_text){list.at + 1, list.n - 2};
    return eg_names_split(spec, list, values);
}

static eg_status where_value(const eg_spec *spec, eg_text rest, eg_where *out)
{
    const char *value = NULL;
    rest = skip_blanks(rest);
    if (rest.n == 0)
        return eg_spec_fail(spec, "\"%.*s\" is compared with nothing; for a blank write \"\"",
                            EG_SHOWN(eg_text_of(out->column)));
    if (stops_at(rest.at[0], "=<>"))
        return eg_spec_fail(spec, "comparisons are = != < <= > >= and in; put a value that "
                                  "starts with one between quotes");
    eg_status status = eg_spec_name(spec, &rest, ",", &value);
    if (status == EG_OK && rest.n > 0)
        return eg_spec_fail(spec,
                            "a comma follows \"%.*s\"; for several values write `in`, "
                            "for one with a comma put it between quotes",
                            EG_SHOWN(eg_text_of(value)));
    if (status != EG_OK)
        return status;
    return eg_strings_add(spec->arena, &out->values, eg_text_of(value), spec->err);
}

eg_status eg_spec_where(const eg_spec *spec, eg_text text, eg_where *out)
{
    *out = (eg_where){0};
    eg_text rest = text;
    eg_status status = where_column(spec, &rest, &out->column);
    if (status != EG_OK)
        return status;
    out->compare = eg_spec_comparison(&rest);
    if (out->compare != EG_COMPARE_NONE)
        return where_value(spec, rest, out);
    bool in = rest.n > 2 && eg_text_same_word((eg_text){rest.at, 2}, "in") &&
              stops_at(rest.at[2], " \t(");
    if (!in)
        return eg_spec_fail(spec, "\"%.*s\" is compared with nothing; " WHERE_FORMS,
                            EG_SHOWN(eg_text_of(out->column)));
    out->compare = EG_COMPARE_EQ;
    return where_list(spec, from(rest, 2), &out->values);
}

/* ---- references -----------------------------------------------------------------------------
 */

static eg_status read_goal(const eg_spec *spec, eg_text text, eg_reference *out)
{
    eg_decimal value = 0;
    bool percent = false;
    char plain[400];
    if (eg_decimal_parse(text, &value, &percent) != EG_NUMBER_OK)
        return eg_spec_fail(spec, "goal needs a number, such as goal=0.8");
    out->kind = EG_REFERENCE_GOAL;
    out->goal = eg_decimal_to_double(value);
    /* One spelling for one goal: it becomes part of each fact's address. */
    (void)eg_number_plain(plain, out->goal, 15);
    out->goal_text = eg_arena_printf(spec->arena, "goal=%s", plain);
    return out->goal_text == NULL ? eg_fail_memory(spec->err) : EG_OK;
}

static eg_status unknown_reference(const eg_spec *spec, eg_text text)
{
    static const char *const words[] = {"rest", "overall", "highest", "goal=NUMBER"};
    const char *nearest =
        eg_text_same_word(text, "goal") ? words[3] : eg_text_nearest(text, words, 3);
    return eg_spec_fail(spec, "\"%.*s\" is no reference; %s%s%s", EG_SHOWN(text),
                        nearest == NULL
                            ? "use rest, overall, highest, COLUMN=LEVEL or goal=NUMBER"
                            : "did you mean \"",
                        nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?");
}

eg_status eg_spec_reference(const eg_spec *spec, eg_text text, eg_reference *out)
{
    *out = (eg_reference){0};
    text = eg_text_trim(text);
    if (eg_text_is(text, "rest") || eg_text_is(text, "overall") ||
        eg_text_is(text, "highest")) {
        out->kind = text.at[0] == 'r'   ? EG_REFERENCE_REST
                    : text.at[0] == 'o' ? EG_REFERENCE_OVERALL
                                        : EG_REFERENCE_HIGHEST;
        return EG_OK;
    }
    bool quoted = text.n > 0 && text.at[0] == '"';
    if (!quoted && (text.n == 0 || memchr(text.at, '=', text.n) == NULL))
        return unknown_reference(spec, text);
    eg_text rest = text;
    eg_status status = eg_spec_name(spec, &rest, "=", &out->dimension);
    if (status != EG_OK || out->dimension == NULL)
        return status;
    if (rest.n == 0)
        return unknown_reference(spec, text);
    rest = skip_blanks(from(rest, 1));
    if (!quoted && strcmp(out->dimension, "goal") == 0) {
        out->dimension = NULL;
        return read_goal(spec, rest, out);
    }
    if (rest.n == 0)
        return eg_spec_fail(spec, "no group stands behind \"%.*s=\"",
                            EG_SHOWN(eg_text_of(out->dimension)));
    out->kind = EG_REFERENCE_LEVEL;
    return eg_spec_name(spec, &rest, "", &out->level);
}

bool eg_reference_same(const eg_reference *a, const eg_reference *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == EG_REFERENCE_GOAL)
        return strcmp(a->goal_text, b->goal_text) == 0;
    if (a->kind == EG_REFERENCE_LEVEL)
        return strcmp(a->dimension, b->dimension) == 0 && strcmp(a->level, b->level) == 0;
    return true;
}
