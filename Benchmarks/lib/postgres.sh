# A PostgreSQL of the run's own: default durability, data on a disk, never as root, gone afterwards.
# shellcheck shell=bash disable=SC2034,SC2154  # folder comes from run, the names of the server go to the parts

postgres_pid=
postgres_folder=

# start_postgres [SETTING=VALUE...]: sets postgres_host (the folder of its socket), postgres_port, postgres_user and
# postgres_pid, which is not among `pids`: it must outlive its clients. It listens on 127.0.0.1 as well.
start_postgres() {
    local binaries data setting settings=()
    binaries=$(postgres_binaries)
    postgres_user=$(if [ "$(id -u)" = 0 ]; then echo postgres; else id -un; fi)
    # Beside the run's folder, not in it: the server's user may not enter that one.
    postgres_folder=$(mktemp -d "${TMPDIR:-/var/tmp}/channelkit-postgres.XXXXXX")
    if [ "$(stat -f -c %T "$postgres_folder")" = tmpfs ]; then
        echo "$postgres_folder is in memory: a commit there costs nothing. Set TMPDIR to a folder on a disk." >&2
        exit 69
    fi
    [ "$(id -u)" != 0 ] || chown postgres: "$postgres_folder"
    data=$postgres_folder/data postgres_host=$postgres_folder
    (as_postgres "$binaries/initdb" --pgdata "$data" --username "$postgres_user" --auth trust --encoding UTF8 \
        --locale C.UTF-8) >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2 && exit 70; }
    postgres_port=$(free_port)
    for setting in "$@"; do settings+=(-c "$setting"); done
    # The process started here is the server itself, so that its end and its CPU time can be told.
    as_postgres "$binaries/postgres" -D "$data" -p "$postgres_port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories="$postgres_folder" "${settings[@]}" >"$folder/postgres.log" 2>&1 </dev/null &
    postgres_pid=$!
    for _ in $(seq 300); do
        "$binaries/pg_isready" -q -h "$postgres_host" -p "$postgres_port" && return
        kill -0 "$postgres_pid" 2>/dev/null || break
        sleep 0.1
    done
    echo "PostgreSQL did not start:" >&2
    tail -n 20 "$folder/postgres.log" >&2
    exit 70
}

# SIGINT: lets go of clients that still hang on, and ends without a trace. May be called twice.
stop_postgres() {
    [ -n "$postgres_folder" ] || return 0
    if [ -n "$postgres_pid" ]; then
        kill -INT "$postgres_pid" 2>/dev/null || true
        wait "$postgres_pid" 2>/dev/null || true
    fi
    rm -rf "$postgres_folder"
    postgres_pid='' postgres_folder=''
}

# Runs a command as the server's user. In a subshell or the background only: exec, so that $! is the command's own.
as_postgres() {
    cd /
    if [ "$(id -u)" = 0 ]; then
        # It ends with us also where we are killed. 2 is SIGINT.
        exec setpriv --reuid postgres --regid postgres --init-groups --pdeathsig INT "$@"
    fi
    exec "$@"
}

postgres_binaries() {
    local binaries
    for binaries in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v postgres || echo /)")"; do
        [ -x "$binaries/initdb" ] && [ -x "$binaries/postgres" ] && echo "$binaries" && return
    done
    echo "No PostgreSQL server: apt-get install postgresql" >&2
    exit 69
}

# A port that nobody listens on, below those that the kernel gives away by itself.
free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 10000))
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
    done
}

# postgres_psql DATABASE [OPTION...]: SQL on standard input or with -c.
postgres_psql() {
    local database=$1
    shift
    psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$postgres_host" -p "$postgres_port" -U "$postgres_user" "$@" "$database"
}

create_database() { postgres_psql postgres -c "CREATE DATABASE $1"; }

# fill_conversations sqlite|postgres DATABASE MESSAGES: so many messages more in each conversation that a bot has opened,
# past the bot. The Flask bot calls these tables and columns the same.
fill_conversations() {
    if [ "$1" = sqlite ]; then
        "$tools/history-cost" fill --database "$folder/$2.sqlite" --messages "$3"
        return
    fi
    postgres_psql "$2" -v messages="$3" <<'SQL'
INSERT INTO messages (conversation_id, role, content, created_at)
SELECT c.id, CASE n % 2 WHEN 0 THEN 'user' ELSE 'assistant' END,
    'Could you tell me what the weather will be like in Lisbon tomorrow?', now()
FROM conversations c CROSS JOIN generate_series(0, :messages - 1) n ORDER BY c.id, n;
VACUUM ANALYZE;
SQL
}
