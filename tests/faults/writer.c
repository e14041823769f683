/* tests/faults/writer.c - the smallest program that writes as banxin does, for tests/faults/run.
 *
 *   writer set FOLDER GENERATION     three files whose bytes depend on GENERATION become FOLDER
 *   writer file PATH GENERATION      one such file
 *
 * Exit status as everywhere: 0 written, 2 could not.
 */
#include "base/file.h"

#include <stdio.h>

static const char *const names[] = {"A1.pdf", "A2.pdf", "manifest.json"};

/* Enough bytes for several writes where a write is cut short, and different ones in each file. */
static void fill(bx_buffer *bytes, const char *name, const char *generation)
{
    bytes->len = 0;
    for (int line = 0; line < 2000; line++)
        bx_buffer_printf(bytes, "%s of %s, line %d\n", name, generation, line);
}

static bool write_set(const char *folder, const char *generation, bx_diags *diags)
{
    bx_file_set *set = bx_file_set_begin(folder, diags);
    bx_buffer bytes = {0};
    bool good = set;

    for (size_t i = 0; i < sizeof names / sizeof names[0] && good; i++) {
        fill(&bytes, names[i], generation);
        good = bx_file_set_write(set, names[i], bytes.at, bytes.len, diags);
    }
    bx_buffer_free(&bytes);
    if (good)
        return bx_file_set_commit(set, diags);
    bx_file_set_abort(set);
    return false;
}

static bool write_file(const char *path, const char *generation, bx_diags *diags)
{
    bx_buffer bytes = {0};
    bool good;

    fill(&bytes, "file", generation);
    good = bx_file_write(path, bytes.at, bytes.len, diags);
    bx_buffer_free(&bytes);
    return good;
}

int main(int count, char **args)
{
    bx_diags *diags = bx_diags_new();
    bx_buffer text = {0};
    bool good;

    if (count != 4) {
        fputs("usage: writer set|file PATH GENERATION\n", stderr);
        return 2;
    }
    good = strcmp(args[1], "file") == 0 ? write_file(args[2], args[3], diags)
                                        : write_set(args[2], args[3], diags);
    bx_diags_render(diags, BX_FORMAT_HUMAN, false, false, &text);
    if (text.len > 0)
        fputs(text.at, stderr);
    bx_buffer_free(&text);
    bx_diags_free(diags);
    return good ? 0 : 2;
}
