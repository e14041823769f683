/* cmd/version.c - banxin version: the program and the libraries that it runs with.
 *
 * What the libraries say of themselves at run time, which is what decides how pages look.
 */
#include "cmd/cmd.h"

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <glib.h>
#include <hb.h>
#include <jconfig.h>
#include <lcms2.h>
#include <libdeflate.h>
#include <pango/pango.h>
#include <png.h>
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <unicode/uversion.h>
#include <yaml.h>
#include <zlib.h>

#define TEXT(x) TEXT_OF(x)
#define TEXT_OF(x) #x

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

static const char *icu_version(bx_arena *arena)
{
    UVersionInfo version;

    u_getVersion(version);
    return bx_str_printf(arena, "%d.%d", version[0], version[1]).at;
}

const bx_version *bx_list_versions(bx_arena *arena, size_t *count)
{
    int fc = FcGetVersion(), lcms = cmsGetEncodedCMMversion(), png = (int)png_access_version_number();
    const bx_version list[] = {
        {"banxin", BX_PROGRAM_VERSION},
        {"cairo", cairo_version_string()},
        {"fontconfig", three(arena, fc / 10000, fc / 100 % 100, fc % 100)},
        {"freetype", freetype_version(arena)},
        {"glib", three(arena, (int)glib_major_version, (int)glib_minor_version,
                       (int)glib_micro_version)},
        {"harfbuzz", hb_version_string()},
        {"icu", icu_version(arena)},
        {"lcms2", bx_str_printf(arena, "%d.%d", lcms / 1000, lcms / 10 % 100).at},
        {"libdeflate", LIBDEFLATE_VERSION_STRING}, /* has no call for it: as it was built with */
        {"libpng", three(arena, png / 10000, png / 100 % 100, png % 100)},
        {"libyaml", yaml_get_version_string()},
        {"pango", pango_version_string()},
        {"qpdf", qpdf_get_qpdf_version()},
        {"turbojpeg", TEXT(LIBJPEG_TURBO_VERSION)}, /* nor has this */
        {"zlib", zlibVersion()},
    };
    bx_version *kept = BX_NEW_ARRAY(arena, bx_version, sizeof list / sizeof list[0]);

    *count = sizeof list / sizeof list[0];
    memcpy(kept, list, sizeof list);
    return kept;
}

static void print_json(const bx_version *versions, size_t count)
{
    BX_AUTO(bx_buffer_free) bx_buffer out = {0};

    bx_json_open(&out, '{');
    bx_json_key_int(&out, "schema", BX_JSON_SCHEMA);
    bx_json_key(&out, "versions");
    bx_json_open(&out, '{');
    for (size_t i = 0; i < count; i++)
        bx_json_key_str(&out, versions[i].name, bx_str_of(versions[i].version));
    bx_json_close(&out, '}');
    bx_json_close(&out, '}');
    puts(out.at);
}

void bx_cmd_version(bx_desk *desk)
{
    size_t count;
    const bx_version *versions = bx_list_versions(desk->arena, &count);

    if (desk->options->json) {
        print_json(versions, count);
        return;
    }
    printf("banxin %s\n", versions[0].version);
    for (size_t i = 1; i < count; i++)
        printf("  %-12s %s\n", versions[i].name, versions[i].version);
}
