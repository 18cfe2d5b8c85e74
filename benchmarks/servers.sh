# Sourced by the measurements of servers: starts them on free ports of the loopback, asks them, ends what it started.
work=$(mktemp -d)
started=()

# Each server is a process group of its own, so that a launcher takes the program behind it along.
stop_servers() {
  local pid
  for pid in ${started[@]+"${started[@]}"}; do
    stop_server "$pid"
  done
  rm -rf "$work"
}

# stop_server PID: once only, since its number may belong to another process soon.
stop_server() {
  local pid rest=()
  for pid in "${started[@]}"; do
    [ "$pid" = "$1" ] || rest+=("$pid")
  done
  started=(${rest[@]+"${rest[@]}"})
  kill -TERM -- "-$1" 2>/dev/null || return 0
  for _ in {1..50}; do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
}
trap stop_servers EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# serve NAME COMMAND…: starts a server, PORT in the command being a free one; sets port. Ends this script if it cannot.
serve() {
  try_serve "$@" && return
  printf 'error: %s does not start:\n' "$1" >&2
  tail -n 5 "$work/$1.log" >&2
  exit 1
}

# As serve, but fails if the server does not start. Ten tries, ten seconds each.
try_serve() {
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
    stop_server "$pid"
  done
  return 1
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
