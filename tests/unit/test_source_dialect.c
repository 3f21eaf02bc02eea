/* What the reader recognises: delimiter, encoding, preamble, footer, and what is no table. */
#include <check.h>
#include <string.h>

#include "source_read.h"

Suite *source_dialect_suite(void);

static const struct {
    const char *what;
    const char *text;
    char want;
} delimiters[] = {
    {"comma", "a,b\n1,2\n", ','},
    {"tab", "a\tb\n1\t2\n", '\t'},
    {"semicolon", "a;b\n1;2\n", ';'},
    {"pipe", "a|b\n1|2\n", '|'},
    {"caret", "a^b\n1^2\n", '^'},
    {"semicolon and decimal commas", "id;rate;n\n1;0,5;3\n2;0,7;4\n3;1,0;5\n", ';'},
    {"semicolon and one decimal comma a row", "id;rate\n1;0,5\n2;0,7\n3;1,0\n", ';'},
    {"tab and commas in names", "name\tschool\nLee, Kim\tA\nDoe, Jo\tB\nX, Y\tC\n", '\t'},
    {"comma and a list with pipes", "id,race\n1,B|W\n2,A|W\n3,B|A\n", ','},
    {"quoted commas do not count", "a;b\n\"1,2\";3\n\"4,5\";6\n\"7,8\";9\n", ';'},
    {"one column", "name\nx\ny\n", ','},
    {"one column of prose", "remark\nwell, yes\nno\nperhaps\nfine; good\n", ','},
    {"header only", "a;b;c\n", ';'},
    {"preamble in another style", "Report: a, b, c\nid|n\n1|2\n3|4\n5|6\n", '|'},
    {"sep line", "sep=;\na,x;b\n1;2\n", ';'},
    {"sep line, tab", "sep=\t\na\tb\n1\t2\n", '\t'},
    {"sep line, quoted", "\"sep=|\"\r\na|b\r\n", '|'},
    {"sep line, capitals", "SEP=^\na^b\n", '^'},
};

START_TEST(recognises_the_delimiter)
{
    source_read read = {0};

    (void)source_read_string(&read, delimiters[_i].text);
    ck_assert_msg(read.status == EG_OK && read.tally.delimiter == delimiters[_i].want,
                  "%s: got '%c'", delimiters[_i].what, read.tally.delimiter);
    source_read_clear(&read);
}
END_TEST

START_TEST(the_user_knows_better)
{
    source_read read = {.delimiter = ';'};

    ck_assert_str_eq(source_read_string(&read, "sep=,\na,b;c\n1,2;3\n"), "H a,b|c\n3 1,2|3\n");
    read.delimiter = ':';
    ck_assert_str_eq(source_read_string(&read, "a:b\n1:2\n"), "H a|b\n2 1|2\n");
    read.delimiter = '"';
    (void)source_read_string(&read, "a:b\n1:2\n");
    ck_assert_int_eq(read.status, EG_E_USAGE);
    source_read_clear(&read);
}
END_TEST

/* ---- preamble and footer
 * --------------------------------------------------------------------- */

static const struct {
    const char *what;
    const char *text;
    const char *want;
    unsigned preamble, footer;
} frames[] = {
    {"none", "a,b,c\n1,2,3\n", "H a|b|c\n2 1|2|3\n", 0, 0},
    {"titles", "District report\nRun on,1/2/2024\n\nid,x,y,z\n1,2,3,4\n5,6,7,8\n",
     "H id|x|y|z\n5 1|2|3|4\n6 5|6|7|8\n", 3, 0},
    {"padded titles", "District report,,,\nRun on,1/2/2024,,\n,,,\nid,x,y,z\n1,2,3,4\n",
     "H id|x|y|z\n5 1|2|3|4\n", 3, 0},
    {"two rows of headings", ",,Math,,\nid,school,score,level,n\n1,A,5,2,1\n2,B,6,3,1\n",
     "H id|school|score|level|n\n3 1|A|5|2|1\n4 2|B|6|3|1\n", 1, 0},
    {"blank lines first", "\n\na,b\n1,2\n", "H a|b\n4 1|2\n", 2, 0},
    {"a short header stays the header", "a,b,c\n1,2,3,4\n5,6,7,8\n",
     "H a|b|c\nx2 4 columns where the header has 3: 1,2,3,4\n"
     "x3 4 columns where the header has 3: 5,6,7,8\n",
     0, 0},
    {"trailing commas below a plain header", "a,b,c\n1,2,3,\n4,5,6,\n",
     "H a|b|c\n2 1|2|3\n3 4|5|6\n", 0, 0},
    {"sparse last columns", "a,b,c,d,e\n1,2,,,\n3,4,,,\n5,6,,,\n",
     "H a|b|c|d|e\n2 1|2|||\n3 3|4|||\n4 5|6|||\n", 0, 0},
    {"a sentence below", "a,b\n1,2\nTotal records: 1\n", "H a|b\n2 1|2\n", 0, 1},
    {"sentences and blank lines below",
     "a,b\n1,2\n,\nTotal records: 1\n\n* small groups\nEnd of report", "H a|b\n2 1|2\n", 0, 3},
    {"a padded remark below", "a,b,c\n1,2,3\nSource: the state,,\n", "H a|b|c\n2 1|2|3\n", 0,
     1},
    {"a cut row is no remark", "id,b,c\n1001,2,3\n1002",
     "H id|b|c\nx3 1 column where the header "
     "has 3: 1002\n2 1001|2|3\n",
     0, 0},
    {"a group with nothing known is no remark", "group,n,x\nA B,1,2\nC or D,,\n",
     "H group|n|x\n2 A B|1|2\n3 C or D||\n", 0, 0},
    {"a remark with rows below it", "a,b\n1,2\nNote: mind this\n3,4\n",
     "H a|b\nx3 1 column where the header has 2: Note: mind this\n2 1|2\n4 3|4\n", 0, 0},
};

