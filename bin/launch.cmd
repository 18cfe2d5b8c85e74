@echo off
rem Called by the programs' launchers, which have set module, program, main and jvm, the JVM's options: finds a JDK 25,
rem builds the module if it is not built or older than its sources, starts the program. A launcher of a server has set
rem engines, too: the names of those that it ships, with commas between them.
rem
rem KVS_CLASS_PATH   If it is set, the program starts with this class path, and with nothing else: nothing is built. For
rem                  tests, and to put classes in front of the finished ones.
rem KVS_JVM_OPTION   With KVS_CLASS_PATH: one more option for the JVM, blanks and all, such as an archive of these classes.
setlocal EnableExtensions EnableDelayedExpansion
for %%d in ("%~dp0..") do set "root=%%~fd"
set "target=%root%\%module%\target"
set "jar=%target%\%module%.jar"
set "paths=%target%\classpath.txt"
set "built=%target%\built"
set "state=%root%\.workbook"
set "jdk="

call "%root%\bin\jdk.cmd"
if errorlevel 3 exit /b 3
set "option="
if defined KVS_CLASS_PATH (
  if defined KVS_JVM_OPTION set "option="!KVS_JVM_OPTION!""
  goto start
)
call :stale && call :build
if errorlevel 3 exit /b 3
set /p libraries=<"%paths%"
set "KVS_CLASS_PATH=%jar%;%libraries%"
call :missing
if errorlevel 3 exit /b 3
if defined engines set "jvm=%jvm% -Dkvs.engines=%engines%"

:start
rem An exclamation mark in the program's words must come through.
setlocal DisableDelayedExpansion
"%jdk%\bin\java" %jvm% %option% -cp "%KVS_CLASS_PATH%" %main% %*
exit /b %errorlevel%

rem The JVM skips an entry of the class path that does not exist: the program would start with a part of itself.
:missing
for %%e in ("%KVS_CLASS_PATH:;=" "%") do if not exist "%%~e" (
  echo error: %program% is not complete: %%~e is missing. To build it again, remove %built% and start it once more. 1>&2
  exit /b 3
)
exit /b 0

rem Errorlevel 0 when something that it is made of is newer than the last build.
:stale
if not exist "%jar%" exit /b 0
if not exist "%paths%" exit /b 0
if not exist "%built%" exit /b 0
powershell -NoProfile -Command "$b=(Get-Item $env:built).LastWriteTimeUtc; $m=Join-Path $env:root $env:module; $p=@(Get-Item \"$env:root\pom.xml\",\"$env:root\part*\pom.xml\",\"$m\pom.xml\") + @(Get-ChildItem -Recurse -File \"$env:root\part*\src\main\",\"$m\src\main\"); if ($p | Where-Object { $_.LastWriteTimeUtc -gt $b } | Select-Object -First 1) { exit 0 } else { exit 1 }"
exit /b %errorlevel%

:build
where mvn >nul 2>nul || (
  echo error: Maven is not installed ^(3.8.7 or later is needed to build %program%^) 1>&2
  exit /b 3
)
if not exist "%target%" mkdir "%target%"
echo Building %program% ^(once^) ... 1>&2
pushd "%root%"
call mvn -B -Dstyle.color=never package -DskipTests -pl %module% >"%target%\build.log" 2>&1
set "ended=%errorlevel%"
popd
if not "%ended%"=="0" (
  findstr /b "[ERROR]" "%target%\build.log" 1>&2
  echo error: the build failed; all of it is in %target%\build.log 1>&2
  exit /b 3
)
type nul >"%built%"
exit /b 0
