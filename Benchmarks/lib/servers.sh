# Servers in the background, on free ports, and their end.

api_key=benchmark-key
declare -A pids=() addresses=()

# start NAME PATTERN COMMAND...: runs a server; its address is on the first line of its output that matches.
start() {
    local name=$1 pattern=$2 log=$folder/$1.log
    shift 2
    # Emptied here: the background shell may come to it only after the first look below.
    : >"$log"
    "$@" >"$log" 2>&1 </dev/null &
    pids[$name]=$!
    for _ in $(seq 300); do
        addresses[$name]=$(grep -E "$pattern" "$log" | grep -oE -m 1 'http://[0-9.]+:[0-9]+' || true)
        [ -n "${addresses[$name]}" ] && return
        kill -0 "${pids[$name]}" 2>/dev/null || break
        sleep 0.1
    done
    echo "$name did not start:" >&2
    tail -n 20 "$log" >&2
    exit 70
}

stop() {
    kill "${pids[$1]}" 2>/dev/null || true
    wait "${pids[$1]}" 2>/dev/null || true
    unset "pids[$1]"
}

stop_all() {
    local name
    for name in "${!pids[@]}"; do stop "$name"; done
}

start_model() { start model http "$tools/instant-model" "$@"; }
start_echo() { start echo http "$tools/bare-echo"; }

# start_bot DATABASE [NAME [URL [MODEL]]]: the bot as a user would run it, on a file, asking the model that runs. NAME
# tells several bots of one run apart, URL names another store, MODEL another server of those that run.
start_bot() {
    configure_bot "$@"
    start "${2:-bot}" ': listening' in_group "$tools/bot" run --config "$folder/${2:-bot}.yaml"
}

# Two connections for each core of the database, here two of them: more carry less, see docs/scaling.md.
configure_bot() {
    cat >"$folder/${2:-bot}.yaml" <<YAML
server: {port: 0}
admin: {port: 0}
store: {url: "${3:-sqlite:$folder/$1.sqlite}", connections: 4}
model: {provider: openai, base_url: "${addresses[${4:-model}]}/v1", name: instant, api_key: benchmark}
channels:
  web: {type: http, api_key: $api_key, jwt_key: benchmark-key-of-at-least-32-bytes}
YAML
}

# conversations DATABASE COUNT MESSAGES: opens so many conversations, each with so much behind it, and serves them.
# Their tokens are in DATABASE.tokens.
conversations() {
    start_bot "$1"
    "$tools/turn-load" tokens --bot "${addresses[bot]}" --key $api_key --count "$2" --out "$folder/$1.tokens"
    stop bot
    "$tools/history-cost" fill --database "$folder/$1.sqlite" --messages "$3"
    start_bot "$1"
}
