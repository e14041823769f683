/* press/recolor_shading.c - colour gradients of an artwork as inks (改色·渐变).
 *
 * Between two colours of a screen the inks do not run straight, so a gradient's function is sampled
 * finely. Stitched functions keep their stitches: what was an edge stays one.
 */
#include <stdlib.h>

#include "press/recolor.h"

enum {
    SAMPLES = 256,      /* of a function of one number */
    SAMPLES_PLANE = 64, /* each way, of two */
    CORNER_BITS = 16,
};

typedef struct {
    bx_recolor *r;
    const bx_from_space *space;
    bx_recolor_aim aim;
    const bx_function *functions[BX_FUNCTION_OUTPUTS]; /* one of all channels, or one each */
    size_t count;
} gradient;

static void color_at(const gradient *g, const double *in, double out[4])
{
    double color[BX_FUNCTION_OUTPUTS] = {0}, part[BX_FUNCTION_OUTPUTS];
    if (g->count == 1) {
        bx_function_eval(g->functions[0], in, color);
    } else {
        for (size_t i = 0; i < g->count; i++) {
            bx_function_eval(g->functions[i], in, part);
            color[i] = part[0];
        }
    }
    bx_recolor_value(g->r, g->space, g->aim, color, out);
}

/* ---- functions ---- */

static void put_numbers(bx_buffer *out, const char *key, const double *numbers, size_t count)
{
    bx_buffer_text(out, key);
    for (size_t i = 0; i < count; i++)
        bx_buffer_printf(out, i == 0 ? "[%.6f" : " %.6f", numbers[i]);
    bx_buffer_text(out, "]");
}

static qpdf_oh parse_buffer(const bx_recolor *r, bx_buffer *text)
{
    bx_buffer_add(text, "", 1);
    qpdf_oh object = qpdf_oh_parse(r->pdf, text->at);
    bx_buffer_free(text);
    return object;
}

static void add_sample(const gradient *g, const double *in, bx_buffer *samples)
{
    double value[4];
    color_at(g, in, value);
    for (int c = 0; c < bx_recolor_channels(g->aim); c++) {
        unsigned sample = (unsigned)(value[c] * 65535 + 0.5);
        uint8_t bytes[2] = {(uint8_t)(sample >> 8), (uint8_t)sample};
        bx_buffer_add(samples, bytes, 2);
    }
}

/* A sampled function with the colours of G over DOMAIN. */
static qpdf_oh sample(const gradient *g, const double *domain, int inputs)
{
    const bx_recolor *r = g->r;
    bx_buffer samples = {0}, packed = {0}, text = {0};
    int size = inputs == 1 ? SAMPLES : SAMPLES_PLANE;
    for (int y = 0; y < (inputs == 1 ? 1 : size); y++)
        for (int x = 0; x < size; x++) {
            double in[2] = {domain[0] + (domain[1] - domain[0]) * x / (size - 1), 0};
            if (inputs == 2)
                in[1] = domain[2] + (domain[3] - domain[2]) * y / (size - 1);
            add_sample(g, in, &samples);
        }
    bx_deflate(samples.at, samples.len, BX_PACK_TEXT, &packed);
    qpdf_oh made = qpdf_oh_new_stream(r->pdf), dict = qpdf_oh_get_dict(r->pdf, made);
    qpdf_oh_replace_stream_data(r->pdf, made, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(r->pdf, "/FlateDecode"), qpdf_oh_new_null(r->pdf));
    bx_buffer_free(&samples);
    bx_buffer_free(&packed);
    qpdf_oh_replace_key(r->pdf, dict, "/FunctionType", qpdf_oh_new_integer(r->pdf, 0));
    qpdf_oh_replace_key(r->pdf, dict, "/BitsPerSample", qpdf_oh_new_integer(r->pdf, 16));
    put_numbers(&text, "", domain, 2 * (size_t)inputs);
    qpdf_oh_replace_key(r->pdf, dict, "/Domain", parse_buffer(r, &text));
    bx_buffer_printf(&text, inputs == 1 ? "[%d]" : "[%d %d]", size, size);
    qpdf_oh_replace_key(r->pdf, dict, "/Size", parse_buffer(r, &text));
    bx_buffer_text(&text, g->aim == BX_TO_INKS ? "[0 1 0 1 0 1 0 1]" : "[0 1]");
    qpdf_oh_replace_key(r->pdf, dict, "/Range", parse_buffer(r, &text));
    return made;
}

