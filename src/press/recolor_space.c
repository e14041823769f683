/* press/recolor_space.c - colour spaces of an artwork (色彩空间), and each colour in them as inks.
 *
 * Greys go on the black plate alone, whatever space they came in. CMYK numbers are kept, whatever
 * profile they claim: pure inks must stay pure. Spot colours become the inks that their tint
 * function makes of them.
 */
#include <math.h>
#include <stdlib.h>

#include "press/recolor.h"

enum { DEEPEST_SPACE = 6 };

static const bx_from_space *read_space(bx_recolor *r, qpdf_oh object, qpdf_oh resources, int depth);

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

static bx_from_space *new_space(bx_recolor *r, bx_from_kind kind, int channels)
{
    bx_from_space *space = BX_NEW(r->arena, bx_from_space);
    space->kind = kind;
    space->channels = channels;
    return space;
}

/* ---- transforms ---- */

static cmsHTRANSFORM keep_transform(bx_recolor *r, cmsHTRANSFORM transform)
{
    if (transform != NULL)
        BX_PUSH(r->arena, r->transforms, transform);
    return transform;
}

/* Makes the transforms from PROFILE, which is closed; false when it does not serve. */
static bool set_profile(bx_recolor *r, bx_from_space *space, cmsHPROFILE profile)
{
    const bx_separation *sep = r->sep;
    bool lab = space->kind == BX_FROM_LAB;
    cmsHPROFILE pcs = cmsCreateLab2ProfileTHR(sep->context, NULL);
    space->exact =
        keep_transform(r, bx_make_transform(sep, profile, lab ? TYPE_Lab_DBL : TYPE_RGB_DBL,
                                            sep->press, TYPE_CMYK_DBL, INTENT_PERCEPTUAL));
    if (!lab) {
        /* As exact as it gets in bytes: a picture may lie beside a drawing in the same colour. */
        space->quick =
            keep_transform(r, cmsCreateTransformTHR(sep->context, profile, TYPE_RGB_8, sep->press,
                                                    TYPE_CMYK_8, INTENT_PERCEPTUAL,
                                                    cmsFLAGS_NOCACHE | cmsFLAGS_HIGHRESPRECALC));
        space->lightness =
            keep_transform(r, bx_make_transform(sep, profile, TYPE_RGB_8, pcs, TYPE_Lab_8,
                                                INTENT_RELATIVE_COLORIMETRIC));
    }
    cmsCloseProfile(pcs);
    cmsCloseProfile(profile);
    return space->exact != NULL && (lab || (space->quick != NULL && space->lightness != NULL));
}

static const bx_from_space *device_rgb(bx_recolor *r)
{
    if (r->rgb != NULL)
        return r->rgb;
    bx_from_space *space = new_space(r, BX_FROM_RGB, 3);
    space->device = true;
    if (!set_profile(r, space, cmsCreate_sRGBProfileTHR(r->sep->context)))
        bx_recolor_fail(r, N_("a colour space"));
    r->rgb = space;
    return space;
}

/* ---- reading ---- */

static const bx_from_space *known_space(const bx_recolor *r, qpdf_oh object)
{
    int id = qpdf_oh_get_object_id(r->pdf, object);
    for (size_t i = 0; id != 0 && i < r->spaces.len; i++)
        if (r->spaces.at[i].id == id)
            return r->spaces.at[i].space;
    return NULL;
}

static const bx_from_space *know_space(bx_recolor *r, qpdf_oh object, const bx_from_space *space)
{
    int id = qpdf_oh_get_object_id(r->pdf, object);
    if (id != 0)
        BX_PUSH(r->arena, r->spaces, (bx_known_space){id, space});
    return space;
}

