/* press/separations.c - the plates of a PDF as pictures (分色): made by Ghostscript's tiffsep in a
 * folder of their own, measured, and remembered by the file's content.
 *
 * Ghostscript works on a copy of the file, in a folder that goes with all that is in it.
 */
#include "press/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

/* Changes whenever the same file would be measured otherwise. */
#define RECIPE "ink 1"

enum {
    PPI = 50,          /* 0.5 mm: small enough for a window of 15 mm, quick enough for every page */
    WINDOW = 30,       /* pixels in 15 mm */
    MOST_SIDE = 15000, /* pixels */
    MOST_PLATES = 32,
    FIRST_SECONDS = 30,
    PAGE_SECONDS = 10,
    MOST_SECONDS = 900,
};

/* ---- a folder for the plates ---- */

typedef struct {
    char folder[512];
} workplace;

static bool open_workplace(workplace *w)
{
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] != '/' || strlen(parent) > 400)
        parent = "/tmp";
    snprintf(w->folder, sizeof w->folder, "%s/banxin-ink-XXXXXX", parent);
    return mkdtemp(w->folder) != NULL;
}

static void close_workplace(const workplace *w)
{
    char path[1024];
    DIR *listing = opendir(w->folder);
    for (const struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", w->folder, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlink(path);
    }
    if (listing != NULL)
        closedir(listing);
    rmdir(w->folder);
}

static bool write_copy(const char *path, bx_str bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t done = 0;
    while (file >= 0 && done < bytes.len) {
        ssize_t len = write(file, bytes.at + done, bytes.len - done);
        if (len < 0 && errno != EINTR)
            break;
        done += len > 0 ? (size_t)len : 0;
    }
    return file >= 0 && close(file) == 0 && done == bytes.len;
}

/* ---- Ghostscript ---- */

static const char *run_ghostscript(bx_arena *arena, const workplace *w, size_t pages,
                                   bool (*stopped)(void))
{
    const char *out = bx_str_printf(arena, "-sOutputFile=%s/p%%05d.tif", w->folder).at;
    const char *in = bx_str_printf(arena, "%s/in.pdf", w->folder).at;
    const char *const arguments[] = {
        "gs",   "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dUseTrimBox", "-sDEVICE=tiffsep",
        "-r50", out,  "-f",      in,        NULL};
    size_t seconds = FIRST_SECONDS + pages * PAGE_SECONDS;
    bx_buffer words = {0};
    bx_program_end end =
        bx_run_ghostscript(arguments, (bx_str){"", 0},
                           seconds < MOST_SECONDS ? (int)seconds : MOST_SECONDS, stopped, &words);
    bx_buffer_free(&words);
    switch (end) {
    case BX_PROGRAM_DONE:
        return NULL;
    case BX_PROGRAM_MISSING:
        return N_("Ghostscript is not installed");
    case BX_PROGRAM_LATE:
        return N_("Ghostscript took too long");
    case BX_PROGRAM_STOPPED:
        return N_("it was stopped");
    case BX_PROGRAM_FAILED:
        break;
    }
    return N_("Ghostscript cannot draw the file");
}

/* ---- plates ---- */

typedef struct {
    bx_arena *arena;
    int width, height;
    uint16_t *total; /* ink of each pixel, all plates, in 1/255 */
    BX_VEC(bx_plate_ink) plates;
} sheet;

/* Adds the plate in PATH to SHEET: 8 bits grey, ink is dark. */
static bool add_plate(sheet *s, const char *path, bx_str name)
{
    TIFF *tiff = TIFFOpen(path, "r");
    uint32_t width = 0, height = 0;
    uint16_t bits = 0, samples = 1, kind = 0;
    uint64_t sum = 0;
    bool inked = false;
    if (tiff == NULL)
        return false;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &kind);
    bool good = bits == 8 && samples == 1 && width > 0 && height > 0 && width <= MOST_SIDE &&
                height <= MOST_SIDE;
    if (good && s->total == NULL) {
        s->width = (int)width;
        s->height = (int)height;
        s->total = BX_NEW_ARRAY(s->arena, uint16_t, (size_t)width * height);
    }
    good = good && s->width == (int)width && s->height == (int)height &&
           TIFFScanlineSize(tiff) == (tmsize_t)width;
    uint8_t *row = BX_NEW_ARRAY(s->arena, uint8_t, width + 1);
    for (uint32_t y = 0; good && y < height; y++) {
        good = TIFFReadScanline(tiff, row, y, 0) == 1;
        for (uint32_t x = 0; good && x < width; x++) {
            int ink = kind == PHOTOMETRIC_MINISWHITE ? row[x] : 255 - row[x];
            s->total[(size_t)y * width + x] = (uint16_t)(s->total[(size_t)y * width + x] + ink);
            sum += (uint64_t)ink;
            inked |= ink > 0;
        }
    }
    TIFFClose(tiff);
    if (good && inked)
        BX_PUSH(s->arena, s->plates,
                (bx_plate_ink){name, (int)(sum * 10000 / (255 * (uint64_t)width * height))});
    return good;
}

