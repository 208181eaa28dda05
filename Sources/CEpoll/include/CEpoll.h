#pragma once
#if defined(__linux__)
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// `accept4`, which the system's headers show to GNU sources only.
int accept_nonblocking(int listener, void *address, unsigned int *length);

/// `pidfd_open`, which old headers do not have: a descriptor that is readable once a process has ended.
int open_process(int process);
#endif
