# What running natively and running in a container have in common. Sourced, in the repository's folder.
# shellcheck shell=sh

keys=.bot/keys

# Keys are made once and kept, so that tokens stay valid over restarts. A key from the environment wins.
take_keys() {
    key_source="\$BOT_API_KEY"
    [ -z "${BOT_API_KEY:-}" ] || [ -z "${BOT_JWT_KEY:-}" ] || return 0
    if [ ! -f "$keys" ]; then
        mkdir -p "$(dirname "$keys")"
        random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
        (umask 077 && printf 'BOT_API_KEY=%s\nBOT_JWT_KEY=%s\n' "$(random)" "$(random)" >"$keys")
        echo "Made BOT_API_KEY and BOT_JWT_KEY and kept them in $keys."
    fi
    kept() { sed -n "s/^$1=//p" "$keys"; }
    [ -n "${BOT_API_KEY:-}" ] || key_source="\$(sed -n 's/^BOT_API_KEY=//p' $keys)"
    export BOT_API_KEY="${BOT_API_KEY:-$(kept BOT_API_KEY)}" BOT_JWT_KEY="${BOT_JWT_KEY:-$(kept BOT_JWT_KEY)}"
}

# CONFIG names one; else a real model is taken where its key is set.
choose_configuration() {
    if [ -n "${CONFIG:-}" ]; then
        config=$CONFIG
    elif [ -n "${OPENAI_API_KEY:-}" ] && [ -n "${OPENAI_MODEL:-}" ]; then
        config=config/openai.yaml
    else
        config=config/bot.yaml
    fi
}

say_what_serves() {
    case "$config" in
    config/openai.yaml) echo "OPENAI_API_KEY and OPENAI_MODEL are set: serving with $config (model $OPENAI_MODEL)." ;;
    config/bot.yaml) echo "Serving with $config (echo model). For a real model set OPENAI_API_KEY and OPENAI_MODEL." ;;
    *) echo "Serving with $config." ;;
    esac
    ! grep -q '^ *page: true' "$config" || echo "Chat with it in a browser: http://127.0.0.1:${BOT_PORT:-8080}/chat/"
    cat <<HELP

Talk to it from another terminal, in this folder:

  TOKEN=\$(curl -s -H "X-API-KEY: $key_source" http://127.0.0.1:${BOT_PORT:-8080}/chat/initial | sed 's/.*"token":"\([^"]*\)".*/\1/')
  curl -s -H "Authorization: Bearer \$TOKEN" -H 'Content-Type: application/json' -d '{"content":"Hello"}' http://127.0.0.1:${BOT_PORT:-8080}/chat

HELP
}

say_how_it_ends() {
    if [ -n "${DETACH:-}" ]; then
        echo "It runs in the background. make stop stops it."
    else
        echo "Ctrl-C stops it, or make stop from another terminal."
    fi
    echo
}
