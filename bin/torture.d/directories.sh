# Rows 3, 12, 14, 15 and 17 of bin/torture: directories that change under a process, logs that were cut, and reads that fail.
# Sourced by it, with ROOT, the tree's root. Each works in a temporary directory of its own, on ephemeral ports, and waits a
# bounded time.

own_say() { # words, then a condition that was evaluated: 0 is ok
  if [ "$2" -eq 0 ]; then echo "ok      $1"; else echo "FAILED  $1"; fi
}

# own_start NAME ARGS...: starts a server in $OWN; sets own_pid and own_addr; returns 1 if it ends before it listens.
own_start() {
  own_name=$1
  shift
  "$ROOT/bin/kvs-server" --addr 127.0.0.1:0 "$@" >"$OWN/$own_name.log" 2>&1 &
  own_pid=$!
  OWN_PIDS="$OWN_PIDS $own_pid"
  own_wait=0
  while [ "$own_wait" -lt 300 ]; do
    own_addr=$(sed -n 's/.*listens on \([0-9.]*:[0-9]*\).*/\1/p' "$OWN/$own_name.log" 2>/dev/null | head -n 1)
    [ -n "$own_addr" ] && return 0
    kill -0 "$own_pid" 2>/dev/null || return 1
    sleep 0.1
    own_wait=$((own_wait + 1))
  done
  return 1
}

own_client() { # ADDR WORDS...
  own_to=$1
  shift
  "$ROOT/bin/kvs-client" --addr "$own_to" "$@" 2>&1
}

# own_until SECONDS COMMAND...: repeats the command until it succeeds.
own_until() {
  own_left=$(($1 * 5))
  shift
  while [ "$own_left" -gt 0 ]; do
    "$@" && return 0
    sleep 0.2
    own_left=$((own_left - 1))
  done
  return 1
}

own_begin() {
  OWN=$(mktemp -d)
  OWN_PIDS=
}

own_kill() {
  # Each is waited for, so that the shell does not report its end. A process that ended long ago may have left its number
  # to another one: only children of this shell are ended.
  for own_each in $OWN_PIDS; do
    jobs -p | grep -qx "$own_each" && kill -9 "$own_each"
    wait "$own_each"
  done 2>/dev/null
  OWN_PIDS=
}

own_end() {
  own_kill
  rm -rf "$OWN"
}

own_refused() { own_client "$1" set x y | grep -q 'writes are refused'; }

row3() {
  for own_engine in kvs mvstore; do
    own_begin
    own_start first --dir "$OWN/data" --engine "$own_engine"
    own_first=$own_addr own_first_pid=$own_pid
    own_client "$own_first" set a first >/dev/null
    mv "$OWN/data" "$OWN/moved"
    own_start second --dir "$OWN/data" --engine "$own_engine"
    own_second=$own_addr own_second_pid=$own_pid
    own_client "$own_second" set b second >/dev/null
    own_until 10 own_refused "$own_first"
    own_say "3 $own_engine: writes are refused after the directory was renamed and another server took its path" $?
    [ "$(own_client "$own_first" get a)" = first ]
    own_say "3 $own_engine: reads go on" $?
    [ "$(grep -c 'writes are refused until' "$OWN/first.log")" -ge 1 ]
    own_say "3 $own_engine: the log says why" $?
    kill -9 "$own_first_pid" "$own_second_pid"
    wait "$own_first_pid" "$own_second_pid" 2>/dev/null
    own_start again --dir "$OWN/data" && [ "$(own_client "$own_addr" get b)" = second ] \
      && [ "$(own_client "$own_addr" get a)" = 'Key not found' ]
    own_say "3 $own_engine: the second store has its writes, and none of the first" $?
    own_start moved --dir "$OWN/moved" && [ "$(own_client "$own_addr" get a)" = first ]
    own_say "3 $own_engine: the first store has its writes" $?
    own_end
  done
  own_begin
  own_start first --dir "$OWN/data"
  own_client "$own_addr" set a first >/dev/null
  rm "$OWN/data/lock"
  own_until 10 own_refused "$own_addr"
  own_say "3 kvs: writes are refused after the lock file was removed" $?
  own_end
}

