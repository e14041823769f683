/* tests/fuzz/picture.c - a photo: its head, then its pixels reduced to something small. */
#include "fuzz.h"

#include "output/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bx_arena *arena = bx_arena_new();
    bx_diags *diags = bx_diags_new();
    bx_str bytes = {(const char *)data, size};
    bx_picture_info info;
    bx_raster raster;

    /* Large ones only take time. */
    if (bx_picture_probe(bytes, BX_STR("p"), BX_NOWHERE, &info, diags) &&
        (int64_t)info.width * info.height < 1 << 20) {
        int crop[4] = {0, 0, (info.width + 1) / 2, (info.height + 1) / 2};

        bx_picture_load(arena, bytes, BX_STR("p"), crop, 8, 8, BX_NOWHERE, &raster, diags);
    }
    bx_diags_free(diags);
    bx_arena_free(arena);
    return 0;
}
