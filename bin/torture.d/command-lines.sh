# Rows 1, 2, 11, 13 and 18a of bin/torture: arguments, output and addresses. Sourced by it, with ROOT, the tree's root.
LIMIT=60
say() { if [ "$2" = 0 ]; then echo "ok     $1"; else echo "FAILED $1"; fi; }
is() { [ "$2" = "$3" ]; local r=$?; say "$1" $r; [ $r = 0 ] || printf '       expected %q, got %q\n' "$3" "$2"; }
# Starts kvs-server with these words in the current directory: sets server (pid), address, log.
serve() {
  log=$(mktemp)
  "$ROOT/bin/kvs-server" "$@" 2>"$log" & server=$!
  for _ in $(seq 1 600); do grep -q 'listens on' "$log" && break; kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
  address=$(sed -n 's/.*listens on \([^ ]*\)\( (.*)\)\{0,1\}: engine.*/\1/p' "$log")
}
end() { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -f "$log"; }
client() { timeout $LIMIT "$ROOT/bin/kvs-client" "$@" --addr "$address"; }

row1() (
  dir=$(mktemp -d); cd "$dir" || return; mkdir josé; cd josé || return
  export LC_ALL=C
  serve --addr 127.0.0.1:0
  client set ключ secret
  is 'row 1: another key in LC_ALL=C is another key' "$(client get соль)" 'Key not found'
  is 'row 1: a key in LC_ALL=C' "$(client get ключ)" secret
  is 'row 1: the same key in C.UTF-8' "$(LC_ALL=C.UTF-8 client get ключ)" secret
  client set "$(printf 'k\351')" one; client set "$(printf 'k\350')" "$(printf '\377\376')"
  is 'row 1: bytes that are not UTF-8 are a key' "$(client get "$(printf 'k\351')")" one
  is 'row 1: bytes that are not UTF-8 are a value' "$(client get "$(printf 'k\350')" | od -An -to1 | tr -d '\n')" ' 377 376 012'
  is 'row 1: the data is where the server started' "$(ls "$dir")/$(ls)" josé/kvs-data
  end; rm -rf "$dir"
)

