@echo off
rem kvs-server, the server of part 2 with the engines of part 3. See bin\kvs-server --help.
setlocal
set "module=part3-persistent-engine"
set "program=kvs-server"
set "main=kvs.cli.KvsServer"
set "jvm=-XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
set "engines=kvs,mvstore"
"%~dp0launch.cmd" %*
