/* cmd/diff.c - banxin diff: two versions side by side, a report, and an exit status that a CI
 * understands. */
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEFAULT_THRESHOLD = 20, GOLDEN_PPI = 96 };

/* ---- an issue as a version ---- */

typedef struct {
    bx_desk *desk;
    const bx_drawing *module;
    bx_proof_version *version;
    bx_proof_options options;
} drawing;

static void draw_one(size_t index, void *data)
{
    drawing *d = data;
    bx_diags *unheard =
        bx_diags_new(); /* what is wrong with a photo is for build and render to say */

    if (!bx_stopped())
        d->module->page(d->desk->tree, d->desk->makeup, index, d->desk->pages[index], &d->options,
                        &d->version->pictures[index].png, unheard);
    bx_diags_free(unheard);
}

static void draw_pages(bx_desk *desk, const bx_drawing *module, int ppi, bx_proof_version *version)
{
    size_t count = desk->makeup->folio_count;
    drawing d = {.desk = desk, .module = module, .version = version, .options = {.ppi = ppi}};

    version->pictures = BX_NEW_ARRAY(desk->arena, bx_picture_of, count + 1);
    version->picture_count = count;
    for (size_t i = 0; i < count; i++)
        version->pictures[i].label = desk->makeup->folios[i].label;
    bx_stage_begin(desk->watch, "draw");
    bx_run_jobs(desk->options->jobs, count, draw_one, &d);
    bx_stage_end(desk->watch, NULL);
}

/* What the pages were made of and with, as manifest.json would say. */
static void note_makers(bx_desk *desk, const bx_drawing *module, bx_proof_run *run)
{
    size_t count;
    const bx_version *versions = bx_list_versions(desk->arena, module, &count);
    const bx_file_record *inputs;
    bx_proof_pair *pairs = BX_NEW_ARRAY(desk->arena, bx_proof_pair, count + 1);

    for (size_t i = 0; i < count; i++)
        pairs[i] = (bx_proof_pair){bx_str_of(versions[i].name), bx_str_of(versions[i].version)};
    run->versions = pairs;
    run->version_count = count;
    inputs = bx_list_inputs(desk->arena, desk->tree, desk->makeup, NULL,
                            desk->options->jobs, &count);
    pairs = BX_NEW_ARRAY(desk->arena, bx_proof_pair, count + 1);
    for (size_t i = 0; i < count; i++)
        pairs[i] = (bx_proof_pair){inputs[i].name, bx_str_of(inputs[i].sha256)};
    run->inputs = pairs;
    run->input_count = count;
}

bool bx_desk_version(bx_desk *desk, int ppi, bx_proof_version *version)
{
    bx_buffer *files = version->files;
    const bx_drawing *module = ppi > 0 ? bx_drawing_load(desk->diags) : NULL;

    if (ppi > 0 && !module)
        return false;
    version->run.name = bx_str_of(desk->options->args[0]);
    if (!bx_desk_read(desk) || !bx_desk_open_fonts(desk) || !bx_desk_make_up(desk) ||
        !bx_desk_paint(desk) || !bx_desk_audit(desk))
        return false;
    bx_dump_layout(desk->makeup, &files[0]);
    bx_dump_fits(desk->makeup, &desk->ledger, &files[1]);
    if (!bx_read_run(desk->arena, (bx_str){files[0].at, files[0].len},
                     (bx_str){files[1].at, files[1].len}, (bx_str){"", 0}, &version->run,
                     desk->diags))
        return false;
    note_makers(desk, module, &version->run);
    if (module)
        draw_pages(desk, module, ppi, version);
    return !bx_stopped();
}

/* ---- both sides ---- */

typedef struct {
    bx_desk *desk;
    bx_desk inner[2]; /* of sides that are issues */
    bx_options options[2];
    bx_proof_version versions[2]; /* old, new */
    bool is_issue[2];
    bx_comparison *c;
    bx_tasks *tasks;
} comparing;

static bool is_issue(const char *path)
{
    char file[4096];

    return (size_t)snprintf(file, sizeof file, "%s/issue.yaml", path) < sizeof file &&
           access(file, F_OK) == 0;
}

static int picture_ppi(const bx_proof_version *version)
{
    bx_pixels head;

    if (version->run.ppi > 0)
        return version->run.ppi;
    if (version->picture_count > 0 &&
        bx_probe_png((bx_str){version->pictures[0].png.at, version->pictures[0].png.len}, &head))
        return head.ppi;
    return 0;
}

