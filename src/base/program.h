/* base/program.h - other programs, started and waited for (外部程序), part of base.h. */
#ifndef BX_BASE_PROGRAM_H
#define BX_BASE_PROGRAM_H

#include "base/base.h"

typedef enum {
    BX_PROGRAM_DONE,
    BX_PROGRAM_MISSING, /* it is not installed */
    BX_PROGRAM_FAILED   /* it ended badly, took longer than SECONDS or printed more than 1 GB */
} bx_program_end;

/* Runs ARGUMENTS[0], looked for in PATH, without a shell; ARGUMENTS ends with NULL. It reads INPUT,
 * its messages are thrown away, and what it prints is appended to OUTPUT. It is killed after
 * SECONDS. */
bx_program_end bx_run_program(const char *const *arguments, bx_str input, int seconds,
                              bx_buffer *output);

#endif
