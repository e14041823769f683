/* cmd/version.c - banxin version: the program and the libraries that it runs with.
 *
 * What the libraries say of themselves at run time, which is what decides how pages look.
 */
#include "cmd/cmd.h"

#include <glib.h>
#include <hb.h>
#include <jconfig.h>
#include <lcms2.h>
#include <libdeflate.h>
#include <png.h>
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uversion.h>
#include <yaml.h>
#include <zlib.h>

#define TEXT(x) TEXT_OF(x)
#define TEXT_OF(x) #x

static const char *three(bx_arena *arena, int major, int minor, int micro)
{
    return bx_str_printf(arena, "%d.%d.%d", major, minor, micro).at;
}

static const char *icu_version(bx_arena *arena)
{
    UVersionInfo version;

    u_getVersion(version);
    return bx_str_printf(arena, "%d.%d", version[0], version[1]).at;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const bx_version *)a)->name, ((const bx_version *)b)->name);
}

const bx_version *bx_list_versions(bx_arena *arena, const bx_drawing *drawing, size_t *count)
{
    int lcms = cmsGetEncodedCMMversion(), png = (int)png_access_version_number();
    size_t own, more = 0;
    const bx_version list[] = {
        {"banxin", BX_PROGRAM_VERSION},
        {"glib", three(arena, (int)glib_major_version, (int)glib_minor_version,
                       (int)glib_micro_version)},
        {"harfbuzz", hb_version_string()},
        {"icu", icu_version(arena)},
        {"lcms2", bx_str_printf(arena, "%d.%d", lcms / 1000, lcms / 10 % 100).at},
        {"libdeflate", LIBDEFLATE_VERSION_STRING}, /* has no call for it: as it was built with */
        {"libpng", three(arena, png / 10000, png / 100 % 100, png % 100)},
        {"libyaml", yaml_get_version_string()},
        {"qpdf", qpdf_get_qpdf_version()},
        {"turbojpeg", TEXT(LIBJPEG_TURBO_VERSION)}, /* nor has this */
        {"zlib", zlibVersion()},
    };
    const bx_version *drawn = drawing ? drawing->versions(arena, &more) : NULL;
    bx_version *kept;

    own = sizeof list / sizeof list[0];
    kept = BX_NEW_ARRAY(arena, bx_version, own + more);
    memcpy(kept, list, sizeof list);
    for (size_t i = 0; i < more; i++)
        kept[own + i] = drawn[i];
    *count = own + more;
    qsort(kept, *count, sizeof *kept, compare);
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
    const bx_drawing *drawing = bx_drawing_load(desk->diags);
    const bx_version *versions = bx_list_versions(desk->arena, drawing, &count);

    if (desk->options->json) {
        print_json(versions, count);
        return;
    }
    printf("banxin %s\n", versions[0].version);
    for (size_t i = 1; i < count; i++)
        printf("  %-12s %s\n", versions[i].name, versions[i].version);
}
