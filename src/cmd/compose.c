/* cmd/compose.c - banxin compose: the lines of any text, for proofreaders who ask why, and for tests. */
#include "cmd/cmd.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

enum {
    INPUT_LIMIT = 2 * 1024 * 1024,
    LEAST_MEASURE = 4 /* em */
};

enum { FACES = 3, MARKS = 4 }; /* body, bold, 楷, and each with a line mark or none */

typedef struct {
    bx_desk *desk;
    const bx_compose_options *options;
    bx_shaper *shaper;
    bx_line_rules rules;
    bx_dress dress[FACES * MARKS];
    bx_len em, pitch;
    bx_measure measure;
    json_t *paragraphs;
    BX_VEC(bx_frame) frames;
    bx_len y;
    bool good;
} composer;

/* ---- what is asked for ---- */

static void refuse(composer *c, const char *option, const char *value)
{
    c->good = false;
    bx_report(c->desk->diags, BX_ERROR, "usage", BX_NOWHERE, "--%s cannot be '%s'", option, value);
}

/* VALUE in UNIT ("em", "pt"), which is not typed. */
static bx_len length(composer *c, const char *option, const char *value, const char *unit, bx_len em, bx_len otherwise)
{
    bx_len result = otherwise;
    if (value == NULL)
        return otherwise;
    bx_str text = bx_str_printf(c->desk->arena, "%s%s", value, unit);
    if (!bx_len_parse(text, em, 0, &result) || result < 0)
        refuse(c, option, value);
    return result;
}

static int find_font(composer *c, const char *name, int otherwise)
{
    const bx_paper *paper = c->desk->paper;
    const char **names = BX_NEW_ARRAY(c->desk->arena, const char *, paper->font_count + 1);
    for (size_t i = 0; i < paper->font_count; i++) {
        names[i] = bx_str_c(c->desk->arena, paper->fonts[i].name);
        if (name != NULL && strcmp(names[i], name) == 0)
            return (int)i;
    }
    if (name == NULL)
        return otherwise;
    refuse(c, "font", name);
    const char *near = bx_find_nearest(name, names, paper->font_count);
    if (near != NULL)
        bx_hint(c->desk->diags, BX_NOWHERE, "did you mean %s?", near);
    return otherwise;
}

static bx_dress dress_of(const bx_paper *paper, const char *name, bx_len size)
{
    int index = bx_find_style(paper, name);
    const bx_style *style = &paper->styles[index < 0 ? bx_find_style(paper, "body") : index];
    return (bx_dress){.face = (uint16_t)style->font, .ink = (uint16_t)style->ink, .size = size,
                      .mark_face = (int16_t)style->mark_font};
}

static void set_up(composer *c)
{
    const bx_paper *paper = c->desk->paper;
    const bx_compose_options *o = c->options;
    const bx_style *body = &paper->styles[bx_find_style(paper, "body")];
    c->rules = paper->lines;
    if (o->kinsoku >= 0)
        c->rules.kinsoku = (bx_kinsoku)o->kinsoku;
    if (o->punctuation >= 0)
        c->rules.punctuation = (bx_punctuation)o->punctuation;
    if (o->line_end >= 0)
        c->rules.line_end = (bx_line_end)o->line_end;
    c->em = length(c, "size", o->size, "pt", 0, body->size);
    if (c->em <= 0) {
        refuse(c, "size", o->size);
        c->em = body->size;
    }
    c->pitch = (bx_len)bx_muldiv(c->em, body->pitch, body->size);
    if (o->autospace != NULL)
        c->rules.autospace = (int)bx_muldiv(length(c, "autospace", o->autospace, "em", c->em, 0), 1000, c->em);
    c->dress[0] = dress_of(paper, "body", c->em);
    c->dress[1] = dress_of(paper, "bold", c->em);
    c->dress[2] = dress_of(paper, "kai", c->em);
    int face = find_font(c, o->font, -1);
    if (face >= 0) {
        c->dress[0].face = (uint16_t)face;
        for (size_t i = 0; i < paper->style_count; i++)
            if (paper->styles[i].font == face)
                c->dress[0].mark_face = (int16_t)paper->styles[i].mark_font;
    }
    for (int mark = 1; mark < MARKS; mark++)
        for (int i = 0; i < FACES; i++) {
            c->dress[FACES * mark + i] = c->dress[i];
            c->dress[FACES * mark + i].mark = (bx_line_mark)mark;
        }
    if (o->role == 1) {
        c->rules.punctuation = BX_BANJIAO;
        c->rules.head = true;
    }
    static const bx_alignment align[] = {BX_JUSTIFY, BX_START, BX_CENTER};
    c->measure = (bx_measure){.measure = length(c, "measure", o->measure, "em", c->em, 13 * c->em),
                              .indent = length(c, "indent", o->indent, "em", c->em, o->role == 1 ? 0 : 2 * c->em),
                              .align = o->role == 1 && o->align == 0 ? BX_START : align[o->align]};
    if (c->measure.measure < c->em) {
        refuse(c, "measure", o->measure);
        c->measure.measure = c->em;
    } else if (c->measure.measure < LEAST_MEASURE * c->em && o->role == 0) {
        bx_report(c->desk->diags, BX_WARNING, "narrow-measure", BX_NOWHERE,
                  "a measure of %s em is under %d em: lines are loose or cut", o->measure, (int)LEAST_MEASURE);
    }
    if (c->measure.indent >= c->measure.measure) {
        refuse(c, "indent", o->indent);
        c->measure.indent = 0;
    }
}

