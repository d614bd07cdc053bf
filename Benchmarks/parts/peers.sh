# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools, pids and the rest come from run and its libraries
# The bot beside the Flask bot that it replaces, on the same kinds of database in the same run: with a model that answers
# at once, and with 5,000 callers and a model that takes a second.

# Threads of one worker: 1 means gunicorn's sync workers, more gthread.
peer_workers=(2 4 8)
peer_threads=(1 4)
# Where 5,000 wait at once no number of sync workers will do.
peer_waiting='8 128'

measure_peers() {
    local rounds=3 seconds=8 users=5000 conversations=5120 bots=(bot-sqlite bot-postgres) best=() results=$folder/peers
    if [ -n "$quick" ]; then rounds=1 seconds=2 users=200 conversations=256; fi
    : >"$results"
    Benchmarks/peers/flask/run-peer --install
    start_postgres
    start_model
    start whole http "$tools/instant-model" --whole
    configure_bot peers probe "$(database_of bot-postgres)"
    if ! "$tools/bot" check --config "$folder/probe.yaml" >/dev/null 2>&1; then bots=(bot-sqlite); fi
    fill_peers
    find_best_peers
    compare_peers
    compare_waiting_peers
    stop_all
    stop_postgres
}

# SERVER is bot-sqlite, bot-postgres, peer-sqlite, peer-postgres or echo.
database_of() {
    case "$1" in
    bot-sqlite) echo "sqlite:$folder/bot-sqlite.sqlite" ;;
    bot-postgres) echo "postgres://$postgres_user@127.0.0.1:$postgres_port/bot?sslmode=disable" ;;
    peer-sqlite) echo "sqlite:///$folder/peer-sqlite.sqlite" ;;
    peer-postgres) echo "postgresql+psycopg2://$postgres_user@127.0.0.1:$postgres_port/peer?sslmode=disable" ;;
    esac
}

# start_server SERVER [SUFFIX [WORKERS THREADS]]: SUFFIX -slow has it ask the model that takes a second.
start_server() {
    case "$1" in
    echo) start_echo ;;
    bot-*) start_bot peers "$1" "$(database_of "$1")" "model${2:-}" ;;
    peer-*)
        start "$1" 'Listening at' Benchmarks/peers/flask/run-peer "$(database_of "$1")" "${addresses[whole${2:-}]}/v1" \
            --workers "${3:-2}" --threads "${4:-4}" --backlog 4096
        ;;
    esac
}

# Each server's conversations, with 40 messages behind each, and their tokens.
fill_peers() {
    local server
    create_database bot
    create_database peer
    for server in "${bots[@]}" peer-sqlite peer-postgres; do
        start_server "$server"
        "$tools/turn-load" tokens --bot "${addresses[$server]}" --key "$api_key" --count "$conversations" \
            --out "$folder/$server.tokens"
        stop "$server"
        case "$server" in
        *-sqlite) fill_conversations sqlite "$server" 40 ;;
        *-postgres) fill_conversations postgres "${server%-postgres}" 40 ;;
        esac
    done
    # The bare server reads no token.
    cp "$folder/peer-sqlite.tokens" "$folder/echo.tokens"
}

# phase SERVER CALLERS SECONDS: a line of `load`, its first word replaced by LABEL where one is given.
phase() { load "$1" "$2" "$3" "$folder/$1.tokens" | sed "s|^[^ ]*|${4:-$1}|" >>"$results"; }

# best[0] and best[1]: `workers threads` that make most of each database.
find_best_peers() {
    local server workers threads
    for _ in $(seq "$rounds"); do
        for server in peer-sqlite peer-postgres; do
            for workers in "${peer_workers[@]}"; do
                for threads in "${peer_threads[@]}"; do
                    start_server $server '' "$workers" "$threads"
                    load $server 64 2 "$folder/$server.tokens" >/dev/null
                    phase $server 64 $((seconds / 2)) "$server:$workers:$threads"
                    stop $server
                done
            done
        done
    done
    title "The Flask peer: gunicorn's workers and threads, 64 callers, $rounds rounds of $((seconds / 2)) s (min median max)"
    local row='%-14s | %7s | %7s | %-18s | %-20s | %s\n'
    printf "$row" server workers threads turns/s 'CPU us/turn' errors
    for server in peer-sqlite peer-postgres; do
        for workers in "${peer_workers[@]}"; do
            for threads in "${peer_threads[@]}"; do
                printf "$row" $server "$workers" "$threads" "$(column "$server:$workers:$threads" 64 3)" \
                    "$(column "$server:$workers:$threads" 64 4)" "$(errors "$server:$workers:$threads" 64)"
            done
        done
        best+=("$(for workers in "${peer_workers[@]}"; do for threads in "${peer_threads[@]}"; do
            echo "$(median_of "$server:$workers:$threads" 64 3) $workers $threads"
        done; done | sort -g | tail -n 1 | cut -d ' ' -f 2-)")
    done
}

