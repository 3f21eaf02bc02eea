#include "sql/query.h"

#include <string.h>

/* ---- names ---- */

/* One part of a name, whether it is in quotes or not; *typed moves behind it. false: it cannot
 * be one. */
static bool read_part(const char **typed, eg_buffer *out)
{
    const char *at = *typed;
    eg_buffer_reset(out);
    if (*at != '"') {
        size_t n = strcspn(at, ".");
        eg_buffer_add(out, at, n);
        *typed = at + n;
        return n > 0;
    }
    for (at++; *at != '\0'; at++) {
        if (*at == '"' && at[1] != '"')
            break;
        at += *at == '"';
        eg_buffer_add_char(out, *at);
    }
    if (*at != '"' || (at[1] != '\0' && at[1] != '.'))
        return false;
    *typed = at + 1;
    return out->n > 0;
}

static eg_status read_parts(const char *typed, eg_query_name *name, eg_arena *arena,
                            eg_buffer *part, eg_error *err)
{
    for (const char *at = typed;; at++) {
        name->plain[name->n] = *at != '"';
        if (!read_part(&at, part))
            return eg_fail(err, EG_E_USAGE,
                           "--table needs a name, as students, reporting.students or "
                           "\"a name\".students; got \"%.100s\"",
                           typed);
        const char *made =
            part->failed ? NULL : eg_arena_string(arena, (eg_text){part->at, part->n});
        if (made == NULL)
            return eg_fail_memory(err);
        name->part[name->n++] = made;
        if (*at == '\0')
            return EG_OK;
    }
}

eg_status eg_query_table(const char *typed, eg_arena *arena, eg_query_name *name, eg_error *err)
{
    const size_t most = strlen(typed) + 1;
    eg_buffer part = {0};
    *name = (eg_query_name){.part = eg_arena_alloc(arena, most, sizeof *name->part),
                            .plain = eg_arena_alloc(arena, most, sizeof *name->plain)};
    if (name->part == NULL || name->plain == NULL)
        return eg_fail_memory(err);
    eg_status status = read_parts(typed, name, arena, &part, err);
    eg_buffer_clear(&part);
    return status;
}

eg_text eg_query_bare(const char *query)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* as editors of Windows begin a file */
    eg_text text = eg_text_of(strncmp(query, mark, 3) == 0 ? query + 3 : query);
    text = eg_text_trim(text);
    while (text.n > 0 && text.at[text.n - 1] == ';')
        text = eg_text_trim((eg_text){text.at, text.n - 1});
    return text;
}

static void add_name(eg_buffer *out, const eg_query_from *from, const char *name)
{
    size_t n = strlen(from->close);
    eg_buffer_add_string(out, from->open);
    for (; *name != '\0'; name++) {
        if (n > 0 && strncmp(name, from->close, n) == 0)
            eg_buffer_add_string(out, from->close);
        eg_buffer_add_char(out, *name);
    }
    eg_buffer_add_string(out, from->close);
}

/* ---- queries ---- */

static void add_from(eg_buffer *out, const eg_query_from *from)
{
    eg_buffer_add_string(out, "\nFROM ");
    for (size_t i = 0; i < from->n_table; i++) {
        if (i > 0)
            eg_buffer_add_char(out, '.');
        add_name(out, from, from->table[i]);
    }
    if (from->n_table > 0)
        return;
    /* A line of its own, should the query end in a comment. */
    eg_buffer_add_string(out, "(\n");
    eg_buffer_add_text(out, from->query);
    eg_buffer_add_string(out, "\n)");
    eg_buffer_add_string(out, from->dialect->as);
    eg_buffer_add_string(out, "equitygap_query");
}

/* A name within what a dialect writes around it, once or more often. */
static void add_within(eg_buffer *out, const eg_query_from *from, const char *around,
                       const char *name)
{
    for (const char *mark = strchr(around, '?'); mark != NULL; mark = strchr(around, '?')) {
        eg_buffer_add(out, around, (size_t)(mark - around));
        add_name(out, from, name);
        around = mark + 1;
    }
    eg_buffer_add_string(out, around);
}

static void add_number(eg_buffer *out, eg_decimal value)
{
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const uint64_t one = (uint64_t)EG_DECIMAL_ONE;
    eg_buffer_printf(out, "%s%llu", value < 0 ? "-" : "", (unsigned long long)(size / one));
    if (size % one > 0)
        eg_buffer_printf(out, ".%09llu", (unsigned long long)(size % one));
}

static void add_marks(eg_buffer *out, const eg_query_from *from, const char *name)
{
    add_name(out, from, name);
    eg_buffer_add_string(out, " IN (");
    for (size_t i = 0; i < from->n_marks; i++) {
        if (i > 0)
            eg_buffer_add_string(out, ", ");
        add_number(out, from->marks[i]);
    }
    eg_buffer_add_char(out, ')');
}

/* As it is grouped by: a text as its bytes are, a number that is added up as the mark it is, or
 * as it is where that cannot be. */
static void add_level(eg_buffer *out, const eg_query_from *from, const eg_query_column *column)
{
    if (!column->sum) {
        add_within(out, from, column->text ? from->dialect->text : "?", column->name);
        return;
    }
    const char *fit = from->dialect->fit;
    eg_buffer_add_string(out, "CASE WHEN ");
    if (from->n_marks > 0)
        add_marks(out, from, column->name);
    if (fit[0] != '\0') {
        eg_buffer_add_string(out, from->n_marks > 0 ? " OR NOT (" : "NOT (");
        add_within(out, from, fit, column->name);
        eg_buffer_add_char(out, ')');
    }
    eg_buffer_add_string(out, " THEN ");
    add_name(out, from, column->name);
    eg_buffer_add_string(out, " END");
}

