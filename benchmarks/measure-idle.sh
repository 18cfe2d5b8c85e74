# Sourced by benchmarks/run, as idle: what 2,000 connections that say nothing cost kvs-server, in memory and in the time
# of the others; and what one client that stops in the middle of a request costs them.
connections=2000
seconds=5
[ "${2-}" = quick ] && seconds=2
if ! [ -r /proc/self/status ]; then
  printf 'skipped: how much memory a process has is read from /proc, which this system lacks\n'
  exit 0
fi
if ! ulimit -n $((2 * connections)) 2>/dev/null; then
  printf 'skipped: this shell may not open %s files (ulimit -n)\n' $((2 * connections))
  exit 0
fi
. benchmarks/servers.sh

resident() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

# load NAME: three rounds, the median on a line.
load() {
  rm -f "$work/$1"
  for _ in 1 2 3; do
    bench "$1" binary "$port"
  done
  printf '| %-38s | %10.0f | %7.3f | %7.3f |\n' "$2" "$(median "$1" 1)" "$(median "$1" 2)" "$(median "$1" 3)"
}

bin/kvs-bench --version >/dev/null
bin/kvs-server --version >/dev/null
serve kvs-server bin/kvs-server --addr 127.0.0.1:PORT --engine memory --threads virtual
server=${started[-1]}

# The server is fresh: nothing that it has used before can be used again.
before=$(resident "$server")
idle=()
for ((i = 0; i < connections; i++)); do
  exec {connection}<>"/dev/tcp/127.0.0.1/$port"
  idle+=("$connection")
done
# The last is in when the server has answered it: PING hi, and the 8 bytes of its answer.
printf '\1\0\0\0\4\0\0\0\2hi' >&"$connection"
head -c 8 <&"$connection" >/dev/null
after=$(resident "$server")
printf 'memory of the server: %s MB, with %s idle connections %s MB: %s MB more\n\n' \
  $((before / 1024)) "$connections" $((after / 1024)) $(((after - before) / 1024))

printf '50 clients that ask, values of 64 bytes, medians of three rounds of %s s\n\n' "$seconds"
bench warm-up binary "$port"
printf '| beside them | requests/s | p50, ms | p99, ms |\n|---|---:|---:|---:|\n'
load idle "$connections connections that say nothing"
printf '\1\0\0' >&"$connection"
load slow 'and one in the middle of a request'
for connection in "${idle[@]}"; do
  exec {connection}>&-
done
load alone nobody
