/* base/module.c - parts of the program that are loaded when they are wanted (模块). */
#include "base/module.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "build_mark.inc"

bool bx_program_folder(char *folder, size_t room)
{
    ssize_t len = readlink("/proc/self/exe", folder, room - 1);
    char *slash;

    folder[len > 0 ? len : 0] = '\0';
    slash = strrchr(folder, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

static void *open_module(const char *name)
{
    static const char *const places[] = {"", "/../lib/banxin", "/.."};
    char folder[PATH_MAX], path[PATH_MAX + 64];
    void *library = NULL;

    if (!bx_program_folder(folder, sizeof folder))
        return NULL;
    for (size_t i = 0; !library && i < sizeof places / sizeof places[0]; i++) {
        snprintf(path, sizeof path, "%s%s/banxin-%s.so", folder, places[i], name);
        if (access(path, R_OK) == 0)
            library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    }
    return library;
}

const bx_module *bx_module_load(const char *name, bx_diags *diags)
{
    void *library = open_module(name);
    char symbol[64];
    const bx_module *module = NULL;

    snprintf(symbol, sizeof symbol, "banxin_%s", name);
    if (library)
        module = dlsym(library, symbol);
    if (module && strcmp(module->build, BX_BUILD_MARK) == 0)
        return module;
    bx_report(diags, BX_ERROR, "no-module", BX_NOWHERE, "banxin-%s.so, a part of the program, cannot be loaded", name);
    bx_hint(diags, BX_NOWHERE, "it belongs beside the program or in ../lib/banxin: build or install banxin again");
    return NULL;
}