static qpdf_oh recolor_function(const gradient *g);

/* The stitches stay; each part becomes a function of its own. */
static qpdf_oh recolor_stitching(const gradient *g, const bx_function *f)
{
    const bx_recolor *r = g->r;
    const bx_stitching *s = f->detail;
    bx_buffer text = {0};
    bx_buffer_text(&text, "<</FunctionType 3");
    put_numbers(&text, "/Domain", f->domain, 2);
    if (s->count > 1)
        put_numbers(&text, "/Bounds", s->bounds, s->count - 1);
    else
        bx_buffer_text(&text, "/Bounds[]");
    put_numbers(&text, "/Encode", s->encode, 2 * s->count);
    bx_buffer_text(&text, ">>");
    qpdf_oh made = parse_buffer(r, &text), parts = qpdf_oh_new_array(r->pdf);
    for (size_t i = 0; i < s->count; i++) {
        gradient part = *g;
        part.functions[0] = s->parts[i];
        qpdf_oh_append_item(r->pdf, parts,
                            qpdf_make_indirect_object(r->pdf, recolor_function(&part)));
    }
    qpdf_oh_replace_key(r->pdf, made, "/Functions", parts);
    return made;
}

static qpdf_oh recolor_function(const gradient *g)
{
    const bx_function *f = g->functions[0];
    return g->count == 1 && f->kind == 3 ? recolor_stitching(g, f)
                                         : sample(g, f->domain, f->inputs);
}

/* The function of the shading DICT, or one a channel; false when there is none that can be read. */
static bool read_functions(gradient *g, qpdf_oh dict)
{
    bx_recolor *r = g->r;
    qpdf_oh object = qpdf_oh_get_key(r->pdf, dict, "/Function");
    bool many = qpdf_oh_is_array(r->pdf, object);
    g->count = many ? (size_t)qpdf_oh_get_array_n_items(r->pdf, object) : 1;
    if (g->count < 1 || g->count > BX_FUNCTION_OUTPUTS)
        return false;
    for (size_t i = 0; i < g->count; i++) {
        g->functions[i] = bx_function_read(
            r->arena, r->pdf, many ? qpdf_oh_get_array_item(r->pdf, object, (int)i) : object);
        if (g->functions[i] == NULL || g->functions[i]->inputs > 2 ||
            g->functions[i]->inputs != g->functions[0]->inputs)
            return false;
    }
    int outputs = g->count == 1 ? g->functions[0]->outputs : (int)g->count;
    return outputs == g->space->channels;
}

/* ---- meshes (8.7.4.5.5 to 8.7.4.5.8) ---- */

typedef struct {
    const unsigned char *bytes;
    size_t bits, at; /* how many there are; the next one */
} bit_reader;

static uint32_t take(bit_reader *from, int bits)
{
    uint32_t value = 0;
    for (int i = 0; i < bits; i++, from->at++)
        value = value << 1 | (from->at < from->bits
                                  ? ((unsigned)from->bytes[from->at / 8] >> (7 - from->at % 8) & 1U)
                                  : 0);
    return value;
}

typedef struct {
    bx_buffer out;
    unsigned pending;
    int count;
} bit_writer;

static void give(bit_writer *to, uint32_t value, int bits)
{
    for (int i = bits; i-- > 0;) {
        to->pending = to->pending << 1 | (value >> i & 1);
        if (++to->count == 8) {
            uint8_t byte = (uint8_t)to->pending;
            bx_buffer_add(&to->out, &byte, 1);
            to->count = 0;
            to->pending = 0;
        }
    }
}

static void pad(bit_reader *from, bit_writer *to)
{
    from->at = (from->at + 7) / 8 * 8;
    if (to->count > 0)
        give(to, 0, 8 - to->count);
}