/* The pictures of both sides must be of one size, so what is drawn here follows what is there. */
static int choose_ppi(const comparing *x)
{
    for (int i = 0; i < 2; i++)
        if (!x->is_issue[i] && picture_ppi(&x->versions[i]) > 0)
            return picture_ppi(&x->versions[i]);
    return x->desk->options->ppi_given ? x->desk->options->ppi : GOLDEN_PPI;
}

static bool make_issue(comparing *x, int side, int ppi)
{
    bx_desk *inner = &x->inner[side];
    bx_options *options = &x->options[side];

    *options = *x->desk->options;
    options->args = &x->desk->options->args[side];
    options->arg_count = 1;
    *inner = (bx_desk){.options = options,
                       .arena = x->desk->arena,
                       .diags = x->desk->diags,
                       .watch = x->desk->watch};
    return bx_desk_version(inner, ppi, &x->versions[side]);
}

static bool draw_sides(comparing *x, int ppi)
{
    bx_desk *desk = x->desk;

    bx_stage_begin(desk->watch, "draw");
    bool good = bx_draw_versions(desk->arena, x->versions, ppi, desk->options->jobs, desk->diags);
    bx_stage_end(desk->watch, NULL);
    return good;
}

static bool open_sides(comparing *x)
{
    const bx_proof_flags *flags = &x->desk->options->proof;
    int ppi;

    for (int i = 0; i < 2; i++) {
        const char *path = x->desk->options->args[i];

        x->is_issue[i] = is_issue(path);
        if (!x->is_issue[i] &&
            !bx_open_version(x->desk->arena, path, &x->versions[i], x->desk->diags))
            return false;
    }
    ppi = choose_ppi(x);
    for (int i = 0; i < 2; i++)
        if (x->is_issue[i] && !make_issue(x, i, flags->text_only ? 0 : ppi))
            return false;
    for (int i = 0; i < 2; i++) {
        bx_proof_version *v = &x->versions[i], *other = &x->versions[1 - i];

        if ((!v->run.has_slots || !other->run.has_slots) &&
            !bx_read_version_words(x->desk->arena, v, x->desk->diags))
            return false;
    }
    for (int i = 0; i < 2; i++)
        if (flags->text_only && !x->versions[i].run.has_text) {
            bx_report(x->desk->diags, BX_ERROR, "no-version", BX_NOWHERE, "'%s' has no words to compare",
                      x->desk->options->args[i]);
            return false;
        }
    if (!flags->text_only && !draw_sides(x, ppi))
        return false;
    bx_match_labels(x->desk->arena, &x->versions[0], &x->versions[1]);
    return !bx_stopped();
}

/* ---- pixels ---- */

static bx_picture_of *find_picture(bx_proof_version *version, bx_str label)
{
    for (size_t i = 0; i < version->picture_count; i++)
        if (bx_str_eq(version->pictures[i].label, label))
            return &version->pictures[i];
    return NULL;
}

typedef struct {
    bx_str png[2], name;
    bx_pixels pixels[2];
    bx_diags *diags[2];
    bool good[2];
} decoding;

static void decode(size_t side, void *data)
{
    decoding *d = data;

    d->good[side] = bx_read_png(d->png[side], d->name, &d->pixels[side], d->diags[side]);
}

static bool compare_pictures(comparing *x, size_t index, const bx_pixel_rules *rules)
{
    bx_page_change *page = &x->c->pages[index];
    decoding d = {
        .name = page->label,
        .png = {{page->old_png.at, page->old_png.len}, {page->new_png.at, page->new_png.len}},
        .diags = {bx_diags_new(), bx_diags_new()}};
    bool good;

    bx_run_jobs(x->desk->options->jobs, 2, decode, &d);
    good = d.good[0] && d.good[1];
    if (good)
        bx_compare_pixels(x->desk->arena, x->c, index, &d.pixels[0], &d.pixels[1], rules);
    for (int i = 0; i < 2; i++) {
        bx_diags_merge(x->desk->diags, d.diags[i]);
        bx_diags_free(d.diags[i]);
        if (d.good[i])
            free(d.pixels[i].rgb);
    }
    return good;
}

