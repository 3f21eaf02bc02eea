/* Workbooks: cells, dates, sheets, what stands around the table, and what is refused. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/workbook.h"
#include "source_read.h"
#include "zip_writer.h"

Suite *workbook_suite(void);

static source_read got;
static zip_writer zip;

static void set_up(void)
{
    got = (source_read){0};
    zip = (zip_writer){0};
}

static void tear_down(void)
{
    source_read_clear(&got);
    zip_writer_clear(&zip);
}

#define TYPE "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
/* Cells as they are written. */
#define N(v)     "<c><v>" v "</v></c>"
#define I(v)     "<c t=\"inlineStr\"><is><t>" v "</t></is></c>"
#define ROW(...) "<row>" __VA_ARGS__ "</row>"
#define HEAD     ROW(I("a") I("b"))

static const char *read_zip(void)
{
    return source_read_bytes(&got, zip.bytes.at, zip.bytes.n);
}

static const char *read_text(const workbook_text *text)
{
    zip_writer_clear(&zip);
    zip_writer_workbook(&zip, text);
    return read_zip();
}

static const char *read_rows(const char *rows)
{
    return read_text(&(workbook_text){.rows = rows});
}

/* ---- cells ----------------------------------------------------------------------------------
 */

START_TEST(reads_every_kind_of_cell)
{
    const workbook_text text = {
        .rows =
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
            "t=\"s\"><v>1</v></c></row>"
            "<row r=\"2\">" I("007") "<c t=\"b\"><v>1</v></c></row>"
                                     "<row r=\"3\"><c t=\"e\"><v>#N/A</v></c><c "
                                     "t=\"str\"><f>1</f><v> x </v></c></row>"
                                     "<row r=\"4\"><c t=\"b\"><v>0</v></c><c "
                                     "t=\"d\"><v>2023-05-01T00:00:00</v></c></row>"
                                     "<row r=\"5\"><c t=\"d\"><v>2023-05-01T10:30:00</v></c><c "
                                     "t=\"s\"><v>2</v></c></row>",
        .strings =
            "<si><t>id</t></si><si><r><rPr><b/></rPr><t xml:space=\"preserve\">rich </t></r>"
            "<r><t>text</t></r><rPh><t>ruby</t></rPh></si>"
            "<si><t>Pe\xC3\xB1"
            "a &amp; 1_x000D__x005F_x</t></si>"};

    ck_assert_str_eq(read_text(&text), "H id|rich text\n2 007|TRUE\n3 #N/A|x\n"
                                       "4 FALSE|2023-05-01\n5 2023-05-01 10:30:00|Pe\xC3\xB1"
                                       "a & 1\\r_x\n");
    ck_assert_str_eq(got.tally.format, "xlsx");
    ck_assert_str_eq(got.tally.encoding, "UTF-8");
    ck_assert_uint_eq(got.tally.records, 4);
}
END_TEST

