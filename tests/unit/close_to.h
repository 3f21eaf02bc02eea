/* close_to.h - figures that agree to a tolerance relative to the expected one. */
#ifndef EG_TEST_CLOSE_TO_H
#define EG_TEST_CLOSE_TO_H

#include <check.h>
#include <math.h>

#define CLOSE(got, expected, tolerance)                                                        \
    do {                                                                                       \
        double close_got = (got), close_expected = (expected);                                 \
        ck_assert_msg(fabs(close_got - close_expected) <=                                      \
                          (tolerance)*fmax(1e-300, fabs(close_expected)),                      \
                      "%s is %.17g, expected %.17g", #got, close_got, close_expected);         \
    } while (0)

#endif
