/* press/pdf.c - plates bound into one PDF (成品文件): objects, boxes, labels, outline.
 *
 * qpdf keeps objects, references, object streams and the file; every stream comes to it ready. It
 * writes to memory, for it does not notice a full disk.
 */
#include "press/press.h"

#include <stdio.h>
#include <stdlib.h>

#include "press/reading.h"

typedef struct {
    const bx_press *press;
    const bx_plates *plates;
    const bx_plate *pages; /* the part of the plates that goes into this file */
    size_t count;
    bx_arena *arena;
    qpdf_data pdf;
    bx_meanings meanings; /* of all pages together */
    bx_meaning *used;     /* sorted by face and glyph */
    size_t *face_first;   /* where each face begins in USED; one more than there are faces */
    bx_subset *subsets;   /* a face each; no name: not used */
    qpdf_oh *fonts, *photos, *ads, *sheets;
    bool *photo_made, *ad_made;
    BX_VEC(qpdf_data) sources;
    qpdf_oh overprint, knockout;
} binder;

/* ---- objects ---- */

static qpdf_oh parse(binder *b, const char *text)
{
    return qpdf_oh_parse(b->pdf, text);
}

static qpdf_oh make_object(binder *b, qpdf_oh object)
{
    return qpdf_make_indirect_object(b->pdf, object);
}

static void set(binder *b, qpdf_oh dict, const char *key, qpdf_oh value)
{
    qpdf_oh_replace_key(b->pdf, dict, key, value);
}

static qpdf_oh make_stream(binder *b, const bx_buffer *bytes, const char *filter)
{
    qpdf_oh stream = qpdf_oh_new_stream(b->pdf);
    qpdf_oh_replace_stream_data(b->pdf, stream, (const unsigned char *)bytes->at, bytes->len,
                                qpdf_oh_new_name(b->pdf, filter), qpdf_oh_new_null(b->pdf));
    return stream;
}

static qpdf_oh unicode_string(binder *b, bx_str text)
{
    return qpdf_oh_new_unicode_string(b->pdf, bx_str_c(b->arena, text));
}

/* ---- fonts ---- */

static void gather_meanings(binder *b)
{
    b->meanings = bx_meanings_new(b->arena);
    for (size_t i = 0; i < b->count; i++)
        bx_meanings_merge(&b->meanings, &b->pages[i].meanings);
    bx_meanings_settle(&b->meanings, b->press);
    size_t used;
    b->used = bx_meanings_sorted(b->arena, &b->meanings, &used);
    size_t faces = b->press->face_count;
    b->face_first = BX_NEW_ARRAY(b->arena, size_t, faces + 1);
    for (size_t f = 0, i = 0; f <= faces; f++) {
        while (i < used && b->used[i].face < f)
            i++;
        b->face_first[f] = i;
    }
}

typedef struct {
    binder *binder;
    bx_arena **arenas; /* one a face */
} subset_run;

static void make_subset(size_t face, void *data)
{
    subset_run *run = data;
    binder *b = run->binder;
    size_t first = b->face_first[face], count = b->face_first[face + 1] - first;
    if (count > 0)
        bx_make_subset(run->arenas[face], &b->press->programs[face], &b->press->faces[face],
                       b->used + first, count, &b->subsets[face]);
}

static void make_descriptor(binder *b, qpdf_oh font, const bx_face *face, const bx_subset *subset)
{
    enum { SERIF = 2, SYMBOLIC = 4, STEM = 80 };
    int em = face->units_per_em;
    bx_str text = bx_str_printf(
        b->arena,
        "<</Type/FontDescriptor/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d"
        "/CapHeight %d/StemV %d>>",
        SYMBOLIC + (face->serif ? SERIF : 0), face->bounds[0] * 1000 / em,
        face->bounds[1] * 1000 / em, face->bounds[2] * 1000 / em, face->bounds[3] * 1000 / em,
        face->italic_angle, face->ascender * 1000 / em, face->descender * 1000 / em,
        face->cap_height * 1000 / em, STEM);
    qpdf_oh descriptor = make_object(b, parse(b, text.at));
    qpdf_oh program = make_stream(b, &subset->program, "/FlateDecode");
    set(b, qpdf_oh_get_dict(b->pdf, program), "/Length1",
        qpdf_oh_new_integer(b->pdf, (long long)subset->program_size));
    set(b, descriptor, "/FontFile2", program);
    set(b, descriptor, "/FontName", qpdf_oh_get_key(b->pdf, font, "/BaseFont"));
    set(b, font, "/FontDescriptor", descriptor);
}

