/* text/shape.c - pieces of text to clusters (造字组): context, HarfBuzz, cells.
 *
 * Resolves classes by context, shapes every run once, and says how wide each cluster's body is and what
 * blank it carries. How blanks act on each other is lines/glue.c's.
 */
#include "text/text.h"

#include <stdlib.h>

#include "text/book.h"
#include "text/hyphen.h"

/* What the font makes of one full-width character (or of —— and ……): nothing beside it changes that, so it
 * is shaped once. */
typedef struct {
    uint32_t key;   /* code, doubled, vertical; 0: free */
    uint16_t face;
    uint16_t count;
    bool turned;    /* vertical: a flat glyph that is to be turned */
    uint32_t glyph[2];
    int advance[2], x[2], y[2]; /* font units, y up */
} bx_known;

enum { KNOWN = 1 << 13 };

typedef struct {
    uint32_t code;
    uint16_t face;
    bool there;
} bx_seen;

struct bx_shaper {
    bx_known known[KNOWN];
    bx_seen seen[KNOWN];
    const bx_fontbook *book;
    const bx_paper *paper;
    bx_arena *scratch;
    bx_hyphens *hyphens;
    hb_buffer_t *buffer;
    hb_language_t language;
    hb_feature_t features[4]; /* the last one for half-width digits only */
};

/* A character on its way to a cluster. */
typedef struct {
    const char *text;
    uint32_t code, shaped; /* typed, and what the font is asked for */
    uint32_t ledger;
    uint16_t dress;
    uint8_t len;
    uint8_t class;
    bool latin;            /* shaped in script Latn */
    bool line_end, glued, hidden, hyphen, joined; /* joined: in one cluster with the character before */
    bool upright;
    const bx_piece *piece;
} bx_char;

typedef struct {
    bx_arena *arena;
    bx_shaper *shaper;
    bx_diags *diags;
    const bx_piece *pieces;
    bx_char *chars;
    size_t count;
    BX_VEC(bx_dress) dresses;
    BX_VEC(bx_shaped_glyph) glyphs;
    BX_VEC(bx_cluster) clusters;
    bool vertical;
} work;

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
    hb_feature_from_string("hwid", -1, &shaper->features[3]);
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

static bx_len scaled(const work *w, const bx_dress *dress, int units)
{
    return (bx_len)bx_muldiv(units, dress->size, w->shaper->book->faces[dress->face].units_per_em);
}

/* DRESS with another face, size and rise; found again when it was made before. */
static uint16_t variant(work *w, uint16_t dress, int face, bx_len size, bx_len rise, int stretch)
{
    bx_dress wanted = w->dresses.at[dress];
    wanted.face = (uint16_t)face;
    wanted.size = size;
    wanted.rise = rise;
    wanted.stretch = (int16_t)stretch;
    wanted.mark_face = -1;
    for (size_t i = 0; i < w->dresses.len; i++) {
        const bx_dress *have = &w->dresses.at[i];
        if (have->face == wanted.face && have->size == size && have->rise == rise &&
            have->ink == wanted.ink && have->tracking == wanted.tracking &&
            have->mark == wanted.mark && have->stretch == wanted.stretch && have->mark_face == -1)
            return (uint16_t)i;
    }
    BX_PUSH(w->arena, w->dresses, wanted);
    return (uint16_t)(w->dresses.len - 1);
}

/* ---- characters and their context ---- */

