/*
 * A column of few short texts gives what a list of them gives:
 * texts that are not in the list, that have no room, that are too long, and those that are
 * nearly another one.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "schema/few.h"

Suite *few_suite(void);

enum { CELLS = 500, STEP = 3, LONGEST = 40, MORE = 24, OTHER = 5 };

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* MORE texts of up to so many bytes, many of which differ in one byte alone. */
static void draw_words(eg_buffer *words, size_t *from, size_t longest, uint64_t *state)
{
    for (size_t i = 0; i < MORE; i++) {
        from[i] = words->n;
        for (size_t n = draw(state) % (longest + 1); n > 0; n--)
            eg_buffer_add_char(words,
                               draw(state) % 12 == 0 ? "ab, \"\xC3\xB1"[draw(state) % 7] : 'a');
    }
    from[MORE] = words->n;
}

/* What a list says of a text: its number, or MORE. */
static size_t listed(const eg_text *list, size_t n, eg_text text)
{
    size_t i = 0;

    while (i < n && !eg_text_equal(list[i], text))
        i++;
    return i < n ? i : MORE;
}

static eg_text cell_of(const eg_few_cells *cells, size_t r)
{
    const uint32_t *end = cells->end + r * cells->step, from = end[-1] + 1;

    return (eg_text){cells->text + from, end[0] - from};
}

typedef struct {
    eg_decimal value[CELLS];
    uint8_t state[CELLS];
    unsigned seen;
} answers;

static void check_answers(const answers *got, const eg_few_cells *cells, const eg_text *list,
                          size_t n, bool all)
{
    unsigned seen = 0;

    for (size_t r = 0; r < cells->n; r++) {
        const size_t is = listed(list, n, cell_of(cells, r));

        seen |= got->state[r];
        if (got->state[r] == OTHER) {
            ck_assert_int_eq(got->value[r], 0);
            ck_assert(is == MORE || !all);
        } else {
            ck_assert_uint_ne(is, MORE);
            ck_assert_int_eq(got->value[r], (eg_decimal)(is * is));
            ck_assert_uint_eq(got->state[r], is % OTHER);
        }
    }
    ck_assert_uint_eq(got->seen, seen);
}

START_TEST(cells_are_those_of_a_list)
{
    static const size_t longest[] = {1, 4, 8, 16, 24, 32, LONGEST};
    static uint32_t end[1 + CELLS * STEP];
    static answers got;
    uint64_t state = 11 + (uint64_t)_i;
    size_t from[MORE + 1];
    eg_buffer words = {0}, text = {0};
    eg_text list[MORE];
    size_t n = 0;
    eg_few few = {.n = 0};

    draw_words(&words, from, longest[(size_t)_i % 7], &state);
    end[0] = UINT32_MAX;
    for (size_t i = 1; i <= (size_t)CELLS * STEP; i++) {
        const size_t w = draw(&state) % MORE;

        eg_buffer_add(&text, words.at + from[w], from[w + 1] - from[w]);
        end[i] = (uint32_t)text.n;
        eg_buffer_add_char(&text, ',');
    }
    for (size_t k = 0; k < EG_BATCH_PAD; k++)
        eg_buffer_add_char(&text, 'a');
    ck_assert(!text.failed && !words.failed);
    for (size_t w = 0; w < MORE; w++) {
        const eg_text one = {words.at + from[w], from[w + 1] - from[w]};

        if (listed(list, n, one) == MORE && one.n <= EG_FEW_BYTES && n < EG_FEW_TEXTS)
            list[n++] = one;
        /* at the place it has in the list; a second time it is taken as it was */
        const size_t is = listed(list, n, one);
        eg_few_put(&few, one, is == MORE ? 7 : is * is, is == MORE ? 1 : (uint8_t)(is % OTHER));
        ck_assert_uint_eq(few.n, n);
        if (few.n == 0)
            continue;
        const eg_few_cells cells = {text.at, end + 1 + w % STEP, STEP, CELLS - w % 9 - 1};
        memset(&got, 0, sizeof got);
        got.seen = eg_few_read(&few, &cells, &(eg_few_values){got.value, got.state, OTHER});
        check_answers(&got, &cells, list, n, n < 6);
    }
    eg_buffer_clear(&words);
    eg_buffer_clear(&text);
}
END_TEST

START_TEST(large_values_are_not_taken)
{
    eg_few few = {.n = 0};

    eg_few_put(&few, (eg_text){"a", 1}, UINT64_C(1) << EG_FEW_STATE, 0);
    eg_few_put(&few, (eg_text){"b", 1}, UINT64_MAX, 0);
    ck_assert_uint_eq(few.n, 0);
    eg_few_put(&few, (eg_text){"c", 1}, (UINT64_C(1) << EG_FEW_STATE) - 1, 4);
    ck_assert_uint_eq(few.n, 1);
}
END_TEST

Suite *few_suite(void)
{
    Suite *suite = suite_create("few");
    TCase *all = tcase_create("all");

    tcase_add_loop_test(all, cells_are_those_of_a_list, 0, 35);
    tcase_add_test(all, large_values_are_not_taken);
    suite_add_tcase(suite, all);
    return suite;
}
