# Rows 4, 5, 6, 7, 8 and 16 of bin/torture: disks and descriptors that run short, and damaged segments. Sourced by it, with
# ROOT, the tree's root. A row that needs root says so, and is skipped otherwise.

_t_dir() { mktemp -d "${TMPDIR:-/tmp}/kvs-torture.XXXXXX"; }

# Starts a server: _t_start DIR LOG ENGINE [OPTION...]; sets PID and ADDR. It is kvs-server, unless PROGRAM says another.
_t_start() {
    _dir=$1; _log=$2; _engine=$3; shift 3
    "$ROOT/bin/${PROGRAM:-kvs-server}" --addr 127.0.0.1:0 --engine "$_engine" --dir "$_dir" "$@" > "$_log" 2>&1 &
    PID=$!
    ADDR=
    for _ in $(seq 300); do
        ADDR=$(grep -Eo '127\.0\.0\.1:[1-9][0-9]*' "$_log" | head -1)
        [ -n "$ADDR" ] && return 0
        kill -0 "$PID" 2>/dev/null || break
        sleep 0.1
    done
    return 1
}

_t_stop() { kill "$PID" 2>/dev/null; wait "$PID" 2>/dev/null; }
_t_client() { timeout 30 "$ROOT/bin/kvs-client" "$@" --addr "$ADDR"; }
_t_row() { if [ "$2" = ok ]; then echo "ok      row $1: $3"; else echo "FAILED  row $1: $3"; fi; }
_t_until() { # _t_until SECONDS COMMAND...
    _n=$1; shift
    for _ in $(seq "$((_n * 5))"); do "$@" >/dev/null 2>&1 && return 0; sleep 0.2; done
    return 1
}

# An argument of Linux is 128 KiB at most, so values are shorter.
_t_fill() { # _t_fill COUNT BYTES [FIRST]: sets key<i> to BYTES bytes
    _i=${3:-0}; _end=$((_i + $1)); _v=$(head -c "$2" /dev/zero | tr '\0' x)
    while [ "$_i" -lt "$_end" ]; do _t_client set "key$_i" "$_v" || return 1; _i=$((_i + 1)); done
}

_t_below() { [ "$(du -sk "$1" | cut -f1)" -lt "$2" ]; }

# Sets a limit of descriptors that leaves the server FREE of them. The limit is one more than the highest number allowed.
_t_descriptors() { # _t_descriptors FREE
    _limit=0; _free=$1
    while [ -e "/proc/$PID/fd/$_limit" ] || [ "$_free" -gt 0 ]; do
        [ -e "/proc/$PID/fd/$_limit" ] || _free=$((_free - 1))
        _limit=$((_limit + 1))
    done
    prlimit --pid "$PID" --nofile="$_limit:"
}

# 4: descriptors run out while segments become full and are compacted; the log goes on when they are back. Which step fails, a
# segment, its hint or the manifest, depends on how many are left.
row4() {
    if ! command -v prlimit >/dev/null; then echo "skipped row 4: needs prlimit"; return; fi
    d=$(_t_dir)
    _t_start "$d/data" "$d/log" kvs --threads pool --protocol text --fsync never || { _t_row 4 no "the server did not start"; return; }
    _t_store 2 a
    value=$(head -c 1000000 /dev/zero | tr '\0' x)
    for free in 0 1 2 3; do
        exec 8<>"/dev/tcp/${ADDR%:*}/${ADDR##*:}"
        printf 'STORE$b$x\n' >&8; IFS= read -r -t 30 _ <&8
        _t_descriptors "$free"
        # More than a segment. The text protocol has no errors: a failed write closes the connection.
        for _ in $(seq 70); do
            printf 'STORE$b$%s\n' "$value" >&8 && IFS= read -r -t 30 _ <&8 || break
        done 2>/dev/null
        exec 8>&-
        prlimit --pid "$PID" --nofile=1024:
        r=no
        _t_until 20 _t_store 2 c && [ "$(_t_load a)" = xx ] && [ "$(_t_load c)" = xx ] && r=ok
        _t_row 4 $r "writes go on after the process had $free file descriptors left"
    done
    _t_stop; rm -rf "$d"
}

