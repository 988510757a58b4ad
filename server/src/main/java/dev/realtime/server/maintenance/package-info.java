/**
 * Maintenance mode: whether it is on, who said so and since when.
 *
 * <p>Three places can say so; the first that exists decides: the file {@code MAINTENANCE_MODE} in
 * the configuration directory (a key of the mounted ConfigMap, so {@code kubectl patch configmap}
 * reaches a running pod), the environment variable of that name, and {@code maintenance.enabled} in
 * the configuration. What maintenance does to clients is the business of transport and session;
 * they ask here and are told of changes.
 */
@NullMarked
package dev.realtime.server.maintenance;

import org.jspecify.annotations.NullMarked;
