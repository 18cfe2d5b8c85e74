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
. benchmarks/servers.sh

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
