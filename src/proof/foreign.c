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

typedef struct {
    bx_arena *arena;
    BX_VEC(bx_picture_of) list;
} pictures;

static bool draw_pdf(pictures *p, const bx_proof_run *run_of, const bx_picture_of *from, int ppi,
                     bx_diags *diags)
{
    const char *path = safe_path(p->arena, from->pdf),
               *resolution = bx_str_printf(p->arena, "%d", ppi).at;
    const char *const one[] = {"pdftoppm", "-png", "-r", resolution, "-f",
                               "1",        "-l",   "1",  path,       NULL};
    const char *const all[] = {"pdftoppm", "-png", "-r", resolution, path, NULL};
    BX_AUTO(bx_buffer_free) bx_buffer output = {0};
    size_t number = 0;

    if (!run(from->pdf_page > 0 ? one : all, path, &output, diags))
        return false;
    for (bx_str left = {output.at, output.len}; left.len > 0; number++) {
        size_t len = png_length(left);
        bx_picture_of picture = {.label = from->label};

        if (len == 0)
            break;
        if (from->pdf_page == 0) /* the layout's labels go with its pages */
            picture.label = run_of->has_slots && number < run_of->page_count
                                ? run_of->pages[number].label
                                : bx_str_printf(p->arena, "%zu", number + 1);
        bx_buffer_add(&picture.png, left.at, len);
        BX_PUSH(p->arena, p->list, picture);
        left = bx_str_slice(left, len, left.len);
    }
    if (number == 0)
        bx_report(diags, BX_ERROR, "bad-page", BX_NOWHERE, "'%s' cannot read '%s'", "pdftoppm",
                  path);
    return number > 0;
}

bool bx_draw_version(bx_arena *arena, bx_proof_version *version, int ppi, bx_diags *diags)
{
    pictures p = {.arena = arena};
    bool good = true;

    for (size_t i = 0; i < version->picture_count; i++) {
        if (version->pictures[i].pdf.len == 0)
            BX_PUSH(arena, p.list, version->pictures[i]);
        else if (good)
            good = draw_pdf(&p, &version->run, &version->pictures[i], ppi, diags);
    }
    version->pictures = p.list.at;
    version->picture_count = p.list.len;
    if (good && !version->run.has_text) {
        bx_proof_page *pages = BX_NEW_ARRAY(arena, bx_proof_page, p.list.len + 1);

        for (size_t i = 0; i < p.list.len; i++)
            pages[i].label = p.list.at[i].label;
        version->run.pages = pages;
        version->run.page_count = p.list.len;
    }
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
