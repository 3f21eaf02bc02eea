/* Fields: the columns a source is asked for, one of each file. */
#include <string.h>

#include "schema/resolve.h"

static const char *use_words(unsigned use)
{
    static const struct {
        unsigned use;
        const char *words;
    } table[] = {{EG_USE_ID, "the student id"},  {EG_USE_YEAR, "the year"},
                 {EG_USE_UNIT, "a unit"},        {EG_USE_DIMENSION, "a dimension"},
                 {EG_USE_OUTCOME, "an outcome"}, {EG_USE_WEIGHT, "the weight"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (use & table[i].use)
            return table[i].words;
    return "a condition";
}

static bool alone(unsigned use)
{
    return (use & (EG_USE_WHERE | EG_USE_PARENT)) == 0;
}

/* One column in two roles, and columns that may never be shown. */
static eg_status check_use(eg_resolver *r, const eg_name *name, unsigned use, eg_status wrong)
{
    unsigned axis = EG_USE_DIMENSION | EG_USE_UNIT;
    if (!alone(use))
        return EG_OK;
    if ((use & axis) && (name->role == EG_ROLE_ID || (name->uses & EG_USE_ID)))
        return eg_resolve_fail(r, wrong, name->written,
                               "it identifies students, so it cannot be %s; name a column of "
                               "groups",
                               use_words(use));
    if (name->role == EG_ROLE_NAME && use != EG_USE_ID)
        return eg_resolve_fail(r, wrong, name->written,
                               "it holds %s, and cannot be %s; name another column",
                               eg_concept_words(name->hit.row->concept), use_words(use));
    unsigned others = name->uses & ~use & ~(unsigned)(EG_USE_WHERE | EG_USE_PARENT);
    if (use & axis)
        others &= ~axis;
    if (others == 0)
        return EG_OK;
    if ((others | use) & EG_USE_YEAR && (others | use) & axis)
        return eg_resolve_fail(r, wrong, name->written,
                               "it cannot be both %s and %s; to use it as a group give --year "
                               "another column, or none",
                               use_words(others), use_words(use));
    return eg_resolve_fail(r, wrong, name->written,
                           "it cannot be both %s and %s; drop one of the two",
                           use_words(others), use_words(use));
}

/* Where a file has a name: column, or -1; twice is an error. */
static eg_status column_of(eg_resolver *r, size_t file, uint32_t number, eg_status wrong,
                           int32_t *column)
{
    *column = -1;
    for (size_t c = 0; c < r->n_headers[file]; c++) {
        if (r->number[file][c] != number)
            continue;
        if (*column >= 0) {
            eg_status status = eg_resolve_fail(
                r, r->names[number].asked ? wrong : EG_E_INPUT, r->names[number].written,
                "two columns have this name (%d and %zu), and it is not said which is meant; "
                "rename one of them",
                *column + 1, c + 1);
            eg_error_place(r->err, r->files == NULL ? NULL : r->files[file], 0, 0, NULL);
            return status;
        }
        *column = (int32_t)c;
    }
    return EG_OK;
}

static eg_status note_absent(eg_resolver *r, const int32_t *columns, const char *written)
{
    size_t absent = 0, first = 0;
    for (size_t f = 0; f < r->n_files; f++)
        if (columns[f] < 0 && absent++ == 0)
            first = f;
    if (absent == 0)
        return EG_OK;
    return eg_resolve_note(r,
                           "column \"%s\" is not in %zu of %zu files (the first is %s); there "
                           "its values count as missing; if it is called otherwise there, list "
                           "both names in a config",
                           written, absent, r->n_files,
                           r->files == NULL ? "unnamed" : r->files[first]);
}

static eg_status add_field(eg_resolver *r, int32_t *columns, const char *written,
                           int32_t *field)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (memcmp(r->fields[i], columns, r->n_files * sizeof *columns) == 0) {
            *field = (int32_t)i;
            return EG_OK;
        }
    if (r->n_fields == r->fields_capacity) {
        size_t capacity = r->n_fields == 0 ? 16 : r->n_fields * 2;
        int32_t **grown = eg_arena_alloc(r->arena, capacity, sizeof *grown);
        if (grown == NULL)
            return eg_fail_memory(r->err);
        if (r->n_fields > 0)
            memcpy(grown, r->fields, r->n_fields * sizeof *grown);
        r->fields = grown;
        r->fields_capacity = capacity;
    }
    r->fields[r->n_fields] = columns;
    *field = (int32_t)r->n_fields++;
    return note_absent(r, columns, written);
}

eg_status eg_resolve_field(eg_resolver *r, const eg_name_list *names, unsigned use,
                           eg_status wrong, int32_t *field)
{
    int32_t *columns = eg_arena_alloc(r->arena, r->n_files + 1, sizeof *columns);
    *field = -1;
    if (columns == NULL)
        return eg_fail_memory(r->err);
    eg_status status = EG_OK;
    for (size_t i = 0; i < names->n && status == EG_OK; i++)
        status = check_use(r, &r->names[names->at[i]], use, wrong);
    for (size_t f = 0; f < r->n_files; f++) {
        columns[f] = -1;
        for (size_t i = 0; i < names->n && status == EG_OK && columns[f] < 0; i++) {
            status = column_of(r, f, names->at[i], wrong, &columns[f]);
            if (columns[f] >= 0)
                r->names[names->at[i]].uses |= use;
        }
    }
    return status == EG_OK ? add_field(r, columns, r->names[names->at[0]].written, field)
                           : status;
}

static void sort_by_rank(const eg_resolver *r, eg_name_list *list)
{
    for (size_t i = 1; i < list->n; i++) {
        uint32_t moving = list->at[i];
        size_t k = i;
        for (; k > 0 && r->names[list->at[k - 1]].hit.rank > r->names[moving].hit.rank; k--)
            list->at[k] = list->at[k - 1];
        list->at[k] = moving;
    }
}

eg_status eg_resolve_recognised(eg_resolver *r, eg_role role, const char *concept, bool unused,
                                eg_name_list *out)
{
    *out = (eg_name_list){eg_arena_alloc(r->arena, r->n_names + 1, sizeof *out->at), 0};
    if (out->at == NULL)
        return eg_fail_memory(r->err);
    for (size_t i = 0; i < r->n_names; i++)
        if (r->names[i].role == role &&
            (!unused || (r->names[i].uses & ~(unsigned)(EG_USE_WHERE | EG_USE_PARENT)) == 0) &&
            (concept == NULL || strcmp(r->names[i].hit.row->concept, concept) == 0))
            out->at[out->n++] = (uint32_t)i;
    sort_by_rank(r, out);
    for (size_t i = 0; i < out->n; i++)
        if (r->names[out->at[i]].files == r->n_files) {
            out->at[0] = out->at[i];
            out->n = 1;
            return EG_OK;
        }
    size_t kept = 0;
    for (size_t i = 0; i < out->n; i++)
        if (strcmp(r->names[out->at[i]].hit.row->concept,
                   r->names[out->at[0]].hit.row->concept) == 0)
            out->at[kept++] = out->at[i];
    out->n = kept;
    return EG_OK;
}

eg_status eg_resolve_select(eg_resolver *r)
{
    eg_schema *schema = r->schema;
    schema->n_fields = r->n_fields;
    schema->n_files = r->n_files;
    schema->select =
        eg_arena_alloc(r->arena, r->n_fields * r->n_files + 1, sizeof *schema->select);
    if (schema->select == NULL)
        return eg_fail_memory(r->err);
    for (size_t f = 0; f < r->n_files; f++)
        for (size_t i = 0; i < r->n_fields; i++)
            schema->select[f * r->n_fields + i] = r->fields[i][f];
    return EG_OK;
}