/* ---- what comes out ---- */

static json_t *cluster_json(const bx_para *para, const bx_line *line, uint32_t i)
{
    const bx_cluster *cl = &para->clusters[i];
    bx_len x = line->x[i - line->first];
    return json_pack("{s:s%, s:i, s:i, s:i, s:i, s:s}", "text", cl->text, (size_t)cl->text_len, "x", (int)x, "origin",
                     (int)(x - cl->before), "advance", (int)line->advance[i - line->first], "body", (int)cl->body,
                     "class", bx_class_name((bx_class)cl->class));
}

static json_t *line_json(const bx_para *para, const bx_line *line)
{
    json_t *clusters = json_array(), *used = json_array();
    bx_buffer text = {0};
    for (uint32_t i = line->first; i < line->last; i++) {
        bx_buffer_add(&text, para->clusters[i].text, para->clusters[i].text_len);
        json_array_append_new(clusters, cluster_json(para, line, i));
    }
    for (int level = 0; level < 6; level++)
        json_array_append_new(used, json_integer(line->used != NULL ? line->used[level] : 0));
    json_t *result = json_pack("{s:s%, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:b, s:o}", "text",
                               text.len > 0 ? text.at : "", text.len, "clusters", clusters, "measure", (int)line->measure,
                               "indent", (int)line->indent, "width", (int)line->width, "hanGap", (int)line->han_gap,
                               "reduction", (int)line->level, "expansion", (int)line->expansion, "penalty",
                               (int)line->penalty, "relief", (int)line->relief, "hyphen", (int)line->hyphen, "used", used);
    bx_buffer_free(&text);
    return result;
}

static void print_line(const bx_para *para, const bx_line *line)
{
    for (uint32_t i = line->first; i < line->last; i++)
        fwrite(para->clusters[i].text, 1, para->clusters[i].text_len, stdout);
    fputs(line->hyphen ? "-\n" : "\n", stdout);
}

/* Lines that no rule could save say so, with their place. */
static void warn(composer *c, const bx_para *para, const bx_line *line)
{
    if (line->relief < 7 || line->last == line->first)
        return;
    const bx_cluster *first = &para->clusters[line->first];
    const bx_piece *piece = &para->pieces[first->piece];
    bx_span where = piece->where;
    where.start += (uint32_t)(first->text - piece->text.at);
    where.end = where.start + first->text_len;
    if (line->relief == BX_RELIEF_CUT)
        bx_report(c->desk->diags, BX_WARNING, "cut-run", where,
                  "what may not be parted is longer than the line: it is cut, or stands over the edge");
    else
        bx_report(c->desk->diags, BX_WARNING, "loose-line", where,
                  "this line stays loose: it is opened by %.2f em a character",
                  (double)line->han_gap / para->em);
}

static void keep_frame(composer *c, const bx_para *para, const bx_line *line)
{
    bx_len margin = c->em;
    bx_frame frame = {.kind = BX_FRAME_LINE, .part = "body", .para = para, .line = line, .vertical = para->vertical,
                      .row = -1, .column = -1};
    if (para->vertical) {
        frame.baseline = -c->y - c->pitch / 2;
        frame.box = (bx_rect){frame.baseline - c->em / 2, margin, c->em, line->measure};
    } else {
        frame.box = (bx_rect){margin, margin + c->y, line->measure, c->pitch};
        frame.baseline = frame.box.y + (c->pitch - c->em) / 2 + c->em * 22 / 25;
    }
    c->y += c->pitch;
    BX_PUSH(c->desk->arena, c->frames, frame);
}

