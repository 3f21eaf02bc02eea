/* The settings a saved cube remembers: what its cells depend on, and all that was asked. */
#include <string.h>

#include "ext/hash.h"
#include "job/internal.h"
#include "job/portions.h"
#include "schema/derived.h"
#include "schema/options.h"
#include "schema/said.h"

enum { OWN_ROWS = 8, ROWS_MOST = 1 << 12, PAIRS_MOST = 1 << 16, SHOWN = 90 };

/* Settings of a report (report_settings.c) that decide what is counted where. */
static const char *const deciding[] = {"outcome",
                                       "by",
                                       "year",
                                       "id",
                                       "weight",
                                       "within",
                                       "key",
                                       "set",
                                       "recoded",
                                       "year_from_name",
                                       "melt",
                                       "where",
                                       "per",
                                       "collapse",
                                       "covariates",
                                       "race_counting",
                                       "missing",
                                       "marks",
                                       "counts",
                                       "missing_replaced",
                                       "suppressed",
                                       "group_column",
                                       "suppressed_replaced"};

/* Settings that say how files are read or what becomes of the cells: parts need not agree. */
static const char *const own_affair[] = {
    "edition", "max_rejects",  "delimiter",          "encoding", "sheet",
    "state",   "state_counts", "state_group_column", "ledger"};

/* Options that are not remembered: what is asked of one run, and files that were read then. */
static const char *const forgotten[] = {
    "config", "edition", "state",  "state-counts", "state-group-column", "notes",
    "split",  "threads", "roster", "parser",       "disjoint",           "ledger"};

#define COLUMNS       "columns"
#define FIGURES       "figures"
#define DISTRIBUTIONS "distributions"
#define JOINT         "joint cells"
#define KEPT          "kept"

