/* press/function.c - PDF functions (函数): sampled, exponential, stitching, calculator.
 *
 * Sampled functions are read between their samples by straight lines, as every reader does.
 */
#include "press/function.h"

#include <math.h>
#include <stdlib.h>

#include "press/calculator.h"

enum { DEEPEST = 8, MOST_PARTS = 4096, MOST_SAMPLES = 1 << 22 };

typedef struct {
    double c0[BX_FUNCTION_OUTPUTS], c1[BX_FUNCTION_OUTPUTS], n;
} exponential;

typedef struct {
    int size[BX_FUNCTION_INPUTS];
    double encode[2 * BX_FUNCTION_INPUTS], decode[2 * BX_FUNCTION_OUTPUTS];
    const float *samples; /* 0 to 1 */
} sampled;

size_t bx_read_numbers(qpdf_data pdf, qpdf_oh dict, const char *key, double *numbers, size_t most)
{
    qpdf_oh array = qpdf_oh_get_key(pdf, dict, key);
    if (!qpdf_oh_is_array(pdf, array))
        return 0;
    size_t count = (size_t)qpdf_oh_get_array_n_items(pdf, array);
    for (size_t i = 0; i < count && i < most; i++)
        if (!qpdf_oh_get_value_as_number(pdf, qpdf_oh_get_array_item(pdf, array, (int)i),
                                         &numbers[i]))
            return 0;
    return count < most ? count : most;
}

static double limit(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double between(double value, double x0, double x1, double y0, double y1)
{
    return x1 > x0 || x1 < x0 ? y0 + (value - x0) * (y1 - y0) / (x1 - x0) : y0;
}

/* ---- reading ---- */

static const bx_function *read_function(bx_arena *arena, qpdf_data pdf, qpdf_oh object, int depth);

static bool read_exponential(bx_arena *arena, qpdf_data pdf, qpdf_oh dict, bx_function *f)
{
    exponential *e = BX_NEW(arena, exponential);
    size_t low = bx_read_numbers(pdf, dict, "/C0", e->c0, BX_FUNCTION_OUTPUTS);
    size_t high = bx_read_numbers(pdf, dict, "/C1", e->c1, BX_FUNCTION_OUTPUTS);
    if (high == 0) {
        high = 1;
        e->c1[0] = 1;
    }
    if (low == 0)
        low = high;
    f->outputs = (int)low;
    f->detail = e;
    return low == high && f->inputs == 1 &&
           qpdf_oh_get_value_as_number(pdf, qpdf_oh_get_key(pdf, dict, "/N"), &e->n);
}

static bool read_stitching(bx_arena *arena, qpdf_data pdf, qpdf_oh dict, bx_function *f, int depth)
{
    bx_stitching *s = BX_NEW(arena, bx_stitching);
    qpdf_oh parts = qpdf_oh_get_key(pdf, dict, "/Functions");
    if (f->inputs != 1 || !qpdf_oh_is_array(pdf, parts))
        return false;
    s->count = (size_t)qpdf_oh_get_array_n_items(pdf, parts);
    if (s->count < 1 || s->count > MOST_PARTS)
        return false;
    s->parts = BX_NEW_ARRAY(arena, const bx_function *, s->count);
    s->bounds = BX_NEW_ARRAY(arena, double, s->count);
    s->encode = BX_NEW_ARRAY(arena, double, 2 * s->count);
    for (size_t i = 0; i < s->count; i++) {
        s->parts[i] = read_function(arena, pdf, qpdf_oh_get_array_item(pdf, parts, (int)i), depth);
        if (s->parts[i] == NULL || s->parts[i]->inputs != 1 ||
            s->parts[i]->outputs != s->parts[0]->outputs)
            return false;
    }
    f->outputs = s->parts[0]->outputs;
    f->detail = s;
    return bx_read_numbers(pdf, dict, "/Bounds", s->bounds, s->count) == s->count - 1 &&
           bx_read_numbers(pdf, dict, "/Encode", s->encode, 2 * s->count) == 2 * s->count;
}

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

static float take_sample(const unsigned char *bytes, size_t index, int bits)
{
    uint64_t value = 0;
    size_t first = index * (size_t)bits;
    for (size_t i = first; i < first + (size_t)bits; i++)
        value = value << 1 | (bytes[i / 8] >> (7 - i % 8) & 1);
    return (float)((double)value / (double)((UINT64_C(1) << bits) - 1));
}

static bool read_sampled(bx_arena *arena, qpdf_data pdf, qpdf_oh stream, bx_function *f)
{
    sampled *s = BX_NEW(arena, sampled);
    qpdf_oh dict = qpdf_oh_get_dict(pdf, stream);
    double size[BX_FUNCTION_INPUTS];
    int bits = 0;
    size_t count = (size_t)f->outputs;
    if (!f->ranged ||
        !qpdf_oh_get_value_as_int(pdf, qpdf_oh_get_key(pdf, dict, "/BitsPerSample"), &bits) ||
        bits < 1 || bits > 32 ||
        bx_read_numbers(pdf, dict, "/Size", size, BX_FUNCTION_INPUTS) != (size_t)f->inputs)
        return false;
    for (int i = 0; i < f->inputs; i++) {
        if (size[i] < 1 || size[i] > MOST_SAMPLES)
            return false;
        s->size[i] = (int)size[i];
        s->encode[2 * i + 1] = s->size[i] - 1;
        count *= (size_t)s->size[i];
        if (count > MOST_SAMPLES)
            return false;
    }
    memcpy(s->decode, f->range, sizeof s->decode);
    bx_read_numbers(pdf, dict, "/Encode", s->encode, 2 * (size_t)f->inputs);
    bx_read_numbers(pdf, dict, "/Decode", s->decode, 2 * (size_t)f->outputs);
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL whole = QPDF_FALSE;
    qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_generalized, &whole, &bytes, &len);
    if (!whole || bytes == NULL || len < (count * (size_t)bits + 7) / 8)
        return false;
    float *samples = BX_NEW_ARRAY(arena, float, count);
    for (size_t i = 0; i < count; i++)
        samples[i] = take_sample(bytes, i, bits);
    s->samples = samples;
    f->detail = s;
    return true;
}

