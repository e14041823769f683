/* flow/photo.c - photos in whole rows, cropped around their focus, with caption and credit (图片). */
#include "flow/maker.h"

/* The largest part of W x H with the proportion of BOX that holds the focus, as near its middle as can be. */
static bool crop_around(const bx_photo *photo, const int pixels[2], bx_rect box, int crop[4])
{
    int64_t width = pixels[0], height = pixels[1];
    if (width * box.h > height * box.w)
        width = height * box.w / box.h;
    else
        height = width * box.h / box.w;
    int64_t fx = 0, fy = 0, fw = pixels[0], fh = pixels[1];
    if (photo->focus[2] > 0) {
        fx = (int64_t)pixels[0] * photo->focus[0] / 100;
        fy = (int64_t)pixels[1] * photo->focus[1] / 100;
        fw = (int64_t)pixels[0] * photo->focus[2] / 100;
        fh = (int64_t)pixels[1] * photo->focus[3] / 100;
    }
    int64_t x = fx + fw / 2 - width / 2, y = fy + fh / 2 - height / 2;
    x = x < 0 ? 0 : x > pixels[0] - width ? pixels[0] - width : x;
    y = y < 0 ? 0 : y > pixels[1] - height ? pixels[1] - height : y;
    crop[0] = (int)x;
    crop[1] = (int)y;
    crop[2] = (int)width;
    crop[3] = (int)height;
    return photo->focus[2] == 0 || (fw <= width + 2 && fh <= height + 2);
}

static void check_resolution(bx_maker *m, const bx_place *place, const bx_photo *photo, bx_rect box, bx_frame *frame)
{
    const bx_press_rules *press = &m->paper->press;
    frame->ppi = (int)((int64_t)frame->crop[2] * 72 * BX_PT / box.w);
    if (frame->ppi >= press->ppi_warn)
        return;
    bool bad = frame->ppi < press->ppi_error;
    bx_report(m->diags, bad ? BX_ERROR : BX_WARNING, "low-ppi", photo->where,
              "photo '%.*s' prints at %d ppi on page %.*s, %d are wanted", BX_FMT(photo->file), frame->ppi,
              BX_FMT(place->page->label), press->ppi_warn);
    bx_hint(m->diags, BX_NOWHERE, "at %d ppi it may be %d mm wide at most", press->ppi_warn,
            (int)((int64_t)frame->crop[2] * 254 / press->ppi_warn / 10));
}

static void put_keyline(bx_maker *m, const bx_place *place, bx_rect box)
{
    bx_len width = bx_len_pt(0.22);
    int ink = bx_ink_named(m->paper, "keyline");
    bx_rect sides[] = {{box.x, box.y, box.w, width},
                       {box.x, box.y + box.h - width, box.w, width},
                       {box.x, box.y + width, width, box.h - 2 * width},
                       {box.x + box.w - width, box.y + width, width, box.h - 2 * width}};
    for (int i = 0; i < 4; i++)
        bx_put_area(m, place, BX_FRAME_RULE, "keyline", sides[i], ink);
}

static void put_picture(bx_maker *m, const bx_place *place, const bx_photo *photo, bx_rect box)
{
    bx_frame frame = {.kind = BX_FRAME_PHOTO,
                      .part = "photo",
                      .slot = place->slot,
                      .story = place->story,
                      .box = box,
                      .row = -1,
                      .column = -1,
                      .photo = photo,
                      .passage = {.block = place->passage.block, .photo = photo, .whole = photo},
                      .where = photo->where};
    bx_picture_info info;
    bx_arena_mark mark = bx_arena_save(m->arena);
    bx_str bytes;
    bool read = bx_tree_exists(m->arena, m->tree, photo->file) && /* else reported when it was read */
                bx_tree_bytes(m->arena, m->tree, photo->file, BX_PICTURE_BYTES, photo->where, &bytes, m->diags) &&
                bx_picture_probe(bytes, photo->file, photo->where, &info, m->diags);
    bx_arena_rewind(m->arena, mark);
    if (read) {
        bx_picture_warn(&info, photo->file, photo->where, m->diags);
        frame.pixels[0] = info.width;
        frame.pixels[1] = info.height;
        if (!crop_around(photo, frame.pixels, box, frame.crop)) {
            bx_report(m->diags, BX_WARNING, "focus-cut", photo->where,
                      "the focus of photo '%.*s' does not fit its place on page %.*s", BX_FMT(photo->file),
                      BX_FMT(place->page->label));
            bx_hint(m->diags, BX_NOWHERE, "make the focus smaller, or give the photo other cells");
        }
        check_resolution(m, place, photo, box, &frame);
    } else {
        frame.missing = true;
    }
    BX_PUSH(m->arena, *place->frames, frame);
    put_keyline(m, place, box);
}