static const bx_lines *break_headline(composer *c, const bx_gaps *gaps, const bx_para *para)
{
    const bx_paper *paper = c->desk->paper;
    bx_arena *arena = c->desk->arena;
    bx_head_cut cut = {0};
    size_t count = 1;
    while (count <= BX_HEAD_LINES &&
           !(bx_cut_headline(arena, gaps, count, c->measure.measure, paper->lexicon, paper->lexicon_count, &cut) &&
             cut.widest <= c->measure.measure))
        count++;
    if (count > BX_HEAD_LINES)
        return bx_break_lines(arena, gaps, &c->measure, 0);
    bx_lines *lines = BX_NEW(arena, bx_lines);
    bx_line *at = BX_NEW_ARRAY(arena, bx_line, cut.count);
    for (size_t i = 0; i < cut.count; i++) {
        bx_measure one = c->measure;
        one.first = cut.first[i];
        one.last = cut.last[i];
        at[i] = bx_break_lines(arena, gaps, &one, 0)->lines[0];
    }
    *lines = (bx_lines){.lines = at, .count = cut.count, .para = para, .cost = cut.price};
    return lines;
}

static void compose(composer *c, const bx_piece *pieces, size_t count, bx_len indent, bx_alignment align)
{
    bx_arena *arena = c->desk->arena;
    const bx_para *para =
        bx_shape(arena, c->shaper, pieces, count, c->dress, FACES * MARKS, c->em, c->options->direction == 1, c->desk->diags);
    const bx_gaps *gaps = bx_make_gaps(arena, para, &c->rules);
    bx_measure measure = c->measure;
    measure.indent = indent;
    measure.align = align;
    measure.last = (uint32_t)para->count;
    const bx_lines *lines = c->options->role == 1 ? break_headline(c, gaps, para)
                                                  : bx_break_lines(arena, gaps, &measure, c->options->variant);
    json_t *list = json_array();
    for (size_t i = 0; i < lines->count; i++) {
        if (c->desk->options->json)
            json_array_append_new(list, line_json(para, &lines->lines[i]));
        else
            print_line(para, &lines->lines[i]);
        warn(c, para, &lines->lines[i]);
        keep_frame(c, para, &lines->lines[i]);
    }
    if (!c->desk->options->json && c->options->role == 0 && lines->count > 0)
        fputs("\n", stdout);
    bx_line_prices prices = bx_price_lines(arena, gaps, &measure);
    json_t *costs = json_array();
    for (int i = 0; i < 3; i++)
        json_array_append_new(costs, prices.cost[i] == BX_COST_NONE ? json_null() : json_integer(prices.cost[i]));
    json_array_append_new(c->paragraphs, json_pack("{s:o, s:i, s:I, s:o}", "lines", list, "em", (int)c->em, "cost",
                                                   (json_int_t)lines->cost, "prices", costs));
}

/* ---- what comes in ---- */

static bx_str read_input(composer *c)
{
    static char buffer[INPUT_LIMIT + 1];
    size_t len = fread(buffer, 1, sizeof buffer, stdin);
    if (ferror(stdin))
        bx_report(c->desk->diags, BX_ERROR, "input", BX_NOWHERE, "cannot read the standard input: %s", bx_error_text(errno));
    if (len > INPUT_LIMIT) {
        bx_report(c->desk->diags, BX_ERROR, "too-big", BX_NOWHERE, "the text is longer than 2 MB");
        len = 0;
    }
    return bx_str_copy(c->desk->arena, (bx_str){buffer, len});
}

static void compose_plain(composer *c, const bx_source *source)
{
    for (size_t i = 0; i < source->line_count; i++) {
        size_t end = i + 1 < source->line_count ? source->line_starts[i + 1] : source->text.len;
        bx_str text = bx_str_trim(bx_str_slice(source->text, source->line_starts[i], end));
        bx_piece *piece = BX_NEW(c->desk->arena, bx_piece);
        if (text.len == 0)
            continue;
        *piece = (bx_piece){.text = text, .ledger = BX_GENERATED, .bars = c->options->role == 1,
                            .where = {source, (uint32_t)(text.at - source->text.at),
                                      (uint32_t)(text.at - source->text.at + (ptrdiff_t)text.len)}};
        compose(c, piece, 1, c->measure.indent, c->measure.align);
    }
}

static void compose_block(composer *c, const bx_block *block)
{
    if (block->text.count > 0) {
        bx_piece *pieces = BX_NEW_ARRAY(c->desk->arena, bx_piece, block->text.count);
        for (size_t i = 0; i < block->text.count; i++) {
            const bx_run *run = &block->text.runs[i];
            pieces[i] = (bx_piece){.text = run->text, .ledger = BX_GENERATED, .where = run->where,
                                   .dress = (uint16_t)(FACES * (int)run->mark + (int)run->face), .line_end = run->line_end, .ruby = run->ruby,
                                   .ruby_ledger = BX_GENERATED};
        }
        bool plain = block->kind == BX_PARAGRAPH;
        compose(c, pieces, block->text.count, plain ? c->measure.indent : 0,
                block->kind == BX_VERSE ? BX_START : c->measure.align);
    }
    for (size_t i = 0; i < block->child_count; i++)
        compose_block(c, &block->children[i]);
}

