/* text/hyphen.c - where English words may be parted (断词): libhyphen with its English patterns.
 *
 * At least four letters stay before a break and three after it. Whether a column is narrow enough for
 * hyphens is lines/'s.
 */
#include "text/hyphen.h"

#include <hyphen.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LEAST_BEFORE = 4, LEAST_AFTER = 3, LONGEST = 60 };

static const char dictionary[] = "/usr/share/hyphen/hyph_en_US.dic";

struct bx_hyphens {
    HyphenDict *patterns; /* read for the first word that no run has met before: it takes 30 ms */
    bool tried;
    char version[33];     /* of the patterns: size and time */
};

bx_hyphens *bx_hyphens_open(void)
{
    bx_hyphens *hyphens = calloc(1, sizeof *hyphens);
    struct stat status;
    if (hyphens == NULL)
        abort();
    if (stat(dictionary, &status) != 0) {
        hyphens->tried = true;
        return hyphens;
    }
    int64_t facts[] = {(int64_t)status.st_size, status.st_mtim.tv_sec};
    bx_hash_hex(facts, sizeof facts, hyphens->version);
    return hyphens;
}

void bx_hyphens_close(bx_hyphens *hyphens)
{
    if (hyphens == NULL)
        return;
    if (hyphens->patterns != NULL)
        hnj_hyphen_free(hyphens->patterns);
    free(hyphens);
}

/* Asks the patterns: "0010…", a digit a letter. */
static bool ask(bx_hyphens *hyphens, const char *word, size_t len, char *marks)
{
    char **rep = NULL;
    int *pos = NULL, *cut = NULL;
    char found[LONGEST + 8] = {0};
    if (!hyphens->tried)
        hyphens->patterns = hnj_hyphen_load(dictionary);
    hyphens->tried = true;
    if (hyphens->patterns == NULL ||
        hnj_hyphen_hyphenate2(hyphens->patterns, word, (int)len, found, NULL, &rep, &pos, &cut) != 0)
        return false;
    for (size_t i = 0; i < len; i++)
        marks[i] = i + 1 >= LEAST_BEFORE && i + LEAST_AFTER < len && (found[i] & 1) ? '1' : '0';
    for (size_t i = 0; rep != NULL && i < len; i++)
        free(rep[i]);
    free(rep);
    free(pos);
    free(cut);
    return true;
}

size_t bx_hyphens_find(bx_hyphens *hyphens, const char *word, size_t len, bool *after)
{
    char lower[LONGEST + 40], key[33], marks[LONGEST];
    BX_AUTO(bx_buffer_free) bx_buffer known = {0};
    size_t found = 0;
    if (len < LEAST_BEFORE + LEAST_AFTER || len > LONGEST || hyphens->version[0] == '\0')
        return 0;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)(word[i] | 0x20);
    memcpy(lower + len, hyphens->version, 33);
    bx_hash_hex(lower, len + 32, key);
    lower[len] = '\0';
    if (bx_cache_find("hyphen", key, &known) && known.len == len)
        memcpy(marks, known.at, len);
    else if (ask(hyphens, lower, len, marks))
        bx_cache_keep("hyphen", key, marks, len);
    else
        return 0;
    for (size_t i = 0; i < len; i++) {
        after[i] = marks[i] == '1';
        found += after[i];
    }
    return found;
}
