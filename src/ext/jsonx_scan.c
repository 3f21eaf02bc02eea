/*
 * jsonx_scan.c - a strict reader of JSON's grammar that only notes places.
 *
 * cJSON keeps no positions and lets much pass; once this scan is content, the only thing that
 * can still go wrong in cJSON is memory.
 */
#include "ext/jsonx_scan.h"

#include <string.h>

/* cJSON cuts longer numbers short. */
#define LONGEST_NUMBER 60u

typedef struct {
    char *text;
    size_t n;
    size_t at;
    /* How far lines and columns are counted; only ever moves forward. */
    size_t counted;
    eg_json_place counted_place;
    eg_json_marks *marks;
    eg_status wrong;
    eg_error *err;
} scanner;

static eg_json_place place_of(scanner *s, size_t at)
{
    for (; s->counted < at; s->counted++) {
        unsigned char c = (unsigned char)s->text[s->counted];
        if (c == '\n') {
            s->counted_place.line++;
            s->counted_place.column = 1;
        } else if ((c & 0xC0u) != 0x80u) {
            s->counted_place.column++;
        }
    }
    return s->counted_place;
}

static eg_status fail_at(scanner *s, size_t at, const char *what)
{
    eg_json_place place = place_of(s, at);
    eg_status status = eg_fail(s->err, s->wrong, "not valid JSON: %s", what);
    eg_error_place(s->err, NULL, place.line, place.column, NULL);
    return status;
}

/* The byte here, or 0 at the end; a NUL in the text fails wherever it stands. */
static char peek(const scanner *s)
{
    if (s->at >= s->n)
        return '\0';
    return s->text[s->at];
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void blank(scanner *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (s->text[i] != '\n' && s->text[i] != '\r')
            s->text[i] = ' ';
    }
}

/* The comment that starts here, if one does, becomes blanks. */
static eg_status skip_comment(scanner *s)
{
    size_t start = s->at;
    size_t end = start + 2;
    if (end <= s->n && s->text[start + 1] == '/') {
        while (end < s->n && s->text[end] != '\n')
            end++;
    } else if (end <= s->n && s->text[start + 1] == '*') {
        while (end + 2 <= s->n && !(s->text[end] == '*' && s->text[end + 1] == '/'))
            end++;
        if (end + 2 > s->n)
            return fail_at(s, start, "this comment is never closed; end it with */");
        end += 2;
    } else {
        return fail_at(s, start, "a lone / means nothing here; comments are // or /* */");
    }
    /* Count the columns before multi-byte characters turn into blanks. */
    (void)place_of(s, end);
    blank(s, start, end);
    s->at = end;
    return EG_OK;
}

static eg_status skip_blanks(scanner *s)
{
    while (s->at < s->n) {
        char c = s->text[s->at];
        if (c == '/') {
            eg_status status = skip_comment(s);
            if (status != EG_OK)
                return status;
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            s->at++;
        } else {
            break;
        }
    }
    return EG_OK;
}

/* Four hexadecimal digits at `at`, or -1. */
static int32_t hex4(const scanner *s, size_t at)
{
    int32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        if (i >= s->n)
            return -1;
        char c = s->text[i];
        if (is_digit(c))
            value = value * 16 + (c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value = value * 16 + (c - 'A' + 10);
        else
            return -1;
    }
    return value;
}

/* At a backslash. */
static eg_status scan_escape(scanner *s)
{
    size_t start = s->at++;
    char c = peek(s);
    if (c != '\0' && strchr("\"\\/bfnrt", c) != NULL) {
        s->at++;
        return EG_OK;
    }
    if (c != 'u')
        return fail_at(s, start, "unknown escape; write \\\\ for a backslash");
    int32_t unit = hex4(s, s->at + 1);
    if (unit < 0)
        return fail_at(s, start, "\\u needs four hexadecimal digits");
    if (unit == 0)
        return fail_at(s, start, "\\u0000 cannot stand in a text");
    s->at += 5;
    if (unit < 0xD800 || unit > 0xDFFF)
        return EG_OK;
    bool pair = unit < 0xDC00 && s->at + 1 < s->n && s->text[s->at] == '\\' &&
                s->text[s->at + 1] == 'u';
    int32_t low = pair ? hex4(s, s->at + 2) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return fail_at(s, start, "half of a surrogate pair; write the character itself");
    s->at += 6;
    return EG_OK;
}

static eg_status scan_string(scanner *s)
{
    size_t start = s->at++;
    while (s->at < s->n && s->text[s->at] != '"') {
        unsigned char c = (unsigned char)s->text[s->at];
        if (c == '\n' || c == '\r')
            return fail_at(s, start, "this text has no closing quote on its line");
        if (c < 0x20)
            return fail_at(s, s->at, "a control character; write it as an escape such as \\t");
        if (c == '\\') {
            eg_status status = scan_escape(s);
            if (status != EG_OK)
                return status;
        } else {
            s->at++;
        }
    }
    if (s->at >= s->n)
        return fail_at(s, start, "this text has no closing quote");
    s->at++;
    return EG_OK;
}

static bool skip_digits(scanner *s)
{
    size_t start = s->at;
    while (is_digit(peek(s)))
        s->at++;
    return s->at > start;
}

static eg_status scan_number(scanner *s)
{
    size_t start = s->at;
    if (peek(s) == '-')
        s->at++;
    bool zero = peek(s) == '0';
    size_t whole = s->at;
    if (!skip_digits(s))
        return fail_at(s, start, "a number needs a digit after its minus");
    if (zero && s->at > whole + 1)
        return fail_at(s, start, "a number starts with 0; if it is a code, put it in quotes");
    if (peek(s) == '.') {
        s->at++;
        if (!skip_digits(s))
            return fail_at(s, start, "a number needs a digit after its point");
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        if (peek(s) == '+' || peek(s) == '-')
            s->at++;
        if (!skip_digits(s))
            return fail_at(s, start, "a number needs a digit in its exponent");
    }
    if (s->at - start > LONGEST_NUMBER)
        return fail_at(s, start, "a number has too many digits");
    return EG_OK;
}

