/*
 * schema/labels_alike.h - groups that may be one and are counted apart, since names stay as
 * they are written: 3 and 03, white and White; of grades also 3rd, Grade 3, Third.
 */
#ifndef EG_SCHEMA_LABELS_ALIKE_H
#define EG_SCHEMA_LABELS_ALIKE_H

#include "equitygap/schema.h"

/* What two labels that mean one have in common, appended to out. */
void eg_label_fold(eg_text label, bool grade, eg_buffer *out);

/* How many levels are one of an earlier level, written otherwise. Years, numbers and units that
 * lie in others are not compared. False: no memory. */
EG_MUST_USE bool eg_labels_alike(const eg_axis *axis, const eg_axis_settled *settled,
                                 size_t *n);

#endif