row2() (
  dir=$(mktemp -d)/käfig; mkdir "$dir"
  # The tree, as it was built, under another path: links would show the old one.
  cp -r "$ROOT/bin" "$ROOT/pom.xml" "$dir"
  for part in "$ROOT"/part[1-5]*; do
    name=$(basename "$part"); mkdir -p "$dir/$name/src" "$dir/$name/target"
    cp "$part/pom.xml" "$dir/$name"; cp -r "$part/src/main" "$dir/$name/src"
    cp "$part"/target/*.jar "$dir/$name/target/" 2>/dev/null
    [ -f "$part/target/classpath.txt" ] && sed "s#$ROOT/#$dir/#g" "$part/target/classpath.txt" >"$dir/$name/target/classpath.txt"
  done
  for part in "$dir"/part[1-5]*; do touch "$part/target/built"; done
  export LC_ALL=C; there=$ROOT; ROOT=$dir; cd "$dir" || return
  serve --addr 127.0.0.1:0
  grep -q 'engine kvs' "$log"; say 'row 2: under a path with an umlaut in LC_ALL=C the engine is kvs' $?
  client set key value
  is 'row 2: … and the data on disk' "$(ls kvs-data | grep -c log)" 1
  timeout $LIMIT bin/kvs-log kvs-data --records 2>&1 | grep -q '"key" = "value"'; say 'row 2: … kvs-log reads it' $?
  end
  mv part2-sync-server/target/part2-sync-server.jar away.jar
  said=$(timeout $LIMIT bin/kvs-log kvs-data 2>&1); code=$?
  is 'row 2: a missing jar is a sentence (kvs-log)' "$code $(echo "$said" | grep -c 'is not complete: .*part2-sync-server.jar is missing')" '3 1'
  said=$(timeout $LIMIT bin/kvs-server --addr 127.0.0.1:0 --dir new 2>&1); code=$?
  is 'row 2: … and nothing starts (kvs-server)' "$code $(ls -d new 2>/dev/null)" '3 '
  mv away.jar part2-sync-server/target/part2-sync-server.jar
  cp part3-persistent-engine/target/part3-persistent-engine.jar kept.jar
  # A jar without its list of engines.
  mkdir x; (cd x && LC_ALL=C.UTF-8 "$(cat ../.workbook/jdk)/bin/jar" xf ../kept.jar)
  rm -f x/META-INF/services/kvs.engine.EngineProvider
  LC_ALL=C.UTF-8 "$(cat .workbook/jdk)/bin/jar" --create --file part3-persistent-engine/target/part3-persistent-engine.jar -C x . ; touch part3-persistent-engine/target/built
  said=$(timeout $LIMIT bin/kvs-server --addr 127.0.0.1:0 --dir new 2>&1); code=$?
  is 'row 2: a missing engine is a sentence' "$code $(echo "$said" | grep -c 'the engine "kvs" is missing') $(ls -d new 2>/dev/null)" '1 1 '
  ROOT=$there; rm -rf "$(dirname "$dir")"
)

row11() (
  dir=$(mktemp -d); cd "$dir" || return
  serve --addr 127.0.0.1:0
  client set k v
  for words in 'get k' 'get none' ping --help --version --completion; do
    # shellcheck disable=SC2086
    said=$(client $words 2>&1 >/dev/full); code=$?
    is "row 11: kvs-client $words > /dev/full" "$code $(echo "$said" | grep -c '^error: could not write to standard output')" '1 1'
  done
  for program in kvs-server kvs-log kvs-sharded kvs-node kvs-cluster kvs-sim kvs-demo kvs-maelstrom kvs-bench; do
    timeout $LIMIT "$ROOT/bin/$program" --help >/dev/full 2>&1
    is "row 11: $program --help > /dev/full" $? 1
  done
  timeout $LIMIT "$ROOT/workbook" --help >/dev/full 2>&1
  is 'row 11: ./workbook --help > /dev/full' $? 1
  timeout $LIMIT "$ROOT/bin/kvs-log" kvs-data --records >/dev/full 2>&1
  is 'row 11: kvs-log --records > /dev/full' $? 1
  # About 100 MiB in large values would print few lines: many small records instead.
  for _ in 1 2 3; do client set k "$(head -c 100000 /dev/zero | tr '\0' x)"; done
  timeout $LIMIT "$ROOT/bin/kvs-log" kvs-data --records 2>err | head -1 >/dev/null
  is 'row 11: kvs-log | head ends' "$(case ${PIPESTATUS[0]} in 0 | 141) echo ends ;; *) echo "${PIPESTATUS[0]}" ;; esac)" ends
  is 'row 11: … quietly' "$(cat err)" ''
  mkfifo gate
  code=$( { { cat gate; timeout $LIMIT "$ROOT/bin/kvs-log" kvs-data --records; echo $? >&3; } | { exec <&-; : >gate; }; } 3>&1)
  is 'row 11: the exit code when the reader has gone' "$code" 141
  end; rm -rf "$dir"
)

row13() (
  dir=$(mktemp -d); cd "$dir" || return
  can() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; echo $?; }
  serve --addr 0.0.0.0:0; port=${address##*:}
  is 'row 13: 0.0.0.0 serves 127.0.0.1' "$(can 127.0.0.1 "$port")" 0
  if grep -q " lo$" /proc/net/if_inet6 2>/dev/null; then is 'row 13: 0.0.0.0 does not serve ::1' "$(can ::1 "$port")" 1; fi
  grep -q '(IPv4 only)' "$log"; say 'row 13: the log says so' $?
  end
  if grep -q " lo$" /proc/net/if_inet6 2>/dev/null; then
    serve --addr '[::]:0'; port=${address##*:}
    is 'row 13: [::] serves both' "$(can 127.0.0.1 "$port")$(can ::1 "$port")" 00
    grep -q '(IPv6 and IPv4)' "$log"; say 'row 13: the log says so' $?
    end
  fi
  "$ROOT/bin/kvs-sharded" --addr 0.0.0.0:0 2>sharded & server=$!; log=sharded
  for _ in $(seq 1 600); do grep -q 'listens on' sharded && break; sleep 0.1; done
  port=$(sed -n "s/.*listens on [^ ]*:\([0-9][0-9]*\)[: ].*/\1/p" sharded)
  is 'row 13: kvs-sharded on 0.0.0.0 serves 127.0.0.1' "$(can 127.0.0.1 "$port")" 0
  if grep -q " lo$" /proc/net/if_inet6 2>/dev/null; then is 'row 13: … and not ::1' "$(can ::1 "$port")" 1; fi
  end; rm -rf "$dir"
)

row18a() (
  dir=$(mktemp -d); cd "$dir" || return
  serve --addr 127.0.0.1:0
  for value in -v --help -5 --addr --cluster; do
    client set y "$value"
    is "row 18: set y $value" "$(client get y)" "$value"
  done
  end; rm -rf "$dir"
)
