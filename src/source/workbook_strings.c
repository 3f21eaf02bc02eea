/* The strings that cells share: read whole, before the sheet. */
#include <string.h>

#include "source/workbook.h"

typedef struct {
    eg_shared_strings *strings;
    size_t from; /* of the string in hand */
    bool in_item, in_text;
    unsigned in_phonetic; /* how a word is said, beside the word */
    eg_status failed;
    eg_error *err;
    eg_workbook_part part;
} reader;

static void fail(reader *self, eg_status status, const char *text)
{
    self->failed = status == EG_E_MEMORY ? eg_fail_memory(self->err)
                                         : eg_fail(self->err, status, "%s", text);
    eg_expatx_stop(self->part.xml);
}

static void on_start(void *context, const char *name, const char *const *attributes)
{
    reader *self = context;

    (void)attributes;
    if (strcmp(name, "t") == 0) {
        self->in_text = self->in_item && self->in_phonetic == 0;
    } else if (strcmp(name, "si") == 0) {
        self->in_item = true;
        self->from = self->strings->bytes.n;
    } else if (strcmp(name, "rPh") == 0) {
        self->in_phonetic++;
    }
}

static void take(reader *self)
{
    eg_shared_strings *all = self->strings;
    const size_t n = all->bytes.n - self->from;

    if (all->bytes.failed) {
        fail(self, EG_E_MEMORY, NULL);
        return;
    }
    if (n > 0)
        all->bytes.n = self->from + eg_workbook_clean(all->bytes.at + self->from, n);
    if (all->n == all->capacity) {
        const size_t capacity = all->capacity == 0 ? 1024 : all->capacity * 2;
        uint32_t *end = eg_realloc(all->end, capacity, sizeof *end);

        if (end == NULL) {
            fail(self, EG_E_MEMORY, NULL);
            return;
        }
        all->end = end;
        all->capacity = capacity;
    }
    all->end[all->n++] = (uint32_t)all->bytes.n;
}

static void on_end(void *context, const char *name)
{
    reader *self = context;

    if (strcmp(name, "t") == 0) {
        self->in_text = false;
    } else if (strcmp(name, "si") == 0 && self->in_item) {
        self->in_item = false;
        take(self);
    } else if (strcmp(name, "rPh") == 0 && self->in_phonetic > 0) {
        self->in_phonetic--;
    }
}

static void on_text(void *context, const char *bytes, size_t n)
{
    reader *self = context;
    eg_shared_strings *all = self->strings;

    if (!self->in_text)
        return;
    if (all->bytes.n - self->from + n > EG_LIMIT_CELL) {
        fail(self, EG_E_LIMIT, "a cell is longer than 1 MiB");
        return;
    }
    if (all->bytes.n + n + all->n * sizeof *all->end > EG_WORKBOOK_STRINGS) {
        fail(self, EG_E_LIMIT,
             "this workbook's texts take more than 64 MiB of memory; save the sheet as CSV "
             "UTF-8 and give that file");
        return;
    }
    eg_buffer_add(&all->bytes, bytes, n);
}

eg_status eg_shared_strings_read(eg_shared_strings *strings, eg_zipx *zip, const char *name,
                                 const eg_pulse *pulse, eg_error *err)
{
    static const eg_expatx_handlers handlers = {on_start, on_end, on_text};
    reader self = {.strings = strings, .err = err, .part = {.pulse = pulse}};

    return eg_workbook_part_read(&self.part, zip, name, &handlers, &self, &self.failed, err);
}

void eg_shared_strings_clear(eg_shared_strings *strings)
{
    eg_buffer_clear(&strings->bytes);
    eg_free(strings->end);
    *strings = (eg_shared_strings){0};
}
