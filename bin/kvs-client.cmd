@echo off
rem kvs-client, from part 2, built with its server. With --cluster HOST:PORT, the client of part 5.
rem See bin\kvs-client --help and bin\kvs-client --cluster 127.0.0.1:9001 --help.
setlocal
set "module=part3-persistent-engine"
set "program=kvs-client"
set "main=kvs.cli.KvsClient"
set "last="
set "before="
rem cmd takes --cluster=HOST:PORT for two words. shift changes neither the list of all words nor, with /1, this file's name.
:words
if [%1]==[] goto start
if "%~1"=="--" goto start
rem set KEY --cluster: a value, whatever it looks like.
if not "%before%"=="set" if "%~1"=="--cluster" goto cluster
set "before=%last%"
set "last="
if "%~1"=="set" set "last=set"
shift /1
goto words

:cluster
set "module=part5-raft"
set "main=kvs.cluster.client.KvsClusterClient"

:start
set "jvm=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
"%~dp0launch.cmd" %*
