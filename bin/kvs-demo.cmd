@echo off
rem kvs-demo, which kills the leader of a cluster of part 5 and checks that nothing is lost. See bin\kvs-demo --help.
setlocal
set "module=part5-raft"
set "program=kvs-demo"
set "main=kvs.cluster.demo.KvsDemo"
set "jvm=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms64m -Xmn48m -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
