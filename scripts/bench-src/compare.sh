# scripts/bench compare: Postern beside what else answers behind httpd. Sourced by scripts/bench, whose functions it uses.
# The rows are data, in compare/rows.
# shellcheck shell=bash disable=SC1091,SC2004,SC2034,SC2154  # variables of scripts/bench, and keys of its arrays

parts=$project/scripts/bench-src/compare
. "$parts/peers.sh"
. "$parts/report.sh"
tomcat_home=/usr/share/tomcat10
levels=(16 128) only='' report='' command_line=
names=() # of rows, in order
declare -A section=() peer=() where=() answer=() sent=() least=() running=()
declare -A peer_package=(
    [mod_python]=libapache2-mod-python
    [mod_wsgi]=libapache2-mod-wsgi-py3
    [tomcat]=tomcat10-common # Tomcat without the service
    [php]=php-fpm
)
declare -A peer_file=(
    [mod_python]=/usr/lib/apache2/modules/mod_python.so
    [mod_wsgi]=/usr/lib/apache2/modules/mod_wsgi.so
    [tomcat]=$tomcat_home/bin/catalina.sh
    [php]='/usr/sbin/php-fpm[0-9]*'
)

compare_usage() {
    cat <<'TEXT'
usage: scripts/bench compare [--rounds N] [--seconds N] [--connections LIST] [--only REGEX] [--report]

Postern beside a static file, a backend that does nothing (ajpnull), mod_python, mod_wsgi, Tomcat 10, PHP-FPM and CGI,
on this machine and in one run: N alternating rounds (default 5) of N seconds a row (3) for each number of connections in
LIST (16,128), after a round that warms up. The defaults take about 15 minutes; do nothing else on the machine meanwhile.

  --only REGEX    rows whose name or label matches (scripts/bench-src/compare/rows), and those they are compared to
  --report        also writes docs/reports/compare.md and compare.svg

All go through the same httpd with mpm_event. Tomcat and Postern run on the same JDK with the same heap, and are reached by
TCP with the same options of mod_proxy_ajp; a Unix socket, which Tomcat has not for AJP, is a row of its own. Nobody writes
an access log. Each page is checked before it is measured: status, length, every byte. An answer that is an error, or comes
later than two seconds, is a failure, and with one the exit code is 1. Ratios are to the null backend.

As root it installs what it needs (apt-get). What Debian does not have is left out, and said.
TEXT
}

compare_options() {
    command_line="scripts/bench compare${*:+ $*}"
    while (($#)); do
        case $1 in
            --help) compare_usage; exit ;;
            --rounds | --seconds)
                [[ ${2-} =~ ^[1-9][0-9]*$ ]] || die "$1 ${2-}: expected a whole number above 0"
                declare -g "${1#--}=$2"
                shift 2
                ;;
            --connections)
                [[ ${2-} =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] || die "$1 ${2-}: expected whole numbers above 0, by comma"
                IFS=, read -ra levels <<<"$2"
                shift 2
                ;;
            --only)
                (($# > 1)) || die '--only: expected a regular expression'
                # grep says 1 where nothing matches, and 2 where it understands nothing.
                grep -qE -e "$2" </dev/null || (($? == 1)) || die "--only $2: expected a regular expression"
                only=$2
                shift 2
                ;;
            --report) report=$project/docs/reports; shift ;;
            *) compare_usage >&2; die "$1: unknown" ;;
        esac
    done
}

read_rows() {
    local name what served path body form base text head=
    while read -r name what served path body form base text; do
        case $name in
            '' | '#'*) continue ;;
            '['*)
                head="$name $what $served $path $body $form $base $text"
                head=${head#[}
                head=${head%%]*}
                continue
                ;;
        esac
        names+=("$name")
        section[$name]=$head label[$name]=$text
        peer[$name]=$what where[$name]=$served page[$name]=$path
        answer[$name]="$body" sent[$name]=$form reference[$name]="$base"
    done <"$parts/rows"
}

