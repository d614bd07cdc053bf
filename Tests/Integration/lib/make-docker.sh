# The part of make-targets that is about Docker. A stand-in that writes down what it is told shows what would be typed, and
# that an engine that answers is taken; only where one really answers are the targets carried out.
# shellcheck shell=bash disable=SC2154

mkdir "$folder/bin"
cat >"$folder/bin/docker" <<STANDIN
#!/bin/sh
echo "\$*" >>"$folder/typed"
case "\$1" in ps) cat "$folder/running" 2>/dev/null ;; esac
exit 0
STANDIN
chmod +x "$folder/bin/docker"
stand_in() {
    : >"$folder/typed"
    PATH="$folder/bin:$PATH" make --no-print-directory "$@" >"$out" 2>&1 </dev/null || fail "$* with a stand-in for Docker"
    cat "$folder/typed" >>"$out"
}
stand_in build
says 'build: via docker, an engine answers'
says '^build --build-arg VERSION=.* --tag channelkit:latest'
stand_in run
says '--publish 127.0.0.1:'"$BOT_PORT"':8080.* channelkit run --config /etc/bot/bot.yaml'
says '--read-only'
stand_in clean_db YES=1
says 'channelkit db clean --yes --config /etc/bot/bot.yaml'
stand_in stop
says 'No bot runs here'
echo 0123456789ab >"$folder/running"
stand_in stop
says '^stop -t 45 channelkit'
stand_in docker_tag REGISTRY=ghcr.io/me TAG=1.2.0
says '^tag channelkit:latest ghcr.io/me/channelkit:1.2.0'
says "^tag channelkit:latest ghcr.io/me/channelkit:$(git rev-parse --short=12 HEAD)"
ok "where an engine answers it is taken; what would be typed was read, by a stand-in"

if ! docker version --format '{{.Server.Version}}' >/dev/null 2>&1; then
    VIA=docker make build >"$out" 2>&1 && fail "VIA=docker without an engine"
    says 'no Docker engine answers'
    ok "VIA=docker, where no engine answers, is refused"
    echo "NOT RUN: the targets with Docker itself. No Docker engine answers here."
    return 0
fi

docker_make() { VIA=docker make --no-print-directory "$@" >"$out" 2>&1 </dev/null; }
docker_make stop || fail "stop with Docker"
docker_make run DETACH=1 || fail "run with Docker"
until [ "$(docker inspect --format '{{.State.Health.Status}}' channelkit)" = healthy ]; do sleep 1; done
chat "$(opens)" docker || fail "the container does not answer"
docker_make run DETACH=1 && fail "run twice with Docker"
docker_make restart DETACH=1 || fail "restart with Docker"
docker_make init_db || fail "init_db with Docker"
docker_make clean_db YES=1 || fail "clean_db with Docker"
docker_make stop || fail "stop with Docker"
docker_make docker_tag REGISTRY=localhost:5000 TAG=trial || fail "docker_tag with Docker"
docker image inspect localhost:5000/channelkit:trial >/dev/null || fail "docker_tag made no tag"
ok "build, run, restart, init_db, clean_db, stop and docker_tag with Docker"
