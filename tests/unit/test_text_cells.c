/* tests/unit/test_text_cells.c - bodies and blanks of clusters in every face (typography 1, 4, 9, 10): class
 * arithmetic, whatever a font makes of the same character.
 */
#include "lines_help.h"

static const char *const STYLES[] = {"body", "bold", "kai", "title-lead", "photo-title"};
enum { STYLE_COUNT = sizeof STYLES / sizeof *STYLES };

/* Body, blank before and blank after in half ems, of clusters that are not Han, Latin or spaces. */
static const char *cells_in(desk *d, const char *text, const char *style, bool vertical)
{
    const bx_para *para = shape(d, text, style, vertical);
    bx_buffer out = {0};
    for (size_t i = 0; i < para->count; i++) {
        const bx_cluster *c = &para->clusters[i];
        if (c->class == BX_CLASS_ID || c->class == BX_CLASS_LAT || c->class == BX_CLASS_SP)
            continue;
        bx_len half = c->em / 2;
        bool exact = c->body % half == 0 && c->before % half == 0 && c->after % half == 0;
        bx_buffer_printf(&out, "%s%.*s%d%d%d%s", out.len > 0 ? " " : "", (int)c->text_len, c->text,
                         c->before / half, c->body / half, c->after / half, exact ? "" : "?");
    }
    bx_buffer_add(&out, "", 1);
    bx_str copy = bx_str_copy(d->arena, (bx_str){out.at, out.len - 1});
    bx_buffer_free(&out);
    return bx_str_c(d->arena, copy);
}

static void test_cells(void **state)
{
    (void)state;
    static const struct {
        const char *text, *flat, *upright; /* horizontal, vertical */
    } CASES[] = {
        {"天“地”玄", "“110 ”011", "“110 ”011"},
        {"（《「【", "（110 《110 「110 【110", "（110 《110 「110 【110"},
        {"）》」】’", "）011 》011 」011 】011 ’011", "）011 》011 」011 】011 ’011"},
        {"，、。", "，011 、011 。011", "，011 、011 。011"},
        /* these four stay whole in vertical text (CLREQ) */
        {"：；？！", "：011 ；011 ？011 ！011", "：020 ；020 ？020 ！020"},
        {"海——天", "——040", "——040"},
        {"海——GDP——天", "——040 ——040", "——040 ——040"},
        {"——", "——040", "——040"},
        {"⸺", "⸺040", "⸺040"},
        {"……", "……040", "……040"},
        {"…", "…020", "…020"},
        {"甲·乙", "·010", "·010"},
        {"甲・乙", "・010", "・010"},
        {"3～5", "～020", "～020"},
        {"3~5年", "~020", "~020"},
        {"京—沪", "—020", "—020"},
        {"甲–乙", "–010", "–010"},
        {"甲－乙", "－010", "－010"},
        {"男/女", "/010", "/010"},
        {"男／女", "／010", "／010"},
        {"人々", "々020", "々020"},
    };
    desk d = desk_open();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        for (size_t s = 0; s < STYLE_COUNT; s++)
            for (int vertical = 0; vertical < 2; vertical++) {
                const char *cells = cells_in(&d, CASES[i].text, STYLES[s], vertical == 1);
                const char *expected = vertical == 1 ? CASES[i].upright : CASES[i].flat;
                if (strcmp(cells, expected) == 0)
                    continue;
                print_error("'%s' in %s%s: %s, not %s\n", CASES[i].text, STYLES[s], vertical == 1 ? ", vertical" : "",
                            cells, expected);
                fail();
            }
    desk_close(&d);
}

/* Ink of a cluster along the line, from its body's left edge. */
static void ink_of(const desk *d, const bx_para *para, const bx_cluster *c, bx_len *from, bx_len *to)
{
    const bx_dress *dress = &para->dresses[c->dress];
    size_t count;
    int em = bx_fontbook_faces(d->book, &count)[dress->face].units_per_em;
    *from = INT32_MAX;
    *to = INT32_MIN;
    for (uint16_t g = 0; g < c->glyph_count; g++) {
        const bx_shaped_glyph *glyph = &para->glyphs[c->first_glyph + g];
        int ink[4];
        if (!bx_face_ink(d->book, dress->face, glyph->glyph, ink))
            continue;
        bx_len left = c->pen + glyph->x + (bx_len)bx_muldiv(ink[0], dress->size, em);
        bx_len right = c->pen + glyph->x + (bx_len)bx_muldiv(ink[2], dress->size, em);
        *from = left < *from ? left : *from;
        *to = right > *to ? right : *to;
    }
}

