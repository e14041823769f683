/* press/advert.c - advertisements as they were sent (广告): checked, measured, placed as a form.
 *
 * Page 1 of the file becomes a form XObject whose box is its trim; drawing, fonts and pictures stay
 * as they are. Where it goes on the page is content.c's work.
 */
#include "press/press.h"

#include <stdlib.h>

#include "press/inside.h"
#include "press/scan.h"

enum {
    AD_BYTES = 200 << 20,
    DEEPEST_FORM = 16, /* forms in forms */
    MOST_SEEN = 4096,  /* objects looked into: an artwork has some dozens */
};

static void drop_pdf(qpdf_data *pdf)
{
    if (*pdf == NULL)
        return;
    while (qpdf_has_error(*pdf)) /* qpdf would print what nobody asked for */
        (void)qpdf_get_error(*pdf);
    qpdf_cleanup(pdf);
}

static void drop_bytes(unsigned char **bytes)
{
    free(*bytes);
}

/* ---- what is in it ---- */

typedef struct {
    bx_arena *arena;
    qpdf_data pdf;
    int seen[MOST_SEEN];
    size_t seen_count;
    bool rgb, transparent;
} inspection;

static void inspect_resources(inspection *in, qpdf_oh resources, int depth);

static bool is_name(inspection *in, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name_and_equals(in->pdf, object, name);
}

/* True for spaces of three screen channels, however they are wrapped. */
static bool is_rgb_space(inspection *in, qpdf_oh space, int depth)
{
    if (is_name(in, space, "/DeviceRGB") || is_name(in, space, "/RGB"))
        return true;
    if (depth > DEEPEST_FORM || !qpdf_oh_is_array(in->pdf, space) ||
        qpdf_oh_get_array_n_items(in->pdf, space) < 1)
        return false;
    qpdf_oh kind = qpdf_oh_get_array_item(in->pdf, space, 0);
    if (is_name(in, kind, "/CalRGB"))
        return true;
    int count = qpdf_oh_get_array_n_items(in->pdf, space), base = 0;
    if (is_name(in, kind, "/ICCBased") && count > 1) {
        qpdf_oh stream = qpdf_oh_get_array_item(in->pdf, space, 1);
        if (!qpdf_oh_is_stream(in->pdf, stream))
            return false;
        qpdf_oh channels = qpdf_oh_get_key(in->pdf, qpdf_oh_get_dict(in->pdf, stream), "/N");
        int n = 0;
        return qpdf_oh_get_value_as_int(in->pdf, channels, &n) && n == 3;
    }
    if (is_name(in, kind, "/Indexed") || is_name(in, kind, "/Pattern"))
        base = 1;
    if (is_name(in, kind, "/Separation") || is_name(in, kind, "/DeviceN"))
        base = 2;
    return base > 0 && count > base &&
           is_rgb_space(in, qpdf_oh_get_array_item(in->pdf, space, base), depth + 1);
}

/* The keys of a dictionary: qpdf walks one dictionary at a time, and this walk goes down into
 * others. */
typedef BX_VEC(const char *) key_list;

static key_list list_keys(inspection *in, qpdf_oh dict)
{
    key_list keys = {0};
    if (!qpdf_oh_is_dictionary(in->pdf, dict))
        return keys;
    qpdf_oh_begin_dict_key_iter(in->pdf, dict);
    while (qpdf_oh_dict_more_keys(in->pdf))
        BX_PUSH(in->arena, keys, bx_str_c(in->arena, bx_str_of(qpdf_oh_dict_next_key(in->pdf))));
    return keys;
}

/* False when OBJECT was looked into before, or there have been too many. */
static bool first_sight(inspection *in, qpdf_oh object)
{
    int id = qpdf_oh_get_object_id(in->pdf, object);
    if (id == 0)
        return true;
    for (size_t i = 0; i < in->seen_count; i++)
        if (in->seen[i] == id)
            return false;
    if (in->seen_count == MOST_SEEN)
        return false;
    in->seen[in->seen_count++] = id;
    return true;
}

/* ---- content operators ---- */

