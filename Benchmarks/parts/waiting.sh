# Thousands of turns that wait at once for a model that takes three seconds.

measure_waiting() {
    local callers=5000 rounds=3
    if [ -n "$quick" ]; then callers=500 rounds=1; fi
    if [ "$(ulimit -n)" -lt $((2 * callers + 200)) ]; then
        title "Waiting: skipped, the limit of open files is $(ulimit -n) and $((2 * callers + 200)) are needed"
        return
    fi
    title "Waiting: $callers callers ask at once, the model takes 3 s (bot and model started anew for each round)"
    local row='%-8s | %-5s | %-8s | %-6s | %-12s | %-18s | %-8s | %-8s | %-11s | %s\n'
    printf "$row" history round answered failed 'at the model' 's: min median max' 'MB: idle' 'peak' \
        'its kernel' "all sockets' kernel memory, MB"
    for history in 0 40; do
        start_model --latency 3000
        conversations "waiting$history" $callers $history
        for round in $(seq $rounds); do
            if [ "$round" -gt 1 ]; then
                start_model --latency 3000
                start_bot "waiting$history"
            fi
            wait_at_once "$round" "$history"
            stop_all
        done
    done
    echo "History: messages in each conversation before the first round. Peak: the most that the bot had resident."
    echo "Its kernel: the most that the kernel kept for the bot, sockets included, by its control group; not in the peak."
    echo "The last column is that of the whole machine: callers' and model's sockets too, buffers and objects."
}

wait_at_once() {
    local report=$folder/waiting.report bot=${pids[bot]} idle buffers objects most=0 own=0 now kernel load answered failed
    idle=$(rss_of "$bot") buffers=$(socket_buffers) objects=$(kernel_objects)
    "$tools/turn-load" waiting --bot "${addresses[bot]}" --tokens "$folder/waiting$2.tokens" --count $callers >"$report" &
    load=$!
    while kill -0 $load 2>/dev/null; do
        now=$(awk -v a="$(socket_buffers)" -v b="$(kernel_objects)" -v c="$buffers" -v d="$objects" \
            'BEGIN { printf "%d", a + b - c - d }')
        most=$((now > most ? now : most))
        kernel=$(($(group_kernel) / 1024))
        own=$((kernel > own ? kernel : own))
        sleep 0.2
    done
    wait $load
    answered=$(awk '$1 == "answered" { print $2 }' "$report")
    failed=$(awk '/^failed/ { n += $2 } END { print n + 0 }' "$report")
    printf "$row" "$2" "$1" "${answered:-0}" "$failed" "$(most_waiting) at once" \
        "$(awk '$1 == "turn" { printf "%.2f %.2f %.2f", $3 / 1e6, $4 / 1e6, $6 / 1e6 }' "$report")" \
        "$(mb "$idle")" "$(mb "$(peak_of "$bot")")" "$([ -z "$group" ] && printf -- - || mb "$own")" "$(mb "$most")"
    grep '^failed' "$report" || true
}

most_waiting() { curl -s "${addresses[model]}/counts" | sed 's/.*"most_waiting":\([0-9]*\).*/\1/'; }