/* The ink of a mark lies in its body, so that blanks may go to nothing and edges look flush. */
static void test_ink(void **state)
{
    (void)state;
    static const char MARKS[] = "，、。；：？！（）《》「」『』【】〔〕“”‘’——……·～—";
    desk d = desk_open();
    for (size_t s = 0; s < STYLE_COUNT; s++) {
        const bx_para *para = shape(&d, MARKS, STYLES[s], false);
        for (size_t i = 0; i < para->count; i++) {
            const bx_cluster *c = &para->clusters[i];
            bx_len from, to, slack = c->em * 4 / 100;
            ink_of(&d, para, c, &from, &to);
            if (from >= -slack && to <= c->body + slack)
                continue;
            print_error("%.*s in %s: ink from %.3f to %.3f em, body %.3f em\n", (int)c->text_len, c->text, STYLES[s],
                        (double)from / c->em, (double)to / c->em, (double)c->body / c->em);
            fail();
        }
    }
    desk_close(&d);
}

/* —— is one stroke: its ink leaves no gap in the middle and nearly fills two ems. */
static void test_dash_is_one_stroke(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"海——天", "GDP——", "——", "5——6"};
    desk d = desk_open();
    for (size_t s = 0; s < STYLE_COUNT; s++)
        for (size_t t = 0; t < sizeof TEXTS / sizeof *TEXTS; t++) {
            const bx_para *para = shape(&d, TEXTS[t], STYLES[s], false);
            for (size_t i = 0; i < para->count; i++) {
                const bx_cluster *c = &para->clusters[i];
                bx_len from, to;
                if (c->class != BX_CLASS_DA)
                    continue;
                ink_of(&d, para, c, &from, &to);
                assert_int_equal(c->body, 2 * c->em);
                assert_true(to - from > c->em * 17 / 10);
                assert_true(c->glyph_count == 1 || to - from >= c->em * 19 / 10);
            }
        }
    desk_close(&d);
}

/* A —— or …… whose halves are in two dresses is still one unit of two ems. */
static void test_two_dresses(void **state)
{
    (void)state;
    desk d = desk_open();
    bx_dress dresses[] = {dress_of(&d, "body"), dress_of(&d, "bold")};
    bx_piece pieces[] = {{.text = BX_STR("天地玄黄—"), .ledger = BX_GENERATED},
                         {.text = BX_STR("—宇宙洪荒日月"), .ledger = BX_GENERATED, .dress = 1}};
    const bx_para *para = bx_shape(d.arena, d.shaper, pieces, 2, dresses, 2, dresses[0].size, false, d.diags);
    const bx_gaps *gaps = bx_make_gaps(d.arena, para, &d.rules);
    assert_int_equal(para->clusters[4].body + para->clusters[5].body, 2 * para->em);
    assert_int_equal(gaps->gap[4].penalty, FORBIDDEN);
    assert_int_equal(gaps->gap[4].natural, 0);
    assert_false(gaps->gap[4].han);
    desk_close(&d);
}

/* Vertical text: what stands upright in its cell, and what is turned (typography 10, UAX #50). */
static void test_orientation(void **state)
{
    (void)state;
    static const struct {
        const char *text, *turned; /* the clusters that are turned */
    } CASES[] = {
        {"天，地。“玄”", ""},
        {"第5章", ""},
        {"第15章", ""},
        {"共150人", "150"},
        {"占5.2%强", "5.2%"},
        {"用Excel吧", "Excel"},
        {"约5℃和№3", ""},
        {"约150℃", "150"},
    };
    desk d = desk_open();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const bx_para *para = shape(&d, CASES[i].text, "body", true);
        bx_buffer turned = {0};
        for (size_t k = 0; k < para->count; k++)
            if (!para->clusters[k].upright)
                bx_buffer_add(&turned, para->clusters[k].text, para->clusters[k].text_len);
        bx_buffer_add(&turned, "", 1);
        assert_string_equal(turned.at, CASES[i].turned);
        bx_buffer_free(&turned);
    }
    desk_close(&d);
}

/* An apostrophe inside a word is as narrow as a letter, though the font's own quote fills a cell. */
static void test_apostrophe(void **state)
{
    (void)state;
    desk d = desk_open();
    for (size_t s = 0; s < STYLE_COUNT; s++) {
        const bx_para *para = shape(&d, "Who’s", STYLES[s], false);
        assert_int_equal(para->count, 5);
        assert_true(para->clusters[3].body < para->em / 2);
    }
    desk_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_ink),
        cmocka_unit_test(test_dash_is_one_stroke),
        cmocka_unit_test(test_two_dresses),
        cmocka_unit_test(test_orientation),
        cmocka_unit_test(test_apostrophe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
