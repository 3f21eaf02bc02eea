#include "ext/csvx.h"

#include <csv.h>

enum {
    STRICT = CSV_STRICT | CSV_STRICT_FINI, /* one without the other lets an open quote pass */
    BLOCK = 64 * 1024 /* libcsv's own step of 128 bytes makes long cells slow */
};

struct eg_csvx {
    struct csv_parser parser;
    eg_csvx_on_field *field;
    eg_csvx_on_record *record;
    void *context;
};

static void *grow(void *old, size_t n)
{
    return eg_realloc(old, n, 1);
}

static eg_csvx_result result_of(struct csv_parser *parser)
{
    return csv_error(parser) == CSV_EPARSE ? EG_CSVX_SYNTAX : EG_CSVX_MEMORY;
}

eg_csvx *eg_csvx_new(char delimiter, eg_csvx_on_field *field, eg_csvx_on_record *record,
                     void *context)
{
    eg_csvx *csv = eg_alloc_zero(1, sizeof *csv);

    if (csv == NULL)
        return NULL;
    if (csv_init(&csv->parser, STRICT) != 0) {
        eg_free(csv);
        return NULL;
    }
    csv_set_delim(&csv->parser, (unsigned char)delimiter);
    csv_set_realloc_func(&csv->parser, grow);
    csv_set_free_func(&csv->parser, eg_free);
    csv_set_blk_size(&csv->parser, BLOCK);
    csv->field = field;
    csv->record = record;
    csv->context = context;
    return csv;
}

void eg_csvx_free(eg_csvx *csv)
{
    if (csv == NULL)
        return;
    csv_free(&csv->parser);
    eg_free(csv);
}

eg_csvx_result eg_csvx_feed(eg_csvx *csv, const char *bytes, size_t n)
{
    if (csv_parse(&csv->parser, bytes, n, csv->field, csv->record, csv->context) == n)
        return EG_CSVX_OK;
    return result_of(&csv->parser);
}

eg_csvx_result eg_csvx_finish(eg_csvx *csv)
{
    if (csv_fini(&csv->parser, csv->field, csv->record, csv->context) == 0)
        return EG_CSVX_OK;
    return EG_CSVX_SYNTAX;
}

bool eg_csvx_inside(const eg_csvx *csv)
{
    return csv->parser.quoted != 0;
}

void eg_csvx_reset(eg_csvx *csv)
{
    /* The strict end refuses to close an open quote; the lax one clears every state. */
    (void)csv_set_opts(&csv->parser, 0);
    (void)csv_fini(&csv->parser, NULL, NULL, NULL);
    (void)csv_set_opts(&csv->parser, STRICT);
}
