/* window_room.c - room in the window, and whole reads into it. */
#include <string.h>

#include "lane/lane.h"
#include "source/decode.h"

/* Room for n more bytes after raw. Moves at most half the window, so that moving stays linear.
 */
bool eg_window_room(eg_window *window, size_t n)
{
    const size_t kept = window->raw - window->start;
    size_t capacity = window->capacity;

    if (capacity - window->raw >= n)
        return true;
    if (capacity - kept >= n && kept <= capacity / 2) {
        memmove(window->bytes, window->bytes + window->start, kept);
        eg_window_moved(window, window->start);
        return true;
    }
    while (capacity - window->raw < n) {
        if (capacity > SIZE_MAX / 4)
            return false;
        capacity = capacity < 64 ? 64 : capacity * 2;
    }
    char *bytes = eg_realloc(window->bytes, capacity + EG_LANE_PAD, 1);
    if (bytes == NULL)
        return false;
    window->bytes = bytes;
    window->capacity = capacity;
    return true;
}

void eg_window_moved(eg_window *window, size_t by)
{
    window->start -= by;
    window->end -= by;
    window->raw -= by;
    for (int i = 0; i < EG_SEEK_COUNT; i++) {
        eg_seek *seek = &window->seek[i];

        seek->low = seek->low > by ? seek->low - by : 0;
        seek->at = seek->at > by ? seek->at - by : 0;
    }
}

eg_status eg_window_read(eg_window *window, char *to, size_t n, size_t *got, eg_error *err)
{
    *got = 0;
    while (*got < n && !window->ended) {
        size_t more = 0;
        const eg_status st = window->from->read(window->from, to + *got, n - *got, &more, err);

        if (st != EG_OK)
            return st;
        window->ended = more == 0;
        *got += more;
    }
    return EG_OK;
}