typedef struct {
    const gradient *g;
    int kind, flag_bits, place_bits, color_bits;
    double decode[2 * BX_FUNCTION_OUTPUTS]; /* of colours */
    bit_reader from;
    bit_writer to;
} mesh;

static void pass_places(mesh *m, int points)
{
    for (int i = 0; i < 2 * points; i++)
        give(&m->to, take(&m->from, m->place_bits), m->place_bits);
}

static void turn_color(mesh *m)
{
    double color[BX_FUNCTION_OUTPUTS], out[4];
    double most = (double)((UINT64_C(1) << m->color_bits) - 1);
    for (int c = 0; c < m->g->space->channels; c++)
        color[c] = m->decode[2 * c] +
                   take(&m->from, m->color_bits) * (m->decode[2 * c + 1] - m->decode[2 * c]) / most;
    bx_recolor_value(m->g->r, m->g->space, m->g->aim, color, out);
    for (int c = 0; c < bx_recolor_channels(m->g->aim); c++)
        give(&m->to, (uint32_t)(out[c] * 65535 + 0.5), CORNER_BITS);
}

/* A corner of a triangle, or a patch: the later ones share a side with the one before. */
static void turn_piece(mesh *m)
{
    uint32_t flag = 0;
    if (m->kind != 5) {
        flag = take(&m->from, m->flag_bits);
        give(&m->to, flag, m->flag_bits);
    }
    int points = m->kind < 6 ? 1 : m->kind == 6 ? 12 : 16, colors = m->kind < 6 ? 1 : 4;
    if (m->kind >= 6 && flag % 4 != 0) {
        points -= 4;
        colors = 2;
    }
    pass_places(m, points);
    for (int i = 0; i < colors; i++)
        turn_color(m);
    pad(&m->from, &m->to);
}

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

static bool read_mesh(mesh *m, qpdf_oh dict)
{
    const bx_recolor *r = m->g->r;
    double decode[4 + 2 * BX_FUNCTION_OUTPUTS];
    size_t count = 4 + 2 * (size_t)m->g->space->channels;
    (void)qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_key(r->pdf, dict, "/BitsPerFlag"),
                                   &m->flag_bits);
    bool good = qpdf_oh_get_value_as_int(
                    r->pdf, qpdf_oh_get_key(r->pdf, dict, "/BitsPerCoordinate"), &m->place_bits) &&
                qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_key(r->pdf, dict, "/BitsPerComponent"),
                                         &m->color_bits) &&
                bx_read_numbers(r->pdf, dict, "/Decode", decode, count) == count;
    memcpy(m->decode, decode + 4, sizeof m->decode);
    return good && m->place_bits >= 1 && m->place_bits <= 32 && m->color_bits >= 1 &&
           m->color_bits <= 16 && m->flag_bits >= 0 && m->flag_bits <= 8;
}

/* Every corner's colour in MADE, which is a copy of SHADING with new keys. */
static bool recolor_mesh(const gradient *g, int kind, qpdf_oh shading, qpdf_oh made)
{
    const bx_recolor *r = g->r;
    mesh m = {.g = g, .kind = kind};
    qpdf_oh dict = qpdf_oh_get_dict(r->pdf, shading), made_dict = qpdf_oh_get_dict(r->pdf, made);
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL whole = QPDF_FALSE;
    qpdf_oh_get_stream_data(r->pdf, shading, qpdf_dl_generalized, &whole, &bytes, &len);
    if (!whole || bytes == NULL || !read_mesh(&m, dict))
        return false;
    m.from = (bit_reader){bytes, len * 8, 0};
    while (m.from.at + 8 <= m.from.bits)
        turn_piece(&m);
    bx_buffer packed = {0}, text = {0};
    bx_deflate(m.to.out.at, m.to.out.len, BX_PACK_TEXT, &packed);
    qpdf_oh_replace_stream_data(r->pdf, made, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(r->pdf, "/FlateDecode"), qpdf_oh_new_null(r->pdf));
    bx_buffer_free(&packed);
    bx_buffer_free(&m.to.out);
    double decode[12] = {0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1};
    bx_read_numbers(r->pdf, dict, "/Decode", decode, 4);
    put_numbers(&text, "", decode, 4 + 2 * (size_t)bx_recolor_channels(g->aim));
    qpdf_oh_replace_key(r->pdf, made_dict, "/Decode", parse_buffer(r, &text));
    qpdf_oh_replace_key(r->pdf, made_dict, "/BitsPerComponent",
                        qpdf_oh_new_integer(r->pdf, CORNER_BITS));
    return true;
}

