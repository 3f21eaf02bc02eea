/* Labels that mean one, written in several ways. */
#include <check.h>

#include "schema/labels_alike.h"

Suite *labels_alike_suite(void);

START_TEST(what_is_written_otherwise_folds_to_one)
{
    static const struct {
        const char *label, *plain, *grade;
    } labels[] = {
        {"3", "3", "3"},
        {"03", "3", "3"},
        {"3.0", "3", "3"},
        {"0", "0", "0"},
        {"00", "0", "0"},
        {"3.5", "3.5", "3.5"},
        {"030", "30", "30"},
        {"3.", "3.", "3."},
        {"-3", "-3", "3"},
        {"White", "white", "white"},
        {"Grade 3", "grade 3", "3"},
        {"GRADE 03", "grade 03", "3"},
        {"Gr. 3", "gr. 3", "3"},
        {"3rd Grade", "3rd grade", "3"},
        {"Third", "third", "3"},
        {"12th", "12th", "12"},
        {"KG", "kg", "k"},
        {"KF", "kf", "kf"}, /* a full day, where K may be half of one */
        {"Pre-K", "pre-k", "pk"},
        {"grade", "grade", "grade"},
        {"2 Grade Levels Below", "2 grade levels below", "2gradelevelsbelow"},
        {"", "", ""},
    };
    eg_buffer out = {.at = NULL};
    for (int grade = 0; grade < 2; grade++) {
        eg_buffer_reset(&out);
        eg_label_fold(eg_text_of(labels[_i].label), grade == 1, &out);
        ck_assert_str_eq(eg_buffer_string(&out),
                         grade == 1 ? labels[_i].grade : labels[_i].plain);
    }
    eg_buffer_clear(&out);
}
END_TEST

Suite *labels_alike_suite(void)
{
    Suite *suite = suite_create("labels_alike");
    TCase *tests = tcase_create("labels_alike");
    tcase_add_loop_test(tests, what_is_written_otherwise_folds_to_one, 0, 22);
    suite_add_tcase(suite, tests);
    return suite;
}
