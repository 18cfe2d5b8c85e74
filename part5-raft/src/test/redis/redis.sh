#!/usr/bin/env bash
# Runs redis-cli and redis-benchmark against three real nodes: through the leader, and through a follower that forwards.
#
#   part5-raft/src/test/redis/redis.sh
#
# Needs redis-cli and redis-benchmark (Debian: redis-tools), and the ports 9001 to 9003, 9101 to 9103 and 6391 to 6393 of
# 127.0.0.1. Builds the nodes if need be. Exits with 0 if each command got the answer that it should.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
for needed in redis-cli redis-benchmark; do
  command -v "$needed" >/dev/null || { echo "error: $needed is missing; on Debian: apt-get install redis-tools" >&2; exit 2; }
done
work=$(mktemp -d)
pids=()

clean_up() {
  code=$?
  for pid in "${pids[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
  done
  for pid in "${pids[@]}"; do
    wait "$pid" 2>/dev/null || true
  done
  if [ "$code" = 0 ]; then
    rm -rf "$work"
  else
    echo "The logs of the nodes are in $work" >&2
  fi
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# Builds, once: three nodes that start at the same time would all build.
"$root/bin/kvs-node" --version
for id in 1 2 3; do
  "$root/bin/kvs-node" --id "$id" --members 1=127.0.0.1,2=127.0.0.1,3=127.0.0.1 --resp "639$id" --dir "$work/node$id" \
    >"$work/node$id.log" 2>&1 &
  pids+=($!)
done

# WORDS…: asks the port $port, with a few attempts while the nodes elect a leader.
ask() {
  redis-cli -h 127.0.0.1 -p "$port" "$@"
}

expect() {
  local expected=$1 got
  shift
  got=$(ask "$@" | tr '\n' ' ')
  if [ "${got% }" != "$expected" ]; then
    echo "error: $* on port $port gave \"${got% }\", and not \"$expected\"" >&2
    exit 1
  fi
}

port=6391
for attempt in $(seq 100); do
  [ "$(ask ping 2>/dev/null)" = PONG ] && [ "$(ask set ready 1 2>/dev/null)" = OK ] && break
  [ "$attempt" != 100 ] || { echo "error: the nodes do not serve" >&2; exit 1; }
  sleep 0.2
done

for port in 6391 6392 6393; do
  expect 1 del ready
  expect PONG ping
  expect OK set key 1
  expect 1 get key
  expect "" set key 2 nx
  expect OK set key 2 xx
  expect 2 set key 3 get
  expect OK set other 4
  expect "3 4 " mget key other none
  expect 2 exists key other none
  expect "0 key" scan 0 match k* count 100
  expect 2 del key other
  expect "" get key
  expect OK set ready 1
  ask info | grep -q '^redis_version:' || { echo "error: INFO on port $port has no redis_version" >&2; exit 1; }
  echo "port $port: every command is answered as it should be"
done

for port in 6391 6392 6393; do
  echo "port $port"
  timeout 120 redis-benchmark -h 127.0.0.1 -p "$port" -t set,get -n 50000 -c 50 -P 16 -d 64 -r 100000 -q
done
