# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools, pids and the rest come from run and its libraries
# Thousands of turns that wait at once for a model that takes longer than it takes to ask them all.

measure_waiting() {
    local callers=10000 rounds=3 latency=15000
    if [ -n "$quick" ]; then callers=500 rounds=1 latency=3000; fi
    # As many as there are file descriptors for: two a turn.
    if [ "$(ulimit -n)" -lt $((2 * callers + 200)) ]; then callers=$((($(ulimit -n) - 200) / 2)); fi
    title "Waiting: $callers callers ask at once, the model takes $((latency / 1000)) s (bot and model started anew for each round)"
    local row='%-8s | %-7s | %-5s | %-8s | %-6s | %-13s | %-20s | %-5s | %-5s | %-10s | %-10s\n'
    printf "$row" store history round answered failed 'at the model' 's: min median max' 'MB: idle' peak 'its kernel' 'KB a turn'
    start_postgres
    create_database waiting
    local store history url
    for store in sqlite postgres; do
        url="sqlite:$folder/waiting.sqlite"
        [ $store = sqlite ] || url="postgres://$postgres_user@127.0.0.1:$postgres_port/waiting?sslmode=disable"
        start_model
        start_bot waiting bot "$url"
        "$tools/turn-load" tokens --bot "${addresses[bot]}" --key "$api_key" --count "$callers" --out "$folder/waiting.tokens"
        stop_all
        for history in 0 40; do
            [ "$history" = 0 ] || fill_conversations "$store" waiting "$history"
            for round in $(seq $rounds); do
                start_model --latency $latency
                start_bot waiting bot "$url"
                wait_at_once "$store" "$history" "$round"
                stop_all
            done
        done
    done
    stop_postgres
    echo "History: messages in each conversation before the first round. Peak: the most that the bot had resident."
    echo "Its kernel: the most that the kernel kept for the bot, sockets included, by its control group; not in the peak."
    echo "KB a turn: what came to the idle bot's memory, its kernel's included, of 1,024 bytes; the callers' and the model's not."
}

wait_at_once() {
    local report=$folder/waiting.report bot=${pids[bot]} idle idle_kernel own=0 kernel load answered failed peak
    idle=$(rss_of "$bot") idle_kernel=$(($(group_kernel || echo 0) / 1024))
    "$tools/turn-load" waiting --bot "${addresses[bot]}" --tokens "$folder/waiting.tokens" --count $callers >"$report" &
    load=$!
    while kill -0 $load 2>/dev/null; do
        kernel=$(($(group_kernel || echo 0) / 1024))
        own=$((kernel > own ? kernel : own))
        sleep 0.2
    done
    wait $load
    answered=$(awk '$1 == "answered" { print $2 }' "$report")
    failed=$(awk '/^failed/ { n += $2 } END { print n + 0 }' "$report")
    peak=$(peak_of "$bot")
    printf "$row" "$1" "$2" "$3" "${answered:-0}" "$failed" "$(most_waiting) at once" \
        "$(awk '$1 == "turn" { printf "%.2f %.2f %.2f", $3 / 1e6, $4 / 1e6, $6 / 1e6 }' "$report")" \
        "$(mb "$idle")" "$(mb "$peak")" "$([ -z "$group" ] && printf -- - || mb "$own")" \
        "$(awk -v m="$((peak - idle + own - idle_kernel))" -v n="$callers" 'BEGIN { printf "%.1f", m / n }')"
    grep '^failed' "$report" || true
}

most_waiting() { curl -s "${addresses[model]}/counts" | sed 's/.*"most_waiting":\([0-9]*\).*/\1/'; }
