#!/usr/bin/env bash
# Cuts the network between three real nodes, whole links and single directions, and checks what the clients saw.
#
#   part5-raft/src/test/netns/cut.sh
#
# Needs Linux, root, ip (iproute2) and iptables, and a build: mvn -q package -DskipTests. Takes about a minute, and at
# most five. Prints a line for each cut, with the longest time without an acknowledged write: a cut that involves the
# leader should cost at most 500 ms. Exits with 0 if the cluster served after each cut, wherever two nodes were connected,
# and the history of all operations is linearizable.
#
# Each node has a network namespace of its own, and so have the clients and the switch between them:
#
#   kvscut-PID-1  10.77.0.1 --+
#   kvscut-PID-2  10.77.0.2 --+-- bridge in kvscut-PID-switch
#   kvscut-PID-3  10.77.0.3 --+
#   kvscut-PID-0  10.77.0.9 --'   kvs.cluster.CutRun
#
# CutRun calls this script to change the links:
#
#   cut.sh drop FROM TO     TO drops what arrives from FROM; 0 stands for the clients
#   cut.sh heal             nothing is dropped any more
set -euo pipefail

address() {
  if [ "$1" = 0 ]; then echo 10.77.0.9; else echo "10.77.0.$1"; fi
}

inside() {
  local name=$1
  shift
  ip netns exec "$KVS_CUT-$name" "$@"
}

case ${1-} in
  drop)
    inside "$3" iptables -I INPUT -s "$(address "$2")" -j DROP
    exit
    ;;
  heal)
    for name in 0 1 2 3; do
      inside "$name" iptables -F INPUT
    done
    exit
    ;;
esac

root=$(cd "$(dirname "$0")/../../../.." && pwd)
module=$root/part5-raft/target
for needed in "$module/part5-raft.jar" "$module/test-classes/kvs/cluster/CutRun.class" "$module/classpath.txt"; do
  [ -e "$needed" ] || { echo "error: $needed is missing; build first: mvn package -DskipTests" >&2; exit 2; }
done
. "$root/bin/jdk.sh"
classes=$module/part5-raft.jar:$(cat "$module/classpath.txt")

export KVS_CUT=kvscut-$$
work=$(mktemp -d)
pids=()

clean_up() {
  code=$?
  for pid in "${pids[@]}"; do
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  for name in 0 1 2 3 switch; do
    ip netns del "$KVS_CUT-$name" 2>/dev/null || true
  done
  if [ "$code" = 0 ]; then
    rm -rf "$work"
  else
    echo "The logs of the nodes are in $work" >&2
  fi
}
trap clean_up EXIT
trap 'exit 1' INT TERM

ip netns add "$KVS_CUT-switch"
inside switch ip link add bridge type bridge
inside switch ip link set bridge up
for name in 0 1 2 3; do
  ip netns add "$KVS_CUT-$name"
  # Both ends are made inside, so that no name collides with one of the machine's own.
  inside "$name" ip link set lo up
  inside "$name" ip link add eth0 type veth peer name "port$name" netns "$KVS_CUT-switch"
  inside "$name" ip address add "$(address "$name")/24" dev eth0
  inside "$name" ip link set eth0 up
  inside switch ip link set "port$name" master bridge up
done

members=1=10.77.0.1:9101:9001,2=10.77.0.2:9102:9002,3=10.77.0.3:9103:9003
for id in 1 2 3; do
  # ip becomes the JVM: the process id is the node's.
  ip netns exec "$KVS_CUT-$id" "$jdk/bin/java" -XX:+UseSerialGC -XX:-UsePerfData -Xmx512m -cp "$classes" \
    kvs.cluster.KvsNode --id "$id" --members "$members" --dir "$work/node$id" >"$work/node$id.log" 2>&1 &
  pids+=($!)
done

timeout 300 ip netns exec "$KVS_CUT-0" "$jdk/bin/java" -XX:+UseSerialGC -XX:-UsePerfData \
  -cp "$classes:$module/test-classes" kvs.cluster.CutRun "$0" "$members"
