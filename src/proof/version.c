/* proof/version.c - what lies in a folder or a file that somebody wants compared (版本).
 *
 * A layout gives the words, PNGs the pictures; where there are only PDFs, foreign.c draws and reads
 * them.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "proof/inside.h"

enum { MOST_NAMES = 4096 };
#define MOST_BYTES ((size_t)1 << 30)
enum { BLOCK = 256 * 1024 };

/* ---- files ---- */

bool bx_read_proof_file(const char *path, bx_buffer *out)
{
    FILE *file = fopen(path, "rbe");
    size_t len;
    bool good;

    if (!file)
        return false;
    while (out->len < MOST_BYTES && (len = fread(bx_buffer_room(out, BLOCK), 1, BLOCK, file)) > 0)
        out->len += len;
    bx_buffer_add(out, NULL, 0); /* ends it with a NUL */
    good = !ferror(file) && out->len < MOST_BYTES;
    fclose(file);
    return good;
}

/* What is in the file at PATH, empty where it cannot be read: a layout's megabyte lies in the
 * arena's large pages at less cost than in a buffer of its own. */
static bx_str read_text(bx_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rbe");
    struct stat info;
    bx_str text = {"", 0};

    if (file && fstat(fileno(file), &info) == 0 && S_ISREG(info.st_mode) &&
        (uint64_t)info.st_size < MOST_BYTES) {
        char *bytes = bx_arena_alloc_raw(arena, (size_t)info.st_size + 1, 1);

        text = (bx_str){bytes, fread(bytes, 1, (size_t)info.st_size, file)};
    }
    if (file)
        fclose(file);
    return text;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in FOLDER that end with ENDING, in order; hidden ones are nobody's pages. */
static const char **list_names(bx_arena *arena, const char *folder, const char *ending,
                               size_t *count)
{
    DIR *listing = opendir(folder);
    BX_VEC(const char *) names = {0};

    *count = 0;
    if (!listing)
        return NULL;
    for (const struct dirent *entry; (entry = readdir(listing)) && names.len < MOST_NAMES;)
        if (entry->d_name[0] != '.' && bx_str_ends(bx_str_of(entry->d_name), ending))
            BX_PUSH(arena, names, bx_str_c(arena, bx_str_of(entry->d_name)));
    closedir(listing);
    if (names.len > 0)
        qsort(names.at, names.len, sizeof *names.at, compare_names);
    *count = names.len;
    return names.at;
}

static bool is_date(const char *at)
{
    static const char form[] = "dddd-dd-dd";

    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? at[i] < '0' || at[i] > '9' : at[i] != '-')
            return false;
    return true;
}

/* "2025-05-09-A1.png" is page A1, "cover.png" page cover; "2025-05-09.pdf" is the issue: empty. */
static bx_str label_of(bx_arena *arena, const char *name)
{
    const char *base = strrchr(name, '/');
    bx_str label = bx_str_of(base ? base + 1 : name);

    label.len -= 4; /* .png, .pdf */
    if (label.len >= 10 && is_date(label.at))
        label = label.len > 11 ? bx_str_slice(label, 11, label.len) : (bx_str){"", 0};
    return bx_str_copy(arena, label);
}

/* ---- pictures ---- */

typedef struct {
    bx_arena *arena;
    bx_proof_version *version;
    BX_VEC(bx_picture_of) pictures;
    bx_diags *diags;
} opening;

static bx_str join_path(bx_arena *arena, const char *folder, const char *name)
{
    return bx_str_printf(arena, "%s/%s", folder, name);
}

static bool add_png(opening *o, const char *path)
{
    bx_picture_of picture = {.label = label_of(o->arena, path)};

    if (!bx_read_proof_file(path, &picture.png)) {
        bx_buffer_free(&picture.png);
        bx_report(o->diags, BX_ERROR, "no-version", BX_NOWHERE, "cannot read '%s': %s", path,
                  bx_error_text(errno));
        return false;
    }
    BX_PUSH(o->arena, o->pictures, picture);
    return true;
}

static bool add_pngs(opening *o, const char *folder)
{
    size_t count;
    const char **names = list_names(o->arena, folder, ".png", &count);

    for (size_t i = 0; i < count; i++)
        if (bx_is_utf8(bx_str_of(names[i])) &&
            !add_png(o, join_path(o->arena, folder, names[i]).at))
            return false;
    return true;
}

/* A PDF a page where there are such, else the issue's. */
static void add_pdfs(opening *o, const char *folder)
{
    size_t count;
    const char **names = list_names(o->arena, folder, ".pdf", &count), *whole = NULL;

    for (size_t i = 0; i < count; i++) {
        bx_str label = label_of(o->arena, names[i]);

        if (!bx_is_utf8(label))
            continue;
        if (label.len == 0)
            whole = names[i];
        else
            BX_PUSH(o->arena, o->pictures,
                    (bx_picture_of){.label = label,
                                    .pdf = join_path(o->arena, folder, names[i]),
                                    .pdf_page = 1});
    }
    if (whole && o->pictures.len == 0)
        BX_PUSH(o->arena, o->pictures, (bx_picture_of){.pdf = join_path(o->arena, folder, whole)});
}

