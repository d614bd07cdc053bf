# shellcheck shell=bash disable=SC2154,SC2059  # folder, tools and the rest come from run and its libraries
# Small jobs of 64 callers that share the SQLite store's commits, beside the same statements in the same batches in C.

measure_commits() {
    local rounds=5 seconds=5 results=$folder/commits file=$folder/commits.sqlite jobs time commits batch each
    if [ -n "$quick" ]; then rounds=1 seconds=1; fi
    cc -O2 -o "$folder/commit" Benchmarks/peers/commit/commit.c -lsqlite3
    # One phase for both to be warm, and to learn how large the batches are.
    read -r _ jobs _ commits < <("$tools/history-cost" commits --database "$file" --seconds 1)
    : >"$results"
    for _ in $(seq "$rounds"); do
        read -r _ jobs time commits < <("$tools/history-cost" commits --database "$file" --seconds "$seconds")
        batch=$((jobs / commits))
        awk -v j="$jobs" -v t="$time" -v b="$batch" 'BEGIN { print "store", j * 1e6 / t, b }' >>"$results"
        for each in '' each; do
            # shellcheck disable=SC2086  # nothing, where it is nothing
            read -r _ jobs time < <("$folder/commit" "$file" "$batch" "$seconds" $each)
            awk -v c="c$each" -v j="$jobs" -v t="$time" 'BEGIN { print c, j * 1e6 / t }' >>"$results"
        done
    done
    title "Commits: jobs of four statements by the SQLite store's writer, 64 callers, beside a loop in C, $rounds rounds of $seconds s by turns (min median max)"
    local row='%-44s | %-23s | %s\n'
    printf "$row" '' 'jobs/s' 'jobs a commit'
    printf "$row" "the store's writer" "$(rate_of store)" "$(awk '$1 == "store" { print $3 }' "$results" | spread)"
    printf "$row" 'C, the same statements and batches' "$(rate_of c)" 'the same'
    printf "$row" 'C, and each job in a savepoint' "$(rate_of ceach)" 'the same'
    echo "store / C: $(ratio "$(rate_of store | cut -d ' ' -f 2)" "$(rate_of c | cut -d ' ' -f 2)"), with savepoints" \
        "$(ratio "$(rate_of store | cut -d ' ' -f 2)" "$(rate_of ceach | cut -d ' ' -f 2)"), of the jobs a second (medians)"
}

rate_of() { awk -v s="$1" '$1 == s { print $2 }' "$results" | spread; }
