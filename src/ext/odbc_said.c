#include "ext/odbc_said.h"

#include <string.h>

enum { SHOWN_MOST = 400 };

/* "[vendor][driver]what it says\nmore": what it says. */
static eg_text saying(eg_text text)
{
    while (text.n > 0 && text.at[0] == '[') {
        const char *end = memchr(text.at, ']', text.n);
        if (end == NULL)
            break;
        text = (eg_text){end + 1, text.n - (size_t)(end + 1 - text.at)};
    }
    text = eg_text_trim(text);
    const char *line = text.n == 0 ? NULL : memchr(text.at, '\n', text.n);
    return line == NULL ? text : eg_text_trim((eg_text){text.at, (size_t)(line - text.at)});
}

static bool begins(const char *state, const char *with)
{
    return strncmp(state, with, strlen(with)) == 0;
}

/* Whether the engine refuses the query, rather than something coming between. */
static bool refuses(const char *state)
{
    static const char *const classes[] = {"42", "0A", "22", "25", "37", "3D", "07", "S0", "HY"};
    if (begins(state, "HYT") || begins(state, "HY001") || begins(state, "HY008"))
        return false;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (begins(state, classes[i]))
            return true;
    return false;
}

/* Whether it repeats a value of the data: by its class, or as drivers that have no classes put
 * it ("Bad double value: ...", "The value '...' cannot be cast"). */
static bool quotes(const char *state, eg_text text)
{
    static const char word[] = "value";
    const size_t n = sizeof word - 1;
    if (begins(state, "22") || begins(state, "23"))
        return true;
    if (begins(state, "42") || begins(state, "08"))
        return false;
    for (size_t i = 0; i + n < text.n; i++) {
        if (!eg_text_same_word((eg_text){text.at + i, n}, word))
            continue;
        size_t next = i + n + (text.at[i + n] == 's');
        while (next < text.n && text.at[next] == ' ')
            next++;
        if (next < text.n && strchr("'\"`:=", text.at[next]) != NULL)
            return true;
    }
    return false;
}

/* What helps when there is no connection yet. */
static const char *remedy_of(const char *state, eg_text text)
{
    static const char lib[] = "Can't open lib";
    const size_t n = sizeof lib - 1;
    if (begins(state, "IM00") || (text.n >= n && eg_text_same_word((eg_text){text.at, n}, lib)))
        return "odbcinst -q -s lists the data sources there are, odbcinst -q -d the drivers";
    return "look at the server, port, database and user that are given; the password comes "
           "from "
           "EQUITYGAP_PASSWORD, --password-file or the data source";
}

eg_status eg_odbc_said(eg_error *err, const char *doing, const char *state, const char *said,
                       eg_odbc_failure *failure)
{
    const eg_text text = saying(eg_text_of(said));
    const int n = text.n < SHOWN_MOST ? (int)text.n : SHOWN_MOST;
    const bool connecting = strcmp(doing, EG_ODBC_CONNECTING) == 0;
    *failure = refuses(state) ? EG_ODBC_REFUSED : EG_ODBC_LOST;
    if (connecting && text.n > 0 && !begins(state, "HYT"))
        return eg_fail(err, EG_E_IO, "%s failed: %.*s (SQLSTATE %s); %s", doing, n, text.at,
                       state, remedy_of(state, text));
    if (quotes(state, text))
        return eg_fail(err, EG_E_IO,
                       "%s failed: the database could not convert or add up a value (SQLSTATE "
                       "%s)",
                       doing, state);
    if (begins(state, "HYT"))
        return eg_fail(err, EG_E_IO,
                       "%s took longer than it may: %.*s (SQLSTATE %s); see --timeout", doing,
                       n, text.at, state);
    /* PostgreSQL: by the time that it was given, or by somebody there. */
    if (begins(state, "57014"))
        return eg_fail(err, EG_E_IO,
                       "%s was ended by the database: %.*s (SQLSTATE %s); see --timeout", doing,
                       n, text.at, state);
    if (begins(state, "08"))
        return eg_fail(err, EG_E_IO,
                       "%s failed, there is no connection to the database: %.*s (SQLSTATE %s); "
                       "run again when it answers",
                       doing, n, text.at, state);
    if (text.n == 0)
        return eg_fail(err, EG_E_IO,
                       "%s failed, and the driver does not say why; where --timeout is given, "
                       "that may have run out",
                       doing);
    if (begins(state, "07006"))
        return eg_fail(
            err, EG_E_IO,
            "%s failed: %.*s (SQLSTATE %s); an ANSI driver cannot give letters, take "
            "the Unicode one",
            doing, n, text.at, state);
    return eg_fail(err, EG_E_IO, "%s failed: %.*s (SQLSTATE %s)", doing, n, text.at, state);
}
