@echo off
rem kvs-client, from part 2. See bin\kvs-client --help.
setlocal
set "module=part2-sync-server"
set "program=kvs-client"
set "main=kvs.cli.KvsClient"
set "jvm=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
