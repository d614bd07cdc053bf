#include "CEpoll.h"

int channelkit_epoll_set(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.events = events, .data = {.u64 = tag}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

uint64_t channelkit_epoll_tag(const struct epoll_event *event) { return event->data.u64; }

uint32_t channelkit_epoll_events(const struct epoll_event *event) { return event->events; }
