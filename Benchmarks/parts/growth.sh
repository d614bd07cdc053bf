# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools and the rest come from run and its libraries
# What each statement of the message path touches in a PostgreSQL database of ten thousand messages and in one of ten
# million, and what a turn costs the bot there.

measure_growth() {
    local messages=10000000 size place rounds=3 seconds=8
    local -A people=([small]=1000 [large]=1000000) said=([small]=10000 [large]=$messages)
    if [ -n "$quick" ]; then people[large]=20000 said[large]=200000 rounds=1 seconds=2; fi
    # Nothing here is timed and nothing has to last: what counts is the pages that are asked for.
    start_postgres fsync=off synchronous_commit=off full_page_writes=off autovacuum=off shared_buffers=1GB max_wal_size=16GB
    for size in small large; do
        create_database "$size"
        place="host=$postgres_host port=$postgres_port user=$postgres_user dbname=$size"
        growth_bot "$place" >"$folder/growth.yaml"
        "$tools/bot" db init --config "$folder/growth.yaml" >/dev/null
        postgres_psql "$size" -v users="${people[$size]}" -v messages="${said[$size]}" -f Benchmarks/growth/seed.sql >/dev/null
        growth_turns "${people[$size]}" | postgres_psql "$size" >/dev/null 2>"$folder/growth.$size.log" ||
            { tail -n 5 "$folder/growth.$size.log" >&2 && exit 70; }
        awk -f Benchmarks/growth/statements.awk "$folder/growth.$size.log" >"$folder/growth.$size"
    done
    : >"$folder/growth.load"
    serve_grown
    stop_postgres
    title "Growth: pages of 8 KB that a turn's statements touch, ${said[small]} and ${said[large]} messages (median of 5 turns)"
    local row='%-12s | %-72s | %-32s | %5s | %5s\n'
    printf "$row" call statement index "${said[small]}" "${said[large]}"
    awk -F '\t' -v row="$row" '
        { key = $1 "\t" $2 }
        FNR == NR { small[key] = small[key] " " $6; next }
        !(key in large) { order[++count] = key; call[key] = $1; text[key] = $3; from[key] = $4 }
        { large[key] = large[key] " " $6 }
        function median(list, v, n, i, j, t) {
            n = split(list, v, " ")
            for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
            return n ? v[int((n + 1) / 2)] : "-"
        }
        END {
            for (i = 1; i <= count; i++) {
                key = order[i]
                printf row, call[key], substr(text[key], 1, 72), from[key], median(small[key]), median(large[key])
            }
        }' "$folder/growth.small" "$folder/growth.large"
    local results=$folder/growth.load
    title "Growth: POST /chat, 64 callers in new conversations, nothing durable, $rounds rounds of $seconds s by turns (min median max)"
    row='%-10s | %-20s | %-20s | %-20s | %s\n'
    printf "$row" messages turns/s 'CPU us/turn' "database's CPU us" errors
    for size in small large; do
        printf "$row" "${said[$size]}" "$(column "bot-$size" 64 3)" "$(column "bot-$size" 64 4)" \
            "$(column "bot-$size" 64 8)" "$(awk -v s="bot-$size" '$1 == s { n += $7 } END { print n + 0 }' "$results")"
    done
}

# A bot on each of the two, by turns.
serve_grown() {
    local size
    start_model
    for size in small large; do
        start_bot growth "bot-$size" "postgres://$postgres_user@127.0.0.1:$postgres_port/$size?sslmode=disable"
        "$tools/turn-load" tokens --bot "${addresses[bot-$size]}" --key "$api_key" --count 1024 --out "$folder/$size.tokens"
        load "bot-$size" 64 2 "$folder/$size.tokens" >/dev/null
    done
    for _ in $(seq "$rounds"); do
        for size in small large; do load "bot-$size" 64 "$seconds" "$folder/$size.tokens" >>"$folder/growth.load"; done
    done
    stop_all
}

growth_bot() {
    cat <<YAML
store: {url: "$1"}
model: {provider: echo}
channels: {console: {type: stdio}}
YAML
}

# growth_turns USERS: eight turns of one session, the last five of them explained: by then its plans are made.
growth_turns() {
    local n
    echo "\\set users $1"
    echo "LOAD 'auto_explain'; SET jit = off;"
    echo "\\set limits '{\"user\":{\"count\":20,\"ms\":60000},\"channel\":{\"count\":600,\"ms\":60000}}'"
    for n in $(seq 8); do
        echo "\\set n $n"
        if [ "$n" = 4 ]; then
            echo "SET auto_explain.log_analyze = on; SET auto_explain.log_buffers = on; SET auto_explain.log_timing = off;"
            echo "SET auto_explain.log_nested_statements = on; SET auto_explain.log_level = notice;"
            echo "SET auto_explain.log_min_duration = 0;"
        fi
        cat Benchmarks/growth/turn.sql
    done
}
