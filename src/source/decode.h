/* source/decode.h - the window's decoding, and what it uses of the window's inside. */
#ifndef EG_SOURCE_DECODE_H
#define EG_SOURCE_DECODE_H

#include "source/window.h"

/* Room for n more bytes after raw; bytes moved down; whole reads from the stage before. */
bool eg_window_room(eg_window *window, size_t n);
void eg_window_moved(eg_window *window, size_t by);
eg_status eg_window_read(eg_window *window, char *to, size_t n, size_t *got, eg_error *err);

/* Decodes [end, raw) as far as its lines are complete. */
eg_status eg_decode_raw(eg_window *window, eg_error *err);
/* Reads a step through iconv; decodes what waits for it. */
eg_status eg_decode_take(eg_window *window, eg_error *err);
eg_status eg_decode_waiting(eg_window *window, eg_error *err);

#endif