/* A file name that is safe everywhere, from a label that may be anything. */
static bx_str picture_name(bx_arena *arena, const char *side, bx_str label, size_t index)
{
    bool plain = label.len > 0 && label.len < 40;

    for (size_t i = 0; i < label.len; i++)
        plain &= (label.at[i] >= '0' && label.at[i] <= '9') ||
                 (label.at[i] >= 'A' && label.at[i] <= 'Z') ||
                 (label.at[i] >= 'a' && label.at[i] <= 'z') || label.at[i] == '-' ||
                 label.at[i] == '_';
    return plain ? bx_str_printf(arena, "%s-%.*s.png", side, BX_FMT(label))
                 : bx_str_printf(arena, "%s-page-%zu.png", side, index + 1);
}

static void place_pictures(comparing *x, size_t index)
{
    bx_page_change *page = &x->c->pages[index];
    const bx_picture_of *old_picture = find_picture(&x->versions[0], page->label);
    const bx_picture_of *new_picture = find_picture(&x->versions[1], page->label);
    bx_pixels head;

    if (old_picture)
        page->old_png = old_picture->png;
    if (new_picture)
        page->new_png = new_picture->png;
    if (page->new_png.len > 0)
        page->new_picture = picture_name(x->desk->arena, "new", page->label, index);
    if (page->old_png.len > 0)
        page->old_picture = picture_name(x->desk->arena, "old", page->label, index);
    if (bx_probe_png((bx_str){page->new_png.at, page->new_png.len}, &head) ||
        bx_probe_png((bx_str){page->old_png.at, page->old_png.len}, &head)) {
        page->width = head.width;
        page->height = head.height;
        page->ppi = head.ppi;
    }
}

static bool compare_all_pictures(comparing *x)
{
    const bx_proof_flags *flags = &x->desk->options->proof;
    /* The same engine draws the same pixels, so any other pixel is news. */
    bool exact = x->c->old_run->version_count > 0 && x->c->new_run->version_count > 0 &&
                 x->c->version_count == 0;
    bx_pixel_rules rules = {.threshold = flags->threshold >= 0 ? flags->threshold
                                         : exact               ? 0
                                                               : DEFAULT_THRESHOLD,
                            .antialiased = exact,
                            .tolerance = (size_t)flags->tolerance};

    for (size_t i = 0; i < x->c->page_count; i++) {
        bx_page_change *page = &x->c->pages[i];

        place_pictures(x, i);
        if (page->old_png.len == 0 || page->new_png.len == 0)
            continue;
        if (page->old_png.len == page->new_png.len &&
            memcmp(page->old_png.at, page->new_png.at, page->new_png.len) == 0) {
            page->has_pixels = true;
            page->old_picture = page->new_picture;
            continue;
        }
        if (bx_stopped() || !compare_pictures(x, i, &rules))
            return false;
    }
    return true;
}

/* ---- what is written ---- */

const char *const *bx_list_masks(bx_arena *arena, const char *masks, size_t *count)
{
    BX_VEC(const char *) list = {0};

    for (const char *at = masks ? masks : ""; *at;) {
        size_t len = strcspn(at, ",");

        if (len > 0)
            BX_PUSH(arena, list, bx_str_c(arena, (bx_str){at, len}));
        at += len + (at[len] == ',');
    }
    *count = list.len;
    return (const char *const *)list.at;
}

static bool write_picture(bx_file_set *set, bx_arena *arena, bx_str name, const bx_buffer *png,
                          bx_diags *diags)
{
    return name.len == 0 || bx_file_set_write(set, bx_str_c(arena, name), png->at, png->len, diags);
}

static bool write_pictures(const comparing *x, bx_file_set *set)
{
    bx_arena *arena = x->desk->arena;

    for (size_t i = 0; i < x->c->page_count; i++) {
        const bx_page_change *page = &x->c->pages[i];

        if (!write_picture(set, arena, page->new_picture, &page->new_png, x->desk->diags) ||
            (!bx_str_eq(page->old_picture, page->new_picture) &&
             !write_picture(set, arena, page->old_picture, &page->old_png, x->desk->diags)))
            return false;
    }
    return true;
}

static bool write_files(const comparing *x, bx_file_set *set, const bx_buffer *json)
{
    bool single = x->desk->options->proof.single_file;
    BX_AUTO(bx_buffer_free) bx_buffer html = {0};

    /* TRANSLATORS: the two letters of the language that this catalogue is in. */
    bx_write_report(x->c, x->tasks, single, _("en"), &html);
    return bx_file_set_write(set, "index.html", html.at, html.len, x->desk->diags) &&
           bx_file_set_write(set, "diff.json", json->at, json->len, x->desk->diags) &&
           (single || write_pictures(x, set)) && !bx_stopped();
}

