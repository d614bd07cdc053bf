# image-check with buildah, where no engine is: the base images are pulled or, where no registry is reached, made of Debian's
# own packages and the Swift that is installed here. What runs is the image's root, read-only, in namespaces of its own.
# shellcheck shell=bash disable=SC2034,SC2154

export BUILDAH_ISOLATION=chroot
[ -w /var/lib/containers ] || [ "$(id -u)" = 0 ] || { echo "buildah is used as root here." >&2 && exit 69; }
scripts/install-packages buildah debootstrap curl python3 >&2
# Where the kernel lets overlays be mounted, each step of a build costs what it changes; else a copy of everything.
if [ -z "${STORAGE_DRIVER:-}" ]; then
    export STORAGE_DRIVER=overlay
    buildah images >/dev/null 2>&1 || STORAGE_DRIVER=vfs
fi

debian=docker.io/library/debian:bookworm-slim
swift=docker.io/library/swift:$(sed -n 's/^ARG SWIFT=//p' Dockerfile)
container="" bot=""
volumes=()

have() { buildah inspect --type image "$1" >/dev/null 2>&1 || timeout 60 buildah pull -q "$1" >/dev/null 2>&1; }

make_debian() {
    echo "Making $debian by debootstrap."
    debootstrap --variant=minbase bookworm "$folder/debian" >"$folder/debootstrap.log"
    local c m
    c=$(buildah from scratch)
    m=$(buildah mount "$c")
    cp -a "$folder/debian/." "$m/"
    buildah commit -q --rm "$c" "$debian" >/dev/null
}

# The toolchain is the folder above the real `swift`: it is mounted while the image is built, and not copied.
make_swift() {
    echo "Making $swift of $debian and the Swift of this machine."
    local c
    c=$(buildah from "$debian")
    buildah run "$c" -- sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends binutils ca-certificates git gcc libc6-dev libcurl4 libedit2 libncurses6 libsqlite3-0 \
        libstdc++-12-dev libxml2 libz3-4 tzdata zlib1g-dev' >"$folder/apt.log" 2>&1
    buildah config --env PATH=/toolchain/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$c"
    buildah commit -q --rm "$c" "$swift" >/dev/null
}

# Where this machine's git reads GitHub from a folder instead, the build does as well.
mount_git_mirrors() {
    local key value place
    : >"$folder/gitconfig"
    while read -r key value; do
        place=${key#url.} place=${place%.insteadof}
        git config --file "$folder/gitconfig" --add "url.$place.insteadOf" "$value"
        [ ! -d "$place" ] || volumes+=(--volume "${place%/}:${place%/}:ro")
    done < <(git config --get-regexp '^url\..*\.insteadof$' | sort -u)
    git config --file "$folder/gitconfig" --add safe.directory '*'
    volumes+=(--volume "$folder/gitconfig:/etc/gitconfig:ro")
}

build_image() {
    have "$debian" || make_debian
    if ! have "$swift"; then make_swift; fi
    if buildah inspect --type image "$swift" | grep -q '/toolchain/usr/bin'; then
        volumes+=(--volume "$(dirname "$(dirname "$(dirname "$(realpath "$(command -v swift)")")")"):/toolchain:ro")
    fi
    mount_git_mirrors
    # Layers: a build that is broken off, or whose sources changed, does not compile the dependencies again.
    buildah bud --layers --pull-never --format docker --build-arg "VERSION=$1" --build-arg "COMMIT=$2" "${volumes[@]}" \
        --tag channelkit . >"$folder/build.log" 2>&1 || { tail -n 40 "$folder/build.log" >&2 && exit 1; }
    # The second build is to compile nothing that the first one did.
    # Not grep -q: it would end before the log does, and that would count as not found.
    if sed -n '/COPY Sources/,$p' "$folder/build.log" | grep 'Compiling NIOCore' >/dev/null; then
        echo "the dependencies were compiled again with the sources" >&2 && exit 1
    fi
}

describe_image() {
    container=$(buildah from channelkit)
    root=$(buildah mount "$container")
    buildah inspect --type image channelkit | python3 -c '
import json, sys
config = json.load(sys.stdin)["Docker"]["config"]
print("user", config["User"], "labels", {k.rsplit(".", 1)[1]: v for k, v in config["Labels"].items() if "opencontainers" in k})
print("health check:", config.get("Healthcheck", {}).get("Test"))'
    [ ! -e "$root/bin/sh" ] || { echo "there is a shell in it" >&2 && exit 1; }
    find "$root" -type f -printf '%s %P\n' | sort -rn >"$folder/files"
    awk '{ bytes += $1 } END { printf "size: %.1f MB in %d files\n", bytes / 1e6, NR }' "$folder/files"
    tar -C "$root" -c . | gzip | wc -c | awk '{ printf "compressed: %.1f MB\n", $1 / 1e6 }'
    head -n 5 "$folder/files" | awk '{ printf "  %6.1f MB %s\n", $1 / 1e6, $2 }'
}

# As an engine would: the image's root, read-only but for data and /tmp, its user, nothing of this environment.
start_bot() {
    mkdir -p "$folder/data"
    chown 10001:10001 "$folder/data"
    # shellcheck disable=SC2016  # for the inner shell
    unshare --mount --propagation private bash -c '
        set -e
        root=$1 data=$2 enter=$3
        mount --bind "$root" "$root"
        mkdir -p "$root/proc" "$root/dev"
        mount -o remount,bind,ro "$root"
        mount --bind "$data" "$root/var/lib/bot"
        mount -t tmpfs tmpfs "$root/tmp"
        mount -t proc proc "$root/proc"
        mount -t tmpfs tmpfs "$root/dev"
        for device in null zero urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
        if touch "$root/written" 2>/dev/null; then echo "the root can be written to" >&2; exit 1; fi
        exec python3 "$enter" "$root"
    ' bash "$root" "$folder/data" scripts/lib/enter-image.py >"$folder/log" 2>&1 &
    bot=$!
    until [ "$(cat "/proc/$bot/comm")" = bot ]; do
        kill -0 "$bot" 2>/dev/null || { cat "$folder/log" >&2 && exit 1; }
        sleep 0.1
    done
    awk '/^(Uid|CapEff|NoNewPrivs):/ { print "  of the process:", $1, $2 }' "/proc/$bot/status"
}

in_bot() {
    nsenter --target "$bot" --mount --root --wd --setuid 10001 --setgid 10001 /usr/local/bin/bot "$@"
}

stop_bot() {
    status=0
    kill "$bot"
    wait "$bot" || status=$?
    bot=""
}

clean_up() {
    [ -z "$bot" ] || kill "$bot" 2>/dev/null || true
    [ -z "$container" ] || buildah rm "$container" >/dev/null 2>&1 || true
}