START_TEST(finds_preamble_and_footer)
{
    source_read read = {0};
    const char *got = source_read_string(&read, frames[_i].text);

    ck_assert_msg(strcmp(got, frames[_i].want) == 0, "%s:\n--- got\n%s--- want\n%s",
                  frames[_i].what, got, frames[_i].want);
    ck_assert_msg(read.tally.preamble == frames[_i].preamble, "%s: preamble %llu",
                  frames[_i].what, (unsigned long long)read.tally.preamble);
    ck_assert_msg(read.tally.footer == frames[_i].footer, "%s: footer %llu", frames[_i].what,
                  (unsigned long long)read.tally.footer);
    source_read_clear(&read);
}
END_TEST

/* ---- encodings: the bytes are Python's "..." .encode(...)
 * ---------------------------------------- */

#define BYTES(text) text, sizeof(text) - 1
#define PENASCO                                                                                \
    "H id|school\n2 1|Pe\xC3\xB1"                                                              \
    "asco\n"

static const struct {
    const char *what;
    const char *bytes;
    size_t n;
    const char *want;
    const char *encoding; /* said afterwards */
    unsigned damaged;
    bool mark;
    const char *asked;
} encodings[] = {
    {"ASCII", BYTES("id,school\n1,Lee\n"), "H id|school\n2 1|Lee\n", "UTF-8", 0, false, NULL},
    {"UTF-8",
     BYTES("id,school\n1,Pe\xC3\xB1"
           "asco\n"),
     PENASCO, "UTF-8", 0, false, NULL},
    {"UTF-8 with its mark",
     BYTES("\xEF\xBB\xBF\"id\",school\n1,Pe\xC3\xB1"
           "asco\n"),
     PENASCO, "UTF-8", 0, true, NULL},
    {"Windows-1252",
     BYTES("id,school\r\n1,Pe\xF1"
           "asco\r\n"),
     PENASCO, "Windows-1252", 0, false, NULL},
    {"Windows-1252, signs", BYTES("id,n\n1,O\x92Neil \x96 \x80 5\n"),
     "H id|n\n2 1|O\xE2\x80\x99Neil \xE2\x80\x93 \xE2\x82\xAC 5\n", "Windows-1252", 0, false,
     NULL},
    {"Windows-1252, a byte it does not have", BYTES("id,n\n1,\x81x\n"),
     "H id|n\n2 1|\xEF\xBF\xBDx\n", "Windows-1252", 0, false, NULL},
    {"a damaged line",
     BYTES("id,n\n1,Pe\xC3\xB1"
           "a\n2,Pe\xF1"
           "a\n3,x\n"),
     "H id|n\n2 1|Pe\xC3\xB1"
     "a\n3 2|Pe\xC3\xB1"
     "a\n4 3|x\n",
     "UTF-8", 1, false, NULL},
    {"a damaged line first",
     BYTES("id,n\n1,Pe\xF1"
           "a\n2,Pe\xC3\xB1"
           "a"),
     "H id|n\n2 1|Pe\xC3\xB1"
     "a\n3 2|Pe\xC3\xB1"
     "a\n",
     "UTF-8", 1, false, NULL},
    {"MacRoman",
     BYTES("id,school\r1,Pe\x96"
           "asco\r"),
     PENASCO, "MacRoman", 0, false, NULL},
    {"MacRoman, asked for",
     BYTES("id,school\n1,Pe\x96"
           "asco\n"),
     PENASCO, "MacRoman", 0, false, "macroman"},
    {"an apostrophe is no sign of a Mac", BYTES("id,school\n1,Lincoln\x92s\n"),
     "H id|school\n2 1|Lincoln\xE2\x80\x99s\n", "Windows-1252", 0, false, NULL},
    {"UTF-16LE",
     BYTES("\xFF\xFEi\0d\0\t\0n\0\r\0\n\0"
           "1\0\t\0\xF1\0\n\0"),
     "H id|n\n2 1|\xC3\xB1\n", "UTF-16LE", 0, true, NULL},
    {"UTF-16BE",
     BYTES("\xFE\xFF\0i\0d\0\t\0n\0\r\0\n\0"
           "1\0\t\0\xF1\0\n"),
     "H id|n\n2 1|\xC3\xB1\n", "UTF-16BE", 0, true, NULL},
    {"UTF-16LE without its mark",
     BYTES("i\0d\0,\0n\0\n\0"
           "1\0,\0x\0\n\0"),
     "H id|n\n2 1|x\n", "UTF-16LE", 0, false, NULL},
    {"UTF-16BE without its mark",
     BYTES("\0i\0d\0,\0n\0\n\0"
           "1\0,\0x\0\n"),
     "H id|n\n2 1|x\n", "UTF-16BE", 0, false, NULL},
    {"UTF-16LE, a lone surrogate",
     BYTES("\xFF\xFEi\0d\0,\0n\0\n\0"
           "1\0,\0\x00\xDCx\0\n\0"),
     "H id|n\n2 1|\xEF\xBF\xBDx\n", "UTF-16LE", 1, true, NULL},
    {"UTF-16LE, half a character at the end",
     BYTES("\xFF\xFEi\0d\0,\0n\0\n\0"
           "1\0,\0x\0\n"),
     "H id|n\n2 1|x\xEF\xBF\xBD\n", "UTF-16LE", 1, true, NULL},
    {"asked for by name", BYTES("id,n\n1,\xA4\n"), "H id|n\n2 1|\xE2\x82\xAC\n", "ISO-8859-15",
     0, false, "ISO-8859-15"},
    {"a mark is believed first", BYTES("\xEF\xBB\xBFid,n\n1,\xC3\xB1\n"),
     "H id|n\n2 1|\xC3\xB1\n", "UTF-8", 0, true, "ISO-8859-1"},
};

