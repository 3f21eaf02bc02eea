#include "same_joint.h"

#include <check.h>
#include <string.h>

void same_joint(const eg_views *a, const eg_views *b, size_t outcomes, eg_place place)
{
    size_t first, other, n = eg_views_joint_cells(a, &place, &first);
    uint64_t joint = 0, all = 0;
    eg_tally left, right;
    ck_assert_uint_eq(eg_views_joint(a, place.item), EG_JOINT_KEPT);
    ck_assert_uint_eq(n, eg_views_joint_cells(b, &place, &other));
    ck_assert_uint_gt(n, 0);
    for (size_t i = 0; i < n; i++) {
        eg_joint_cell one = eg_views_joint_cell(a, &place, first + i);
        eg_joint_cell two = eg_views_joint_cell(b, &place, other + i);
        ck_assert_uint_eq(one.group, two.group);
        ck_assert_uint_eq(one.stratum, two.stratum);
        for (size_t o = 0; o < outcomes; o++) {
            eg_views_joint_tally(a, o, &place, &one, &left);
            eg_views_joint_tally(b, o, &place, &two, &right);
            ck_assert(memcmp(&left, &right, sizeof left) == 0);
        }
        joint += one.group == 0 ? left.students : 0;
    }
    place.group = 0;
    eg_views_tally(a, 0, &place, &left);
    all = left.students;
    ck_assert_uint_eq(joint, all);
}