# Prints the value of a key over the text protocol.
_t_load() {
    timeout 30 bash -c 'exec 9<>"/dev/tcp/${1%:*}/${1##*:}" && printf "LOAD\$%s\n" "$2" >&9 && IFS= read -r answer <&9 && echo "${answer#*\$}"' _ "$ADDR" "$1"
}

# Stores values over one connection in the text protocol (--protocol text): _t_store BYTES KEY... ; keys are of the letters a-z.
_t_store() {
    _v=$(head -c "$1" /dev/zero | tr '\0' x); shift
    exec 9<>"/dev/tcp/${ADDR%:*}/${ADDR##*:}" || return 1
    for _k in "$@"; do
        printf 'STORE$%s$%s\n' "$_k" "$_v" >&9
        IFS= read -r -t 30 _answer <&9 && [ "$_answer" = DONE ] || { exec 9>&-; return 1; }
    done
    exec 9>&-
}

# Sends a command in Redis's protocol over the connection 9; _answer is the first line of the reply: _t_resp WORD...
_t_resp() {
    printf '*%d\r\n' $# >&9
    for _w in "$@"; do printf '$%d\r\n%s\r\n' "${#_w}" "$_w" >&9; done
    IFS= read -r -t 30 _answer <&9 || return 1
    _answer=${_answer%$'\r'}
}

_t_set() { _t_resp SET "$1" "$2" && [ "$_answer" = +OK ]; }

# 5, for kvs-sharded, on the file system at $d/disk.
_row5_sharded() {
    PROGRAM=kvs-sharded _t_start "$d/disk/data" "$d/log" kvs --shards 1 || { _t_row 5 no "kvs-sharded did not start"; return; }
    exec 9<>"/dev/tcp/${ADDR%:*}/${ADDR##*:}" || { _t_row 5 no "kvs-sharded cannot be reached"; _t_stop; return; }
    _v=$(head -c 100000 /dev/zero | tr '\0' x)
    for i in $(seq 80); do _t_set "key$i" "$_v" || echo "        SET key$i: $_answer"; done
    head -c 100000000 /dev/zero > "$d/disk/other" 2>/dev/null
    n=0; while [ $n -lt 60 ] && _t_set "more$n" "$_v"; do n=$((n + 1)); done
    r=ok; [ $n -lt 60 ] || { r=no; echo "        all of $n sets were accepted"; }
    for i in $(seq 80); do
        _t_resp DEL "key$i" && [ "$_answer" = :1 ] || { r=no; echo "        DEL key$i: $_answer"; }
    done
    _t_row 5 $r "kvs-sharded: every key can be removed from a full disk, and a SET is rejected"
    r=no; _t_until 30 _t_set again 1 && r=ok
    _t_row 5 $r "kvs-sharded: values are accepted when compaction has brought the room of the keys back, without a restart"
    exec 9>&-
    _t_stop
}

# 5: a full disk: keys can be removed, and a set is rejected until there is room.
row5() {
    [ "$(id -u)" = 0 ] || { echo "skipped row 5: needs root"; return; }
    d=$(_t_dir); mkdir "$d/disk"
    mount -t tmpfs -o size=32m none "$d/disk" 2>/dev/null || { echo "skipped row 5: needs root (mount)"; rm -rf "$d"; return; }
    if _t_start "$d/disk/data" "$d/log" kvs; then
        _t_fill 8 100000
        head -c 100000000 /dev/zero > "$d/disk/other" 2>/dev/null
        r=ok
        # The room that the file has beyond its last record, some 2 MiB, may take a few more values.
        n=0; while [ $n -lt 40 ] && _t_client set more "$(head -c 100000 /dev/zero | tr '\0' x)" >/dev/null 2>&1; do n=$((n + 1)); done
        [ $n -lt 40 ] || { r=no; echo "        all of $n sets were accepted"; }
        j=0; while [ $j -lt 8 ]; do _t_client rm "key$j" || r=no; j=$((j + 1)); done
        _t_row 5 $r "every key can be removed from a full disk, and a set is rejected"
        rm -f "$d/disk/other"
        r=no; _t_until 20 _t_client set again 1 && r=ok
        _t_row 5 $r "values are accepted when the disk has room again, without a restart"
        _t_stop
    else
        _t_row 5 no "the server did not start"
    fi
    rm -rf "$d/disk/data" "$d/disk/other"
    _row5_sharded
    umount "$d/disk"; rm -rf "$d"
}

