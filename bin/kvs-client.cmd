@echo off
rem kvs-client, from part 2. See bin\kvs-client --help.
setlocal EnableExtensions EnableDelayedExpansion
for %%d in ("%~dp0..") do set "root=%%~fd"
set "state=%root%\.workbook"
set "target=%root%\part2-sync-server\target"
set "jdk="
call "%root%\bin\jdk.cmd"
if errorlevel 3 exit /b 3
if not exist "%target%\classpath.txt" (
  echo Building kvs-client ^(once^) ... 1>&2
  pushd "%root%"
  call mvn -B -Dstyle.color=never package -DskipTests -pl part2-sync-server >"%TEMP%\kvs-build.log" 2>&1
  if errorlevel 1 (
    echo error: the build failed; all of it is in %TEMP%\kvs-build.log 1>&2
    popd
    exit /b 3
  )
  popd
)
set /p paths=<"%target%\classpath.txt"
"%jdk%\bin\java" -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED -cp "%target%\part2-sync-server.jar;%paths%" kvs.cli.KvsClient %*
exit /b %errorlevel%
