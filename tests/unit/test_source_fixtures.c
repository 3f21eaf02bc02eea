/*
 * The odd exports of ../shared/data/quirks, where they are there: the same seven students out
 * of every encoding and dialect, and what each other oddity must come to. Expected texts were
 * written by hand from make_quirks.py beside them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source_read.h"

Suite *source_fixtures_suite(void);

#define FOLDER "../shared/data/quirks/"
#define NAMES                                                                                  \
    "H Student ID|School|Grade|Race|EL|IEP|FRL|Gender|Days Enrolled|Days Absent|Math Level\n"

static const char *const seven[] = {
    "0001234|Lincoln Elementary|03|H|Y|N|F|F|172|21|2",
    "0001235|Lincoln Elementary|03|B|N|Y|R|M|172|4|3",
    "0001236|Lincoln Elementary|KF|W|N|N|N|X|90|9|",
    "0001237|Pe\xC3\xB1"
    "asco Middle|07|A|N|N|N|M|172|0|4",
    "0001238|Pe\xC3\xB1"
    "asco Middle|7|I|N|N|F|F|30|3|NULL",
    "0001239|Pe\xC3\xB1"
    "asco Middle|PK|P|N|N|N|M|172|17|.",
    "0001240|Pe\xC3\xB1"
    "asco Middle|12|M|N|504|D|F|172|18|-99",
};

static const struct {
    const char *file;
    unsigned first; /* line of the first student */
    const char *encoding;
    char delimiter;
} dialects[] = {
    {"utf8_bom_crlf.csv", 2, "UTF-8", ','},
    {"windows1252.csv", 2, "Windows-1252", ','},
    {"utf16le_bom_tab.txt", 2, "UTF-16LE", '\t'},
    {"macroman.csv", 2, "MacRoman", ','},
    {"semicolon.csv", 2, "UTF-8", ';'},
    {"caret.txt", 2, "UTF-8", '^'},
    {"pipe.psv", 2, "UTF-8", '|'},
    {"cr_only_mac.csv", 2, "UTF-8", ','},
    {"no_final_newline.csv", 2, "UTF-8", ','},
    {"sep_line.csv", 3, "UTF-8", ','},
    {"preamble_and_footer.csv", 5, "UTF-8", ','},
    {"gzipped.csv.gz", 2, "UTF-8", ','},
};

static const struct {
    const char *file;
    const char *want;
} others[] = {
    {"embedded_newline_quotes.csv",
     "H Student ID|Teacher Name|Comment|Hispanic\n"
     "3 0001234|\"O'Neil, \"Pat\"|\"MTHR CALLED \"FEW MINUTES LATE\"|Y\n"
     "4 0001235|\"Lee\\r\\nKim|\"ok|N\n"},
    {"single_quoted_header.csv",
     "H local_id|school_local_id|assessment_date|assessment_scale_score|"
     "assessment_performance_level\n"
     "2 \"100|\"HEA|\"2014-05-01|\"222.00|\"NI\n3 \"100|\"HEA|\"2014-05-01|\"NULL|\"NULL\n"},
    {"dup_and_padded_headers.csv", "H Student ID|Filler|Grade|Filler|Race|Race\n"
                                   "2 0001234||03||B|\n3 0001235||03||W|B\n"},
    {"ragged_trailing_commas.csv",
     "H Student ID|School|Grade\nx3 2 columns where the header has 3: 0001235,Lincoln\n"
     "2 0001234|Lincoln|03\n4 0001236|Lincoln|03\n"},
    {"excel_text_ids.csv", "H Student ID|School|Grade\n2 \"=\"0001234\"|Lincoln|03\n"
                           "3 \"=\"0001235\"|Lincoln|\"=\"03\"\n4 '0001236|Lincoln|03\n"},
    {"nul_and_ctrlz.csv",
     "H Student ID|School\nx2 it holds a NUL byte: 0001,Lin\\0coln\n3 0002|Peary\n"},
    {"header_only.csv", "H Student ID|School|Grade\n"},
    {"formula_injection.csv",
     "H Student ID|School|Grade|Note\n"
     "2 0001234|\"=HYPERLINK(\"http://example.invalid\",\"x\")|03|+1\n3 "
     "0001235|@Lincoln|03|-2\n"},
};

static bool there(const char *path)
{
    if (access(path, R_OK) == 0)
        return true;
    printf("skipped: %s is not here\n", path);
    return false;
}

START_TEST(seven_students_from_every_dialect)
{
    char path[256];
    const char *paths[1] = {path};
    source_read read = {0};
    eg_buffer want = {0};

    (void)snprintf(path, sizeof path, "%s%s", FOLDER, dialects[_i].file);
    if (!there(path))
        return;
    eg_buffer_add_string(&want, NAMES);
    for (unsigned i = 0; i < 7; i++)
        eg_buffer_printf(&want, "%u %s\n", dialects[_i].first + i, seven[i]);
    ck_assert_str_eq(source_read_files(&read, paths, 1), eg_buffer_string(&want));
    ck_assert_str_eq(read.tally.encoding, dialects[_i].encoding);
    ck_assert_int_eq(read.tally.delimiter, dialects[_i].delimiter);
    ck_assert_uint_eq(read.tally.records, 7);
    ck_assert_uint_eq(read.tally.rejected, 0);
    source_read_clear(&read);
    eg_buffer_clear(&want);
}
END_TEST

START_TEST(other_oddities)
{
    char path[256];
    const char *paths[1] = {path};
    source_read read = {0};

    (void)snprintf(path, sizeof path, "%s%s", FOLDER, others[_i].file);
    if (!there(path))
        return;
    ck_assert_str_eq(source_read_files(&read, paths, 1), others[_i].want);
    source_read_clear(&read);
}
END_TEST

/* Rows as data/README.md beside the files counts them; the blank ones are those Python's csv
 * finds. */
static const struct {
    const char *file;
    unsigned records;
    unsigned blank;
} whole_files[] = {
    {"../shared/data/students/synth_texas.csv", 30134, 0},
    {"../shared/data/students/student_equity.csv", 20000, 0},
    {"../shared/data/students/star_wide.csv", 11598, 0},
    {"../shared/data/aggregates/nyc_graduation.csv", 25096, 0},
    {"../shared/data/aggregates/idea_child_counts_2012_2018.csv.gz", 97387 - 31, 31},
};

START_TEST(real_files_come_whole)
{
    const char *path = whole_files[_i].file;
    source_read read = {0};

    if (!there(path))
        return;
    (void)source_read_files(&read, &path, 1);
    ck_assert_msg(read.status == EG_OK, "%s: %s", path, read.error.text);
    ck_assert_uint_eq(read.tally.records, whole_files[_i].records);
    ck_assert_uint_eq(read.tally.rejected, 0);
    ck_assert_uint_eq(read.tally.blank, whole_files[_i].blank);
    ck_assert_uint_eq(read.tally.footer + read.tally.headers + read.tally.preamble, 0);
    source_read_clear(&read);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *source_fixtures_suite(void)
{
    Suite *suite = suite_create("source fixtures");
    TCase *tc = tcase_create("fixtures");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, seven_students_from_every_dialect, 0, COUNT(dialects));
    tcase_add_loop_test(tc, other_oddities, 0, COUNT(others));
    tcase_add_loop_test(tc, real_files_come_whole, 0, COUNT(whole_files));
    suite_add_tcase(suite, tc);
    return suite;
}
