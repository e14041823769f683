/* draw/png.c, overlay.c, artwork.c: a page put together by hand, drawn, and its pixels looked at. */
#include "output/output.h"

#include "press_help.h"

static fixture it;

static int set_up(void **state)
{
    (void)state;
    open_fixture(&it);
    it.paper.grid = (bx_grid){.columns = 6,
                              .measure = 13,
                              .gutter = 1,
                              .rows = 92,
                              .size = pt(8.5),
                              .pitch = pt(11),
                              .left = pt(37),
                              .top = pt(40)};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close_fixture(&it);
    return 0;
}

/* Draws PAGE at 72 ppi: a pixel a point. */
static bx_raster draw(const bx_page *page, unsigned overlays, bx_str *file)
{
    static bx_slot slot;
    static const bx_interval cells[] = {{0, 10, 20}, {1, 10, 20}};
    slot = (bx_slot){.name = BX_STR("lead"), .cells = {.at = cells, .count = 2}};
    bx_layout layout = {.slots = &slot, .slot_count = 1};
    bx_folio folio = {.label = page->label, .layout = &layout, .grid = &it.paper.grid};
    it.makeup.folios = &folio;
    it.makeup.folio_count = 1;
    bx_proof_options options = {.ppi = 72, .overlays = overlays};
    bx_buffer png = {0};
    const bx_drawing *drawing = bx_drawing_load(it.diags);
    assert_non_null(drawing);
    drawing->page(it.tree, &it.makeup, 0, page, &options, &png, it.diags);
    bx_str copy = bx_str_copy(it.arena, (bx_str){png.at, png.len});
    bx_buffer_free(&png);
    bx_raster raster;
    assert_true(bx_picture_load(it.arena, copy, BX_STR("page.png"), NULL, 0, 0, BX_NOWHERE, &raster,
                                it.diags));
    assert_int_equal(raster.channels, 3);
    if (file != NULL)
        *file = copy;
    return raster;
}

static const uint8_t *pixel(const bx_raster *raster, int x, int y)
{
    return raster->pixels + 3 * (y * raster->width + x);
}

static void inks_as_a_screen_shows_them(void **state)
{
    (void)state;
    add_box(&it, BX_OP_TINT, INK, 100, 100, 50, 50);
    add_box(&it, BX_OP_TINT, RED, 200, 100, 50, 50);
    add_box(&it, BX_OP_TINT, TINT, 300, 100, 50, 50);
    bx_raster page = draw(end_page(&it, "A1"), 0, NULL);
    assert_int_equal(page.width, 780);
    assert_int_equal(page.height, 1106);
    const uint8_t *paper = pixel(&page, 10, 10), *black = pixel(&page, 120, 120);
    const uint8_t *red = pixel(&page, 220, 120), *tint = pixel(&page, 320, 120);
    assert_true(paper[0] == 255 && paper[1] == 255 && paper[2] == 255);
    assert_true(black[0] < 60 && black[0] == black[1] && black[1] == black[2]);
    assert_true(red[0] > 180 && red[1] < 90 && red[2] < 90);
    assert_true(tint[0] > 220 && tint[0] >= tint[1] && tint[1] > tint[2]);
}

static void a_contact_sheet_keeps_proportions(void **state)
{
    (void)state;
    add_box(&it, BX_OP_TINT, INK, 0, 0, 780, 1106);
    const bx_page *whole = end_page(&it, "A1");
    bx_page narrow = *whole;
    narrow.width = whole->width / 2;
    it.paper.width = whole->width;
    it.paper.height = whole->height;
    bx_str files[2];
    draw(whole, 0, &files[0]);
    draw(&narrow, 0, &files[1]);
    bx_buffer pngs[2] = {{.at = (char *)(uintptr_t)files[0].at, .len = files[0].len},
                         {.at = (char *)(uintptr_t)files[1].at, .len = files[1].len}};
    const bx_contact_page pages[] = {{BX_STR("A1"), &pngs[0]}, {BX_STR("A2"), &pngs[1]}};
    bx_buffer sheet = {0};
    bx_raster raster;
    bx_drawing_load(it.diags)->contact(it.tree, &it.makeup, pages, 2, 100, &sheet);
    assert_true(bx_picture_load(it.arena, (bx_str){sheet.at, sheet.len}, BX_STR("contact.png"), NULL, 0, 0, BX_NOWHERE,
                                &raster, it.diags));
    bx_buffer_free(&sheet);
    int second = 16 + 100 + 16; /* gaps and a page */
    assert_true(pixel(&raster, 16 + 95, 100)[0] < 80);
    assert_true(pixel(&raster, second + 45, 100)[0] < 80);
    assert_true(pixel(&raster, second + 60, 100)[0] > 200);
}

