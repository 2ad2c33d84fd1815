# How cost grows with virtual hosts and with connections. Sourced by scripts/bench.

sizes=(1 10 100 1000)
declare -A daemon # by the number of its virtual hosts

# One site for all daemons: each host has a folder and a handler of its own.
write_hosts() {
    local i hosts=${sizes[-1]}
    for ((i = 0; i < hosts; i++)); do
        mkdir -p "$dir/site/$i/hello"
        cat >"$dir/site/$i/hello/hello.java" <<END
import static org.postern.api.Apache.*;

import org.postern.api.Request;

public class hello {
    public static int handler(Request req) throws Exception {
        req.contentType("text/plain");
        req.write("Hello from $i\n");
        return OK;
    }
}
END
    done
}

ask() { # SOCKET OPTION...: of ajpload; {} is the number of the host, and -n says how many there are
    "$dir/ajpload" "${@:2}" -a POSTERN_URI=/hello/x -a 'POSTERN_THE_REQUEST=GET /hello/x HTTP/1.1' \
        -a "POSTERN_DOCUMENT_ROOT=$dir/site/{}" -a "POSTERN_CONTEXT_DOCUMENT_ROOT=$dir/site/{}" \
        -a 'POSTERN_SERVER_ADMIN=[no address given]' -a POSTERN_CONN_REMOTE_ADDR=127.0.0.1 -a POSTERN_BEGIN=1 \
        -a 'POSTERN_SITE=host{}' -a "JAVA_ROOT=$dir/site/{}/hello" -a JAVA_HANDLER=hello \
        "$1" "/-file-$dir/site/{}/hello/x"
}

now() { # in milliseconds
    echo $((${EPOCHREALTIME/./} / 1000))
}

# start_hosts N: a daemon, until each of N hosts has answered; notes the milliseconds to the first answer, and to the last.
start_hosts() {
    local name=daemon-$1 socket=$dir/$1.sock begin first
    printf '%s\n' "ajp.listen = unix:$socket" "roots = $dir/site" 'writers = off' 'interpreters.max = 1000' 'workers.queue = 1000' \
        "pid-file = $dir/$name.pid" >"$dir/$name.properties"
    begin=$(now)
    launch "$name" "$project/scripts/postern" start --config "$dir/$name.properties"
    daemon[$1]=${pids[-1]}
    until [[ -S $socket ]] && ask "$socket" -1 >/dev/null 2>&1; do
        kill -0 "${pids[-1]}" 2>/dev/null || { cat "$dir/$name.log" >&2; die 'the daemon did not start'; }
        sleep 0.005
    done
    first=$(now)
    ask "$socket" -i -c "$1" -n "$1" </dev/null >/dev/null || die "not all of $1 hosts answered"
    echo "$((first - begin)) $(($(now) - first))" >"$dir/$1.start"
}

# What a daemon's hosts have left behind once garbage is collected, in kB: live heap, metaspace, resident.
memory_of() { # N
    local pid=${daemon[$1]} jdk
    jdk=$(newest_jdk)
    "$jdk/bin/jcmd" "$pid" GC.run >/dev/null
    # by the columns' names, in kB: what is used of eden, survivors, the old generation; and of metaspace
    "$jdk/bin/jstat" -gc "$pid" | awk '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        NR == 2 { printf "%d %d ", $column["S0U"] + $column["S1U"] + $column["EU"] + $column["OU"], $column["MU"] }'
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status"
}

