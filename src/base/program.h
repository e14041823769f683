/* base/program.h - other programs, started and waited for (外部程序), part of base.h. */
#ifndef BX_BASE_PROGRAM_H
#define BX_BASE_PROGRAM_H

#include "base/base.h"

typedef enum {
    BX_PROGRAM_DONE,
    BX_PROGRAM_MISSING, /* it is not installed */
    BX_PROGRAM_FAILED,  /* it ended badly, or printed more than 1 GB */
    BX_PROGRAM_LATE,    /* it took longer than SECONDS */
    BX_PROGRAM_STOPPED  /* it was to end before it was done */
} bx_program_end;

/* Runs ARGUMENTS[0], looked for in PATH, without a shell; ARGUMENTS ends with NULL. It reads INPUT,
 * its messages are thrown away, and what it prints is appended to OUTPUT. It is killed after
 * SECONDS. */
bx_program_end bx_run_program(const char *const *arguments, bx_str input, int seconds,
                              bx_buffer *output);

/* The same with Ghostscript on a file that a stranger sent: without the GS_… of the environment,
 * which would give it other options, and with limits on processor time, memory and files.
 * STOPPED, asked now and then, ends it (NULL: nothing does). */
bx_program_end bx_run_ghostscript(const char *const *arguments, bx_str input, int seconds,
                                  bool (*stopped)(void), bx_buffer *output);

#endif
