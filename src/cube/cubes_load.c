/* Cells, their values and joint cells from a saved cube. */
#include <string.h>

#include "cube/cubes_save.h"
#include "cube/internal.h"

#define COUNT_MOST (UINT64_C(1) << 56)
enum { CELLS_MOST = 1 << 27 };

typedef struct {
    const eg_schema *schema;
    const eg_coder *coder;
    const eg_coder_ranks *ranks;
    eg_unpack *unpack;
    eg_error *err;
} loader;

/* ---- cells ---- */

static void load_moments(loader *l, uint64_t *at)
{
    uint64_t low = eg_unpack_number(l->unpack), high = eg_unpack_number(l->unpack);
    eg_i128 sum = (eg_i128)((eg_u128)high << 64 | low);
    eg_u192 square;
    for (size_t i = 0; i < 3; i++)
        square.word[i] = eg_unpack_number(l->unpack);
    memcpy(at, &sum, sizeof sum);
    memcpy(at + 2, &square, sizeof square);
}

/* n values of which none is beyond 9.3e18: what their sum and squares can be at most. */
static bool moments_fit(const uint64_t *at, uint64_t n)
{
    eg_i128 sum;
    eg_u192 square;
    eg_moments_get(at, &sum, &square);
    eg_u128 size = sum < 0 ? -(eg_u128)sum : (eg_u128)sum;
    eg_u128 upper = (eg_u128)square.word[2] << 64 | square.word[1];
    return size <= (eg_u128)n << 63 && upper <= (eg_u128)n << 62;
}

/* Adds up nowhere: a cell of a saved cube is there once. false: it contradicts itself. */
static bool load_slot(loader *l, size_t o, const eg_slot *slot, uint64_t *words)
{
    uint64_t *at = words + slot->at, counted = 0;
    uint64_t n = at[EG_WORD_N] = eg_unpack_upto(l->unpack, COUNT_MOST);
    at[EG_WORD_SUPPRESSED] = eg_unpack_upto(l->unpack, COUNT_MOST);
    bool fits = n + at[EG_WORD_SUPPRESSED] <= words[0];
    if (slot->form == EG_FORM_RATE)
        counted = at[EG_WORD_FIRST] = eg_unpack_upto(l->unpack, COUNT_MOST);
    if (slot->form == EG_FORM_WORDS || slot->form == EG_FORM_BOTH)
        for (size_t w = 0; w < l->ranks->n_words[o]; w++) {
            uint64_t count = eg_unpack_upto(l->unpack, COUNT_MOST);
            at[EG_WORD_FIRST + l->ranks->words[o][w]] = count;
            counted += count;
        }
    fits = fits && counted <= n;
    if (slot->form == EG_FORM_RATE || slot->form == EG_FORM_WORDS)
        return fits;
    uint64_t *moments = words + eg_slot_moments(slot);
    if (slot->form == EG_FORM_BOTH) {
        moments[-1] = eg_unpack_upto(l->unpack, n);
        n = moments[-1];
    }
    load_moments(l, moments);
    return fits && moments_fit(moments, n);
}

/* The cell of the next key, which is behind all that were there. NULL: no memory, or refused.
 */
static uint64_t *load_key(loader *l, const eg_cube *cube, uint32_t key[EG_KEY_MOST], bool first)
{
    bool rising = first;
    for (size_t k = 0; k < cube->n_axes; k++) {
        size_t levels = eg_coder_levels(l->coder, cube->axis[k]);
        uint32_t level = (uint32_t)eg_unpack_upto(l->unpack, levels - 1);
        if (!rising && level < key[k])
            eg_unpack_refuse(l->unpack);
        rising = rising || level > key[k];
        key[k] = level;
    }
    if (!rising)
        eg_unpack_refuse(l->unpack);
    if (!eg_unpack_fine(l->unpack))
        return NULL;
    size_t cell = eg_cells_at(cube->cells, key);
    if (cell == SIZE_MAX)
        l->unpack->failed = true;
    return cell == SIZE_MAX ? NULL : eg_cells_words(cube->cells, cell);
}

static void load_cells(loader *l, const eg_layout *layout, const eg_cube *cube)
{
    uint32_t key[EG_KEY_MOST] = {0};
    uint64_t n = eg_unpack_upto(l->unpack, CELLS_MOST);
    for (uint64_t i = 0; i < n && eg_unpack_fine(l->unpack); i++) {
        uint64_t *words = load_key(l, cube, key, i == 0);
        if (words == NULL)
            return;
        words[0] = eg_unpack_upto(l->unpack, COUNT_MOST);
        for (size_t o = 0; o < layout->n_slots; o++)
            if (!load_slot(l, o, &layout->slots[o], words))
                eg_unpack_refuse(l->unpack);
    }
}

/* ---- values ---- */

