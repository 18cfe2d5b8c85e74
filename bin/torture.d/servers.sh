# Rows 9, 10, 18b and 18c of bin/torture: slow disks, memory and descriptors. Sourced by it, with ROOT, the tree's root. Each
# uses a temporary directory and ephemeral ports, and ends by itself.

# serve_begin LOG PROGRAM WORDS…: starts a program; sets SERVE_PID and SERVE_ADDR (empty if it did not listen within 30 s).
serve_begin() {
  serve_log=$1
  shift
  "$@" >"$serve_log.out" 2>"$serve_log" &
  SERVE_PID=$!
  SERVE_ADDR=
  for _ in $(seq 300); do
    SERVE_ADDR=$(sed -n 's/.*listens on \([^ ]*:[0-9]*\):.*/\1/p' "$serve_log" | head -n 1)
    [ -n "$SERVE_ADDR" ] && return 0
    kill -0 "$SERVE_PID" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# serve_end [SIGNAL]: ends that program; sets SERVE_RC.
serve_end() {
  kill "-${1:-TERM}" "$SERVE_PID" 2>/dev/null
  SERVE_RC=0
  wait "$SERVE_PID" 2>/dev/null || SERVE_RC=$?
}

# serve_await_end SECONDS: waits for the program to end by itself; sets SERVE_RC, "alive" if it does not.
serve_await_end() {
  for _ in $(seq $((10 * $1))); do
    if ! kill -0 "$SERVE_PID" 2>/dev/null; then
      SERVE_RC=0
      wait "$SERVE_PID" 2>/dev/null || SERVE_RC=$?
      return
    fi
    sleep 0.1
  done
  SERVE_RC=alive
}

verdict() { # ROW WORDS CONDITION…: prints the line of a row
  verdict_row=$1 verdict_words=$2
  shift 2
  if "$@"; then echo "ok      $verdict_row  $verdict_words"; else echo "FAILED  $verdict_row  $verdict_words"; fi
}

resp() { # ADDRESS COMMAND: sends one inline command, prints the first line of the reply; ends after 10 s
  timeout 10 bash -c 'exec 3<>"/dev/tcp/${1%:*}/${1##*:}" && printf "%s\r\n" "$2" >&3 && head -n 1 <&3' _ "$1" "$2" 2>/dev/null | tr -d '\r'
}

# slow_calls PID CALLS: strace delays each of these system calls of the process by two seconds; sets SLOW_PID.
slow_calls() {
  strace -qq -f -p "$1" -e "trace=$2" -e "inject=$2:delay_enter=2000000" -o /dev/null &
  SLOW_PID=$!
  for _ in $(seq 100); do
    grep -q 'TracerPid:[[:space:]]*[1-9]' "/proc/$1/status" && return
    sleep 0.1
  done
}

text() { # ADDRESS LINE: sends one line of the text protocol, prints the reply; ends after 60 s
  timeout 60 bash -c 'exec 3<>"/dev/tcp/${1%:*}/${1##*:}" && printf "%s\n" "$2" >&3 && head -n 1 <&3' _ "$1" "$2" 2>/dev/null
}

# Row 9 needs a slow disk. Without strace the row is skipped.
row9() {
  if ! command -v strace >/dev/null 2>&1 || ! strace -qq -f -e trace=none true 2>/dev/null; then
    echo "skipped 9   a slow disk (needs strace)"
    return
  fi
  row9_dir=$(mktemp -d)
  # Reads, more of them than there are carriers of virtual threads; a key that does not exist needs no disk.
  serve_begin "$row9_dir/log" "$ROOT/bin/kvs-server" --addr 127.0.0.1:0 --protocol text --threads virtual --dir "$row9_dir/server" \
    --engine kvs --fsync never
  text "$SERVE_ADDR" 'STORE$key$value' >/dev/null
  text "$SERVE_ADDR" 'LOAD$key' >/dev/null
  slow_calls "$SERVE_PID" pread64
  row9_readers=
  for row9_i in $(seq $(($(nproc) + 1))); do
    text "$SERVE_ADDR" 'LOAD$key' >"$row9_dir/load$row9_i" &
    row9_readers="$row9_readers $!"
  done
  sleep 0.7
  row9_other=$(text "$SERVE_ADDR" 'LOAD$none')
  row9_early=$(cat "$row9_dir"/load*)
  # shellcheck disable=SC2086 # several processes
  wait $row9_readers
  row9_late=$(cat "$row9_dir"/load* | sort -u)
  kill "$SLOW_PID" 2>/dev/null
  wait "$SLOW_PID" 2>/dev/null
  serve_end
  verdict 9 "kvs-server --threads virtual: another client is answered while $(($(nproc) + 1)) reads wait for a slow disk" \
    [ "$row9_other,$row9_early,$row9_late" = 'NOTFOUND,,FOUND$value' ]
  # A write.
  serve_begin "$row9_dir/log" "$ROOT/bin/kvs-sharded" --addr 127.0.0.1:0 --shards 1 --dir "$row9_dir/data" --engine kvs --fsync always
  resp "$SERVE_ADDR" 'SET before x' >/dev/null
  slow_calls "$SERVE_PID" fsync,fdatasync
  resp "$SERVE_ADDR" 'SET slow x' >"$row9_dir/set" &
  row9_set=$!
  sleep 0.5
  row9_pong=$(resp "$SERVE_ADDR" PING)
  row9_get=$(resp "$SERVE_ADDR" 'GET before')
  row9_early=$(cat "$row9_dir/set")
  wait "$row9_set"
  row9_late=$(cat "$row9_dir/set")
  kill "$SLOW_PID" 2>/dev/null
  wait "$SLOW_PID" 2>/dev/null
  serve_end
  verdict 9 "kvs-sharded: PING and GET of another key are answered while a write waits for a slow disk" \
    [ "$row9_pong,$row9_get,$row9_early,$row9_late" = '+PONG,$1,,+OK' ]
  rm -rf "$row9_dir"
}

row10() {
  row10_dir=$(mktemp -d)
  # Starts: each ends with a sentence, or listens. Below some size the JVM itself ends, before the program begins.
  row10_bad=
  for row10_heap in 2m 3m 4m 6m 8m; do
    JDK_JAVA_OPTIONS=-Xmx$row10_heap serve_begin "$row10_dir/start" "$ROOT/bin/kvs-server" --addr 127.0.0.1:0 --engine memory --dir "$row10_dir/none"
    if [ -z "$SERVE_ADDR" ]; then
      serve_await_end 30
      [ "$SERVE_RC" = alive ] && row10_bad="$row10_bad $row10_heap:alive"
      # The JVM itself says it on standard output.
      cat "$row10_dir/start" "$row10_dir/start.out" | grep -qi -e '^error' || row10_bad="$row10_bad $row10_heap:silent"
    fi
    grep -q '	at ' "$row10_dir/start" && row10_bad="$row10_bad $row10_heap:trace"
    serve_end KILL
  done
  verdict 10 "kvs-server: with a heap of 2 to 8 MiB it listens, or ends with a sentence$row10_bad" [ -z "$row10_bad" ]
  # A server that fills.
  row10_value=$(head -c 65536 /dev/zero | tr '\0' v)
  for row10_threads in single pool virtual; do
    JDK_JAVA_OPTIONS=-Xmx16m serve_begin "$row10_dir/$row10_threads" "$ROOT/bin/kvs-server" --addr 127.0.0.1:0 --protocol text \
      --engine memory --dir "$row10_dir/none" --threads "$row10_threads"
    row10_fill() {
      exec 3<>"/dev/tcp/${SERVE_ADDR%:*}/${SERVE_ADDR##*:}"
      for row10_i in $(seq 400); do
        # The protocol has letters alone.
        printf 'STORE$%s$%s\n' "$(printf '%s' "$row10_i" | tr 0-9 a-j)" "$row10_value" >&3 || break
        read -r -t 20 row10_reply <&3 || break
      done
    }
    (trap '' PIPE; row10_fill) 2>/dev/null
    serve_await_end 30
    verdict 10 "kvs-server --threads $row10_threads: ends with a sentence and exit code 3 when memory runs out" \
      [ "$SERVE_RC,$(tail -n 1 "$row10_dir/$row10_threads" | cut -c1-20)" = '3,error: out of memory' ]
    [ "$SERVE_RC" = alive ] && serve_end KILL
  done
  for row10_design in shards striped-loops striped-threads one-lock; do
    JDK_JAVA_OPTIONS=-Xmx32m serve_begin "$row10_dir/$row10_design" "$ROOT/bin/kvs-sharded" --addr 127.0.0.1:0 --shards 2 --design "$row10_design"
    row10_fill_resp() {
      exec 3<>"/dev/tcp/${SERVE_ADDR%:*}/${SERVE_ADDR##*:}"
      for row10_i in $(seq 1200); do
        printf '*3\r\n$3\r\nSET\r\n$7\r\nkey%04d\r\n$65536\r\n%s\r\n' "$row10_i" "$row10_value" >&3 || break
        read -r -t 20 row10_reply <&3 || break
      done
    }
    (trap '' PIPE; row10_fill_resp) 2>/dev/null
    serve_await_end 30
    verdict 10 "kvs-sharded --design $row10_design: ends with a sentence and exit code 3 when memory runs out" \
      [ "$SERVE_RC,$(tail -n 1 "$row10_dir/$row10_design" | cut -c1-20)" = '3,error: out of memory' ]
    [ "$SERVE_RC" = alive ] && serve_end KILL
  done
  # A node: its ports are in its list of members, so they are drawn, and drawn again if one is taken.
  for _ in 1 2 3 4 5; do
    row10_port=$((RANDOM % 20000 + 30000))
    rm -rf "$row10_dir/node" "$row10_dir/node.log"
    JDK_JAVA_OPTIONS=-Xmx72m "$ROOT/bin/kvs-node" --id 1 --members "1=127.0.0.1:$row10_port:$((row10_port + 1))" \
      --resp "$((row10_port + 2))" --dir "$row10_dir/node" >/dev/null 2>"$row10_dir/node.log" &
    SERVE_PID=$!
    for _ in $(seq 300); do
      grep -q -e 'this node leads' "$row10_dir/node.log" && break 2
      kill -0 "$SERVE_PID" 2>/dev/null || break
      sleep 0.1
    done
    serve_end KILL
  done
  SERVE_ADDR=127.0.0.1:$((row10_port + 2))
  (trap '' PIPE; row10_fill_resp) 2>/dev/null
  serve_await_end 60
  verdict 10 "kvs-node: ends with a sentence and exit code 3 when memory runs out" \
    [ "$SERVE_RC,$(tail -n 1 "$row10_dir/node.log" | cut -c1-20)" = '3,error: out of memory' ]
  [ "$SERVE_RC" = alive ] && serve_end KILL
  rm -rf "$row10_dir"
}

row18b() {
  row18b_dir=$(mktemp -d)
  for row18b_engine in kvs mvstore; do
    row18b_data=$row18b_dir/$row18b_engine
    mkdir -p "$row18b_data/lost+found" "$row18b_dir/s$row18b_engine/lost+found" "$row18b_dir/s$row18b_engine/shard-0/lost+found"
    : >"$row18b_data/.nfs0000000000e2a1b500000003"
    : >"$row18b_dir/s$row18b_engine/shard-0/.nfs0000000000e2a1b500000003"
    row18b_seen=
    for _ in 1 2; do
      serve_begin "$row18b_dir/log" "$ROOT/bin/kvs-server" --addr 127.0.0.1:0 --dir "$row18b_data" --engine "$row18b_engine"
      row18b_seen=$row18b_seen${SERVE_ADDR:+started.}
      serve_end
    done
    verdict 18b "kvs-server --engine $row18b_engine starts beside lost+found and .nfs…, and leaves them" \
      [ "$row18b_seen,$(ls -A "$row18b_data" | grep -c -e '^lost+found$' -e '^\.nfs')" = started.started.,2 ]
    row18b_seen=
    for _ in 1 2; do
      serve_begin "$row18b_dir/log" "$ROOT/bin/kvs-sharded" --addr 127.0.0.1:0 --shards 2 --dir "$row18b_dir/s$row18b_engine" --engine "$row18b_engine"
      row18b_seen=$row18b_seen${SERVE_ADDR:+started.}
      serve_end
    done
    verdict 18b "kvs-sharded --engine $row18b_engine starts beside lost+found and .nfs…, and leaves them" \
      [ "$row18b_seen,$(ls -A "$row18b_dir/s$row18b_engine/shard-0" | grep -c -e '^lost+found$' -e '^\.nfs')" = started.started.,2 ]
  done
  rm -rf "$row18b_dir"
}

# A server with few descriptors, and more clients than those: one line. Then they leave: it serves, and a count.
row18c() {
  if ! command -v prlimit >/dev/null 2>&1; then
    echo "skipped 18c a shortage of descriptors (needs prlimit)"
    return
  fi
  row18c_dir=$(mktemp -d)
  for row18c_program in 'kvs-server --threads single' 'kvs-server --threads pool' 'kvs-server --threads virtual' \
    'kvs-sharded --shards 1' 'kvs-sharded --design striped-threads'; do
    case $row18c_program in
      kvs-server*) row18c_memory="--engine memory --dir $row18c_dir/none --protocol text" ;;
      *) row18c_memory= ;;
    esac
    # shellcheck disable=SC2086 # several words
    serve_begin "$row18c_dir/log" "$ROOT/bin/"$row18c_program --addr 127.0.0.1:0 $row18c_memory
    # A first connection, so that everything is loaded.
    timeout 2 bash -c 'exec 3<>"/dev/tcp/${1%:*}/${1##*:}"' _ "$SERVE_ADDR" 2>/dev/null
    row18c_limit=$(($(ls "/proc/$SERVE_PID/fd" | wc -l) + 20))
    prlimit --pid "$SERVE_PID" --nofile="$row18c_limit:$row18c_limit"
    bash -c 'for i in $(seq 60); do exec {fd}<>"/dev/tcp/${1%:*}/${1##*:}" || exit; done; sleep 3' _ "$SERVE_ADDR" 2>/dev/null
    # The shortage has ended when an attempt succeeds a second after the last failure.
    for _ in $(seq 30); do
      timeout 2 bash -c 'exec 3<>"/dev/tcp/${1%:*}/${1##*:}"' _ "$SERVE_ADDR" 2>/dev/null
      grep -q 'accepted again, after [0-9]* failed attempts' "$row18c_dir/log" && break
      sleep 0.3
    done
    row18c_lines=$(grep -c 'could not accept a connection' "$row18c_dir/log")
    row18c_counts=$(grep -c 'accepted again, after [0-9]* failed attempts' "$row18c_dir/log")
    serve_end
    verdict 18c "$row18c_program: a shortage of descriptors is one line, and a count when it ends" \
      [ "$row18c_lines,$row18c_counts" = 1,1 ]
  done
  rm -rf "$row18c_dir"
}
