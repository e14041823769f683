/* press/: pages put together by hand, made into PDF, read back with qpdf and followed glyph by
 * glyph. */
#include "press/press.h"

#include "press_help.h"

static fixture it;
static bx_standard standard; /* of the files made */

static int set_up(void **state)
{
    (void)state;
    open_fixture(&it);
    standard = BX_PDFX4;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close_fixture(&it);
    return 0;
}

/* ---- making and reading back ---- */

typedef struct {
    bx_buffer bytes;
    qpdf_data pdf;
} result;

static result make(const bx_page *const *pages, size_t count, size_t first, size_t part,
                   int workers)
{
    result made = {0};
    bx_press *press = bx_press_open(it.arena, it.tree, &it.makeup,
                                    &(bx_press_options){.standard = standard}, it.diags);
    bx_plates *plates = bx_make_plates(press, pages, count, workers, it.diags);
    assert_true(bx_make_pdf(press, plates, first, part, workers, &made.bytes, it.diags));
    bx_plates_free(plates);
    made.pdf = qpdf_init();
    qpdf_silence_errors(made.pdf);
    qpdf_set_suppress_warnings(made.pdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(made.pdf, QPDF_FALSE);
    assert_int_equal(qpdf_read_memory(made.pdf, "made", made.bytes.at, made.bytes.len, NULL), 0);
    assert_int_equal(qpdf_check_pdf(made.pdf), 0);
    return made;
}

static result make_one(const bx_page *page)
{
    return make(&page, 1, 0, 1, 1);
}

static void drop(result *made)
{
    qpdf_cleanup(&made->pdf);
    bx_buffer_free(&made->bytes);
}

static const char *content_of(const result *made, size_t page)
{
    unsigned char *bytes = NULL;
    size_t len = 0;
    assert_int_equal(
        qpdf_oh_get_page_content_data(made->pdf, qpdf_get_page_n(made->pdf, page), &bytes, &len),
        0);
    bx_str copy = bx_str_copy(it.arena, (bx_str){(const char *)bytes, len});
    free(bytes);
    return copy.at;
}

/* The object at a path of keys, "/Resources/Font/F0". */
static qpdf_oh find(const result *made, qpdf_oh from, const char *path)
{
    char text[128];
    snprintf(text, sizeof text, "%s", path);
    for (char *key = strtok(text, "/"); key != NULL; key = strtok(NULL, "/")) {
        char name[64];
        snprintf(name, sizeof name, "/%s", key);
        if (qpdf_oh_is_stream(made->pdf, from))
            from = qpdf_oh_get_dict(made->pdf, from);
        if (qpdf_oh_is_array(made->pdf, from))
            from = qpdf_oh_get_array_item(made->pdf, from, (int)strtol(key, NULL, 10));
        else
            from = qpdf_oh_get_key(made->pdf, from, name);
    }
    return from;
}

static qpdf_oh in_page(const result *made, size_t page, const char *path)
{
    return find(made, qpdf_get_page_n(made->pdf, page), path);
}

static void expect_text(const result *made, qpdf_oh object, const char *text)
{
    assert_string_equal(qpdf_oh_unparse(made->pdf, object), text);
}

static bx_str stream_of(const result *made, qpdf_oh stream)
{
    unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    assert_int_equal(
        qpdf_oh_get_stream_data(made->pdf, stream, qpdf_dl_generalized, &filtered, &bytes, &len),
        0);
    bx_str copy = bx_str_copy(it.arena, (bx_str){(const char *)bytes, len});
    free(bytes);
    return copy;
}

/* ---- a viewer that only follows the pen ---- */

typedef struct {
    double x, y;
    int glyph, face;
    bool overprint;
    char ink[64];
} shown;

typedef struct {
    const result *made;
    shown at[4096];
    size_t count;
    double matrix[6], line[6]; /* text matrix now, and at the line's start */
    double size, stretch;
    int face;
    bool overprint;
    char ink[64];
    double numbers[16];
    size_t number_count;
} viewer;

/* Width of a glyph in 1/1000 em by the PDF's own W array. */
static double width_of(const viewer *v, int glyph)
{
    char path[64];
    snprintf(path, sizeof path, "/Resources/Font/F%d/DescendantFonts/0/W", v->face);
    qpdf_oh widths = in_page(v->made, 0, path);
    int count = qpdf_oh_get_array_n_items(v->made->pdf, widths);
    for (int i = 0; i + 1 < count; i += 2) {
        int first = (int)qpdf_oh_get_int_value(v->made->pdf,
                                               qpdf_oh_get_array_item(v->made->pdf, widths, i));
        qpdf_oh list = qpdf_oh_get_array_item(v->made->pdf, widths, i + 1);
        int here = qpdf_oh_get_array_n_items(v->made->pdf, list);
        if (glyph >= first && glyph < first + here)
            return qpdf_oh_get_numeric_value(
                v->made->pdf, qpdf_oh_get_array_item(v->made->pdf, list, glyph - first));
    }
    return 1000;
}

static void move_along(viewer *v, double amount)
{
    v->matrix[4] += amount * v->matrix[0];
    v->matrix[5] += amount * v->matrix[1];
}

static void show_string(viewer *v, const char *hex, size_t len)
{
    for (size_t i = 0; i + 4 <= len; i += 4) {
        char code[5] = {hex[i], hex[i + 1], hex[i + 2], hex[i + 3], 0};
        shown *glyph = &v->at[v->count++];
        *glyph = (shown){.x = v->matrix[4],
                         .y = v->matrix[5],
                         .face = v->face,
                         .glyph = (int)strtol(code, NULL, 16),
                         .overprint = v->overprint};
        snprintf(glyph->ink, sizeof glyph->ink, "%s", v->ink);
        move_along(v, width_of(v, glyph->glyph) / 1000 * v->size * v->stretch);
    }
}

static void start_line(viewer *v, const double matrix[6])
{
    memcpy(v->matrix, matrix, sizeof v->matrix);
    memcpy(v->line, matrix, sizeof v->line);
}

static void run_operator(viewer *v, bx_str word)
{
    const double *n = v->numbers;
    static const double unit[6] = {1, 0, 0, 1, 0, 0};
    if (bx_str_is(word, "BT"))
        start_line(v, unit);
    if (bx_str_is(word, "Td")) {
        double moved[6];
        memcpy(moved, v->line, sizeof moved);
        moved[4] += n[0] * moved[0] + n[1] * moved[2];
        moved[5] += n[0] * moved[1] + n[1] * moved[3];
        start_line(v, moved);
    }
    if (bx_str_is(word, "Tm"))
        start_line(v, n);
    if (bx_str_is(word, "Tf"))
        v->size = n[v->number_count - 1];
    if (bx_str_is(word, "Tz"))
        v->stretch = n[0] / 100;
    if (bx_str_is(word, "k"))
        snprintf(v->ink, sizeof v->ink, "%g %g %g %g", n[0], n[1], n[2], n[3]);
    v->number_count = 0;
}

/* Follows the page; in a TJ, numbers move the pen at once. */
static void view(viewer *v, const result *made)
{
    *v = (viewer){.made = made, .stretch = 1};
    bool list = false;
    for (const char *at = content_of(made, 0); *at != '\0';) {
        if (strncmp(at, "/Span<<", 7) == 0) {
            at = strstr(at, ">>") + 2;
        } else if (*at == '<') {
            const char *end = strchr(at, '>');
            show_string(v, at + 1, (size_t)(end - at - 1));
            at = end + 1;
        } else if (*at == '[' || *at == ']') {
            list = *at++ == '[';
        } else if (*at == '/') {
            if (at[1] == 'F')
                v->face = (int)strtol(at + 2, NULL, 10);
            if (strncmp(at, "/GK ", 4) == 0 || strncmp(at, "/GN ", 4) == 0)
                v->overprint = at[2] == 'K';
            at += strcspn(at, " ");
        } else if (strchr("0123456789.-", *at) != NULL) {
            char *end;
            double number = strtod(at, &end);
            if (list)
                move_along(v, -number / 1000 * v->size * v->stretch);
            else if (v->number_count < 16)
                v->numbers[v->number_count++] = number;
            at = end;
        } else if (*at == ' ' || *at == '\n') {
            at++;
        } else {
            size_t len = strcspn(at, " \n[<");
            run_operator(v, (bx_str){at, len});
            at += len;
        }
    }
}

/* Every glyph of PAGE where the list has it, to 0.005 pt. */
static void expect_places(const viewer *v, const bx_page *page)
{
    size_t k = 0;
    for (size_t i = 0; i < page->op_count; i++) {
        const bx_glyphs_op *run = page->ops[i].kind == BX_OP_GLYPHS ? page->ops[i].detail : NULL;
        for (size_t g = 0; run != NULL && g < run->count; g++, k++) {
            double x = bx_pt(run->glyphs[g].x), y = bx_pt(page->height - run->glyphs[g].y);
            assert_true(k < v->count);
            assert_int_equal(v->at[k].glyph, run->glyphs[g].glyph);
            assert_int_equal(v->at[k].face, run->face);
            assert_true(v->at[k].x - x < 0.005 && x - v->at[k].x < 0.005);
            assert_true(v->at[k].y - y < 0.005 && y - v->at[k].y < 0.005);
        }
    }
    assert_int_equal(k, v->count);
}

/* ---- tests: text ---- */

static void glyphs_stand_where_the_list_says(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) /* odd sizes and gaps: rounding must not add up */
        add_text(&it, i % 2, INK, 8.5 + i * 0.37, 36.9, 40 + i * 17.0, 0.031 * (i % 11),
                 "汐州湾大桥168根斜拉索，kW·h");
    bx_glyphs_op *wide = add_text(&it, SONG, INK, 30, 40, 1070, 0, "压扁的标题");
    wide->stretch = -37;
    for (size_t i = 0; i < wide->count; i++)
        glyph_at(wide, i)->x = pt(40 + (double)i * 30 * 0.963);
    bx_glyphs_op *turned = add_text(&it, SONG, INK, 9, 700, 100, 0, "GDP2025");
    turned->turned = true;
    for (size_t i = 0; i < turned->count; i++) {
        glyph_at(turned, i)->x = pt(700.123);
        glyph_at(turned, i)->y = pt(100 + (double)i * 5.217);
    }
    const bx_page *page = end_page(&it, "A1");
    result made = make_one(page);
    static viewer v;
    view(&v, &made);
    expect_places(&v, page);
    drop(&made);
}

