#include "ext/waiter.h"

#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

enum { GLANCE_MS = 20, GRACE_SECONDS = 5 };

struct eg_waiter {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wanted, done;
    void (*work)(void *subject); /* NULL: nothing to do */
    void *subject;
    bool over, lost;
};

/* Whatever the caller's locale is, texts of the work are UTF-8, and numbers have points. */
static void *serve(void *context)
{
    eg_waiter *w = context;
    const locale_t plain = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);

    if (plain != (locale_t)0)
        (void)uselocale(plain);
    (void)pthread_mutex_lock(&w->lock);
    while (!w->over) {
        if (w->work == NULL) {
            (void)pthread_cond_wait(&w->wanted, &w->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&w->lock);
        w->work(w->subject);
        (void)pthread_mutex_lock(&w->lock);
        w->work = NULL;
        (void)pthread_cond_signal(&w->done);
    }
    (void)pthread_mutex_unlock(&w->lock);
    if (plain != (locale_t)0) {
        (void)uselocale(LC_GLOBAL_LOCALE);
        freelocale(plain);
    }
    return NULL;
}

/* Signals are for the caller's thread. */
static bool start(eg_waiter *w)
{
    sigset_t all, before;
    pthread_condattr_t clock;
    bool fine = sigfillset(&all) == 0 && pthread_condattr_init(&clock) == 0;

    if (!fine)
        return false;
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->wanted, NULL);
    (void)pthread_cond_init(&w->done, &clock);
    (void)pthread_condattr_destroy(&clock);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    fine = pthread_create(&w->thread, NULL, serve, w) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return fine;
}

eg_waiter *eg_waiter_new(void)
{
    eg_waiter *w = eg_alloc_zero(1, sizeof *w);

    if (w == NULL)
        return NULL;
    if (!start(w)) {
        eg_free(w);
        return NULL;
    }
    return w;
}

void eg_waiter_free(eg_waiter *w)
{
    if (w == NULL || w->lost)
        return;
    (void)pthread_mutex_lock(&w->lock);
    w->over = true;
    (void)pthread_cond_signal(&w->wanted);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    (void)pthread_cond_destroy(&w->wanted);
    (void)pthread_cond_destroy(&w->done);
    (void)pthread_mutex_destroy(&w->lock);
    eg_free(w);
}

static struct timespec in_ms(long ms)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += ms % 1000 * 1000000;
    at.tv_sec += ms / 1000 + at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

static bool past(struct timespec at)
{
    const struct timespec now = in_ms(0);

    return now.tv_sec > at.tv_sec || (now.tv_sec == at.tv_sec && now.tv_nsec >= at.tv_nsec);
}

/* A glance, under the lock. */
static void glance(eg_waiter *w)
{
    const struct timespec at = in_ms(GLANCE_MS);

    (void)pthread_cond_timedwait(&w->done, &w->lock, &at);
}

static void give_up(eg_waiter *w, const eg_waiting *waiting)
{
    const struct timespec end = in_ms(1000L * GRACE_SECONDS);

    if (waiting->cancel != NULL) {
        (void)pthread_mutex_unlock(&w->lock);
        waiting->cancel(waiting->subject == NULL ? w->subject : waiting->subject);
        (void)pthread_mutex_lock(&w->lock);
    }
    while (w->work != NULL && !past(end))
        glance(w);
    w->lost = w->work != NULL;
}

void eg_waiter_start(eg_waiter *w, void (*work)(void *subject), void *subject)
{
    (void)pthread_mutex_lock(&w->lock);
    w->subject = subject;
    w->work = work;
    (void)pthread_cond_signal(&w->wanted);
    (void)pthread_mutex_unlock(&w->lock);
}

eg_waited eg_waiter_wait(eg_waiter *w, const eg_waiting *waiting)
{
    const struct timespec end = in_ms(1000L * (long)waiting->seconds);
    eg_waited how = EG_WAITED;

    (void)pthread_mutex_lock(&w->lock);
    while (w->work != NULL && how == EG_WAITED) {
        glance(w);
        if (w->work == NULL)
            break;
        (void)pthread_mutex_unlock(&w->lock);
        if (waiting->go_on != NULL && !waiting->go_on(waiting->context))
            how = EG_WAITED_STOPPED;
        else if (waiting->seconds > 0 && past(end))
            how = EG_WAITED_LATE;
        (void)pthread_mutex_lock(&w->lock);
    }
    if (how != EG_WAITED && w->work != NULL)
        give_up(w, waiting);
    if (w->lost)
        how = EG_WAITED_NOT;
    (void)pthread_mutex_unlock(&w->lock);
    return how;
}

eg_waited eg_waiter_do(eg_waiter *w, void (*work)(void *subject), void *subject,
                       const eg_waiting *waiting)
{
    eg_waiter_start(w, work, subject);
    return eg_waiter_wait(w, waiting);
}