static int plate_order(bx_str name)
{
    static const char *const names[] = {"Cyan", "Magenta", "Yellow", "Black"};
    for (int i = 0; i < 4; i++)
        if (bx_str_is(name, names[i]))
            return i;
    return 4;
}

static int compare_names(const void *a, const void *b)
{
    const bx_str *one = a, *two = b;
    int order = plate_order(*one) - plate_order(*two);
    return order != 0 ? order : bx_str_compare(*one, *two);
}

/* "p00003(Cyan).tif": the plate's name stands in brackets. */
static bool read_plates(sheet *s, const workplace *w, size_t page)
{
    const char *start = bx_str_printf(s->arena, "p%05zu(", page + 1).at;
    DIR *listing = opendir(w->folder);
    BX_VEC(bx_str) names = {0};
    for (const struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;) {
        bx_str name = bx_str_of(entry->d_name);
        if (names.len < MOST_PLATES && bx_str_starts(name, start) && bx_str_ends(name, ").tif"))
            BX_PUSH(s->arena, names,
                    bx_str_copy(s->arena,
                                bx_str_slice(name, strlen(start), name.len - strlen(").tif"))));
    }
    if (listing != NULL)
        closedir(listing);
    if (names.len == 0)
        return false;
    qsort(names.at, names.len, sizeof *names.at, compare_names);
    for (size_t i = 0; i < names.len; i++)
        if (!add_plate(
                s,
                bx_str_printf(s->arena, "%s/%s%.*s).tif", w->folder, start, BX_FMT(names.at[i])).at,
                names.at[i]))
            return false;
    return true;
}

/* ---- worst places ---- */

static bx_len pixel_place(double pixels)
{
    return bx_len_pt(pixels * 72 / PPI);
}

static void find_most(const sheet *s, bx_ink_peak *peak)
{
    size_t worst = 0, count = (size_t)s->width * (size_t)s->height;
    for (size_t i = 1; i < count; i++)
        if (s->total[i] > s->total[worst])
            worst = i;
    *peak = (bx_ink_peak){.ink = s->total[worst] * 10000 / 255,
                          .x = pixel_place((double)(worst % (size_t)s->width) + 0.5),
                          .y = pixel_place((double)(worst / (size_t)s->width) + 0.5)};
}

/* The square of 15 mm with the most ink, found by sums over columns that move down row by row. */
static void find_window(const sheet *s, bx_ink_peak *peak)
{
    int w = s->width < WINDOW ? s->width : WINDOW, h = s->height < WINDOW ? s->height : WINDOW;
    uint32_t *columns = BX_NEW_ARRAY(s->arena, uint32_t, (size_t)s->width);
    uint64_t worst = 0;
    int at[2] = {0, 0};
    for (int y = 0; y < s->height; y++) {
        const uint16_t *row = &s->total[(size_t)y * (size_t)s->width];
        const uint16_t *gone = y >= h ? row - (size_t)h * (size_t)s->width : NULL;
        uint64_t sum = 0;
        for (int x = 0; x < s->width; x++) {
            columns[x] += row[x] - (gone != NULL ? (uint32_t)gone[x] : 0);
            sum += columns[x] - (x >= w ? (uint64_t)columns[x - w] : 0);
            if (y >= h - 1 && x >= w - 1 && sum > worst) {
                worst = sum;
                at[0] = x - w + 1;
                at[1] = y - h + 1;
            }
        }
    }
    *peak = (bx_ink_peak){.ink = (int)(worst * 10000 / 255 / ((uint64_t)w * (uint64_t)h)),
                          .x = pixel_place(at[0] + w / 2.0),
                          .y = pixel_place(at[1] + h / 2.0)};
}

