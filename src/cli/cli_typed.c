/* The parser: words of the command line against the option tables. */
#include "cli/invocation.h"

#include <string.h>

#include "cli/command.h"
#include "equitygap/job.h"
#include "equitygap/source.h"

const eg_option *eg_tables_next(unsigned tables, size_t *cursor, unsigned *table)
{
    for (;;) {
        size_t left = (*cursor)++;
        const eg_option *row = NULL;
        unsigned bit = 0;
        for (size_t t = 0; t < EG_TABLES && !row; t++) {
            bit = 1u << t;
            if (!(tables & bit))
                continue;
            const eg_option *rows = eg_table_rows(t);
            size_t n = 0;
            while (n <= left && rows[n].name)
                n++;
            if (n > left)
                row = &rows[left];
            left -= row ? 0 : n;
        }
        if (!row)
            return NULL;
        if (eg_tables_find(tables, eg_text_of(row->name), NULL) != row)
            continue;
        if (table)
            *table = bit;
        return row;
    }
}

static const eg_option *find(unsigned tables, eg_text name, char letter, unsigned *table)
{
    for (size_t t = 0; t < EG_TABLES; t++) {
        const eg_option *row = tables & (1u << t) ? eg_table_rows(t) : NULL;
        for (; row && row->name; row++) {
            if (letter ? row->short_name == letter : eg_text_is(name, row->name)) {
                if (table)
                    *table = 1u << t;
                return row;
            }
        }
    }
    return NULL;
}

const eg_option *eg_tables_find(unsigned tables, eg_text name, unsigned *table)
{
    return find(tables, name, 0, table);
}

const eg_option *eg_tables_find_short(unsigned tables, char name, unsigned *table)
{
    return find(tables, (eg_text){0}, name, table);
}

/* What the parser carries along. */
typedef struct {
    eg_typed *out;
    const char *const *words;
    size_t at;
    unsigned tables;
    const char *command;
    eg_error *err;
} parser;

/* Another command that has an option of this name, or NULL. */
static const eg_command *owner_of(eg_text name)
{
    for (size_t i = 0; i < eg_commands_count(); i++) {
        const eg_command *command = eg_commands_at(i);
        if (eg_tables_find(command->tables, name, NULL))
            return command;
    }
    return NULL;
}

static eg_status unknown_long(const parser *p, eg_text name)
{
    const char *names[512];
    size_t n = 0, cursor = 0;
    for (const eg_option *row; n < 512 && (row = eg_tables_next(p->tables, &cursor, NULL));)
        names[n++] = row->name;
    const char *nearest = eg_text_nearest(name, names, n);
    const eg_command *owner = owner_of(name);
    int shown = name.n < 60 ? (int)name.n : 60;
    if (owner)
        return eg_fail(p->err, EG_E_USAGE,
                       "--%.*s is an option of \"equitygap %s\", not of \"equitygap %s\"",
                       shown, name.at, owner->name, p->command);
    if (nearest)
        return eg_fail(p->err, EG_E_USAGE,
                       "unknown option --%.*s; did you mean --%s? See \"equitygap help %s\"",
                       shown, name.at, nearest, p->command);
    return eg_fail(p->err, EG_E_USAGE, "unknown option --%.*s; see \"equitygap help %s\"",
                   shown, name.at, p->command);
}

static eg_status give(const parser *p, const eg_option *option, unsigned table,
                      const char *value)
{
    p->out->given[p->out->n_given++] = (eg_typed_option){option, table, value};
    if (table == EG_TABLE_COMMON && !option->argument) {
        p->out->help |= strcmp(option->name, "help") == 0;
        p->out->version |= strcmp(option->name, "version") == 0;
    }
    return EG_OK;
}

/* The next word as the value of option; a word that is itself a known long option is no value.
 */
static eg_status take_value(parser *p, const eg_option *option, unsigned table)
{
    const char *value = p->words[p->at];
    if (!value)
        return eg_fail(p->err, EG_E_USAGE, "--%s needs a value: --%s %s", option->name,
                       option->name, option->argument);
    if (strncmp(value, "--", 2) == 0) {
        eg_text name = {value + 2, strcspn(value + 2, "=")};
        if (eg_tables_find(p->tables, name, NULL))
            return eg_fail(p->err, EG_E_USAGE,
                           "--%s needs a value (%s) but the next word is the option --%.*s",
                           option->name, option->argument, (int)name.n, name.at);
    }
    p->at++;
    return give(p, option, table, value);
}

