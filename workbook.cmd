@echo off
rem The workbook: finds a JDK 25, builds what is new, starts. See workbook --help.
setlocal EnableExtensions EnableDelayedExpansion
set "root=%~dp0"
if "%root:~-1%"=="\" set "root=%root:~0,-1%"
set "jar=%root%\runner\target\workbook.jar"
set "built=%root%\runner\target\built"
set "state=%root%\.workbook"
set "jdk="

if exist "%state%\jdk" (
  set /p kept=<"%state%\jdk"
  call :try "!kept!"
)
if not defined jdk if defined WORKBOOK_JDK call :try "%WORKBOOK_JDK%"
if not defined jdk if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined jdk for /f "delims=" %%c in ('where javac 2^>nul') do if not defined jdk for %%d in ("%%~dpc..") do call :try "%%~fd"
if not defined jdk for %%p in ("%ProgramFiles%\Java" "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%USERPROFILE%\.jdks") do (
  if exist "%%~p" for /d %%d in ("%%~p\*") do if not defined jdk call :try "%%~fd"
)
if not defined jdk (
  echo error: no JDK 25 was found. Install one ^(https://adoptium.net^) and set JAVA_HOME to it, or WORKBOOK_JDK if JAVA_HOME must stay at another one. 1>&2
  exit /b 3
)
if not exist "%state%" mkdir "%state%" 2>nul
>"%state%\jdk" echo %jdk%

call :stale && call :build
if errorlevel 3 exit /b 3
set "option=-XX:AOTCache=%state%\cache\workbook.aot"
call :start %*
exit /b %errorlevel%

rem A JDK says its version in a file called release.
:try
if not exist "%~1\bin\javac.exe" exit /b 1
if not exist "%~1\release" exit /b 1
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "delims=.-+ " %%m in ("%%~v") do if %%m GEQ 25 set "jdk=%~1"
)
exit /b 0

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
call mvn -B -Dstyle.color=never package -DskipTests -pl "%modules%" >"%root%\runner\target\build.log" 2>&1
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
