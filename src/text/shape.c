/* text/shape.c - characters in context to clusters (造字组): HarfBuzz, cells.
 *
 * Shapes every run once, and says how wide each cluster's body is and what
 * blank it carries. How blanks act on each other is lines/glue.c's.
 */
#include "text/shape.h"

#include <stdlib.h>

bx_shaper *bx_shaper_new(const bx_fontbook *book, const bx_paper *paper)
{
    bx_shaper *shaper = calloc(1, sizeof *shaper);
    if (shaper == NULL)
        abort();
    shaper->book = book;
    shaper->paper = paper;
    shaper->scratch = bx_arena_new();
    shaper->hyphens = bx_hyphens_open();
    shaper->buffer = hb_buffer_create();
    hb_buffer_set_cluster_level(shaper->buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
    shaper->language = hb_language_from_string("zh-Hans", -1);
    hb_feature_from_string("-liga", -1, &shaper->features[0]);
    hb_feature_from_string("-clig", -1, &shaper->features[1]);
    hb_feature_from_string("-calt", -1, &shaper->features[2]);
    hb_feature_from_string("pwid", -1, &shaper->features[3]);
    hb_feature_from_string("hwid", -1, &shaper->half_digits);
    return shaper;
}

void bx_shaper_free(bx_shaper *shaper)
{
    if (shaper == NULL)
        return;
    hb_buffer_destroy(shaper->buffer);
    bx_arena_free(shaper->scratch);
    bx_hyphens_close(shaper->hyphens);
    free(shaper);
}

static bx_len scaled(const bx_work *w, const bx_dress *dress, int units)
{
    return (bx_len)bx_muldiv(units, dress->size, w->shaper->book->faces[dress->face].units_per_em);
}

static bool same_run(const bx_char *a, const bx_char *b)
{
    return a->dress == b->dress && a->latin == b->latin && !a->hidden && !b->hidden &&
           a->upright == b->upright;
}

/* Where the inked box of a cluster lies, by class (typography 1, 4.1, 9). */
static void set_cell(bx_work *w, bx_cluster *cluster, bx_len advance)
{
    const bx_dress *dress = &w->dresses.at[cluster->dress];
    bx_len em = dress->size;
    bool full = advance > em - em / 50 && advance < em + em / 50;
    cluster->em = em;
    cluster->body = advance;
    switch ((bx_class)cluster->class) {
    case BX_CLASS_OP:
        cluster->body = cluster->before = em / 2;
        cluster->pen = full ? -(em - em / 2) : (em / 2 - advance) / 2;
        break;
    case BX_CLASS_CM:
    case BX_CLASS_FS:
        if (w->vertical && cluster->code != 0xFF0C && cluster->code != 0x3001 &&
            cluster->code != 0x3002) {
            cluster->body = em;
            break;
        }
        /* fall through */
    case BX_CLASS_CL:
        cluster->body = cluster->after = em / 2;
        cluster->pen = full ? 0 : (em / 2 - advance) / 2;
        break;
    case BX_CLASS_MD:
    case BX_CLASS_SL:
        cluster->body = em / 2;
        cluster->pen = (em / 2 - advance) / 2;
        break;
    case BX_CLASS_CN:
        cluster->body = cluster->code == '-' || cluster->code == 0x2010 || cluster->code == 0x2013 ||
                                cluster->code == 0xFF0D
                            ? em / 2
                            : em;
        cluster->pen = (cluster->body - advance) / 2;
        break;
    case BX_CLASS_DA:
    case BX_CLASS_EL:
        cluster->body = cluster->text_len > 3 || cluster->code == 0x2E3A ? 2 * em : em;
        cluster->pen = (cluster->body - advance) / 2;
        break;
    case BX_CLASS_ID:
    case BX_CLASS_NS:
    case BX_CLASS_FX:
    case BX_CLASS_IS:
        cluster->body = em;
        cluster->pen = (em - advance) / 2;
        break;
    case BX_CLASS_LAT:
    case BX_CLASS_SP:
    case BX_CLASS_PR:
    case BX_CLASS_PO:
    case BX_CLASS_OPR:
        break;
    }
    if (dress->stretch != 0)
        cluster->body = cluster->upright ? em : cluster->body;
}

/* Moves an interpunct's ink to the middle of its half em. */
static void centre_dot(bx_work *w, bx_cluster *cluster)
{
    const bx_dress *dress = &w->dresses.at[cluster->dress];
    int ink[4];
    if (cluster->class != BX_CLASS_MD || cluster->glyph_count != 1 || w->vertical ||
        !bx_face_ink(w->shaper->book, dress->face, w->glyphs.at[cluster->first_glyph].glyph, ink))
        return;
    cluster->pen = cluster->body / 2 - scaled(w, dress, (ink[0] + ink[2]) / 2);
}

static bx_cluster *add_cluster(bx_work *w, const bx_char *c)
{
    bx_cluster cluster = {.code = c->code,
                          .text = c->text,
                          .text_len = c->len,
                          .dress = c->dress,
                          .ledger = c->ledger,
                          .first_glyph = (uint32_t)w->glyphs.len,
                          .class = c->class,
                          .upright = w->vertical && !c->latin,
                          .glued = c->glued,
                          .forced_end = c->line_end,
                          .hidden = c->hidden,
                          .hyphen = c->hyphen,
                          .piece = (uint16_t)(c->piece - w->pieces),
                          .em = w->dresses.at[c->dress].size};
    BX_PUSH(w->arena, w->clusters, cluster);
    return &w->clusters.at[w->clusters.len - 1];
}

/* True for characters that no neighbour changes: cells of their own, never kerned or joined. */
static bool stands_alone(const bx_char *c)
{
    switch ((bx_class)c->class) {
    case BX_CLASS_ID:
    case BX_CLASS_OP:
    case BX_CLASS_CL:
    case BX_CLASS_CM:
    case BX_CLASS_FS:
    case BX_CLASS_NS:
    case BX_CLASS_IS:
        return !c->latin;
    case BX_CLASS_DA:
    case BX_CLASS_EL:
        return true;
    case BX_CLASS_FX:
    case BX_CLASS_MD:
    case BX_CLASS_CN:
    case BX_CLASS_SL:
    case BX_CLASS_PR:
    case BX_CLASS_PO:
    case BX_CLASS_LAT:
    case BX_CLASS_SP:
    case BX_CLASS_OPR:
        break;
    }
    return false;
}

static void fill_buffer(bx_work *w, const bx_char *chars, size_t count)
{
    hb_buffer_t *buffer = w->shaper->buffer;
    hb_buffer_clear_contents(buffer);
    for (size_t i = 0; i < count; i++)
        hb_buffer_add(buffer, chars[i].shaped, (unsigned)i);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_set_direction(buffer, w->vertical && !chars->latin ? HB_DIRECTION_TTB : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, chars->latin ? HB_SCRIPT_LATIN : HB_SCRIPT_HAN);
    hb_buffer_set_language(buffer, w->shaper->language);
    const bx_dress *dress = &w->dresses.at[chars->dress];
    hb_feature_t features[4];
    memcpy(features, w->shaper->features, sizeof features);
    if (dress->half_digits && !w->vertical)
        features[3] = w->shaper->half_digits;
    hb_shape(w->shaper->book->fonts[dress->face], buffer, features, chars->latin ? 4 : 3);
}

/* A font that sets —— as two strokes may hold ⸺, which is one: it has no gap (GB/T 15834-2011 5.1.4). */
static void take_long_dash(bx_work *w, bx_known *known)
{
    const bx_fontbook *book = w->shaper->book;
    uint32_t glyph = bx_face_glyph(book, known->face, 0x2E3A);
    int em = book->faces[known->face].units_per_em;
    int advance = glyph == 0 ? 0 : bx_face_advance(book, known->face, glyph);
    if (advance < em * 19 / 10 || advance > em * 21 / 10)
        return;
    known->count = 1;
    known->turned = w->vertical;
    known->glyph[0] = glyph;
    known->advance[0] = advance;
    known->x[0] = known->y[0] = 0;
}

static const bx_known *know(bx_work *w, const bx_char *c, size_t count)
{
    uint16_t face = w->dresses.at[c->dress].face;
    uint32_t key = c->shaped << 2 | (uint32_t)(count > 1) << 1 | (uint32_t)w->vertical;
    bx_known *known = &w->shaper->known[(key * 2654435761u ^ face * 40503u) >> 7 & (BX_KNOWN - 1)];
    if (known->key == key && known->face == face)
        return known;
    fill_buffer(w, c, count);
    unsigned glyphs = 0;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(w->shaper->buffer, &glyphs);
    const hb_glyph_position_t *position = hb_buffer_get_glyph_positions(w->shaper->buffer, &glyphs);
    *known = (bx_known){.key = key, .face = face, .count = (uint16_t)(glyphs < 2 ? glyphs : 2)};
    for (unsigned i = 0; i < known->count; i++) {
        known->glyph[i] = info[i].codepoint;
        known->advance[i] = w->vertical ? -position[i].y_advance : position[i].x_advance;
        known->x[i] = position[i].x_offset;
        known->y[i] = position[i].y_offset;
    }
    if (glyphs == 2 && c->code == 0x2014)
        take_long_dash(w, known);
    return known;
}

static void add_known(bx_work *w, const bx_char *c, size_t count)
{
    const bx_dress *dress = &w->dresses.at[c->dress];
    const bx_known *known = know(w, c, count);
    bx_cluster *cluster = add_cluster(w, c);
    bx_len advance = 0;
    for (uint16_t i = 0; i < known->count; i++) {
        bx_shaped_glyph glyph = {.glyph = known->glyph[i],
                                 .advance = scaled(w, dress, known->advance[i]),
                                 .x = scaled(w, dress, known->x[i]),
                                 .y = -scaled(w, dress, known->y[i])};
        glyph.x += w->vertical ? 0 : advance;
        glyph.y += w->vertical ? advance : 0;
        advance += glyph.advance;
        BX_PUSH(w->arena, w->glyphs, glyph);
    }
    cluster->glyph_count = known->count;
    if (known->turned)
        cluster->upright = false;
    for (size_t i = 1; i < count; i++) {
        cluster->text_len = (uint16_t)(cluster->text_len + c[i].len);
        cluster->forced_end |= c[i].line_end;
    }
    if (dress->stretch != 0)
        advance = (bx_len)bx_muldiv(advance, 1000 + dress->stretch, 1000);
    set_cell(w, cluster, advance);
}

static void shape_run(bx_work *w, size_t first, size_t last)
{
    const bx_char *chars = w->chars;
    hb_buffer_t *buffer = w->shaper->buffer;
    const bx_dress *dress = &w->dresses.at[chars[first].dress];
    bool downwards = w->vertical && !chars[first].latin;
    fill_buffer(w, &chars[first], last - first);
    unsigned count = 0;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *position = hb_buffer_get_glyph_positions(buffer, &count);

    unsigned g = 0, ahead = 0;
    for (size_t i = first; i < last;) {
        bx_cluster *cluster = add_cluster(w, &chars[i]);
        size_t next = i + 1;
        for (; next < last; next++) {
            /* A character without a glyph of its own was merged into the one before. */
            while (ahead < count && info[ahead].cluster < next - first)
                ahead++;
            if (!chars[next].joined && ahead < count && info[ahead].cluster == next - first)
                break;
        }
        bx_len advance = 0;
        for (; g < count && info[g].cluster < next - first; g++) {
            bx_shaped_glyph glyph = {.glyph = info[g].codepoint,
                                     .x = scaled(w, dress, position[g].x_offset),
                                     .y = -scaled(w, dress, position[g].y_offset)};
            glyph.advance = downwards ? -scaled(w, dress, position[g].y_advance)
                                      : scaled(w, dress, position[g].x_advance);
            glyph.x += downwards ? 0 : advance;
            glyph.y += downwards ? advance : 0;
            advance += glyph.advance;
            BX_PUSH(w->arena, w->glyphs, glyph);
            cluster->glyph_count++;
        }
        for (size_t k = i + 1; k < next; k++) {
            cluster->text_len = (uint16_t)(cluster->text_len + chars[k].len);
            cluster->forced_end |= chars[k].line_end;
        }
        if (dress->stretch != 0)
            advance = (bx_len)bx_muldiv(advance, 1000 + dress->stretch, 1000);
        set_cell(w, cluster, advance);
        centre_dot(w, cluster);
        i = next;
    }
}

/* Letters, and the signs inside a number, keep digits in one run that is turned as a whole. */
/* An upright group is shaped flat and centred in its cell. */
static void shape_upright(bx_work *w, size_t first, size_t last)
{
    for (size_t i = first; i < last;) {
        size_t next = i + 1;
        while (next < last && w->chars[next].joined)
            next++;
        bx_len width = 0;
        const bx_dress base = w->dresses.at[w->chars[i].dress];
        for (size_t k = i; k < next; k++)
            width += scaled(w, &base,
                            bx_face_advance(w->shaper->book, base.face,
                                            bx_face_glyph(w->shaper->book, base.face, w->chars[k].shaped)));
        uint16_t dress = w->chars[i].dress;
        if (width > base.size) {
            dress = bx_variant(w, dress, base.face, base.size, base.rise,
                            (int)bx_muldiv(base.size, 1000, width) - 1000);
            width = base.size;
        }
        bx_cluster *cluster = add_cluster(w, &w->chars[i]);
        cluster->dress = dress;
        cluster->upright = true;
        cluster->body = base.size;
        bx_len x = -width / 2;
        for (size_t k = i; k < next; k++) {
            uint32_t glyph = bx_face_glyph(w->shaper->book, base.face, w->chars[k].shaped);
            bx_len advance = (bx_len)bx_muldiv(scaled(w, &base, bx_face_advance(w->shaper->book, base.face, glyph)),
                                               1000 + w->dresses.at[dress].stretch, 1000);
            bx_shaped_glyph set = {.glyph = glyph, .x = x, .y = base.size * 22 / 25, .advance = advance};
            BX_PUSH(w->arena, w->glyphs, set);
            cluster->glyph_count++;
            x += advance;
            if (k > i)
                cluster->text_len = (uint16_t)(cluster->text_len + w->chars[k].len);
        }
        i = next;
    }
}

/* The hyphen stands behind the paragraph's own clusters. */
static void add_hyphen(bx_work *w)
{
    static const char hyphen[] = "-";
    bx_char c = {.text = hyphen, .len = 1, .code = '-', .shaped = '-', .ledger = BX_GENERATED, .class = BX_CLASS_LAT,
                 .latin = true, .piece = w->pieces};
    for (size_t i = 0; i < w->count; i++)
        if (w->chars[i].hyphen)
            c.dress = w->chars[i].dress;
    w->chars[0] = c;
    shape_run(w, 0, 1);
}

const bx_para *bx_shape(bx_arena *arena, bx_shaper *shaper, const bx_piece *pieces, size_t count,
                        const bx_dress *dresses, size_t dress_count, bx_len em, bool vertical,
                        bx_diags *diags)
{
    bx_work w = {.arena = arena, .shaper = shaper, .diags = diags, .pieces = pieces, .vertical = vertical};
    bx_arena_mark mark = bx_arena_save(shaper->scratch);
    for (size_t i = 0; i < dress_count; i++)
        BX_PUSH(arena, w.dresses, dresses[i]);
    bool hyphens = bx_read_context(&w, pieces, count);
    w.clusters.at = BX_NEW_ARRAY(arena, bx_cluster, w.count + 1);
    w.glyphs.at = BX_NEW_ARRAY(arena, bx_shaped_glyph, w.count + 1);
    w.clusters.cap = w.glyphs.cap = w.count + 1;
    for (size_t first = 0; first < w.count;) {
        size_t last = first + 1;
        bool alone = stands_alone(&w.chars[first]) && !w.chars[first].hidden && !w.chars[first].upright;
        while (alone && last < w.count && w.chars[last].joined)
            last++;
        while (!alone && last < w.count && same_run(&w.chars[first], &w.chars[last]) &&
               (w.chars[last].upright || !stands_alone(&w.chars[last])))
            last++;
        if (alone)
            add_known(&w, &w.chars[first], last - first);
        else if (w.chars[first].hidden)
            add_cluster(&w, &w.chars[first]);
        else if (w.chars[first].upright)
            shape_upright(&w, first, last);
        else
            shape_run(&w, first, last);
        first = last;
    }
    size_t count_of_text = w.clusters.len;
    if (hyphens)
        add_hyphen(&w);
    bx_arena_rewind(shaper->scratch, mark);
    bx_para *para = BX_NEW(arena, bx_para);
    *para = (bx_para){.clusters = w.clusters.at,
                      .count = count_of_text,
                      .hyphen = hyphens ? &w.clusters.at[count_of_text] : NULL,
                      .glyphs = w.glyphs.at,
                      .dresses = w.dresses.at,
                      .dress_count = w.dresses.len,
                      .em = em,
                      .vertical = vertical,
                      .pieces = pieces,
                      .where = count > 0 ? pieces[0].where : BX_NOWHERE};
    return para;
}
