/* press/inks.c - from the colours of screens to the inks of the press (分色): lcms2's transforms.
 *
 * Perceptual into inks, by the paper's profile; black and grey alone by lightness.
 */
#include "press/inks.h"

#include "press/inside.h"

static void ignore_error(cmsContext context, cmsUInt32Number code, const char *text)
{
    (void)context;
    (void)code;
    (void)text;
}

cmsHTRANSFORM bx_make_transform(const bx_separation *sep, cmsHPROFILE from,
                                cmsUInt32Number from_type, cmsHPROFILE to, cmsUInt32Number to_type,
                                cmsUInt32Number intent)
{
    return cmsCreateTransformTHR(sep->context, from, from_type, to, to_type, intent,
                                 cmsFLAGS_NOCACHE);
}

/* DeviceGray prints as K alone: for each lightness, the K of the nearest lightness, with black and
 * white of the picture brought to full K and bare paper.
 */
static void make_black_curve(bx_separation *sep, cmsHPROFILE lab)
{
    double light[256];
    cmsHTRANSFORM proof = bx_make_transform(sep, sep->press, TYPE_CMYK_8, lab, TYPE_Lab_DBL,
                                            INTENT_RELATIVE_COLORIMETRIC);
    if (proof == NULL)
        return;
    for (int k = 0; k < 256; k++) {
        const uint8_t ink[4] = {0, 0, 0, (uint8_t)k};
        cmsCIELab color;
        cmsDoTransform(proof, ink, &color, 1);
        light[k] = color.L;
    }
    cmsDeleteTransform(proof);
    for (int i = 0, k = 255; i < 256; i++) {
        double wanted = light[255] + (light[0] - light[255]) * i / 255;
        while (k > 0 && light[k] + light[k - 1] <= 2 * wanted)
            k--;
        sep->black[i] = (uint8_t)(255 - k);
    }
}

void bx_separation_close(bx_separation *sep)
{
    if (sep->color != NULL)
        cmsDeleteTransform(sep->color);
    if (sep->lightness != NULL)
        cmsDeleteTransform(sep->lightness);
    if (sep->srgb != NULL)
        cmsCloseProfile(sep->srgb);
    if (sep->press != NULL)
        cmsCloseProfile(sep->press);
    if (sep->context != NULL)
        cmsDeleteContext(sep->context);
}

bool bx_separation_open(const bx_press *press, bx_separation *sep)
{
    sep->context = cmsCreateContext(NULL, NULL);
    cmsSetLogErrorHandlerTHR(sep->context, ignore_error);
    if (press->profile.len == 0)
        return false;
    sep->press = cmsOpenProfileFromMemTHR(sep->context, press->profile.at,
                                          (cmsUInt32Number)press->profile.len);
    sep->srgb = cmsCreate_sRGBProfileTHR(sep->context);
    cmsHPROFILE lab = cmsCreateLab2ProfileTHR(sep->context, NULL);
    if (sep->press != NULL && sep->srgb != NULL && lab != NULL) {
        sep->color = bx_make_transform(sep, sep->srgb, TYPE_RGB_8, sep->press, TYPE_CMYK_8,
                                       INTENT_PERCEPTUAL);
        sep->lightness = bx_make_transform(sep, sep->srgb, TYPE_RGB_8, lab, TYPE_Lab_8,
                                           INTENT_RELATIVE_COLORIMETRIC);
        make_black_curve(sep, lab);
    }
    if (lab != NULL)
        cmsCloseProfile(lab);
    return sep->color != NULL && sep->lightness != NULL;
}

void bx_clamp_ink(uint8_t *ink, size_t pixels, int limit)
{
    for (size_t i = 0; i < pixels; i++, ink += 4) {
        int color = ink[0] + ink[1] + ink[2], left = limit - ink[3];
        if (color <= left)
            continue;
        left = left < 0 ? 0 : left;
        for (int c = 0; c < 3; c++)
            ink[c] = (uint8_t)(ink[c] * left / color);
    }
}

void bx_separate_row(const bx_separation *sep, const uint8_t *rgb, size_t count, uint8_t *inks)
{
    enum { AT_ONCE = 1024 };
    uint8_t lab[AT_ONCE * 3];
    for (size_t part; count > 0; count -= part, rgb += 3 * part, inks += 4 * part) {
        part = count < AT_ONCE ? count : AT_ONCE;
        cmsDoTransform(sep->color, rgb, inks, (cmsUInt32Number)part);
        cmsDoTransform(sep->lightness, rgb, lab, (cmsUInt32Number)part);
        for (size_t i = 0; i < part; i++) {
            if (rgb[3 * i] != rgb[3 * i + 1] || rgb[3 * i + 1] != rgb[3 * i + 2])
                continue;
            memset(inks + 4 * i, 0, 3);
            inks[4 * i + 3] = (uint8_t)(255 - sep->black[lab[3 * i]]);
        }
    }
}
