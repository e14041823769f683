/* tests/bench/lines.c - how even the lines are, and what they cost: total fit beside first fit.
 *
 * usage: lines ISSUE [PROSE]   figures for the stories of ISSUE, and for PROSE, a paragraph a line
 *                              ("-": standard input), which tests/lines/prose.py makes
 *
 * CPU seconds are for 100 000 characters, the least of several runs, each in memory of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lines/lines.h"

typedef struct {
    long lines, zero, over5, over10, runts, paras, kinsoku, units, unit_splits, apart, over5_apart,
        squeezed, relief;
} figures;

typedef struct {
    bx_arena *arena;
    const bx_paper *paper;
    bx_shaper *shaper;
    bx_diags *diags;
    BX_VEC(const bx_gaps *) gaps;
    BX_VEC(const bx_para *) paras;
    BX_VEC(size_t) piece_counts;
    long characters;
} corpus;

static void add_pieces(corpus *c, const bx_piece *pieces, size_t count)
{
    int style = bx_find_style(c->paper, "body");
    const bx_style *s = &c->paper->styles[style];
    bx_dress dress = {.face = (uint16_t)s->font, .size = s->size, .mark_face = -1};
    const bx_para *para =
        bx_shape(c->arena, c->shaper, pieces, count, &dress, 1, s->size, false, c->diags);
    BX_PUSH(c->arena, c->paras, para);
    BX_PUSH(c->arena, c->piece_counts, count);
    BX_PUSH(c->arena, c->gaps, bx_make_gaps(c->arena, para, &c->paper->lines));
    for (size_t i = 0; i < count; i++)
        c->characters += (long)bx_utf8_count(pieces[i].text);
}

static void add_story(corpus *c, const bx_story *story)
{
    for (size_t b = 0; b < story->block_count; b++) {
        const bx_block *block = &story->blocks[b];
        if (block->kind != BX_PARAGRAPH || block->text.count == 0)
            continue;
        bx_piece *pieces = BX_NEW_ARRAY(c->arena, bx_piece, block->text.count);
        for (size_t i = 0; i < block->text.count; i++)
            pieces[i] = (bx_piece){.text = block->text.runs[i].text,
                                   .ledger = BX_GENERATED,
                                   .where = block->text.runs[i].where};
        add_pieces(c, pieces, block->text.count);
    }
}

/* The widest unbreakable run of Latin in a line, in em. */
static double longest_run(const bx_para *para, const bx_line *line)
{
    double longest = 0, run = 0;
    for (uint32_t i = line->first; i < line->last; i++) {
        const bx_cluster *c = &para->clusters[i];
        run = c->class == BX_CLASS_LAT || c->class == BX_CLASS_PR || c->class == BX_CLASS_PO ||
                      c->class == BX_CLASS_OPR
                  ? run + c->body
                  : 0;
        longest = run > longest ? run : longest;
    }
    return longest / para->em;
}

static bool forbidden_start(uint8_t class)
{
    return class == BX_CLASS_CL || class == BX_CLASS_CM || class == BX_CLASS_FS ||
           class == BX_CLASS_MD || class == BX_CLASS_CN || class == BX_CLASS_SL ||
           class == BX_CLASS_NS || class == BX_CLASS_FX;
}

static bool digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static bool unit(uint32_t code)
{
    static const uint16_t list[] = u"年月日时分秒元万亿千百个次%";
    for (size_t i = 0; list[i] != 0; i++)
        if (list[i] == code)
            return true;
    return false;
}

