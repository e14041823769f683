/* cmd/render.c - banxin render: pages as PNG, also of an issue with errors; what went over is red. */
#include "cmd/cmd.h"

typedef struct {
    bx_str name;
    size_t page;
    bx_buffer png;
    bx_diags *diags;
} proof;

typedef struct {
    bx_desk *desk;
    const bx_drawing *module;
    bx_proof_options options;
    proof *proofs;
    size_t count;
} drawing;

static void draw_one(size_t index, void *data)
{
    drawing *d = data;
    proof *p = &d->proofs[index];
    int64_t start = bx_watch_now();

    if (bx_stopped())
        return;
    d->module->page(d->desk->tree, d->desk->makeup, p->page, d->desk->pages[p->page], &d->options,
                    &p->png, p->diags);
    bx_watch_piece(d->desk->watch, p->name.at, start, d->count);
}

static void draw(drawing *d)
{
    bx_desk *desk = d->desk;
    const bx_makeup *makeup = desk->makeup;

    d->proofs = BX_NEW_ARRAY(desk->arena, proof, makeup->folio_count + 1);
    for (size_t i = 0; i < makeup->folio_count; i++) {
        if (!desk->selected[i])
            continue;
        d->proofs[d->count++] =
            (proof){.name = bx_str_printf(desk->arena, "%.*s-%.*s.png",
                                          BX_FMT(desk->issue->date_text),
                                          BX_FMT(makeup->folios[i].label)),
                    .page = i,
                    .diags = bx_diags_new()};
    }
    bx_stage_begin(desk->watch, "draw");
    bx_run_jobs(desk->options->jobs, d->count, draw_one, d);
    for (size_t i = 0; i < d->count; i++)
        bx_diags_merge(desk->diags, d->proofs[i].diags);
    bx_stage_end(desk->watch, NULL);
}

enum { CONTACT_WIDTH = 360 };

static bool write_contact(const drawing *d, bx_file_set *set)
{
    bx_desk *desk = d->desk;
    bx_contact_page *pages = BX_NEW_ARRAY(desk->arena, bx_contact_page, d->count + 1);
    BX_AUTO(bx_buffer_free) bx_buffer png = {0};

    for (size_t i = 0; i < d->count; i++)
        pages[i] = (bx_contact_page){desk->makeup->folios[d->proofs[i].page].label, &d->proofs[i].png};
    d->module->contact(desk->tree, desk->makeup, pages, d->count, CONTACT_WIDTH, &png);
    return bx_file_set_write(set, "contact.png", png.at, png.len, desk->diags);
}

static bool write_all(const drawing *d, bx_file_set *set)
{
    for (size_t i = 0; i < d->count; i++)
        if (bx_stopped() || !bx_file_set_write(set, d->proofs[i].name.at, d->proofs[i].png.at,
                                               d->proofs[i].png.len, d->desk->diags))
            return false;
    return !bx_stopped() && (!d->desk->options->contact || write_contact(d, set));
}

static void write_set(const drawing *d)
{
    static const char *const endings[] = {".png", NULL};
    bx_desk *desk = d->desk;
    bx_str folder = bx_desk_folder(desk, "-png");
    bx_file_set *set;

    bx_stage_begin(desk->watch, "write");
    set = bx_desk_begin(desk, folder, endings);
    if (set && !write_all(d, set))
        bx_file_set_abort(set);
    else if (set && bx_file_set_commit(set, desk->diags))
        bx_watch_say(desk->watch, N_("drew %zu pages in %.*s"), d->count, BX_FMT(folder));
    bx_stage_end(desk->watch, NULL);
}

void bx_cmd_render(bx_desk *desk)
{
    drawing d = {.desk = desk,
                 .options = {.ppi = desk->options->ppi,
                             .overlays = desk->options->overlays,
                             .run_programs = true,
                             .lint = desk->diags}};

    if (!bx_desk_read(desk) || !bx_desk_open_fonts(desk) || !bx_desk_make_up(desk) ||
        !bx_desk_paint(desk) || !(d.module = bx_drawing_load(desk->diags)))
        return;
    draw(&d);
    if (!bx_stopped())
        write_set(&d);
    for (size_t i = 0; i < d.count; i++) {
        bx_buffer_free(&d.proofs[i].png);
        bx_diags_free(d.proofs[i].diags);
    }
}
