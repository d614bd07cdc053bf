# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools and the rest come from run and its libraries
# What each statement of the message path touches in a PostgreSQL database of ten thousand messages, and in one of ten million.

measure_growth() {
    local messages=10000000 size place
    local -A people=([small]=1000 [large]=1000000) said=([small]=10000 [large]=$messages)
    if [ -n "$quick" ]; then people[large]=20000 said[large]=200000; fi
    # Nothing here is timed and nothing has to last: what counts is the pages that are asked for.
    start_postgres fsync=off synchronous_commit=off full_page_writes=off autovacuum=off shared_buffers=1GB max_wal_size=16GB
    for size in small large; do
        create_database "$size"
        place="host=$postgres_host port=$postgres_port user=$postgres_user dbname=$size"
        growth_bot "$place" >"$folder/growth.yaml"
        "$tools/bot" db init --config "$folder/growth.yaml" >/dev/null
        postgres_psql "$size" -v users="${people[$size]}" -v messages="${said[$size]}" -f Benchmarks/growth/seed.sql >/dev/null
        growth_turns | postgres_psql "$size" >/dev/null 2>"$folder/growth.$size.log" ||
            { tail -n 5 "$folder/growth.$size.log" >&2 && exit 70; }
        awk -f Benchmarks/growth/statements.awk "$folder/growth.$size.log" >"$folder/growth.$size"
    done
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
                printf row, substr(call[key], 5), substr(text[key], 1, 72), from[key], median(small[key]), median(large[key])
            }
        }' "$folder/growth.small" "$folder/growth.large"
}

growth_bot() {
    cat <<YAML
store: {url: "$1"}
model: {provider: echo}
channels: {console: {type: stdio}}
YAML
}

# Eight turns of one session, the last five of them explained: by then its plans are made.
growth_turns() {
    local n
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
