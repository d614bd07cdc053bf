# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools, pids and the rest come from run and its libraries
# Thousands of browsers that watch turns being answered, beside as many that read the model's own streams.

measure_viewers() {
    local viewers=5000 turns=50 pieces=100 rounds=3
    if [ -n "$quick" ]; then viewers=200 turns=10 pieces=20 rounds=1; fi
    # Each viewer is a socket of the bot's, and one of the load's on either side.
    if [ "$(ulimit -n)" -lt $((2 * viewers + 400)) ]; then viewers=$((($(ulimit -n) - 400) / 2)); fi
    title "Viewers: $viewers watch $turns turns at once, $pieces pieces each, one every 100 ms (the load is the model, too)"
    local row='%-5s | %-24s | %8s | %8s | %8s | %8s | %8s\n'
    printf "$row" round 'ms from the model' pieces min median p99 max
    local round report=$folder/viewers.report memory=$folder/viewers.memory
    : >"$memory"
    for round in $(seq $rounds); do
        # The model is in the load's process; here is only a place for its port.
        addresses[model]=http://127.0.0.1:$((20000 + RANDOM % 10000))
        start_bot viewers bot "sqlite:$folder/viewers.sqlite"
        "$tools/turn-load" tokens --bot "${addresses[bot]}" --key "$api_key" --count "$turns" --out "$folder/viewers.tokens"
        "$tools/turn-load" viewers --bot "${addresses[bot]}" --pid "${pids[bot]}" --model-port "${addresses[model]##*:}" \
            --tokens "$folder/viewers.tokens" --viewers "$viewers" --turns "$turns" --pieces "$pieces" >"$report"
        awk -v row="$row" -v round="$round" '
            $1 == "raw" || $1 == "viewers" {
                name = $1 == "raw" ? "read from the model" : "watched through the bot"
                printf row, round, name, $2, sprintf("%.2f", $3 / 1e3), sprintf("%.2f", $4 / 1e3), sprintf("%.2f", $5 / 1e3), \
                    sprintf("%.2f", $6 / 1e3)
            }' "$report"
        awk -v round="$round" '$1 == "kb_a_viewer" { print "round " round ": KB of the bot a viewer: " $3 " waiting, " $5 " at the peak" }' \
            "$report" >>"$memory"
        grep '^failed' "$report" || true
        stop_all
    done
    cat "$memory"
    echo "A piece that is watched goes by the bot's call of the model and its stream; pieces that come within 25 ms go together."
}
