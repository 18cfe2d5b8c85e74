@echo off
rem kvs-log, from part 3: shows what is in the files of a log. See bin\kvs-log --help.
setlocal
set "module=part3-persistent-engine"
set "program=kvs-log"
set "main=kvs.inspect.KvsLog"
set "jvm=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