static const bx_from_space *read_calrgb(bx_recolor *r, qpdf_oh dict)
{
    double white[3] = {0}, gamma[3] = {1, 1, 1}, m[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    bx_read_numbers(r->pdf, dict, "/WhitePoint", white, 3);
    bx_read_numbers(r->pdf, dict, "/Gamma", gamma, 3);
    bx_read_numbers(r->pdf, dict, "/Matrix", m, 9);
    cmsCIEXYZ xyz = {white[0], white[1], white[2]};
    cmsCIExyY point;
    cmsXYZ2xyY(&point, &xyz);
    cmsCIExyYTRIPLE primaries;
    cmsCIExyY *const each[3] = {&primaries.Red, &primaries.Green, &primaries.Blue};
    cmsToneCurve *curves[3];
    for (int i = 0; i < 3; i++) {
        cmsCIEXYZ primary = {m[3 * i], m[3 * i + 1], m[3 * i + 2]};
        cmsXYZ2xyY(each[i], &primary);
        curves[i] = cmsBuildGamma(r->sep->context, gamma[i]);
    }
    cmsHPROFILE profile = cmsCreateRGBProfileTHR(r->sep->context, &point, &primaries, curves);
    cmsFreeToneCurveTriple(curves);
    bx_from_space *space = new_space(r, BX_FROM_RGB, 3);
    return profile != NULL && set_profile(r, space, profile) ? space : device_rgb(r);
}

static const bx_from_space *read_lab(bx_recolor *r, qpdf_oh dict)
{
    bx_from_space *space = new_space(r, BX_FROM_LAB, 3);
    double range[4] = {-100, 100, -100, 100};
    bx_read_numbers(r->pdf, dict, "/Range", range, 4);
    space->high[0] = 100;
    for (int i = 0; i < 2; i++) {
        space->low[i + 1] = range[2 * i];
        space->high[i + 1] = range[2 * i + 1];
    }
    if (!set_profile(r, space, cmsCreateLab4ProfileTHR(r->sep->context, NULL)))
        bx_recolor_fail(r, N_("a colour space"));
    return space;
}

/* The profile in STREAM as a space of CHANNELS; NULL when it does not serve. */
static const bx_from_space *read_profile(bx_recolor *r, qpdf_oh stream, int channels)
{
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL whole = QPDF_FALSE;
    qpdf_oh_get_stream_data(r->pdf, stream, qpdf_dl_generalized, &whole, &bytes, &len);
    if (!whole || bytes == NULL || len > BX_PICTURE_PROFILE || channels != 3)
        return NULL;
    cmsHPROFILE profile = cmsOpenProfileFromMemTHR(r->sep->context, bytes, (cmsUInt32Number)len);
    if (profile == NULL)
        return NULL;
    bx_from_space *space = new_space(r, BX_FROM_RGB, 3);
    if (cmsGetColorSpace(profile) == cmsSigRgbData)
        return set_profile(r, space, profile) ? space : NULL;
    cmsCloseProfile(profile);
    return NULL;
}

static const bx_from_space *read_icc(bx_recolor *r, qpdf_oh stream)
{
    int channels = 0;
    if (!qpdf_oh_is_stream(r->pdf, stream))
        return new_space(r, BX_FROM_UNKNOWN, 0);
    qpdf_oh dict = qpdf_oh_get_dict(r->pdf, stream);
    (void)qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_key(r->pdf, dict, "/N"), &channels);
    if (channels == 1)
        return new_space(r, BX_FROM_GRAY, 1);
    if (channels == 4)
        return new_space(r, BX_FROM_CMYK, 4);
    const bx_from_space *space = known_space(r, stream);
    if (space != NULL)
        return space;
    space = read_profile(r, stream, channels);
    return know_space(r, stream, space != NULL ? space : device_rgb(r));
}

static bx_str read_table(bx_recolor *r, qpdf_oh table)
{
    if (qpdf_oh_is_stream(r->pdf, table)) {
        BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
        size_t len = 0;
        QPDF_BOOL whole = QPDF_FALSE;
        qpdf_oh_get_stream_data(r->pdf, table, qpdf_dl_generalized, &whole, &bytes, &len);
        return whole && bytes != NULL ? bx_str_copy(r->arena, (bx_str){(const char *)bytes, len})
                                      : (bx_str){0};
    }
    if (!qpdf_oh_is_string(r->pdf, table))
        return (bx_str){0};
    size_t len = 0;
    const char *bytes = qpdf_oh_get_binary_string_value(r->pdf, table, &len);
    return bx_str_copy(r->arena, (bx_str){bytes, len});
}

