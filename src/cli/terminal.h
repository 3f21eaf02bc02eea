/*
 * cli/terminal.h - what standard output and standard error are, the signals, and progress.
 */
#ifndef EG_CLI_TERMINAL_H
#define EG_CLI_TERMINAL_H

#include "cli/invocation.h"
#include "equitygap/base.h"

typedef struct {
    bool out_is_terminal, error_is_terminal;
    bool plain;   /* NO_COLOR or TERM=dumb: neither colour nor progress */
    bool unicode; /* the locale's environment says UTF-8 */
    int columns;  /* of standard output */
} eg_terminal;

void eg_terminal_init(eg_terminal *terminal);
bool eg_terminal_colour(const eg_terminal *terminal, const eg_invocation *asked);

/* SIGINT, SIGTERM and SIGHUP set a flag and interrupt waiting reads; SIGPIPE is ignored. */
void eg_signals_catch(void);
/* The signal that came, or 0. */
int eg_signals_caught(void);

/*
 * One line on standard error for work that takes over a second, redrawn at most ten times a
 * second. Give eg_meter_control to long work and clear the meter before anything else is
 * printed.
 */
typedef struct {
    bool shown_at_all; /* false: only listens for signals */
    bool drawn;
    bool unicode;
    int columns;
    double started, last_drawn; /* seconds, monotonic */
} eg_meter;

void eg_meter_init(eg_meter *meter, const eg_terminal *terminal, const eg_invocation *asked);
eg_control eg_meter_control(eg_meter *meter);
void eg_meter_clear(eg_meter *meter);
double eg_meter_seconds(const eg_meter *meter);
/* The line without colour or line end; seconds since the start. */
void eg_meter_line(eg_buffer *out, const eg_progress *progress, double seconds);

#endif
