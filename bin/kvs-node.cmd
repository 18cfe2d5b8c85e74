@echo off
rem kvs-node, a node of the replicated store of part 5. See bin\kvs-node --help.
setlocal
set "module=part5-raft"
set "program=kvs-node"
set "main=kvs.cluster.KvsNode"
set "jvm=-XX:+UseSerialGC -Xms64m -Xmn48m -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED"
rem Another engine is a module of its own, with what it depends on. Its library of network code uses sun.misc.Unsafe,
rem and catches every error: there the JVM itself must end the process when memory runs out.
call :choose %*
"%~dp0launch.cmd" %*
exit /b %errorlevel%

rem An equals sign separates words too: --replication=ratis arrives as two.
:choose
if "%~1%~2"=="" exit /b 0
if "%~1"=="--replication" if "%~2"=="ratis" (
  set "module=part5-ratis"
  set "jvm=%jvm% -XX:+ExitOnOutOfMemoryError --sun-misc-unsafe-memory-access=allow"
  exit /b 0
)
shift
goto choose
