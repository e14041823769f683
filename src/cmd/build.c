/* cmd/build.c - banxin build: from an issue to its PDFs, the whole engine on one screen.
 *
 * Nothing is written unless the issue has no errors and every character is accounted for; then all
 * files appear at once.
 */
#include "cmd/cmd.h"

/* ---- the files of a set ---- */

typedef struct {
    bx_str name;
    size_t first, count; /* pages, of those that were chosen; count 0: no PDF */
    bx_buffer bytes;
    bx_diags *diags;
    bool good;
    char sha256[65];
} sheet;

typedef struct {
    bx_desk *desk;
    const bx_press *press;
    const bx_plates *plates;
    sheet *sheets;
    size_t count;
    bx_file_record *inputs;
    size_t input_count;
} binding;

static void add_sheet(binding *b, bx_str name, size_t first, size_t count)
{
    b->sheets[b->count++] =
        (sheet){.name = name, .first = first, .count = count, .diags = bx_diags_new()};
}

/* The largest first, so that no thread is left with it in the end. */
static void list_sheets(binding *b, const bx_page *const *pages, size_t count)
{
    bx_arena *arena = b->desk->arena;
    bx_str date = b->desk->issue->date_text;
    const char *kind = b->desk->options->screen ? "-screen" : "";

    b->sheets = BX_NEW_ARRAY(arena, sheet, count + 2);
    if (b->desk->options->files & BX_FILES_ISSUE)
        add_sheet(b, bx_str_printf(arena, "%.*s%s.pdf", BX_FMT(date), kind), 0, count);
    add_sheet(b, BX_STR("layout.json"), 0, 0);
    for (size_t i = 0; b->desk->options->files & BX_FILES_PAGES && i < count; i++)
        add_sheet(
            b, bx_str_printf(arena, "%.*s-%.*s%s.pdf", BX_FMT(date), BX_FMT(pages[i]->label), kind),
            i, 1);
}

static void make_sheet(size_t index, void *data)
{
    binding *b = data;
    sheet *s = &b->sheets[index];
    int64_t start = bx_watch_now();

    if (bx_stopped())
        return;
    s->good = true;
    if (s->count > 0)
        s->good = bx_make_pdf(b->press, b->plates, s->first, s->count, 1, &s->bytes, s->diags);
    else
        bx_dump_layout(b->desk->makeup, &s->bytes);
    if (s->good)
        bx_sha256_hex(s->bytes.at, s->bytes.len, s->sha256);
    bx_watch_piece(b->desk->watch, s->name.at, start, b->count);
}

static bool make_sheets(binding *b)
{
    bool good = true;

    bx_stage_begin(b->desk->watch, "pdf");
    bx_run_jobs(b->desk->options->jobs, b->count, make_sheet, b);
    for (size_t i = 0; i < b->count; i++) {
        bx_diags_merge(b->desk->diags, b->sheets[i].diags);
        good &= b->sheets[i].good;
    }
    bx_stage_end(b->desk->watch, NULL);
    return good && !bx_desk_must_stop(b->desk);
}

static void free_sheets(binding *b)
{
    for (size_t i = 0; i < b->count; i++) {
        bx_buffer_free(&b->sheets[i].bytes);
        bx_diags_free(b->sheets[i].diags);
    }
}

/* ---- writing ---- */

static void list_outputs(const binding *b, const bx_buffer *fits, bx_file_record *outputs)
{
    for (size_t i = 0; i < b->count; i++) {
        outputs[i] = (bx_file_record){.name = b->sheets[i].name, .size = b->sheets[i].bytes.len};
        memcpy(outputs[i].sha256, b->sheets[i].sha256, sizeof outputs[i].sha256);
    }
    outputs[b->count] = (bx_file_record){.name = BX_STR("fit.json"), .size = fits->len};
    bx_sha256_hex(fits->at, fits->len, outputs[b->count].sha256);
}

static void make_manifest(const binding *b, const bx_buffer *fits, bx_buffer *manifest)
{
    bx_arena *arena = b->desk->arena;
    bx_file_record *outputs = BX_NEW_ARRAY(arena, bx_file_record, b->count + 1);
    size_t version_count;
    const bx_version *versions = bx_list_versions(arena, NULL, &version_count);

    list_outputs(b, fits, outputs);
    bx_dump_manifest(b->desk->makeup, b->inputs, b->input_count, outputs, b->count + 1, versions,
                     version_count, manifest);
}

