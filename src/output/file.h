/* output/file.h - the only place that creates files (写盘): a whole set appears, or nothing changes. */
#ifndef BX_OUTPUT_FILE_H
#define BX_OUTPUT_FILE_H

#include "base/base.h"

/* A set of files that will become folder DIR as one. */
typedef struct bx_file_set bx_file_set;

/* Locks the parent of DIR (flock, waits), removes left-overs of dead runs (.banxin-*), makes the sibling
 * folder .banxin-PID-NAME. Parents of DIR are made when missing.
 * returns  the set, or NULL with [output] reported (exit status 2) */
bx_file_set *bx_file_set_begin(const char *dir, bx_diags *diags);
/* Writes BYTES whole (short writes and EINTR are got over), fsyncs, closes; checks each step. */
bool bx_file_set_write(bx_file_set *set, const char *name, const void *bytes, size_t len,
                       bx_diags *diags);
/* Syncs the folder, exchanges it with DIR (renameat2 RENAME_EXCHANGE, or a plain rename when DIR is new;
 * where the file system lacks exchange: manifest.json renamed last decides), syncs the parent, removes
 * the old folder and frees SET. On any error: nothing of DIR has changed, temporaries are removed. */
bool bx_file_set_commit(bx_file_set *set, bx_diags *diags);
/* Throws away what was written; NULL is fine. */
void bx_file_set_abort(bx_file_set *set);

/* One file on its own (cache entries, a PNG named on the command line): temporary sibling, fsync, rename. */
bool bx_file_write(const char *path, const void *bytes, size_t len, bx_diags *diags);

#endif
