/* output/reduce.c - fewer pixels, as sharp as they can be (缩小).
 *
 * A Catmull-Rom kernel stretched over the pixels that become one, columns first, then rows.
 * Everything is in integers, weights in 1/16384, so that every machine makes the same pixels.
 */
#include "output/picture.h"

#include "output/pixels.h"

/* The three loops over pixels are plain so that compilers can do them eight at a time; gcc does so
 * only from -O3 on, and it makes a photo four times faster.
 */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

enum { WEIGHT_BITS = 14, WEIGHT_ONE = 1 << WEIGHT_BITS, KERNEL_BITS = 16, LANES = 8 };

/* What one output pixel takes from its row or column: COUNT weights from pixel FIRST on. */
typedef struct {
    int first, count;
} taps;

typedef struct {
    taps *taps;
    int16_t *weights; /* STRIDE a pixel, unused ones 0 */
    int stride;
    int from, to; /* pixels [from, to) are used by any of them */
} kernel;

/* Catmull-Rom at T, both in 1/65536: 1.5 t^3 - 2.5 t^2 + 1, then -0.5 t^3 + 2.5 t^2 - 4 t + 2. */
static int64_t catmull_rom(int64_t t)
{
    const int64_t one = (int64_t)1 << KERNEL_BITS;
    int64_t t2 = t * t / one, t3 = t2 * t / one;
    if (t < one)
        return (3 * t3 - 5 * t2 + 2 * one) / 2;
    if (t < 2 * one)
        return (-t3 + 5 * t2 - 8 * t + 4 * one) / 2;
    return 0;
}

/* Scales the kernel's values so that they add up to exactly one; rounding goes to the largest. */
static void normalize(const int64_t *values, int count, int16_t *weights)
{
    int64_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    int left = WEIGHT_ONE, largest = 0;
    for (int i = 0; i < count; i++) {
        weights[i] = (int16_t)bx_muldiv(values[i], WEIGHT_ONE, sum);
        left -= weights[i];
        if (weights[i] > weights[largest])
            largest = i;
    }
    weights[largest] = (int16_t)(weights[largest] + left);
}

/* Weights for COUNT output pixels over LENGTH eighths from START on, in a row of SIZE pixels. A
 * pixel k has its middle at 8k + 4; output i at START + (2i + 1) LENGTH / 2 COUNT; distances are in
 * output pixels.
 */
static kernel make_kernel(bx_arena *arena, int64_t start, int64_t length, int count, int size)
{
    int widest = (int)(length / (2 * count)) + 4; /* four output pixels, in input pixels */
    kernel result = {.stride = (widest + LANES - 1) / LANES * LANES, .from = size};
    result.taps = bx_arena_alloc(arena, (size_t)count, sizeof *result.taps);
    result.weights =
        bx_arena_alloc(arena, (size_t)count * (size_t)result.stride, sizeof *result.weights);
    int64_t *values = bx_arena_alloc(arena, (size_t)result.stride, sizeof *values);
    for (int i = 0; i < count; i++) {
        int64_t middle = start + (2 * i + 1) * length / (2 * count);
        int first = (int)((middle - 2 * length / count) / 8), used = 0;
        first = first < 0 ? 0 : first;
        for (int k = first; k < size && used < widest; k++) {
            int64_t off = (int64_t)(8 * k + 4 - start) * 2 * count - (2 * i + 1) * length;
            int64_t t = ((off < 0 ? -off : off) << KERNEL_BITS) / (2 * length);
            values[used++] = catmull_rom(t);
            if (off > 0 && values[used - 1] == 0)
                break;
        }
        normalize(values, used, result.weights + (size_t)i * (size_t)result.stride);
        result.taps[i] = (taps){first, used};
        result.from = first < result.from ? first : result.from;
        result.to = first + used > result.to ? first + used : result.to;
    }
    return result;
}

/* One output row before its columns are reduced: rows of FROM weighted into SUMS, [left, right)
 * bytes. */