row12() {
  own_begin
  for own_engine in kvs mvstore; do
    mkdir "$OWN/foreign-$own_engine"
    own_foreign=store.mv
    [ "$own_engine" = kvs ] && own_foreign=notes.txt
    echo text >"$OWN/foreign-$own_engine/$own_foreign"
    own_start foreign --dir "$OWN/foreign-$own_engine" --engine "$own_engine"
    own_started=$?
    [ "$own_started" -ne 0 ] && [ "$(ls -A "$OWN/foreign-$own_engine")" = "$own_foreign" ]
    own_say "12 $own_engine: a refused start leaves nothing in a foreign directory" $?
  done
  own_round=0 own_bad=0
  while [ "$own_round" -lt 3 ]; do
    own_both=
    for own_engine in kvs mvstore; do
      "$ROOT/bin/kvs-server" --addr 127.0.0.1:0 --dir "$OWN/data-$own_round" --engine "$own_engine" \
        >"$OWN/$own_engine-$own_round.log" 2>&1 &
      own_both="$own_both $!"
    done
    OWN_PIDS="$OWN_PIDS $own_both"
    # shellcheck disable=SC2016
    own_until 30 sh -c '[ "$(cat "$1" "$2" | grep -c -e "listens on" -e "^error: ")" -ge 2 ]' - \
      "$OWN/kvs-$own_round.log" "$OWN/mvstore-$own_round.log" || own_bad=1
    own_recorded=$(cat "$OWN/data-$own_round/engine")
    grep -q 'listens on' "$OWN/$own_recorded-$own_round.log" || own_bad=1
    [ "$(cat "$OWN/kvs-$own_round.log" "$OWN/mvstore-$own_round.log" | grep -c 'listens on')" -eq 1 ] || own_bad=1
    own_round=$((own_round + 1))
  done
  own_say "12: of two first starts at once with different engines, one wins and one gets a sentence" "$own_bad"
  own_start whole --dir "$OWN/data" --engine mvstore
  own_client "$own_addr" set a b >/dev/null
  own_client "$own_addr" shutdown >/dev/null
  wait "$own_pid" 2>/dev/null
  printf '\0\0\0\0' >"$OWN/data/engine"
  own_start damaged --dir "$OWN/data"
  grep -q '^error: .*delete it, and start with --engine' "$OWN/damaged.log"
  own_say "12: a damaged engine file is named with a way out" $?
  rm "$OWN/data/engine"
  own_start wrong --dir "$OWN/data"
  grep -q '^error: .*start with --engine mvstore' "$OWN/wrong.log"
  own_say "12: the wrong engine refuses to start then, and names the right one" $?
  own_start right --dir "$OWN/data" --engine mvstore && [ "$(own_client "$own_addr" get a)" = b ]
  own_say "12: the way out leads to the data" $?
  own_end
}

row14() {
  own_begin
  mkdir "$OWN/small"
  if ! mount -t tmpfs -o size=32m tmpfs "$OWN/small" 2>/dev/null; then
    echo "skipped 14: a small file system cannot be mounted here; SalvageTest shows it"
    own_end
    return
  fi
  own_start whole --dir "$OWN/small/data"
  own_i=0
  own_value=$(head -c 100000 /dev/zero | tr '\0' x)
  while [ "$own_i" -lt 12 ]; do
    own_client "$own_addr" set "k$own_i" "$own_value" >/dev/null
    own_i=$((own_i + 1))
  done
  own_client "$own_addr" shutdown >/dev/null
  wait "$own_pid" 2>/dev/null
  # The reserve of the engine is room as well, and so is what the last segment has in advance.
  head -c 100000000 /dev/zero >"$OWN/small/other" 2>/dev/null
  printf 'y' | dd of="$OWN/small/data/0000000001.log" bs=1 seek=500 conv=notrunc 2>/dev/null
  own_before=$(ls -A "$OWN/small/data")
  for own_try in 1 2 3; do
    own_start "salvage$own_try" --dir "$OWN/small/data" --salvage
  done
  grep -q '^error: could not salvage .*: it needs room for [0-9]* more bytes' "$OWN/salvage3.log"
  own_say "14: a salvage without room says how much it needs" $?
  [ "$(ls -A "$OWN/small/data")" = "$own_before" ]
  own_say "14: three attempts leave nothing behind" $?
  own_kill
  umount "$OWN/small"
  own_end
}