/* By hand; the long ones are the doubles nearest to 67.4, 0.1 + 0.2 and 1/3. */
static const struct {
    const char *stored, *text;
    eg_style style;
    bool epoch_1904;
} numbers[] = {
    {"67.400000000000006", "67.4", {EG_STYLE_PLAIN, 0}, false},
    {"0.30000000000000004", "0.30000000000000004", {EG_STYLE_PLAIN, 0}, false},
    {"0.33333333333333331", "0.3333333333333333", {EG_STYLE_PLAIN, 0}, false},
    {"2024.0", "2024", {EG_STYLE_PLAIN, 0}, false},
    {"-0", "0", {EG_STYLE_PLAIN, 0}, false},
    {"-12.50", "-12.5", {EG_STYLE_PLAIN, 0}, false},
    {"0.00012", "0.00012", {EG_STYLE_PLAIN, 0}, false},
    {"1.23E+09", "1230000000", {EG_STYLE_PLAIN, 0}, false},
    {"5E-3", "0.005", {EG_STYLE_PLAIN, 0}, false},
    {"123456789012345", "123456789012345", {EG_STYLE_PLAIN, 0}, false},
    {"12345678901234567890", "1.2345678901234567E+19", {EG_STYLE_PLAIN, 0}, false},
    {"1E-20", "1E-20", {EG_STYLE_PLAIN, 0}, false},
    {"1E999", "1E999", {EG_STYLE_PLAIN, 0}, false},
    {"0x10", "0x10", {EG_STYLE_PLAIN, 0}, false},
    {"nan", "nan", {EG_STYLE_DATE, 0}, false},
    {"123", "00123", {EG_STYLE_ZEROS, 5}, false},
    {"0", "000", {EG_STYLE_ZEROS, 3}, false},
    {"123456", "123456", {EG_STYLE_ZEROS, 5}, false},
    {"1.5", "1.5", {EG_STYLE_ZEROS, 5}, false},
    {"-7", "-7", {EG_STYLE_ZEROS, 5}, false},
    {"0.85299999999999998", "85.3%", {EG_STYLE_PERCENT, 0}, false},
    {"1", "100%", {EG_STYLE_PERCENT, 0}, false},
    {"0", "0%", {EG_STYLE_PERCENT, 0}, false},
    {"1", "1900-01-01", {EG_STYLE_DATE, 0}, false},
    {"59", "1900-02-28", {EG_STYLE_DATE, 0}, false},
    {"60", "60", {EG_STYLE_DATE, 0}, false}, /* 29 February 1900 was never */
    {"61", "1900-03-01", {EG_STYLE_DATE, 0}, false},
    {"45047", "2023-05-01", {EG_STYLE_DATE, 0}, false},
    {"45351", "2024-02-29", {EG_STYLE_DATE, 0}, false},
    {"2958465", "9999-12-31", {EG_STYLE_DATE, 0}, false},
    {"2958466", "2958466", {EG_STYLE_DATE, 0}, false},
    {"-1", "-1", {EG_STYLE_DATE, 0}, false},
    {"0", "1904-01-01", {EG_STYLE_DATE, 0}, true},
    {"43585", "2023-05-01", {EG_STYLE_DATE, 0}, true},
    {"45047.4375", "2023-05-01", {EG_STYLE_DATE, 0}, false},
    {"45047.4375", "2023-05-01 10:30:00", {EG_STYLE_MOMENT, 0}, false},
    {"45047", "2023-05-01", {EG_STYLE_MOMENT, 0}, false},
    {"0.4375", "10:30:00", {EG_STYLE_TIME, 0}, false},
    {"1.5", "1.5", {EG_STYLE_TIME, 0}, false},
    {"45050", "4-May", {EG_STYLE_DAY_MONTH, 0}, false},
};

START_TEST(numbers_are_as_typed)
{
    char room[EG_WORKBOOK_NUMBER];
    const eg_text text = eg_workbook_number(eg_text_of(numbers[_i].stored), numbers[_i].style,
                                            numbers[_i].epoch_1904, room);

    ck_assert_msg(eg_text_is(text, numbers[_i].text), "%s: %.*s, not %s", numbers[_i].stored,
                  (int)text.n, text.at, numbers[_i].text);
}
END_TEST

static const struct {
    const char *code;
    eg_style style;
} codes[] = {
    {"General", {EG_STYLE_PLAIN, 0}},
    {"GENERAL", {EG_STYLE_PLAIN, 0}},
    {"@", {EG_STYLE_PLAIN, 0}},
    {"0.00", {EG_STYLE_PLAIN, 0}},
    {"#,##0", {EG_STYLE_PLAIN, 0}},
    {"0", {EG_STYLE_PLAIN, 0}},
    {"00000", {EG_STYLE_ZEROS, 5}},
    {"[Red]000;-000", {EG_STYLE_ZEROS, 3}},
    {"00000\\-0000", {EG_STYLE_PLAIN, 0}},
    {"0.0%", {EG_STYLE_PERCENT, 0}},
    {"0\"%\"", {EG_STYLE_PLAIN, 0}},
    {"#,##0\" days\"", {EG_STYLE_PLAIN, 0}},
    {"0_d", {EG_STYLE_PLAIN, 0}},
    {"[$-409]m/d/yyyy;@", {EG_STYLE_DATE, 0}},
    {"yyyy\\-mm\\-dd", {EG_STYLE_DATE, 0}},
    {"mmm\\-yy", {EG_STYLE_DATE, 0}},
    {"d\\-mmm", {EG_STYLE_DAY_MONTH, 0}},
    {"m/d/yy h:mm AM/PM", {EG_STYLE_MOMENT, 0}},
    {"h:mm:ss", {EG_STYLE_TIME, 0}},
    {"[h]:mm", {EG_STYLE_PLAIN, 0}},
    {"\"open", {EG_STYLE_PLAIN, 0}},
};