static void blend_rows(const bx_raster *from, const taps *rows, const int16_t *weights, size_t left,
                       size_t right, int32_t *restrict sums)
{
    size_t stride = (size_t)from->width * (size_t)from->channels;
    size_t count = right - left;
    for (size_t i = 0; i < count; i++)
        sums[i] = WEIGHT_ONE / 2;
    for (int k = 0; k < rows->count; k++) {
        const uint8_t *restrict row = from->pixels + (size_t)(rows->first + k) * stride + left;
        int16_t weight = weights[k];
        for (size_t i = 0; i < count; i++)
            sums[i] += weight * (int16_t)row[i];
    }
}

/* Splits SUMS into planes of 16-bit values, a plane a channel, so that columns can be weighted in
 * step. */
static void split_channels(const int32_t *restrict sums, size_t pixels, size_t channels,
                           size_t plane, int16_t *restrict planes)
{
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < pixels; i++)
            planes[c * plane + i] = (int16_t)(sums[i * channels + c] >> WEIGHT_BITS);
}

static int32_t dot(const int16_t *restrict a, const int16_t *restrict b, int count)
{
    int32_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

static uint8_t clamp_byte(int32_t sum)
{
    int32_t value = (sum + WEIGHT_ONE / 2) >> WEIGHT_BITS;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void blend_columns(const int16_t *planes, size_t plane, const kernel *columns, int width,
                          size_t channels, uint8_t *out)
{
    for (int x = 0; x < width; x++) {
        const int16_t *weights = columns->weights + (size_t)x * (size_t)columns->stride;
        const int16_t *at = planes + (columns->taps[x].first - columns->from);
        for (size_t c = 0; c < channels; c++)
            *out++ = clamp_byte(dot(at + c * plane, weights, columns->stride));
    }
}

static bx_raster copy_part(bx_arena *arena, const bx_raster *from, int x, int y, bx_raster to)
{
    size_t channels = (size_t)from->channels, row = (size_t)to.width * channels;
    to.pixels = bx_arena_alloc(arena, (size_t)to.height, row);
    for (int i = 0; i < to.height; i++)
        memcpy(to.pixels + (size_t)i * row,
               from->pixels + ((size_t)(y + i) * (size_t)from->width + (size_t)x) * channels, row);
    return to;
}

bx_raster bx_reduce_part(bx_arena *arena, const bx_raster *from, bx_eighths part, int width,
                         int height)
{
    bx_raster to = {.width = width, .height = height, .channels = from->channels};
    if (width == from->width && height == from->height)
        return *from;
    if (part.w == 8 * (int64_t)width && part.h == 8 * (int64_t)height && part.x % 8 == 0 &&
        part.y % 8 == 0)
        return copy_part(arena, from, (int)(part.x / 8), (int)(part.y / 8), to);

    size_t channels = (size_t)from->channels;
    kernel columns = make_kernel(arena, part.x, part.w, width, from->width);
    kernel rows = make_kernel(arena, part.y, part.h, height, from->height);
    size_t left = (size_t)columns.from * channels, right = (size_t)columns.to * channels;
    size_t pixels = (size_t)(columns.to - columns.from);
    size_t plane = pixels + (size_t)columns.stride; /* weights of 0 may read past the last pixel */
    int32_t *sums = bx_arena_alloc(arena, right - left, sizeof *sums);
    int16_t *planes = bx_arena_alloc(arena, plane * channels, sizeof *planes);
    to.pixels = bx_arena_alloc(arena, (size_t)width * (size_t)height, channels);
    for (int y = 0; y < height; y++) {
        blend_rows(from, &rows.taps[y], rows.weights + (size_t)y * (size_t)rows.stride, left, right,
                   sums);
        split_channels(sums, pixels, channels, plane, planes);
        blend_columns(planes, plane, &columns, width, channels,
                      to.pixels + (size_t)y * (size_t)width * channels);
    }
    return to;
}

bx_raster bx_raster_reduce(bx_arena *arena, const bx_raster *from, int width, int height)
{
    bx_eighths whole = {0, 0, 8 * (int64_t)from->width, 8 * (int64_t)from->height};
    bx_raster result = bx_reduce_part(arena, from, whole, width, height);
    result.profile = from->profile;
    return result;
}