static bx_str credit_text(bx_maker *m, bx_str *after)
{
    bx_str wording = m->paper->credit;
    const char *name = memmem(wording.at, wording.len, "{name}", 6);
    size_t at = name == NULL ? wording.len : (size_t)(name - wording.at);
    *after = name == NULL ? (bx_str){0} : bx_str_slice(wording, at + 6, wording.len);
    return bx_str_slice(wording, 0, at);
}

static bx_len credit_setting(bx_maker *m, const bx_photo_spot *spot, const bx_photo *photo, bx_setting *credit)
{
    *credit = (bx_setting){0};
    if (photo->credit.count == 0)
        return 0;
    bx_str after, before = credit_text(m, &after);
    int style = spot->credit_style;
    bx_set_literal(m, credit, before, style);
    bx_set_text(m, credit, &photo->credit, (bx_dress_set){style, style, style}, false);
    bx_set_literal(m, credit, after, style);
    const bx_para *para = bx_set_para(m, credit, false);
    const bx_gaps *gaps = bx_make_gaps(m->arena, para, &m->head_rules);
    return bx_natural_width(gaps, 0, (uint32_t)para->count);
}

/* Words under a photo, set. */
typedef struct {
    const bx_lines *lines; /* NULL: neither title nor caption */
    bx_setting credit;
    bx_len credit_width;
    bool shared;           /* the credit stands in the last line */
    bx_len height;
} words;

static words set_words(bx_maker *m, const bx_photo_spot *spot, const bx_photo *photo, bx_len width)
{
    words w = {0};
    bx_setting setting = {0};
    int text = spot->caption_style, title = spot->title_style;
    const bx_style *style = &m->paper->styles[text];
    if (photo->title.count > 0) {
        bx_set_text(m, &setting, &photo->title, (bx_dress_set){title, title, title}, false);
        bx_set_literal(m, &setting, BX_STR("　"), title);
    }
    bx_set_text(m, &setting, &photo->caption, (bx_dress_set){text, text, text}, false);
    setting.em = style->size;
    w.credit_width = credit_setting(m, spot, photo, &w.credit);
    bx_len last = 0;
    size_t rows = 0;
    if (setting.pieces.len > 0) {
        const bx_para *para = bx_set_para(m, &setting, false);
        const bx_gaps *gaps = bx_make_gaps(m->arena, para, &m->paper->lines);
        bx_measure measure = {.measure = width, .align = BX_JUSTIFY, .last = (uint32_t)para->count};
        w.lines = bx_break_lines(m->arena, gaps, &measure, 0);
        rows = w.lines->count;
        last = w.lines->lines[rows - 1].width;
    }
    w.shared = rows > 0 && w.credit_width > 0 && last + w.credit_width + 6 * BX_PT <= width;
    rows += w.credit_width > 0 && !w.shared;
    w.height = (bx_len)rows * style->pitch;
    return w;
}

/* Caption under (or beside) the photo; the credit stands flush right in its last line when there is room. */
static void put_caption(bx_maker *m, const bx_place *place, const bx_photo_spot *spot, const bx_photo *photo, bx_rect box)
{
    words w = set_words(m, spot, photo, box.w);
    bx_place here = *place;
    here.passage = (bx_passage){.photo = photo, .whole = &photo->caption};
    const bx_style *style = &m->paper->styles[spot->caption_style];
    bx_len pitch = style->pitch, y = box.y;
    for (size_t i = BX_SABOTAGE(5); w.lines != NULL && i < w.lines->count; i++) { /* a line of a caption */
        bx_len baseline = y + (pitch - style->size) / 2 + style->size * 22 / 25;
        bx_put_line(m, &here, "caption", w.lines->para, &w.lines->lines[i], box.x, y, pitch, baseline)->overset =
            y + pitch > box.y + box.h + pitch / 2;
        y += pitch;
    }
    if (w.shared)
        y -= pitch;
    bx_len baseline = y + (pitch - style->size) / 2 + style->size * 22 / 25;
    if (w.credit_width > 0 && !BX_SABOTAGE(9)) /* a credit */
        bx_put_text(m, &here, "credit", &w.credit, &m->head_rules, BX_AT_RIGHT, box.x + box.w, baseline);
    if (w.height > box.h + pitch / 2) {
        bx_report(m->diags, BX_ERROR, "overset", photo->where, "the caption of '%.*s' runs past its %d rows",
                  BX_FMT(photo->file), (int)(box.h / m->paper->grid.pitch));
        bx_hint(m->diags, spot->where, "shorten the caption, or give it more rows");
    }
}

/* ---- a photo in the text ---- */

static bx_photo_spot plain_spot(const bx_maker *m, const bx_photo *photo)
{
    return (bx_photo_spot){.caption_style = bx_need_style(m->paper, "caption"),
                           .title_style = bx_need_style(m->paper, "photo-title"),
                           .credit_style = bx_need_style(m->paper, "credit"),
                           .where = photo->where};
}

