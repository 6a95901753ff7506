/* Counts how often a thread gives up Python's lock. To be preloaded into a program that runs Python.

   A thread that gives up Python's lock, by itself or because another has asked for it, signals the condition on
   which the others wait: CPython does so in one place, whatever has led there, and calls the C library for it.
   That call comes here first. Which condition it is is learnt from a thread that gives up the lock on purpose. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define MOST_SHOWN 20

static int (*signal_condition)(pthread_cond_t *);
static pthread_cond_t *lock_is_free;
static __thread int is_learning, is_watched;
static __thread long given_up;
static int shown;

__attribute__((constructor)) static void find_signal(void) {
    /* Without its version an older one may be found, for conditions of another form. */
    *(void **)&signal_condition = dlvsym(RTLD_NEXT, "pthread_cond_signal", "GLIBC_2.3.2");
    if (!signal_condition)
        *(void **)&signal_condition = dlsym(RTLD_NEXT, "pthread_cond_signal");
}

/* Has Python's faulthandler print where Python is on this thread, which takes no lock. */
static void show(void) {
    if (__atomic_fetch_add(&shown, 1, __ATOMIC_RELAXED) >= MOST_SHOWN)
        return;
    dprintf(STDERR_FILENO, "Python's lock is given up here:\n");
    raise(SIGUSR1);
}

int pthread_cond_signal(pthread_cond_t *condition) {
    if (is_learning && !lock_is_free)
        lock_is_free = condition;
    if (condition == lock_is_free) {
        given_up++;
        if (is_watched)
            show();
    }
    return signal_condition(condition);
}

/* The caller gives up Python's lock between learn(1) and learn(0). Returns whether the condition is known. */
int learn(int begins) {
    is_learning = begins;
    return lock_is_free != NULL;
}

/* Begins to watch this thread, and ends that: returns how often it gave up the lock meanwhile. */
long watch(int begins) {
    is_watched = begins;
    if (begins)
        given_up = 0;
    return given_up;
}
