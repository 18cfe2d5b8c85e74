@echo off
rem kvs-sharded, the server of part 4: one event loop per core, and the Redis protocol. See bin\kvs-sharded --help.
setlocal
set "module=part4-sharded-async"
set "program=kvs-sharded"
set "main=kvs.sharded.KvsSharded"
set "jvm=-XX:+UseSerialGC -Xms16m -Xmn4m -XX:PretenureSizeThreshold=256k -XX:TrimNativeHeapInterval=2000 -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
set "engines=kvs,mvstore"
"%~dp0launch.cmd" %*
