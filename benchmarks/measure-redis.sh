# Sourced by benchmarks/run, as generator or server-vs-redis: two of a kind under the same load in turn, three rounds, the
# medians and their ratio. Starts its own redis-server, without persistence, on a free port of the loopback; ends only
# what it started.
what=$1
for program in redis-server redis-benchmark; do
  if ! command -v "$program" >/dev/null; then
    printf 'skipped: %s is not installed\n' "$program"
    printf 'On Debian and Ubuntu: apt-get install redis-server redis-tools; on macOS: brew install redis\n'
    exit 0
  fi
done
seconds=5
[ "${2-}" = quick ] && seconds=2
rounds="1 2 3"
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

# row LOAD NAME BASE: NAME's medians, and how many times BASE's they are.
row() {
  awk -v load="$1" -v name="$2" -v rate="$(median "$2" 1)" -v base="$(median "$3" 1)" -v p50="$(median "$2" 2)" \
    -v p99="$(median "$2" 3)" -v basep99="$(median "$3" 3)" -v busy="$(median "$2" 4)" 'BEGIN {
      printf "| %-11s | %-15s | %10d | %5.2f | %7.3f | %7.3f | %5.2f | %5s |\n",
        load, name, rate, rate / base, p50, p99, p99 / basep99, busy }'
}

serve redis-server redis-server --port PORT --bind 127.0.0.1 --save '' --appendonly no --dir "$work"
redis=$port
ours=
if [ "$what" = server-vs-redis ]; then
  if [ -x bin/kvs-server ]; then
    serve kvs-server bin/kvs-server --addr 127.0.0.1:PORT --engine memory --threads virtual
    ours=$port
  else
    printf 'skipped: bin/kvs-server is not there yet; redis-server alone:\n'
  fi
fi
bin/kvs-bench --version >/dev/null

printf '50 clients, values of 64 bytes, 100,000 keys, medians of three rounds of %s s\n\n' "$seconds"
printf '| load        | measured        | requests/s | ratio | p50, ms | p99, ms | ratio | busy %% |\n'
printf '|---|---|---:|---:|---:|---:|---:|---:|\n'
for depth in 1 16; do
  count=$((50000 * depth))
  rm -f "$work/redis-server" "$work/kvs-server" "$work/redis-benchmark" "$work/kvs-bench"
  for _ in $rounds; do
    if [ "$what" = generator ]; then
      # As many requests as take about the same time; the first round of kvs-bench says how many that is.
      timeout 120 redis-benchmark -p "$redis" -c 50 -P "$depth" -n "$count" -d 64 -r 100000 -t set --csv \
        2>/dev/null | awk -F'"' '/SET/ { print $4, $10, $14, "-" }' >>"$work/redis-benchmark"
      bench kvs-bench resp "$redis" --pipeline "$depth" --read-share 0
      count=$(awk -v s="$seconds" 'END { printf "%d", $1 * s }' "$work/kvs-bench")
    else
      bench redis-server resp "$redis" --pipeline "$depth"
      [ -z "$ours" ] || bench kvs-server binary "$ours" --pipeline "$depth"
    fi
  done
  if [ "$what" = generator ]; then
    row "pipeline $depth" redis-benchmark redis-benchmark
    row "pipeline $depth" kvs-bench redis-benchmark
  else
    row "pipeline $depth" redis-server redis-server
    [ -z "$ours" ] || row "pipeline $depth" kvs-server redis-server
  fi
done