static bool write_report(const comparing *x, const bx_buffer *json)
{
    static const char *const endings[] = {".png", "index.html", "diff.json", NULL};
    bx_desk *desk = x->desk;
    const bx_options *given = desk->options;
    bx_options options = *given;
    bx_file_set *set;
    bool good = false;

    if (!options.out)
        options.out = "proof";
    desk->options = &options; /* a folder of that name may be somebody's own */
    set = bx_desk_begin(desk, bx_str_of(options.out), endings);
    desk->options = given;
    if (set && write_files(x, set, json))
        good = bx_file_set_commit(set, desk->diags);
    else
        bx_file_set_abort(set);
    if (good)
        bx_watch_say(desk->watch, N_("report: %s/index.html"), options.out);
    return good;
}

static bool write_junit(const comparing *x)
{
    BX_AUTO(bx_buffer_free) bx_buffer xml = {0};

    if (!x->desk->options->proof.junit)
        return true;
    bx_write_junit(x->c, &xml);
    return bx_file_write(x->desk->options->proof.junit, xml.at, xml.len, x->desk->diags);
}

static void finish(comparing *x)
{
    BX_AUTO(bx_buffer_free) bx_buffer json = {0};
    BX_AUTO(bx_buffer_free) bx_buffer lines = {0};

    bx_stage_begin(x->desk->watch, "report");
    bx_dump_comparison(x->c, x->tasks, &json);
    if (write_report(x, &json) && write_junit(x)) {
        bx_list_changes(x->c, x->tasks, &lines);
        bx_watch_wipe(x->desk->watch);
        const bx_buffer *said = x->desk->options->json ? &json : &lines;
        if (said->len > 0) /* of equal versions no line is said */
            fwrite(said->at, 1, said->len, stdout);
        x->desk->findings = bx_differs(x->c);
    }
    bx_stage_end(x->desk->watch, NULL);
}

/* ---- the command ---- */

static bool read_tasks(comparing *x)
{
    const char *path = x->desk->options->proof.marks;
    FILE *file = path ? fopen(path, "rbe") : NULL;
    BX_AUTO(bx_buffer_free) bx_buffer text = {0};
    char block[16384];
    size_t len;

    if (!path)
        return true;
    if (!file) {
        bx_report(x->desk->diags, BX_ERROR, "no-version", BX_NOWHERE, "cannot open '%s': %s", path,
                  bx_error_text(errno));
        return false;
    }
    while ((len = fread(block, 1, sizeof block, file)) > 0 && text.len < (size_t)1 << 26)
        bx_buffer_add(&text, block, len);
    fclose(file);
    x->tasks =
        bx_check_tasks(x->desk->arena, bx_str_copy(x->desk->arena, (bx_str){text.at, text.len}),
                       bx_str_of(path), x->c, x->desk->diags);
    return x->tasks != NULL;
}

static const char *const *all_masks(const comparing *x, size_t *count)
{
    size_t given_count;
    const char *const *given =
        bx_list_masks(x->desk->arena, x->desk->options->proof.mask, &given_count);
    BX_VEC(const char *) masks = {0};

    for (size_t i = 0; i < given_count; i++)
        BX_PUSH(x->desk->arena, masks, given[i]);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < x->versions[side].run.mask_count; i++)
            BX_PUSH(x->desk->arena, masks, x->versions[side].run.masks[i]);
    *count = masks.len;
    return (const char *const *)masks.at;
}

static void compare(comparing *x)
{
    size_t count;
    const char *const *masks = all_masks(x, &count);

    bx_stage_begin(x->desk->watch, "compare");
    x->c = bx_compare_runs(x->desk->arena, &x->versions[0].run, &x->versions[1].run, masks, count);
    bx_stage_end(x->desk->watch, NULL);
    if (!x->desk->options->proof.text_only) {
        bool good;

        bx_stage_begin(x->desk->watch, "pixels");
        good = compare_all_pictures(x);
        bx_stage_end(x->desk->watch, NULL);
        if (!good)
            return;
    }
    if (read_tasks(x) && !bx_stopped())
        finish(x);
}

void bx_cmd_diff(bx_desk *desk)
{
    comparing *x = BX_NEW(desk->arena, comparing);

    x->desk = desk;
    if (open_sides(x))
        compare(x);
    for (int i = 0; i < 2; i++) {
        bx_close_version(&x->versions[i]);
        bx_desk_close(&x->inner[i]);
        desk->ledger_broken |= x->inner[i].ledger_broken;
    }
}
