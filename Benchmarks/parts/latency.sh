# What the bot adds to one turn of one caller.

measure_latency() {
    local count=2000
    if [ -n "$quick" ]; then count=200; fi
    start_model
    start_echo
    conversations latency 1 40
    title "Added latency: one caller, $count turns one after another, model and bare server asked by turns (ms)"
    printf '%-34s | %7s | %7s | %7s | %7s\n' '' min median p99 max
    "$tools/turn-load" latency --bot "${addresses[bot]}" --model "${addresses[model]}" --echo "${addresses[echo]}" \
        --tokens "$folder/latency.tokens" --history 40 --count $count |
        awk '
            BEGIN {
                label["turn"] = "a turn through the bot"
                label["upstream"] = "the same asked of the model itself"
                label["added"] = "added by the bot (pairwise)"
                label["echo"] = "the bare server"
            }
            { printf "%-34s | %7.3f | %7.3f | %7.3f | %7.3f\n", label[$1], $3 / 1000, $4 / 1000, $5 / 1000, $6 / 1000 }'
    stop_all
}
