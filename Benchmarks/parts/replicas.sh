# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools, pids and the rest come from run and its libraries
# One, two and three bots on one PostgreSQL of this machine: whether more of them carry more, or stand in each other's way.

measure_replicas() {
    local rounds=3 seconds=8 results=$folder/replicas most=3 bots n url loads=()
    if [ -n "$quick" ]; then rounds=1 seconds=2; fi
    : >"$results"
    start_postgres
    create_database replicas
    url="postgres://$postgres_user@127.0.0.1:$postgres_port/replicas?sslmode=disable"
    start_model
    start_bot replicas bot1 "$url"
    "$tools/turn-load" tokens --bot "${addresses[bot1]}" --key "$api_key" --count 3072 --out "$folder/replicas.tokens"
    fill_conversations postgres replicas 40
    split -n "l/$most" --numeric-suffixes=1 -a 1 "$folder/replicas.tokens" "$folder/replicas.tokens"
    for n in $(seq 2 $most); do start_bot replicas "bot$n" "$url"; done
    for n in $(seq $most); do load "bot$n" 64 2 "$folder/replicas.tokens$n" >/dev/null; done
    for _ in $(seq "$rounds"); do
        for bots in $(seq $most); do
            # The same 96 callers, spread over so many bots.
            for n in $(seq "$bots"); do
                load "bot$n" $((96 / bots)) "$seconds" "$folder/replicas.tokens$n" >"$folder/replicas.$n" &
                loads[n]=$!
            done
            for n in $(seq "$bots"); do wait "${loads[n]}"; done
            for n in $(seq "$bots"); do cat "$folder/replicas.$n"; done |
                awk -v n="$bots" '{ t += $3; c += $3 * $4; d = $8 * $3; e += $7 } END { print n, t, c / t, d / t, e }' >>"$results"
        done
    done
    stop_all
    stop_postgres
    title "Replicas: POST /chat, 96 callers over 1, 2 and 3 bots on one PostgreSQL, $rounds rounds of $seconds s by turns (min median max)"
    local row='%-5s | %-20s | %-20s | %-20s | %s\n'
    printf "$row" bots 'turns/s of all' "bots' CPU us/turn" "database's CPU us" errors
    for bots in $(seq $most); do
        printf "$row" "$bots" "$(of_bots 2)" "$(of_bots 3)" "$(of_bots 4)" "$(awk -v n="$bots" '$1 == n { e += $5 } END { print e + 0 }' "$results")"
    done
    echo "All share this machine's CPUs with the database, the callers and the model: more bots cannot carry more here."
}

# A field's spread over the rounds, for this number of bots.
of_bots() { awk -v n="$bots" -v f="$1" '$1 == n { print $f }' "$results" | spread; }
