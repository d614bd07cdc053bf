# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools and the rest come from run and its libraries
# The PostgreSQL store's turn against pgbench running the same two statements in pipeline mode: what the store adds.

# The statements of one turn, those that the store sends (a test compares them), each between \startpipeline and \endpipeline. It may use
# :conversations, how many there are; `store-load prepare` made them.
store_script=Benchmarks/store/turn.pgbench
store_connections=(8 16)
store_commits=(on off)

measure_store() {
    local rounds=5 seconds=8 conversations=1024 results=$folder/store commit connections side
    if [ -n "$quick" ]; then rounds=1 seconds=2; fi
    : >"$results"
    start_postgres
    create_database store
    store_url="postgres://$postgres_user@127.0.0.1:$postgres_port/store?sslmode=disable"
    "$tools/store-load" prepare --database "$store_url" --conversations "$conversations"
    for _ in $(seq "$rounds"); do
        for commit in "${store_commits[@]}"; do
            # Of the database, so that it holds for the sessions of both alike.
            postgres_psql store -c "ALTER DATABASE store SET synchronous_commit = $commit"
            # Or the store would insist on durable commits.
            postgres_psql store -c "ALTER DATABASE store SET channelkit.may_lose_commits = on"
            for connections in "${store_connections[@]}"; do
                for side in store pgbench; do
                    # Or one of them would pay for what the other has dirtied.
                    postgres_psql store -c CHECKPOINT
                    echo "$commit $connections $side $("turns_of_$side" "$connections")" >>"$results"
                done
            done
        done
    done
    stop_postgres
    title "Store: a turn's two calls, beside pgbench with the same statements in a pipeline, $rounds rounds of $seconds s by turns (min median max)"
    local row='%-18s | %-11s | %-23s | %-23s | %s\n' all=$folder/store.ratios
    : >"$all"
    printf "$row" synchronous_commit connections "the store's turns/s" "pgbench's turns/s" 'ratio (medians)'
    for commit in "${store_commits[@]}"; do
        for connections in "${store_connections[@]}"; do
            awk -v a="$(store_column store 2)" -v b="$(store_column pgbench 2)" 'BEGIN { print a / b }' >>"$all"
            printf "$row" "$commit" "$connections" "$(store_column store 1-3)" "$(store_column pgbench 1-3)" \
                "$(tail -n 1 "$all" | awk '{ printf "%.2f", $1 }')"
        done
    done
    awk '{ sum += log($1) } END { printf "Geometric mean of the ratios: %.2f\n", exp(sum / NR) }' "$all"
}

# `turns COUNT MICROSECONDS` is what store-load prints.
turns_of_store() {
    "$tools/store-load" turns --database "$store_url" --connections "$1" --seconds "$seconds" \
        --conversations "$conversations" | awk '$1 == "turns" { print $2 * 1000000 / $3 }'
}

turns_of_pgbench() {
    "$(postgres_binaries)/pgbench" -n -M prepared -c "$1" -j 2 -T "$seconds" -f "$store_script" \
        -D conversations="$conversations" "$store_url" 2>"$folder/pgbench.log" | awk '$1 == "tps" { print $3 }'
}

# store_column SIDE FIELDS: of this commit and these connections.
store_column() {
    awk -v c="$commit" -v n="$connections" -v s="$1" '$1 == c && $2 == n && $3 == s { print $4 }' "$results" |
        spread %.0f | cut -d ' ' -f "$2"
}
