@echo off
rem kvs-cluster, the nodes of the replicated store of part 5 on this machine. See bin\kvs-cluster --help.
setlocal
set "module=part5-raft"
set "program=kvs-cluster"
set "main=kvs.cluster.local.KvsCluster"
set "jvm=-XX:+UseSerialGC -Xms64m -Xmn48m -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
