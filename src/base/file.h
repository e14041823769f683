/* base/file.h - the only place that creates files (写盘): a whole set appears, or nothing. */
#ifndef BX_BASE_FILE_H
#define BX_BASE_FILE_H

#include "base/base.h"

/* A set of files that will become folder DIR as one. */
typedef struct bx_file_set bx_file_set;

/* One set at a time in one parent, used by one thread. DIR is replaced as a whole, so a DIR that
 * holds folders, which no set of ours does, is refused.
 *
 * Locks the parent of DIR (flock, waits), removes left-overs of dead runs (.banxin-*), makes the
 * sibling folder .banxin-PID-NAME. Parents of DIR are made when missing.
 * returns  the set, or NULL with [output] reported (exit status 2) */
bx_file_set *bx_file_set_begin(const char *dir, bx_diags *diags);
/* Writes BYTES whole (short writes and EINTR are got over), fsyncs, closes; checks each step. */
bool bx_file_set_write(bx_file_set *set, const char *name, const void *bytes, size_t len,
                       bx_diags *diags);
/* Syncs the folder, exchanges it with DIR (renameat2 RENAME_EXCHANGE, or a plain rename when DIR is
 * new), syncs the parent, removes the old folder and frees SET, also when it fails. Where the file
 * system lacks exchange the old folder steps aside as .banxin-old-NAME for a moment, and the next
 * begin puts right what a run that died just then left. On any error: DIR is what it was, and the
 * temporaries are removed. */
bool bx_file_set_commit(bx_file_set *set, bx_diags *diags);
/* Throws away what was written, removes the temporary folder and frees SET; NULL is fine. A few
 * system calls, but not for use inside a signal handler. */
void bx_file_set_abort(bx_file_set *set);

/* One file on its own (cache entries, a PNG named on the command line): temporary sibling, fsync,
 * rename. Parents are made when missing. A PATH that is no plain file (device, link) is refused. */
bool bx_file_write(const char *path, const void *bytes, size_t len, bx_diags *diags);

#endif
