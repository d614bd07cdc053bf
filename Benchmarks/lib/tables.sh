# Numbers to read.

title() { printf '\n%s\n\n' "$1"; }

# Numbers on standard input, one a line: `min median max`, rounded as FORMAT says.
spread() {
    sort -g | awk -v f="${1:-%.0f}" '
        { v[NR] = $1 }
        END {
            m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
            printf f " " f " " f "\n", v[1], m, v[NR]
        }'
}

median() { spread "${1:-%.3f}" | cut -d ' ' -f 2; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "-" }'; }
ms() { awk -v us="$1" 'BEGIN { printf "%.2f", us / 1000 }'; }
mb() { awk -v kb="$1" 'BEGIN { printf "%.0f", kb / 1024 }'; }
