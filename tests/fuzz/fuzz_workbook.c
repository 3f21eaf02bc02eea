/*
 * Any bytes as a workbook, to their end: the first byte says whether they are the archive
 * itself (P) or one of its parts, in an archive that is sound. All columns and only the last
 * one must give the same rows, and so must expat alone, which reads every row after a CDATA
 * section.
 *
 * Seeds: what stands within sheetData, sst, styleSheet and workbook in
 * tests/unit/test_workbook.c, after a byte 1 to 4.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A fuzz target is one file. NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "../unit/zip_writer.c"
#include "equitygap/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    uint64_t rows;
    uint64_t lines; /* their sum */
    uint64_t last;  /* of the last column's text */
    uint64_t blank, headers, footer, uncomputed;
    eg_status status;
} digest;

static bool same(const digest *a, const digest *b)
{
    return a->rows == b->rows && a->lines == b->lines && a->last == b->last &&
           a->blank == b->blank && a->headers == b->headers && a->footer == b->footer &&
           a->uncomputed == b->uncomputed && a->status == b->status;
}

static void drain(eg_source *source, bool all, digest *into, eg_error *err)
{
    eg_batch batch;

    do {
        into->status = eg_source_next(source, &batch, err);
        for (size_t r = 0; r < batch.rows; r++) {
            const eg_field *field = &batch.fields[(batch.columns - 1) * batch.stride + r];

            into->rows++;
            into->lines += batch.line[r];
            for (size_t i = 0; i < field->n; i++)
                into->last = into->last * 31 + (unsigned char)field->at[i];
            for (size_t c = 0; all && c < batch.columns; c++)
                if (!eg_utf8_valid((eg_text){batch.fields[c * batch.stride + r].at,
                                             batch.fields[c * batch.stride + r].n}))
                    abort();
        }
    } while (into->status == EG_OK && batch.rows > 0);
}

static digest run(eg_text bytes, bool all)
{
    digest got = {0};
    eg_error err = {0};
    eg_source *source;

    got.status = eg_source_open_memory(&source, bytes.at, bytes.n, "fuzz.xlsx", NULL, &err);
    if (got.status == EG_OK) {
        size_t n;

        (void)eg_source_header(source, 0, &n);
        const int32_t last = (int32_t)n - 1;
        if (!all && eg_source_select(source, &last, 1, &err) != EG_OK)
            got.status = err.status;
        else
            drain(source, all, &got, &err);
        const eg_file_tally *tally = eg_source_tally(source, 0);
        got.blank = tally->blank;
        got.headers = tally->headers;
        got.footer = tally->footer;
        got.uncomputed = tally->uncomputed;
    }
    if (got.status != err.status)
        abort();
    eg_source_close(source);
    return got;
}

static void wrap(zip_writer *zip, char which, const char *text)
{
    static const char rows[] =
        "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"
        "<row><c s=\"1\"><v>45000.5</v></c><c t=\"s\"><v>2</v></c></row>";
    static const char strings[] = "<si><t>a</t></si><si><t>b</t></si><si><t>c</t></si>";
    static const char sheet[] = "<sheet name=\"One\" r:id=\"a\"/>";
    static const char relation[] = "<Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\" "
                                   "Type=\"/worksheet\"/>";

    zip_writer_book(zip, NULL, which == 4 ? text : sheet, which == 5 ? text : relation);
    zip_writer_add(zip, "xl/sharedStrings.xml", which == 2 ? text : strings);
    zip_writer_add(zip, "xl/styles.xml",
                   which == 3 ? text : "<s><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></s>");
    if (which == 6)
        zip_writer_add(zip, "xl/worksheets/sheet1.xml", text);
    else
        zip_writer_sheet(zip, "xl/worksheets/sheet1.xml", which == 1 ? text : rows);
    zip_writer_end(zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    zip_writer zip = {0};
    eg_text bytes;
    char *text;

    if (size < 2)
        return 0;
    text = malloc(size);
    if (text == NULL)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    bytes = (eg_text){text, size - 1};
    if (data[0] == 'P') /* a workbook as it is, from which seeds are made */
        bytes = (eg_text){(const char *)data, size};
    if (data[0] >= 1 && data[0] <= 6) {
        wrap(&zip, (char)data[0], text);
        bytes = (eg_text){zip.bytes.at, zip.bytes.n};
    }
    const digest one = run(bytes, true);
    const digest two = run(bytes, false);
    /* A name that stands twice is refused only where it is asked for. */
    if (two.status != EG_E_INPUT &&
        (one.status != two.status || (one.status == EG_OK && !same(&one, &two))))
        abort();
    if (data[0] == 1) {
        eg_buffer slow = {0};

        eg_buffer_printf(&slow, "<![CDATA[]]>%s", text);
        zip_writer_clear(&zip);
        wrap(&zip, 1, eg_buffer_string(&slow));
        eg_buffer_clear(&slow);
        const digest three = run((eg_text){zip.bytes.at, zip.bytes.n}, true);
        if (one.status != three.status || (one.status == EG_OK && !same(&one, &three)))
            abort();
    }
    zip_writer_clear(&zip);
    free(text);
    return 0;
}
