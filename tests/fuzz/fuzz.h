/* tests/fuzz/fuzz.h - an entry for libFuzzer, and a plain main that replays files, for compilers without it.
 *
 * Each entry reads one input as the reader meets it and holds the outcome against what is always true:
 * it ends, memory is whole, every report has its place inside the input.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "read/read.h"
#include "read/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void check_reports(const bx_diags *diags)
{
    size_t count;
    const bx_diag *list = bx_diags_list(diags, &count);

    for (size_t i = 0; i < count; i++) {
        const bx_span *where = &list[i].where;

        if (where->source && (where->start > where->end || where->end > where->source->text.len))
            abort();
    }
}

#ifndef BANXIN_FUZZ
static void replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data;
    long size;

    if (!file)
        return;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    data = malloc(size > 0 ? (size_t)size : 1); /* of its exact size: nothing may be read behind it */
    if (data && fread(data, 1, (size_t)size, file) == (size_t)size)
        LLVMFuzzerTestOneInput(data, (size_t)size);
    free(data);
    fclose(file);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    return 0;
}
#endif

#endif
