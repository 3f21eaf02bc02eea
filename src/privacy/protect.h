/*
 * privacy/protect.h - which cells of one outcome are hidden: small ones, and what would give
 * them away.
 */
#ifndef EG_PRIVACY_PROTECT_H
#define EG_PRIVACY_PROTECT_H

#include "privacy/secret.h"

/* Hides more until every link keeps its secret. Deterministic. false: no memory. */
bool eg_protect(eg_secret *secret);

#endif