static void black_text_overprints_and_nothing_else(void **state)
{
    (void)state;
    add_text(&it, SONG, INK, 8.5, 40, 40, 0, "黑");
    add_text(&it, SONG, RED, 8.5, 40, 60, 0, "红");
    add_text(&it, SONG, WHITE, 8.5, 40, 80, 0, "白");
    add_text(&it, SONG, GREY, 8.5, 40, 100, 0, "灰");
    add_text(&it, SONG, INK, 40, 40, 160, 0, "大");
    result made = make_one(end_page(&it, "A1"));
    static viewer v;
    view(&v, &made);
    assert_int_equal(v.count, 5);
    static const bool over[] = {true, false, false, true, false};
    static const char *inks[] = {"0 0 0 1", "0 1 1 0", "0 0 0 0", "0 0 0 0.65", "0 0 0 1"};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(v.at[i].overprint, over[i]);
        assert_string_equal(v.at[i].ink, inks[i]);
    }
    expect_text(&made, in_page(&made, 0, "/Resources/ExtGState/GK/OPM"), "1");
    expect_text(&made, in_page(&made, 0, "/Resources/ExtGState/GK/op"), "true");
    expect_text(&made, in_page(&made, 0, "/Resources/ExtGState/GN/op"), "false");
    drop(&made);
}

