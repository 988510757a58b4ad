/**
 * A real single-node Kubernetes on this machine: start, stop, look, break.
 *
 * <p>{@link dev.realtime.e2e.cluster.Cluster} is the way in, for {@code ./dev up} and for tests
 * alike. A cluster is a <em>node</em> and what runs on it. The node is one process tree in
 * namespaces of its own (processes, mounts, network), joined to the host by a veth pair; its
 * process 1 is our {@code node-init}. Inside are etcd, the control plane, containerd, the kubelet,
 * kube-proxy and all pods. So two clusters share nothing that could collide, and when process 1
 * ends, the kernel ends and removes everything else. What is left for the host to remove is a
 * control group and the state directory.
 *
 * <p>From the bottom up: {@code sys} (processes, commands, locks of this machine), {@code binary}
 * (programs built from pinned source), {@code node} (the namespaces and what is mounted there),
 * {@code plane} (certificates, configuration and command line of each component), and here what
 * makes a cluster of them.
 */
@NullMarked
package dev.realtime.e2e.cluster;

import org.jspecify.annotations.NullMarked;
