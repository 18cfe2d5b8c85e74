@echo off
rem The workbook: finds a JDK 25, builds what is new, starts. See workbook --help.
setlocal EnableExtensions EnableDelayedExpansion
set "root=%~dp0"
if "%root:~-1%"=="\" set "root=%root:~0,-1%"
set "jar=%root%\runner\target\workbook.jar"
set "built=%root%\runner\target\built"
set "state=%root%\.workbook"
set "jdk="

call "%root%\bin\jdk.cmd" || exit /b 3
call :stale && call :build
if errorlevel 3 exit /b 3
set "option=-XX:AOTCache=%state%\cache\workbook.aot"
rem An exclamation mark in a word must come through.
setlocal DisableDelayedExpansion
call :start %*
exit /b %errorlevel%

rem Errorlevel 0 when the program, the parts or their build are newer than the last build.
:stale
if not exist "%jar%" exit /b 0
if not exist "%built%" exit /b 0
powershell -NoProfile -Command "$b=(Get-Item $env:built).LastWriteTimeUtc; $p=@(Get-Item \"$env:root\pom.xml\",\"$env:root\part*\pom.xml\",\"$env:root\runner\pom.xml\",\"$env:root\exercises\*\pom.xml\") + @(Get-ChildItem -Recurse -File \"$env:root\part*\src\",\"$env:root\runner\src\"); if ($p | Where-Object { $_.LastWriteTimeUtc -gt $b } | Select-Object -First 1) { exit 0 } else { exit 1 }"
exit /b %errorlevel%

:build
where mvn >nul 2>nul || (
  echo error: Maven is not installed ^(3.8.7 or later is needed to build the workbook^) 1>&2
  exit /b 3
)
if not exist "%root%\runner\target" mkdir "%root%\runner\target"
echo Building the workbook ^(the first time takes a minute, most of it downloads^) ... 1>&2
set "modules=runner"
for /d %%d in ("%root%\exercises\*") do if exist "%%d\pom.xml" set "modules=!modules!,exercises/%%~nxd"
pushd "%root%"
call mvn -B -Dstyle.color=never package -DskipTests -Danswer.skip=true -pl "%modules%" >"%root%\runner\target\build.log" 2>&1
set "ended=%errorlevel%"
popd
if not "%ended%"=="0" (
  findstr /b "[ERROR]" "%root%\runner\target\build.log" 1>&2
  echo error: the build failed; all of it is in %root%\runner\target\build.log 1>&2
  exit /b 3
)
type nul >"%built%"
echo   preparing a fast start 1>&2
if not exist "%state%\cache" mkdir "%state%\cache"
del /q "%state%\cache\workbook.aot" 2>nul
set "option=-XX:AOTCacheOutput=%state%\cache\workbook.aot"
call :start warm-up >"%state%\cache\warm-up.log" 2>&1 <nul
exit /b 0

:start
"%jdk%\bin\java" "%option%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xlog:disable --enable-native-access=ALL-UNNAMED "-Dworkbook.root=%root%" -jar "%jar%" %*
exit /b %errorlevel%
