#!/bin/sh
# Starts one Sentinel. What it knew before (who is master, and since which epoch) stays in STATE as
# long as that lasts. One that knows nothing asks the other Sentinels, then the Redis themselves, and
# only then takes the first Redis: so a set of Sentinels that was lost as a whole finds the master
# that there is.
#
# ME, REDISES, SENTINELS, QUORUM, MASTER_NAME, REDISCLI_AUTH as in redis-start.sh
# STATE              directory to keep its configuration in
# DOWN_AFTER_MILLIS  how long a master is silent until it counts as down
set -eu

say() {
  echo "start: $*" >&2
}

ask() {
  host=${1%:*}
  port=${1##*:}
  shift
  timeout 1 redis-cli -h "$host" -p "$port" "$@" 2>/dev/null || true
}

# Prints the host:port that the others know, of the highest epoch; nothing if none answers.
known_to_others() {
  newest=-1
  found=
  for sentinel in $SENTINELS; do
    if [ "$sentinel" != "$ME" ]; then
      line=$(ask "$sentinel" sentinel master "$MASTER_NAME" | tr '\n' ' ' |
        sed -n 's/.* ip \([^ ]*\) port \([0-9]*\) .* config-epoch \([0-9]*\) .*/\3 \1:\2/p')
      if [ -n "$line" ] && [ "${line% *}" -gt "$newest" ]; then
        newest=${line% *}
        found=${line#* }
      fi
    fi
  done
  echo "$found"
}

# Prints the host:port of the Redis that says it is master, the one with the most replicas.
master_among_redises() {
  most=-1
  found=
  for redis in $REDISES; do
    info=$(ask "$redis" info replication | tr -d '\r')
    if echo "$info" | grep -q '^role:master'; then
      replicas=$(echo "$info" | sed -n 's/^connected_slaves:\([0-9]*\)$/\1/p')
      if [ "${replicas:-0}" -gt "$most" ]; then
        most=${replicas:-0}
        found=$redis
      fi
    fi
  done
  echo "$found"
}

conf="$STATE/sentinel.conf"
if [ -s "$conf" ] && grep -q "^sentinel monitor $MASTER_NAME " "$conf"; then
  # The other Sentinels are found anew: some may be gone for good, and must not count for a majority.
  known=$(grep -E '^sentinel (myid|monitor|config-epoch|leader-epoch|current-epoch|known-replica) ' \
    "$conf" | sed "s/^\(sentinel monitor .*\) [0-9]*$/\1 $QUORUM/")
  say "goes on with what it knew"
else
  master=$(known_to_others)
  [ -n "$master" ] || master=$(master_among_redises)
  [ -n "$master" ] || master=${REDISES%% *}
  known="sentinel monitor $MASTER_NAME ${master%:*} ${master##*:} $QUORUM"
  say "knows nothing yet; begins with master $master"
fi

umask 077
cat >"$conf.new" <<END
port ${ME##*:}
dir $STATE
protected-mode no
requirepass $REDISCLI_AUTH
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip ${ME%:*}
sentinel announce-port ${ME##*:}
sentinel sentinel-pass $REDISCLI_AUTH
sentinel deny-scripts-reconfig yes
$known
sentinel auth-pass $MASTER_NAME $REDISCLI_AUTH
sentinel down-after-milliseconds $MASTER_NAME $DOWN_AFTER_MILLIS
sentinel failover-timeout $MASTER_NAME 15000
sentinel parallel-syncs $MASTER_NAME 1
END
mv "$conf.new" "$conf"
exec redis-server "$conf" --sentinel
