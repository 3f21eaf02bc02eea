/* equitygap: the program. Everything else is in the library, where tests reach it. */
#include "cli/command.h"
#include "ext/gslx.h"

int main(int argc, char **argv)
{
    (void)argc;
    eg_gsl_quiet();
    return eg_cli_run((const char *const *)argv);
}