# 6: a flipped bit in a finished segment: the segment stays, it is named, and the others are compacted.
row6() {
    d=$(_t_dir)
    _t_start "$d/data" "$d/log" kvs --protocol text --fsync never || { _t_row 6 no "the server did not start"; return; }
    keys=$(for a in a b c d e f g; do for b in a b c d e f g h i j; do echo "$a$b"; done; done)
    # 70 MB: the first segment is full, and all of it is live.
    _t_store 1000000 $keys || _t_row 6 no "the values could not be stored"
    seg=$d/data/0000000001.log
    printf '\001' | dd of="$seg" bs=1 seek=5000 conv=notrunc 2>/dev/null
    _t_store 1000000 $keys $keys $keys $keys || _t_row 6 no "the values could not be stored again"
    r=no
    _t_until 30 _t_below "$d/data" 260000 && [ -e "$seg" ] && r=ok
    _t_row 6 $r "350 MB of which 70 are live: the segment stays, the others are compacted"
    r=no; [ "$(grep -c "0000000001.log cannot be read" "$d/log")" = 1 ] && r=ok
    _t_row 6 $r "the damaged segment is named once in the log"
    r=no; "$ROOT/bin/kvs-log" "$d/data" 2>/dev/null | grep -q "0000000001.log.*damaged at" && r=ok
    _t_row 6 $r "the damaged segment is named by kvs-log"
    _t_stop; rm -rf "$d"
}

# 7: a few large values become stale: their room returns without 1,024 writes, and without a full segment.
row7() {
    d=$(_t_dir)
    _t_start "$d/data" "$d/log" kvs --protocol text || { _t_row 7 no "the server did not start"; return; }
    k=$(for _ in $(seq 50); do echo same; done)
    _t_store 1000000 $k || _t_row 7 no "the values could not be stored"
    r=no; _t_until 20 _t_below "$d/data" 32000 && r=ok
    _t_row 7 $r "50 MB in 50 writes of one key become less than 32"
    _t_stop; rm -rf "$d"
}

# 8: no script can show it without a file system that refuses mmap; UnmappableFileTest injects the refusal.
row8() { echo "skipped row 8: needs a file system without mmap (UnmappableFileTest shows it)"; }

# 16: mvstore reads on after a full disk, and refuses a file that was cut after a clean stop.
row16() {
    d=$(_t_dir)
    if [ "$(id -u)" = 0 ] && mkdir "$d/disk" && mount -t tmpfs -o size=16m none "$d/disk" 2>/dev/null; then
        if _t_start "$d/disk/data" "$d/log" mvstore; then
            _t_client set first 1
            head -c 50000000 /dev/zero > "$d/disk/other" 2>/dev/null
            for i in 1 2 3 4 5; do _t_fill 1 100000 "$i" >/dev/null 2>&1; done
            r=no; [ "$(_t_client get first)" = 1 ] && r=ok
            _t_row 16 $r "reads go on on a full disk"
            rm -f "$d/disk/other"
            r=no; _t_until 20 _t_client set again 1 && [ "$(_t_client get again)" = 1 ] && r=ok
            _t_row 16 $r "writes go on when the disk has room again"
            _t_stop
        else
            _t_row 16 no "the server did not start"
        fi
        umount "$d/disk"
    else
        echo "skipped row 16 (full disk): needs root"
    fi
    if _t_start "$d/data" "$d/log" mvstore; then
        _t_fill 10 50000
        _t_client shutdown >/dev/null 2>&1; wait "$PID" 2>/dev/null; _t_stop
        truncate -s 20000 "$d/data/store.mv"
        r=ok; _t_start "$d/data" "$d/log" mvstore && { r=no; _t_stop; }
        grep -q "is not what it was when the engine stopped" "$d/log" || r=no
        _t_row 16 $r "a file that was cut after a clean stop is refused with a sentence"
    else
        _t_row 16 no "the server did not start"
    fi
    rm -rf "$d"
}