processor() { # PID: clock ticks so far
    awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# take HOSTS CONNECTIONS FILE: a line with requests per second, errors, half of the answers' and 99 of 100 answers' most microseconds, and
# the daemon's processor time for one in nanoseconds.
take() {
    local pid=${daemon[$1]} before rate errors half most
    before=$(processor "$pid")
    read -r rate _ errors _ _ half _ _ most _ < <(ask "$dir/$1.sock" -n "$1" -c "$2" -d "$seconds")
    awk -v ticks=$(($(processor "$pid") - before)) -v hertz="$(getconf CLK_TCK)" -v rate="$rate" -v seconds="$seconds" \
        -v rest="$errors $half $most" \
        'BEGIN { print rate, rest, rate == 0 ? 0 : int(ticks * 1e9 / hertz / rate / seconds) }' >>"$3"
}

middle() { # FILE COLUMN
    sort -n -k "$2,$2" "$1" | awk -v column="$2" '{ n[NR] = $column } END { print n[int((NR + 1) / 2)] }'
}

range() { # FILE COLUMN
    sort -n -k "$2,$2" "$1" | awk -v column="$2" '{ n[NR] = $column } END { print n[1] "-" n[NR] }'
}

# row NUMBER FILE: what take has written there.
row() {
    local cost
    cost=$(middle "$2" 5)
    printf '%8d%14d%16s%10d%10d%11d.%d%9d\n' "$1" "$(middle "$2" 1)" "$(range "$2" 1)" "$(middle "$2" 3)" "$(middle "$2" 4)" \
        $((cost / 1000)) $((cost / 100 % 10)) "$(awk '{ sum += $2 } END { print sum }' "$2")"
}

print_growth() {
    local n first rest heap metaspace resident heap1 metaspace1 resident1
    printf '\n%8s%18s%14s%12s%15s%16s\n' hosts 'first answer, ms' 'all, ms' 'heap, kB' 'metaspace, kB' 'resident, kB'
    for n in "${sizes[@]}"; do
        read -r first rest <"$dir/$n.start"
        read -r heap metaspace resident <"$dir/$n.memory"
        ((n > 1)) || { heap1=$heap metaspace1=$metaspace resident1=$resident; }
        printf '%8d%18d%14d%12d%15d%16d\n' "$n" "$first" $((first + rest)) "$heap" "$metaspace" "$resident"
    done
    n=$((n - 1))
    printf '%8s%18s%14d%12d%15d%16d\n' 'for each' '' $((rest / n)) $(((heap - heap1) / n)) \
        $(((metaspace - metaspace1) / n)) $(((resident - resident1) / n))
    printf '\n%8s%14s%16s%10s%10s%13s%9s\n' hosts requests/s min-max 'p50, us' 'p99, us' 'cpu, us' errors
    for n in "${sizes[@]}"; do row "$n" "$dir/hosts-$n"; done
    printf '\n%8s%14s%16s%10s%10s%13s%9s\n' connects requests/s min-max 'p50, us' 'p99, us' 'cpu, us' errors
    for n in "${sizes[@]}"; do row "$n" "$dir/connections-$n"; done
}

measure_grow() {
    local n i
    rounds=3
    read_options "$@"
    . "$project/scripts/lib.sh"
    # shellcheck disable=SC2046  # a list of packages
    install $(build_tools; need gcc command -v cc; need libc6-dev test -e /usr/include/stdio.h)
    ulimit -n 8192 2>/dev/null || die 'ulimit -n 8192: not allowed'
    make_folder
    cc -O2 -o "$dir/ajpload" "$project/scripts/bench-src/ajpload.c" || die "ajpload.c does not compile"
    "$project/scripts/postern" version
    write_hosts
    for n in "${sizes[@]}"; do
        start_hosts "$n"
        memory_of "$n" >"$dir/$n.memory"
    done
    # A round more than counts, and a long one: each handler is to be compiled for itself.
    for n in "${sizes[@]}"; do ask "$dir/$n.sock" -n "$n" -c "$connections" -d $((5 + 3 * seconds)) >/dev/null || :; done
    for ((i = 0; i < rounds; i++)); do
        for n in "${sizes[@]}"; do take "$n" "$connections" "$dir/hosts-$n"; done
        for n in "${sizes[@]}"; do take 1 "$n" "$dir/connections-$n"; done
    done
    print_growth
}