/* ---- the shading ---- */

static qpdf_oh copy_shading(bx_recolor *r, qpdf_oh shading, qpdf_oh *dict)
{
    if (!qpdf_oh_is_stream(r->pdf, shading)) {
        *dict = bx_recolor_copy_dict(r, shading);
        return *dict;
    }
    qpdf_oh made = qpdf_oh_new_stream(r->pdf), from = qpdf_oh_get_dict(r->pdf, shading);
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    qpdf_oh_get_stream_data(r->pdf, shading, qpdf_dl_none, &filtered, &bytes, &len);
    *dict = qpdf_oh_get_dict(r->pdf, made);
    bx_key_list keys = bx_recolor_keys(r, from);
    for (size_t i = 0; i < keys.len; i++)
        qpdf_oh_replace_key(r->pdf, *dict, keys.at[i], qpdf_oh_get_key(r->pdf, from, keys.at[i]));
    qpdf_oh_replace_stream_data(r->pdf, made, bytes, len, qpdf_oh_get_key(r->pdf, from, "/Filter"),
                                qpdf_oh_get_key(r->pdf, from, "/DecodeParms"));
    return made;
}

static void recolor_background(const gradient *g, qpdf_oh dict)
{
    bx_recolor *r = g->r;
    double color[BX_FUNCTION_OUTPUTS], out[4];
    bx_buffer text = {0};
    if (bx_read_numbers(r->pdf, dict, "/Background", color, BX_FUNCTION_OUTPUTS) !=
        (size_t)g->space->channels)
        return;
    bx_recolor_value(r, g->space, g->aim, color, out);
    put_numbers(&text, "", out, (size_t)bx_recolor_channels(g->aim));
    qpdf_oh_replace_key(r->pdf, dict, "/Background", parse_buffer(r, &text));
}

qpdf_oh bx_recolor_shading(bx_recolor *r, qpdf_oh shading, qpdf_oh resources, bx_recolor_aim aim)
{
    bool stream = qpdf_oh_is_stream(r->pdf, shading);
    qpdf_oh from = stream ? qpdf_oh_get_dict(r->pdf, shading) : shading, dict, made;
    if (bx_recolor_find(r, shading, aim, &made))
        return made;
    gradient g = {.r = r, .aim = aim};
    int kind = 0;
    g.space = bx_recolor_space(r, qpdf_oh_get_key(r->pdf, from, "/ColorSpace"), resources);
    (void)qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_key(r->pdf, from, "/ShadingType"), &kind);
    if (!bx_recolor_changes(g.space) && g.space->kind != BX_FROM_INDEXED && g.space->device)
        return shading;
    made = copy_shading(r, shading, &dict);
    bool function = qpdf_oh_has_key(r->pdf, from, "/Function");
    bool good =
        g.space->channels >= 1 && g.space->channels <= BX_FUNCTION_OUTPUTS &&
        (function ? read_functions(&g, from)
                  : stream && kind >= 4 && kind <= 7 && recolor_mesh(&g, kind, shading, made));
    if (good && function)
        qpdf_oh_replace_key(r->pdf, dict, "/Function",
                            qpdf_make_indirect_object(r->pdf, recolor_function(&g)));
    if (!good)
        bx_recolor_fail(r, N_("a colour gradient"));
    recolor_background(&g, dict);
    qpdf_oh_replace_key(
        r->pdf, dict, "/ColorSpace",
        qpdf_oh_new_name(r->pdf, aim == BX_TO_INKS ? "/DeviceCMYK" : "/DeviceGray"));
    if (!stream)
        made = qpdf_make_indirect_object(r->pdf, made);
    bx_recolor_keep(r, shading, aim, made);
    return made;
}
