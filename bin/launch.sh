# Sourced by the programs' launchers: builds their module if it is not built or older than its sources, and starts the
# program, from an ahead-of-time cache where there is one. The launcher has set root, module, program, main, and jvm:
# the JVM's options, none with a blank in it. A launcher of a server has set engines, too: the names of those that it
# ships, with commas between them; the server does not start without one of them.
#
# KVS_CLASS_PATH   If it is set, the program starts with this class path, and with nothing else: nothing is built, and no
#                  cache is used. For tests, and to put classes in front of the finished ones.
# KVS_JVM_OPTION   With KVS_CLASS_PATH: one more option for the JVM, blanks and all, such as an archive of these classes.
. "$root/bin/jdk.sh"
target=$root/$module/target

is_stale() {
  [ -f "$target/$module.jar" ] && [ -f "$target/classpath.txt" ] && [ -f "$target/built" ] || return 0
  # Another build has made another jar: the caches no longer serve.
  [ "$target/$module.jar" -nt "$target/built" ] && return 0
  [ -n "$(find "$root/pom.xml" "$root"/part*/pom.xml "$root"/part*/src/main "$root/$module/pom.xml" \
    "$root/$module/src/main" -newer "$target/built" 2>/dev/null | head -n 1)" ]
}

build() {
  if ! { mkdir -p "$target" && : >"$target/build.log"; } 2>/dev/null; then
    [ -f "$target/classpath.txt" ] || fail "cannot write to $target, so $program cannot be built here"
    printf 'note: cannot write to %s; starting what was built there before\n' "$target" >&2
    return
  fi
  command -v mvn >/dev/null 2>&1 || fail "Maven is not installed (3.8.7 or later is needed to build $program)"
  printf 'Building %s (once) …\n' "$program" >&2
  if ! (cd "$root" && mvn -B -Dstyle.color=never package -DskipTests -pl "$module") >"$target/build.log" 2>&1; then
    grep -m 12 '^\[ERROR\]' "$target/build.log" >&2
    fail "the build failed; all of it is in $target/build.log"
  fi
  : >"$target/built"
  case $module in
    part3-persistent-engine) train >"$target/train.log" 2>&1 ;;
    part4-sharded-async) train_sharded >"$target/train.log" 2>&1 ;;
  esac
}

# The JVM skips an entry of the class path that does not exist: the program would start with a part of itself.
require_complete() {
  rest=$class_path:
  while [ -n "$rest" ]; do
    entry=${rest%%:*}
    rest=${rest#*:}
    [ -z "$entry" ] || [ -e "$entry" ] || fail "$program is not complete: $entry is missing. To build it again, remove
$target/built and start it once more."
  done
}

# JVM_OPTION CLASS WORDS…
java() {
  option=$1
  class=$2
  shift 2
  ${become-} "$jdk/bin/java" "$option" -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED \
    -cp "$target/$module.jar:$(cat "$target/classpath.txt")" "$class" "$@"
}

# CACHE CLASS WORDS…: starts a server that records what it loads (JEP 514), and waits until it listens. Sets training, its
# process, and data, a directory with its log.
start_training() {
  rm -f "$1"
  data=$(mktemp -d)
  cache=$1
  shift
  # The JVM takes the place of the shell, so that a signal to $training reaches it.
  (become=exec && java "-XX:AOTCacheOutput=$cache" "$@" --addr 127.0.0.1:0 2>"$data/log") &
  training=$!
  while kill -0 "$training" 2>/dev/null && ! grep -q 'listens on' "$data/log"; do
    sleep 0.1
  done
}

# A server and a client that record what they load, talking to each other, and kvs-log, which reads what they have
# written. Without it all of them start slowly.
train() {
  rm -f "$target/kvs-client.aot" "$target/kvs-log.aot"
  store=$(mktemp -d)
  start_training "$target/kvs-server.aot" kvs.cli.KvsServer --dir "$store" --engine kvs
  address=$(sed -n 's/.*listens on \([^ ]*\): engine.*/\1/p' "$data/log")
  java -Xshare:auto kvs.cli.KvsClient set key value --addr "$address"
  java "-XX:AOTCacheOutput=$target/kvs-client.aot" kvs.cli.KvsClient get key --addr "$address"
  java -Xshare:auto kvs.cli.KvsClient shutdown --addr "$address"
  wait "$training"
  java "-XX:AOTCacheOutput=$target/kvs-log.aot" kvs.inspect.KvsLog "$store"
  cat "$data/log"
  rm -rf "$data" "$store"
}

# It records what it loads until it listens, and when it is stopped.
train_sharded() {
  start_training "$target/kvs-sharded.aot" kvs.sharded.KvsSharded
  kill -TERM "$training"
  wait "$training"
  cat "$data/log"
  rm -rf "$data"
}

if [ -n "${KVS_CLASS_PATH-}" ]; then
  # shellcheck disable=SC2086 # several options
  exec "$jdk/bin/java" $jvm ${KVS_JVM_OPTION:+"$KVS_JVM_OPTION"} -cp "$KVS_CLASS_PATH" "$main" "$@"
fi
is_stale && build
class_path=$target/$module.jar:$(cat "$target/classpath.txt")
require_complete
# A cache of another build is passed over in silence.
cache=
[ -f "$target/$program.aot" ] && cache=-XX:AOTCache=$target/$program.aot
# shellcheck disable=SC2086
exec "$jdk/bin/java" ${cache:+"$cache"} $jvm ${engines:+"-Dkvs.engines=$engines"} -cp "$class_path" "$main" "$@"
