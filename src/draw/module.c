/* draw/module.c - what this module hands out, and the libraries that it runs with. */
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include <pango/pango.h>
#include FT_FREETYPE_H

#include "draw/draw.h"

#include "build_mark.inc"

static const char *three(bx_arena *arena, int major, int minor, int micro)
{
    return bx_str_printf(arena, "%d.%d.%d", major, minor, micro).at;
}

static const char *freetype_version(bx_arena *arena)
{
    FT_Library library;
    int major = 0, minor = 0, micro = 0;

    if (FT_Init_FreeType(&library) == 0) {
        FT_Library_Version(library, &major, &minor, &micro);
        FT_Done_FreeType(library);
    }
    return three(arena, major, minor, micro);
}

const bx_version *bx_drawing_versions(bx_arena *arena, size_t *count)
{
    int fc = FcGetVersion();
    const bx_version list[] = {
        {"cairo", cairo_version_string()},
        {"fontconfig", three(arena, fc / 10000, fc / 100 % 100, fc % 100)},
        {"freetype", freetype_version(arena)},
        {"pango", pango_version_string()},
    };
    bx_version *kept = BX_NEW_ARRAY(arena, bx_version, sizeof list / sizeof list[0]);

    *count = sizeof list / sizeof list[0];
    memcpy(kept, list, sizeof list);
    return kept;
}

__attribute__((visibility("default"))) extern const bx_drawing banxin_draw;

const bx_drawing banxin_draw = {
    .module = {.build = BX_BUILD_MARK},
    .page = bx_draw_page,
    .contact = bx_draw_contact,
    .versions = bx_drawing_versions,
};
