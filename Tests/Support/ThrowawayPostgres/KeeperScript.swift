/// The shell script that keeps a server: it does what its standard input says, and removes everything at its end.
enum KeeperScript {
    static let text = #"""
        set -u
        folder=$1 binaries=$2 user=$3 server=""
        # Pipes of other tests, that were inherited: their ends would otherwise never be closed.
        for f in /proc/$$/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done
        cd "$folder" || exit 1

        # PostgreSQL does not run as root.
        as_user() {
            if [ -n "$user" ]; then setpriv --reuid="$user" --regid="$user" --init-groups "$@"; else "$@"; fi
        }
        # Ended by the kernel, should this shell be killed.
        start_server() {
            if [ -n "$user" ]; then
                set -- setpriv --reuid="$user" --regid="$user" --init-groups --pdeathsig KILL "$binaries/postgres"
            else
                set -- setpriv --pdeathsig KILL "$binaries/postgres"
            fi
            "$@" -D "$folder/data" >>"$folder/log" 2>&1 </dev/null &
            server=$!
        }
        # One that was killed leaves its file behind.
        is_ready() {
            [ "$(sed -n '1p; 8s/ *$//p' data/postmaster.pid 2>/dev/null | tr '\n' ' ')" = "$server ready " ]
        }
        # Processes of a server that was killed end by themselves, in a moment; until then they hold its memory.
        start() {
            for attempt in $(seq 100); do
                mark=$(wc -c <log)
                start_server
                while kill -0 "$server" 2>/dev/null; do
                    if is_ready; then return 0; fi
                    sleep 0.02
                done
                wait "$server"; server=""
                if ! tail -c +$((mark + 1)) log | grep -q 'shared memory block'; then break; fi
                sleep 0.05
            done
            tail -n 20 log
            return 1
        }
        end() {
            [ -n "$server" ] || return 0
            kill -"$1" "$server"
            # A loaded disk makes stopping slow, nothing else does.
            { wait "$server"; } 2>/dev/null
            server=""
        }
        query() {
            [ -n "$server" ] || { echo "the server is not running"; return 1; }
            PGOPTIONS='-c client_min_messages=warning' as_user "$binaries/psql" -XAtq -v ON_ERROR_STOP=1 \
                -h "$folder" -p "$port" -U postgres -d "$1" -c "$2" 2>&1 </dev/null
        }
        create() {
            (umask 077 && echo "$1" >password)
            if [ -n "$user" ]; then chown "$user" password; fi
            as_user "$binaries/initdb" -D "$folder/data" -U postgres -E UTF8 --no-locale --no-sync \
                --auth-local=trust --auth-host=scram-sha-256 --pwfile=password 2>&1
        }
        authority() {
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                -subj "/CN=throwaway $1" -keyout "$1.key" -out "$1.crt" 2>&1
        }
        certificates() {
            authority authority && authority stranger || return 1
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
                -keyout server.key -out server.csr 2>&1 &&
                openssl x509 -req -days 2 -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial \
                    -extfile <(echo subjectAltName=DNS:localhost) -out server.crt 2>&1 || return 1
            if [ -n "$user" ]; then chown "$user" server.key; fi
            chmod 600 ./*.key
        }

        touch log
        if [ -n "$user" ]; then chown "$user" "$folder" log; fi
        while read -r verb rest; do
            case $verb in
            create) create "$rest" ;;
            certificates) certificates ;;
            configure)
                port=${rest%% *}
                printf '%b' "${rest#* }" | as_user tee data/postgresql.auto.conf >/dev/null
                ;;
            start) start ;;
            stop) end INT ;;
            kill) end KILL ;;
            query) query "${rest%% *}" "${rest#* }" ;;
            esac && printf '\004done\n' || printf '\004failed\n'
        done
        # Whoever ran the tests waits for the end of their output, and not for thousands of files to be removed.
        exec >/dev/null 2>&1
        end QUIT
        cd / && rm -rf "$folder"
        """#
}
