/* output/screen.c - inks and photos in the colours of a screen (屏幕色): lcms2, from the paper's
 * printing condition to sRGB.
 */
#include "output/output.h"

#include <lcms2.h>

const uint8_t bx_screen_alert[3] = {219, 20, 20};

struct bx_screen {
    cmsContext context;
    cmsHTRANSFORM inks; /* CMYK_8 to RGB_8; NULL: the plain formula */
    uint8_t (*palette)[3];
    size_t ink_count;
};

static void ignore_error(cmsContext context, cmsUInt32Number code, const char *text)
{
    (void)context;
    (void)code;
    (void)text;
}

static cmsHTRANSFORM open_inks(cmsContext context, bx_str profile)
{
    cmsHPROFILE from = cmsOpenProfileFromMemTHR(context, profile.at, (cmsUInt32Number)profile.len);
    if (from == NULL)
        return NULL;
    cmsHPROFILE to = cmsCreate_sRGBProfileTHR(context);
    cmsHTRANSFORM inks = NULL;
    if (to != NULL && cmsGetColorSpace(from) == cmsSigCmykData)
        inks = cmsCreateTransformTHR(
            context, from, TYPE_CMYK_8, to, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC,
            cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
    if (to != NULL)
        cmsCloseProfile(to);
    cmsCloseProfile(from);
    return inks;
}

static void inks_to_rgb(const bx_screen *s, const uint8_t *inks, uint8_t *rgb, size_t pixels)
{
    if (s->inks != NULL) {
        cmsDoTransform(s->inks, inks, rgb, (cmsUInt32Number)pixels);
        return;
    }
    for (size_t i = 0; i < pixels; i++)
        for (size_t c = 0; c < 3; c++)
            rgb[3 * i + c] = (uint8_t)((255 - inks[4 * i + c]) * (255 - inks[4 * i + 3]) / 255);
}

static uint8_t lightness(const uint8_t rgb[3])
{
    return (uint8_t)((rgb[0] * 54 + rgb[1] * 183 + rgb[2] * 19 + 128) >> 8);
}

static void mix_ink(const bx_screen *s, const uint16_t cmyk[4], uint8_t rgb[3])
{
    uint8_t ink[4] = {0};
    for (int c = 0; c < 4; c++)
        ink[c] = (uint8_t)((cmyk[c] * 255 + 500) / 1000);
    inks_to_rgb(s, ink, rgb, 1);
    if (ink[0] == 0 && ink[1] == 0 && ink[2] == 0) /* black ink on a screen is not brown */
        rgb[0] = rgb[1] = rgb[2] = lightness(rgb);
}

bx_screen *bx_screen_open(bx_arena *arena, const bx_tree *tree, const bx_paper *paper)
{
    bx_screen *s = BX_NEW(arena, bx_screen);
    s->context = cmsCreateContext(NULL, NULL);
    cmsSetLogErrorHandlerTHR(s->context, ignore_error);
    bx_str profile;
    bx_diags *unheard = bx_diags_new();
    if (bx_tree_bytes(arena, tree, paper->press.profile, BX_PICTURE_PROFILE, paper->press.where,
                      &profile, unheard))
        s->inks = open_inks(s->context, profile);
    bx_diags_free(unheard);
    s->ink_count = paper->ink_count;
    s->palette = bx_arena_alloc(arena, paper->ink_count + 1, sizeof *s->palette);
    for (size_t i = 0; i < paper->ink_count; i++)
        mix_ink(s, paper->inks[i].cmyk, s->palette[i]);
    return s;
}

void bx_screen_close(bx_screen *s)
{
    if (s == NULL)
        return;
    if (s->inks != NULL)
        cmsDeleteTransform(s->inks);
    cmsDeleteContext(s->context);
}

const uint8_t *bx_screen_ink(const bx_screen *s, size_t index)
{
    if (index >= s->ink_count)
        bx_bug("ink %zu of %zu", index, s->ink_count);
    return s->palette[index];
}

/* ---- photos ---- */

static void from_inks(bx_arena *arena, const bx_screen *s, bx_raster *raster)
{
    size_t pixels = (size_t)raster->width * (size_t)raster->height;
    cmsHTRANSFORM own =
        raster->profile.len > 0 ? open_inks(s->context, raster->profile) : NULL;
    uint8_t *rgb = bx_arena_alloc(arena, pixels, 3);
    if (own != NULL) {
        cmsDoTransform(own, raster->pixels, rgb, (cmsUInt32Number)pixels);
        cmsDeleteTransform(own);
    } else {
        inks_to_rgb(s, raster->pixels, rgb, pixels);
    }
    raster->pixels = rgb;
    raster->channels = 3;
}

/* From the file's own profile to sRGB, where it fits pixels of TYPE in SPACE; NULL: it does not. */
static cmsHTRANSFORM open_profile(const bx_screen *s, bx_str profile, cmsColorSpaceSignature space,
                                  cmsUInt32Number type)
{
    cmsHPROFILE from =
        cmsOpenProfileFromMemTHR(s->context, profile.at, (cmsUInt32Number)profile.len);
    if (from == NULL)
        return NULL;
    cmsHPROFILE to = cmsCreate_sRGBProfileTHR(s->context);
    cmsHTRANSFORM transform = NULL;
    if (cmsGetColorSpace(from) == space)
        transform = cmsCreateTransformTHR(s->context, from, type, to, TYPE_RGB_8,
                                          INTENT_RELATIVE_COLORIMETRIC, 0);
    cmsCloseProfile(to);
    cmsCloseProfile(from);
    return transform;
}

static void from_rgb(const bx_screen *s, bx_raster *raster)
{
    cmsHTRANSFORM transform = open_profile(s, raster->profile, cmsSigRgbData, TYPE_RGB_8);
    if (transform == NULL)
        return;
    cmsDoTransform(transform, raster->pixels, raster->pixels,
                   (cmsUInt32Number)((size_t)raster->width * (size_t)raster->height));
    cmsDeleteTransform(transform);
}

/* A grey has but 256 levels: each is looked up. */
static void from_gray(const bx_screen *s, bx_raster *raster)
{
    cmsHTRANSFORM transform = open_profile(s, raster->profile, cmsSigGrayData, TYPE_GRAY_8);
    uint8_t level[256], rgb[256 * 3];
    if (transform == NULL)
        return;
    for (int i = 0; i < 256; i++)
        level[i] = (uint8_t)i;
    cmsDoTransform(transform, level, rgb, 256);
    cmsDeleteTransform(transform);
    size_t pixels = (size_t)raster->width * (size_t)raster->height;
    for (size_t i = 0; i < pixels; i++)
        raster->pixels[i] = rgb[3 * raster->pixels[i]];
}

static void to_gray(bx_raster *raster)
{
    size_t pixels = (size_t)raster->width * (size_t)raster->height;
    for (size_t i = 0; i < pixels; i++)
        raster->pixels[i] = lightness(raster->pixels + 3 * i);
    raster->channels = 1;
}

void bx_screen_show(bx_arena *arena, const bx_screen *s, bool gray, bx_raster *raster)
{
    if (raster->channels == 4)
        from_inks(arena, s, raster);
    else if (raster->profile.len > 0 && raster->channels == 3)
        from_rgb(s, raster);
    else if (raster->profile.len > 0)
        from_gray(s, raster);
    if (gray && raster->channels == 3)
        to_gray(raster);
}
