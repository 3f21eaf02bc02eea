/* Where things are in a workbook: its sheets, and the parts that belong to them. */
#include <string.h>

#include "source/workbook.h"

enum { MOST_ITEMS = 10000, LONGEST = 1024 };

typedef struct item item;
struct item {
    item *next;
    /* Of a sheet: its name, relation and whether it is shown; of a relation: its id, type and
     * target. */
    const char *name;
    const char *type;
    const char *target;
    bool hidden;
};

typedef struct {
    item *sheets, **sheets_end;
    item *relations;
    size_t n;
    bool epoch_1904;
    eg_arena *arena;
    eg_status failed;
    eg_error *err;
    eg_workbook_part part;
} reader;

static void fail(reader *self, eg_status status)
{
    self->failed =
        status == EG_E_MEMORY
            ? eg_fail_memory(self->err)
            : eg_fail(self->err, status,
                      "this workbook has more sheets and parts, or longer names, than any "
                      "spreadsheet writes; save the sheet as CSV UTF-8 and give that file");
    eg_expatx_stop(self->part.xml);
}

/* A copy in the arena; NULL after a failure. */
static const char *keep(reader *self, const char *value)
{
    const size_t n = value != NULL ? strlen(value) : 0;
    const char *copy = NULL;

    if (n > LONGEST) {
        fail(self, EG_E_LIMIT);
        return NULL;
    }
    copy = eg_arena_string(self->arena, (eg_text){value != NULL ? value : "", n});
    if (copy == NULL)
        fail(self, EG_E_MEMORY);
    return copy;
}

static item *add(reader *self)
{
    item *added = NULL;

    if (++self->n > MOST_ITEMS) {
        fail(self, EG_E_LIMIT);
        return NULL;
    }
    added = eg_arena_alloc(self->arena, 1, sizeof *added);
    if (added == NULL)
        fail(self, EG_E_MEMORY);
    return added;
}

static void take_sheet(reader *self, const char *const *attributes)
{
    const char *state = eg_expatx_attribute(attributes, "state");
    item *sheet = add(self);

    if (sheet == NULL)
        return;
    sheet->name = keep(self, eg_expatx_attribute(attributes, "name"));
    sheet->target = keep(self, eg_expatx_attribute(attributes, "id"));
    sheet->hidden = state != NULL && strcmp(state, "visible") != 0;
    *self->sheets_end = sheet;
    self->sheets_end = &sheet->next;
}

static void take_relation(reader *self, const char *const *attributes)
{
    const char *mode = eg_expatx_attribute(attributes, "TargetMode");
    item *relation;

    if (mode != NULL && strcmp(mode, "External") == 0)
        return;
    relation = add(self);
    if (relation == NULL)
        return;
    relation->name = keep(self, eg_expatx_attribute(attributes, "Id"));
    relation->type = keep(self, eg_expatx_attribute(attributes, "Type"));
    relation->target = keep(self, eg_expatx_attribute(attributes, "Target"));
    relation->next = self->relations;
    self->relations = relation;
}

static void on_start(void *context, const char *name, const char *const *attributes)
{
    reader *self = context;

    if (strcmp(name, "sheet") == 0) {
        take_sheet(self, attributes);
    } else if (strcmp(name, "Relationship") == 0) {
        take_relation(self, attributes);
    } else if (strcmp(name, "workbookPr") == 0) {
        const char *epoch = eg_expatx_attribute(attributes, "date1904");

        self->epoch_1904 = epoch != NULL && (epoch[0] == '1' || epoch[0] == 't');
    }
}

static void on_end(void *context, const char *name)
{
    (void)context;
    (void)name;
}

static void on_text(void *context, const char *bytes, size_t n)
{
    (void)context;
    (void)bytes;
    (void)n;
}

static eg_status read_part(reader *self, eg_zipx *zip, const char *name)
{
    static const eg_expatx_handlers handlers = {on_start, on_end, on_text};

    return eg_workbook_part_read(&self->part, zip, name, &handlers, self, &self->failed,
                                 self->err);
}

/* ---- names of parts -------------------------------------------------------------------------
 */

/* Relation types are addresses; the last step of their path is what they mean. */
static bool is_type(const item *relation, const char *type)
{
    const char *last = strrchr(relation->type, '/');

    return last != NULL && strcmp(last + 1, type) == 0;
}

/* The part that `target` means where `base` (its last step aside) refers to it. */
static char *resolve(eg_arena *arena, const char *base, const char *target)
{
    const char *slash = strrchr(base, '/');
    size_t n = slash != NULL && target[0] != '/' ? (size_t)(slash - base) : 0;

    while (*target == '/')
        target++;
    for (;;) {
        if (strncmp(target, "./", 2) == 0) {
            target += 2;
        } else if (strncmp(target, "../", 3) == 0) {
            target += 3;
            while (n > 0 && base[n - 1] != '/')
                n--;
            n -= n > 0;
        } else {
            break;
        }
    }
    return eg_arena_printf(arena, "%.*s%s%s", (int)n, base, n > 0 ? "/" : "", target);
}

/* xl/workbook.xml's relations are in xl/_rels/workbook.xml.rels. */
static char *relations_of(eg_arena *arena, const char *part)
{
    if (part == NULL)
        return NULL;
    const char *slash = strrchr(part, '/');
    const size_t n = slash != NULL ? (size_t)(slash - part) + 1 : 0;

    return eg_arena_printf(arena, "%.*s_rels/%s.rels", (int)n, part, part + n);
}

