/**
 * The machine that Kubernetes runs on: namespaces, mounts, control group and the link to the host.
 *
 * <p>Inside a node {@code /var}, {@code /run} and {@code /tmp} are its own, so every program finds
 * its usual paths there and none of them touches the host's. {@code /usr} and {@code /etc} are the
 * host's. The cache is at {@link dev.realtime.e2e.cluster.node.Node#CACHE}.
 */
@NullMarked
package dev.realtime.e2e.cluster.node;

import org.jspecify.annotations.NullMarked;
