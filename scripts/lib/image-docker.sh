# image-check with Docker. Sourced.
# shellcheck shell=bash disable=SC2034,SC2154

name=channelkit-check-$$

build_image() { docker build --build-arg "VERSION=$1" --build-arg "COMMIT=$2" --tag channelkit .; }

describe_image() {
    docker image inspect channelkit --format 'user {{.Config.User}}, labels {{json .Config.Labels}}'
    docker image inspect channelkit --format '{{.Size}}' | awk '{ printf "size: %.1f MB\n", $1 / 1e6 }'
    docker save channelkit | gzip | wc -c | awk '{ printf "compressed: %.1f MB\n", $1 / 1e6 }'
}

start_bot() {
    docker run --detach --name "$name" --read-only --tmpfs /tmp --volume /var/lib/bot --cap-drop ALL \
        --security-opt no-new-privileges --publish "127.0.0.1:$BOT_PORT:8080" --env BOT_API_KEY --env BOT_JWT_KEY \
        channelkit >/dev/null
    docker logs --follow "$name" >"$folder/log" 2>&1 &
}

in_bot() { docker exec "$name" bot "$@"; }

stop_bot() {
    docker stop -t 45 "$name" >/dev/null
    status=$(docker inspect --format '{{.State.ExitCode}}' "$name")
}

clean_up() { docker rm --force --volumes "$name" >/dev/null 2>&1 || true; }
