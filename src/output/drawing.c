/* output/drawing.c - the way to the module that draws. */
#include "output/output.h"

const bx_drawing *bx_drawing_load(bx_diags *diags)
{
    return (const bx_drawing *)bx_module_load("draw", diags);
}
