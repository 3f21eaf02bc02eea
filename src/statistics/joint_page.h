/*
 * statistics/joint_page.h - all groups of an item against the rest, in one place, year and
 * outcome: the regression on the covariates that they share, and each group's students in it.
 */
#ifndef EG_STATISTICS_JOINT_PAGE_H
#define EG_STATISTICS_JOINT_PAGE_H

#include "statistics/joint_design.h"
#include "statistics/math_apart.h"

typedef struct eg_joint_page eg_joint_page;

/*
 * *out belongs to the memo; NULL where nothing is shared (another group is the reference, no
 * memo, too many cells or columns): then the design of the pair is to be made. clustered: by
 * unit where students can be, else the place alone.
 */
EG_MUST_USE eg_status eg_joint_page_of(const eg_ask *ask, bool clustered, eg_joint_page **out,
                                       eg_error *err);
void eg_joint_page_free(eg_joint_page *page);

bool eg_joint_page_clustered(const eg_joint_page *page);
/* n, reference and left_out of the group against the rest, for the answer; no cells. */
eg_design eg_joint_page_design(eg_joint_page *page, const eg_ask *ask);
/* The group's students; EG_E_MEMORY only. */
EG_MUST_USE eg_status eg_joint_page_means(eg_joint_page *page, const eg_ask *ask,
                                          eg_estimate *estimate, eg_oaxaca *parts);
EG_MUST_USE eg_status eg_joint_page_logit(eg_joint_page *page, const eg_ask *ask,
                                          eg_estimate *estimate);

#endif
