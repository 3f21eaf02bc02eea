/* The yardstick of `make bench`: libcsv with callbacks that only count, and nothing else. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    unsigned long long fields;
    unsigned long long records;
} tally;

static void on_field(void *bytes, size_t n, void *context)
{
    tally *counted = context;
    (void)bytes;
    (void)n;
    counted->fields++;
}

static void on_record(int end, void *context)
{
    tally *counted = context;
    (void)end;
    counted->records++;
}

enum { WINDOW = 256 * 1024 };

int main(int argc, char **argv)
{
    static char window[WINDOW];
    tally counted = {0, 0};
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
        if (csv_parse(&parser, window, n, on_field, on_record, &counted) != n)
            status = EXIT_FAILURE;
    }
    if (csv_fini(&parser, on_field, on_record, &counted) != 0 || ferror(file))
        status = EXIT_FAILURE;
    csv_free(&parser);
    (void)fclose(file);
    printf("%llu records, %llu fields\n", counted.records, counted.fields);
    return status;
}
