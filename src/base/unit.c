/* base/unit.c - lengths and places (尺寸): mm, pt, em, rows, 字号 to bx_len; lines and columns.
 *
 * Decimals are kept as whole numbers to the last step, which rounds once.
 */
#include "base/base.h"

#include <assert.h>
#include <math.h>

__extension__ typedef __int128 wide_int;

/* A / B to the nearest whole number, half away from zero. */
static wide_int divide(wide_int a, wide_int b)
{
    return a >= 0 ? (2 * a + b) / (2 * b) : -((-2 * a + b) / (2 * b));
}

int64_t bx_muldiv(int64_t a, int64_t b, int64_t c)
{
    assert(c > 0);
    return (int64_t)divide((wide_int)a * b, c);
}

bx_len bx_len_pt(double pt)
{
    double scaled = pt * BX_PT;

    /* Written so that NaN, which only a broken font table could bring, ends up at 0. */
    if (!(fabs(scaled) < (double)INT32_MAX))
        return scaled > 0 ? INT32_MAX : scaled < 0 ? -INT32_MAX : 0;
    return (bx_len)lround(scaled);
}

double bx_pt(bx_len length)
{
    return (double)length / BX_PT;
}

/* The sizes of the trade, in half points (初号 42 pt to 八号 5 pt). */
static const struct {
    const char *name;
    int half_points;
} type_sizes[] = {
    {"初号", 84}, {"小初", 72}, {"一号", 52}, {"小一", 48}, {"二号", 44}, {"小二", 36},
    {"三号", 32}, {"小三", 30}, {"四号", 28}, {"小四", 24}, {"五号", 21}, {"小五", 18},
    {"六号", 15}, {"小六", 13}, {"七号", 11}, {"八号", 10},
};

/* Reads "-12.50" at the start of TEXT as DIGITS / SCALE and cuts it off. At most 18 digits, which
 * keeps every later product within 128 bits.
 */
static bool read_decimal(bx_str *text, int64_t *digits, int64_t *scale)
{
    enum { MOST_DIGITS = 18 };
    size_t i = 0, count = 0, after_point = 0;
    bool negative = text->len > 0 && text->at[0] == '-';
    bool in_fraction = false;

    *digits = 0;
    *scale = 1;
    for (i = negative; i < text->len; i++) {
        char c = text->at[i];
        if (c == '.' && !in_fraction && count > 0) {
            in_fraction = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        if (++count > MOST_DIGITS)
            return false;
        *digits = *digits * 10 + (c - '0');
        *scale *= in_fraction ? 10 : 1;
        after_point += in_fraction;
    }
    if (count == 0 || (in_fraction && after_point == 0))
        return false;
    if (negative)
        *digits = -*digits;
    *text = bx_str_slice(*text, i, text->len);
    return true;
}

static bool store(wide_int value, bx_len *result)
{
    if (value > INT32_MAX || value < -INT32_MAX)
        return false;
    *result = (bx_len)value;
    return true;
}

bool bx_len_parse(bx_str text, bx_len em, bx_len row, bx_len *result)
{
    int64_t digits, scale;

    for (size_t i = 0; i < sizeof type_sizes / sizeof type_sizes[0]; i++)
        if (bx_str_is(text, type_sizes[i].name))
            return store(type_sizes[i].half_points * (BX_PT / 2), result);
    if (!read_decimal(&text, &digits, &scale))
        return false;
    if (text.len == 0) /* zero is zero in any unit; every other number must name its own */
        return digits == 0 && store(0, result);
    if (bx_str_is(text, "pt"))
        return store(divide((wide_int)digits * BX_PT, scale), result);
    if (bx_str_is(text, "mm")) /* 25.4 mm are 72 pt, so 1 mm is 360/127 pt */
        return store(divide((wide_int)digits * BX_PT * 360, (wide_int)scale * 127), result);
    if (bx_str_is(text, "cm"))
        return store(divide((wide_int)digits * BX_PT * 3600, (wide_int)scale * 127), result);
    if (bx_str_is(text, "em") && em != 0)
        return store(divide((wide_int)digits * em, scale), result);
    if (bx_str_is(text, "row") && row != 0)
        return store(divide((wide_int)digits * row, scale), result);
    return false;
}

size_t bx_len_format(bx_len length, char out[24])
{
    int64_t parts = bx_muldiv(length, 10000, BX_PT); /* ten-thousandths of a point */
    uint64_t left = (uint64_t)(parts < 0 ? -parts : parts);
    char reversed[24];
    size_t len = 0, count = 0;
    int decimals = 4;

    for (; decimals > 0 && left % 10 == 0; decimals--)
        left /= 10;
    for (int i = 0; left > 0 || i <= decimals; i++) {
        if (i == decimals && decimals > 0)
            reversed[len++] = '.';
        reversed[len++] = (char)('0' + left % 10);
        left /= 10;
    }
    if (parts < 0)
        out[count++] = '-';
    while (len > 0)
        out[count++] = reversed[--len];
    out[count] = '\0';
    return count;
}

/* The last line that starts at or before OFFSET. */
static size_t find_line(const bx_source *source, uint32_t offset)
{
    size_t low = 0, high = source->line_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (source->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void bx_span_place(bx_span span, size_t *line, size_t *column)
{
    size_t index, line_start, offset;

    *line = *column = 0;
    if (!span.source)
        return;
    *line = *column = 1;
    if (span.source->line_count == 0)
        return;
    index = find_line(span.source, span.start);
    line_start = span.source->line_starts[index];
    offset = span.start < span.source->text.len ? span.start : span.source->text.len;
    *line = index + 1;
    if (offset > line_start)
        *column = 1 + bx_utf8_count(bx_str_slice(span.source->text, line_start, offset));
}