static void look(figures *f, const bx_lines *lines)
{
    const bx_para *para = lines->para;
    f->paras++;
    for (size_t i = 0; i < lines->count; i++) {
        const bx_line *line = &lines->lines[i];
        bool last = i + 1 == lines->count;
        if (line->last == line->first)
            continue;
        if (i > 0 && forbidden_start(para->clusters[line->first].class))
            f->kinsoku++;
        f->relief += line->relief > 0;
        for (uint32_t k = line->first; k < line->last; k++)
            if (k + 1 < para->count && digit(para->clusters[k].code) &&
                unit(para->clusters[k + 1].code)) {
                f->units++;
                f->unit_splits += k + 1 == line->last;
            }
        if (last) {
            int chars = 0;
            for (uint32_t k = line->first; k < line->last; k++)
                chars += para->clusters[k].class == BX_CLASS_ID    ? 1
                         : para->clusters[k].class == BX_CLASS_LAT ? 2
                                                                   : 0;
            f->runts += lines->count > 1 && chars < 2;
            continue;
        }
        double gap = (double)line->han_gap / para->em;
        if (longest_run(para, line) > 4) {
            f->apart++;
            f->over5_apart += gap > 0.1;
            continue;
        }
        f->lines++;
        f->zero += line->expansion < 3;
        f->over5 += gap > 0.05;
        f->over10 += gap > 0.10;
        f->squeezed += line->level > 0;
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bx_measure measure_of(const corpus *c, size_t i, int em)
{
    return (bx_measure){.measure = em * c->paras.at[i]->em,
                        .indent = 2 * c->paras.at[i]->em,
                        .last = (uint32_t)c->paras.at[i]->count};
}

static void print_figures(const corpus *c, int em, bool greedy)
{
    figures f = {0};
    bx_arena *arena = bx_arena_new();
    for (size_t i = 0; i < c->gaps.len; i++) {
        bx_measure m = measure_of(c, i, em);
        look(&f, greedy ? bx_break_lines_greedy(arena, c->gaps.at[i], &m)
                        : bx_break_lines(arena, c->gaps.at[i], &m, 0));
    }
    double n = f.lines > 0 ? (double)f.lines / 100 : 1;
    printf("  %2d em    %-9s %6.1f %6.1f %6.1f %9.1f %7ld %8ld %12.2f %8ld %6ld (%ld)\n", em,
           greedy ? "first fit" : "total fit", (double)f.zero / n, (double)f.over5 / n,
           (double)f.over10 / n, (double)f.squeezed / n, f.runts, f.kinsoku,
           f.units > 0 ? 100.0 * (double)f.unit_splits / (double)f.units : 0, f.relief, f.apart,
           f.over5_apart);
    bx_arena_free(arena);
}

/* ---- time ---- */

enum { SHAPING, GAPS, PRICES, LINES, FIRST_FIT, STAGES };

static void work(const corpus *c, int stage, bx_arena *arena, size_t i)
{
    bx_measure m = measure_of(c, i, 13);
    const bx_para *para = c->paras.at[i];
    switch (stage) {
    case SHAPING:
        bx_shape(arena, c->shaper, para->pieces, c->piece_counts.at[i], para->dresses, 1, para->em,
                 false, c->diags);
        break;
    case GAPS:
        bx_make_gaps(arena, para, &c->paper->lines);
        break;
    case PRICES:
        bx_price_lines(arena, c->gaps.at[i], &m);
        break;
    case LINES:
        bx_break_lines(arena, c->gaps.at[i], &m, 0);
        break;
    default:
        bx_break_lines_greedy(arena, c->gaps.at[i], &m);
    }
}

static void print_times(const corpus *c)
{
    enum { RUNS = 9 };
    double least[STAGES];
    double scale = c->characters > 0 ? 100000.0 / (double)c->characters : 0;
    for (int stage = 0; stage < STAGES; stage++) {
        least[stage] = 1e9;
        for (int run = 0; run < RUNS; run++) {
            bx_arena *arena = bx_arena_new();
            double start = now();
            for (size_t i = 0; i < c->paras.len; i++)
                work(c, stage, arena, i);
            double took = (now() - start) * scale;
            least[stage] = took < least[stage] ? took : least[stage];
            bx_arena_free(arena);
        }
    }
    double set = least[GAPS] + least[PRICES] + least[LINES];
    printf("  s: shaping %.4f, gaps %.4f, k-1/k/k+1 prices %.4f, lines %.4f, first fit %.4f\n",
           least[SHAPING], least[GAPS], least[PRICES], least[LINES], least[FIRST_FIT]);
    printf("  once shaped %.4f s (%.2f of 0.04), with shaping %.4f s (%.2f of 0.08), total fit "
           "%.1f times "
           "first fit\n",
           set, set / 0.04, set + least[SHAPING], (set + least[SHAPING]) / 0.08,
           (least[GAPS] + least[LINES]) / (least[GAPS] + least[FIRST_FIT]));
}

static void print_corpus(const corpus *c, const char *name)
{
    static const int measures[] = {13, 15, 17};
    printf("%s: %zu paragraphs, %ld characters\n", name, c->paras.len, c->characters);
    printf("  measure  method     zero%%  >.05%%  >.10%%  squeezed%%  runts  kinsoku  unit "
           "splits%%  relief  "
           "apart (>.10)\n");
    for (size_t w = 0; w < 3; w++)
        for (int greedy = 0; greedy < 2; greedy++)
            print_figures(c, measures[w], greedy);
    print_times(c);
}

static void add_prose(corpus *c, FILE *file)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    while ((len = getline(&line, &cap, file)) > 0) {
        bx_piece *piece = BX_NEW(c->arena, bx_piece);
        piece->text = bx_str_trim(bx_str_copy(c->arena, (bx_str){line, (size_t)len}));
        piece->ledger = BX_GENERATED;
        if (piece->text.len > 0)
            add_pieces(c, piece, 1);
    }
    free(line);
}

int main(int argc, char **argv)
{
    bx_diags *diags = bx_diags_new();
    bx_arena *arena = bx_arena_new();
    if (argc < 2)
        return 2;
    bx_tree *tree = bx_tree_open(NULL, argv[1], diags);
    bx_str folder;
    if (tree == NULL || !bx_tree_relative(arena, tree, argv[1], &folder, diags))
        return 2;
    const bx_issue *issue = bx_read_issue(arena, tree, folder, diags);
    const bx_paper *paper = issue == NULL ? NULL : bx_read_paper(arena, tree, issue, diags);
    bx_fontbook *book = paper == NULL ? NULL : bx_fontbook_open(arena, tree, paper, diags);
    if (book == NULL)
        return 2;
    bx_shaper *shaper = bx_shaper_new(book, paper);
    corpus stories = {.arena = arena, .paper = paper, .shaper = shaper, .diags = diags};
    for (size_t i = 0; i < issue->story_count; i++)
        add_story(&stories, &issue->stories[i]);
    print_corpus(&stories, "sample stories");
    if (argc > 2) {
        corpus prose = {.arena = arena, .paper = paper, .shaper = shaper, .diags = diags};
        FILE *file = strcmp(argv[2], "-") == 0 ? stdin : fopen(argv[2], "r");
        if (file == NULL) {
            perror(argv[2]);
            return 2;
        }
        add_prose(&prose, file);
        fclose(file);
        print_corpus(&prose, "prose");
    }
    bx_shaper_free(shaper);
    bx_fontbook_free(book);
    bx_tree_free(tree);
    bx_arena_free(arena);
    bx_diags_free(diags);
    return 0;
}
