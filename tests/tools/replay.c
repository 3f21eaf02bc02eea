/* Feeds files to a fuzz target, without a fuzzer: a crash that was mended must stay mended. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 20 };

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        uint8_t *bytes = malloc(MOST);
        size_t n = bytes == NULL ? 0 : fread(bytes, 1, MOST, file);
        (void)fclose(file);
        /* An allocation of the exact size, so that a sanitizer sees one byte too many. */
        uint8_t *exact = bytes == NULL ? NULL : realloc(bytes, n > 0 ? n : 1);
        if (exact == NULL) {
            free(bytes);
            fputs("replay: out of memory\n", stderr);
            return EXIT_FAILURE;
        }
        (void)LLVMFuzzerTestOneInput(exact, n);
        free(exact);
    }
    return EXIT_SUCCESS;
}