static bool maps(const result *made, int face, uint32_t glyph, const char *utf16)
{
    char path[64], line[64];
    snprintf(path, sizeof path, "/Resources/Font/F%d/ToUnicode", face);
    snprintf(line, sizeof line, "<%04X><%s>\n", glyph, utf16);
    return strstr(stream_of(made, in_page(made, 0, path)).at, line) != NULL;
}

/* The code that the first copy of a glyph gets. */
static uint32_t first_copy(int face)
{
    size_t count;
    return (uint32_t)bx_fontbook_faces(it.book, &count)[face].glyph_count;
}

static void text_can_be_searched(void **state)
{
    (void)state;
    add_text(&it, SONG, INK, 8.5, 40, 40, 0, "CO2排放2吨，𬭎");
    bx_glyphs_op *small = add_text(&it, SONG, INK, 5, 40, 60, 0, "2");
    glyph_at(small, 0)->text = "₂";
    glyph_at(small, 0)->text_len = 3;
    bx_glyphs_op *dash = add_text(&it, SONG, INK, 8.5, 40, 80, 0, "—");
    glyph_at(dash, 0)->text = "——";
    glyph_at(dash, 0)->text_len = 6;
    bx_glyphs_op *dot = add_text(&it, KAI, INK, 8.5, 40, 100, 0, "·");
    glyph_at(dot, 0)->text_len = 0; /* a mark that nobody typed */
    result made = make_one(end_page(&it, "A1"));
    const char *content = content_of(&made, 0);
    assert_true(maps(&made, SONG, bx_face_glyph(it.book, SONG, '2'), "0032"));
    assert_true(maps(&made, SONG, bx_face_glyph(it.book, SONG, 0x2cb4e), "D872DF4E"));
    assert_true(maps(&made, SONG, bx_face_glyph(it.book, SONG, 0x2014), "20142014"));
    uint32_t copy = first_copy(SONG); /* of 2, which is two characters here */
    assert_true(maps(&made, SONG, copy, "2082"));
    assert_non_null(strstr(content, bx_str_printf(it.arena, "[<%04X>]TJ", copy).at));
    assert_non_null(strstr(content, "/Span<</ActualText<FEFF>>>BDC"));
    drop(&made);
}

