@echo off
rem kvs-maelstrom, a node of part 5 for Maelstrom, on which Jepsen checks histories. See bin\kvs-maelstrom --help.
setlocal
set "module=part5-raft"
set "program=kvs-maelstrom"
set "main=kvs.maelstrom.KvsMaelstrom"
set "jvm=-XX:+UseSerialGC -Xmx256m -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