static bool is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static bool is_letter(uint32_t code)
{
    return (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           (code >= 0xC0 && code < 0x250 && code != 0xD7 && code != 0xF7) ||
           (code >= 0x370 && code < 0x530);
}

static bool is_word(uint32_t code)
{
    return is_digit(code) || is_letter(code);
}

/* The base of a superscript or subscript character, and whether it is raised; 0: none. */
static uint32_t script_base(uint32_t code, bool *raised)
{
    static const char signs[] = "+-=()";
    *raised = code < 0x2080;
    if (code == 0xB9 || code == 0xB2 || code == 0xB3)
        return code == 0xB9 ? '1' : '2' + (code - 0xB2);
    if (code == 0x2071 || code == 0x207F)
        return code == 0x2071 ? 'i' : 'n';
    if (code >= 0x2070 && code <= 0x207E)
        return code <= 0x2079 ? '0' + (code - 0x2070) : (uint32_t)signs[code - 0x207A];
    if (code >= 0x2080 && code <= 0x208E)
        return code <= 0x2089 ? '0' + (code - 0x2080) : (uint32_t)signs[code - 0x208A];
    if (code >= 0x2090 && code <= 0x209C)
        return (uint32_t)"aeoxehklmnpst"[code - 0x2090];
    return 0;
}

static void read_chars(work *w, const bx_piece *pieces, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += bx_utf8_count(pieces[i].text);
    w->chars = BX_NEW_ARRAY(w->shaper->scratch, bx_char, length + 1);
    for (size_t i = 0; i < count; i++) {
        const char *at = pieces[i].text.at, *end = at + pieces[i].text.len;
        while (at < end) {
            bx_char *c = &w->chars[w->count++];
            c->text = at;
            c->ledger = pieces[i].ledger == BX_GENERATED
                            ? BX_GENERATED
                            : pieces[i].ledger + (uint32_t)(at - pieces[i].text.at);
            c->code = c->shaped = bx_utf8_next(&at, end);
            c->len = (uint8_t)(at - c->text);
            c->dress = pieces[i].dress;
            c->class = (uint8_t)bx_class_of(c->code);
            c->piece = &pieces[i];
            c->hidden = pieces[i].bars && c->code == 0xFF5C;
        }
        if (pieces[i].line_end && w->count > 0)
            w->chars[w->count - 1].line_end = true;
    }
}

/* What a character is beside its neighbours (typography 1.2). */
static void resolve_class(work *w, size_t i)
{
    bx_char *c = &w->chars[i];
    const bx_char *before = i > 0 ? c - 1 : NULL, *after = i + 1 < w->count ? c + 1 : NULL;
    bool word_before = before != NULL && is_word(before->code);
    bool word_after = after != NULL && is_word(after->code);
    switch (c->code) {
    case 0x2019:
        if (before != NULL && after != NULL &&
            ((is_letter(before->code) && is_letter(after->code)) || (is_digit(before->code) && is_digit(after->code))))
            c->class = BX_CLASS_LAT;
        break;
    case 0x00B7:
        if (word_before && word_after)
            c->class = BX_CLASS_LAT;
        break;
    case '~':
        if (before != NULL && before->code == '/' && word_after)
            break; /* a home page */
        c->class = BX_CLASS_CN;
        c->shaped = 0xFF5E;
        break;
    case '-':
    case 0x2010:
        if (!word_before && word_after && after != NULL && is_digit(after->code))
            c->class = BX_CLASS_PR;
        else if (!word_before || !word_after)
            c->class = BX_CLASS_CN;
        break;
    case '+':
    case 0x2212:
    case 0x00B1:
        c->class = after != NULL && is_digit(after->code) &&
                           (before == NULL || before->class != BX_CLASS_LAT)
                       ? BX_CLASS_PR
                       : BX_CLASS_OPR;
        break;
    case '=':
    case '<':
    case '>':
        c->class = BX_CLASS_OPR;
        break;
    case '/':
        c->class = word_before || word_after ? BX_CLASS_LAT : BX_CLASS_SL;
        break;
    case '#':
        if (!word_after)
            c->class = BX_CLASS_LAT;
        break;
    default:
        break;
    }
    bool raised;
    uint32_t base = script_base(c->code, &raised);
    if (base != 0) {
        const bx_dress *dress = &w->dresses.at[c->dress];
        bx_len size = dress->size * 3 / 5;
        c->shaped = base;
        c->class = BX_CLASS_LAT;
        c->dress = variant(w, c->dress, dress->face, size,
                           dress->rise + (raised ? dress->size / 3 : -dress->size / 8), 0);
    }
}

/* Takes —— and …… in pairs from the left (GB/T 15834-2011 5.1.4, 5.1.5). */
static void pair_marks(work *w)
{
    for (size_t i = 0; i + 1 < w->count; i++) {
        bx_char *c = &w->chars[i], *next = c + 1;
        bool dash = c->code == 0x2014 || c->code == 0x2015;
        bool dots = c->code == 0x2026 || c->code == 0x22EF;
        if ((!dash && !dots) || next->code != c->code)
            continue;
        c->class = next->class = dash ? BX_CLASS_DA : BX_CLASS_EL;
        next->joined = next->dress == c->dress;
        next->glued = !next->joined;
        i++;
    }
}

static void glue_names(work *w)
{
    for (size_t i = 1; i < w->count; i++) {
        bx_char *c = &w->chars[i];
        if (!c->piece->names || c->class != BX_CLASS_ID)
            continue;
        const bx_char *before = c - 1;
        c->glued = before->glued && before->class == BX_CLASS_ID;
        if (!c->glued && i >= 2 && before->class == BX_CLASS_ID && (c - 2)->class == BX_CLASS_SP)
            c->glued = true;
    }
}

/* Asks the font once for a character and remembers the answer. */
static bool has_glyph(work *w, uint16_t face, uint32_t code)
{
    bx_seen *seen = &w->shaper->seen[(code * 2654435761u ^ face * 40503u) >> 7 & (KNOWN - 1)];
    if (seen->code != code || seen->face != face || code == 0)
        *seen = (bx_seen){.code = code, .face = face, .there = bx_face_glyph(w->shaper->book, face, code) != 0};
    return seen->there;
}

static bool is_ascii_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

/* Finds where long English words may be parted; words with capitals inside or digits beside are names and codes. */
static bool find_hyphens(work *w)
{
    enum { LEAST = 7, LONGEST = 60 };
    bool any = false;
    for (size_t i = 0; i < w->count;) {
        size_t end = i;
        char word[LONGEST];
        bool after[LONGEST] = {false}, plain = true;
        while (end < w->count && is_ascii_letter(w->chars[end].code)) {
            if (end - i < LONGEST)
                word[end - i] = (char)w->chars[end].code;
            plain &= end == i || w->chars[end].code >= 'a';
            end++;
        }
        size_t len = end - i;
        bool beside = (i > 0 && is_digit(w->chars[i - 1].code)) || (end < w->count && is_digit(w->chars[end].code));
        if (len >= LEAST && len <= LONGEST && plain && !beside) {
            any |= bx_hyphens_find(w->shaper->hyphens, word, len, after) > 0;
            for (size_t k = 0; k < len; k++)
                w->chars[i + k].hyphen = after[k];
        }
        i = len == 0 ? i + 1 : end;
    }
    return any;
}

static void choose_face(work *w, bx_char *c)
{
    bx_dress *dress = &w->dresses.at[c->dress];
    bool quote = c->code == 0x2018 || c->code == 0x2019 || c->code == 0x201C || c->code == 0x201D ||
                 c->code == 0x00B7;
    if (dress->mark_face >= 0 && quote && c->class != BX_CLASS_LAT) {
        c->dress = variant(w, c->dress, dress->mark_face, dress->size, dress->rise, dress->stretch);
        dress = &w->dresses.at[c->dress];
    }
    if (c->hidden || has_glyph(w, dress->face, c->shaped) || (c->code >= 0xFE00 && c->code <= 0xFE0F))
        return;
    const bx_paper *paper = w->shaper->paper;
    for (size_t i = 0; i < paper->fallback_count; i++) {
        if (bx_face_glyph(w->shaper->book, paper->fallback[i], c->shaped) == 0)
            continue;
        c->dress = variant(w, c->dress, paper->fallback[i], dress->size, dress->rise, dress->stretch);
        return;
    }
    bx_span where = c->piece->where;
    if (where.source != NULL) {
        where.start += (uint32_t)(c->text - c->piece->text.at);
        where.end = where.start + c->len;
    }
    bx_report(w->diags, BX_ERROR, "missing-glyph", where,
              "font '%.*s' has no glyph for '%.*s' (U+%04X)",
              BX_FMT(w->shaper->book->faces[dress->face].name), (int)c->len, c->text, c->code);
    bx_hint(w->diags, BX_NOWHERE, "add a font that has it to 'fallback' in paper.yaml, or write another character");
    c->shaped = 0x3013;
    c->class = BX_CLASS_ID;
}

/* ---- shaping ---- */

static bool same_run(const bx_char *a, const bx_char *b)
{
    return a->dress == b->dress && a->latin == b->latin && !a->hidden && !b->hidden &&
           a->upright == b->upright;
}

/* Where the inked box of a cluster lies, by class (typography 1, 4.1, 9). */
static void set_cell(work *w, bx_cluster *cluster, bx_len advance)
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
static void centre_dot(work *w, bx_cluster *cluster)
{
    const bx_dress *dress = &w->dresses.at[cluster->dress];
    int ink[4];
    if (cluster->class != BX_CLASS_MD || cluster->glyph_count != 1 || w->vertical ||
        !bx_face_ink(w->shaper->book, dress->face, w->glyphs.at[cluster->first_glyph].glyph, ink))
        return;
    cluster->pen = cluster->body / 2 - scaled(w, dress, (ink[0] + ink[2]) / 2);
}

static bx_cluster *add_cluster(work *w, const bx_char *c)
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

static void fill_buffer(work *w, const bx_char *chars, size_t count)
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
    hb_shape(w->shaper->book->fonts[dress->face], buffer, w->shaper->features,
             dress->half_digits && chars->latin && !w->vertical ? 4 : 3);
}

