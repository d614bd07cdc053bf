# A turn in a conversation of 100 messages and in one of 100,000.

measure_history() {
    local turns=3000 rounds=5 results=$folder/history pages=$folder/history.pages
    if [ -n "$quick" ]; then turns=300 rounds=1; fi
    start_model
    start_bot history
    local line
    for line in 1 2; do
        "$tools/turn-load" tokens --bot "${addresses[bot]}" --key $api_key --count 1 --out "$folder/history.$line"
    done
    stop bot
    "$tools/history-cost" fill --database "$folder/history.sqlite" --messages 100 --messages 100000
    start_bot history
    : >"$results"
    for line in 1 2; do turns_in $line 300 >/dev/null; done
    for _ in $(seq $rounds); do
        for line in 1 2; do turns_in $line $turns >>"$results"; done
    done
    stop_all
    mkdir "$folder/pages"
    "$tools/history-cost" pages --folder "$folder/pages" --turns $((turns / 3)) --rounds $rounds >"$pages"

    title "History: a turn in a conversation of 100 and of 100,000 messages of one file, $rounds rounds (min median max)"
    local row='%-34s | %-20s | %-20s | %s\n'
    printf "$row" '' '100' '100,000' 'ratio (medians)'
    compare 'CPU of the bot, us/turn' %.0f "$results" 1 2 2
    compare 'a turn, median ms' %.3f "$results" 1 2 3
    compare 'pages the store asks for, per turn' %.1f "$pages" short long 2
    compare 'CPU of the store alone, us/turn' %.0f "$pages" short long 3
}

# turns_in LINE COUNT: `line cpu median`
turns_in() {
    local before after report
    before=$(cpu_of "${pids[bot]}")
    report=$("$tools/turn-load" turns --bot "${addresses[bot]}" --tokens "$folder/history.$1" --count "$2")
    after=$(cpu_of "${pids[bot]}")
    awk -v line="$1" -v cpu="$((after - before))" '{ print line, cpu / $2, $4 / 1000 }' <<<"$report"
}

# compare LABEL FORMAT FILE ONE OTHER FIELD
compare() {
    local one other
    one=$(awk -v n="$4" -v f="$6" '$1 == n { print $f }' "$3" | spread "$2")
    other=$(awk -v n="$5" -v f="$6" '$1 == n { print $f }' "$3" | spread "$2")
    printf "$row" "$1" "$one" "$other" "$(ratio "$(cut -d ' ' -f 2 <<<"$other")" "$(cut -d ' ' -f 2 <<<"$one")")"
}
