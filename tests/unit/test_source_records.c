/* The reader's grammar: records, rejects and what is set aside. Expected texts are by hand. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "source_read.h"

Suite *source_records_suite(void);

#define RAGGED(got, want) got " columns where the header has " want ": "
#define INSIDE            "a quote stands inside a cell, where it must be doubled: "
#define NOT_CLOSED        "a quote is opened here that is not closed at the end of its cell: "

static const struct {
    const char *what;
    const char *text;
    const char *want;
} grammar[] = {
    {"plain", "a,b\n1,2\n3,4\n", "H a|b\n2 1|2\n3 3|4\n"},
    {"CRLF", "a,b\r\n1,2\r\n3,4\r\n", "H a|b\n2 1|2\n3 3|4\n"},
    {"CR only", "a,b\r1,2\r3,4\r", "H a|b\n2 1|2\n3 3|4\n"},
    {"mixed line ends", "a,b\n1,2\r\n3,4\r5,6\n", "H a|b\n2 1|2\n3 3|4\n4 5|6\n"},
    {"no final line end", "a,b\n1,2", "H a|b\n2 1|2\n"},
    {"no final line end, empty last", "a,b\n1,", "H a|b\n2 1|\n"},
    {"quoted last without line end", "a,b\n1,\"2\"", "H a|b\n2 1|\"2\n"},
    {"Ctrl-Z at the end", "a,b\n1,2\n\x1A", "H a|b\n2 1|2\n"},
    {"Ctrl-Z after the last cell", "a,b\n1,2\x1A", "H a|b\n2 1|2\n"},
    {"header only", "a,b\n", "H a|b\n"},
    {"header only, no line end", "a,b", "H a|b\n"},
    {"one column", "name\nx\ny\n", "H name\n2 x\n3 y\n"},
    {"one column, quoted commas", "name\n\"x, y\"\nz\n", "H name\n2 \"x, y\n3 z\n"},
    {"empty cells", "a,b,c\n,,3\n1,,\n", "H a|b|c\n2 ||3\n3 1||\n"},
    {"blanks around cells", "a , b\n 1\t,  x y  \n", "H a|b\n2 1|x y\n"},
    {"blanks in quotes stay", "a,b\n\" 1 \",2\n", "H a|b\n2 \" 1 |2\n"},
    {"blanks around quotes", "a,b\n \"1\" , \"2\" \n", "H a|b\n2 \"1|\"2\n"},
    {"empty in quotes", "a,b\n\"\",2\n", "H a|b\n2 \"|2\n"},
    {"doubled quote", "a,b\n\"x \"\"y\"\"\",\"\"\"\"\n", "H a|b\n2 \"x \"y\"|\"\"\n"},
    {"quoted delimiter", "a,b\n\"x,y\",2\n", "H a|b\n2 \"x,y|2\n"},
    {"quoted and plain in turn", "a,b,c\n1,\"2\", 3\n\"\"\"\",,\"x\"\n",
     "H a|b|c\n2 1|\"2|3\n3 \"\"||\"x\n"},
    {"line end in quotes", "a,b\n\"x\ny\",2\n3,4\n", "H a|b\n2 \"x\\ny|2\n4 3|4\n"},
    {"CRLF in quotes", "a,b\r\n\"x\r\ny\",\"2\"\r\n3,4\r\n",
     "H a|b\n2 \"x\\r\\ny|\"2\n4 3|4\n"},
    {"flags after a line end in quotes", "a,b,c\n\"x\n\n\"\"y\",2,\"z\"\n",
     "H a|b|c\n2 \"x\\n\\n\"y|2|\"z\n"},
    {"lines counted over blank ones", "a,b\n\n1,2\n\n\n3,4\n", "H a|b\n3 1|2\n6 3|4\n"},
    {"header with line break and blanks", "id,\"Teacher\r\nName\", \" Grade \"\n1,2,3\n",
     "H id|Teacher Name|Grade\n3 1|2|3\n"},
    {"all names in single quotes", "'id','school'\n1,'2'\n", "H id|school\n2 1|'2'\n"},
    {"some names in single quotes", "'id',school\n1,2\n", "H 'id'|school\n2 1|2\n"},
    {"a name of one quote", "',b\n1,2\n", "H '|b\n2 1|2\n"},
    {"names that are empty", "a,,c\n1,2,3\n", "H a||c\n2 1|2|3\n"},
    {"no name for the last columns", "a,b,,\n1,2\n3,4,5,6\n7,8,,\n",
     "H a|b||\n2 1|2||\n3 3|4|5|6\n4 7|8||\n"},

    {"too few", "a,b,c\n1,2,3\n4,5\n6,7,8\n",
     "H a|b|c\nx3 " RAGGED("2", "3") "4,5\n2 1|2|3\n4 6|7|8\n"},
    {"too few by one in one", "a,b\n1\n3,4\n",
     "H a|b\nx2 1 column where the header has 2: 1\n3 3|4\n"},
    {"too many", "a,b\n1,2,3\n4,5\n", "H a|b\nx2 " RAGGED("3", "2") "1,2,3\n3 4|5\n"},
    {"empty cells too many", "a,b\n1,2,,\n4,5,\"\"\n", "H a|b\n2 1|2\n3 4|5\n"},
    {"text after a closing quote", "a,b\n\"1\"x,2\n3,4\n",
     "H a|b\nx2 " INSIDE "\"1\"x,2\n3 3|4\n"},
    {"quote in a plain cell", "a,b\n5\" pipe,2\n3,4\n",
     "H a|b\nx2 " INSIDE "5\" pipe,2\n3 3|4\n"},
    {"a reject as the last line", "a,b\n1,2\n\"1\"x", "H a|b\nx3 " INSIDE "\"1\"x\n2 1|2\n"},
    {"a stray quote loses its own line only", "a,b\n1,2\n\"3,4\n5,6\n7,8\n9,\"10\"\n11,12\n",
     "H a|b\nx3 " NOT_CLOSED "\"3,4\n2 1|2\n4 5|6\n5 7|8\n6 9|\"10\n7 11|12\n"},
    {"two stray quotes that look like one cell", "a,b\n1,\"2\n3,4\n5\",6\n7,8\n",
     "H a|b\nx2 " RAGGED("3", "2") "1,\"2\nx4 " INSIDE "5\",6\n3 3|4\n5 7|8\n"},

    {"blank records", "a,b\n1,2\n,\n , \n\"\",\n   \n3,4\n", "H a|b\n2 1|2\n7 3|4\n"},
    {"a repeated header", "a,b\n1,2\na,b\n3,4\n", "H a|b\n2 1|2\n4 3|4\n"},
    {"a repeated header with its mark",
     "\xEF\xBB\xBF"
     "a,b\n1,2\n\xEF\xBB\xBF"
     "a,b\n3,4\n",
     "H a|b\n2 1|2\n4 3|4\n"},
    {"nearly a repeated header", "a,b\na,c\n", "H a|b\n2 a|c\n"},

    {"escaped quotes", "a,b\n\"say \\\"hi\\\"\",2\n", "H a|b\n2 \"say \"hi\"|2\n"},
    {"escaped quote before the end of a cell", "a,b\n\"5\\\"\",2\n\"x\\\"\",4\n",
     "H a|b\n2 \"5\"|2\n3 \"x\"|4\n"},
    {"escaped quotes over a line end", "a,b\n\"x\n\\\"y\\\"\",2\n3,4\n",
     "H a|b\nx2 " NOT_CLOSED "\"x\nx3 " INSIDE "\\\\\"y\\\\\"\",2\n4 3|4\n"},
    {"escaped quotes, then a line end", "a,b\n\"\\\"x\\\"\ny\",2\n3,4\n",
     "H a|b\n2 \"\"x\"\\ny|2\n4 3|4\n"},
    {"a backslash that ends a cell", "a,b\n\"C:\\\",2\n", "H a|b\n2 \"C:\\\\|2\n"},
    {"Excel's text", "a,b\n=\"0012\",2\n3,=\"4\"\n", "H a|b\n2 \"=\"0012\"|2\n3 3|\"=\"4\"\n"},
    {"not quite Excel's text", "a,b\n=\"0012\"x,2\n3,4\n",
     "H a|b\nx2 " INSIDE "=\"0012\"x,2\n3 3|4\n"},

    {"empty", "", "EG_E_INPUT t.csv: the file is empty; give one with a header and rows\n"},
    {"only a mark", "\xEF\xBB\xBF",
     "EG_E_INPUT t.csv: the file has no header; give one with a line of column names and rows "
     "below it\n"},
    {"only blank lines", "\n\n  \n,,\n",
     "EG_E_INPUT t.csv: the file has no header; give one with a line of column names and rows "
     "below it\n"},
    {"a quote never closed", "a,b\n1,2\n3, \"4\n5,6\n",
     "H a|b\nEG_E_INPUT t.csv:3:4: this quote is never closed; close it or double it\n"},
    {"never closed, in characters", "a,b\n\xC3\xA9,\"4\n",
     "H a|b\nEG_E_INPUT t.csv:2:3: this quote is never closed; close it or double it\n"},
    {"never closed, on a later line of its record", "a,b\n\"x\ny\",\"4\n5,6",
     "H a|b\nEG_E_INPUT t.csv:3:4: this quote is never closed; close it or double it\n"},
    {"never closed in the header", "a,\"b\n1,2\n",
     "EG_E_INPUT t.csv:1:3: this quote is never closed; close it or double it\n"},
    {"a header that breaks the grammar", "a,b\"c\n1,2\n",
     "EG_E_INPUT t.csv:1: the header cannot be read: a quote or a NUL byte stands where none "
     "may; write the column names plainly\n"},
};

START_TEST(records_and_rejects)
{
    source_read read = {.delimiter = ','};
    const char *got = source_read_string(&read, grammar[_i].text);

    ck_assert_msg(strcmp(got, grammar[_i].want) == 0, "%s:\n--- got\n%s--- want\n%s",
                  grammar[_i].what, got, grammar[_i].want);
    source_read_clear(&read);
}
END_TEST

/* The same, however the bytes come. */
START_TEST(records_in_small_steps)
{
    static const size_t steps[] = {1, 2, 3, 7, 64};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        source_read read = {.delimiter = ',',
                            .sizes = {.chunk = 3, .sniff = 4096, .step = steps[i]}};
        source_read tight = {.delimiter = ',',
                             .sizes = {.chunk = 2, .sniff = 8, .step = steps[i]}};
        const char *got = source_read_string(&read, grammar[_i].text);

        ck_assert_msg(strcmp(got, grammar[_i].want) == 0, "%s, step %zu:\n%s", grammar[_i].what,
                      steps[i], got);
        /* With so little to look at only recognition may differ, and here it does not. */
        got = source_read_string(&tight, grammar[_i].text);
        ck_assert_msg(strcmp(got, grammar[_i].want) == 0, "%s, tight %zu:\n%s",
                      grammar[_i].what, steps[i], got);
        source_read_clear(&read);
        source_read_clear(&tight);
    }
}
END_TEST