# Row 15 needs a bad sector: strace lets each read of the segment fail, and no other call.
row15() {
  if ! command -v strace >/dev/null 2>&1 || ! strace -qq -f -e trace=none true 2>/dev/null; then
    echo "skipped 15: a read that fails (needs strace); LogEngineFailureTest shows it"
    return
  fi
  own_begin
  # The engine's threads, alone or as a pool, read by the same calls.
  own_start sector --dir "$OWN/data" --engine kvs --threads pool
  own_client "$own_addr" set key value >/dev/null
  own_segment=$OWN/data/0000000001.log
  strace -qq -f -p "$own_pid" -P "$own_segment" -e trace=pread64 -e inject=pread64:error=EIO -o /dev/null &
  own_strace=$!
  OWN_PIDS="$OWN_PIDS $own_strace"
  own_until 10 grep -q 'TracerPid:[[:space:]]*[1-9]' "/proc/$own_pid/status"
  own_said=$(own_client "$own_addr" get key)
  own_other=$(own_client "$own_addr" get none)
  kill "$own_strace"
  wait "$own_strace" 2>/dev/null
  own_place="could not read the value of .*: could not read .*0000000001.log at offset [0-9]*: Input/output error"
  grep -q "^error: .*$own_place" <<<"$own_said"
  own_say "15: the client gets the key's error, with operation, file and offset" $?
  grep -q "$own_place" "$OWN/sector.log"
  own_say "15: the log says the same" $?
  [ "$own_other" = 'Key not found' ] && [ "$(own_client "$own_addr" get key)" = value ]
  own_say "15: other keys are served, and the key itself when it can be read again" $?
  own_end
}

row17() {
  own_begin
  for own_how in clean killed; do
    own_start "$own_how" --dir "$OWN/$own_how"
    own_client "$own_addr" set a 1 >/dev/null
    own_client "$own_addr" set b 2 >/dev/null
    if [ "$own_how" = clean ]; then
      own_client "$own_addr" shutdown >/dev/null
    else
      kill -9 "$own_pid"
    fi
    wait "$own_pid" 2>/dev/null
  done
  # Two records of 27 bytes after a header of 32.
  truncate -s 77 "$OWN/clean/0000000001.log" "$OWN/killed/0000000001.log"
  own_start cut --dir "$OWN/clean"
  grep -q '^error: .*0000000001.log at offset 77: the file has 77 bytes, but had [0-9]* when the log was closed' "$OWN/cut.log"
  own_say "17: a cut after a clean stop is damage, with file, offset, expected and found" $?
  "$ROOT/bin/kvs-log" "$OWN/clean" | grep -q 'damaged at'
  own_say "17: kvs-log says so, too" $?
  own_start salvaged --dir "$OWN/clean" --salvage && [ "$(own_client "$own_addr" get a)" = 1 ] \
    && grep -q 'lost: 0000000001.log: the file ends after 77 of' "$OWN/salvaged.log"
  own_say "17: --salvage keeps the rest, and names what is lost" $?
  own_start torn --dir "$OWN/killed" && [ "$(own_client "$own_addr" get a)" = 1 ]
  own_say "17: a cut after a kill is a torn tail, and the server starts" $?
  own_end
}
