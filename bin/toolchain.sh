# shellcheck shell=bash
# Finds the tools that the project needs: a JDK 25 or newer, and a Maven 3.9 or newer.
#
# usage: source bin/toolchain.sh; need_jdk (exports JAVA_HOME); need_maven (sets MAVEN)
#
# Only bash 3.2 and POSIX tools, so that it works on a Mac as it comes.

JDK_MIN=25
MAVEN_VERSION=3.9.16

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# usage: jdk_major DIR    prints 25 for a JDK 25, nothing for what is no JDK
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
}

# Prints every folder that may be a JDK, the likeliest first.
jdk_candidates() {
  local found
  printf '%s\n' "${JAVA_HOME:-}"
  if found=$(command -v javac); then
    while [ -L "$found" ]; do # readlink -f came late to macOS
      local link
      link=$(readlink "$found")
      case $link in
        /*) found=$link ;;
        *) found=$(dirname "$found")/$link ;;
      esac
    done
    dirname "$(dirname "$found")"
  fi
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$JDK_MIN+" 2>/dev/null || true
  fi
  local dir
  for dir in /usr/lib/jvm/* /usr/java/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -d "$dir" ] && printf '%s\n' "$dir"
  done
  return 0
}

need_jdk() {
  local dir major
  while IFS= read -r dir; do
    [ -n "$dir" ] || continue
    major=$(jdk_major "$dir")
    if [ -n "$major" ] && [ "$major" -ge "$JDK_MIN" ]; then
      export JAVA_HOME=$dir
      return
    fi
  done < <(jdk_candidates)
  fail "needs a JDK $JDK_MIN or newer and found none: set JAVA_HOME, or install one, for example with
  apt install openjdk-25-jdk | dnf install java-25-openjdk-devel | brew install openjdk@25 | sdk install java 25-tem"
}

# usage: maven_fits MVN    whether that program is a Maven 3.9 or newer (our plugins need it)
maven_fits() {
  local version
  version=$("$1" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
  case $version in
    3.9* | [4-9].* | [1-9][0-9].*) return 0 ;;
    *) return 1 ;;
  esac
}

need_maven() {
  local root cache old
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  if old=$(command -v mvn) && maven_fits "$old"; then
    MAVEN=$old
    return
  fi
  cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/webscale
  mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache=$root/.data/cache
  MAVEN=$cache/apache-maven-$MAVEN_VERSION/bin/mvn
  if [ -x "$MAVEN" ]; then
    return
  fi
  [ -n "$old" ] || fail "needs Maven 3.9 or newer and found none: install one, for example with
  apt install maven | dnf install maven | brew install maven | sdk install maven (any 3.x will do: it fetches $MAVEN_VERSION)"
  fetch_maven "$old" "$cache"
}

# usage: fetch_maven MVN CACHE    lets an old Maven get the newer one by its coordinates, out of reach of our pom.xml
fetch_maven() {
  local scratch
  printf 'fetching Maven %s, since %s is older than 3.9\n' "$MAVEN_VERSION" "$1"
  mkdir -p "$2"
  scratch=$(mktemp -d "$2/.maven.XXXXXX")
  if ! (
    cd "$scratch" &&
      "$1" -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        -Dartifact="org.apache.maven:apache-maven:$MAVEN_VERSION:zip:bin" \
        -DoutputDirectory="$scratch" -Dmdep.useBaseVersion=true >fetch.log 2>&1 &&
      "$JAVA_HOME/bin/jar" xf "apache-maven-$MAVEN_VERSION-bin.zip" &&
      chmod +x "apache-maven-$MAVEN_VERSION/bin/mvn"
  ); then
    cat "$scratch/fetch.log" >&2
    rm -rf "$scratch"
    fail "could not fetch Maven $MAVEN_VERSION; install Maven 3.9 or newer"
  fi
  # Another copy may have been faster; then its folder stays.
  mv "$scratch/apache-maven-$MAVEN_VERSION" "$2/" 2>/dev/null || true
  rm -rf "$scratch"
}
