/* A dictionary of raw bytes answers as a list of the same texts does, whatever their lengths
 * and bytes, wherever they stand. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "rounds.h"
#include "schema/cell.h"
#include "schema/dict.h"

Suite *dict_suite(void);

enum { TEXTS = 3000, LONGEST = 70, PAD = EG_BATCH_PAD };

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Few different bytes, NUL among them, so that many texts differ in one place only. */
static size_t draw_text(char *at, uint64_t *state)
{
    static const char bytes[] = {'a', 'b', '\0', ' ', '"', 'z', (char)0xC3, (char)0xB1};
    const size_t n = draw(state) % (draw(state) % 4 == 0 ? LONGEST : 10);

    memset(at, (int)draw(state), LONGEST + PAD);
    for (size_t i = 0; i < n; i++)
        at[i] = draw(state) % 3 == 0 ? bytes[draw(state) % sizeof bytes] : 'a';
    return n;
}

static uint32_t listed(const eg_text *list, size_t n, eg_text text)
{
    for (size_t i = 0; i < n; i++)
        if (eg_text_equal(list[i], text))
            return (uint32_t)i;
    return EG_NO_WORD;
}

START_TEST(answers_as_a_list_does)
{
    static eg_text list[TEXTS];
    char at[LONGEST + PAD];
    eg_arena *arena = eg_arena_new();
    uint64_t state = 7 + (uint64_t)_i;
    size_t n = 0;
    eg_dict dict;

    ck_assert_ptr_nonnull(arena);
    ck_assert(eg_dict_init(&dict, SIZE_MAX));
    for (int i = 0; i < TEXTS; i++) {
        const eg_text text = {at, draw_text(at, &state)};
        const uint32_t want = listed(list, n, text);

        ck_assert_uint_eq(eg_dict_find(&dict, text.at, text.n), want);
        ck_assert_uint_eq(eg_dict_look(&dict, text.at, text.n, true), want);
        if (want != EG_NO_WORD)
            continue;
        ck_assert(eg_dict_put(&dict, text, (uint32_t)n));
        list[n] = (eg_text){eg_arena_string(arena, text), text.n};
        ck_assert_ptr_nonnull(list[n].at);
        n++;
    }
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(eg_dict_find(&dict, list[i].at, list[i].n), i);
    ck_assert_uint_eq(dict.n, n);
    eg_dict_clear(&dict);
    eg_arena_free(arena);
}
END_TEST

START_TEST(takes_no_more_than_allowed)
{
    eg_dict dict;

    ck_assert(eg_dict_init(&dict, 2));
    ck_assert(eg_dict_put(&dict, eg_text_of("one"), 1));
    ck_assert(eg_dict_put(&dict, eg_text_of(""), 2));
    ck_assert(eg_dict_put(&dict, eg_text_of("three"), 3));
    ck_assert_uint_eq(eg_dict_find(&dict, "one", 3), 1);
    ck_assert_uint_eq(eg_dict_find(&dict, "", 0), 2);
    ck_assert_uint_eq(eg_dict_find(&dict, "three", 5), EG_NO_WORD);
    eg_dict_clear(&dict);
}
END_TEST

/* What the form of one number says of another text is what a look at the text itself says. */
START_TEST(forms_read_what_each_number_reads)
{
    static const char bytes[] = "0123456789.5-, e";
    uint64_t state = 11 + (uint64_t)_i;

    for (int i = 0; i < EG_ROUNDS(200000); i++) {
        char one[16] = "", two[16] = "";
        const size_t n = 1 + draw(&state) % 9;
        size_t m = draw(&state) % 8 == 0 ? 1 + draw(&state) % 9 : n;
        eg_decimal got, want = 0;
        uint64_t word;

        for (size_t k = 0; k < sizeof one; k++) {
            const bool digit = draw(&state) % 8 != 0;

            one[k] = bytes[draw(&state) % (digit ? 10 : sizeof bytes - 1)];
            two[k] = digit ? bytes[draw(&state) % 10] : one[k];
        }
        if (draw(&state) % 2 == 0)
            one[n / 2] = two[n / 2] = '.';
        const eg_cell_form form = eg_cell_form_of(one, n);
        memcpy(&word, two, sizeof word);
        if (form.n == 0) {
            ck_assert(n > 8 || !eg_cell_short_number(eg_cell_load(one, n), n, &want));
            continue;
        }
        if (!eg_cell_formed(&form, word, m, &got))
            continue;
        ck_assert_uint_eq(m, n);
        ck_assert(eg_cell_short_number(word, m, &want));
        ck_assert_int_eq(got, want);
    }
}
END_TEST

/* And it knows those of its own form. */
START_TEST(forms_know_their_own)
{
    static const char *const alike[][2] = {{"483.0", "512.5"},
                                           {"7", "0"},
                                           {"36", "12"},
                                           {"0.925", "1.000"},
                                           {"1.5", "9.9"},
                                           {"12345678", "87654321"},
                                           {"1234.567", "0000.001"},
                                           {"0.123456", "9.999999"}};

    for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++) {
        const size_t n = strlen(alike[i][0]);
        const eg_cell_form form = eg_cell_form_of(alike[i][0], n);
        char room[16] = "xxxxxxxxxxxxxxx";
        eg_decimal got, want;
        uint64_t word;

        memcpy(room, alike[i][1], n);
        memcpy(&word, room, sizeof word);
        ck_assert_uint_eq(form.n, n);
        ck_assert(eg_cell_formed(&form, word, n, &got));
        ck_assert(eg_cell_plain_number(alike[i][1], n, &want));
        ck_assert_int_eq(got, want);
        ck_assert(!eg_cell_formed(&form, word, n - 1, &got));
    }
}
END_TEST

Suite *dict_suite(void)
{
    Suite *suite = suite_create("dict");
    TCase *all = tcase_create("all");

    tcase_add_loop_test(all, answers_as_a_list_does, 0, 3);
    tcase_add_test(all, takes_no_more_than_allowed);
    tcase_add_loop_test(all, forms_read_what_each_number_reads, 0, 3);
    tcase_add_test(all, forms_know_their_own);
    suite_add_tcase(suite, all);
    return suite;
}
