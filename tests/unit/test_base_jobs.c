/* base/jobs.c: every job runs once, whatever the number of workers. */
#include "base/base.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include <cmocka.h>

enum { MOST = 5000 };

typedef struct {
    int runs[MOST];
    pthread_t by[MOST];
    bool blocked[MOST];
} slots;

static void job(size_t index, void *data)
{
    slots *all = data;
    sigset_t mask;

    all->runs[index]++;
    all->by[index] = pthread_self();
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    all->blocked[index] = sigismember(&mask, SIGINT) == 1;
}

static void every_job_runs_once(void **state)
{
    static const int workers[] = {-1, 0, 1, 2, 3, 8, 1000};
    static const size_t counts[] = {0, 1, 2, 7, MOST};
    static slots all;

    (void)state;
    for (size_t w = 0; w < sizeof workers / sizeof workers[0]; w++) {
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            memset(&all, 0, sizeof all);
            bx_run_jobs(workers[w], counts[c], job, &all);
            for (size_t i = 0; i < MOST; i++)
                assert_int_equal(all.runs[i], i < counts[c]);
        }
    }
}

static void one_worker_is_this_thread(void **state)
{
    static slots all;

    (void)state;
    bx_run_jobs(1, 10, job, &all);
    for (size_t i = 0; i < 10; i++)
        assert_true(pthread_equal(all.by[i], pthread_self()));
}

/* Ctrl-C has to reach the main thread, which knows what to clear up. */
static void signals_stay_with_this_thread(void **state)
{
    static slots all;

    (void)state;
    bx_run_jobs(4, MOST, job, &all);
    for (size_t i = 0; i < MOST; i++)
        assert_int_equal(all.blocked[i], !pthread_equal(all.by[i], pthread_self()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_job_runs_once),
        cmocka_unit_test(one_worker_is_this_thread),
        cmocka_unit_test(signals_stay_with_this_thread),
    };
    return cmocka_run_group_tests_name("base/jobs", tests, NULL, NULL);
}
