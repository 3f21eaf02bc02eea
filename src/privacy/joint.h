/*
 * privacy/joint.h - which adjusted figures may be shown: those computed from joint cells that
 * could themselves stand in the report. docs/privacy.md has the rule and its reasons.
 */
#ifndef EG_PRIVACY_JOINT_H
#define EG_PRIVACY_JOINT_H

#include "equitygap/privacy.h"

typedef struct eg_joint_marks eg_joint_marks;
/* After the views are decided; *out is NULL where no joint cells are kept. false: no memory. */
EG_MUST_USE bool eg_joint_decide(eg_joint_marks **out, const eg_marks *marks,
                                 const eg_views *views, const eg_schema *schema,
                                 const eg_settled *settled, const eg_policy *policy);
void eg_joint_marks_free(eg_joint_marks *marks);
bool eg_joint_may(const eg_joint_marks *marks, const eg_views *views, size_t outcome,
                  const eg_place *place);

#endif