static void meanings_of_two_pages_meet(void **state)
{
    (void)state;
    add_text(&it, SONG, INK, 8.5, 40, 40, 0, "2222");
    const bx_page *first = end_page(&it, "A1");
    bx_glyphs_op *small = add_text(&it, SONG, INK, 5, 40, 60, 0, "2");
    glyph_at(small, 0)->text = "₂";
    glyph_at(small, 0)->text_len = 3;
    const bx_page *pages[2] = {first, end_page(&it, "A2")};
    result both = make(pages, 2, 0, 2, 2), alone = make(pages, 2, 1, 1, 1);
    uint32_t copy = first_copy(SONG);
    assert_non_null(strstr(content_of(&both, 1), bx_str_printf(it.arena, "[<%04X>]TJ", copy).at));
    assert_true(maps(&both, SONG, copy, "2082"));
    assert_true(maps(&alone, SONG, bx_face_glyph(it.book, SONG, '2'), "2082"));
    drop(&both);
    drop(&alone);
}

static void subsets_hold_what_is_used(void **state)
{
    (void)state;
    add_text(&it, SONG, INK, 8.5, 40, 40, 0, "版心");
    add_text(&it, KAI, INK, 8.5, 40, 60, 0, "楷");
    result made = make_one(end_page(&it, "A1"));
    qpdf_oh font = in_page(&made, 0, "/Resources/Font/F0/DescendantFonts/0");
    expect_text(&made, find(&made, font, "/Subtype"), "/CIDFontType2");
    expect_text(&made, find(&made, font, "/CIDToGIDMap"), "/Identity");
    const char *name = qpdf_oh_get_name(made.pdf, find(&made, font, "/FontDescriptor/FontName"));
    assert_int_equal(strlen(name), strlen("/ABCDEF+BanxinSong-Regular"));
    assert_int_equal(name[7], '+');
    bx_str file = stream_of(&made, find(&made, font, "/FontDescriptor/FontFile2"));
    expect_text(&made, find(&made, font, "/FontDescriptor/FontFile2/Length1"),
                bx_str_printf(it.arena, "%zu", file.len).at);
    assert_true(file.len < 100000); /* of 4.4 MB */
    /* Read as a font again, the subset has the two outlines and the widths, and no other outline.
     */
    size_t count;
    const bx_face *whole = &bx_fontbook_faces(it.book, &count)[SONG];
    bx_face part = {
        .bytes = (const uint8_t *)file.at, .size = file.len, .units_per_em = whole->units_per_em};
    bx_program program, source;
    assert_true(bx_program_open(&part, &program));
    assert_true(bx_program_open(whole, &source));
    uint32_t used = bx_face_glyph(it.book, SONG, 0x7248), other = used - 1;
    assert_int_equal(bx_program_width(&program, &part, used),
                     bx_program_width(&source, whole, used));
    assert_true(bx_program_outline(&program, used).len >= bx_program_outline(&source, used).len);
    assert_int_equal(bx_program_outline(&program, other).len, 0);
    uint32_t sum = 0;
    for (size_t i = 0; i + 4 <= file.len; i += 4)
        sum += (uint32_t)part.bytes[i] << 24 | (uint32_t)part.bytes[i + 1] << 16 |
               (uint32_t)part.bytes[i + 2] << 8 | part.bytes[i + 3];
    assert_int_equal(sum, 0xB1B0AFBA); /* OpenType, head.checkSumAdjustment */
    drop(&made);
}

/* ---- tests: areas, pictures, advertisements ---- */

static void rules_and_tints(void **state)
{
    (void)state;
    add_box(&it, BX_OP_RULE, INK, 10, 20, 100, 0.25);
    add_box(&it, BX_OP_RULE, INK, 10, 30, 100, 2);
    add_box(&it, BX_OP_RULE, GREY, 10, 35, 100, 0.25);
    add_box(&it, BX_OP_TINT, TINT, 10, 40, 100, 50);
    add_text(&it, SONG, INK, 8.5, 12, 60, 0, "剪");
    add_text(&it, SONG, RED, 8.5, 12, 80, 0, "红");
    result made = make_one(end_page(&it, "A1"));
    assert_string_equal(
        content_of(&made, 0),
        bx_str_printf(it.arena,
                      "/GK gs\n0 0 0 1 k\n10 1085.253 100 .25 re f\n"
                      "/GN gs\n10 1073.503 100 2 re f\n"
                      "0 0 0 .65 k\n10 1070.253 100 .25 re f\n"
                      "0 .03 .07 .05 k\n10 1015.503 100 50 re f\n"
                      "BT\n/GK gs\n0 0 0 1 k\n/F0 8.5 Tf\n12 1045.503 Td\n[<%04X>]TJ\n"
                      "/GN gs\n0 1 1 0 k\n0 -20 Td\n[<%04X>]TJ\nET\n",
                      bx_face_glyph(it.book, SONG, 0x526a), bx_face_glyph(it.book, SONG, 0x7ea2))
            .at);
    drop(&made);
}

