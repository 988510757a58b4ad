#!/bin/sh
# Before a master is stopped on purpose: writes are held back, its replicas catch up, and the
# Sentinels are asked to make one of them the master. So a rolling update or the drain of a node
# loses nothing. What goes wrong here only means that the Sentinels fail over by themselves, later.
#
# ME, SENTINELS, MASTER_NAME, REDISCLI_AUTH as in redis-start.sh
set -eu

# At most this long, well within the pod's grace period.
SECONDS_TO_HAND_OVER=15

here() {
  timeout 2 redis-cli -p "${ME##*:}" "$@" 2>/dev/null || true
}

is_master() {
  [ "$(here role | head -n 1)" = master ]
}

# Whether a replica has all that this master has.
caught_up() {
  info=$(here info replication | tr -d '\r')
  offset=$(echo "$info" | sed -n 's/^master_repl_offset:\([0-9]*\)$/\1/p')
  echo "$info" | grep -q "state=online,offset=$offset,"
}

is_master || exit 0
here info replication | grep -q 'state=online' || exit 0
here client pause $((SECONDS_TO_HAND_OVER * 1000)) write >/dev/null
left=5
while ! caught_up && [ "$left" -gt 0 ]; do
  left=$((left - 1))
  sleep 1
done
for sentinel in $SENTINELS; do
  answer=$(timeout 2 redis-cli -h "${sentinel%:*}" -p "${sentinel##*:}" \
    sentinel failover "$MASTER_NAME" 2>/dev/null || true)
  [ "$answer" != OK ] || break
done
left=$SECONDS_TO_HAND_OVER
while is_master && [ "$left" -gt 0 ]; do
  left=$((left - 1))
  sleep 1
done
