/* The yardstick of `make bench`: libcsv with callbacks that only count, and nothing else. */
#include "libcsv_pass.h"

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

int main(int argc, char **argv)
{
    tally counted = {0, 0};
    int status = libcsv_pass(argc, argv, on_field, on_record, &counted);
    if (status == EXIT_SUCCESS)
        printf("%llu records, %llu fields\n", counted.records, counted.fields);
    return status;
}
