# How the JVM starts fast: an archive of the classes that each start needs, ready to be mapped. Sourced after lib.sh.

target=$home/daemon/server/target

# In an order that no locale and no file system changes: an archive is for one class path.
class_path() (
    LC_ALL=C
    printf '%s' "$jar"
    printf ':%s' "$target"/lib/*.jar
)

# name_archive JDK: sets archive, the file that no other JDK, and no other folder, could use. To be called before what stands below.
name_archive() {
    local known
    known=$(cksum <<<"$(<"$1/release")$home")
    archive=$target/start-${known%% *}.archive
}

# Whether the archive is there, and whole: a JVM 17 crashes with a damaged one.
has_archive() {
    [ -s "$archive" ] && [ "$archive" -nt "$jar" ] && [ "$(cksum <"$archive")" = "$(<"$archive.sum")" ]
} 2>/dev/null

# gives_back JDK: whether its JVM knows how to have the C library give memory back.
gives_back() {
    local release
    release=$(jdk_release "$1")
    case $release in
    17.0.1[5-9]* | 17.0.[2-9][0-9]*) ;;
    *) [ "$(jdk_version "$1")" -ge 22 ] ;;
    esac
}

# start_options JDK [ARCHIVE]: sets the array options, which POSTERN_JAVA_OPTIONS may override; with ARCHIVE, to make that.
start_options() {
    local version use=SharedArchiveFile make=ArchiveClassesAtExit
    version=$(jdk_version "$1")
    # shellcheck disable=SC2207  # a list
    options=($(jvm_options "$1") "@$home/scripts/java.opens")
    # The heap grows as it needs to; a 64th of the machine's memory, with which it would begin, is full of garbage first.
    options+=(-XX:InitialRAMPercentage=0.1)
    # What a burst has left is given back: the heap's part after a minute in which nothing was collected, ...
    options+=(-XX:G1PeriodicGCInterval=60000 -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40)
    # ... and what the compilers had, 25 MB that the C library would keep. A JVM that does not know the option does not start.
    if gives_back "$1"; then options+=(-XX:TrimNativeHeapInterval=10000); fi
    # Of an archive that it cannot use the JVM says much, and then starts without.
    options+=('-Xlog:cds*=off' '-Xlog:class+path=off')
    [ "$version" -lt 25 ] || { use=AOTCache make=AOTCacheOutput; options+=('-Xlog:aot*=off'); }
    if [ $# -gt 1 ]; then
        options+=("-XX:$make=$2")
    elif has_archive; then
        options+=("-XX:$use=$archive")
    fi
}

# unsign JDK: classes of a signed jar are not archived, and the compiler's is one.
unsign() {
    local signed work=$target/unsigned
    for signed in "$target"/lib/ecj-*.jar; do
        grep -q 'META-INF/[^/]*\.SF' "$signed" || continue
        rm -rf "$work"
        mkdir -p "$work/classes"
        (
            cd "$work/classes" &&
                "$1/bin/jar" xf "$signed" &&
                sed '/^\r*$/q' META-INF/MANIFEST.MF >../main.mf &&
                rm -f META-INF/MANIFEST.MF META-INF/*.SF META-INF/*.RSA META-INF/*.DSA META-INF/*.EC &&
                "$1/bin/jar" cfm ../unsigned.jar ../main.mf . &&
                mv -f ../unsigned.jar "$signed"
        )
        rm -rf "$work"
    done
}

make_archive() { # JDK ARCHIVE
    unsign "$1"
    start_options "$1" "$2.new"
    env -u JAVA_TOOL_OPTIONS -u JDK_JAVA_OPTIONS timeout 60 "$1/bin/java" "${options[@]}" \
        -Dpostern.home="$home" -cp "$(class_path)" org.postern.daemon.Main rehearse
}

# rehearse JDK: makes the archive, after each build. One that runs keeps its own, as a file is never written to under its name.
# Where it cannot be made, starts are slower, and nobody tries again before the next build: the file is empty then.
rehearse() {
    { [ -w "$target" ] && [ ! "$archive" -nt "$jar" ] && exec 8>"$target/archive.lock"; } 2>/dev/null || return 0
    if flock -n 8; then
        rm -f "$archive.new"
        (make_archive "$1" "$archive") >"$target/rehearsal.log" 2>&1 </dev/null 8>&- || : >"$archive.new"
        find "$target" -maxdepth 1 -name 'start-*.archive*' ! -newer "$jar" -delete
        cksum <"$archive.new" >"$archive.sum.new"
        mv -f "$archive.sum.new" "$archive.sum"
        mv -f "$archive.new" "$archive"
    fi
    exec 8>&-
}
