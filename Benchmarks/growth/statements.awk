# auto_explain's notices of several turns -> for each statement that touches a table, in the order of the first turn:
# A call is named by a comment, and what it does itself, or has done, stands before its end.
# `call <tab> place <tab> what it does <tab> index <tab> rows <tab> buffers`, and for each call, with `all of it`, its sum.
function finish() {
    if (query == "") return
    gsub(/[ \n]+/, " ", query)
    if (match(query, /\/\* call [a-z_]+ \*\//)) {
        call = substr(query, RSTART + 8, RLENGTH - 11)
        # Of a function only what it runs touches tables; a plain statement is all there is.
        if (touches) lines[++held] = substr(query, 1, 110) "\t" index_ "\t" rows "\t" buffers + 0
        for (i = 1; i <= held; i++) print call "\t" i "\t" lines[i]
        print call "\t" 99 "\tall of it\t\t" rows "\t" buffers + 0
        held = 0
    } else if (touches) {
        # What the plan reads is named by it; the words are enough to find the statement in the source.
        sub(/^[a-z_.]+ := /, "", query)
        lines[++held] = substr(query, 1, 110) "\t" index_ "\t" rows "\t" buffers + 0
    }
    query = ""
}
/^NOTICE:  duration/ { finish(); next }
/^Query Text: / { query = substr($0, 13); inplan = touches = 0; index_ = rows = buffers = ""; next }
query != "" && !inplan && !/\(cost=/ { query = query " " $0; next }
/\(cost=/ {
    # The first line of a plan is the whole of it; what is below it is counted there.
    if (!inplan) { inplan = 1; match($0, /actual rows=[0-9]+/); rows = substr($0, RSTART + 12, RLENGTH - 12) }
    if (/^(Insert|Update|Delete) on|Scan (Backward )?using|Seq Scan|Bitmap/) touches = 1
    if (match($0, /Scan( Backward)? using [a-z_]+/)) {
        name = substr($0, RSTART, RLENGTH); sub(/.* /, "", name)
        if (index(", " index_ ",", " " name ",") == 0) index_ = index_ (index_ == "" ? "" : ", ") name
    }
    if (match($0, /(Seq Scan|Bitmap Heap Scan) on [a-z_]+/)) {
        name = substr($0, RSTART, RLENGTH); sub(/.* /, "", name)
        index_ = index_ (index_ == "" ? "" : ", ") "all of " name
    }
    next
}
/Buffers: shared/ && buffers == "" {
    buffers = 0
    for (i = 1; i <= NF; i++) if ($i ~ /^(hit|read)=/) { split($i, part, "="); buffers += part[2] }
}
END { finish() }
