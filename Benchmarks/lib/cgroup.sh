# A control group for the bot: what it has in memory with all that the kernel keeps for it, sockets included. Only where
# this machine lets us make one (root, cgroup 1 or 2 with the memory controller); elsewhere the figure is left out.

group=

make_group() {
    local path
    path=$(awk -F: '$2 == "memory" { print $3 }' /proc/self/cgroup)
    for group in "/sys/fs/cgroup/memory$path/channelkit-bench" "/sys/fs/cgroup/channelkit-bench"; do
        mkdir -p "$group" 2>/dev/null && [ -n "$(group_peak)" ] && return
        rmdir "$group" 2>/dev/null || true
    done
    group=
}

remove_group() { [ -z "$group" ] || rmdir "$group" 2>/dev/null || true; }

# Runs a command in the group, its peak begun anew.
in_group() {
    if [ -n "$group" ]; then
        echo "$BASHPID" >"$group/cgroup.procs"
        echo 0 >"$group/memory.max_usage_in_bytes" 2>/dev/null || echo 0 >"$group/memory.peak" 2>/dev/null || true
    fi
    exec "$@"
}

# In bytes; nothing where there is no group.
group_peak() { cat "$group/memory.max_usage_in_bytes" 2>/dev/null || cat "$group/memory.peak" 2>/dev/null || true; }