static bool write_files(const binding *b, bx_file_set *set)
{
    bx_diags *diags = b->desk->diags;
    BX_AUTO(bx_buffer_free) bx_buffer fits = {0};
    BX_AUTO(bx_buffer_free) bx_buffer manifest = {0};

    bx_dump_fits(b->desk->makeup, &b->desk->ledger, &fits);
    make_manifest(b, &fits, &manifest);
    for (size_t i = 0; i < b->count; i++) {
        const sheet *s = &b->sheets[i];

        if (bx_stopped() || !bx_file_set_write(set, bx_str_c(b->desk->arena, s->name), s->bytes.at,
                                               s->bytes.len, diags))
            return false;
    }
    return bx_file_set_write(set, "fit.json", fits.at, fits.len, diags) &&
           bx_file_set_write(set, "manifest.json", manifest.at, manifest.len, diags) &&
           !bx_stopped();
}

static bool write_set(const binding *b, bx_str folder)
{
    static const char *const endings[] = {".pdf", "layout.json", "fit.json", "manifest.json", NULL};
    bx_file_set *set = bx_desk_begin(b->desk, folder, endings);

    if (!set)
        return false;
    if (write_files(b, set))
        return bx_file_set_commit(set, b->desk->diags);
    bx_file_set_abort(set);
    return false;
}

/* ---- the command ---- */

static const bx_page *const *chosen_pages(bx_desk *desk, size_t *count)
{
    const bx_page **pages =
        BX_NEW_ARRAY(desk->arena, const bx_page *, desk->makeup->folio_count + 1);

    *count = 0;
    for (size_t i = 0; i < desk->makeup->folio_count; i++)
        if (desk->selected[i])
            pages[(*count)++] = desk->pages[i];
    return pages;
}

static bx_plates *make_plates(bx_desk *desk, const bx_press *press, const bx_page *const *pages,
                              size_t count)
{
    bx_plates *plates;

    bx_stage_begin(desk->watch, "plates");
    plates = bx_make_plates(press, pages, count, desk->options->jobs, desk->diags);
    bx_stage_end(desk->watch, NULL);
    return plates;
}

static void bind(bx_desk *desk)
{
    size_t count;
    const bx_page *const *pages = chosen_pages(desk, &count);
    const bx_press *press =
        bx_press_open(desk->arena, desk->tree, desk->makeup,
                      &(bx_press_options){.standard = (bx_standard)desk->options->standard,
                                          .marks = desk->options->printer_marks,
                                          .screen = desk->options->screen},
                      desk->diags);
    bx_plates *plates = make_plates(desk, press, pages, count);
    binding b = {.desk = desk, .press = press, .plates = plates};
    bx_str folder = bx_desk_folder(desk, desk->options->screen ? "-screen" : "");

    list_sheets(&b, pages, count);
    if (!bx_desk_must_stop(desk) && make_sheets(&b)) {
        bx_stage_begin(desk->watch, "hash");
        b.inputs = bx_list_inputs(desk->arena, desk->tree, desk->makeup, desk->selected,
                                  desk->options->jobs, &b.input_count);
        bx_stage_end(desk->watch, NULL);
        bx_stage_begin(desk->watch, "write");
        if (write_set(&b, folder))
            bx_watch_say(desk->watch, N_("done: %zu pages in %.*s, %zu warnings"), count,
                         BX_FMT(folder), bx_diags_count(desk->diags, BX_WARNING));
        bx_stage_end(desk->watch, NULL);
    }
    free_sheets(&b);
    bx_plates_free(plates);
}

void bx_cmd_build(bx_desk *desk)
{
    if (bx_desk_read(desk) && bx_desk_open_fonts(desk) && bx_desk_make_up(desk) &&
        bx_desk_paint(desk) && bx_desk_audit(desk) && !bx_desk_must_stop(desk))
        bind(desk);
    if (bx_diags_has_errors(desk->diags) && !bx_stopped())
        bx_watch_say(desk->watch, N_("nothing written: %zu errors, %zu warnings"),
                     bx_diags_count(desk->diags, BX_ERROR),
                     bx_diags_count(desk->diags, BX_WARNING));
}
