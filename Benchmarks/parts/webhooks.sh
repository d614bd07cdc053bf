# How soon Meta's deliveries are acknowledged while the model is slow, beside the bare server at the same rate.

measure_webhooks() {
    local rate=500 seconds=60 users=10000 latency=5000
    if [ -n "$quick" ]; then seconds=5 users=1000; fi
    start_model --latency $latency
    start graph http "$tools/load-graph"
    start_echo
    start_whatsapp webhooks
    title "Webhooks: $rate signed messages a second from $users users for $seconds s, the model takes $((latency / 1000)) s (ms)"
    local row='%-34s | %7s | %7s | %7s | %7s | %7s | %7s\n'
    printf "$row" '' sent refused min median p99 max
    webhooks echo 'the bare server' --bare
    webhooks bot 'acknowledged by the bot'
    await_replies $((rate * seconds))
    echo "Replies that reached the Graph API: $(accepted) of $((rate * seconds)), the last $waited s after the last message."
    echo "Memory of the bot afterwards: $(mb "$(rss_of "${pids[bot]}")") MB, at most $(mb "$(peak_of "${pids[bot]}")") MB"
    stop_all
}

# webhooks SERVER LABEL [OPTION...]: one row. A time begins when the message is due, not when a connection is free.
webhooks() {
    local server=$1 label=$2 report=$folder/webhooks.report
    shift 2
    "$tools/turn-load" webhooks --to "${addresses[$server]}" --rate $rate --seconds $seconds --users $users "$@" >"$report"
    local refused
    refused=$(awk '/^refused/ { n += $2 } END { print n + 0 }' "$report")
    awk -v label="$label" -v refused="$refused" '$1 == "acknowledged" {
        printf "%-34s | %7d | %7d | %7.2f | %7.2f | %7.2f | %7.2f\n",
            label, $2 + refused, refused, $3 / 1e3, $4 / 1e3, $5 / 1e3, $6 / 1e3 }' "$report"
    grep '^refused' "$report" || true
}

accepted() { awk '$1 == "accepted" { n = $2 } END { print n + 0 }' "$folder/graph.log"; }

# await_replies COUNT: at most two minutes.
await_replies() {
    waited=0
    while [ "$(accepted)" -lt "$1" ] && [ $waited -lt 120 ]; do
        sleep 1
        waited=$((waited + 1))
    done
}

start_whatsapp() {
    cat >"$folder/bot.yaml" <<YAML
server: {port: 0}
admin: {port: 0}
store: {url: "sqlite:$folder/$1.sqlite"}
model: {provider: openai, base_url: "${addresses[model]}/v1", name: instant, api_key: benchmark}
channels:
  support:
    type: whatsapp
    app_secret: secret
    verify_token: benchmark
    access_token: fake-graph-token
    phone_number_id: "106540352242922"
    graph_url: "${addresses[graph]}/v25.0"
YAML
    start bot ': listening' in_group "$tools/bot" run --config "$folder/bot.yaml"
}
