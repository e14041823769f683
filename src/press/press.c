/* press/press.c - the printing condition, and pages made ready for any number of files (印前). */
#include "press/press.h"

#include <stdio.h>
#include <stdlib.h>

#include "press/inside.h"

enum { PROFILE_BYTES = 16 << 20 };

/* ---- small things ---- */

void bx_put_milli(bx_buffer *out, int64_t value)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t size = value < 0 ? (uint64_t)-value : (uint64_t)value;
    uint64_t part = size % 1000;
    for (int i = 0; i < 3; i++, part /= 10)
        if (part % 10 != 0 || at < sizeof text)
            text[--at] = (char)('0' + part % 10);
    if (at < sizeof text)
        text[--at] = '.';
    size /= 1000;
    if (size > 0 || at == sizeof text)
        do
            text[--at] = (char)('0' + size % 10);
        while ((size /= 10) > 0);
    if (value < 0)
        text[--at] = '-';
    bx_buffer_add(out, text + at, sizeof text - at);
}

void bx_put_rect(const bx_press *press, const bx_page *page, bx_rect box, bx_buffer *out)
{
    bx_len edge = bx_page_edge(press, page), foot = page->height + edge;
    const bx_len sides[4] = {box.x + edge, foot - box.y - box.h, box.x + box.w + edge, foot - box.y};
    for (int i = 0; i < 4; i++) {
        bx_buffer_text(out, i == 0 ? "[" : " ");
        bx_put_milli(out, bx_muldiv(sides[i], 1000, BX_PT));
    }
    bx_buffer_text(out, "]");
}

void bx_put_destination(const bx_press *press, const bx_page *page, bx_len x, bx_len y,
                        bx_buffer *out)
{
    bx_len edge = bx_page_edge(press, page);
    bx_buffer_text(out, "[/XYZ ");
    bx_put_milli(out, bx_muldiv(x + edge, 1000, BX_PT));
    bx_buffer_text(out, " ");
    bx_put_milli(out, bx_muldiv(page->height + edge - y, 1000, BX_PT));
    bx_buffer_text(out, " null]");
}

bx_rect bx_rect_join(bx_rect a, bx_rect b)
{
    bx_len left = a.x < b.x ? a.x : b.x, top = a.y < b.y ? a.y : b.y;
    bx_len right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    bx_len foot = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (bx_rect){left, top, right - left, foot - top};
}

static void put_unit(bx_buffer *out, uint32_t unit)
{
    static const char digits[] = "0123456789ABCDEF";
    char code[4] = {digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15],
                    digits[unit & 15]};
    bx_buffer_add(out, code, sizeof code);
}

void bx_put_utf16(bx_buffer *out, bx_str text, bool mark)
{
    const char *at = text.at, *end = at + text.len;
    bx_buffer_text(out, mark ? "<FEFF" : "<");
    while (at < end) {
        uint32_t code = bx_utf8_next(&at, end);
        if (code >= 0x10000) {
            put_unit(out, 0xd800 + ((code - 0x10000) >> 10));
            code = 0xdc00 + ((code - 0x10000) & 0x3ff);
        }
        put_unit(out, code);
    }
    bx_buffer_text(out, ">");
}

/* ---- the press ---- */

/* A CMYK output profile says so in its header (ICC.1, 7.2): size, class, space, signature. */
static bool is_press_profile(bx_str profile)
{
    const unsigned char *size = (const unsigned char *)profile.at;
    return profile.len > 128 && memcmp(profile.at + 36, "acsp", 4) == 0 &&
           ((uint32_t)size[0] << 24 | (uint32_t)size[1] << 16 | (uint32_t)size[2] << 8 | size[3]) ==
               profile.len &&
           memcmp(profile.at + 12, "prtr", 4) == 0 && memcmp(profile.at + 16, "CMYK", 4) == 0;
}

/* The profile as it lies in every file, day after day: packing it takes longer than the text of a
 * page. */
static void pack_profile(bx_arena *arena, bx_press *press)
{
    char recipe[64], key[33];
    bx_buffer packed = {0};
    int len = snprintf(recipe, sizeof recipe, "profile 1|%s|%zu", press->profile_hash,
                       press->profile.len);
    bx_hash_hex(recipe, (size_t)len, key);
    if (!bx_cache_find("profile", key, &packed)) {
        bx_deflate(press->profile.at, press->profile.len, BX_PACK_TEXT, &packed);
        bx_cache_keep("profile", key, packed.at, packed.len);
    }
    press->packed_profile = bx_str_copy(arena, (bx_str){packed.at, packed.len});
    bx_buffer_free(&packed);
}

