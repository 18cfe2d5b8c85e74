# Sourced by benchmarks/run, as sharded: measures kvs-sharded and its other designs beside redis-server and memcached, under
# the same loads. The servers run side by side; under each load they take turns, round after round, and every ratio is the
# median of the rounds' ratios to Redis. Stops only the processes that it started.
#
# benchmarks/run sharded [quick] [rounds=N] [seconds=S] [loads=REGEX] [servers=REGEX] [parts=WORD,…] [plots=DIR]
#
# seconds: how long Redis takes for one run; the others get the same number of requests. loads: only those whose name
# matches, such as 'get x16'. servers: only those whose name matches, beside Redis. parts: by default throughput, mixed,
# durable, memory, idle, with quick throughput and memory; if they are named, also curves, allocation, accept, spin. plots:
# where curves are drawn, by default docs/figures, with quick benchmarks/target.
rounds=5
seconds=2
loads=.
servers=.
parts=throughput,mixed,durable,memory,idle
plots=docs/figures
accept_runs=20
allocation_requests=200000
depths=(1 16 64)
tests=(ping_mbulk set get)
client_threads=(1 2)
cores=$(nproc 2>/dev/null || echo 2)
idle_connections=10000
# The program to measure; a trial of this script may set another one.
sharded=${KVS_SHARDED-bin/kvs-sharded}

shift
# First, so that the other arguments change what it sets.
if [[ " $* " == *' quick '* ]]; then
  rounds=3
  seconds=0.6
  client_threads=(1)
  servers="^shards-(1|$cores)$"
  parts=throughput,memory
  plots=benchmarks/target
  accept_runs=3
  allocation_requests=20000
fi
for word in "$@"; do
  case $word in
    quick) ;;
    rounds=* | seconds=* | loads=* | servers=* | parts=* | plots=*) declare "$word" ;;
    *)
      printf 'error: benchmarks/run sharded: unknown argument %s: use %s\n' "$word" \
        'quick, rounds=N, seconds=S, loads=REGEX, servers=REGEX, parts=WORD,… or plots=DIR' >&2
      exit 2
      ;;
  esac
