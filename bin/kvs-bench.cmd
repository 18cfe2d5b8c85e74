@echo off
rem kvs-bench, a load generator. See bin\kvs-bench --help.
setlocal
set "module=benchmarks"
set "program=kvs-bench"
set "main=kvs.benchmarks.load.Bench"
set "jvm=-Xms256m -Xmx1g -XX:+UseSerialGC -XX:-UsePerfData -XX:-PrintWarnings --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
"%~dp0launch.cmd" %*
