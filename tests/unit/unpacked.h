/* unpacked.h - a workbook as one text, so that a test can look for words and digits in it. */
#ifndef UNPACKED_H
#define UNPACKED_H

#include "equitygap/base.h"

/*
 * Every part of a workbook that holds words or figures, one after the other, in the arena; the
 * bytes themselves where they are no archive. Fails the test where a part cannot be read.
 */
const char *unpacked_text(eg_arena *arena, eg_text bytes);

#endif
