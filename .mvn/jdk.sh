# Sourced by ./mvnw and ./dev (POSIX sh): sets JAVA_HOME to a JDK 25 or newer, or says plainly that none is there.
# Order: JAVA_HOME if it is new enough, javac on PATH, then the usual places; the newest one wins.

jdk_required=25

jdk_major() { # jdk_major DIR: prints the feature version of the JDK in DIR, or 0
  [ -x "$1/bin/javac" ] || { echo 0; return; }
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
  fi
}

jdk_find() {
  if [ -n "${JAVA_HOME-}" ] && [ "$(jdk_major "$JAVA_HOME")" -ge "$jdk_required" ] 2>/dev/null; then
    return 0
  fi
  jdk_best= jdk_best_major=0
  jdk_on_path=$(command -v javac 2>/dev/null) && jdk_on_path=$(dirname "$(dirname "$(readlink -f "$jdk_on_path")")")
  set +f
  for jdk_dir in "$jdk_on_path" /usr/lib/jvm/* /opt/jdk* /opt/java/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
    jdk_this=$(jdk_major "$jdk_dir")
    if [ "${jdk_this:-0}" -ge "$jdk_required" ] && [ "$jdk_this" -gt "$jdk_best_major" ]; then
      jdk_best=$jdk_dir jdk_best_major=$jdk_this
    fi
  done
  if [ -z "$jdk_best" ]; then
    echo "JDK $jdk_required is needed and was not found (looked at JAVA_HOME, javac on PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks)." >&2
    echo "Install one (Eclipse Temurin $jdk_required, for example: https://adoptium.net/installation) and set JAVA_HOME to it." >&2
    return 1
  fi
  JAVA_HOME=$jdk_best
  export JAVA_HOME
}

jdk_find || exit 1

# Maven's own libraries still use sun.misc.Unsafe, and JDK 24 and newer warn of it four lines at a time.
case " ${MAVEN_OPTS-} " in
*sun-misc-unsafe*) ;;
*) MAVEN_OPTS="${MAVEN_OPTS-} --sun-misc-unsafe-memory-access=allow" && export MAVEN_OPTS ;;
esac
