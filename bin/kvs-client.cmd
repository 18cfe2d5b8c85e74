@echo off
rem kvs-client, from part 2, built with its server. See bin\kvs-client --help.
setlocal
set "module=part3-persistent-engine"
set "program=kvs-client"
set "main=kvs.cli.KvsClient"
set "jvm=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
