/*
 * ext/waiter.h - work in a thread of its own, so that waiting for it can end before it does.
 */
#ifndef EG_EXT_WAITER_H
#define EG_EXT_WAITER_H

#include "equitygap/base.h"

typedef struct eg_waiter eg_waiter;

typedef struct {
    bool (*go_on)(void *context); /* asked many times a second; may be NULL */
    void *context;
    unsigned seconds;              /* most to wait; 0: for ever */
    void (*cancel)(void *subject); /* asks the work to end soon; from the caller's thread */
    void *subject;                 /* of cancel; NULL: the work's */
} eg_waiting;

typedef enum {
    EG_WAITED,         /* the work is done */
    EG_WAITED_STOPPED, /* go_on said no; the work ended */
    EG_WAITED_LATE,    /* the time was up; the work ended */
    EG_WAITED_NOT      /* the work does not end: its subject must never be touched again */
} eg_waited;

EG_MUST_USE eg_waiter *eg_waiter_new(void); /* NULL: no thread or no memory */
/* Ends the thread; after EG_WAITED_NOT it is left to itself. */
void eg_waiter_free(eg_waiter *waiter);
/* One work at a time: each start has its wait. */
void eg_waiter_start(eg_waiter *waiter, void (*work)(void *subject), void *subject);
eg_waited eg_waiter_wait(eg_waiter *waiter, const eg_waiting *waiting);
/* Both. */
eg_waited eg_waiter_do(eg_waiter *waiter, void (*work)(void *subject), void *subject,
                       const eg_waiting *waiting);

#endif
