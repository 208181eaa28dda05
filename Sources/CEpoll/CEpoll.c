#if defined(__linux__)
#define _GNU_SOURCE
#include "CEpoll.h"
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int accept_nonblocking(int listener, void *address, unsigned int *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int open_process(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }
#endif
