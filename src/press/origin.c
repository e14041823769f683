/* press/origin.c - what the numbers of a photo stand for, by the profile that it carries
 * (色彩特性文件).
 */
#include "press/press.h"

#include "press/origin.h"

/* ---- sRGB by any name ---- */

static bool near(double a, double b, double off)
{
    return a - b < off && b - a < off;
}

static bool same_primary(cmsHPROFILE a, cmsHPROFILE b, cmsTagSignature tag)
{
    const cmsCIEXYZ *one = cmsReadTag(a, tag), *two = cmsReadTag(b, tag);
    enum { PARTS = 1000 };
    const double off = 1.0 / PARTS;
    return one != NULL && two != NULL && near(one->X, two->X, off) && near(one->Y, two->Y, off) &&
           near(one->Z, two->Z, off);
}

static bool same_curve(cmsHPROFILE a, cmsHPROFILE b, cmsTagSignature tag)
{
    enum { STEPS = 32 };
    const cmsToneCurve *one = cmsReadTag(a, tag), *two = cmsReadTag(b, tag);
    bool same = one != NULL && two != NULL;
    for (int i = 0; same && i <= STEPS; i++) {
        cmsFloat32Number in = (cmsFloat32Number)i / STEPS;
        same = near(cmsEvalToneCurveFloat(one, in), cmsEvalToneCurveFloat(two, in), 0.002);
    }
    return same;
}

/* Most photos carry sRGB, in a dozen writings; what comes out is the same to the last level, and
 * making a transform takes longer than using it. Its name proves nothing. */
static bool is_srgb(const bx_separation *sep, cmsHPROFILE profile)
{
    static const cmsTagSignature primaries[] = {cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                                cmsSigBlueColorantTag};
    static const cmsTagSignature curves[] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    bool same = cmsIsMatrixShaper(profile) && !cmsIsTag(profile, cmsSigAToB0Tag);
    for (int i = 0; same && i < 3; i++)
        same = same_primary(profile, sep->srgb, primaries[i]) &&
               same_curve(profile, sep->srgb, curves[i]);
    return same;
}

/* ---- one photo ---- */

static bx_profile_fault find_fault(cmsHPROFILE profile, int channels)
{
    if (profile == NULL)
        return BX_PROFILE_UNREADABLE;
    cmsProfileClassSignature class = cmsGetDeviceClass(profile);
    if (class != cmsSigInputClass && class != cmsSigDisplayClass && class != cmsSigOutputClass &&
        class != cmsSigColorSpaceClass)
        return BX_PROFILE_OTHER_CLASS;
    cmsColorSpaceSignature wanted = channels == 4   ? cmsSigCmykData
                                    : channels == 3 ? cmsSigRgbData
                                                    : cmsSigGrayData;
    return cmsGetColorSpace(profile) == wanted ? BX_PROFILE_FINE : BX_PROFILE_OTHER_CHANNELS;
}

/* The transforms from PROFILE, which fits CHANNELS. */
static bx_origin make_origin(const bx_separation *sep, cmsHPROFILE profile, int channels)
{
    cmsUInt32Number type = channels == 4 ? TYPE_CMYK_8 : channels == 3 ? TYPE_RGB_8 : TYPE_GRAY_8;
    cmsHPROFILE lab = cmsCreateLab2ProfileTHR(sep->context, NULL);
    bx_origin own = {.own = true, .gray = channels == 1};
    own.lightness =
        bx_make_transform(sep, profile, type, lab, TYPE_Lab_8, INTENT_RELATIVE_COLORIMETRIC);
    if (channels > 1)
        own.color =
            bx_make_transform(sep, profile, type, sep->press, TYPE_CMYK_8, INTENT_PERCEPTUAL);
    cmsCloseProfile(lab);
    if (own.lightness == NULL || (channels > 1 && own.color == NULL))
        own.fault = BX_PROFILE_UNREADABLE;
    return own;
}

bx_origin bx_find_origin(const bx_separation *sep, bx_str press_profile, const bx_raster *raster)
{
    bool inks = raster->channels == 4;
    bx_origin shared = {inks ? NULL : sep->color, inks ? NULL : sep->lightness, false, false,
                        BX_PROFILE_FINE};
    if (!raster->profiled)
        return shared;
    if (inks && bx_str_eq(raster->profile, press_profile))
        return shared; /* separated for this paper already: a second time would spread its black */
    cmsHPROFILE profile = NULL;
    if (raster->profile.len > 0)
        profile = cmsOpenProfileFromMemTHR(sep->context, raster->profile.at,
                                           (cmsUInt32Number)raster->profile.len);
    shared.fault = find_fault(profile, raster->channels);
    bx_origin found = shared;
    if (shared.fault == BX_PROFILE_FINE && (raster->channels != 3 || !is_srgb(sep, profile))) {
        found = make_origin(sep, profile, raster->channels);
        if (found.fault != BX_PROFILE_FINE) {
            bx_drop_origin(&found);
            shared.fault = found.fault;
            found = shared;
        }
    }
    if (profile != NULL)
        cmsCloseProfile(profile);
    return found;
}

void bx_drop_origin(const bx_origin *origin)
{
    if (origin->own && origin->color != NULL)
        cmsDeleteTransform(origin->color);
    if (origin->own && origin->lightness != NULL)
        cmsDeleteTransform(origin->lightness);
}

void bx_report_profile(bx_profile_fault fault, int channels, bx_str name, bx_span where,
                       bx_diags *diags)
{
    const char *wrong = NULL;
    switch (fault) {
    case BX_PROFILE_FINE:
        return;
    case BX_PROFILE_UNREADABLE:
        wrong = N_("cannot be read");
        break;
    case BX_PROFILE_OTHER_CHANNELS:
        wrong = N_("is for other channels than it has");
        break;
    case BX_PROFILE_OTHER_CLASS:
        wrong = N_("is not that of a camera, screen or press");
        break;
    }
    bx_report(diags, BX_WARNING, "photo-profile", where,
              N_("the colour profile in photo '%.*s' %s"), BX_FMT(name), _(wrong));
    bx_hint(diags, BX_NOWHERE,
            channels == 4 ? N_("its numbers are taken as this paper's inks, as they are: save it "
                               "again with its profile, or without any")
            : channels == 3
                ? N_("its colours are taken as sRGB: save it again with its profile, or "
                     "in sRGB without any")
                : N_("its greys are taken as those of sRGB: save it again with a grey "
                     "profile, or without any"));
}
