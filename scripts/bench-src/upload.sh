# What a large upload costs a daemon with a small heap. Sourced by scripts/bench.

upload_bytes=$((1 << 30))
upload_heap=256m

write_upload_site() {
    mkdir -p "$dir/site/upload" "$dir/tmp"
    chmod 1777 "$dir/tmp"
    cat >"$dir/site/upload/upload.java" <<'END'
import static org.postern.api.Apache.*;

import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.io.OutputStream;
import java.util.HexFormat;
import org.postern.api.Field;
import org.postern.api.Request;

public class upload {
    public static int handler(Request req) throws Exception {
        long size = 0;
        String sum = "";
        if (String.valueOf(req.headersIn().get("Content-Type")).startsWith("multipart/")) {
            Field field = req.form().field("file");
            size = field.size();
            if ("sum".equals(req.args())) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                try (var in = new DigestInputStream(field.file(), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
                sum = HexFormat.of().formatHex(digest.digest());
            }
        } else {
            for (byte[] piece = req.read(1 << 16); piece.length > 0; piece = req.read(1 << 16)) {
                size += piece.length;
            }
        }
        req.write(size + " " + sum);
        return OK;
    }
}
END
    head -c "$upload_bytes" /dev/urandom >"$dir/file"
}

uploading() {
    configured "$dir/ajp.sock"
    cat <<END
<Directory "$dir/site/upload">
    LimitRequestBody 0
    SetHandler \${postern}
    Use JavaRoot $dir/site/upload
    Use JavaHandler upload
</Directory>
END
}

# post QUERY OPTION...: prints the seconds it took; the answer is in the file answer.
post() {
    curl -sS -o "$dir/answer" -w '%{time_total}\n' -H 'Expect:' "${@:2}" "http://127.0.0.1:${port[postern]}/upload/x$1"
}

# What the first part of an answer must be is known; the rest, where it was asked for, is checked once.
check_upload() { # SUM
    local answer
    answer=$(cat "$dir/answer")
    [[ $answer == "$upload_bytes $1" ]] || die "the upload was answered with: $answer"
}

as_form() { # QUERY
    post "$1" -F "file=@$dir/file"
}

as_body() {
    post '' -X POST -T "$dir/file"
}

print_uploads() { # LABEL FILE
    sort -n "$2" | awk -v label="$1" -v bytes="$upload_bytes" '
        { n[NR] = $1 }
        END {
            middle = n[int((NR + 1) / 2)]
            printf "%-38s%10.2f%10.0f%10.2f-%.2f\n", label, middle, bytes / 1e6 / middle, n[1], n[NR]
        }'
}

measure_upload() {
    local i sum daemon
    rounds=3
    read_options "$@"
    # shellcheck disable=SC2046  # a list of packages
    install $(build_tools; need apache2-bin command -v apache2; need curl command -v curl)
    make_folder
    "$project/scripts/postern" version >/dev/null || die 'Postern could not be built'
    choose_ports ajp postern
    write_site
    write_upload_site
    sum=$(sha256sum <"$dir/file")
    POSTERN_JAVA_OPTIONS="-Xmx$upload_heap -Djava.io.tmpdir=$dir/tmp" start_postern
    daemon=$(cat "$dir/daemon.pid")
    start_httpd postern < <(uploading)
    as_form '?sum' >/dev/null
    check_upload "${sum%% *}"
    for ((i = 0; i < rounds; i++)); do
        as_body >>"$dir/body.s"
        check_upload ''
        as_form '' >>"$dir/form.s"
        check_upload ''
    done
    print_machine 2>/dev/null
    printf '%s rounds, %s MB through httpd to a daemon with a heap of %s\n\n' "$rounds" $((upload_bytes >> 20)) "$upload_heap"
    printf '%-38s%10s%10s%15s\n' '' seconds MB/s min-max
    print_uploads 'a body that a handler reads' "$dir/body.s"
    print_uploads 'a file in a form, on disk when it runs' "$dir/form.s"
    printf '\n%-38s%10s MB\n' 'largest resident memory of the daemon' \
        "$(awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$daemon/status")"
    [[ -z $(find "$dir/tmp" -name 'upload-*') ]] || die 'files of uploads are left behind'
}
