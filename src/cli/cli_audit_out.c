#include "cli/audit_out.h"

#include <math.h>
#include <string.h>

#include "cli/layout.h"
#include "schema/said.h"

enum { WIDTH = 79 };

/* ---- text ---- */

static uint64_t found_in(const eg_audit_table *table)
{
    uint64_t n = 0;
    for (size_t k = 0; k < EG_LEAKS; k++)
        n += table->leaks[k];
    return n;
}

static void add_name(eg_buffer *out, const char *name)
{
    eg_buffer_add_escaped(out, eg_text_of(name));
}

/* "english_learner, graduated, by DBN" */
static void add_table_name(eg_buffer *out, const eg_audited *audited, const eg_audit_table *t)
{
    if (audited->n_files > 1) {
        add_name(out, t->file);
        eg_buffer_add_string(out, ": ");
    }
    add_name(out, strcmp(t->dimension, "all") == 0 ? "all students" : t->dimension);
    eg_buffer_add_string(out, ", ");
    add_name(out, t->outcome);
    if (strcmp(t->unit_type, "all") != 0) {
        eg_buffer_add_string(out, ", by ");
        add_name(out, t->unit_type);
    }
    eg_buffer_add_char(out, '\n');
}

static void add_line(eg_buffer *out, uint64_t count, const char *text)
{
    size_t start = out->n;
    eg_pad(out, start, 4);
    eg_add_count(out, count);
    eg_pad(out, start, 14);
    eg_buffer_add_string(out, text);
    eg_buffer_add_char(out, '\n');
}

static void add_table(eg_buffer *out, const eg_audited *audited, const eg_audit_table *t)
{
    eg_buffer_add_char(out, '\n');
    add_table_name(out, audited, t);
    add_line(out, t->hidden, "figures hidden");
    add_line(out, t->sums, "totals of two groups or more");
    if (t->aside > 0)
        add_line(out, t->aside, "of them set aside: the groups are not known to add up");
    for (size_t k = 0; k < EG_LEAKS; k++) {
        if (t->leaks[k] > 0)
            add_line(out, t->leaks[k], eg_leak_text((eg_leak_kind)k));
        if (t->all_or_none[k] > 0 && k != EG_LEAK_EVERYONE)
            add_line(out, t->all_or_none[k], "of them none or all of a group");
    }
}

static void add_place(eg_buffer *out, const eg_audit_finding *f, bool files)
{
    const char *const parts[] = {files ? f->file : "", f->unit,  f->year,
                                 f->dimension,         f->group, f->outcome};
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i][0] == '\0')
            continue;
        eg_buffer_add_string(out, any ? ", " : "");
        add_name(out, parts[i]);
        any = true;
    }
}

static void add_value(eg_buffer *out, const eg_audit_finding *f)
{
    if (isnan(f->low))
        return;
    if (f->low == f->high)
        eg_buffer_printf(out, " = %.0f", f->low);
    else
        eg_buffer_printf(out, " is %.0f to %.0f", f->low, f->high);
    if (!isnan(f->n) && strcmp(f->what, "n") != 0)
        eg_buffer_printf(out, " of %.0f", f->n);
}

static void add_finding(eg_buffer *out, const eg_audit_finding *f, bool files)
{
    eg_buffer line = {.at = NULL};
    add_place(&line, f, files);
    eg_buffer_add_string(&line, ": ");
    add_name(&line, f->what);
    add_value(&line, f);
    eg_buffer_add_string(&line, ", ");
    if (f->how[0] != '\0')
        add_name(&line, f->how);
    else
        eg_buffer_add_string(&line, eg_leak_text(f->kind));
    eg_buffer_add_string(out, "  ");
    eg_wrap(out, eg_buffer_string(&line), 2, 6, WIDTH);
    eg_buffer_clear_into(&line, out);
}

static void add_files(eg_buffer *out, const eg_audited *audited)
{
    for (size_t i = 0; i < audited->n_files; i++) {
        const eg_audited_file *file = &audited->files[i];
        add_name(out, file->name);
        eg_buffer_add_string(out,
                             file->report ? ": a report of equitygap" : ": a table of groups");
        if (file->policy != NULL)
            eg_buffer_printf(out, ", by %s%s",
                             file->policy[0] == '\0' ? "rules of its own" : "the policy ",
                             file->policy);
        eg_buffer_add_char(out, '\n');
        if (file->differing > 0) {
            eg_buffer_add_string(out, "    ");
            eg_add_count(out, file->differing);
            eg_buffer_add_string(
                out, " addresses stand there more than once with different figures; their ");
            eg_add_count(out, file->differing_rows);
            eg_buffer_add_string(out, " rows\n    were set aside\n");
        }
    }
}

/* Nothing found where nothing was tried is no news. */
static void add_aside(eg_buffer *out, const eg_audit_result *result)
{
    uint64_t aside = 0;
    for (size_t i = 0; i < result->n_tables; i++)
        aside += result->tables[i].aside;
    if (aside == 0)
        return;
    eg_add_count(out, aside);
    eg_buffer_add_string(
        out, aside == 1 ? " total of two groups or more was set aside, since its"
                        : " totals of two groups or more were set aside, since their");
    eg_buffer_add_string(out,
                         " groups are not\nknown to add up; where they do, say so: --parts "
                         "'GROUP+GROUP'\n");
}