# shellcheck disable=SC2086  # best is two words
compare_peers() {
    local server kind servers=("${bots[@]}" peer-sqlite peer-postgres echo)
    for server in "${bots[@]}" echo; do start_server "$server"; done
    start_server peer-sqlite '' ${best[0]}
    start_server peer-postgres '' ${best[1]}
    for server in "${servers[@]}"; do load "$server" 64 2 "$folder/$server.tokens" >/dev/null; done
    for _ in $(seq "$rounds"); do
        for server in "${servers[@]}"; do phase "$server" 64 "$seconds"; done
    done
    for server in "${servers[@]}"; do stop "$server"; done
    title "Peers: POST /chat, 64 callers, the model answers at once, $rounds rounds of $seconds s by turns (min median max)"
    local row='%-14s | %-20s | %-20s | %-20s | %-18s | %-18s | %s\n'
    printf "$row" server turns/s 'CPU us/turn' "database's CPU us" 'p50 ms' 'p99 ms' errors
    for server in "${servers[@]}"; do
        printf "$row" "$server" "$(column "$server" 64 3)" "$(column "$server" 64 4)" "$(column "$server" 64 8)" \
            "$(column "$server" 64 5 %.1f)" "$(column "$server" 64 6 %.1f)" "$(errors "$server" 64)"
    done
    echo "Workers and threads of the peer: ${best[0]} on SQLite, ${best[1]} on PostgreSQL. A file's CPU time is the server's own."
    for server in "${bots[@]}"; do
        kind=${server#bot-}
        echo "bot / peer on $kind: $(ratio "$(median_of "$server" 64 3)" "$(median_of "peer-$kind" 64 3)") of the turns a second," \
            "$(ratio "$(median_of "$server" 64 4)" "$(median_of "peer-$kind" 64 4)") of the CPU a turn (medians)"
    done
    if [ ${#bots[@]} = 1 ]; then echo "The bot on PostgreSQL: skipped, this build of it does not take the store's URL."; fi
}

# The same callers with both models, so that the ratio says what waiting costs and not what callers cost.
# shellcheck disable=SC2086  # peer_waiting is two words
compare_waiting_peers() {
    if [ "$(ulimit -n)" -lt $((2 * users + 200)) ]; then
        title "Peers, waiting: skipped, the limit of open files is $(ulimit -n) and $((2 * users + 200)) are needed"
        return
    fi
    local server suffix servers=("${bots[@]}" peer-sqlite peer-postgres)
    start model-slow http "$tools/instant-model" --latency 1000
    start whole-slow http "$tools/instant-model" --whole --latency 1000
    for _ in $(seq "$rounds"); do
        for server in "${servers[@]}"; do
            for suffix in '' -slow; do
                start_server "$server" "$suffix" $peer_waiting
                # What is counted begins when all are under way.
                load "$server" "$users" 3 "$folder/$server.tokens" >/dev/null
                phase "$server" "$users" $((2 * seconds)) "$server$suffix"
                stop "$server"
            done
        done
    done
    title "Peers: $users callers, the model answers at once or after 1 s, $rounds rounds of $((2 * seconds)) s by turns (min median max)"
    local row='%-14s | %-5s | %-18s | %-20s | %-23s | %-6s | %s\n'
    printf "$row" server model turns/s 'p50 ms' 'p99 ms' errors 'of the rate at once'
    for server in "${servers[@]}"; do
        for suffix in '' -slow; do
            printf "$row" "$server" "${suffix:+1 s}" "$(column "$server$suffix" "$users" 3)" \
                "$(column "$server$suffix" "$users" 5)" "$(column "$server$suffix" "$users" 6)" \
                "$(errors "$server$suffix" "$users")" \
                "$(ratio "$(median_of "$server$suffix" "$users" 3)" "$(median_of "$server" "$users" 3)")"
        done
    done
    echo "The peer has ${peer_waiting/ / workers of } threads here: so many turns can wait at once."
}

median_of() { column "$1" "$2" "$3" %.3f | cut -d ' ' -f 2; }
errors() { awk -v s="$1" -v c="$2" '$1 == s && $2 == c { n += $7 } END { print n + 0 }' "$results"; }
