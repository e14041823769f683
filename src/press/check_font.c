/* press/check_font.c - fonts and the characters that text shows with them (F).
 *
 * Codes are followed to glyphs where a composite font says how: Identity in, a CID to a glyph. What
 * a simple font's encoding makes of a byte is left to readers; that it is embedded and opens is
 * asked of every font.
 */
#include "press/check.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_CID_H
#include <math.h>

enum {
    MOST_PROGRAM = 64 << 20,
    MOST_CMAP = 8 << 20,
    CODES = 65536,
    MOST_FONTS = 4096,
};

struct bx_check_font {
    int id;
    qpdf_oh object;
    bx_str name;
    bool followed; /* two-byte codes that are CIDs, with an embedded program */
    bool has_unicode, cid_keyed;
    bx_buffer program;
    FT_Library library;
    FT_Face face;
    double default_width;
    uint8_t seen[CODES / 8];
    uint8_t mapped[CODES / 8], blank[CODES / 8]; /* by ToUnicode; to a space */
    float *widths;                               /* of CIDs; below 0: the default */
    uint16_t *glyphs;                            /* 0: none */
};

static bool get_bit(const uint8_t *bits, uint32_t code)
{
    return (bits[code / 8] >> code % 8 & 1) != 0;
}

static void set_bit(uint8_t *bits, uint32_t code)
{
    bits[code / 8] = (uint8_t)(bits[code / 8] | 1 << code % 8);
}

/* ---- ToUnicode (ISO 32000-1, 9.10.3) ---- */

static uint32_t code_of(bx_str bytes)
{
    uint32_t code = 0;
    for (size_t i = 0; i < bytes.len && i < 4; i++)
        code = code << 8 | (unsigned char)bytes.at[i];
    return code;
}

/* Notes that CODE stands for TEXT, UTF-16BE: U+FFFD and nothing are no text. */
static void map_code(bx_check_font *f, uint32_t code, uint32_t text, size_t len)
{
    if (code >= CODES || len == 0 || text == 0xFFFD || text == 0)
        return;
    set_bit(f->mapped, code);
    bool blank = text == 0x20 || text == 0xA0 || text == 0x3000 ||
                 (text >= 0x2000 && text <= 0x200F) || text == 0x202F || text == 0x205F ||
                 text == 0xAD || text < 0x20 || text == 0xFEFF;
    if (len == 2 && blank)
        set_bit(f->blank, code);
}

typedef struct {
    bx_scanner scanner;
    bx_buffer parts[3];
    int count; /* strings since the last group */
    bool chars, ranges, list;
    uint32_t next; /* code of the next string in a list */
} cmap_reader;

static void take_string(bx_check_font *f, cmap_reader *m, bx_str written)
{
    bx_buffer *part = &m->parts[m->list ? 2 : m->count];
    part->len = 0;
    bx_token_string(written, part);
    bx_str bytes = {part->at, part->len};
    if (m->list) {
        map_code(f, m->next++, code_of(bytes), bytes.len);
        return;
    }
    m->count++;
    if (m->chars && m->count == 2) {
        map_code(f, code_of((bx_str){m->parts[0].at, m->parts[0].len}), code_of(bytes), bytes.len);
        m->count = 0;
    } else if (m->ranges && m->count == 3) {
        uint32_t first = code_of((bx_str){m->parts[0].at, m->parts[0].len});
        uint32_t last = code_of((bx_str){m->parts[1].at, m->parts[1].len});
        for (uint32_t code = first; code <= last && code < CODES; code++)
            map_code(f, code, code_of(bytes) + code - first, bytes.len);
        m->count = 0;
    } else if (!m->chars && !m->ranges) {
        m->count = 0;
    }
}

