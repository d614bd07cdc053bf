#ifndef CSPAWN_H
#define CSPAWN_H

#include <spawn.h>

// What Swift's module of the C library hides, since it is the GNU library's own.
int channel_pipe(int ends[2]);
int channel_close_from(posix_spawn_file_actions_t *actions, int first);
int channel_change_folder(posix_spawn_file_actions_t *actions, const char *folder);

#endif
