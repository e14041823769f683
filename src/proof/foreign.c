/* proof/foreign.c - pages of other programs (外来 PDF): drawn by pdftoppm, read by pdftotext, both
 * as processes. */
#include <stdio.h>
#include <stdlib.h>

#include "proof/inside.h"

enum { PATIENCE = 300 }; /* seconds that a program may take */

/* ---- programs ---- */

static bool run(const char *const *arguments, const char *path, bx_buffer *output, bx_diags *diags)
{
    bx_program_end end = bx_run_program(arguments, (bx_str){"", 0}, PATIENCE, output);

    if (end == BX_PROGRAM_DONE)
        return true;
    if (end == BX_PROGRAM_MISSING) {
        bx_report(diags, BX_ERROR, "no-poppler", BX_NOWHERE,
                  "'%s' is not installed, and '%s' needs it", arguments[0], path);
        bx_hint(diags, BX_NOWHERE, "install poppler-utils, or compare with --text-only");
    } else {
        bx_report(diags, BX_ERROR, "bad-page", BX_NOWHERE, "'%s' cannot read '%s'", arguments[0],
                  path);
    }
    return false;
}

/* A path that begins with a dash is not an option. */
static const char *safe_path(bx_arena *arena, bx_str path)
{
    return path.at[0] == '-' ? bx_str_printf(arena, "./%.*s", BX_FMT(path)).at
                             : bx_str_c(arena, path);
}

/* ---- pictures ---- */

/* Length of the PNG at the start of BYTES; 0: there is none. */
static size_t png_length(bx_str bytes)
{
    size_t at = 8;

    while (bytes.len >= 12 && at <= bytes.len - 12) {
        const unsigned char *chunk = (const unsigned char *)bytes.at + at;
        size_t len =
            (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3];

        if (len > bytes.len - at - 12)
            return 0;
        at += len + 12;
        if (memcmp(chunk + 4, "IEND", 4) == 0)
            return at;
    }
    return 0;
}

/* A PDF that is drawn, or the one of the other version that it equals. */
typedef struct {
    const bx_picture_of *from;
    size_t same_as; /* itself where it is drawn */
    bool good;
    bx_buffer pngs; /* one behind the other */
    bx_diags *diags;
} drawing;

typedef struct {
    drawing *at;
    size_t count;
    int ppi;
} drawings;

static void draw_pdf(size_t index, void *data)
{
    const drawings *all = data;
    drawing *d = &all->at[index];
    char resolution[16];
    bx_arena *arena;

    if (d->same_as != index)
        return;
    arena = bx_arena_new();
    snprintf(resolution, sizeof resolution, "%d", all->ppi);
    const char *path = safe_path(arena, d->from->pdf);
    const char *const first[] = {"pdftoppm", "-png", "-r", resolution, "-f",
                                 "1",        "-l",   "1",  path,       NULL};
    const char *const whole[] = {"pdftoppm", "-png", "-r", resolution, path, NULL};
    d->good = run(d->from->pdf_page > 0 ? first : whole, path, &d->pngs, d->diags);
    if (d->good && png_length((bx_str){d->pngs.at, d->pngs.len}) == 0) {
        d->good = false;
        bx_report(d->diags, BX_ERROR, "bad-page", BX_NOWHERE, "'%s' cannot read '%s'", "pdftoppm",
                  path);
    }
    bx_arena_free(arena);
}

static bool same_bytes(bx_arena *arena, const bx_picture_of *a, const bx_picture_of *b)
{
    BX_AUTO(bx_buffer_free) bx_buffer one = {0};
    BX_AUTO(bx_buffer_free) bx_buffer two = {0};

    return a->pdf_page == b->pdf_page && bx_read_proof_file(bx_str_c(arena, a->pdf), &one) &&
           bx_read_proof_file(bx_str_c(arena, b->pdf), &two) && one.len == two.len &&
           memcmp(one.at, two.at, one.len) == 0;
}