/* Curves go over what is printed there, as the text above them does. */
static void dots_and_waves(void **state)
{
    (void)state;
    add_box(&it, BX_OP_DOT, INK, 10, 20, 2, 2);
    add_box(&it, BX_OP_WAVE, RED, 10, 30, 3, 1.2);
    result made = make_one(end_page(&it, "A1"));
    assert_string_equal(content_of(&made, 0),
                        "/GK gs\n0 0 0 1 k\n12 1084.503 m "
                        "12 1083.95 11.553 1083.503 11 1083.503 c "
                        "10.447 1083.503 10 1083.95 10 1084.503 c "
                        "10 1085.056 10.447 1085.503 11 1085.503 c "
                        "11.553 1085.503 12 1085.056 12 1084.503 c f\n"
                        "/GN gs\n0 1 1 0 K .399 w 10 1074.903 m "
                        "10.546 1075.437 10.954 1075.437 11.5 1074.903 c "
                        "12.046 1074.37 12.454 1074.37 13 1074.903 c S\n");
    drop(&made);
}

/* The first pixel of photo I<INDEX> of page 1 as the PDF has it. */
static void first_pixel(const result *made, int index, uint8_t pixel[4])
{
    char path[64];
    unsigned char *bytes = NULL;
    size_t len = 0;
    QPDF_BOOL filtered;
    snprintf(path, sizeof path, "/Resources/XObject/I%d", index);
    qpdf_oh_get_stream_data(made->pdf, in_page(made, 0, path), qpdf_dl_none, &filtered, &bytes,
                            &len);
    tjhandle decoder = tjInitDecompress();
    int width, height, sampling, space;
    assert_int_equal(tjDecompressHeader3(decoder, bytes, len, &width, &height, &sampling, &space),
                     0);
    bool gray = space == TJCS_GRAY;
    uint8_t *pixels = malloc((size_t)(width * height) * 4);
    assert_int_equal(tjDecompress2(decoder, bytes, len, pixels, width, 0, height,
                                   gray ? TJPF_GRAY : TJPF_CMYK, 0),
                     0);
    memcpy(pixel, pixels, gray ? 1 : 4);
    free(pixels);
    free(bytes);
    tjDestroy(decoder);
}

static void photos_become_ink(void **state)
{
    (void)state;
    static const uint8_t black[] = {0, 0, 0}, cyan[] = {0, 255, 255, 255}, middle[] = {128};
    bx_str file = make_jpeg(&it, 1200, 900, 3, black);
    put_file(&it, "black.jpg", file.at, file.len);
    file = make_jpeg(&it, 300, 300, 4, cyan);
    put_file(&it, "cyan.jpg", file.at, file.len);
    file = make_jpeg(&it, 300, 300, 1, middle);
    put_file(&it, "gray.jpg", file.at, file.len);
    add_photo(&it, "black.jpg", 1200, 900, 40, 40, 144, 108); /* 600 ppi */
    add_photo(&it, "cyan.jpg", 300, 300, 40, 200, 72, 72);    /* 300 ppi: kept */
    add_photo(&it, "gray.jpg", 300, 300, 40, 400, 72, 72);
    add_photo(&it, "black.jpg", 1200, 900, 240, 40, 144, 108)->gray = true;
    add_photo(&it, "black.jpg", 1200, 900, 440, 40, 144, 108);
    const bx_page *page = end_page(&it, "A1");
    for (int round = 0; round < 2; round++) { /* the second time from the cache */
        result made = make_one(page);
        uint8_t pixel[4];
        expect_text(&made, in_page(&made, 0, "/Resources/XObject/I0/Width"), "500");
        expect_text(&made, in_page(&made, 0, "/Resources/XObject/I0/Height"), "375");
        expect_text(&made, in_page(&made, 0, "/Resources/XObject/I0/ColorSpace"), "/DeviceCMYK");
        expect_text(&made, in_page(&made, 0, "/Resources/XObject/I1/Width"), "300");
        expect_text(&made, in_page(&made, 0, "/Resources/XObject/I2/ColorSpace"), "/DeviceGray");
        expect_text(&made, in_page(&made, 0, "/Resources/XObject/I3/ColorSpace"), "/DeviceGray");
        first_pixel(&made, 0, pixel);
        int total = pixel[0] + pixel[1] + pixel[2] + pixel[3];
        assert_in_range(total, 180 * 255 / 100, 221 * 255 / 100);
        assert_true(pixel[3] > 200); /* black stays when colour is taken back */
        first_pixel(&made, 1, pixel);
        assert_true(pixel[0] >= 253 && pixel[1] <= 2 && pixel[2] <= 2 && pixel[3] <= 2);
        first_pixel(&made, 3, pixel);
        assert_true(pixel[0] <= 2);
        assert_int_equal(
            qpdf_oh_get_object_id(made.pdf, in_page(&made, 0, "/Resources/XObject/I0")),
            qpdf_oh_get_object_id(made.pdf, in_page(&made, 0, "/Resources/XObject/I4")));
        drop(&made);
    }
    assert_false(bx_diags_has_errors(it.diags));
}

