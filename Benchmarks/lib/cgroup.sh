# A control group for the bot: what the kernel keeps for it, sockets included. Only where this machine lets us make one
# (root, cgroup 1 or 2 with the memory controller); elsewhere the figure is left out.

group=

make_group() {
    local path
    path=$(awk -F: '$2 == "memory" { print $3 }' /proc/self/cgroup)
    for group in "/sys/fs/cgroup/memory$path/channelkit-bench" "/sys/fs/cgroup/channelkit-bench"; do
        mkdir -p "$group" 2>/dev/null && [ -n "$(group_kernel)" ] && return
        rmdir "$group" 2>/dev/null || true
    done
    group=
}

remove_group() { [ -z "$group" ] || rmdir "$group" 2>/dev/null || true; }

# Runs a command in the group.
in_group() {
    [ -z "$group" ] || echo "$BASHPID" >"$group/cgroup.procs"
    exec "$@"
}

# The kernel's memory for it, in bytes; nothing where there is no group. The cache of files is not in it.
group_kernel() {
    if [ -r "$group/memory.kmem.usage_in_bytes" ]; then
        awk '{ sum += $1 } END { print sum }' "$group"/memory.kmem.usage_in_bytes "$group"/memory.kmem.tcp.usage_in_bytes
    elif [ -r "$group/memory.stat" ]; then
        awk '$1 == "kernel" || $1 == "sock" { sum += $2 } END { print sum }' "$group/memory.stat"
    fi
}
