@echo off
rem kvs-bench, a load generator: finds a JDK 25, builds what is new, starts. See bin\kvs-bench --help.
setlocal EnableExtensions EnableDelayedExpansion
for %%d in ("%~dp0..") do set "root=%%~fd"
set "module=%root%\benchmarks"
set "jar=%module%\target\benchmarks.jar"
set "paths=%module%\target\classpath.txt"
set "built=%module%\target\built"
set "state=%root%\.workbook"
set "jdk="

call "%root%\bin\jdk.cmd" || exit /b 3
call :stale && call :build
if errorlevel 3 exit /b 3
set /p libraries=<"%paths%"
"%jdk%\bin\java" -Xms256m -Xmx1g -XX:+UseSerialGC -XX:-UsePerfData -XX:-PrintWarnings --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "%jar%;%libraries%" kvs.benchmarks.load.Bench %*
exit /b %errorlevel%

rem Errorlevel 0 when something that it is made of is newer than the last build.
:stale
if not exist "%jar%" exit /b 0
if not exist "%paths%" exit /b 0
if not exist "%built%" exit /b 0
powershell -NoProfile -Command "$b=(Get-Item $env:built).LastWriteTimeUtc; $p=@(Get-Item \"$env:root\pom.xml\",\"$env:root\part*\pom.xml\",\"$env:module\pom.xml\") + @(Get-ChildItem -Recurse -File \"$env:root\part*\src\main\",\"$env:module\src\main\"); if ($p | Where-Object { $_.LastWriteTimeUtc -gt $b } | Select-Object -First 1) { exit 0 } else { exit 1 }"
exit /b %errorlevel%

:build
where mvn >nul 2>nul || (
  echo error: Maven is not installed ^(3.8.7 or later is needed to build kvs-bench^) 1>&2
  exit /b 3
)
if not exist "%module%\target" mkdir "%module%\target"
echo Building kvs-bench ... 1>&2
pushd "%root%"
call mvn -B -Dstyle.color=never package -DskipTests -pl benchmarks >"%module%\target\build.log" 2>&1
set "ended=%errorlevel%"
popd
if not "%ended%"=="0" (
  findstr /b "[ERROR]" "%module%\target\build.log" 1>&2
  echo error: the build failed; all of it is in %module%\target\build.log 1>&2
  exit /b 3
)
type nul >"%built%"
exit /b 0