static const bx_from_space *read_indexed(bx_recolor *r, qpdf_oh array, qpdf_oh resources, int depth)
{
    bx_from_space *space = new_space(r, BX_FROM_INDEXED, 1);
    space->base = read_space(r, qpdf_oh_get_array_item(r->pdf, array, 1), resources, depth + 1);
    space->table = read_table(r, qpdf_oh_get_array_item(r->pdf, array, 3));
    (void)qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_array_item(r->pdf, array, 2), &space->top);
    bool good = space->top >= 0 && space->top <= 255 && space->base->channels > 0 &&
                space->base->kind != BX_FROM_INDEXED &&
                space->table.len >= (size_t)((space->top + 1) * space->base->channels);
    return good ? space : new_space(r, BX_FROM_UNKNOWN, 1);
}

static const bx_from_space *read_tint(bx_recolor *r, qpdf_oh array, qpdf_oh resources, int depth)
{
    qpdf_oh names = qpdf_oh_get_array_item(r->pdf, array, 1);
    bool many = qpdf_oh_is_array(r->pdf, names);
    bx_from_space *space =
        new_space(r, BX_FROM_TINT, many ? qpdf_oh_get_array_n_items(r->pdf, names) : 1);
    if (bx_recolor_is_name(r, names, "/None"))
        return new_space(r, BX_FROM_NONE, 1);
    space->base = read_space(r, qpdf_oh_get_array_item(r->pdf, array, 2), resources, depth + 1);
    space->tint = bx_function_read(r->arena, r->pdf, qpdf_oh_get_array_item(r->pdf, array, 3));
    bool good = space->tint != NULL && space->tint->inputs == space->channels &&
                space->tint->outputs == space->base->channels && space->base->kind != BX_FROM_TINT;
    if (!good)
        bx_recolor_fail(r, N_("a spot colour"));
    return good ? space : new_space(r, BX_FROM_UNKNOWN, space->channels);
}

static const bx_from_space *read_array(bx_recolor *r, qpdf_oh array, qpdf_oh resources, int depth)
{
    int count = qpdf_oh_get_array_n_items(r->pdf, array);
    if (count < 1)
        return new_space(r, BX_FROM_UNKNOWN, 0);
    qpdf_oh kind = qpdf_oh_get_array_item(r->pdf, array, 0);
    qpdf_oh second = count > 1 ? qpdf_oh_get_array_item(r->pdf, array, 1) : kind;
    if (bx_recolor_is_name(r, kind, "/ICCBased"))
        return read_icc(r, second);
    if (bx_recolor_is_name(r, kind, "/CalRGB"))
        return read_calrgb(r, second);
    if (bx_recolor_is_name(r, kind, "/CalGray"))
        return new_space(r, BX_FROM_GRAY, 1);
    if (bx_recolor_is_name(r, kind, "/Lab"))
        return read_lab(r, second);
    bool indexed = bx_recolor_is_name(r, kind, "/Indexed") || bx_recolor_is_name(r, kind, "/I");
    if (indexed && count == 4)
        return read_indexed(r, array, resources, depth);
    bool tint =
        bx_recolor_is_name(r, kind, "/Separation") || bx_recolor_is_name(r, kind, "/DeviceN");
    if (tint && count >= 4)
        return read_tint(r, array, resources, depth);
    if (bx_recolor_is_name(r, kind, "/Pattern")) {
        bx_from_space *space = new_space(r, BX_FROM_PATTERN, 0);
        space->base = count > 1 ? read_space(r, second, resources, depth + 1) : NULL;
        return space;
    }
    return read_space(r, kind, resources, depth + 1);
}

/* A device space, or NULL; device RGB is what DefaultRGB says, where it says something (8.6.5.6).
 */
static const bx_from_space *read_device(bx_recolor *r, qpdf_oh object, qpdf_oh resources, int depth)
{
    static const struct {
        const char *name, *brief;
        bx_from_kind kind;
        int channels;
    } table[] = {{"/DeviceGray", "/G", BX_FROM_GRAY, 1},
                 {"/DeviceRGB", "/RGB", BX_FROM_RGB, 3},
                 {"/DeviceCMYK", "/CMYK", BX_FROM_CMYK, 4},
                 {"/Pattern", "/Pattern", BX_FROM_PATTERN, 0}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!bx_recolor_is_name(r, object, table[i].name) &&
            !bx_recolor_is_name(r, object, table[i].brief))
            continue;
        if (table[i].kind == BX_FROM_RGB) {
            qpdf_oh spaces = qpdf_oh_get_key_if_dict(r->pdf, resources, "/ColorSpace");
            qpdf_oh other = qpdf_oh_get_key_if_dict(r->pdf, spaces, "/DefaultRGB");
            return qpdf_oh_is_array(r->pdf, other) ? read_array(r, other, resources, depth + 1)
                                                   : device_rgb(r);
        }
        bx_from_space *space = new_space(r, table[i].kind, table[i].channels);
        space->device = true;
        return space;
    }
    return NULL;
}

