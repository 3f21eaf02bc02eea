#include "ext/team.h"

#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

typedef struct {
    pthread_t thread;
    bool begun;
    size_t number;
    void (*work)(void *context, size_t member);
    void *context;
    locale_t locale;
} member;

size_t eg_team_size(size_t asked)
{
    enum { MOST = 1024 };
    long cores = asked != 0 ? 0 : sysconf(_SC_NPROCESSORS_ONLN);

    if (asked == 0)
        asked = cores < 1 ? 1 : (size_t)cores;
    return asked < MOST ? asked : MOST;
}

static void *begin(void *context)
{
    member *m = context;

    (void)uselocale(m->locale);
    m->work(m->context, m->number);
    return NULL;
}

void eg_team_run(size_t n, void (*work)(void *context, size_t member), void *context)
{
    member *others = n < 2 ? NULL : eg_alloc_zero(n, sizeof *others);
    sigset_t all, before;

    if (others == NULL || sigfillset(&all) != 0) {
        eg_free(others);
        work(context, 0);
        return;
    }
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    for (size_t i = 1; i < n; i++) {
        others[i] = (member){
            .number = i, .work = work, .context = context, .locale = uselocale((locale_t)0)};
        others[i].begun = pthread_create(&others[i].thread, NULL, begin, &others[i]) == 0;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    work(context, 0);
    for (size_t i = 1; i < n; i++)
        if (others[i].begun)
            (void)pthread_join(others[i].thread, NULL);
    eg_free(others);
}
