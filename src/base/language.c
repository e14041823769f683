/* base/language.c - the language the program talks (语言), and its words for the system's errors.
 *
 * Only messages follow the language: numbers, sorting and character classes never do.
 */
#include "base/base.h"

#include <errno.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define DOMAIN "banxin"

const char *bx_translate(const char *text)
{
    /* The empty text is the catalogue's own header. */
    return text[0] ? dgettext(DOMAIN, text) : text;
}

void bx_language_set(const char *lang, const char *locale_dir)
{
    bool chinese = strcmp(lang, "zh") == 0;

    if (!chinese) {
        setlocale(LC_MESSAGES, "C");
        return;
    }
    /* gettext looks at LANGUAGE only outside the C locale; C.UTF-8 is part of libc, so that no
     * locale need be installed on the machine.
     */
    setenv("LANGUAGE", "zh_CN", 1);
    if (!setlocale(LC_MESSAGES, "C.UTF-8"))
        setlocale(LC_MESSAGES, "C.utf8");
    bindtextdomain(DOMAIN, locale_dir);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
}

/* libc's own words depend on the catalogues a machine has, and say "file" where we say "folder". */
static const struct {
    int error;
    const char *text;
} error_texts[] = {
    {EACCES, N_("permission denied")},
    {EPERM, N_("the system does not allow it")},
    {ENOENT, N_("no such file or folder")},
    {ENOTDIR, N_("a part of the path is not a folder")},
    {EISDIR, N_("it is a folder")},
    {EEXIST, N_("it exists already")},
    {ENOTEMPTY, N_("the folder is not empty")},
    {ENOSPC, N_("no space left on the disk")},
    {EDQUOT, N_("the disk quota is used up")},
    {EFBIG, N_("the file would be too large")},
    {EROFS, N_("the disk can only be read")},
    {EIO, N_("the disk failed to read or write")},
    {EMFILE, N_("too many files are open")},
    {ENFILE, N_("too many files are open on this machine")},
    {ENOMEM, N_("not enough memory")},
    {EBUSY, N_("it is in use")},
    {ENAMETOOLONG, N_("the name is too long")},
    {ELOOP, N_("too many links in the path")},
    {EXDEV, N_("the folders are on different disks")},
    {EINVAL, N_("the file system cannot do it")},
    {ENOSYS, N_("the file system cannot do it")},
    {EOPNOTSUPP, N_("the file system cannot do it")},
    {EINTR, N_("interrupted")},
    {ENOLCK, N_("no more locks can be had")},
    {ESTALE, N_("the network folder is gone")},
};

const char *bx_error_text(int error)
{
    const char *text;

    for (size_t i = 0; i < sizeof error_texts / sizeof error_texts[0]; i++)
        if (error_texts[i].error == error)
            return bx_translate(error_texts[i].text);
    text = strerrordesc_np(error);
    return text ? text : bx_translate(N_("unknown error"));
}
