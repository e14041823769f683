/* base/module.h - parts of the program that are loaded when they are wanted (模块).
 *
 * What few commands need brings libraries whose loading takes longer than the work of many a run.
 */
#ifndef BX_BASE_MODULE_H
#define BX_BASE_MODULE_H

#include "base/base.h"

/* What every module hands out begins with this: a module of another build would be read wrongly. */
typedef struct {
    const char *build; /* BX_BUILD_MARK where the module was compiled */
} bx_module;

/* The folder of the running program, in ROOM bytes; false, and empty, when the system does not say. */
bool bx_program_folder(char *folder, size_t room);

/* The symbol banxin_NAME of banxin-NAME.so, from beside the program, ../lib/banxin or the folder above;
 * loaded once and for the rest of the run. NULL when there is none that goes with this program. May be
 * called on any thread. reports [no-module] */
const bx_module *bx_module_load(const char *name, bx_diags *diags);

#endif
