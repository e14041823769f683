/* press/advert.c - advertisements as they were sent (广告): checked, measured, placed as a form.
 *
 * Page 1 of the file becomes a form XObject whose box is its trim; drawing, fonts and pictures stay
 * as they are. Where it goes on the page is content.c's work.
 */
#include "press/press.h"

#include <math.h>
#include <stdlib.h>

#include "press/advert.h"
#include "press/reader.h"

enum { AD_BYTES = 200 << 20 };

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

/* ---- the page ---- */

/* The first page of BYTES with what it inherits; false with [bad-ad] reported. */
static bool open_ad(qpdf_data *pdf, bx_str bytes, bx_str name, bx_span where, qpdf_oh *page,
                    bx_diags *diags)
{
    *pdf = qpdf_init();
    qpdf_silence_errors(*pdf);
    qpdf_set_suppress_warnings(*pdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(*pdf, QPDF_FALSE);
    const char *wrong = NULL;
    if ((qpdf_read_memory(*pdf, "advertisement", bytes.at, bytes.len, NULL) & QPDF_ERRORS) != 0)
        wrong = qpdf_is_encrypted(*pdf) ? N_("is protected by a password")
                                        : N_("is no PDF file, or a damaged one");
    else if (qpdf_is_encrypted(*pdf))
        wrong = N_("is encrypted");
    else if (qpdf_get_num_pages(*pdf) < 1 ||
             (qpdf_push_inherited_attributes_to_page(*pdf) & QPDF_ERRORS) != 0)
        wrong = N_("has no pages that can be read");
    if (wrong != NULL) {
        bx_report(diags, BX_ERROR, "bad-ad", where, N_("advertisement '%.*s' %s"), BX_FMT(name),
                  _(wrong));
        return false;
    }
    *page = qpdf_get_page_n(*pdf, 0);
    return true;
}

static bool read_box(qpdf_data pdf, qpdf_oh page, const char *key, double box[4])
{
    qpdf_oh array = qpdf_oh_get_key(pdf, page, key);
    if (!qpdf_oh_is_array(pdf, array) || qpdf_oh_get_array_n_items(pdf, array) != 4)
        return false;
    for (int i = 0; i < 4; i++)
        if (!qpdf_oh_get_value_as_number(pdf, qpdf_oh_get_array_item(pdf, array, i), &box[i]))
            return false;
    return bx_order_box(box);
}

/* Trim and turn of the page; false with [bad-ad] reported when they make no sense. */
static bool measure(qpdf_data pdf, qpdf_oh page, bx_str name, bx_ad_plate *ad, bx_diags *diags)
{
    const char *wrong = NULL;
    double turn = 0, unit = 1;
    (void)qpdf_oh_get_value_as_number(pdf, qpdf_oh_get_key(pdf, page, "/Rotate"), &turn);
    int rotate = fabs(turn) < 1e6 ? (int)lround(turn) : 1;
    (void)qpdf_oh_get_value_as_number(pdf, qpdf_oh_get_key(pdf, page, "/UserUnit"), &unit);
    if (!read_box(pdf, page, "/TrimBox", ad->trim) && !read_box(pdf, page, "/MediaBox", ad->trim))
        wrong = N_("has no page size");
    else if (rotate % 90 != 0)
        wrong = N_("is turned by an angle that is not a right one");
    else if (unit < 1 || unit > 1)
        wrong = N_("measures in a unit of its own (UserUnit)");
    if (wrong != NULL)
        bx_report(diags, BX_ERROR, "bad-ad", ad->where, N_("advertisement '%.*s' %s"), BX_FMT(name),
                  _(wrong));
    ad->rotate = ((rotate % 360) + 360) % 360;
    return wrong == NULL;
}

void bx_ad_size(const bx_ad_plate *ad, double size[2])
{
    bool swap = ad->rotate % 180 != 0;
    size[swap] = ad->trim[2] - ad->trim[0];
    size[!swap] = ad->trim[3] - ad->trim[1];
}

/* Within this much of its slot an artwork is placed at 100 % (markup.md 3, Ads). */
#define AD_TOLERANCE (72.0 / 25.4)

double bx_ad_scale(const bx_ad_plate *ad, bx_rect box)
{
    double size[2], width = bx_pt(box.w), height = bx_pt(box.h);
    bx_ad_size(ad, size);
    bool fits = size[0] <= width + AD_TOLERANCE && size[0] >= width - AD_TOLERANCE &&
                size[1] <= height + AD_TOLERANCE && size[1] >= height - AD_TOLERANCE;
    double across = width / size[0], down = height / size[1];
    return fits ? 1 : across < down ? across : down;
}

static int tenth_mm(double pt)
{
    return (int)(pt * 254 / 72 + 0.5);
}

void bx_check_ad_size(const bx_press *press, const bx_page *page, const bx_op *op,
                      const bx_ad_plate *ad, bx_diags *diags)
{
    const bx_advert_op *advert = op->detail;
    const bx_makeup *makeup = press->makeup;
    double size[2];
    if (!ad->good || advert->ad == NULL)
        return;
    double scale = bx_ad_scale(ad, op->box);
    if (scale >= 1 && scale <= 1)
        return;
    for (size_t i = 0; i < makeup->folio_count; i++) {
        const bx_folio *folio = &makeup->folios[i];
        if (!bx_str_eq(folio->label, page->label) || folio->layout == NULL)
            continue;
        const bx_slot *slot = bx_find_slot(folio->layout, advert->ad->slot.slot);
        if (slot != NULL && slot->fit_scale)
            return;
    }
    bx_ad_size(ad, size);
    int art[2] = {tenth_mm(size[0]), tenth_mm(size[1])};
    int box[2] = {tenth_mm(bx_pt(op->box.w)), tenth_mm(bx_pt(op->box.h))};
    bx_report(diags, BX_ERROR, "ad-size", op->where,
              N_("advertisement '%.*s' is %d.%d x %d.%d mm, its slot '%.*s' is %d.%d x %d.%d mm"),
              BX_FMT(ad->file), art[0] / 10, art[0] % 10, art[1] / 10, art[1] % 10,
              BX_FMT(advert->ad->slot.slot), box[0] / 10, box[0] % 10, box[1] / 10, box[1] % 10);
    bx_hint(diags, BX_NOWHERE,
            N_("ask for artwork of the booked size, or give the slot 'scale: true'"));
}

/* ---- what the paper does about it ---- */

typedef enum { REFUSE, WARN, CONVERT, FLATTEN } policy;

/* Percent of ink where AD asks for too much, else 0. A picture that was held under the limit has some pixels over it. */
static int ink_over(const bx_press *press, const bx_ad_traits *traits)
{
    enum { JPEG_NOISE = 8 };
    int limit = press->makeup->paper->press.total_ink;
    int drawn = traits->ink > limit ? traits->ink : 0;
    int shown = traits->picture_ink > limit + JPEG_NOISE ? traits->picture_ink : 0;
    return drawn > shown ? drawn : shown;
}

/* A finding that this paper may live with, or not. */
static void report_colors(const bx_press *press, const bx_ad_plate *ad, const bx_ad_traits *traits,
                          bx_diags *diags)
{
    policy rule = (policy)press->makeup->paper->press.ads_policy;
    int limit = press->makeup->paper->press.total_ink;
    bool plain = press->standard == BX_PDFX1A;
    if (traits->rgb) {
        if (plain)
            bx_report(diags, BX_ERROR, "ad-rgb", ad->where,
                      N_("advertisement '%.*s' holds RGB colours, which PDF/X-1a forbids"),
                      BX_FMT(ad->file));
        else if (rule == REFUSE)
            bx_report(diags, BX_ERROR, "ad-rgb", ad->where,
                      N_("advertisement '%.*s' holds RGB colours, which this paper refuses"),
                      BX_FMT(ad->file));
        else
            bx_report(diags, BX_WARNING, "ad-rgb", ad->where,
                      N_("advertisement '%.*s' holds RGB colours and is placed as it came"),
                      BX_FMT(ad->file));
        bx_hint(diags, BX_NOWHERE,
                N_("ask for a CMYK file, or have the paper set 'ads: convert': how RGB turns into "
                   "ink is left to chance"));
    }
    int ink = ink_over(press, traits);
    if (ink > 0) {
        bx_report(diags, rule == REFUSE ? BX_ERROR : BX_WARNING, "ad-ink", ad->where,
                  N_("advertisement '%.*s' asks for %d%% of ink, over the limit of %d%%"),
                  BX_FMT(ad->file), ink, limit);
        bx_hint(diags, BX_NOWHERE,
                N_("ask for a file made for newsprint, or have the paper set 'ads: convert'"));
    }
}

static void report_transparency(const bx_ad_plate *ad, bx_diags *diags)
{
    bx_report(diags, BX_ERROR, "ad-transparency", ad->where,
              N_("advertisement '%.*s' is transparent, which PDF/X-1a forbids"), BX_FMT(ad->file));
    bx_hint(diags, BX_NOWHERE,
            N_("ask for a flattened file, have the paper set 'ads: flatten', or build with "
               "--profile pdfx4"));
}

static void report_note(const bx_press *press, const bx_ad_plate *ad, bx_str note, bx_diags *diags)
{
    bool strict = press->makeup->paper->press.ads_policy == REFUSE;
    bx_report(diags, strict ? BX_ERROR : BX_WARNING, "annotation", ad->where,
              N_("advertisement '%.*s' carries an annotation (%.*s), which is not printed"),
              BX_FMT(ad->file), BX_FMT(note));
    bx_hint(diags, BX_NOWHERE,
            N_("ask for a file with its notes and form fields drawn into the page, or without "
               "them"));
}

static void report_newer(const bx_ad_plate *ad, bx_diags *diags)
{
    bx_report(diags, BX_ERROR, "stream-filter", ad->where,
              N_("advertisement '%.*s' holds pictures in JPEG 2000, JBIG2 or 16 bits a channel, "
                 "which PDF/X-1a forbids"),
              BX_FMT(ad->file));
    bx_hint(diags, BX_NOWHERE,
            N_("ask for a file made as PDF/X-1a, have the paper set 'ads: flatten', or build with "
               "--profile pdfx4"));
}

/* Makes another file of AD where the paper's policy is to do so and the file needs it. */
static bool treat(bx_arena *arena, const bx_press *press, qpdf_data pdf, qpdf_oh page,
                  const bx_ad_traits *traits, bx_ad_plate *ad, bx_diags *diags)
{
    policy rule = (policy)press->makeup->paper->press.ads_policy;
    bool over = ink_over(press, traits) > 0;
    bool plain = press->standard == BX_PDFX1A;
    bool unfit = traits->foreign || over || (plain && (traits->transparent || traits->newer)) ||
                 (rule == FLATTEN && traits->layers);
    const char *why = NULL;
    if (rule < CONVERT || !unfit || press->profile.len == 0)
        return true;
    if (rule == FLATTEN) {
        if (bx_flatten_ad(arena, press, pdf, page, traits, ad, &why))
            return true;
        bx_report(diags, BX_ERROR, "ad-flatten", ad->where,
                  N_("advertisement '%.*s' cannot be made a picture: %s"), BX_FMT(ad->file),
                  _(why));
        bx_hint(diags, BX_NOWHERE, N_("ask for a CMYK file without transparency"));
        return false;
    }
    if (!traits->foreign && !over)
        return true; /* colours are not what is wrong with it */
    if (bx_convert_ad(arena, press, pdf, page, ad, &why))
        return true;
    bx_report(diags, BX_ERROR, "ad-convert", ad->where,
              N_("advertisement '%.*s' cannot be turned into inks: it holds %s"), BX_FMT(ad->file),
              _(why));
    bx_hint(diags, BX_NOWHERE, N_("ask for a CMYK file, or have the paper set 'ads: flatten'"));
    return false;
}

/* Opens and measures what AD->bytes hold, and looks through it. */
static bool look_at(bx_arena *arena, bx_ad_plate *ad, qpdf_data *pdf, qpdf_oh *page,
                    bx_ad_traits *traits, bx_diags *diags)
{
    *traits = (bx_ad_traits){0};
    if (!open_ad(pdf, ad->bytes, ad->file, ad->where, page, diags) ||
        !measure(*pdf, *page, ad->file, ad, diags))
        return false;
    if (bx_inspect_ad(arena, *pdf, *page, traits))
        return true;
    bx_report(diags, BX_ERROR, "bad-ad", ad->where, N_("advertisement '%.*s' %s"), BX_FMT(ad->file),
              _("is no PDF file, or a damaged one"));
    return false;
}

static void take_traits(bx_ad_plate *ad, const bx_ad_traits *traits)
{
    ad->good = true;
    ad->rgb = traits->rgb;
    ad->transparent = traits->transparent;
    ad->inks = traits->inks;
}

void bx_check_ad(bx_arena *arena, const bx_press *press, bx_ad_plate *ad, bx_diags *diags)
{
    BX_AUTO(bx_drop_pdf) qpdf_data sent = NULL;
    BX_AUTO(bx_drop_pdf) qpdf_data made = NULL;
    qpdf_oh page;
    bx_ad_traits traits;
    if (!bx_tree_bytes(arena, press->tree, ad->file, AD_BYTES, ad->where, &ad->bytes, diags) ||
        !look_at(arena, ad, &sent, &page, &traits, diags))
        return;
    if (traits.loose_font.len > 0) {
        bx_report(diags, BX_ERROR, "ad-font", ad->where,
                  N_("advertisement '%.*s' does not carry its font '%.*s'"), BX_FMT(ad->file),
                  BX_FMT(traits.loose_font));
        bx_hint(diags, BX_NOWHERE,
                N_("ask for a file with all fonts embedded: another font would be printed"));
    }
    if (traits.note.len > 0)
        report_note(press, ad, traits.note, diags);
    const char *before = ad->bytes.at;
    if (press->screen) { /* which shows any colour as it came */
        take_traits(ad, &traits);
        return;
    }
    if (!treat(arena, press, sent, page, &traits, ad, diags) ||
        (ad->bytes.at != before && !look_at(arena, ad, &made, &page, &traits, diags)))
        return;
    take_traits(ad, &traits);
    if (press->standard == BX_PDFX1A && ad->transparent)
        report_transparency(ad, diags);
    if (press->standard == BX_PDFX1A && traits.newer)
        report_newer(ad, diags);
    report_colors(press, ad, &traits, diags);
}

/* ---- placing ---- */

static qpdf_oh copy_key(qpdf_data pdf, qpdf_data source, qpdf_oh page, const char *key)
{
    qpdf_oh value = qpdf_oh_get_key(source, page, key);
    if (qpdf_oh_is_null(source, value))
        return qpdf_oh_new_dictionary(pdf);
    if (!qpdf_oh_is_indirect(source, value)) /* only indirect objects can be copied */
        value = qpdf_make_indirect_object(source, value);
    return qpdf_oh_copy_foreign_object(pdf, source, value);
}

qpdf_data bx_ad_form(qpdf_data pdf, const bx_ad_plate *ad, qpdf_oh *form)
{
    qpdf_data source = NULL;
    qpdf_oh page;
    bx_diags *unheard = bx_diags_new(); /* bx_check_ad has said what there was to say */
    bool open = open_ad(&source, ad->bytes, ad->file, ad->where, &page, unheard);
    bx_diags_free(unheard);
    BX_AUTO(drop_bytes) unsigned char *content = NULL;
    size_t len = 0;
    if (!open || (qpdf_oh_get_page_content_data(source, page, &content, &len) & QPDF_ERRORS) != 0) {
        bx_drop_pdf(&source);
        return NULL;
    }
    bx_buffer packed = {0}, box = {0};
    bx_deflate(content, len, BX_PACK_TEXT, &packed);
    *form = qpdf_oh_new_stream(pdf);
    qpdf_oh_replace_stream_data(pdf, *form, (const unsigned char *)packed.at, packed.len,
                                qpdf_oh_new_name(pdf, "/FlateDecode"), qpdf_oh_new_null(pdf));
    qpdf_oh dict = qpdf_oh_get_dict(pdf, *form);
    bx_buffer_printf(&box, "[%.6f %.6f %.6f %.6f]", ad->trim[0], ad->trim[1], ad->trim[2],
                     ad->trim[3]);
    qpdf_oh_replace_key(pdf, dict, "/Type", qpdf_oh_new_name(pdf, "/XObject"));
    qpdf_oh_replace_key(pdf, dict, "/Subtype", qpdf_oh_new_name(pdf, "/Form"));
    bx_buffer_add(&box, "", 1);
    qpdf_oh_replace_key(pdf, dict, "/BBox", qpdf_oh_parse(pdf, box.at));
    qpdf_oh_replace_key(pdf, dict, "/Resources", copy_key(pdf, source, page, "/Resources"));
    /* A page group without transparency would only forbid what it does not use. */
    if (ad->transparent && qpdf_oh_has_key(source, page, "/Group"))
        qpdf_oh_replace_key(pdf, dict, "/Group", copy_key(pdf, source, page, "/Group"));
    bx_buffer_free(&packed);
    bx_buffer_free(&box);
    return source;
}
