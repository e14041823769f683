/* base/cache.c - entries of the cache folder: a line with length and hash, then the content (缓存). */
#include "base/cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define HEADER "banxin cache 1 %s %016zx\n"
enum { HEADER_SIZE = 65 };

/* The cache folder with a slash, in ROOM bytes; false when the environment names none. */
static bool cache_folder(char *path, size_t room)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int len = -1;
    if (base != NULL && base[0] == '/')
        len = snprintf(path, room, "%s/banxin/", base);
    else if (home != NULL && home[0] == '/')
        len = snprintf(path, room, "%s/.cache/banxin/", home);
    return len > 0 && (size_t)len < room;
}

static bool entry_path(const char *kind, const char *key, char *path, size_t room)
{
    if (!cache_folder(path, room))
        return false;
    size_t used = strlen(path);
    int len = snprintf(path + used, room - used, "%s-%s", kind, key);
    return len > 0 && (size_t)len < room - used;
}

static bool read_whole(int fd, bx_buffer *file)
{
    char part[16384];
    for (;;) {
        ssize_t got = read(fd, part, sizeof part);
        if (got <= 0)
            return got == 0;
        bx_buffer_add(file, part, (size_t)got);
    }
}

/* True when FILE is an entry and nothing in it has changed since it was written. */
static bool is_sound(const bx_buffer *file)
{
    char hash[33], header[HEADER_SIZE + 1];
    if (file->len < HEADER_SIZE)
        return false;
    size_t len = file->len - HEADER_SIZE;
    bx_hash_hex(file->at + HEADER_SIZE, len, hash);
    snprintf(header, sizeof header, HEADER, hash, len);
    return memcmp(file->at, header, HEADER_SIZE) == 0;
}

bool bx_cache_find(const char *kind, const char *key, bx_buffer *content)
{
    char path[4096];
    if (!entry_path(kind, key, path, sizeof path))
        return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bx_buffer file = {0};
    bool sound = read_whole(fd, &file) && is_sound(&file);
    close(fd);
    if (sound)
        bx_buffer_add(content, file.at + HEADER_SIZE, file.len - HEADER_SIZE);
    bx_buffer_free(&file);
    return sound;
}

/* Makes the folders of PATH that are missing; what fails shows when the entry is written. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}

void bx_cache_keep(const char *kind, const char *key, const void *bytes, size_t len)
{
    char path[4096], hash[33], header[HEADER_SIZE + 1];
    if (!entry_path(kind, key, path, sizeof path))
        return;
    make_folders(path);
    bx_hash_hex(bytes, len, hash);
    snprintf(header, sizeof header, HEADER, hash, len);
    bx_buffer entry = {0};
    bx_buffer_add(&entry, header, HEADER_SIZE);
    bx_buffer_add(&entry, bytes, len);
    bx_diags *unheard = bx_diags_new();
    (void)bx_file_write(path, entry.at, entry.len, unheard);
    bx_diags_free(unheard);
    bx_buffer_free(&entry);
}
