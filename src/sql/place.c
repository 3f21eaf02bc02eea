#include "sql/place.h"

#include <string.h>

#include "equitygap/sql.h"

static const char prefix[] = "odbc:";

/* In any case: as a file's name it would be repeated when there is none, whatever is in it. */
bool eg_sql_is_place(const char *typed)
{
    const size_t n = sizeof prefix - 1;
    return strnlen(typed, n) == n && eg_text_same_word((eg_text){typed, n}, prefix);
}

/* Where a value ends that begins with a brace: behind its }, where }} is one within it; 0: it
 * has no end. */
static size_t braced(eg_text text)
{
    for (size_t i = 1; i < text.n; i++) {
        if (text.at[i] != '}')
            continue;
        if (i + 1 == text.n || text.at[i + 1] != '}')
            return i + 1;
        i++;
    }
    return 0;
}

/* The next KEY of *rest, "" at the end; passes over its value, where ; counts within braces
 * that it begins with. *ends: false where those have no end; else as it was. */
static eg_text next_key(eg_text *rest, bool *ends)
{
    size_t i = 0, key = 0;
    while (rest->n > 0 && (rest->at[0] == ';' || rest->at[0] == ' '))
        *rest = (eg_text){rest->at + 1, rest->n - 1};
    while (key < rest->n && rest->at[key] != '=' && rest->at[key] != ';')
        key++;
    eg_text found = eg_text_trim((eg_text){rest->at, key});
    i = key + (key < rest->n && rest->at[key] == '=');
    while (i < rest->n && rest->at[i] == ' ')
        i++;
    if (i < rest->n && rest->at[i] == '{') {
        const size_t n = braced((eg_text){rest->at + i, rest->n - i});
        *ends = *ends && n > 0;
        i += n;
    }
    while (i < rest->n && rest->at[i] != ';')
        i++;
    *rest = (eg_text){rest->at + i, rest->n - i};
    return found;
}

bool eg_place_has_key(eg_text connection, const char *key)
{
    bool ends = true;
    while (connection.n > 0)
        if (eg_text_same_word(next_key(&connection, &ends), key))
            return true;
    return false;
}

static bool has_word(eg_text key, const char *word)
{
    const size_t n = strlen(word);
    for (size_t i = 0; i + n <= key.n; i++)
        if (eg_text_same_word((eg_text){key.at + i, n}, word))
            return true;
    return false;
}

/* Values of these keys open doors; a file of them is no more than its name. */
static bool is_secret(eg_text key)
{
    static const char *const secrets[] = {"pwd", "pass", "secret", "token", "credential"};
    key = eg_text_trim(key);
    if (key.n >= 4 && eg_text_same_word((eg_text){key.at + key.n - 4, 4}, "file"))
        return false;
    for (size_t s = 0; s < sizeof secrets / sizeof *secrets; s++)
        if (has_word(key, secrets[s]))
            return true;
    return false;
}

/* In front of any =, within a value too: some drivers take options of their own there. */
static bool has_secret(eg_text connection)
{
    size_t from = 0;
    for (size_t i = 0; i < connection.n; i++) {
        const char c = connection.at[i];
        if (c == '=' && is_secret((eg_text){connection.at + from, i - from}))
            return true;
        if (strchr("=;{}", c) != NULL)
            from = i + 1;
    }
    return false;
}

eg_status eg_sql_check_place(const char *typed, eg_error *err)
{
    const char *connection = typed + sizeof prefix - 1;
    eg_text rest = eg_text_of(connection);
    bool ends = true;
    if (eg_text_trim(rest).n == 0)
        return eg_fail(err, EG_E_USAGE,
                       "odbc: names no database; give a data source, as odbc:NAME, or a "
                       "connection string, as 'odbc:Driver=...;Server=...;Database=...'");
    if (has_secret(rest))
        return eg_fail(err, EG_E_USAGE,
                       "a password does not belong on a command line, where others on this "
                       "machine can read it; put it into the environment variable "
                       "EQUITYGAP_PASSWORD, into a file for --password-file, or into the "
                       "data source");
    while (rest.n > 0 && ends)
        (void)next_key(&rest, &ends);
    if (!ends)
        return eg_fail(err, EG_E_USAGE,
                       "a value of this connection string begins with { and has no } at its "
                       "end; in it } is written }}");
    return EG_OK;
}

void eg_place_connection(eg_buffer *out, const char *place, const char *password,
                         const char *extra)
{
    const char *typed = place + sizeof prefix - 1;
    if (strchr(typed, '=') == NULL)
        eg_buffer_add_string(out, "DSN=");
    eg_buffer_add_string(out, typed);
    if (extra != NULL) {
        eg_buffer_add_char(out, ';');
        eg_buffer_add_string(out, extra);
    }
    if (password == NULL || *password == '\0')
        return;
    eg_buffer_add_string(out, ";PWD={");
    for (; *password != '\0'; password++) {
        if (*password == '}')
            eg_buffer_add_char(out, '}');
        eg_buffer_add_char(out, *password);
    }
    eg_buffer_add_char(out, '}');
}
