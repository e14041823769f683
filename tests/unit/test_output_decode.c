/* output/decode.c, output/reduce.c: crop, turn and reduce put every pixel where it belongs. */
#include "picture_help.h"

#include <stdio.h>
#include <stdlib.h>

#include <png.h>
#include <turbojpeg.h>

static bool load(bx_str bytes, const int crop[4], int width, int height, bx_raster *raster)
{
    return bx_picture_load(arena, bytes, BX_STR("photo.jpg"), crop, width, height, BX_NOWHERE,
                           raster, diags);
}

static void expect_pixel(const bx_raster *raster, int x, int y, int red, int green, int blue,
                         int off)
{
    const uint8_t *at = raster->pixels + (y * raster->width + x) * raster->channels;
    assert_int_equal(raster->channels, 3);
    assert_true(abs(at[0] - red) <= off && abs(at[1] - green) <= off && abs(at[2] - blue) <= off);
}

/* Four quarters: red, green over blue, white; as they are stored. */
static void paint_quarters(uint8_t *pixels, int width, int height)
{
    static const uint8_t colors[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            memcpy(pixels + 3 * (y * width + x), colors[(y >= height / 2) * 2 + (x >= width / 2)],
                   3);
}

/* A JPEG with ORIENTATION in an EXIF segment of its own. */
static bx_str make_jpeg(int width, int height, int orientation)
{
    uint8_t *pixels = bx_arena_alloc(arena, (size_t)(width * height), 3);
    paint_quarters(pixels, width, height);
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    tjhandle encoder = tjInitCompress();
    tjCompress2(encoder, pixels, width, 0, height, TJPF_RGB, &bytes, &size, TJSAMP_444, 98, 0);
    tjDestroy(encoder);
    const char exif[] = {'\xff',
                         '\xe1',
                         0,
                         34,
                         'E',
                         'x',
                         'i',
                         'f',
                         0,
                         0,
                         'I',
                         'I',
                         '*',
                         0,
                         8,
                         0,
                         0,
                         0,
                         1,
                         0,
                         0x12,
                         1,
                         3,
                         0,
                         1,
                         0,
                         0,
                         0,
                         (char)orientation,
                         0,
                         0,
                         0,
                         0,
                         0,
                         0,
                         0};
    bx_buffer file = {0};
    bx_buffer_add(&file, bytes, 2);
    bx_buffer_add(&file, exif, sizeof exif);
    bx_buffer_add(&file, bytes + 2, size - 2);
    tjFree(bytes);
    bx_str copy = bx_str_copy(arena, (bx_str){file.at, file.len});
    bx_buffer_free(&file);
    return copy;
}

static void every_orientation_is_turned_upright(void **state)
{
    (void)state;
    /* Which stored quarter is seen at the top left, top right, bottom left (EXIF 2.3, table 6). */
    static const char *const seen[] = {"012", "103", "321", "230", "021", "203", "312", "130"};
    static const int colors[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
    for (int orientation = 1; orientation <= 8; orientation++) {
        bx_raster raster;
        bx_str file = make_jpeg(96, 64, orientation);
        assert_true(load(file, NULL, 0, 0, &raster));
        assert_int_equal(raster.width, orientation < 5 ? 96 : 64);
        assert_int_equal(raster.height, orientation < 5 ? 64 : 96);
        int right = raster.width - 8, low = raster.height - 8;
        const int places[3][2] = {{8, 8}, {right, 8}, {8, low}};
        for (int i = 0; i < 3; i++) {
            const int *color = colors[seen[orientation - 1][i] - '0'];
            expect_pixel(&raster, places[i][0], places[i][1], color[0], color[1], color[2], 6);
        }
        /* A crop is told in what is seen: the lower left quarter, reduced. */
        const int crop[4] = {0, raster.height / 2, raster.width / 2, raster.height / 2};
        assert_true(load(file, crop, raster.width / 4, raster.height / 4, &raster));
        const int *color = colors[seen[orientation - 1][2] - '0'];
        expect_pixel(&raster, 2, 2, color[0], color[1], color[2], 8);
        expect_pixel(&raster, raster.width - 3, raster.height - 3, color[0], color[1], color[2], 8);
    }
}

static void large_reductions_keep_edges_in_place(void **state)
{
    (void)state;
    bx_str file = make_jpeg(1600, 1200, 1);
    bx_raster raster;
    assert_true(load(file, NULL, 100, 75, &raster)); /* decoded at 1/8 */
    assert_int_equal(raster.width, 100);
    expect_pixel(&raster, 46, 20, 255, 0, 0, 6);
    expect_pixel(&raster, 53, 20, 0, 255, 0, 6);
    expect_pixel(&raster, 46, 55, 0, 0, 255, 6);
    const int crop[4] = {701, 301, 200, 200}; /* its left half is red */
    assert_true(load(file, crop, 20, 20, &raster));
    expect_pixel(&raster, 7, 5, 255, 0, 0, 10);
    expect_pixel(&raster, 13, 5, 0, 255, 0, 10);
}

static void reducing_keeps_flat_areas_and_means(void **state)
{
    (void)state;
    bx_raster flat = {.width = 333, .height = 217, .channels = 3};
    flat.pixels = bx_arena_alloc(arena, 333 * 217, 3);
    memset(flat.pixels, 137, 333 * 217 * 3);
    bx_raster small = bx_raster_reduce(arena, &flat, 101, 67);
    for (int i = 0; i < 101 * 67 * 3; i++)
        assert_int_equal(small.pixels[i], 137);

    bx_raster steps = {.width = 256, .height = 64, .channels = 1};
    steps.pixels = bx_arena_alloc(arena, 256, 64);
    for (int i = 0; i < 256 * 64; i++)
        steps.pixels[i] = (uint8_t)(i % 256);
    small = bx_raster_reduce(arena, &steps, 64, 16);
    for (int x = 2; x < 62; x++)
        assert_in_range(small.pixels[5 * 64 + x], 4 * x + 1, 4 * x + 2);
}

/* ---- PNG ---- */

static void add_bytes(png_structp png, png_bytep bytes, size_t len)
{
    bx_buffer_add(png_get_io_ptr(png), bytes, len);
}

static void add_nothing(png_structp png)
{
    (void)png;
}

/* A PNG of 8 x 4 pixels, all of them PIXEL; for a palette, its first entry is dark red. */
static bx_str make_png(int color, int depth, const uint8_t *pixel, size_t size, int interlace)
{
    bx_buffer file = {0};
    uint8_t row[64];
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &file, add_bytes, add_nothing);
    png_set_IHDR(png, info, 8, 4, depth, color, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    const png_color palette[2] = {{128, 0, 0}, {0, 0, 128}};
    if (color == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette, 2);
    png_write_info(png, info);
    int passes = png_set_interlace_handling(png);
    for (size_t i = 0; i < 8; i++)
        memcpy(row + i * size, pixel, size);
    for (int i = 0; i < 4 * passes; i++)
        png_write_row(png, row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    bx_str copy = bx_str_copy(arena, (bx_str){file.at, file.len});
    bx_buffer_free(&file);
    return copy;
}

static void every_kind_of_png(void **state)
{
    (void)state;
    static const struct {
        int color, depth;
        uint8_t pixel[8];
        size_t size;
        int channels;
        uint8_t seen[3];
    } table[] = {
        {PNG_COLOR_TYPE_GRAY, 8, {90}, 1, 1, {90}},
        {PNG_COLOR_TYPE_GRAY, 16, {90, 91}, 2, 1, {90}},
        {PNG_COLOR_TYPE_GRAY_ALPHA, 8, {0, 127}, 2, 1, {128}},
        {PNG_COLOR_TYPE_RGB, 8, {1, 2, 3}, 3, 3, {1, 2, 3}},
        {PNG_COLOR_TYPE_RGB, 16, {10, 10, 20, 20, 30, 30}, 6, 3, {10, 20, 30}},
        {PNG_COLOR_TYPE_RGB_ALPHA, 8, {1, 2, 3, 0}, 4, 3, {255, 255, 255}},
        {PNG_COLOR_TYPE_PALETTE, 8, {0}, 1, 3, {128, 0, 0}},
    };
    for (size_t i = 0; i < 2 * sizeof table / sizeof *table; i++) {
        size_t k = i / 2;
        int interlace = i % 2 == 0 ? PNG_INTERLACE_NONE : PNG_INTERLACE_ADAM7;
        bx_str file =
            make_png(table[k].color, table[k].depth, table[k].pixel, table[k].size, interlace);
        bx_raster raster;
        assert_true(load(file, NULL, 0, 0, &raster));
        assert_int_equal(raster.channels, table[k].channels);
        for (int c = 0; c < raster.channels; c++)
            assert_in_range(raster.pixels[3 * raster.channels + c],
                            table[k].seen[c] - (table[k].seen[c] > 0), table[k].seen[c]);
    }
}

static void damage_is_told(void **state)
{
    (void)state;
    bx_raster raster;
    bx_str jpeg = make_jpeg(320, 240, 1);
    char *bytes = bx_arena_alloc(arena, jpeg.len + 1, 1);
    memcpy(bytes, jpeg.at, jpeg.len);
    /* Cut in the middle, but with its end marker: only the decoder can tell. */
    size_t cut = jpeg.len * 2 / 3;
    bytes[cut] = '\xff';
    bytes[cut + 1] = '\xd9';
    assert_false(load((bx_str){bytes, cut + 2}, NULL, 0, 0, &raster));
    assert_null(raster.pixels);
    bx_str png = make_png(PNG_COLOR_TYPE_RGB, 8, (const uint8_t *)"abc", 3, 0);
    char *broken = bx_arena_alloc(arena, png.len, 1);
    memcpy(broken, png.at, png.len);
    broken[png.len - 20] ^= 0x55; /* in the pixel data: the CRC is wrong */
    assert_false(load((bx_str){broken, png.len}, NULL, 0, 0, &raster));
    assert_int_equal(bx_diags_count(diags, BX_ERROR), 2);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_orientation_is_turned_upright),
        TEST(large_reductions_keep_edges_in_place),
        TEST(reducing_keeps_flat_areas_and_means),
        TEST(every_kind_of_png),
        TEST(damage_is_told),
    };
    return cmocka_run_group_tests_name("output/decode", tests, NULL, NULL);
}