static void read_profile(bx_arena *arena, bx_press *press, bx_diags *diags)
{
    const bx_press_rules *rules = &press->makeup->paper->press;
    if (!bx_tree_bytes(arena, press->tree, rules->profile, PROFILE_BYTES, rules->where,
                       &press->profile, diags)) {
        press->profile = (bx_str){0};
        return;
    }
    if (!is_press_profile(press->profile)) {
        bx_report(diags, BX_ERROR, "bad-profile", rules->where,
                  N_("'%.*s' is not the profile of a CMYK printing condition"),
                  BX_FMT(rules->profile));
        press->profile = (bx_str){0};
    } else if (press->standard == BX_PDFX1A && press->profile.at[8] > 2) {
        bx_report(diags, BX_ERROR, "bad-profile", rules->where,
                  N_("'%.*s' is an ICC profile of version %d: PDF/X-1a takes version 2"),
                  BX_FMT(rules->profile), press->profile.at[8]);
    }
    bx_hash_hex(press->profile.at, press->profile.len, press->profile_hash);
    pack_profile(arena, press);
}

static void open_programs(bx_arena *arena, bx_press *press, bx_diags *diags)
{
    const bx_paper *paper = press->makeup->paper;
    press->faces = bx_fontbook_faces(press->makeup->book, &press->face_count);
    bx_program *programs = BX_NEW_ARRAY(arena, bx_program, press->face_count);
    for (size_t i = 0; i < press->face_count; i++) {
        if (bx_program_open(&press->faces[i], &programs[i]))
            continue;
        bx_report(diags, BX_ERROR, "bad-font",
                  i < paper->font_count ? paper->fonts[i].where : BX_NOWHERE,
                  N_("font '%.*s' has no TrueType outlines, which a press file needs"),
                  BX_FMT(press->faces[i].file));
    }
    press->programs = programs;
}

/* The paper's inks as its proofs show them. */
static const uint8_t (*read_palette(bx_arena *arena, const bx_press *press))[3]
{
    const bx_paper *paper = press->makeup->paper;
    bx_screen *screen = bx_screen_open(arena, press->tree, paper);
    uint8_t(*palette)[3] = bx_arena_alloc(arena, paper->ink_count + 1, sizeof *palette);
    for (size_t i = 0; i < paper->ink_count; i++)
        memcpy(palette[i], bx_screen_ink(screen, i), sizeof *palette);
    bx_screen_close(screen);
    return (const uint8_t(*)[3])palette;
}

bx_press *bx_press_open(bx_arena *arena, const bx_tree *tree, const bx_makeup *makeup,
                        const bx_press_options *options, bx_diags *diags)
{
    bx_press *press = BX_NEW(arena, bx_press);
    press->tree = tree;
    press->standard = options->standard;
    press->marks = options->marks || (makeup->paper->press.marks && !options->screen);
    press->makeup = makeup;
    read_profile(arena, press, diags);
    press->screen = options->screen;
    if (options->screen)
        press->palette = read_palette(arena, press);
    open_programs(arena, press, diags);
    return press;
}

/* ---- plates ---- */

static bool same_photo(const bx_photo_plate *photo, const bx_image_op *op, const int target[2])
{
    return bx_str_eq(photo->op->file, op->file) && photo->op->gray == op->gray &&
           memcmp(photo->op->crop, op->crop, sizeof op->crop) == 0 &&
           photo->target[0] == target[0] && photo->target[1] == target[1];
}

static uint32_t find_photo(bx_plates *plates, const bx_press *press, const bx_op *op)
{
    int target[2];
    bx_photo_target(press, op->detail, op->box, target);
    for (size_t i = 0; i < plates->photos.len; i++)
        if (same_photo(&plates->photos.at[i], op->detail, target))
            return (uint32_t)i;
    BX_PUSH(
        plates->arena, plates->photos,
        (bx_photo_plate){.op = op->detail, .where = op->where, .target = {target[0], target[1]}});
    return (uint32_t)plates->photos.len - 1;
}

static uint32_t find_ad(bx_plates *plates, const bx_op *op)
{
    const bx_advert_op *advert = op->detail;
    for (size_t i = 0; i < plates->ads.len; i++)
        if (bx_str_eq(plates->ads.at[i].file, advert->file))
            return (uint32_t)i;
    BX_PUSH(plates->arena, plates->ads, (bx_ad_plate){.file = advert->file, .where = op->where});
    return (uint32_t)plates->ads.len - 1;
}

