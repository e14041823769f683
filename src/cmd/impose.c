/* cmd/impose.c - banxin impose: reads finished PDFs, writes the sheets that they make. */
#include "cmd/cmd.h"

#include <sys/stat.h>

static bool same_file(const char *one, const char *two)
{
    struct stat a, b;

    return stat(one, &a) == 0 && stat(two, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Where the sheets go: named, and none of the pages. */
static bool check_output(bx_desk *desk)
{
    const bx_options *o = desk->options;

    if (!o->out) {
        bx_report(desk->diags, BX_ERROR, "usage", BX_NOWHERE, "'%s' needs %s", "impose",
                  "--out SHEETS.pdf");
        return false;
    }
    for (size_t i = 0; i < o->arg_count; i++) {
        if (!same_file(o->out, o->args[i]))
            continue;
        bx_report(desk->diags, BX_ERROR, "output", BX_NOWHERE,
                  "'%s' would be replaced by the sheets that are made of it", o->args[i]);
        return false;
    }
    return true;
}

void bx_cmd_impose(bx_desk *desk)
{
    const bx_options *o = desk->options;
    bx_finished_file *files = BX_NEW_ARRAY(desk->arena, bx_finished_file, o->arg_count + 1);
    bx_buffer *bytes = BX_NEW_ARRAY(desk->arena, bx_buffer, o->arg_count + 1);
    BX_AUTO(bx_buffer_free) bx_buffer pdf = {0};
    bool good = check_output(desk);

    for (size_t i = 0; i < o->arg_count; i++) {
        good &= bx_read_pdf(o->args[i], &bytes[i], desk->diags);
        files[i] = (bx_finished_file){bx_str_of(o->args[i]), {bytes[i].at, bytes[i].len}};
    }
    if (good && bx_impose(desk->arena, files, o->arg_count, o->sheets, &pdf, desk->diags) &&
        !bx_stopped())
        bx_file_write(o->out, pdf.at, pdf.len, desk->diags);
    for (size_t i = 0; i < o->arg_count; i++)
        bx_buffer_free(&bytes[i]);
}