START_TEST(counts_what_is_set_aside)
{
    source_read read = {0};
    const char *got = source_read_string(
        &read, "Some district,,\n\na,b,c\n1,2,3\n,,\n\na,b,c\n4,5\n6,7,8\nTotal records: 2\n");

    ck_assert_str_eq(got, "H a|b|c\nx8 " RAGGED("2", "3") "4,5\n4 1|2|3\n9 6|7|8\n");
    ck_assert_uint_eq(read.tally.records, 2);
    ck_assert_uint_eq(read.tally.rejected, 1);
    ck_assert_uint_eq(read.tally.blank, 2);
    ck_assert_uint_eq(read.tally.headers, 1);
    ck_assert_uint_eq(read.tally.preamble, 2);
    ck_assert_uint_eq(read.tally.footer, 1);
    ck_assert_uint_eq(read.tally.damaged, 0);
    source_read_clear(&read);
}
END_TEST

START_TEST(nul_is_a_reject)
{
    static const char text[] = "a,b\n1,2\nx\0y,4\n5,6\n";
    source_read read = {0};
    const char *got = source_read_bytes(&read, text, sizeof text - 1);

    ck_assert_str_eq(got, "H a|b\nx3 it holds a NUL byte: x\\0y,4\n2 1|2\n4 5|6\n");
    source_read_clear(&read);
}
END_TEST

Suite *source_records_suite(void)
{
    Suite *suite = suite_create("source records");
    TCase *tc = tcase_create("grammar");
    const int n = (int)(sizeof grammar / sizeof grammar[0]);

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, records_and_rejects, 0, n);
    tcase_add_loop_test(tc, records_in_small_steps, 0, n);
    tcase_add_test(tc, counts_what_is_set_aside);
    tcase_add_test(tc, nul_is_a_reject);
    suite_add_tcase(suite, tc);
    return suite;
}
