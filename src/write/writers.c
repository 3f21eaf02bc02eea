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

static bool ends_with(eg_text path, const char *extension)
{
    size_t n = eg_text_of(extension).n;
    return path.n > n && eg_text_same_word((eg_text){path.at + (path.n - n), n}, extension);
}

const eg_writer *eg_writer_of_path(eg_text path)
{
    for (size_t i = 0; i < eg_writers_count(); i++) {
        if (ends_with(path, writers[i].extension)) {
            return &writers[i];
        }
    }
    return NULL;
}

const eg_comparison_writer *eg_comparison_writer_of_path(eg_text path)
{
    static const eg_comparison_writer rows[] = {
#define ROW(extension, function) {extension, function},
        EG_COMPARISON_WRITERS(ROW)
#undef ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (ends_with(path, rows[i].extension)) {
            return &rows[i];
        }
    }
    return NULL;
}