static const item *relation_of_type(const reader *self, const char *type)
{
    for (const item *r = self->relations; r != NULL; r = r->next)
        if (is_type(r, type))
            return r;
    return NULL;
}

/* The relation of a sheet, if it is a sheet of cells (and no chart). */
static const item *cells_of(const reader *self, const item *sheet)
{
    for (const item *r = self->relations; r != NULL; r = r->next)
        if (strcmp(r->name, sheet->target) == 0 && is_type(r, "worksheet"))
            return r;
    return NULL;
}

/* ---- the sheet ------------------------------------------------------------------------------
 */

static eg_status fail_unknown(const reader *self, const char *wanted, eg_error *err)
{
    enum { SHOWN = 12 };
    const char *names[SHOWN];
    const char *nearest;
    size_t n = 0;
    eg_buffer text = {0};
    eg_status st;

    for (const item *s = self->sheets; s != NULL && n < SHOWN; s = s->next)
        if (!s->hidden && cells_of(self, s) != NULL)
            names[n++] = s->name;
    nearest = eg_text_nearest(eg_text_of(wanted), names, n);
    for (size_t i = 0; i < n; i++)
        eg_buffer_printf(&text, "%s\"%.40s\"", i > 0 ? ", " : "", names[i]);
    if (n == 0)
        st = eg_fail(err, EG_E_INPUT, "this workbook has no visible sheet of cells");
    else if (nearest != NULL)
        st = eg_fail(err, EG_E_USAGE,
                     "no sheet is called \"%.60s\"; did you mean \"%.40s\"? It has %s", wanted,
                     nearest, eg_buffer_string(&text));
    else
        st = eg_fail(err, EG_E_USAGE, "no sheet is called \"%.60s\"; it has %s", wanted,
                     eg_buffer_string(&text));
    eg_buffer_clear(&text);
    return st;
}

static const item *choose(const reader *self, const char *wanted)
{
    const item *folded = NULL;

    for (const item *s = self->sheets; s != NULL; s = s->next) {
        if (cells_of(self, s) == NULL)
            continue;
        if (wanted == NULL && !s->hidden)
            return s;
        if (wanted != NULL && strcmp(s->name, wanted) == 0)
            return s;
        if (wanted != NULL && folded == NULL && eg_text_same_word(eg_text_of(s->name), wanted))
            folded = s;
    }
    return folded;
}

static eg_status name_parts(eg_book *book, const reader *self, const char *root,
                            const item *sheet)
{
    const item *strings = relation_of_type(self, "sharedStrings");
    const item *styles = relation_of_type(self, "styles");

    *book = (eg_book){.sheet_name = sheet->name, .epoch_1904 = self->epoch_1904};
    book->sheet = resolve(self->arena, root, cells_of(self, sheet)->target);
    if (strings != NULL)
        book->strings = resolve(self->arena, root, strings->target);
    if (styles != NULL)
        book->styles = resolve(self->arena, root, styles->target);
    if (book->sheet == NULL || (strings != NULL && book->strings == NULL) ||
        (styles != NULL && book->styles == NULL))
        return eg_fail_memory(self->err);
    return EG_OK;
}

/* A zip archive that is something else. */
static eg_status fail_other(eg_zipx *zip, eg_error *err)
{
    if (eg_zipx_has(zip, "xl/workbook.bin"))
        return eg_fail(err, EG_E_INPUT,
                       "this is a binary workbook (.xlsb); save it as .xlsx or CSV UTF-8 and "
                       "give that file");
    if (eg_zipx_has(zip, "content.xml"))
        return eg_fail(err, EG_E_INPUT,
                       "this is an OpenDocument file; save it as .xlsx or CSV UTF-8 and give "
                       "that file");
    return eg_fail(err, EG_E_INPUT,
                   "this is a zip archive but no workbook; unpack it and give the files in it");
}

eg_status eg_book_read(eg_book *book, eg_zipx *zip, const char *wanted, const eg_pulse *pulse,
                       eg_arena *arena, eg_error *err)
{
    reader self = {.arena = arena, .err = err, .part = {.pulse = pulse}};
    const char *root = "xl/workbook.xml";
    const item *relation;
    const item *sheet;
    eg_status st = EG_OK;

    self.sheets_end = &self.sheets;
    if (!eg_zipx_has(zip, root)) {
        if (eg_zipx_has(zip, "_rels/.rels"))
            st = read_part(&self, zip, "_rels/.rels");
        relation = relation_of_type(&self, "officeDocument");
        root = relation != NULL ? resolve(arena, "", relation->target) : NULL;
        if (st == EG_OK &&
            (root == NULL || !eg_zipx_has(zip, root) || eg_zipx_has(zip, "xl/workbook.bin")))
            st = fail_other(zip, err);
    }
    self.relations = NULL;
    if (st == EG_OK)
        st = read_part(&self, zip, root);
    const char *relations = st == EG_OK ? relations_of(arena, root) : NULL;
    if (st == EG_OK)
        st = relations != NULL ? read_part(&self, zip, relations) : eg_fail_memory(err);
    if (st != EG_OK)
        return st;
    if (self.sheets == NULL)
        return fail_other(zip, err);
    sheet = choose(&self, wanted);
    if (sheet == NULL)
        return fail_unknown(&self, wanted != NULL ? wanted : "", err);
    return name_parts(book, &self, root, sheet);
}
