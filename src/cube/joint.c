/* Joint cells: the same records by an item's axes and all its covariates, in cubes of their
 * own. */
#include <string.h>

#include "cube/internal.h"

#define JOINT_BYTES_MOST ((size_t)96 << 20)

eg_status eg_cubes_keep_joint(eg_cubes *cubes, eg_error *err)
{
    bool some = false;
    for (size_t i = 1; i <= cubes->schema->n_items; i++)
        some = some || eg_joint_set_of(cubes->schema, 0, i).n > 0;
    return some ? eg_cubes_new_joint(&cubes->joint_cells, cubes->schema, err) : EG_OK;
}

eg_status eg_cubes_check_joint(eg_cubes *cubes, eg_error *err)
{
    const eg_cubes *joint = cubes->joint_cells;
    size_t bytes = 0;
    for (size_t c = 0; joint != NULL && c < joint->n_cubes; c++)
        bytes += eg_cells_bytes(joint->cubes[c].cells);
    if (bytes <= JOINT_BYTES_MOST)
        return EG_OK;
    if (cubes->schema->covariates_named)
        return eg_fail(err, EG_E_LIMIT,
                       "the groups taken by all of --covariates exceed the memory budget of "
                       "%zu MiB: name fewer covariates, or such with fewer levels (a number "
                       "cut into bands), or drop --within",
                       JOINT_BYTES_MOST >> 20);
    /* Nobody asked for these covariates: without them only adjusted statistics are lost. */
    eg_cubes_free(cubes->joint_cells);
    cubes->joint_cells = NULL;
    cubes->joint_dropped = true;
    return EG_OK;
}
