# What the scripts share: the newest JDK, missing packages, the build. Sourced, not run.

home=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
jar=$home/daemon/server/target/postern-server.jar

# The JVM names files in the locale's character set, and in POSIX, a bare machine's locale, cannot open "grün.java".
[ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8

die() {
    echo "postern: $*" >&2
    exit 1
}

# The version in a JDK's release file: 17.0.15 for JAVA_VERSION="17.0.15".
jdk_release() {
    local line
    while read -r line; do
        case $line in JAVA_VERSION=*) line=${line#*\"} && echo "${line%%\"*}" ;; esac
    done <"$1/release"
} 2>/dev/null

# The first number of that.
jdk_version() {
    local release
    release=$(jdk_release "$1") || :
    echo "${release%%[!0-9]*}"
}

# POSTERN_JDK, or the newest JDK from 17 on, of those where Debian keeps them and of JAVA_HOME; empty if there is none.
newest_jdk() {
    local jdk version best='' best_version=16
    [ -z "${POSTERN_JDK:-}" ] || { echo "$POSTERN_JDK"; return; }
    for jdk in "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/*; do
        [ -x "$jdk/bin/javac" ] || continue
        version=$(jdk_version "$jdk")
        if [ "${version:-0}" -gt "$best_version" ]; then
            best=$jdk
            best_version=$version
        fi
    done
    echo "$best"
}

# What spares warnings, the JVM's own and Maven's: native libraries, and from 23 on sun.misc.Unsafe.
jvm_options() {
    local options=--enable-native-access=ALL-UNNAMED
    [ "$(jdk_version "$1")" -lt 23 ] || options+=' --sun-misc-unsafe-memory-access=allow'
    echo "$options"
}

# become_maven ARGUMENT...: Maven in the newest JDK, in place of this shell.
become_maven() {
    local jdk
    jdk=$(newest_jdk)
    cd "$home"
    JAVA_HOME=$jdk MAVEN_OPTS="$(jvm_options "$jdk") ${MAVEN_OPTS:-}" exec mvn -B -Dstyle.color=never "$@"
}

# need PACKAGE COMMAND...: the package's name, unless the command succeeds.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || echo "$package"
}

# install PACKAGE...: installs them as root, else says what to do.
install() {
    [ $# -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || die "missing on this machine: $*. Install as root: apt-get install $*"
    command -v apt-get >/dev/null || die "missing on this machine, which has no apt-get: $*"
    echo "postern: installing $*" >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >&2 </dev/null ||
        die "apt-get could not install: $*"
}

# What building needs.
build_tools() {
    [ -n "$(newest_jdk)" ] || echo openjdk-17-jdk-headless
    need maven command -v mvn
}

# What a private httpd needs; apache2-bin starts no service of its own, and does not bring the list of types.
httpd_tools() {
    need apache2-bin test -x /usr/sbin/apache2
    need media-types test -f /etc/mime.types
}

# The servers that sessions are kept in; redis-tools has Redis as well, and starts no service of its own.
session_servers() {
    need redis-tools test -x /usr/bin/redis-check-rdb
    # Debian starts it as a service, too; the tests leave that one alone.
    need postgresql ls /usr/lib/postgresql/*/bin/postgres
}

is_built() {
    [ -f "$jar" ] && [ -z "$(find "$home/pom.xml" "$home/connector" "$home/daemon" \
        \( -name target -prune \) -o \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$jar" -print -quit)" ]
}

# Maven writes into the jars that are there, and a daemon that runs has them open, and fails with the next class
# that it needs. So that daemon keeps its files, and Maven gets copies under their names.
part_from_running() {
    local file
    for file in "$jar" "$home"/daemon/server/target/lib/*.jar; do
        [ ! -f "$file" ] || { cp -p "$file" "$file.new" && mv -f "$file.new" "$file"; }
    done
}

# Builds if a source is newer than the last build. Two at once wait for each other.
build() {
    local target=$home/daemon/server/target
    is_built && return 0
    # shellcheck disable=SC2046  # a list of packages
    install $(build_tools)
    { mkdir -p "$target" && exec 9>"$target/build.lock"; } 2>/dev/null ||
        die "$home is to be built, but $(id -un) may not write there; as its owner: scripts/postern version"
    flock 9
    if ! is_built; then
        echo "postern: building ..." >&2
        part_from_running
        # Maven sets colours back at its end, whatever it is told, and the next line to come would begin with that.
        (
            set -o pipefail
            (become_maven -q -Dmaven.test.skip=true -Dspotless.check.skip=true -Dwarnings=-nowarn package) 2>&1 </dev/null |
                sed $'s/\e\\[[0-9;]*m//g'
        ) >&2 ||
            die "the build failed; its messages stand above"
    fi
    exec 9>&-
}
