#!/bin/sh
# Ready is a master that answers, or a replica that is in sync: a rolling update goes on to the next
# pod only when this one holds the data.
#
# ME, REDISCLI_AUTH as in redis-start.sh
set -eu

here() {
  timeout 2 redis-cli -p "${ME##*:}" "$@" 2>/dev/null
}

[ "$(here ping)" = PONG ]
here info replication | grep -q -e '^role:master' -e '^master_link_status:up'