done
for part in ${parts//,/ }; do
  if [[ ! $part =~ ^(throughput|mixed|durable|memory|idle|curves|allocation|accept|spin)$ ]]; then
    printf 'error: benchmarks/run sharded: unknown part %s: use %s\n' "$part" \
      'throughput, mixed, durable, memory, idle, curves, allocation, accept or spin' >&2
    exit 2
  fi
done

for program in redis-server redis-benchmark redis-cli; do
  if ! command -v "$program" >/dev/null; then
    printf 'skipped: %s is not installed\n' "$program"
    printf 'On Debian and Ubuntu: apt-get install redis-server redis-tools; on macOS: brew install redis\n'
    exit 0
  fi
done
if ! [ -r /proc/self/stat ]; then
  printf 'skipped: this system has no /proc, from which the time and memory of a process are read: use Linux\n'
  exit 0
fi
. benchmarks/servers.sh
# Connections of the clients, those that stay from earlier runs, and those that are idle.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

# By the name of a server: its port, its process, and the protocol that kvs-bench speaks to it.
declare -A ports pids protocols
names=()

# start NAME PROTOCOL COMMAND…: starts a server beside the others. Leaves it out, with a message, if it does not start.
start() {
  local name=$1 protocol=$2
  shift 2
  if ! try_serve "$name" "$@"; then
    printf 'left out: %s does not start: %s\n' "$name" "$(tail -n 1 "$work/$name.log")" >&2
    return 1
  fi
  ports[$name]=$port
  pids[$name]=${started[-1]}
  protocols[$name]=$protocol
  names+=("$name")
}

# The options of each design. The first column is the name in the table.
designs() {
  cat <<END
shards-1 --design shards --shards 1 --map slabs
shards-$cores --design shards --shards $cores --map slabs
objects-1 --design shards --shards 1 --map objects
objects-$cores --design shards --shards $cores --map objects
striped-loops --design striped-loops --shards $cores
striped-threads --design striped-threads
one-lock --design one-lock
END
}

# start_sharded NAME OPTION…
start_sharded() {
  local name=$1
  shift
  start "$name" resp "$sharded" --addr 127.0.0.1:PORT "$@"
}

start_redis() { start "$1" resp redis-server --port PORT --bind 127.0.0.1 --save '' --appendonly no --dir "$work" "${@:2}"; }

has_sharded() {
  "$sharded" --version >/dev/null 2>"$work/version" && return
  printf 'left out: %s does not start yet: %s\n' "$sharded" "$(tail -n 1 "$work/version")" >&2
  return 1
}

# start_designs [OPTION…]: starts the designs that $servers selects.
start_designs() {
  local name options
  $sharded_there || return 0
  while read -r name options; do
    [[ $name =~ $servers ]] || continue
    # shellcheck disable=SC2086 # several options
    start_sharded "$name" $options "$@" </dev/null || true
  done < <(designs)
}

# Stops the servers of one part of the measurement before the next part.
stop_all() {
  local name
  for name in ${names[@]+"${names[@]}"}; do
    stop_server "${pids[$name]}"
  done
  names=()
}

# cpu PID: the time that a process has used, in milliseconds.
cpu() {
  local stat
  stat=$(<"/proc/$1/stat")
  # The name of the program is in parentheses, and may have blanks in it.
  # shellcheck disable=SC2086 # a word for each field
  set -- ${stat##*) }
  printf '%s\n' $(((${12} + ${13}) * 1000 / ticks))
}
ticks=$(getconf CLK_TCK)

resident() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

# load_with NAME GENERATOR TEST DEPTH THREADS REQUESTS: one run. Prints requests per second, p99 in ms, CPU of the server in
# microseconds per request.
load_with() {
  local name=$1 generator=$2 test=$3 depth=$4 threads=$5 requests=$6 before figures several=()
  before=$(cpu "${pids[$name]}")
  if [ "$generator" = redis-benchmark ]; then
    [ "$threads" = 1 ] || several=(--threads "$threads")
    figures=$(timeout 300 redis-benchmark -p "${ports[$name]}" -c 50 -d 64 -r 100000 -P "$depth" -n "$requests" -t "$test" \
      ${several[@]+"${several[@]}"} -q --csv 2>"$work/errors" | awk -F'"' '/^"[A-Z]/ { rate = $4; p99 = $14 } END { print rate, p99 }')
  else
    timeout 300 bin/kvs-bench --protocol "${protocols[$name]}" --addr "127.0.0.1:${ports[$name]}" --warm-up 0 \
      --requests "$requests" --pipeline "$depth" --threads "$threads" --read-share "$test" \
      --json "$work/run.json" >/dev/null 2>"$work/errors" || true
    figures=$(awk -F'[:,]' '/"throughputPerSecond"/ { rate = $2 + 0 } /"latencyP99Micros"/ { p99 = $2 / 1000 }
      END { printf "%.1f %.4f\n", rate, p99 }' "$work/run.json")
  fi
  if [[ ! $figures =~ ^[0-9.]+\ [0-9.]+$ ]]; then
    printf 'error: no figures for %s under %s %s x%s: %s\n' "$name" "$generator" "$test" "$depth" \
      "$(tail -n 1 "$work/errors")" >&2
    exit 1
  fi
  printf '%s %s\n' "$figures" "$(cpu "${pids[$name]}")" |
    awk -v before="$before" -v n="$requests" '{ printf "%s %s %.4f\n", $1, $2, ($3 - before) * 1000 / n }'
}

# Reads $work/figures: a server, a round and three figures a line.
of_rounds='
  function median(values, n,   i, j, t) {
    for (i = 2; i <= n; i++)
      for (j = i; j > 1 && values[j - 1] > values[j]; j--) { t = values[j]; values[j] = values[j - 1]; values[j - 1] = t }
    return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
  }
  # The median of a column for a server; with a base, of its ratios to the base, round by round.
  function of(name, column, base,   r, v, n) {
    for (r = 0; r < rounds; r++) {
      if (base == "") v[++n] = figure[name, r, column]
      else if (figure[base, r, column] > 0) v[++n] = figure[name, r, column] / figure[base, r, column]
    }
    return n ? median(v, n) : 0
  }
  !($1 in seen) { seen[$1]; order[++names] = $1 }
  { if ($2 >= rounds) rounds = $2 + 1; for (c = 3; c <= 5; c++) figure[$1, $2, c] = $c }
'

# measure LOAD GENERATOR TEST DEPTH THREADS: the rounds of one load, and its rows of the table.
measure() {
  local load=$1 name round requests figures
  shift
  [[ $load =~ $loads ]] || return 0
  # The number of requests that take Redis $seconds.
  requests=$(load_with "${names[0]}" "$@" $((20000 * $3)) | awk -v s="$seconds" '{ printf "%d", $1 * s / 1000 }')
  requests=$(((requests + 1) * 1000))
  : >"$work/figures"
  for ((round = 0; round < rounds; round++)); do
    for name in "${names[@]}"; do
      figures=$(load_with "$name" "$@" "$requests")
      printf '%s %s %s\n' "$name" "$round" "$figures" >>"$work/figures"
    done
  done
  awk -v load="$load" "$of_rounds"'
    END {
      for (i = 1; i <= names; i++) {
        name = order[i]
        printf "| %-17s | %-15s | %10d | %5.2f | %8.3f | %5.2f | %7.3f | %5.2f |\n", load, name,
          of(name, 3, ""), of(name, 3, order[1]), of(name, 4, ""), of(name, 4, order[1]), of(name, 5, ""), of(name, 5, order[1])
      }
    }' "$work/figures"
}

heading() {
  printf '\n%s\n\n' "$1"
  printf '| load              | server          | requests/s | ratio |  p99, ms | ratio | CPU, us | ratio |\n'
  printf '|---|---|---:|---:|---:|---:|---:|---:|\n'
}

# A JVM compiles code that runs often, so each server is under load before the measurement begins.
warm_up() {
  local name depth count
  for name in "${names[@]}"; do
    [ "${protocols[$name]}" = resp ] || continue
    for depth in 1 64 16; do
      count=$((15000 * (depth == 1 ? 1 : depth * 2 / 3)))
      timeout 300 redis-benchmark -p "${ports[$name]}" -c 50 -d 64 -r 100000 -P "$depth" -n "$count" -t ping_mbulk,set,get \
        -q --csv >/dev/null 2>&1
    done
  done
}

# The name of a load has its test, its pipeline depth, and the number of the client's threads.
each_load() {
  local threads depth test
  for threads in "${client_threads[@]}"; do
    for depth in "${depths[@]}"; do
      for test in "${tests[@]}"; do
        measure "${test%_mbulk} x$depth, ${threads} thr" redis-benchmark "$test" "$depth" "$threads"
      done
    done
  done
}

throughput() {
  start_redis redis || exit 1
  start_designs
  warm_up
  heading "redis-benchmark: 50 clients, 64 bytes, 100,000 keys; medians of $rounds rounds, ratios to Redis"
  each_load
  stop_all
}

# kvs-bench also speaks to memcached. Half of the requests are reads.
mixed() {
  local depth
  start_redis redis || exit 1
  start_designs
  if [[ memcached =~ $servers ]]; then
    if ! command -v memcached >/dev/null; then
      printf 'left out: memcached is not installed (apt-get install memcached; brew install memcached)\n' >&2
    elif ! bin/kvs-bench --help | grep -q memcached; then
      printf 'left out: memcached: this kvs-bench does not speak its protocol\n' >&2
    else
      local user=()
      [ "$(id -u)" != 0 ] || user=(-u root)
      start memcached memcached memcached -p PORT -U 0 -l 127.0.0.1 -t "$cores" -m 1024 ${user[@]+"${user[@]}"} || true
    fi
  fi
  warm_up
  heading "kvs-bench: 50 clients, 64 bytes, 100,000 keys, half of the requests are reads; medians of $rounds rounds"
  for depth in "${depths[@]}"; do
    measure "mixed x$depth" kvs-bench 0.5 "$depth" 1
  done
  stop_all
}

durable() {
  local depth
  start_redis redis-always --appendonly yes --appendfsync always || exit 1
  if $sharded_there; then
    local shards
    for shards in 1 "$cores"; do
      [[ shards-$shards =~ $servers ]] || continue
      start_sharded "always-$shards" --design shards --shards "$shards" --engine kvs --fsync always \
        --dir "$work/data-$shards" || true
      [ "$cores" != 1 ] || break
    done
  fi
  warm_up
  heading "The same, and a reply means that the change is durable"
  for depth in "${depths[@]}"; do
    measure "set x$depth, always" redis-benchmark set "$depth" 1
  done
  stop_all
}

# Starts new servers: memory from earlier loads would distort the figures.
memory() {
  local name before
  start_redis redis || exit 1
  start_designs
  printf '\n1,000,000 keys of 16 bytes with values of 64 bytes: resident memory\n\n'
  printf '| server          |  empty, MB | filled, MB | ratio |\n|---|---:|---:|---:|\n'
  local base=
  for name in "${names[@]}"; do
    before=$(resident "${pids[$name]}")
    bin/kvs-bench --protocol resp --addr "127.0.0.1:${ports[$name]}" --pipeline 64 --keys 1000000 --value-bytes 64 --fill \
      --warm-up 0 --requests 1 >/dev/null
    if [ "$(redis-cli -p "${ports[$name]}" dbsize)" != 1000000 ]; then
      printf 'error: %s has not stored 1,000,000 keys\n' "$name" >&2
      exit 1
    fi
    base=${base:-$(resident "${pids[$name]}")}
    printf '%s %s %s %s\n' "$name" "$before" "$(resident "${pids[$name]}")" "$base" |
      awk '{ printf "| %-15s | %10.1f | %10.1f | %5.2f |\n", $1, $2 / 1024, $3 / 1024, $3 / $4 }'
  done
  stop_all
}

# Memory and processor time of idle connections.
idle() {
  local name before used after connection i idle
  if ! [ "$(ulimit -n)" -gt $((idle_connections + 100)) ]; then
    printf '\nskipped: this shell may not open %s files: raise the limit (ulimit -n)\n' "$idle_connections"
    return
  fi
  start_redis redis --maxclients $((idle_connections + 100)) || exit 1
  start_designs --max-connections $((idle_connections + 100))
  printf '\n%s idle connections: resident memory, and CPU in five seconds\n\n' "$idle_connections"
  printf '| server          | without, MB |  with, MB | CPU, ms |\n|---|---:|---:|---:|\n'
  for name in "${names[@]}"; do
    before=$(resident "${pids[$name]}")
    idle=()
    for ((i = 0; i < idle_connections; i++)); do
      exec {connection}<>"/dev/tcp/127.0.0.1/${ports[$name]}"
      idle+=("$connection")
    done
    # When the server has answered the last connection, it has accepted all of them.
    printf 'PING\r\n' >&"$connection"
    head -c 7 <&"$connection" >/dev/null
    after=$(resident "${pids[$name]}")
    used=$(cpu "${pids[$name]}")
    sleep 5
    printf '%s %s %s %s\n' "$name" "$before" "$after" $(($(cpu "${pids[$name]}") - used)) |
      awk '{ printf "| %-15s | %11.1f | %9.1f | %7d |\n", $1, $2 / 1024, $3 / 1024, $4 }'
    for connection in "${idle[@]}"; do
      exec {connection}>&-
    done
  done
  stop_all
}

# curve LOAD X OPTION…: the rounds of one load on all servers, each under kvs-bench for $seconds; half of the requests are
# reads. Prints the rows of the table, and adds a point for each server to $work/points.
curve() {
  local load=$1 x=$2 name round figures
  shift 2
  if [[ ! $load =~ $loads ]]; then
    complete=false
    return 0
  fi
  : >"$work/figures"
  for ((round = 0; round < rounds; round++)); do
    for name in "${names[@]}"; do
      timeout 120 bin/kvs-bench --protocol "${protocols[$name]}" --addr "127.0.0.1:${ports[$name]}" --warm-up "$warm_up" \
        --seconds "$seconds" "$@" --json "$work/run.json" >/dev/null 2>"$work/errors" || : >"$work/run.json"
      figures=$(awk -F'[:,]' '/"throughputPerSecond"/ { rate = $2 + 0 } /"latencyP99.9Micros"/ { p999 = $2 / 1000 }
        /"generatorBusy"/ { busy = $2 * 100 } END { if (rate > 0) printf "%.1f %.4f %.1f\n", rate, p999, busy }' "$work/run.json")
      if [[ ! $figures =~ ^[0-9.]+\ [0-9.]+\ [0-9.]+$ ]]; then
        printf 'error: no figures for %s under %s: %s\n' "$name" "$load" "$(tail -n 1 "$work/errors")" >&2
        exit 1
      fi
      printf '%s %s %s\n' "$name" "$round" "$figures" >>"$work/figures"
    done
  done
  awk -v load="$load" -v x="$x" -v points="$work/points" "$of_rounds"'
    END {
      for (i = 1; i <= names; i++) {
        name = order[i]
        printf "| %-21s | %-15s | %10d | %5.2f | %9.3f | %5.2f | %7.0f |\n", load, name,
          of(name, 3, ""), of(name, 3, order[1]), of(name, 4, ""), of(name, 4, order[1]), of(name, 5, "")
        printf "%s %s %.1f %.4f\n", name, x, of(name, 3, ""), of(name, 4, "") >>points
      }
    }' "$work/figures"
}

# plot FILE TITLE SUBTITLE X-LABEL count|bytes: draws $work/points, unless a load was left out.
plot() {
  if $complete; then
    mkdir -p "$plots"
    program draw "$work/points" "$plots/$1.svg" "${@:2}"
    drawn+=("$plots/$1.svg")
  fi
  : >"$work/points"
  complete=true
}

# program WORD…: the program in Java that belongs to this script.
program() {
  "$(cat .workbook/jdk)/bin/java" -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -cp "benchmarks/target/benchmarks.jar:$(cat benchmarks/target/classpath.txt)" kvs.benchmarks.load.Sharded "$@"
}

# Throughput and p99.9 of Redis, one shard and one per core, as the load grows: tables, and drawings.
curves() {
  local clients depth bytes keys warm_up=0.5 complete=true drawn=()
  [ "$servers" != . ] || local servers="^shards-(1|$cores)$"
  start_redis redis || exit 1
  start_designs
  warm_up
  : >"$work/points"
  printf '\nkvs-bench, one thread: half of the requests are reads; medians of %s rounds, ratios to Redis\n\n' "$rounds"
  printf '| load                  | server          | requests/s | ratio | p99.9, ms | ratio | busy, %% |\n'
  printf '|---|---|---:|---:|---:|---:|---:|\n'
  for depth in 1 16; do
    for clients in 1 10 50 200 1000; do
      curve "clients $clients x$depth" "$clients" --clients "$clients" --pipeline "$depth"
    done
    plot "sharded-clients-$depth" "More clients, pipelined $depth deep" \
      'values of 64 bytes, 100,000 keys, half reads; both axes logarithmic' clients count
  done
  for depth in 1 4 16 64; do
    curve "depth $depth" "$depth" --clients 50 --pipeline "$depth"
  done
  plot sharded-depth 'Deeper pipelines' '50 clients, values of 64 bytes, 100,000 keys, half reads; both axes logarithmic' \
    'requests that a client sends before it waits' count
  for bytes in 16 64 1024 16384 65536; do
    # At most 64 MiB of values.
    keys=$(((64 << 20) / bytes))
    [ "$keys" -lt 100000 ] || keys=100000
    curve "$bytes B x16" "$bytes" --clients 50 --pipeline 16 --value-bytes "$bytes" --keys "$keys" --fill
  done
  plot sharded-values 'Larger values' '50 clients, pipelined 16 deep, half reads, at most 64 MiB of values; both axes logarithmic' \
    'size of a value' bytes
  for depth in 1 16; do
    curve "64 B, 1 % 1 MiB x$depth" "$depth" --clients 50 --pipeline "$depth" --keys 10000 --large-share 0.01 --fill
  done
  stop_all
  [ ${#drawn[@]} = 0 ] || printf '\ndrawn: %s\n' "${drawn[*]}"
}

# The bytes that a loop allocates for a request, as the JVM counts them.
allocation() {
  if ! $sharded_there; then return 0; fi
  printf '\nBytes that a loop allocates for a request: one shard, slabs, 1,000 keys of the loop\n\n'
  if ! program allocation "$allocation_requests" 2>"$work/errors"; then
    tail -n 5 "$work/errors" >&2
    exit 1
  fi
}

# loop_connections CONNECTION: the connections of each loop, as the server counts them; asks over an open connection.
loop_connections() {
  local line answer=
  printf 'INFO clients\r\n' >&"$1"
  # A bulk string ends with an empty line of its own.
  while IFS= read -r -t 10 -u "$1" line && [ "$line" != $'\r' ]; do
    [[ $line != kvs_connections_by_loop:* ]] || answer=${line#*:}
  done
  printf '%s\n' "${answer%$'\r'}"
}

# distribute NAME COUNT: opens COUNT connections; prints the number on the emptiest loop and on the fullest.
distribute() {
  local name=$1 count=$2 connections=() connection by_loop line
  exec {connection}<>"/dev/tcp/127.0.0.1/${ports[$name]}"
  connections+=("$connection")
  # The connections of the run before are closed when this one is alone.
  for _ in {1..100}; do
    by_loop=$(loop_connections "$connection")
    [ $((${by_loop//,/+})) != 1 ] || break
    sleep 0.05
  done
  while [ ${#connections[@]} -lt "$count" ]; do
    exec {connection}<>"/dev/tcp/127.0.0.1/${ports[$name]}"
    connections+=("$connection")
  done
  # A loop that answers has accepted.
  for connection in "${connections[@]}"; do
    printf 'PING\r\n' >&"$connection"
  done
  for connection in "${connections[@]}"; do
    IFS= read -r -t 10 -u "$connection" line
  done
  loop_connections "${connections[0]}" | tr ',' '\n' | sort -n | sed -n '1p;$p' | paste -sd' '
  for connection in "${connections[@]}"; do
    exec {connection}>&-
  done
}

# One acceptor, or the kernel (SO_REUSEPORT): how connections are distributed, and what that costs.
accept() {
  local name run loops=$cores
  $sharded_there || return 0
  [ "$loops" -gt 1 ] || loops=2
  start_redis redis || exit 1
  for name in acceptor reuseport; do
    start_sharded "$name" --shards "$loops" --accept "$name" || return 0
  done
  printf '\n50 connections over %s loops: connections of a loop; %s runs\n\n' "$loops" "$accept_runs"
  printf '| accept          | fewest, in any run | most, in any run | most, median |\n|---|---:|---:|---:|\n'
  for name in acceptor reuseport; do
    for ((run = 0; run < accept_runs; run++)); do
      distribute "$name" 50
    done >"$work/distributed"
    sort -n -k2 "$work/distributed" | awk -v name="$name" '
      { if (NR == 1 || $1 < fewest) fewest = $1; most[NR] = $2 }
      END { printf "| %-15s | %18d | %16d | %12d |\n", name, fewest, most[NR], most[int((NR + 1) / 2)] }'
  done
  warm_up
  heading "redis-benchmark: 50 clients, 64 bytes; each run has new connections; medians of $rounds rounds, ratios to Redis"
  local depths=(16) tests=(set get)
  each_load
  stop_all
}

# A loop that polls for a while before it sleeps.
spin() {
  local shards micros
  $sharded_there || return 0
  start_redis redis || exit 1
  for shards in 1 "$cores"; do
    for micros in 0 50; do
      start_sharded "shards-$shards-spin$micros" --shards "$shards" --spin-micros "$micros" || true
    done
    [ "$cores" != 1 ] || break
  done
  warm_up
  heading "redis-benchmark: 50 clients, 64 bytes; a loop polls for 0 or 50 us before it sleeps; medians of $rounds rounds"
  local depths=(1 16) tests=(set get)
  each_load
  stop_all
}

bin/kvs-bench --version >/dev/null
sharded_there=false
if has_sharded; then
  sharded_there=true
fi
printf '%s, %s, %s cores\n' "$(redis-server --version | cut -d' ' -f1-3)" "$(uname -sr)" "$cores"
for part in throughput mixed durable memory idle curves allocation accept spin; do
  if [[ ,$parts, == *,$part,* ]]; then
    "$part"
  fi
done
