/*
 * ext/team.h - one piece of work done by several threads at once, the caller's among them.
 */
#ifndef EG_EXT_TEAM_H
#define EG_EXT_TEAM_H

#include "equitygap/base.h"

/* Threads that so many asked for come to; 0 asks for one a core. At least 1, at most 1024. */
size_t eg_team_size(size_t asked);
/*
 * Calls work(context, member) once for every member from 0 to n - 1, each in a thread of its
 * own, member 0 in the caller's, and returns when all have. A thread that cannot be had is
 * left out, so members must take what is to be done from one another (a shared counter), and
 * member 0 alone must be able to do it all. Signals are for the caller's thread; the others
 * have its locale.
 */
void eg_team_run(size_t n, void (*work)(void *context, size_t member), void *context);

#endif
