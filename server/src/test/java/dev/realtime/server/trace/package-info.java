/** A collector of OpenTelemetry for tests. */
package dev.realtime.server.trace;