static void read_cmap(bx_check_font *f, bx_str text)
{
    cmap_reader m = {.scanner = {text}};
    bx_token token;
    while (bx_scan_token(&m.scanner, &token)) {
        if (token.kind == BX_TOKEN_STRING) {
            take_string(f, &m, token.text);
        } else if (token.kind == BX_TOKEN_MARK && m.ranges) {
            m.list = bx_str_is(token.text, "[") && m.count == 2;
            m.next = m.list ? code_of((bx_str){m.parts[0].at, m.parts[0].len}) : 0;
            m.count = 0;
        } else if (token.kind == BX_TOKEN_WORD) {
            m.chars = bx_str_is(token.text, "beginbfchar");
            m.ranges = bx_str_is(token.text, "beginbfrange");
            m.list = false;
            m.count = 0;
        }
    }
    for (int i = 0; i < 3; i++)
        bx_buffer_free(&m.parts[i]);
}

static void read_unicode(bx_check *c, bx_check_font *f)
{
    bx_buffer text = {0};
    if (bx_read_stream(&c->reader, bx_get_key(&c->reader, f->object, "/ToUnicode"), MOST_CMAP,
                       &text)) {
        f->has_unicode = true;
        read_cmap(f, (bx_str){text.at, text.len});
    }
    bx_buffer_free(&text);
}

/* ---- widths (9.7.4.3) ---- */

static void set_width(bx_check_font *f, int cid, double width)
{
    if (cid >= 0 && cid < CODES && width >= 0)
        f->widths[cid] = (float)width;
}

static void read_widths(bx_check *c, bx_check_font *f, qpdf_oh descendant)
{
    bx_reader *r = &c->reader;
    qpdf_oh array = bx_get_key(r, descendant, "/W");
    int count = qpdf_oh_is_array(r->pdf, array) ? qpdf_oh_get_array_n_items(r->pdf, array) : 0;
    f->default_width = 1000;
    (void)qpdf_oh_get_value_as_number(r->pdf, bx_get_key(r, descendant, "/DW"), &f->default_width);
    for (int i = 0; i < CODES; i++)
        f->widths[i] = -1;
    for (int i = 0; i + 1 < count;) {
        int first = 0, last = 0;
        double width = 0;
        qpdf_oh second = qpdf_oh_get_array_item(r->pdf, array, i + 1);
        (void)qpdf_oh_get_value_as_int(r->pdf, qpdf_oh_get_array_item(r->pdf, array, i), &first);
        if (qpdf_oh_is_array(r->pdf, second)) {
            int inner = qpdf_oh_get_array_n_items(r->pdf, second);
            for (int k = 0; k < inner && k < CODES && first >= 0 && first < CODES; k++)
                if (qpdf_oh_get_value_as_number(r->pdf, qpdf_oh_get_array_item(r->pdf, second, k),
                                                &width))
                    set_width(f, first + k, width);
            i += 2;
            continue;
        }
        (void)qpdf_oh_get_value_as_int(r->pdf, second, &last);
        if (i + 2 < count && qpdf_oh_get_value_as_number(
                                 r->pdf, qpdf_oh_get_array_item(r->pdf, array, i + 2), &width))
            for (int cid = first < 0 ? 0 : first; cid <= last && cid < CODES; cid++)
                set_width(f, cid, width);
        i += 3;
    }
}

/* ---- from CIDs to glyphs (9.7.4.2) ---- */

static void map_glyphs(bx_check *c, bx_check_font *f, qpdf_oh descendant)
{
    bx_reader *r = &c->reader;
    FT_Long count = f->face->num_glyphs < CODES ? f->face->num_glyphs : CODES;
    bx_buffer map = {0};
    bool listed = bx_read_stream(r, bx_get_key(r, descendant, "/CIDToGIDMap"), 2 * CODES, &map);
    f->cid_keyed = FT_IS_CID_KEYED(f->face) &&
                   bx_is_name(r, bx_get_key(r, descendant, "/Subtype"), "/CIDFontType0");
    for (FT_Long i = 0; i < count; i++) {
        FT_UInt cid = (FT_UInt)i;
        if (listed ||
            (f->cid_keyed && FT_Get_CID_From_Glyph_Index(f->face, (FT_UInt)i, &cid) != 0) ||
            cid >= CODES)
            continue;
        f->glyphs[cid] = (uint16_t)i;
    }
    for (size_t i = 0; listed && i + 1 < map.len && i / 2 < CODES; i += 2)
        f->glyphs[i / 2] = (uint16_t)((unsigned char)map.at[i] << 8 | (unsigned char)map.at[i + 1]);
    bx_buffer_free(&map);
}

