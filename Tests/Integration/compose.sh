#!/usr/bin/env bash
# What docker-compose.yml's profile `replicas` joins, without an engine: the shipped configuration twice, on one PostgreSQL,
# behind Caddy with the shipped Caddyfile. Conversations over REST while each process is restarted in turn: each message has
# to be answered once. A streamed answer has to come through piece by piece.
#
#   BOT    the executable (default: the debug build's)
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/install-packages caddy postgresql curl python3

bot=$(realpath "${BOT:-.build/debug/bot}")
folder=$(mktemp -d)
chmod 755 "$folder"
pids=()
finish() {
    kill "${pids[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    [ ! -e "$folder/db/postmaster.pid" ] || as_postgres "$tools/pg_ctl" stop --silent --mode=immediate -D "$folder/db"
    rm -rf "$folder"
}
trap finish EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("0.0.0.0", 0)); print(s.getsockname()[1])'; }
# PostgreSQL does not run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi; }
tools=$(dirname "$(find /usr/lib/postgresql -name initdb | sort -V | tail -n 1)")

mkdir "$folder/db" "$folder/secrets"
for secret in db_password api_key jwt_key openai_api_key; do
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$folder/secrets/$secret"
done
chmod 444 "$folder/secrets/"*
[ "$(id -u)" != 0 ] || chown postgres "$folder/db"
db_port=$(free_port)
as_postgres "$tools/initdb" -D "$folder/db" --username=bot --auth=scram-sha-256 --no-sync \
    --pwfile="$folder/secrets/db_password" >/dev/null
as_postgres "$tools/pg_ctl" start --silent --wait -D "$folder/db" --log=/dev/null \
    -o "-c listen_addresses=127.0.0.1 -c port=$db_port -c unix_socket_directories=$folder/db"
PGPASSWORD=$(cat "$folder/secrets/db_password") psql -qh 127.0.0.1 -p "$db_port" -U bot -d postgres -c 'CREATE DATABASE bot'

model_port=$(free_port)
Tests/Integration/lib/standin_model.py "$model_port" "$folder/seen" &
pids[5]=$!
export BOT_MODEL_PROVIDER=openai OPENAI_MODEL=stand-in OPENAI_BASE_URL=http://127.0.0.1:$model_port/v1
until (: <"/dev/tcp/127.0.0.1/$model_port") 2>/dev/null; do sleep 0.1; done

# Two addresses of this machine stand for two containers, so that the ports can be the same.
http=$(free_port) admin=$(free_port) front=$(free_port)
configure() {
    sed -e "s|/run/secrets/|$folder/secrets/|" -e "s|@db/bot|@127.0.0.1:$db_port/bot|" -e "s|host: 0.0.0.0|host: 127.0.0.$1|" \
        -e "s|port: 8080|port: $http|" -e "s|port: 8081|port: $admin|" -e '/rate_limit/d' \
        deploy/compose/bot.yaml >"$folder/bot-$1.yaml"
}
is_ready() { "$bot" health --config "$folder/bot-$1.yaml" >/dev/null 2>&1; }
start() {
    "$bot" run --config "$folder/bot-$1.yaml" >>"$folder/bot-$1.log" 2>&1 &
    pids[$1]=$!
    until is_ready "$1"; do
        kill -0 "${pids[$1]}" || { tail "$folder/bot-$1.log" >&2 && exit 1; }
        sleep 0.1
    done
}
for replica in 2 3; do configure $replica; done
"$bot" db init --config "$folder/bot-2.yaml" >/dev/null
for replica in 2 3; do start $replica; done

BOT_DOMAIN=http://127.0.0.1:$front BOT_UPSTREAMS="127.0.0.2:$http 127.0.0.3:$http" BOT_ADMIN_PORT=$admin \
    HOME=$folder caddy run --adapter caddyfile --config <(
        printf '{\n\tadmin off\n}\n'
        cat deploy/compose/Caddyfile
    ) >"$folder/caddy.log" 2>&1 &
pids[4]=$!
url=http://127.0.0.1:$front
until curl -s "$url/chat/initial" | grep -q missing_api_key; do sleep 0.1; done

key=$(cat "$folder/secrets/api_key")
scripts/smoke "$url" "$key"

# The model says the rest only when its first word has arrived here.
token=$(curl -sf -H "X-API-KEY: $key" "$url/chat/initial" | sed 's/.*"token":"\([^"]*\)".*/\1/')
curl -sfN --max-time 60 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -H 'Accept: text/event-stream' -d '{"content":"slowly and in pieces"}' "$url/chat" |
    while read -r line; do
        case "$line" in *'"slowly"'*) touch "$folder/seen" ;; esac
        echo "$line"
    done | grep '^event: done' >/dev/null
echo "A streamed answer came through piece by piece."

Tests/Integration/lib/steady_callers.py "$url" "$key" "$folder/stop" >"$folder/callers" 2>&1 &
callers=$!
# Each is taken out only while the other one is known to answer, as an orchestrator does it.
for replica in 2 3 2 3; do
    kill -TERM "${pids[$replica]}"
    wait "${pids[$replica]}"
    start $replica
    # Caddy asks every second.
    sleep 3
done
touch "$folder/stop"
wait "$callers" || { cat "$folder/callers" >&2 && exit 1; }
cat "$folder/callers"
