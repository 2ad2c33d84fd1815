# Tables and chart of what was measured. Sourced by compare.sh.
# shellcheck shell=bash disable=SC2154  # variables of scripts/bench

# What has come out: a line for each row and number of connections, with tabs between connections, section, label, requests
# per second (median, least, most), ratio, the median of the 99th percentiles in milliseconds, failures.

median() { # COLUMN FILE
    awk -v "column=$1" '{ print $column }' "$2" | sort -n | awk '
        { value[NR] = $1 }
        END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'
}

results() {
    local level row base file
    for level in "${levels[@]}"; do
        for row in "${rows[@]}"; do
            file=rounds/$level/$row
            base=$(median 1 "$dir/rounds/$level/${reference[$row]}")
            awk -v "head=$level	${section[$row]}	${label[$row]}" -v "rate=$(median 1 "$dir/$file")" -v "base=$base" \
                -v "p99=$(median 3 "$dir/$file")" '
                FILENAME ~ /rounds/ && (least == "" || $1 < least) { least = $1 }
                FILENAME ~ /rounds/ && $1 > most { most = $1 }
                { failed += $2 }
                END {
                    ratio = base ? rate / base : 0
                    printf "%s\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f\t%d\n", head, rate, least, most, ratio, p99 / 1000, failed
                }
            ' "$dir/warm-up/$level/$row" "$dir/$file"
        done
    done
}

print_terminal() { # RESULTS
    awk -F '\t' '
        $1 != level { level = $1; printf "\n%s connections\n", level; part = "" }
        $2 != part {
            part = $2
            printf "\n%-38s%12s%8s%17s%10s%8s\n", part, "requests/s", "ratio", "min-max", "p99 ms", "failed"
        }
        { printf "  %-36s%12d%8.2f%17s%10.2f%8d\n", $3, $4, $7, $5 "-" $6, $8, $9 }' "$1"
}

print_markdown() { # RESULTS
    awk -F '\t' '
        $1 != level { level = $1; printf "\n## %s connections\n", level; part = "" }
        $2 != part {
            part = $2
            printf "\n| %s | requests/s | ratio | min-max | p99 ms | failed |\n|---|--:|--:|--:|--:|--:|\n", part
        }
        { printf "| %s | %d | %.2f | %s | %.2f | %d |\n", $3, $4, $7, $5 "-" $6, $8, $9 }' "$1"
}

version() { # LABEL PACKAGE
    printf '%s %s\n' "$1" "$(dpkg-query -W -f '${Version}' "$2" 2>/dev/null || echo 'of unknown version')"
}

# Of the package php8.2-fpm for php-fpm8.2; php-fpm has a number of its own.
php_version() {
    local program
    program=$(php_program)
    version PHP-FPM "php${program#*php-fpm}-fpm"
}

print_compare_setting() {
    print_machine
    printf 'Postern %s\n' "$(git -C "$project" describe --always --dirty 2>/dev/null || echo 'outside git')"
    ! needs mod_python || version mod_python libapache2-mod-python
    ! needs mod_wsgi || version mod_wsgi libapache2-mod-wsgi-py3
    ! needs tomcat || version Tomcat tomcat10-common
    ! needs php || php_version
    printf 'median of %s rounds of %s s\n' "$rounds" "$seconds"
}

write_report() { # RESULTS
    mkdir -p "$report"
    {
        printf '# Postern beside others\n\n![Requests per second, as bars](compare.svg)\n\n'
        printf 'Written on %s by "%s", on this machine:\n\n' "$(date -u '+%Y-%m-%d %H:%M UTC')" "$command_line"
        print_compare_setting | sed 's/^/- /'
        cat <<'TEXT'

The load shares the machine's cores with what it measures: compare the ratios, which are to the null backend, one that does
nothing but answer with 13 bytes. p99 is the time that 99 of 100 answers took at most. All stand behind the same httpd with
mpm_event; Tomcat and Postern run on the same JDK with the same heap, and are reached by TCP where no Unix socket is named. Nobody
writes an access log.
TEXT
        print_markdown "$1"
    } >"$report/compare.md"
    python3 "$parts/chart.py" "median of $rounds rounds of $seconds s, $(nproc) cores" <"$1" >"$report/compare.svg"
    echo "bench: written: $report/compare.md and compare.svg" >&2
}