/* Height of the whole picture at WIDTH; three to two when it cannot be read, which is reported where it is set. */
static bx_len height_at(bx_maker *m, const bx_photo *photo, bx_len width)
{
    bx_picture_info info = {.width = 3, .height = 2};
    bx_diags *told = bx_diags_new();
    bx_arena_mark mark = bx_arena_save(m->arena);
    bx_str bytes;
    if (!bx_tree_exists(m->arena, m->tree, photo->file) ||
        !bx_tree_bytes(m->arena, m->tree, photo->file, BX_PICTURE_BYTES, photo->where, &bytes, told) ||
        !bx_picture_probe(bytes, photo->file, photo->where, &info, told) || info.width < 1 || info.height < 1)
        info = (bx_picture_info){.width = 3, .height = 2};
    bx_arena_rewind(m->arena, mark);
    bx_diags_free(told);
    int64_t height = (int64_t)width * info.height / info.width;
    return height > 100 * (int64_t)width ? 100 * width : (bx_len)height; /* a strip is cropped to its column */
}

int bx_photo_rows(bx_maker *m, const bx_photo *photo, bx_len width, bx_len pitch, int most, int *caption)
{
    enum { LEAST = 3, CLEAR = 2 }; /* rows of picture; a row stays free above and below */
    bx_photo_spot spot = plain_spot(m, photo);
    *caption = (int)((set_words(m, &spot, photo, width).height + pitch - 1) / pitch);
    int rows = (int)((height_at(m, photo, width) + pitch / 2) / pitch);
    if (rows > most - *caption - CLEAR)
        rows = most - *caption - CLEAR;
    return rows < LEAST ? 0 : rows + *caption + CLEAR;
}

void bx_make_body_photo(bx_maker *m, const bx_place *place, const bx_photo *photo, bx_rect box, bx_len pitch, int caption)
{
    const bx_len inset = bx_len_pt(1.25);
    bx_photo_spot spot = plain_spot(m, photo);
    bx_len words_height = caption * pitch;
    put_picture(m, place, photo, (bx_rect){box.x, box.y + inset, box.w, box.h - words_height - 2 * inset});
    if (caption > 0)
        put_caption(m, place, &spot, photo, (bx_rect){box.x, box.y + box.h - words_height, box.w, words_height});
}

/* A photo piece carries the story's headline between photo and caption. */
static void put_piece_title(bx_maker *m, const bx_place *place, const bx_photo_spot *spot, bx_rect *box)
{
    bx_head_item item = {.part = BX_PART_TITLE, .style = spot->title_style, .full = false, .lines = 1};
    bx_head_line line = {.items = &item, .count = 1, .gap = 0};
    bx_cells cells = spot->caption;
    bx_interval *rows = BX_NEW_ARRAY(m->arena, bx_interval, cells.count);
    for (size_t i = 0; i < cells.count; i++) {
        rows[i] = cells.at[i];
        rows[i].to = (uint16_t)(rows[i].from + spot->title_rows);
    }
    cells.at = rows;
    bx_head head = {.cells = cells, .align = BX_AT_CENTER, .tint = -1, .bar = -1, .lines = &line, .count = 1,
                    .where = spot->where};
    bx_head_text text = {.story = place->story};
    bx_make_head(m, place, &head, &text);
    box->y += spot->title_rows * m->paper->grid.pitch;
    box->h -= spot->title_rows * m->paper->grid.pitch;
}

void bx_make_photo(bx_maker *m, const bx_place *place, const bx_slot *slot, const bx_photo_spot *spot,
                   const bx_photo *photo)
{
    const bx_len inset = bx_len_pt(1.25);
    bx_rect box = bx_part_box(&m->paper->grid, slot, &spot->cells);
    bx_rect caption = bx_part_box(&m->paper->grid, slot, &spot->caption);
    if (spot->w > 0) {
        box.x += spot->x;
        box.w = spot->w;
        caption.x = box.x;
        caption.w = box.w;
    }
    if (spot->around) {
        /* A row stays free above and below; the caption is part of the block. */
        bx_len pitch = m->paper->grid.pitch;
        caption = (bx_rect){box.x, box.y + box.h - (spot->caption_rows + 1) * pitch, box.w, spot->caption_rows * pitch};
        box.y += pitch;
        box.h -= (spot->caption_rows + 2) * pitch;
    }
    box.y += inset;
    box.h -= 2 * inset;
    if (box.w <= 0 || box.h <= 0)
        return; /* reading has said that its cells do not serve */
    put_picture(m, place, photo, box);
    if (spot->caption.count == 0 && !(spot->around && spot->caption_rows > 0))
        return;
    if (spot->title_rows > 0) {
        put_piece_title(m, place, spot, &caption);
        bx_photo_spot plain = *spot;
        plain.title_style = bx_need_style(m->paper, "photo-title");
        put_caption(m, place, &plain, photo, caption);
        return;
    }
    put_caption(m, place, spot, photo, caption);
}
