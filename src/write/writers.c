/* writers.c - the table of formats. */
#include "write/writers.h"

static const eg_writer writers[] = {
#define R(name, extension, about, function) {name, extension, about, function},
#include "write/writers.def"
#undef R
};

size_t eg_writers_count(void)
{
    return sizeof writers / sizeof writers[0];
}

const eg_writer *eg_writers_at(size_t index)
{
    return &writers[index];
}

const eg_writer *eg_writer_of_name(eg_text name)
{
    for (size_t i = 0; i < eg_writers_count(); i++) {
        if (eg_text_is(name, writers[i].name)) {
            return &writers[i];
        }
    }
    return NULL;
}

const eg_writer *eg_writer_of_path(eg_text path)
{
    for (size_t i = 0; i < eg_writers_count(); i++) {
        eg_text extension = eg_text_of(writers[i].extension);
        if (path.n > extension.n) {
            eg_text end = {path.at + (path.n - extension.n), extension.n};
            if (eg_text_same_word(end, writers[i].extension)) {
                return &writers[i];
            }
        }
    }
    return NULL;
}
