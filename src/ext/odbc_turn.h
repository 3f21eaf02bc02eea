/*
 * ext/odbc_turn.h - what a driver is asked, one thing at a time, in a thread of its own; and
 * what came of it.
 */
#ifndef EG_EXT_ODBC_TURN_H
#define EG_EXT_ODBC_TURN_H

#include <stdatomic.h>

#include "ext/odbcx.h"
#include "ext/waiter.h"

typedef struct {
    eg_odbc_care care;
    void *subject;                 /* of all work */
    void (*cancel)(void *subject); /* asks the driver to end; from the caller's thread */
    eg_waiter *waiter;
    bool busy; /* work was begun and not waited for */
    bool lost; /* the driver never came back: nothing of the subject may be touched */
    eg_odbc_failure told;
    /* Of the work, in its thread: */
    atomic_bool stop; /* it should end soon */
    eg_status status;
    eg_odbc_failure failure;
    eg_error err;
} eg_odbc_turn;

/* Its care, subject and cancel are given; false: no memory. */
EG_MUST_USE bool eg_odbc_turn_new(eg_odbc_turn *turn);
void eg_odbc_turn_begin(eg_odbc_turn *turn, void (*work)(void *subject));
/* Waits for what was begun. */
EG_MUST_USE eg_status eg_odbc_turn_end(eg_odbc_turn *turn, eg_error *err);
/* Whatever was begun and nobody waits for ends; then this, from its begin to its end. */
EG_MUST_USE eg_status eg_odbc_turn_do(eg_odbc_turn *turn, void (*work)(void *subject),
                                      eg_error *err);
/* Ends what was begun, does this as the last and ends the thread. false: the driver does not
 * come back. */
EG_MUST_USE bool eg_odbc_turn_last(eg_odbc_turn *turn, void (*work)(void *subject));

#endif
