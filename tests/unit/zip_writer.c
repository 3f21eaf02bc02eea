#include "zip_writer.h"

#include <string.h>

#define RELATIONS "<Relationships>"
#define TYPE      "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static uint32_t crc_of(const char *text, size_t n)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static void put(eg_buffer *to, uint32_t value, int n)
{
    for (; n > 0; n--, value >>= 8)
        eg_buffer_add_char(to, (char)(value & 0xFF));
}

/* What the local header and the table of contents have in common. */
static void put_about(eg_buffer *to, const char *name, uint32_t crc, size_t n)
{
    put(to, 20, 2);
    put(to, 0, 4);
    put(to, 0x00210000, 4); /* 1 January 1980 */
    put(to, crc, 4);
    put(to, (uint32_t)n, 4);
    put(to, (uint32_t)n, 4);
    put(to, (uint32_t)strlen(name), 2);
    put(to, 0, 2);
}

void zip_writer_add(zip_writer *zip, const char *name, const char *text)
{
    const size_t n = strlen(text);
    const uint32_t crc = crc_of(text, n);
    const size_t at = zip->bytes.n;

    eg_buffer_add(&zip->bytes, "PK\x03\x04", 4);
    put_about(&zip->bytes, name, crc, n);
    eg_buffer_add_string(&zip->bytes, name);
    eg_buffer_add(&zip->bytes, text, n);

    eg_buffer_add(&zip->contents, "PK\x01\x02", 4);
    put(&zip->contents, 20, 2);
    put_about(&zip->contents, name, crc, n);
    put(&zip->contents, 0, 2);
    put(&zip->contents, 0, 4);
    put(&zip->contents, 0, 4);
    put(&zip->contents, (uint32_t)at, 4);
    eg_buffer_add_string(&zip->contents, name);
    zip->n++;
}

void zip_writer_end(zip_writer *zip)
{
    const uint32_t at = (uint32_t)zip->bytes.n;

    eg_buffer_add(&zip->bytes, zip->contents.at, zip->contents.n);
    eg_buffer_add(&zip->bytes, "PK\x05\x06", 4);
    put(&zip->bytes, 0, 4);
    put(&zip->bytes, zip->n, 2);
    put(&zip->bytes, zip->n, 2);
    put(&zip->bytes, (uint32_t)zip->contents.n, 4);
    put(&zip->bytes, at, 4);
    put(&zip->bytes, 0, 2);
}

void zip_writer_clear(zip_writer *zip)
{
    eg_buffer_clear(&zip->bytes);
    eg_buffer_clear(&zip->contents);
    zip->n = 0;
}

void zip_writer_sheet(zip_writer *zip, const char *name, const char *rows)
{
    eg_buffer text = {0};

    eg_buffer_printf(
        &text, "<?xml version=\"1.0\"?><worksheet><sheetData>%s</sheetData></worksheet>", rows);
    zip_writer_add(zip, name, eg_buffer_string(&text));
    eg_buffer_clear(&text);
}

void zip_writer_book(zip_writer *zip, const char *book, const char *sheets,
                     const char *relations)
{
    eg_buffer text = {0};

    eg_buffer_printf(&text, "<workbook xmlns:r=\"r\">%s<sheets>%s</sheets></workbook>",
                     book != NULL ? book : "", sheets);
    zip_writer_add(zip, "xl/workbook.xml", eg_buffer_string(&text));
    eg_buffer_reset(&text);
    eg_buffer_printf(&text,
                     RELATIONS "%s"
                               "<Relationship Id=\"s\" Target=\"sharedStrings.xml\" " TYPE
                               "sharedStrings\"/>"
                               "<Relationship Id=\"y\" Target=\"/xl/styles.xml\" " TYPE
                               "styles\"/></Relationships>",
                     relations);
    zip_writer_add(zip, "xl/_rels/workbook.xml.rels", eg_buffer_string(&text));
    eg_buffer_clear(&text);
}

void zip_writer_workbook(zip_writer *zip, const workbook_text *text)
{
    eg_buffer part = {0};

    zip_writer_book(zip, text->book, "<sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/>",
                    "<Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\" " TYPE
                    "worksheet\"/>");
    eg_buffer_printf(&part, "<sst>%s</sst>", text->strings != NULL ? text->strings : "");
    zip_writer_add(zip, "xl/sharedStrings.xml", eg_buffer_string(&part));
    eg_buffer_reset(&part);
    eg_buffer_printf(&part, "<styleSheet>%s</styleSheet>",
                     text->styles != NULL ? text->styles : "");
    zip_writer_add(zip, "xl/styles.xml", eg_buffer_string(&part));
    eg_buffer_clear(&part);
    zip_writer_sheet(zip, "xl/worksheets/sheet1.xml", text->rows);
    zip_writer_end(zip);
}