static eg_status scan_word(scanner *s)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = strlen(words[i]);
        if (s->n - s->at >= length && memcmp(s->text + s->at, words[i], length) == 0) {
            s->at += length;
            return EG_OK;
        }
    }
    if (s->at >= s->n)
        return fail_at(s, s->at, "a value is missing at the end");
    if (peek(s) == '\'')
        return fail_at(s, s->at, "text stands between double quotes");
    if (peek(s) == ',' || peek(s) == ']' || peek(s) == '}')
        return fail_at(s, s->at, "a value is missing before this; is a comma too many?");
    return fail_at(s, s->at, "a value was expected; text stands between double quotes");
}

static eg_json_mark *add_mark(scanner *s)
{
    eg_json_marks *marks = s->marks;
    if (marks->n == marks->capacity) {
        size_t capacity = marks->capacity == 0 ? 64 : marks->capacity * 2;
        eg_json_mark *at = eg_realloc(marks->at, capacity, sizeof *at);
        if (at == NULL)
            return NULL;
        marks->at = at;
        marks->capacity = capacity;
    }
    marks->at[marks->n] = (eg_json_mark){.at = s->at, .place = place_of(s, s->at)};
    return &marks->at[marks->n++];
}

static eg_status scan_value(scanner *s, eg_json_place key_place, unsigned depth);

/* A key and its colon; *place is where the key stands. */
static eg_status scan_key(scanner *s, eg_json_place *place)
{
    if (s->at >= s->n)
        return fail_at(s, s->at, "a closing } is missing at the end");
    if (peek(s) != '"') {
        return fail_at(s, s->at,
                       peek(s) == '}' ? "a key is missing before this; is a comma too many?"
                                      : "a key was expected; keys stand between double quotes");
    }
    *place = place_of(s, s->at);
    eg_status status = scan_string(s);
    if (status == EG_OK)
        status = skip_blanks(s);
    if (status == EG_OK && peek(s) != ':')
        return fail_at(s, s->at, "a colon was expected after the key");
    if (status != EG_OK)
        return status;
    s->at++;
    return skip_blanks(s);
}

/* At the opening bracket. */
static eg_status scan_container(scanner *s, char close, unsigned depth)
{
    size_t start = s->at++;
    if (depth >= EG_JSON_DEPTH)
        return fail_at(s, start, "lists and objects stand too deep within each other");
    eg_status status = skip_blanks(s);
    if (status == EG_OK && peek(s) == close) {
        s->at++;
        return EG_OK;
    }
    while (status == EG_OK) {
        eg_json_place key_place = {0, 0};
        if (close == '}')
            status = scan_key(s, &key_place);
        if (status == EG_OK)
            status = scan_value(s, key_place, depth + 1);
        if (status == EG_OK)
            status = skip_blanks(s);
        if (status != EG_OK)
            return status;
        char c = peek(s);
        if (c == close) {
            s->at++;
            return EG_OK;
        }
        if (s->at >= s->n)
            return fail_at(s, s->at,
                           close == '}' ? "a closing } is missing at the end"
                                        : "a closing ] is missing at the end");
        if (c != ',')
            return fail_at(s, s->at,
                           close == '}' ? "a comma or } was expected after the value"
                                        : "a comma or ] was expected after the value");
        s->at++;
        status = skip_blanks(s);
    }
    return status;
}

static eg_status scan_value(scanner *s, eg_json_place key_place, unsigned depth)
{
    eg_json_mark *mark = add_mark(s);
    if (mark == NULL)
        return eg_fail_memory(s->err);
    mark->key_place = key_place;
    size_t number = s->marks->n - 1; /* the marks may move */
    size_t start = s->at;
    char c = peek(s);
    eg_status status;
    if (c == '{')
        status = scan_container(s, '}', depth);
    else if (c == '[')
        status = scan_container(s, ']', depth);
    else if (c == '"')
        status = scan_string(s);
    else if (c == '-' || is_digit(c))
        status = scan_number(s);
    else
        status = scan_word(s);
    s->marks->at[number].n = s->at - start;
    return status;
}

/* Offset of the first byte that is not UTF-8. */
static size_t invalid_at(eg_text text)
{
    size_t at = 0;
    while (at < text.n) {
        uint32_t rune = 0;
        size_t length = eg_utf8_next((eg_text){text.at + at, text.n - at}, &rune);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

eg_status eg_json_scan(char *text, size_t n, eg_json_marks *marks, eg_status wrong,
                       eg_error *err)
{
    scanner s = {.text = text,
                 .n = n,
                 .counted_place = {1, 1},
                 .marks = marks,
                 .wrong = wrong,
                 .err = err};
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        memset(text, ' ', 3);
        s.at = 3;
        s.counted = 3;
    }
    size_t valid = invalid_at((eg_text){text, n});
    if (valid < n)
        return fail_at(&s, valid, "the text is not UTF-8; save the file as UTF-8");
    eg_status status = skip_blanks(&s);
    if (status == EG_OK && s.at == s.n)
        return fail_at(&s, s.at, "there is nothing in it");
    if (status == EG_OK)
        status = scan_value(&s, (eg_json_place){0, 0}, 0);
    if (status == EG_OK)
        status = skip_blanks(&s);
    if (status == EG_OK && s.at < s.n)
        return fail_at(&s, s.at, "there is more after the end of the value");
    return status;
}
