/* tests/unit/press_help.h - a small paper of two faces and five inks, and pages put together by
 * hand.
 *
 * The root is a temporary folder with copies of two fonts and the profile; photos are made on the
 * spot. A page is a list of operations, added one by one; nothing of read, flow or page is
 * needed for it.
 */
#ifndef TESTS_PRESS_HELP_H
#define TESTS_PRESS_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <turbojpeg.h>
#include <unistd.h>

#include "press/inside.h"

enum { INK, RED, TINT, WHITE, GREY, INKS };
enum { SONG, KAI, FACES };

typedef struct {
    char root[64];
    bx_arena *arena;
    bx_diags *diags;
    bx_tree *tree;
    bx_fontbook *book;
    bx_ink inks[INKS];
    bx_font_ref fonts[FACES];
    bx_issue issue;
    bx_paper paper;
    bx_makeup makeup;
    BX_VEC(bx_op) ops;
} fixture;

static inline const char *in_root(fixture *f, const char *name)
{
    return bx_str_printf(f->arena, "%s/%s", f->root, name).at;
}

static inline void put_file(fixture *f, const char *name, const void *bytes, size_t len)
{
    FILE *file = fopen(in_root(f, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static inline bx_str get_file(fixture *f, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    bx_buffer bytes = {0};
    char part[65536];
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
        bx_buffer_add(&bytes, part, got);
    fclose(file);
    bx_str copy = bx_str_copy(f->arena, (bx_str){bytes.at, bytes.len});
    bx_buffer_free(&bytes);
    return copy;
}

static inline void copy_in(fixture *f, const char *from, const char *name)
{
    bx_str bytes = get_file(f, from);
    put_file(f, name, bytes.at, bytes.len);
}

/* A JPEG of one colour, CHANNELS 1, 3 or 4; CMYK carries Adobe's mark, so 0 is full ink. */
static inline bx_str make_jpeg(fixture *f, int width, int height, int channels,
                               const uint8_t *color)
{
    uint8_t *pixels = bx_arena_alloc(f->arena, (size_t)(width * height), (size_t)channels);
    for (int i = 0; i < width * height * channels; i++)
        pixels[i] = color[i % channels];
    tjhandle encoder = tjInitCompress();
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    int format = channels == 4 ? TJPF_CMYK : channels == 3 ? TJPF_RGB : TJPF_GRAY;
    assert_int_equal(tjCompress2(encoder, pixels, width, 0, height, format, &bytes, &size,
                                 channels == 1 ? TJSAMP_GRAY : TJSAMP_444, 95, 0),
                     0);
    bx_str copy = bx_str_copy(f->arena, (bx_str){(const char *)bytes, size});
    tjFree(bytes);
    tjDestroy(encoder);
    return copy;
}

static inline void open_fixture(fixture *f)
{
    *f = (fixture){
        .root = "/tmp/banxin-press-XXXXXX", .arena = bx_arena_new(), .diags = bx_diags_new()};
    assert_non_null(mkdtemp(f->root));
    mkdir(in_root(f, "layouts"), 0777);
    mkdir(in_root(f, "cache"), 0777);
    setenv("XDG_CACHE_HOME", in_root(f, "cache"), 1);
    copy_in(f, "fonts/BanxinSong-Regular.ttf", "song.ttf");
    copy_in(f, "fonts/BanxinKai-Regular.ttf", "kai.ttf");
    copy_in(f, "layouts/xizhou-yuanqu/newsprint-tr002.icc", "press.icc");
    f->tree = bx_tree_open(f->root, f->root, f->diags);
    assert_non_null(f->tree);
    f->fonts[SONG] = (bx_font_ref){BX_STR("song"), BX_STR("song.ttf"), BX_NOWHERE};
    f->fonts[KAI] = (bx_font_ref){BX_STR("kai"), BX_STR("kai.ttf"), BX_NOWHERE};
    f->inks[INK] = (bx_ink){.name = BX_STR("ink"), .cmyk = {0, 0, 0, 1000}};
    f->inks[RED] = (bx_ink){.name = BX_STR("red"), .cmyk = {0, 1000, 1000, 0}};
    f->inks[TINT] = (bx_ink){.name = BX_STR("tint"), .cmyk = {0, 30, 70, 50}};
    f->inks[WHITE] = (bx_ink){.name = BX_STR("white")};
    f->inks[GREY] = (bx_ink){.name = BX_STR("grey"), .cmyk = {0, 0, 0, 650}};
    f->issue = (bx_issue){.date = {2025, 5, 9}, .date_text = BX_STR("2025-05-09")};
    f->paper.title = BX_STR("汐州科技报");
    f->paper.fonts = f->fonts;
    f->paper.font_count = FACES;
    f->paper.inks = f->inks;
    f->paper.ink_count = INKS;
    f->paper.press.profile = BX_STR("press.icc");
    f->paper.press.total_ink = 220;
    f->paper.press.ppi = 250;
    f->book = bx_fontbook_open(f->arena, f->tree, &f->paper, f->diags);
    assert_non_null(f->book);
    f->makeup = (bx_makeup){.issue = &f->issue, .paper = &f->paper, .book = f->book};
}

static inline void remove_folder(const char *folder)
{
    DIR *stream = opendir(folder);
    for (const struct dirent *entry; stream != NULL && (entry = readdir(stream)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        bx_buffer path = {0};
        bx_buffer_printf(&path, "%s/%s", folder, entry->d_name);
        if (unlink(path.at) != 0)
            remove_folder(path.at);
        bx_buffer_free(&path);
    }
    if (stream != NULL)
        closedir(stream);
    rmdir(folder);
}

static inline void close_fixture(fixture *f)
{
    bx_fontbook_free(f->book);
    bx_tree_free(f->tree);
    bx_diags_free(f->diags);
    remove_folder(f->root);
    bx_arena_free(f->arena);
}

/* ---- pages ---- */

static inline bx_len pt(double points)
{
    return bx_len_pt(points);
}

static inline void add_op(fixture *f, bx_op op)
{
    BX_PUSH(f->arena, f->ops, op);
}

/* TEXT set solid from X, Y on, a glyph a character; MORE is added to every advance. */
static inline bx_glyphs_op *add_text(fixture *f, int face, int ink, double size, double x, double y,
                                     double more, const char *text)
{
    bx_glyphs_op *run = BX_NEW(f->arena, bx_glyphs_op);
    bx_glyph *glyphs = BX_NEW_ARRAY(f->arena, bx_glyph, strlen(text) + 1);
    const char *at = text, *end = text + strlen(text);
    bx_len pen = pt(x);
    while (at < end) {
        const char *start = at;
        uint32_t code = bx_utf8_next(&at, end), glyph = bx_face_glyph(f->book, face, code);
        assert_int_not_equal(glyph, 0);
        glyphs[run->count++] = (bx_glyph){.glyph = glyph,
                                          .x = pen,
                                          .y = pt(y),
                                          .ledger = BX_GENERATED,
                                          .text = start,
                                          .text_len = (uint16_t)(at - start)};
        pen += (bx_len)bx_muldiv(pt(size), bx_face_advance(f->book, face, glyph), 1000) + pt(more);
    }
    run->face = (uint16_t)face;
    run->size = pt(size);
    run->glyphs = glyphs;
    add_op(f, (bx_op){.kind = BX_OP_GLYPHS, .ink = (uint16_t)ink, .detail = run});
    return run;
}

static inline bx_glyph *glyph_at(const bx_glyphs_op *run, size_t index)
{
    return (bx_glyph *)(uintptr_t)&run->glyphs[index];
}

static inline void add_box(fixture *f, bx_op_kind kind, int ink, double x, double y, double w,
                           double h)
{
    add_op(f, (bx_op){.kind = kind, .ink = (uint16_t)ink, .box = {pt(x), pt(y), pt(w), pt(h)}});
}

static inline bx_image_op *add_photo(fixture *f, const char *name, int width, int height, double x,
                                     double y, double w, double h)
{
    bx_image_op *image = BX_NEW(f->arena, bx_image_op);
    *image = (bx_image_op){
        .file = bx_str_of(name), .width = width, .height = height, .crop = {0, 0, width, height}};
    add_op(f, (bx_op){.kind = BX_OP_IMAGE, .box = {pt(x), pt(y), pt(w), pt(h)}, .detail = image});
    return image;
}

static inline void add_advert(fixture *f, const char *name, double x, double y, double w, double h)
{
    bx_advert_op *advert = BX_NEW(f->arena, bx_advert_op);
    *advert = (bx_advert_op){.file = bx_str_of(name), .name = bx_str_of(name)};
    add_op(f, (bx_op){.kind = BX_OP_ADVERT, .box = {pt(x), pt(y), pt(w), pt(h)}, .detail = advert});
}

static inline void add_tag(fixture *f, bx_op_kind kind, const char *story, const char *title)
{
    bx_tag_op *tag = BX_NEW(f->arena, bx_tag_op);
    *tag = (bx_tag_op){.role = "story", .story = bx_str_of(story), .text = bx_str_of(title)};
    add_op(f, (bx_op){.kind = kind, .detail = kind == BX_OP_TAG ? tag : NULL});
}

/* The page of what was added since the last one: 275 x 390 mm. */
static inline const bx_page *end_page(fixture *f, const char *label)
{
    bx_page *page = BX_NEW(f->arena, bx_page);
    *page = (bx_page){.label = bx_str_of(label),
                      .title = BX_STR("要闻"),
                      .width = 798236,
                      .height = 1132035,
                      .ops = f->ops.at,
                      .op_count = f->ops.len};
    f->ops.at = NULL;
    f->ops.len = f->ops.cap = 0;
    return page;
}

/* True when the fixture's reports hold ID; they are kept. */
static inline bool reported(const fixture *f, const char *id)
{
    size_t count;
    const bx_diag *list = bx_diags_list(f->diags, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].id, id) == 0)
            return true;
    return false;
}

#endif
