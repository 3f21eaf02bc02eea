/* Fields of a batch that are written when somebody wants them. */
#include "equitygap/base.h"

void eg_batch_write(const eg_batch *batch, size_t column)
{
    const eg_places *marks = batch->marks;
    const int32_t place = marks->place[column];
    const uint32_t *end = marks->end + (place >= 0 ? place : marks->raw[column]);
    eg_field *field = marks->fields + column * batch->stride;

    for (size_t r = 0; r < batch->rows; r++, end += marks->step) {
        const uint32_t from = end[-1] + 1;

        field[r] = (eg_field){.at = marks->text + from, .n = end[0] - from};
    }
    marks->place[column] = EG_PLACE_WRITTEN;
    if (place == EG_PLACE_ODD)
        marks->mend(marks->source, column, batch->marks->fields + column * batch->stride);
}