static void load_values(loader *l, const eg_layout *layout, const eg_cube *cube)
{
    size_t cells = eg_cells_count(cube->cells);
    if (eg_unpack_upto(l->unpack, 1) == 0)
        return;
    uint64_t n = eg_unpack_number(l->unpack);
    for (uint64_t i = 0; i < n && eg_unpack_fine(l->unpack); i++) {
        eg_value_entry entry = {.cell = (uint32_t)eg_unpack_upto(l->unpack, cells)};
        entry.outcome = (uint32_t)eg_unpack_upto(l->unpack, layout->n_slots - 1);
        entry.value = eg_unpack_signed(l->unpack);
        entry.count = eg_unpack_upto(l->unpack, COUNT_MOST);
        eg_form form = layout->slots[entry.outcome].form;
        if (entry.cell == cells || (form != EG_FORM_MEAN && form != EG_FORM_BOTH))
            eg_unpack_refuse(l->unpack);
        else if (cube->values != NULL && eg_unpack_fine(l->unpack) &&
                 !eg_values_add(cube->values, &entry))
            l->unpack->failed = true;
    }
}

/* ---- sets of cubes ---- */

static bool same_axes(loader *l, const eg_cube *cube)
{
    bool same = eg_unpack_upto(l->unpack, EG_KEY_MOST) == cube->n_axes;
    for (size_t k = 0; same && k < cube->n_axes; k++)
        same = eg_unpack_number(l->unpack) == cube->axis[k];
    return same;
}

static bool widen(loader *l, eg_cubes *cubes)
{
    const size_t *n_words = l->ranks->n_words;
    bool fine = true;
    if (n_words == NULL)
        return cubes->layout.n_slots == 0;
    for (size_t o = 0; fine && o < cubes->layout.n_slots; o++) {
        const eg_slot *slots = cubes->layout.slots; /* widening makes new ones */
        if (slots == NULL)
            return false;
        if (slots[o].form == EG_FORM_WORDS || slots[o].form == EG_FORM_BOTH)
            fine = eg_cubes_widen(cubes, o, (uint32_t)n_words[o]);
    }
    return fine;
}

static eg_status load_set(loader *l, eg_cubes *cubes)
{
    if (cubes == NULL)
        return eg_fail_memory(l->err);
    eg_status status = widen(l, cubes) ? EG_OK : eg_fail_memory(l->err);
    uint64_t n = eg_unpack_number(l->unpack);
    if (status == EG_OK)
        status = eg_cubes_by_set(cubes, l->err);
    if (n != cubes->n_cubes)
        eg_unpack_refuse(l->unpack);
    const eg_cube *cube = status == EG_OK && eg_unpack_fine(l->unpack) ? cubes->cubes : NULL;
    for (uint64_t c = 0; cube != NULL && c < n; c++, cube++) {
        if (!same_axes(l, cube))
            eg_unpack_refuse(l->unpack);
        load_cells(l, &cubes->layout, cube);
        load_values(l, &cubes->layout, cube);
    }
    return status;
}

/* Joint cells that nobody asks for any more are read all the same. */
static eg_status load_joint(loader *l, eg_cubes *cubes)
{
    eg_cubes *unwanted = NULL;
    uint64_t kept = eg_unpack_upto(l->unpack, 2);
    if (kept == 2) {
        eg_cubes_free(cubes->joint_cells);
        cubes->joint_cells = NULL;
        cubes->joint_dropped = true;
    }
    if (kept != 1)
        return EG_OK;
    eg_status status = EG_OK;
    if (cubes->joint_cells == NULL)
        status = eg_cubes_new_joint(&unwanted, l->schema, l->err);
    if (status == EG_OK)
        status = load_set(l, unwanted != NULL ? unwanted : cubes->joint_cells);
    eg_cubes_free(unwanted);
    return status == EG_OK ? eg_cubes_check_joint(cubes, l->err) : status;
}

static eg_status load_both(loader *l, eg_cubes *cubes)
{
    eg_status status = load_set(l, cubes);
    return status == EG_OK ? load_joint(l, cubes) : status;
}

eg_status eg_cubes_load(eg_cubes *cubes, const eg_coder *coder, const eg_coder_ranks *ranks,
                        eg_unpack *unpack, eg_error *err)
{
    loader l = {cubes->schema, coder, ranks, unpack, err};
    eg_status status = load_both(&l, cubes);
    for (size_t u = 0; status == EG_OK && u < cubes->schema->n_units; u++) {
        eg_cubes *own = NULL;
        if (eg_unpack_upto(unpack, 1) == 0)
            continue;
        status = eg_cubes_within(cubes, u, &own, err);
        if (status == EG_OK && own != NULL)
            status = load_both(&l, own);
    }
    return status == EG_OK ? eg_cubes_check(cubes, err) : status;
}