/* JPEG with PROFILE in it, in pieces as ICC.1 B.4 has them. */
static bx_str with_profile(bx_str jpeg, bx_str profile)
{
    enum { PIECE = 60000 };
    bx_buffer out = {0};
    size_t count = (profile.len + PIECE - 1) / PIECE;
    bx_buffer_add(&out, jpeg.at, 2);
    for (size_t i = 0; i < count; i++) {
        bx_str piece = bx_str_slice(profile, i * PIECE,
                                    (i + 1) * PIECE < profile.len ? (i + 1) * PIECE : profile.len);
        size_t len = 2 + 14 + piece.len;
        const uint8_t head[] = {0xFF, 0xE2, (uint8_t)(len >> 8), (uint8_t)len};
        const uint8_t order[] = {(uint8_t)(i + 1), (uint8_t)count};
        bx_buffer_add(&out, head, sizeof head);
        bx_buffer_add(&out, "ICC_PROFILE", 12);
        bx_buffer_add(&out, order, sizeof order);
        bx_buffer_add(&out, piece.at, piece.len);
    }
    bx_buffer_add(&out, jpeg.at + 2, jpeg.len - 2);
    bx_str copy = bx_str_copy(it.arena, (bx_str){out.at, out.len});
    bx_buffer_free(&out);
    return copy;
}

/* Separated for this very paper already: black stays on one plate. */
static void inks_of_the_papers_own_profile_are_kept(void **state)
{
    (void)state;
    static const uint8_t black[] = {255, 255, 255, 0}; /* Adobe's way round */
    bx_str profile;
    assert_true(bx_tree_bytes(it.arena, it.tree, it.paper.press.profile, 1 << 22, BX_NOWHERE,
                              &profile, it.diags));
    bx_str file = with_profile(make_jpeg(&it, 300, 300, 4, black), profile);
    put_file(&it, "own.jpg", file.at, file.len);
    add_photo(&it, "own.jpg", 300, 300, 40, 40, 72, 72);
    result made = make_one(end_page(&it, "A1"));
    uint8_t pixel[4];
    first_pixel(&made, 0, pixel);
    assert_true(pixel[0] <= 2 && pixel[1] <= 2 && pixel[2] <= 2 && pixel[3] >= 253);
    drop(&made);
    assert_false(bx_diags_has_errors(it.diags));
}

static void a_broken_cache_entry_is_made_again(void **state)
{
    (void)state;
    static const uint8_t red[] = {200, 30, 30};
    bx_str file = make_jpeg(&it, 600, 600, 3, red);
    put_file(&it, "red.jpg", file.at, file.len);
    add_photo(&it, "red.jpg", 600, 600, 40, 40, 72, 72);
    const bx_page *page = end_page(&it, "A1");
    result first = make_one(page);
    DIR *cache = opendir(in_root(&it, "cache/banxin"));
    assert_non_null(cache);
    for (const struct dirent *entry; (entry = readdir(cache)) != NULL;)
        if (strncmp(entry->d_name, "photo-", 6) == 0)
            assert_int_equal(
                truncate(bx_str_printf(it.arena, "%s/cache/banxin/%s", it.root, entry->d_name).at,
                         900),
                0);
    closedir(cache);
    result second = make_one(page);
    assert_int_equal(first.bytes.len, second.bytes.len);
    assert_memory_equal(first.bytes.at, second.bytes.at, first.bytes.len);
    drop(&first);
    drop(&second);
}

static void a_cut_photo_is_an_error(void **state)
{
    (void)state;
    static const uint8_t red[] = {200, 30, 30};
    bx_str file = make_jpeg(&it, 600, 600, 3, red);
    put_file(&it, "cut.jpg", file.at, file.len / 2);
    add_photo(&it, "cut.jpg", 600, 600, 40, 40, 72, 72);
    result made = make_one(end_page(&it, "A1"));
    assert_true(reported(&it, "bad-photo"));
    assert_non_null(strstr(content_of(&made, 0), "0 0 0 .1 k")); /* a grey box stands in */
    drop(&made);
}

