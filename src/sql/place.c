#include "sql/place.h"

#include <string.h>

#include "equitygap/sql.h"

static const char prefix[] = "odbc:";

bool eg_sql_is_place(const char *typed)
{
    return strncmp(typed, prefix, sizeof prefix - 1) == 0;
}

/* The next KEY of *rest, "" at the end; passes over its value, where ; counts within braces. */
static eg_text next_key(eg_text *rest)
{
    size_t i = 0, key = 0;
    bool braces = false;
    while (rest->n > 0 && (rest->at[0] == ';' || rest->at[0] == ' '))
        *rest = (eg_text){rest->at + 1, rest->n - 1};
    while (key < rest->n && rest->at[key] != '=' && rest->at[key] != ';')
        key++;
    eg_text found = eg_text_trim((eg_text){rest->at, key});
    for (i = key; i < rest->n && (braces || rest->at[i] != ';'); i++) {
        if (rest->at[i] == '{')
            braces = true;
        else if (rest->at[i] == '}')
            braces = false;
    }
    *rest = (eg_text){rest->at + i, rest->n - i};
    return found;
}

bool eg_place_has_key(eg_text connection, const char *key)
{
    while (connection.n > 0)
        if (eg_text_same_word(next_key(&connection), key))
            return true;
    return false;
}

/* Values of these keys open doors. */
static bool is_secret(eg_text key)
{
    static const char *const secrets[] = {"pwd", "pass", "secret", "token", "credential"};
    for (size_t s = 0; s < sizeof secrets / sizeof *secrets; s++) {
        size_t n = strlen(secrets[s]);
        for (size_t i = 0; i + n <= key.n; i++)
            if (eg_text_same_word((eg_text){key.at + i, n}, secrets[s]))
                return true;
    }
    return false;
}

eg_status eg_sql_check_place(const char *typed, eg_error *err)
{
    eg_text rest = eg_text_of(typed + sizeof prefix - 1);
    if (eg_text_trim(rest).n == 0)
        return eg_fail(err, EG_E_USAGE,
                       "odbc: names no database; give a data source, as odbc:NAME, or a "
                       "connection string, as 'odbc:Driver=...;Server=...;Database=...'");
    while (rest.n > 0)
        if (is_secret(next_key(&rest)))
            return eg_fail(err, EG_E_USAGE,
                           "a password does not belong on a command line, where others on this "
                           "machine can read it; put it into the environment variable "
                           "EQUITYGAP_PASSWORD, into a file for --password-file, or into the "
                           "data source");
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
    if (password == NULL)
        return;
    eg_buffer_add_string(out, ";PWD={");
    for (; *password != '\0'; password++) {
        if (*password == '}')
            eg_buffer_add_char(out, '}');
        eg_buffer_add_char(out, *password);
    }
    eg_buffer_add_char(out, '}');
}