static const bx_from_space *read_space(bx_recolor *r, qpdf_oh object, qpdf_oh resources, int depth)
{
    if (depth > DEEPEST_SPACE)
        return new_space(r, BX_FROM_UNKNOWN, 0);
    if (qpdf_oh_is_array(r->pdf, object)) {
        const bx_from_space *known = known_space(r, object);
        return known != NULL ? known
                             : know_space(r, object, read_array(r, object, resources, depth));
    }
    const bx_from_space *space = read_device(r, object, resources, depth);
    if (space != NULL || !qpdf_oh_is_name(r->pdf, object))
        return space != NULL ? space : new_space(r, BX_FROM_UNKNOWN, 0);
    qpdf_oh spaces = qpdf_oh_get_key_if_dict(r->pdf, resources, "/ColorSpace");
    qpdf_oh named = qpdf_oh_get_key_if_dict(r->pdf, spaces, qpdf_oh_get_name(r->pdf, object));
    return read_space(r, named, resources, depth + 1);
}

const bx_from_space *bx_recolor_space(bx_recolor *r, qpdf_oh object, qpdf_oh resources)
{
    return read_space(r, object, resources, 0);
}

/* ---- colours ---- */

static double unit(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* Black alone for a grey of lightness L, 0 to 255. */
static void put_black(const bx_recolor *r, int lightness, double out[4])
{
    out[0] = out[1] = out[2] = 0;
    out[3] = 1 - r->sep->black[lightness] / 255.0;
}

static bool is_gray(const bx_from_space *space, const double *color)
{
    if (space->kind == BX_FROM_LAB)
        return fabs(color[1]) < 1 && fabs(color[2]) < 1;
    const double near = 0.5 / 255;
    return fabs(color[0] - color[1]) < near && fabs(color[1] - color[2]) < near;
}

static void rgb_to_inks(const bx_recolor *r, const bx_from_space *space, const double *color,
                        double out[4])
{
    double in[3], percent[4];
    for (int i = 0; i < 3; i++)
        in[i] = space->kind == BX_FROM_LAB ? color[i] : unit(color[i]);
    if (!is_gray(space, in)) {
        cmsDoTransform(space->exact, in, percent, 1);
        for (int i = 0; i < 4; i++)
            out[i] = unit(percent[i] / 100);
    } else if (space->kind == BX_FROM_LAB) {
        put_black(r, (int)(unit(in[0] / 100) * 255 + 0.5), out);
    } else {
        uint8_t bytes[3], lab[3];
        for (int i = 0; i < 3; i++)
            bytes[i] = (uint8_t)(in[1] * 255 + 0.5);
        cmsDoTransform(space->lightness, bytes, lab, 1);
        put_black(r, lab[0], out);
    }
}

/* C, M and Y give way, as in photos. */
static void hold_limit(int limit, double ink[4])
{
    double color = ink[0] + ink[1] + ink[2], left = limit / 100.0 - ink[3];
    left = left < 0 ? 0 : left;
    for (int i = 0; color > left && i < 3; i++)
        ink[i] *= left / color;
}

static void to_inks(const bx_recolor *r, const bx_from_space *space, const double *color,
                    double out[4])
{
    double inner[BX_FUNCTION_OUTPUTS];
    switch ((int)space->kind) {
    case BX_FROM_GRAY:
        out[0] = out[1] = out[2] = 0;
        out[3] = 1 - unit(color[0]);
        return;
    case BX_FROM_RGB:
    case BX_FROM_LAB:
        rgb_to_inks(r, space, color, out);
        return;
    case BX_FROM_CMYK:
        for (int i = 0; i < 4; i++)
            out[i] = unit(color[i]);
        return;
    case BX_FROM_TINT:
        bx_function_eval(space->tint, color, inner);
        to_inks(r, space->base, inner, out);
        return;
    case BX_FROM_INDEXED: {
        int index = color[0] < 0 ? 0 : color[0] > space->top ? space->top : (int)color[0];
        const unsigned char *entry = (const unsigned char *)space->table.at;
        for (int i = 0; i < space->base->channels && i < BX_FUNCTION_OUTPUTS; i++) {
            inner[i] = entry[index * space->base->channels + i] / 255.0;
            if (space->base->kind == BX_FROM_LAB)
                inner[i] =
                    space->base->low[i] + inner[i] * (space->base->high[i] - space->base->low[i]);
        }
        to_inks(r, space->base, inner, out);
        return;
    }
    default:
        memset(out, 0, 4 * sizeof *out);
    }
}

/* How light the colour is, as the readers' own turn to grey has it (10.3.1, 10.3.2). */
static double to_gray(const bx_recolor *r, const bx_from_space *space, const double *color)
{
    if (space->kind == BX_FROM_RGB)
        return 0.3 * unit(color[0]) + 0.59 * unit(color[1]) + 0.11 * unit(color[2]);
    double ink[4];
    to_inks(r, space, color, ink);
    return 1 - unit(0.3 * ink[0] + 0.59 * ink[1] + 0.11 * ink[2] + ink[3]);
}

void bx_recolor_value(const bx_recolor *r, const bx_from_space *space, bx_recolor_aim aim,
                      const double *color, double out[4])
{
    if (aim == BX_TO_GRAYS) {
        out[0] = to_gray(r, space, color);
        return;
    }
    to_inks(r, space, color, out);
    hold_limit(r->limit, out);
}

/* ---- spaces in the result ---- */

bool bx_recolor_changes(const bx_from_space *space)
{
    switch ((int)space->kind) {
    case BX_FROM_RGB:
    case BX_FROM_LAB:
    case BX_FROM_TINT:
    case BX_FROM_CMYK: /* to hold the limit */
        return true;
    default:
        return false;
    }
}

static qpdf_oh indexed_object(bx_recolor *r, const bx_from_space *space, bx_recolor_aim aim)
{
    bx_buffer table = {0};
    int channels = bx_recolor_channels(aim);
    for (int i = 0; i <= space->top; i++) {
        double index = i, out[4];
        bx_recolor_value(r, space, aim, &index, out);
        for (int k = 0; k < channels; k++) {
            uint8_t byte = (uint8_t)(out[k] * 255 + 0.5);
            bx_buffer_add(&table, &byte, 1);
        }
    }
    qpdf_oh array = qpdf_oh_new_array(r->pdf);
    qpdf_oh_append_item(r->pdf, array, qpdf_oh_new_name(r->pdf, "/Indexed"));
    qpdf_oh_append_item(
        r->pdf, array, qpdf_oh_new_name(r->pdf, aim == BX_TO_INKS ? "/DeviceCMYK" : "/DeviceGray"));
    qpdf_oh_append_item(r->pdf, array, qpdf_oh_new_integer(r->pdf, space->top));
    qpdf_oh_append_item(r->pdf, array, qpdf_oh_new_binary_string(r->pdf, table.at, table.len));
    bx_buffer_free(&table);
    return array;
}

qpdf_oh bx_recolor_space_object(bx_recolor *r, const bx_from_space *space, bx_recolor_aim aim,
                                qpdf_oh object)
{
    const char *device = aim == BX_TO_INKS ? "/DeviceCMYK" : "/DeviceGray";
    switch ((int)space->kind) {
    case BX_FROM_GRAY:
        return qpdf_oh_new_name(r->pdf, "/DeviceGray");
    case BX_FROM_RGB:
    case BX_FROM_LAB:
    case BX_FROM_CMYK:
    case BX_FROM_TINT:
        return qpdf_oh_new_name(r->pdf, device);
    case BX_FROM_INDEXED:
        return indexed_object(r, space, aim);
    case BX_FROM_PATTERN: {
        qpdf_oh array = qpdf_oh_new_array(r->pdf);
        qpdf_oh_append_item(r->pdf, array, qpdf_oh_new_name(r->pdf, "/Pattern"));
        if (space->base != NULL)
            qpdf_oh_append_item(r->pdf, array,
                                bx_recolor_space_object(r, space->base, aim, object));
        return array;
    }
    default:
        return object;
    }
}
