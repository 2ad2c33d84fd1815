# What one request costs in parts, by JMH. Sourced by scripts/bench.

# measure_jmh [PATTERN [OPTION...]]: the benchmarks whose names match; the options are JMH's, such as -f 3 -i 10.
measure_jmh() {
    local module=$project/scripts/bench-src/jmh jdk
    [[ ${1-} != --help ]] || { usage; exit; }
    . "$project/scripts/lib.sh"
    # shellcheck disable=SC2046  # a list of packages
    install $(build_tools)
    make_folder
    jdk=$(newest_jdk)
    (become_maven -q -Pjmh -pl connector,daemon/api,daemon/handlers,daemon/server,scripts/bench-src/jmh -Dmaven.test.skip=true \
        -Dwarnings=-nowarn process-classes) >&2
    # shellcheck disable=SC2046  # a list of options
    "$jdk/bin/java" $(jvm_options "$jdk") "@$project/scripts/java.opens" \
        -cp "$module/target/classes:$(cat "$module/target/class-path")" org.openjdk.jmh.Main \
        -foe true -prof gc -rf csv -rff "$dir/jmh.csv" "$@" >"$dir/jmh.log" || { cat "$dir/jmh.log" >&2; die 'a benchmark failed'; }
    printf '%s\n%s\n\n' "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores" \
        "$("$jdk/bin/java" -version 2>&1 | grep -m 1 version)"
    printf '%-42s%12s%10s%12s\n' '' ns '+-' bytes
    # "name","mode",threads,samples,score,error,"unit"; the profiler's lines have :gc.... behind the name
    tr -d '"' <"$dir/jmh.csv" | awk -F, '
        function short(name) { sub(/.*\.[a-z]+\./, "", name); return name }
        NR > 1 && $1 !~ /:/ { names[++count] = $1; time[$1] = $5; error[$1] = $6 }
        $1 ~ /:gc\.alloc\.rate\.norm$/ { split($1, part, ":"); bytes[part[1]] = $5 }
        END {
            for (i = 1; i <= count; i++)
                printf "%-42s%12.1f%10.1f%12.0f\n", short(names[i]), time[names[i]], error[names[i]], bytes[names[i]]
        }'
}
