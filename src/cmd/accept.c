/* cmd/accept.c - banxin accept: what an issue looks like now becomes the reference (标样). */
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

enum { GOLDEN_PPI = 96 };

typedef struct {
    bx_desk *desk;
    bx_proof_version version;
    bx_str folder;
    size_t changed;
} accepting;

static void put_golden(const accepting *a, int ppi, bx_buffer *out)
{
    const bx_proof_run *run = &a->version.run;
    size_t mask_count;
    const char *const *masks =
        bx_list_masks(a->desk->arena, a->desk->options->proof.mask, &mask_count);

    bx_json_open(out, '{');
    bx_json_key_int(out, "banxin", 1);
    bx_json_key_str(out, "date", run->date);
    bx_json_key(out, "inputs");
    bx_json_open(out, '[');
    for (size_t i = 0; i < run->input_count; i++) {
        bx_json_next(out);
        bx_buffer_text(out, "\n ");
        bx_json_open(out, '{');
        bx_json_key_str(out, "file", run->inputs[i].name);
        bx_json_key_str(out, "sha256", run->inputs[i].value);
        bx_json_close(out, '}');
    }
    bx_json_close(out, ']');
    bx_json_key(out, "masks");
    bx_json_open(out, '[');
    for (size_t i = 0; i < mask_count; i++) {
        bx_json_next(out);
        bx_json_str(out, bx_str_of(masks[i]));
    }
    bx_json_close(out, ']');
    bx_json_key_str(out, "paper", run->paper);
    bx_json_key_int(out, "ppi", ppi);
    bx_json_key(out, "versions");
    bx_json_open(out, '{');
    for (size_t i = 0; i < run->version_count; i++)
        bx_json_key_str(out, run->versions[i].name.at, run->versions[i].value);
    bx_json_close(out, '}');
    bx_json_close(out, '}');
    bx_buffer_text(out, "\n");
}

/* Says what becomes of the file NAME. */
static void say_change(accepting *a, const char *name, const bx_buffer *now)
{
    const char *path = bx_str_printf(a->desk->arena, "%.*s/%s", BX_FMT(a->folder), name).at;
    FILE *file = fopen(path, "rbe");
    BX_AUTO(bx_buffer_free) bx_buffer before = {0};
    char block[65536];
    size_t len;

    while (file && (len = fread(block, 1, sizeof block, file)) > 0)
        bx_buffer_add(&before, block, len);
    if (file && before.len == now->len && memcmp(before.at, now->at, now->len) == 0) {
        fclose(file);
        return;
    }
    printf(file ? _("changed %s\n") : _("new %s\n"), name);
    a->changed++;
    if (file)
        fclose(file);
}

static bool write_one(accepting *a, bx_file_set *set, const char *name, const bx_buffer *bytes)
{
    say_change(a, name, bytes);
    return !bx_stopped() && bx_file_set_write(set, name, bytes->at, bytes->len, a->desk->diags);
}

static bool write_all(accepting *a, bx_file_set *set, int ppi)
{
    BX_AUTO(bx_buffer_free) bx_buffer golden = {0};

    for (size_t i = 0; i < a->version.picture_count; i++) {
        const bx_picture_of *picture = &a->version.pictures[i];
        bx_str name = bx_str_printf(a->desk->arena, "%.*s-%.*s.png", BX_FMT(a->version.run.date),
                                    BX_FMT(picture->label));

        if (!write_one(a, set, name.at, &picture->png))
            return false;
    }
    put_golden(a, ppi, &golden);
    return write_one(a, set, "layout.json", &a->version.files[0]) &&
           write_one(a, set, "fit.json", &a->version.files[1]) &&
           write_one(a, set, "golden.json", &golden);
}

static void keep(accepting *a, int ppi)
{
    static const char *const endings[] = {".png", "layout.json", "fit.json", "golden.json", NULL};
    bx_desk *desk = a->desk;
    bx_file_set *set;

    a->folder = desk->options->out
                    ? bx_str_of(desk->options->out)
                    : bx_str_printf(desk->arena, "%s/golden/%.*s", bx_tree_root(desk->tree),
                                    BX_FMT(desk->issue->date_text));
    set = bx_desk_begin(desk, a->folder, endings);
    if (set && write_all(a, set, ppi)) {
        if (bx_file_set_commit(set, desk->diags))
            bx_watch_say(desk->watch, N_("kept %zu pages in %.*s, %zu files changed"),
                         a->version.picture_count, BX_FMT(a->folder), a->changed);
    } else {
        bx_file_set_abort(set);
    }
}

void bx_cmd_accept(bx_desk *desk)
{
    accepting a = {.desk = desk};
    int ppi = desk->options->ppi_given ? desk->options->ppi : GOLDEN_PPI;

    if (bx_desk_version(desk, ppi, &a.version) && !bx_desk_must_stop(desk))
        keep(&a, ppi);
    bx_close_version(&a.version);
}
