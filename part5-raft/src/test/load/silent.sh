#!/usr/bin/env bash
# Opens thousands of connections that say nothing, on the client port and on the peer port of a real node.
#
#   part5-raft/src/test/load/silent.sh [COUNT [OPTION…]]      10,000 by default; options of the nodes
#
# Needs a build, mvn -q package -DskipTests, and the ports 9471 to 9473 and 9571 to 9573 of 127.0.0.1. Takes half a minute.
# Exits with 0 if the node rejected those above its limit, told those on the client port why, counted them, answered another client
# all the time, and served new clients once they were gone.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
count=${1-10000}
shift $(($# > 0))
module=$root/part5-raft/target
for needed in "$module/part5-raft.jar" "$module/test-classes/kvs/cluster/SilentRun.class" "$module/classpath.txt"; do
  [ -e "$needed" ] || { echo "error: $needed is missing; build first: mvn package -DskipTests" >&2; exit 2; }
done
. "$root/bin/jdk.sh"
# Each connection is a file, here and in the node.
files=$((count + 1000))
if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt "$files" ]; then
  ulimit -n "$files" || { echo "error: $count connections need $files open files; raise the limit: ulimit -Hn" >&2; exit 2; }
fi
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

members=1=127.0.0.1:9571:9471,2=127.0.0.1:9572:9472,3=127.0.0.1:9573:9473
# Builds, once: three nodes that start at the same time would all build.
"$root/bin/kvs-node" --version
for id in 1 2 3; do
  "$root/bin/kvs-node" --id "$id" --members "$members" --dir "$work/node$id" "$@" \
    >"$work/node$id.log" 2>&1 &
  pids+=($!)
done
"$jdk/bin/java" -XX:+UseSerialGC -XX:-UsePerfData -cp "$module/part5-raft.jar:$module/test-classes:$(cat "$module/classpath.txt")" \
  kvs.cluster.SilentRun 127.0.0.1:9571:9471 "$count"