static bool measure_page(bx_arena *arena, const workplace *w, size_t index, bx_page_ink *page)
{
    bx_arena *scratch = bx_arena_new();
    sheet s = {.arena = scratch};
    page->measured = read_plates(&s, w, index);
    if (page->measured) {
        find_most(&s, &page->most);
        find_window(&s, &page->window);
        bx_plate_ink *plates = BX_NEW_ARRAY(arena, bx_plate_ink, s.plates.len + 1);
        for (size_t i = 0; i < s.plates.len; i++)
            plates[i] = (bx_plate_ink){bx_clean(arena, s.plates.at[i].name), s.plates.at[i].mean};
        page->plates = plates;
        page->plate_count = s.plates.len;
    }
    bx_arena_free(scratch);
    return page->measured;
}

/* ---- remembered ---- */

static void put_page(bx_buffer *out, const bx_page_ink *page)
{
    bx_buffer_printf(out, "page %d %d %d %d %d %d %zu\n", page->most.ink, page->most.x,
                     page->most.y, page->window.ink, page->window.x, page->window.y,
                     page->plate_count);
    for (size_t i = 0; i < page->plate_count; i++)
        bx_buffer_printf(out, "%d %.*s\n", page->plates[i].mean, BX_FMT(page->plates[i].name));
}

static bool take_line(bx_str *text, char line[512])
{
    const char *end = memchr(text->at, '\n', text->len);
    size_t len = end != NULL ? (size_t)(end - text->at) : 0;
    if (end == NULL || len >= 512)
        return false;
    memcpy(line, text->at, len);
    line[len] = '\0';
    *text = bx_str_slice(*text, len + 1, text->len);
    return true;
}

static bool get_page(bx_arena *arena, bx_str *text, bx_page_ink *page)
{
    char line[512];
    int name;
    if (!take_line(text, line) ||
        sscanf(line, "page %d %d %d %d %d %d %zu", &page->most.ink, &page->most.x, &page->most.y,
               &page->window.ink, &page->window.x, &page->window.y, &page->plate_count) != 7 ||
        page->plate_count > MOST_PLATES)
        return false;
    bx_plate_ink *plates = BX_NEW_ARRAY(arena, bx_plate_ink, page->plate_count + 1);
    for (size_t i = 0; i < page->plate_count; i++) {
        if (!take_line(text, line) || sscanf(line, "%d %n", &plates[i].mean, &name) != 1)
            return false;
        plates[i].name = bx_str_copy(arena, bx_str_of(line + name));
    }
    page->plates = plates;
    page->measured = true;
    return true;
}

static bool recall(bx_arena *arena, const char *key, bx_page_ink *pages, size_t count)
{
    bx_buffer entry = {0};
    bool good = bx_cache_find("ink", key, &entry);
    bx_str text = {entry.at, entry.len};
    for (size_t i = 0; good && i < count; i++)
        good = get_page(arena, &text, &pages[i]);
    bx_buffer_free(&entry);
    return good;
}

/* ---- one file ---- */

static const char *separate(bx_arena *arena, bx_str bytes, bx_page_ink *pages, size_t count,
                            bool (*stopped)(void))
{
    workplace w;
    if (!open_workplace(&w))
        return N_("there is no room for temporary files");
    const char *in = bx_str_printf(arena, "%s/in.pdf", w.folder).at, *fault;
    if (!write_copy(in, bytes))
        fault = N_("there is no room for temporary files");
    else
        fault = run_ghostscript(arena, &w, count, stopped);
    for (size_t i = 0; i < count && fault == NULL; i++)
        if (!measure_page(arena, &w, i, &pages[i]))
            fault = N_("Ghostscript cannot draw the file");
    close_workplace(&w);
    return fault;
}

const char *bx_measure_ink(bx_arena *arena, bx_str bytes, bx_page_ink *pages, size_t count,
                           bool (*stopped)(void))
{
    char hash[33], key[33];
    for (size_t i = 0; i < count; i++)
        if (bx_pt(pages[i].width) > MOST_SIDE * 72.0 / PPI ||
            bx_pt(pages[i].height) > MOST_SIDE * 72.0 / PPI)
            return _("a page is too large");
    bx_hash_hex(bytes.at, bytes.len, hash);
    bx_str recipe = bx_str_printf(arena, "%s|%s|%zu|%zu", RECIPE, hash, bytes.len, count);
    bx_hash_hex(recipe.at, recipe.len, key);
    if (recall(arena, key, pages, count))
        return NULL;
    const char *fault = separate(arena, bytes, pages, count, stopped);
    if (fault != NULL)
        return _(fault);
    bx_buffer entry = {0};
    for (size_t i = 0; i < count; i++)
        put_page(&entry, &pages[i]);
    bx_cache_keep("ink", key, entry.at, entry.len);
    bx_buffer_free(&entry);
    return NULL;
}
