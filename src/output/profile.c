/* output/profile.c - the ICC profile that a picture file carries (色彩特性文件).
 *
 * Only takes it out whole; what it means is press's work.
 */
#include "output/pixels.h"

#include <zlib.h>

static uint32_t be16(const uint8_t *p)
{
    return (uint32_t)(p[0] << 8 | p[1]);
}

static uint32_t be32(const uint8_t *p)
{
    return be16(p) << 16 | be16(p + 2);
}

/* APP2 parts of a JPEG, each with its number and how many there are. */
static bx_str jpeg_profile(bx_arena *arena, bx_str bytes)
{
    const uint8_t *file = (const uint8_t *)bytes.at;
    bx_str parts[256] = {0};
    size_t count = 0, total = 0;
    for (size_t at = 2; at + 4 <= bytes.len && file[at] == 0xff && file[at + 1] != 0xda;) {
        size_t len = be16(file + at + 2);
        if (len < 2 || len > bytes.len - at - 2)
            break;
        const uint8_t *body = file + at + 4;
        if (file[at + 1] == 0xe2 && len > 16 && memcmp(body, "ICC_PROFILE", 12) == 0) {
            total += len - 16 - parts[body[12]].len;
            parts[body[12]] = (bx_str){(const char *)body + 14, len - 16};
            count = body[13];
        }
        at += 2 + len;
    }
    char *profile = bx_arena_alloc(arena, total + 1, 1);
    size_t used = 0;
    for (size_t i = 1; i <= count; i++) {
        if (parts[i].len == 0 || used + parts[i].len > total)
            return (bx_str){0};
        memcpy(profile + used, parts[i].at, parts[i].len);
        used += parts[i].len;
    }
    return (bx_str){profile, used};
}

/* An iCCP chunk: a name, its NUL, method 0, and the profile as a zlib stream. */
static bx_str inflate_profile(bx_arena *arena, const uint8_t *chunk, size_t len)
{
    const uint8_t *name_end = memchr(chunk, 0, len < 80 ? len : 80);
    if (name_end == NULL || (size_t)(name_end - chunk) + 2 >= len || name_end[1] != 0)
        return (bx_str){0};
    z_stream stream = {.next_in = (z_const Bytef *)name_end + 2,
                       .avail_in = (uInt)(len - (size_t)(name_end - chunk) - 2)};
    if (inflateInit(&stream) != Z_OK)
        return (bx_str){0};
    bx_str result = {0};
    for (size_t room = 4096; room <= BX_PICTURE_PROFILE; room *= 4) {
        char *profile = bx_arena_alloc(arena, room, 1);
        if (result.len > 0)
            memcpy(profile, result.at, result.len);
        stream.next_out = (Bytef *)profile + result.len;
        stream.avail_out = (uInt)(room - result.len);
        int status = inflate(&stream, Z_FINISH);
        result = (bx_str){profile, stream.total_out};
        if (status == Z_STREAM_END)
            break;
        if (status != Z_BUF_ERROR || stream.avail_out > 0 || room * 4 > BX_PICTURE_PROFILE) {
            result = (bx_str){0};
            break;
        }
    }
    inflateEnd(&stream);
    return result;
}

static bx_str png_profile(bx_arena *arena, bx_str bytes)
{
    const uint8_t *file = (const uint8_t *)bytes.at;
    for (size_t at = 8; at + 12 <= bytes.len;) {
        size_t len = be32(file + at);
        if (len > bytes.len - at - 12 || memcmp(file + at + 4, "IDAT", 4) == 0)
            break;
        if (memcmp(file + at + 4, "iCCP", 4) == 0)
            return inflate_profile(arena, file + at + 8, len);
        at += 12 + len;
    }
    return (bx_str){0};
}

bx_str bx_picture_profile(bx_arena *arena, bx_str bytes, const bx_picture_info *info)
{
    if (!info->profile)
        return (bx_str){0};
    return info->kind == BX_PICTURE_JPEG  ? jpeg_profile(arena, bytes)
           : info->kind == BX_PICTURE_PNG ? png_profile(arena, bytes)
                                          : info->tiff_profile;
}