/* Pages that only a picture tells of. */
static void pages_of_pictures(opening *o)
{
    bx_proof_run *run = &o->version->run;
    bx_proof_page *pages = BX_NEW_ARRAY(o->arena, bx_proof_page, o->pictures.len + 1);

    if (run->page_count > 0)
        return;
    for (size_t i = 0; i < o->pictures.len; i++)
        pages[i] = (bx_proof_page){.label = o->pictures.at[i].label, .title = (bx_str){"", 0}};
    run->pages = pages;
    run->page_count = o->pictures.len;
}

/* ---- folders ---- */

static bool open_folder(opening *o, const char *folder)
{
    static const char *const names[] = {"layout.json", "fit.json", "manifest.json"};
    bx_proof_version *v = o->version;
    bx_str texts[3];

    for (size_t i = 0; i < 3; i++)
        texts[i] = read_text(o->arena, join_path(o->arena, folder, names[i]).at);
    v->golden = read_text(o->arena, join_path(o->arena, folder, "golden.json").at);
    if (texts[0].len > 0 &&
        !bx_read_run(o->arena, texts[0], texts[1], texts[2].len > 0 ? texts[2] : v->golden, &v->run,
                     o->diags))
        return false;
    if (!add_pngs(o, folder))
        return false;
    if (o->pictures.len == 0)
        add_pdfs(o, folder);
    if (texts[0].len > 0 || o->pictures.len > 0)
        return true;
    bx_report(o->diags, BX_ERROR, "no-version", BX_NOWHERE,
              "'%s' holds no layout.json, no PNG and no PDF", folder);
    return false;
}

static bool open_file(opening *o, const char *path)
{
    char head[8] = {0};
    FILE *file = fopen(path, "rbe");
    size_t len = file ? fread(head, 1, sizeof head, file) : 0;

    if (file)
        fclose(file);
    if (len >= 5 && memcmp(head, "%PDF-", 5) == 0) {
        BX_PUSH(o->arena, o->pictures,
                (bx_picture_of){.pdf = bx_str_copy(o->arena, bx_str_of(path))});
        return true;
    }
    if (len == 8 && memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0 && add_png(o, path)) {
        o->pictures.at[0].label =
            BX_STR("1"); /* two pictures are the same page whatever they are called */
        return true;
    }
    bx_report(o->diags, BX_ERROR, "no-version", BX_NOWHERE, "'%s' is neither a PDF nor a PNG",
              path);
    return false;
}

bool bx_open_version(bx_arena *arena, const char *path, bx_proof_version *version, bx_diags *diags)
{
    opening o = {.arena = arena, .version = version, .diags = diags};
    struct stat info;
    bool good;

    *version =
        (bx_proof_version){.run.name = bx_is_utf8(bx_str_of(path)) ? bx_str_of(path) : BX_STR("?")};
    if (stat(path, &info) != 0) {
        bx_report(diags, BX_ERROR, "no-version", BX_NOWHERE, "cannot open '%s': %s", path,
                  bx_error_text(errno));
        return false;
    }
    good = S_ISDIR(info.st_mode) ? open_folder(&o, path) : open_file(&o, path);
    version->pictures = o.pictures.at;
    version->picture_count = o.pictures.len;
    if (good)
        pages_of_pictures(&o);
    return good;
}

static bool shares_label(const bx_proof_run *a, const bx_proof_run *b)
{
    for (size_t i = 0; i < a->page_count; i++)
        if (bx_find_proof_page(b, a->pages[i].label))
            return true;
    return false;
}

static const bx_proof_box *rename_story(bx_arena *arena, const bx_proof_page *page, bx_str label)
{
    bx_proof_box *box;

    if (page->box_count != 1 || !bx_str_is(page->boxes[0].part, "page"))
        return page->boxes;
    box = BX_NEW(arena, bx_proof_box);
    *box = page->boxes[0];
    box->story = label;
    return box;
}

void bx_match_labels(bx_arena *arena, const bx_proof_version *old_version,
                     bx_proof_version *new_version)
{
    const bx_proof_run *from = &old_version->run;
    bx_proof_run *run = &new_version->run;
    bx_proof_page *pages = BX_NEW_ARRAY(arena, bx_proof_page, run->page_count + 1);

    if (shares_label(from, run))
        return;
    for (size_t i = 0; i < run->page_count; i++) {
        bx_str label = i < from->page_count ? from->pages[i].label : run->pages[i].label;

        for (size_t j = 0; j < new_version->picture_count; j++)
            if (j == i && bx_str_eq(new_version->pictures[j].label, run->pages[i].label))
                new_version->pictures[j].label = label;
        pages[i] = run->pages[i];
        pages[i].label = label;
        if (!run->has_slots)
            pages[i].boxes = rename_story(arena, &run->pages[i], label);
    }
    run->pages = pages;
}

void bx_close_version(bx_proof_version *version)
{
    for (size_t i = 0; i < version->picture_count; i++)
        bx_buffer_free(&version->pictures[i].png);
    for (size_t i = 0; i < 2; i++)
        bx_buffer_free(&version->files[i]);
}
