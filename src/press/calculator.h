/* press/calculator.h - the calculator functions of PDF (计算函数).
 *
 * source  ISO 32000-1, 7.10.5 and table 42
 */
#ifndef BX_PRESS_CALCULATOR_H
#define BX_PRESS_CALCULATOR_H

#include "base/base.h"

typedef struct bx_calculator bx_calculator;

/* Reads "{ … }" into ARENA; NULL when it holds what no calculator knows. */
const bx_calculator *bx_calculator_read(bx_arena *arena, bx_str text);
/* Runs it on INPUTS numbers; OUT gets OUTPUTS, the last ones of the stack, 0 where it has too few.
 */
void bx_calculator_eval(const bx_calculator *calculator, const double *in, int inputs, double *out,
                        int outputs);

#endif
