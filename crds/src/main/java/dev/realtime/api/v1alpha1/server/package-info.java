/**
 * The server's own settings, as part of the spec of a service. Names, bounds and defaults are those
 * of the server's configuration reference (a test in the operator compares them); whatever is left
 * out is left to the server, so that a default stands in one place. Files become references to
 * Secrets, and what the operator decides itself (ports, Redis, drain, the node's name) is not here.
 */
@NullMarked
package dev.realtime.api.v1alpha1.server;

import org.jspecify.annotations.NullMarked;
