/* base/jobs.c - runs N independent jobs on W threads (并行). Results go to the jobs' own slots. */
#include "base/base.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

enum { MOST_WORKERS = 256 };

typedef struct {
    atomic_size_t next;
    size_t count;
    void (*job)(size_t index, void *data);
    void *data;
} queue;

static void *work(void *argument)
{
    queue *jobs = argument;
    size_t index;

    while ((index = atomic_fetch_add(&jobs->next, 1)) < jobs->count)
        jobs->job(index, jobs->data);
    return NULL;
}

static void *work_on_thread(void *argument)
{
    bx_memory_begin_thread();
    return work(argument);
}

/* Starts up to WANTED threads with every signal blocked: signals belong to the main thread. */
static size_t start_threads(pthread_t *threads, size_t wanted, queue *jobs)
{
    sigset_t all, before;
    size_t started = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started < wanted && pthread_create(&threads[started], NULL, work_on_thread, jobs) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void bx_run_jobs(int workers, size_t count, void (*job)(size_t index, void *data), void *data)
{
    pthread_t threads[MOST_WORKERS];
    queue jobs = {.count = count, .job = job, .data = data};
    size_t wanted = workers > 1 ? (size_t)workers : 1;
    size_t started;

    if (wanted > count)
        wanted = count;
    if (wanted > MOST_WORKERS)
        wanted = MOST_WORKERS;
    if (wanted <= 1) {
        work(&jobs);
        return;
    }
    /* This thread is one of the workers; where no other can be started, it does all the work. */
    started = start_threads(threads, wanted - 1, &jobs);
    work(&jobs);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}