/* Most pages of two versions are the same: they are drawn once. */
static drawings list_drawings(bx_arena *arena, const bx_proof_version versions[2], int ppi)
{
    drawings all = {.ppi = ppi};
    size_t olds = 0;

    all.at = BX_NEW_ARRAY(arena, drawing,
                          versions[0].picture_count + versions[1].picture_count + 1);
    for (int side = 0; side < 2; olds = all.count, side++)
        for (size_t i = 0; i < versions[side].picture_count; i++) {
            drawing *d = &all.at[all.count];

            d->from = &versions[side].pictures[i];
            if (d->from->pdf.len == 0)
                continue;
            d->diags = bx_diags_new();
            d->same_as = all.count;
            for (size_t k = 0; k < olds && d->same_as == all.count; k++)
                if (bx_str_eq(all.at[k].from->label, d->from->label) &&
                    same_bytes(arena, all.at[k].from, d->from))
                    d->same_as = k;
            all.count++;
        }
    return all;
}

typedef struct {
    bx_arena *arena;
    BX_VEC(bx_picture_of) list;
} pictures;

static void add_pictures(pictures *p, const bx_proof_run *run_of, const bx_picture_of *from,
                         bx_str pngs)
{
    size_t len;

    for (size_t number = 0; (len = png_length(pngs)) > 0; number++) {
        bx_picture_of picture = {.label = from->label};

        if (from->pdf_page == 0) /* the layout's labels go with its pages */
            picture.label = run_of->has_slots && number < run_of->page_count
                                ? run_of->pages[number].label
                                : bx_str_printf(p->arena, "%zu", number + 1);
        bx_buffer_add(&picture.png, pngs.at, len);
        BX_PUSH(p->arena, p->list, picture);
        pngs = bx_str_slice(pngs, len, pngs.len);
    }
}

static void put_pictures(bx_arena *arena, bx_proof_version *version, const drawings *all, size_t *at)
{
    pictures p = {.arena = arena};

    for (size_t i = 0; i < version->picture_count; i++) {
        if (version->pictures[i].pdf.len == 0) {
            BX_PUSH(arena, p.list, version->pictures[i]);
            continue;
        }
        const bx_buffer *pngs = &all->at[all->at[(*at)++].same_as].pngs;
        add_pictures(&p, &version->run, &version->pictures[i], (bx_str){pngs->at, pngs->len});
    }
    version->pictures = p.list.at;
    version->picture_count = p.list.len;
    if (version->run.has_text)
        return;
    bx_proof_page *pages = BX_NEW_ARRAY(arena, bx_proof_page, p.list.len + 1);
    for (size_t i = 0; i < p.list.len; i++)
        pages[i].label = p.list.at[i].label;
    version->run.pages = pages;
    version->run.page_count = p.list.len;
}

bool bx_draw_versions(bx_arena *arena, bx_proof_version versions[2], int ppi, int jobs,
                      bx_diags *diags)
{
    drawings all = list_drawings(arena, versions, ppi);
    bool good = true;
    size_t at = 0;

    bx_run_jobs(jobs, all.count, draw_pdf, &all);
    for (size_t i = 0; i < all.count; i++) {
        good &= all.at[all.at[i].same_as].good;
        bx_diags_merge(diags, all.at[i].diags);
        bx_diags_free(all.at[i].diags);
    }
    for (int side = 0; side < 2 && good; side++)
        put_pictures(arena, &versions[side], &all, &at);
    for (size_t i = 0; i < all.count; i++)
        bx_buffer_free(&all.at[i].pngs);
    return good;
}

/* ---- words ---- */

typedef struct {
    bx_arena *arena;
    BX_VEC(bx_proof_page) pages;
    BX_VEC(bx_proof_line) lines; /* of the page that is being read */
    bx_str label;                /* of the PDF; empty: pages are numbered */
} words;

static double attribute(bx_str tag, const char *name)
{
    char value[32] = {0};
    const char *found = memmem(tag.at, tag.len, name, strlen(name));
    size_t len = 0;

    if (!found)
        return 0;
    for (const char *at = found + strlen(name); at < tag.at + tag.len && *at != '"' && len < 31;
         at++)
        value[len++] = *at;
    return strtod(value, NULL);
}

static bx_len length_of(bx_str tag, const char *name)
{
    double pt = attribute(tag, name);

    return pt > -1e5 && pt < 1e5 ? bx_len_pt(pt) : 0;
}

