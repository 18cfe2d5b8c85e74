@echo off
rem kvs-server, from part 2. See bin\kvs-server --help.
setlocal
set "module=part2-sync-server"
set "program=kvs-server"
set "main=kvs.cli.KvsServer"
set "jvm=-XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
