/* flow/photo.c - photos in whole rows, cropped around their focus, and where their captions stand (图片). */
#include "flow/maker.h"

bool bx_has_caption(const bx_photo_spot *spot)
{
    return spot->caption.count > 0 || (spot->around && spot->caption_rows > 0);
}

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

/* ---- a photo in the text ---- */

static bx_photo_spot plain_spot(const bx_maker *m, const bx_photo *photo)
{
    return (bx_photo_spot){.caption_style = bx_need_style(m->paper, "caption"),
                           .title_style = bx_need_style(m->paper, "photo-title"),
                           .credit_style = bx_need_style(m->paper, "credit"),
                           .caption_tint = -1,
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
    *caption = (int)((bx_set_words(m, &spot, &photo, 1, width).height + pitch - 1) / pitch);
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
        bx_put_words(m, place, &spot, &photo, 1, (bx_rect){box.x, box.y + box.h - words_height, box.w, words_height});
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

/* A caption with a tint, or in the photo's own cells, keeps off their edges by half an em; it ends with the photo. */
static void put_over(bx_maker *m, const bx_place *place, const bx_photo_spot *spot, bx_rect photo, bx_rect *caption)
{
    bx_len foot = photo.y + photo.h, inset = m->paper->styles[spot->caption_style].size / 2;
    bool over = caption->y < foot && caption->y + caption->h > photo.y && caption->x < photo.x + photo.w &&
                caption->x + caption->w > photo.x;
    if (over && caption->y + caption->h > foot)
        caption->h = foot - caption->y;
    if (spot->caption_tint >= 0)
        bx_put_area(m, place, BX_FRAME_TINT, "caption", *caption, spot->caption_tint);
    if (over || spot->caption_tint >= 0) {
        caption->x += inset;
        caption->w -= 2 * inset;
    }
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
    if (!bx_has_caption(spot))
        return;
    if (spot->title_rows > 0) {
        put_piece_title(m, place, spot, &caption);
        bx_photo_spot plain = *spot;
        plain.title_style = bx_need_style(m->paper, "photo-title");
        bx_put_words(m, place, &plain, &photo, 1, caption);
        return;
    }
    put_over(m, place, spot, box, &caption);
    bx_put_words(m, place, spot, &photo, 1, caption);
}

void bx_make_group_words(bx_maker *m, const bx_place *place, const bx_slot *slot)
{
    const bx_story *story = place->story;
    const bx_photo **group = BX_NEW_ARRAY(m->arena, const bx_photo *, slot->photo_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < slot->photo_count; i++)
        if (!bx_has_caption(&slot->photos[i]) && slot->photos[i].index < (int)story->photo_count)
            group[count++] = &story->photos[slot->photos[i].index];
    if (slot->captions.count == 0 || count == 0)
        return;
    bx_photo_spot spot = plain_spot(m, group[0]);
    bx_put_words(m, place, &spot, group, count, bx_part_box(&m->paper->grid, slot, &slot->captions));
}