static bool among(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

#define AMONG(names, name) among(names, sizeof(names) / sizeof(names)[0], name)

/* With blanks for dashes as config keys have them. */
static bool same_option(const char *option, const char *key)
{
    size_t i = 0;
    while (option[i] != '\0' && key[i] == (option[i] == '-' ? '_' : option[i]))
        i++;
    return option[i] == '\0' && key[i] == '\0';
}

static bool is_remembered(const char *option)
{
    const eg_option *row = eg_settings_options();
    while (row->name != NULL && strcmp(row->name, option) != 0)
        row++;
    return row->name != NULL && strcmp(row->group, EG_HEAD_DATABASE) != 0 &&
           !AMONG(forgotten, option);
}

static bool key_is_remembered(const char *key)
{
    for (const eg_option *row = eg_settings_options(); row->name != NULL; row++)
        if (same_option(row->name, key))
            return is_remembered(row->name);
    /* "privacy" whole has the edition in it; its other keys stand alone too */
    return strcmp(key, "privacy.edition") != 0 && strcmp(key, "privacy") != 0;
}

/* ---- rows of its own ---- */

/* How each axis is made of columns, beside what `by` says. */
static void add_axes(eg_buffer *out, const eg_schema *schema)
{
    for (size_t a = 0; a < schema->n_axes; a++) {
        const eg_axis *axis = &schema->axes[a];
        eg_buffer_printf(out, "%s%s", a == 0 ? "" : ", ", axis->name);
        eg_buffer_printf(out, "%s%s%s%s", axis->is_year ? " (year)" : "",
                         axis->is_unit ? " (unit)" : "", axis->is_number ? " (number)" : "",
                         axis->parent_field >= 0 && axis->parent_field != axis->field
                             ? " (of a district)"
                             : "");
        for (size_t p = 0; axis->derived != NULL && p < axis->derived->n_parts; p++) {
            const eg_part *part = &axis->derived->parts[p];
            eg_buffer_printf(out, "%s%s:%d", p == 0 ? " of " : "+", part->column,
                             (int)part->kind);
            for (size_t g = 0; g < part->n_groups; g++)
                eg_buffer_printf(out, "/%u=%s", (unsigned)part->groups[g].at,
                                 part->groups[g].label == NULL ? "" : part->groups[g].label);
        }
        if (axis->derived != NULL)
            eg_buffer_printf(out, " counted %d", (int)axis->counting);
    }
    for (size_t o = 0; o < schema->n_outcomes; o++)
        if (schema->outcomes[o].per_hundred)
            eg_buffer_printf(out, ", %s (%%)", schema->outcomes[o].column);
}

static void add_figures(eg_buffer *out, const eg_schema *schema)
{
    for (size_t f = 0; f < schema->n_figures; f++) {
        const eg_figure_column *figure = &schema->figures[f];
        eg_buffer_printf(out, "%s%s:%d of %u:%u%s", f == 0 ? "" : ", ", figure->column,
                         (int)figure->role, (unsigned)figure->outcome, (unsigned)figure->level,
                         figure->per_hundred ? " (%)" : "");
    }
}

static void add_words(eg_buffer *out, const eg_strings *words)
{
    for (size_t i = 0; i < words->n; i++)
        eg_buffer_printf(out, "%s%s", i == 0 ? "" : ",", words->at[i]);
}

static bool put(eg_portion_settings *out, const char *name, eg_buffer *text, eg_arena *arena)
{
    const char *value =
        text->failed ? NULL : eg_arena_string(arena, (eg_text){text->at, text->n});
    eg_buffer_clear(text);
    out->rows[out->n++] = (eg_portion_row){name, value, true};
    return value != NULL;
}

static bool put_own(eg_portion_settings *out, const eg_job *job)
{
    eg_buffer axes = {0}, figures = {0}, words = {0}, values = {0}, joint = {0};
    add_axes(&axes, job->schema);
    add_figures(&figures, job->schema);
    add_words(&words, &job->settings->not_applicable_marks);
    eg_buffer_add_string(&values, eg_statistics_need_values(job->settings) ? KEPT : "");
    eg_buffer_add_string(&joint, eg_statistics_need_joint(job->settings) ? KEPT : "");
    bool fine = put(out, COLUMNS, &axes, job->arena);
    fine = put(out, FIGURES, &figures, job->arena) && fine;
    fine = put(out, "not_applicable", &words, job->arena) && fine;
    fine = put(out, DISTRIBUTIONS, &values, job->arena) && fine;
    return put(out, JOINT, &joint, job->arena) && fine;
}

/* ---- what was asked ---- */

static bool add_pair(eg_strings *names, eg_strings *values, const char *name, const char *value)
{
    names->at[names->n++] = name;
    values->at[values->n++] = value;
    return true;
}

static bool room(eg_strings *names, eg_strings *values, size_t n, eg_arena *arena)
{
    names->at = eg_arena_alloc(arena, n + 1, sizeof *names->at);
    values->at = eg_arena_alloc(arena, n + 1, sizeof *values->at);
    return names->at != NULL && values->at != NULL;
}

/* Options typed now take the place of those remembered. */
static bool remember_typed(const eg_job *job, const eg_portion_settings *before,
                           eg_portion_settings *out)
{
    static const eg_strings none = {NULL, 0};
    const eg_strings *names = job->options->asked_names;
    const eg_strings *old = before == NULL ? &none : &before->typed_names;
    names = names == NULL ? &none : names;
    if (!room(&out->typed_names, &out->typed_values, names->n + old->n, job->arena))
        return false;
    for (size_t i = 0; i < old->n; i++)
        if (!among(names->at, names->n, old->at[i]))
            (void)add_pair(&out->typed_names, &out->typed_values, old->at[i],
                           before->typed_values.at[i]);
    for (size_t i = 0; i < names->n; i++)
        if (is_remembered(names->at[i]))
            (void)add_pair(&out->typed_names, &out->typed_values, names->at[i],
                           job->options->asked_values->at[i]);
    return true;
}

static bool remember_said(const eg_job *job, eg_portion_settings *out)
{
    const eg_settings *s = job->settings;
    if (!room(&out->said_keys, &out->said_values, s->said_keys.n, job->arena))
        return false;
    for (size_t i = 0; i < s->said_keys.n; i++)
        if (s->said_values.at[i] != NULL && key_is_remembered(s->said_keys.at[i]))
            (void)add_pair(&out->said_keys, &out->said_values, s->said_keys.at[i],
                           s->said_values.at[i]);
    return true;
}

eg_status eg_portion_settings_of(const eg_job *job, const eg_portion_settings *before,
                                 eg_portion_settings *out, eg_error *err)
{
    eg_report_setting *settings = NULL;
    size_t n = 0;
    *out = (eg_portion_settings){.n = 0};
    eg_status status =
        eg_report_settings_make(job->settings, job->schema, job->arena, &settings, &n, err);
    if (status != EG_OK)
        return status;
    out->rows = eg_arena_alloc(job->arena, n + OWN_ROWS, sizeof *out->rows);
    if (out->rows == NULL)
        return eg_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        out->rows[out->n++] = (eg_portion_row){settings[i].name, settings[i].value,
                                               AMONG(deciding, settings[i].name)};
    bool fine =
        put_own(out, job) && remember_typed(job, before, out) && remember_said(job, out);
    return fine ? EG_OK : eg_fail_memory(err);
}

/* ---- saving and loading ---- */

static void save_pairs(const eg_strings *names, const eg_strings *values, eg_pack *pack)
{
    eg_pack_number(pack, names->n);
    for (size_t i = 0; i < names->n; i++) {
        eg_pack_text(pack, eg_text_of(names->at[i]));
        eg_pack_text(pack, eg_text_of(values->at[i]));
    }
}

/* Of what the cells depend on. */
static eg_hash128 hash_of(const eg_portion_settings *settings)
{
    eg_hash128 chain[3] = {{0, 0}};
    for (size_t i = 0; i < settings->n; i++) {
        const eg_portion_row *row = &settings->rows[i];
        if (!row->decides)
            continue;
        chain[1] = eg_hash(row->name, strlen(row->name), 0);
        chain[2] = eg_hash(row->value, strlen(row->value), 0);
        chain[0] = eg_hash(chain, sizeof chain, 0);
    }
    return chain[0];
}

void eg_portion_settings_save(const eg_portion_settings *settings, eg_pack *pack)
{
    eg_pack_number(pack, settings->n);
    for (size_t i = 0; i < settings->n; i++) {
        eg_pack_text(pack, eg_text_of(settings->rows[i].name));
        eg_pack_text(pack, eg_text_of(settings->rows[i].value));
        eg_pack_number(pack, settings->rows[i].decides);
    }
    eg_pack_hash(pack, hash_of(settings));
    save_pairs(&settings->said_keys, &settings->said_values, pack);
    save_pairs(&settings->typed_names, &settings->typed_values, pack);
}

static bool load_pairs(eg_strings *names, eg_strings *values, eg_unpack *unpack,
                       eg_arena *arena)
{
    uint64_t n = eg_unpack_upto(unpack, PAIRS_MOST);
    if (!room(names, values, (size_t)n, arena))
        return false;
    for (uint64_t i = 0; i < n && eg_unpack_fine(unpack); i++) {
        const char *name = eg_unpack_string(unpack, arena);
        (void)add_pair(names, values, name, eg_unpack_string(unpack, arena));
    }
    return true;
}

bool eg_portion_settings_load(eg_portion_settings *settings, eg_unpack *unpack, eg_arena *arena)
{
    uint64_t n = eg_unpack_upto(unpack, ROWS_MOST);
    *settings = (eg_portion_settings){.n = 0};
    settings->rows = eg_arena_alloc(arena, (size_t)n + 1, sizeof *settings->rows);
    if (settings->rows == NULL)
        return false;
    for (; settings->n < n && eg_unpack_fine(unpack); settings->n++) {
        eg_portion_row *row = &settings->rows[settings->n];
        row->name = eg_unpack_string(unpack, arena);
        row->value = eg_unpack_string(unpack, arena);
        row->decides = eg_unpack_upto(unpack, 1) != 0;
    }
    if (!eg_unpack_fine(unpack))
        return !unpack->failed;
    eg_hash128 own = hash_of(settings), said = eg_unpack_hash(unpack);
    if (own.low != said.low || own.high != said.high)
        eg_unpack_refuse(unpack);
    return load_pairs(&settings->said_keys, &settings->said_values, unpack, arena) &&
           load_pairs(&settings->typed_names, &settings->typed_values, unpack, arena);
}

/* ---- comparing ---- */

static const char *value_of(const eg_portion_settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->n; i++)
        if (strcmp(settings->rows[i].name, name) == 0)
            return settings->rows[i].value;
    return "";
}