static void check_encoding(int i, eg_source_sizes sizes)
{
    source_read read = {.encoding = encodings[i].asked, .sizes = sizes};
    const char *got = source_read_bytes(&read, encodings[i].bytes, encodings[i].n);

    ck_assert_msg(strcmp(got, encodings[i].want) == 0, "%s:\n--- got\n%s--- want\n%s",
                  encodings[i].what, got, encodings[i].want);
    ck_assert_str_eq(read.tally.encoding, encodings[i].encoding);
    ck_assert_msg(read.tally.damaged == encodings[i].damaged, "%s: %llu damaged",
                  encodings[i].what, (unsigned long long)read.tally.damaged);
    ck_assert(read.tally.byte_order_mark == encodings[i].mark);
    source_read_clear(&read);
}

START_TEST(reads_every_encoding)
{
    check_encoding(_i, eg_source_sizes_default);
    /* With the bytes cut anywhere. */
    for (size_t step = 1; step < 6; step++)
        check_encoding(_i, (eg_source_sizes){.chunk = 2, .sniff = 17, .step = step});
}
END_TEST

START_TEST(an_unknown_encoding_is_a_usage_error)
{
    source_read read = {.encoding = "klingon-8"};

    (void)source_read_string(&read, "a,b\n1,2\n");
    ck_assert_int_eq(read.status, EG_E_USAGE);
    source_read_clear(&read);
}
END_TEST

/* ---- no table
 * ------------------------------------------------------------------------------------- */

static const struct {
    const char *bytes;
    size_t n;
    const char *says; /* in the message */
} no_tables[] = {
    {BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), "old Excel workbook"},
    {BYTES("%PDF-1.7\n"), "PDF"},
    {BYTES("PAR1\x15\x04"), "Parquet"},
    {BYTES("<html><table>"), "web page"},
    {BYTES("BZh91AY"), "bzip2"},
    {BYTES("\xFD"
           "7zXZ\0"),
     "xz"},
    {BYTES("\x7F"
           "ELF\x02\x01\x01\0\0\0\0\0"),
     "binary"},
    {BYTES("\0\x01\x02\x03\n"), "binary"},
    {BYTES("a,b\n\x01\x02\x03\x04\x05\x06\x07\x08,1\n"), "binary"},
};

START_TEST(refuses_what_is_no_table)
{
    source_read read = {0};
    const char *got = source_read_bytes(&read, no_tables[_i].bytes, no_tables[_i].n);

    ck_assert_int_eq(read.status, EG_E_INPUT);
    ck_assert_msg(strstr(got, no_tables[_i].says) != NULL, "%s", got);
    source_read_clear(&read);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *source_dialect_suite(void)
{
    Suite *suite = suite_create("source dialect");
    TCase *tc = tcase_create("recognition");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, recognises_the_delimiter, 0, COUNT(delimiters));
    tcase_add_test(tc, the_user_knows_better);
    tcase_add_loop_test(tc, finds_preamble_and_footer, 0, COUNT(frames));
    tcase_add_loop_test(tc, reads_every_encoding, 0, COUNT(encodings));
    tcase_add_test(tc, an_unknown_encoding_is_a_usage_error);
    tcase_add_loop_test(tc, refuses_what_is_no_table, 0, COUNT(no_tables));
    suite_add_tcase(suite, tc);
    return suite;
}
