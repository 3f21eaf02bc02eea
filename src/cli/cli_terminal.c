#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/layout.h"

/* ---- signals -------------------------------------------------------------------------------
 */

static volatile sig_atomic_t caught;
static volatile sig_atomic_t nowhere = -1; /* /dev/null */

/*
 * A write to a pipe whose reader sleeps would be taken up again for ever: the rest of standard
 * output goes nowhere once the run is to end.
 */
static void on_signal(int number)
{
    int before = errno;
    caught = number;
    if (nowhere >= 0)
        (void)dup2(nowhere, STDOUT_FILENO);
    errno = before;
}

void eg_signals_catch(void)
{
    struct sigaction action;
    nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal; /* no SA_RESTART: a waiting read comes back and asks go_on */
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction before;
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup */
        sigaction(SIGHUP, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

int eg_signals_caught(void)
{
    return caught;
}

/* ---- the terminal --------------------------------------------------------------------------
 */

static bool names_utf8(const char *locale)
{
    return strstr(locale, "UTF-8") || strstr(locale, "utf8") || strstr(locale, "utf-8") ||
           strstr(locale, "UTF8");
}

/* The first of LC_ALL, LC_CTYPE, LANG that is set decides, as in setlocale. */
static bool locale_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return names_utf8(value);
    }
    return false;
}

static int width_of(int descriptor)
{
    const char *columns = getenv("COLUMNS");
    long n = 0;
    if (columns && strspn(columns, "0123456789") == strlen(columns))
        n = strtol(columns, NULL, 10);
    struct winsize size;
    memset(&size, 0, sizeof size);
    if (n <= 0 && isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    if (n <= 0)
        return 80;
    return n < 40 ? 40 : n > 400 ? 400 : (int)n;
}

void eg_terminal_init(eg_terminal *terminal)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    *terminal = (eg_terminal){
        .out_is_terminal = isatty(STDOUT_FILENO) == 1,
        .error_is_terminal = isatty(STDERR_FILENO) == 1,
        .plain = (no_color && *no_color) || (term && strcmp(term, "dumb") == 0),
        .unicode = locale_is_utf8(),
        .columns = width_of(STDOUT_FILENO),
    };
}

bool eg_terminal_colour(const eg_terminal *terminal, const eg_invocation *asked)
{
    if (asked->color != EG_WHEN_AUTO)
        return asked->color == EG_WHEN_ALWAYS;
    return terminal->out_is_terminal && !terminal->plain && !asked->quiet;
}

/* ---- progress ------------------------------------------------------------------------------
 */

static double now(void)
{
    struct timespec at;
    if (clock_gettime(CLOCK_MONOTONIC, &at) != 0)
        return 0;
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

void eg_meter_init(eg_meter *meter, const eg_terminal *terminal, const eg_invocation *asked)
{
    *meter = (eg_meter){
        .shown_at_all = terminal->error_is_terminal && !terminal->plain && !asked->quiet,
        .columns = width_of(STDERR_FILENO),
        .started = now(),
    };
}

double eg_meter_seconds(const eg_meter *meter)
{
    return now() - meter->started;
}

static void add_bytes(eg_buffer *out, uint64_t bytes)
{
    if (bytes >= 1000000000)
        eg_buffer_printf(out, "%.1f GB", (double)bytes / 1e9);
    else
        eg_buffer_printf(out, "%.1f MB", (double)bytes / 1e6);
}

void eg_meter_line(eg_buffer *out, const eg_progress *progress, double seconds)
{
    double done = (double)progress->bytes_done, total = (double)progress->bytes_total;
    double part = total > 0 && done <= total ? done / total : 0;
    eg_buffer_add_string(out, progress->stage ? progress->stage : "working");
    if (total > 0)
        eg_buffer_printf(out, " %3.0f%% of ", part * 100);
    else if (progress->bytes_done > 0)
        eg_buffer_add_char(out, ' ');
    if (total > 0 || progress->bytes_done > 0)
        add_bytes(out, total > 0 ? progress->bytes_total : progress->bytes_done);
    if (progress->rows > 0) {
        eg_buffer_add_string(out, ", ");
        eg_add_count(out, progress->rows);
        eg_buffer_add_string(out, " rows");
    }
    if (progress->rows > 0 && seconds > 0) {
        eg_buffer_add_string(out, ", ");
        eg_add_count(out, (uint64_t)((double)progress->rows / seconds));
        eg_buffer_add_string(out, " a second");
    }
    if (part > 0.01 && part < 1) {
        double left = seconds / part - seconds;
        if (left >= 90)
            eg_buffer_printf(out, ", %.0f min left", left / 60);
        else
            eg_buffer_printf(out, ", %.0f s left", left);
    }
}

static bool meter_go_on(void *context, const eg_progress *progress)
{
    eg_meter *meter = context;
    if (caught)
        return false;
    if (!meter->shown_at_all || !progress)
        return true;
    double at = now();
    if (at - meter->started < 1 || at - meter->last_drawn < 0.1)
        return true;
    meter->last_drawn = at;
    eg_buffer line = {0}, shown = {0};
    eg_meter_line(&line, progress, at - meter->started);
    eg_buffer_add_string(&shown, "\r");
    eg_add_cut(&shown, (eg_text){line.at, line.n}, (size_t)meter->columns - 1);
    eg_buffer_add_string(&shown, "\033[K");
    if (!shown.failed && write(STDERR_FILENO, shown.at, shown.n) > 0)
        meter->drawn = true;
    eg_buffer_clear(&line);
    eg_buffer_clear(&shown);
    return true;
}

eg_control eg_meter_control(eg_meter *meter)
{
    return (eg_control){meter_go_on, meter};
}

void eg_meter_clear(eg_meter *meter)
{
    static const char blank[] = "\r\033[K";
    if (meter->drawn && write(STDERR_FILENO, blank, sizeof blank - 1) < 0)
        meter->shown_at_all = false;
    meter->drawn = false;
}
