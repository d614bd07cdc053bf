// What the Glibc module of Swift leaves out.
#pragma once
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// `struct epoll_event` is packed on some machines and holds a union: in Swift these three are simpler.
int channelkit_epoll_set(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag);
uint64_t channelkit_epoll_tag(const struct epoll_event *event);
uint32_t channelkit_epoll_events(const struct epoll_event *event);
