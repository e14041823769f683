/* flow/caption.c - the words under a photo, or under a group of them: title, caption, credit (图片说明). */
#include "flow/maker.h"

static bx_str credit_text(bx_maker *m, bx_str *after)
{
    bx_str wording = m->paper->credit;
    const char *name = memmem(wording.at, wording.len, "{name}", 6);
    size_t at = name == NULL ? wording.len : (size_t)(name - wording.at);
    *after = name == NULL ? (bx_str){0} : bx_str_slice(wording, at + 6, wording.len);
    return bx_str_slice(wording, 0, at);
}

static void add_credit(bx_maker *m, bx_setting *setting, const bx_photo *photo, int style)
{
    bx_str after, before = credit_text(m, &after);
    bx_set_literal(m, setting, before, style);
    bx_set_text(m, setting, &photo->credit, (bx_dress_set){style, style, style}, false);
    bx_set_literal(m, setting, after, style);
}

/* Sets the credit by itself; returns its width, 0 when there is none. */
static bx_len set_credit(bx_maker *m, const bx_photo_spot *spot, const bx_photo *photo, bx_setting *credit)
{
    *credit = (bx_setting){0};
    if (photo->credit.count == 0)
        return 0;
    add_credit(m, credit, photo, spot->credit_style);
    const bx_para *para = bx_set_para(m, credit, false);
    const bx_gaps *gaps = bx_make_gaps(m->arena, para, &m->head_rules);
    return bx_natural_width(gaps, 0, (uint32_t)para->count);
}

static bool has_words(const bx_photo *photo)
{
    return photo->title.count + photo->caption.count + photo->credit.count > 0;
}

/* ① to ⑳; a group has hardly more. */
static bx_str number_text(bx_maker *m, size_t number)
{
    return number <= 20 ? bx_str_printf(m->arena, "\xE2\x91%c", (int)(0x9F + number)) : bx_str_printf(m->arena, "(%zu)", number);
}

static void add_photo(bx_maker *m, bx_setting *setting, const bx_photo_spot *spot, const bx_photo *photo)
{
    int text = spot->caption_style, title = spot->title_style;
    if (photo->title.count > 0) {
        bx_set_text(m, setting, &photo->title, (bx_dress_set){title, title, title}, false);
        bx_set_literal(m, setting, BX_STR("　"), title);
    }
    bx_set_text(m, setting, &photo->caption, (bx_dress_set){text, text, text}, false);
}

bx_words bx_set_words(bx_maker *m, const bx_photo_spot *spot, const bx_photo *const *photos, size_t count, bx_len width)
{
    bx_words w = {0};
    bx_setting setting = {0};
    const bx_style *style = &m->paper->styles[spot->caption_style];
    size_t worded = 0, done = 0;
    for (size_t i = 0; i < count; i++)
        worded += has_words(photos[i]);
    for (size_t i = 0; i < count; i++) {
        if (!has_words(photos[i]))
            continue;
        if (worded > 1)
            bx_set_literal(m, &setting, number_text(m, i + 1), spot->caption_style);
        add_photo(m, &setting, spot, photos[i]);
        if (++done == worded) {
            w.credit_width = set_credit(m, spot, photos[i], &w.credit);
            break;
        }
        if (photos[i]->credit.count > 0)
            add_credit(m, &setting, photos[i], spot->credit_style);
        bx_set_literal(m, &setting, BX_STR("　"), spot->caption_style);
    }
    setting.em = style->size;
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

void bx_put_words(bx_maker *m, const bx_place *place, const bx_photo_spot *spot, const bx_photo *const *photos,
                  size_t count, bx_rect box)
{
    bx_words w = bx_set_words(m, spot, photos, count, box.w);
    bx_place here = *place; /* a group's words are read with its first photo */
    here.passage = (bx_passage){.photo = photos[0], .whole = &photos[0]->caption};
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
        bx_report(m->diags, BX_ERROR, "overset", photos[0]->where, "the caption of '%.*s' runs past its %d rows",
                  BX_FMT(photos[0]->file), (int)(box.h / m->paper->grid.pitch));
        bx_hint(m->diags, spot->where, "shorten the caption, or give it more rows");
    }
}