/* A composite font whose character codes are the face's own glyph ids. */
static qpdf_oh make_font(binder *b, const bx_face *face, const bx_subset *subset)
{
    qpdf_oh name =
        qpdf_oh_new_name(b->pdf, bx_str_printf(b->arena, "/%.*s", BX_FMT(subset->name)).at);
    qpdf_oh glyphs = make_object(
        b, parse(b, "<</Type/Font/Subtype/CIDFontType2/CIDToGIDMap/Identity/DW 1000"
                    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"));
    set(b, glyphs, "/BaseFont", name);
    set(b, glyphs, "/W", parse(b, subset->widths.at));
    make_descriptor(b, glyphs, face, subset);
    qpdf_oh font = make_object(b, parse(b, "<</Type/Font/Subtype/Type0/Encoding/Identity-H>>"));
    set(b, font, "/BaseFont", name);
    set(b, font, "/DescendantFonts", qpdf_oh_wrap_in_array(b->pdf, glyphs));
    set(b, font, "/ToUnicode", make_stream(b, &subset->to_unicode, "/FlateDecode"));
    return font;
}

static void make_fonts(binder *b, int workers)
{
    size_t count = b->press->face_count;
    gather_meanings(b);
    b->subsets = BX_NEW_ARRAY(b->arena, bx_subset, count);
    b->fonts = BX_NEW_ARRAY(b->arena, qpdf_oh, count);
    subset_run run = {b, BX_NEW_ARRAY(b->arena, bx_arena *, count)};
    for (size_t i = 0; i < count; i++)
        run.arenas[i] = bx_arena_new();
    bx_run_jobs(workers, count, make_subset, &run);
    for (size_t i = 0; i < count; i++) {
        if (b->subsets[i].name.len > 0)
            b->fonts[i] = make_font(b, &b->press->faces[i], &b->subsets[i]);
        bx_buffer_free(&b->subsets[i].program);
        bx_buffer_free(&b->subsets[i].to_unicode);
        bx_arena_free(run.arenas[i]);
    }
}

/* ---- pictures ---- */

static qpdf_oh find_photo(binder *b, uint32_t index)
{
    const bx_photo_plate *photo = &b->plates->photos.at[index];
    if (b->photo_made[index])
        return b->photos[index];
    qpdf_oh stream = make_stream(b, &photo->jpeg, "/DCTDecode");
    qpdf_oh dict = qpdf_oh_get_dict(b->pdf, stream);
    set(b, dict, "/Type", qpdf_oh_new_name(b->pdf, "/XObject"));
    set(b, dict, "/Subtype", qpdf_oh_new_name(b->pdf, "/Image"));
    set(b, dict, "/Width", qpdf_oh_new_integer(b->pdf, photo->width));
    set(b, dict, "/Height", qpdf_oh_new_integer(b->pdf, photo->height));
    set(b, dict, "/BitsPerComponent", qpdf_oh_new_integer(b->pdf, 8));
    const char *space = photo->channels == 4   ? "/DeviceCMYK"
                        : photo->channels == 3 ? "/DeviceRGB"
                                               : "/DeviceGray";
    set(b, dict, "/ColorSpace", qpdf_oh_new_name(b->pdf, space));
    b->photo_made[index] = true;
    b->photos[index] = stream;
    return stream;
}

static bool find_ad(binder *b, uint32_t index, qpdf_oh *form)
{
    const bx_ad_plate *ad = &b->plates->ads.at[index];
    if (!b->ad_made[index]) {
        qpdf_data source = bx_ad_form(b->pdf, ad, &b->ads[index]);
        if (source == NULL)
            return false;
        BX_PUSH(b->arena, b->sources, source);
        b->ad_made[index] = true;
    }
    *form = b->ads[index];
    return true;
}

static bool add_pictures(binder *b, const bx_plate *page, qpdf_oh resources)
{
    qpdf_oh dict = qpdf_oh_new_dictionary(b->pdf);
    bool any = false;
    for (size_t i = 0; i < page->photos.len; i++) {
        if (!b->plates->photos.at[page->photos.at[i]].good)
            continue;
        any = true;
        set(b, dict, bx_str_printf(b->arena, "/I%zu", i).at, find_photo(b, page->photos.at[i]));
    }
    for (size_t i = 0; i < page->ads.len; i++) {
        qpdf_oh form;
        if (!b->plates->ads.at[page->ads.at[i]].good)
            continue;
        if (!find_ad(b, page->ads.at[i], &form))
            return false;
        any = true;
        set(b, dict, bx_str_printf(b->arena, "/A%zu", i).at, form);
    }
    if (any)
        set(b, resources, "/XObject", dict);
    return true;
}

/* ---- pages ---- */

static void add_fonts(binder *b, const bx_plate *page, qpdf_oh resources)
{
    qpdf_oh dict = qpdf_oh_new_dictionary(b->pdf);
    bool any = false;
    bool *used = BX_NEW_ARRAY(b->arena, bool, b->press->face_count + 1);
    for (size_t i = 0; i < page->meanings.slot_count; i++)
        if (page->meanings.slots[i].count > 0)
            used[page->meanings.slots[i].face] = true;
    for (size_t i = 0; i < b->press->face_count; i++) {
        if (!used[i])
            continue;
        any = true;
        set(b, dict, bx_str_printf(b->arena, "/F%zu", i).at, b->fonts[i]);
    }
    if (any)
        set(b, resources, "/Font", dict);
}

static bool same_code(const binder *b, const bx_meaning *own)
{
    bx_str text = {own->text, own->text_len};
    return bx_meanings_find(&b->meanings, own->face, own->glyph, text)->code == own->code;
}

/* A page's content was written with its own codes in mind. Where another page of this file makes a
 * glyph stand for something else, it is written again.
 */
static bool content_holds(const binder *b, const bx_plate *page)
{
    const bx_meanings *own = &page->meanings;
    if (b->meanings.rivals.len == 0)
        return true;
    for (size_t i = 0; i < own->slot_count; i++)
        if (own->slots[i].count > 0 && !same_code(b, &own->slots[i]))
            return false;
    for (size_t i = 0; i < own->rivals.len; i++)
        if (!same_code(b, &own->rivals.at[i]))
            return false;
    return true;
}

static qpdf_oh make_content(binder *b, const bx_plate *page)
{
    if (content_holds(b, page))
        return make_stream(b, &page->content, "/FlateDecode");
    bx_buffer text = {0}, packed = {0};
    bx_write_content(b->press, b->plates, page, &b->meanings, &text);
    bx_deflate(text.at, text.len, BX_PACK_TEXT, &packed);
    qpdf_oh stream = make_stream(b, &packed, "/FlateDecode");
    bx_buffer_free(&text);
    bx_buffer_free(&packed);
    return stream;
}

static void put_box(bx_buffer *out, const char *key, int64_t left, int64_t bottom, int64_t right,
                    int64_t top)
{
    const int64_t sides[4] = {left, bottom, right, top};
    bx_buffer_text(out, key);
    for (int i = 0; i < 4; i++) {
        bx_buffer_text(out, i == 0 ? "[" : " ");
        bx_put_milli(out, bx_muldiv(sides[i], 1000, BX_PT));
    }
    bx_buffer_text(out, "]");
}

/* MediaBox and BleedBox are one unless there are marks: nothing else is drawn outside the bleed
 * (press.md 9).
 */
static qpdf_oh make_sheet(binder *b, const bx_page *page)
{
    bx_buffer text = {0};
    int64_t width = page->width, height = page->height, bleed = page->bleed;
    int64_t edge = bx_page_edge(b->press, page), room = edge - bleed;
    bx_buffer_text(&text, "<</Type/Page");
    put_box(&text, "/MediaBox", 0, 0, width + 2 * edge, height + 2 * edge);
    put_box(&text, "/BleedBox", room, room, width + edge + bleed, height + edge + bleed);
    put_box(&text, "/TrimBox", edge, edge, width + edge, height + edge);
    bx_buffer_text(&text, ">>");
    bx_buffer_add(&text, "", 1);
    qpdf_oh sheet = make_object(b, parse(b, text.at));
    bx_buffer_free(&text);
    return sheet;
}

static void add_states(binder *b, qpdf_oh resources)
{
    qpdf_oh states = qpdf_oh_new_dictionary(b->pdf);
    set(b, states, "/GK", b->overprint);
    set(b, states, "/GN", b->knockout);
    set(b, resources, "/ExtGState", states);
}

static bool make_pages(binder *b)
{
    bool screen = b->press->screen;
    if (!screen) {
        b->overprint = make_object(b, parse(b, "<</Type/ExtGState/OP true/op true/OPM 1>>"));
        b->knockout = make_object(b, parse(b, "<</Type/ExtGState/OP false/op false/OPM 0>>"));
    }
    b->sheets = BX_NEW_ARRAY(b->arena, qpdf_oh, b->count);
    for (size_t i = 0; i < b->count; i++) {
        const bx_plate *page = &b->pages[i];
        qpdf_oh resources = qpdf_oh_new_dictionary(b->pdf);
        if (!screen)
            add_states(b, resources);
        add_fonts(b, page, resources);
        if (!add_pictures(b, page, resources))
            return false;
        b->sheets[i] = make_sheet(b, page->page);
        set(b, b->sheets[i], "/Resources", resources);
        set(b, b->sheets[i], "/Contents", make_content(b, page));
        qpdf_add_page(b->pdf, b->pdf, b->sheets[i], QPDF_FALSE);
    }
    return true;
}

/* ---- labels and outline ---- */

static void add_labels(binder *b, qpdf_oh root)
{
    qpdf_oh numbers = qpdf_oh_new_array(b->pdf);
    for (size_t i = 0; i < b->count; i++) {
        qpdf_oh label = qpdf_oh_new_dictionary(b->pdf);
        set(b, label, "/P", unicode_string(b, b->pages[i].page->label));
        qpdf_oh_append_item(b->pdf, numbers, qpdf_oh_new_integer(b->pdf, (long long)i));
        qpdf_oh_append_item(b->pdf, numbers, label);
    }
    qpdf_oh labels = qpdf_oh_new_dictionary(b->pdf);
    set(b, labels, "/Nums", numbers);
    set(b, root, "/PageLabels", labels);
}

/* Items of one level, linked as they come. */
typedef struct {
    qpdf_oh parent, first, last;
    long long count;
} level;

static qpdf_oh add_item(binder *b, level *at, bx_str title, qpdf_oh sheet, const bx_page *page,
                        bx_len x, bx_len y)
{
    bx_buffer place = {0};
    bx_put_destination(b->press, page, x, y, &place);
    bx_buffer_add(&place, "", 1);
    qpdf_oh item = make_object(b, qpdf_oh_new_dictionary(b->pdf));
    qpdf_oh target = parse(b, place.at);
    bx_buffer_free(&place);
    qpdf_oh_insert_item(b->pdf, target, 0, sheet);
    set(b, item, "/Title", unicode_string(b, title));
    set(b, item, "/Parent", at->parent);
    set(b, item, "/Dest", target);
    if (at->count++ == 0) {
        set(b, at->parent, "/First", item);
    } else {
        set(b, at->last, "/Next", item);
        set(b, item, "/Prev", at->last);
    }
    set(b, at->parent, "/Last", item);
    at->last = item;
    return item;
}

static void add_outline(binder *b, qpdf_oh root)
{
    level pages = {.parent = make_object(b, qpdf_oh_new_dictionary(b->pdf))};
    for (size_t i = 0; i < b->count; i++) {
        const bx_plate *plate = &b->pages[i];
        const bx_page *page = plate->page;
        bx_str title =
            bx_str_printf(b->arena, "%.*s %.*s", BX_FMT(page->label), BX_FMT(page->title));
        qpdf_oh item = add_item(b, &pages, bx_str_trim(title), b->sheets[i], page, 0, 0);
        level stories = {.parent = item};
        for (size_t k = 0; k < plate->outline.len; k++)
            add_item(b, &stories, plate->outline.at[k].title, b->sheets[i], page,
                     plate->outline.at[k].x, plate->outline.at[k].y);
        if (stories.count > 0) /* closed: a reader sees the pages first */
            set(b, item, "/Count", qpdf_oh_new_integer(b->pdf, -stories.count));
    }
    set(b, pages.parent, "/Type", qpdf_oh_new_name(b->pdf, "/Outlines"));
    set(b, pages.parent, "/Count", qpdf_oh_new_integer(b->pdf, pages.count));
    set(b, root, "/Outlines", pages.parent);
    set(b, root, "/PageMode", qpdf_oh_new_name(b->pdf, "/UseOutlines"));
}

/* ---- the file ---- */

static bool write_file(binder *b, bx_buffer *pdf)
{
    if (qpdf_has_error(b->pdf) || (qpdf_init_write_memory(b->pdf) & QPDF_ERRORS) != 0)
        return false;
    bool plain = b->press->standard == BX_PDFX1A; /* made of PDF 1.4: no object streams */
    bool screen = b->press->screen;
    qpdf_force_pdf_version(b->pdf, plain ? "1.4" : screen ? "1.7" : "1.6");
    qpdf_set_object_stream_mode(b->pdf, plain ? qpdf_o_disable : qpdf_o_generate);
    qpdf_set_deterministic_ID(b->pdf, QPDF_TRUE);
    if ((qpdf_write(b->pdf) & QPDF_ERRORS) != 0)
        return false;
    bx_buffer_add(pdf, qpdf_get_buffer(b->pdf), qpdf_get_buffer_length(b->pdf));
    return true;
}

/* What a press file has no use for. */
static void add_reading(binder *b, qpdf_oh root)
{
    const bx_bound bound = {.press = b->press,
                            .pages = b->pages,
                            .count = b->count,
                            .arena = b->arena,
                            .pdf = b->pdf,
                            .sheets = b->sheets};
    bx_links links = {0};
    bx_add_links(&bound, &links);
    bx_add_structure(&bound, &links);
    bx_add_threads(&bound);
    set(b, root, "/ViewerPreferences", parse(b, "<</DisplayDocTitle true>>"));
}

static bool bind(binder *b, int workers, bx_buffer *pdf)
{
    if ((qpdf_empty_pdf(b->pdf) & QPDF_ERRORS) != 0)
        return false;
    make_fonts(b, workers);
    if (!make_pages(b))
        return false;
    qpdf_oh root = qpdf_get_root(b->pdf);
    add_labels(b, root);
    add_outline(b, root);
    bx_add_about(&(bx_about){.press = b->press,
                             .plates = b->plates,
                             .pages = b->pages,
                             .count = b->count,
                             .keeps = bx_keeps_standard(b->press, b->plates, b->pages, b->count),
                             .arena = b->arena,
                             .pdf = b->pdf});
    if (b->press->screen)
        add_reading(b, root);
    set(b, root, "/Lang", qpdf_oh_new_string(b->pdf, "zh-CN"));
    return write_file(b, pdf);
}

static bool fonts_usable(const bx_press *press)
{
    for (size_t i = 0; i < press->face_count; i++)
        if (!press->programs[i].usable)
            return false;
    return true;
}

bool bx_make_pdf(const bx_press *press, const bx_plates *plates, size_t first, size_t count,
                 int workers, bx_buffer *pdf, bx_diags *diags)
{
    if (first > plates->count || count > plates->count - first)
        bx_bug("pages %zu to %zu of %zu", first, first + count, plates->count);
    if (!fonts_usable(press))
        return false; /* bx_press_open has said which */
    bx_arena *arena = bx_arena_new();
    binder b = {.press = press,
                .plates = plates,
                .pages = plates->pages + first,
                .count = count,
                .arena = arena,
                .pdf = qpdf_init()};
    b.photos = BX_NEW_ARRAY(arena, qpdf_oh, plates->photos.len + 1);
    b.photo_made = BX_NEW_ARRAY(arena, bool, plates->photos.len + 1);
    b.ads = BX_NEW_ARRAY(arena, qpdf_oh, plates->ads.len + 1);
    b.ad_made = BX_NEW_ARRAY(arena, bool, plates->ads.len + 1);
    qpdf_silence_errors(b.pdf);
    qpdf_set_suppress_warnings(b.pdf, QPDF_TRUE);
    bool good = bind(&b, workers, pdf);
    if (!good)
        bx_report(diags, BX_ERROR, "bad-pdf", BX_NOWHERE,
                  N_("the PDF of %zu pages cannot be made: %s"), count,
                  qpdf_has_error(b.pdf) ? qpdf_get_error_full_text(b.pdf, qpdf_get_error(b.pdf))
                                        : _("an advertisement cannot be copied"));
    while (qpdf_has_error(b.pdf)) /* qpdf would print what nobody asked for */
        (void)qpdf_get_error(b.pdf);
    qpdf_cleanup(&b.pdf);
    for (size_t i = 0; i < b.sources.len; i++)
        qpdf_cleanup(&b.sources.at[i]);
    bx_arena_free(arena);
    return good;
}
