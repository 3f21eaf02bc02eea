/* settle_size.c - columns that have too many values to be a dimension or a unit. */
#include "schema/coder.h"

enum { PLAIN_LEVELS = 200 }; /* more than these, and a tenth of the records, is no dimension */

/* A unit of fewer than two records is no school, and its name may be what a student is known
 * by. */
static bool is_few(const eg_coder *coder, const eg_axis *axis, size_t n)
{
    return axis->is_unit && coder->schema->n_figures == 0 && n > PLAIN_LEVELS &&
           n * 2 > coder->tally.records;
}

eg_status eg_axis_check_size(const eg_coder *coder, size_t number, size_t n, eg_error *err)
{
    const eg_schema *schema = coder->schema;
    const eg_axis *axis = &schema->axes[number];
    uint64_t records = coder->tally.records;
    if (is_few(coder, axis, n))
        return eg_coder_fail(
            err, EG_E_USAGE, axis->name,
            "it has %zu different values in %llu records, so it tells students "
            "apart rather than schools; name a column of units with --within",
            n, (unsigned long long)records);
    if (axis->is_year || axis->is_number || !eg_axis_divides(schema, number))
        return EG_OK;
    if (n > EG_LEVELS_MOST)
        return eg_coder_fail(err, EG_E_LIMIT, axis->name,
                             "it has more than %d different values, which is the limit for a "
                             "dimension; name a column of groups",
                             (int)EG_LEVELS_MOST);
    if (axis->is_unit || n <= PLAIN_LEVELS || n * 10 <= records)
        return EG_OK;
    return eg_coder_fail(err, schema->settings->n_by > 0 ? EG_E_USAGE : EG_E_INPUT, axis->name,
                         "it has %zu different values in %llu records, so it tells students "
                         "apart rather than groups; name a column of groups with --by",
                         n, (unsigned long long)records);
}
