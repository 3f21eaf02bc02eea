/* same_joint.h - joint cells of two views compared, and added up. */
#ifndef SAME_JOINT_H
#define SAME_JOINT_H

#include "equitygap/cube.h"

/* The joint cells of an item in a unit and year with their sums, and that those of its first
 * group add up to it. */
void same_joint(const eg_views *a, const eg_views *b, size_t outcomes, eg_place place);

#endif
