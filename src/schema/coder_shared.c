/* What all parts of a coder ask: an error at a column, and whether a file has it. */
#include <stdarg.h>
#include <stdio.h>

#include "schema/coder.h"

eg_status eg_coder_fail(eg_error *err, eg_status status, const char *column, const char *format,
                        ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    eg_fail(err, status, "%s", text);
    eg_error_place(err, NULL, 0, 0, column);
    return status;
}

bool eg_field_absent(const eg_coder *coder, const eg_batch *batch, int32_t field)
{
    const eg_schema *schema = coder->schema;
    return schema->select[(size_t)batch->file * schema->n_fields + (size_t)field] < 0;
}
