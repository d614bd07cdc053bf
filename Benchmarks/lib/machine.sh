# What a figure depends on: the machine, and what a process has used of it.

describe_machine() {
    local memory os
    memory=$(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)
    os=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)
    echo "Machine    $(nproc) CPUs, $memory, $os, Linux $(uname -r)"
    echo "Swift      $(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -1), release build"
    echo "Disk       $(stat -f -c %T "$folder"), $(sync_cost) ms for a durable write of 4 KB"
    echo "Load       $(cut -d ' ' -f 1 /proc/loadavg) before the run; the load generators share these CPUs with the bot"
    if [ -n "$quick" ]; then echo "Quick      short phases: no measurement"; fi
}

# Milliseconds that one write takes until it is on the disk.
sync_cost() {
    local file=$folder/sync
    LC_ALL=C dd if=/dev/zero of="$file" bs=4k count=256 oflag=dsync 2>&1 |
        awk '/copied/ { for (i = 1; i <= NF; i++) if ($i == "s,") printf "%.2f", $(i - 1) * 1000 / 256 }'
    rm -f "$file"
}

# CPU time of a process so far, user and system, in microseconds.
cpu_of() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.0f", ($12 + $13) * 1000000 / hz }' "/proc/$1/stat"; }

# The same of a process with its children, those that have ended included: gunicorn's workers, PostgreSQL's back ends.
cpu_with_children() {
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v pid="$1" -v hz="$(getconf CLK_TCK)" '
        { own = $1 == pid; sub(/.*\) /, "") }
        own { ticks += $12 + $13 + $14 + $15 }
        !own && $2 == pid { ticks += $12 + $13 }
        END { printf "%.0f", ticks * 1000000 / hz }' || true
}

# Memory of a process in KB: what it has now, and the most it has had.
rss_of() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }
peak_of() { awk '/^VmHWM/ { print $2 }' "/proc/$1/status"; }

# Kernel memory of the whole machine in KB that sockets take: their buffers, and the objects behind them.
socket_buffers() { awk -v page="$(getconf PAGE_SIZE)" '/^TCP:/ { printf "%d", $NF * page / 1024 }' /proc/net/sockstat; }
kernel_objects() { awk '/^Slab/ { print $2 }' /proc/meminfo; }