static void dots_are_round_and_waves_swing(void **state)
{
    (void)state;
    add_box(&it, BX_OP_DOT, INK, 100, 100, 40, 40);
    add_box(&it, BX_OP_WAVE, INK, 200, 100, 180, 30); /* four halves of 45, first up, then down */
    add_box(&it, BX_OP_WAVE, INK, 400, 100, 30, 90);
    bx_raster page = draw(end_page(&it, "A1"), 0, NULL);
    assert_true(pixel(&page, 120, 120)[0] < 60 && pixel(&page, 102, 120)[0] < 60);
    assert_int_equal(pixel(&page, 103, 103)[0], 255); /* a corner */
    assert_true(pixel(&page, 222, 105)[0] < 60 && pixel(&page, 267, 125)[0] < 60);
    assert_int_equal(pixel(&page, 222, 125)[0], 255);
    assert_int_equal(pixel(&page, 222, 98)[0], 255); /* all of it is in its box */
    assert_int_equal(pixel(&page, 267, 132)[0], 255);
    assert_true(pixel(&page, 405, 122)[0] < 60 && pixel(&page, 425, 167)[0] < 60);
}

static void glyphs_stand_where_they_should(void **state)
{
    (void)state;
    add_text(&it, SONG, INK, 100, 100, 300, 0, "口");
    bx_glyphs_op *turned = add_text(&it, SONG, INK, 100, 400, 300, 0, "—");
    turned->turned = true;
    bx_glyphs_op *over = add_text(&it, SONG, INK, 100, 100, 500, 0, "口");
    over->red_alert = true;
    bx_raster page = draw(end_page(&it, "A1"), 0, NULL);
    int dark = 0, red = 0, below = 0;
    for (int y = 212; y < 312; y++)
        for (int x = 100; x < 200; x++)
            dark += pixel(&page, x, y)[0] < 128;
    for (int y = 412; y < 512; y++)
        for (int x = 100; x < 200; x++)
            red += pixel(&page, x, y)[0] > 180 && pixel(&page, x, y)[1] < 90;
    for (int y = 310; y < 390; y++) { /* a dash turned clockwise runs down from its origin */
        bool inked = false;
        for (int x = 425; x < 450; x++)
            inked |= pixel(&page, x, y)[0] < 200;
        below += inked;
    }
    assert_in_range(dark, 800, 4000);
    assert_in_range(red, 800, 4000);
    assert_in_range(below, 70, 80); /* it has a blank at either end */
}

static void photos_fill_their_boxes(void **state)
{
    (void)state;
    static const uint8_t green[] = {20, 160, 60};
    bx_str file = make_jpeg(&it, 400, 300, 3, green);
    put_file(&it, "green.jpg", file.at, file.len);
    add_photo(&it, "green.jpg", 400, 300, 100, 100, 80, 60);
    add_photo(&it, "green.jpg", 400, 300, 300, 100, 80, 60)->gray = true;
    bx_raster page = draw(end_page(&it, "A1"), 0, NULL);
    for (int i = 0; i < 4; i++) {
        const uint8_t *at = pixel(&page, i % 2 == 0 ? 100 : 179, i < 2 ? 100 : 159);
        assert_true(at[0] < 30 && at[1] > 150 && at[2] > 50 && at[2] < 70);
    }
    assert_int_equal(pixel(&page, 99, 130)[0], 255);
    assert_int_equal(pixel(&page, 180, 130)[0], 255);
    const uint8_t *gray = pixel(&page, 340, 130);
    assert_true(gray[0] == gray[1] && gray[1] == gray[2] && gray[0] > 90 && gray[0] < 150);
}

static void an_advertisement_without_programs_is_a_box(void **state)
{
    (void)state;
    add_advert(&it, "ads/half.pdf", 100, 100, 400, 200);
    bx_raster page = draw(end_page(&it, "A1"), 0, NULL);
    assert_int_equal(pixel(&page, 480, 150)[0], 240);
    int ink = 0;
    for (int y = 110; y < 170; y++)
        for (int x = 110; x < 300; x++)
            ink += pixel(&page, x, y)[0] < 140;
    assert_true(ink > 50); /* its name */
}

static void overlays_are_drawn_on_top(void **state)
{
    (void)state;
    const bx_page *page = end_page(&it, "A1");
    bx_str plain, all, again;
    draw(page, 0, &plain);
    bx_raster grid = draw(page, BX_OVERLAY_GRID, NULL);
    assert_true(pixel(&grid, 37, 500)[0] < 250); /* the edge of the first column */
    bx_raster slots = draw(page, BX_OVERLAY_SLOTS, NULL);
    assert_true(pixel(&slots, 60, 200)[1] < 250);
    assert_int_equal(pixel(&slots, 60, 300)[1], 255);
    unsigned every = BX_OVERLAY_GRID | BX_OVERLAY_SLOTS | BX_OVERLAY_IDS | BX_OVERLAY_BASELINE;
    draw(page, every, &all);
    draw(page, every, &again);
    assert_false(bx_str_eq(plain, all));
    assert_true(bx_str_eq(all, again));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(inks_as_a_screen_shows_them), TEST(dots_are_round_and_waves_swing), TEST(glyphs_stand_where_they_should),
        TEST(a_contact_sheet_keeps_proportions), TEST(dots_are_round_and_waves_swing), TEST(glyphs_stand_where_they_should),
        TEST(photos_fill_their_boxes),     TEST(an_advertisement_without_programs_is_a_box),
        TEST(overlays_are_drawn_on_top),
    };
    return cmocka_run_group_tests_name("output/png", tests, NULL, NULL);
}