/* Looks for rg, RG and the plain names of RGB spaces. */
static void inspect_content(inspection *in, const unsigned char *at, size_t len)
{
    bx_scanner scanner = {{(const char *)at, len}};
    bx_instruction step;
    while (!in->rgb && bx_scan_instruction(&scanner, &step)) {
        in->rgb = bx_str_is(step.name, "rg") || bx_str_is(step.name, "RG");
        for (size_t i = 0; i < step.count && i < BX_MOST_OPERANDS; i++)
            in->rgb |= step.operands[i].kind == BX_TOKEN_NAME &&
                       (bx_str_is(step.operands[i].text, "/DeviceRGB") ||
                        bx_str_is(step.operands[i].text, "/RGB"));
    }
}

static void inspect_stream(inspection *in, qpdf_oh stream, int depth)
{
    BX_AUTO(drop_bytes) unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_generalized, &filtered, &bytes, &len);
    if (filtered && bytes != NULL)
        inspect_content(in, bytes, len);
    qpdf_oh dict = qpdf_oh_get_dict(in->pdf, stream);
    inspect_resources(in, qpdf_oh_get_key(in->pdf, dict, "/Resources"), depth + 1);
}

/* ---- resources ---- */

static void inspect_xobject(inspection *in, qpdf_oh object, int depth)
{
    if (!qpdf_oh_is_stream(in->pdf, object) || !first_sight(in, object))
        return;
    qpdf_oh dict = qpdf_oh_get_dict(in->pdf, object);
    if (is_name(in, qpdf_oh_get_key(in->pdf, dict, "/Subtype"), "/Form")) {
        inspect_stream(in, object, depth);
        return;
    }
    in->rgb |= is_rgb_space(in, qpdf_oh_get_key(in->pdf, dict, "/ColorSpace"), 0);
    in->transparent |= qpdf_oh_has_key(in->pdf, dict, "/SMask");
}

static void inspect_shading(inspection *in, qpdf_oh shading)
{
    qpdf_oh dict =
        qpdf_oh_is_stream(in->pdf, shading) ? qpdf_oh_get_dict(in->pdf, shading) : shading;
    if (qpdf_oh_is_dictionary(in->pdf, dict))
        in->rgb |= is_rgb_space(in, qpdf_oh_get_key(in->pdf, dict, "/ColorSpace"), 0);
}

static void inspect_pattern(inspection *in, qpdf_oh pattern, int depth)
{
    if (!first_sight(in, pattern))
        return;
    if (qpdf_oh_is_stream(in->pdf, pattern))
        inspect_stream(in, pattern, depth);
    else if (qpdf_oh_is_dictionary(in->pdf, pattern))
        inspect_shading(in, qpdf_oh_get_key(in->pdf, pattern, "/Shading"));
}

static bool is_below_one(inspection *in, qpdf_oh number)
{
    double value;
    return qpdf_oh_get_value_as_number(in->pdf, number, &value) && value < 1;
}

static void inspect_state(inspection *in, qpdf_oh state, int depth)
{
    if (!qpdf_oh_is_dictionary(in->pdf, state) || !first_sight(in, state))
        return;
    qpdf_oh mask = qpdf_oh_get_key(in->pdf, state, "/SMask");
    qpdf_oh blend = qpdf_oh_get_key(in->pdf, state, "/BM");
    if (qpdf_oh_is_dictionary(in->pdf, mask)) {
        in->transparent = true;
        inspect_xobject(in, qpdf_oh_get_key(in->pdf, mask, "/G"), depth);
    }
    in->transparent |= !qpdf_oh_is_null(in->pdf, blend) && !is_name(in, blend, "/Normal") &&
                       !is_name(in, blend, "/Compatible");
    in->transparent |= is_below_one(in, qpdf_oh_get_key(in->pdf, state, "/ca")) ||
                       is_below_one(in, qpdf_oh_get_key(in->pdf, state, "/CA"));
}

static void inspect_space(inspection *in, qpdf_oh space, int depth)
{
    (void)depth;
    in->rgb |= is_rgb_space(in, space, 0);
}

static void inspect_plain_shading(inspection *in, qpdf_oh shading, int depth)
{
    (void)depth;
    inspect_shading(in, shading);
}

static void inspect_each(inspection *in, qpdf_oh resources, const char *category, int depth,
                         void (*inspect)(inspection *, qpdf_oh, int))
{
    qpdf_oh dict = qpdf_oh_get_key(in->pdf, resources, category);
    key_list keys = list_keys(in, dict);
    for (size_t i = 0; i < keys.len; i++)
        inspect(in, qpdf_oh_get_key(in->pdf, dict, keys.at[i]), depth);
}

