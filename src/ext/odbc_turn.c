#include "ext/odbc_turn.h"

enum { LAST_SECONDS = 5 };

bool eg_odbc_turn_new(eg_odbc_turn *turn)
{
    turn->waiter = eg_waiter_new();
    return turn->waiter != NULL;
}

static void cancel(void *subject)
{
    eg_odbc_turn *turn = subject;
    atomic_store(&turn->stop, true);
    turn->cancel(turn->subject);
}

static bool no_more(void *context)
{
    (void)context;
    return false;
}

static void settle(eg_odbc_turn *turn)
{
    const eg_waiting enough = {
        .go_on = no_more, .cancel = cancel, .subject = turn, .seconds = 0};
    if (turn->busy)
        turn->lost = eg_waiter_wait(turn->waiter, &enough) == EG_WAITED_NOT;
    turn->busy = false;
}

void eg_odbc_turn_begin(eg_odbc_turn *turn, void (*work)(void *subject))
{
    turn->status = EG_OK;
    turn->failure = EG_ODBC_FINE;
    turn->err = (eg_error){0};
    atomic_store(&turn->stop, false);
    turn->busy = true;
    eg_waiter_start(turn->waiter, work, turn->subject);
}

static eg_status no_answer(const eg_odbc_turn *turn, eg_waited how, eg_error *err)
{
    const eg_odbc_care *care = &turn->care;
    bool stopped = care->go_on != NULL && !care->go_on(care->context);
    if (how == EG_WAITED_STOPPED || (how == EG_WAITED_NOT && stopped))
        return eg_fail(err, EG_E_INTERRUPTED, "interrupted");
    return eg_fail(err, EG_E_IO,
                   "the database did not answer within %u seconds; give it more with "
                   "--timeout, or ask it for less",
                   care->timeout);
}

eg_status eg_odbc_turn_end(eg_odbc_turn *turn, eg_error *err)
{
    const eg_waiting waiting = {
        .go_on = turn->care.go_on,
        .context = turn->care.context,
        .seconds = turn->care.timeout,
        .cancel = cancel,
        .subject = turn,
    };
    eg_waited how = eg_waiter_wait(turn->waiter, &waiting);
    turn->lost = how == EG_WAITED_NOT;
    turn->busy = false;
    if (how != EG_WAITED)
        return no_answer(turn, how, err);
    turn->told = turn->failure;
    if (turn->status != EG_OK && err != NULL && err->status == EG_OK)
        *err = turn->err;
    return turn->status;
}

eg_status eg_odbc_turn_do(eg_odbc_turn *turn, void (*work)(void *subject), eg_error *err)
{
    settle(turn);
    if (turn->lost)
        return eg_fail(err, EG_E_IO, "the database does not answer");
    eg_odbc_turn_begin(turn, work);
    return eg_odbc_turn_end(turn, err);
}

bool eg_odbc_turn_last(eg_odbc_turn *turn, void (*work)(void *subject))
{
    const eg_waiting patience = {.seconds = LAST_SECONDS};
    if (turn->waiter == NULL)
        return true;
    settle(turn);
    if (!turn->lost)
        turn->lost =
            eg_waiter_do(turn->waiter, work, turn->subject, &patience) == EG_WAITED_NOT;
    if (!turn->lost)
        eg_waiter_free(turn->waiter);
    return !turn->lost;
}
