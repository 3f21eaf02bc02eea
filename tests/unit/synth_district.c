#include "synth_district.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

const char synth_header[] =
    "student_id,school_year,district,school,grade,race_ethnicity,gender,english_learner,"
    "disability,"
    "econ_disadvantaged,math_score,ela_score,math_level,attendance_rate,chronically_absent,"
    "suspensions,graduated\n";

district make_district(uint64_t students, uint64_t schools, uint64_t years, uint64_t rows,
                       uint64_t seed)
{
    district d;
    eg_error err = {0};
    eg_synth_options o = {students, schools, years, rows, seed};
    ck_assert_int_eq(eg_sink_open_memory(&d.data, &err), EG_OK);
    ck_assert_int_eq(eg_sink_open_memory(&d.truth, &err), EG_OK);
    ck_assert_int_eq(eg_synth_write(&o, d.data, d.truth, NULL, &err), EG_OK);
    eg_sink_put(d.truth, "", 1); /* a NUL, for strstr */
    d.rest = eg_sink_bytes(d.data);
    ck_assert_uint_gt(d.rest.n, sizeof synth_header);
    ck_assert_mem_eq(d.rest.at, synth_header, sizeof synth_header - 1);
    d.rest.at += sizeof synth_header - 1;
    d.rest.n -= sizeof synth_header - 1;
    return d;
}

void done_with(district *d)
{
    eg_sink_close(d->data);
    eg_sink_close(d->truth);
}

/* Every ck_assert writes a mark to a file: only failures may, this often. */
bool next_row(district *d, eg_text field[COLUMNS])
{
    const char *p = d->rest.at;
    const char *end = p + d->rest.n;
    if (p == end)
        return false;
    for (int c = 0; c < COLUMNS; c++) {
        bool quoted = *p == '"';
        char after = c + 1 < COLUMNS ? ',' : '\n';
        p += quoted;
        const char *close = memchr(p, quoted ? '"' : after, (size_t)(end - p));
        if (close == NULL || close[quoted] != after)
            ck_abort_msg("a record has no end of field %d", c + 1);
        field[c] = (eg_text){p, (size_t)(close - p)};
        p = close + quoted + 1;
    }
    d->rest = (eg_text){p, (size_t)(end - p)};
    return true;
}

double number_of(eg_text text)
{
    char copy[32] = {0};
    if (text.n >= sizeof copy)
        ck_abort_msg("a number of %zu bytes", text.n);
    memcpy(copy, text.at, text.n);
    return strtod(copy, NULL);
}

unsigned grade_of(eg_text text)
{
    return eg_text_is(text, "K") ? 0 : (unsigned)number_of(text);
}
