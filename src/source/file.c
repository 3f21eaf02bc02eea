/* One file: from its path to a format's reader, and the table of formats. */
#include "source/file.h"

#include <string.h>

enum { ASIDE = 256 * 1024 }; /* packed bytes that are worth a thread */

#define AS_CSV       "save it as CSV UTF-8 and give that file"
#define UNPACK       "unpack it, or pack it with gzip, and give that file"
#define MAGIC(bytes) bytes, sizeof(bytes) - 1

const eg_format eg_formats[] = {
    /* Other zip archives are refused there. */
    {"xlsx", MAGIC("PK\x03\x04"), NULL, eg_workbook_open, eg_workbook_next, eg_workbook_close},
    {"zip", MAGIC("PK\x05\x06"), "this is an empty zip archive; " AS_CSV, NULL, NULL, NULL},
    {"ole", MAGIC("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
     "this is an old Excel workbook (.xls) or one with a password; open it, save it as .xlsx "
     "without a password, and give that file",
     NULL, NULL, NULL},
    {"html", MAGIC("<html"),
     "this is a web page, whatever its name says; open it in a "
     "spreadsheet and " AS_CSV,
     NULL, NULL, NULL},
    {"html", MAGIC("<!DOCTYPE"),
     "this is a web page, whatever its name says; open it in a "
     "spreadsheet and " AS_CSV,
     NULL, NULL, NULL},
    {"html", MAGIC("<table"),
     "this is a web page, whatever its name says; open it in a "
     "spreadsheet and " AS_CSV,
     NULL, NULL, NULL},
    {"xml", MAGIC("<?xml"), "this is an XML file; open it in a spreadsheet and " AS_CSV, NULL,
     NULL, NULL},
    {"pdf", MAGIC("%PDF-"), "this is a PDF; ask for the data itself as CSV", NULL, NULL, NULL},
    {"parquet", MAGIC("PAR1"), "this is a Parquet file; " AS_CSV, NULL, NULL, NULL},
    {"sqlite", MAGIC("SQLite format 3"), "this is a SQLite database; write its table as CSV",
     NULL, NULL, NULL},
    {"spss", MAGIC("$FL2"), "this is an SPSS file; " AS_CSV, NULL, NULL, NULL},
    {"spss", MAGIC("$FL3"), "this is an SPSS file; " AS_CSV, NULL, NULL, NULL},
    {"gzip", MAGIC("\x1F\x8B"), "this is packed with gzip twice; unpack it once", NULL, NULL,
     NULL},
    {"bzip2", MAGIC("BZh"), "this is packed with bzip2; " UNPACK, NULL, NULL, NULL},
    {"xz",
     MAGIC("\xFD"
           "7zXZ"),
     "this is packed with xz; " UNPACK, NULL, NULL, NULL},
    {"7z", MAGIC("7z\xBC\xAF\x27\x1C"), "this is a 7z archive; " UNPACK, NULL, NULL, NULL},
    {"zstd", MAGIC("\x28\xB5\x2F\xFD"), "this is packed with zstd; " UNPACK, NULL, NULL, NULL},
    {"cube", MAGIC("equitygap-cube "),
     "this is a saved cube, which only \"equitygap analyze\" reads, from a file and unpacked",
     NULL, NULL, NULL},
    {"csv", NULL, 0, NULL, eg_delimited_open, eg_delimited_next, eg_delimited_close},
};
const size_t eg_formats_count = sizeof eg_formats / sizeof eg_formats[0];

const eg_format *eg_format_of(eg_text beginning)
{
    size_t i = 0;

    for (; i + 1 < eg_formats_count; i++) {
        const eg_format *format = &eg_formats[i];

        if (beginning.n >= format->n_magic &&
            memcmp(beginning.at, format->magic, format->n_magic) == 0)
            break;
    }
    return &eg_formats[i];
}

/* The stages up to the window; what fails on the way is closed. */
static eg_status open_stages(eg_file *file, eg_text memory, eg_error *err)
{
    eg_stage *unpacked = NULL;
    bool gzip = false;
    eg_status st;

    if (file->place != NULL)
        st = eg_bytes_open_memory(&file->bytes, (eg_text){"", 0}, file->path,
                                  file->sizes->chunk, err);
    else if (memory.at != NULL)
        st = eg_bytes_open_memory(&file->bytes, memory, file->path, file->sizes->chunk, err);
    else
        st = eg_bytes_open(&file->bytes, file->path, file->pulse, err);
    if (st == EG_OK && file->upto != 0) {
        st = eg_bytes_part(file->bytes, file->from, file->upto, err);
        if (st != EG_OK)
            file->bytes->stage.close(&file->bytes->stage);
    }
    if (st == EG_OK && file->dialect != NULL)
        return eg_window_open(&file->window, &file->bytes->stage, file->sizes, file->pulse,
                              err);
    if (st == EG_OK)
        st = eg_unpack_open(&unpacked, &file->bytes->stage, &gzip, err);
    if (st != EG_OK) {
        file->bytes = NULL;
        return st;
    }
    file->tally.compression = gzip ? "gzip" : "none";
    if (gzip && file->options->aside && file->bytes->regular && file->bytes->size > ASIDE) {
        file->bytes->pulse = NULL; /* only the caller's thread asks the caller */
        unpacked = eg_ahead_open(unpacked);
    }
    return eg_window_open(&file->window, unpacked, file->sizes, file->pulse, err);
}

static eg_status open_format(eg_file *file, eg_error *err)
{
    const eg_text beginning = {eg_window_start(&file->window), file->window.raw};

    if (file->dialect != NULL) {
        file->format = eg_format_of((eg_text){"", 0});
        return eg_delimited_open_part(file, err);
    }

    if (file->place != NULL) {
        file->format = &eg_format_database;
        file->tally.format = file->format->name;
        return file->format->open(file, err);
    }
    if (beginning.n == 0)
        return eg_fail(err, EG_E_INPUT, "the file is empty; give one with a header and rows");
    file->format = eg_format_of(beginning);
    if (file->format->refusal != NULL)
        return eg_fail(err, EG_E_INPUT, "%s", file->format->refusal);
    file->tally.format = file->format->name;
    return file->format->open(file, err);
}

eg_status eg_file_open(eg_file *file, eg_text memory, eg_error *err)
{
    eg_status st;

    file->tally = (eg_file_tally){.name = file->path};
    file->done = file->torn = false;
    st = open_stages(file, memory, err);
    if (st == EG_OK)
        st = open_format(file, err);
    if (st != EG_OK) {
        eg_error_place(err, file->path, 0, 0, NULL);
        eg_file_close(file);
        return st;
    }
    file->tally.bytes = file->bytes->size;
    return EG_OK;
}

void eg_file_close(eg_file *file)
{
    if (file->bytes == NULL)
        return;
    if (file->tally.bytes < file->bytes->done)
        file->tally.bytes = file->bytes->done;
    if (file->format != NULL && file->format->close != NULL)
        file->format->close(file);
    eg_window_clear(&file->window);
    file->format = NULL;
    file->bytes = NULL;
    file->names = NULL;
    file->n_names = 0;
}

eg_status eg_file_next(eg_file *file, eg_block *block, eg_error *err)
{
    const eg_status st = file->format->next(file, block, err);

    if (st != EG_OK)
        eg_error_place(err, file->path, 0, 0, NULL);
    return st;
}