/* ---- fonts ---- */

static void find_font(bx_check *c, const char *id, const bx_check_font *f, const bx_walk *walk,
                      const double place[2], const char *more)
{
    bx_find(c, id, place,
            bx_str_printf(c->arena, "%.*s%s%.*s", BX_FMT(f->name), more, BX_FMT(bx_via(c, walk))));
}

/* Opens the program of DESCRIPTOR; false: it is not embedded, or no font. */
static bool open_program(bx_check *c, bx_check_font *f, qpdf_oh descriptor, bool *embedded)
{
    static const char *const keys[] = {"/FontFile", "/FontFile2", "/FontFile3"};
    bx_reader *r = &c->reader;
    for (size_t i = 0; i < 3; i++) {
        qpdf_oh stream = bx_get_key(r, descriptor, keys[i]);
        if (!qpdf_oh_is_stream(r->pdf, stream))
            continue;
        *embedded = true;
        if (c->standard == BX_PDFX1A &&
            bx_is_name(r, bx_get_key(r, stream, "/Subtype"), "/OpenType"))
            return false;
        return bx_read_stream(r, stream, MOST_PROGRAM, &f->program) &&
               FT_Init_FreeType(&f->library) == 0 &&
               FT_New_Memory_Face(f->library, (const FT_Byte *)f->program.at,
                                  (FT_Long)f->program.len, 0, &f->face) == 0;
    }
    return false;
}

static void open_font(bx_check *c, bx_check_font *f, const bx_walk *walk, const double place[2])
{
    bx_reader *r = &c->reader;
    qpdf_oh descendants = bx_get_key(r, f->object, "/DescendantFonts"), descendant = f->object;
    bool composite = bx_is_name(r, bx_get_key(r, f->object, "/Subtype"), "/Type0"),
         embedded = false;
    f->name = bx_get_name(r, bx_get_key(r, f->object, "/BaseFont"));
    if (bx_is_name(r, bx_get_key(r, f->object, "/Subtype"), "/Type3")) {
        f->name = bx_get_name(r, bx_get_key(r, f->object, "/Name"));
        find_font(c, "font-type3", f, walk, place, "");
        return;
    }
    if (composite && qpdf_oh_is_array(r->pdf, descendants) &&
        qpdf_oh_get_array_n_items(r->pdf, descendants) > 0)
        descendant = qpdf_oh_get_array_item(r->pdf, descendants, 0);
    bool good = open_program(c, f, bx_get_key(r, descendant, "/FontDescriptor"), &embedded);
    if (!embedded)
        find_font(c, "font-not-embedded", f, walk, place, "");
    else if (!good)
        find_font(c, "font-program", f, walk, place, "");
    read_unicode(c, f);
    bool identity = bx_is_name(r, bx_get_key(r, f->object, "/Encoding"), "/Identity-H") ||
                    bx_is_name(r, bx_get_key(r, f->object, "/Encoding"), "/Identity-V");
    if (composite && !f->has_unicode)
        find_font(c, "font-unicode", f, walk, place, "");
    f->followed = good && composite && identity;
    if (!f->followed)
        return;
    f->widths = BX_NEW_ARRAY(c->arena, float, CODES);
    f->glyphs = BX_NEW_ARRAY(c->arena, uint16_t, CODES);
    read_widths(c, f, descendant);
    map_glyphs(c, f, descendant);
}

