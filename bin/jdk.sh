# Sourced by the launchers: finds a JDK 25 and remembers it in $state/jdk. Sets jdk, or the launcher ends with exit code 3.
# Sets a locale with UTF-8, too. The launcher has set root.
state=$root/.workbook
needed=25

fail() {
  printf 'error: %s\n' "$1" >&2
  exit 3
}

# A JDK says its version in a file called release; asking java itself would cost a tenth of a second.
is_jdk() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        version=${line#JAVA_VERSION=\"}
        version=${version%%[!0-9]*}
        [ "${version:-0}" -ge "$needed" ] 2>/dev/null
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

find_jdk() {
  if [ -r "$state/jdk" ]; then
    IFS= read -r jdk <"$state/jdk" && is_jdk "$jdk" && return 0
  fi
  on_path=$(command -v javac 2>/dev/null)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path" 2>/dev/null) && on_path=${on_path%/bin/javac}
  fi
  for jdk in "${WORKBOOK_JDK-}" "${JAVA_HOME-}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/*jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* /opt/homebrew/opt/openjdk*; do
    if is_jdk "$jdk"; then
      mkdir -p "$state" 2>/dev/null && printf '%s\n' "$jdk" 2>/dev/null >"$state/jdk"
      return 0
    fi
  done
  return 1
}

find_jdk || fail "no JDK $needed was found. Install one (https://adoptium.net has it for every system) and set JAVA_HOME
to it, or WORKBOOK_JDK if JAVA_HOME must stay at another one. Looked in WORKBOOK_JDK, JAVA_HOME, the PATH and where
JDKs are usually installed."

# Java decodes arguments and paths by the locale (LC_CTYPE), and what the locale cannot express becomes another name. So a
# locale without UTF-8 gives way to one with UTF-8; the language of messages stays. Where there is none, the locale stays,
# and the program rejects what it cannot express.
choose_locale() {
  [ "$(locale charmap 2>/dev/null)" = UTF-8 ] && return
  for utf8 in C.UTF-8 C.utf8 en_US.UTF-8 UTF-8; do
    # A system without the program locale (musl) has UTF-8 under any of these names.
    if ! command -v locale >/dev/null 2>&1 || [ "$(LC_ALL=$utf8 locale charmap 2>/dev/null)" = UTF-8 ]; then
      LC_MESSAGES=${LC_ALL:-${LC_MESSAGES:-${LANG:-C}}}
      LC_CTYPE=$utf8
      export LC_MESSAGES LC_CTYPE
      unset LC_ALL
      return
    fi
  done
}

choose_locale
