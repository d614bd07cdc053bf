# One caller's turns, alone and beside callers that send a byte a second.

measure_slow() {
    local count=500
    if [ -n "$quick" ]; then count=50; fi
    start_model
    conversations slow 1 40
    title "Slow callers: one caller's turns, by turns alone and beside 1 or 20 that send a byte a second (ms)"
    printf '%-34s | %6s | %7s | %7s | %7s | %7s\n' '' turns min median p99 max
    local slow
    for slow in 1 20; do
        "$tools/turn-load" slow --bot "${addresses[bot]}" --tokens "$folder/slow.tokens" --dawdlers $slow --count $count |
            awk -v n=$slow '{
                label = $1 == "alone" ? "alone" : "beside " n " slow"
                printf "%-34s | %6d | %7.3f | %7.3f | %7.3f | %7.3f\n", label, $2, $3 / 1e3, $4 / 1e3, $5 / 1e3, $6 / 1e3
            }'
    done
    stop_all
}