START_TEST(format_codes_are_understood)
{
    const eg_style style = eg_style_of_code(codes[_i].code);

    ck_assert_msg(style.kind == codes[_i].style.kind && style.zeros == codes[_i].style.zeros,
                  "%s: %d, %d", codes[_i].code, style.kind, style.zeros);
}
END_TEST

START_TEST(styles_apply_to_cells)
{
    const workbook_text text = {
        .rows = HEAD "<row><c s=\"1\"><v>45047</v></c><c s=\"2\"><v>42</v></c></row>"
                     "<row><c s=\"3\"><v>0.5</v></c><c s=\"9\"><v>45047</v></c></row>",
        .styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"00000\"/></numFmts>"
                  "<cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
                  "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
                  "<xf numFmtId=\"9\"/></cellXfs>"};
    workbook_text old = text;

    ck_assert_str_eq(read_text(&text), "H a|b\n2 2023-05-01|00042\n3 50%|45047\n");
    old.book = "<workbookPr date1904=\"1\"/>";
    ck_assert_str_eq(read_text(&old), "H a|b\n2 2027-05-02|00042\n3 50%|45047\n");
}
END_TEST

START_TEST(a_formula_without_a_value_is_empty_and_counted)
{
    const char *rows = HEAD ROW("<c><f>1+1</f></c>" N("1"))
        ROW("<c><f>1+1</f><v></v></c>" N("2")) ROW("<c><f>1+1</f><v>2</v></c>" N("3"))
            ROW("<c t=\"str\"><f>\"\"</f><v></v></c>" N("4"));

    ck_assert_str_eq(read_rows(rows), "H a|b\n2 |1\n3 |2\n4 2|3\n5 |4\n");
    ck_assert_uint_eq(got.tally.uncomputed, 2);
}
END_TEST

/* After a CDATA section expat reads every row. */
START_TEST(plain_rows_are_what_expat_reads)
{
    static const char *const rows[] = {
        HEAD ROW(N("1") I("Pe\xC3\xB1"
                          "a")) ROW("<c/><c r=\"B3\"></c>")
            ROW("<c><v/></c><c><v></v></c>" N("3")),
        HEAD "\n<row r=\"4\" spans=\"1:2\" x:y=\"0.25\">" N("67.400000000000006") "</row>\n",
        HEAD "<row r=\"4\" r=\"5\"/>",
        HEAD ROW("<c t=\"b\"><v>1</v></c><c t=\"n\"><v>2</v></c>") "<!-- <row><c/></row> -->",
        HEAD ROW(N("1") "<c r=\"A1\"/>"),
        HEAD ROW(I("a]]&gt;b") I("a]]>b")),
        HEAD ROW(I("\xEF\xBF\xBF")),
        HEAD ROW(I("\xFF")),
        HEAD "<row><c><v>1</v></c></rox>",
    };
    eg_buffer slow = {0};

    eg_buffer_printf(&slow, "<![CDATA[]]>%s", rows[_i]);
    char *plain = strdup(read_rows(rows[_i]));
    ck_assert_ptr_nonnull(plain);
    ck_assert_str_eq(plain, read_rows(eg_buffer_string(&slow)));
    free(plain);
    eg_buffer_clear(&slow);
}
END_TEST

/* ---- where the table is ---------------------------------------------------------------------
 */

