/* base/program.c - other programs, started and waited for (外部程序).
 *
 * What a program is to read lies in memory: no name that a customer chose ever stands on a command
 * line.
 */
#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MOST_OUTPUT = 1 << 30 };

static time_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* Reads FD to its end; false when it takes too long or is too much. */
static bool drain(int fd, int seconds, bx_buffer *out)
{
    char part[65536];
    time_t end = now() + seconds;
    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int status = poll(&ready, 1, 1000);
        if (now() > end || out->len > MOST_OUTPUT)
            return false;
        if (status == 0 || (status < 0 && errno == EINTR))
            continue;
        ssize_t got = status < 0 ? -1 : read(fd, part, sizeof part);
        if (got == 0)
            return true;
        if (got < 0 && errno != EINTR)
            return false;
        if (got > 0)
            bx_buffer_add(out, part, (size_t)got);
    }
}

/* A file without a name that holds INPUT, at its start; -1 when there is none to be had. */
static int open_input(bx_str input)
{
    int fd = memfd_create("banxin", MFD_CLOEXEC);
    for (size_t done = 0; fd >= 0 && done < input.len;) {
        ssize_t part = write(fd, input.at + done, input.len - done);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0) {
            close(fd);
            return -1;
        }
        done += (size_t)part;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Starts it between INPUT and OUTPUT; an errno value. */
static int start(const char *const *arguments, int input, int output, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int error = posix_spawnp(child, arguments[0], &actions, NULL,
                             (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

bx_program_end bx_run_program(const char *const *arguments, bx_str input, int seconds,
                              bx_buffer *output)
{
    int ends[2], from = open_input(input);
    if (from < 0)
        return BX_PROGRAM_FAILED;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        close(from);
        return BX_PROGRAM_FAILED;
    }
    pid_t child;
    int error = start(arguments, from, ends[1], &child);
    close(from);
    close(ends[1]);
    bool whole = error == 0 && drain(ends[0], seconds, output);
    close(ends[0]);
    if (error != 0)
        return error == ENOENT ? BX_PROGRAM_MISSING : BX_PROGRAM_FAILED;
    if (!whole)
        kill(child, SIGKILL);
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return BX_PROGRAM_MISSING; /* as posix_spawn tells of it on some systems */
    bool good = whole && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return good ? BX_PROGRAM_DONE : BX_PROGRAM_FAILED;
}
