/* tests/unit/lines_help.h - the fonts of the first paper, text to clusters and gaps, and chance that repeats. */
#ifndef TESTS_LINES_HELP_H
#define TESTS_LINES_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "lines/gaps.h"

/* ---- a desk with fonts ---- */

typedef struct {
    bx_arena *arena;
    bx_diags *diags;
    bx_tree *tree;
    const bx_paper *paper;
    bx_fontbook *book;
    bx_shaper *shaper;
    bx_line_rules rules;
} desk;

static inline desk desk_open(void)
{
    desk d = {.arena = bx_arena_new(), .diags = bx_diags_new()};
    bx_issue *issue = BX_NEW(d.arena, bx_issue);
    d.tree = bx_tree_open(NULL, ".", d.diags);
    assert_non_null(d.tree);
    issue->paper = BX_STR("xizhou-yuanqu");
    d.paper = bx_read_paper(d.arena, d.tree, issue, d.diags);
    assert_non_null(d.paper);
    d.book = bx_fontbook_open(d.arena, d.tree, d.paper, d.diags);
    assert_non_null(d.book);
    d.shaper = bx_shaper_new(d.book, d.paper);
    d.rules = (bx_line_rules){.kinsoku = BX_KINSOKU_GB, .autospace = 250};
    return d;
}

static inline void desk_close(desk *d)
{
    bx_shaper_free(d->shaper);
    bx_fontbook_free(d->book);
    bx_tree_free(d->tree);
    bx_diags_free(d->diags);
    bx_arena_free(d->arena);
}

static inline bx_dress dress_of(const desk *d, const char *style)
{
    const bx_style *s = &d->paper->styles[bx_find_style(d->paper, style)];
    return (bx_dress){.face = (uint16_t)s->font,
                      .size = 9 * BX_PT,
                      .mark_face = (int16_t)s->mark_font};
}

/* TEXT in STYLE; a vertical bar ends a forced line. */
static inline const bx_para *shape(desk *d, const char *text, const char *style, bool vertical)
{
    bx_dress *dress = BX_NEW(d->arena, bx_dress);
    BX_VEC(bx_piece) pieces = {0};
    bx_str rest = bx_str_of(text);
    *dress = dress_of(d, style);
    while (rest.len > 0) {
        const char *bar = memchr(rest.at, '|', rest.len);
        size_t len = bar == NULL ? rest.len : (size_t)(bar - rest.at);
        bx_piece piece = {.text = bx_str_copy(d->arena, (bx_str){rest.at, len}),
                          .ledger = BX_GENERATED,
                          .line_end = bar != NULL};
        BX_PUSH(d->arena, pieces, piece);
        rest = bx_str_slice(rest, bar == NULL ? len : len + 1, rest.len);
    }
    return bx_shape(d->arena, d->shaper, pieces.at, pieces.len, dress, 1, dress->size, vertical, d->diags);
}

static inline const bx_gaps *gaps_of(desk *d, const char *text)
{
    return bx_make_gaps(d->arena, shape(d, text, "body", false), &d->rules);
}

static inline const bx_cluster *unit_of(const bx_gaps *gaps, size_t unit)
{
    return &gaps->para->clusters[gaps->cluster[unit]];
}

/* The text of a line, or of clusters [first, last). */
static inline const char *text_of(desk *d, const bx_para *para, uint32_t first, uint32_t last)
{
    bx_buffer text = {0};
    for (uint32_t i = first; i < last; i++)
        bx_buffer_add(&text, para->clusters[i].text, para->clusters[i].text_len);
    bx_str copy = bx_str_copy(d->arena, (bx_str){text.at, text.len});
    bx_buffer_free(&text);
    return bx_str_c(d->arena, copy);
}

/* ---- chance ---- */

typedef struct {
    uint64_t state;
} chance;

static inline uint32_t roll(chance *c, uint32_t sides)
{
    c->state ^= c->state << 13;
    c->state ^= c->state >> 7;
    c->state ^= c->state << 17;
    return (uint32_t)((c->state >> 32) * sides >> 32);
}

/* Characters of every class; the first line is Han. */
static const char *const CLASSES[] = {
    "天", "地", "玄", "黄", "宇", "宙", "洪", "荒",
    "“",  "‘",  "《", "（", "【", "「",
    "”",  "’",  "》", "）", "】", "」",
    "，", "、", "；", "：",
    "。", "？", "！", "．",
    "‼",  "⁇",  "·",  "・", "～", "–",  "/",  "／", "——", "……", "—", "…",
    "$",  "￥", "№",  "%",  "％", "‰",  "℃",  "°",
    "々", "ー", "っ", "a",  "GDP", "7",  "42", "3.14", " ", "×", "=", "≥", "　", "年", "①",
};
enum { CLASS_COUNT = sizeof CLASSES / sizeof *CLASSES, HAN_COUNT = 8 };

/* LENGTH tokens, HAN percent of them Han. */
static inline const char *random_text(desk *d, chance *c, size_t length, uint32_t han)
{
    bx_buffer text = {0};
    for (size_t i = 0; i < length; i++)
        bx_buffer_text(&text, CLASSES[roll(c, 100) < han ? roll(c, HAN_COUNT) : roll(c, CLASS_COUNT)]);
    bx_str copy = bx_str_copy(d->arena, (bx_str){text.at, text.len});
    bx_buffer_free(&text);
    return bx_str_c(d->arena, copy);
}

#endif
