/* The caller's hand on long work. */
#include "equitygap/base.h"

bool eg_go_on(const eg_control *control, const eg_progress *progress)
{
    return control == NULL || control->go_on == NULL ||
           control->go_on(control->context, progress);
}