/* Which columns stand behind a setting is worth a word only where the settings agree. */
static bool goes_without_saying(const eg_buffer *told, const char *name)
{
    return told->n > 0 && (strcmp(name, COLUMNS) == 0 || strcmp(name, FIGURES) == 0);
}

/* Said anew now, so that what was said before does not count. */
static bool is_asked(const eg_strings *asked, const char *name)
{
    for (size_t i = 0; asked != NULL && i < asked->n; i++)
        if (same_option(asked->at[i], name) || strcmp(asked->at[i], "config") == 0)
            return true;
    return false;
}

static bool is_said(const eg_portion_settings *by, const char *name)
{
    for (size_t i = 0; i < by->typed_names.n; i++)
        if (same_option(by->typed_names.at[i], name))
            return true;
    for (size_t i = 0; i < by->said_keys.n; i++)
        if (strncmp(by->said_keys.at[i], "privacy.", 8) == 0 &&
            strcmp(by->said_keys.at[i] + 8, name) == 0)
            return true;
    return false;
}

/* A policy's number that nobody said by itself goes with the policy, which is told of. */
static bool goes_with_policy(const eg_portion_settings *one, const eg_portion_settings *two,
                             const char *name)
{
    static const char *const numbers[] = {"min_n",    "tails",         "min_count",
                                          "min_rest", "next_smallest", "dominance"};
    return AMONG(numbers, name) && !is_said(one, name) && !is_said(two, name);
}