START_TEST(sparse_rows_and_columns_fall_into_place)
{
    const char *rows =
        "<row r=\"1\"><c r=\"B1\" t=\"str\"><v>b</v></c><c r=\"D1\" t=\"str\"><v>d</v>"
        "</c></row><row r=\"3\"><c r=\"D3\"><v>1</v></c><c r=\"AA3\"><v>9</v></c></row>"
        "<row r=\"4\"/><row r=\"7\"><c r=\"B7\"><v>2</v></c><c r=\"C7\" s=\"1\"/></row>"
        "<row r=\"9\"><c r=\"A9\" s=\"1\"/></row>";

    ck_assert_str_eq(read_rows(rows), "H |b||d\n3 |||1\n7 |2||\n");
    ck_assert_uint_eq(got.tally.blank, 6); /* 2, 4, 5, 6, 8, 9 */
}
END_TEST

START_TEST(titles_remarks_and_repeated_headers_are_set_aside)
{
    const char *head = I("id") I("math\nscore") I("ela") I("grade");
    eg_buffer rows = {0};

    eg_buffer_printf(
        &rows,
        "<row r=\"1\">" I(
            "District report") "<c/><c/><c/></row>"
                               "<row r=\"4\">%s</row><row r=\"5\">" N("1") N("2") N("3")
                                   N("4") "</row><row r=\"6\">%s</row><row r=\"7\">" I(
                                       "Group: A") "</row><row r=\"8\">" N("5") N("6") N("7")
                                       N("8") "</row><row r=\"9\">" I(
                                           "Total records: 2") "</row><row r=\"10\"/>",
        head, head);
    ck_assert_str_eq(read_rows(eg_buffer_string(&rows)),
                     "H id|math score|ela|grade\n5 1|2|3|4\n7 Group: A|||\n8 5|6|7|8\n");
    ck_assert_uint_eq(got.tally.preamble, 3);
    ck_assert_uint_eq(got.tally.headers, 1);
    ck_assert_uint_eq(got.tally.footer, 1);
    ck_assert_uint_eq(got.tally.blank, 1);
    eg_buffer_clear(&rows);
}
END_TEST

START_TEST(only_the_last_remarks_are_a_footer)
{
    eg_buffer rows = {0};

    eg_buffer_add_string(&rows, HEAD);
    for (int i = 0; i < 20; i++)
        eg_buffer_add_string(&rows, ROW(I("Note: n")));
    (void)read_rows(eg_buffer_string(&rows));
    ck_assert_uint_eq(got.tally.records, 4);
    ck_assert_uint_eq(got.tally.footer, 16);
    eg_buffer_clear(&rows);
}
END_TEST

static void two_sheets(void)
{
    zip_writer_clear(&zip);
    zip_writer_book(
        &zip, NULL,
        "<sheet name=\"Chart\" r:id=\"c\"/><sheet name=\"Codes\" state=\"hidden\" "
        "r:id=\"h\"/><sheet name=\"Spring\" r:id=\"a\"/><sheet name=\"Fall\" r:id=\"b\"/>",
        "<Relationship Id=\"c\" Target=\"chartsheets/1.xml\" " TYPE "chartsheet\"/>"
        "<Relationship Id=\"h\" Target=\"h.xml\" " TYPE "worksheet\"/>"
        "<Relationship Id=\"a\" Target=\"../xl/a.xml\" " TYPE "worksheet\"/>"
        "<Relationship Id=\"b\" Target=\"/xl/b.xml\" " TYPE "worksheet\"/>");
    zip_writer_add(&zip, "xl/sharedStrings.xml", "<sst/>");
    zip_writer_add(&zip, "xl/styles.xml", "<styleSheet/>");
    zip_writer_sheet(&zip, "xl/h.xml", ROW(I("h")) ROW(N("0")));
    zip_writer_sheet(&zip, "xl/a.xml", ROW(I("a")) ROW(N("1")));
    zip_writer_sheet(&zip, "xl/b.xml", ROW(I("b")) ROW(N("2")));
    zip_writer_end(&zip);
}