/* Without marks there is nothing to group by of a column that is added up, all of it. */
bool eg_query_is_level(const eg_query_from *from, const eg_query_column *column)
{
    return !column->sum || from->n_marks > 0 || from->dialect->fit[0] != '\0';
}

/* What the columns that come are called. */
typedef struct {
    const char *as; /* NULL: nothing */
    size_t n;       /* so far */
} naming;

static void add_as(eg_buffer *out, naming *names)
{
    names->n++;
    if (names->as != NULL)
        eg_buffer_printf(out, " AS %s%zu", names->as, names->n);
}

/* Returns how many. */
static size_t add_levels(eg_buffer *out, const eg_query_from *from,
                         const eg_query_column *columns, size_t n, naming *names)
{
    size_t added = 0;
    for (size_t i = 0; i < n; i++) {
        if (!eg_query_is_level(from, &columns[i]))
            continue;
        if (added++ > 0)
            eg_buffer_add_string(out, ", ");
        add_level(out, from, &columns[i]);
        add_as(out, names);
    }
    return added;
}

void eg_query_columns(eg_buffer *out, const eg_query_from *from)
{
    eg_buffer_add_string(out, "SELECT *");
    add_from(out, from);
    eg_buffer_add_string(out, "\nWHERE 1 = 0");
}

void eg_query_rows(eg_buffer *out, const eg_query_from *from, const eg_query_column *columns,
                   size_t n)
{
    eg_buffer_add_string(out, "SELECT ");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            eg_buffer_add_string(out, ", ");
        add_name(out, from, columns[i].name);
    }
    if (n == 0)
        eg_buffer_add_char(out, '1');
    add_from(out, from);
}

/* COUNT(*) of one column, or of what may be added up of it. */
static void add_count(eg_buffer *out, const eg_query_from *from, const char *name)
{
    const char *count = from->dialect->count, *star = strchr(count, '*');
    const char *fit = from->dialect->fit;
    size_t before = star == NULL ? 0 : (size_t)(star - count);
    eg_buffer_add(out, count, before);
    if (fit[0] != '\0') {
        eg_buffer_add_string(out, "CASE WHEN ");
        add_within(out, from, fit, name);
        eg_buffer_add_string(out, " THEN 1 END");
    } else {
        add_name(out, from, name);
    }
    eg_buffer_add_string(out, count + before + 1);
}

/* Around a column: the sum of it, or of its square. */
static void add_sum_of(eg_buffer *out, const eg_query_from *from, const eg_query_column *column,
                       const char *square)
{
    const char *wide = column->whole ? from->dialect->whole : from->dialect->exact;
    eg_buffer_add_string(out, ", SUM(");
    add_within(out, from, wide, column->name);
    if (square != NULL) {
        eg_buffer_add_string(out, " * ");
        add_within(out, from, wide, column->name);
        eg_buffer_add_string(out, square);
    }
    eg_buffer_add_char(out, ')');
}

static void add_sum(eg_buffer *out, const eg_query_from *from, const eg_query_column *column,
                    naming *names)
{
    const bool scaled = from->dialect->scale > 0;
    eg_buffer_add_string(out, ", ");
    add_count(out, from, column->name);
    add_as(out, names);
    add_sum_of(out, from, column, NULL);
    add_as(out, names);
    add_sum_of(out, from, column, scaled ? " / 1000000000" : "");
    add_as(out, names);
    if (!scaled)
        return;
    add_sum_of(out, from, column, " % 1000000000");
    add_as(out, names);
}

void eg_query_cells(eg_buffer *out, const eg_query_from *from, const eg_query_wanted *wanted)
{
    naming names = {wanted->as, 0}, none = {NULL, 0};
    eg_buffer_add_string(out, "SELECT ");
    if (add_levels(out, from, wanted->column, wanted->n, &names) > 0)
        eg_buffer_add_string(out, ", ");
    eg_buffer_add_string(out, from->dialect->count);
    add_as(out, &names);
    for (size_t i = 0; i < wanted->n; i++)
        if (wanted->column[i].sum)
            add_sum(out, from, &wanted->column[i], &names);
    add_from(out, from);
    const size_t before = out->n;
    eg_buffer_add_string(out, "\nGROUP BY ");
    size_t n = add_levels(out, from, wanted->column, wanted->n, &none);
    for (size_t i = 0; i < wanted->n_shard; i++) {
        if (n++ > 0)
            eg_buffer_add_string(out, ", ");
        add_name(out, from, wanted->shard[i].name);
    }
    if (n == 0)
        out->n = before;
}

void eg_query_bits(eg_buffer *out, const eg_query_from *from, const eg_query_column *columns,
                   size_t n)
{
    eg_buffer_add_string(out, "SELECT ");
    for (size_t i = 0; i < n; i++) {
        eg_buffer_add_string(out, i > 0 ? ", MAX(CASE WHEN " : "MAX(CASE WHEN ");
        add_name(out, from, columns[i].name);
        eg_buffer_add_string(out, " NOT IN (0, 1");
        for (size_t m = 0; m < from->n_marks; m++) {
            eg_buffer_add_string(out, ", ");
            add_number(out, from->marks[m]);
        }
        eg_buffer_add_string(out, ") THEN 1 ELSE 0 END)");
    }
    add_from(out, from);
}
