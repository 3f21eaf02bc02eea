/* tests/bench/libcsv_pass.h - a file given as the only argument, read to its end by libcsv. */
#ifndef EG_BENCH_LIBCSV_PASS_H
#define EG_BENCH_LIBCSV_PASS_H

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

enum { WINDOW = 256 * 1024 };

/* An exit status. */
static int libcsv_pass(int argc, char **argv, void (*on_field)(void *, size_t, void *),
                       void (*on_record)(int, void *), void *context)
{
    static char window[WINDOW];
    struct csv_parser parser;
    if (argc != 2 || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return EXIT_FAILURE;
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL) {
        perror(argv[1]);
        csv_free(&parser);
        return EXIT_FAILURE;
    }
    setvbuf(file, NULL, _IONBF, 0);
    size_t n = 0;
    int status = EXIT_SUCCESS;
    while (status == EXIT_SUCCESS && (n = fread(window, 1, sizeof window, file)) > 0) {
        if (csv_parse(&parser, window, n, on_field, on_record, context) != n)
            status = EXIT_FAILURE;
    }
    if (csv_fini(&parser, on_field, on_record, context) != 0 || ferror(file))
        status = EXIT_FAILURE;
    csv_free(&parser);
    (void)fclose(file);
    return status;
}

#endif