static void inspect_resources(inspection *in, qpdf_oh resources, int depth)
{
    if (depth > DEEPEST_FORM || !qpdf_oh_is_dictionary(in->pdf, resources))
        return;
    inspect_each(in, resources, "/ColorSpace", depth, inspect_space);
    inspect_each(in, resources, "/Shading", depth, inspect_plain_shading);
    inspect_each(in, resources, "/Pattern", depth, inspect_pattern);
    inspect_each(in, resources, "/XObject", depth, inspect_xobject);
    inspect_each(in, resources, "/ExtGState", depth, inspect_state);
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
    for (int i = 0; i < 2; i++) {
        double low = box[i] < box[i + 2] ? box[i] : box[i + 2];
        double high = box[i] < box[i + 2] ? box[i + 2] : box[i];
        box[i] = low;
        box[i + 2] = high;
    }
    return box[2] - box[0] >= 1 && box[3] - box[1] >= 1 && box[2] - box[0] < 14400 &&
           box[3] - box[1] < 14400;
}

/* Trim and turn of the page; false with [bad-ad] reported when they make no sense. */
static bool measure(qpdf_data pdf, qpdf_oh page, bx_str name, bx_ad_plate *ad, bx_diags *diags)
{
    const char *wrong = NULL;
    int rotate = 0;
    double unit = 1;
    (void)qpdf_oh_get_value_as_int(pdf, qpdf_oh_get_key(pdf, page, "/Rotate"), &rotate);
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

void bx_check_ad(bx_arena *arena, const bx_press *press, bx_ad_plate *ad, bx_diags *diags)
{
    BX_AUTO(drop_pdf) qpdf_data pdf = NULL;
    qpdf_oh page;
    if (!bx_tree_bytes(arena, press->tree, ad->file, AD_BYTES, ad->where, &ad->bytes, diags) ||
        !open_ad(&pdf, ad->bytes, ad->file, ad->where, &page, diags) ||
        !measure(pdf, page, ad->file, ad, diags))
        return;
    inspection in = {.arena = arena, .pdf = pdf};
    BX_AUTO(drop_bytes) unsigned char *content = NULL;
    size_t len = 0;
    if ((qpdf_oh_get_page_content_data(pdf, page, &content, &len) & QPDF_ERRORS) != 0) {
        bx_report(diags, BX_ERROR, "bad-ad", ad->where, N_("advertisement '%.*s' %s"),
                  BX_FMT(ad->file), _("is no PDF file, or a damaged one"));
        return;
    }
    inspect_content(&in, content, len);
    inspect_resources(&in, qpdf_oh_get_key(pdf, page, "/Resources"), 0);
    ad->good = true;
    ad->rgb = in.rgb;
    ad->transparent = in.transparent;
    bool plain = press->standard == BX_PDFX1A;
    if (plain && ad->transparent) {
        bx_report(diags, BX_ERROR, "ad-transparency", ad->where,
                  N_("advertisement '%.*s' is transparent, which PDF/X-1a forbids"),
                  BX_FMT(ad->file));
        bx_hint(diags, BX_NOWHERE, N_("ask for a flattened file, or build with --profile pdfx4"));
    }
    if (!ad->rgb)
        return;
    if (plain)
        bx_report(diags, BX_ERROR, "ad-rgb", ad->where,
                  N_("advertisement '%.*s' holds RGB colours, which PDF/X-1a forbids"),
                  BX_FMT(ad->file));
    else if (press->makeup->paper->press.ads_policy == 0)
        bx_report(diags, BX_ERROR, "ad-rgb", ad->where,
                  N_("advertisement '%.*s' holds RGB colours, which this paper refuses"),
                  BX_FMT(ad->file));
    else
        bx_report(diags, BX_WARNING, "ad-rgb", ad->where,
                  N_("advertisement '%.*s' holds RGB colours and is placed as it came"),
                  BX_FMT(ad->file));
    bx_hint(diags, BX_NOWHERE, N_("ask for a CMYK file: how RGB turns into ink is left to chance"));
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
        drop_pdf(&source);
        return NULL;
    }
    bx_buffer packed = {0}, box = {0};
    bx_deflate(content, len, BX_DEFLATE_TEXT, &packed);
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