START_TEST(the_first_visible_sheet_or_the_one_named)
{
    two_sheets();
    ck_assert_str_eq(read_zip(), "H a\n2 1\n");
    got.sheet = "Fall";
    ck_assert_str_eq(read_zip(), "H b\n2 2\n");
    got.sheet = "spring";
    ck_assert_str_eq(read_zip(), "H a\n2 1\n");
    got.sheet = "Codes";
    ck_assert_str_eq(read_zip(), "H h\n2 0\n");
    got.sheet = "Sprig";
    (void)read_zip();
    ck_assert_int_eq(got.status, EG_E_USAGE);
    ck_assert_str_eq(got.error.text,
                     "no sheet is called \"Sprig\"; did you mean \"Spring\"? It has "
                     "\"Spring\", \"Fall\"");
}
END_TEST

/* ---- what is refused ------------------------------------------------------------------------
 */

#define SHEET(text) "<worksheet><sheetData>" text "</sheetData></worksheet>"
static const struct {
    const char *sheet;
    eg_status status;
    const char *says;
} refused[] = {
    {"<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" SHEET("<row/>"), EG_E_INPUT,
     "document type"},
    {SHEET(HEAD "<row><c><v>1</c></row>"), EG_E_IO, "damaged"},
    {"<worksheet><sheetData>" HEAD "<row>", EG_E_IO, "damaged"},
    {SHEET(HEAD ROW("<c t=\"s\"><v>0</v></c>")), EG_E_IO, "not there"},
    {SHEET(HEAD ROW("<c t=\"s\"><v>99999999999999999999</v></c>")), EG_E_IO, "not there"},
    {SHEET("<row r=\"2\">" I("a") "</row><row r=\"2\"/>"), EG_E_IO, "out of order"},
    {SHEET("<row><c r=\"B1\"/><c r=\"A1\"/></row>"), EG_E_IO, "out of order"},
    {SHEET("<row><c r=\"ZZZZ1\"/></row>"), EG_E_LIMIT, "65,536 columns"},
    {SHEET(""), EG_E_INPUT, "empty"},
    {"<worksheet/>", EG_E_INPUT, "empty"},
    {"", EG_E_IO, "damaged"},
};

START_TEST(a_sheet_that_cannot_be_read_is_an_error)
{
    zip_writer_book(&zip, NULL, "<sheet name=\"One\" r:id=\"a\"/>",
                    "<Relationship Id=\"a\" Target=\"1.xml\" " TYPE "worksheet\"/>");
    zip_writer_add(&zip, "xl/sharedStrings.xml", "<sst/>");
    zip_writer_add(&zip, "xl/styles.xml", "<styleSheet/>");
    zip_writer_add(&zip, "xl/1.xml", refused[_i].sheet);
    zip_writer_end(&zip);
    (void)read_zip();
    ck_assert_int_eq(got.status, refused[_i].status);
    ck_assert_msg(strstr(got.error.text, refused[_i].says) != NULL, "%s", got.error.text);
}
END_TEST

START_TEST(cut_and_changed_archives_are_errors)
{
    char *copy;

    zip_writer_workbook(&zip, &(workbook_text){.rows = HEAD ROW(N("1") N("2"))});
    copy = malloc(zip.bytes.n);
    ck_assert_ptr_nonnull(copy);
    for (size_t n = 4; n < zip.bytes.n; n += 7) {
        (void)source_read_bytes(&got, zip.bytes.at, n);
        ck_assert_msg(got.status == EG_E_IO, "cut to %zu: %d", n, (int)got.status);
    }
    memcpy(copy, zip.bytes.at, zip.bytes.n);
    for (size_t i = 0; i + 8 < zip.bytes.n; i++)
        if (memcmp(copy + i, "<v>2</v>", 8) == 0)
            copy[i + 3] = '3'; /* its checksum fails */
    (void)source_read_bytes(&got, copy, zip.bytes.n);
    ck_assert_int_eq(got.status, EG_E_IO);
    free(copy);
}
END_TEST