static bx_check_font *get_font(bx_check *c, const bx_walk *walk, const double place[2])
{
    qpdf_oh object = walk->graphics->font;
    int id = qpdf_oh_get_object_id(c->reader.pdf, object);
    for (size_t i = 0; i < c->fonts.len; i++)
        if (id != 0 ? c->fonts.at[i]->id == id : c->fonts.at[i]->object == object)
            return c->fonts.at[i];
    if (c->fonts.len == MOST_FONTS || !qpdf_oh_is_dictionary(c->reader.pdf, object))
        return NULL;
    bx_check_font *f = BX_NEW(c->arena, bx_check_font);
    f->id = id;
    f->object = object;
    BX_PUSH(c->arena, c->fonts, f);
    open_font(c, f, walk, place);
    return f;
}

void bx_check_fonts_free(bx_check *c)
{
    for (size_t i = 0; i < c->fonts.len; i++) {
        if (c->fonts.at[i]->library != NULL)
            FT_Done_FreeType(c->fonts.at[i]->library);
        bx_buffer_free(&c->fonts.at[i]->program);
    }
}

/* ---- characters ---- */

/* Whether GLYPH draws something, and how wide it is in 1/1000 em. */
static bool measure_glyph(const bx_check_font *f, FT_UInt glyph, double *width, bool *empty)
{
    if (FT_Load_Glyph(f->face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) !=
        0)
        return false;
    int em = f->face->units_per_EM;
    *width = em > 0 ? (double)f->face->glyph->metrics.horiAdvance * 1000 / em : 0;
    *empty =
        f->face->glyph->format == FT_GLYPH_FORMAT_OUTLINE && f->face->glyph->outline.n_points == 0;
    return true;
}

static void check_code(bx_check *c, bx_check_font *f, uint32_t code, const bx_walk *walk,
                       const double place[2])
{
    FT_UInt glyph = f->glyphs[code];
    double width = 0, said = f->widths[code] >= 0 ? (double)f->widths[code] : f->default_width;
    bool empty = false;
    bx_str more = bx_str_printf(c->arena, ", %u", code);
    if (f->has_unicode && !get_bit(f->mapped, code))
        bx_find_worst(c, "font-unicode", place, f->name, 0,
                      bx_str_printf(c->arena, "%.*s%s", BX_FMT(f->name), more.at));
    if (code == 0)
        find_font(c, "font-notdef", f, walk, place, "");
    else if (glyph == 0 || !measure_glyph(f, glyph, &width, &empty))
        find_font(c, "font-glyph", f, walk, place, more.at);
    else if (empty && get_bit(f->mapped, code) && !get_bit(f->blank, code))
        find_font(c, "font-glyph", f, walk, place, more.at);
    else if (fabs(width - said) > 1.01)
        bx_find_worst(c, "font-width", place, f->name, fabs(width - said),
                      bx_str_printf(c->arena, _("%.*s%s: %.*s, in the font %.*s"), BX_FMT(f->name),
                                    more.at, BX_FMT(bx_decimal(c, said, 1)),
                                    BX_FMT(bx_decimal(c, width, 1))));
}

void bx_check_text_codes(bx_check *c, const bx_walk *walk, const bx_text *text)
{
    double place[2] = {text->x, text->y};
    bx_check_font *f = get_font(c, walk, place);
    if (f == NULL || !f->followed || (!text->fill && !text->stroke))
        return;
    for (size_t i = 0; i + 1 < text->codes.len; i += 2) {
        uint32_t code = (uint32_t)((unsigned char)text->codes.at[i] << 8 |
                                   (unsigned char)text->codes.at[i + 1]);
        if (get_bit(f->seen, code))
            continue;
        set_bit(f->seen, code);
        check_code(c, f, code, walk, place);
    }
}
