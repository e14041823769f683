/* draw/encode.c - a cairo image as a PNG file.
 *
 * libpng writes the chunks, but not the rows: unfiltered newspaper pages become smaller files with
 * bx_deflate, in two thirds of the time.
 */
#include <png.h>

#include "draw/draw.h"

enum { LEVEL = 2 }; /* higher ones save little and take long */

static void add_bytes(png_structp png, png_bytep bytes, size_t len)
{
    bx_buffer_add(png_get_io_ptr(png), bytes, len);
}

static void add_nothing(png_structp png)
{
    (void)png;
}

static _Noreturn void png_fails(png_structp png, png_const_charp message)
{
    (void)png;
    bx_bug("libpng says %s", message);
}

/* SHEET's pixels become the file's rows, in the same memory: a byte for the filter, which is none,
 * and three a pixel.
 */
static size_t turn_to_rows(cairo_surface_t *sheet)
{
    size_t width = (size_t)cairo_image_surface_get_width(sheet);
    size_t height = (size_t)cairo_image_surface_get_height(sheet);
    size_t stride = (size_t)cairo_image_surface_get_stride(sheet);
    unsigned char *start = cairo_image_surface_get_data(sheet), *out = start;
    for (size_t y = 0; y < height; y++) {
        const unsigned char *in = start + y * stride;
        unsigned char *filter = out++;
        for (size_t x = 0; x < width; x++) {
            uint32_t pixel;
            memcpy(&pixel, in + 4 * x, sizeof pixel);
            *out++ = (unsigned char)(pixel >> 16);
            *out++ = (unsigned char)(pixel >> 8);
            *out++ = (unsigned char)pixel;
        }
        *filter = PNG_FILTER_VALUE_NONE; /* not before the pixel that lay there is read */
    }
    return (size_t)(out - start);
}

static void write_data(png_structp png, cairo_surface_t *sheet)
{
    size_t size = turn_to_rows(sheet);
    const unsigned char *rows = cairo_image_surface_get_data(sheet);
    bx_buffer packed = {0};
    bx_deflate(rows, size, LEVEL, &packed);
    png_write_chunk(png, (png_const_bytep) "IDAT", (png_const_bytep)packed.at, packed.len);
    bx_buffer_free(&packed);
}

void bx_encode_png(cairo_surface_t *sheet, int ppi, bx_buffer *out)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, png_fails, NULL);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    if (info == NULL)
        bx_bug("libpng cannot begin");
    png_set_write_fn(png, out, add_bytes, add_nothing);
    png_set_IHDR(png, info, (png_uint_32)cairo_image_surface_get_width(sheet),
                 (png_uint_32)cairo_image_surface_get_height(sheet), 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_RELATIVE);
    if (ppi != 0) {
        png_uint_32 per_meter = (png_uint_32)((ppi * 10000 + 127) / 254);
        png_set_pHYs(png, info, per_meter, per_meter, PNG_RESOLUTION_METER);
    }
    png_write_info(png, info);
    write_data(png, sheet);
    png_write_chunk(png, (png_const_bytep) "IEND", NULL, 0);
    png_destroy_write_struct(&png, &info);
}
