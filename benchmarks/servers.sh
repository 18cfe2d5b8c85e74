# Sourced by the measurements of servers: starts them on free ports of the loopback, asks them, ends what it started.
work=$(mktemp -d)
started=()

# Each server is a process group of its own, so that a launcher takes the program behind it along.
stop_servers() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    kill -TERM -- "-$pid" 2>/dev/null || continue
    for _ in {1..50}; do
      kill -0 -- "-$pid" 2>/dev/null || continue 2
      sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop_servers EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# serve NAME COMMAND…: starts a server, PORT in the command being a free one; sets port. Ten tries, ten seconds each.
serve() {
  local name=$1 pid log=$work/$1.log
  shift
  for _ in {1..10}; do
    port=$((20000 + RANDOM % 12000))
    is_open "$port" && continue
    set -m
    "${@//PORT/$port}" >"$log" 2>&1 </dev/null &
    pid=$!
    set +m
    started+=("$pid")
    for _ in {1..100}; do
      is_open "$port" && return
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -TERM -- "-$pid" 2>/dev/null || true
  done
  printf 'error: %s does not start:\n' "$name" >&2
  tail -n 5 "$log" >&2
  exit 1
}

# bench NAME PROTOCOL PORT OPTION…: one run of kvs-bench; its figures go to $work/NAME, a line a run.
bench() {
  local name=$1 protocol=$2 at=$3
  shift 3
  timeout 120 bin/kvs-bench --protocol "$protocol" --addr "127.0.0.1:$at" --seconds "$seconds" "$@" \
    --json "$work/run.json" >/dev/null
  awk -F'[:,]' '/"throughputPerSecond"/ { rate = $2 + 0 } /"latencyP50Micros"/ { p50 = $2 } /"latencyP99Micros"/ { p99 = $2 }
    /"generatorBusy"/ { busy = $2 } END { print rate, p50 / 1000, p99 / 1000, int(busy * 100) }' "$work/run.json" >>"$work/$name"
}

# median NAME COLUMN
median() { cut -d' ' -f"$2" "$work/$1" | sort -g | sed -n 2p; }
