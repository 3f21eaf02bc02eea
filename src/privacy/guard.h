/*
 * privacy/guard.h - what is about to be published, attacked as a reader would, and mended until
 * nothing hidden can be computed too closely.
 */
#ifndef EG_PRIVACY_GUARD_H
#define EG_PRIVACY_GUARD_H

#include "privacy/guard_system.h"

/* Hides more until every interval is wide enough, or nothing is left to hide. */
EG_MUST_USE eg_status eg_guard_run(eg_guard *guard, const eg_control *control, eg_error *err);

#endif