static void add_verdict(eg_buffer *out, const eg_audit_result *result)
{
    eg_buffer_add_char(out, '\n');
    eg_add_count(out, result->hidden);
    eg_buffer_add_string(out,
                         result->hidden == 1 ? " figure is hidden; " : " figures are hidden; ");
    if (result->found == 0) {
        eg_buffer_add_string(out, "nothing was found.\n");
        add_aside(out, result);
        return;
    }
    eg_add_count(out, result->found);
    eg_buffer_add_string(out, result->found == 1 ? " finding.\n" : " findings.\n");
    eg_wrap(
        out,
        "Everything below was computed from the files alone: whoever has them can do the same.",
        0, 0, WIDTH);
}

void eg_audit_text_out(eg_buffer *out, const eg_audited *audited)
{
    const eg_audit_result *result = audited->result;
    add_files(out, audited);
    add_verdict(out, result);
    for (size_t i = 0; i < result->n_tables; i++)
        if (found_in(&result->tables[i]) > 0)
            add_table(out, audited, &result->tables[i]);
    if (result->n_findings > 0)
        eg_buffer_add_string(out, "\nThe worst\n");
    for (size_t i = 0; i < result->n_findings; i++)
        add_finding(out, &result->findings[i], audited->n_files > 1);
    if (result->contradictions > 0) {
        eg_buffer_add_char(out, '\n');
        eg_add_count(out, result->contradictions);
        eg_buffer_add_string(out, " sums contradict their parts and were left out\n");
    }
}

/* ---- JSON ---- */

static void add_member(eg_buffer *out, const char *name, const char *value)
{
    eg_buffer_printf(out, "\"%s\":", name);
    eg_json_quote(out, value);
    eg_buffer_add_char(out, ',');
}

static void add_number(eg_buffer *out, const char *name, double value)
{
    char text[40];
    eg_number_json(text, value);
    eg_buffer_printf(out, "\"%s\":%s,", name, text);
}

static void json_table(eg_buffer *out, const eg_audit_table *t)
{
    eg_buffer_add_char(out, '{');
    add_member(out, "file", t->file);
    add_member(out, "unit_type", t->unit_type);
    add_member(out, "outcome", t->outcome);
    add_member(out, "dimension", t->dimension);
    add_number(out, "hidden", (double)t->hidden);
    add_number(out, "totals", (double)t->sums);
    add_number(out, "totals_aside", (double)t->aside);
    for (size_t k = 0; k < EG_LEAKS; k++)
        add_number(out, eg_leak_word((eg_leak_kind)k), (double)t->leaks[k]);
    eg_buffer_add_string(out, "\"all_or_none\":{");
    for (size_t k = 0; k < EG_LEAKS; k++)
        eg_buffer_printf(out, "%s\"%s\":%llu", k > 0 ? "," : "", eg_leak_word((eg_leak_kind)k),
                         (unsigned long long)t->all_or_none[k]);
    eg_buffer_add_string(out, "}}");
}

static void json_finding(eg_buffer *out, const eg_audit_finding *f)
{
    eg_buffer_add_char(out, '{');
    add_member(out, "kind", eg_leak_word(f->kind));
    add_member(out, "file", f->file);
    add_member(out, "unit_type", f->unit_type);
    add_member(out, "unit", f->unit);
    add_member(out, "outcome", f->outcome);
    add_member(out, "year", f->year);
    add_member(out, "dimension", f->dimension);
    add_member(out, "group", f->group);
    add_member(out, "figure", f->what);
    add_number(out, "low", f->low);
    add_number(out, "high", f->high);
    add_number(out, "n", f->n);
    add_member(out, "how", f->how);
    eg_buffer_printf(out, "\"all_or_none\":%s}", f->all_or_none ? "true" : "false");
}

static void json_file(eg_buffer *out, const eg_audited_file *file)
{
    eg_buffer_add_char(out, '{');
    add_member(out, "name", file->name);
    add_member(out, "format", file->report ? "report" : "groups");
    if (file->policy != NULL)
        add_member(out, "policy", file->policy);
    add_number(out, "differing_addresses", (double)file->differing);
    eg_buffer_printf(out, "\"differing_rows\":%llu}", (unsigned long long)file->differing_rows);
}

void eg_audit_json_out(eg_buffer *out, const eg_audited *audited)
{
    const eg_audit_result *result = audited->result;
    eg_buffer_add_string(out, "{\"equitygap\":{\"version\":\"" EG_VERSION
                              "\",\"audit\":1},\n\"files\":[");
    for (size_t i = 0; i < audited->n_files; i++) {
        eg_buffer_add_string(out, i > 0 ? ",\n" : "\n");
        json_file(out, &audited->files[i]);
    }
    eg_buffer_add_string(out, "],\n");
    add_number(out, "hidden", (double)result->hidden);
    add_number(out, "found", (double)result->found);
    add_number(out, "contradictions", (double)result->contradictions);
    add_number(out, "width", (double)audited->width);
    eg_buffer_add_string(out, "\n\"tables\":[");
    for (size_t i = 0; i < result->n_tables; i++) {
        eg_buffer_add_string(out, i > 0 ? ",\n" : "\n");
        json_table(out, &result->tables[i]);
    }
    eg_buffer_add_string(out, "],\n\"findings\":[");
    for (size_t i = 0; i < result->n_findings; i++) {
        eg_buffer_add_string(out, i > 0 ? ",\n" : "\n");
        json_finding(out, &result->findings[i]);
    }
    eg_buffer_add_string(out, "]}\n");
}
