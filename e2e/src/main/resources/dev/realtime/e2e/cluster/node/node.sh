#!/bin/sh
# Starts a node: "node.sh outside STATE CACHE INIT HOSTNAME [CONTROL_GROUP...]".
# STATE is the cluster's directory, CACHE the one with all programs, INIT the path of node-init relative to it.
set -eu

outside() {
  state=$1 cache=$2 init=$3 hostname=$4
  shift 4
  for group; do
    echo $$ > "$group/cgroup.procs"
  done
  # "slave": what the host unmounts later is unmounted here too; what is mounted here, the host never sees.
  exec unshare --fork --pid --mount-proc --mount --propagation slave --net --uts --ipc \
    sh "$state/node.sh" inside "$state" "$cache" "$init" "$hostname"
}

inside() {
  state=$1 cache=$2 init=$3 hostname=$4
  hostname "$hostname"
  # Everything is put together below STATE/run first: STATE and CACHE may be below /run, /var or /tmp themselves.
  mount -t tmpfs -o mode=755 realtime "$state/run"
  mkdir -p "$state/run/realtime/cache" "$state/run/realtime/var"
  mount --bind "$cache" "$state/run/realtime/cache"
  mount --bind "$state/var" "$state/run/realtime/var"
  mount --rbind "$state/run" /run
  mount --bind /run/realtime/var /var
  mount -t tmpfs -o mode=1777 realtime /tmp
  # The kubelet hands mounts on to pods, so they must propagate within the node.
  mount --make-rshared /
  cd /
  ip link set lo up
  echo 1 > /proc/sys/net/ipv4/ip_forward
  exec "/run/realtime/cache/$init" --cluster "$state"
}

"$@"
