/**
 * What runs on a node to make it a Kubernetes: each component's certificates, files and command
 * line.
 *
 * <p>{@link dev.realtime.e2e.cluster.plane.Component} names the components in starting order,
 * {@link dev.realtime.e2e.cluster.plane.CommandLines} gives each one's flags with the reason for
 * those that are not plain, and {@link dev.realtime.e2e.cluster.plane.PlaneFiles} writes what they
 * read. Paths are as seen inside the node: {@code /var/lib/kubernetes} is {@code
 * <state>/var/lib/kubernetes} on the host.
 */
@NullMarked
package dev.realtime.e2e.cluster.plane;

import org.jspecify.annotations.NullMarked;
