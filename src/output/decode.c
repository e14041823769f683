/* output/decode.c - picture files to upright pixels (解码): turbojpeg, libpng, tiff.c, crop, turn.
 *
 * A large JPEG is decoded at 1/2, 1/4 or 1/8 when enough is left for the reduction that follows:
 * the decoder's own scaling is exact averaging and saves most of the time. reduce.c does the rest.
 */
#include "output/picture.h"

#include <png.h>
#include <setjmp.h>
#include <turbojpeg.h>

#include "output/pixels.h"

typedef struct {
    bx_str bytes, name;
    bx_span where;
    bx_picture_info info;
    bx_diags *diags;
} source;

static bool broken(const source *from, const char *why)
{
    bx_report(from->diags, BX_ERROR, "bad-photo", from->where,
              N_("photo '%.*s' is damaged or cut off"), BX_FMT(from->name));
    bx_hint(from->diags, BX_NOWHERE, N_("send it again; the decoder says: %s"), why);
    return false;
}

/* ---- JPEG ---- */

static void drop_decoder(tjhandle *decoder)
{
    if (*decoder != NULL)
        tjDestroy(*decoder);
}

/* TJFLAG_STOPONWARNING: a cut scan is only a warning to turbojpeg, which fills the rest with grey.
 */
static bool decode_jpeg(bx_arena *arena, const source *from, int eighths, bx_raster *raster)
{
    BX_AUTO(drop_decoder) tjhandle decoder = tjInitDecompress();
    const unsigned char *file = (const unsigned char *)from->bytes.at;
    unsigned long size = (unsigned long)from->bytes.len;
    int width, height, sampling, space;
    if (decoder == NULL ||
        tjDecompressHeader3(decoder, file, size, &width, &height, &sampling, &space) != 0)
        return broken(from, tjGetErrorStr2(decoder));
    bool swap = from->info.orientation >= 5;
    if (width != (swap ? from->info.height : from->info.width) ||
        height != (swap ? from->info.width : from->info.height))
        return broken(from, "two picture headers");
    tjscalingfactor scale = {eighths, 8};
    raster->width = TJSCALED(width, scale);
    raster->height = TJSCALED(height, scale);
    raster->channels = from->info.channels;
    raster->pixels = bx_arena_alloc(arena, (size_t)raster->width * (size_t)raster->height,
                                    (size_t)raster->channels);
    int format = raster->channels == 4 ? TJPF_CMYK : raster->channels == 1 ? TJPF_GRAY : TJPF_RGB;
    if (tjDecompress2(decoder, file, size, raster->pixels, raster->width, 0, raster->height, format,
                      TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0)
        return broken(from, tjGetErrorStr2(decoder));
    if (from->info.inverted) {
        size_t count = (size_t)raster->width * (size_t)raster->height * 4;
        for (size_t i = 0; i < count; i++)
            raster->pixels[i] = (uint8_t)~raster->pixels[i];
    }
    return true;
}

/* The smallest scale that leaves half as much again as is wanted on both sides: the last reduction
 * then still has real detail to filter.
 */
static int choose_scale(const bx_picture_info *info, const int crop[4], int width, int height)
{
    if (info->kind != BX_PICTURE_JPEG || width == 0 || height == 0)
        return 8;
    int eighths = 8;
    while (eighths > 1 && (int64_t)crop[2] * (eighths / 2) * 2 >= (int64_t)width * 8 * 3 &&
           (int64_t)crop[3] * (eighths / 2) * 2 >= (int64_t)height * 8 * 3)
        eighths /= 2;
    return eighths;
}

/* ---- PNG ---- */

typedef struct {
    const char *at;
    size_t left;
    char error[128];
    jmp_buf escape;
} png_source;

static void png_fail(png_structp png, png_const_charp message)
{
    png_source *from = png_get_error_ptr(png);
    size_t len = strlen(message);
    if (len >= sizeof from->error)
        len = sizeof from->error - 1;
    memcpy(from->error, message, len);
    from->error[len] = '\0';
    longjmp(from->escape, 1);
}

static void png_ignore(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void png_feed(png_structp png, png_bytep out, size_t len)
{
    png_source *from = png_get_io_ptr(png);
    if (len > from->left)
        png_error(png, "end of file");
    memcpy(out, from->at, len);
    from->at += len;
    from->left -= len;
}

/* Everything becomes 8-bit grey or RGB; what is transparent shows white. Gamma is left alone:
 * pixels are read in their profile's space, or as sRGB.
 */
static void set_up_png(png_structp png, png_infop info)
{
    png_set_expand(png);
    png_set_scale_16(png);
    png_byte color = png_get_color_type(png, info);
    bool clear =
        (color & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    if (clear) {
        bool deep = png_get_bit_depth(png, info) == 16;
        png_uint_16 full = deep ? 65535 : 255;
        png_color_16 white = {0, full, full, full, full};
        png_set_background(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1);
    }
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

/* setjmp: only what libpng's longjmp may pass over lives in here. */
static bool read_png(png_source *from, bx_arena *arena, bx_raster *raster, png_structp png,
                     png_infop info)
{
    if (setjmp(from->escape) != 0)
        return false;
    png_set_read_fn(png, from, png_feed);
    png_set_user_limits(png, BX_PICTURE_SIDE, BX_PICTURE_SIDE);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_read_info(png, info);
    set_up_png(png, info);
    raster->width = (int)png_get_image_width(png, info);
    raster->height = (int)png_get_image_height(png, info);
    raster->channels = png_get_channels(png, info);
    size_t stride = png_get_rowbytes(png, info);
    if (stride != (size_t)raster->width * (size_t)raster->channels)
        png_error(png, "unexpected row length");
    raster->pixels = bx_arena_alloc(arena, (size_t)raster->height, stride);
    png_bytepp rows = bx_arena_alloc(arena, (size_t)raster->height, sizeof *rows);
    for (int y = 0; y < raster->height; y++)
        rows[y] = raster->pixels + (size_t)y * stride;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    return true;
}

static bool decode_png(bx_arena *arena, const source *from, bx_raster *raster)
{
    png_source file = {.at = from->bytes.at, .left = from->bytes.len};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &file, png_fail, png_ignore);
    if (png == NULL)
        return broken(from, "libpng");
    png_infop info = png_create_info_struct(png);
    bool good = info != NULL && read_png(&file, arena, raster, png, info);
    png_destroy_read_struct(&png, &info, NULL);
    if (good && (raster->channels == 1 || raster->channels == 3))
        return true;
    return broken(from, file.error);
}

static bool decode(bx_arena *arena, const source *from, int eighths, bx_raster *raster)
{
    char why[128];
    switch (from->info.kind) {
    case BX_PICTURE_JPEG:
        return decode_jpeg(arena, from, eighths, raster);
    case BX_PICTURE_PNG:
        return decode_png(arena, from, raster);
    case BX_PICTURE_TIFF:
        break;
    }
    return bx_decode_tiff(arena, from->bytes, &from->info, raster, why) || broken(from, why);
}

/* ---- upright ---- */

/* Where upright (x, y) lies in what is stored; W and H are the stored sides (EXIF 2.3, tag 0x0112).
 */
static void stored_place(int orientation, int w, int h, int x, int y, int *sx, int *sy)
{
    bool swap = orientation >= 5;
    *sx = swap ? y : x;
    *sy = swap ? x : y;
    if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
        *sx = w - 1 - *sx;
    if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        *sy = h - 1 - *sy;
}

static void stored_crop(const bx_picture_info *info, const int crop[4], int stored[4])
{
    bool swap = info->orientation >= 5;
    int w = swap ? info->height : info->width, h = swap ? info->width : info->height;
    int x0, y0, x1, y1;
    stored_place(info->orientation, w, h, crop[0], crop[1], &x0, &y0);
    stored_place(info->orientation, w, h, crop[0] + crop[2] - 1, crop[1] + crop[3] - 1, &x1, &y1);
    stored[0] = x0 < x1 ? x0 : x1;
    stored[1] = y0 < y1 ? y0 : y1;
    stored[2] = swap ? crop[3] : crop[2];
    stored[3] = swap ? crop[2] : crop[3];
}

static void turn_upright(bx_arena *arena, int orientation, bx_raster *raster)
{
    if (orientation == 1)
        return;
    bx_raster turned = *raster;
    if (orientation >= 5) {
        turned.width = raster->height;
        turned.height = raster->width;
    }
    size_t channels = (size_t)raster->channels;
    turned.pixels = bx_arena_alloc(arena, (size_t)turned.width * (size_t)turned.height, channels);
    uint8_t *out = turned.pixels;
    for (int y = 0; y < turned.height; y++) {
        for (int x = 0; x < turned.width; x++) {
            int sx, sy;
            stored_place(orientation, raster->width, raster->height, x, y, &sx, &sy);
            const uint8_t *in =
                raster->pixels + ((size_t)sy * (size_t)raster->width + (size_t)sx) * channels;
            for (size_t c = 0; c < channels; c++)
                *out++ = in[c];
        }
    }
    *raster = turned;
}

bool bx_picture_load(bx_arena *arena, bx_str bytes, bx_str name, const int crop[4], int width,
                     int height, bx_span where, bx_raster *raster, bx_diags *diags)
{
    source from = {.bytes = bytes, .name = name, .where = where, .diags = diags};
    *raster = (bx_raster){0};
    if (!bx_picture_probe(bytes, name, where, &from.info, diags))
        return false;
    int whole[4] = {0, 0, from.info.width, from.info.height};
    if (crop == NULL)
        crop = whole;
    if (crop[0] < 0 || crop[1] < 0 || crop[2] < 1 || crop[3] < 1 ||
        crop[2] > from.info.width - crop[0] || crop[3] > from.info.height - crop[1])
        bx_bug("a crop of %d %d %d %d in a picture of %d x %d", crop[0], crop[1], crop[2], crop[3],
               from.info.width, from.info.height);
    width = width <= 0 || width > crop[2] ? crop[2] : width;
    height = height <= 0 || height > crop[3] ? crop[3] : height;

    bx_raster stored = {0};
    int eighths = choose_scale(&from.info, crop, width, height);
    if (!decode(arena, &from, eighths, &stored))
        return false;
    int part[4];
    stored_crop(&from.info, crop, part);
    bx_eighths region = {(int64_t)part[0] * eighths, (int64_t)part[1] * eighths,
                         (int64_t)part[2] * eighths, (int64_t)part[3] * eighths};
    bool swap = from.info.orientation >= 5;
    *raster = bx_reduce_part(arena, &stored, region, swap ? height : width, swap ? width : height);
    turn_upright(arena, from.info.orientation, raster);
    raster->profile = bx_picture_profile(arena, bytes, &from.info);
    raster->profiled = from.info.profile;
    return true;
}