static eg_status parse_long(parser *p, const char *word)
{
    eg_text name = {word, strcspn(word, "=")};
    const char *value = word[name.n] ? word + name.n + 1 : NULL;
    unsigned table = 0;
    const eg_option *option = eg_tables_find(p->tables, name, &table);
    if (!option)
        return unknown_long(p, name);
    if (!option->argument && value)
        return eg_fail(p->err, EG_E_USAGE, "--%s takes no value", option->name);
    if (!option->argument || value)
        return give(p, option, table, value);
    return take_value(p, option, table);
}

/* -qv, -oFILE, -o FILE; word is without its dash. */
static eg_status parse_short(parser *p, const char *word)
{
    if (word[1] && eg_tables_find(p->tables, eg_text_of(word), NULL))
        return eg_fail(p->err, EG_E_USAGE,
                       "-%s: did you mean --%s? Long options have two dashes", word, word);
    for (; *word; word++) {
        unsigned table = 0;
        const eg_option *option = eg_tables_find_short(p->tables, *word, &table);
        if (!option)
            return eg_fail(p->err, EG_E_USAGE, "unknown option -%c; see \"equitygap help %s\"",
                           *word > ' ' && *word < 127 ? *word : '?', p->command);
        if (option->argument)
            return word[1] ? give(p, option, table, word + 1) : take_value(p, option, table);
        eg_status status = give(p, option, table, NULL);
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

eg_status eg_typed_parse(eg_typed *out, const char *const *words, unsigned tables,
                         const char *command, eg_arena *arena, eg_error *err)
{
    *out = (eg_typed){0};
    size_t letters = 0, n = 0;
    for (; words[n]; n++)
        letters += strlen(words[n]) + 1; /* a bundle gives as many options as it has letters */
    out->given = eg_arena_alloc(arena, letters + 1, sizeof *out->given);
    out->operands = eg_arena_alloc(arena, n + 1, sizeof *out->operands);
    if (!out->given || !out->operands)
        return eg_fail_memory(err);
    parser p = {out, words, 0, tables, command, err};
    bool options = true;
    while (words[p.at] && !out->help && !out->version) {
        const char *word = words[p.at++];
        eg_status status = EG_OK;
        if (options && strcmp(word, "--") == 0)
            options = false;
        else if (options && word[0] == '-' && word[1] == '-')
            status = parse_long(&p, word + 2);
        else if (options && word[0] == '-' && word[1])
            status = parse_short(&p, word + 1);
        else
            out->operands[out->n_operands++] = word;
        if (status != EG_OK)
            return status;
    }
    return EG_OK;
}

/* For a config that asks the same. */
static eg_status remember(eg_invocation *invocation, const eg_typed_option *given,
                          eg_error *err)
{
    eg_status status =
        eg_invocation_add(invocation, &invocation->asked_names, given->option->name, err);
    return status == EG_OK
               ? eg_invocation_add(invocation, &invocation->asked_values, given->value, err)
               : status;
}

/* What the first saved cube was counted with comes between configs and the command line. */
static eg_status recall(const eg_typed *typed, eg_invocation *invocation, eg_settings *settings,
                        eg_error *err)
{
    const char **paths = NULL;
    size_t n = 0;
    eg_error unsaid = {0}; /* whoever opens them says what else there is */
    if (settings == NULL || typed->n_operands == 0)
        return EG_OK;
    if (eg_source_expand(typed->operands, typed->n_operands, invocation->arena, &paths, &n,
                         &unsaid) == EG_E_MEMORY)
        return eg_fail_memory(err);
    if (n == 0 || !eg_is_saved_cube(paths[0]))
        return EG_OK;
    return eg_saved_cube_settings(settings, paths[0], invocation->configs.n == 0, err);
}

eg_status eg_typed_apply(const eg_typed *typed, eg_invocation *invocation,
                         eg_settings *settings, eg_error *err)
{
    for (int pass = 0; pass < 2; pass++) {
        eg_status recalled = pass == 0 ? EG_OK : recall(typed, invocation, settings, err);
        if (recalled != EG_OK)
            return recalled;
        for (size_t i = 0; i < typed->n_given; i++) {
            const eg_typed_option *given = &typed->given[i];
            bool config = strcmp(given->option->name, "config") == 0;
            if (config != (pass == 0))
                continue;
            void *subject = given->table == EG_TABLE_ANALYSIS ? (void *)settings : invocation;
            eg_status status = given->option->set(subject, given->value, err);
            if (status == EG_OK && given->table == EG_TABLE_ANALYSIS && given->value)
                status = remember(invocation, given, err);
            if (status == EG_OK && config)
                status = eg_invocation_add(invocation, &invocation->configs, given->value, err);
            if (status != EG_OK)
                return status;
        }
    }
    return EG_OK;
}
