#!/bin/sh
# Starts one Redis of a replicated set. Who is master is the Sentinels' to say, and never guessed:
# this waits until most of them answer. A master that comes back empty while a replica still holds
# data is not started as master, for its replicas would copy the emptiness; it waits until the
# Sentinels have made one of them the master.
#
# ME          host:port of this Redis, as the others reach it
# REDISES     host:port of each Redis
# SENTINELS   host:port of each Sentinel
# QUORUM      how many Sentinels are a majority
# MASTER_NAME what the Sentinels call the master
# DURABLE     whether DATA outlives the pod
# CONF, DATA, RUN  redis.conf, the data directory, a directory to write to
# REDISCLI_AUTH    the password, for redis-cli
set -eu

say() {
  echo "start: $*" >&2
}

ask() {
  host=${1%:*}
  port=${1##*:}
  shift
  timeout 2 redis-cli -h "$host" -p "$port" "$@" 2>/dev/null || true
}

# Prints "answers host:port": how many Sentinels answer, and the master of the highest epoch.
master_of_sentinels() {
  answers=0
  newest=-1
  found=
  for sentinel in $SENTINELS; do
    line=$(ask "$sentinel" sentinel master "$MASTER_NAME" | tr '\n' ' ' |
      sed -n 's/.* ip \([^ ]*\) port \([0-9]*\) .* config-epoch \([0-9]*\) .*/\3 \1:\2/p')
    if [ -n "$line" ]; then
      answers=$((answers + 1))
      if [ "${line% *}" -gt "$newest" ]; then
        newest=${line% *}
        found=${line#* }
      fi
    fi
  done
  echo "$answers $found"
}

# Prints what is known of the others: "data", "none", or "unknown" if one does not say.
others_hold() {
  found=none
  for redis in $REDISES; do
    if [ "$redis" != "$ME" ]; then
      keys=$(ask "$redis" dbsize)
      case $keys in
        0) ;;
        *LOADING*) found=data ;;
        '' | *[!0-9]*) [ "$found" = data ] || found=unknown ;;
        *) found=data ;;
      esac
    fi
  done
  echo "$found"
}

# A Redis that hangs, or has too little CPU, answers or is replaced by the Sentinels in less: tries of
# a second and more.
SILENT_TRIES=30
silent=0

said=
say_once() {
  if [ "$said" != "$*" ]; then
    said=$*
    say "$*"
  fi
}

while :; do
  answer=$(master_of_sentinels)
  master=${answer#* }
  if [ "${answer%% *}" -lt "$QUORUM" ]; then
    say_once "waiting: ${answer%% *} Sentinels answer, $QUORUM have to"
  elif [ "$master" != "$ME" ]; then
    say "replica of $master"
    break
  elif [ "$DURABLE" = true ] && [ -d "$DATA/appendonlydir" ]; then
    say "master, with the data on its volume"
    break
  else
    others=$(others_hold)
    if [ "$others" = data ]; then
      say_once "waiting: this one is empty, and another holds data that the Sentinels have to make master"
    elif [ "$others" = none ]; then
      say "master; no other holds data"
      break
    elif [ "$silent" -lt "$SILENT_TRIES" ]; then
      silent=$((silent + 1))
      say_once "waiting: this one is empty, and another that does not answer may hold data"
    else
      say "master; no other that answers holds data, and those that do not have had their time"
      break
    fi
  fi
  sleep 1
done

conf="$RUN/redis.conf"
{
  cat "$CONF"
  echo "port ${ME##*:}"
  echo "replica-announce-ip ${ME%:*}"
  echo "replica-announce-port ${ME##*:}"
  if [ "$master" != "$ME" ]; then
    echo "replicaof ${master%:*} ${master##*:}"
  fi
} >"$conf"
exec redis-server "$conf"
