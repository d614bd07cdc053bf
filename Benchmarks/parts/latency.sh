# shellcheck shell=bash disable=SC2154  # folder, tools and the rest come from run and its libraries
# What the bot adds to one turn of one caller: on a file, and on PostgreSQL with durable commits and without.

measure_latency() {
    local count=2000 store url
    if [ -n "$quick" ]; then count=200; fi
    start_postgres
    create_database latency
    for store in sqlite postgres postgres-async; do
        url="sqlite:$folder/latency.sqlite"
        [ $store = sqlite ] || url="postgres://$postgres_user@127.0.0.1:$postgres_port/latency?sslmode=disable"
        if [ $store = postgres-async ]; then
            postgres_psql latency -c "ALTER DATABASE latency SET synchronous_commit = off"
            # Or the store would insist on durable commits.
            postgres_psql latency -c "ALTER DATABASE latency SET channelkit.may_lose_commits = on"
        fi
        start_model
        start_echo
        conversation_of_latency
        title "Added latency on $store: one caller, $count turns one after another, model and bare server asked by turns (ms)"
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
    done
    stop_postgres
    echo "A durable write of 4 KB takes $(sync_cost) ms on this disk now."
}

# One, with 40 messages behind it.
conversation_of_latency() {
    start_bot latency bot "$url"
    "$tools/turn-load" tokens --bot "${addresses[bot]}" --key "$api_key" --count 1 --out "$folder/latency.tokens"
    stop bot
    fill_conversations "${store%-async}" latency 40
    start_bot latency bot "$url"
}
