/* statistics/note.h - notes put together piece by piece: as snprintf would, which costs more
 * than the statistic that is noted. */
#ifndef EG_STATISTICS_NOTE_H
#define EG_STATISTICS_NOTE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* size > 0; to: the caller's, ends with a 0 after the first piece. */
typedef struct {
    char *to;
    size_t size, n;
    bool cut; /* something did not fit, and its end was left out */
} eg_note;

static inline void eg_note_add_some(eg_note *note, const char *text, size_t n)
{
    size_t room = note->size - 1 - note->n;
    if (n > room) {
        note->cut = true;
        n = room;
    }
    memcpy(note->to + note->n, text, n);
    note->n += n;
    note->to[note->n] = '\0';
}

static inline void eg_note_add(eg_note *note, const char *text)
{
    eg_note_add_some(note, text, strlen(text));
}

static inline void eg_note_add_count(eg_note *note, uint64_t count)
{
    char text[24];
    size_t at = sizeof text;
    do {
        text[--at] = (char)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    eg_note_add_some(note, text + at, sizeof text - at);
}

#endif
