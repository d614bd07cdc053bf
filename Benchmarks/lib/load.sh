# shellcheck shell=bash disable=SC2154  # folder, pids and the rest come from the other files that run reads
# Turns of many callers, made by wrk, and what a server spends on them.

# load SERVER CALLERS SECONDS TOKENS: one phase.
# Prints `server callers turns/s cpu p50 p99 errors database-cpu`: times in ms, CPU in us a turn.
load() {
    local before after database result
    before=$(cpu_with_children "${pids[$1]}") database=$(database_cpu)
    result=$(wrk -t 1 -c "$2" -d "$3s" --timeout 60s -s Benchmarks/turns.lua "${addresses[$1]}" -- "$4" | grep '^RESULT')
    after=$(cpu_with_children "${pids[$1]}") database=$(($(database_cpu) - database))
    awk -v server="$1" -v callers="$2" -v cpu="$((after - before))" -v database="$database" '{
        turns = $2 > 0 ? $2 : 1
        print server, callers, $2 * 1000000 / $3, cpu / turns, $5 / 1000, $6 / 1000, $4, database / turns }' <<<"$result"
}

# CPU time of the run's PostgreSQL and all its back ends; 0 where there is none.
database_cpu() { if [ -n "${postgres_pid:-}" ]; then cpu_with_children "$postgres_pid"; else echo 0; fi; }

# column SERVER CALLERS FIELD [FORMAT]: its spread over the rounds.
column() { awk -v s="$1" -v c="$2" -v f="$3" '$1 == s && $2 == c { print $f }' "$results" | spread "${4:-%.0f}"; }