/* From where two long values are worth reading: the word in which they part. */
static size_t parting(const char *one, const char *two)
{
    size_t at = 0;
    while (one[at] != '\0' && one[at] == two[at])
        at++;
    if (at < SHOWN / 2 || (strlen(one) <= SHOWN && strlen(two) <= SHOWN))
        return 0;
    for (size_t back = at; back + SHOWN / 2 > at; back--)
        if (one[back - 1] == ' ' || one[back - 1] == ',')
            return back;
    for (at -= SHOWN / 4; at > 0 && ((unsigned char)one[at] & 0xC0) == 0x80; at--)
        ;
    return at;
}

static void quote(eg_buffer *out, const char *value, size_t from)
{
    size_t n = strlen(value + from), shown = n;
    if (n > SHOWN)
        for (shown = SHOWN; ((unsigned char)value[from + shown] & 0xC0) == 0x80; shown--)
            ;
    eg_buffer_add_string(out, from > 0 ? "\"..." : "\"");
    eg_buffer_add(out, value + from, shown);
    eg_buffer_add_string(out, shown < n ? "...\"" : "\"");
}

static void tell(eg_buffer *out, const char *name, const char *const *values,
                 const char *const *where)
{
    size_t from = parting(values[0], values[1]);
    eg_buffer_printf(out, "%s%s is ", out->n == 0 ? "" : "; ", name);
    quote(out, values[0], from);
    eg_buffer_printf(out, " %s and ", where[0]);
    quote(out, values[1], from);
    eg_buffer_printf(out, " %s", where[1]);
}

static const char *finish(eg_buffer *text, eg_arena *arena)
{
    const char *said =
        text->failed ? NULL : eg_arena_string(arena, (eg_text){text->at, text->n});
    eg_buffer_clear(text);
    return said;
}

/* The rows of one that the other has otherwise. Twice: a row may stand in one alone. */
static void tell_rows(eg_buffer *out, const eg_portion_settings *one,
                      const eg_portion_settings *two, const char *const *where,
                      const eg_strings *asked, bool missing_only)
{
    for (size_t i = 0; i < one->n; i++) {
        const eg_portion_row *row = &one->rows[i];
        const char *values[] = {row->value, value_of(two, row->name)};
        const char *turned[] = {values[1], values[0]};
        bool there = false;
        for (size_t k = 0; k < two->n; k++)
            there = there || strcmp(two->rows[k].name, row->name) == 0;
        if (strcmp(values[0], values[1]) == 0 || (missing_only && there) ||
            strcmp(row->name, DISTRIBUTIONS) == 0 || strcmp(row->name, JOINT) == 0 ||
            AMONG(own_affair, row->name) || goes_without_saying(out, row->name) ||
            goes_with_policy(one, two, row->name) ||
            (!row->decides && is_asked(asked, row->name)))
            continue;
        tell(out, row->name, missing_only ? turned : values, where);
    }
}

const char *eg_portion_difference(const eg_portion_settings *one, const char *one_name,
                                  const eg_portion_settings *two, const char *two_name,
                                  const eg_strings *asked, eg_arena *arena)
{
    const char *where[] = {eg_arena_printf(arena, "in %s", one_name),
                           eg_arena_printf(arena, "in %s", two_name)};
    eg_buffer out = {0};
    if (where[0] == NULL || where[1] == NULL)
        return NULL;
    tell_rows(&out, one, two, where, asked, false);
    tell_rows(&out, two, one, where, asked, true);
    return finish(&out, arena);
}

const char *eg_portion_lacks(const eg_portion_settings *saved, const char *name,
                             const eg_portion_settings *needed, eg_arena *arena)
{
    const char *where[] = {eg_arena_printf(arena, "in %s", name), "now"};
    eg_buffer out = {0};
    if (where[0] == NULL)
        return NULL;
    for (size_t i = 0; i < needed->n; i++) {
        const eg_portion_row *row = &needed->rows[i];
        const char *values[] = {value_of(saved, row->name), row->value};
        bool extra = strcmp(row->name, DISTRIBUTIONS) == 0 || strcmp(row->name, JOINT) == 0;
        if (!row->decides || strcmp(values[0], values[1]) == 0)
            continue;
        if (extra && values[1][0] != '\0')
            eg_buffer_printf(&out,
                             "%sno %s were kept in %s, which --stats needs now and did not "
                             "when it was saved",
                             out.n == 0 ? "" : "; ", row->name, name);
        else if (!extra && !goes_without_saying(&out, row->name))
            tell(&out, row->name, values, where);
    }
    return finish(&out, arena);
}
