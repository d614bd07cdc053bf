# What this work tree is called: `version` and `commit`, for labels and tags. Sourced, in the repository's folder.
# shellcheck shell=sh disable=SC2034

# v1.2.0 is 1.2.0; three commits later it is 1.2.0-3-gabcdef0; what is not committed shows as -dirty.
version=$(git describe --tags --always --dirty 2>/dev/null | sed 's/^v\([0-9]\)/\1/')
commit=$(git rev-parse HEAD 2>/dev/null || true)
version=${version:-dev}
commit=${commit:-unknown}