static void gather_pictures(bx_plates *plates, const bx_press *press, bx_plate *plate)
{
    for (size_t i = 0; i < plate->page->op_count; i++) {
        const bx_op *op = &plate->page->ops[i];
        if (op->kind == BX_OP_IMAGE)
            BX_PUSH(plates->arena, plate->photos, find_photo(plates, press, op));
        const bx_advert_op *advert = op->kind == BX_OP_ADVERT ? op->detail : NULL;
        if (advert != NULL && !advert->missing) /* a missing file was reported when it was named */
            BX_PUSH(plates->arena, plate->ads, find_ad(plates, op));
    }
}

static void check_placed(const bx_press *press, const bx_page *page, const bx_op *op,
                         const bx_ad_plate *ad, bx_diags *diags)
{
    bx_check_ad_size(press, page, op, ad, diags);
    bx_check_ad_placed(press, op, ad, diags);
}

static void check_ads(bx_plates *plates, const bx_press *press, bx_diags *diags)
{
    for (size_t i = 0; i < plates->ads.len; i++)
        bx_check_ad(plates->arena, press, &plates->ads.at[i], diags);
    for (size_t i = 0; i < plates->count; i++) {
        const bx_plate *plate = &plates->pages[i];
        size_t next = 0;
        for (size_t k = 0; k < plate->page->op_count; k++) {
            const bx_op *op = &plate->page->ops[k];
            const bx_advert_op *advert = op->kind == BX_OP_ADVERT ? op->detail : NULL;
            if (advert != NULL && !advert->missing)
                check_placed(press, plate->page, op, &plates->ads.at[plate->ads.at[next++]], diags);
        }
    }
}

/* What is on a page: its display list, and the pictures as they are printed. */
static void hash_page(const bx_press *press, const bx_plates *plates, const bx_plate *plate,
                      char hash[33])
{
    bx_buffer all = {0};
    char part[33];
    bx_dump_page(plate->page, press->makeup, &all);
    for (size_t i = 0; i < plate->photos.len; i++) {
        const bx_buffer *jpeg = &plates->photos.at[plate->photos.at[i]].jpeg;
        bx_hash_hex(jpeg->at, jpeg->len, part);
        bx_buffer_text(&all, part);
    }
    for (size_t i = 0; i < plate->ads.len; i++) {
        bx_str bytes = plates->ads.at[plate->ads.at[i]].bytes;
        bx_hash_hex(bytes.at, bytes.len, part);
        bx_buffer_text(&all, part);
    }
    bx_hash_hex(all.at, all.len, hash);
    bx_buffer_free(&all);
}

typedef struct {
    const bx_press *press;
    bx_plates *plates;
    bx_arena **arenas; /* one a page: they stay with the plates */
} plate_run;

static void make_plate(size_t i, void *data)
{
    plate_run *run = data;
    bx_plate *plate = &run->plates->pages[i];
    char hash[33];
    if (run->press->marks) {
        hash_page(run->press, run->plates, plate, hash);
        plate->marks = bx_make_marks(run->arenas[i], run->press, plate->page, hash);
    }
    bx_survey_page(run->arenas[i], run->press, plate);
    if (run->press->screen)
        bx_list_sequences(run->arenas[i], plate);
    bx_buffer content = {0};
    bx_write_content(run->press, run->plates, plate, &plate->meanings, &content);
    bx_deflate(content.at, content.len, BX_PACK_TEXT, &plate->content);
    bx_buffer_free(&content);
}

bx_plates *bx_make_plates(const bx_press *press, const bx_page *const *pages, size_t count,
                          int workers, bx_diags *diags)
{
    bx_arena *arena = bx_arena_new();
    bx_plates *plates = BX_NEW(arena, bx_plates);
    plates->arena = arena;
    plates->pages = BX_NEW_ARRAY(arena, bx_plate, count);
    plates->page_arenas = BX_NEW_ARRAY(arena, bx_arena *, count);
    plates->count = count;
    for (size_t i = 0; i < count; i++) {
        plates->pages[i].page = pages[i];
        plates->page_arenas[i] = bx_arena_new();
        gather_pictures(plates, press, &plates->pages[i]);
    }
    bx_make_photos(press, plates->photos.at, plates->photos.len, workers, diags);
    check_ads(plates, press, diags);
    for (size_t i = 0; !press->screen && i < count; i++)
        bx_check_ink_plan(arena, press, plates, &plates->pages[i], diags);
    plate_run run = {press, plates, plates->page_arenas};
    bx_run_jobs(workers, count, make_plate, &run);
    return plates;
}

void bx_plates_free(bx_plates *plates)
{
    if (plates == NULL)
        return;
    for (size_t i = 0; i < plates->count; i++) {
        bx_buffer_free(&plates->pages[i].content);
        bx_arena_free(plates->page_arenas[i]);
    }
    for (size_t i = 0; i < plates->photos.len; i++)
        bx_buffer_free(&plates->photos.at[i].jpeg);
    bx_arena_free(plates->arena);
}
