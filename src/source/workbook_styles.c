/* Number formats, as far as they change what a number means. */
#include <stdlib.h>
#include <string.h>

#include "source/workbook.h"

enum { MOST_FORMATS = 65536, MOST_ZEROS = 15 };

/* ---- one format -----------------------------------------------------------------------------
 */

/* What the first section of a format code holds, without literal text. */
typedef struct {
    unsigned years, months, days, hours, seconds;
    bool half_day, elapsed, percent;
    unsigned zeros, others;
} contents;

/* [h], [mm]: hours and minutes that go on beyond a day. */
static bool is_elapsed(const char *at)
{
    const size_t n = strspn(at, "hHmMsS");

    return n > 0 && at[n] == ']';
}

static void count(contents *all, char c)
{
    switch (c) {
    case 'y':
    case 'Y':
        all->years++;
        break;
    case 'm':
    case 'M':
        all->months++; /* or minutes */
        break;
    case 'd':
    case 'D':
        all->days++;
        break;
    case 'h':
    case 'H':
        all->hours++;
        break;
    case 's':
    case 'S':
        all->seconds++;
        break;
    case '%':
        all->percent = true;
        break;
    case '0':
        all->zeros++;
        break;
    default:
        all->others++;
    }
}

/* What stands at `at` and means nothing: quoted text, escapes, padding, colours; its length. */
static size_t skip(contents *all, const char *at)
{
    const char *end;

    if (strncmp(at, "AM/PM", 5) == 0 || strncmp(at, "am/pm", 5) == 0) {
        all->half_day = true;
        return 5;
    }
    if (strncmp(at, "A/P", 3) == 0 || strncmp(at, "a/p", 3) == 0) {
        all->half_day = true;
        return 3;
    }
    if (*at == '\\' || *at == '_' || *at == '*')
        return at[1] != '\0' ? 2 : 1;
    if (*at != '"' && *at != '[')
        return 0;
    if (*at == '[' && is_elapsed(at + 1))
        all->elapsed = true;
    end = strchr(at + 1, *at == '"' ? '"' : ']');
    return end != NULL ? (size_t)(end - at) + 1 : strlen(at);
}

eg_style eg_style_of_code(const char *code)
{
    contents all = {0};
    size_t literal = 0;

    if (eg_text_same_word(eg_text_of(code), "General") || strcmp(code, "@") == 0)
        return (eg_style){EG_STYLE_PLAIN, 0};
    while (*code != '\0' && *code != ';') {
        const size_t n = skip(&all, code);

        literal += n > 0 && *code != '[';
        if (n == 0)
            count(&all, *code);
        code += n > 0 ? n : 1;
    }
    if (all.elapsed)
        return (eg_style){EG_STYLE_PLAIN, 0};
    if (all.hours > 0 || all.seconds > 0 || all.half_day)
        return (eg_style){
            (uint8_t)(all.days > 0 || all.years > 0 ? EG_STYLE_MOMENT : EG_STYLE_TIME), 0};
    if (all.days > 0 && all.years == 0 && all.months > 0)
        return (eg_style){EG_STYLE_DAY_MONTH, 0};
    if (all.days > 0 || all.years > 0 || all.months > 0)
        return (eg_style){EG_STYLE_DATE, 0};
    if (all.percent)
        return (eg_style){EG_STYLE_PERCENT, 0};
    if (all.zeros > 1 && all.zeros <= MOST_ZEROS && all.others == 0 && literal == 0)
        return (eg_style){EG_STYLE_ZEROS, (uint8_t)all.zeros};
    return (eg_style){EG_STYLE_PLAIN, 0};
}

/* By ECMA-376, part 1, 18.8.30; 27 to 36 and 50 to 58 are dates in every locale that has them.
 */
