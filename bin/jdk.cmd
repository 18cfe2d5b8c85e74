@echo off
rem Called by the launchers, which have set root and state: finds a JDK 25, sets jdk and remembers it; else errorlevel 3.
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
exit /b 0

rem A JDK says its version in a file called release.
:try
if not exist "%~1\bin\javac.exe" exit /b 1
if not exist "%~1\release" exit /b 1
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "delims=.-+ " %%m in ("%%~v") do if %%m GEQ 25 set "jdk=%~1"
)
exit /b 0