static void compose_story(composer *c, const bx_source *source)
{
    uint32_t ledger = 0;
    uint8_t *fates = NULL;
    const bx_story *story = bx_read_story(c->desk->arena, c->desk->tree, source, BX_STR("stdin"), &ledger, &fates,
                                          c->desk->diags);
    for (size_t i = 0; story != NULL && i < story->block_count; i++)
        compose_block(c, &story->blocks[i]);
}

/* ---- a picture of the lines ---- */

static void add_marks(composer *c)
{
    size_t lines = c->frames.len;
    for (size_t i = 0; i < lines; i++) {
        size_t count;
        bx_frame line = c->frames.at[i];
        const bx_frame *marks =
            bx_mark_line(c->desk->arena, c->desk->paper, c->shaper, &line, &count, c->desk->diags);
        for (size_t k = 0; k < count; k++)
            BX_PUSH(c->desk->arena, c->frames, marks[k]);
    }
}

static void draw(composer *c)
{
    bx_desk *desk = c->desk;
    bx_paper paper = *desk->paper;
    bool vertical = c->options->direction == 1;
    bx_len across = c->measure.measure + 2 * c->em, down = c->y + 2 * c->em;
    paper.width = vertical ? down : across;
    paper.height = vertical ? across : down;
    for (size_t i = 0; vertical && i < c->frames.len; i++) {
        c->frames.at[i].baseline += paper.width - c->em;
        c->frames.at[i].box.x += paper.width - c->em;
    }
    add_marks(c);
    bx_page_plan plan = {.ink = BX_INK_4C};
    bx_folio folio = {.width = paper.width, .height = paper.height, .grid = &paper.grid, .plan = &plan, .frames = c->frames.at, .count = c->frames.len};
    bx_makeup makeup = {.issue = desk->issue, .paper = &paper, .book = desk->book, .folios = &folio, .folio_count = 1};
    bx_proof_options options = {.ppi = desk->options->ppi};
    BX_AUTO(bx_buffer_free) bx_buffer png = {0};
    const bx_page *page = bx_paint_page(desk->arena, &makeup, 0);
    const bx_drawing *drawing = bx_drawing_load(desk->diags);
    if (drawing != NULL)
        drawing->page(desk->tree, &makeup, 0, page, &options, &png, desk->diags);
    if (png.len > 0)
        bx_file_write(c->options->png, png.at, png.len, desk->diags);
}

/* ---- the command ---- */

/* The paper whose fonts and rules are taken: named, or the first below layouts/. */
static bool open_paper(bx_desk *desk)
{
    const char *name = desk->options->compose.paper;
    bx_issue *issue = BX_NEW(desk->arena, bx_issue);
    desk->tree = bx_tree_open(desk->options->root, ".", desk->diags);
    if (desk->tree == NULL)
        return false;
    size_t count = 0;
    const bx_str *papers = bx_tree_folders(desk->arena, desk->tree, BX_STR("layouts"), &count);
    if (name == NULL && count == 0) {
        bx_report(desk->diags, BX_ERROR, "no-paper", BX_NOWHERE, "there is no paper below layouts/");
        return false;
    }
    issue->paper = name != NULL ? bx_str_of(name) : papers[0];
    desk->issue = issue;
    desk->paper = bx_read_paper(desk->arena, desk->tree, issue, desk->diags);
    if (desk->paper == NULL || bx_diags_has_errors(desk->diags))
        return false;
    desk->book = bx_fontbook_open(desk->arena, desk->tree, desk->paper, desk->diags);
    return desk->book != NULL;
}

void bx_cmd_compose(bx_desk *desk)
{
    if (!open_paper(desk))
        return;
    composer c = {.desk = desk, .options = &desk->options->compose, .good = true, .paragraphs = json_array()};
    c.shaper = bx_shaper_new(desk->book, desk->paper);
    set_up(&c);
    const bx_source *source =
        c.good ? bx_source_check(desk->arena, BX_STR("stdin"), read_input(&c), desk->diags) : NULL;
    if (source != NULL && bx_str_starts(source->text, "---\n"))
        compose_story(&c, source);
    else if (source != NULL)
        compose_plain(&c, source);
    if (desk->options->json && c.good) {
        json_t *all = json_pack("{s:i, s:s, s:O}", "banxin", 1, "unit", "1/1024 pt", "paragraphs", c.paragraphs);
        json_dumpf(all, stdout, JSON_SORT_KEYS | JSON_INDENT(1));
        fputs("\n", stdout);
        json_decref(all);
    }
    if (c.options->png != NULL && c.good)
        draw(&c);
    json_decref(c.paragraphs);
    bx_shaper_free(c.shaper);
}