static bool read_calculator(bx_arena *arena, qpdf_data pdf, qpdf_oh stream, bx_function *f)
{
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL whole = QPDF_FALSE;
    qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_generalized, &whole, &bytes, &len);
    if (!f->ranged || !whole || bytes == NULL)
        return false;
    f->detail = bx_calculator_read(arena, (bx_str){(const char *)bytes, len});
    return f->detail != NULL;
}

static const bx_function *read_function(bx_arena *arena, qpdf_data pdf, qpdf_oh object, int depth)
{
    bool stream = qpdf_oh_is_stream(pdf, object);
    qpdf_oh dict = stream ? qpdf_oh_get_dict(pdf, object) : object;
    if (depth > DEEPEST || !qpdf_oh_is_dictionary(pdf, dict))
        return NULL;
    bx_function *f = BX_NEW(arena, bx_function);
    size_t domain = bx_read_numbers(pdf, dict, "/Domain", f->domain, 2 * BX_FUNCTION_INPUTS);
    size_t range = bx_read_numbers(pdf, dict, "/Range", f->range, 2 * BX_FUNCTION_OUTPUTS);
    f->inputs = (int)domain / 2;
    f->outputs = (int)range / 2;
    f->ranged = range >= 2;
    if (f->inputs < 1 ||
        !qpdf_oh_get_value_as_int(pdf, qpdf_oh_get_key(pdf, dict, "/FunctionType"), &f->kind))
        return NULL;
    bool good = (f->kind == 0 && stream && read_sampled(arena, pdf, object, f)) ||
                (f->kind == 2 && read_exponential(arena, pdf, dict, f)) ||
                (f->kind == 3 && read_stitching(arena, pdf, dict, f, depth + 1)) ||
                (f->kind == 4 && stream && read_calculator(arena, pdf, object, f));
    return good ? f : NULL;
}

const bx_function *bx_function_read(bx_arena *arena, qpdf_data pdf, qpdf_oh object)
{
    return read_function(arena, pdf, object, 0);
}

/* ---- values ---- */

static void eval_exponential(const bx_function *f, const double *in, double *out)
{
    const exponential *e = f->detail;
    double power = e->n > 1 || e->n < 1 ? pow(in[0], e->n) : in[0];
    for (int i = 0; i < f->outputs; i++)
        out[i] = e->c0[i] + power * (e->c1[i] - e->c0[i]);
}

static void eval_stitching(const bx_function *f, const double *in, double *out)
{
    const bx_stitching *s = f->detail;
    size_t k = 0;
    while (k + 1 < s->count && in[0] >= s->bounds[k])
        k++;
    double low = k == 0 ? f->domain[0] : s->bounds[k - 1];
    double high = k + 1 == s->count ? f->domain[1] : s->bounds[k];
    double part = between(in[0], low, high, s->encode[2 * k], s->encode[2 * k + 1]);
    bx_function_eval(s->parts[k], &part, out);
}

/* Each corner of the cell around the place, weighed by how near it is. */
static void eval_sampled(const bx_function *f, const double *in, double *out)
{
    const sampled *s = f->detail;
    int cell[BX_FUNCTION_INPUTS];
    double part[BX_FUNCTION_INPUTS], sum[BX_FUNCTION_OUTPUTS] = {0};
    for (int i = 0; i < f->inputs; i++) {
        double at = between(in[i], f->domain[2 * i], f->domain[2 * i + 1], s->encode[2 * i],
                            s->encode[2 * i + 1]);
        at = limit(at, 0, s->size[i] - 1);
        cell[i] = (int)at;
        if (cell[i] > 0 && cell[i] == s->size[i] - 1)
            cell[i]--;
        part[i] = at - cell[i];
    }
    for (unsigned corner = 0; corner < 1U << f->inputs; corner++) {
        double weight = 1;
        size_t index = 0, stride = 1;
        for (int i = 0; i < f->inputs; i++) {
            bool far = (corner >> i & 1) != 0;
            weight *= far ? part[i] : 1 - part[i];
            int place = cell[i] + far < s->size[i] ? cell[i] + far : s->size[i] - 1;
            index += (size_t)place * stride;
            stride *= (size_t)s->size[i];
        }
        for (int k = 0; weight > 0 && k < f->outputs; k++)
            sum[k] += weight * (double)s->samples[index * (size_t)f->outputs + (size_t)k];
    }
    for (int k = 0; k < f->outputs; k++)
        out[k] = s->decode[2 * k] + sum[k] * (s->decode[2 * k + 1] - s->decode[2 * k]);
}

void bx_function_eval(const bx_function *f, const double *in, double *out)
{
    double place[BX_FUNCTION_INPUTS];
    for (int i = 0; i < f->inputs; i++)
        place[i] = limit(in[i], f->domain[2 * i], f->domain[2 * i + 1]);
    if (f->kind == 0)
        eval_sampled(f, place, out);
    else if (f->kind == 2)
        eval_exponential(f, place, out);
    else if (f->kind == 3)
        eval_stitching(f, place, out);
    else
        bx_calculator_eval(f->detail, place, f->inputs, out, f->outputs);
    for (int i = 0; f->ranged && i < f->outputs; i++)
        out[i] = limit(out[i], f->range[2 * i], f->range[2 * i + 1]);
}
