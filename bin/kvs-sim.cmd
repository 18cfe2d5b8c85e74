@echo off
rem kvs-sim, the simulator of part 5: it tries to break the Raft there. See bin\kvs-sim --help.
setlocal
set "module=part5-raft"
set "program=kvs-sim"
set "main=kvs.sim.KvsSim"
set "jvm=-XX:+UseSerialGC -Xms256m -Xmn192m -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
