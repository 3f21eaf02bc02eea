/* Status words, and the error that keeps its first cause. */
#include "equitygap/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    const char *text;
    int exit_status;
} statuses[] = {
#define EG_STATUS_ROW(name, exit_status, text) [name] = {#name, text, exit_status},
    EG_STATUS_LIST(EG_STATUS_ROW)
#undef EG_STATUS_ROW
};

const char *eg_status_name(eg_status status)
{
    return statuses[status].name;
}

int eg_status_exit(eg_status status)
{
    return statuses[status].exit_status;
}

const char *eg_status_text(eg_status status)
{
    return statuses[status].text;
}

/* A cut message must not end inside a character. */
static void cut_at_character(char *text, size_t size)
{
    size_t n = strlen(text);
    if (n + 1 < size)
        return;
    while (n > 0 && ((unsigned char)text[n - 1] & 0xC0u) == 0x80u)
        n--;
    if (n > 0 && (unsigned char)text[n - 1] >= 0xC0u)
        n--;
    text[n] = '\0';
}

eg_status eg_fail(eg_error *err, eg_status status, const char *format, ...)
{
    if (err == NULL || err->status != EG_OK)
        return status;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    cut_at_character(err->text, sizeof err->text);
    err->status = status;
    return status;
}

eg_status eg_fail_memory(eg_error *err)
{
    return eg_fail(err, EG_E_MEMORY, "out of memory");
}

static void copy_cut(char *to, size_t size, const char *from)
{
    size_t n = strlen(from);
    if (n >= size)
        n = size - 1;
    memcpy(to, from, n);
    to[n] = '\0';
    cut_at_character(to, size);
}

void eg_error_place(eg_error *err, const char *file, uint64_t line, uint64_t column,
                    const char *name)
{
    if (err == NULL)
        return;
    if (err->file[0] == '\0' && file != NULL)
        copy_cut(err->file, sizeof err->file, file);
    if (err->line == 0) {
        err->line = line;
        err->column = column;
    }
    if (err->name[0] == '\0' && name != NULL)
        copy_cut(err->name, sizeof err->name, name);
}

static void add_place(const eg_error *err, eg_buffer *line)
{
    if (err->file[0] != '\0') {
        eg_buffer_add_escaped(line, eg_text_of(err->file));
        if (err->line > 0)
            eg_buffer_printf(line, ":%llu", (unsigned long long)err->line);
        if (err->line > 0 && err->column > 0)
            eg_buffer_printf(line, ":%llu", (unsigned long long)err->column);
        eg_buffer_add_string(line, ": ");
    }
    if (err->name[0] != '\0') {
        eg_buffer_add_string(line, "column \"");
        eg_buffer_add_escaped(line, eg_text_of(err->name));
        eg_buffer_add_string(line, "\": ");
    }
}

size_t eg_error_format(const eg_error *err, char *out, size_t size)
{
    eg_buffer line = {0};
    add_place(err, &line);
    eg_buffer_add_escaped(&line, eg_text_of(err->text));
    /* Where even this little memory is gone, the bare sentence still comes through. */
    copy_cut(out, size, line.failed ? err->text : eg_buffer_string(&line));
    eg_buffer_clear(&line);
    return strlen(out);
}
