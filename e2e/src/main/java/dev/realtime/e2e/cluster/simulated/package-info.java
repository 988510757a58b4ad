/**
 * A cluster without a node, for machines that cannot run containers: a real etcd, API server,
 * controller manager and scheduler, and KWOK in place of the kubelet. Needs no special rights.
 */
@NullMarked
package dev.realtime.e2e.cluster.simulated;

import org.jspecify.annotations.NullMarked;
