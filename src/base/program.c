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
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
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

/* One program and how it is held. */
typedef struct {
    const char *const *arguments;
    int seconds;
    bool guarded;
    bool (*stopped)(void);
} job;

/* Reads FD to its end, unless that takes too long or is too much. */
static bx_program_end drain(int fd, const job *j, bx_buffer *out)
{
    enum { PAUSE = 1000, SHORT_PAUSE = 20 }; /* ms */
    char part[65536];
    time_t end = now() + j->seconds;
    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int status = poll(&ready, 1, j->stopped != NULL ? SHORT_PAUSE : PAUSE);
        if (j->stopped != NULL && j->stopped())
            return BX_PROGRAM_STOPPED;
        if (now() > end)
            return BX_PROGRAM_LATE;
        if (out->len > MOST_OUTPUT)
            return BX_PROGRAM_FAILED;
        if (status == 0 || (status < 0 && errno == EINTR))
            continue;
        ssize_t got = status < 0 ? -1 : read(fd, part, sizeof part);
        if (got == 0)
            return BX_PROGRAM_DONE;
        if (got < 0 && errno != EINTR)
            return BX_PROGRAM_FAILED;
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

/* The environment without Ghostscript's own options; the list is the caller's to free. */
static char **plain_environment(void)
{
    size_t count = 0, kept = 0;
    while (environ[count] != NULL)
        count++;
    char **plain = calloc(count + 1, sizeof *plain);
    for (size_t i = 0; i < count && plain != NULL; i++)
        if (strncmp(environ[i], "GS_", 3) != 0)
            plain[kept++] = environ[i];
    return plain;
}

static void limit_child(pid_t child, int seconds)
{
    const struct rlimit cpu = {(rlim_t)seconds, (rlim_t)seconds + 5};
    const struct rlimit memory = {(rlim_t)4 << 30, (rlim_t)4 << 30};
    const struct rlimit file = {(rlim_t)2 << 30, (rlim_t)2 << 30};
    prlimit(child, RLIMIT_CPU, &cpu, NULL);
    prlimit(child, RLIMIT_AS, &memory, NULL);
    prlimit(child, RLIMIT_FSIZE, &file, NULL);
}

/* Starts it between INPUT and OUTPUT; an errno value. */
static int start(const job *j, int input, int output, pid_t *child)
{
    char **plain = j->guarded ? plain_environment() : NULL;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int error = posix_spawnp(child, j->arguments[0], &actions, NULL,
                             (char *const *)(uintptr_t)j->arguments,
                             plain != NULL ? plain : environ);
    posix_spawn_file_actions_destroy(&actions);
    free(plain);
    if (error == 0 && j->guarded)
        limit_child(*child, j->seconds);
    return error;
}

static bx_program_end run(const job *j, bx_str input, bx_buffer *output)
{
    int ends[2], from = open_input(input);
    if (from < 0)
        return BX_PROGRAM_FAILED;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        close(from);
        return BX_PROGRAM_FAILED;
    }
    pid_t child;
    int error = start(j, from, ends[1], &child);
    close(from);
    close(ends[1]);
    bx_program_end end = error == 0 ? drain(ends[0], j, output) : BX_PROGRAM_FAILED;
    close(ends[0]);
    if (error != 0)
        return error == ENOENT ? BX_PROGRAM_MISSING : BX_PROGRAM_FAILED;
    if (end != BX_PROGRAM_DONE)
        kill(child, SIGKILL);
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return BX_PROGRAM_MISSING; /* as posix_spawn tells of it on some systems */
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return end != BX_PROGRAM_DONE || good ? end : BX_PROGRAM_FAILED;
}

bx_program_end bx_run_program(const char *const *arguments, bx_str input, int seconds,
                              bx_buffer *output)
{
    return run(&(job){.arguments = arguments, .seconds = seconds}, input, output);
}

bx_program_end bx_run_ghostscript(const char *const *arguments, bx_str input, int seconds,
                                  bool (*stopped)(void), bx_buffer *output)
{
    return run(&(job){arguments, seconds, true, stopped}, input, output);
}