/* A PDF of one page, 200 x 100 pt, with a trim of 180 x 90 and what else KEYS say. */
static void put_advert(const char *name, const char *keys, const char *content)
{
    bx_buffer pdf = {0};
    size_t at[5];
    bx_buffer_text(&pdf, "%PDF-1.4\n");
    at[1] = pdf.len;
    bx_buffer_text(&pdf, "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
    at[2] = pdf.len;
    bx_buffer_printf(
        &pdf, "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]%s>>endobj\n", keys);
    at[3] = pdf.len;
    bx_buffer_text(&pdf, "3 0 obj<</Type/Page/Parent 2 0 R/TrimBox[10 5 190 95]/Contents 4 0 R"
                         "/Resources<<>>>>endobj\n");
    at[4] = pdf.len;
    bx_buffer_printf(&pdf, "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n", strlen(content),
                     content);
    size_t xref = pdf.len;
    bx_buffer_text(&pdf, "xref\n0 5\n0000000000 65535 f \n");
    for (int i = 1; i <= 4; i++)
        bx_buffer_printf(&pdf, "%010zu 00000 n \n", at[i]);
    bx_buffer_printf(&pdf, "trailer<</Root 1 0 R/Size 5>>\nstartxref\n%zu\n%%%%EOF\n", xref);
    put_file(&it, name, pdf.at, pdf.len);
    bx_buffer_free(&pdf);
}

static void advertisements_are_placed(void **state)
{
    (void)state;
    put_advert("plain.pdf", "", "0 0 0 1 k (rg) Tj 10 5 180 90 re f");
    put_advert("turned.pdf", "/Rotate 90", "0 0 0 1 k 10 5 180 90 re f");
    add_text(&it, SONG, INK, 8.5, 40, 40, 0, "字");
    add_advert(&it, "plain.pdf", 100, 200, 181, 91);
    add_advert(&it, "turned.pdf", 300, 200, 180, 360); /* 90 wide, twice as large */
    result made = make_one(end_page(&it, "A1"));
    const char *content = content_of(&made, 0);
    expect_text(&made, in_page(&made, 0, "/Resources/XObject/A0/Subtype"), "/Form");
    expect_text(&made, in_page(&made, 0, "/Resources/XObject/A0/BBox/0"), "10.000000");
    assert_non_null(
        strstr(content, "/GN gs\nq 0 0 0 1 k 0 0 0 1 K 1 0 0 1 90.5 810.503 cm /A0 Do Q"));
    /* Turned clockwise: what was its left side is on top. */
    assert_non_null(strstr(content, "0 -2 2 0 290 925.503 cm /A1 Do Q"));
    assert_false(reported(&it, "ad-rgb"));
    drop(&made);
}

static void advertisements_are_checked(void **state)
{
    (void)state;
    put_advert("rgb.pdf", "", "1 0 0 rg 10 5 180 90 re f");
    put_file(&it, "broken.pdf", "%PDF-1.4 nothing", 16);
    add_advert(&it, "rgb.pdf", 100, 200, 180, 90);
    add_advert(&it, "broken.pdf", 100, 300, 180, 90);
    result made = make_one(end_page(&it, "A1"));
    assert_true(reported(&it, "ad-rgb"));
    assert_true(reported(&it, "bad-ad"));
    assert_int_equal(bx_diags_count(it.diags, BX_ERROR), 2); /* this paper refuses RGB */
    drop(&made);
}

/* ---- tests: the file ---- */

static void boxes_labels_outline_info(void **state)
{
    (void)state;
    unsetenv("SOURCE_DATE_EPOCH");
    add_tag(&it, BX_OP_TAG, "A1-lead", "头条");
    add_text(&it, SONG, INK, 8.5, 40, 60, 0, "文");
    add_tag(&it, BX_OP_UNTAG, "", "");
    add_tag(&it, BX_OP_TAG, "A1-lead", "头条");
    add_text(&it, SONG, INK, 8.5, 40, 80, 0, "续");
    add_tag(&it, BX_OP_UNTAG, "", "");
    const bx_page *first = end_page(&it, "A1");
    bx_page second = *first;
    second.label = BX_STR("A2");
    second.bleed = pt(9);
    const bx_page *pages[] = {first, &second};
    result made = make(pages, 2, 0, 2, 1);
    assert_string_equal(qpdf_get_pdf_version(made.pdf), "1.6");
    assert_int_equal(qpdf_get_num_pages(made.pdf), 2);
    expect_text(&made, in_page(&made, 0, "/TrimBox"), "[ 0 0 779.527 1105.503 ]");
    expect_text(&made, in_page(&made, 1, "/TrimBox"), "[ 9 9 788.527 1114.503 ]");
    expect_text(&made, in_page(&made, 1, "/MediaBox"), "[ 0 0 797.527 1123.503 ]");
    qpdf_oh root = qpdf_get_root(made.pdf);
    assert_string_equal(qpdf_oh_get_utf8_value(made.pdf, find(&made, root, "/PageLabels/Nums/3/P")),
                        "A2");
    assert_string_equal(
        qpdf_oh_get_utf8_value(made.pdf, find(&made, root, "/Outlines/First/Title")), "A1 要闻");
    assert_string_equal(
        qpdf_oh_get_utf8_value(made.pdf, find(&made, root, "/Outlines/First/First/Title")), "头条");
    expect_text(&made, find(&made, root, "/Outlines/First/Count"), "-1");
    expect_text(&made, find(&made, root, "/Outlines/First/First/Dest/3"), "1054.003");
    qpdf_oh info = find(&made, qpdf_get_trailer(made.pdf), "/Info");
    assert_string_equal(qpdf_oh_get_utf8_value(made.pdf, find(&made, info, "/Title")),
                        "汐州科技报 2025-05-09");
    assert_string_equal(qpdf_oh_get_string_value(made.pdf, find(&made, info, "/ModDate")),
                        "D:20250509000000+08'00'");
    drop(&made);
    setenv("SOURCE_DATE_EPOCH", "1767225600", 1);
    made = make(pages, 2, 0, 1, 1);
    info = find(&made, qpdf_get_trailer(made.pdf), "/Info");
    assert_string_equal(qpdf_oh_get_string_value(made.pdf, find(&made, info, "/CreationDate")),
                        "D:20260101080000+08'00'");
    drop(&made);
    unsetenv("SOURCE_DATE_EPOCH");
}

static void same_pages_same_bytes(void **state)
{
    (void)state;
    const bx_page *pages[3];
    static const char *texts[] = {"同样的版面", "同样的字节", "一二三四五"};
    for (int i = 0; i < 3; i++) {
        add_text(&it, i % 2, INK, 8.5, 40, 40, 0.1, texts[i]);
        pages[i] = end_page(&it, bx_str_printf(it.arena, "A%d", i + 1).at);
    }
    result one = make(pages, 3, 0, 3, 1), eight = make(pages, 3, 0, 3, 8);
    assert_int_equal(one.bytes.len, eight.bytes.len);
    assert_memory_equal(one.bytes.at, eight.bytes.at, one.bytes.len);
    result among = make(pages, 3, 1, 1, 2), alone = make(pages + 1, 1, 0, 1, 1);
    assert_int_equal(among.bytes.len, alone.bytes.len);
    assert_memory_equal(among.bytes.at, alone.bytes.at, alone.bytes.len);
    drop(&one);
    drop(&eight);
    drop(&among);
    drop(&alone);
}

static void a_screen_profile_is_refused(void **state)
{
    (void)state;
    bx_str profile = get_file(&it, in_root(&it, "press.icc"));
    char *rgb = (char *)(uintptr_t)profile.at;
    memcpy(rgb + 16, "RGB ", 4);
    put_file(&it, "rgb.icc", rgb, profile.len);
    it.paper.press.profile = BX_STR("rgb.icc");
    bx_press_open(it.arena, it.tree, &it.makeup,
                                    &(bx_press_options){.standard = standard}, it.diags);
    assert_true(reported(&it, "bad-profile"));
}

static void both_standards_name_themselves(void **state)
{
    (void)state;
    static const char *const names[] = {"(PDF/X-4)", "(PDF/X-1a:2003)"};
    it.paper.press.condition_id = BX_STR("CGATS TR 002");
    add_text(&it, 0, INK, 8.5, 40, 40, 0.1, "印前");
    const bx_page *page = end_page(&it, "A1");
    for (int i = 0; i < 2; i++) {
        standard = i == 0 ? BX_PDFX4 : BX_PDFX1A;
        result made = make_one(page);
        qpdf_oh trailer = qpdf_get_trailer(made.pdf);
        assert_memory_equal(made.bytes.at, i == 0 ? "%PDF-1.6" : "%PDF-1.4", 8);
        expect_text(&made, find(&made, trailer, "/Info/GTS_PDFXVersion"), names[i]);
        expect_text(&made, find(&made, trailer, "/Root/OutputIntents/0/S"), "/GTS_PDFX");
        expect_text(&made, find(&made, trailer, "/Root/OutputIntents/0/OutputConditionIdentifier"),
                    "(CGATS TR 002)");
        bx_str profile =
            stream_of(&made, find(&made, trailer, "/Root/OutputIntents/0/DestOutputProfile"));
        bx_str shipped = get_file(&it, in_root(&it, "press.icc"));
        assert_int_equal(profile.len, shipped.len);
        assert_memory_equal(profile.at, shipped.at, profile.len);
        bx_str packet = stream_of(&made, find(&made, trailer, "/Root/Metadata"));
        assert_non_null(strstr(packet.at, i == 0 ? ">PDF/X-4<" : ">PDF/X-1a:2003<"));
        drop(&made);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(glyphs_stand_where_the_list_says),
        TEST(black_text_overprints_and_nothing_else),
        TEST(text_can_be_searched),
        TEST(meanings_of_two_pages_meet),
        TEST(subsets_hold_what_is_used),
        TEST(rules_and_tints), TEST(dots_and_waves),
        TEST(photos_become_ink),
        TEST(inks_of_the_papers_own_profile_are_kept),
        TEST(a_broken_cache_entry_is_made_again),
        TEST(a_cut_photo_is_an_error),
        TEST(advertisements_are_placed),
        TEST(advertisements_are_checked),
        TEST(boxes_labels_outline_info),
        TEST(same_pages_same_bytes),
        TEST(a_screen_profile_is_refused),
        TEST(both_standards_name_themselves),
    };
    return cmocka_run_group_tests_name("press", tests, NULL, NULL);
}
