# How long a start takes, and what idle connections weigh, with each JDK of this machine. Sourced by scripts/bench.

# A site, a daemon's settings, the load program, and an archive for each JDK.
prepare() {
    . "$project/scripts/lib.sh"
    # shellcheck disable=SC2046  # a list of packages
    install $(build_tools; need gcc command -v cc; need libc6-dev test -e /usr/include/stdio.h)
    make_folder
    cc -O2 -o "$dir/ajpload" "$project/scripts/bench-src/ajpload.c" || die "ajpload.c does not compile"
    write_site
    printf '%s\n' "ajp.listen = unix:$dir/ajp.sock" "roots = $dir/site" 'writers = off' 'ajp.connections-max = 100000' \
        "pid-file = $dir/daemon.pid" >"$dir/postern.properties"
    mapfile -t jdks < <(for jdk in /usr/lib/jvm/*; do [[ ! -x $jdk/bin/javac || -L $jdk ]] || echo "$jdk"; done)
    for jdk in "${jdks[@]}"; do POSTERN_JDK=$jdk "$project/scripts/postern" version; done
}

load() { # OPTION...: of ajpload, at the daemon's hello
    "$dir/ajpload" "$@" -a POSTERN_URI=/hello/x -a 'POSTERN_THE_REQUEST=GET /hello/x HTTP/1.1' \
        -a "POSTERN_DOCUMENT_ROOT=$dir/site" -a "POSTERN_CONTEXT_DOCUMENT_ROOT=$dir/site" \
        -a 'POSTERN_SERVER_ADMIN=[no address given]' -a POSTERN_CONN_REMOTE_ADDR=127.0.0.1 -a POSTERN_BEGIN=1 \
        -a POSTERN_SITE=bench -a "JAVA_ROOT=$dir/site/hello" -a JAVA_HANDLER=hello \
        "$dir/ajp.sock" "/-file-$dir/site/hello/x"
}

# start_and_ask JDK: until the first answer; sets milliseconds.
start_and_ask() {
    local begin=${EPOCHREALTIME/./}
    POSTERN_JDK=$1 launch daemon "$project/scripts/postern" start --config "$dir/postern.properties"
    until [[ -S $dir/ajp.sock ]] && load -i -c 1 </dev/null >/dev/null 2>&1; do
        kill -0 "${pids[-1]}" 2>/dev/null || { cat "$dir/daemon.log" >&2; die 'the daemon did not start'; }
        sleep 0.005
    done
    milliseconds=$(((${EPOCHREALTIME/./} - begin) / 1000))
}

resident() { # in kB
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/${pids[-1]}/status"
}

stop_daemon() {
    kill "${pids[-1]}"
    wait "${pids[-1]}" || :
    unset 'pids[-1]'
}

median() { # of the numbers in a file, with the least and the largest
    sort -n "$1" | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)], n[1] "-" n[NR] }'
}

measure_start() {
    local rounds=5 i jdk name milliseconds middle range memory
    if [[ ${1-} == --rounds && ${2-} =~ ^[1-9][0-9]*$ ]]; then rounds=$2; else (($# == 0)) || { usage >&2; exit 1; }; fi
    prepare
    for ((i = 0; i < rounds; i++)); do
        for jdk in "${jdks[@]}"; do
            start_and_ask "$jdk"
            echo "$milliseconds" >>"$dir/${jdk##*/}.ms"
            sleep 1
            resident >>"$dir/${jdk##*/}.kb"
            stop_daemon
        done
    done
    printf '\n%-28s%18s%14s%15s\n' '' 'first answer, ms' 'min-max' 'resident, MB'
    for jdk in "${jdks[@]}"; do
        name=${jdk##*/}
        read -r middle range < <(median "$dir/$name.ms")
        read -r memory _ < <(median "$dir/$name.kb")
        printf '%-28s%18d%14s%15d\n' "$name" "$middle" "$range" $((memory / 1024))
    done
}

measure_idle() {
    local connections=10000 jdk milliseconds before after rested holder
    if [[ ${1-} == --connections && ${2-} =~ ^[1-9][0-9]*$ ]]; then connections=$2; else (($# == 0)) || { usage >&2; exit 1; }; fi
    ulimit -n $((connections + 1000)) 2>/dev/null || die "ulimit -n $((connections + 1000)): not allowed"
    prepare
    printf '\n%-28s%14s%14s%16s%14s\n' '' 'before, MB' 'at once, MB' 'after 2 min, MB' 'growth, MB'
    for jdk in "${jdks[@]}"; do
        start_and_ask "$jdk"
        sleep 1
        before=$(resident)
        coproc holder { load -i -c "$connections"; }
        read -r -u "${holder[0]}" _ || die 'the connections could not be opened'
        after=$(resident)
        sleep 120 # the launcher has the JVM give back what a burst has left after a minute at rest
        rested=$(resident)
        # shellcheck disable=SC1083,SC2093  # closes the descriptor of that number
        exec {holder[1]}>&-
        wait "$holder_PID" || :
        printf '%-28s%14d%14d%16d%14s\n' "${jdk##*/}" $((before / 1024)) $((after / 1024)) $((rested / 1024)) \
            "$(((after - before) / 1024)), $(((rested - before) / 1024))"
        stop_daemon
    done
}
