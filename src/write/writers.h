/* write/writers.h - the functions of the rows in writers.def. */
#ifndef EG_WRITE_WRITERS_H
#define EG_WRITE_WRITERS_H

#include "equitygap/write.h"

#define R(name, extension, about, function)                                                    \
    eg_status function(const eg_report *report, eg_sink *sink,                                 \
                       const eg_write_options *options, eg_error *err);
#include "write/writers.def"
#undef R

#endif
