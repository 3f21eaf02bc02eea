/*
 * Well formed files drawn at random and written out by a Python script with a fixed seed, which
 * also made the expected text from the cells it drew. Python's own reader, csv.reader(text,
 * delimiter, strict = True), was asked to read each file and gave back the same cells.
 */
#include <check.h>
#include <string.h>

#include "source_read.h"

Suite *source_oracle_suite(void);

// clang-format off
static const struct {
    const char *text;
    const char *want;
} drawn[] = {
    {"c0,\"c1\"\nb,\"\"\"\"\n",
     "H c0|c1\n2 b|\"\"\n"},
    {"c0\tc1\r\nc1990\t9aca0\r\n",
     "H c0|c1\n2 c1990|9aca0\n"},
    {"c0;c1;c2;c3\ra-a..;\"\";\"\"\"\"\"\";=\xC3\xA9" "bx y\r0;Z\xC3\xB1\xE6\xBC\xA2;cb.b.b;b-ac.\r90-b-1;\"b\xC3\xB1\t\";\"..0\";b9b-\r",
     "H c0|c1|c2|c3\n2 a-a..|\"|\"\"\"|=\xC3\xA9" "bx y\n3 0|Z\xC3\xB1\xE6\xBC\xA2|cb.b.b|b-ac.\n4 90-b-1|\"b\xC3\xB1\\t|\"..0|b9b-\n"},
    {"\"c0\"|c1|c2|c3|c4\n,|a=|.-ca1|.|\n1a0||||\"\"\n\\|c|910|\"\"\"\"\"\"|-ab--\n0b1|\"\n\"|\"\\;a\r\n\"|9|\n\"a\n0\t\"|0Z1=,|b9|a99a|a1-",
     "H c0|c1|c2|c3|c4\n2 ,|a=|.-ca1|.|\n3 1a0||||\"\n4 \\\\|c|910|\"\"\"|-ab--\n5 0b1|\"\\n|\"\\\\;a\\r\\n|9|\n8 \"a\\n0\\t|0Z1=,|b9|a99a|a1-\n"},
    {"c0^c1^c2\r\n.a^bb^=|;\r\n",
     "H c0|c1|c2\n2 .a|bb|=|;\n"},
    {"c0,c1,c2,c3,c4\r,\xC3\xA9\xE6\xBC\xA2,\"x y\r\n'b^;\",1.-0a,ccbbb\r\"\t1;\",\xE6\xBC\xA2,1.,,\r9.0ac,00,b--.b9,,ac.-a0\rb,.aca,\"\"\"\"\"^\t\",..bb-,\r",
     "H c0|c1|c2|c3|c4\n2 |\xC3\xA9\xE6\xBC\xA2|\"x y\\r\\n'b^;|1.-0a|ccbbb\n4 \"\\t1;|\xE6\xBC\xA2|1.||\n5 9.0ac|00|b--.b9||ac.-a0\n6 b|.aca|\"\"\"^\\t|..bb-|\n"},
    {"c0\tc1\tc2\tc3\tc4\na\t\t=0\xC3\xB1\xE6\xBC\xA2\xC3\xA9\t\xC3\xA9\t1;;;=\n\"\r\n\"\t\"a\xE6\xBC\xA2\"\"\"\"\\=\"\t10\t\"0='\"\"\n\"\tc-a1b\nb1c0\t0a90-\t\"|^\xE6\xBC\xA2\n'\\\"\t.-\t\"  x y\"\na9a\ta-0\t\"'^\"\"\"\"\"\t--a.\t\\1\xE6\xBC\xA2" "1\n",
     "H c0|c1|c2|c3|c4\n2 a||=0\xC3\xB1\xE6\xBC\xA2\xC3\xA9|\xC3\xA9|1;;;=\n3 \"\\r\\n|\"a\xE6\xBC\xA2\"\"\\\\=|10|\"0='\"\\n|c-a1b\n6 b1c0|0a90-|\"|^\xE6\xBC\xA2\\n'\\\\|.-|\"  x y\n8 a9a|a-0|\"'^\"\"|--a.|\\\\1\xE6\xBC\xA2" "1\n"},
    {"\"c0\";c1\r\n\"\"\"1x y\xE6\xBC\xA2^\";",
     "H c0|c1\n2 \"\"1x y\xE6\xBC\xA2^|\n"},
    {"c0|c1|c2\r|a|\"|\"\r99b|-1a|b1\r1|a|\"x y  ^\r\n\"\r\" x y\\;\"|\xC3\xB1;|9b-c-\r",
     "H c0|c1|c2\n2 |a|\"|\n3 99b|-1a|b1\n4 1|a|\"x y  ^\\r\\n\n6 \" x y\\\\;|\xC3\xB1;|9b-c-\n"},
    {"c0^c1^c2\na9-a.^991^\"  \"\n",
     "H c0|c1|c2\n2 a9-a.|991|\"  \n"},
    {"c0,c1\r\n\"-b0\",b\xC3\xA9^=\r\n',\"  \"\"\"\"x y\"\r\n",
     "H c0|c1\n2 \"-b0|b\xC3\xA9^=\n3 '|\"  \"\"x y\n"},
    {"c0\tc1\r\"\t ^Z\"\t\"|\t\"",
     "H c0|c1\n2 \"\\t ^Z|\"|\\t\n"},
    {"c0;\"c1\";c2;c3\n\"a\"\"\";1\xE6\xBC\xA2;1.c0b;\"x y0\xC3\xB1;\\\"\n",
     "H c0|c1|c2|c3\n2 \"a\"|1\xE6\xBC\xA2|1.c0b|\"x y0\xC3\xB1;\\\\\n"},
    {"c0|c1\r\n|\"\xC3\xA9'\"\"1|b\"\r\nc9|\r\n\"\\\xE6\xBC\xA2" "1\n,  \"|\"\xE6\xBC\xA2\n'\"\"\"\r\n",
     "H c0|c1\n2 |\"\xC3\xA9'\"1|b\n3 c9|\n4 \"\\\\\xE6\xBC\xA2" "1\\n,  |\"\xE6\xBC\xA2\\n'\"\n"},
    {"c0^c1^c2\r-9cbb^|ZZ,^\"\"\r",
     "H c0|c1|c2\n2 -9cbb||ZZ,|\"\n"},
    {"c0,c1,\"c2\",\"c3\",c4\na09901,.ca0,\" \",-09.1,19\n1babc0,,09bbcc,,\"0a0910\"",
     "H c0|c1|c2|c3|c4\n2 a09901|.ca0|\" |-09.1|19\n3 1babc0||09bbcc||\"0a0910\n"},
    {"c0\tc1\tc2\r\nc.999.\t-ab1a1\t\"\"\"\"\"a,\"\r\n\"\"\" \xC3\xA9    \"\t\xE6\xBC\xA2;^\t\" 0\xC3\xB1x y\xC3\xB1^\"\r\n\".a19ac\"\t\"\r\n;\n\"\t\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2'=\xE6\xBC\xA2\r\n",
     "H c0|c1|c2\n2 c.999.|-ab1a1|\"\"\"a,\n3 \"\" \xC3\xA9    |\xE6\xBC\xA2;^|\" 0\xC3\xB1x y\xC3\xB1^\n4 \".a19ac|\"\\r\\n;\\n|\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2'=\xE6\xBC\xA2\n"},
    {"c0;c1\raaa1b;\"-\"\r",
     "H c0|c1\n2 aaa1b|\"-\n"},
    {"c0|c1|c2|c3|c4\n991--|||\"  \"|\"   \r\n\\Z\"\n",
     "H c0|c1|c2|c3|c4\n2 991--|||\"  |\"   \\r\\n\\\\Z\n"},
    {"c0^\"c1\"^c2^c3^\"c4\"\r\n\"\"\",\"^^Za^0a^\r\n'^^00b0^'''^\"'\\  \"\";\"\r\n\"\"^090bb1^01^\\Z^\r\n1.9c^\" ;'b\"^\".9cc\"^\"b'\xE6\xBC\xA2\"^\"\xC3\xB1" "a^'ab\"\r\n\"0.1a\"^1ca-c^b^'=^\"0a0\"",
     "H c0|c1|c2|c3|c4\n2 \"\",||Za|0a|\n3 '||00b0|'''|\"'\\\\  \";\n4 \"|090bb1|01|\\\\Z|\n5 1.9c|\" ;'b|\".9cc|\"b'\xE6\xBC\xA2|\"\xC3\xB1" "a^'ab\n6 \"0.1a|1ca-c|b|'=|\"0a0\n"},
    {"c0,c1,c2\r\"\"\"\"\"\xC3\xA9\",.,\"\r\n,\"\r",
     "H c0|c1|c2\n2 \"\"\"\xC3\xA9|.|\"\\r\\n,\n"},
    {"c0\tc1\tc2\t\"c3\"\n\\\t\" '\r\n=\r\n1\"\t\t\"Z  \"\n9-\t\"\xC3\xB1^\t\r\n\"\t\"a-9a19\"\t\n",
     "H c0|c1|c2|c3\n2 \\\\|\" '\\r\\n=\\r\\n1||\"Z  \n5 9-|\"\xC3\xB1^\\t\\r\\n|\"a-9a19|\n"},
    {"c0;c1;c2;c3\r\nbac-cc;-;;\r\n9.;^;x yx y;\"  ;,\xC3\xB1" "a=\"\r\n",
     "H c0|c1|c2|c3\n2 bac-cc|-||\n3 9.|^|x yx y|\"  ;,\xC3\xB1" "a=\n"},
    {"c0|c1|c2|c3|c4\r1-c..|b0|c0c||\r.0c|0= 0|\"x y\"\"\"\" \xC3\xB1\"|\"  ^aaZZ\"|\"b\"\"\"\"\"\"\"\"'\"\rb0--.|\"  \t,'\\\"||\",\t\"|10\r-a0b.|0b0|a1c9a.|\"\r\n\"|.cb\r\"|\"|.1a0|\"\nb\"\"b\"|;\xC3\xA9=|cb9a1",
     "H c0|c1|c2|c3|c4\n2 1-c..|b0|c0c||\n3 .0c|0= 0|\"x y\"\" \xC3\xB1|\"  ^aaZZ|\"b\"\"\"\"'\n4 b0--.|\"  \\t,'\\\\||\",\\t|10\n5 -a0b.|0b0|a1c9a.|\"\\r\\n|.cb\n7 \"||.1a0|\"\\nb\"b|;\xC3\xA9=|cb9a1\n"},
};
// clang-format on

START_TEST(reads_what_python_reads)
{
    static const size_t steps[] = {0, 1, 5, 33};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        source_read read = {.sizes = {.chunk = 7, .sniff = 4096, .step = steps[i]}};
        const char *got = source_read_string(&read, drawn[_i].text);

        ck_assert_msg(strcmp(got, drawn[_i].want) == 0, "%d:\n--- got\n%s--- want\n%s", _i, got,
                      drawn[_i].want);
        source_read_clear(&read);
    }
}
END_TEST

Suite *source_oracle_suite(void)
{
    Suite *suite = suite_create("source oracle");
    TCase *tc = tcase_create("python");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, reads_what_python_reads, 0, (int)(sizeof drawn / sizeof drawn[0]));
    suite_add_tcase(suite, tc);
    return suite;
}
