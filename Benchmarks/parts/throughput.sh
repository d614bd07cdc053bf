# Turns a second with many callers, beside the bare server, by turns.

measure_throughput() {
    local rounds=3 seconds=8 results=$folder/throughput tokens=$folder/throughput.tokens
    if [ -n "$quick" ]; then rounds=1 seconds=2; fi
    start_model
    start_echo
    # Full histories from the first turn on, so that every turn costs the same; more tokens than callers, so that two
    # messages seldom meet in one conversation.
    conversations throughput 1024 40
    : >"$results"
    # One phase for each caller's code to be warm.
    load bot 64 2 "$tokens" >/dev/null
    load echo 64 1 "$tokens" >/dev/null
    for round in $(seq "$rounds"); do
        for callers in 64 256; do
            for server in bot echo; do load $server $callers "$seconds" "$tokens" >>"$results"; done
        done
    done
    title "Throughput: POST /chat, wrk with one thread, $rounds rounds of $seconds s by turns (min median max)"
    local row='%-6s %-5s | %-20s | %-20s | %-20s | %-20s | %s\n'
    printf "$row" callers server 'turns/s' 'CPU us/turn' 'p50 ms' 'p99 ms' errors
    for callers in 64 256; do
        for server in bot echo; do
            printf "$row" $callers $server "$(column $server $callers 3)" "$(column $server $callers 4)" \
                "$(column $server $callers 5 %.2f)" "$(column $server $callers 6 %.2f)" \
                "$(awk -v s=$server -v c=$callers '$1 == s && $2 == c { n += $7 } END { print n + 0 }' "$results")"
        done
        echo "       bot / echo: $(ratio "$(column bot $callers 3 | cut -d ' ' -f 2)" \
            "$(column echo $callers 3 | cut -d ' ' -f 2)") of the requests a second (medians)"
    done
    echo "Memory of the bot afterwards: $(mb "$(rss_of "${pids[bot]}")") MB, at most $(mb "$(peak_of "${pids[bot]}")") MB"
    stop_all
}