eg_style eg_style_of_builtin(unsigned long id)
{
    eg_style_kind kind = EG_STYLE_PLAIN;

    if (id == 9 || id == 10)
        kind = EG_STYLE_PERCENT;
    else if (id == 16)
        kind = EG_STYLE_DAY_MONTH;
    else if (id == 22)
        kind = EG_STYLE_MOMENT;
    else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47)
        kind = EG_STYLE_TIME;
    else if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        kind = EG_STYLE_DATE;
    return (eg_style){(uint8_t)kind, 0};
}

/* ---- the part -------------------------------------------------------------------------------
 */

typedef struct {
    unsigned long id;
    eg_style style;
} named;

typedef struct {
    eg_styles *styles;
    named *formats;
    size_t n_formats, formats_capacity;
    bool in_cells;
    eg_status failed;
    eg_error *err;
    eg_workbook_part part;
} reader;

static void fail(reader *self, eg_status status)
{
    if (status == EG_E_MEMORY)
        (void)eg_fail_memory(self->err);
    else
        (void)eg_fail(self->err, status,
                      "this workbook has more than 65,536 cell formats; save the sheet as CSV "
                      "UTF-8 and give that file");
    self->failed = status;
    eg_expatx_stop(self->part.xml);
}

/* Room for one more of *n; false after a failure. */
static bool room_for(reader *self, void **at, size_t *capacity, size_t n, size_t size)
{
    size_t wanted;
    void *more;

    if (n < *capacity)
        return true;
    if (n >= MOST_FORMATS) {
        fail(self, EG_E_LIMIT);
        return false;
    }
    wanted = *capacity == 0 ? 64 : *capacity * 2;
    more = eg_realloc(*at, wanted, size);
    if (more == NULL) {
        fail(self, EG_E_MEMORY);
        return false;
    }
    *at = more;
    *capacity = wanted;
    return true;
}

static unsigned long id_of(const char *const *attributes)
{
    const char *id = eg_expatx_attribute(attributes, "numFmtId");

    return id != NULL ? strtoul(id, NULL, 10) : 0;
}

static void take_format(reader *self, const char *const *attributes)
{
    const char *code = eg_expatx_attribute(attributes, "formatCode");
    void *at = self->formats;

    if (!room_for(self, &at, &self->formats_capacity, self->n_formats, sizeof(named)))
        return;
    self->formats = at;
    self->formats[self->n_formats++] =
        (named){id_of(attributes), eg_style_of_code(code != NULL ? code : "")};
}

static void take_cell_format(reader *self, const char *const *attributes)
{
    const unsigned long id = id_of(attributes);
    eg_styles *styles = self->styles;
    eg_style style = eg_style_of_builtin(id);
    void *at = styles->of;

    if (!room_for(self, &at, &styles->capacity, styles->n, sizeof(eg_style)))
        return;
    styles->of = at;
    for (size_t i = 0; id >= 164 && i < self->n_formats && i < 4096; i++)
        if (self->formats[i].id == id)
            style = self->formats[i].style;
    styles->of[styles->n++] = style;
}

static void on_start(void *context, const char *name, const char *const *attributes)
{
    reader *self = context;

    if (strcmp(name, "numFmt") == 0)
        take_format(self, attributes);
    else if (strcmp(name, "cellXfs") == 0)
        self->in_cells = true;
    else if (self->in_cells && strcmp(name, "xf") == 0)
        take_cell_format(self, attributes);
}

static void on_end(void *context, const char *name)
{
    reader *self = context;

    if (strcmp(name, "cellXfs") == 0) {
        self->in_cells = false;
        eg_expatx_stop(self->part.xml);
    }
}

static void on_text(void *context, const char *bytes, size_t n)
{
    (void)context;
    (void)bytes;
    (void)n;
}

eg_status eg_styles_read(eg_styles *styles, eg_zipx *zip, const char *name,
                         const eg_pulse *pulse, eg_error *err)
{
    static const eg_expatx_handlers handlers = {on_start, on_end, on_text};
    reader self = {.styles = styles, .err = err, .part = {.pulse = pulse}};
    const eg_status st =
        eg_workbook_part_read(&self.part, zip, name, &handlers, &self, &self.failed, err);

    eg_free(self.formats);
    return st;
}