static bx_str unescape(bx_arena *arena, bx_str text)
{
    static const struct {
        const char *name;
        char character;
    } known[] = {{"&lt;", '<'},   {"&gt;", '>'},    {"&amp;", '&'},
                 {"&quot;", '"'}, {"&apos;", '\''}, {"&#39;", '\''}};
    char *out = BX_NEW_ARRAY(arena, char, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len;) {
        size_t k = 0, count = sizeof known / sizeof known[0];

        while (k < count && !bx_str_starts(bx_str_slice(text, i, text.len), known[k].name))
            k++;
        out[len++] = k < count ? known[k].character : text.at[i];
        i += k < count ? strlen(known[k].name) : 1;
    }
    return (bx_str){out, len};
}

static void add_word(words *w, bx_str tag, bx_str text)
{
    bx_len x = length_of(tag, "xMin=\""), y = length_of(tag, "yMin=\"");
    bx_rect box = {x, y, length_of(tag, "xMax=\"") - x, length_of(tag, "yMax=\"") - y};
    bx_proof_line *last = w->lines.len > 0 ? &w->lines.at[w->lines.len - 1] : NULL;

    text = unescape(w->arena, text);
    if (last && abs(last->box.y - y) < box.h / 2 && x >= last->box.x + last->box.w - box.h / 4 &&
        x < last->box.x + last->box.w + 2 * box.h) {
        last->text = bx_str_printf(w->arena, "%.*s %.*s", BX_FMT(last->text), BX_FMT(text));
        last->box.w = x + box.w - last->box.x;
        return;
    }
    BX_PUSH(w->arena, w->lines, (bx_proof_line){.box = box, .text = text, .byte = -1});
}

static void end_page(words *w)
{
    bx_proof_page *page = &w->pages.at[w->pages.len - 1];
    bx_proof_box *box = BX_NEW(w->arena, bx_proof_box);

    *box = (bx_proof_box){.kind = BX_STR("text"),
                          .part = BX_STR("page"),
                          .story = page->label,
                          .box = {0, 0, page->width, page->height},
                          .lines = w->lines.at,
                          .line_count = w->lines.len};
    page->boxes = box;
    page->box_count = w->lines.len > 0;
    memset(&w->lines, 0, sizeof w->lines);
}

static void begin_page(words *w, bx_str tag)
{
    bx_proof_page page = {.label = w->label,
                          .title = (bx_str){"", 0},
                          .width = length_of(tag, "width=\""),
                          .height = length_of(tag, "height=\"")};

    if (page.label.len == 0)
        page.label = bx_str_printf(w->arena, "%zu", w->pages.len + 1);
    BX_PUSH(w->arena, w->pages, page);
}

/* pdftotext -bbox writes one element a line. */
static void read_words(words *w, bx_str text)
{
    while (text.len > 0) {
        const char *newline = memchr(text.at, '\n', text.len);
        bx_str line = newline ? bx_str_slice(text, 0, (size_t)(newline - text.at)) : text;
        const char *close;

        text = bx_str_slice(text, newline ? line.len + 1 : text.len, text.len);
        line = bx_str_trim(line);
        close = memchr(line.at, '>', line.len);
        if (bx_str_starts(line, "<page "))
            begin_page(w, line);
        else if (bx_str_starts(line, "</page>") && w->pages.len > 0)
            end_page(w);
        else if (bx_str_starts(line, "<word ") && bx_str_ends(line, "</word>") && close &&
                 w->pages.len > 0)
            add_word(w, bx_str_slice(line, 0, (size_t)(close - line.at)),
                     bx_str_slice(line, (size_t)(close - line.at) + 1, line.len - 7));
    }
}

bool bx_read_version_words(bx_arena *arena, bx_proof_version *version, bx_diags *diags)
{
    words w = {.arena = arena};

    for (size_t i = 0; i < version->picture_count; i++) {
        const bx_picture_of *from = &version->pictures[i];
        BX_AUTO(bx_buffer_free) bx_buffer output = {0};
        const char *path = from->pdf.len > 0 ? safe_path(arena, from->pdf) : NULL;
        const char *const arguments[] = {"pdftotext", "-enc", "UTF-8", "-bbox", path, "-", NULL};

        if (!path)
            return true; /* only a picture: no words */
        if (!run(arguments, path, &output, diags))
            return false;
        w.label = from->label;
        read_words(&w, bx_str_copy(arena, (bx_str){output.at, output.len}));
    }
    version->run.pages = w.pages.at;
    version->run.page_count = w.pages.len;
    version->run.has_text = w.pages.len > 0;
    version->run.has_slots = false;
    return true;
}
