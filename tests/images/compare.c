/* tests/images/compare.c - PNG files against each other, and parts of them.
 *
 *     compare REFERENCE RESULT DIFFERENCE   prints "size", or "N of M pixels differ, by at most D";
 *                                           DIFFERENCE is written when there is one: red on faint grey
 *     compare --crop X Y W H FROM TO        cuts out a part
 *     compare --small X Y W H FROM TO       the same with 32 steps in each channel, for pictures that the docs show
 *
 * Status 0: equal, or cut out; 1: different; 2: it cannot be told.
 */
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int width, height;
    unsigned char *rgb;
} picture;

static picture read_picture(const char *path)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    picture p = {0};

    if (!png_image_begin_read_from_file(&png, path)) {
        fprintf(stderr, "%s: %s\n", path, png.message);
        exit(2);
    }
    png.format = PNG_FORMAT_RGB;
    p.width = (int)png.width;
    p.height = (int)png.height;
    p.rgb = malloc(PNG_IMAGE_SIZE(png));
    if (!p.rgb || !png_image_finish_read(&png, NULL, p.rgb, 0, NULL)) {
        fprintf(stderr, "%s: %s\n", path, png.message);
        exit(2);
    }
    return p;
}

static void write_picture(const picture *p, const char *path)
{
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)p->width,
                     .height = (png_uint_32)p->height,
                     .format = PNG_FORMAT_RGB};

    if (!png_image_write_to_file(&png, path, 0, p->rgb, 0, NULL)) {
        fprintf(stderr, "%s: %s\n", path, png.message);
        exit(2);
    }
}

static void take_steps(picture *p, int steps)
{
    for (size_t i = 0; i < (size_t)p->width * (size_t)p->height * 3; i++)
        p->rgb[i] = (unsigned char)((p->rgb[i] * (steps - 1) + 127) / 255 * 255 / (steps - 1));
}

/* Colours of P to MAP, indexes to PIXELS; false when there are more than 256. */
static bool find_colours(const picture *p, unsigned char *map, unsigned char *pixels, unsigned *count)
{
    *count = 0;
    for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++) {
        unsigned k = 0;

        while (k < *count && memcmp(map + 3 * k, p->rgb + 3 * i, 3) != 0)
            k++;
        if (k == 256)
            return false;
        if (k == *count)
            memcpy(map + 3 * (*count)++, p->rgb + 3 * i, 3);
        pixels[i] = (unsigned char)k;
    }
    return true;
}

static void write_small(picture *p, const char *path)
{
    unsigned char map[256 * 3], *pixels = malloc((size_t)p->width * (size_t)p->height);
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)p->width,
                     .height = (png_uint_32)p->height,
                     .format = PNG_FORMAT_RGB_COLORMAP};

    if (!pixels)
        exit(2);
    take_steps(p, 32);
    if (!find_colours(p, map, pixels, &png.colormap_entries)) {
        write_picture(p, path);
    } else if (!png_image_write_to_file(&png, path, 0, pixels, 0, map)) {
        fprintf(stderr, "%s: %s\n", path, png.message);
        exit(2);
    }
    free(pixels);
}

static int crop(char **args, bool small)
{
    int x = atoi(args[0]), y = atoi(args[1]), w = atoi(args[2]), h = atoi(args[3]);
    picture from = read_picture(args[4]), part = {.width = w, .height = h};

    if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > from.width || y + h > from.height) {
        fprintf(stderr, "%s: %d x %d has no part %d,%d %d x %d\n", args[4], from.width, from.height, x, y,
                w, h);
        exit(2);
    }
    part.rgb = malloc((size_t)w * (size_t)h * 3);
    for (int row = 0; part.rgb && row < h; row++)
        memcpy(part.rgb + (size_t)row * (size_t)w * 3,
               from.rgb + ((size_t)(y + row) * (size_t)from.width + (size_t)x) * 3, (size_t)w * 3);
    if (small)
        write_small(&part, args[5]);
    else
        write_picture(&part, args[5]);
    free(part.rgb);
    free(from.rgb);
    return 0;
}

/* Marks in MARKED, a copy of one picture, where the other is different; returns in how many pixels. */
static long find_differences(const picture *a, const picture *b, picture *marked, int *most)
{
    size_t pixels = (size_t)a->width * (size_t)a->height;
    long count = 0;

    *most = 0;
    for (size_t i = 0; i < pixels; i++) {
        int here = 0;

        for (size_t c = 0; c < 3; c++) {
            int apart = abs(a->rgb[3 * i + c] - b->rgb[3 * i + c]);

            here = apart > here ? apart : here;
        }
        for (size_t c = 0; c < 3; c++)
            marked->rgb[3 * i + c] = here == 0 ? (unsigned char)(191 + a->rgb[3 * i + 1] / 4)
                                     : c == 0  ? 255
                                               : 0;
        count += here > 0;
        *most = here > *most ? here : *most;
    }
    return count;
}

int main(int argc, char **argv)
{
    picture a, b, marked;
    long count;
    int most;

    if (argc == 8 && strcmp(argv[1], "--crop") == 0)
        return crop(argv + 2, false);
    if (argc == 8 && strcmp(argv[1], "--small") == 0)
        return crop(argv + 2, true);
    if (argc != 4)
        return 2;
    a = read_picture(argv[1]);
    b = read_picture(argv[2]);
    if (a.width != b.width || a.height != b.height) {
        printf("size %d x %d, not %d x %d\n", b.width, b.height, a.width, a.height);
        return 1;
    }
    marked = (picture){a.width, a.height, malloc((size_t)a.width * (size_t)a.height * 3)};
    if (!marked.rgb)
        return 2;
    count = find_differences(&a, &b, &marked, &most);
    printf("%ld of %ld pixels differ, by at most %d\n", count, (long)a.width * a.height, most);
    if (count > 0)
        write_picture(&marked, argv[3]);
    free(marked.rgb);
    free(a.rgb);
    free(b.rgb);
    return count > 0;
}