/* A font that sets —— as two strokes may hold ⸺, which is one: it has no gap (GB/T 15834-2011 5.1.4). */
static void take_long_dash(work *w, bx_known *known)
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

static const bx_known *know(work *w, const bx_char *c, size_t count)
{
    uint16_t face = w->dresses.at[c->dress].face;
    uint32_t key = c->shaped << 2 | (uint32_t)(count > 1) << 1 | (uint32_t)w->vertical;
    bx_known *known = &w->shaper->known[(key * 2654435761u ^ face * 40503u) >> 7 & (KNOWN - 1)];
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

static void add_known(work *w, const bx_char *c, size_t count)
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

static void shape_run(work *w, size_t first, size_t last)
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
static bool continues_number(uint32_t code)
{
    return is_word(code) || code == '.' || code == ',' || code == ':' || code == '/' || code == '-' || code == '%' ||
           code == 0x2030 || code == 0x2212;
}

/* Vertical text: one or two digits stand upright together in one cell (纵中横). */
static void set_upright_digits(work *w)
{
    for (size_t i = 0; i < w->count;) {
        size_t end = i;
        while (end < w->count && is_digit(w->chars[end].code))
            end++;
        size_t length = end - i;
        bool alone = (i == 0 || !continues_number(w->chars[i - 1].code)) &&
                     (end == w->count || !continues_number(w->chars[end].code));
        if (alone && (length == 1 || length == 2))
            for (size_t k = i; k < end; k++) {
                w->chars[k].upright = true;
                w->chars[k].class = BX_CLASS_ID;
                w->chars[k].joined = k > i;
            }
        i = length == 0 ? i + 1 : end;
    }
}

/* An upright group is shaped flat and centred in its cell. */
static void shape_upright(work *w, size_t first, size_t last)
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
            dress = variant(w, dress, base.face, base.size, base.rise,
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
static void add_hyphen(work *w)
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
    work w = {.arena = arena, .shaper = shaper, .diags = diags, .pieces = pieces, .vertical = vertical};
    bx_arena_mark mark = bx_arena_save(shaper->scratch);
    for (size_t i = 0; i < dress_count; i++)
        BX_PUSH(arena, w.dresses, dresses[i]);
    read_chars(&w, pieces, count);
    w.clusters.at = BX_NEW_ARRAY(arena, bx_cluster, w.count + 1);
    w.glyphs.at = BX_NEW_ARRAY(arena, bx_shaped_glyph, w.count + 1);
    w.clusters.cap = w.glyphs.cap = w.count + 1;
    for (size_t i = 0; i < w.count; i++)
        resolve_class(&w, i);
    pair_marks(&w);
    glue_names(&w);
    bool hyphens = find_hyphens(&w);
    if (vertical)
        set_upright_digits(&w);
    for (size_t i = 0; i < w.count; i++) {
        choose_face(&w, &w.chars[i]);
        bx_class class = (bx_class)w.chars[i].class;
        w.chars[i].latin = !w.chars[i].upright &&
                           (class == BX_CLASS_LAT || class == BX_CLASS_SP ||
                            (w.chars[i].code < 0x2E80 &&
                             (class == BX_CLASS_PR || class == BX_CLASS_PO || class == BX_CLASS_OPR)));
    }
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
