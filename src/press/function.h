/* press/function.h - PDF functions (函数): sampled, exponential, stitching, calculator.
 *
 * source  ISO 32000-1, 7.10
 */
#ifndef BX_PRESS_FUNCTION_H
#define BX_PRESS_FUNCTION_H

#include <qpdf/qpdf-c.h>

#include "base/base.h"

enum { BX_FUNCTION_INPUTS = 8, BX_FUNCTION_OUTPUTS = 32 };

typedef struct bx_function bx_function;
struct bx_function {
    int kind; /* 0 2 3 4 as PDF numbers them */
    int inputs, outputs;
    double domain[2 * BX_FUNCTION_INPUTS];
    double range[2 * BX_FUNCTION_OUTPUTS];
    bool ranged;
    const void *detail;
};

/* Stitching: which function serves which part of the domain. */
typedef struct {
    const bx_function **parts;
    size_t count;
    double *bounds; /* COUNT - 1 */
    double *encode; /* two a part */
} bx_stitching;

/* Reads OBJECT into ARENA; NULL when it is damaged or asks for more than there is room for. */
const bx_function *bx_function_read(bx_arena *arena, qpdf_data pdf, qpdf_oh object);
/* OUT has room for BX_FUNCTION_OUTPUTS. */
void bx_function_eval(const bx_function *function, const double *in, double *out);

/* The array KEY of DICT as at most MOST numbers; how many there are, 0 when there is none. */
size_t bx_read_numbers(qpdf_data pdf, qpdf_oh dict, const char *key, double *numbers, size_t most);

#endif