START_TEST(missing_parts_are_errors)
{
    zip_writer_book(&zip, NULL, "<sheet name=\"One\" r:id=\"a\"/>",
                    "<Relationship Id=\"a\" Target=\"1.xml\" " TYPE "worksheet\"/>");
    zip_writer_end(&zip);
    (void)read_zip();
    ck_assert_int_eq(got.status, EG_E_IO);
    ck_assert_ptr_nonnull(strstr(got.error.text, "xl/sharedStrings.xml: missing"));
}
END_TEST

START_TEST(other_archives_are_refused)
{
    zip_writer_add(&zip, "readme.txt", "x");
    zip_writer_end(&zip);
    (void)read_zip();
    ck_assert_int_eq(got.status, EG_E_INPUT);
    ck_assert_ptr_nonnull(strstr(got.error.text, "no workbook"));
    zip_writer_clear(&zip);
    zip_writer_add(&zip, "xl/workbook.bin", "x");
    zip_writer_end(&zip);
    (void)read_zip();
    ck_assert_ptr_nonnull(strstr(got.error.text, ".xlsb"));
    (void)source_read_bytes(&got, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", 12);
    ck_assert_int_eq(got.status, EG_E_INPUT);
    ck_assert_ptr_nonnull(strstr(got.error.text, "password"));
}
END_TEST

/* n times `text` within a row of one cell. */
static const char *read_repeated(const char *before, const char *text, size_t n,
                                 const char *after)
{
    eg_buffer rows = {0};
    const char *result;

    eg_buffer_add_string(&rows, before);
    for (size_t i = 0; i < n; i++)
        eg_buffer_add_string(&rows, text);
    eg_buffer_add_string(&rows, after);
    result = read_rows(eg_buffer_string(&rows));
    eg_buffer_clear(&rows);
    return result;
}

START_TEST(limits_are_kept)
{
    static const char kib[] =
        "0123456789012345678901234567890123456789012345678901234567890123"
        "0123456789012345678901234567890123456789012345678901234567890123";

    (void)read_repeated(HEAD "<row><c t=\"str\"><v>", kib, EG_LIMIT_CELL / 128,
                        "</v></c></row>");
    ck_assert_int_eq(got.status, EG_OK);
    (void)read_repeated(HEAD "<row><c t=\"str\"><v>", kib, EG_LIMIT_CELL / 128 + 1,
                        "</v></c></row>");
    ck_assert_int_eq(got.status, EG_E_LIMIT);
    ck_assert_uint_eq(got.error.line, 2);
    /* Nested deeply; a tag that does not end. */
    (void)read_repeated(HEAD, "<x>", 100, "");
    ck_assert_int_eq(got.status, EG_E_LIMIT);
    (void)read_repeated(HEAD "<row x=\"", kib, 3 * 8192, "\"/>");
    ck_assert_int_eq(got.status, EG_E_LIMIT);
}
END_TEST

Suite *workbook_suite(void)
{
    Suite *suite = suite_create("workbook");
    TCase *all = tcase_create("workbook");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, reads_every_kind_of_cell);
    tcase_add_loop_test(all, numbers_are_as_typed, 0, sizeof numbers / sizeof numbers[0]);
    tcase_add_loop_test(all, format_codes_are_understood, 0, sizeof codes / sizeof codes[0]);
    tcase_add_test(all, styles_apply_to_cells);
    tcase_add_test(all, a_formula_without_a_value_is_empty_and_counted);
    tcase_add_loop_test(all, plain_rows_are_what_expat_reads, 0, 9);
    tcase_add_test(all, sparse_rows_and_columns_fall_into_place);
    tcase_add_test(all, titles_remarks_and_repeated_headers_are_set_aside);
    tcase_add_test(all, only_the_last_remarks_are_a_footer);
    tcase_add_test(all, the_first_visible_sheet_or_the_one_named);
    tcase_add_loop_test(all, a_sheet_that_cannot_be_read_is_an_error, 0,
                        sizeof refused / sizeof refused[0]);
    tcase_add_test(all, cut_and_changed_archives_are_errors);
    tcase_add_test(all, missing_parts_are_errors);
    tcase_add_test(all, other_archives_are_refused);
    tcase_add_test(all, limits_are_kept);
    suite_add_tcase(suite, all);
    return suite;
}