# Those that --only names, without peers that this machine cannot have, and with what they are compared to.
choose_rows() {
    local name what
    local -A bases=() absent=()
    for name in "${names[@]}"; do
        what=${peer[$name]}
        [[ $what == - || -n ${absent[$what]-} ]] || { obtainable "$what" || absent[$what]=yes; }
    done
    rows=()
    for name in "${names[@]}"; do
        grep -qE -e "$only" <<<"$name"$'\n'"${label[$name]}" || continue
        if [[ -n ${absent[${peer[$name]}]-} ]]; then
            echo "bench: ${label[$name]} is left out: ${peer_package[${peer[$name]}]} cannot be installed here" >&2
        else
            rows+=("$name")
            bases[${reference[$name]}]=yes
        fi
    done
    ((${#rows[@]})) || die "--only $only: no row matches (expected: a name in $parts/rows)"
    local chosen=" ${rows[*]} "
    rows=()
    for name in "${names[@]}"; do
        [[ $chosen != *" $name "* && -z ${bases[$name]-} ]] || rows+=("$name")
    done
}

present() { # PEER
    compgen -G "${peer_file[$1]}" >/dev/null
}

# Without lists of packages every one seems not to be there.
update_lists() {
    local name
    for name in "${!peer_file[@]}"; do
        if ! present "$name"; then
            ((EUID != 0)) || apt-get update -qq >&2 || echo "bench: apt-get has no new lists of packages" >&2
            return
        fi
    done
}

obtainable() { # PEER
    present "$1" || apt-get install -s -qq "${peer_package[$1]}" >/dev/null 2>&1
}

needs() { # WORD: whether a row that is measured needs this peer or this httpd
    [[ -n ${running[$1]-} ]]
}

note_needs() {
    local row
    for row in "${rows[@]}"; do
        running[${peer[$row]}]=yes
        running[${where[$row]}]=yes
    done
}

require_peers() {
    local name missing=()
    for name in "${!peer_package[@]}"; do
        ! needs "$name" || present "$name" || missing+=("${peer_package[$name]}")
    done
    # shellcheck disable=SC2046  # a list of packages
    install "${missing[@]}" $(build_tools; need curl command -v curl; [[ -z $report ]] || need python3 command -v python3)
}

# How a row is asked: once to be looked at, and then under load.

address() { # ROW
    echo "http://127.0.0.1:${port[${where[$1]}]}${page[$1]}"
}

straight_arguments() { # PEER: sets arguments to those of straight
    case $1 in
        null) arguments=("${port[null]}" /hello/x) ;;
        tomcat) arguments=("${port[tomcat]}" /bench/hello -s "$secret") ;;
        postern) postern_arguments /hello/x -a "JAVA_ROOT=$dir/site/hello" -a JAVA_HANDLER=hello ;;
    esac
}

look_at() { # ROW
    local got=$dir/got status=200 head=0 arguments=() post=()
    if [[ ${where[$1]} == straight ]]; then
        straight_arguments "${page[$1]}"
        "$dir/ajpload" -1 "${arguments[@]}" >"$got" || status=failed
    else
        [[ ${sent[$1]} == - ]] || post=(--data-binary "@$dir/answers/${sent[$1]}")
        read -r status head < <(curl -s -m 20 -o "$got" -w '%{http_code} %{size_header}\n' "${post[@]}" "$(address "$1")") || :
    fi
    if [[ $status != 200 ]] || ! cmp -s "$got" "$dir/answers/${answer[$1]}"; then
        head -c 2000 "$got" >&2 || :
        tail -n 5 "$dir/${where[$1]}.log" >&2 || :
        die "${section[$1]}, ${label[$1]}: status $status, and the body and log above (expected: 200 and the" \
            "$(wc -c <"$dir/answers/${answer[$1]}") bytes of ${answer[$1]})"
    fi
    least[$1]=$((head + $(wc -c <"$got")))
}

# wrk does not look at bodies, but what arrived must be as much as the answers that were looked at, head and body.
load() { # ROW: prints requests per second, failures, and the 99th percentile in microseconds
    local arguments=() form=()
    if [[ ${where[$1]} == straight ]]; then
        straight_arguments "${page[$1]}"
        straight "${arguments[@]}"
    else
        [[ ${sent[$1]} == - ]] || form=(-- "$dir/answers/${sent[$1]}")
        wrk -t1 "-c$connections" "-d${seconds}s" -s "$parts/load.lua" "$(address "$1")" "${form[@]}" |
            awk -v "least=${least[$1]}" '$1 == "RESULT" { print $2, $3 + ($5 < least), $4 }'
    fi
}

load_all() { # FOLDER: each row once with each number of connections; a line for each in FOLDER/CONNECTIONS/ROW
    local row rate failed p99 connections
    for connections in "${levels[@]}"; do
        mkdir -p "$dir/$1/$connections"
        for row in "${rows[@]}"; do
            read -r rate failed p99 < <(load "$row") || rate=0 failed=1 p99=0
            echo "$rate $failed $p99" >>"$dir/$1/$connections/$row"
        done
    done
}

compare() {
    local row i
    compare_options "$@"
    read_rows
    update_lists
    choose_rows
    note_needs
    require_tools
    require_peers
    make_folder
    build
    start_all
    for row in "${rows[@]}"; do look_at "$row"; done
    print_compare_setting
    echo 'bench: warm-up' >&2
    load_all warm-up
    for ((i = 1; i <= rounds; i++)); do
        echo "bench: round $i of $rounds" >&2
        load_all rounds
    done
    results >"$dir/results"
    print_terminal "$dir/results"
    [[ -z $report ]] || write_report "$dir/results"
    ! cut -f 9 "$dir/results" | grep -qv '^0$' || die 'there were failures'
}
